"""Texts that want to be run, in every field of the data: nothing of them runs."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from browser_window import Open, Opened, expect
from hostile_records import HOSTILE, add_hostile_records
from saite.network import read_network
from saite.view import About, GapList, write_network
from synthetic import Synthetic

pytestmark = pytest.mark.browser


def hostile_page(path: Path, texts: list[str]) -> None:
    """Write a page of such pairs, all texts together in its title, kinds and gaps."""
    made = Synthetic()
    nodes = [add_hostile_records(made, f"o{n}", text) for n, text in enumerate(texts)]
    unnamed = made.organisation("unnamed", " ".join(texts))
    made.add(unnamed, "saite:unnamed", ox.Literal("true"))
    every = " ".join(texts)
    for key in ("organisation-kind/other", "tie-kind/event", "status/stated", "event-role/partner"):
        made.label_concept(key, en=every, lt=every, lv=every)
    gap = {"labels": {"en": every}, "other": "", "detail": {"": every}, "file": every, "row": 1}
    gaps: list[GapList] = [
        {
            "kind": every,
            "title": {"en": every},
            "advice": {"en": every},
            "gaps": [{"thing": thing, **gap} for thing in (nodes[0].value, every)],  # type: ignore[typeddict-item]
        }
    ]
    about = About(title=every, build=every, date=every, sources=(every,), licence=every)
    graph = read_network(made.derive(), with_email=True)
    write_network(graph, path, about=about, gaps=gaps)


def visit_everything(opened: Opened) -> None:
    page = opened.page
    for name in ("ties", "organisations", "gaps", "about"):
        page.locator(f"#tab-{name}").click()
    page.locator("#tab-ties").click()
    buttons = page.locator("#view-ties tbody .evidence-link")
    for number in range(buttons.count()):
        buttons.nth(number).click()
        expect(page.locator("#panel .support")).to_have_count(2)
        page.locator("#panel h2 button").first.click()
    page.locator("#tab-picture").click()


def test_no_text_of_the_data_is_run(open_page: Open, tmp_path: Path) -> None:
    hostile_page(tmp_path / "page.html", HOSTILE)
    opened = open_page(tmp_path / "page.html")
    page = opened.page
    for tag in ("lt", "lv", "en"):
        page.locator(f"#languages [lang={tag}]").click()
        visit_everything(opened)
    for text in HOSTILE:
        page.mouse.move(*opened.spot_of(f"{text} 0"))
        page.locator("#search").fill(text)
        page.locator("#search").press("Enter")
        expect(page.locator("#panel h2")).to_contain_text(text[:3])
    page.get_by_role("combobox", name="Organisations by").select_option("kind")
    page.wait_for_timeout(100)
    strange = "document.querySelectorAll('img, iframe, object, embed, base, link').length"
    assert page.evaluate(strange) == 0
    assert page.evaluate("document.scripts.length") == 3
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.protocol)")
    assert set(links) <= {"file:", "https:", "http:"}
    names = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames())"
    )
    assert not [name for name in names if name.startswith("on")]
    opened.check_clean()


def test_a_hostile_text_is_seen_as_it_is(open_page: Open, tmp_path: Path) -> None:
    hostile_page(tmp_path / "page.html", HOSTILE[:1])
    opened = open_page(tmp_path / "page.html")
    expect(opened.page.locator("h1")).to_have_text(HOSTILE[0])
    opened.page.locator("#tab-organisations").click()
    expect(opened.page.locator("#view-organisations tbody")).to_contain_text(f"{HOSTILE[0]} 1")
    opened.page.locator("#tab-ties").click()
    names = "[...document.querySelectorAll('#view-ties tbody bdi')]"
    assert opened.page.evaluate(f"{names}.every((each) => each.dir === 'auto')")
