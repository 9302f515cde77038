"""The page of a network in a real browser: by mouse, by keyboard, in three languages, offline."""

from pathlib import Path

import pytest

from browser_window import Open, Opened, expect
from saite.network import Reduction, read_network
from saite.view import draw_network, write_network
from synthetic import crowded_case, lasting_case, made_up_case

pytestmark = pytest.mark.browser

ALFA, BETA, GAMA = "Alfa Association", "Fonds “Beta”", "Gamos žemės tinklas"


def test_it_opens_from_disk_with_the_network_cut(opened: Opened, screenshots: Path) -> None:
    assert opened.page.title() == "A made-up network"
    assert opened.counts == "Organisations: 5 of 5 · Ties: 5 of 5"
    drawn = opened.page.evaluate(
        """() => {
          const canvas = document.querySelector("#mynetwork canvas");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert drawn > 20, "the picture is blank"
    opened.page.screenshot(path=screenshots / "page.png")
    opened.check_clean()


def test_a_click_on_an_organisation_tells_what_is_recorded_of_it(opened: Opened) -> None:
    opened.page.mouse.click(*opened.spot_of(ALFA))
    text = opened.panel.inner_text()
    for part in (
        ALFA, "AA", "abbreviation", "association", "Made-up Town", "Main Street 1", BETA, GAMA,
        "organisations.csv, row 2",
    ):  # fmt: skip
        assert part in text
    opened.page.mouse.click(*opened.spot_of(BETA))
    assert "foundation" in opened.panel.inner_text()
    opened.check_clean()


def test_a_click_on_a_tie_shows_its_evidence(opened: Opened, screenshots: Path) -> None:
    opened.click_tie(ALFA, BETA)
    panel = opened.panel
    expect(panel.locator("h2")).to_contain_text(ALFA)
    expect(panel.locator("h2")).to_contain_text(BETA)
    agreement, event = (panel.locator(".support").nth(n) for n in range(2))
    for part in ("Made-up accord", "Signed by", "Ona Pramanytė", "chair", "section 8"):
        expect(agreement).to_contain_text(part)
    for part in (
        "Made-up meeting", "in September 2018", "2018-09", "organiser", "partner", "stated",
        "section 7", "A made-up report", "A made-up sentence.", "Made up.",
        "participations.csv, row",
    ):  # fmt: skip
        expect(event).to_contain_text(part)
    link = agreement.get_by_role("link").first
    assert link.get_attribute("href") == "https://example.org/accord"
    assert link.get_attribute("rel") == "noopener noreferrer"
    opened.page.screenshot(path=screenshots / "evidence.png")
    opened.check_clean()


def test_search_finds_names_and_aliases_without_accents(opened: Opened) -> None:
    box = opened.page.get_by_role("combobox", name="Find an organisation")
    for typed, name in (
        ("aa", ALFA), ("zemes", GAMA), ("ŽEMĖS tinkl", GAMA), ("gnx", GAMA), ("fonds beta", BETA),
    ):  # fmt: skip
        box.fill(typed)
        expect(opened.page.locator("#found [role=option]").first).to_contain_text(name)
        box.press("Enter")
        expect(opened.panel.locator("h2")).to_have_text(name)
    opened.check_clean()


def test_search_is_steered_by_keyboard(opened: Opened) -> None:
    box = opened.page.locator("#search")
    box.press_sequentially("a")
    options = opened.page.locator("#found [role=option]")
    assert options.count() > 2
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == "found-1"
    chosen = options.nth(1).locator("bdi").first.inner_text()
    box.press("Enter")
    expect(opened.panel.locator("h2")).to_have_text(chosen)
    expect(opened.page.locator("#found")).to_be_hidden()
    box.fill("nobody of this name")
    expect(opened.page.locator("#found")).to_have_text("Nothing found")
    box.press("Escape")
    expect(opened.page.locator("#found")).to_be_hidden()


def test_search_takes_a_click(opened: Opened) -> None:
    opened.page.locator("#search").fill("gam")
    opened.page.locator("#found [role=option]").first.click()
    expect(opened.panel.locator("h2")).to_have_text(GAMA)


def test_evidence_is_reached_by_keyboard_alone(opened: Opened) -> None:
    keyboard = opened.page.keyboard
    keyboard.press("Tab")
    expect(opened.page.locator("#skip")).to_be_focused()
    keyboard.press("Enter")
    expect(opened.page.locator("#view-ties")).to_be_focused()
    buttons = opened.page.locator("#view-ties tbody .evidence-link")
    for _ in range(20):
        keyboard.press("Tab")
        if buttons.first.evaluate("button => button === document.activeElement"):
            break
    expect(buttons.first).to_be_focused()
    keyboard.press("Enter")
    expect(opened.panel.locator("h2")).to_be_focused()
    expect(opened.panel.locator(".source").first).to_be_visible()
    keyboard.press("Escape")
    expect(buttons.first).to_be_focused()
    opened.check_clean()


def test_every_tie_is_in_the_table_with_its_evidence(opened: Opened) -> None:
    opened.page.get_by_role("tab", name="Ties").click()
    buttons = opened.page.get_by_role("button", name="Evidence:")
    assert buttons.count() == 5
    for number in range(5):
        buttons.nth(number).focus()
        opened.page.keyboard.press("Enter")
        expect(opened.panel.locator(".support").first).to_be_visible()
        opened.page.keyboard.press("Escape")
        expect(buttons.nth(number)).to_be_focused()
    rows = opened.page.locator("#view-ties tbody tr")
    assert "1.5" in rows.first.inner_text()
    opened.page.get_by_role("button", name="Weight").click()
    assert "0.5" in rows.first.inner_text()
    expect(opened.page.locator("#view-ties th[aria-sort=ascending]")).to_contain_text("Weight")


def test_the_table_of_organisations_holds_the_measures(opened: Opened) -> None:
    opened.page.get_by_role("tab", name="Organisations").click()
    row = opened.page.locator("#view-organisations tbody tr", has_text=ALFA)
    assert row.locator("td").all_inner_texts()[:4] == ["association", "Made-up Town", "2", "3"]
    row.get_by_role("button").click()
    expect(opened.panel.locator("h2")).to_have_text(ALFA)


def test_a_filter_narrows_picture_table_panel_and_weights(opened: Opened) -> None:
    opened.click_tie(ALFA, BETA)
    opened.page.get_by_role("checkbox", name="Event").uncheck()
    assert opened.counts == "Organisations: 5 of 5 · Ties: 3 of 5"
    expect(opened.panel.locator(".support")).to_have_count(1)
    expect(opened.panel).to_contain_text("Hidden by the filters: 1")
    expect(opened.panel.locator(".facts").first).to_contain_text("Weight\n1\n", use_inner_text=True)
    opened.page.get_by_role("tab", name="Ties").click()
    assert opened.page.locator("#view-ties tbody tr").count() == 3
    opened.page.get_by_role("button", name="Show everything").click()
    assert opened.page.locator("#view-ties tbody tr").count() == 5
    opened.check_clean()


def test_filters_work_by_keyboard(opened: Opened) -> None:
    box = opened.page.get_by_role("checkbox", name="Disputed")
    box.focus()
    opened.page.keyboard.press("Space")
    assert opened.counts.endswith("Ties: 4 of 5")
    opened.page.get_by_role("checkbox", name="Ministry").press("Space")
    assert opened.counts == "Organisations: 4 of 5 · Ties: 3 of 5"
    opened.page.get_by_role("checkbox", name="Organisations without a shown tie").press("Space")
    assert opened.counts == "Organisations: 3 of 5 · Ties: 3 of 5"


YEARS = [
    ("2018", "2018", "certainly", "dated", 3),  # the meeting lies in 2018
    ("2019", "2019", "possibly", "dated", 0),
    ("2019", "2019", "possibly", "undated", 2),  # nothing in 2019, but something without a date
    ("2022", "", "possibly", "dated", 1),  # an open end reaches on
    ("2022", "", "certainly", "dated", 0),
    ("2021", "", "certainly", "dated", 1),  # it began in 2021 and nothing ends it
    ("", "2020", "certainly", "dated", 3),
    ("", "", "certainly", "dated", 5),  # without years nothing is asked of dates
]


def test_years_are_possible_or_certain(opened: Opened) -> None:
    page = opened.page
    for case in YEARS:
        first, last, certainty, dated, ties = case
        page.locator("input[name=from]").fill(first)
        page.locator("input[name=to]").fill(last)
        page.get_by_role("radio", name=certainty).check()
        page.get_by_role("checkbox", name="Also ties without a date").set_checked(
            dated == "undated"
        )
        assert opened.counts.endswith(f"Ties: {ties} of 5"), case


def test_the_language_changes_without_a_new_page(opened: Opened) -> None:
    opened.page.evaluate("window.stays = true")
    opened.click_tie(ALFA, BETA)
    for tag, tie, kind, name in (
        ("lt", "Ryšys", "susitarimas", "Paveikslas"),
        ("lv", "Saite", "vienošanās", "Attēls"),
        ("en", "Tie", "agreement", "Picture"),
    ):
        opened.page.locator(f"#languages [lang={tag}]").click()
        assert opened.page.evaluate("document.documentElement.lang") == tag
        expect(opened.panel.locator(".kicker")).to_have_text(tie)
        expect(opened.panel.locator(".support .kind").first).to_have_text(kind)
        expect(opened.page.locator("#tab-picture")).to_have_text(name)
        expect(opened.page.locator(f"#languages [lang={tag}]")).to_be_focused()
    assert opened.page.evaluate("window.stays")
    opened.check_clean()


def test_gaps_are_told_and_lead_on(opened: Opened) -> None:
    opened.page.get_by_role("tab", name="Gaps").click()
    gaps = opened.page.locator("#view-gaps")
    expect(gaps.locator("#gap-untied li")).to_have_text(["Omega, tied to nobody"])
    expect(gaps.locator("#gap-unstated li")).to_have_count(2)
    expect(gaps.locator("#gap-unresolved li")).to_contain_text(["GNX"])
    expect(gaps.locator("#gap-large li")).to_contain_text(["Made-up congress 48 organisations"])
    gaps.locator("#gap-unstated button").first.click()
    expect(opened.panel.locator(".support")).to_have_count(1)


def test_legend_and_about_tell_what_was_left_out(opened: Opened) -> None:
    legend = opened.page.locator("#legend")
    for text in (
        "stated",
        "derived",
        "implied",
        "disputed",
        "no ties recorded",
        "Made-up congress",
    ):
        expect(legend).to_contain_text(text)
    opened.page.get_by_role("combobox", name="Organisations by").select_option("kind")
    expect(legend).to_contain_text("foundation")
    opened.page.get_by_role("combobox", name="Ties by").select_option("kind")
    expect(legend).to_contain_text("membership")
    opened.page.get_by_role("tab", name="About").click()
    for text in ("b1", "2026-01-02", "made-up", "one file"):
        expect(opened.page.locator("#view-about")).to_contain_text(text)


def test_many_events_that_tie_no_pairs_are_a_list_to_open(open_page: Open, tmp_path: Path) -> None:
    graph = read_network(made_up_case().derive())
    graph.graph["large_events"] *= 3
    write_network(graph, tmp_path / "crowded.html", language="en")
    legend = open_page(tmp_path / "crowded.html").page.locator("#legend")
    expect(legend.get_by_text("Made-up congress").first).to_be_hidden()
    legend.get_by_text("Left out: pairs at 3 events").click()
    expect(legend.get_by_text("Made-up congress").first).to_be_visible()


def test_the_picture_is_steered_by_keyboard(opened: Opened) -> None:
    picture = opened.page.locator("#mynetwork")
    picture.focus()
    opened.page.keyboard.press("ArrowRight")
    first = opened.panel.locator("h2").inner_text()
    assert first in (ALFA, GAMA, BETA)
    seen = {first}
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        opened.page.keyboard.press(key)
        seen.add(opened.panel.locator("h2").inner_text())
    assert len(seen) > 1
    expect(opened.page.locator("#said")).to_contain_text("tie")
    before = opened.spot_of(ALFA)
    opened.page.keyboard.press("-")
    assert opened.spot_of(ALFA) != before
    opened.page.keyboard.press("0")
    opened.page.keyboard.press("Enter")
    expect(opened.panel.locator("h2")).to_be_focused()
    opened.page.keyboard.press("Escape")
    expect(picture).to_be_focused()
    opened.check_clean()


def test_the_way_back_leads_through_what_was_seen(opened: Opened) -> None:
    opened.page.mouse.click(*opened.spot_of(ALFA))
    opened.panel.get_by_role("button", name=BETA).click()
    opened.panel.locator("h2").get_by_role("button", name=BETA).click()
    expect(opened.panel.locator("h2")).to_have_text(BETA)
    opened.page.get_by_role("button", name="Back").click()
    opened.page.get_by_role("button", name="Back").click()
    expect(opened.panel.locator("h2")).to_have_text(ALFA)
    opened.page.get_by_role("button", name="Close").click()
    expect(opened.panel).to_contain_text("Most strongly tied")


def test_tabs_are_walked_by_arrow_keys(opened: Opened) -> None:
    opened.page.get_by_role("tab", name="Picture").focus()
    opened.page.keyboard.press("ArrowRight")
    expect(opened.page.get_by_role("tab", name="Ties")).to_be_focused()
    expect(opened.page.get_by_role("tabpanel", name="Ties")).to_be_visible()
    opened.page.keyboard.press("ArrowLeft")
    expect(opened.page.get_by_role("tabpanel", name="Picture")).to_be_visible()


def test_everything_that_can_be_used_has_a_name_and_a_visible_focus(opened: Opened) -> None:
    nameless = opened.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, a, [tabindex='0']")]
          .filter((each) => each.offsetParent && !(each.getAttribute("aria-label")
            || each.textContent.trim() || (each.labels && each.labels.length)))
          .map((each) => each.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    for selector in ("#search", "#tab-ties", "#zoom-in", "#mynetwork"):
        opened.page.locator(selector).focus()
        opened.page.keyboard.press("Shift")
        style = opened.page.locator(selector).evaluate(
            "each => getComputedStyle(each).outlineStyle"
        )
        assert style != "none", selector


def test_by_night_the_page_is_dark(open_page: Open, made_up_page: Path, screenshots: Path) -> None:
    opened = open_page(made_up_page, dark=True)
    background = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, background[4:-1].split(","))) < 120
    opened.page.screenshot(path=screenshots / "dark.png")
    opened.check_clean()


def test_on_a_phone_details_are_a_sheet_and_filters_a_drawer(
    open_page: Open, made_up_page: Path, screenshots: Path
) -> None:
    opened = open_page(made_up_page, width=390, height=844, phone=True)
    page = opened.page
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    expect(opened.panel).to_be_hidden()
    page.screenshot(path=screenshots / "phone.png")
    page.touchscreen.tap(*opened.spot_of(ALFA))
    expect(opened.panel.locator("h2")).to_be_in_viewport()
    assert page.locator("#panel").bounding_box()["y"] > 200  # type: ignore[index]
    opened.panel.get_by_role("button", name=BETA).tap()
    expect(opened.panel.locator(".support").first).to_be_in_viewport()
    page.screenshot(path=screenshots / "phone-evidence.png")
    page.get_by_role("button", name="Close").tap()
    expect(opened.panel).to_be_hidden()
    page.get_by_role("button", name="Filters").tap()
    expect(page.get_by_role("checkbox", name="Event")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters")).to_be_focused()
    opened.check_clean()


def test_on_paper_only_the_facts_remain(opened: Opened) -> None:
    opened.page.get_by_role("tab", name="Ties").click()
    opened.page.emulate_media(media="print")
    expect(opened.page.locator("#view-ties table")).to_be_visible()
    for selector in ("#filters", "#search", "#views", "#languages"):
        expect(opened.page.locator(selector)).to_be_hidden()


def test_what_one_reason_leaves_open_is_open(open_page: Open, tmp_path: Path) -> None:
    draw_network(read_network(lasting_case().derive())).write_html(tmp_path / "lasting.html")
    opened = open_page(tmp_path / "lasting.html")
    opened.page.locator("#tab-ties").click()
    expect(opened.page.locator("#view-ties tbody td.when")).to_have_text(
        ["from 2010-01-01", "2012–2013"]
    )
    opened.page.locator("#view-ties .evidence-link").first.click()
    expect(opened.panel.locator(".facts").first).to_contain_text("from 2010-01-01")
    opened.check_clean()


def test_what_a_page_has_no_room_for_is_told(open_page: Open, tmp_path: Path) -> None:
    graph = read_network(made_up_case().derive())
    draw_network(graph, max_organisations=4, max_ties=3).write_html(tmp_path / "small.html")
    opened = open_page(tmp_path / "small.html")
    assert opened.counts.endswith("of 5 · Ties: 3 of 5") or opened.counts.endswith("Ties: 2 of 5")
    for place in (opened.panel, opened.page.locator("#legend")):
        expect(place).to_contain_text("The network has 5 organisations; this page holds the 4")
        expect(place).to_contain_text("The network has 5 ties; this page holds")
    opened.check_clean()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "ties shown: the 1 strongest of each organisation"),
        ("lt", "iš 5 – po 1 stipriausius iš kiekvienos organizacijos"),
        ("lv", "no 5 – katras organizācijas 1 stiprākās"),
    ],
)
def test_which_ties_were_left_out_is_told(
    language: str, told: str, open_page: Open, tmp_path: Path
) -> None:
    graph = read_network(
        made_up_case().derive(), language=language, reduction=Reduction(backbone=0.99, top=1)
    )
    write_network(graph, tmp_path / "part.html", language=language)
    opened = open_page(tmp_path / "part.html")
    for place in (opened.panel, opened.page.locator("#legend")):
        expect(place).to_contain_text(told)
        expect(place).to_contain_text("0.99")
    opened.check_clean()


def test_a_thousand_organisations_and_four_thousand_ties_stay_usable(
    open_page: Open, tmp_path: Path, screenshots: Path
) -> None:
    graph = read_network(crowded_case(1_000, 4_000).derive())
    draw_network(graph).write_html(tmp_path / "large.html")
    opened = open_page(tmp_path / "large.html")
    page = opened.page
    assert opened.counts == "Organisations: 1000 of 1000 · Ties: 4000 of 4000"
    page.screenshot(path=screenshots / "large.png")
    page.locator("#search").fill("organisation 77")
    page.locator("#search").press("Enter")
    expect(opened.panel.locator("h2")).to_have_text("Made-up organisation 77")
    started = page.evaluate("performance.now()")
    page.get_by_role("checkbox", name="Disputed").uncheck()
    assert opened.counts.endswith("Ties: 3000 of 4000")
    # Measured at a fifth of a second on a machine that does nothing else.
    assert page.evaluate("performance.now()") - started < 5_000
    page.locator("#tab-ties").click()
    assert page.locator("#view-ties tbody tr").count() == 200
    page.get_by_role("button", name="Show 2800 more").click()
    assert page.locator("#view-ties tbody tr").count() == 1_200
    opened.check_clean()
