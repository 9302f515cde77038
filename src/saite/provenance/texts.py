"""Texts of documents: found in the user's folder by name or by checksum, read as they are.

Nothing is normalised: byte order mark, line ends and no-break spaces count as the code points
that they are, because the offsets of the evidence count them.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from saite.errors import Problem
from saite.provenance.rows import Row, problem, text

NO_FOLDER = "no folder of texts is set: name one as 'texts' in saite.toml"


@dataclass(frozen=True, order=True)
class TextFinding:
    """A document whose text is absent, or is not the one that the records were made from.

    :param document: id of the document
    :param path: file that was looked for or met; empty if none is named
    :param reason: what is the matter, in a sentence
    """

    document: str
    path: str
    reason: str


@dataclass(frozen=True)
class DocumentText:
    """The text of a document, verified as far as the records allow.

    :param content: the text, code point by code point
    :param language: BCP 47 tag of the document; may be empty
    :param is_verified: the file has the checksum that the records give
    """

    document: str
    path: Path
    content: str = field(repr=False)
    language: str = ""
    is_verified: bool = False


@dataclass(frozen=True)
class Texts:
    """The texts at hand, by id of the document, and what is to be said of the others."""

    found: Mapping[str, DocumentText]
    findings: tuple[TextFinding, ...]
    problems: tuple[Problem, ...]


def find_texts(documents: Iterable[Row], cited: Collection[str], folder: Path | None) -> Texts:
    """Find and read the texts of documents.

    A text is the file that the record names, if its checksum is the record's; else any file of
    the folder, or of a folder inside it, that has that checksum. Without a checksum in the record
    the name decides.

    :param documents: rows of the table ``documents``
    :param cited: ids of the documents at which evidence points with offsets; of the others only
        those that name a file or a checksum are looked for
    :param folder: folder of the user's copies; None if none is set
    """
    found: dict[str, DocumentText] = {}
    findings: list[TextFinding] = []
    problems: list[Problem] = []
    shelf = Shelf(folder)
    for row in documents:
        name = text(row, "file")
        if not (name or text(row, "sha256") or text(row, "id") in cited):
            continue
        if not is_inside(name):
            problems.append(problem(row, "documents", "file", "leaves the folder of texts"))
            continue
        outcome = shelf.read(row)
        if isinstance(outcome, TextFinding):
            findings.append(outcome)
        else:
            found[outcome.document] = outcome
    return Texts(found, tuple(sorted(findings)), tuple(problems))


def is_inside(name: str) -> bool:
    r"""Tell whether a file name, read as Windows would and as others would, stays in its folder.

    >>> [is_inside(name) for name in ("a.txt", "2021/a.txt", "../a.txt", "/a", "C:\\a", "a\\..\\b")]
    [True, True, False, False, False, False]
    """
    path = PureWindowsPath(name)  # its separators and roots include those of all other systems
    return not path.anchor and ".." not in path.parts


class Shelf:
    """A folder of texts; its files are read for their checksums once, when first needed."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._by_checksum: dict[str, Path] | None = None

    def read(self, row: Row) -> DocumentText | TextFinding:
        """Read the text of one document, or tell why it cannot be had."""
        document, name, wanted = (text(row, column) for column in ("id", "file", "sha256"))
        if self.folder is None:
            return TextFinding(document, name, NO_FOLDER)
        path = self.folder / name if name else None
        if path and path.is_file():
            content = path.read_bytes()
            if not wanted or hashlib.sha256(content).hexdigest() == wanted.lower():
                return decode(row, path, content)
        other = self.with_checksum(wanted.lower()) if wanted else None
        if other:
            return decode(row, other, other.read_bytes())
        return TextFinding(document, str(path or self.folder), self.reason(path, wanted))

    def reason(self, path: Path | None, wanted: str) -> str:
        """Say why no file of the folder is the text."""
        if self.folder is not None and not self.folder.is_dir():
            return f"there is no folder {self.folder}"
        if path and path.is_file():
            return f"the file differs from the text of the records, whose SHA-256 is {wanted}"
        if path:
            return "there is no such file, and none with its SHA-256" if wanted else "no such file"
        if wanted:
            return f"no file of the folder has the SHA-256 {wanted}"
        return "the record names neither a file nor a SHA-256"

    def with_checksum(self, wanted: str) -> Path | None:
        """Give the first file, by name, that has a checksum."""
        if self._by_checksum is None:
            files = sorted(path for path in self._files() if path.is_file())
            self._by_checksum = {_checksum(path): path for path in reversed(files)}
        return self._by_checksum.get(wanted)

    def _files(self) -> Iterable[Path]:
        return self.folder.rglob("*") if self.folder is not None else ()


def _checksum(path: Path) -> str:
    """Give the SHA-256 of a file piece by piece: not every file of the folder is a text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def decode(row: Row, path: Path, content: bytes) -> DocumentText | TextFinding:
    """Read bytes as UTF-8, without any change of line ends or of composition."""
    document = text(row, "id")
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return TextFinding(document, str(path), f"is not UTF-8: byte {error.start} cannot be read")
    language, is_verified = text(row, "language"), bool(text(row, "sha256"))
    return DocumentText(document, path, decoded, language=language, is_verified=is_verified)
