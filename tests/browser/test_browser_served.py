"""A whole visit to a served graph in a real browser: search, a thing, its evidence, a query."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from browser_window import WCAG, check_accessible, expect
from hostile_records import HOSTILE, add_hostile_records
from saite.serve.pages.rendering import has_scripts
from serve_support import Running, made_up_workspace, publish_store, serving_workspace
from served_window import VisitServer, visiting
from synthetic import BASE, Synthetic

# Whoever imports browser_window is skipped without Playwright.
from playwright.sync_api import Browser  # isort: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(not has_scripts(), reason="the scripts of the pages are not built"),
]

ORGANISATIONS = """\
SELECT ?organisation ?name ?weight {
  ?tie saite:between ?organisation ; saite:weight ?weight .
  ?organisation skos:prefLabel ?name .
} ORDER BY ?name DESC(?weight)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("visited"))
    folder = tmp_path_factory.mktemp("queries")
    (folder / "tied-to.rq").write_text(
        '#+ summary: {en: "Ties of an organisation", lt: "Ryšiai", lv: "Saites"}\n'
        "#+ parameters:\n#+   - {name: organisation, type: organisation}\n"
        "PREFIX saite: <https://w3id.org/saite/ns#>\n"
        "SELECT ?organisation ?partner ?weight ?earliest {\n  VALUES ?organisation { UNDEF }\n"
        "  ?tie saite:between ?organisation, ?partner ; saite:weight ?weight .\n"
        "  OPTIONAL { ?tie saite:earliest ?earliest }\n"
        "  FILTER(?organisation != ?partner)\n} ORDER BY ?organisation ?partner\n",
        encoding="utf-8",
    )
    with serving_workspace(replace(workspace, queries=(folder,)), has_pages=True) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, server: Running) -> Iterator[VisitServer]:
    with visiting(browser, server) as start:
        yield start


def test_a_whole_visit(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/")
    expect(page.locator(".tiles")).to_contain_text("Organisation")
    box = page.locator(".hero").get_by_role("combobox")
    box.press_sequentially("zemes")
    expect(page.get_by_role("option").first).to_contain_text("Gamos žemės tinklas")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.locator("h1")).to_have_text("Gamos žemės tinklas")
    page.locator("table.ties").get_by_role("link", name="Alfa Association", exact=True).click()
    expect(page.locator("h1")).to_have_text("Alfa Association")
    page.get_by_role("link", name="Evidence: Alfa Association and Fonds “Beta”").click()
    expect(page.get_by_role("heading", name="Why they are tied")).to_be_visible()
    for part in ("Made-up accord", "Made-up meeting", "A made-up report", "section 7"):
        expect(page.locator(".supports")).to_contain_text(part)
    opened.check_clean()
    page.get_by_role("link", name="Query editor").click()
    page.wait_for_selector("body.is-ready")
    opened.write(ORGANISATIONS)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stage tbody tr").first).to_contain_text("Alfa Association")
    expect(page.locator(".cm-content")).to_contain_text("PREFIX skos:")
    opened.check_clean()


