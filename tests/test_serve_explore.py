"""The explorer's addresses over HTTP: what they answer, what they refuse, how it is sent."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import networkx as nx
import pytest

from explore_support import CONCEPTS, filtered, iris, mixed_case, pairs, workspace_of
from hostile_records import HOSTILE, add_hostile_records
from saite.build import build_workspace
from saite.concepts import load_concepts
from saite.explore import Filters, index_path
from saite.explore.making import make_index
from saite.network import read_network
from saite.scaffold import make_demo
from saite.store import latest_build, open_store
from saite.workspace import Serving, load_workspace
from serve_support import (
    Reply,
    Running,
    counting,
    made_up_workspace,
    publish_store,
    serving_scratch,
    serving_workspace,
)
from support import ROOT
from synthetic import BASE, Synthetic, made_up_case

pytestmark = pytest.mark.server
ALFA, BETA, GAMA, OMEGA = (
    f"{BASE}organisation/{name}" for name in ("alfa", "beta", "gama", "omega")
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("explored"))
    make_index(latest_build(workspace.output), concepts=[CONCEPTS])
    with serving_workspace(workspace, has_pages=True) as running:
        yield running


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = workspace_of(tmp_path_factory.mktemp("mixed"), mixed_case().derive())
    make_index(latest_build(workspace.output), concepts=[CONCEPTS])
    with serving_workspace(workspace) as running:
        yield running


@pytest.fixture(scope="module")
def network(mixed: Running) -> "nx.Graph[str]":
    build = mixed.service.hub.plan.build
    assert build is not None
    return read_network(open_store(build), concepts=load_concepts([CONCEPTS]))


def asked(running: Running, name: str, **parameters: Any) -> dict[str, Any]:
    reply = patient(running, address(name, **parameters))
    assert reply.status == 200, reply.text
    found: dict[str, Any] = json.loads(reply.body)
    return found


def patient(running: Running, path: str) -> Reply:
    """Ask again while the index is being made: it takes a process, and machines are slow."""
    until = time.monotonic() + 120
    while (reply := running.ask(path)).status == 503 and time.monotonic() < until:
        assert int(reply.headers["retry-after"]) > 0
        time.sleep(0.2)
    return reply


def address(name: str, **parameters: Any) -> str:
    fields = {key.replace("_", "-"): value for key, value in parameters.items()}
    return f"/explore/{name}?{urlencode(fields, doseq=True)}"


def refused(running: Running, path: str, status: int = 400) -> dict[str, Any]:
    reply = running.ask(path)
    assert reply.status == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(reply.body)
    return found


def test_the_overview_has_groups_kinds_and_years(server: Running) -> None:
    found = asked(server, "overview")
    build = server.service.hub.plan.build
    assert build is not None
    assert found["build"] == build.name
    assert found["shown"] == {
        "groups": 1, "ofGroups": 1, "ties": 5, "ofTies": 5, "organisations": 5,
        "ofOrganisations": 5,
    }  # fmt: skip
    assert {kind["key"]: kind["count"] for kind in found["kinds"]["status"]} == {
        "status/stated": 4, "status/derived": 1, "status/implied": 1, "status/disputed": 1,
    }  # fmt: skip
    assert found["years"]["first"] == 2018
    assert found["largeEvents"] == [{"labels": {"en": "Made-up congress"}, "organisations": 48}]
    assert found["groups"][0]["size"] == 4


@pytest.mark.parametrize(
    ("asked_for", "filters"),
    [
        ({}, Filters()),
        ({"hide-tie-kind": ["tie-kind/event"]}, Filters(tie_kinds=frozenset({"tie-kind/event"}))),
        (
            {"since": 2005, "until": 2012, "certainty": "certainly", "undated": "no"},
            Filters(since=2005, until=2012, certainty="certainly", with_undated=False),
        ),
        (
            {"hide-status": ["status/stated", "status/implied"], "weight": "0.5"},
            Filters(statuses=frozenset({"status/stated", "status/implied"}), min_weight=0.5),
        ),
        ({"backbone": "0.1"}, Filters(backbone=0.1)),
        ({"since": 2015, "until": 9999}, Filters(since=2015, until=9999)),  # as links may say
        (
            {"hide-place": ["", f"{BASE}place/none"][:1], "hide-organisation-kind": ""},
            Filters(places=frozenset({""}), organisation_kinds=frozenset({""})),
        ),
    ],
)
def test_filters_count_at_the_server(
    mixed: Running, network: "nx.Graph[str]", asked_for: dict[str, Any], filters: Filters
) -> None:
    graph = filtered(network, filters)
    shown = asked(mixed, "overview", **asked_for)["shown"]
    assert (shown["organisations"], shown["ties"]) == (len(graph), graph.number_of_edges())
    for node in list(network)[::23]:
        found = asked(mixed, "neighbourhood", organisation=node, limit=4, **asked_for)
        total = graph.degree(node) if node in graph else 0
        expected = {"ties": min(4, total), "of": total, "inAll": network.degree(node)}
        assert found["shown"] == expected
        names = iris(BASE, found)
        assert pairs(BASE, found) == {frozenset(each) for each in graph.subgraph(names).edges}


def test_an_organisation_may_be_named_without_the_base(server: Running) -> None:
    whole = asked(server, "neighbourhood", organisation=ALFA)
    assert asked(server, "neighbourhood", organisation="organisation/alfa") == whole
    assert whole["organisations"]["iri"][0] == "organisation/alfa"


def test_numbers_of_ties_are_whole(server: Running) -> None:
    found = asked(server, "overview")["organisations"]
    assert found["degree"] == found["ties"]
    assert all(type(degree) is int for degree in found["degree"])


def test_a_path_is_found_or_said_not_to_be(server: Running) -> None:
    found = asked(server, "path", **{"from": ALFA, "to": f"{BASE}organisation/delta"})
    assert len(found["path"]) == 3
    none = asked(server, "path", **{"from": ALFA, "to": OMEGA})
    assert (none["path"], none["steps"]) == (None, 12)
    assert none["organisations"]["length"] == 2


def test_search_finds_names_abbreviations_and_says_how_many_ties(server: Running) -> None:
    for text, name in (
        ("aa", "alfa"),
        ("GAMOS zem", "gama"),
        ("beta", "beta"),
        ("ministry", "delta"),
    ):
        hits = asked(server, "search", text=text)["hits"]
        assert hits[0]["iri"] == f"organisation/{name}"
    assert asked(server, "search", text="omega")["hits"][0]["ties"] == 0
    assert asked(server, "search", text="nothing of that name")["hits"] == []
    assert len(asked(server, "search", text="made", limit=1)["hits"]) == 0


def test_people_agreements_projects_and_events_are_found_with_how_many_they_join(
    server: Running,
) -> None:
    (ona,) = asked(server, "things", text="PRAMANYTE")["hits"]
    assert ona == {
        "iri": "person/ona", "type": "Person", "labels": {"en": "Ona Pramanytė"},
        "name": "Ona Pramanytė", "organisations": 1,
    }  # fmt: skip
    hits = asked(server, "things", text="made-up")["hits"]
    found = {each["iri"]: (each["type"], each["organisations"]) for each in hits}
    # Of the congress it is not recorded who took part; a report is none of them.
    assert found == {
        "agreement/accord": ("Agreement", 2), "event/meeting": ("Event", 3),
        "event/talk": ("Event", 2), "event/congress": ("Event", 0),
    }  # fmt: skip
    assert len(asked(server, "things", text="made-up", limit=2)["hits"]) == 2
    assert asked(server, "things", text="alfa")["hits"] == []


def test_what_a_thing_joins_is_told(server: Running) -> None:
    meeting = asked(server, "thing", iri=f"{BASE}event/meeting")
    joined = ["organisation/alfa", "organisation/beta", "organisation/gama"]
    assert meeting["iri"] == "event/meeting"
    assert (meeting["type"], meeting["organisations"]) == ("Event", joined)
    assert meeting["labels"] == {"en": "Made-up meeting"}
    assert asked(server, "thing", iri="event/meeting") == meeting
    assert asked(server, "thing", iri="person/ona")["organisations"] == ["organisation/alfa"]
    assert asked(server, "thing", iri="event/congress")["organisations"] == []
    for iri in ("event/none", ALFA, "document/report", "no iri <>", "urn:x"):
        found = refused(server, address("thing", iri=iri), 404)
        assert "no person, agreement, project or event" in found["detail"]


def test_what_is_recorded_of_a_thing_is_told_with_its_evidence(server: Running) -> None:
    meeting = asked(server, "thing", iri="event/meeting")
    assert meeting["thing"]["when"]["written"] == "in September 2018"
    roles = {}
    for episode in meeting["episodes"]:
        assert (episode["type"], episode["thing"]["iri"]) == ("event", f"{BASE}event/meeting")
        (evidence,) = episode["statement"]["evidence"]
        assert (evidence["section"], evidence["quote"]) == ("7", "A made-up sentence.")
        parts = {part["property"]: part for part in episode["statement"]["parts"]}
        role = parts["role"]["labels"]["en"].lower()
        roles[parts["participant"]["organisation"].rpartition("/")[2]] = role
    assert roles == {"alfa": "organiser", "beta": "partner", "gama": "participant"}
    assert meeting["episodesInAll"] == len(meeting["episodes"])


def test_what_names_a_person_is_told_with_what_it_is_about(server: Running) -> None:
    ona = asked(server, "thing", iri="person/ona")
    assert ona["thing"] is None
    (episode,) = ona["episodes"]
    assert episode["thing"]["labels"] == {"en": "Made-up accord"}
    parts = {part["property"]: part for part in episode["statement"]["parts"]}
    assert parts["signatory"]["labels"] == {"en": "Ona Pramanytė"}
    assert parts["partyOrganization"]["organisation"] == "organisation/alfa"


def test_a_list_of_organisations_is_given_with_the_ties_between_them(server: Running) -> None:
    body = json.dumps([ALFA, "organisation/gama", "urn:gone", ALFA]).encode()
    reply = server.ask("/explore/among", "POST", body)
    assert reply.status == 200, reply.text
    found = json.loads(reply.body)
    assert found["organisations"]["iri"] == ["organisation/alfa", "organisation/gama"]
    assert (found["ties"]["length"], found["unknown"]) == (1, 1)


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"[" * 10_000, b"\xff", b'"a"'])
def test_what_is_no_list_is_refused(server: Running, body: bytes) -> None:
    assert server.ask("/explore/among", "POST", body).status == 400


def test_a_list_that_is_too_long_is_refused(server: Running) -> None:
    many = json.dumps([f"urn:{number}" for number in range(501)]).encode()
    assert server.ask("/explore/among", "POST", many).status == 413
    assert server.ask("/explore/among", "POST", b"[" + b" " * 70_000 + b"]").status == 413


def test_a_tie_is_told_with_every_statement_and_its_evidence(server: Running) -> None:
    found = asked(server, "tie", a=ALFA, b=BETA)
    assert found["iri"] == f"{BASE}tie/alfa~beta"
    assert [each["iri"].rpartition("/")[2] for each in found["supports"]] == [
        "alfa~beta~agreement~accord", "alfa~beta~event~meeting",
    ]  # fmt: skip
    accord, meeting = found["supports"]
    assert meeting["thing"]["labels"] == {"en": "Made-up meeting"}
    assert meeting["thing"]["when"]["written"] == "in September 2018"
    assert [each["type"] for each in meeting["statements"]] == ["Participation"] * 2
    part = meeting["statements"][0]["parts"]
    assert {
        "property": "participant", "organisation": "organisation/alfa",
        "labels": {"en": "Alfa Association"},
    } in part  # fmt: skip
    role = next(each for each in part if each["property"] == "role")
    assert role["labels"]["en"].lower() == "organiser"
    evidence = meeting["statements"][0]["evidence"][0]
    assert evidence["document"]["labels"] == {"en": "A made-up report"}
    assert (evidence["section"], evidence["quote"]) == ("7", "A made-up sentence.")
    signatory = next(
        part
        for statement in accord["statements"]
        for part in statement["parts"]
        if part["property"] == "signatory"
    )
    assert signatory["labels"] == {"en": "Ona Pramanytė"}
    assert asked(server, "tie", a=BETA, b=ALFA) == found


def test_supports_come_in_the_order_of_the_network(
    mixed: Running, network: "nx.Graph[str]"
) -> None:
    one, other, data = max(network.edges(data=True), key=lambda edge: len(edge[2]["supports"]))
    assert len(data["supports"]) > 1
    told = asked(mixed, "tie", a=one, b=other)
    by_iri = {each["iri"]: each for each in data["supports"]}
    part = asked(mixed, "path", **{"from": one, "to": other})["supports"]
    assert [each["iri"] for each in told["supports"]] == sorted(by_iri, key=lambda iri: f"{iri}>")
    weights = [by_iri[each["iri"]]["weight"] for each in told["supports"]]
    assert part["weight"] == pytest.approx(weights, abs=1e-5)


def test_an_organisation_is_told_with_names_places_and_its_time(server: Running) -> None:
    found = asked(server, "organisation", iri=ALFA)
    assert found["iri"] == "organisation/alfa"
    assert found["address"] == "Main Street 1"
    assert [name["text"] for name in found["names"]] == ["AA"]
    assert found["places"] == [{"labels": {"en": "Made-up Town"}}]
    assert {each["type"] for each in found["episodes"]} == {"event", "agreement", "membership"}
    assert found["episodesInAll"] == len(found["episodes"]) == 3
    event = next(each for each in found["episodes"] if each["type"] == "event")
    assert event["thing"]["labels"] == {"en": "Made-up meeting"}
    alone = asked(server, "organisation", iri=OMEGA)
    assert alone["episodes"] == []


def test_two_that_are_not_tied_have_no_tie(server: Running) -> None:
    found = refused(server, address("tie", a=ALFA, b=OMEGA), 404)
    assert "no tie joins" in found["detail"]


@pytest.mark.parametrize(
    ("path", "name", "nearest"),
    [
        (address("neighbourhood", organisation=f"{BASE}organisation/alpha"), "organisation", ALFA),
        (address("neighbourhood", organisation="Gamos žemės"), "organisation", GAMA),
        (address("neighbourhood"), "organisation", ""),
        (address("neighbourhood", organisation=ALFA, limit=0), "limit", "500"),
        (address("neighbourhood", organisation=ALFA, limit="many"), "limit", "60"),
        (address("neighbourhood", organisation=ALFA, limit=501), "limit", "500"),
        (address("neighbourhood", organisaton=ALFA), "organisaton", "organisation"),
        (address("overview", hide_tie_kind="tie-kind/evnt"), "hide-tie-kind", "tie-kind/event"),
        (address("overview", hide_status="status/sated"), "hide-status", "status/stated"),
        (address("overview", weight="heavy"), "weight", "0"),
        (address("overview", weight="nan"), "weight", "0"),
        (address("overview", weight="-1"), "weight", "0"),
        (address("overview", backbone="0"), "backbone", "1"),
        (address("overview", backbone="some"), "backbone", "1"),
        (address("overview", since="0"), "since", "9999"),
        (address("overview", until="99999"), "until", "9999"),
        (address("overview", certainty="certain"), "certainty", "certainly"),
        (address("overview", undated="maybe"), "undated", "yes"),
        ("/explore/overview?since=2001&since=2002", "since", ""),
        (address("group", number=99), "number", "0"),
        (address("group"), "number", ""),
        (address("path", **{"from": ALFA}), "to", ""),
        (address("path", **{"from": ALFA, "to": BETA, "steps": 99}), "steps", "12"),
        (address("search"), "text", ""),
        (address("search", text="a" * 3000), "text", ""),
        (address("search", text="a", weight=1), "weight", ""),
        (address("things"), "text", ""),
        (address("things", text="a", limit=0), "limit", "100"),
        (address("thing"), "iri", ""),
        (address("tie", a=ALFA), "b", ""),
        (address("organisation", iri="urn:none"), "iri", ""),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_expected(
    server: Running, path: str, name: str, nearest: str
) -> None:
    found = refused(server, path)
    fault = next(each for each in found["parameters"] if each["name"] == name)
    assert fault["nearest"] == nearest
    assert "expected" in fault["detail"]
    assert name in found["detail"]


def test_all_that_is_wrong_is_told_at_once(server: Running) -> None:
    found = refused(server, address("neighbourhood", organisation="urn:x", limit="x", weight="y"))
    assert [each["name"] for each in found["parameters"]] == ["organisation", "limit", "weight"]


@pytest.mark.parametrize("text", [*HOSTILE, "\x00", "%", "_", "NEAR(a b, 3)", "a" * 1999])
def test_hostile_texts_are_only_texts(server: Running, text: str) -> None:
    asks = (
        ("search", "text"), ("neighbourhood", "organisation"), ("things", "text"), ("thing", "iri"),
    )  # fmt: skip
    for name, field in asks:
        reply = server.ask(address(name, **{field: text.encode("utf-8", "replace")}))
        assert reply.status in (200, 400, 404), reply.text
        json.loads(reply.body)


def test_hostile_names_come_as_data_and_nothing_else(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    made = Synthetic()
    for number, text in enumerate(HOSTILE):
        add_hostile_records(made, f"o{number}", text)
    publish_store(workspace, made.derive())
    with serving_workspace(workspace) as running:
        found = asked(running, "overview")
        for iri in found["organisations"]["iri"]:
            reply = running.ask(address("organisation", iri=iri))
            assert reply.status == 200, reply.text
            assert reply.headers["content-type"] == "application/json"
            assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/explore/overview", address("neighbourhood", organisation=ALFA),
        address("group", number=0), address("path", **{"from": ALFA, "to": BETA}),
        address("common", a=ALFA, b=BETA), address("search", text="a"),
        address("things", text="made"), address("thing", iri="event/meeting"),
        address("organisation", iri=ALFA), address("tie", a=ALFA, b=BETA),
    ],
)  # fmt: skip
def test_every_answer_has_a_tag_a_head_and_the_headers_of_all(server: Running, path: str) -> None:
    reply = server.ask(path)
    assert reply.status == 200, reply.text
    assert reply.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    tag = reply.headers["etag"]
    again = server.ask(path, If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    head = server.ask(path, "HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", tag)


def test_the_overview_is_made_once_for_each_filter(mixed: Running) -> None:
    filtered_path = address("overview", weight="0.25", since=2003)
    with counting(mixed) as told:
        replies = [mixed.ask(path) for path in ("/explore/overview?lang=lt", filtered_path) * 3]
    assert {reply.status for reply in replies} == {200}
    assert told == {"index": 2, "cache": 4}
    assert replies[0].body == replies[2].body != replies[1].body == replies[5].body
    assert replies[2].headers["etag"] == replies[0].headers["etag"]
    with counting(mixed) as told:
        again = mixed.ask(filtered_path, If_None_Match=replies[1].headers["etag"])
        wrong = mixed.ask(address("overview", weight="0.25", since="x"))
    assert (again.status, wrong.status, told) == (304, 400, {})


def test_answers_are_packed_where_that_is_understood(server: Running) -> None:
    plain = server.ask("/explore/overview")
    packed = server.ask("/explore/overview", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_the_guard_stands_before_the_explorer_too(server: Running) -> None:
    assert server.ask("/explore/overview", Host="evil.example").status == 421
    assert server.ask("/explore/overview", Origin="https://evil.example").status == 403
    assert server.ask("/explore/overview", "PUT").status == 405
    assert server.ask("/explore/nothing").status == 404


def test_the_rate_limit_counts_the_explorer(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    limits = Serving(workers=1, rate=1, burst=3, loopback_rate=1)
    make_index(latest_build(workspace.output))
    with serving_workspace(workspace, limits=limits) as running:
        replies = [running.ask("/explore/overview") for _ in range(5)]
    assert {reply.status for reply in replies} == {200, 429}


def test_a_newer_build_is_explored_soon_and_the_older_one_until_then(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    with serving_workspace(workspace) as running:
        first = asked(running, "overview")
        made = made_up_case()
        made.organisation("new", "New in this build")
        build = publish_store(workspace, made.derive())
        found = first
        until = time.monotonic() + 120
        while time.monotonic() < until:
            time.sleep(0.1)
            found = asked(running, "overview")
            if found["build"] == build:
                break
        assert found["build"] == build
        assert found["shown"]["ofOrganisations"] == first["shown"]["ofOrganisations"] + 1


def test_the_index_of_a_newer_build_is_made_though_nobody_asks(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    first = latest_build(workspace.output).name
    make_index(latest_build(workspace.output))
    with serving_workspace(workspace) as running:
        assert asked(running, "overview")["build"] == first
        for name in ("one", "two", "three"):
            made = made_up_case()
            made.organisation(name, "New in this build")
            build = publish_store(workspace, made.derive())
            served(running, build)
        found = asked(running, "overview")
        # Either it is there already, or the answer says that it is older.
        assert found["build"] == build or found["newer"] == build
        until = time.monotonic() + 120
        while running.service.explorer.build != build and time.monotonic() < until:
            time.sleep(0.05)
        found = asked(running, "overview")
        assert found["build"] == build
        assert "newer" not in found
        tag = running.ask("/explore/overview").headers["etag"]
        assert running.ask("/explore/overview", If_None_Match=tag).status == 304


def served(running: Running, build: str) -> None:
    """Wait until a build is served."""
    until = time.monotonic() + 60
    while json.loads(running.ask("/healthz").body)["build"] != build:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_an_answer_of_an_older_build_says_so(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    first = latest_build(workspace.output).name
    with serving_workspace(workspace) as running:
        asked(running, "overview")
        before = running.ask("/explore/overview").headers["etag"]
        made = made_up_case()
        # It cannot be indexed: the older one answers on.
        made.membership("m9", made.organisation("x", "X"), made.person("stray", "No organisation"))
        build = publish_store(workspace, made.derive())
        served(running, build)
        for path in ("overview", "search?text=alfa", f"neighbourhood?organisation={ALFA}"):
            found = json.loads(running.ask(f"/explore/{path}").body)
            assert (found["build"], found["newer"]) == (first, build)
        assert running.ask("/explore/overview", If_None_Match=before).status == 200


def test_what_the_page_on_the_server_shows_works_on_the_demo(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    paths = re.findall(r"'http://127\.0\.0\.1:8642(/explore[^']*)'", page)
    assert paths
    make_demo(tmp_path)
    build_workspace(tmp_path)
    with serving_workspace(load_workspace(tmp_path)) as running:
        for path in paths:
            reply = patient(running, path)
            assert reply.status == 200, reply.text
            assert len(json.loads(reply.body)["organisations"]["iri"]) > 1


def test_what_is_missing_is_told_with_what_the_explorer_can_open(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    with serving_workspace(workspace) as running:
        found = asked(running, "gaps")["gaps"]
    lists = {each["kind"]: each for each in found}
    assert all(each["number"] == len(each["gaps"]) for each in found)
    assert all(set(each["title"]) == {"en", "lt", "lv"} for each in found)
    (untied,) = lists["untied-organisations"]["gaps"]
    assert (untied["organisation"], untied["labels"]["lt"]) == (
        "organisation/omega",
        "Omega, tied to nobody",
    )
    unstated = lists["unstated-ties"]["gaps"]
    assert {tuple(sorted(each["tie"])) for each in unstated} == {
        ("organisation/beta", "organisation/delta"),
        ("organisation/delta", "organisation/gama"),
    }
    assert all(each["file"] and each["row"] for each in unstated)


def test_a_build_that_cannot_be_indexed_is_told_and_the_rest_is_served(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    made = made_up_case()
    made.membership("m9", made.organisation("x", "X"), made.person("stray", "Not an organisation"))
    publish_store(workspace, made.derive())
    with serving_workspace(workspace) as running:
        reply = patient(running, "/explore/overview")
        assert reply.status == 500
        assert "person/stray, which is not an organisation" in reply.text
        assert running.ask("/search?q=alfa").status == 200
    assert not list(index_path(latest_build(workspace.output)).parent.glob("*"))


def test_a_server_that_ends_while_the_index_is_made_leaves_nothing_half(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    with serving_workspace(workspace) as running, pytest.raises(TimeoutError):
        running.ask("/explore/overview", seconds=0.2)
    folder = index_path(latest_build(workspace.output)).parent
    assert not list(folder.glob("*.half-*"))


def test_a_store_without_a_build_has_nothing_to_explore(tmp_path: Path) -> None:
    with serving_scratch(tmp_path) as running:
        assert refused(running, "/explore/overview", 404)["status"] == 404
