"""The picture of the explorer by itself, on a page with nothing else, in a real browser."""

import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from struct import unpack
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from browser_window import Open, Opened
from support import ROOT

from playwright.sync_api import Page  # isort: skip

FRONTEND = ROOT / "src" / "saite" / "view" / "frontend"
BUNDLE = """
import { build } from "esbuild";
import { outlines } from "./outlines.mjs";
await build({
  entryPoints: ["test/explorer/harness.ts"], outfile: process.argv[1], bundle: true, format: "iife",
  plugins: [outlines], charset: "ascii", logLevel: "warning",
});
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>picture</title>
<link rel="icon" href="data:,">
<style>
  html, body { margin: 0; height: 100%; background: #fff; }
  html[data-theme="dark"] body { background: #171d24; }
  #picture { position: relative; height: 100vh; overflow: hidden; }
</style>
<body><div id="picture"></div><script>SCRIPT</script></body></html>"""


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules").is_dir():
        pytest.skip("Node or the packages of the frontend are not installed")
    folder = tmp_path_factory.mktemp("harness")
    script = folder / "harness.js"
    subprocess.run(
        [node, "--input-type=module", "-e", BUNDLE, str(script)],
        cwd=FRONTEND, check=True, timeout=300,
    )  # fmt: skip
    page = folder / "harness.html"
    code = script.read_text(encoding="ascii").replace("</script", "<\\/script")
    page.write_text(PAGE.replace("SCRIPT", code), encoding="utf-8")
    return page


@pytest.fixture
def shown(open_page: Open, harness: Path) -> Opened:
    """Show sixty organisations."""
    return show(open_page(harness, ready="#picture canvas"), 60)


def show(opened: Opened, size: int, **options: object) -> Opened:
    opened.page.evaluate("([size, options]) => harness.show(size, options)", [size, options])
    settle(opened.page)
    return opened


def settle(page: Page) -> None:
    """Wait until the picture is sharp: some frames after nothing moves."""
    page.wait_for_timeout(350)


def spot(page: Page, organisation: int) -> tuple[float, float]:
    found = page.evaluate(f"harness.picture.spotOf({organisation})")
    return found["x"], found["y"]


def told(page: Page, kind: str) -> list[Any]:
    everything: list[Any] = page.evaluate("harness.told")
    return [each[1:] for each in everything if each[0] == kind]


def pixels(page: Page) -> str:
    """Tell what is on the canvas."""
    data: str = page.evaluate("document.querySelector('#picture canvas').toDataURL()")
    return data


def lonely_spot(page: Page) -> tuple[float, float]:
    """Find a pixel far from every organisation and tie: a corner of the window."""
    page.mouse.move(6, 6)
    return 6, 6


