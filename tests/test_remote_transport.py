"""One line to a server: what is asked again, what is waited for, what is whole."""

import gc
import threading
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from bad_server import BadServer, serve_badly
from saite.errors import EndpointError, UsageError
from saite.remote import Bounds, Credentials, Endpoint, Retries
from saite.remote.address import redirected
from saite.remote.body import Deadline
from saite.remote.requests import update_request
from saite.remote.retrying import retry_after
from saite.remote.transport import Session
from saite.results import Results, Statements

pytestmark = pytest.mark.server

SELECT = "SELECT ?a { ?a ?b ?c }"
CONSTRUCT = "CONSTRUCT WHERE { ?a ?b ?c }"


@pytest.fixture
def bad() -> Iterator[BadServer]:
    with serve_badly() as server:
        yield server


def endpoint(bad: BadServer, path: str, **bounds: float) -> Endpoint:
    limits = Bounds(
        deadline=bounds.get("deadline", 20.0),
        rows=int(bounds.get("rows", 1_000)),
        most_bytes=int(bounds.get("most_bytes", 1 << 28)),
    )
    return Endpoint(f"{bad.url}{path}", bounds=limits, retries=Retries(first=0.05, seed=7))


def ask(bad: BadServer, path: str, text: str = SELECT, **bounds: float) -> Results:
    with endpoint(bad, path, **bounds) as line:
        found = line.answer(text)
    assert isinstance(found, Results)
    return found


def test_queries_in_a_row_go_over_one_connection(bad: BadServer) -> None:
    with endpoint(bad, "/rows") as line:
        for _ in range(5):
            line.answer(SELECT)
    assert (len(bad.seen), bad.connections) == (5, 1)


def test_an_answer_may_be_packed(bad: BadServer) -> None:
    assert len(ask(bad, "/zipped")) == 3
    assert bad.seen[0][2]["accept-encoding"] == "gzip"


def test_an_answer_may_be_packed_in_parts(bad: BadServer) -> None:
    assert len(ask(bad, "/zipped-in-parts")) == 3
    assert len(ask(bad, "/zipped-and-padded")) == 3
    with endpoint(bad, "/zipped-triples") as line:
        found = line.answer(CONSTRUCT)
    assert isinstance(found, Statements)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/moved-nowhere", r"redirects \(302\) to 'http://\[nowhere/', which is no address"),
        ("/moved-to-no-port", "which is no address"),
        ("/strange-challenge", "answered 401"),
        ("/empty-challenge", "answered 401"),
    ],
)
def test_headers_that_make_no_sense_are_told_in_a_sentence(
    bad: BadServer, path: str, message: str
) -> None:
    credentials = Credentials("me", "geheim") if "challenge" in path else None
    with (
        Endpoint(f"{bad.url}{path}", credentials=credentials) as line,
        pytest.raises(EndpointError, match=message),
    ):
        line.answer(SELECT)


def test_numbers_beyond_all_numbers_are_none(bad: BadServer) -> None:
    assert len(ask(bad, "/boundless-limit")) == 3
    assert len(ask(bad, "/distant-date")) == 3


def test_a_deadline_may_be_never(bad: BadServer) -> None:
    assert len(ask(bad, "/rows", deadline=float("inf"))) == 3


def test_a_port_may_go_without_saying() -> None:
    given = {"method": "GET", "is_update": False}
    assert redirected("http://h/a", "http://h:80/b", 307, **given) == "http://h:80/b"  # type: ignore[arg-type]
    with pytest.raises(EndpointError, match="another host"):
        redirected("http://h/a", "http://h:81/b", 307, **given)  # type: ignore[arg-type]


