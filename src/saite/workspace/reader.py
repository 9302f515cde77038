"""From ``saite.toml`` to a workspace."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from saite.dates import LanguageError, read_language
from saite.errors import WorkspaceError, nearest
from saite.resources import resource
from saite.workspace.description import (
    FILE_NAME,
    KEYS,
    Description,
    check_keys,
    parse_text,
    read_text,
)
from saite.workspace.model import OnViolation, QuadSource, Serving, Source, StoreKind, Workspace

SOURCE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
# Last parts of the names of graphs that are not a source's.
GRAPHS: Final = ("concepts", "derived", "edits", "ontology", "pulled", "quotes", "run")
# What RFC 3987 lets stand in an IRI as it is.
IRI_TEXT: Final = re.compile(r"[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]+")


def load_workspace(path: Path | str) -> Workspace:
    """Read the description of a workspace.

    :param path: the folder, or the file itself
    :raises WorkspaceError: with everything that is wrong in it, each with its line
    """
    file = Path(path)
    if not file.is_file():
        file = file / FILE_NAME
    description = parse_text(file, read_text(file))
    workspace = _read_workspace(description)
    if description.problems:
        raise WorkspaceError(sorted(description.problems))
    return workspace


def _read_workspace(toml: Description) -> Workspace:
    check_keys(toml)
    folder = toml.file.resolve().parent
    texts, mapping = toml.read("workspace", "texts", ""), toml.read("workspace", "mapping", "")
    language = _read_language(
        toml, toml.read("workspace", "language", "en"), ("workspace", "language")
    )
    return Workspace(
        file=toml.file.resolve(),
        base=_read_base(toml),
        sources=_read_sources(toml, language),
        quads=_read_quads(toml),
        services=_read_services(toml),
        output=folder / toml.read("workspace", "output", "out"),
        texts=toml.path(texts, at=("workspace", "texts"), kind="folder") if texts else None,
        mapping=toml.path(mapping, at=("workspace", "mapping"))
        if mapping
        else resource("ontology/mapping.rml.ttl"),
        shapes=tuple(toml.paths("shapes"))
        if toml.read("workspace", "shapes", None) is not None
        else (resource("ontology/shapes.ttl"),),
        concepts=(resource("ontology/concepts.ttl"), *toml.paths("concepts")),
        queries=tuple(toml.paths("queries", kind="folder")),
        functions=tuple(toml.paths("functions")),
        title=toml.read("workspace", "title", ""),
        language=language,
        max_event_size=_read_number(toml, "ties", "max_event_size", default=30, least=2),
        on_violation=_read_on_violation(toml),
        validate_triples=_read_number(toml, "limits", "validate_triples", default=200_000, least=0),
        serving=_read_serving(toml),
        memory_triples=_read_number(toml, "limits", "memory_triples", default=200_000, least=0),
    )


def _read_base(toml: Description) -> str:
    base = toml.read("workspace", "base", "")
    at = ("workspace", "base")
    if not isinstance(toml.data.get("workspace"), dict) or "base" not in toml.data["workspace"]:
        toml.tell("is missing: the IRI that the names of all things begin with", at=at)
    elif base and (not IRI_TEXT.fullmatch(base) or not _is_absolute(base)):
        toml.tell("is not an absolute IRI such as https://example.org/id/", at=at, value=base)
    elif base and not base.endswith("/"):
        near = f"{base.rstrip('#')}/"
        # Addresses of rows have a fragment of their own: it cannot follow another one.
        toml.tell("must end in /", at=at, value=base, near=near)
    elif not base and toml.data["workspace"]["base"] == "":
        toml.tell("is empty: the IRI that the names of all things begin with", at=at)
    return base


def _is_absolute(iri: str) -> bool:
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.scheme not in ("http", "https")))


def _read_language(toml: Description, text: str, at: tuple[str, ...]) -> str:
    try:
        return read_language(text)
    except LanguageError as error:
        toml.tell(str(error), at=at, value=text, near=error.near)
        return text


def _read_number(toml: Description, section: str, key: str, *, default: int, least: int) -> int:
    number = toml.read(section, key, default)
    if number < least:
        toml.tell(f"must be {least} or more", at=(section, key), value=str(number))
    return number


def _read_on_violation(toml: Description) -> OnViolation:
    value = toml.read("validation", "on_violation", "report")
    choices: dict[str, OnViolation] = {"report": "report", "fail": "fail"}
    if value not in choices:
        message = "must be 'report' or 'fail'"
        at = ("validation", "on_violation")
        toml.tell(message, at=at, value=value, near=nearest(value, choices))
    return choices.get(value, "report")


def _read_serving(toml: Description) -> Serving:
    default = Serving()
    least = {"workers": 0, "rate": 0, "loopback_rate": 0, "cache": 0}
    numbers: dict[str, int] = {
        key: _read_number(
            toml, "serve", key, default=getattr(default, key), least=least.get(key, 1)
        )
        for key, kind in KEYS["serve"].items()
        if kind is int
    }
    texts: dict[str, tuple[str, ...]] = {
        key: tuple(toml.read("serve", key, []))
        for key, kind in KEYS["serve"].items()
        if kind is list
    }
    value = toml.read("serve", "store", "auto")
    choices: dict[str, StoreKind] = {"auto": "auto", "memory": "memory", "disk": "disk"}
    if value not in choices:
        message, near = "must be 'auto', 'memory' or 'disk'", nearest(value, choices)
        toml.tell(message, at=("serve", "store"), value=value, near=near)
    found: dict[str, Any] = {**numbers, **texts}
    return replace(default, store=choices.get(value, "auto"), **found)


def _read_sources(toml: Description, language: str) -> tuple[Source, ...]:
    tables = toml.data.get("sources", [])
    if not tables:
        toml.tell("is missing: a [[sources]] with the path of the records", at=("sources",))
    if not isinstance(tables, list):
        return ()
    sources = [
        _read_source(toml, table, place, language)
        for place, table in enumerate(tables)
        if isinstance(table, dict) and "quads" not in table
    ]
    _check_names(toml, [str(t.get("name", "")) if isinstance(t, dict) else "" for t in tables])
    return tuple(sources)


def _read_quads(toml: Description) -> tuple[QuadSource, ...]:
    tables = toml.data.get("sources", [])
    if not isinstance(tables, list):
        return ()
    return tuple(
        _read_quad_source(toml, table, ("sources", str(place)))
        for place, table in enumerate(tables)
        if isinstance(table, dict) and "quads" in table
    )


def _read_quad_source(
    toml: Description, table: Mapping[str, Any], at: tuple[str, ...]
) -> QuadSource:
    values = {key: value for key in ("name", "quads") if isinstance(value := table.get(key), str)}
    for key in ("path", "language"):
        if key in table:
            toml.tell("does not go with quads: a source has one of them", at=(*at, key))
    name, path = _read_name(toml, values, at), values.get("quads", "")
    if name in GRAPHS:
        message = "is the name of a graph that builds make; give the source another one"
        toml.tell(message, at=(*at, "name"), value=name)
    if table["quads"] == "":
        toml.tell("is missing", at=(*at, "quads"))
    found = toml.path(path, at=(*at, "quads"), kind="quads") if path else toml.file
    return QuadSource(name, found)


def _read_services(toml: Description) -> dict[str, str]:
    table = toml.data.get("services", {})
    services = {name: url for name, url in table.items() if isinstance(url, str)} if isinstance(table, dict) else {}  # fmt: skip # noqa: E501
    for name, url in services.items():
        is_web = IRI_TEXT.fullmatch(url) and url.startswith(("http://", "https://"))
        if not is_web or not _is_absolute(url):
            toml.tell("is no address, expected https://…", at=("services", name), value=url)
    return services


def _read_source(toml: Description, table: Mapping[str, Any], place: int, language: str) -> Source:
    values = {key: value for key in KEYS["sources"] if isinstance(value := table.get(key), str)}
    at = ("sources", str(place))
    name, path = _read_name(toml, values, at), values.get("path", "")
    if table.get("path", "") == "":
        toml.tell("is missing", at=(*at, "path"))
    if "language" in values:
        language = _read_language(toml, values["language"], (*at, "language"))
    found = toml.path(path, at=(*at, "path"), kind="source") if path else toml.file
    return Source(name, found, language)


def _read_name(toml: Description, values: Mapping[str, str], at: tuple[str, ...]) -> str:
    name = values.get("name", "")
    if not name:
        toml.tell("is missing", at=(*at, "name"))
    elif not SOURCE_NAME.fullmatch(name):
        message = "is not a name of a source: small letters a-z, digits and - only"
        toml.tell(message, at=(*at, "name"), value=name)
    return name


def _check_names(toml: Description, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name and name in seen:
            message = "is the name of an earlier source too; expected each once"
            toml.tell(message, at=("sources", str(place), "name"), value=name)
        seen.add(name)
