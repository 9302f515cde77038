"""Controlled values: SKOS concept schemes, read once, found by notation or by any label.

A record writes a value as its notation or as a label in any language; both name one concept.
The IRI of a concept is that of its scheme, a slash and its notation, so that a mapping can make
it by template.

Source: SKOS Reference (https://www.w3.org/TR/skos-reference/), Turtle read by pyoxigraph.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph

from saite.errors import Problem, ProblemsError, nearest
from saite.namespaces import CONCEPTS, PREFIXES

SKOS: Final = PREFIXES["skos"]
RDF_TYPE: Final = PREFIXES["rdf"] + "type"
NOTATION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
SEE_NOTATION: Final = "https://www.w3.org/TR/skos-reference/#notations"
SEE_LABELS: Final = "https://www.w3.org/TR/skos-reference/#labels"
SEE_TURTLE: Final = "https://www.w3.org/TR/turtle/"

Objects: TypeAlias = dict[str, list[pyoxigraph.Literal | pyoxigraph.NamedNode]]


@dataclass(frozen=True)
class Concept:
    """One controlled value.

    :param labels: language -> preferred label
    :param alt_labels: language -> other labels that a record may write
    :param definitions: language -> what the value means
    """

    iri: str
    notation: str
    scheme: str
    labels: Mapping[str, str] = field(default_factory=dict)
    alt_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Give the label in a language, else in English, else the notation.

        >>> Concept("i", "lead", "project-role", {"en": "lead"}).label("lt")
        'lead'
        """
        return self.labels.get(language) or self.labels.get("en") or self.notation

    def names(self) -> Iterator[str]:
        """Give everything that a record may write for this value, the notation first."""
        yield self.notation
        yield from self.labels.values()
        for labels in self.alt_labels.values():
            yield from labels


@dataclass(frozen=True)
class Concepts:
    """All schemes of a workspace.

    :param schemes: scheme -> notation -> concept, both in the order of the files
    :param titles: scheme -> language -> title of the scheme
    """

    schemes: Mapping[str, Mapping[str, Concept]]
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _names: Mapping[str, Mapping[str, Concept]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = {
            scheme: {
                fold(name): concept for concept in members.values() for name in concept.names()
            }
            for scheme, members in self.schemes.items()
        }
        object.__setattr__(self, "_names", names)

    def find(self, scheme: str, text: str) -> Concept | None:
        """Find the value that a notation or a label in any language names.

        Letter case and the amount of white space do not matter.

        :returns: None for an unknown scheme, an unknown value or an empty text
        """
        return self._names.get(scheme, {}).get(fold(text))

    def nearest(self, scheme: str, text: str) -> str:
        """Find the notation or label of a scheme that is most like a text; empty if none is."""
        members = self.schemes.get(scheme, {})
        return nearest(text, [name for concept in members.values() for name in concept.names()])


def fold(text: str) -> str:
    r"""Make texts equal that differ in letter case, white space and composition of accents only.

    >>> fold("  Third-age   University\xa0")
    'third-age university'
    """
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def load_concepts(paths: Iterable[Path]) -> Concepts:
    """Read concept schemes from Turtle files.

    A later file may add values to a scheme of an earlier one, or bring schemes of its own. A
    scheme is known by the last segment of its IRI, which must be below
    ``https://w3id.org/saite/concepts/``.

    :param paths: files, read in this order
    :returns: all schemes together; empty for no file
    :raises ProblemsError: with every fault of every file: unreadable, not Turtle, a value without
        notation, scheme or label, an IRI that does not end in the notation, two values of one
        scheme that share a notation or a label

    >>> from saite.resources import resource
    >>> concepts = load_concepts([resource("ontology/concepts.ttl")])
    >>> concepts.find("agreement-kind", "Sadarbības  līgums").notation
    'cooperation-agreement'
    """
    problems: list[Problem] = []
    read: list[tuple[_File, Concept]] = []
    titles: dict[str, dict[str, str]] = {}
    for path in paths:
        source = _read_file(path, problems)
        for scheme, objects in source.of_type("ConceptScheme"):
            name = _scheme_name(scheme)
            titles[name] = {**titles.get(name, {}), **_by_language(objects, "prefLabel")}
        for iri, objects in source.of_type("Concept"):
            read += [(source, concept) for concept in _concepts(iri, objects, source, problems)]
    schemes = _join(read, problems)
    if problems:
        raise ProblemsError(problems)
    return Concepts(schemes, titles)


@dataclass(frozen=True)
class _File:
    name: str
    text: str
    subjects: Mapping[str, Objects]

    def of_type(self, name: str) -> Iterator[tuple[str, Objects]]:
        for subject, objects in self.subjects.items():
            if any(kind.value == SKOS + name for kind in objects.get(RDF_TYPE, [])):
                yield subject, objects

    def problem(self, message: str, *, iri: str, value: str, hint: str = "") -> Problem:
        """Locate a problem where the value stands after the subject, else at the subject.

        The parser tells lines of syntax errors only, so this is a search in the text.
        """
        segment = re.escape(re.split(r"[/#]", iri)[-1])
        subject = re.search(rf"[/:<]{segment}>?\s+a\s", self.text)
        start = subject.start() if subject else 0
        found = self.text.find(value, start)
        place = found if found >= 0 else start
        line = self.text.count("\n", 0, place) + 1
        return Problem(self.name, line=line, value=value, message=message, nearest=hint)


def _read_file(path: Path, problems: list[Problem]) -> _File:
    subjects: dict[str, Objects] = defaultdict(lambda: defaultdict(list))
    name = str(path)
    try:
        data = path.read_bytes()
        for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE):
            if isinstance(quad.object, pyoxigraph.NamedNode | pyoxigraph.Literal):
                subject = getattr(quad.subject, "value", "")
                subjects[subject][quad.predicate.value].append(quad.object)
    except OSError as error:
        problems.append(Problem(name, message=f"cannot be read: {error.strerror or error}"))
        return _File(name, "", {})
    except SyntaxError as error:
        message = f"is not valid Turtle: {error.msg} (see {SEE_TURTLE})"
        problems.append(Problem(name, line=error.lineno or 0, message=message))
        return _File(name, "", {})
    return _File(name, data.decode("utf-8", errors="replace"), subjects)


