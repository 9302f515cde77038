"""The explorer's panel: organisations, ties with their evidence, the way back and forth."""

from pathlib import Path

import pytest

from explorer_window import Explore, expect, needs_scripts

pytestmark = [pytest.mark.browser, needs_scripts]

ALFA, BETA, GAMA = "Alfa Association", "Fonds “Beta”", "Gamos žemės tinklas"


def test_a_click_on_an_organisation_tells_what_is_recorded_of_it(explore: Explore) -> None:
    explorer = explore()
    explorer.click("alfa")
    for part in (
        ALFA, "AA", "abbreviation", "association", "Made-up Town", "Main Street 1", BETA, GAMA,
        "organisations.csv, row 2", "Betweenness", "Whole network",
    ):  # fmt: skip
        expect(explorer.panel).to_contain_text(part)
    explorer.click("beta")
    expect(explorer.panel).to_contain_text("foundation")
    explorer.check_clean()


def test_an_organisation_has_a_timeline(explore: Explore) -> None:
    explorer = explore()
    explorer.find("alfa")
    entries = explorer.panel.locator(".timeline li")
    expect(entries).to_have_count(3)
    expect(entries.nth(0)).to_contain_text("Event")
    expect(entries.nth(0)).to_contain_text("Made-up meeting")
    expect(entries.nth(0)).to_contain_text("2018-09")
    # What has no date comes after what has one.
    expect(entries.filter(has_text="no date")).to_have_count(2)
    expect(entries.nth(0).locator("svg")).to_have_count(1)
    expect(entries.filter(has_text="Membership")).to_contain_text("Gamos žemės tinklas")
    entries.nth(0).locator("summary").focus()
    explorer.page.keyboard.press("Enter")
    expect(entries.nth(0)).to_contain_text("A made-up sentence.")


def test_a_click_on_a_tie_shows_its_evidence(explore: Explore) -> None:
    explorer = explore()
    explorer.click_tie("alfa", "beta")
    expect(explorer.title).to_contain_text(ALFA)
    expect(explorer.title).to_contain_text(BETA)
    agreement, event = (explorer.panel.locator(".support").nth(n) for n in range(2))
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
    explorer.check_clean()


def test_a_tie_of_the_reports_leads_to_its_document_and_row(
    explore: Explore, reports_file: Path
) -> None:
    explorer = explore(reports_file)
    explorer.show("ties")
    explorer.page.locator(".evidence-link").first.click()
    for part in ("Why they are tied", "section", "evidence.csv, row", "cooperations.csv, row"):
        expect(explorer.panel).to_contain_text(part)
    explorer.check_clean()


def test_an_agreement_tells_its_kind_and_how_it_was_written(
    explore: Explore, reports_file: Path
) -> None:
    explorer = explore(reports_file)
    explorer.find("Baltā māja")
    explorer.panel.locator(".partners").get_by_role("button", name="Intelekta parks").click()
    written = explorer.page.locator("q", has_text="sadarbības līgumu")
    facts = explorer.panel.locator(".support", has=written).locator("dl.facts").first
    expect(facts.locator("dt").first).to_have_text("Kind")
    expect(facts.locator("dd").first).to_contain_text("agreement")
    expect(facts.locator("dt").nth(1)).to_have_text("As written")
    explorer.check_clean()


def test_evidence_is_copied_as_a_citation_and_as_rdf(explore: Explore) -> None:
    explorer = explore()
    explorer.click_tie("alfa", "beta")
    event = explorer.panel.locator(".support").nth(1)
    citation = explorer.copied(event.get_by_role("button", name="Copy as citation").click)
    assert "A made-up sentence." in citation
    assert "Made-up accord" not in citation
    assert "vent (stated): Made-up meeting" in citation
    assert citation.endswith("/tie/alfa~beta")
    whole = explorer.copied(
        explorer.panel.get_by_role("button", name="Copy as citation").first.click
    )
    assert "Made-up accord" in whole
    turtle = explorer.copied(event.get_by_role("button", name="Copy as RDF").click)
    assert "@prefix saite:" in turtle
    assert 'oa:exact "A made-up sentence."@en' in turtle


