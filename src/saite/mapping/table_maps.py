"""Reading logical tables: a table or a query of a database, as R2RML and RML write them.

Sources: R2RML, section 5; RML-IO, its formulations for SQL; D2RQ for how a database is reached.
"""

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from saite.mapping import r2rml, spec
from saite.mapping.document import Document, Node
from saite.mapping.model import Formulation, LogicalSource, Where

_D2RQ: Final = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
_DSN: Final = _D2RQ + "jdbcDSN"
_USER: Final = _D2RQ + "username"
_PASSWORD: Final = _D2RQ + "password"
_TABLE: Final = ("tableName",)
_QUERY: Final = ("sqlQuery", "query")
_R2RML: Final = (*_TABLE, "sqlQuery", "sqlVersion")
_RML: Final = (*_R2RML, "query", "source", "referenceFormulation", "iterator")
_FORMULATIONS: Final = {
    NamedNode(spec.RML + each.value): each
    for each in (Formulation.SQL_TABLE, Formulation.SQL_QUERY)
}
# Those that the working group listed; an IRI of another namespace is its owner's affair.
_VERSIONS: Final = (
    "SQL2008", "Oracle", "MySQL", "MSSQLServer", "HSQLDB", "PostgreSQL", "DB2", "Informix",
    "Ingres", "Progress", "SybaseASE", "SybaseSQLAnywhere", "Virtuoso", "Firebird",
)  # fmt: skip


def is_table(document: Document, source: Node) -> bool:
    """Tell whether a logical source is a table or a query of a database."""
    if document.is_r2rml or any(document.has(source, name) for name in (*_R2RML, "query")):
        return True
    return any(each in _FORMULATIONS for each in document.values(source, "referenceFormulation"))


def read_table(document: Document, source: Node, where: Where) -> LogicalSource | None:
    """Read a logical table; None if it is not well formed.

    Where it names no database, as in R2RML, the run says which one is meant.
    """
    document.check_properties(source, _R2RML if document.is_r2rml else _RML, where)
    _check_versions(document, source, where)
    found = _expression(document, source, where)
    named = any(document.has(source, name) for name in (*_TABLE, *_QUERY))
    place: tuple[str, str, str] | None = ("", "", "")
    if document.has(source, "source") or not (named or document.is_r2rml):
        place = _database(document, source, where)
    if found is None or place is None:
        return None
    formulation, text = found
    address, user, password = place
    return LogicalSource(address, formulation, text, user=user, password=password)


def _expression(document: Document, source: Node, where: Where) -> tuple[Formulation, str] | None:
    given = [name for name in (*_TABLE, *_QUERY) if document.has(source, name)]
    kinds = document.values(source, "referenceFormulation")
    if not given and kinds:
        kind = kinds[0]
        text = document.one_text(source, "iterator", where)
        known = _FORMULATIONS.get(kind) if isinstance(kind, NamedNode) else None
        return (known, text) if known is not None and text else None
    if len(given) != 1:
        names = " and ".join(f"rml:{name}" for name in given) or "none"
        document.problem(
            where, f"expected exactly one of rml:tableName and rml:sqlQuery, found {names}"
        )
        return None
    text = document.one_text(source, given[0], where)
    if text is not None and not text.strip():
        document.problem(
            where / f"rml:{given[0]}", "is empty, expected a table or a query",
            see=r2rml.TABLE if given[0] in _TABLE else r2rml.VIEW,
        )  # fmt: skip
        return None
    made = Formulation.SQL_TABLE if given[0] in _TABLE else Formulation.SQL_QUERY
    return (made, text) if text is not None else None


def _check_versions(document: Document, source: Node, where: Where) -> None:
    for value in document.values(source, "sqlVersion"):
        name = value.value.removeprefix(spec.RML) if isinstance(value, NamedNode) else ""
        foreign = isinstance(value, NamedNode) and name == value.value
        if name not in _VERSIONS and not foreign:
            document.problem(
                where / "rml:sqlVersion",
                f"is not a version of SQL known to R2RML, expected rml:SQL2008 or none, found "
                f"{document.show(value)}",
                see=r2rml.VIEW,
            )


def _database(document: Document, source: Node, where: Where) -> tuple[str, str, str] | None:
    """Read how the database is reached: address, user, password."""
    value = document.one(source, "source", where)
    here = where / "rml:source"
    if isinstance(value, Literal):
        return value.value, "", ""
    node = document.node(value, here)
    if node is None:
        return None
    texts = {iri: _text(document, node, iri) for iri in (_DSN, _USER, _PASSWORD)}
    address = texts[_DSN] or (
        document.one_text(node, "path", here) if document.has(node, "path") else ""
    )
    if not address:
        document.problem(
            here,
            "expected d2rq:jdbcDSN with the address of a database, or rml:path with its file, "
            "found none",
        )
        return None
    return address, texts[_USER], texts[_PASSWORD]


def _text(document: Document, node: Node, iri: str) -> str:
    values = [each for each in document.foreign(node, iri) if not isinstance(each, BlankNode)]
    return values[0].value if values and isinstance(values[0], Literal | NamedNode) else ""
