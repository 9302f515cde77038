"""The network around one organisation, drawn as SVG: partners on a circle, their ties inside.

Each partner is a link, so the picture works without a script; the table of ties says the same.
"""

from math import sqrt
from typing import Any, Final
from xml.etree import ElementTree as ET

from markupsafe import Markup

from saite.serve.pages.reading import Reader
from saite.serve.pages.site import Site
from saite.serve.pages.ties import ties_among

MOST: Final = 24
WIDTH: Final = 920
ROW: Final = 44  # units between two names
RADIUS: Final = 150
LETTERS: Final = 24


def draw_ego(site: Site, iri: str, ties: list[dict[str, Any]], labels: dict[str, str]) -> Markup:
    """Draw an organisation and its closest partners.

    :param ties: as ``read_ties`` gives them, the strongest first
    :param labels: IRI -> label
    :returns: an SVG element whose texts cannot be anything but texts
    """
    near = {tie["other"]: tie for tie in ties[:MOST]}
    between = ties_among(Reader(site), iri, ties[:MOST])
    order = _order(list(near), between)
    height = max(260, ROW * ((len(order) + 1) // 2) + 60)
    spots = _spots(order, height)
    svg = ET.Element("svg", {"viewBox": f"0 0 {WIDTH} {height}", "class": "ego", "role": "group"})
    svg.set("aria-label", labels.get(iri, iri))
    middle = (WIDTH / 2, height / 2)
    for one, other, weight in between:
        _line(svg, spots[one], spots[other], weight, "among")
    for each, tie in near.items():
        status = tie["status"].rsplit("/", 1)[-1]
        _line(svg, middle, spots[each], tie["weight"], f"tie is-{status}")
    for each in order:
        _partner(svg, site, each, spots[each], labels.get(each, each), near[each]["weight"])
    centre = ET.SubElement(svg, "g", {"class": "centre"})
    ET.SubElement(centre, "circle", {"cx": _n(middle[0]), "cy": _n(middle[1]), "r": "13"})
    # ElementTree escapes every text and attribute that it writes.
    return Markup(ET.tostring(svg, encoding="unicode"))  # noqa: S704


def _order(partners: list[str], between: list[tuple[str, str, float]]) -> list[str]:
    """Put partners on the circle so that tied ones are neighbours: each next to its closest."""
    weights = {frozenset(pair[:2]): pair[2] for pair in between}
    left = list(partners)
    order: list[str] = []
    while left:
        last = order[-1] if order else ""
        best = max(
            left, key=lambda each: (weights.get(frozenset((last, each)), 0.0), each == left[0])
        )
        order.append(best)
        left.remove(best)
    return order


def _spots(order: list[str], height: int) -> dict[str, tuple[float, float]]:
    """Give each partner a place on an ellipse: down its right side, up its left.

    On each side they are as far apart in height as their names need.
    """
    right = (len(order) + 1) // 2
    sides = (order[:right], order[right:][::-1])
    spots = {}
    for side, partners in zip((1, -1), sides, strict=True):
        for place, iri in enumerate(partners):
            share = (place + 0.5) / len(partners) * 2 - 1
            x = WIDTH / 2 + side * (RADIUS * sqrt(1 - share * share * 0.82))
            spots[iri] = x, height / 2 + share * (height / 2 - 20)
    return spots


def _line(
    svg: ET.Element,
    start: tuple[float, float],
    end: tuple[float, float],
    weight: float,
    name: str,
) -> None:
    ends = {"x1": _n(start[0]), "y1": _n(start[1]), "x2": _n(end[0]), "y2": _n(end[1])}
    width = {"stroke-width": _n(min(1 + 1.6 * sqrt(max(weight, 0)), 8)), "class": name}
    ET.SubElement(svg, "line", {**ends, **width})


def _partner(
    svg: ET.Element,
    site: Site,
    iri: str,
    spot: tuple[float, float],
    label: str,
    weight: float,
) -> None:
    x, y = spot
    link = ET.SubElement(svg, "a", {"href": site.link(iri), "class": "partner"})
    ET.SubElement(link, "title").text = label
    radius = _n(min(6 + 2.5 * sqrt(max(weight, 0)), 16))
    ET.SubElement(link, "circle", {"cx": _n(x), "cy": _n(y), "r": radius})
    is_right = x >= WIDTH / 2
    aside = {"x": _n(x + (18 if is_right else -18)), "y": _n(y + 4)}
    anchor = {"text-anchor": "start" if is_right else "end"}
    ET.SubElement(link, "text", {**aside, **anchor}).text = _cut(label)


def _cut(label: str) -> str:
    text = "".join(letter for letter in label if letter.isprintable())
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
