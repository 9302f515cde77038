"""Shapes over the graph: what a reader of the network may rely on.

``read_shapes`` reads the shapes, ``validate_quads`` holds a graph against them and gives a
``Report``. Data that breaks a shape is a result in the report, never an error.
"""

from saite.validation.engine import validate_quads
from saite.validation.paths import PropertyPath
from saite.validation.report import Report, Result, RowReference
from saite.validation.shapes import Shapes, read_shapes

__all__ = [
    "PropertyPath",
    "Report",
    "Result",
    "RowReference",
    "Shapes",
    "read_shapes",
    "validate_quads",
]
