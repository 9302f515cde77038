"""The explorer's other views: tables, map, gaps, about; colours, sizes, languages, paper."""

from pathlib import Path

import pytest

from explorer_window import Explore, expect, needs_scripts
from planted_network import planted_graph
from saite.network import read_network
from saite.view.explorer import explorer_page
from synthetic import lasting_case, made_up_case

pytestmark = [pytest.mark.browser, needs_scripts]

ALFA = "Alfa Association"


def test_every_tie_is_in_the_table_with_its_evidence(explore: Explore) -> None:
    explorer = explore()
    explorer.show("ties")
    buttons = explorer.page.locator(".evidence-link")
    expect(buttons).to_have_count(5)
    for number in range(5):
        buttons.nth(number).focus()
        explorer.page.keyboard.press("Enter")
        expect(explorer.panel.locator(".support").first).to_be_visible()
        explorer.page.keyboard.press("Escape")
        expect(buttons.nth(number)).to_be_focused()
    rows = explorer.page.locator("#view tbody tr")
    expect(rows.first).to_contain_text("1.5")
    heads = explorer.page.get_by_role("columnheader")
    heads.get_by_role("button", name="Weight").click()
    expect(rows.first).to_contain_text("0.5")
    expect(heads.get_by_role("button", name="Weight")).to_be_focused()
    expect(explorer.page.locator("th[aria-sort=ascending]")).to_contain_text("Weight")
    heads.get_by_role("button", name="Organisation").click()
    expect(rows.first).to_contain_text(ALFA)
    heads.get_by_role("button", name="Status").click()
    expect(rows.last).to_contain_text("disputed")


def test_what_one_reason_leaves_open_is_open(explore: Explore, tmp_path: Path) -> None:
    path = tmp_path / "lasting.html"
    path.write_text(explorer_page(read_network(lasting_case().derive())), encoding="utf-8")
    explorer = explore(path)
    explorer.show("ties")
    expect(explorer.page.locator("#view tbody td.when")).to_have_text(["from 2010", "2012–2013"])
    explorer.page.locator(".evidence-link").first.click()
    expect(explorer.panel.locator(".facts").first).to_contain_text("from 2010")
    explorer.check_clean()


def test_the_table_of_organisations_holds_the_measures(explore: Explore) -> None:
    explorer = explore()
    explorer.show("organisations")
    row = explorer.page.locator("#view tbody tr", has_text=ALFA)
    assert row.locator("td").all_inner_texts()[:2] == ["Association", "Made-up Town"]
    assert row.locator("td.number").all_inner_texts()[:2] == ["2", "3"]
    row.click(position={"x": 5, "y": 5})
    expect(explorer.title).to_have_text(ALFA)
    explorer.page.get_by_text("What the measures mean").click()
    expect(explorer.page.locator(".explained")).to_contain_text("share of the shortest paths")


def test_tables_have_pages(explore: Explore, planted_file: Path) -> None:
    explorer = explore(planted_file)
    explorer.show("ties")
    rows = explorer.page.locator("#view tbody tr")
    expect(rows).to_have_count(100)
    pager = explorer.page.get_by_role("navigation").first
    expect(pager).to_contain_text("1–100 of 4,000")
    first = rows.first.inner_text()
    pager.get_by_role("button", name="Next page").click()
    expect(pager).to_contain_text("101–200 of 4,000")
    assert rows.first.inner_text() != first
    expect(pager.get_by_role("button", name="Next page")).to_be_focused()
    pager.get_by_role("button", name="Previous page").click()
    assert rows.first.inner_text() == first


def test_sorting_many_rows_is_quick(explore: Explore, planted_file: Path) -> None:
    explorer = explore(planted_file)
    explorer.show("ties")
    for column in ("Organisation", "Kinds of tie", "When", "Weight", "Evidence"):
        head = explorer.page.get_by_role("columnheader").get_by_role("button", name=column)
        took = head.evaluate(
            """(head) => {
              const start = performance.now();
              head.click();
              return performance.now() - start;
            }"""
        )
        # Measured below a tenth of a second on a machine that does nothing else.
        assert took < 3_000, column


def test_the_map_says_who_has_no_coordinates(explore: Explore, reports_file: Path) -> None:
    explorer = explore(reports_file)
    explorer.show("map")
    assert str(explorer.picture.get_attribute("aria-label")).startswith("Map of the organisations")
    note = explorer.page.locator(".map-note")
    expect(note).to_contain_text("have no coordinates")
    north, south = explorer.spot("o21"), explorer.spot("o01")
    assert north != south
    note.get_by_role("button").click()
    expect(explorer.page.locator("#tab-organisations")).to_have_attribute("aria-selected", "true")
    explorer.check_clean()


