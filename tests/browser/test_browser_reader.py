"""What a first reader does: goes from view to view, counts, clicks rows, takes a phone."""

from itertools import pairwise
from pathlib import Path

import pytest

from browser_window import Open, Opened, expect
from saite.network import read_network
from saite.view import write_network
from synthetic import crowded_case, made_up_case

pytestmark = pytest.mark.browser

ALFA, BETA = "Alfa Association", "Fonds “Beta”"
IN_SIGHT = """(numbers) => {
  const box = document.getElementById("mynetwork");
  const { left, top, right, bottom } = box.getBoundingClientRect();
  return numbers.map((number) => box.spotOf(number))
    .map(({ x, y }) => x > left && x < right && y > top && y < bottom);
}"""


def in_sight(opened: Opened) -> list[bool]:
    """Tell of each organisation whether it stands inside the picture, once that is at rest."""
    opened.page.wait_for_timeout(400)
    found: list[bool] = opened.page.evaluate(IN_SIGHT, list(range(len(opened.labels()))))
    return found


def all_in_sight(opened: Opened) -> bool:
    return all(in_sight(opened))


@pytest.fixture
def crowded(open_page: Open, tmp_path: Path) -> Opened:
    write_network(read_network(crowded_case(60, 90).derive()), tmp_path / "crowded.html")
    return open_page(tmp_path / "crowded.html")


@pytest.mark.parametrize(
    ("tab", "choice"),
    [
        ("Ties", "#view-ties tbody .evidence-link"),
        ("Organisations", "#view-organisations tbody .link"),
        ("Gaps", "#view-gaps .link"),
    ],
)
def test_what_is_chosen_in_another_view_leaves_the_picture_whole(
    opened: Opened, tab: str, choice: str
) -> None:
    before = opened.spot_of(ALFA)
    opened.page.get_by_role("tab", name=tab).click()
    for number in (1, 0):
        opened.page.locator(choice).nth(number).click()
        opened.page.wait_for_timeout(200)
    expect(opened.page.get_by_role("tabpanel", name="Picture")).to_be_hidden()
    opened.page.get_by_role("tab", name="Picture").click()
    assert all_in_sight(opened)
    assert opened.spot_of(ALFA) == pytest.approx(before, abs=2)
    opened.check_clean()


def test_what_is_searched_from_another_view_leaves_the_picture_whole(opened: Opened) -> None:
    opened.page.get_by_role("tab", name="About").click()
    opened.page.locator("#search").fill("gamos")
    opened.page.locator("#search").press("Enter")
    opened.page.get_by_role("tab", name="Picture").click()
    assert all_in_sight(opened)


def test_a_tie_out_of_sight_is_brought_into_it_whole(crowded: Opened) -> None:
    page = crowded.page
    for _ in range(9):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("tab", name="Ties").click()
    for number in (40, 3):
        page.locator("#view-ties tbody .evidence-link").nth(number).click()
    ends = page.locator("#panel h2 button").all_inner_texts()
    page.get_by_role("tab", name="Picture").click()
    seen = in_sight(crowded)
    assert not all(seen), "nothing was out of sight, so that nothing is tested"
    assert [seen[crowded.labels().index(end)] for end in ends] == [True, True]


def test_show_everything_brings_the_whole_picture_back(opened: Opened) -> None:
    opened.page.get_by_role("checkbox", name="Event").uncheck()
    for _ in range(7):
        opened.page.get_by_role("button", name="Zoom in").click()
    assert not all_in_sight(opened)
    opened.page.get_by_role("button", name="Show everything").click()
    assert all_in_sight(opened)
    assert opened.counts.endswith("Ties: 5 of 5")


def test_each_count_of_a_filter_is_what_remains_when_it_alone_is_ticked(opened: Opened) -> None:
    page = opened.page
    for name in ("tieKind", "status"):
        boxes = page.locator(f"#filters input[name^='{name}:']").all()
        assert len(boxes) > 2
        for chosen in boxes:
            for box in boxes:
                box.set_checked(box == chosen)
            count = chosen.locator("xpath=..").locator(".amount").inner_text()
            assert opened.counts.endswith(f"Ties: {count} of 5"), count
        for box in boxes:
            box.check()
    statuses = page.locator("#filters label:has(input[name^='status:']) .amount")
    assert sum(map(int, statuses.all_inner_texts())) == 5, "each tie has one status"


