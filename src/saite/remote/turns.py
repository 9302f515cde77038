"""How many requests run at a time to one server, in all threads of this process.

A request runs until its answer has arrived whole, or the server is left: also one that nobody
waits for any more takes its turn, as the server still works for it.
"""

import threading
from collections import Counter
from typing import Final

from saite.remote.body import Deadline

AT_ONCE: Final = 4


class Turns:
    """Who may ask which server now."""

    def __init__(self) -> None:
        self._running: Counter[str] = Counter()
        self._changed = threading.Condition()

    def take(self, host: str, most: int, deadline: Deadline) -> bool:
        """Wait until fewer than ``most`` requests run there; tell whether it came to that in time.

        :param host: name and port of the server
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._running[host] < most, deadline.left()):
                return False
            self._running[host] += 1
            return True

    def give_back(self, host: str) -> None:
        """End a turn."""
        with self._changed:
            self._running[host] -= 1
            if not self._running[host]:
                del self._running[host]
            self._changed.notify_all()


# All lines of a process together are what a server sees of us.
TURNS: Final = Turns()
