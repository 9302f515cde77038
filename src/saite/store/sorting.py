"""Lines of many files sorted into one, each once, in memory that does not grow with them."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Final

PART: Final = 1_000_000


def write_sorted(inputs: Iterable[Path], output: Path, *, part: int = PART) -> int:
    """Write the lines of some files into one, sorted by code point, no line twice.

    Where there are more lines than one part holds, parts are sorted one by one into files beside
    the output, which are removed at the end, and merged.

    :param part: number of lines that are held in memory
    :returns: how many lines were written
    :raises OSError: if a file cannot be read or written
    """
    lines = _lines(inputs)
    parts: list[Path] = []
    try:
        while held := sorted(islice(lines, part)):
            parts.append(output.with_name(f"{output.name}.part{len(parts)}"))
            with parts[-1].open("wb") as stream:
                stream.writelines(held)
            del held
        with ExitStack() as stack:
            streams = [stack.enter_context(path.open("rb")) for path in parts]
            return _write_once(heapq.merge(*streams), output)
    finally:
        for path in parts:
            path.unlink(missing_ok=True)


def _lines(inputs: Iterable[Path]) -> Iterator[bytes]:
    for path in inputs:
        with path.open("rb") as stream:
            for line in stream:
                # UTF-8 sorts by bytes as by code points; a last line may lack its end.
                yield line if line.endswith(b"\n") else line + b"\n"


def _write_once(lines: Iterable[bytes], output: Path) -> int:
    count = 0
    previous = b""
    with output.open("wb") as stream:
        for line in lines:
            if line != previous:
                stream.write(line)
                count += 1
                previous = line
    return count
