"""Sources of YARRRML: files and what they hold, databases and what is asked of them.

Source: https://w3id.org/yarrrml/spec/#data-sources
"""

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from saite.errors import nearest
from saite.mapping.spec import CSVW, RML
from saite.mapping.yarrrml.context import Context
from saite.mapping.yarrrml.keys import (
    CREDENTIALS,
    SOURCE,
    SPEC,
    Opened,
    keys_of,
    open_keys,
    text_of,
)
from saite.mapping.yarrrml.nodes import Items, Keys, Place, Text, Yaml
from saite.mapping.yarrrml.values import split_suffix

_FORMULATIONS: Final = {"csv": "CSV", "jsonpath": "JSONPath", "xpath": "XPath"}
_FILES: Final = ("localfile", "remotefile")
_SQL: Final = {"sql2008": "SQL2008"}
_D2RQ: Final = "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#"
_DRIVERS: Final = {
    "db2": "com.ibm.as400.access.AS400JDBCDriver",
    "firebird": "org.firebirdsql.jdbc.FBDriver",
    "hsql": "org.hsqldb.jdbcDriver",
    "informix": "com.informix.jdbc.IfxDriver",
    "ingres": "com.ingres.jdbc.IngresDriver",
    "mssqlserver": "com.microsoft.sqlserver.jdbc.SQLServerDriver",
    "mysql": "com.mysql.cj.jdbc.Driver",
    "oracle": "oracle.jdbc.driver.OracleDriver",
    "postgresql": "org.postgresql.Driver",
    "sapase": "com.sybase.jdbc4.jdbc.SybDriver",
    "sapsqlanywhere": "sybase.jdbc.sqlanywhere.IDriver",
    "sqlite": "org.sqlite.JDBC",
    "virtuoso": "virtuoso.jdbc4.Driver",
}
_ELSEWHERE: Final = ("sparql", "wot")
_SEE: Final = "data-sources"
# JSONPath of YARRRML's own examples, $.[*], is $[*] in RFC 9535.
_DOTTED: Final = re.compile(r"(?<=\w|\$|\])\.(?=\[)")


