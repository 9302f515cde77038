"""The partnership network: ties as a ``networkx`` graph, measured, grouped, laid out."""

from collections.abc import Mapping
from functools import cache
from typing import Final

import networkx as nx

from saite.concepts import Concepts, load_concepts
from saite.network.attributes import Labels
from saite.network.backbone import Reduction, keep_backbone, keep_top
from saite.network.communities import add_communities
from saite.network.export import check_ending, write_network
from saite.network.keeping import KeptLayout, lay_out, place_network, read_layout
from saite.network.layout import add_layout
from saite.network.measures import add_measures
from saite.network.projection import project_network
from saite.query import Askable
from saite.resources import resource

__all__ = [
    "KeptLayout",
    "Reduction",
    "add_communities",
    "add_layout",
    "add_measures",
    "check_ending",
    "keep_backbone",
    "keep_top",
    "lay_out",
    "place_network",
    "project_network",
    "read_layout",
    "read_network",
    "write_network",
]

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


def concept_labels(concepts: Concepts) -> Mapping[str, Labels]:
    """List the labels of concepts by key, such as ``"event-role/organiser"``."""
    return {
        f"{scheme}/{notation}": dict(concept.labels)
        for scheme, members in concepts.schemes.items()
        for notation, concept in members.items()
    }
