"""Lines of a mapping that messages tell of.

A text search: the parser of Turtle gives no positions. It serves messages only.
"""

import re
from collections.abc import Sequence
from typing import Final

# What begins a line at its first column, behind the end of a statement, is another statement.
_END: Final = re.compile(r"\.[ \t]*(?:#.*)?\n\s*\n*(?=[^\s#\]])")
_PREDICATE: Final = re.compile(r"rml:predicateObjectMap \((.+?)(?:, .*)?\)")


def statement_end(text: str, start: int) -> int:
    """Give the place behind the statement of Turtle that begins at a place."""
    end = _END.search(text, start)
    return end.start() if end else len(text)


def find_reference(text: str, head: int, reference: str, path: Sequence[str]) -> int:
    r"""Find the line of a reference: in its predicate-object map, else in its triples map.

    What is not there but once in the file, as in a term map with a name, is found as well. The
    line of the predicate-object map is next best, and then that of the triples map.

    :param head: line of the triples map, 0 if it is not known
    :param path: properties from the triples map down to the reference

    >>> find_reference('<#a> rml:template "{id}" ;\n rml:reference "nmae" .', 1, "nmae", ())
    2
    """
    # In quotes, alone or in braces; R2RML has quotes inside of them, behind a backslash.
    found = re.compile(rf"""["'{{]{re.escape(reference)}\\?["'}}]""")
    start = _start(text, head)
    end = statement_end(text, start) if head else len(text)
    steps = [match[1] for each in path if (match := _PREDICATE.fullmatch(each))]
    pair = _word(steps[-1]).search(text, start, end) if steps else None
    inner = found.search(text, pair.start(), end) if pair else None
    best = inner or (found.search(text, start, end) if head else None) or _only(found, text) or pair
    return _line(text, best.start()) if best else head


def find_path(text: str, head: int, path: str) -> int:
    r"""Find the line on which a triples map names a source; that of the triples map if it is not.

    :param head: line of the triples map, 0 if it is not known

    >>> find_path('<#a> rml:source [\n rml:path "p.csv" ] .', 1, "p.csv")
    2
    """
    start = _start(text, head)
    found = _word(path).search(text, start, statement_end(text, start)) if head else None
    best = found or _only(_word(path), text)
    return _line(text, best.start()) if best else head


def _word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Give what is found if it is found once."""
    found = pattern.search(text)
    return found if found and not pattern.search(text, found.end()) else None


def _start(text: str, line: int) -> int:
    """Give the place where a line begins."""
    return sum(len(each) + 1 for each in text.split("\n")[: max(line - 1, 0)])


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
