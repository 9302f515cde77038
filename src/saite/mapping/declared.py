"""Functions of the user's own: how one is declared, and what runs when a mapping calls it."""

import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from saite.errors import Problem, nearest
from saite.mapping.lexical import is_iri
from saite.mapping.signature import Function, Text

Given: TypeAlias = Text | tuple[Text, ...]
Call = TypeVar("Call", bound=Callable[..., Given])

ATTRIBUTE: Final = "__saite_functions__"
"""Where a Python function keeps what was declared of it."""
_EXAMPLE: Final = "https://example.org/fn#name"
_SHOWN: Final = 60


def function(
    iri: str,
    *,
    parameters: Mapping[str, str] | None = None,
    output: str | tuple[str, ...] = "",
    datatype: str | Mapping[str, str] = "",
) -> Callable[[Call], Call]:
    """Declare a Python function that mappings may call; the function itself stays as it is.

    It is called with texts, by the names of its parameters, once for each distinct tuple of
    them, and so has to give the same for the same. It gives a text, or a tuple of texts if it has
    several outputs; ``None`` is no value. A parameter that has a default may be left out of the
    mapping, and a row without its value takes the default; a row that lacks another one is not
    asked about. A ``ValueError`` says what is wrong with a row. A mistake in the declaration is
    told when a mapping is run with the function.

    :param iri: absolute IRI that mappings call it by (``rml:function``)
    :param parameters: name of a parameter in Python -> its IRI (``rml:parameter``)
    :param output: IRI of what it gives (``rml:return``), or several; by default ``iri`` and
        ``Output`` behind it
    :param datatype: IRI of the natural datatype of the output; of several outputs IRI of an output
        -> IRI of its datatype

    >>> name = "https://example.org/fn#name"
    >>> @function("https://example.org/fn#initial", parameters={"name": name})
    ... def initial(name: str) -> str:
    ...     return name[:1]
    >>> initial("Ona")
    'O'
    """
    outputs = (output,) if isinstance(output, str) else tuple(output)
    outputs = tuple(each or f"{iri}Output" for each in outputs)
    types = {outputs[0]: datatype} if isinstance(datatype, str) and datatype else datatype or {}

    def declare(call: Call) -> Call:
        declared = Declaration(iri, dict(parameters or {}), outputs, types, call)
        setattr(call, ATTRIBUTE, (*declarations(call), declared))
        return call

    return declare


def declarations(value: object) -> tuple["Declaration", ...]:
    """Give what was declared of a value; nothing of most values."""
    found = getattr(value, ATTRIBUTE, ())
    return found if isinstance(found, tuple) else ()


