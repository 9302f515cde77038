"""The served explorer in a real browser: groups, search, what is loaded, filters, links."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from browser_window import check_accessible, expect
from explore_support import CONCEPTS, workspace_of
from hostile_records import HOSTILE, add_hostile_records
from saite.explore.making import make_index
from saite.store import latest_build
from saite.view.bundle import BUILT
from serve_support import Running, made_up_workspace, publish_store, serving_workspace
from served_window import VisitServer, visiting
from synthetic import BASE, Synthetic, crowded_case

# Whoever imports browser_window is skipped without Playwright.
from playwright.sync_api import Browser, Page, Route  # isort: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(
        not (BUILT / "served.js").is_file(), reason="the scripts of the pages are not built"
    ),
]
expect.set_options(timeout=60_000)  # machines are slow, and much of this waits for a server


def made_of(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}organisation/{name}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve a network that is too large to be sent whole: 400 organisations, and a hub."""
    made = crowded_case(400, 1_000)
    hub = made.organisation("hub", "Žvaigždės centras", tag="lt")
    made.name(hub, "ŽC")
    for number in range(150):
        member = made.organisation(f"m{number:03}", f"Member {number}")
        made.membership(f"h{number}", member, hub, earliest=f"{2000 + number % 10}-01-01")
    signing = made.person("jonas", "Jonas Pramanas")
    members = [made_of(f"m{number:03}") for number in (3, 77, 149)]
    made.agreement(
        "pact", "Made-up pact", {members[0]: signing, members[1]: None, members[2]: None}
    )
    workspace = workspace_of(tmp_path_factory.mktemp("explored"), made.derive())
    make_index(latest_build(workspace.output), concepts=[CONCEPTS])
    with serving_workspace(workspace, has_pages=True) as running:
        yield running


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workspace = made_up_workspace(tmp_path_factory.mktemp("small"))
    with serving_workspace(workspace, has_pages=True) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, server: Running) -> Iterator[VisitServer]:
    with visiting(browser, server) as start:
        yield start


def counts(page: Page) -> tuple[int, int]:
    """Tell how many organisations and ties the page holds."""
    text = page.locator("#counts").inner_text()
    _, organisations, _, ties = (int(each) for each in re.findall(r"\d+", text))
    return organisations, ties


def test_the_groups_come_first_and_the_rest_when_it_is_asked_for(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    organisations, _ = counts(page)
    assert organisations < 100
    expect(page.locator("#panel")).to_contain_text(f"{organisations} of 551 organisations")
    box = page.get_by_role("combobox").first
    box.fill("zvaigzdes")
    expect(page.locator("li[role=option]")).to_contain_text("Žvaigždės centras")
    box.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Žvaigždės centras")
    expect(page.locator("#panel")).to_contain_text("This page holds 60 of its 150 ties.")
    assert counts(page)[1] >= 60
    page.get_by_role("button", name="Load more").click()
    expect(page.locator("#panel")).not_to_contain_text("of its 150 ties")
    assert counts(page)[1] >= 150
    opened.check_clean()


def test_a_person_leads_to_organisations_that_the_page_does_not_hold(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    box = page.get_by_role("combobox").first
    box.fill("pact")
    expect(page.locator("li[role=option]")).to_have_text(
        "Made-up pact · Agreement · 3 organisations"
    )
    box.press("Enter")
    expect(page.locator(".focus-bar")).to_contain_text("Made-up pact: 3 organisations")
    expect(page.locator("#counts")).to_contain_text("Organisations: 3 of")
    expect(page.locator("#counts")).to_contain_text("Ties: 3 of")
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("Made-up pact")
    expect(panel.locator(".kicker")).to_have_text("Agreement")
    expect(panel.locator(".links button")).to_have_text(["Member 3", "Member 77", "Member 149"])
    expect(panel.locator(".statements > li")).to_have_count(3)
    expect(panel).to_contain_text("Jonas Pramanas")
    panel.get_by_role("button", name="Member 77", exact=True).first.click()
    expect(panel.locator("h2")).to_have_text("Member 77")
    panel.get_by_role("button", name="Back", exact=True).click()
    expect(panel.locator("h2")).to_have_text("Made-up pact")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".focus-bar")).to_contain_text("Made-up pact: 3 organisations")
    expect(page.locator("#counts")).to_contain_text("Organisations: 3 of")
    box = page.get_by_role("combobox").first
    box.fill("jonas")
    box.press("Enter")
    expect(page.locator(".focus-bar")).to_contain_text("Jonas Pramanas: 1 organisation")
    expect(page.locator("#panel h2")).to_have_text("Jonas Pramanas")
    expect(page.locator("#panel .statements")).to_contain_text("Made-up pact")
    opened.check_clean()


