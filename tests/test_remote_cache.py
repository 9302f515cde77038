"""Answers kept on disk: taken again, told to be old, never taken for another's."""

import gzip
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bad_server import BadServer, serve_badly
from saite.errors import EndpointError
from saite.remote import Bounds, Cache, Credentials, Deadline, Endpoint
from saite.remote.answers import read_answer
from saite.remote.cache import normalise
from saite.results import Answer, Results
from support import small_files
from test_cli import Saite, saite

__all__ = ["saite"]
pytestmark = pytest.mark.server

SELECT = "SELECT ?a { ?a ?b ?c }"


@pytest.fixture
def bad() -> Iterator[BadServer]:
    with serve_badly() as server:
        yield server


def ask(
    bad: BadServer,
    cache: Cache | None,
    text: str = SELECT,
    *,
    path: str = "/rows",
    user: str = "",
    rows: int = 100,
) -> Answer:
    credentials = Credentials(user, "geheim") if user else None
    bounds = Bounds(deadline=20, rows=rows)
    with Endpoint(f"{bad.url}{path}", credentials=credentials, bounds=bounds, cache=cache) as line:
        return line.answer(text)


def test_an_answer_is_taken_again_and_says_since_when_it_is_known(
    bad: BadServer, tmp_path: Path
) -> None:
    cache = Cache(1.0, tmp_path)
    first, second = ask(bad, cache), ask(bad, cache, "SELECT   ?a # all\n{ ?a ?b ?c }")
    assert first == second
    assert len(bad.seen) == 1
    assert first.fetched is not None
    assert second.fetched is not None
    assert (first.fetched.is_kept, second.fetched.is_kept) == (False, True)
    assert first.fetched.at == second.fetched.at
    assert str(second.fetched) == str(first.fetched) + ", kept since then"
    assert f"from {bad.url}/rows" in str(first.fetched)


def test_without_a_cache_nothing_is_kept(bad: BadServer) -> None:
    ask(bad, None)
    ask(bad, None)
    assert len(bad.seen) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": "SELECT ?a { ?a ?b 'c' }"},
        {"path": "/zipped"},
        {"user": "me"},
    ],
    ids=["another query", "another address", "somebody else"],
)
def test_another_question_is_asked(bad: BadServer, tmp_path: Path, other: dict[str, str]) -> None:
    cache = Cache(1.0, tmp_path)
    ask(bad, cache)
    ask(bad, cache, **other)  # type: ignore[arg-type]
    assert len(bad.seen) == 2


def test_an_old_answer_is_asked_for_again(bad: BadServer, tmp_path: Path) -> None:
    ask(bad, Cache(1.0, tmp_path))
    ask(bad, Cache(0.0, tmp_path))
    assert len(bad.seen) == 2


@pytest.mark.parametrize("path", ["/cut-json", "/partial", "/down", "/cut-xml"])
def test_what_is_no_whole_answer_is_not_kept(bad: BadServer, tmp_path: Path, path: str) -> None:
    cache = Cache(1.0, tmp_path)
    with pytest.raises(EndpointError):
        ask(bad, cache, path=path)
    assert not list(tmp_path.iterdir())


def test_an_answer_of_which_a_part_was_read_is_not_kept(bad: BadServer, tmp_path: Path) -> None:
    found = ask(bad, Cache(1.0, tmp_path), path="/endless", rows=10)
    assert isinstance(found, Results)
    assert found.is_cut
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_not_in_the_way_of_what_would_not_be_kept(
    bad: BadServer, tmp_path: Path
) -> None:
    cache = Cache(1.0, tmp_path)
    with small_files(10):
        found = ask(bad, cache, rows=1)
        with pytest.raises(EndpointError, match="cannot be kept: File too large; ask without"):
            ask(bad, cache)
    assert isinstance(found, Results)
    assert found.is_cut
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_is_no_answer(bad: BadServer, tmp_path: Path) -> None:
    cache = Cache(1.0, tmp_path)
    for spoil in (
        lambda data: data[:-20],
        lambda _: b"",
        lambda data: gzip.compress(gzip.decompress(data).replace(b"row 1", b"row 7")),
        lambda _: gzip.compress(b"{}\n"),
        lambda data: data[:10] + b"\xff" * 40 + data[50:],
        lambda data: gzip.compress(gzip.decompress(data).replace(b"server_rows", b"server-rows")),
    ):
        assert isinstance(ask(bad, cache), Results)
        (path,) = tmp_path.iterdir()
        path.write_bytes(spoil(path.read_bytes()))
        before = len(bad.seen)
        found = ask(bad, cache)
        assert isinstance(found, Results)
        assert found.column("a")[1] == "row 1"
        assert len(bad.seen) == before + 1


def test_what_cannot_be_kept_is_not_the_server_s_fault(bad: BadServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EndpointError, match=r"cannot be kept: .*; ask without a cache") as caught:
        ask(bad, Cache(1.0, tmp_path / "file" / "kept"))
    assert "broken" not in str(caught.value)
    folder = tmp_path / "kept"
    with Endpoint(f"{bad.url}/rows", cache=Cache(1.0, folder)) as line:
        arrived = line.open(SELECT, Deadline(20))
        shutil.rmtree(folder)
        with pytest.raises(EndpointError, match="cannot be kept") as caught:
            read_answer(arrived, "select", rows=100)
    assert "broken" not in str(caught.value)


def test_a_file_says_what_it_is_and_is_its_owner_s(bad: BadServer, tmp_path: Path) -> None:
    ask(bad, Cache(1.0, tmp_path / "kept"), user="me")
    (path,) = (tmp_path / "kept").iterdir()
    head = json.loads(gzip.decompress(path.read_bytes()).split(b"\n")[0])
    assert head["endpoint"] == f"{bad.url}/rows"
    assert head["query"] == SELECT
    assert b"geheim" not in gzip.decompress(path.read_bytes())
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_what_nobody_can_want_any_more_is_thrown_away(bad: BadServer, tmp_path: Path) -> None:
    ask(bad, Cache(1.0, tmp_path))
    (old,) = tmp_path.iterdir()
    then = time.time() - 100 * 86_400
    os.utime(old, (then, then))
    ask(bad, Cache(1.0, tmp_path), "SELECT ?a { ?a ?b 1 }")
    assert old not in list(tmp_path.iterdir())


def test_layout_is_set_aside_and_nothing_else() -> None:
    assert normalise("ASK{?s?p'#'}#x") == normalise("ASK {\n ?s ?p '#' }")
    assert normalise("ASK { ?s ?p 'a  b' }") != normalise("ASK { ?s ?p 'a b' }")
    assert normalise("ASK { ?s ?p <urn:a#b> }") != normalise("ASK { ?s ?p <urn:a#c> }")
    assert normalise("ASK { } # \\u000a x") == "ASK { } # \\u000a x"


def test_the_command_keeps_answers_and_tells_their_age(
    bad: BadServer, tmp_path: Path, saite: Saite
) -> None:
    words = ("query", SELECT, "--endpoint", f"{bad.url}/rows", "-f", "csv")
    kept = ("--cache", "2", "--cache-folder", "kept")
    first = saite(*words, *kept, cwd=tmp_path)
    second = saite(*words, *kept, cwd=tmp_path)
    assert (first.returncode, second.stdout) == (0, first.stdout)
    assert "kept since then" not in first.stderr
    assert "The answer was fetched 20" in second.stderr
    assert f"from {bad.url}/rows, kept since then" in second.stderr
    assert len(bad.seen) == 1
    assert saite(*words, cwd=tmp_path).returncode == 0
    assert len(bad.seen) == 2