def drag(page: Page, start: tuple[float, float], way: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    for step in (0.3, 0.6, 1):
        page.mouse.move(start[0] + way[0] * step, start[1] + way[1] * step)
    page.mouse.up()


def test_a_scene_is_drawn_and_asks_for_nothing(shown: Opened) -> None:
    blank = shown.page.evaluate(
        "Object.assign(document.createElement('canvas'), {width: 1400, height: 900}).toDataURL()"
    )
    assert pixels(shown.page) != blank
    assert len(shown.page.evaluate("harness.picture.named()")) > 20
    shown.check_clean()


def test_dragging_the_ground_moves_everything_alike(shown: Opened) -> None:
    page = shown.page
    before, picture = [spot(page, number) for number in range(60)], pixels(page)
    drag(page, lonely_spot(page), (120, 80))
    settle(page)
    for (x1, y1), (x2, y2) in zip(before, (spot(page, n) for n in range(60)), strict=True):
        assert (x2 - x1, y2 - y1) == pytest.approx((120, 80), abs=0.5)
    assert pixels(page) != picture
    assert told(page, "camera")
    assert told(page, "moved") == []
    assert told(page, "choose") == []


@pytest.mark.parametrize("start", [(6, 890), None])
def test_a_drag_that_ends_over_something_else_has_ended(
    shown: Opened, start: tuple[float, float] | None
) -> None:
    page = shown.page
    page.evaluate("""() => {
      const over = document.createElement("div");
      over.style.cssText = "position: fixed; inset: auto 0 0; height: 8px; background: #ddd";
      document.body.append(over);
    }""")
    x, y = start or spot(page, 7)
    drag(page, (x, y), (12, 897 - y))
    settle(page)
    assert len(told(page, "moved")) == (start is None)
    for number in (3, 5):
        page.mouse.move(*spot(page, number))
        assert told(page, "hover")[-1] == [{"organisation": number}]
        page.mouse.click(*spot(page, number))
        assert told(page, "choose")[-1] == [{"organisation": number}]
        page.wait_for_timeout(400)


def test_on_a_map_nobody_is_dragged_from_their_place(open_page: Open, harness: Path) -> None:
    opened = open_page(harness, ready="#picture canvas")
    page = opened.page
    page.evaluate("harness.showMap([54, 55, 56, 57], [22, 23, 24, 25])")
    settle(page)
    before, other = spot(page, 1), spot(page, 2)
    drag(page, before, (60, -40))
    settle(page)
    assert told(page, "moved") == []
    apart = [one - two for one, two in zip(before, other, strict=True)]
    now = [one - two for one, two in zip(spot(page, 1), spot(page, 2), strict=True)]
    assert now == pytest.approx(apart, abs=0.5)
    page.mouse.click(*spot(page, 1))
    assert told(page, "choose")[-1] == [{"organisation": 1}]
    opened.check_clean()


def test_the_wheel_zooms_around_the_pointer(shown: Opened) -> None:
    page = shown.page
    x, y = spot(page, 3)
    k = page.evaluate("harness.scene().x.length && harness.picture.spotOf(0).x")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    settle(page)
    assert spot(page, 3) == pytest.approx((x, y), abs=0.5)
    assert page.evaluate("harness.picture.spotOf(0).x") != k
    (camera,) = told(page, "camera")[-1]
    assert camera["k"] > 1


def test_a_click_chooses_what_lies_there(shown: Opened) -> None:
    page = shown.page
    page.mouse.click(*spot(page, 7))
    assert told(page, "choose")[-1] == [{"organisation": 7}]
    page.mouse.click(*lonely_spot(page))
    assert told(page, "choose")[-1] == [None]
    tie = page.evaluate(CLEAR_TIE)
    page.mouse.click(tie["x"], tie["y"])
    assert "tie" in told(page, "choose")[-1][0]
    shown.check_clean()


# The middle of a tie that no organisation and no name is near.
CLEAR_TIE = """() => {
  const { network } = harness.scene();
  const spots = Array.from({ length: 60 }, (_, n) => harness.picture.spotOf(n));
  for (let n = 0; n < network.ties.length; n += 1) {
    const [a, b] = [spots[network.ties.a[n]], spots[network.ties.b[n]]];
    const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    if (spots.every((each) => Math.hypot(each.x - x, each.y - y) > 75)) return { x, y };
  }
  return null;
}"""


def test_a_name_is_as_good_as_its_dot(shown: Opened) -> None:
    page = shown.page
    number = page.evaluate("harness.picture.named()[0]")
    x, y = spot(page, number)
    for dy in (22, 26, 30, 34):
        page.mouse.click(x, y + dy)
    assert [{"organisation": number}] in told(page, "choose")


def test_the_pointer_over_something_is_told_once(shown: Opened) -> None:
    page = shown.page
    x, y = spot(page, 5)
    page.mouse.move(x, y)
    page.mouse.move(x + 1, y)
    assert told(page, "hover")[-1] == [{"organisation": 5}]
    count = len(told(page, "hover"))
    assert page.evaluate("document.querySelector('#picture canvas').style.cursor") == "pointer"
    page.mouse.move(*lonely_spot(page))
    assert told(page, "hover")[-1] == [None]
    assert len(told(page, "hover")) >= count + 1


def test_an_organisation_is_dragged_alone(shown: Opened) -> None:
    page = shown.page
    before, other = spot(page, 4), spot(page, 9)
    drag(page, before, (60, -40))
    settle(page)
    assert spot(page, 4) == pytest.approx((before[0] + 60, before[1] - 40), abs=0.6)
    assert spot(page, 9) == pytest.approx(other, abs=0.01)
    ((number, x, y),) = told(page, "moved")
    assert number == 4
    page.evaluate(
        """([x, y]) => {
          const { x: xs, y: ys } = harness.scene();
          [xs[4], ys[4]] = [x, y];
          harness.change({ x: xs.slice(), y: ys.slice(), pinned: new Set([4]) });
        }""",
        [x, y],
    )
    settle(page)
    assert spot(page, 4) == pytest.approx((before[0] + 60, before[1] - 40), abs=0.6)
    shown.check_clean()


def test_two_clicks_focus_an_organisation_and_zoom_into_the_ground(shown: Opened) -> None:
    page = shown.page
    page.mouse.dblclick(*spot(page, 2))
    assert told(page, "focus") == [[2]]
    k = told(page, "camera")
    page.mouse.dblclick(*lonely_spot(page))
    settle(page)
    assert len(told(page, "camera")) > len(k)
    assert told(page, "focus") == [[2]]


def test_arrows_reach_every_organisation(shown: Opened) -> None:
    """From the first one, going on in all directions finds the whole network."""
    reached = shown.page.evaluate("""() => {
      const found = new Set([harness.picture.next(-1, "up")]);
      for (const each of found) {
        for (const way of ["up", "down", "left", "right"]) {
          const next = harness.picture.next(each, way);
          if (next >= 0) found.add(next);
        }
      }
      return found.size;
    }""")
    assert reached == 60


def test_what_is_out_of_sight_is_brought_into_it(shown: Opened) -> None:
    page = shown.page
    page.evaluate("harness.picture.setCamera({ x: 5000, y: 5000, k: 1 })")
    assert told(page, "camera") == [], "only what a hand does is told"
    page.evaluate("harness.picture.show(11)")
    x, y = spot(page, 11)
    assert 0 < x < 1400
    assert 0 < y < 900
    page.evaluate("harness.picture.fit([1, 2, 3])")
    for number in (1, 2, 3):
        x, y = spot(page, number)
        assert 0 < x < 1400
        assert 0 < y < 900


def test_what_is_not_lit_fades(shown: Opened) -> None:
    page = shown.page
    before = brightness(page)
    page.evaluate(
        "harness.change({ chosen: { organisation: 0 },"
        " lit: { organisations: new Set([0]), ties: new Set() } })"
    )
    settle(page)
    assert brightness(page) < before / 3
    page.evaluate("harness.change({ lit: null, chosen: null })")
    settle(page)
    assert brightness(page) == pytest.approx(before, rel=0.02)


def brightness(page: Page) -> float:
    """Tell how much ink is on the canvas."""
    ink: float = page.evaluate("""() => {
      const canvas = document.querySelector("#picture canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let sum = 0;
      for (let n = 3; n < data.length; n += 4) sum += data[n];
      return sum;
    }""")
    return ink


def test_fingers_pan_pinch_and_tap(open_page: Open, harness: Path) -> None:
    opened = show(
        open_page(harness, ready="#picture canvas", width=390, height=780, phone=True), 60
    )
    page = opened.page
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    (x0, y0), (x1, _) = spot(page, 0), spot(page, 1)
    touch("touchStart", (8, 8))
    touch("touchMove", (28, 38))
    touch("touchMove", (48, 68))
    touch("touchEnd")
    settle(page)
    assert spot(page, 0) == pytest.approx((x0 + 40, y0 + 60), abs=8)
    apart = abs(spot(page, 0)[0] - spot(page, 1)[0])
    touch("touchStart", (150, 400), (240, 400))
    touch("touchMove", (120, 400), (270, 400))
    touch("touchMove", (60, 400), (330, 400))
    touch("touchEnd")
    settle(page)
    assert abs(spot(page, 0)[0] - spot(page, 1)[0]) == pytest.approx(3 * apart, rel=0.05)
    assert x1 != x0
    page.evaluate("harness.picture.show(12); harness.picture.fit([12])")
    page.wait_for_timeout(500)
    x, y = spot(page, 12)
    touch("touchStart", (x, y))
    touch("touchEnd")
    assert told(page, "choose")[-1] == [{"organisation": 12}]
    assert told(page, "moved") == []
    opened.check_clean()


def test_the_copy_as_png_has_the_size_that_was_asked_for(shown: Opened) -> None:
    data = shown.page.evaluate("""async () => {
      const bytes = new Uint8Array(await (await harness.picture.png(2)).arrayBuffer());
      return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
    }""")
    png = b64decode(data)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert unpack(">II", png[16:24]) == (2800, 1800)


def test_the_copy_as_svg_is_well_formed_and_whole(shown: Opened) -> None:
    svg = ET.fromstring(shown.page.evaluate("harness.picture.svg()"))
    space = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f".//{space}circle")) == 60
    assert len(svg.findall(f".//{space}text")) > 20


