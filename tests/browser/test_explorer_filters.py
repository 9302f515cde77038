"""The explorer's filters: what they hide, what they say of it, and that everything follows."""

import re
from pathlib import Path

import pytest

from explorer_window import Explore, Explorer, expect, needs_scripts

pytestmark = [pytest.mark.browser, needs_scripts]


def slide(explorer: Explorer, name: str, year: int) -> None:
    """Set one end of the years as a hand does."""
    explorer.page.locator(f"input[name={name}]").evaluate(
        """(end, year) => {
          end.value = year;
          end.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        str(year),
    )


def test_a_kind_of_tie_narrows_picture_panel_tables_and_measures(explore: Explore) -> None:
    explorer = explore()
    explorer.click_tie("alfa", "beta")
    expect(explorer.panel.locator(".support")).to_have_count(2)
    explorer.page.get_by_role("checkbox", name="Event").uncheck()
    assert explorer.counts == "Organisations: 5 of 5 · Ties: 3 of 5"
    expect(explorer.panel.locator(".support")).to_have_count(1)
    expect(explorer.panel).to_contain_text("Hidden by the filters: 1")
    expect(explorer.panel.locator(".facts").first).to_contain_text("1 of 1.5 in all")
    expect(explorer.page.locator(".filter-tieKind legend")).to_contain_text("hides 2 ties")
    explorer.show("ties")
    expect(explorer.page.locator("#view tbody tr")).to_have_count(3)
    explorer.find("beta")
    measures = explorer.panel.locator(".measures tbody tr")
    assert measures.nth(0).locator("td").all_inner_texts() == ["1", "3"]
    assert measures.nth(1).locator("td").all_inner_texts() == ["1", "3"]
    explorer.page.get_by_role("button", name="Show everything").click()
    expect(explorer.page.locator("#view tbody tr")).to_have_count(5)
    explorer.check_clean()


def test_a_tie_counts_once_by_its_best_status(explore: Explore, reports_file: Path) -> None:
    explorer = explore(reports_file)
    whole = int(explorer.counts.split()[-1])
    items = explorer.page.locator(".filter-status li")
    amounts = [int(each.inner_text()) for each in items.locator(".amount").all()]
    assert len(amounts) > 1
    assert sum(amounts) == whole
    for place, amount in enumerate(amounts):
        items.nth(place).hover()
        items.nth(place).locator(".only").click()
        assert f"Ties: {amount} of {whole}" in explorer.counts
    explorer.check_clean()


def test_filters_work_by_keyboard(explore: Explore) -> None:
    explorer = explore()
    box = explorer.page.get_by_role("checkbox", name="Disputed")
    box.focus()
    explorer.page.keyboard.press("Space")
    assert explorer.counts.endswith("Ties: 4 of 5")
    expect(box).to_be_focused()
    expect(explorer.page.locator("#said")).to_contain_text("Ties: 4 of 5")
    explorer.page.get_by_role("checkbox", name="Ministry").press("Space")
    assert explorer.counts == "Organisations: 4 of 5 · Ties: 3 of 5"
    explorer.page.get_by_role("checkbox", name="Organisations without a shown tie").press("Space")
    assert explorer.counts == "Organisations: 3 of 5 · Ties: 3 of 5"
    expect(explorer.page.locator("#filters .hidden-count")).to_have_text(
        "Hidden: 2 ties, 2 organisations"
    )


def test_places_filter_too_and_one_kind_is_left_by_one_click(
    explore: Explore, planted_file: Path
) -> None:
    explorer = explore(planted_file)
    places = explorer.page.locator(".filter-place")
    places.get_by_role("button", name="29 more").click()
    expect(places.get_by_role("checkbox")).to_have_count(37)
    first = places.locator("li").first
    amount = first.locator(".amount").inner_text()
    first.hover()
    first.get_by_role("button").click()
    assert explorer.counts.startswith(f"Organisations: {amount} of 1,000")
    places.get_by_role("button", name="All").click()
    assert explorer.counts.startswith("Organisations: 1,000 of 1,000")


def test_a_weight_is_the_least_that_is_shown(explore: Explore) -> None:
    explorer = explore()
    weight = explorer.page.get_by_role("slider", name="Weight of a tie")
    weight.focus()
    explorer.page.keyboard.press("ArrowRight")
    assert explorer.counts.endswith("Ties: 4 of 5")
    expect(weight).to_have_attribute("aria-valuetext", "at least 1")
    explorer.page.keyboard.press("End")
    assert explorer.counts.endswith("Ties: 2 of 5")
    explorer.page.keyboard.press("Home")
    assert explorer.counts.endswith("Ties: 5 of 5")


YEARS = [
    (2018, 2018, "certainly", False, 3),  # the meeting lies in 2018
    (2019, 2019, "possibly", False, 0),
    (2019, 2019, "possibly", True, 2),  # nothing in 2019, but something without a date
    (2021, 2021, "possibly", False, 1),
    (2018, 2020, "certainly", False, 3),
    (2018, 2021, "certainly", False, 5),  # all years: nothing is asked of dates
]


def test_years_are_possible_or_certain(explore: Explore) -> None:
    explorer = explore()
    for first, last, certainty, undated, ties in YEARS:
        explorer.page.get_by_role("button", name="Show everything").evaluate("b => b.click()")
        slide(explorer, "from", first)
        slide(explorer, "to", last)
        explorer.page.locator(f"input[value={certainty}]").evaluate("input => input.click()")
        explorer.page.get_by_role("checkbox", name="Also ties without").set_checked(undated)
        assert explorer.counts.endswith(f"Ties: {ties} of 5"), (first, last, certainty, undated)


def test_the_ends_of_the_years_are_moved_by_key_and_stop_at_each_other(explore: Explore) -> None:
    explorer = explore()
    start = explorer.page.get_by_role("slider", name="First year")
    end = explorer.page.get_by_role("slider", name="Last year")
    start.focus()
    explorer.page.keyboard.press("ArrowRight")
    expect(explorer.page.locator(".period output")).to_have_text("2019–2021")
    expect(explorer.page.locator(".filter-years legend")).to_contain_text("hides")
    explorer.page.keyboard.press("End")
    assert start.input_value() == "2021"
    end.focus()
    explorer.page.keyboard.press("Home")
    assert end.input_value() == "2021"


def test_the_ends_of_the_years_are_drawn_with_the_mouse(explore: Explore) -> None:
    explorer = explore()
    box = explorer.page.get_by_role("slider", name="First year").bounding_box()
    assert box
    explorer.page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    explorer.page.mouse.down()
    explorer.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 10, steps=5)
    explorer.page.mouse.up()
    expect(explorer.page.locator(".period output")).to_have_text("2020–2021")
    explorer.page.get_by_role("button", name="Undo").click()
    expect(explorer.page.locator(".period output")).to_have_text("2018–2021")


def test_the_years_show_how_many_ties_each_has(explore: Explore) -> None:
    explorer = explore()

    def heights(kind: str) -> list[float]:
        bars = explorer.page.locator(f".histogram .{kind}")
        found: list[float] = bars.evaluate_all("bars => bars.map(bar => bar.height.baseVal.value)")
        return found

    whole = heights("all")
    assert len(whole) == 4
    # Three ties through the meeting in 2018; none in 2019; one membership in 2020, one from 2021.
    assert [round(height / max(whole) * 3) for height in whole] == [3, 0, 1, 1]
    explorer.page.get_by_role("checkbox", name="Event").uncheck()
    assert heights("in")[0] == 0
    assert heights("all") == whole


def test_filters_are_a_drawer_on_a_phone(explore: Explore) -> None:
    explorer = explore(width=360, height=740, phone=True)
    page = explorer.page
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filters").tap()
    expect(page.get_by_role("checkbox", name="Event")).to_be_in_viewport()
    page.get_by_role("checkbox", name="Event").tap()
    assert "Ties: 3 of 5" in explorer.counts
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters")).to_be_focused()


def test_what_the_filters_hide_is_chosen_all_the_same(explore: Explore) -> None:
    explorer = explore()
    explorer.page.get_by_role("checkbox", name="Ministry").uncheck()
    explorer.search.fill("delta")
    expect(explorer.page.locator("[role=option]")).to_contain_text("hidden")
    explorer.search.press("Enter")
    expect(explorer.panel).to_contain_text("The filters hide this organisation.")
    explorer.panel.get_by_role("button", name="Show everything").click()
    expect(explorer.panel).not_to_contain_text("The filters hide")
    assert explorer.counts.startswith("Organisations: 5 of 5")


def test_a_filter_at_a_thousand_organisations_is_quick(
    explore: Explore, planted_file: Path
) -> None:
    explorer = explore(planted_file)
    took = explorer.page.evaluate(
        """() => {
          const box = document.querySelector("input[name='hiddenTieKinds:tie-kind/event']");
          const start = performance.now();
          box.click();
          return performance.now() - start;
        }"""
    )
    assert "of 4,000" in explorer.counts
    assert "Ties: 4,000" not in explorer.counts
    # Measured at a twentieth of a second on a machine that does nothing else.
    assert took < 3_000


def test_a_dense_network_is_narrowed_to_the_ties_that_stand_out(
    explore: Explore, planted_file: Path
) -> None:
    explorer = explore(planted_file)
    assert explorer.counts.endswith("Ties: 4,000 of 4,000")
    box = explorer.page.get_by_label("Only ties that stand out")
    box.check()
    ties = int(explorer.counts.rsplit("Ties: ", 1)[1].split(" of ")[0].replace(",", ""))
    assert 0 < ties < 4_000
    hides = explorer.page.locator(".filter-weight .hides")
    expect(hides).to_contain_text(f"hides {4_000 - ties:,} ties")
    expect(explorer.page).to_have_url(re.compile("bb=1"))
    box.uncheck()
    assert explorer.counts.endswith("Ties: 4,000 of 4,000")
    explorer.check_clean()


def test_few_ties_need_not_stand_out(explore: Explore) -> None:
    explorer = explore()
    expect(explorer.page.get_by_label("Only ties that stand out")).to_have_count(0)
