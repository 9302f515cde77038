"""What the commands show with rich: it takes time to load, so plain commands do without."""

from typing import Final

from rich.console import Console, RenderableType

_OUT: Final = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)


def display(what: RenderableType) -> None:
    """Print a table or a styled text to standard output."""
    _OUT.print(what)
