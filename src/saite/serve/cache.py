"""Answers that are kept in memory, the ones asked for last, up to a size."""

import hashlib
from collections import OrderedDict
from functools import lru_cache
from typing import Final

from saite import __version__
from saite.sparql import tokenize

# No answer takes more than so much of all that is kept.
SHARE: Final = 8
# What an answer costs beside its bytes: its key, and the places that hold both.
OVERHEAD: Final = 256
# What gives another answer each time it is asked.
FICKLE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


class Cache:
    """Answers by their tags; a tag names the graph, the question and the format.

    :param size: bytes of all answers together; 0 keeps none
    """

    def __init__(self, size: int) -> None:
        self._most = size
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    @property
    def size(self) -> int:
        """Give the bytes that all answers take now."""
        return self._size

    @property
    def largest(self) -> int:
        """Give the bytes that one answer may have to be kept."""
        return self._most // SHARE

    def find(self, tag: str) -> bytes | None:
        """Find an answer; None if it is not kept."""
        body = self._kept.get(tag)
        if body is not None:
            self._kept.move_to_end(tag)
        return body

    def keep(self, tag: str, body: bytes) -> None:
        """Keep an answer, and let go of those that nobody has asked for the longest."""
        if len(body) > self.largest or tag in self._kept:
            return
        self._kept[tag] = body
        self._size += len(body) + OVERHEAD
        while self._size > self._most and self._kept:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone) + OVERHEAD

    def clear(self) -> None:
        """Let go of all answers."""
        self._kept.clear()
        self._size = 0


@lru_cache(maxsize=256)
def is_fickle(query: str) -> bool:
    """Tell whether a query may have another answer each time, on the same graph.

    >>> is_fickle("SELECT (now() AS ?x) {}"), is_fickle("SELECT ?now { ?now <urn:now> 'now()' }")
    (True, False)
    """
    return any(each.kind == "word" and each.text.upper() in FICKLE for each in tokenize(query))


def etag_of(*parts: object) -> str:
    """Make the tag of an answer; a weak one, as it is the same for each encoding of the bytes.

    It names the version too: a browser that kept a page of an older one gets that of this one.

    :source: RFC 9110, section 8.8.3
    """
    texts = [__version__, *(str(part) for part in parts)]
    # With their lengths, so that no part can pass for two.
    body = "\0".join([*(str(len(text)) for text in texts), *texts])
    return f'W/"{hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'
