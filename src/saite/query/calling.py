"""What one call for an answer is made with, the same for everything that it asks on the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from saite.concepts import Concepts
from saite.index import NameIndex
from saite.query.parameters import bind_parameters
from saite.results import Ask
from saite.sparql import SavedQuery


@dataclass(frozen=True)
class Calling:
    """How one call asks.

    :param ask: what answers
    :param language: of labels and notes
    :param concepts: controlled values; those that travel with Saite if None
    :param index: of the names of the same graph; None where there is none
    """

    ask: Ask
    language: str = "en"
    concepts: Concepts | None = None
    index: NameIndex | None = None

    def bind(self, query: SavedQuery | str, values: Mapping[str, object]) -> str:
        """Put values into a query.

        :raises ParameterError: as ``bind_parameters``
        """
        return bind_parameters(
            query,
            values,
            ask=self.ask,
            language=self.language,
            concepts=self.concepts,
            index=self.index,
        )