def test_what_unpacks_without_end_is_stopped_at_the_limit(bad: BadServer) -> None:
    gc.collect()
    tracemalloc.start()
    try:
        with pytest.raises(EndpointError, match="larger than 1,000,000 bytes"):
            ask(bad, "/bomb", most_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20  # of 64 MB that would come out


def test_what_is_packed_twice_is_refused(bad: BadServer) -> None:
    with pytest.raises(EndpointError, match="encoding gzip, gzip, never asked for"):
        ask(bad, "/twice-zipped")


@pytest.mark.parametrize(
    ("path", "least", "most"),
    [("/busy-seconds", 1.0, 6.0), ("/busy-date", 0.9, 7.0), ("/busy-nonsense", 0.0, 3.0)],
)
def test_a_busy_server_is_given_the_time_that_it_asks_for(
    bad: BadServer, path: str, least: float, most: float
) -> None:
    assert len(ask(bad, path)) == 3
    assert least <= bad.times[1] - bad.times[0] <= most


def test_a_wish_to_wait_beyond_the_budget_is_told_at_once(bad: BadServer) -> None:
    start = time.monotonic()
    with pytest.raises(EndpointError, match="answered 429 Too Many Requests: come back tomorrow"):
        ask(bad, "/busy-long")
    assert (len(bad.seen), time.monotonic() - start < 3) == (1, True)


def test_gateways_are_asked_again(bad: BadServer) -> None:
    assert len(ask(bad, "/gateway")) == 3
    assert len(bad.seen) == 4


def test_a_server_that_stays_down_is_asked_four_times(bad: BadServer) -> None:
    with pytest.raises(EndpointError, match=r"was asked 4 times and answered 503 .*: down"):
        ask(bad, "/down")
    assert len(bad.seen) == 4


def test_a_mistake_of_the_server_is_not_asked_for_again(bad: BadServer) -> None:
    with pytest.raises(EndpointError, match="answered 500 Internal Server Error: our fault"):
        ask(bad, "/broken")
    assert len(bad.seen) == 1


def test_a_connection_that_is_reset_is_dialled_again(bad: BadServer) -> None:
    assert len(ask(bad, "/reset-once")) == 3
    with pytest.raises(EndpointError, match="broke off its answer"):
        ask(bad, "/reset")
    assert bad.count("/reset") == 4


def test_what_broke_inside_an_answer_is_not_asked_for_again(bad: BadServer) -> None:
    with pytest.raises(EndpointError, match=r"broke off|bytes are missing"):
        ask(bad, "/reset-inside")
    assert len(bad.seen) == 1


def test_a_silence_is_not_asked_to_again(bad: BadServer) -> None:
    with pytest.raises(EndpointError, match=r"no whole answer within 0\.6 seconds"):
        ask(bad, "/silence", deadline=0.6)
    assert len(bad.seen) == 1


@pytest.mark.parametrize("path", ["/down", "/busy-seconds", "/reset", "/moved", "/abroad"])
def test_an_update_is_sent_once_whatever_happens(bad: BadServer, path: str) -> None:
    with Session(bad.url, retries=Retries(first=0.01)) as session:
        request = update_request(f"{bad.url}{path}", "CLEAR GRAPH <urn:x>")
        with pytest.raises(EndpointError):
            session.send(request, Deadline(10))
    assert len(bad.seen) == 1
    assert bad.seen[0][2]["content-type"] == "application/sparql-update"
    assert bad.seen[0][3] == b"CLEAR GRAPH <urn:x>"


def test_a_posted_query_follows_a_redirect_that_keeps_it(bad: BadServer) -> None:
    text = SELECT + "#" * 3_000
    assert len(ask(bad, "/moved", text)) == 3
    assert [each[0] for each in bad.seen] == ["POST", "POST"]
    with pytest.raises(EndpointError, match="another host"):
        ask(bad, "/abroad", text)
    assert bad.count("/rows") == 1


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/cut-json", r"answered broken application/sparql-results\+json: .*begins: \{"),
        ("/cut-xml", r"answered broken application/sparql-results\+xml: its end is missing"),
        ("/cut-chunks", "broke off"),
        ("/cut-zip", "answered broken gzip: its end is missing"),
        ("/too-short-a-length", "answered broken"),
        ("/partial", "answered in part only .*incomplete results"),
        ("/partial-content", r"answered in part only \(status 206\)"),
    ],
)
def test_an_answer_that_is_not_whole_is_none(bad: BadServer, path: str, message: str) -> None:
    with pytest.raises(EndpointError, match=message):
        ask(bad, path)


@pytest.mark.parametrize("is_told", [True, False])
def test_virtuoso_is_told_when_it_may_stop(bad: BadServer, *, is_told: bool) -> None:
    url, bounds = f"{bad.url}/virtuoso", Bounds(deadline=20)
    with Endpoint(url, bounds=bounds, is_virtuoso=is_told) as line:
        for text in (SELECT, SELECT, f"{SELECT} # " + "x" * 3_000):
            line.answer(text)
        line.answer(SELECT, deadline=Deadline(0.5))
    first, second, posted, short = (parse_qs(f"{path[10:]}&{body.decode()}")
                                    for _, path, _, body in bad.seen)  # fmt: skip
    # What it is, its first answer tells.
    assert ("timeout" in first) is is_told
    assert all(19_000 <= int(each["timeout"][0]) <= 20_000 for each in (second, posted))
    assert short["timeout"] == ["1000"]
    with Endpoint(f"{url}?timeout=3000", is_virtuoso=True) as line:
        line.answer(SELECT)
    assert bad.seen[-1][1].count("timeout=3000") == bad.seen[-1][1].count("timeout=") == 1


