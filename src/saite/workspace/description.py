"""The file ``saite.toml`` while it is read: what it says, where, and what is wrong with it."""

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

from saite.errors import Problem, WorkspaceError, nearest
from saite.resources import resource

FILE_NAME: Final = "saite.toml"
Value = TypeVar("Value")
PathKind = Literal["file", "folder", "source", "quads"]
QUADS: Final = (".nq", ".nt")

# Section -> key -> what its value must be.
KEYS: Final[dict[str, dict[str, type]]] = {
    "workspace": {
        "title": str,
        "base": str,
        "language": str,
        "output": str,
        "texts": str,
        "mapping": str,
        "shapes": list,
        "concepts": list,
        "queries": list,
        "functions": list,
    },
    "sources": {"name": str, "path": str, "quads": str, "language": str},
    "ties": {"max_event_size": int},
    "validation": {"on_violation": str},
    "limits": {"validate_triples": int, "memory_triples": int},
    "services": {},  # name of a server -> its address
    "serve": {
        "store": str,
        "workers": int,
        "queue": int,
        "seconds": int,
        "memory": int,
        "rows": int,
        "megabytes": int,
        "query_length": int,
        "cache": int,
        "rate": int,
        "burst": int,
        "loopback_rate": int,
        "hosts": list,
        "origins": list,
        "proxies": list,
    },
}
_KIND_NAMES: Final = {str: "a text in quotes", int: "a whole number", list: "a list of texts"}


