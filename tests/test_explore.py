"""The index of a network to explore: what it answers is what networkx finds in the same build."""

import itertools
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest

from explore_support import CONCEPTS, filtered, iris, mixed_case, pairs, workspace_of
from saite import explore
from saite.build import BuildSummary
from saite.concepts import load_concepts
from saite.errors import BuildError, NetworkError
from saite.explore import Filters, NetworkIndex, index_path, sift
from saite.explore.making import make_index
from saite.explore.store import FORMAT
from saite.network import KeptLayout, read_layout, read_network
from saite.store import latest_build, open_store, release_stores
from serve_support import made_up_workspace
from synthetic import BASE, Synthetic, made_up_case

TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explore")
    return latest_build(workspace_of(folder, mixed_case().derive()).output)


@pytest.fixture(scope="module")
def index(build: Path) -> Iterator[NetworkIndex]:
    found = NetworkIndex(make_index(build, concepts=[CONCEPTS]))
    yield found
    found.close()


@pytest.fixture(scope="module")
def network(build: Path) -> Iterator["nx.Graph[str]"]:
    yield read_network(open_store(build), concepts=load_concepts([CONCEPTS]))
    release_stores()


FILTERS = [
    pytest.param(Filters(), id="none"),
    pytest.param(Filters(tie_kinds=frozenset({"tie-kind/event"})), id="kind of tie"),
    pytest.param(Filters(statuses=frozenset({"status/disputed", "status/implied"})), id="status"),
    pytest.param(Filters(min_weight=0.9), id="weight"),
    pytest.param(Filters(backbone=0.05), id="backbone"),
    pytest.param(Filters(backbone=0.4, since=2005), id="much of the backbone, in years"),
    pytest.param(Filters(since=2005, until=2010), id="possibly"),
    pytest.param(Filters(since=2005, until=2016, certainty="certainly"), id="certainly"),
    pytest.param(Filters(since=2012, with_undated=False), id="one bound, dated"),
    pytest.param(Filters(until=2003, certainty="certainly", with_undated=False), id="ends by"),
    pytest.param(Filters(places=frozenset({""})), id="no place recorded"),
    pytest.param(Filters(places=frozenset({f"{BASE}place/town"})), id="place"),
    pytest.param(
        Filters(organisation_kinds=frozenset({"organisation-kind/association"})), id="all hidden"
    ),
    pytest.param(
        Filters(
            tie_kinds=frozenset({"tie-kind/event"}), statuses=frozenset({"status/stated"}),
            since=2001, until=2015, min_weight=0.5,
        ),
        id="several",
    ),
]  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_leave_what_networkx_leaves(
    index: NetworkIndex, network: "nx.Graph[str]", filters: Filters
) -> None:
    left, expected = sift(index, filters), filtered(network, filters)
    assert int(left.organisation.sum()) == expected.number_of_nodes()
    names = [text["iri"] for text in index.texts(range(index.organisations))]
    found = {
        frozenset((names[a], names[b])): float(weight)
        for a, b, kept, weight in zip(
            index.arrays["a"], index.arrays["b"], left.tie, left.weight, strict=True
        )
        if kept
    }
    wanted = {frozenset((a, b)): data["weight"] for a, b, data in expected.edges(data=True)}
    assert found == pytest.approx(wanted, abs=TOLERANCE)


@pytest.mark.parametrize("filters", FILTERS)
def test_the_neighbourhood_has_the_top_ties_and_says_of_how_many(
    index: NetworkIndex, network: "nx.Graph[str]", filters: Filters
) -> None:
    left, graph = sift(index, filters), filtered(network, filters)
    for number in range(0, index.organisations, 9):
        iri = index.texts([number])[0]["iri"]
        part = explore.neighbourhood(index, left, number, 5)
        around = dict(graph[iri]) if iri in graph else {}
        assert part["shown"] == {
            "ties": min(5, len(around)), "of": len(around), "inAll": network.degree(iri),
        }  # fmt: skip
        found = iris(index.base, part)
        assert found[0] == iri
        weights = [around[each]["weight"] for each in found[1:]]
        best = sorted((data["weight"] for data in around.values()), reverse=True)[:5]
        assert weights == pytest.approx(best, abs=TOLERANCE)
        assert pairs(index.base, part) == {frozenset(edge) for edge in graph.subgraph(found).edges}


