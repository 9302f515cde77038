"""Answers kept on disk, each with its endpoint, its query and the moment when it was fetched."""

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, cast

from platformdirs import user_cache_path

from saite.errors import EndpointError
from saite.remote.answers import Arrived, Stream
from saite.remote.body import shown
from saite.results import Fetched
from saite.sparql import tokenize

_OLDEST: Final = timedelta(days=90)  # what is older is thrown away, whoever may want it
_ENDING: Final = ".answer.gz"
_BEGINNING: Final = 2_000
_TAIL: Final = 4_096


def normalise(text: str) -> str:
    r"""Write a query without comments and layout, which change nothing about its answer.

    A query with escapes of code points stays as it is: they may stand for layout.

    >>> normalise("SELECT *  # all\n{ ?s ?p 'a  b' }")
    "SELECT * { ?s ?p 'a  b' }"
    """
    if "\\u" in text.lower():
        return text
    return " ".join(token.text for token in tokenize(text))


def default_folder() -> Path:
    """Give the folder of answers: in the user's own folder of caches."""
    return user_cache_path("saite", appauthor=False) / "answers"


@dataclass(frozen=True)
class Cache:
    """A folder of answers.

    Its files are the user's alone: answers may be what a password was needed for.

    :param days: the oldest answer that is taken instead of asking again
    :param folder: that of the user's caches if None
    """

    days: float = 1.0
    folder: Path | None = None

    def find(self, url: str, query: str, *, user: str = "") -> Arrived | None:
        """Find an answer that is young enough; None if there is none, or it is damaged."""
        path = self._path(url, query, user)
        try:
            stream = cast("IO[bytes]", gzip.open(path, "rb"))  # noqa: SIM115 - closed by who reads it
            head: dict[str, Any] = json.loads(stream.readline(1 << 20))
            at = datetime.fromisoformat(head["fetched"])
            if head["sha256"] != _checksum(stream) or datetime.now(UTC) - at > timedelta(self.days):
                stream.close()
                return None
            stream.seek(0)
            stream.readline()
            return Arrived(
                where=head["endpoint"],
                kind=head["kind"],
                body=KeptBody(stream),
                is_framed=True,
                fetched=Fetched(head["endpoint"], at, is_kept=True),
                server_rows=head["server_rows"],
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
            return None

    def record(self, arrived: Arrived, url: str, query: str, *, user: str = "") -> Arrived:
        """Give the same answer, which is kept once it was read to its end and found whole.

        :raises EndpointError: if the folder cannot be written to; from the reading too
        """
        try:
            with _keeping(arrived.where):
                recorded = RecordedBody(arrived.body, self._folder(), arrived.where)
        except EndpointError:
            arrived.body.close()
            raise

        def keep() -> None:
            head = {
                "endpoint": arrived.where,
                "query": normalise(query),
                "fetched": arrived.fetched.at.isoformat(),
                "kind": arrived.kind,
                "server_rows": arrived.server_rows,
            }
            with _keeping(arrived.where):
                recorded.keep(self._path(url, query, user), head)
                self._forget()

        return Arrived(
            arrived.where,
            arrived.kind,
            recorded,
            arrived.is_framed,
            arrived.fetched,
            arrived.server_rows,
            arrived.may_be_cut,
            keep,
        )

    def _folder(self) -> Path:
        folder = self.folder or default_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def _path(self, url: str, query: str, user: str) -> Path:
        name = hashlib.sha256("\0".join((url, user, normalise(query))).encode()).hexdigest()
        return (self.folder or default_folder()) / f"{name}{_ENDING}"

    def _forget(self) -> None:
        oldest = (datetime.now(UTC) - _OLDEST).timestamp()
        for path in self._folder().glob(f"*{_ENDING}"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()


class KeptBody:
    """The body of an answer that was kept."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.tail = b""
        self._stream = stream
        self._beginning = b""

    def read(self, size: int = -1) -> bytes:
        """Read up to some bytes; none at the end."""
        chunk = self._stream.read(size)
        self.tail = (self.tail + chunk)[-_TAIL:]
        self._beginning = (self._beginning + chunk)[:_BEGINNING]
        return chunk

    def show_beginning(self) -> str:
        """Give the first characters on one line."""
        return shown(self._beginning)

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()


class RecordedBody:
    """A body that is written to a file beside its reader."""

    def __init__(self, body: Stream, folder: Path, where: str) -> None:
        self.tail = b""
        self._body = body
        self._where = where
        self._checksum = hashlib.sha256()
        # Made readable by its owner alone.
        self._scratch = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives as long as this
        self._folder = folder

    def read(self, size: int = -1) -> bytes:
        """Read up to some bytes; none at the end."""
        chunk = self._body.read(size)
        self.tail = self._body.tail
        if not self._scratch.closed:
            try:
                with _keeping(self._where):
                    self._scratch.write(chunk)
            except EndpointError:
                self.close()
                raise
            self._checksum.update(chunk)
        return chunk

    def show_beginning(self) -> str:
        """Give the first characters on one line."""
        return self._body.show_beginning()

    def close(self) -> None:
        """Want nothing more of it, and forget what was read."""
        self._body.close()
        with suppress(OSError):  # a full disk, which no longer matters
            self._scratch.close()

    def keep(self, path: Path, head: dict[str, object]) -> None:
        """Make a file of what was read, at once, with a head before it."""
        head["sha256"] = self._checksum.hexdigest()
        with self._scratch as scratch:
            scratch.seek(0)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with (
                    os.fdopen(handle, "wb") as file,
                    gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
                ):
                    packed.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
                    _copy(scratch.read, packed.write)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise


@contextmanager
def _keeping(where: str) -> Iterator[None]:
    """Say of what our own disk refuses that it is not the server's fault."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise EndpointError(
            f"the answer of {where} cannot be kept: {reason}; ask without a cache"
        ) from error


def _copy(read: Callable[[int], bytes], write: Callable[[bytes], object]) -> None:
    while chunk := read(65_536):
        write(chunk)


def _checksum(stream: IO[bytes]) -> str:
    checksum = hashlib.sha256()
    _copy(stream.read, checksum.update)
    return checksum.hexdigest()