def test_paper_gets_more_points_and_the_light_theme(shown: Opened) -> None:
    page = shown.page
    page.evaluate("harness.change({ isDark: true })")
    settle(page)
    width = "document.querySelector('#picture canvas').width"
    corner = ("Array.from(document.querySelector('#picture canvas').getContext('2d')"
              ".getImageData(1, 1, 1, 1).data)")  # fmt: skip
    assert page.evaluate(width) == 1400
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(width) == 4200
    assert page.evaluate(corner) == [255, 255, 255, 255]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    settle(page)
    assert page.evaluate(width) == 1400
    assert page.evaluate(corner)[3] == 0


def test_new_positions_are_reached_by_moving_unless_motion_is_unwanted(shown: Opened) -> None:
    page = shown.page
    move = """(isStill) => {
      const s = harness.scene();
      const [from, to] = [harness.picture.spotOf(0), s.x.map((each) => each + 200)];
      harness.change({ x: to, isStill });
      return new Promise((done) => {
        const seen = [];
        const look = () => {
          seen.push(harness.picture.spotOf(0).x - from.x);
          if (seen.length < 90) requestAnimationFrame(look); else done(seen);
        };
        requestAnimationFrame(look);
      });
    }"""
    still = page.evaluate(move, True)
    assert len({round(each) for each in still}) == 1
    moving = page.evaluate(move, False)
    assert any(0.05 < each / moving[-1] < 0.95 for each in moving)
    assert moving[-1] == pytest.approx(still[-1], abs=0.5)


