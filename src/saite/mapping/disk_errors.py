"""What is told of a disk that refuses: DuckDB wraps the reason of the system into its own words."""

import os
import re
from typing import Final

_NUMBER: Final = re.compile(r'"errno":"([0-9]{1,4})"')


def disk_reason(error: Exception) -> str:
    r"""Give the reason of an error of the disk, on one line.

    >>> disk_reason(OSError(28, "No space left on device"))
    'No space left on device'
    >>> disk_reason(OSError("IO Error: gone\nstack"))
    'IO Error: gone'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error)
    number = _NUMBER.search(text)
    return os.strerror(int(number[1])) if number else text.strip().partition("\n")[0]
