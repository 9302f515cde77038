"""Several statements of one database at a time, each in a thread and with a cursor of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from duckdb import DuckDBPyConnection

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def run_at_once(
    connection: DuckDBPyConnection,
    run: Callable[[DuckDBPyConnection, _Given], _Made],
    given: Sequence[_Given],
    *,
    workers: int,
) -> list[_Made]:
    """Run something for each of what is given, and give what they make in its order.

    The first error in that order is raised; what still runs then is broken off.

    :param run: takes a connection to the same database, which it has for itself
    :param workers: how many run at a time; one runs with the connection that is given

    >>> from duckdb import connect
    >>> def double(cursor: DuckDBPyConnection, number: int) -> tuple[int, ...] | None:
    ...     return cursor.execute("SELECT 2 * ?", [number]).fetchone()
    >>> run_at_once(connect(), double, [1, 2, 3], workers=2)
    [(2,), (4,), (6,)]
    """
    if workers == 1 or len(given) < 2:
        return [run(connection, each) for each in given]
    cursors = [connection.cursor() for _ in given]
    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(run, *pair) for pair in zip(cursors, given, strict=True)]
        try:
            return [each.result() for each in running]
        except BaseException:
            # An error, or the user who interrupts: what still runs is of no use.
            for future, cursor in zip(running, cursors, strict=True):
                future.cancel()
                cursor.interrupt()
            raise
