"""What the tests of sources share: a mapping whose columns become properties of the same name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mapping_support import PREFIXES, quads
from saite.engine import materialize

XSD = "http://www.w3.org/2001/XMLSchema#"


def mapping_of(
    folder: Path,
    path: str,
    columns: Sequence[str],
    *,
    more: str = "",
    formulation: str = "rml:CSV",
    rest: str = "",
) -> Path:
    """Write a mapping; subjects are http://example.org/{id}, objects the values of the columns."""
    pairs = "".join(
        f"rml:predicateObjectMap [ rml:predicate <http://example.org/p{number}> ; "
        f'rml:objectMap [ rml:reference "{column}" ] ] ; '
        for number, column in enumerate(columns)
    )
    source = f'rml:source [ a rml:RelativePathSource ; rml:path "{path}" ; {more} ] ; {rest}'
    text = f"""{PREFIXES}
    <#People> a rml:TriplesMap ; {pairs}
        rml:logicalSource [ {source} rml:referenceFormulation {formulation} ] ;
        rml:subjectMap [ rml:template "http://example.org/{{id}}" ] .
    """
    target = folder / "m.ttl"
    target.write_text(text, encoding="utf-8")
    return target


def values_of(
    mapping: Path,
    folder: Path,
    columns: Sequence[str],
    tables: Mapping[str, object] | None = None,
) -> set[tuple[str, str, str]]:
    """Run it; give the id, the column and the object of each statement, without XSD's address."""
    output = folder / "out.nq"
    materialize(mapping, output=output, tables=tables)
    return {
        (
            str(quad.subject).rpartition("/")[2][:-1],
            columns[int(str(quad.predicate).rpartition("/p")[2][:-1])],
            str(quad.object).replace(f"<{XSD}", "<").replace('"', ""),
        )
        for quad in quads(output.read_text(encoding="utf-8"))
    }
