"""The explorer's focus: search, neighbourhoods, paths, what two share; hide, pin, move, undo."""

import re
from pathlib import Path

import pytest

from explorer_window import Explore, Explorer, check_accessible, expect, needs_scripts

pytestmark = [pytest.mark.browser, needs_scripts]

ALFA, BETA, GAMA = "Alfa Association", "Fonds “Beta”", "Gamos žemės tinklas"
WHOLE = "Organisations: 5 of 5 · Ties: 5 of 5"


def names_in_table(explorer: Explorer) -> list[str]:
    explorer.show("organisations")
    names = explorer.page.locator("#view tbody th .link").all_inner_texts()
    explorer.show("picture")
    return sorted(names)


def test_it_opens_from_disk_with_the_network_cut(explore: Explore) -> None:
    explorer = explore()
    assert explorer.page.title() == "A made-up network"
    assert explorer.counts == WHOLE
    colours = explorer.page.evaluate(
        """() => {
          const canvas = document.querySelector("#picture canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert colours > 20, "the picture is blank"
    explorer.check_clean()


def test_search_finds_names_and_aliases_without_accents(explore: Explore) -> None:
    explorer = explore()
    for typed, name in (("aa", ALFA), ("zemes", GAMA), ("ŽEMĖS tinkl", GAMA), ("gnx", GAMA)):
        explorer.search.fill(typed)
        expect(explorer.page.locator("[role=option]").first).to_contain_text(name)
        explorer.search.press("Enter")
        expect(explorer.title).to_have_text(name)
    explorer.check_clean()


def test_search_is_a_combobox(explore: Explore) -> None:
    explorer = explore()
    box = explorer.page.get_by_role("combobox", name="Find an organisation")
    box.press_sequentially("a")
    options = explorer.page.locator("[role=option]")
    assert options.count() > 2
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    chosen = options.nth(1).locator("bdi").first.inner_text()
    box.press("Enter")
    expect(explorer.title).to_have_text(chosen)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("nobody of this name")
    expect(explorer.page.locator(".popup")).to_contain_text("Nothing found")
    box.press("Escape")
    expect(explorer.page.locator(".popup").first).to_be_hidden()
    box.fill("gam")
    options.first.click()
    expect(explorer.title).to_have_text(GAMA)


def test_search_finds_people_and_what_they_took_part_in(explore: Explore) -> None:
    explorer = explore()
    explorer.search.fill("pramanyte")
    option = explorer.page.locator("[role=option]")
    expect(option).to_have_text("Ona Pramanytė · Person · 1 organisation")
    explorer.search.press("Enter")
    bar = explorer.page.locator(".focus-bar")
    expect(bar).to_contain_text("Ona Pramanytė: 1 organisation")
    assert names_in_table(explorer) == [ALFA]
    explorer.search.fill("made-up meet")
    explorer.search.press("Enter")  # before anything is found
    expect(bar).to_contain_text("Made-up meeting: 3 organisations")
    expect(explorer.page.locator("#said")).to_have_text("Made-up meeting: 3 organisations")
    assert names_in_table(explorer) == [ALFA, BETA, GAMA]
    expect(explorer.page).to_have_url(re.compile("#.*event"))  # it is written a moment later
    explorer.page.reload()
    explorer.page.wait_for_selector("body.is-ready")
    expect(bar).to_contain_text("Made-up meeting: 3 organisations")
    assert names_in_table(explorer) == [ALFA, BETA, GAMA]
    explorer.page.locator("[data-language=lt]").click()
    expect(bar).to_contain_text("Made-up meeting: 3 organizacijos")
    bar.get_by_role("button").last.click()
    expect(bar).to_be_hidden()
    explorer.check_clean()


def test_the_panel_tells_of_the_thing_that_the_page_is_narrowed_to(explore: Explore) -> None:
    explorer = explore()
    panel = explorer.panel
    explorer.search.fill("made-up meet")
    explorer.search.press("Enter")
    expect(explorer.title).to_have_text("Made-up meeting")
    for part in (
        "Event", "in September 2018", "2018-09", "organiser", "partner", "A made-up report",
        "section 7", "A made-up sentence.", "participations.csv, row",
    ):  # fmt: skip
        expect(panel).to_contain_text(part)
    expect(panel).not_to_contain_text("Choose an organisation or a tie")
    organisations = panel.locator(".links li")
    expect(organisations).to_have_count(3)
    expect(organisations.filter(has_text=ALFA)).to_contain_text("organiser")
    check_accessible(explorer.page)
    citation = explorer.copied(panel.get_by_role("button", name="Copy as citation").click)
    assert citation.startswith("Event: Made-up meeting")
    turtle = explorer.copied(panel.get_by_role("button", name="Copy as RDF").click)
    assert 'oa:exact "A made-up sentence."@en' in turtle
    # Each organisation opens, and the way leads back.
    organisations.filter(has_text=BETA).get_by_role("button").focus()
    explorer.page.keyboard.press("Enter")
    expect(explorer.title).to_have_text(BETA)
    panel.get_by_role("button", name="Back", exact=True).click()
    expect(explorer.title).to_have_text("Made-up meeting")
    explorer.page.locator("[data-language=lv]").click()
    expect(panel.locator(".kicker")).to_have_text("Pasākums")
    explorer.check_clean()


def test_what_is_told_of_a_thing_can_be_closed_and_opened_again(explore: Explore) -> None:
    explorer = explore()
    explorer.search.fill("made-up meet")
    explorer.search.press("Enter")
    expect(explorer.title).to_have_text("Made-up meeting")
    explorer.picture.focus()
    explorer.page.keyboard.press("Escape")
    expect(explorer.panel).to_contain_text("Most strongly tied")
    chip = explorer.page.locator(".focus-bar").get_by_role("button", name="Made-up meeting")
    chip.click()
    expect(explorer.title).to_be_focused()
    expect(explorer.title).to_have_text("Made-up meeting")
    explorer.page.reload()
    explorer.page.wait_for_selector("body.is-ready")
    expect(explorer.title).to_have_text("Made-up meeting")


def test_what_names_a_person_leads_to_what_it_is_about(explore: Explore) -> None:
    explorer = explore()
    explorer.search.fill("pramanyte")
    explorer.search.press("Enter")
    expect(explorer.title).to_have_text("Ona Pramanytė")
    expect(explorer.panel.locator(".kicker")).to_have_text("Person")
    expect(explorer.panel.locator(".links li")).to_contain_text(ALFA)
    expect(explorer.panel).to_contain_text("section 8")
    explorer.panel.get_by_role("button", name="Made-up accord").click()
    expect(explorer.title).to_have_text("Made-up accord")
    expect(explorer.title).to_be_focused()
    expect(explorer.page.locator(".focus-bar")).to_contain_text("Made-up accord: 2 organisations")
    explorer.check_clean()


def test_a_phone_shows_the_thing_in_its_sheet(explore: Explore) -> None:
    explorer = explore(width=360, height=740, phone=True)
    explorer.search.fill("made-up meet")
    explorer.search.press("Enter")
    expect(explorer.title).to_have_text("Made-up meeting")
    expect(explorer.panel).to_be_visible()
    explorer.page.wait_for_timeout(250)
    check_accessible(explorer.page)
    explorer.panel.get_by_role("button", name="Close").click()
    expect(explorer.panel).to_be_hidden()
    expect(explorer.page.locator(".focus-bar")).to_contain_text("Made-up meeting")


def test_organisations_come_before_what_they_have_to_do_with(explore: Explore) -> None:
    explorer = explore()
    explorer.search.fill("a")
    options = explorer.page.locator("[role=option]")
    expect(options.filter(has_text="Agreement")).to_have_count(1)
    texts = options.all_inner_texts()
    kinds = [text.count(" · ") > 1 for text in texts]
    assert kinds == sorted(kinds)
    assert any(kinds)
    explorer.search.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    explorer.search.press("Escape")
    explorer.page.wait_for_timeout(300)
    expect(explorer.page.locator(".popup").first).to_be_hidden()


def test_a_slash_goes_to_the_search_unless_that_is_turned_off(explore: Explore) -> None:
    explorer = explore()
    explorer.page.keyboard.press("/")
    expect(explorer.search).to_be_focused()
    explorer.picture.focus()
    explorer.page.keyboard.press("?")
    dialog = explorer.page.get_by_role("dialog", name="Keys and help")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    explorer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(explorer.picture).to_be_focused()
    explorer.page.keyboard.press("/")
    expect(explorer.picture).to_be_focused()


@pytest.mark.parametrize(("steps", "organisations"), [(1, 3), (2, 4)])
def test_a_neighbourhood_is_focused_by_the_panel(
    explore: Explore, steps: int, organisations: int
) -> None:
    explorer = explore()
    explorer.click("alfa")
    explorer.panel.get_by_role("button", name=f"Neighbourhood within {steps} step").first.click()
    assert explorer.counts.startswith(f"Organisations: {organisations} of 5")
    expect(explorer.page.locator(".focus-bar")).to_contain_text("Around")
    explorer.page.get_by_role("button", name="Back to the whole network").click()
    assert explorer.counts == WHOLE


def test_a_neighbourhood_is_focused_by_double_click_and_by_key(explore: Explore) -> None:
    explorer = explore()
    explorer.page.mouse.dblclick(*explorer.spot("alfa"))
    expect(explorer.page.locator(".focus-bar")).to_contain_text("Around AA")
    assert explorer.counts == "Organisations: 3 of 5 · Ties: 3 of 5"
    explorer.picture.focus()
    explorer.page.keyboard.press("2")
    assert explorer.counts.startswith("Organisations: 4 of 5")
    explorer.page.locator(".focus-bar").get_by_role("button", name="3 steps").click()
    assert explorer.counts.startswith("Organisations: 4 of 5")


def test_what_is_looked_for_comes_into_sight_whatever_the_focus(explore: Explore) -> None:
    explorer = explore()
    bar = explorer.page.locator(".focus-bar")
    explorer.page.mouse.dblclick(*explorer.spot("alfa"))
    expect(bar).to_contain_text("Around AA")
    explorer.find("delta")
    expect(explorer.title).to_have_text("Delta Ministry")
    expect(bar).to_contain_text("Around Delta Ministry")
    expect(explorer.panel).not_to_contain_text("The filters hide")
    assert explorer.counts == "Organisations: 3 of 5 · Ties: 3 of 5"
    explorer.page.get_by_role("button", name="Undo").click()
    expect(bar).to_contain_text("Around AA")
    explorer.find("made-up meeting")  # joins Alfa, Beta and Gama
    expect(bar).to_contain_text("Made-up meeting: 3 organisations")
    explorer.find("delta")
    expect(explorer.title).to_have_text("Delta Ministry")
    expect(bar).to_be_hidden()
    assert explorer.counts == WHOLE
    explorer.check_clean()


def test_what_the_focus_alone_hides_comes_back_without_it(explore: Explore) -> None:
    explorer = explore()
    explorer.page.get_by_role("checkbox", name="Disputed").uncheck()
    explorer.page.mouse.dblclick(*explorer.spot("alfa"))
    explorer.panel.get_by_role("button", name="Compare").click()
    explorer.panel.get_by_role("combobox").fill("delta")
    explorer.panel.get_by_role("combobox").press("Enter")
    explorer.title.get_by_role("button", name="Delta Ministry").click()
    expect(explorer.panel).to_contain_text("The page is narrowed to others.")
    explorer.panel.get_by_role("button", name="Back to the whole network").click()
    expect(explorer.panel).not_to_contain_text("narrowed")
    assert explorer.counts == "Organisations: 5 of 5 · Ties: 4 of 5"
    explorer.check_clean()


def test_two_are_compared_with_path_and_what_they_have_in_common(explore: Explore) -> None:
    explorer = explore()
    explorer.find("alfa")
    explorer.panel.get_by_role("button", name="Compare").click()
    other = explorer.panel.get_by_role("combobox", name="Find the second organisation")
    expect(other).to_be_focused()
    other.fill("alfa")
    expect(explorer.panel.locator("[role=option]")).to_have_count(0)
    other.fill("delta")
    other.press("Enter")
    expect(explorer.title).to_contain_text("Delta Ministry")
    expect(explorer.title).to_be_focused()
    panel = explorer.panel
    expect(panel).to_contain_text("No tie between the two is recorded.")
    expect(panel).to_contain_text("2 partners in common")
    expect(panel.locator(".path li")).to_have_count(3)
    expect(panel.locator(".compared tbody tr", has_text="Ties shown")).to_contain_text("2")
    panel.get_by_role("button", name="Path", exact=True).click()
    assert explorer.counts == "Organisations: 3 of 5 · Ties: 2 of 5"
    panel.get_by_role("button", name="In common", exact=True).click()
    assert explorer.counts == "Organisations: 4 of 5 · Ties: 4 of 5"
    expect(panel).to_contain_text("2 partners in common")
    panel.get_by_role("button", name="In common", exact=True).click()
    assert explorer.counts == WHOLE
    explorer.check_clean()


def test_a_group_is_focused_from_the_legend(explore: Explore, planted_file: Path) -> None:
    explorer = explore(planted_file)
    entry = explorer.page.locator(".legend button.entry").first
    size = entry.locator(".amount").inner_text()
    entry.click()
    assert explorer.counts.startswith(f"Organisations: {size} of 1,000")
    expect(entry).to_have_attribute("aria-pressed", "true")
    expect(entry).to_be_focused()
    explorer.page.keyboard.press("Enter")
    assert explorer.counts.startswith("Organisations: 1,000 of 1,000")


def test_what_is_hidden_by_hand_can_be_shown_again(explore: Explore) -> None:
    explorer = explore()
    explorer.click("gama")
    explorer.panel.get_by_role("button", name="Hide").click()
    assert explorer.counts == "Organisations: 4 of 5 · Ties: 2 of 5"
    assert GAMA not in names_in_table(explorer)
    filters = explorer.page.locator("#filters")
    expect(filters).to_contain_text("hides 3 ties, 1 organisation")
    filters.get_by_role("button", name=f"Show {GAMA} again").click()
    assert explorer.counts == WHOLE
    explorer.click("delta")
    explorer.page.keyboard.press("Delete")
    assert explorer.counts.startswith("Organisations: 4 of 5")


def test_steps_are_undone_and_done_again(explore: Explore) -> None:
    explorer = explore()
    undo = explorer.page.get_by_role("button", name="Undo")
    redo = explorer.page.get_by_role("button", name="Redo")
    expect(undo).to_be_disabled()
    explorer.click("gama")
    explorer.panel.get_by_role("button", name="Hide").click()
    undo.click()
    assert explorer.counts == WHOLE
    redo.click()
    assert explorer.counts.startswith("Organisations: 4 of 5")
    explorer.page.keyboard.press("Control+z")
    assert explorer.counts == WHOLE
    explorer.page.keyboard.press("Control+Shift+z")
    assert explorer.counts.startswith("Organisations: 4 of 5")
    expect(explorer.page.locator("#said")).to_contain_text("Done again")


def test_dragging_pins_and_unpinning_returns(explore: Explore) -> None:
    explorer = explore()
    x, y = explorer.spot("alfa")
    mouse = explorer.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 30, y + 20, steps=4)
    mouse.move(x + 60, y + 50, steps=4)
    mouse.up()
    moved = explorer.spot("alfa")
    assert abs(moved[0] - x - 60) < 3
    assert abs(moved[1] - y - 50) < 3
    explorer.click("alfa")
    explorer.panel.get_by_role("button", name="Unpin").click()
    back = explorer.spot("alfa")
    assert abs(back[0] - x) < 2
    assert abs(back[1] - y) < 2
    explorer.page.keyboard.press("Control+z")
    assert abs(explorer.spot("alfa")[0] - x - 60) < 3


def test_an_organisation_moves_without_dragging(explore: Explore) -> None:
    explorer = explore()
    explorer.click("beta")
    before = explorer.spot("beta")
    explorer.picture.focus()
    explorer.page.keyboard.press("Alt+ArrowRight")
    assert explorer.spot("beta")[0] > before[0] + 10
    explorer.page.keyboard.press("p")
    assert abs(explorer.spot("beta")[0] - before[0]) < 2
    explorer.panel.get_by_role("button", name="Pin").click()
    explorer.panel.get_by_role("button", name="Move down").click()
    expect(explorer.panel.get_by_role("button", name="Move down")).to_be_focused()
    assert explorer.spot("beta")[1] > before[1]


def test_the_picture_is_steered_by_keyboard(explore: Explore) -> None:
    explorer = explore()
    explorer.picture.focus()
    keyboard = explorer.page.keyboard
    keyboard.press("ArrowRight")
    seen = {explorer.title.inner_text()}
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
        keyboard.press(key)
        seen.add(explorer.title.inner_text())
    assert len(seen) > 2
    expect(explorer.page.locator("#said")).to_contain_text("tie")
    before = explorer.spot("alfa")
    keyboard.press("-")
    assert explorer.spot("alfa") != before
    keyboard.press("0")
    keyboard.press("Enter")
    expect(explorer.title).to_be_focused()
    keyboard.press("Escape")
    expect(explorer.picture).to_be_focused()
    expect(explorer.panel).to_contain_text("Most strongly tied")
    explorer.check_clean()


def test_zoom_buttons_zoom(explore: Explore) -> None:
    explorer = explore()

    def apart() -> float:
        return abs(explorer.spot("alfa")[0] - explorer.spot("delta")[0])

    before = apart()
    explorer.page.get_by_role("button", name="Zoom in").click()
    assert apart() > before
    explorer.page.get_by_role("button", name="Show all", exact=True).click()
    assert abs(apart() - before) < 2