@pytest.mark.parametrize("filters", FILTERS)
def test_a_path_is_as_short_as_networkx_finds_it_and_the_heaviest_of_those(
    index: NetworkIndex, network: "nx.Graph[str]", filters: Filters
) -> None:
    left, graph = sift(index, filters), filtered(network, filters)
    names = [text["iri"] for text in index.texts(range(index.organisations))]
    choose = random.Random(3)
    for _ in range(40):
        one, other = choose.sample(range(index.organisations), 2)
        part = explore.path(index, left, one, other)
        ends = names[one], names[other]
        if not all(end in graph for end in ends) or not nx.has_path(graph, *ends):
            assert part["path"] is None
            continue
        found = iris(index.base, part)
        assert (found[0], found[-1]) == ends
        assert len(found) - 1 == nx.shortest_path_length(graph, *ends)
        heaviest = max(
            nx.path_weight(graph, way, "weight") for way in nx.all_shortest_paths(graph, *ends)
        )
        assert nx.path_weight(graph, found, "weight") == pytest.approx(heaviest, abs=TOLERANCE)
        assert len(pairs(index.base, part)) == len(found) - 1


def test_a_path_longer_than_the_bound_is_not_found(tmp_path: Path) -> None:
    made = Synthetic()
    nodes = [made.organisation(f"o{number}", f"Made up {number}") for number in range(8)]
    for number, (one, other) in enumerate(itertools.pairwise(nodes)):
        made.membership(f"m{number}", one, other)
    index = NetworkIndex(make_index(latest_build(workspace_of(tmp_path, made.derive()).output)))
    left = sift(index, Filters())
    first, last = (index.number(nodes[place].value) for place in (0, 7))
    assert first is not None
    assert last is not None
    assert explore.path(index, left, first, last, 6)["path"] is None
    assert explore.path(index, left, first, last, 7)["path"] == list(range(8))
    assert explore.path(index, left, first, first)["path"] == [0]


@pytest.mark.parametrize("filters", FILTERS[:6])
def test_common_partners_are_those_of_networkx(
    index: NetworkIndex, network: "nx.Graph[str]", filters: Filters
) -> None:
    left, graph = sift(index, filters), filtered(network, filters)
    names = [text["iri"] for text in index.texts(range(40))]
    for one, other in zip(range(0, 40, 2), range(1, 40, 2), strict=True):
        part = explore.common(index, left, one, other, 50)
        expected = set(nx.common_neighbors(graph, names[one], names[other]))
        assert set(iris(index.base, part)[2:]) == expected
        assert part["shown"] == {"organisations": len(expected), "of": len(expected)}


def test_the_overview_counts_what_the_filters_leave(
    index: NetworkIndex, network: "nx.Graph[str]"
) -> None:
    filters = Filters(tie_kinds=frozenset({"tie-kind/membership"}))
    left, graph = sift(index, filters), filtered(network, filters)
    found = explore.overview(index, left)
    assert found["shown"]["ties"] == graph.number_of_edges()
    assert found["shown"]["ofTies"] == network.number_of_edges()
    assert found["shown"]["ofOrganisations"] == len(network)
    groups = network.graph["communities"]
    assert [each["size"] for each in found["groups"]] == [each["size"] for each in groups]
    names = iris(index.base, found)
    leads = [[names[lead] for lead in each["leads"]] for each in found["groups"]]
    assert leads == [each["leads"] for each in groups]
    counts = {kind["key"]: kind["count"] for kind in found["kinds"]["tie"]}
    assert counts["tie-kind/membership"] == 0 < counts["tie-kind/event"]
    expected: dict[tuple[int, int], float] = {}
    for a, b, data in graph.edges(data=True):
        low, high = sorted((network.nodes[a]["community"], network.nodes[b]["community"]))
        if low != high:
            expected[low, high] = expected.get((low, high), 0.0) + data["weight"]
    between = {(int(a), int(b)): weight for a, b, weight in found["between"]}
    assert between == pytest.approx(expected, abs=1e-2)


