"""The lines of a sorted graph, one subject at a time, without a store.

A build's ``graph.nq`` is sorted, so that the statements of a subject stand together. Reading it
through costs a tenth of asking the store for the same, and no memory.

Source: RDF 1.1 N-Quads (https://www.w3.org/TR/n-quads/).
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from saite.errors import BuildError

# Property -> its values as they stand in the file, each once.
Values = dict[str, list[bytes]]

LITERAL: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<[^>]*>)?')
ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
SHORT: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
BUFFER: Final = 1 << 20


def read_subjects(graph: Path, properties: Collection[str]) -> Iterator[tuple[bytes, Values]]:
    """Yield each subject with its values of some properties; those with none are passed over.

    :param graph: N-Quads in which the lines of a subject follow each other
    :param properties: IRIs
    :raises BuildError: if the file cannot be read, or a line of it is no statement
    """
    names = {f"<{each}>".encode(): each for each in properties}
    subject, values = b"", Values()
    try:
        with graph.open("rb", buffering=BUFFER) as stream:
            for line in stream:
                found, name, rest = line.split(b" ", 2)
                wanted = names.get(name)
                if wanted is None:
                    continue
                if found != subject:
                    if values:
                        yield subject, values
                    subject, values = found, Values()
                term = rest[: _end(rest)]
                listed = values.setdefault(wanted, [])
                if term not in listed:
                    listed.append(term)
    except (OSError, ValueError) as error:
        raise BuildError(f"the graph {graph} cannot be read: {error}") from error
    if values:
        yield subject, values


def _end(rest: bytes) -> int:
    """Tell where the object ends: at the space before the graph, or before the final dot."""
    if rest.startswith(b'"'):
        found = LITERAL.match(rest)
        return found.end() if found else 0
    return rest.index(b" ")


def iri_of(term: bytes) -> str:
    """Read an IRI; what is none (a blank node, a literal) gives an empty text.

    >>> iri_of(b"<urn:a>"), iri_of(b'"a"')
    ('urn:a', '')
    """
    if not term.startswith(b"<"):
        return ""
    return unescape(term[1:-1].decode("utf-8"))


def text_of(term: bytes) -> tuple[str, str]:
    r"""Read a literal: its text and its language; what is none gives empty texts.

    >>> text_of(b'"a \\"b\\""@en')
    ('a "b"', 'en')
    """
    found = LITERAL.match(term)
    if found is None:
        return "", ""
    return unescape(found[1].decode("utf-8")), (found[2] or b"").decode("ascii")


def unescape(text: str) -> str:
    r"""Replace what N-Quads escapes.

    >>> unescape("\\u0160iauliai\\n")
    'Šiauliai\n'
    """
    return ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else SHORT.get(found[3], found[3])
