"""What the explorer gives away: links, pictures, networks, a copy of itself."""

import csv
import io
import json
import re
from pathlib import Path

import networkx as nx
import pytest

from explorer_window import Explore, expect, needs_scripts

pytestmark = [pytest.mark.browser, needs_scripts]


def test_a_link_opens_what_was_seen(explore: Explore) -> None:
    explorer = explore()
    explorer.page.get_by_role("checkbox", name="Disputed").uncheck()
    explorer.click("alfa")
    explorer.panel.get_by_role("button", name="Neighbourhood within 1 step").click()
    explorer.show("organisations")
    # Copied at once: the picture has only just moved to the neighbourhood.
    link = explorer.copied(lambda: explorer.choose("Share", "share.link"))
    assert link.startswith(explorer.page.url.split("#")[0] + "#")
    explorer.page.wait_for_timeout(300)
    assert explorer.page.url == link
    other = explore(fragment=link[link.index("#") :])
    assert other.counts == explorer.counts == "Organisations: 3 of 5 · Ties: 3 of 5"
    expect(other.title).to_have_text("Alfa Association")
    expect(other.page.locator("#view tbody tr")).to_have_count(3)
    expect(other.page.get_by_role("checkbox", name="Disputed")).not_to_be_checked()
    for each in (explorer, other):
        each.show("picture")
    for name in ("alfa", "beta"):
        assert other.spot(name) == pytest.approx(explorer.spot(name), abs=0.5)
    other.check_clean()


def test_a_file_offers_a_copy_before_its_own_address(explore: Explore) -> None:
    explorer = explore()
    explorer.page.get_by_role("button", name="Share", exact=True).click()
    items = explorer.page.get_by_role("menuitem")
    expect(items.nth(0)).to_have_text("Save a copy with this view and positions")
    expect(items.nth(1)).to_have_text("Copy the address of this view on this computer")
    expect(explorer.page.locator("[data-item='share.keep']")).to_have_count(1)
    explorer.page.keyboard.press("Escape")
    explorer.copied(lambda: explorer.choose("Share", "share.link"))
    expect(explorer.page.locator(".note")).to_contain_text("to send the view, save a copy")
    explorer.check_clean()


def test_a_changed_address_changes_the_page(explore: Explore) -> None:
    explorer = explore()
    explorer.page.evaluate("location.hash = '#c=beta&v=ties'")
    expect(explorer.title).to_have_text("Fonds “Beta”")
    expect(explorer.page.locator("#view tbody tr")).to_have_count(5)
    explorer.page.evaluate("location.hash = '#c=nobody&f=n9&y=x&%%%'")
    expect(explorer.panel).to_contain_text("This network does not hold it.")
    explorer.check_clean()


def test_the_picture_is_saved(explore: Explore) -> None:
    explorer = explore()
    name, png = explorer.saved("share.png")
    assert name == "a-made-up-network.png"
    assert png.startswith(b"\x89PNG")
    name, svg = explorer.saved("share.svg")
    assert name == "a-made-up-network.svg"
    assert "Fonds “Beta”".encode() in svg
    explorer.check_clean()


def test_what_is_shown_is_saved_for_other_programs(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    explorer.page.get_by_role("checkbox", name="Event").uncheck()
    for item, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        name, content = explorer.saved(f"share.{item}")
        (tmp_path / name).write_bytes(content)
        graph = read(tmp_path / name)
        assert (len(graph), graph.number_of_edges()) == (5, 3), item
    _, content = explorer.saved("share.csv")
    assert len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))) == 3
    _, content = explorer.saved("share.json")
    assert len(json.loads(content)["nodes"]) == 5
    explorer.check_clean()


def test_a_copy_keeps_view_and_positions(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    explorer.click("alfa")
    explorer.picture.focus()
    for _ in range(3):
        explorer.page.keyboard.press("Alt+ArrowRight")
    explorer.page.locator("[data-language=lt]").click()
    explorer.page.get_by_role("checkbox", name="Renginys").uncheck()
    explorer.page.keyboard.press("Escape")
    explorer.page.wait_for_timeout(100)
    name, content = explorer.saved("share.keep", "Dalytis")
    assert name == "a-made-up-network.html"
    (tmp_path / name).write_bytes(content)
    copy = explore(tmp_path / name)
    assert copy.counts == "Organizacijos: 5 iš 5 · Ryšiai: 3 iš 5"
    copy.click("alfa")
    expect(copy.panel.get_by_role("button", name="Atsegti")).to_be_visible()
    # The copy of the copy is the same, and the policy still lets it run.
    copy.check_clean()


def test_the_menu_is_steered_by_keyboard(explore: Explore) -> None:
    explorer = explore()
    button = explorer.page.get_by_role("button", name="Share")
    button.focus()
    keyboard = explorer.page.keyboard
    keyboard.press("Enter")
    items = explorer.page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    with explorer.page.expect_download() as waiting:
        keyboard.press("ArrowDown")
        items.get_by_text("CSV").focus()
        keyboard.press("Enter")
    assert re.fullmatch(r"[a-z-]+\.csv", waiting.value.suggested_filename)
    expect(explorer.page.locator(".note")).to_contain_text("is saved")
