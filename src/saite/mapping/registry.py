"""The functions that a mapping may call: Saite's, the user's own, those of installed packages."""

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Protocol, TypeAlias

from saite.errors import MappingError, Problem, nearest
from saite.mapping.declared import Declaration, declarations, shown
from saite.mapping.functions import FUNCTIONS
from saite.mapping.signature import Function

GROUP: Final = "saite.functions"
"""Group of the entry points by which a package offers functions: each a module or a function."""

Own: TypeAlias = Path | str | Callable[..., Any]
"""A file of Python with declared functions, or one such function."""


class _Offer(Protocol):
    """What is needed of an entry point."""

    @property
    def name(self) -> str:
        """What the package calls it."""

    @property
    def value(self) -> str:
        """Module, or module and function."""

    @property
    def dist(self) -> object:
        """The package."""

    def load(self) -> object:
        """Import it."""


class KnownFunctions(Mapping[str, Function]):
    """Functions by their IRIs.

    Those of installed packages are loaded when an IRI is asked for that is not known without
    them: start-up counts.

    :param own: functions of the user's own, none of which may have the IRI of another one
    """

    def __init__(self, own: Iterable[Function] = ()) -> None:
        self._functions = dict(FUNCTIONS)
        self._problems: list[Problem] = []
        self._has_installed = False
        for each in own:
            self._add(each)

    def __getitem__(self, iri: str) -> Function:
        if iri not in self._functions and not self._has_installed:
            self._has_installed = True
            # Looking for packages takes longer than reading most mappings.
            offered: Iterable[_Offer] = import_module("importlib.metadata").entry_points(
                group=GROUP
            )
            for each in sorted(offered, key=lambda offer: (offer.name, offer.value)):
                self._install(each)
        return self._functions[iri]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)

    def take_problems(self) -> list[Problem]:
        """Give what was found to be wrong with functions since this was asked last."""
        taken, self._problems = self._problems, []
        return taken

    def _add(self, function: Function) -> None:
        other = self._functions.setdefault(function.iri, function)
        if other is not function:
            file, _, line = function.origin.rpartition(", line ")
            message = "is the IRI of another function too, expected one of its own; the other is in"
            self._problems.append(
                Problem(
                    file,
                    line=int(line) if line.isdecimal() else 0,
                    value=function.iri,
                    message=f"{message} {other.origin or 'Saite'}",
                )
            )

    def _install(self, point: _Offer) -> None:
        package = getattr(point.dist, "name", point.value)
        place = f"package {package}, entry point {point.name} = {point.value}"
        try:
            loaded = point.load()
        except Exception as error:  # noqa: BLE001 - whatever the code of the package raises
            message = f"cannot be loaded: {type(error).__name__}: {error}"
            self._problems.append(Problem(place, message=message))
            return
        declared = _declared(vars(loaded).values() if isinstance(loaded, ModuleType) else [loaded])
        if not declared:
            self._problems.append(Problem(place, message=_NONE))
        for each in declared:
            problems = each.problems()
            self._problems += problems
            if not problems:
                self._add(each.function())


_NONE: Final = "declares no function, expected one with @saite.function"


def known_functions(own: Iterable[Own] = ()) -> KnownFunctions:
    """Give the functions that a mapping may call, with those of the user's own.

    The code of the files is run.

    :param own: paths of Python files, and functions, declared with ``saite.function``
    :raises MappingError: with everything that is wrong with them
    """
    problems: list[Problem] = []
    declared: dict[Declaration, None] = {}
    files: set[Path] = set()
    for each in own:
        if isinstance(each, Path | str):
            if Path(each).absolute() in files:
                continue
            files.add(Path(each).absolute())
            found, wrong = read_functions(Path(each))
            problems += wrong
        else:
            found = declarations(each)
            if not found:
                problems.append(Problem(getattr(each, "__qualname__", repr(each)), message=_NONE))
        declared |= dict.fromkeys(found)
    problems += [problem for each in declared for problem in each.problems()]
    if problems:
        raise MappingError(problems)
    known = KnownFunctions(each.function() for each in declared)
    problems = known.take_problems()
    if problems:
        raise MappingError(problems)
    return known


def read_functions(path: Path) -> tuple[tuple[Declaration, ...], list[Problem]]:
    """Run a Python file and give the functions that it declares, in its order, or what is wrong."""
    module = ModuleType(f"saite_functions_of_{path.stem}")
    module.__file__ = str(path)
    # Dataclasses, among others, look for their module here.
    sys.modules[module.__name__] = module
    try:
        code = compile(path.read_bytes(), str(path.absolute()), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - it is the user's own, and the user says so
    except OSError as error:
        near = nearest(path.name, _names(path.parent))
        message = f"the functions cannot be read: {error.strerror or error}"
        return (), [Problem(shown(path), message=message, nearest=near)]
    except (SyntaxError, ValueError) as error:
        line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        return (), [Problem(shown(path), line=line, message=f"is not valid Python: {reason}")]
    except Exception as error:  # noqa: BLE001 - whatever the user's own code raises
        return (), [_raised(path, error)]
    found = _declared(module.__dict__.values())
    return found, [] if found else [Problem(shown(path), message=_NONE)]


def _names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()] if folder.is_dir() else []


def _raised(path: Path, error: Exception) -> Problem:
    lines = [
        number
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == str(path.absolute())
    ]
    message = f"running it raised {type(error).__name__}: {error}"
    return Problem(shown(path), line=lines[-1] if lines else 0, message=message)


def _declared(values: Iterable[object]) -> tuple[Declaration, ...]:
    return tuple(dict.fromkeys(each for value in list(values) for each in declarations(value)))
