"""The explorer's scripts against networkx, the store and a plain reading of the filters."""

import io
import json
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from explorer_model import ask
from planted_network import planted_graph
from saite.build import BuildSummary
from saite.namespaces import expand
from saite.network import keep_backbone, read_network
from saite.network.export import flatten, to_csv
from saite.network.measures import pagerank
from saite.store import open_store, release_stores
from saite.view.overview import find_base
from synthetic import lasting_case, made_up_case

STATUSES = ["status/stated", "status/derived", "status/implied", "status/disputed"]
Filters = dict[str, Any]


@pytest.fixture(scope="module")
def planted() -> "nx.Graph[str]":
    return planted_graph(300, 700, quotes=True)


@pytest.fixture(scope="module")
def made_up() -> "nx.Graph[str]":
    return read_network(made_up_case().derive())


@pytest.fixture(scope="module")
def reports(reports_build: BuildSummary) -> Iterator[ox.Store]:
    """The graph of the two reports."""
    yield open_store(reports_build.folder)
    release_stores()


def short(iri: str) -> str:
    return iri.removeprefix("https://example.org/id/")


# -- What a page holds comes back --------------------------------------------------------------


def test_the_columns_hold_the_network(planted: "nx.Graph[str]") -> None:
    (read,) = ask(planted, [{"what": "network"}])
    organisations = read["organisations"]
    nodes = [(node, planted.nodes[node]) for node in planted]
    assert organisations["iri"] == [short(node) for node, _ in nodes]
    assert organisations["label"] == [data["label"] for _, data in nodes]
    assert organisations["short"] == [data["short"] for _, data in nodes]
    assert organisations["names"] == [[name["text"] for name in data["names"]] for _, data in nodes]
    assert organisations["group"] == [data["community"] for _, data in nodes]
    assert organisations["x"] == [round(data["x"]) for _, data in nodes]
    assert organisations["latitude"] == pytest.approx([data["latitude"] for _, data in nodes])
    assert organisations["unnamed"] == [int(data["unnamed"]) for _, data in nodes]
    keys = [kind["key"] for kind in read["kinds"]["organisation"]]
    assert [keys[kind] for kind in organisations["kind"]] == [data["kind"] for _, data in nodes]
    english = {
        place: data["labels"]["en"]
        for place, (_, data) in enumerate(nodes)
        if "en" in data["labels"]
    }
    assert organisations["labels"]["en"] == {str(place): text for place, text in english.items()}
    for name in ("degree", "strength", "pagerank"):
        expected = [data[name] for _, data in nodes]
        assert read["measures"][name] == pytest.approx(expected, rel=1e-4), name


def test_the_columns_hold_the_supports(planted: "nx.Graph[str]") -> None:
    (read,) = ask(planted, [{"what": "network"}])
    node = list(planted)
    supports, ties = read["supports"], read["ties"]
    kinds, statuses = ([kind["key"] for kind in read["kinds"][name]] for name in ("tie", "status"))
    for place, (a, b, data) in enumerate(planted.edges(data=True)):
        assert {node[ties["a"][place]], node[ties["b"][place]]} == {a, b}
        assert ties["a"][place] < ties["b"][place]
        first, end = ties["firstSupport"][place : place + 2]
        assert end - first == len(data["supports"])
        for at, support in enumerate(data["supports"], start=first):
            assert kinds[supports["kind"][at]] == support["kind"]
            assert statuses[supports["status"][at]] == support["status"]
            assert supports["weight"][at] == pytest.approx(support["weight"])
            assert supports["earliest"][at] == int(support["earliest"].replace("-", "") or 0)
            assert supports["latest"][at] == int(support["latest"].replace("-", "") or 99_999_999)