def _concepts(
    iri: str, objects: Objects, source: _File, problems: list[Problem]
) -> Iterator[Concept]:
    schemes = [term.value for term in objects.get(SKOS + "inScheme", [])]
    notations = [term.value for term in objects.get(SKOS + "notation", [])]
    faults = list(_faults(iri, schemes, notations))
    labels = _by_language(objects, "prefLabel")
    if not labels or len(labels) != len(objects[SKOS + "prefLabel"]):
        faults.append(f"needs one skos:prefLabel in each language it has (see {SEE_LABELS})")
    problems.extend(source.problem(fault, iri=iri, value=iri) for fault in faults)
    if not faults:
        alternatives: dict[str, tuple[str, ...]] = {}
        for term in objects.get(SKOS + "altLabel", []):
            language = _language(term)
            alternatives[language] = (*alternatives.get(language, ()), term.value)
        yield Concept(
            iri,
            notations[0],
            _scheme_name(schemes[0]),
            labels,
            alternatives,
            _by_language(objects, "definition"),
        )


def _faults(iri: str, schemes: list[str], notations: list[str]) -> Iterator[str]:
    if len(schemes) != 1 or len(notations) != 1:
        yield (
            f"has {len(schemes)} skos:inScheme and {len(notations)} skos:notation, "
            f"expected one of each (see {SEE_NOTATION})"
        )
        return
    scheme, notation = schemes[0], notations[0]
    if not re.fullmatch(re.escape(CONCEPTS) + r"[a-z0-9][a-z0-9-]*", scheme):
        yield f"is in the scheme {scheme!r}, expected one of {CONCEPTS}name, name in a-z, 0-9, -"
    if not NOTATION.fullmatch(notation):
        yield f"has the notation {notation!r}, expected letters, digits, dots, _ and - only"
    elif iri != f"{scheme}/{notation}":
        yield f"is not its scheme, a slash and its notation, expected '{scheme}/{notation}'"


def _join(
    read: Iterable[tuple[_File, Concept]], problems: list[Problem]
) -> dict[str, dict[str, Concept]]:
    """Put the concepts of all files together; a name that two of them bear is a problem."""
    schemes: dict[str, dict[str, Concept]] = {}
    bearers: dict[tuple[str, str], tuple[_File, Concept]] = {}
    for source, concept in read:
        members = schemes.setdefault(concept.scheme, {})
        if concept.notation in members:
            other = bearers[concept.scheme, fold(concept.notation)][0]
            message = f"is defined again, it already stands in {other.name}"
            problems.append(source.problem(message, iri=concept.iri, value=concept.notation))
            continue
        members[concept.notation] = concept
        for name in concept.names():
            other, bearer = bearers.setdefault((concept.scheme, fold(name)), (source, concept))
            if bearer.iri != concept.iri:
                message = (
                    f"names two values of the scheme {concept.scheme}: {bearer.notation} "
                    f"({other.name}) and {concept.notation}; expected each name once"
                )
                problems.append(source.problem(message, iri=concept.iri, value=name))
    return schemes


def _scheme_name(iri: str) -> str:
    return iri.removeprefix(CONCEPTS)


def _language(term: pyoxigraph.Literal | pyoxigraph.NamedNode) -> str:
    return (getattr(term, "language", None) or "").lower()


def _by_language(objects: Objects, name: str) -> dict[str, str]:
    return {_language(term): term.value for term in objects.get(SKOS + name, [])}
