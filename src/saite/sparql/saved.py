"""Saved queries: files of SPARQL with a head that says what they answer and what they take.

The head is YAML in comment lines, with grlc's keys where they exist and ``parameters`` of ours.

Source: grlc (https://github.com/CLARIAH/grlc).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from saite.errors import Problem, SavedQueryError, nearest
from saite.sparql.binding import declared_parameters, unknown_parameter
from saite.sparql.parameters import THINGS, VALUES, Parameter, parameter_term
from saite.sparql.syntax import query_problems
from saite.sparql.tokens import line_of

GRLC_KEYS: Final = (
    "summary", "description", "tags", "method", "pagination", "endpoint", "endpoint_in_url",
    "defaults", "enumerate", "mime", "transform",
)  # fmt: skip


@dataclass(frozen=True)
class SavedQuery:
    """A query in a file, with the head that describes it.

    :param name: name of the file, without ``.rq``
    :param text: the whole file, head included
    :param summary: one line by language; under ``""`` if the head gives no language
    :param extra: keys of the head that are neither grlc's nor ours, as they stand
    """

    name: str
    text: str
    path: Path
    summary: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter:
        """Find the parameter of that name.

        :raises SavedQueryError: if the query has none of that name; the nearest one is named
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        raise SavedQueryError([unknown_parameter(name, known, file=f"query {self.name}")])


def read_saved_query(path: Path) -> SavedQuery:
    """Read one saved query and check its head, its parameters and its syntax.

    :raises SavedQueryError: with everything that is wrong in it, located by line
    """
    query, problems = _read(path)
    if query is None or problems:
        raise SavedQueryError(problems)
    return query


def read_saved_queries(*folders: Path) -> dict[str, SavedQuery]:
    """Read every ``.rq`` file of some folders; a later folder's query replaces an earlier one's.

    :returns: queries by name, sorted
    :raises SavedQueryError: with everything that is wrong in any of them
    """
    queries: dict[str, SavedQuery] = {}
    problems: list[Problem] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(Problem(str(folder), message="is not a folder of saved queries"))
            continue
        for path in sorted(folder.glob("*.rq")):
            query, found = _read(path)
            problems += found
            if query is not None:
                queries[query.name] = query
    if problems:
        raise SavedQueryError(problems)
    return dict(sorted(queries.items()))


