"""The explorer for everybody: axe, names, targets, focus, motion; and hostile texts stay texts."""

from pathlib import Path

import pytest

from explorer_window import Explore, Explorer, check_accessible, expect, needs_scripts
from hostile_records import HOSTILE, add_hostile_records
from saite.network import read_network
from saite.view.explorer import explorer_page
from synthetic import Synthetic

pytestmark = [pytest.mark.browser, needs_scripts]

VIEWS = ("picture", "map", "ties", "organisations", "gaps", "about")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 360])
def test_every_view_is_accessible(
    explore: Explore, reports_file: Path, width: int, dark: bool
) -> None:
    explorer = explore(reports_file, width=width, height=800, dark=dark)
    for view in VIEWS:
        explorer.show(view)
        explorer.page.wait_for_timeout(60)
        check_accessible(explorer.page)
        assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width, view
    explorer.check_clean()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_that_opens_is_accessible(explore: Explore, dark: bool) -> None:
    explorer = explore(dark=dark)
    explorer.click_tie("alfa", "beta")
    check_accessible(explorer.page)
    explorer.find("alfa")
    for entry in explorer.panel.locator("summary").all():
        entry.click()
    explorer.panel.get_by_role("button", name="Compare").click()
    check_accessible(explorer.page)
    explorer.search.fill("a")
    check_accessible(explorer.page)
    explorer.search.press("Escape")
    explorer.page.get_by_role("button", name="Share").click()
    check_accessible(explorer.page)
    explorer.page.keyboard.press("Escape")
    explorer.panel.get_by_role("button", name="Neighbourhood within 2").click()
    explorer.panel.get_by_role("button", name="Hide").click()
    check_accessible(explorer.page)
    explorer.page.keyboard.press("?")
    check_accessible(explorer.page)


def test_the_phone_is_accessible_with_drawer_and_sheet(explore: Explore) -> None:
    explorer = explore(width=360, height=740, phone=True)
    explorer.page.get_by_role("button", name="Filters").tap()
    explorer.page.wait_for_timeout(250)
    check_accessible(explorer.page)
    explorer.page.keyboard.press("Escape")
    explorer.find("alfa")
    explorer.page.wait_for_timeout(250)
    check_accessible(explorer.page)


SMALL = """() => [...document.querySelectorAll("button, input, select, a[href], summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 23.9 || box.height < 23.9))
  .map(([each]) => each.outerHTML.slice(0, 140))"""


@pytest.mark.parametrize("width", [1400, 360])
def test_what_is_pressed_is_large_enough(explore: Explore, width: int) -> None:
    explorer = explore(width=width, height=800)
    # Links in a line of text are as large as the text (WCAG 2.2, 2.5.8, "inline").
    inline = ('class="link', "noopener", 'class="skip')

    def small() -> list[str]:
        found: list[str] = explorer.page.evaluate(SMALL)
        return [each for each in found if not any(mark in each for mark in inline)]

    assert small() == []
    explorer.find("alfa")
    assert small() == []
    explorer.show("ties")
    assert small() == []


def test_everything_has_a_name_and_a_visible_focus(explore: Explore) -> None:
    explorer = explore()
    explorer.find("alfa")
    explorer.page.locator(".skip").focus()
    seen = 0
    for _ in range(60):
        explorer.page.keyboard.press("Tab")
        told = explorer.page.evaluate(
            """() => {
              const each = document.activeElement;
              if (each === document.body) return null;
              const label = each.closest("label");
              const shown = [each, label, each.closest(".segments label")].filter(Boolean)
                .some((one) => getComputedStyle(one).outlineStyle !== "none")
                || getComputedStyle(each, "::-webkit-slider-thumb").outlineStyle !== "none";
              const name = each.getAttribute("aria-label") || each.textContent.trim()
                || (label && label.textContent.trim());
              return { name, shown, html: each.outerHTML.slice(0, 100) };
            }"""
        )
        if told is None:
            break
        seen += 1
        assert told["name"], told["html"]
        assert told["shown"] or 'type="range"' in told["html"], told["html"]
    assert seen > 30


