"""From the quads of a target to its file: serialized, encoded, compressed."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

from saite.errors import SaiteError
from saite.mapping.model import LogicalTarget, Serialization
from saite.targets.files import NewFiles
from saite.targets.packing import encode, pack

_PLAIN = (Serialization.N_QUADS, Serialization.N_TRIPLES)


class Serializer(Protocol):
    """Writes the quads of a file in the format of a target."""

    def __call__(
        self, nquads: Path, made: Path, target: LogicalTarget, prefixes: Mapping[str, str]
    ) -> None:
        """Write them."""
        ...


class Sender:
    """Writes the files of targets, and keeps how many statements are in each.

    :param prefixes: what formats with prefixes may shorten IRIs with
    """

    def __init__(self, files: NewFiles, prefixes: Mapping[str, str]) -> None:
        self._files = files
        self._prefixes = prefixes
        self.counts: dict[LogicalTarget, int] = {}

    def send(self, target: LogicalTarget, write: Callable[[Path], int]) -> None:
        """Write what goes to a target.

        What needs no change is written once, as it comes.

        :param write: writes the quads as N-Quads, gives their number
        :raises SaiteError: if the format cannot say what is in them, or the disk refuses
        """
        place = Path(target.file)
        made = self._files.new(place)
        steps = self._steps(target)
        try:
            path = made if not steps else self._passing(place, len(steps))
            self.counts[target] = write(path)
            for left, step in zip(range(len(steps) - 1, -1, -1), steps, strict=True):
                result = made if not left else self._passing(place, left)
                step(path, result)
                path.unlink()
                path = result
        except OSError as error:
            reason = error.strerror or error
            raise SaiteError(f"{target.file} cannot be written: {reason}") from None
        except SaiteError as error:
            raise self._files.told_of(error, place) from None

    def _passing(self, place: Path, left: int) -> Path:
        return self._files.beside(place) / f"passing-{left}"

    def _steps(self, target: LogicalTarget) -> list[Callable[[Path, Path], None]]:
        steps: list[Callable[[Path, Path], None]] = []
        if target.serialization not in _PLAIN:
            # Loaded when it is needed: start-up counts.
            serialize: Serializer = import_module("saite.targets.serializing").serialize
            steps.append(lambda nquads, made: serialize(nquads, made, target, self._prefixes))
        if target.encoding != "utf-8":
            steps.append(lambda text, made: encode(text, made, target.encoding))
        if target.compression:
            name = Path(target.file).name
            steps.append(lambda file, made: pack(file, made, target.compression, name=name))
        return steps
