"""What may stand in a term, held against pyoxigraph, and Python held against DuckDB."""

from collections.abc import Iterator

import duckdb
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping_support import connect
from saite.mapping.duckdb_functions import macros, quote_name, quote_text
from saite.mapping.lexical import (
    IRI,
    LANGUAGE_TAG,
    PLAIN_IRI,
    encode_blank,
    encode_iri,
    encode_uri,
    escape_iri,
    escape_literal,
    is_iri,
    is_language_tag,
)

IRIS = [
    "http://example.org/", "http://example.org", "http://example.org/ā/b?q=1#f", "urn:isbn:1",
    "mailto:a@example.org", "a:", "a:/", "a:b//c", "http://u:p@host:80/", "http://[::1]/",
    "http://[2001:db8::7]:80/a", "http://[1:2:3:4:5:6:7:8]", "http://[::ffff:1.2.3.4]/",
    "http://e?\ue000", "http://e/\u200d", "http://e/%20", "file:///tmp/a", "http:///a",
    "a://b/c/../d", "a:?q", "a:#f", "http://e/;=,@:!$&'()*+",
]  # fmt: skip
NOT_IRIS = [
    "", "example.org", "/a", "1a:b", ":a", "http://e/ x", "http://e/<", 'http://e/"', "http://e/{",
    "http://e/|", "http://e/\\", "http://e/^", "http://e/`", "http://e/\n", "http://e/\x7f",
    "http://e:80a/", "http://e/%zz", "http://e/%2", "http://e/#a#b", "http://e/[", "http://[zz]/",
    "http://[::1", "http://[1:2:3:4:5:6:7:8:9]/", "http://e/\ue000", "http://e/\ufdd0", "a b:c",
    "http://e/\U000e0001", "http://[::1.2.3.256]/",
]  # fmt: skip


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        for statement in macros():
            connection.execute(statement)
        yield connection


def is_iri_of_the_store(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("text", IRIS)
def test_an_iri_is_one_for_us_and_for_the_store(text: str) -> None:
    assert is_iri(text)
    assert is_iri_of_the_store(text)


@pytest.mark.parametrize("text", NOT_IRIS)
def test_no_iri_is_none_for_us_and_for_the_store(text: str) -> None:
    assert not is_iri(text)
    assert not is_iri_of_the_store(text)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab:/?#[]@%20!$&'()*+,;=-._~<> é\ue000\ufdd0", max_size=12))
def test_whatever_we_take_for_an_iri_the_store_takes(tail: str) -> None:
    for text in (tail, f"http://example.org/{tail}", f"http:{tail}", f"http://{tail}"):
        assert is_iri(text) == is_iri_of_the_store(text)


@pytest.mark.parametrize("text", IRIS + NOT_IRIS)
def test_the_pattern_says_the_same_in_sql(database: duckdb.DuckDBPyConnection, text: str) -> None:
    query = "SELECT regexp_full_match($1, $2), regexp_full_match($1, $3)"
    row = database.execute(query, [text, IRI, PLAIN_IRI]).fetchone()
    assert row is not None
    assert row[0] == is_iri(text)
    assert row[0] or not row[1], "the quick pattern takes nothing that the whole one refuses"


@pytest.mark.parametrize(
    ("tag", "is_tag"),
    [
        *((tag, True) for tag in ("lt", "en-GB", "zh-Hans-CN", "sgn-BE-FR", "de-1996", "x-own")),
        *((tag, True) for tag in ("en-x-a", "en-a-bbb", "i-klingon", "es-419", "zh-cmn-Hans")),
        *(
            (tag, False)
            for tag in ("english", "a-english", "", "en_GB", "en-", "-en", "12", "en-a")
        ),
        *((tag, False) for tag in ("lt.", "lt\n", "lt> .", "lt ", "ā", "abcd", "spanish")),
    ],
)
def test_language_tags_are_those_of_bcp_47(
    database: duckdb.DuckDBPyConnection, tag: str, is_tag: bool
) -> None:
    assert is_language_tag(tag) == is_tag
    query = "SELECT regexp_full_match($1, $2)"
    assert database.execute(query, [tag, LANGUAGE_TAG]).fetchone() == (is_tag,)
    if is_tag:
        assert ox.Literal("text", language=tag).language == tag.lower()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=40))
def test_python_and_sql_encode_alike(texts: list[str]) -> None:
    query = """SELECT saite_iri(x), url_encode(x), saite_text(x), saite_unsafe(x), saite_blank(x)
        FROM (SELECT unnest($1::VARCHAR[]) AS x)"""
    encoders = (encode_iri, encode_uri, escape_literal, escape_iri, encode_blank)
    with connect() as connection:
        for statement in macros():
            connection.execute(statement)
        found = connection.execute(query, [texts]).fetchall()
    assert found == [tuple(encode(text) for encode in encoders) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_comes_back_from_a_literal(text: str) -> None:
    line = f'<urn:s> <urn:p> "{escape_literal(text)}" .\n'
    (quad,) = ox.parse(line, ox.RdfFormat.N_QUADS)
    assert isinstance(quad, ox.Quad)
    assert quad.object == ox.Literal(text)
    assert line == f"{quad} .\n", "escaped as canonical N-Quads does"


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_encoded_makes_a_valid_iri_and_label(text: str) -> None:
    assert is_iri_of_the_store(f"http://example.org/{encode_iri(text)}")
    assert is_iri_of_the_store(f"http://example.org/{encode_uri(text)}")
    line = f"_:b{encode_blank(text)} <http://example.org/{escape_iri(text)}> _:b .\n"
    assert len(list(ox.parse(line, ox.RdfFormat.N_QUADS, lenient=True))) == 1


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="a_%.~-20 é"), st.text(alphabet="a_%.~-20 é"))
def test_no_two_texts_are_encoded_alike(one: str, other: str) -> None:
    for encode in (encode_iri, encode_uri, encode_blank, escape_literal):
        assert (encode(one) == encode(other)) == (one == other)


@pytest.mark.parametrize("text", ["it's", 'a "b"', "'; DROP TABLE t; --", '"', "'", "", "\\"])
def test_quoted_names_and_texts_are_only_that(
    database: duckdb.DuckDBPyConnection, text: str
) -> None:
    query = f"SELECT {quote_text(text)} AS {quote_name(text or 'x')}"
    found = database.execute(query)
    assert found.description is not None
    assert found.description[0][0] == (text or "x")
    assert found.fetchone() == (text,)
