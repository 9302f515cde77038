"""A network with everything that is shown of it: ties, measures, communities, positions."""

from functools import cache
from typing import Final

import networkx as nx

from saite.concepts import Concepts, load_concepts
from saite.network.backbone import Reduction
from saite.network.communities import add_communities
from saite.network.keeping import KeptLayout, place_network
from saite.network.measures import add_measures
from saite.network.projection import concept_labels, project_network
from saite.query import Askable
from saite.resources import resource

WHOLE: Final = Reduction()


def read_network(
    store: Askable,
    *,
    language: str = "en",
    with_people: bool = True,
    with_email: bool = False,
    concepts: Concepts | None = None,
    reduction: Reduction = WHOLE,
    kept: KeptLayout | None = None,
) -> "nx.Graph[str]":
    """Read the network of a built store with everything that pages and files show of it.

    :param language: language of ``label``; all languages are in ``labels``
    :param with_people: whether people may appear by name, in notes and quotes too
    :param with_email: whether e-mail addresses may appear, in notes and quotes too
    :param concepts: controlled values, for their labels; those of the package if not given
    :param reduction: which ties to keep; measures, communities and positions are of what is left
    :param kept: positions that were kept of this network, or of one that was much like it; those
        of a reduced network are always computed
    :returns: the graph of ``project_network`` with measures, communities and positions
    :raises NetworkError: if the ties cannot be read as a network
    """
    named = concept_labels(concepts or _own_concepts())
    graph = project_network(
        store,
        language=language,
        with_people=with_people,
        with_email=with_email,
        concepts=named,
    )
    graph = reduction.apply(graph)
    add_measures(graph)
    add_communities(graph)
    place_network(graph, kept if reduction == WHOLE else None)
    return graph


@cache
def _own_concepts() -> Concepts:
    return load_concepts([resource("ontology/concepts.ttl")])
