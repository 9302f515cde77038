"""What a function takes and gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Text: TypeAlias = str | None

GREL: Final = "http://users.ugent.be/~bjdmeest/function/grel.ttl#"
IDLAB: Final = "https://w3id.org/imec/idlab/function#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, eq=False)
class Function:
    """A function by its IRI; two of them are equal only if they are one.

    :param outputs: IRIs of the outputs; the first is meant where a mapping names none
    :param parameters: IRIs of the parameters, in the order of ``call``
    :param optional: those that may be left out of a mapping, or be NULL in a row; where another
        is NULL, every output is
    :param call: gives one text for each output; a ``ValueError`` is a problem of the rows of
        which a term is made of them
    :param datatypes: IRI of an output -> IRI of its natural datatype, if it is more than a text
    :param origin: where it was declared, for messages; empty for what travels with Saite
    :param is_repeated: whether the last parameter may be given several times
    """

    iri: str
    parameters: tuple[str, ...]
    outputs: tuple[str, ...]
    call: Callable[..., tuple[Text, ...]] = field(repr=False)
    optional: frozenset[str] = field(default_factory=frozenset)
    datatypes: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    is_repeated: bool = False

    def parameters_of(self, count: int) -> tuple[str, ...]:
        """Give the parameter of each of so many arguments."""
        return self.parameters + self.parameters[-1:] * (count - len(self.parameters))


def one_output(
    namespace: str,
    name: str,
    parameters: str,
    output: str,
    call: Callable[..., Text],
    *,
    optional: str = "",
    datatype: str = "",
) -> Function:
    """Describe a function that gives one text; names in a text stand with blanks between them.

    :param parameters: local names, of GREL's namespace if they begin with ``grel:``
    :param datatype: local name of a datatype of XML Schema
    """

    def iri(local: str) -> str:
        return (
            GREL + local.removeprefix("grel:") if local.startswith("grel:") else namespace + local
        )

    return Function(
        namespace + name,
        tuple(iri(each) for each in parameters.split()),
        (iri(output),),
        lambda *given: (call(*given),),
        frozenset(iri(each) for each in optional.split()),
        {iri(output): _XSD + datatype} if datatype else {},
    )


def in_words(*, value: bool) -> str:
    """Write a truth as XML Schema does."""
    return "true" if value else "false"