def test_a_change_of_size_keeps_the_middle(shown: Opened) -> None:
    page = shown.page
    x, y = spot(page, 0)
    page.set_viewport_size({"width": 1000, "height": 700})
    settle(page)
    assert spot(page, 0) == pytest.approx((x - 200, y - 100), abs=0.5)
    assert page.evaluate("document.querySelector('#picture canvas').width") == 1000
    shown.check_clean()


@pytest.mark.parametrize("size", [0, 1, 2])
def test_next_to_nothing_is_drawn_too(open_page: Open, harness: Path, size: int) -> None:
    opened = open_page(harness, ready="#picture canvas")
    show(opened, 2)
    opened.page.evaluate(
        """(size) => {
          const { shown } = harness.scene();
          const organisation = shown.organisation.map((_, n) => (n < size ? 1 : 0));
          const tie = shown.tie.map(() => 0);
          const left = { ...shown, organisation, tie, organisations: size, ties: 0 };
          harness.change({ shown: left });
          harness.picture.fit();
          harness.picture.zoomBy(2);
        }""",
        size,
    )
    settle(opened.page)
    opened.page.mouse.move(700, 450)
    opened.check_clean()


def test_five_thousand_organisations_are_drawn_and_named_more_when_near(
    open_page: Open, harness: Path, screenshots: Path
) -> None:
    opened = show(open_page(harness, ready="#picture canvas"), 5_000, isDark=True)
    page = opened.page
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "picture-5000-dark.png")
    page.evaluate("harness.picture.show(4321); harness.picture.zoomBy(6)")
    page.wait_for_timeout(1500)
    assert len(page.evaluate("harness.picture.named()")) > 10
    page.screenshot(path=screenshots / "picture-5000-near.png")
    opened.check_clean()


def test_a_map_is_drawn_with_its_land(open_page: Open, harness: Path, screenshots: Path) -> None:
    opened = open_page(harness, ready="#picture canvas")
    page = opened.page
    towns = [
        (54.687, 25.28),
        (54.897, 23.886),
        (55.71, 21.13),
        (56.949, 24.105),
        (55.87, 26.53),
    ] * 6
    page.evaluate(
        "([a, b]) => harness.showMap(a, b)", [[a for a, _ in towns], [b for _, b in towns]]
    )
    settle(page)
    page.screenshot(path=screenshots / "picture-map.png")
    assert brightness(page) > 0.5 * 255 * 1400 * 900, "land is where the organisations are"
    assert spot(page, 3)[1] < spot(page, 0)[1], "Riga is north of Vilnius"
    opened.check_clean()