def test_positions_and_measures_are_those_of_a_file(
    index: NetworkIndex, network: "nx.Graph[str]"
) -> None:
    for number, text in enumerate(index.texts(range(index.organisations))):
        data = network.nodes[text["iri"]]
        assert (text["label"], text["short"]) == (data["label"], data["short"])
        assert int(index.arrays["group"][number]) == data["community"]
        for name in ("x", "y", "degree", "strength", "betweenness", "pagerank"):
            assert float(index.arrays[name][number]) == pytest.approx(
                data[name], rel=1e-4, abs=1e-4
            )


def test_a_group_whose_leads_are_hidden_is_named_after_who_is_left(
    index: NetworkIndex, network: "nx.Graph[str]"
) -> None:
    hidden = frozenset({f"{BASE}place/town"})
    found = explore.overview(index, sift(index, Filters(places=hidden)))
    graph = filtered(network, Filters(places=hidden))
    names = iris(index.base, found)
    changed = 0
    for group, each in zip(network.graph["communities"], found["groups"], strict=True):
        leads = [names[lead] for lead in each["leads"]]
        members = [node for node in graph if network.nodes[node]["community"] == group["number"]]
        if leads != group["leads"]:
            changed += 1
            assert leads == [max(members, key=lambda node: network.nodes[node]["strength"])]
        else:
            assert not members or set(leads) & set(members)
    assert changed


def placed(index: NetworkIndex) -> dict[str, tuple[float, float]]:
    texts = index.texts(range(index.organisations))
    spots = zip(index.arrays["x"].tolist(), index.arrays["y"].tolist(), strict=True)
    return {text["iri"]: spot for text, spot in zip(texts, spots, strict=True)}


def keep(build: Path, positions: dict[str, tuple[float, float]]) -> None:
    text = KeptLayout("of another network", positions).to_json()
    (build / "layout.json").write_text(text, encoding="utf-8")


def test_organisations_stand_where_the_build_keeps_them(tmp_path: Path) -> None:
    build = latest_build(workspace_of(tmp_path, mixed_case().derive()).output)
    afresh = placed(NetworkIndex(make_index(build)))
    index_path(build).unlink()
    turned = {iri: (round(y * 2 + 7, 1), round(-x, 1)) for iri, (x, y) in afresh.items()}
    keep(build, turned)
    found = NetworkIndex(make_index(build))
    assert placed(found) == {iri: pytest.approx(spot, abs=1e-2) for iri, spot in turned.items()}
    # The circles of groups stand around their members, wherever these are.
    for group, each in enumerate(found.head["groups"]):
        members = found.arrays["group"] == group
        middle = [float(np.median(found.arrays[axis][members])) for axis in ("x", "y")]
        assert [each["x"], each["y"]] == pytest.approx(middle, abs=1)


def test_positions_of_other_organisations_are_only_a_start(tmp_path: Path) -> None:
    build = latest_build(workspace_of(tmp_path, mixed_case().derive()).output)
    afresh = placed(NetworkIndex(make_index(build)))
    missing, *others = sorted(afresh)
    for positions in ({iri: afresh[iri] for iri in others}, {missing: (0.0, 0.0)}):
        index_path(build).unlink()
        keep(build, positions)
        found = placed(NetworkIndex(make_index(build)))
        assert found.keys() == afresh.keys()
        assert len(set(found.values())) > len(found) // 2
    # Of one alone nothing can be kept: the layout is the one that is made afresh.
    assert found == afresh


def test_the_file_and_the_server_draw_the_same_picture(
    reports_build: BuildSummary, tmp_path: Path
) -> None:
    shutil.copytree(reports_build.folder.parents[1], tmp_path / "out")  # the index stands beside
    build = latest_build(tmp_path / "out")
    index = NetworkIndex(make_index(build, concepts=[CONCEPTS]))
    file = read_network(open_store(build), kept=read_layout(build))
    release_stores()
    assert (build / "layout.json").is_file()
    expected = {iri: (data["x"], data["y"]) for iri, data in file.nodes(data=True)}
    assert placed(index) == {iri: pytest.approx(spot, abs=1e-2) for iri, spot in expected.items()}