def test_choosing_an_organisation_loads_its_partners_and_their_evidence(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    before = counts(page)
    expect(page.locator("#panel .partners li").first).to_be_visible()
    expect(page.locator("body.is-loading")).to_have_count(0)
    assert counts(page) >= before
    page.locator("#panel .partners button").first.press("Enter")
    expect(page.locator("#panel")).to_contain_text("membership")
    opened.check_clean()


def test_a_link_opens_what_it_shows_with_its_filters(visit: VisitServer) -> None:
    opened = visit()
    link = "/explore#c=hub&f=n1&f=hub&y=2003-2004&yc=1"
    page = opened.open(link, "body.is-ready")
    # Memberships have a beginning and no end: none lies certainly in two years.
    expect(page.locator("#panel h2")).to_have_text("Žvaigždės centras")
    expect(page.locator("#panel")).to_contain_text("0 of its 150 ties")
    page.goto("about:blank")
    page = opened.open(link.replace("&yc=1", ""), "body.is-ready")
    expect(page.locator("#panel .partners li").first).to_be_visible()
    opened.check_clean()


def test_a_filter_asks_for_other_ties(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore#c=hub", "body.is-ready")
    expect(page.locator("#panel")).to_contain_text("60 of its 150 ties")
    page.goto(f"{opened.url}/explore#c=hub&y=-2001")
    # Fifteen members each year from 2000 on: thirty until 2001.
    expect(page.locator("#panel")).to_contain_text("30 of its 150 ties")
    opened.check_clean()


def test_every_kind_of_the_network_is_a_filter_before_it_is_loaded(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    kinds = page.locator(".filter-tieKind li")
    expect(kinds).to_have_count(2)  # one agreement, which nobody has asked for yet
    expect(kinds.filter(has_text="agreement")).to_contain_text("0")
    kinds.filter(has_text="membership").get_by_role("checkbox").uncheck()
    expect(page.locator("#said")).to_have_text(re.compile("Ties that pass the filters: 3 of"))
    kinds.filter(has_text="membership").hover()
    kinds.filter(has_text="membership").locator(".only").click()
    expect(page).to_have_url(re.compile("kt=&kt=tie-kind/agreement"))
    opened.check_clean()


def test_an_answer_that_fails_late_leaves_what_is_seen_by_then(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    held: list[Route] = []
    page.route(re.compile(r"/explore/organisation\?.*hub"), lambda route: held.append(route))
    box = page.get_by_role("combobox").first
    for text, name in (("zvaigzdes", "Žvaigždės centras"), ("member 77", "Member 77")):
        box.fill(text)
        expect(page.locator("li[role=option]").first).to_contain_text(name)
        box.press("Enter")
        expect(page.locator("#panel h2")).to_have_text(name)
    expect(page.locator("#panel .waiting")).to_have_count(0)
    assert held
    held[0].abort()
    page.wait_for_timeout(500)
    expect(page.locator("#panel h2")).to_have_text("Member 77")
    expect(page.locator("#panel")).not_to_contain_text("That did not work")


def test_of_too_many_records_the_timeline_says_how_many_it_shows(
    browser: Browser, tmp_path: Path
) -> None:
    made = Synthetic()
    hub = made.organisation("hub", "Made-up hub")
    for number in range(320):
        made.membership(f"h{number:03}", made.organisation(f"m{number}", f"M {number}"), hub)
    workspace = workspace_of(tmp_path, made.derive())
    make_index(latest_build(workspace.output), concepts=[CONCEPTS])
    with serving_workspace(workspace, has_pages=True) as running, visiting(browser, running) as go:
        page = go().open("/explore#c=hub", "body.is-ready")
        expect(page.locator("#panel")).to_contain_text("300 of 320")


def test_of_too_many_organisations_of_a_person_it_is_said_how_many_there_are(
    browser: Browser, tmp_path: Path
) -> None:
    made = Synthetic()
    signing = made.person("ona", "Ona Pramanytė")
    for number in range(510):
        one = made.organisation(f"m{number:03}", f"M {number}")
        made.agreement(f"a{number:03}", f"Accord {number}", {one: signing})
    workspace = workspace_of(tmp_path, made.derive())
    make_index(latest_build(workspace.output), concepts=[CONCEPTS])
    with serving_workspace(workspace, has_pages=True) as running, visiting(browser, running) as go:
        (hit,) = json.loads(running.ask("/explore/things?text=ona").body)["hits"]
        found = json.loads(running.ask("/explore/thing?iri=person/ona").body)
        assert (hit["organisations"], len(found["organisations"])) == (510, 500)
        assert found["organisationsInAll"] == 510
        page = go().open("/explore#f=t&f=/person/ona", "body.is-ready")
        expect(page.locator(".focus-bar")).to_contain_text("Ona Pramanytė: 510 organisations")
        expect(page.locator("#panel")).to_contain_text("500 of 510")


def test_the_server_narrows_to_the_ties_that_stand_out(visit: VisitServer, server: Running) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    page.get_by_label("Only ties that stand out").check()
    shown = json.loads(server.ask("/explore/overview?backbone=0.05").body)["shown"]
    assert shown["ties"] < shown["ofTies"]
    left, whole = f"{shown['ties']:,}", f"{shown['ofTies']:,}"
    expect(page.locator("#said")).to_have_text(f"Ties that pass the filters: {left} of {whole}")
    expect(page).to_have_url(re.compile("bb=1"))
    opened.check_clean()


def test_a_path_and_a_group_are_loaded_and_none_is_said(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore#f=p&f=m001&f=m002", "body.is-ready")
    expect(page.locator("#counts")).to_contain_text("Organisations: 3 of")
    page.goto("about:blank")
    page = opened.open("/explore#f=p&f=m001&f=o00001", "body.is-ready")
    expect(page.locator("#said")).to_have_text(re.compile("No path of up to 12"))
    page.goto("about:blank")
    page = opened.open("/explore#f=g0", "body.is-ready")
    expect(page.locator("#counts")).to_contain_text("Organisations: 150 of")
    opened.check_clean()


def spot(page: Page, iri: str) -> tuple[float, float]:
    found = page.evaluate("(iri) => document.getElementById('picture').spotOf(iri)", iri)
    return found["x"], found["y"]


def ground(page: Page, server: Running, group: int) -> tuple[float, float]:
    """Tell where the circle of a group has nothing but its ground: near its lower left rim."""
    found = json.loads(server.ask("/explore/overview").body)
    places = found["organisations"]
    spots = [spot(page, iri) for iri in places["iri"]]
    one = 0
    other = max(range(len(spots)), key=lambda n: abs(places["x"][n] - places["x"][one]))
    zoom = (spots[other][0] - spots[one][0]) / (places["x"][other] - places["x"][one])
    disc = found["groups"][group]
    shifted = [disc["x"] - places["x"][one], disc["y"] - places["y"][one]]
    middle = [spots[one][axis] + zoom * shifted[axis] for axis in (0, 1)]
    away = 0.62 * zoom * disc["radius"]
    return middle[0] - away, middle[1] + away


def test_a_click_on_the_ground_of_a_group_shows_its_members(
    visit: VisitServer, server: Running
) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    page.wait_for_timeout(300)
    x, y = ground(page, server, 0)
    page.mouse.move(x, y)
    expect(page.locator(".tip")).to_contain_text("click to see its organisations")
    page.mouse.dblclick(x, y)  # whoever clicks twice gets no other picture
    expect(page.locator(".focus-bar")).to_contain_text("Group")
    expect(page.locator("#counts")).to_contain_text("Organisations: 150 of")
    page.wait_for_timeout(800)
    fitted = page.url
    page.keyboard.press("0")
    page.wait_for_timeout(800)
    assert page.url == fitted
    page.keyboard.press("Control+z")
    expect(page.locator(".focus-bar")).to_be_hidden()
    opened.check_clean()


def test_a_click_on_the_ground_first_lets_go_of_what_is_chosen(
    visit: VisitServer, server: Running
) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    page.wait_for_timeout(300)
    x, y = ground(page, server, 0)
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel h2")).to_be_visible()
    page.mouse.click(x, y)
    expect(page.locator("#panel h2")).to_have_count(0)
    expect(page.locator(".focus-bar")).to_be_hidden()
    opened.check_clean()


def test_the_group_of_an_organisation_opens_by_a_key(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    page.locator("#picture").focus()
    page.keyboard.press("g")  # of nothing that is chosen
    expect(page.locator(".focus-bar")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("g")
    expect(page.locator(".focus-bar")).to_contain_text("Group")
    expect(page.locator("#said")).to_contain_text(re.compile(r"Organisations: \d{2,3} of"))
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("Show only its group")
    expect(page.locator("dialog")).to_contain_text("Circles are groups")
    opened.check_clean()


def test_a_small_network_is_there_at_once(visit: VisitServer, small: Running) -> None:
    opened = visit(small)
    page = opened.open("/explore", "body.is-ready")
    assert counts(page) == (5, 5)
    page.get_by_role("tab", name="Gaps").click()
    expect(page.locator("#view")).to_contain_text("Omega, tied to nobody")
    opened.check_clean()


def test_the_page_of_a_thing_leads_to_the_explorer(visit: VisitServer, small: Running) -> None:
    opened = visit(small)
    page = opened.open("/id/organisation/alfa")
    page.get_by_role("link", name="Explore the network around it").click()
    page.wait_for_selector("body.is-ready")
    expect(page.locator("#panel h2")).to_have_text("Alfa Association")
    expect(page.locator("#counts")).to_contain_text("Organisations: 3 of")
    page = opened.open("/id/tie/alfa~beta")
    page.get_by_role("link", name="Explore the network around it").click()
    page.wait_for_selector("body.is-ready")
    expect(page.locator("#panel")).to_contain_text("A made-up report")
    opened.check_clean()


def test_the_result_of_a_query_leads_to_the_explorer(visit: VisitServer, small: Running) -> None:
    opened = visit(small)
    text = (
        "SELECT ?one ?other { ?tie saite:between ?one, ?other ."
        " FILTER(STRENDS(STR(?one), 'alfa') && ?one != ?other) }"
    )
    page = opened.open_editor()
    opened.write(text)
    page.get_by_role("button", name="Run").first.click()
    page.get_by_role("tab", name="Network").click()
    page.get_by_role("link", name="Explore these organisations in the network").click()
    page.wait_for_selector("body.is-ready")
    assert counts(page) == (3, 3)
    assert "organisation=" in page.url
    opened.check_clean()


@pytest.mark.parametrize("language", ["en", "lt", "lv"])
def test_the_page_works_without_scripts(browser: Browser, server: Running, language: str) -> None:
    with visiting(browser, server) as start:
        opened = start(java_script_enabled=False)
        page = opened.page
        page.goto(f"{server.url}/explore?lang={language}")
        for link in page.get_by_role("link").all():
            address = link.get_attribute("href") or ""
            assert server.ask(address, Accept="text/html").status == 200, address
        assert page.get_by_role("heading", level=1).is_visible()


def test_the_page_says_at_once_that_it_is_prepared(visit: VisitServer) -> None:
    opened = visit()
    page = opened.page
    asked: list[float] = []

    def delay(route: Route) -> None:
        asked.append(time.monotonic())
        if len(asked) == 1:
            route.fulfill(status=503, headers={"Retry-After": "3"}, json={"title": "Not yet"})
        else:
            route.continue_()

    page.route("**/overview*", delay)
    page.goto(f"{opened.url}/explore")
    expect(page.locator("#preparing")).to_be_visible()
    page.wait_for_selector("body.is-ready")
    expect(page.locator("#preparing")).to_have_count(0)
    assert asked[1] - asked[0] >= 3


@pytest.mark.parametrize("language", ["en", "lt", "lv"])
def test_the_page_is_as_wide_as_a_phone(visit: VisitServer, language: str) -> None:
    opened = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened.open(f"/explore?lang={language}", "body.is-ready")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("innerWidth") == 390
    opened.check_clean()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    ],
    ids=["light", "dark", "phone"],
)
def test_axe_finds_nothing(
    visit: VisitServer,
    screenshots: Path,
    request: pytest.FixtureRequest,
    options: dict[str, object],
) -> None:
    opened = visit(**options)
    page = opened.open("/explore#c=hub", "body.is-ready")
    expect(page.locator("#panel h2")).to_have_text("Žvaigždės centras")
    page.wait_for_timeout(500)
    page.screenshot(path=screenshots / f"served-explorer-{request.node.callspec.id}.png")
    check_accessible(page)
    opened.check_clean()


def test_hostile_names_run_nothing(browser: Browser, tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    made = Synthetic()
    for number, text in enumerate(HOSTILE):
        add_hostile_records(made, f"o{number}", text)
    publish_store(workspace, made.derive())
    with (
        serving_workspace(workspace, has_pages=True) as running,
        visiting(browser, running) as start,
    ):
        opened = start()
        page = opened.open("/explore", "body.is-ready")
        for number in range(len(HOSTILE)):
            page.goto(f"{running.url}/explore#c=o{number}0")
            expect(page.locator("#panel h2")).to_be_visible()
        opened.check_clean()


def holding(page: Page, address: str, most: int = 1_000) -> list[Route]:
    """Hold what is asked of an address, as a slow connection does: so many requests at most."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if len(held) < most:
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile(address), hold)
    return held


def waits_for(page: Page, held: list[Route], number: int = 1) -> None:
    end = time.monotonic() + 60
    while len(held) < number and time.monotonic() < end:
        page.wait_for_timeout(20)
    assert len(held) >= number


def test_of_filters_that_follow_each_other_only_the_last_is_asked_for(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore#c=hub", "body.is-ready")
    expect(page.locator("#panel")).to_contain_text("60 of its 150 ties")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    held = holding(page, r"/explore/overview\?", 1)
    page.locator(".filter-years input[name=from]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(20)
    waits_for(page, held)
    expect(page).to_have_url(re.compile(r"y=\d{4}-"))
    year = page.locator(".filter-years input[name=from]").input_value()
    held[0].continue_()
    expect(page.locator("#said")).to_have_text(re.compile("Ties that pass the filters"))
    overviews = [each for each in asked if "/overview?" in each]
    assert len(overviews) == 2, overviews
    assert f"since={year}" in overviews[1]
    around = [each for each in asked if "/neighbourhood?" in each]
    assert len(around) == 1, around
    assert f"since={year}" in around[0]
    opened.check_clean()


def test_organisations_without_ties_are_hidden_without_the_server(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    held = holding(page, r"/explore/overview\?")
    page.locator("input[name=untied]").uncheck()
    expect(page).to_have_url(re.compile("u=0"))
    page.wait_for_timeout(300)
    assert held == []


def test_more_of_an_organisation_is_asked_for_instead_of_less(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore#c=hub", "body.is-ready")
    page.get_by_role("button", name="Load more").click()
    expect(page.locator("#panel")).not_to_contain_text("of its 150 ties")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".filter-tieKind li").filter(has_text="agreement").get_by_role(
        "checkbox"
    ).uncheck()
    expect(page.locator("#said")).to_have_text(re.compile("Ties that pass the filters"))
    around = [each for each in asked if "/neighbourhood?" in each]
    assert len(around) == 1, around
    assert "limit=180" in around[0]
    opened.check_clean()


def test_a_tie_that_a_filter_hides_is_not_said_to_be_none(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore#c=m003", "body.is-ready")
    panel = page.locator("#panel")
    panel.locator(".partners button").filter(has_text="Member 77").click()
    expect(panel).to_contain_text("Made-up pact")
    kinds = page.locator(".filter-tieKind li")
    kinds.filter(has_text="agreement").get_by_role("checkbox").uncheck()
    expect(page.locator("#said")).to_have_text(re.compile("Ties that pass the filters"))
    expect(panel).to_contain_text("The filters hide this tie")
    expect(panel).not_to_contain_text("No tie between the two")
    expect(panel).to_contain_text("Made-up pact")
    expect(page).to_have_url(re.compile("c=m003&c=m077.*kt="))
    address = page.url
    page.goto("about:blank")
    page = opened.open(address.removeprefix(opened.url), "body.is-ready")
    expect(panel).to_contain_text("The filters hide this tie")
    opened.check_clean()


def test_on_a_slow_connection_enter_takes_what_is_found_at_last(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    held = holding(page, r"/explore/search\?.*member")
    box = page.get_by_role("combobox").first
    with page.expect_response(re.compile(r"/explore/things\?")):
        box.fill("member 77")
        box.press("Enter")
    page.wait_for_timeout(300)
    expect(page.locator(".popup .nothing")).to_be_hidden()
    waits_for(page, held)
    held[-1].continue_()
    expect(page.locator("#panel h2")).to_have_text("Member 77")
    opened.check_clean()


def test_who_has_gone_elsewhere_is_not_brought_back_by_a_late_answer(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    held = holding(page, r"/explore/neighbourhood\?.*m077")
    box = page.get_by_role("combobox").first
    box.fill("member 77")
    expect(page.locator("li[role=option]").first).to_contain_text("Member 77")
    box.press("Enter")
    waits_for(page, held)
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    chosen = page.locator("#panel h2").inner_text()
    assert chosen != "Member 77"
    held[0].continue_()
    expect(page.locator("body.is-loading")).to_have_count(0)
    page.wait_for_timeout(300)
    expect(page.locator("#panel h2")).to_have_text(chosen)
    opened.check_clean()


def test_a_thing_that_could_not_be_read_is_asked_for_again(visit: VisitServer) -> None:
    opened = visit()
    page = opened.open("/explore", "body.is-ready")
    held = holding(page, r"/explore/thing\?", 1)
    box = page.get_by_role("combobox").first
    box.fill("pact")
    expect(page.locator("li[role=option]")).to_have_count(1)
    box.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Reading…")
    waits_for(page, held)
    held[0].abort()
    expect(page.locator("#panel h2")).to_contain_text("That did not work")
    page.locator(".focus-bar .link").click()
    expect(page.locator("#panel h2")).to_have_text("Made-up pact")
    expect(page.locator("#counts")).to_contain_text("Organisations: 3 of")


def test_a_page_that_has_asked_too_often_waits_and_asks_again(visit: VisitServer) -> None:
    opened = visit()
    page = opened.page
    asked: list[float] = []

    def limit(route: Route) -> None:
        asked.append(time.monotonic())
        if len(asked) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, json={"title": "Too often"})
        else:
            route.continue_()

    page.route(re.compile(r"/explore/neighbourhood\?"), limit)
    opened.open("/explore#c=hub", "body.is-ready")
    expect(page.locator("#panel")).to_contain_text("60 of its 150 ties")
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 1
