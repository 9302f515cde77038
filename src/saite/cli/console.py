"""What the commands print and how: tables and progress for people, plain formats for programs."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from shutil import which

from saite.controls import show_for_terminal
from saite.errors import Problem, SaiteError, UsageError


class Language(StrEnum):
    """Languages of labels, messages and headers."""

    EN = "en"
    LT = "lt"
    LV = "lv"


class ReportFormat(StrEnum):
    """Formats of a command that reports."""

    TEXT = "text"
    JSON = "json"


@dataclass
class Settings:
    """Options given before the command; they live as long as the call."""

    quiet: bool = False


SETTINGS = Settings()


def use_utf8() -> None:
    """Write UTF-8 whatever the terminal's locale: names are Lithuanian and Latvian."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def note(text: str) -> None:
    """Tell the user something beside the answer; silent when quiet."""
    if not SETTINGS.quiet:
        tell(text)


def tell(text: str) -> None:
    """Tell the user something, whether quiet or not.

    It goes to standard error: standard output stays clean for what was asked.
    """
    print(printable(text), file=sys.stderr)  # noqa: T201 - what a command is for


def answer(text: str) -> None:
    """Print what was asked for."""
    print(printable(text))  # noqa: T201 - what a command is for


def command() -> str:
    """Name the program as a person has to type it here: it may not be on the search path.

    A virtual environment that is not activated has it in a folder of its own.
    """
    program = Path(sys.argv[0])
    if program.stem != "saite" or which("saite") == str(program):
        return "saite"
    return shown(program) if program.is_absolute() else str(program)


def shown(path: Path) -> str:
    """Show a path as a person would type it here."""
    absolute = path.resolve()
    here = Path.cwd().resolve()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


def write(content: str | bytes, path: Path | None) -> None:
    """Write a result to a file, or to standard output as it is.

    :raises SaiteError: if the file cannot be written
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:  # that of a full disk does not say which file it is about
            reason = error.strerror or error
            raise SaiteError(f"{shown(path)} cannot be written: {reason}") from None
        note(f"Written: {shown(path)}")
        return
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode("utf-8"))
    else:
        buffer.write(data)
        buffer.flush()


def refuse_binary_on_terminal(path: Path | None, name: str) -> None:
    """Refuse to print a workbook on a screen.

    :raises UsageError: if there is no file to write to
    """
    if path is None and sys.stdout.isatty():
        raise UsageError(f"{name} is not readable on a screen: give a file with -o FILE")


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print every problem, one a line, and how many there are."""
    problems = list(problems)
    for problem in problems:
        tell(str(problem))
    count = len(problems)
    if count > 1:
        tell(f"{count} problems. Nothing was changed.")


def printable(text: str) -> str:
    r"""Make text from data safe for a terminal; only line breaks stay what they are.

    >>> printable("a\x1b[31mb")
    'a␛[31mb'
    """
    return "\n".join(show_for_terminal(line) for line in text.split("\n"))


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show the stage that runs, on a terminal and unless quiet; else do nothing."""
    if SETTINGS.quiet or not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda _stage: None
        return
    # Loaded where it is needed: start-up counts.
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("…") as status:
        yield lambda stage: status.update(Text(printable(f"{stage} …")))
