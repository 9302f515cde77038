"""Files of sources: found, unpacked, and decoded into UTF-8."""

import codecs
import errno
import gzip
import lzma
import re
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, BinaryIO, Final, Self, cast

from saite.errors import nearest
from saite.mapping.model import LogicalSource
from saite.sources.relation import MissingFileError, SourceError

_CHUNK: Final = 1 << 20
_BROKEN: Final = (
    OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error,
)  # fmt: skip
# The disk of the copies is at fault, and not the source.
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


_SHEET: Final = re.compile(r"(.+\.(?:xlsx|xlsm|xlsb|xls|ods))#(.+)", re.IGNORECASE | re.DOTALL)
_PACKED: Final = (".gz", ".gzip", ".zip", ".tar", ".tgz", ".xz", ".txz")


def find_file(source: LogicalSource, folder: Path) -> Path:
    """Give the path of a source's file; it need not exist.

    :param folder: folder of the mapping, which relative paths are resolved against unless the
        mapping names another root
    """
    named = _SHEET.fullmatch(source.path)
    path = named[1] if named else source.path
    return (Path(source.root) if source.root else folder) / path


def sheet_of(source: LogicalSource) -> str:
    """Give the sheet of a workbook that a path names, as in ``book.xlsx#People``; empty if none."""
    named = _SHEET.fullmatch(source.path)
    return named[2] if named else ""


def nearest_path(source: LogicalSource, file: Path) -> str:
    """Give the path of a source with the name of the file beside its own that is most like it.

    Empty if there is none, or no folder; those with the same ending come first.
    """
    try:
        beside = [each.name for each in file.parent.iterdir() if each.is_file()]
    except (OSError, ValueError):
        return ""
    alike = [each for each in beside if Path(each).suffix.lower() == file.suffix.lower()]
    near = nearest(file.name, alike) or nearest(file.name, beside)
    head, found, tail = source.path.rpartition(file.name)
    return f"{head}{near}{tail}" if found and near else ""


def ending(source: LogicalSource) -> str:
    """Give the ending of a source's file in small letters, without that of its compression.

    >>> ending(LogicalSource("Book.XLSX#People")), ending(LogicalSource("p.csv.gz"))
    ('.xlsx', '.gz')
    >>> ending(LogicalSource("p.jsonl.gz", compression="gzip"))
    '.jsonl'
    """
    path = find_file(source, Path())
    while source.compression and path.suffix.lower() in _PACKED:
        path = path.with_suffix("")
    return path.suffix.lower()


class UnpackedFiles:
    """The texts of files as UTF-8 files: themselves, or copies that live as long as this does."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="saite-")
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def data(self, source: LogicalSource, path: Path) -> Path:
        """Give a file with the bytes of a source, unpacked, whatever their encoding.

        :raises SourceError: if the file is missing, or cannot be unpacked
        """
        return self.text(replace(source, encoding="utf-8"), path)

    def text(self, source: LogicalSource, path: Path) -> Path:
        """Give a file with the text of a source, in UTF-8.

        :raises SourceError: if the file is missing, cannot be unpacked, or is not in its encoding
        """
        if not path.is_file():
            raise MissingFileError("is a folder" if path.is_dir() else "does not exist")
        if not source.compression and source.encoding in ("utf-8", "ascii", "utf-8-sig"):
            return path
        self._count += 1
        copy = Path(self._folder.name) / f"{self._count}.txt"
        try:
            with unpacked(path, source.compression) as packed, copy.open("wb") as target:
                _transcode(packed, target, source.encoding)
        except UnicodeError as error:
            raise SourceError(f"is not in the encoding {source.encoding}: {error}") from None
        except _BROKEN as error:
            if isinstance(error, OSError) and error.errno in _FULL:
                message = f"cannot be unpacked or decoded into {copy.parent}: {error.strerror}"
                raise SourceError(message) from None
            kind = source.compression or "file"
            raise SourceError(f"cannot be read as {kind}: {error}") from None
        return copy


@contextmanager
def unpacked(path: Path, compression: str) -> Iterator[IO[bytes]]:
    """Open the only file in a compressed file or archive, or the file itself.

    :raises SourceError: if an archive does not hold exactly one file
    """
    if compression == "gzip":
        with gzip.open(path) as file:
            yield cast("BinaryIO", file)
    elif compression == "zip":
        with zipfile.ZipFile(path) as archive:
            names = [each.filename for each in archive.infolist() if not each.is_dir()]
            with _member(archive, _only(names)) as file:
                yield file
    elif compression in ("targz", "tarxz"):
        with tarfile.open(path, "r:gz" if compression == "targz" else "r:xz") as archive:
            members = {each.name: each for each in archive.getmembers() if each.isfile()}
            member = archive.extractfile(members[_only(list(members))])
            assert member is not None
            with member:
                yield member
    else:
        with path.open("rb") as file:
            yield file


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    # It says so of a password, and with NotImplementedError of a compression it does not know.
    except RuntimeError as error:
        raise SourceError(f"cannot be read as zip: {error}") from None


def _only(names: list[str]) -> str:
    if len(names) != 1:
        raise SourceError(f"holds {len(names)} files, expected one")
    return names[0]


def _transcode(packed: IO[bytes], target: IO[bytes], encoding: str) -> None:
    if encoding in ("utf-8", "ascii", "utf-8-sig"):
        shutil.copyfileobj(packed, target, _CHUNK)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := packed.read(_CHUNK):
        target.write(decoder.decode(chunk).encode("utf-8"))
    target.write(decoder.decode(b"", final=True).encode("utf-8"))