def test_a_citation_is_copied_and_can_be_selected_by_hand(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/id/organisation/alfa")
    box = page.locator("details[data-citation]")
    box.locator("summary").click()
    text = box.locator("pre").inner_text()
    assert text.startswith("Alfa Association (")
    box.get_by_role("button", name="Copy").click()
    expect(box.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
    )
    box.get_by_role("button", name="Copy").click()
    expect(box.get_by_role("status")).to_contain_text("Ctrl+C")
    assert page.evaluate("getSelection().toString()").strip() == text.strip()
    opened.check_clean()


# The words of cells that stand in two lines.
BROKEN = r"""() => {
  const broken = [];
  for (const cell of document.querySelectorAll("tbody bdi")) {
    const text = cell.firstChild;
    if (!text) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("width", [360, 700])
def test_a_wide_table_is_moved_in_its_box_and_keeps_its_words(
    visit: VisitServer, width: int
) -> None:
    opened = visit(viewport={"width": width, "height": 800})
    page = opened.open("/q/tie-evidence?organisation=Alfa+Association")
    box = page.locator(".scroll")
    expect(box.locator("tbody tr").first).to_be_visible()
    assert page.evaluate(BROKEN) == []
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    opened.check_clean()


def test_a_page_that_is_opened_again_works_as_before(visit: VisitServer) -> None:
    opened = visit()
    for path in ("/query", "/", "/query", "/", "/query"):
        page = opened.open(path, "body.is-ready" if path == "/query" else "main")
        opened.check_clean()
    expect(page.locator(".cm-content")).to_be_visible()


def test_typing_completes_terms_of_this_graph_and_names(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    opened.write("SELECT * WHERE { ?tie ")
    page.keyboard.type("betw")
    options = page.locator(".cm-tooltip-autocomplete li")
    expect(options.first).to_contain_text("saite:between")
    page.wait_for_timeout(150)  # an option is not taken in the instant that it comes up
    page.keyboard.press("Enter")
    content = page.locator(".cm-content")
    expect(content).to_contain_text("PREFIX saite: <https://w3id.org/saite/ns#>")
    expect(content).to_contain_text("?tie saite:between")
    page.keyboard.type(" gamos")
    expect(options.first).to_contain_text("Gamos žemės tinklas")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    expect(content).to_contain_text(f"<{BASE}organisation/gama>")
    page.keyboard.type(" . ?x a org")
    expect(options.first).to_contain_text("org:Organization")
    opened.check_clean()


def test_an_error_is_shown_where_it_is(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    opened.write("SELECT * WHERE {\n  ?s ?p ?o .\n  ?s nothing:here ?o .\n}")
    page.locator("#run").click()
    expect(page.locator("#fault")).to_contain_text("nothing:")
    expect(page.locator("#fault")).to_contain_text("Line 3, column 6")
    mark = page.locator(".cm-lintRange-error")
    expect(mark).to_be_visible()
    assert "nothing" in mark.inner_text()
    expect(page.locator("#output")).to_be_hidden()
    [error] = opened.errors  # the browser itself notes an answer of 400
    assert "400" in error


def test_an_empty_answer_says_why(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    opened.write("SELECT * WHERE { ?tie saite:betwen ?end }")
    page.locator("#run").click()
    expect(page.locator("#stage .hint")).to_have_text(
        "saite:betwen is not in this graph; did you mean saite:between?"
    )
    page.get_by_role("tab", name="Chart").click()
    expect(page.locator("#stage .hint")).to_have_count(1)
    page.get_by_role("tab", name="Table").click()
    opened.write("SELECT * WHERE { ?tie saite:between ?end }")
    page.locator("#run").click()
    expect(page.locator("#stage tbody tr").first).to_be_visible()
    expect(page.locator("#stage .hint")).to_have_count(0)
    opened.check_clean()


def test_an_answer_is_a_table_a_chart_a_timeline_and_a_network(
    visit: VisitServer, screenshots: Path
) -> None:
    opened = visit()
    page = opened.open_editor("#saved=tied-to")
    rows = page.locator("#stage tbody tr")
    expect(rows).to_have_count(10)
    page.get_by_role("button", name="weight").click()
    expect(page.locator("#stage th[aria-sort=descending]")).to_contain_text("weight")
    weights = [float(text) for text in page.locator("#stage td:nth-child(3)").all_inner_texts()]
    assert weights == sorted(weights, reverse=True)
    page.get_by_role("tab", name="Chart").click()
    expect(page.locator("#stage .chart li")).to_have_count(10)
    page.locator("#stage select").nth(2).select_option("line")
    expect(page.locator("#stage .plot circle")).to_have_count(10)
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("#stage .timeline li").first).to_be_visible()
    page.get_by_role("tab", name="Network").click()
    expect(page.locator("#stage .network a")).to_have_count(4)
    expect(page.locator("#stage .network line")).to_have_count(5)
    page.screenshot(path=screenshots / "query.png")
    page.get_by_role("tab", name="Text").click()
    expect(page.locator("#stage pre")).to_contain_text('"bindings"')
    opened.check_clean()


def test_an_answer_is_taken_away_as_a_workbook(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    opened.write("SELECT ?thing WHERE { ?thing a org:Organization }")
    page.locator("#run").click()
    expect(page.locator("#stage tbody tr").first).to_be_visible()
    with page.expect_download() as waiting:
        page.locator("#downloads").get_by_role("button", name="XLSX").click()
    assert waiting.value.suggested_filename == "answer.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(waiting.value.path().read_bytes())).worksheets[0]
    assert ("Alfa Association", f"{BASE}organisation/alfa") in sheet.values
    opened.check_clean()


def test_a_saved_query_is_asked_by_its_form(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    page.locator("#filter").fill("ties of an organ")
    page.locator("#saved button").click()
    box = page.get_by_role("combobox", name="organisation")
    box.press_sequentially("gam")
    expect(page.locator("#form [role=option]").first).to_contain_text("Gamos")
    box.press("ArrowDown")
    box.press("Enter")
    box.press("Enter")
    expect(page.locator("#stage tbody tr").first).to_contain_text("Gamos žemės tinklas")
    some = page.locator("#stage tbody tr").count()
    assert 0 < some < 10
    with page.expect_download() as waiting:
        page.locator("#downloads").get_by_role("link", name="CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert len(text.splitlines()) == some + 1
    opened.check_clean()
    box.fill("nobody of this name")
    box.press("Enter")
    expect(page.locator("#form .fault")).to_contain_text("nothing of the type organisation")


def test_a_query_is_shared_by_its_link_and_kept_in_the_history(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    query = 'ASK { ?s ?p "a & b # c" }'
    opened.write(query)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stage .truth")).to_have_text("No")
    page.locator("#share").click()
    expect(page.locator("#said")).to_have_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{opened.url}/query#query=ASK")
    other = visit()
    other.page.goto(link)
    expect(other.page.locator("#stage .truth")).to_have_text("No")
    expect(other.page.locator(".cm-content")).to_have_text(query)
    page.reload()
    page.wait_for_selector("body.is-ready")
    page.locator("#history-box summary").click()
    expect(page.locator("#history button").first).to_contain_text("ASK")
    opened.write("SELECT * { }")
    page.locator("#history button").first.click()
    expect(page.locator(".cm-content")).to_have_text(query)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#history")).to_contain_text("in this browser only")
    opened.check_clean()
    other.check_clean()


def test_statements_are_shown_as_turtle_and_downloaded(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor(f"#about={BASE}organisation/alfa")
    expect(page.locator("#stage tbody tr").first).to_be_visible()
    opened.write(f"DESCRIBE <{BASE}organisation/alfa>")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stage pre")).to_contain_text("Alfa Association")
    with page.expect_download() as waiting:
        page.locator("#downloads").get_by_role("button", name="N-Triples").click()
    assert waiting.value.suggested_filename == "answer.nt"
    assert "Alfa Association" in waiting.value.path().read_text(encoding="utf-8")
    opened.check_clean()


def test_everything_is_done_by_keyboard_alone(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open_editor()
    focused = "document.activeElement.id || document.activeElement.textContent"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "editor":
            break
    else:
        pytest.fail("the editor cannot be reached")
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK {}")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "run"
    page.keyboard.press("Enter")
    expect(page.locator("#stage .truth")).to_have_text("Yes")
    opened.check_clean()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/id/organisation/alfa", "/q", "/q/tied-to", "/query#saved=tied-to", "/ontology"]
)
def test_pages_are_accessible_and_fit_a_phone(visit: VisitServer, path: str, dark: bool) -> None:
    scheme = "dark" if dark else "light"
    opened = visit(color_scheme=scheme)
    page = opened.open(path, "body.is-ready" if "query" in path else "main")
    page.wait_for_timeout(700 if "query" in path else 50)
    check_accessible(page, WCAG)
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    opened.check_clean()


def test_hostile_names_are_not_run_anywhere(
    visit: VisitServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = made_up_workspace(tmp_path_factory.mktemp("hostile-visit"))
    made = Synthetic()
    for number, text in enumerate(HOSTILE):
        add_hostile_records(made, f"o{number}", text)
    publish_store(workspace, made.derive())
    with serving_workspace(workspace, has_pages=True) as running:
        opened = visit(running)
        page = opened.open("/")
        box = page.locator(".hero").get_by_role("combobox")
        box.fill("img")
        expect(page.get_by_role("option").first).to_contain_text("<img src=x")
        for number in range(len(HOSTILE)):
            opened.open(f"/id/organisation/o{number}0")
            expect(page.locator("h1")).to_be_visible()
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            opened.check_clean()
        opened.open_editor()
        opened.write("SELECT * { ?s skos:prefLabel ?o ; saite:note* ?n } LIMIT 100")
        for view in ("Table", "Network", "Chart", "Text"):
            page.keyboard.press("Control+Enter") if view == "Table" else None
            page.locator("#output").wait_for()
            page.get_by_role("tab", name=view).click()
            page.wait_for_timeout(100)
        opened.write("SELECT * { ?s ?p img")
        page.keyboard.type("s")
        page.wait_for_timeout(400)
        opened.check_clean()
        assert page.evaluate("document.querySelectorAll('#stage img, iframe, object').length") == 0


def test_without_scripts_everything_is_still_there(visit: VisitServer) -> None:
    opened = visit(java_script_enabled=False)
    page = opened.page
    page.goto(f"{opened.url}/")
    page.locator(".hero input[name=q]").fill("gamos")
    page.locator(".hero button").click()
    page.locator(".hits").get_by_role("link", name="Gamos žemės tinklas").click()
    expect(page.locator("h1")).to_have_text("Gamos žemės tinklas")
    page.goto(f"{opened.url}/query")
    page.locator("textarea").fill("ASK {}")
    page.locator("main button").first.click()
    expect(page.locator(".truth")).to_have_text("Yes")
    page.goto(f"{opened.url}/q/tied-to")
    page.get_by_label("organisation").fill("AA")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("main tbody tr").first).to_contain_text("Alfa Association")
    assert re.search(r"organisation=AA", page.url)
    assert opened.outside == []