def test_a_text_that_cannot_be_copied_is_shown(explore: Explore) -> None:
    explorer = explore()
    explorer.click_tie("alfa", "beta")
    # Browsers refuse the clipboard without a permission, or on pages that are not secure.
    explorer.page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
    )
    button = explorer.panel.get_by_role("button", name="Copy as RDF").first
    button.click()
    dialog = explorer.page.get_by_role("dialog", name="Copy this text")
    field = dialog.get_by_role("textbox")
    expect(field).to_be_focused()
    assert "@prefix" in field.input_value()
    explorer.page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_measures_of_two_are_those_of_what_is_shown(explore: Explore) -> None:
    explorer = explore()
    explorer.click_tie("alfa", "gama")
    between = explorer.panel.locator(".compared tbody tr", has_text="Betweenness").locator("td")
    whole = between.all_inner_texts()
    explorer.page.get_by_role("checkbox", name="Event").uncheck()
    explorer.show("organisations")
    row = explorer.page.locator("#view tbody tr", has_text="Alfa Association")
    told = row.locator("td[data-title=Betweenness]").inner_text()
    assert between.nth(0).inner_text() == told != whole[0]
    explorer.check_clean()


def test_the_way_leads_back_and_forth(explore: Explore) -> None:
    explorer = explore()
    explorer.click("alfa")
    explorer.panel.locator(".partners").get_by_role("button", name=BETA).click()
    expect(explorer.title).to_contain_text(ALFA)
    explorer.title.get_by_role("button", name=BETA).click()
    expect(explorer.title).to_have_text(BETA)
    back = explorer.panel.get_by_role("button", name="Back")
    back.click()
    back.click()
    expect(explorer.title).to_have_text(ALFA)
    explorer.panel.get_by_role("button", name="Forward").click()
    expect(explorer.title).to_contain_text(BETA)
    expect(explorer.title).to_be_focused()
    explorer.panel.get_by_role("button", name="Close").click()
    expect(explorer.panel).to_contain_text("Most strongly tied")
    assert explorer.page.evaluate("document.activeElement !== document.body")


def test_evidence_is_reached_by_keyboard_alone(explore: Explore) -> None:
    explorer = explore()
    keyboard = explorer.page.keyboard
    keyboard.press("Tab")
    expect(explorer.page.locator(".skip")).to_be_focused()
    keyboard.press("Enter")
    expect(explorer.page.locator("#view")).to_be_focused()
    rows = explorer.page.locator("#view tbody tr")
    for _ in range(12):
        keyboard.press("Tab")
        if rows.first.evaluate("row => row === document.activeElement"):
            break
    expect(rows.first).to_be_focused()
    keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    keyboard.press("Enter")
    expect(explorer.title).to_be_focused()
    expect(explorer.panel.locator(".supports, .statement").first).to_be_visible()
    keyboard.press("Escape")
    expect(rows.nth(1)).to_be_focused()
    explorer.check_clean()


def test_on_a_phone_the_panel_is_a_sheet_below_the_picture(explore: Explore) -> None:
    explorer = explore(width=360, height=740, phone=True)
    page = explorer.page
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    expect(explorer.panel).to_be_hidden()
    page.touchscreen.tap(*explorer.spot("alfa"))
    expect(explorer.title).to_be_in_viewport()
    page.wait_for_timeout(300)
    box, spot = explorer.panel.bounding_box(), explorer.spot("alfa")
    assert box
    assert spot[1] < box["y"], "the sheet lies over what was chosen"
    explorer.panel.locator(".partners").get_by_role("button", name=BETA).tap()
    expect(explorer.panel.locator(".support").first).to_be_visible()
    page.get_by_role("button", name="Close").tap()
    expect(explorer.panel).to_be_hidden()
    explorer.check_clean()
