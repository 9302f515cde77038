"""Pages of any pyvis network in a real browser, and networks in a notebook."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from browser_window import Open, Opened, expect
from saite.network import read_network
from saite.view import NotebookGraph, PartnershipNetwork, draw_network
from synthetic import made_up_case

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>href\"'"


def colours(opened: Opened) -> int:
    found: int = opened.page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    return found


def test_a_pyvis_network_with_all_its_menus_is_drawn_offline(
    open_page: Open, tmp_path: Path
) -> None:
    network = PartnershipNetwork(
        heading=HOSTILE,
        select_menu=True,
        filter_menu=True,
        neighborhood_highlight=True,
        height="400px",
    )
    network.from_nx(nx.path_graph(6))
    network.add_node(HOSTILE, label=HOSTILE, title=HOSTILE, x=0, y=0)
    network.show_buttons(filter_=["nodes"])
    network.write_html(tmp_path / "plain.html")
    opened = open_page(tmp_path / "plain.html", ready="canvas")
    page = opened.page
    page.wait_for_timeout(200)
    assert colours(opened) > 5
    page.get_by_label("Select a node").select_option(label=HOSTILE)
    page.get_by_label("Select an item").select_option(label="node")
    page.get_by_label("Select a property").select_option(label="label")
    page.get_by_label("Select a value").select_option(index=1)
    box = page.locator("#mynetwork").bounding_box()
    assert box is not None
    for across in range(1, 10):
        page.mouse.move(box["x"] + box["width"] * across / 10, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    expect(page.locator("h1")).to_have_text(HOSTILE)
    assert page.locator("img[src='x']").count() == 0
    assert page.evaluate("window.ran") == []
    assert opened.asked == []
    assert opened.errors == []


@pytest.mark.parametrize("mode", ["local", "in_line", "remote"])
def test_no_mode_of_pyvis_asks_for_anything(open_page: Open, tmp_path: Path, mode: str) -> None:
    network = PartnershipNetwork(cdn_resources=mode)
    network.from_nx(nx.cycle_graph(5))
    network.write_html(tmp_path / "plain.html")
    opened = open_page(tmp_path / "plain.html", ready="canvas")
    opened.page.wait_for_timeout(100)
    assert colours(opened) > 5
    opened.check_clean()


def test_a_file_of_graphviz_and_physics_work(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "tree.dot").write_text('digraph { a -> b; b -> "c" }', encoding="utf-8")
    network = PartnershipNetwork()
    network.from_DOT(tmp_path / "tree.dot")
    network.write_html(tmp_path / "plain.html")
    opened = open_page(tmp_path / "plain.html", ready="canvas")
    opened.page.wait_for_timeout(300)
    assert colours(opened) > 5
    opened.check_clean()


@pytest.mark.parametrize("made", [NotebookGraph, draw_network])
def test_a_notebook_shows_the_whole_page_in_its_frame(
    made: Callable[["nx.Graph[str]"], Any], open_page: Open, tmp_path: Path
) -> None:
    shown = made(read_network(made_up_case().derive()))._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html>{shown}", encoding="utf-8")
    opened = open_page(tmp_path / "notebook.html", ready="iframe")
    frame = opened.page.frame_locator("iframe")
    expect(frame.locator("#counts")).to_have_text("Organisations: 5 of 5 · Ties: 5 of 5")
    frame.locator("#search").fill("alfa")
    frame.locator("#search").press("Enter")
    expect(frame.locator("#panel h2")).to_have_text("Alfa Association")
    opened.check_clean()
