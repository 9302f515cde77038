r"""How many rows an answer has, counted in its bytes as they pass.

>>> counter = counter_of("text/csv")
>>> counter.add(b'a,b\r\n"1\r\n') + counter.add(b'2",3\r\n')
1
"""

from typing import Protocol


class Counter(Protocol):
    """Counts rows in the pieces of an answer."""

    def add(self, piece: bytes) -> int:
        """Take the next piece; give how many rows it ends."""
        ...


class _Marks:
    """Counts texts of which one stands in every row, and none anywhere else.

    :param marks: all of one length
    :param ahead: how many stand before the first row
    """

    def __init__(self, *marks: bytes, ahead: int = 0) -> None:
        self._marks, self._rest, self._ahead = marks, b"", ahead

    def add(self, piece: bytes) -> int:
        """Count the marks, one that is cut by the end of a piece in the next one."""
        piece = self._rest + piece
        length = len(self._marks[0]) - 1
        self._rest = piece[-length:] if length else b""
        found = sum(piece.count(mark) for mark in self._marks)
        skipped = min(self._ahead, found)
        self._ahead -= skipped
        return found - skipped


class _Quoted:
    """Counts marks outside of texts in double quotes."""

    def __init__(self, marks: _Marks, *, has_escapes: bool) -> None:
        self._marks = marks
        self._has_escapes = has_escapes
        self._is_inside = False
        self._rest = b""

    def add(self, piece: bytes) -> int:
        """Count what stands outside; an escape that is cut by the end waits for the next piece."""
        if self._has_escapes:
            piece = self._rest + piece
            cut = len(piece) - len(piece.rstrip(b"\\"))
            self._rest = b"\\" if cut % 2 else b""
            piece = piece[:-1] if cut % 2 else piece
            piece = piece.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = piece.split(b'"')
        outside = b"".join(parts[1 if self._is_inside else 0 :: 2])
        if len(parts) % 2 == 0:
            self._is_inside = not self._is_inside
        return self._marks.add(outside)


def counter_of(media_type: str) -> Counter:
    """Make the counter for a format of rows."""
    match media_type:
        case "text/csv":
            return _Quoted(_Marks(b"\r\n", ahead=1), has_escapes=False)
        case "text/tab-separated-values":
            return _Marks(b"\n", ahead=1)
        case "application/sparql-results+xml":
            return _Marks(b"<result>", b"<result/")
        case _:
            # The only list of objects is that of rows.
            return _Quoted(_Marks(b"[{", b",{"), has_escapes=True)
