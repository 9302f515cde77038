"""What a tie's supports rest on as a rule, so that a page need only hold what departs from it.

A support goes through a thing that both organisations share, and rests on the statements about that
thing which name either of the two.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import networkx as nx

from saite.network.attributes import Statement


class SupportRule:
    """Which statements are about which thing, and whom they name.

    :param things: place of each thing in the page, by IRI
    :param statements: place of each statement
    """

    def __init__(
        self, graph: "nx.Graph[str]", things: Mapping[str, int], statements: Mapping[str, int]
    ) -> None:
        facts: Mapping[str, Statement] = graph.graph["statements"]
        self.thing_of = _things_of(graph, things)
        self._about: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._things: dict[str, set[int]] = defaultdict(set)
        for iri, place in statements.items():
            thing = self.thing_of.get(iri)
            if thing is None:
                continue
            for named in {part["iri"] for part in facts[iri]["parts"]} & graph.nodes:
                self._things[named].add(thing)
                self._about[thing][named].append(place)

    def shared(self, a: str, b: str) -> list[int]:
        """List the things that statements about name both organisations, by their places."""
        return sorted(self._things[a] & self._things[b])

    def naming(self, thing: int | None, a: str, b: str) -> list[int]:
        """List the statements about a thing that name either organisation, by their places."""
        if thing is None:
            return []
        about = self._about[thing]
        return sorted({*about.get(a, ()), *about.get(b, ())})


def _things_of(graph: "nx.Graph[str]", things: Mapping[str, int]) -> dict[str, int]:
    """Tell which thing each statement is about: as recorded, else the first of its ties' things."""
    facts: Mapping[str, Statement] = graph.graph["statements"]
    recorded = {iri: statement.get("about", "") for iri, statement in facts.items()}
    about = {iri: things[thing] for iri, thing in recorded.items() if thing in things}
    found: dict[str, int] = {}
    for _, _, data in graph.edges(data=True):
        for support in data["supports"]:
            if support["through"] in things:
                place = things[support["through"]]
                for iri in support["statements"]:
                    found[iri] = min(place, found.get(iri, place))
    return found | about


def exceptions(places: Collection[int], by_rule: Collection[int]) -> list[int]:
    """Write places only where they are not those of the rule; ``[-1]`` stands for none at all.

    >>> exceptions([3, 4], [3, 4]), exceptions([3], [3, 4]), exceptions([], [3])
    ([], [3], [-1])
    """
    if list(places) == list(by_rule):
        return []
    return list(places) or [-1]