def test_nobody_is_moved_on_the_map(explore: Explore, reports_file: Path) -> None:
    explorer = explore(reports_file)
    explorer.find("o21")
    explorer.show("map")
    x, y = explorer.spot("o21")
    explorer.picture.focus()
    explorer.page.keyboard.press("Alt+ArrowRight")
    expect(explorer.panel.get_by_role("button", name="Pin", exact=True)).to_be_visible()
    mouse = explorer.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 40, y + 30, steps=4)
    mouse.up()
    expect(explorer.panel.get_by_role("button", name="Pin", exact=True)).to_be_visible()
    explorer.check_clean()


def test_a_button_that_goes_leaves_the_focus_in_the_page(
    explore: Explore, reports_file: Path
) -> None:
    explorer = explore(reports_file)
    explorer.show("map")
    explorer.page.locator(".map-note").get_by_role("button", name="See the table").press("Enter")
    expect(explorer.page.locator("#tab-organisations")).to_be_focused()


def test_without_coordinates_there_is_no_map(explore: Explore) -> None:
    expect(explore().page.locator("#tab-map")).to_have_count(0)


def test_gaps_are_told_and_lead_on(explore: Explore) -> None:
    explorer = explore()
    explorer.show("gaps")
    gaps = explorer.page.locator("#view")
    expect(gaps.locator("#gap-untied li")).to_have_text(["Omega, tied to nobody"])
    expect(gaps.locator("#gap-unstated li")).to_have_count(2)
    expect(gaps.locator("#gap-unresolved")).to_contain_text("GNX")
    gaps.locator("#gap-unstated button").first.click()
    expect(explorer.panel.locator(".support")).to_have_count(1)


def test_about_tells_what_the_page_is_made_of(explore: Explore) -> None:
    explorer = explore()
    explorer.show("about")
    about = explorer.page.locator("#view")
    for text in (
        "A made-up network", "b1", "2026-01-02", "made-up", "CC0 1.0", "one file",
        "5 of 5 ties and 5 of 5 organisations", "Made-up congress",
    ):  # fmt: skip
        expect(about).to_contain_text(text)
    explorer.page.get_by_role("checkbox", name="Event").uncheck()
    expect(about).to_contain_text("Ties: 3 of 5")


def test_colours_and_sizes_are_chosen_in_the_legend(explore: Explore) -> None:
    explorer = explore()
    legend = explorer.page.locator(".legend")
    for text in ("stated", "derived", "implied", "disputed", "Made-up congress"):
        expect(legend).to_contain_text(text)
    legend.get_by_role("combobox", name="Colour").select_option("kind")
    expect(legend).to_contain_text("foundation")
    legend.get_by_role("combobox", name="Colour").select_option("place")
    expect(legend).to_contain_text("Made-up Town")
    legend.get_by_role("combobox", name="Size").select_option("betweenness")
    explorer.page.get_by_role("button", name="Undo").click()
    expect(legend.get_by_role("combobox", name="Size")).to_have_value("strength")


def test_tabs_are_walked_by_arrow_keys(explore: Explore) -> None:
    explorer = explore()
    explorer.page.get_by_role("tab", name="Picture").focus()
    explorer.page.keyboard.press("ArrowRight")
    expect(explorer.page.get_by_role("tab", name="Ties")).to_be_focused()
    expect(explorer.page.get_by_role("tabpanel", name="Ties")).to_be_visible()
    explorer.page.keyboard.press("End")
    expect(explorer.page.get_by_role("tab", name="About")).to_be_focused()
    explorer.page.keyboard.press("Home")
    expect(explorer.picture).to_be_visible()


@pytest.mark.parametrize("width", [1400, 360])
def test_the_language_changes_at_once(explore: Explore, width: int) -> None:
    explorer = explore(width=width, height=800)
    explorer.page.evaluate("window.stays = true")
    explorer.find("alfa")
    explorer.panel.locator(".partners button").first.click()
    for tag, tie, view, counts in (
        ("lt", "Ryšys", "Paveikslas", "Ryšiai: 5 iš 5"),
        ("lv", "Saite", "Attēls", "Saites: 5 no 5"),
        ("en", "Tie", "Picture", "Ties: 5 of 5"),
    ):
        button = explorer.page.locator(f"[data-language={tag}]")
        button.click()
        assert explorer.page.evaluate("document.documentElement.lang") == tag
        expect(explorer.panel.locator(".kicker")).to_have_text(tie)
        expect(explorer.page.locator("#tab-picture")).to_have_text(view)
        expect(explorer.page.locator("#counts")).to_contain_text(counts)
        expect(button).to_be_focused()
        assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width
    assert explorer.page.evaluate("window.stays")
    explorer.check_clean()


def test_counts_have_the_forms_of_each_language(explore: Explore) -> None:
    explorer = explore(fragment="#c=alfa&l=lt")
    overview = explorer.panel.locator(".supports, h3")
    explorer.panel.locator(".partners button").first.click()
    expect(explorer.panel).to_contain_text("2 pagrindai")
    explorer.page.locator("[data-language=lv]").click()
    expect(explorer.panel).to_contain_text("2 pamatojumi")
    assert overview.count()


