"""What a function takes and gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Text: TypeAlias = str | None


@dataclass(frozen=True)
class Function:
    """A function by its IRI.

    :param outputs: IRIs of the outputs; the first is meant where a mapping names none
    :param parameters: IRIs of the parameters, in the order of ``call``
    :param optional: those that may be left out of a mapping, or be NULL in a row; where another
        is NULL, every output is
    :param call: gives one text for each output; a ``ValueError`` is a problem of the row
    :param datatypes: IRI of an output -> IRI of its natural datatype, if it is more than a text
    """

    iri: str
    parameters: tuple[str, ...]
    outputs: tuple[str, ...]
    call: Callable[..., tuple[Text, ...]]
    optional: frozenset[str] = field(default_factory=frozenset)
    datatypes: Mapping[str, str] = field(default_factory=dict)
