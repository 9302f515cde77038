"""Pages of a served graph, as they come over HTTP: what is in them, and what can never be."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from hostile_records import HOSTILE, add_hostile_records
from pages import elements_of
from saite.concepts import Concepts
from saite.namespaces import expand
from saite.query import read_subjects, saved_queries
from saite.serve.pages.reading import MOST, Reader
from saite.serve.pages.rendering import asset_file, has_scripts, templates
from saite.serve.pages.site import Site
from saite.serve.pages.start import MOST_GAPS
from saite.serve.pages.texts import LANGUAGES, load_texts
from saite.serve.pages.things import RECORDS
from saite.serve.pages.ties import read_ties, ties_among
from serve_support import Reply, Running, made_up_workspace, publish_store, serving_workspace
from synthetic import BASE, Synthetic

pytestmark = pytest.mark.server

TIED = """\
#+ summary: {en: "Ties", lt: "Ryšiai", lv: "Saites"}
#+ parameters:
#+   - {name: organisation, type: organisation}
#+   - {name: kind, type: "concept:tie-kind"}
PREFIX saite: <https://w3id.org/saite/ns#>
SELECT ?organisation ?partner ?weight {
  VALUES ?organisation { UNDEF }
  VALUES ?kind { UNDEF }
  ?tie saite:between ?organisation, ?partner ; saite:weight ?weight .
  FILTER(?organisation != ?partner)
} ORDER BY ?organisation ?partner
"""
PAGES = (
    "/", "/q", "/q/partners", "/q/tied-to?organisation=AA", "/query", "/explore", "/find?q=alfa",
    "/find?q=no", "/gaps", "/ontology", "/ontology/saite/NameForm", "/ontology/org/Organization",
    "/ontology/saite/status", "/concepts/status", "/concepts/status/stated",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("paged"))
    folder = tmp_path_factory.mktemp("queries")
    (folder / "tied-to.rq").write_text(TIED, encoding="utf-8")
    with serving_workspace(replace(workspace, queries=(folder,)), has_pages=True) as running:
        yield running


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("hostile-pages"))
    made = Synthetic()
    for number, text in enumerate(HOSTILE):
        add_hostile_records(made, f"o{number}", text)
    publish_store(workspace, made.derive())
    with serving_workspace(workspace, has_pages=True) as running:
        yield running


def page(server: Running, path: str, language: str = "en") -> Reply:
    return server.ask(path, Accept="text/html,*/*;q=0.8", Accept_Language=language)


def things(server: Running) -> list[str]:
    query = "SELECT DISTINCT ?s { ?s a ?class } ORDER BY ?s"
    reply = server.ask(f"/sparql?{urlencode({'query': query})}", Accept="application/json")
    return [row["s"]["value"] for row in json.loads(reply.text)["results"]["bindings"]]


def path_of(iri: str) -> str:
    return "/id/" + quote(iri.removeprefix(BASE), safe="/~")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_every_language(server: Running, path: str, language: str) -> None:
    reply = page(server, path, language)
    assert reply.status == 200, reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in reply.text
    assert load_texts()[language]["nav.queries"] in unescape(reply.text)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/thing?iri=a%20b", 400), ("/thing?iri=%3Ax", 400), ("/thing?iri=urn%3Anobody", 404),
        ("/id/organisation/a%3Cb", 404), ("/ontology/saite/a%20b", 404),
        ("/explore?organisation=%3Ax&organisation=a%20b", 200),
    ],
)  # fmt: skip
def test_what_can_be_no_iri_is_no_mistake_of_the_server(
    server: Running, path: str, status: int
) -> None:
    assert page(server, path).status == status


def test_what_scripts_send_may_be_anything(server: Running) -> None:
    reply = server.ask("/labels.json", "POST", b'[":x", "a b", "1:x"]')
    assert (reply.status, reply.text) == (200, "{}")
    for path in ("/labels.json", "/explore/among"):
        assert server.ask(path, "POST", b'["x:\\ud800"]').status == 400
    for body in (b'{"text": "\\ud800"}', b'{"text": 1}', b"[]", b"{"):
        assert server.ask("/notes.json", "POST", body).status == 400


def test_a_thing_whose_iri_has_letters_beyond_ascii_has_its_page(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    made = Synthetic()
    for name in ("dzūkai", "r%C4%81ja"):
        made.record("organisation", name, "org:Organization", label=f"The {name}")
    publish_store(workspace, made.derive())
    with serving_workspace(workspace, has_pages=True) as server:
        for iri in (f"{BASE}organisation/{name}" for name in ("dzūkai", "r%C4%81ja")):
            path = "/id/" + quote(iri.removeprefix(BASE), safe="/%")
            assert f'<dd class="iri">{iri}</dd>' in page(server, path).text
            assert f"<{iri}>" in server.ask(path, Accept="application/n-triples").text
        assert page(server, "/id/organisation/%C4%81").status == 404


def test_every_thing_has_a_page_at_the_path_of_its_iri(server: Running) -> None:
    found = things(server)
    assert len(found) > 40
    for iri in found:
        reply = page(server, path_of(iri))
        assert reply.status == 200, iri
        assert reply.text.count("<h1") == 1


def test_the_same_path_gives_rdf_to_programs(server: Running) -> None:
    path = path_of(f"{BASE}organisation/alfa")
    assert things(server).count(f"{BASE}organisation/alfa") == 1
    turtle = server.ask(path, Accept="text/turtle")
    assert turtle.headers["content-type"].startswith("text/turtle")
    links = [
        attributes["href"] or ""
        for tag, attributes in elements_of(page(server, path).text)
        if tag == "a" and "format=" in (attributes.get("href") or "")
    ]
    forms = {link.rpartition("=")[2] for link in links if link.startswith(path)}
    assert forms == {"ttl", "jsonld", "rdf", "nt", "nq", "trig"}
    for link in links:
        assert server.ask(link).status == 200, link


def test_all_links_inside_lead_somewhere(server: Running) -> None:
    seen: dict[str, int] = {}
    for path in ("/", "/q", "/gaps", path_of(f"{BASE}organisation/alfa"), "/?lang=lv"):
        for tag, attributes in elements_of(page(server, path).text):
            link = attributes.get("href" if tag in ("a", "link") else "src") or ""
            link = link.partition("#")[0]
            if link.startswith("/") and link not in seen:
                seen[link] = page(server, link).status
    assert len(seen) > 100
    assert {link: status for link, status in seen.items() if status != 200} == {}


def test_nothing_comes_from_outside_and_nothing_is_inline(server: Running) -> None:
    for path in (*PAGES, path_of(f"{BASE}organisation/alfa")):
        reply = page(server, path)
        policy = reply.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self';")
        for tag, attributes in elements_of(reply.text):
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            assert tag not in ("style", "iframe", "object", "embed", "base")
            if tag == "script" and attributes.get("type") != "application/json":
                assert (attributes["src"] or "").startswith("/static/")
            for name in ("src", "action"):
                assert (attributes.get(name) or "/").startswith("/")


def test_the_page_of_an_organisation_tells_names_ties_and_evidence(server: Running) -> None:
    text = unescape(page(server, path_of(f"{BASE}organisation/alfa")).text)
    for part in ("Alfa Association", "AA", "Fonds “Beta”", "Gamos žemės tinklas", "Main Street 1"):
        assert part in text
    tie = re.search(r'href="(/id/tie/[^"]+)"', text)
    assert tie is not None
    support = unescape(page(server, tie[1]).text)
    for part in ("Why they are tied", "section ", "A made-up report", "row "):
        assert part in support
    assert "<svg" in text
    assert "@" not in re.sub(r"<[^>]*>", "", text), "an e-mail address is shown"


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Organisation"), ("lt", "Organizacija"), ("lv", "Organizācija")]
)
def test_what_is_found_is_told_with_the_label_of_its_class(
    server: Running, language: str, label: str
) -> None:
    found = page(server, "/find?q=alfa", language).text
    hits = found.split('<ul class="hits">', 1)[1].split("</ul>", 1)[0]
    assert f'<span class="aside">{label}</span>' in hits
    assert "org:" not in hits
    told = json.loads(server.ask(f"/search?q=alfa&lang={language}").text)["hits"]
    assert (told[0]["type"], told[0]["class"]) == ("org:Organization", label)


def test_a_browser_that_opens_the_search_of_programs_is_led_to_the_page(server: Running) -> None:
    reply = page(server, "/search?q=alfa+a&type=org:Organization&lang=lt&limit=3")
    assert reply.status == 303
    assert reply.headers["location"] == "/find?q=alfa+a&type=org%3AOrganization&lang=lt"
    assert page(server, "/search").headers["location"] == "/find"
    assert "Alfa Association" in page(server, "/find?q=alfa&type=org:Organization").text
    assert "Alfa Association" not in page(server, "/find?q=alfa&type=schema:Event").text
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5", "text/csv"):
        told = server.ask("/search?q=alfa", Accept=accept)
        assert (told.status, told.headers["content-type"]) == (200, "application/json"), accept
    assert page(server, "/search?q=alfa&format=json").headers["content-type"] == "application/json"


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_stand_under_their_subjects_and_codes_come_last(
    server: Running, language: str
) -> None:
    found = unescape(page(server, "/q", language).text)
    titles = re.findall(r'<h2 id="group-\d+">(.*?) <span', found)
    subjects = [texts[language] for texts in read_subjects().values()]
    # A question of the workspace's own that has no subject comes last.
    assert titles == [*subjects, load_texts()[language]["queries.other"]]
    for query in saved_queries().values():
        assert query.summary[language] in found
        assert query.tags[0] in read_subjects(), query.name
        item = found.split(f'<li><a href="/q/{query.name}"', 1)[1].split("</li>", 1)[0]
        told = re.sub(r"<[^>]*>", "", item)
        for each in (*query.tags[1:], *(each.label[language] for each in query.parameters)):
            assert each in told, query.name
        assert all(told.index(query.description[language]) < told.index(c) for c in query.tags[1:])


def test_names_of_other_saved_queries_in_a_description_are_links(server: Running) -> None:
    for path in ("/q", "/q/partners"):
        found = page(server, path).text
        assert '<a href="/q/tie-evidence">tie-evidence</a> tells' in found, path
    # Its own name is none, nor is a word that a query happens to be called by.
    told = page(server, "/q/path").text.split('<p class="lead">', 1)[1].split("</p>", 1)[0]
    assert re.findall(r'href="([^"]*)"', told) == ["/q/tie-evidence"]


def test_a_tie_does_not_deny_the_evidence_that_it_shows(server: Running) -> None:
    found = page(server, "/id/tie/alfa~beta").text
    assert "A made-up sentence." in found
    facts = found.split('<h2 id="facts">', 1)[1].split("</section>", 1)[0]
    assert load_texts()["en"]["thing.evidence.none"] not in facts
    other = page(server, "/id/organisation/alfa").text
    facts = other.split('<h2 id="facts">', 1)[1].split("</section>", 1)[0]
    assert load_texts()["en"]["thing.evidence.none"] in facts


@pytest.mark.parametrize(("language", "sign"), [("en", "."), ("lt", ","), ("lv", ",")])
def test_weights_have_the_decimal_sign_of_the_language(
    server: Running, language: str, sign: str
) -> None:
    wrong = "," if sign == "." else "."
    for path in ("/id/tie/alfa~beta", "/id/organisation/alfa", "/q/tied-to?organisation=AA"):
        found = re.sub(r"<[^>]*>", " ", page(server, path, language).text)
        assert re.search(rf"\b1\{sign}5", found), path
        assert not re.search(rf"\b1\{wrong}5", found), path


def test_one_thing_has_one_word(server: Running) -> None:
    for language, gaps, explorer in (
        ("lt", "Spragos", "Tinklo žemėlapis"), ("lv", "Nepilnības", "Tīkla karte"),
    ):  # fmt: skip
        for path, title in (("/gaps", gaps), ("/explore", explorer)):
            found = page(server, path, language).text
            assert f">{title}</h1>" in found
            assert f">{title}</a>" in page(server, "/q", language).text, path
    texts = [*load_texts()["lv"].values(), *load_texts()["lt"].values()]
    assert not [text for text in texts if re.search("saikn|pārlūks|naršyklė$", text, re.IGNORECASE)]


def test_a_saved_query_has_a_form_and_its_answer(server: Running) -> None:
    found = unescape(page(server, "/q/tied-to?organisation=Alfa+Association").text)
    assert 'name="organisation" value="Alfa Association"' in found
    assert "Fonds “Beta”" in found
    assert "/q/tied-to.csv?organisation=Alfa+Association" in found
    csv = server.ask("/q/tied-to.csv?organisation=Alfa+Association")
    assert "Fonds “Beta”" in csv.text


def test_a_wrong_parameter_is_told_with_the_nearest_right_one(server: Running) -> None:
    found = unescape(page(server, "/q/tied-to?organisation=Alfa+Asociation").text)
    assert 'role="alert"' in found
    assert "Alfa Association" in found


def test_a_query_is_answered_without_scripts(server: Running) -> None:
    query = "SELECT ?s { ?s a <http://www.w3.org/ns/org#Organization> } ORDER BY ?s"
    found = unescape(page(server, f"/query?{urlencode({'query': query})}").text)
    assert "Alfa Association" in found
    wrong = unescape(page(server, "/query?query=SELEC+*+%7B%7D").text)
    assert 'role="alert"' in wrong


def test_an_empty_answer_is_told_with_why_it_is_empty(server: Running) -> None:
    query = "PREFIX saite: <https://w3id.org/saite/ns#> SELECT * { ?s saite:statuss ?o }"
    path = f"/query?{urlencode({'query': query})}"
    assert (
        "saite:statuss is not in this graph; did you mean saite:status?" in page(server, path).text
    )
    assert "gal turėjote omenyje saite:status?" in page(server, path, "lt").text
    chain = unescape(page(server, "/q/path?start=alfa&end=omega").text)
    assert "Omega, tied to nobody has no ties, so no chain leads to it." in chain
    # The body that the protocol asks for is what it says, and no more.
    reply = server.ask("/sparql", "POST", query.encode(), Content_Type="application/sparql-query")
    assert set(json.loads(reply.text)) == {"head", "results"}


def test_the_editor_asks_why_an_answer_is_empty(server: Running) -> None:
    query = "PREFIX saite: <https://w3id.org/saite/ns#> ASK { ?s saite:statuss ?o }"

    def notes(asked: object, path: str = "/notes.json") -> Reply:
        return server.ask(path, "POST", json.dumps(asked).encode(), Content_Type="application/json")

    assert json.loads(notes({"text": query}).text) == {
        "notes": ["saite:statuss is not in this graph; did you mean saite:status?"]
    }
    assert "vai domājāt" in notes({"text": query}, "/notes.json?lang=lv").text
    chain = {"name": "path", "parameters": {"start": "alfa", "end": "omega", "kind": ""}}
    assert "has no ties" in notes(chain).text
    assert json.loads(notes({"text": "ASK { ?s ?p ?o }"}).text) == {"notes": []}
    strange: tuple[object, ...] = ([], {}, {"text": 1}, {"name": "path", "parameters": []})
    for wrong in (*strange, {"text": "ASK {"}):
        assert notes(wrong).status == 400, wrong
    assert json.loads(notes({"name": "no such query"}).text) == {"notes": []}
    assert notes({"text": "ASK { ?s ?p ?o } # " + "x" * 20_000}).status == 413
    assert server.ask("/notes.json").status == 405


def test_a_query_in_the_address_of_sparql_opens_its_page_in_a_browser(server: Running) -> None:
    reply = page(server, "/sparql?query=ASK+%7B%7D")
    assert reply.status == 303
    assert reply.headers["location"] == "/query?query=ASK+%7B%7D"


def test_what_is_not_there_is_told_as_a_page(server: Running) -> None:
    for path in ("/id/organisation/nobody", "/q/nothing", "/ontology/saite/Nothing", "/nowhere"):
        reply = page(server, path, "lt")
        assert reply.status == 404, path
        assert 'lang="lt"' in reply.text
        assert reply.headers["content-type"].startswith("text/html")
    assert (
        server.ask("/id/organisation/nobody", Accept="text/turtle")
        .headers["content-type"]
        .startswith("application/problem+json")
    )


def test_the_chosen_language_stays(server: Running) -> None:
    reply = server.ask("/?lang=lv", Accept="text/html", Accept_Language="lt")
    assert '<html lang="lv">' in reply.text
    own = [
        attributes["href"] or ""
        for tag, attributes in elements_of(reply.text)
        if tag == "a" and (attributes.get("href") or "").startswith(("/q", "/ontology", "/gaps"))
    ]
    assert own
    assert all("lang=lv" in link for link in own)


def test_a_page_that_has_not_changed_is_not_sent_again(server: Running) -> None:
    first = page(server, "/ontology")
    again = server.ask(
        "/ontology", Accept="text/html", Accept_Language="en", If_None_Match=first.headers["etag"]
    )
    assert again.status == 304
    for name in ("content-security-policy", "referrer-policy"):
        assert again.headers[name] == first.headers[name]
    assert page(server, "/ontology", "lv").headers["etag"] != first.headers["etag"]


def test_the_editor_is_told_the_terms_of_this_graph(server: Running) -> None:
    told = json.loads(server.ask("/terms.json", Accept_Language="lt").text)
    classes = {each["curie"]: each for each in told["classes"]}
    assert classes["org:Organization"]["number"] == 5
    assert classes["org:Organization"]["label"] == "Organizacija"
    assert "saite:status" in {each["curie"] for each in told["properties"]}
    assert "partners" in {each["name"] for each in told["queries"]}


def test_things_are_named_for_the_table(server: Running) -> None:
    asked = [f"{BASE}organisation/alfa", expand("org:Post"), "https://nowhere.example/", "x> . }"]
    body = json.dumps(asked).encode()
    reply = server.ask("/labels.json", "POST", body, Content_Type="application/json")
    told = json.loads(reply.text)
    assert told[f"{BASE}organisation/alfa"] == {
        "label": "Alfa Association",
        "link": "/id/organisation/alfa",
    }
    assert set(told) == {f"{BASE}organisation/alfa", expand("org:Post")}
    for wrong in (b"{", b"{}", b"[1]", json.dumps(["urn:x"] * 501).encode()):
        assert server.ask("/labels.json", "POST", wrong).status in (400, 413)


def test_only_files_of_pages_are_given(server: Running) -> None:
    style = server.ask("/static/pages.css")
    assert style.headers["content-type"].startswith("text/css")
    for name in ("../site.py", "..%2Fsite.py", "%2e%2e/site.py", ".stamp", "nothing.js", "site.py"):
        assert server.ask(f"/static/{name}").status == 404, name
    assert asset_file("saite.svg") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts(hostile: Running, language: str) -> None:
    paths = [path_of(iri) for iri in things(hostile)]
    paths += ["/", "/gaps", "/q/partners", "/ontology/org/Organization", "/q/long-names"]
    paths += [f"/find?{urlencode({'q': text})}" for text in HOSTILE]
    paths += [f"/q/partners?{urlencode({'organisation': text})}" for text in HOSTILE]
    paths += [f"/query?{urlencode({'query': text})}" for text in HOSTILE]
    for path in paths:
        found = elements_of(page(hostile, path, language).text)
        for tag, attributes in found:
            assert tag not in ("img", "iframe", "object", "embed", "style") or (
                attributes.get("src", "") or ""
            ).startswith("/static/saite.svg"), path
            assert not [name for name in attributes if name.startswith("on")], path
            link = attributes.get("href") or "/"
            assert link.startswith(("/", "#", "https://", "http://")), (path, link)
        assert sum(tag == "script" for tag, _ in found) <= 3


def test_every_text_exists_in_every_language_and_is_used() -> None:
    texts = load_texts()
    assert set(texts) == set(LANGUAGES)
    assert set(texts["en"]) == set(texts["lt"]) == set(texts["lv"])
    environment = templates()
    assert environment.loader is not None
    sources = [
        environment.loader.get_source(environment, name)[0] for name in environment.list_templates()
    ]
    used = set(re.findall(r'\b(?:t\(|texts\[)"([^"]+)"', "\n".join(sources)))
    used = {name for name in used if not name.endswith(".")}  # the rest is put together
    assert used <= set(texts["en"])
    for key, english in texts["en"].items():
        parts = set(re.findall(r"\{\w+\}", english))
        assert all(set(re.findall(r"\{\w+\}", texts[tag][key])) == parts for tag in LANGUAGES), key


def test_the_page_says_where_there_is_no_editor(server: Running) -> None:
    has_editor = "/static/query.js" in page(server, "/query").text
    assert has_editor == has_scripts()


def test_a_graph_of_nothing_has_pages_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = made_up_workspace(tmp_path_factory.mktemp("empty-pages"))
    publish_store(workspace, ox.Store())
    with serving_workspace(workspace, has_pages=True) as running:
        for path in ("/", "/gaps", "/q/partners", "/ontology", "/find?q=x", "/terms.json"):
            assert page(running, path).status == 200, path


def test_records_beyond_those_of_a_page_have_pages_of_their_own(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    workspace = made_up_workspace(tmp_path_factory.mktemp("many-records"))
    made = Synthetic()
    hub = made.organisation("hub", "Hub")
    number = RECORDS + MOST + 3
    for each in range(number):
        made.membership(f"m{each:04}", made.organisation(f"o{each:04}", f"Other {each:04}"), hub)
    publish_store(workspace, made.derive())
    path = path_of(f"{BASE}organisation/hub")
    with serving_workspace(workspace, has_pages=True) as running:
        text = unescape(page(running, path).text)
        records = text.split('id="records-', 1)[1]
        assert records.count('<li class="card">') == RECORDS
        link = re.search(r'href="([^"]*records=[^"]*)">and (\d+) more', records)
        assert link is not None
        assert int(link[2]) == number - RECORDS
        seen: list[str] = []
        address = link[1]
        while address:
            reply = page(running, address)
            assert reply.status == 200
            found = unescape(reply.text)
            seen += re.findall(r'statement-head"><a href="([^"]+)"', found)
            following = re.search(r'href="([^"]*)">Next<', found)
            address = following[1] if following else ""
        assert len(seen) == len(set(seen)) == number
        assert f"{MOST + 1} to {number} of {number}" in found
        back = re.search(r'href="([^"]*)">Previous<', found)
        assert back is not None
        assert page(running, back[1]).status == 200
        far = page(running, f"{path}?records=org:Membership&from=9999").text
        assert f"{MOST + 1} to {number} of {number}" in unescape(far)
        for wrong in ("org:Post", "nothing", "x:y"):
            assert page(running, f"{path}?records={wrong}").status == 404


def test_the_page_of_gaps_shows_so_many_of_a_kind_and_leads_to_the_rest(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    workspace = made_up_workspace(tmp_path_factory.mktemp("many-gaps"))
    made = Synthetic()
    for number in range(MOST_GAPS + 7):
        made.organisation(f"o{number:03}", f"Untied {number:03}")
    publish_store(workspace, made.derive())
    with serving_workspace(workspace, has_pages=True) as running:
        first = unescape(page(running, "/gaps").text)
        untied = first.split("Organisation without ties", 1)[1].split("</details>", 1)[0]
        assert untied.count("<li>") == MOST_GAPS
        assert f"1 to {MOST_GAPS} of {MOST_GAPS + 7}" in untied
        link = re.search(r'href="(/gaps\?[^"]*)"', untied)
        assert link is not None
        last = unescape(page(running, link[1]).text)
        assert [f"Untied {number:03}" in last for number in (99, 100, 106)] == [False, True, True]
        assert last.count("<section") == 1
        back = re.findall(r'href="(/gaps\?kind=[^"&]*&from=\d+)"', last)
        assert len(back) == 1
        assert "Untied 000" in page(running, back[0]).text
        assert page(running, "/gaps?kind=untied-organisations&from=9999").status == 200
        wrong = page(running, "/gaps?kind=untied-organisation")
        assert wrong.status == 400
        assert "untied-organisations" in wrong.text


def test_a_page_shows_the_closest_ties_and_tells_of_the_rest() -> None:
    store = ox.Store()
    one = ox.NamedNode(f"{BASE}organisation/o")
    between, weight = (ox.NamedNode(expand(f"saite:{name}")) for name in ("between", "weight"))
    for number in range(MOST + 5):
        tie = ox.NamedNode(f"{BASE}tie/t{number:03}")
        other = ox.NamedNode(f"{BASE}organisation/p{number:03}")
        store.extend(ox.Quad(tie, between, each) for each in (one, other))
        store.add(ox.Quad(tie, weight, ox.Literal(number / 10)))
    ties, more = read_ties(Reader(Site(store, Concepts({}), BASE)), one.value)
    assert (len(ties), more) == (MOST, 5)
    weights = [tie["weight"] for tie in ties]
    assert weights == sorted(weights, reverse=True)
    assert ties[0]["other"] == f"{BASE}organisation/p{MOST + 4:03}"


@pytest.mark.parametrize("name", ["{one}~{other}", "{other}~{one}", "number-{number}"])
def test_ties_of_partners_are_found_whatever_ties_are_called(name: str) -> None:
    store = ox.Store()
    between, weight = (ox.NamedNode(expand(f"saite:{each}")) for each in ("between", "weight"))
    pairs = [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("c", "d"), ("c", "e")]
    for number, (one, other) in enumerate(pairs, start=1):
        made = name.format(one=one, other=other, number=number)
        tie = ox.NamedNode(f"{BASE}tie/{made}")
        for end in (one, other):
            store.add(ox.Quad(tie, between, ox.NamedNode(f"{BASE}organisation/{end}")))
        store.add(ox.Quad(tie, weight, ox.Literal(number)))
    reader = Reader(Site(store, Concepts({}), BASE))
    ties, _ = read_ties(reader, f"{BASE}organisation/a")
    found = ties_among(reader, f"{BASE}organisation/a", ties)
    told = [(one[-1], other[-1], number) for one, other, number in found]
    assert told == [("b", "c", 4.0), ("c", "d", 5.0)]