def test_light_and_dark_are_chosen(explore: Explore) -> None:
    explorer = explore()

    def brightness() -> int:
        colour = explorer.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, colour[4:-1].split(",")))

    assert brightness() > 650
    explorer.choose("Light or dark", "theme.dark")
    assert brightness() < 120
    explorer.choose("Light or dark", "theme.system")
    assert brightness() > 650
    explorer.page.emulate_media(color_scheme="dark")
    expect(explorer.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert brightness() < 120


def test_on_paper_only_the_facts_remain(explore: Explore) -> None:
    explorer = explore()
    explorer.show("ties")
    explorer.page.emulate_media(media="print")
    expect(explorer.page.locator("table")).to_be_visible()
    for selector in ("#filters", ".search", ".tabs", ".tools"):
        expect(explorer.page.locator(selector).first).to_be_hidden()


def test_the_ties_fit_beside_an_open_panel(explore: Explore, reports_file: Path) -> None:
    explorer = explore(reports_file, width=1280, height=800)
    explorer.show("ties")
    explorer.page.locator(".evidence-link").first.click()
    expect(explorer.panel.locator(".supports")).to_be_visible()
    for language in ("en", "lt", "lv"):
        explorer.page.locator(f"[data-language={language}]").click()
        room, table = explorer.page.evaluate(
            "[document.getElementById('view').clientWidth,"
            " document.querySelector('#view .table-view:not(.away)').scrollWidth]"
        )
        assert table <= room, language
        edge = explorer.page.evaluate(
            "document.getElementById('view').getBoundingClientRect().right"
        )
        box = explorer.page.locator(".evidence-link").first.bounding_box()
        assert box
        assert box["x"] + box["width"] <= edge, language


def test_the_whole_picture_is_in_sight_when_it_opens(explore: Explore, planted_file: Path) -> None:
    explorer = explore(planted_file)
    names = [f"o{number:05}" for number in range(0, 1_000, 111)]
    opened = [explorer.spot(name) for name in names]
    explorer.page.locator("#zoom-fit").click()
    explorer.page.wait_for_timeout(800)  # it glides there
    for name, (x, y) in zip(names, opened, strict=True):
        assert explorer.spot(name) == pytest.approx((x, y), abs=1)


def test_the_map_opens_where_most_organisations_are(explore: Explore, tmp_path: Path) -> None:
    graph = planted_graph(100, 200)
    one, other, away = [str(node) for node in graph if "latitude" in graph.nodes[node]][:3]
    graph.nodes[one].update(latitude=54.0, longitude=24.0)
    graph.nodes[other].update(latitude=57.0, longitude=24.0)
    graph.nodes[away].update(latitude=-33.9, longitude=18.4)
    one, other, away = (name.rpartition("/")[2] for name in (one, other, away))
    path = tmp_path / "far.html"
    path.write_text(explorer_page(graph), encoding="utf-8")
    explorer = explore(path)
    explorer.show("map")
    note = explorer.page.locator(".map-note")
    expect(note).to_contain_text("1 organisation is far away.")
    apart = abs(explorer.spot(one)[1] - explorer.spot(other)[1])
    note.get_by_role("button", name="Show all").click()
    expect(note).to_be_hidden()
    assert apart > 10 * abs(explorer.spot(one)[1] - explorer.spot(other)[1])
    assert 0 < explorer.spot(away)[1] < 900
    explorer.show("picture")
    explorer.show("map")
    expect(note).to_be_visible()
    explorer.check_clean()


def test_many_events_that_tie_no_pairs_leave_the_picture_its_room(
    explore: Explore, tmp_path: Path
) -> None:
    graph = read_network(made_up_case().derive())
    graph.graph["large_events"] *= 40
    path = tmp_path / "crowded.html"
    path.write_text(explorer_page(graph, language="en"), encoding="utf-8")
    explorer = explore(path)
    legend = explorer.page.locator(".legend")
    expect(legend.locator("li", has_text="Made-up congress")).to_have_count(40)
    expect(legend.get_by_text("Made-up congress").first).to_be_hidden()
    size, window = explorer.picture.bounding_box(), explorer.page.viewport_size
    assert size
    assert window
    assert size["height"] > window["height"] / 2
    legend.get_by_text("Left out: pairs at 40 events").click()
    expect(legend.get_by_text("Made-up congress").first).to_be_visible()
    explorer.page.locator("[data-language='lt']").click()
    expect(legend.get_by_text("Made-up congress").first).to_be_visible()
    explorer.show("about")
    about = explorer.page.locator("#view .prose .left-out")
    expect(about.locator("summary")).to_have_text("Praleistos poros: labai gausių renginių – 40")
    explorer.check_clean()