def test_years_count_supports_from_first_to_last(
    index: NetworkIndex, network: "nx.Graph[str]"
) -> None:
    found = explore.overview(index, sift(index, Filters()))["years"]
    expected: dict[int, int] = {}
    for _, _, data in network.edges(data=True):
        for support in data["supports"]:
            first, last = support["earliest"][:4], support["latest"][:4]
            if first or last:
                for year in range(int(first or last), int(last or first) + 1):
                    expected[year] = expected.get(year, 0) + 1
    counts = {found["first"] + place: count for place, count in enumerate(found["counts"])}
    assert {year: count for year, count in counts.items() if count} == expected


def test_a_group_gives_its_best_tied_members(index: NetworkIndex, network: "nx.Graph[str]") -> None:
    part = explore.group(index, sift(index, Filters()), 1, 4)
    members = [node for node in network if network.nodes[node]["community"] == 1]
    strongest = sorted(members, key=lambda node: (-network.nodes[node]["strength"], node))[:4]
    assert iris(index.base, part) == strongest
    assert part["shown"] == {"organisations": 4, "of": len(members), "inAll": len(members)}


def test_search_folds_accents_and_ranks_exact_names_first(tmp_path: Path) -> None:
    made = Synthetic()
    big = made.organisation("big", "Žemės ūkio draugija")
    exact = made.organisation("exact", "Žemė")
    other = made.organisation("other", "Senas požemis")
    for number in range(3):
        made.membership(f"m{number}", made.organisation(f"x{number}", f"Kitas {number}"), big)
    made.name(other, "ŽŪD")
    index = NetworkIndex(make_index(latest_build(workspace_of(tmp_path, made.derive()).output)))

    def found(text: str) -> list[str]:
        return [each["iri"].rpartition("/")[2] for each in index.texts(index.search(text, 10))]

    assert found("zeme") == ["exact", "big"]
    assert set(found("ŽEM")) == {"big", "exact", "other"}
    assert found("zud") == ["other"]
    assert found("draug zem") == ["big"]
    for hostile in ('"', "' OR 1=1", "NEAR(a b)", "a*", "-", "AND", "žud* OR x", "\x00", "“”"):
        assert isinstance(found(hostile), list)
    assert exact.value == index.texts(index.search("žemė", 1))[0]["iri"]


def test_the_same_build_gives_the_same_bytes(build: Path) -> None:
    first = make_index(build, concepts=[CONCEPTS]).read_bytes()
    index_path(build).unlink()
    assert make_index(build, concepts=[CONCEPTS]).read_bytes() == first


def test_what_a_broken_making_left_is_removed_and_old_builds_go(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    path = index_path(latest_build(workspace.output))
    path.parent.mkdir(parents=True)
    half = path.with_name(f"{path.name}.half-999999999")
    half.write_bytes(b"half")
    old = path.with_name("20200101T000000Z-00000000-1.sqlite")
    older_form = path.with_name(path.name.replace(f"-{FORMAT}.", f"-{FORMAT - 1}."))
    for each in (old, older_form):
        each.write_bytes(b"old")
    assert make_index(latest_build(workspace.output)) == path
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_graph_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    build = latest_build(workspace.output)
    graph = build / "graph.nq"
    lines = graph.read_bytes().splitlines(keepends=True)
    graph.write_bytes(b"".join(lines) + b"broken\n")
    with pytest.raises(BuildError, match="cannot be read"):
        make_index(build)
    assert not list(index_path(build).parent.iterdir())


def test_a_tie_to_what_is_no_organisation_is_told(tmp_path: Path) -> None:
    made = made_up_case()
    stray = ox.NamedNode(f"{BASE}person/ona")
    alfa = ox.NamedNode(f"{BASE}organisation/alfa")
    made.membership("m9", alfa, stray)
    workspace = workspace_of(tmp_path, made.derive())
    with pytest.raises(NetworkError, match="person/ona, which is not an organisation"):
        make_index(latest_build(workspace.output))


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(BuildError, match="cannot be read"):
        NetworkIndex(path)


def test_an_index_of_a_build_without_organisations_answers(tmp_path: Path) -> None:
    index = NetworkIndex(make_index(latest_build(workspace_of(tmp_path, Synthetic().store).output)))
    left = sift(index, Filters())
    found = explore.overview(index, left)
    assert found["shown"]["organisations"] == found["shown"]["ties"] == 0
    assert not index.search("any", 5)
    assert index.number("any") is None
    assert index.nearest("organisation/any") == ""
