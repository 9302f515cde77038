"""Shapes rewritten so that the engine looks at all nodes of a shape at once.

The engine runs a property shape that a node shape names for each focus node apart, and a property
shape with a target of its own for all of them together, which is many times faster. So a property
shape of a node shape gets that shape's targets, where this changes no result.
"""

from typing import Final

import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)


def hoist_targets(shapes: rdflib.Graph) -> rdflib.Graph:
    """Copy shapes, with the targets of node shapes moved on to their property shapes.

    A node shape keeps its property shapes if another shape refers to it, if it is closed or one of
    them counts values apart from its siblings (both depend on all of them), if it is switched off,
    or if it is a class and so its own target.

    :returns: a new graph that gives the same results for any data
    """
    copy = rdflib.Graph()
    for triple in shapes:
        copy.add(triple)
    values = set(shapes.objects())
    for shape in set(shapes.subjects(SH.property)):
        targets = [(term, value) for term in TARGETS for value in shapes.objects(shape, term)]
        if not targets or shape in values or _must_stay_whole(shape, shapes):
            continue
        for part in shapes.objects(shape, SH.property):
            copy.remove((shape, SH.property, part))
            for term, value in targets:
                copy.add((part, term, value))
    return copy


def _must_stay_whole(shape: rdflib.term.Node, shapes: rdflib.Graph) -> bool:
    kinds = set(shapes.objects(shape, RDF.type))
    return (
        bool(kinds & {RDFS.Class, OWL.Class})
        or (shape, SH.path, None) in shapes
        or (shape, SH.closed, None) in shapes
        or (shape, SH.deactivated, None) in shapes
        or (shape, SH.target, None) in shapes
        or any(
            (part, SH.qualifiedValueShapesDisjoint, None) in shapes
            for part in shapes.objects(shape, SH.property)
        )
    )
