"""Answers as GeoJSON: a feature for each row, at the first place that the row names.

Source: RFC 7946.
"""

import json
from typing import Any, BinaryIO

import pyoxigraph as ox

from saite.namespaces import PREFIXES
from saite.results import Iri, Results, Value
from saite.results.cells import to_text
from saite.serve.output import Output
from saite.sparql import term_text

# A thing's own place, or that of what it is at.
PLACES = """
PREFIX schema: <%s>
SELECT ?thing ?latitude ?longitude WHERE {
  VALUES ?thing { %s }
  { ?thing schema:latitude ?latitude ; schema:longitude ?longitude }
  UNION
  { ?thing schema:location ?place .
    ?place schema:latitude ?latitude ; schema:longitude ?longitude }
}
ORDER BY ?thing ?latitude ?longitude
"""


def write_features(results: Results, store: ox.Store, output: Output | BinaryIO) -> None:
    """Write rows as a collection of features; a row without a place has no geometry."""
    places = find_places(store, results.iris())
    features = [
        {
            "type": "Feature",
            "geometry": _geometry(
                [str(cell) for cell in row.values() if isinstance(cell, Iri)], places
            ),
            "properties": {name: _property(cell) for name, cell in row.items()},
        }
        for row in results
    ]
    collection = {"type": "FeatureCollection", "features": features}
    output.write(json.dumps(collection, ensure_ascii=False).encode())


def find_places(store: ox.Store, iris: set[str]) -> dict[str, tuple[float, float]]:
    """Find longitude and latitude of things, by IRI."""
    terms = " ".join(term_text(ox.NamedNode(iri)) for iri in sorted(iris))
    rows = store.query(PLACES % (PREFIXES["schema"], terms), use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    found: dict[str, tuple[float, float]] = {}
    for row in rows:
        thing, latitude, longitude = (getattr(term, "value", "") for term in row)
        found.setdefault(thing, (float(longitude), float(latitude)))
    return found


def _geometry(iris: list[str], places: dict[str, tuple[float, float]]) -> dict[str, Any] | None:
    place = next((places[iri] for iri in iris if iri in places), None)
    return {"type": "Point", "coordinates": list(place)} if place else None


def _property(cell: Value) -> str | int | float | bool | None:
    return cell if cell is None or isinstance(cell, bool | int | float) else to_text(cell)
