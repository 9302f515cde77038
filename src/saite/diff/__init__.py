"""What two builds differ in, in words: organisations, ties, statements, quotes.

``quads`` reads the sorted graphs of both builds side by side and gives the nodes that differ;
``comparison`` decides what each of them is, a record (``records``), a part of one, a tie
(``ties``); ``naming`` looks up what they are called; ``difference`` holds what was found,
``telling`` puts it into sentences. Memory grows with the difference, not with the graphs.
"""

from saite.diff.comparison import diff_builds
from saite.diff.difference import Diff
from saite.diff.model import Change, Fact, Place, QuoteCount, Thing

__all__ = ["Change", "Diff", "Fact", "Place", "QuoteCount", "Thing", "diff_builds"]