@dataclass(frozen=True, eq=False)
class Declaration:
    """What was declared of a Python function.

    :param parameters: name in Python -> IRI
    :param outputs: IRIs, at least one
    :param datatypes: IRI of an output -> IRI of its natural datatype
    """

    iri: str
    parameters: Mapping[str, str]
    outputs: tuple[str, ...]
    datatypes: Mapping[str, str]
    call: Callable[..., Given]

    @property
    def name(self) -> str:
        """Give the name of the Python function."""
        return getattr(self.call, "__qualname__", repr(self.call))

    @property
    def place(self) -> tuple[str, int]:
        """Give the file and the line where the Python function is defined."""
        code = getattr(inspect.unwrap(self.call), "__code__", None)
        return (shown(code.co_filename), code.co_firstlineno) if code else ("", 0)

    def function(self) -> Function:
        """Give the function as the engine takes it; it must be declared without a mistake."""
        known = inspect.signature(self.call).parameters
        file, line = self.place
        return Function(
            self.iri,
            tuple(self.parameters.values()),
            self.outputs,
            self._caller(),
            frozenset(
                iri
                for name, iri in self.parameters.items()
                if known[name].default is not inspect.Parameter.empty
            ),
            self.datatypes,
            f"{file}, line {line}",
        )

    def problems(self) -> list[Problem]:
        """Find everything that is wrong with the declaration."""
        file, line = self.place
        return [
            Problem(file, line=line, value=value, message=f"{message} (function {self.name})",
                    nearest=near)
            for value, message, near in (*self._wrong_iris(), *self._wrong_signature())
        ]  # fmt: skip

    def _wrong_iris(self) -> Iterator[tuple[str, str, str]]:
        message = f"is not an absolute IRI, expected one such as {_EXAMPLE}"
        given = (self.iri, *self.parameters.values(), *self.outputs, *self.datatypes.values())
        yield from ((str(iri), message, "") for iri in dict.fromkeys(given) if not is_iri(str(iri)))
        for kind, iris in (("parameters", self.parameters.values()), ("outputs", self.outputs)):
            for iri in _repeated(iris):
                yield iri, f"is the IRI of two of the {kind}, expected one for each", ""
        for iri in self.datatypes:
            if iri not in self.outputs:
                known = ", ".join(self.outputs)
                yield iri, f"has a datatype and is no output, expected one of {known}", ""

    def _wrong_signature(self) -> Iterator[tuple[str, str, str]]:
        call = inspect.unwrap(self.call)
        if not inspect.isfunction(call):
            yield "", "is not a function written with def", ""
            return
        if inspect.iscoroutinefunction(call) or inspect.isgeneratorfunction(call):
            yield "", "gives its text with async or yield, expected a plain return", ""
        known = inspect.signature(self.call).parameters
        for name, parameter in known.items():
            shown_name = str(parameter).partition(":")[0]
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                yield shown_name, "cannot be given by its name, expected a plain parameter", ""
            elif parameter.default is parameter.empty and name not in self.parameters:
                near = nearest(name, set(self.parameters) - set(known))
                yield name, "has no IRI in parameters, and no default", near
        for name in self.parameters:
            if name not in known:
                names = ", ".join(known) or "none"
                message = f"is not a parameter of the function, expected one of {names}"
                yield name, message, nearest(name, known)

    def _caller(self) -> Callable[..., tuple[Text, ...]]:
        names = tuple(self.parameters)

        def run(*given: Text) -> tuple[Text, ...]:
            # What is not given takes its default; without one nobody is asked.
            pairs = zip(names, given, strict=True)
            return self._run({name: value for name, value in pairs if value is not None})

        return run

    def _run(self, arguments: Mapping[str, Text]) -> tuple[Text, ...]:
        try:
            found = self.call(**arguments)
        except ValueError as error:
            raise ValueError(str(error) or f"is refused by {self.name}") from None
        except Exception as error:  # noqa: BLE001 - whatever the user's own code raises
            raise ValueError(self._fault(error, arguments)) from None
        texts = found if isinstance(found, tuple) else (found,) * (len(self.outputs) == 1)
        if found is None:
            return (None,) * len(self.outputs)
        if len(texts) != len(self.outputs) or not all(_is_text(each) for each in texts):
            what = f"{_short(found)} ({type(found).__name__})"
            raise ValueError(f"{self._where()} gave {what}, expected {self._expected()}"
                             f"{_with(arguments)}")  # fmt: skip
        return texts

    def _expected(self) -> str:
        if len(self.outputs) == 1:
            return "a text, or None"
        return f"a tuple of {len(self.outputs)}, each a text or None"

    def _where(self, line: int = 0) -> str:
        file, first = self.place
        return f"{self.name} ({file}, line {line or first})"

    def _fault(self, error: Exception, arguments: Mapping[str, Text]) -> str:
        code = inspect.unwrap(self.call).__code__
        lines = [
            number
            for frame, number in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename == code.co_filename
        ]
        where = self._where(lines[-1] if lines else 0)
        return f"{where} raised {type(error).__name__}: {error}{_with(arguments)}"


def shown(path: Path | str) -> str:
    """Show a path as a person would type it here."""
    here, whole = Path.cwd(), Path(path)
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)


def _repeated(iris: Iterable[str]) -> list[str]:
    listed = list(iris)
    return sorted({iri for iri in listed if listed.count(iri) > 1})


def _is_text(value: object) -> bool:
    # Half of a character (a lone surrogate) is none that a file could hold.
    return value is None or (
        isinstance(value, str) and not any("\ud800" <= each <= "\udfff" for each in value)
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _with(arguments: Mapping[str, Text]) -> str:
    pairs = ", ".join(f"{name}={_short(value)}" for name, value in arguments.items())
    return f"; called with {pairs}" if pairs else ""
