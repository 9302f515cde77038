"""Several statements of one database at a time, each in a thread and with a cursor of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar
from threading import Event
from typing import Final, TypeVar

from duckdb import DuckDBPyConnection, InterruptException

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_PAUSE: Final = 0.05  # seconds
# Set in each thread; what it holds is set when all of them are to end.
_STOPPED: ContextVar[Event | None] = ContextVar("stopped", default=None)


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
    stopped = Event()
    running: list[Future[_Made]] = []

    def run_alone(cursor: DuckDBPyConnection, each: _Given) -> _Made:
        _STOPPED.set(stopped)
        return run(cursor, each)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for cursor, each in zip(cursors, given, strict=True):
                running.append(pool.submit(run_alone, cursor, each))
            return [each.result() for each in running]
        except BaseException:
            # An error, or the user who interrupts: what still runs is of no use.
            stopped.set()
            _break_off(running, cursors)
            raise


def end_if_stopped() -> None:
    """End a loop in a thread of ``run_at_once`` if what runs there is broken off.

    What runs in no such thread goes on.

    :raises InterruptException: if it is
    """
    stopped = _STOPPED.get()
    if stopped is not None and stopped.is_set():
        raise InterruptException("what this is part of was broken off")


def _break_off(running: Sequence["Future[_Made]"], cursors: Sequence[DuckDBPyConnection]) -> None:
    for each in running:
        each.cancel()
    # What is between two statements at this moment hears nothing: it is told again.
    while wait(running, _PAUSE).not_done:
        for cursor in cursors:
            cursor.interrupt()