def test_the_focus_is_never_lost(explore: Explore) -> None:
    explorer = explore()
    page = explorer.page

    def check(after: str) -> None:
        assert page.evaluate("document.activeElement !== document.body"), after

    explorer.find("alfa")
    for name in ("Pin", "Unpin", "Neighbourhood within 1 step", "LUMA"):
        button = explorer.panel.get_by_role("button", name=name, exact=name != "LUMA")
        if button.count():
            button.first.click()
            check(name)
    page.get_by_role("button", name="Back to the whole network").press("Enter")
    check("Back to the whole network")
    for name in ("beta", "gama"):
        explorer.find(name)
        explorer.panel.get_by_role("button", name="Hide").click()
    for _ in range(2):
        page.locator(".by-hand button").first.press("Enter")
        check("Show again")
    explorer.find("alfa")
    explorer.panel.get_by_role("button", name="Neighbourhood within 1 step").click()
    explorer.panel.get_by_role("button", name="Close").click()
    check("Close")
    page.get_by_role("button", name="Show everything").click()
    check("Show everything")
    page.get_by_role("button", name="Undo").click()
    check("Undo")
    page.locator("[data-language=lv]").click()
    check("language")


def test_nothing_moves_where_motion_is_reduced(explore: Explore) -> None:
    explorer = explore(width=360, height=740, phone=True)
    durations = explorer.page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((each) => {
          const style = getComputedStyle(each);
          return [style.transitionDuration, style.animationDuration];
        })"""
    )
    assert set(durations) == {"0s"}


def test_forced_colours_leave_what_is_chosen_visible(explore: Explore) -> None:
    explorer = explore()
    explorer.page.emulate_media(forced_colors="active")
    chosen = explorer.page.locator("[role=tab][aria-selected=true]")
    assert chosen.evaluate("tab => getComputedStyle(tab).outlineStyle") != "none"


def open_all(explorer: Explorer) -> None:
    """Go through everything that shows texts of the data."""
    page = explorer.page
    for view in ("ties", "organisations", "gaps", "about", "picture"):
        explorer.show(view)
    explorer.search.fill("img")
    expect(page.locator("[role=option]").first).to_contain_text("<img src=x")
    explorer.search.press("Enter")
    for entry in explorer.panel.locator("summary").all():
        entry.click()
    explorer.panel.get_by_role("button", name="Neighbourhood within 1 step").click()
    page.mouse.move(*[each + 1 for each in explorer.spot(explorer_id(explorer))])
    explorer.panel.locator(".partners button").first.click()
    expect(explorer.panel.locator(".support").first).to_be_visible()
    explorer.panel.get_by_role("button", name="Path", exact=True).click()
    for tag in ("lt", "lv", "en"):
        page.locator(f"[data-language={tag}]").click()


def explorer_id(explorer: Explorer) -> str:
    explorer.page.wait_for_timeout(300)
    return str(explorer.page.evaluate("new URLSearchParams(location.hash.slice(1)).get('c')"))


def test_hostile_texts_stay_texts(explore: Explore, tmp_path: Path) -> None:
    made = Synthetic()
    for number, text in enumerate(HOSTILE):
        add_hostile_records(made, f"o{number}", text)
    path = tmp_path / "hostile.html"
    path.write_text(explorer_page(read_network(made.derive())), encoding="utf-8")
    explorer = explore(path)
    open_all(explorer)
    _, svg = explorer.saved("share.svg")
    assert b"<img" not in svg
    assert b"<script" not in svg.lower()
    explorer.check_clean()


@pytest.mark.parametrize(
    ("locale", "button"), [("lv-LV", "Dalīties"), ("lt", "Dalytis"), ("de-DE", "Share")]
)
def test_a_file_opens_in_the_language_of_its_reader(
    explore: Explore, locale: str, button: str
) -> None:
    explorer = explore(locale=locale)
    expect(explorer.page.get_by_role("button", name=button, exact=True)).to_be_visible()
    assert "l=" not in explorer.page.url
    explorer.check_clean()


def test_a_link_and_a_language_asked_for_come_before_that_of_the_reader(
    explore: Explore, planted_file: Path
) -> None:
    explorer = explore(fragment="#l=lt", locale="lv-LV")
    expect(explorer.page.get_by_role("button", name="Dalytis", exact=True)).to_be_visible()
    asked = explore(planted_file, locale="lv-LV")  # written with language="en"
    expect(asked.page.get_by_role("button", name="Share", exact=True)).to_be_visible()
