"""When a request is sent again, and after how long.

Source: RFC 9110, section 10.2.3 (Retry-After).
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

# Too many requests; a gateway or a server that is not there for the moment.
BUSY: Final = frozenset({429, 502, 503, 504})


@dataclass
class Retries:
    """How often a query is asked again, and how long is waited in all.

    What waiting takes counts towards the deadline too.

    :param times: how often at most
    :param first: seconds of the first wait; each later one is twice as long
    :param budget: seconds of all waits together
    :param seed: of the part of each wait that is left to chance; None for a new one each time
    """

    times: int = 3
    first: float = 0.4
    budget: float = 30.0
    seed: int | None = None
    _random: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - no secret

    def wait(self, number: int, *, waited: float = 0.0, asked: float | None = None) -> float | None:
        """Give the seconds to wait before asking again; None if that is over.

        :param number: how often it was asked again already
        :param waited: seconds of all waits so far
        :param asked: the server's own wish, which is never undercut

        >>> Retries(seed=1).wait(0, asked=60)
        """
        if number >= self.times:
            return None
        delay = self.first * 2**number * self._random.uniform(0.5, 1.0)
        seconds = delay if asked is None else asked + delay * 0.1
        return seconds if waited + seconds <= self.budget else None


def retry_after(value: str, *, now: datetime | None = None) -> float | None:
    """Read a ``Retry-After``: seconds, or a date; None if it is neither.

    >>> retry_after("120"), retry_after("soon"), retry_after("Wed, 21 Oct 2015 07:28:00 GMT")
    (120.0, None, 0.0)
    """
    text = value.strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
