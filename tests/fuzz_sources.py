"""Sources to fuzz with: tables, JSON, XML and databases, by any reference and any query."""

import contextlib
import csv
import io
import json
import sqlite3
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

import fuzz_mappings
from fuzz_register import Example, folder, pieces, target, written
from mapping_support import BASE, PREFIXES, quads
from saite.engine import materialize

BYTES = (
    "id,name\n", "1,a\n", '2,"b\nc"\n', ",", '"', '""', "\n", "\r", "\r\n", "\x00", "\\",
    "\t", ";", "1", "a", " ", "NULL", "#", "\xef\xbb\xbf", "\xc4\x81",
    "\xf0\x9f\x98\x80", "\xc2\x85", "\x0b",
)  # fmt: skip
BROKEN = st.sampled_from(["\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80"])
ANY = st.text(st.characters(max_codepoint=127), max_size=4)
CELL = st.sampled_from(
    [
        "1",
        "a b",
        "",
        '"a"',
        '"a""b"',
        '"a,b"',
        '"a\nb"',
        '"\r\n"',
        "a\rb",
        'a"b',
        '"a"b',
        " ",
        "\x00",
    ]
)
LINE_ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n", ""])
LINES = st.lists(st.builds("{},{}{}".format, CELL, CELL | ANY, LINE_ENDS), max_size=6)
# One character a byte. Most are UTF-8: a table that is not is refused at once.
HOSTILE = (
    LINES.map("".join)
    | st.lists(st.sampled_from(BYTES) | ANY, max_size=12).map("".join)
    | st.lists(st.sampled_from(BYTES) | BROKEN, max_size=8).map("".join)
)


@target(
    "csv",
    st.fixed_dictionaries({"head": st.sampled_from([True, True, True, False]), "bytes": HOSTILE}),
)
def csv_bytes(example: Example) -> None:
    """Read any bytes as a table; its cells are those that Python's own reader of CSV finds."""
    given = (b"id,name\n" if example["head"] else b"") + example["bytes"].encode("latin-1")
    with folder() as place:
        (place / "t.csv").write_bytes(given)
        (place / "mapping.ttl").write_text(PREFIXES + _CSV, encoding="utf-8")
        made = {(quad.subject, quad.object) for quad in quads(written(place), lenient=True)}
        rows = _as_python_reads(given)
        assert rows is None or made == rows


_CSV = """<#t> a rml:TriplesMap ;
    rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path "t.csv" ] ;
        rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:reference "id" ; rml:termType rml:BlankNode ] ;
    rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "name" ] ] ."""
_CSV = _CSV.replace('rml:reference "id" ; rml:termType rml:BlankNode', "rml:constant ex:s")


def _as_python_reads(given: bytes) -> set[tuple[Any, Any]] | None:
    """Give the pairs of subject and object; None if that reader refuses the table."""
    try:
        text = io.StringIO(given.decode("utf-8-sig"), newline="")
        header, *rows = [row for row in csv.reader(text, strict=True) if row]
        place = header.index("name")
        return {(ox.NamedNode("http://example.org/s"), ox.Literal(row[place])) for row in rows}
    except (ValueError, IndexError, csv.Error):
        return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "items", ""]), inner, max_size=3)
    ),
    max_leaves=12,
)


@target(
    "json",
    st.fixed_dictionaries(
        {
            "text": JSON.map(json.dumps) | HOSTILE,
            "iterator": st.sampled_from(["$", "$.items[*]", "$..*", "$[*]", "$.items"]),
            "reference": st.sampled_from(["name", "$.name", "name[*]", "$..id", "['']", "*"]),
        }
    ),
)
def json_text(example: Example) -> None:
    """Read any text as JSON, by several iterators and references."""
    with folder() as place:
        (place / "t.json").write_bytes(example["text"].encode("utf-8", "surrogatepass"))
        body = _CSV.replace("t.csv", "t.json").replace('"name"', f'"{example["reference"]}"')
        source = f'rml:JSONPath ; rml:iterator "{example["iterator"]}"'
        (place / "mapping.ttl").write_text(
            PREFIXES + body.replace("rml:CSV", source), encoding="utf-8"
        )
        written(place)


XML = (
    "<a>", "</a>", "<b id='1'>", "</b>", "<name>x</name>", "<a/>", "&amp;", "&", "<![CDATA[x]]>",
    "<!-- -->", "<?p?>", "xmlns='http://e/'", "<!DOCTYPE a [<!ENTITY e 'ee'>]>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "&e;", "ā",
    "<e:b xmlns:e='http://e/'>", "</e:b>", "\x00",
)  # fmt: skip
XPATH = (
    "/", "//", "a", "b", "@id", ".", "..", "*", "name", "[1]", "[@id='1']", "text()", "|", "count(",
    "string(", ")", "e:b", "ancestor::", "last()", "'", " and ", "1", "$x",
    "document('/etc/passwd')",
    "translate(name, 'a', 'b')", "position() < 2",
)  # fmt: skip