def _read(path: Path) -> tuple[SavedQuery | None, list[Problem]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, [Problem(str(path), message="does not exist; expected a saved query")]
    except OSError as error:
        return None, [Problem(str(path), message=f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Problem(str(path), line=line, message="is not UTF-8 text")]
    return _parse(text, path)


def parse_saved_query(text: str) -> SavedQuery:
    """Read a query with a head from its text, as if it were a file named ``query``.

    :raises SavedQueryError: with everything that is wrong in it, located by line
    """
    query, problems = _parse(text, Path("query"))
    if problems:
        raise SavedQueryError(problems)
    return query


@lru_cache(
    maxsize=256
)  # the same text is the same query; a server shows all of them again and again
def _parse(text: str, path: Path) -> tuple[SavedQuery, list[Problem]]:
    head, problems = _read_head(text, file=str(path))
    parameters, found = _read_parameters(head.pop("parameters", []), text, file=str(path))
    problems += found + query_problems(text, file=str(path))
    query = SavedQuery(
        name=path.stem,
        text=text,
        path=path,
        summary=_by_language(head.pop("summary", {})),
        description=_by_language(head.pop("description", {})),
        tags=tuple(_as_list(head.pop("tags", []))),
        parameters=parameters,
        extra=head,
    )
    return query, problems


def _read_head(text: str, *, file: str) -> tuple[dict[str, Any], list[Problem]]:
    lines: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line.startswith("#+"):
            lines.append(line[2:].removeprefix(" "))
            numbers.append(number)
        elif line.strip() and not line.startswith("#"):
            break
    try:
        # The base loader makes text of every scalar: a default of 2021-06-15, of no or of 1.50
        # stays what was written.
        head = yaml.load("\n".join(lines), Loader=yaml.BaseLoader) or {}  # noqa: S506
    except RecursionError:
        return {}, [Problem(file, line=numbers[0], message="the head nests too deep")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line_number = numbers[min(mark.line, len(numbers) - 1)] if mark else 0
        why = getattr(error, "problem", None) or str(error)
        message = f"the head is not YAML: {why}"
        return {}, [Problem(file, line=line_number, message=message)]
    if not isinstance(head, dict):
        message = "the head is not a list of keys; expected lines such as #+ summary: ..."
        return {}, [Problem(file, line=numbers[0], message=message)]
    known = [*GRLC_KEYS, "parameters"]
    problems = [
        Problem(
            file,
            line=_line_of_word(key, text),
            value=key,
            message="is no key of the head",
            nearest=nearest(key, known),
        )
        for key in head
        if key not in known and nearest(key, known)
    ]
    return head, problems


def _read_parameters(
    entries: object, text: str, *, file: str
) -> tuple[tuple[Parameter, ...], list[Problem]]:
    found: list[Problem] = []
    parameters: dict[str, Parameter] = {}
    for entry in _as_list(entries):
        if not isinstance(entry, dict) or not re.fullmatch(r"\w+", str(entry.get("name", ""))):
            message = "is not a parameter; expected {name: ..., type: ...}"
            found.append(Problem(file, value=str(entry), message=message))
            continue
        parameter = _read_parameter(entry, found)
        if parameter.name in parameters:
            found.append(Problem("", value=parameter.name, message="is a parameter twice"))
        parameters[parameter.name] = parameter
    found += _disagreements(list(parameters), declared_parameters(text))
    located = [
        replace(problem, file=file, line=_line_of_word(problem.value, text, after="#+ parameters"))
        for problem in found
    ]
    return tuple(parameters.values()), located


def _disagreements(head: Sequence[str], pattern: Sequence[str]) -> Iterator[Problem]:
    for name in sorted(set(head) - set(pattern)):
        message = f"is a parameter of the head; expected VALUES ?{name} {{ UNDEF }} in the pattern"
        yield Problem("", value=name, message=message, nearest=nearest(name, pattern))
    for name in sorted(set(pattern) - set(head)):
        message = "is declared in the pattern; expected it among the parameters of the head"
        yield Problem("", value=name, message=message, nearest=nearest(name, head))


def _read_parameter(entry: dict[str, Any], problems: list[Problem]) -> Parameter:
    keys = ("name", "type", "label", "default")
    types = (*VALUES, *THINGS)
    for key in sorted(set(entry) - set(keys)):
        message = "is no key of a parameter"
        problems.append(Problem("", value=key, message=message, nearest=nearest(key, keys)))
    parameter = Parameter(
        name=entry["name"],
        type=str(entry.get("type", "text")),
        label=_by_language(entry.get("label", {})),
        default=entry.get("default"),
    )
    if parameter.type not in types and not re.fullmatch(r"concept:[a-z0-9-]+", parameter.type):
        message = f"is no type of a parameter; expected concept:SCHEME or one of {', '.join(types)}"
        near = nearest(parameter.type, types)
        problems.append(Problem("", value=parameter.type, message=message, nearest=near))
    elif not isinstance(entry.get("default"), str | None):
        message = f"has a default of several values, {parameter.default}; expected a single one"
        problems.append(Problem("", value=parameter.name, message=message))
    elif parameter.default is not None and parameter.type in VALUES:
        try:
            parameter_term(parameter, parameter.default)
        except SavedQueryError as error:
            problems += error.problems
    return parameter


def _line_of_word(word: str, text: str, *, after: str = "") -> int:
    """Find the first line with a word in it, from the line that starts with ``after``; else 0."""
    start = max(text.find(after), 0)
    match = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(text, start)
    return line_of(text, match.start()) if match else 0


def _by_language(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(language): str(text) for language, text in value.items()}
    return {"": str(value)} if value else {}


def _as_list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [part.strip() for part in str(value).split(",")] if value else []