@pytest.mark.parametrize("which", ["planted", "made_up"])
def test_the_evidence_of_every_tie_comes_back(which: str, request: pytest.FixtureRequest) -> None:
    graph: nx.Graph[str] = request.getfixturevalue(which)
    edges = list(graph.edges(data=True))
    asks = [{"what": "tie", "a": short(b), "b": short(a)} for a, b, _ in edges]
    shared = graph.graph
    for (_, _, data), read in zip(edges, ask(graph, asks), strict=True):
        assert read["iri"] == data["iri"]
        assert [each["iri"] for each in read["supports"]] == [
            each["iri"] for each in data["supports"]
        ]
        for support, told in zip(data["supports"], read["supports"], strict=True):
            assert (told["thing"] or {}).get("iri", "") == support["through"]
            assert [each["iri"] for each in told["statements"]] == support["statements"]
            for iri, statement in zip(support["statements"], told["statements"], strict=True):
                check_statement(shared, iri, statement)


@pytest.mark.parametrize("which", ["made_up", "reports"])
def test_people_and_things_are_found_with_the_organisations_that_they_join(
    which: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(which)
    graph: nx.Graph[str] = read_network(found) if isinstance(found, ox.Store) else found
    base, shared = find_base(graph), graph.graph
    expected: dict[str, set[str]] = {}
    for statement in shared["statements"].values():
        named = {part["iri"] for part in statement["parts"]}
        for iri in {statement["about"], *named} & {*shared["people"], *shared["things"]}:
            expected.setdefault(iri, set()).update(named & graph.nodes)
    labels = {
        iri: shared["people"].get(iri) or shared["things"][iri]["labels"]
        for iri, organisations in expected.items()
        if organisations
    }
    named_things = [iri for iri in expected if labels.get(iri)]
    assert len(named_things) >= 4
    told = ask(graph, [{"what": "thing", "a": iri.removeprefix(base)} for iri in named_things])
    for iri, thing in zip(named_things, told, strict=True):
        assert {base + each for each in thing["organisations"]} == expected[iri]
        assert thing["labels"] == labels[iri]
        assert (thing["type"] == "Person") == (iri in shared["people"])
        assert (thing["thing"] is None) == (iri in shared["people"])
        about = {
            each["iri"]
            for each in shared["statements"].values()
            if iri == each["about"] or iri in {part["iri"] for part in each["parts"]}
        }
        assert {each["statement"]["iri"] for each in thing["episodes"]} == about
        for each in thing["episodes"]:
            statement = shared["statements"][each["statement"]["iri"]]
            if which == "made_up":
                check_statement(shared, each["statement"]["iri"], each["statement"])
            assert (each["thing"] or {}).get("iri", "") == statement["about"]
    first = [next(iter(labels[iri].values())) for iri in named_things]
    hits = ask(graph, [{"what": "find", "text": text.upper()} for text in first])
    for iri, text, answer in zip(named_things, first, hits, strict=True):
        own = next(each for each in answer if each["iri"] == iri.removeprefix(base))
        assert (own["name"], own["organisations"]) == (text, len(expected[iri]))


def test_the_backbone_is_that_of_python(planted: "nx.Graph[str]") -> None:
    kept = keep_backbone(planted, 0.05)
    assert 0 < kept.number_of_edges() < planted.number_of_edges()
    state = {"filters": {"backbone": True}}
    (shown,) = ask(planted, [{"what": "shown", "state": state}])
    expected = {frozenset((short(a), short(b))) for a, b in kept.edges}
    assert {frozenset(tie[:2]) for tie in shown["ties"]} == expected
    assert shown["hiddenBy"]["ties:backbone"] == planted.number_of_edges() - len(expected)


def test_the_focus_on_a_thing_shows_whom_it_joins(made_up: "nx.Graph[str]") -> None:
    states = [
        {"focus": {"type": "thing", "iri": iri}}
        for iri in ("event/meeting", "person/ona", "event/none", "organisation/alfa")
    ]
    shown = ask(made_up, [{"what": "shown", "state": state} for state in states])
    names = [[iri.rpartition("/")[2] for iri in each["organisations"]] for each in shown]
    assert names[:2] == [["alfa", "beta", "gama"], ["alfa"]]
    # What joins nobody here narrows nothing.
    assert [len(each) for each in names[2:]] == [5, 5]
    assert {frozenset(tie[:2]) for tie in shown[0]["ties"]} == {
        frozenset(f"organisation/{name}" for name in pair)
        for pair in (("alfa", "beta"), ("alfa", "gama"), ("beta", "gama"))
    }


def check_statement(shared: dict[str, Any], iri: str, told: dict[str, Any]) -> None:
    expected = shared["statements"][iri]
    assert told["type"] == expected["type"]
    assert told.get("status", "") == expected["status"]
    assert told.get("note", "") == expected["note"]
    assert told.get("row", "") == short(expected["row"])
    who = [part.get("organisation", short(part.get("iri", ""))) for part in told["parts"]]
    assert who == [short(part["iri"]) for part in expected["parts"]]
    assert [part.get("concept", "") for part in told["parts"]] == [
        part["concept"] for part in expected["parts"]
    ]
    assert [each["iri"] for each in told["evidence"]] == expected["evidence"]
    for each in told["evidence"]:
        record = shared["evidence"][each["iri"]]
        for name in ("section", "quote", "language", "note", "url"):
            assert each.get(name, "") == record[name], name
        assert (each.get("start"), each.get("end")) == (record["start"], record["end"])
        assert each["document"]["labels"] == shared["documents"][record["document"]]["labels"]


def test_an_organisation_tells_its_names_and_its_part_in_things(made_up: "nx.Graph[str]") -> None:
    (alfa,) = ask(made_up, [{"what": "organisation", "a": "organisation/alfa"}])
    assert [name["text"] for name in alfa["names"]] == ["AA"]
    assert alfa["address"] == "Main Street 1"
    assert alfa["places"][0]["labels"] == {"en": "Made-up Town"}
    told = {
        (each["type"], (each["thing"] or {}).get("labels", {}).get("en"))
        for each in alfa["episodes"]
    }
    assert told == {
        ("event", "Made-up meeting"),
        ("agreement", "Made-up accord"),
        ("membership", None),
    }


def test_an_organisation_tells_what_makes_no_tie_too(reports: ox.Store) -> None:
    graph = read_network(reports)
    asks = [{"what": "organisation", "a": f"organisation/{name}"} for name in ("o28", "o01", "o12")]
    park, association, chapter = ask(graph, asks)
    posts = [each["statement"] for each in park["episodes"] if each["type"] == "post"]
    titles = {part["text"] for post in posts for part in post["parts"] if "text" in part}
    assert {"valdes direktore", "direktore"} <= titles
    changes = {
        each["statement"]["kind"]["en"]
        for each in association["episodes"]
        if each["type"] == "change"
    }
    assert {"restoration", "founding"} <= changes
    events = [each["thing"] for each in association["episodes"] if each["type"] == "event"]
    assert events
    assert all(event["type"] == "Event" for event in events)
    dated = [
        name
        for details in ask(graph, [{"what": "organisation", "a": short_of(node)} for node in graph])
        for name in details["names"]
        if "when" in name
    ]
    assert dated[0]["when"]["written"] == "nuo 2021 05"
    assert chapter["episodes"]


def short_of(iri: str) -> str:
    return "/".join(iri.rsplit("/", 2)[1:])


def test_gaps_lead_to_what_they_are_about(made_up: "nx.Graph[str]") -> None:
    (lists,) = ask(made_up, [{"what": "gaps"}])
    found = {each["kind"]: each["gaps"] for each in lists}
    assert [gap["organisation"] for gap in found["untied"]] == ["organisation/omega"]
    assert found["untied"][0]["labels"] == {"en": "Omega, tied to nobody"}
    assert [gap["detail"] for gap in found["unresolved"]] == [{"en": "GNX"}]
    assert {frozenset(gap["tie"]) for gap in found["unstated"]} == {
        frozenset(("organisation/beta", "organisation/delta")),
        frozenset(("organisation/delta", "organisation/gama")),
    }
    assert found["large"][0]["labels"] == {"en": "Made-up congress"}


# -- Filters -----------------------------------------------------------------------------------


def drawn_filters(random: Random, graph: "nx.Graph[str]") -> Filters:
    """Draw filters, some of them open."""

    def some(values: list[str], most: int) -> list[str]:
        return random.sample(values, random.randint(0, most)) if random.random() < 0.6 else []

    years = sorted((random.randint(2004, 2026), random.randint(2004, 2026)))
    places = sorted({data["places"][0]["iri"] for _, data in graph.nodes(data=True)})
    kinds = sorted({data["kind"] for _, data in graph.nodes(data=True)})
    return {
        "hiddenTieKinds": some(
            [f"tie-kind/{kind}" for kind in ("event", "project", "agreement")], 2
        ),
        "hiddenOrganisationKinds": some(kinds, 2),
        "hiddenPlaces": some(places, 5),
        "hiddenStatuses": some(STATUSES, 2),
        "minWeight": random.choice([0, 0, 0.5, 1, 1.5]),
        "from": random.choice([None, years[0]]),
        "to": random.choice([None, years[1]]),
        "certainty": random.choice(["possibly", "certainly"]),
        "undated": random.random() < 0.5,
        "untied": random.random() < 0.5,
    }


def in_years(support: dict[str, Any], filters: Filters) -> bool:
    first, last = filters["from"], filters["to"]
    earliest, latest = support["earliest"], support["latest"]
    if first is None and last is None:
        return True
    if not earliest and not latest:
        return bool(filters["undated"])
    start, end = f"{first}-01-01", f"{last}-12-31"
    if filters["certainty"] == "certainly":
        return (first is None or (earliest != "" and earliest >= start)) and (
            last is None or (latest != "" and latest <= end)
        )
    return (last is None or not earliest or earliest <= end) and (
        first is None or not latest or latest >= start
    )


def plainly_shown(
    graph: "nx.Graph[str]", filters: Filters, hidden: list[str]
) -> tuple[set[str], dict[frozenset[str], tuple[float, str]]]:
    """Tell which organisations and ties pass: slowly, as one would say it."""
    allowed = {
        node
        for node, data in graph.nodes(data=True)
        if data["kind"] not in filters["hiddenOrganisationKinds"]
        and data["places"][0]["iri"] not in filters["hiddenPlaces"]
        and node not in hidden
    }
    ties = {}
    for a, b, data in graph.edges(data=True):
        left = [
            support
            for support in data["supports"]
            if support["kind"] not in filters["hiddenTieKinds"] and in_years(support, filters)
        ]
        weight = sum(support["weight"] for support in left)
        best = min((support["status"] for support in left), key=STATUSES.index, default="")
        passes = (
            left and best not in filters["hiddenStatuses"] and weight >= filters["minWeight"] - 1e-6
        )
        if passes and {a, b} <= allowed:
            ties[frozenset((a, b))] = (weight, best)
    tied = {node for pair in ties for node in pair}
    return (allowed if filters["untied"] else allowed & tied), ties


def test_filters_show_what_a_plain_reading_of_them_shows(planted: "nx.Graph[str]") -> None:
    random = Random(5)
    drawn = [drawn_filters(random, planted) for _ in range(60)]
    hidden = [random.sample(list(planted), random.choice([0, 0, 3])) for _ in drawn]
    states = [
        {"filters": filters, "hidden": [short(node) for node in nodes]}
        for filters, nodes in zip(drawn, hidden, strict=True)
    ]
    answers = ask(planted, [{"what": "shown", "state": state} for state in states])
    sizes = set()
    for filters, nodes, told in zip(drawn, hidden, answers, strict=True):
        organisations, ties = plainly_shown(planted, filters, nodes)
        assert set(told["organisations"]) == {short(node) for node in organisations}, filters
        expected = {frozenset(map(short, pair)): value for pair, value in ties.items()}
        found = {frozenset((a, b)): (weight, status) for a, b, weight, status in told["ties"]}
        assert found.keys() == expected.keys(), filters
        for pair, (weight, status) in expected.items():
            assert found[pair][0] == pytest.approx(weight)
            assert found[pair][1] == status
        assert told["counts"][:2] == [len(organisations), len(ties)]
        check_degrees(told, expected)
        sizes.add(len(ties))
    assert len(sizes) > 20, "the filters drawn hardly differ"


def check_degrees(told: Any, ties: dict[frozenset[str], tuple[float, str]]) -> None:
    for name, value in (("degree", 0), ("strength", 1)):
        sums: dict[str, float] = {}
        for pair, (weight, _) in ties.items():
            for node in pair:
                sums[node] = sums.get(node, 0) + (weight if value else 1)
        for node, number in told[name]:
            assert number == pytest.approx(sums.get(node, 0), rel=1e-5, abs=1e-6)


def test_what_each_filter_hides_is_what_opening_it_brings_back(planted: "nx.Graph[str]") -> None:
    base: Filters = {
        "hiddenTieKinds": ["tie-kind/event"], "hiddenOrganisationKinds": [], "hiddenPlaces": [],
        "hiddenStatuses": ["status/disputed"], "minWeight": 0.5, "from": 2010, "to": 2020,
        "certainty": "certainly", "undated": False, "untied": False,
    }  # fmt: skip
    (told,) = ask(planted, [{"what": "shown", "state": {"filters": base}}])
    organisations, ties = plainly_shown(planted, base, [])
    opened: dict[str, Filters] = {
        "tieKind": {"hiddenTieKinds": []}, "status": {"hiddenStatuses": []},
        "weight": {"minWeight": 0}, "years": {"from": None, "to": None}, "untied": {"untied": True},
    }  # fmt: skip
    expected = {}
    for name, change in opened.items():
        more_organisations, more_ties = plainly_shown(planted, base | change, [])
        expected[f"ties:{name}"] = len(more_ties) - len(ties)
        expected[f"organisations:{name}"] = len(more_organisations) - len(organisations)
    assert told["hiddenBy"] == {name: count for name, count in expected.items() if count}


# -- Measures and paths ------------------------------------------------------------------------


def shown_graph(told: Any) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(told["organisations"])
    graph.add_weighted_edges_from((a, b, weight) for a, b, weight, _ in told["ties"])
    return graph


@pytest.mark.parametrize(
    "filters", [{}, {"from": 2015, "untied": False}, {"hiddenStatuses": STATUSES[:1]}]
)
def test_measures_are_those_of_networkx(planted: "nx.Graph[str]", filters: Filters) -> None:
    state = {"filters": filters}
    told, found = ask(
        planted, [{"what": "shown", "state": state}, {"what": "computed", "state": state}]
    )
    graph = shown_graph(told)
    assert dict(found["pagerank"]) == pytest.approx(pagerank(graph), rel=1e-4)
    expected = nx.betweenness_centrality(graph)
    assert dict(found["betweenness"]) == pytest.approx(expected, rel=1e-5, abs=1e-9)


def test_shortest_paths_have_the_fewest_ties_and_then_the_most_weight(
    planted: "nx.Graph[str]",
) -> None:
    random = Random(3)
    pairs = [random.sample(list(map(short, planted)), 2) for _ in range(40)]
    asks = [{"what": "path", "a": a, "b": b} for a, b in pairs]
    told, *paths = ask(planted, [{"what": "shown"}, *asks])
    graph = shown_graph(told)
    lengths = set()
    for (a, b), path in zip(pairs, paths, strict=True):
        if path is None:
            assert not nx.has_path(graph, a, b)
            continue
        every = [
            sum(graph.edges[edge]["weight"] for edge in pairwise(each))
            for each in nx.all_shortest_paths(graph, a, b)
        ]
        assert len(path["organisations"]) - 1 == nx.shortest_path_length(graph, a, b)
        assert nx.is_path(graph, path["organisations"])
        assert (path["organisations"][0], path["organisations"][-1]) == (a, b)
        assert path["weight"] == pytest.approx(max(every))
        lengths.add(len(path["organisations"]))
    assert len(lengths) > 1


def test_neighbourhoods_and_common_partners_are_those_of_networkx(planted: "nx.Graph[str]") -> None:
    nodes = sorted(planted, key=planted.degree, reverse=True)[:8]
    asks = [
        {"what": "neighbourhood", "a": short(node), "steps": steps}
        for node in nodes
        for steps in (1, 2, 3)
    ]
    commons = list(pairwise(nodes))
    asks += [{"what": "common", "a": short(a), "b": short(b)} for a, b in commons]
    answers = iter(ask(planted, asks))
    for node in nodes:
        for steps in (1, 2, 3):
            around = nx.ego_graph(planted, node, radius=steps)
            found = next(answers)
            assert set(found["organisations"]) == set(map(short, around))
            assert found["ties"] == around.number_of_edges()
    for a, b in commons:
        shared = set(nx.common_neighbors(planted, a, b))
        found = next(answers)
        assert set(found["organisations"]) == set(map(short, shared | {a, b}))
        assert found["ties"] == 2 * len(shared) + planted.has_edge(a, b)


def test_a_focus_narrows_what_is_shown(planted: "nx.Graph[str]") -> None:
    hub, other = sorted(planted, key=planted.degree, reverse=True)[:2]
    focuses = [
        {"type": "neighbourhood", "iri": short(hub), "steps": 1},
        {"type": "common", "a": short(hub), "b": short(other)},
        {"type": "group", "group": 0},
        {"type": "path", "a": short(hub), "b": short(other)},
        {"type": "path", "a": short(hub), "b": "organisation/nobody"},
        {"type": "group", "group": 9_999},
    ]
    answers = ask(planted, [{"what": "shown", "state": {"focus": focus}} for focus in focuses])
    around, common, group, path, nobody, none = ({*told["organisations"]} for told in answers)
    assert around == set(map(short, nx.ego_graph(planted, hub)))
    assert common == {
        short(hub),
        short(other),
        *map(short, nx.common_neighbors(planted, hub, other)),
    }
    assert group == {
        short(node) for node, data in planted.nodes(data=True) if data["community"] == 0
    }
    assert len(path) == nx.shortest_path_length(planted, hub, other) + 1
    assert len(nobody) == len(none) == len(planted)
    assert answers[0]["hiddenBy"]["organisations:focus"] == len(planted) - len(around)


# -- What somebody takes away ------------------------------------------------------------------


def test_the_table_is_the_one_that_python_writes(made_up: "nx.Graph[str]") -> None:
    (told,) = ask(made_up, [{"what": "csv"}])
    lasting = read_network(lasting_case().derive())
    assert ask(lasting, [{"what": "csv"}])[0] == to_csv(lasting).replace(",2.0,", ",2,")
    # The browser's numbers have no ".0" and 32 bits.
    assert told.replace(",1.5,", ",1.5,") == to_csv(made_up).replace(",1.0,", ",1,")


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_other_programs_read_the_network_that_python_writes(
    made_up: "nx.Graph[str]", form: str
) -> None:
    (told,) = ask(made_up, [{"what": form}])
    read = read_back(told, form)
    expected = flatten(made_up)
    assert set(read) == set(expected)
    assert {frozenset(edge) for edge in read.edges} == {frozenset(edge) for edge in expected.edges}
    for node, data in expected.nodes(data=True):
        check_values(read.nodes[node], data, without=("x", "y", "size", "betweenness"))
    for a, b, data in expected.edges(data=True):
        check_values(read.edges[a, b], data, without=())


def read_back(told: str, form: str) -> "nx.Graph[str]":
    if form == "graphml":
        return nx.read_graphml(io.BytesIO(told.encode()))
    if form == "gexf":
        return nx.read_gexf(io.BytesIO(told.encode()))
    graph: nx.Graph[str] = nx.node_link_graph(json.loads(told), edges="edges")
    return graph


def check_values(
    read: dict[str, Any], expected: dict[str, Any], *, without: tuple[str, ...]
) -> None:
    for name, value in expected.items():
        if name in without:
            continue
        assert name in read, name
        if isinstance(value, float):
            assert read[name] == pytest.approx(value, rel=1e-3), name
        else:
            assert read[name] == value, name


def test_what_is_copied_as_rdf_is_in_the_store(reports: ox.Store) -> None:
    store = reports
    graph = read_network(store)
    base = find_base(graph)
    asks = [
        {"what": "turtle", "a": a.removeprefix(base), "b": b.removeprefix(base)}
        for a, b in graph.edges
    ]
    for text in ask(graph, asks):
        triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
        assert len(triples) > 20
        said = [triple.predicate.value for triple in triples]
        assert said.count(expand("saite:between")) == 2
        assert said.count(expand("saite:kind")) == said.count(expand("saite:supports")) > 0
        # A node without a name stands for whatever the store calls it.
        pattern = " . ".join(
            " ".join(str(term).replace("_:", "?b") for term in triple) for triple in triples
        )
        found = store.query(f"ASK {{ {pattern} }}", use_default_graph_as_union=True)
        assert found, pattern


def test_what_is_copied_of_a_thing_stands_in_the_graph(reports: ox.Store) -> None:
    graph = read_network(reports)
    base, shared = find_base(graph), graph.graph
    labelled = [iri for iri, thing in shared["things"].items() if thing["labels"]]
    hits = ask(graph, [{"what": "thing", "a": iri.removeprefix(base)} for iri in labelled])
    named = [iri for iri, hit in zip(labelled, hits, strict=True) if hit][:4]
    named += sorted(shared["people"])[:2]
    asks = [{"what": "thing-turtle", "a": iri.removeprefix(base)} for iri in named]
    for iri, text in zip(named, ask(graph, asks), strict=True):
        triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
        assert len(triples) > 5
        assert any(str(triple.subject) == f"<{iri}>" for triple in triples)
        pattern = " . ".join(
            " ".join(str(term).replace("_:", "?b") for term in triple) for triple in triples
        )
        found = reports.query(f"ASK {{ {pattern} }}", use_default_graph_as_union=True)
        assert found, pattern


def test_a_citation_of_a_thing_names_who_did_what_and_where_it_stands(
    made_up: "nx.Graph[str]",
) -> None:
    asks = [
        {"what": "thing-citation", "a": iri, "language": "en"}
        for iri in ("event/meeting", "person/ona")
    ]
    event, person = ask(made_up, asks)
    assert event.startswith("Event: Made-up meeting · 2018-09 (as written: “in September 2018”)")
    assert "Alfa Association: organiser" in event
    assert "Gamos žemės tinklas: participant" in event
    assert event.count("– A made-up report") == 1
    assert "  section 7, evidence.csv, row" in event
    assert event.endswith("\nhttps://example.org/id/event/meeting")
    assert person.startswith("Person: Ona Pramanytė\n")
    assert "Agreement: Made-up accord\nAlfa Association: signed by Ona Pramanytė (chair)" in person
    assert person.endswith("\nhttps://example.org/id/person/ona")


def test_people_are_found_whom_no_statement_of_the_page_names(made_up: "nx.Graph[str]") -> None:
    graph = made_up.copy()
    jonas = "https://example.org/id/person/jonas"
    graph.graph["people"] = {**graph.graph["people"], jonas: {"en": "Jonas Pramanas"}}
    asks = [{"what": "find", "text": "jonas"}, {"what": "thing", "a": "person/jonas"}]
    hits, thing = ask(graph, asks)
    assert [(hit["iri"], hit["organisations"]) for hit in hits] == [("person/jonas", 0)]
    assert (thing["organisations"], thing["episodes"]) == ([], [])


def test_a_citation_names_document_section_and_quote(made_up: "nx.Graph[str]") -> None:
    asks = [
        {
            "what": "citation",
            "a": "organisation/alfa",
            "b": "organisation/beta",
            "language": language,
        }
        for language in ("en", "lt", "lv")
    ]
    english, lithuanian, latvian = ask(made_up, asks)
    assert english.startswith("Alfa Association and Fonds “Beta”:")
    assert "Made-up meeting · 2018-09 (as written: “in September 2018”)" in english
    assert "event (stated): Made-up meeting" in english
    assert english.count("signed by Ona Pramanytė (chair)") == 1
    assert english.count("– A made-up report") == 2
    assert "\n  section 7, evidence.csv, row 17: “A made-up sentence.”" in english
    assert "https://example.org/accord" in english
    assert english.endswith("\nhttps://example.org/id/tie/alfa~beta")
    assert "7 skyrius" in lithuanian
    assert "7. nodaļa" in latvian


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gamos zemes", "organisation/gama"),
        ("GAMOS ŽEMĖS TINKLAS", "organisation/gama"),
        ("gnx", "organisation/gama"),
        ("aa", "organisation/alfa"),
        ("beta fonds", "organisation/beta"),
        ("ministr", "organisation/delta"),
    ],
)
def test_search_finds_by_any_name_without_accents(
    made_up: "nx.Graph[str]", text: str, found: str
) -> None:
    (told,) = ask(made_up, [{"what": "search", "text": text}])
    assert told[0][0] == found