@target(
    "xml",
    st.fixed_dictionaries(
        {
            "text": st.just("<a><b id='1'><name>x</name></b><b id='2'/></a>") | pieces(*XML),
            "iterator": st.sampled_from(["/a/b", "//b", "/a", "//*"]) | pieces(*XPATH, most=6),
            "reference": st.sampled_from(["name", "@id", "."]) | pieces(*XPATH, most=6),
        }
    ),
)
def xml_text(example: Example) -> None:
    """Read any text as XML, by any expressions of XPath; nothing outside the file is read."""
    with folder() as place:
        (place / "t.xml").write_bytes(example["text"].encode("utf-8", "surrogatepass"))
        body = _CSV.replace("t.csv", "t.xml").replace('"name"', _turtle(example["reference"]))
        source = f"rml:XPath ; rml:iterator {_turtle(example['iterator'])}"
        text = PREFIXES + body.replace("rml:CSV", source)
        (place / "mapping.ttl").write_bytes(text.encode("utf-8", "surrogatepass"))
        assert "root:" not in written(place)


def _turtle(text: str) -> str:
    """Write a text as a literal of Turtle; JSON escapes the same characters in the same way."""
    return json.dumps(text)


def _storable(value: object) -> object:
    """Make a value that SQLite takes: it refuses half a pair of surrogates."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


TABLE = """CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, kind VARCHAR(5), link BLOB);
CREATE TABLE u (id, "na me", name REAL, day DATE);"""
SQL = (
    "SELECT ", "*", "id", "name", " FROM ", "t", "u", " WHERE ", "1=1", ";", "--", "/*", "'", '"',
    " AS ", ", ", "count(*)", " GROUP BY ", "DROP TABLE t", "ATTACH '/tmp/x' AS x", "PRAGMA x",
    "UPDATE t SET id=1", "?", ":a", "NULL", "x'00ff'", " UNION ALL ", "(", ")", "1e999",
)  # fmt: skip
QUERY = st.sampled_from(["SELECT * FROM t", "SELECT id, name FROM u"]) | pieces(*SQL)
DATABASE_CELL = (
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=5) | st.just("ā")
)
DATABASE_ROWS = st.lists(st.tuples(*[DATABASE_CELL] * 3).map(list), max_size=4)
R2RML = """@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix ex: <http://e/> .
<#t> a rr:TriplesMap ; rr:logicalTable [ rr:tableName "t" ] ;
    rr:subjectMap [ rr:template "http://e/{id}" ; rr:class ex:T ; rr:graph ex:g ] ;
    rr:predicateObjectMap [ rr:predicate ex:name ; rr:objectMap [ rr:column "name" ] ] ,
        [ rr:predicate ex:kind ; rr:objectMap [ rr:column "kind" ; rr:language "lt" ] ] ,
        [ rr:predicate ex:u ; rr:objectMap [ rr:parentTriplesMap <#u> ;
            rr:joinCondition [ rr:child "id" ; rr:parent "id" ] ] ] .
<#u> a rr:TriplesMap ; rr:logicalTable [ rr:sqlQuery "SELECT * FROM u" ] ;
    rr:subjectMap [ rr:template "u{id}" ; rr:termType rr:BlankNode ] ;
    rr:predicateObjectMap [ rr:predicate ex:day ; rr:objectMap [ rr:column "day" ;
        rr:datatype ex:day ] ] ."""


@target(
    "r2rml",
    st.fixed_dictionaries(
        {
            "mapping": fuzz_mappings.mistakes([R2RML])
            | QUERY.map(lambda text: R2RML.replace('"SELECT * FROM u"', _turtle(text))),
            "rows": DATABASE_ROWS,
        }
    ),
)
def r2rml(example: Example) -> None:
    """Run any mapping, and any query, over a database; what is in it stays as it is."""
    with folder() as place:
        database = place / "d.sqlite"
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.executescript(TABLE)
            for number, row in enumerate(example["rows"]):
                values = [_storable(each) for each in row]
                connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", (number, *values))
                connection.execute("INSERT INTO u VALUES (?, ?, ?, ?)", (number, *values))
            connection.commit()
        before = database.read_bytes()
        mapping = place / "mapping.ttl"
        mapping.write_bytes(example["mapping"].encode("utf-8", "surrogatepass"))
        output = place / "out.nq"
        try:
            materialize(mapping, output=output, base=BASE, database=f"sqlite:///{database}")
            list(ox.parse(output.read_bytes(), ox.RdfFormat.N_QUADS, lenient=True))
        finally:
            assert database.read_bytes() == before
            assert {each.name for each in place.iterdir()} <= {"d.sqlite", "mapping.ttl", "out.nq"}
