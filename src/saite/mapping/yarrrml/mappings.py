"""Mappings of YARRRML, made triples maps: one for each source and each subject.

Source: https://w3id.org/yarrrml/spec/#mappings
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from saite.errors import nearest
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.graph import Node
from saite.mapping.yarrrml.joins import Join, Joins
from saite.mapping.yarrrml.keys import MAPPING, SPEC, Opened, keys_of, listed, open_keys
from saite.mapping.yarrrml.nodes import Keys, Place, Text, Yaml
from saite.mapping.yarrrml.pairs import Pair, Pairs
from saite.mapping.yarrrml.sources import Sources
from saite.mapping.yarrrml.terms import Term, Terms

_SEE: Final = "mappings"
_OTHERS: Final = "referring-to-other-mappings"


@dataclass(frozen=True)
class TriplesMap:
    """A triples map of a mapping: a source and a subject of it.

    :param source: None where it could not be read
    :param subject: its term, and what it depends on
    """

    node: NamedNode
    source: BlankNode | None
    subject: Term
    condition: Yaml | None


@dataclass(frozen=True)
class Rules:
    """A mapping, opened: its triples maps, and what is said of each of them."""

    place: Place
    triples_maps: tuple[TriplesMap, ...]
    pairs: tuple[Pair, ...]
    graphs: tuple[Term, ...]


class Mappings:
    """Reads the mappings of a document and puts them into its graph.

    :param declare: gives the IRI of a new triples map of a mapping
    :param spoil: takes the place of a mapping that lacks a part which was told of
    """

    def __init__(
        self,
        context: Context,
        terms: Terms,
        sources: Sources,
        declare: Callable[[str], str],
        spoil: Callable[[Place], None],
    ) -> None:
        self._context = context
        self._terms = terms
        self._sources = sources
        self._declare = declare
        self._spoil = spoil
        self._joins = Joins(context, terms.functions)
        self._pairs = Pairs(context, terms)
        self._rules: dict[str, Rules] = {}

    def read(self, keys: Keys) -> None:
        """Read all mappings."""
        for name, node in keys.entries:
            place = replace(name.place, path=node.place.path)
            given = keys_of(node, self._context.tell, "the rules of a mapping", see=_SEE)
            if given is not None:
                opened = open_keys(given, MAPPING, self._context.tell, see=_SEE)
                self._rules[name.value] = self._open(name.value, opened, place)
        for rules in list(self._rules.values()):
            for triples_map in rules.triples_maps:
                self._emit(rules, triples_map)

    def _open(self, name: str, opened: Opened, place: Place) -> Rules:
        given = listed(opened.get("sources"))
        if not given:
            message = "expected the key sources, such as [[people.csv~csv]], found none"
            self._context.tell(place, message, see=SPEC + "data-sources")
        sources = [self._sources.find(each) for each in self._several(opened, given)] or [None]
        if None in sources:
            self._spoil(place)
        subjects = self._pairs.terms(opened.get("subjects"))
        if not listed(opened.get("subjects")):
            subjects = (Term(place, "BlankNode"),)
        condition = self._pairs.condition(opened)
        graph = self._context.graph
        triples_maps = tuple(
            TriplesMap(graph.triples_map(self._declare(name), place), source, subject, condition)
            for source in sources
            for subject in subjects
        )
        return Rules(
            place,
            triples_maps,
            tuple(self._pairs.read_all(opened.get("predicateobjects"))),
            self._pairs.terms(opened.get("graphs")),
        )

    def _several(self, opened: Opened, given: Sequence[Yaml]) -> Sequence[Yaml]:
        """Give the sources of a mapping, whose list may be one source in its short form."""
        whole = opened.get("sources")
        first = given[0] if given else None
        short = isinstance(first, Text) and "~" in first.value
        return [whole] if short and whole is not None and not isinstance(whole, Text) else given

    def _emit(self, rules: Rules, triples_map: TriplesMap) -> None:
        graph, node = self._context.graph, triples_map.node
        if triples_map.source is not None:
            graph.add(node, "logicalSource", triples_map.source)
        subject = self._subject(triples_map)
        if subject is not None:
            graph.add(node, "subjectMap", subject)
            self._add(subject, "graphMap", rules.graphs)
        for pair in rules.pairs:
            self._emit_pair(rules, triples_map, pair)

    def _subject(self, triples_map: TriplesMap) -> BlankNode | None:
        return self._terms.emit(triples_map.subject, condition=triples_map.condition)

    def _add(
        self, node: Node, name: str, terms: Iterable[Term], condition: Yaml | None = None
    ) -> None:
        for term in terms:
            made = self._terms.emit(term, condition=condition)
            if made is not None:
                self._context.graph.add(node, name, made)

    def _emit_pair(self, rules: Rules, triples_map: TriplesMap, pair: Pair) -> None:
        graph = self._context.graph
        node = graph.blank(pair.place)
        graph.add(triples_map.node, "predicateObjectMap", node)
        own = [each for each in pair.objects if not each.mappings]
        others = [each for each in pair.objects if each.mappings]
        # The subject of another mapping has no condition of its own: the predicate has it then.
        around = pair.condition if others else None
        self._add(node, "predicateMap", pair.predicates, around)
        self._add(node, "objectMap", own, None if others else pair.condition)
        self._add(node, "graphMap", pair.graphs)
        for term in others:
            joins = self._joins.read(term.conditions) or []
            for parent in self._parents(term, triples_map, joins):
                graph.add(node, "objectMap", self._reference(term.place, parent, joins))
                if pair.inverse:
                    self._inverse(rules, triples_map, pair, parent, joins)
        for term in own if pair.inverse else ():
            if term.type_name == "Literal":
                message = "expected type: iri or blank, for no predicate leads from a text"
                self._context.tell(term.place, message, see=SPEC + "predicates-and-objects")
                continue
            back = replace(triples_map, subject=term, condition=None)
            self._inverse(rules, triples_map, pair, back, [])

    def _parents(
        self, term: Term, child: TriplesMap, joins: Sequence[Join]
    ) -> Iterable[TriplesMap]:
        for name in term.mappings:
            rules = self._rules.get(name.value)
            if rules is None:
                known = ", ".join(self._rules) or "none"
                self._context.tell(
                    name.place, f"is not a mapping, expected one of {known}", value=name.value,
                    near=nearest(name.value, self._rules), see=SPEC + _OTHERS,
                )  # fmt: skip
                continue
            same = [each for each in rules.triples_maps if self._is_same(each, child)]
            yield from rules.triples_maps if joins or not same else same

    def _is_same(self, one: TriplesMap, other: TriplesMap) -> bool:
        nodes = self._context.graph.nodes
        if one.source is None or other.source is None:
            return False
        return nodes.get(one.source) == nodes.get(other.source)

    def _reference(
        self, place: Place, parent: TriplesMap, joins: Sequence[Join], *, swapped: bool = False
    ) -> BlankNode:
        node = self._context.graph.blank(place)
        self._context.graph.add(node, "parentTriplesMap", parent.node)
        for join in joins:
            made = self._joins.emit(join, swapped=swapped)
            if made is not None:
                self._context.graph.add(node, "joinCondition", made)
        return node

    def _inverse(
        self,
        rules: Rules,
        child: TriplesMap,
        pair: Pair,
        parent: TriplesMap,
        joins: Sequence[Join],
    ) -> None:
        """Make a triples map that leads from the objects of a pair back to its subjects."""
        graph = self._context.graph
        name = rules.place.path[-1]
        made = replace(parent, node=graph.triples_map(self._declare(name), pair.place))
        subject = self._subject(made)
        if subject is None or made.source is None:
            return
        node = graph.blank(pair.place)
        graph.add(made.node, "logicalSource", made.source)
        graph.add(made.node, "subjectMap", subject)
        graph.add(made.node, "predicateObjectMap", node)
        self._add(node, "predicateMap", pair.inverse, pair.condition)
        graph.add(node, "objectMap", self._reference(pair.place, child, joins, swapped=True))
        self._add(node, "graphMap", (*rules.graphs, *pair.graphs))