def test_a_whole_row_opens_its_tie_by_mouse_and_keyboard(opened: Opened) -> None:
    page = opened.page
    page.get_by_role("tab", name="Ties").click()
    rows = page.locator("#view-ties tbody tr")
    rows.nth(1).locator("td.when").click()
    expect(opened.panel.locator(".kicker")).to_have_text("Tie")
    page.keyboard.press("Escape")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(rows.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    names = rows.first.locator(".link:not(.evidence-link)").all_inner_texts()
    assert len(names) == 2
    for name in names:
        expect(opened.panel.locator("h2")).to_contain_text(name)
    rows.first.get_by_role("button", name=names[1], exact=True).click()
    expect(opened.panel.locator(".kicker")).to_have_text("Organisation")
    expect(opened.panel.locator("h2")).to_have_text(names[1])
    opened.check_clean()


def test_on_a_phone_every_cell_of_a_table_is_reached_without_sideways_scroll(
    open_page: Open, made_up_page: Path
) -> None:
    opened = open_page(made_up_page, width=390, height=844, phone=True)
    for tab, view in (("Ties", "#view-ties"), ("Organisations", "#view-organisations")):
        opened.page.get_by_role("tab", name=tab).tap()
        wide = opened.page.locator(view).evaluate(
            """(view) => [...view.querySelectorAll("td, tbody th, .sort")].filter((each) =>
              each.offsetParent && each.getBoundingClientRect().right > 390).length
              + Number(view.scrollWidth > view.clientWidth)"""
        )
        assert wide == 0, tab
    opened.page.get_by_role("tab", name="Ties").tap()
    opened.page.locator("#view-ties .evidence-link").first.tap()
    expect(opened.panel.locator(".support").first).to_be_in_viewport()
    opened.check_clean()


@pytest.mark.parametrize(("width", "height", "size"), [(390, 844, 20), (1400, 900, 30)])
def test_every_dot_of_a_small_network_has_a_label_and_none_is_under_the_buttons(
    open_page: Open, tmp_path: Path, width: int, height: int, size: int
) -> None:
    write_network(read_network(crowded_case(size, 2 * size).derive()), tmp_path / "small.html")
    opened = open_page(tmp_path / "small.html", width=width, height=height)
    labels, zoom = opened.page.evaluate(
        """() => {
          const picture = document.getElementById("mynetwork");
          const box = picture.getBoundingClientRect();
          const zoom = document.querySelector(".zoom").getBoundingClientRect();
          const corner = { left: zoom.left - box.left, bottom: zoom.bottom - box.top };
          return [picture.labelsDrawn(), corner];
        }"""
    )
    assert {label["number"] for label in labels} == set(range(size))
    under = [
        label["lines"]
        for label in labels
        if label["right"] > zoom["left"] and label["top"] < zoom["bottom"]
    ]
    assert under == []


def test_words_of_a_table_are_not_broken(open_page: Open, made_up_page: Path) -> None:
    page = open_page(made_up_page, width=1160).page
    for tag in ("lt", "lv", "en"):
        page.locator(f"#languages [lang={tag}]").click()
        for view in ("ties", "organisations"):
            page.locator(f"#tab-{view}").click()
            broken = page.locator(f"#view-{view}").evaluate(
                """(view) => {
                  const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
                  const broken = [];
                  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    for (const { 0: word, index } of node.data.matchAll(/\\p{L}+/gu)) {
                      const range = document.createRange();
                      range.setStart(node, index);
                      range.setEnd(node, index + word.length);
                      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) {
                        broken.push(word);
                      }
                    }
                  }
                  return broken;
                }"""
            )
            assert broken == [], (tag, view)


def test_years_that_end_before_they_start_are_told(opened: Opened) -> None:
    page = opened.page
    told = page.locator("#years-wrong")
    expect(told).to_be_hidden()
    page.locator("input[name=from]").fill("2017")
    page.locator("input[name=to]").fill("2016")
    expect(told).to_have_text("The last year comes before the first one.")
    expect(page.locator("input[name=to]")).to_have_attribute("aria-invalid", "true")
    page.locator("#languages [lang=lt]").click()
    expect(told).to_have_text("Pabaigos metai ankstesni už pradžios metus.")
    page.locator("input[name=to]").fill("2018")
    expect(told).to_be_hidden()


def test_a_section_in_words_gets_no_word_more_and_a_document_its_title_once(
    open_page: Open, tmp_path: Path
) -> None:
    case = made_up_case()
    title = "A made-up report with a title that is much too long to be told twice"
    document = case.record("document", "long", "foaf:Document", label=title)
    accord = next(link for link in case.links if link.kind == "agreement")
    for statement in accord.statements.values():
        for section in ("2. nodaļa", "12", "4.1.", "IV", "footer"):
            case.evidence(statement, document, section=section)
    write_network(read_network(case.derive()), tmp_path / "sections.html")
    opened = open_page(tmp_path / "sections.html")
    opened.click_tie(ALFA, BETA)
    told = opened.panel.locator(".support").first.inner_text()
    for part in ("2. nodaļa ·", "section 12", "section 4.1 ", "section IV", "footer ·"):
        assert part in told
    for part in ("section 2. nodaļa", "section footer"):
        assert part not in told
    runs = opened.panel.locator(".document")
    texts = runs.all_inner_texts()
    assert title in texts
    assert all(one != other for one, other in pairwise(texts) if one == title)
    assert opened.panel.locator(".document.again").count() >= 8
    expect(opened.panel.locator(f".document.again[title='{title}']").first).to_contain_text("…")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "share of the shortest paths between others"),
        ("lt", "trumpiausių kelių tarp kitų"),
        ("lv", "īsāko ceļu daļa"),
    ],
)
def test_the_table_of_organisations_says_what_its_measures_mean(
    opened: Opened, tag: str, text: str
) -> None:
    opened.page.locator(f"#languages [lang={tag}]").click()
    opened.page.locator("#tab-organisations").click()
    told = opened.page.locator("#view-organisations .explained")
    expect(told).to_contain_text(text)
    expect(told.locator("li")).to_have_count(3)
    expect(opened.page.locator("#view-organisations table")).to_have_attribute(
        "aria-describedby", "measures-explained"
    )