def read_text(file: Path) -> str:
    """Read the file as UTF-8.

    :raises WorkspaceError: if it is not there, or not UTF-8
    """
    try:
        return file.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8: byte {error.object[error.start]:#04x} at offset {error.start}"
        line = error.object.count(b"\n", 0, error.start) + 1
        raise WorkspaceError([Problem(str(file), line=line, message=message)]) from None
    except (FileNotFoundError, NotADirectoryError):
        message = "does not exist; make a workspace with 'saite new FOLDER'"
        raise WorkspaceError([Problem(str(file), message=message)]) from None
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise WorkspaceError([Problem(str(file), message=message)]) from None


@dataclass(frozen=True)
class Description:
    """The file while it is read: its text, what it says, and the problems found so far."""

    file: Path
    text: str
    data: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def tell(self, message: str, *, at: tuple[str, ...], value: str = "", near: str = "") -> None:
        """Tell a problem.

        :param at: section and key; of a source also its place among the sources, before the key
        """
        line = _line_of(self.text, *at)
        column = ".".join(part for part in at if part and not part.isdecimal())
        self.problems.append(
            Problem(
                str(self.file), line=line, column=column, value=value, message=message, nearest=near
            )
        )

    def read(self, section: str, key: str, default: Value) -> Value:
        """Give a value of the right kind, else the default; a wrong one is told elsewhere."""
        table = self.data.get(section)
        value = table.get(key) if isinstance(table, dict) else None
        return cast("Value", value) if _is_kind(value, KEYS[section][key]) else default

    def path(self, text: str, *, at: tuple[str, ...], kind: PathKind = "file") -> Path:
        """Make a path absolute, and tell if nothing, or the wrong thing, is there."""
        path = self.file.resolve().parent / text
        try:
            near = (
                "" if path.exists() else nearest(path.name, [p.name for p in path.parent.iterdir()])
            )
            is_there, is_folder = path.exists(), path.is_dir()
        except (OSError, ValueError):  # no folder to look in, or a path that cannot be one
            near, is_there, is_folder = "", False, False
        if not is_there:
            self.tell("does not exist", at=at, value=text, near=near)
        elif kind == "source" and not (is_folder or path.suffix.lower() in (".xlsx", ".xlsm")):
            self.tell("is neither a folder nor an .xlsx workbook", at=at, value=text)
        elif kind == "quads" and (is_folder or path.suffix.lower() not in QUADS):
            self.tell("is neither an .nq nor an .nt file", at=at, value=text)
        elif kind not in ("source", "quads") and is_folder != (kind == "folder"):
            self.tell(f"is not a {kind}", at=at, value=text)
        return path

    def paths(self, key: str, *, kind: PathKind = "file") -> list[Path]:
        """Give the paths of a list; "saite" among the shapes means those of Saite."""
        texts: list[str] = self.read("workspace", key, [])
        return [
            resource("ontology/shapes.ttl")
            if (key, text) == ("shapes", "saite")
            else self.path(text, at=("workspace", key), kind=kind)
            for text in texts
        ]


# A key with a value that is neither quoted nor a list, up to a comment.
_BARE: Final = re.compile(r"(\s*([A-Za-z_]+)\s*=\s*)([^\s\"'\[{#][^\"'#]*?)(\s+#.*|\s*)")


def parse_text(file: Path, text: str) -> Description:
    """Read the file as TOML; a text that lacks its quotes is told and read with them.

    :raises WorkspaceError: if it is not valid TOML for another reason
    """
    problems: list[Problem] = []
    lines = text.split("\n")
    for _ in range(len(lines) + 1):
        try:
            return Description(file, text, tomllib.loads("\n".join(lines)), problems)
        except tomllib.TOMLDecodeError as error:
            message, _, place = str(error).partition(" (at ")
            found = re.search(r"line (\d+)", place)
            number = int(found[1]) if found else len(lines)
            quoted = _quote(lines[number - 1])
            if quoted:
                lines[number - 1] = quoted
                message = f"put the value in quotes: {quoted.strip()}"
            problem = Problem(str(file), line=number, message=f"is not valid TOML: {message}")
            problems.append(problem)
            if not quoted:
                break
    raise WorkspaceError(sorted(problems))


def _quote(line: str) -> str:
    """Put the bare text of a line in quotes; empty if quotes are not what it lacks."""
    found = _BARE.fullmatch(line)
    if not found or not any(keys.get(found[2]) is str for keys in KEYS.values()):
        return ""
    # Quotes of a word processor are none in TOML.
    value = found[3].strip("„“”‚‘’«»")
    return f"{found[1]}{json.dumps(value, ensure_ascii=False)}"


def _is_kind(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, kind) and not isinstance(value, bool)


def check_keys(toml: Description) -> None:
    """Tell of every section and key that is unknown, and of every value of the wrong kind."""
    for section, content in toml.data.items():
        if section not in KEYS:
            _tell_unknown(toml, KEYS, at=(section,), kind="section")
            continue
        tables = content if section == "sources" else [content]
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            brackets = "[[sources]]" if section == "sources" else f"[{section}]"
            toml.tell(f"is not a section; write it as {brackets}", at=(section,), value=section)
            continue
        for place, table in enumerate(tables):
            for key, value in table.items():
                at = (section, str(place), key) if section == "sources" else (section, key)
                kind = str if section == "services" else KEYS[section].get(key)
                if kind is None:
                    _tell_unknown(toml, KEYS[section], at=at, kind="key")
                elif not _is_kind(value, kind):
                    toml.tell(f"must be {_KIND_NAMES[kind]}", at=at, value=str(value))


def _tell_unknown(
    toml: Description, known: Collection[str], *, at: tuple[str, ...], kind: str
) -> None:
    message = f"is no {kind} of {FILE_NAME}, expected one of: {', '.join(known)}"
    toml.tell(message, at=at, value=at[-1], near=nearest(at[-1], known))


def _line_of(text: str, section: str, *rest: str) -> int:
    """Find the line where a key stands, else its section; 0 if it cannot be told."""
    *places, key = rest or ("",)
    ahead = int(places[0]) if places else 0
    heading = re.compile(rf"\s*\[+\s*{re.escape(section)}\s*\]+")
    entry = re.compile(rf"\s*([\"']?){re.escape(key or section)}\1\s*=")
    line_of_section, is_inside = 0, not key
    for number, line in enumerate(text.splitlines(), 1):
        if heading.match(line):
            is_inside = ahead == 0
            ahead -= 1
            line_of_section = number if is_inside else line_of_section
        elif line.lstrip().startswith("["):
            is_inside = False
        elif is_inside and entry.match(line):
            return number
    return line_of_section
