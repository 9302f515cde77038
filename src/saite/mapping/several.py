"""Several mappings that are run as one: what each of them names and numbers stays its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from saite.mapping.model import EachRow, Mapping, PredicateObjectMap, TermMap, TriplesMap


def told_apart(mappings: Sequence[Mapping]) -> tuple[Mapping, ...]:
    """Give mappings that can be put together: no two files share a key, or a number of nodes.

    Relative IRIs of two files are often the same, and so are the numbers of their triples maps.
    The first file stays as it is, and one that is given twice is one.
    """
    numbers: dict[Path, _Number] = {}
    found: list[Mapping] = []
    count = 0
    for mapping in mappings:
        if mapping.path not in numbers:
            numbers[mapping.path] = _Number(len(numbers), count)
            count += len(mapping.triples_maps)
        number = numbers[mapping.path]
        found.append(number.mapping(mapping) if number.file else mapping)
    return tuple(found)


@dataclass(frozen=True)
class _Number:
    """Tells the triples maps of a file from those of others.

    :param before: number of the triples maps in the files before it
    """

    file: int
    before: int

    def mapping(self, mapping: Mapping) -> Mapping:
        return replace(mapping, triples_maps=tuple(map(self._triples_map, mapping.triples_maps)))

    def _triples_map(self, given: TriplesMap) -> TriplesMap:
        return replace(
            given,
            key=self._key(given.key),
            subject=self._term_map(given.subject),
            predicate_object_maps=tuple(map(self._pair, given.predicate_object_maps)),
        )

    def _pair(self, given: PredicateObjectMap) -> PredicateObjectMap:
        objects = tuple(
            self._term_map(each)
            if isinstance(each, TermMap)
            else replace(each, triples_map=self._key(each.triples_map))
            for each in given.objects
        )
        return replace(given, objects=objects)

    def _term_map(self, given: TermMap) -> TermMap:
        node = given.expression
        if not isinstance(node, EachRow):
            return given
        return replace(given, expression=replace(node, number=node.number + self.before))

    def _key(self, key: str) -> str:
        # No IRI and no blank node begins so.
        return f"{self.file} {key}"