def test_other_servers_are_told_nothing_of_the_kind(bad: BadServer) -> None:
    with endpoint(bad, "/rows") as line:
        line.answer(SELECT)
        line.answer(SELECT)
    assert not any("timeout" in path for _, path, _, _ in bad.seen)


def test_one_host_is_asked_so_much_at_a_time_by_all_threads(bad: BadServer) -> None:
    def work() -> None:
        with Endpoint(f"{bad.url}/one-by-one", bounds=Bounds(at_once=2)) as line:
            line.answer(SELECT)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bad.seen) == 8
    assert bad.most_running == 2


def test_who_gets_no_turn_in_time_is_told_so(bad: BadServer) -> None:
    with Endpoint(f"{bad.url}/silence", bounds=Bounds(deadline=3, at_once=1)) as first:
        failed: list[str] = []

        def work() -> None:
            try:
                first.answer(SELECT)
            except EndpointError as error:
                failed.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        while not bad.seen:
            time.sleep(0.01)
        with (
            Endpoint(f"{bad.url}/rows", bounds=Bounds(deadline=0.3, at_once=1)) as second,
            pytest.raises(EndpointError, match="1 requests to it were still running"),
        ):
            second.answer(SELECT)
        thread.join()
    assert failed
    # A request that failed has given its turn back.
    with Endpoint(f"{bad.url}/broken", retries=Retries(times=0)) as line:
        for _ in range(10):
            with pytest.raises(EndpointError):
                line.answer(SELECT)


def test_lines_without_an_end_may_be_cut_and_nobody_would_know(bad: BadServer) -> None:
    with (
        endpoint(bad, "/unframed-triples") as line,
        pytest.raises(EndpointError, match="without saying where it ends"),
    ):
        line.answer(CONSTRUCT)
    assert len(ask(bad, "/unframed-json")) == 3  # says itself where it ends


def test_whole_xml_is_read(bad: BadServer) -> None:
    assert [row["a"] for row in ask(bad, "/whole-xml")] == ["x"]


def test_rows_that_the_server_held_back_are_told_of(bad: BadServer) -> None:
    assert ask(bad, "/server-limit").is_cut
    assert not ask(bad, "/below-server-limit").is_cut


def test_rows_are_read_while_they_arrive_and_no_further_than_wanted(bad: BadServer) -> None:
    found = ask(bad, "/endless", rows=500)
    assert (len(found), found.is_cut) == (500, True)
    with endpoint(bad, "/endless") as line, line.stream(SELECT) as rows:
        assert rows.variables == ("a",)
        assert len([row for row, _ in zip(rows, range(300), strict=False)]) == 300
    time.sleep(0.5)
    sent = bad.rows_sent
    time.sleep(0.5)
    assert bad.rows_sent == sent < 10_000_000  # nobody listens any more


def test_a_stream_that_ends_where_the_server_always_ends_is_told_of(bad: BadServer) -> None:
    with endpoint(bad, "/below-server-limit") as line, line.stream(SELECT) as rows:
        assert len(list(rows)) == 2
    with (
        endpoint(bad, "/server-limit") as line,
        line.stream(SELECT) as rows,
        pytest.raises(EndpointError, match="gives 3 rows of an answer at most"),
    ):
        list(rows)


def test_only_rows_are_streamed(bad: BadServer) -> None:
    with (
        endpoint(bad, "/rows") as line,
        pytest.raises(UsageError, match="rows are what SELECT"),
        line.stream("ASK {}"),
    ):
        pass
    assert not bad.seen


def test_waits_grow_are_left_to_chance_and_repeat_with_a_seed() -> None:
    waits = [Retries(seed=3).wait(number) or 0 for number in range(3)]
    assert waits == [Retries(seed=3).wait(number) or 0 for number in range(3)]
    again = Retries(seed=4)
    assert waits != [again.wait(number) or 0 for number in range(3)]
    assert all(0.2 * 2**n <= wait <= 0.4 * 2**n for n, wait in enumerate(waits))
    assert Retries().wait(3) is None
    assert Retries(budget=5).wait(0, waited=4, asked=2) is None
    asked = Retries(seed=3).wait(0, asked=2.0)
    assert asked is not None
    assert 2.0 < asked < 2.1


def test_a_date_to_wait_for_is_counted_from_now() -> None:
    now = datetime(2021, 5, 1, 12, tzinfo=UTC)
    assert retry_after("Sat, 01 May 2021 12:00:30 GMT", now=now) == 30
    assert retry_after("Sat, 01 May 2021 11:00:00 GMT", now=now) == 0
    assert retry_after("-5") is None
    assert retry_after("") is None


def test_a_password_goes_to_no_server_in_the_clear() -> None:
    with pytest.raises(UsageError, match="only sent over https"):
        Session("http://example.org/", credentials=Credentials("me", "geheim"))