class Sources:
    """Reads the sources of a document and puts them into its graph.

    :param node: the value of the document's key ``sources``
    """

    def __init__(self, context: Context, node: Yaml | None) -> None:
        self._context = context
        self._made: dict[str, BlankNode | None] = {}
        keys = keys_of(node, context.tell, "sources by name", see=_SEE)
        for name, value in keys.entries if keys else ():
            self._made[name.value] = self._source(value)

    def find(self, node: Yaml) -> BlankNode | None:
        """Give a source by its name, or the one that is written in place."""
        if not isinstance(node, Text):
            return self._source(node)
        if node.value not in self._made:
            known = ", ".join(self._made) or "none"
            self._context.tell(
                node.place, f"is not a source, expected one of sources: {known}",
                value=node.value, near=nearest(node.value, self._made), see=SPEC + _SEE,
            )  # fmt: skip
        return self._made.get(node.value)

    def _source(self, node: Yaml) -> BlankNode | None:
        if isinstance(node, Items):
            return self._short(node)
        keys = keys_of(node, self._context.tell, "a source, or [path~csv],", see=_SEE)
        return self._from_keys(keys) if keys else None

    def _short(self, node: Items) -> BlankNode | None:
        tell = self._context.tell
        if not 0 < len(node.items) <= 2:
            message = f"expected [path~formulation, iterator], found {len(node.items)} items"
            tell(node.place, message, see=SPEC + _SEE)
            return None
        text = text_of(node.items[0], tell, "a path such as people.csv~csv", see=_SEE)
        iterator = node.items[1] if len(node.items) > 1 else None
        if text is None:
            return None
        path, formulation = split_suffix(text.value)
        return self._file(
            Text(path, is_null=False, place=text.place),
            Text(formulation, is_null=False, place=text.place),
            text_of(iterator, tell, "an iterator", see=_SEE),
            node.place,
        )

    def _from_keys(self, node: Keys) -> BlankNode | None:
        tell = self._context.tell
        opened = open_keys(node, SOURCE, tell, see=_SEE)
        kind = text_of(opened.get("type"), tell, "a kind of source", see=_SEE)
        name = kind.value.lower() if kind else ""
        if "query" in opened or "table" in opened:
            return self._database(opened, name)
        if kind is not None and name not in _FILES:
            self._tell_kind(kind, name)
            return None
        access = text_of(opened.get("access"), tell, "a path", see=_SEE)
        what = "csv, jsonpath or xpath"
        formulation = text_of(opened.get("referenceFormulation"), tell, what, see=_SEE)
        if access is None:
            if opened.lacks("access"):
                tell(node.place, "expected the key access, found none", see=SPEC + _SEE)
            return None
        iterator = text_of(opened.get("iterator"), tell, "an iterator", see=_SEE)
        made = self._file(access, formulation, iterator, node.place)
        return self._dialect(opened, access, made) if made else None

    def _tell_kind(self, kind: Text, name: str) -> None:
        known = (*_FILES, *_DRIVERS)
        message = f"is not a kind of source, expected one of {', '.join(known)}"
        if name in _ELSEWHERE:
            message = f"is a source that is not read here, expected one of {', '.join(known)}"
        elif name in _DRIVERS:
            message = "is a database, expected the key query or the key table"
        near = "" if name in _DRIVERS else nearest(name, known)
        self._context.tell(kind.place, message, value=kind.value, near=near, see=SPEC + _SEE)

    def _file(
        self, access: Text, formulation: Text | None, iterator: Text | None, place: Place
    ) -> BlankNode | None:
        graph, tell = self._context.graph, self._context.tell
        name = formulation.value.lower() if formulation else ""
        if name not in _FORMULATIONS:
            known = ", ".join(_FORMULATIONS)
            message = f"is not a reference formulation, expected one of {known}"
            if not name:
                message = f"has no reference formulation, expected one of {known}"
                tell(place, message, value=access.value, see=SPEC + _SEE)
            else:
                near = nearest(name, _FORMULATIONS)
                tell(place, message, value=name, near=near, see=SPEC + _SEE)
            return None
        if name != "csv" and iterator is None:
            tell(place, f"expected an iterator, which {name} needs", see=SPEC + _SEE)
            return None
        node = graph.blank(place)
        graph.add(node, "source", Literal(access.value))
        graph.add(node, "referenceFormulation", NamedNode(RML + _FORMULATIONS[name]))
        if iterator is not None:
            written = iterator.value
            if name == "jsonpath":
                written = _DOTTED.sub("", written)
            graph.add(node, "iterator", Literal(written))
        return node

    def _dialect(self, opened: Opened, access: Text, node: BlankNode) -> BlankNode:
        """Tell how the text of a table is split and encoded, where it is not as usual."""
        graph, tell = self._context.graph, self._context.tell
        delimiter = text_of(opened.get("delimiter"), tell, "a character", see=_SEE)
        encoding = text_of(opened.get("encoding"), tell, "an encoding", see=_SEE)
        if delimiter is None and encoding is None:
            return node
        table = graph.blank(access.place)
        graph.nodes[node][RML + "source"] = [table]
        graph.add_foreign(table, CSVW + "url", Literal(access.value))
        if encoding is not None:
            graph.add_foreign(table, CSVW + "encoding", Literal(encoding.value))
        if delimiter is not None:
            written = delimiter.value.replace("\\t", "\t")
            dialect = graph.blank(delimiter.place)
            graph.add_foreign(table, CSVW + "dialect", dialect)
            graph.add_foreign(dialect, CSVW + "delimiter", Literal(written))
            if len(written) != 1:
                message = "is not a delimiter, expected one character"
                tell(delimiter.place, message, value=delimiter.value, see=SPEC + _SEE)
        return node

    def _database(self, opened: Opened, kind: str) -> BlankNode | None:
        """Put a table or a query of a database into the graph, as R2RML and D2RQ say it."""
        graph, tell = self._context.graph, self._context.tell
        node = graph.blank(opened.place)
        table = text_of(opened.get("table"), tell, "the name of a table", see=_SEE)
        query = text_of(opened.get("query"), tell, "a query", see=_SEE)
        given = [each for each in (table, query) if each is not None]
        if len(given) != 1:
            tell(opened.place, "expected either table or query", see=SPEC + _SEE)
            return None
        language = text_of(opened.get("queryFormulation"), tell, "a query language", see=_SEE)
        if language is not None and language.value.lower() in _SQL:
            version = NamedNode(RML + _SQL[language.value.lower()])
            graph.add(node, "sqlVersion", version)
        access = text_of(opened.get("access"), tell, "the address of a database", see=_SEE)
        if access is None:
            name = "tableName" if table is not None else "sqlQuery"
            graph.add(node, name, Literal(given[0].value))
            return node
        graph.add(node, "tableName" if table is not None else "query", Literal(given[0].value))
        graph.add(node, "referenceFormulation", NamedNode(RML + "CSV"))
        graph.add(node, "source", self._server(opened, access, kind))
        return node

    def _server(self, opened: Opened, access: Text, kind: str) -> BlankNode:
        """Put the database that is asked into the graph."""
        graph = self._context.graph
        database = graph.blank(access.place)
        graph.add_foreign(database, _D2RQ + "jdbcDSN", Literal(access.value))
        if kind in _DRIVERS:
            graph.add_foreign(database, _D2RQ + "jdbcDriver", Literal(_DRIVERS[kind]))
        self._credentials(opened, database)
        return database

    def _credentials(self, opened: Opened, database: BlankNode) -> None:
        tell = self._context.tell
        keys = keys_of(opened.get("credentials"), tell, "username and password", see=_SEE)
        given = open_keys(keys, CREDENTIALS, tell, see=_SEE) if keys else None
        for name in CREDENTIALS if given else ():
            text = text_of(given.get(name) if given else None, tell, "a text", see=_SEE)
            if text is not None:
                self._context.graph.add_foreign(database, _D2RQ + name, Literal(text.value))
