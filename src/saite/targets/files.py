"""Files that come into being together: all of them are there at the end, or none."""

import os
import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import TracebackType
from typing import Final, Self

from saite.errors import SaiteError

_CHUNK: Final = 1 << 20


def _is_stream(place: Path) -> bool:
    """Tell whether something is there that is neither a file nor a folder."""
    return place.exists() and not place.is_file() and not place.is_dir()


class NewFiles:
    """Files written where nobody looks, and put into their places once all of them are whole.

    They are written to the disk on which they shall stand. Folders that are missing are made at
    the end, so that a run that fails leaves nothing behind.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folders: dict[Path, Path] = {}
        self._places: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def new(self, place: Path) -> Path:
        """Give the path under which the file for a place is to be written.

        :param place: where it shall stand; an existing file, or what a link leads to, is replaced;
            what is no file, such as ``/dev/null`` or a pipe, is written to at the end
        :raises SaiteError: if nothing can be written there
        """
        whole = Path(os.path.realpath(place))
        if whole.is_dir():
            raise SaiteError(f"{place} cannot be written: it is a folder")
        # No ending: DuckDB compresses what is called .gz.
        path = self.beside(place) / f"new-{len(self._places)}"
        self._places[path] = place if _is_stream(place) else whole
        return path

    def beside(self, place: Path) -> Path:
        """Give a folder for what is needed on the way, on the disk of a place.

        :raises SaiteError: if nothing can be written there
        """
        above = self._above(place)
        if above not in self._folders:
            try:
                made = TemporaryDirectory(prefix=".saite-", dir=above)
            except OSError as error:
                reason = error.strerror or error
                raise SaiteError(f"{place} cannot be written: {reason}") from None
            self._folders[above] = Path(self._stack.enter_context(made))
        return self._folders[above]

    def _above(self, place: Path) -> Path:
        """Give the folder on the disk of a place that is there."""
        whole = Path(os.path.realpath(place))
        parent = Path(gettempdir()) if _is_stream(place) else whole.parent
        return next(each for each in (parent, *parent.parents) if each.exists())

    def told_of(self, error: SaiteError, place: Path) -> SaiteError:
        """Tell of an error as one of a place, where it names a file that is written on the way.

        :param place: what was being written
        """
        folder = re.escape(str(self._folders.get(self._above(place), place)))
        text = re.sub(rf"{folder}[/\\][a-z]+-[0-9]+", lambda _: str(place), str(error))
        return error if text == str(error) else SaiteError(text)

    def publish(self) -> None:
        """Put all files into their places.

        :raises SaiteError: if a place cannot be written
        """
        place = Path()
        try:
            for place in self._places.values():
                place.parent.mkdir(parents=True, exist_ok=True)
            for path, place in self._places.items():
                if _is_stream(place):
                    with path.open("rb") as file, place.open("wb") as stream:
                        shutil.copyfileobj(file, stream, _CHUNK)
                else:
                    path.replace(place)
        except OSError as error:
            raise SaiteError(f"{place} cannot be written: {error.strerror or error}") from None
