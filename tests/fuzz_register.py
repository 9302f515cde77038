"""The register of what is fuzzed, and what targets share."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

from mapping_support import BASE
from saite.engine import materialize
from saite.errors import SaiteError

Example = Any
"""What JSON can hold."""


@dataclass(frozen=True)
class Target:
    """One thing to fuzz."""

    name: str
    strategy: st.SearchStrategy[Example]
    examine: Callable[[Example], None]


TARGETS: dict[str, Target] = {}


def target(
    name: str, strategy: st.SearchStrategy[Example], *, ours: tuple[type[Exception], ...] = ()
) -> Callable[[Callable[[Example], None]], Callable[[Example], None]]:
    """Register a function as a target."""

    def register(function: Callable[[Example], None]) -> Callable[[Example], None]:
        def examine(example: Example) -> None:
            with contextlib.suppress(SaiteError, *ours):
                function(example)

        TARGETS[name] = Target(name, strategy, examine)
        return function

    return register


def pieces(*words: str, most: int = 12) -> st.SearchStrategy[str]:
    """Draw texts made of words that mean something to the reader, and of anything between them."""
    piece = st.sampled_from(words) | st.text(max_size=4)
    return st.lists(piece, max_size=most).map("".join)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Make a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="saite-fuzz-") as path:
        yield Path(path)


def written(place: Path) -> str:
    """Run the mapping of a folder; give its output, which is checked."""
    output = place / "out.nq"
    try:
        count = materialize(place / "mapping.ttl", output=output, base=BASE)
    except SaiteError:
        assert not output.exists(), "a run that fails leaves nothing"
        raise
    text = output.read_bytes().decode("utf-8")
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(set(lines)) == count
    list(ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True))
    return text
