"""The parts of a graph: what the mapping made of each table, kept beside the builds.

``output/parts/{key}-{checksum}.nq`` is a part: N-Quads, sorted, no line twice. The key says what it
was made from, the checksum what must be in it: a part that is broken or cut off is no part. Parts
are written and removed by who holds the lock of the builds; a folder that is removed is made again.
"""

import hashlib
import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Half of a SHA-256 each: 128 bits. Longer names could be too long for Windows.
LENGTH: Final = 32
NAME: Final = re.compile(rf"[0-9a-f]{{{LENGTH}}}-[0-9a-f]{{{LENGTH}}}\.nq")


@dataclass(frozen=True)
class Parts:
    """A folder of parts.

    :param folder: need not exist
    """

    folder: Path

    def find(self, key: str) -> Path | None:
        """Find the part of a key; None if there is none, or none that is whole.

        :param key: SHA-256 in hexadecimal
        """
        for path in sorted(self.folder.glob(f"{key[:LENGTH]}-*.nq")):
            if NAME.fullmatch(path.name) and _is_whole(path):
                return path
        return None

    def add(self, key: str, lines: Path) -> Path:
        """Take a file of sorted lines in as the part of a key, at once and whole.

        The file is moved; it must be on the same disk.
        """
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{key[:LENGTH]}-{_checksum(lines)}.nq"
        lines.replace(path)
        return path

    def keep_only(self, names: Collection[str]) -> None:
        """Remove all parts but those named, and nothing else."""
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                if path.name not in names and NAME.fullmatch(path.name):
                    # What cannot be removed now is removed by a later build.
                    with suppress(OSError):
                        path.unlink()


def _is_whole(path: Path) -> bool:
    try:
        return path.stem.endswith(f"-{_checksum(path)}")
    except OSError:
        return False


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:LENGTH]
