"""Locks of the operating system, which end with the process that holds them, however it ends.

There is no lock of its own for reading in Windows: there an open file cannot be removed, nor can
the folder that it is in, and that is the lock.
"""

import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """A lock on a file, held until it is released or the process ends.

    :param path: a file that exists
    :param alone: whether nobody else may hold it at the same time, not even for reading
    :raises BlockingIOError: if another holds it in a way that excludes this one
    :raises OSError: if the file cannot be opened
    """

    def __init__(self, path: Path, *, alone: bool) -> None:
        self._file = path.open("rb+" if alone else "rb")
        try:
            self._lock(alone=alone)
        except OSError:
            self._file.close()
            raise

    if sys.platform == "win32":

        def _lock(self, *, alone: bool) -> None:
            if not alone:
                return
            try:
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError as error:
                raise BlockingIOError(str(error)) from error

    else:

        def _lock(self, *, alone: bool) -> None:
            mode = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
            fcntl.flock(self._file.fileno(), mode | fcntl.LOCK_NB)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        self._file.close()
