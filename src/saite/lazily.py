"""Public names of a package, each loaded when it is first asked for: start-up counts."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def names_of(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and the ``__dir__`` of a package.

    Source: PEP 562.

    :param homes: public name -> module of the package that defines it

    >>> get, names = names_of("saite.store", {"FileLock": "locks"})
    >>> get("FileLock")
    <class 'saite.store.locks.FileLock'>
    """

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return get, names
