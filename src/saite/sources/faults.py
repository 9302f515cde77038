"""What is wrong with a source, told where whoever wrote the mapping can mend it."""

import os
from pathlib import Path

from saite.errors import Problem
from saite.mapping import r2rml, spec
from saite.mapping.model import Formulation, LogicalSource, TriplesMap, Where
from saite.mapping.model import Mapping as RmlMapping
from saite.sources.files import nearest_path, sheet_of
from saite.sources.relation import ExpressionError, MissingFileError, SourceError


def problem_of(
    fault: SourceError,
    source: LogicalSource,
    file: Path,
    spot: tuple[RmlMapping, Where] | None,
) -> Problem:
    """Tell what is wrong with a file, or with a path into it.

    :param spot: where the mapping refers to the column that is at fault, or has the path
    """
    places = [f"source {source.path!r}"]
    if spot and isinstance(fault, ExpressionError):
        return _at_expression(fault, *spot, source)
    if spot and fault.column:
        mapping, where = spot
        line = mapping.line(where, fault.column)
        places += [str(where), f"{shown(mapping.path)}{f', line {line}' * bool(line)}"]
    section = spec.REFERENCE if fault.column else spec.SOURCE
    return Problem(
        shown(file),
        sheet=sheet_of(source),
        row=fault.row,
        line=fault.line,
        column=fault.column,
        value=fault.value,
        message=f"{fault} ({'; '.join(places)}; see {section})",
        nearest=fault.near,
    )


def _at_expression(
    fault: ExpressionError, mapping: RmlMapping, where: Where, source: LogicalSource
) -> Problem:
    """Tell of a path where the mapping has it."""
    section = spec.SOURCE if where.path[-1:] == ("rml:iterator",) else spec.REFERENCE
    return Problem(
        shown(mapping.path),
        line=mapping.line(where, fault.value),
        value=fault.value,
        message=f"{fault} ({where}; source {source.path!r}; see {section})",
        nearest=fault.near,
    )


def at_mapping(
    fault: SourceError,
    mapping: RmlMapping,
    triples_map: TriplesMap,
    source: LogicalSource,
    file: Path,
) -> Problem | None:
    """Tell of a logical table, an iterator, or a file that is not there; of other faults None."""
    if source.formulation.is_sql:
        return _at_table(fault, mapping, triples_map)
    if isinstance(fault, ExpressionError) and fault.value == source.iterator:
        iterator = triples_map.where / "rml:logicalSource" / "rml:iterator"
        return _at_expression(fault, mapping, iterator, source)
    if not isinstance(fault, MissingFileError):
        return None
    is_plain = "://" in source.path or shown(file) == source.path
    sought = "" if is_plain else f" at {shown(file)}"
    where = triples_map.where / "rml:logicalSource"
    return Problem(
        shown(mapping.path),
        line=mapping.source_line(where, source.path),
        value=source.path,
        message=f"{fault}{sought} ({where}; see {spec.SOURCE})",
        nearest=nearest_path(source, file),
    )


def _at_table(fault: SourceError, mapping: RmlMapping, triples_map: TriplesMap) -> Problem:
    """Tell what is wrong with a logical table where the mapping names it."""
    is_table = triples_map.source.formulation is Formulation.SQL_TABLE
    if mapping.is_r2rml:
        where = triples_map.where / "rr:logicalTable"
        where /= "rr:tableName" if is_table else "rr:sqlQuery"
    else:
        where = triples_map.where / "rml:logicalSource"
    row = f" after row {fault.row - 1}" if fault.row else ""
    return Problem(
        shown(mapping.path),
        line=mapping.line(triples_map.where),
        column=fault.column,
        value=fault.value,
        message=f"{fault}{row} ({where}; see {r2rml.TABLE if is_table else r2rml.VIEW})",
        nearest=fault.near,
    )


def shown(path: Path) -> str:
    """Show a path as a person would type it here."""
    here = Path.cwd()
    whole = Path(os.path.normpath(here / path))
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
