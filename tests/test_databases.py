"""Databases as sources: the same cases on SQLite, DuckDB and PostgreSQL, and what is refused."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import MODULES, ON_SERVER, cases, on_server
from databases import KINDS, TestDatabase, database
from mapping_support import quads
from saite.engine import materialize
from saite.errors import MappingError
from saite.sources.addresses import parse_address
from saite.sources.natural import MACROS
from saite.sources.values import natural as json_natural

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(each for suite in ("databases", "r2rml") for each in (CASES / suite).iterdir())


def run_case(case: Path, made: TestDatabase, folder: Path) -> str:
    text = (case / "mapping.ttl").read_text(encoding="utf-8")
    values = {"$DSN": made.dsn, "$USER": made.user, "$PASSWORD": made.password}
    for name, value in values.items():
        text = text.replace(name, value)
    mapping, output = folder / "mapping.ttl", folder / "output.nq"
    mapping.write_text(text, encoding="utf-8")
    url = "" if "jdbcDSN" in text else made.url
    materialize(mapping, output=output, database=url)
    return output.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", FOLDERS, ids=lambda each: f"{each.parent.name}-{each.name}")
def test_a_case_makes_the_same_graph_on_every_database(
    case: Path, kind: str, tmp_path: Path
) -> None:
    own = case / f"create.{kind}.sql"
    sql = (own if own.exists() else case / "create.sql").read_text(encoding="utf-8")
    with database(kind, sql, tmp_path) as made:
        found = run_case(case, made, tmp_path)
    assert quads(found) == quads((case / "expected.nq").read_text(encoding="utf-8"))


PERSON = 'CREATE TABLE "Person" ("id" INTEGER, "name" VARCHAR(20)); ' + "".join(
    f"INSERT INTO \"Person\" VALUES ({number}, '{name}');"
    for number, name in ((1, "Ona"), (2, "Jonas"))
)
PREFIXES = "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix ex: <http://example.org/> .\n"


def triples_map(
    table: str, name: str = "<#People>", *, id_: str = "id", value: str = "name"
) -> str:
    return f"""{name} a rr:TriplesMap ; rr:logicalTable [ {table} ] ;
    rr:subjectMap [ rr:template "http://example.org/{{{id_}}}" ] ;
    rr:predicateObjectMap [ rr:predicate ex:p ; rr:objectMap [ rr:column "{value}" ] ] .
"""


def run(text: str, url: str, folder: Path) -> list[str]:
    mapping, output = folder / "m.ttl", folder / "out.nq"
    mapping.write_text(PREFIXES + text, encoding="utf-8")
    materialize(mapping, output=output, database=url)
    return output.read_text(encoding="utf-8").splitlines()


def problems(text: str, url: str, folder: Path) -> list[str]:
    with pytest.raises(MappingError) as caught:
        run(text, url, folder)
    assert not (folder / "out.nq").exists()
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize("kind", KINDS)
def test_problems_of_several_triples_maps_are_told_at_once(kind: str, tmp_path: Path) -> None:
    text = (
        triples_map('rr:tableName "Persons"', "<#A>")
        + triples_map('rr:sqlQuery "SELECT wrong FROM nowhere"', "<#B>")
        + triples_map('rr:tableName "Person"', "<#C>", value="nam")
        + triples_map('rr:sqlQuery "SELECT 1 AS id, 2 AS id"', "<#D>")
    )
    with database(kind, PERSON, tmp_path) as made:
        told = problems(text, made.url, tmp_path)
    assert len(told) == 4
    table, query, twice, column = told
    section = "https://www.w3.org/TR/r2rml/#"
    assert "'Persons' is not a table of " in table
    assert (
        f"(triples map <#A>, rr:logicalTable, rr:tableName; see {section}physical-tables)" in table
    )
    assert table.endswith("; did you mean 'Person'?")
    assert "'SELECT wrong FROM nowhere' is refused by " in query
    assert f"(triples map <#B>, rr:logicalTable, rr:sqlQuery; see {section}r2rml-views)" in query
    assert "'id' is the name of two columns" in twice
    assert "m.ttl, line 11: 'nam' is not a column of its source, expected one of id, name" in column
    assert f"(triples map <#C>, rr:predicateObjectMap (ex:p), rr:objectMap; see {section}" in column
    assert column.endswith("from-column); did you mean 'name'?")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query",
    [
        'DELETE FROM \\"Person\\"',
        "UPDATE \\\"Person\\\" SET name = 'x' RETURNING id, name",
        "EXPLAIN SELECT 1 AS id, 2 AS name",
        'SELECT 1 AS id, 2 AS name; DROP TABLE \\"Person\\"',
        'SELECT 1 AS id, 2 AS name) AS x; DROP TABLE \\"Person\\"; SELECT (1',
    ],
)
def test_a_query_can_change_nothing(kind: str, query: str, tmp_path: Path) -> None:
    text = triples_map(f'rr:sqlQuery "{query}"')
    with database(kind, PERSON, tmp_path) as made:
        assert len(problems(text, made.url, tmp_path)) == 1
        assert len(run(triples_map('rr:tableName "Person"'), made.url, tmp_path)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_query_may_have_a_query_for_each_row(kind: str, tmp_path: Path) -> None:
    query = (
        'SELECT p.\\"id\\" AS \\"id\\", (SELECT max(o.\\"name\\") FROM \\"Person\\" o '
        'WHERE o.\\"id\\" >= p.\\"id\\") AS \\"name\\" FROM \\"Person\\" p'
    )
    maps = triples_map(f'rr:sqlQuery "{query}"') + triples_map(
        f'rr:sqlQuery "{query}"', "<#Again>", value="id"
    )
    with database(kind, PERSON, tmp_path) as made:
        lines = run(maps, made.url, tmp_path)
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert sorted(lines) == [
        f"<http://example.org/{number}> <http://example.org/p> {value} ."
        for number, name in ((1, "Ona"), (2, "Jonas"))
        for value in (f'"{number}"{integer}', f'"{name}"')
    ]


def test_only_columns_of_the_table_are_named(tmp_path: Path) -> None:
    sql = 'CREATE TABLE "T" ("id" INT, "price" NUM); INSERT INTO "T" VALUES (1, 1.5), (2, \'x\')'
    text = triples_map('rr:tableName "T"', value="price") + triples_map(
        'rr:tableName "T"', "<#B>", value="prise"
    )
    with database("sqlite", sql, tmp_path) as made:
        (told,) = problems(text, made.url, tmp_path)
    assert "'prise' is not a column of its source, expected one of id, price (" in told


@pytest.mark.parametrize("kind", KINDS)
def test_rows_come_in_batches_and_in_the_same_order(kind: str, tmp_path: Path) -> None:
    sql = (
        'CREATE TABLE "Many" ("id" INTEGER, "name" VARCHAR(20)); INSERT INTO "Many" WITH RECURSIVE '
        "n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000) "
        "SELECT i, CASE WHEN i % 3 > 0 THEN 'name' END FROM n"
    )
    with database(kind, sql, tmp_path) as made:
        first = run(triples_map('rr:tableName "Many"'), made.url, tmp_path)
        assert first == run(triples_map('rr:tableName "Many"'), made.url, tmp_path)
    assert first == [
        f'<http://example.org/{n}> <http://example.org/p> "name" .'
        for n in range(1, 45001)
        if n % 3
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_names_may_be_written_in_other_letters_and_behind_a_schema(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, PERSON, tmp_path) as made:
        schema = made.dsn.rpartition("=")[2] if kind == "postgresql" else "main"
        expected = run(triples_map('rr:tableName "Person"'), made.url, tmp_path)
        for name in ("PERSON", '\\"Person\\"', f"{schema}.person", f'\\"{schema}\\".\\"Person\\"'):
            text = triples_map(f'rr:tableName "{name}"', id_="ID", value='\\"name\\"')
            assert run(text, made.url, tmp_path) == expected


def test_columns_that_differ_only_in_letters_need_other_names(tmp_path: Path) -> None:
    sql = 'CREATE TABLE "T" (id int, "ID" int); INSERT INTO "T" VALUES (1, 2)'
    table = triples_map('rr:tableName "T"', id_="id", value="ID")
    query = triples_map(
        'rr:sqlQuery "SELECT id AS a, \\"ID\\" AS b FROM \\"T\\""', id_="a", value="b"
    )
    with database("postgresql", sql, tmp_path) as made:
        (told,) = problems(table, made.url, tmp_path)
        (line,) = run(query, made.url, tmp_path)
    assert "'id' and 'ID' are different columns" in told
    assert "a query can rename them (AS)" in told
    assert line.startswith('<http://example.org/1> <http://example.org/p> "2"^^')


def test_a_database_that_cannot_be_reached_is_told_of_once(tmp_path: Path) -> None:
    text = triples_map('rr:tableName "A"', "<#A>") + triples_map('rr:tableName "B"', "<#B>")
    for url in ("", "missing.db", "postgresql://127.0.0.1:1/x"):
        assert len(problems(text, url, tmp_path)) == 1


def test_a_server_tells_small_and_capital_letters_apart(tmp_path: Path) -> None:
    sql = 'CREATE TABLE "T" ("Name" text, id int, "ID" int); INSERT INTO "T" VALUES (\'a\', 1, 2)'
    with database("postgresql", sql, tmp_path) as made:
        told = problems(
            triples_map('rr:tableName "T"', id_="id", value='\\"name\\"'), made.url, tmp_path
        )
        assert "expected one of Name, id, ID" in told[0]
        told = problems(triples_map('rr:tableName "T"', id_="Id"), made.url, tmp_path)
        assert 'may mean several names, expected one in quotes: "id" or "ID"' in told[0]
        lines = run(triples_map('rr:tableName "T"', id_='\\"ID\\"'), made.url, tmp_path)
    assert lines == ['<http://example.org/2> <http://example.org/p> "a" .']


def test_values_that_their_type_cannot_say_keep_what_they_are(tmp_path: Path) -> None:
    sql = """CREATE TABLE t (id INTEGER, d DATE, n DECIMAL(5, 2), b BOOLEAN, plain, ts TIMESTAMP);
        INSERT INTO t VALUES (1, '2020-02-30', 'n/a', 1, 10, '2020-01-01 10:00'),
            (2, '2020-02-29', 1.50, 'true', '10', 'soon'), (3, 20200101, 3, 7, 1.5, NULL),
            (4, X'00', 1e30, 0, X'AB', '2020-01-01T10:00:00.5+00:00')"""
    maps = triples_map('rr:tableName "t"', "<#A>", value="d") + "".join(
        triples_map('rr:tableName "t"', f"<#{name}>", value=name).replace("ex:p", f"ex:{name}")
        for name in ("n", "b", "plain", "ts")
    )
    with database("sqlite", sql, tmp_path) as made:
        found = {
            tuple(line[:-2].replace("http://www.w3.org/2001/XMLSchema#", "").split(" ", 2)[1:])
            for line in run(maps, made.url, tmp_path)
        }
    values: dict[str, set[str]] = {}
    for predicate, value in found:
        values.setdefault(predicate.strip("<>").rpartition("/")[2], set()).add(value)
    assert values == {
        "p": {'"2020-02-30"', '"2020-02-29"^^<date>', '"20200101"^^<integer>', '"00"^^<hexBinary>'},
        "n": {'"n/a"', '"1.5"^^<decimal>', '"3"^^<decimal>', f'"1{"0" * 30}"^^<decimal>'},
        "b": {'"true"^^<boolean>', '"7"^^<integer>', '"false"^^<boolean>'},
        "plain": {'"10"^^<integer>', '"10"', '"1.5E0"^^<double>', '"AB"^^<hexBinary>'},
        "ts": {
            '"2020-01-01T10:00:00"^^<dateTime>', '"soon"',
            '"2020-01-01T10:00:00.5Z"^^<dateTime>',
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "sql", "expected"),
    [
        ("postgresql", "'infinity'::date", '"infinity"'),
        ("postgresql", "'NaN'::numeric", '"NaN"^^<double>'),
        ("postgresql", "'-Infinity'::float8", '"-INF"^^<double>'),
        ("postgresql", "'2020-1-1 9:00+05:30'::timestamptz", '"2020-01-01T03:30:00Z"^^<dateTime>'),
        ("postgresql", "'12:00+05:30'::timetz", '"12:00:00+05:30"^^<time>'),
        ("postgresql", "'1 day'::interval", '"P1D"'),
        ("postgresql", "'x'::char(3)", '"x  "'),
        ("postgresql", "ARRAY[1, 2]", '"{1,2}"'),
        ("postgresql", "'{\"a\": 1}'::jsonb", '"{\\"a\\": 1}"'),
        ("duckdb", "'nan'::double", '"NaN"^^<double>'),
        ("duckdb", "'-inf'::float", '"-INF"^^<double>'),
        ("duckdb", "'infinity'::date", '"infinity"'),
        ("duckdb", "170141183460469231731687303715884105727::hugeint",
         '"170141183460469231731687303715884105727"^^<integer>'),
        ("duckdb", "'2020-01-01 9:00+05:30'::timestamptz", '"2020-01-01T03:30:00Z"^^<dateTime>'),
        ("duckdb", "[1, 2]", '"[1, 2]"'),
        ("duckdb", "1e-5::double", '"1.0E-5"^^<double>'),
    ],
)  # fmt: skip
def test_types_of_one_database_have_their_literals(
    kind: str, sql: str, expected: str, tmp_path: Path
) -> None:
    view = f'CREATE VIEW "v" AS SELECT 1 AS id, {sql} AS name'
    with database(kind, view, tmp_path) as made:
        (line,) = run(triples_map('rr:tableName "v"'), made.url, tmp_path)
    assert line.split(" ", 2)[2].replace("http://www.w3.org/2001/XMLSchema#", "") == f"{expected} ."


@settings(max_examples=20)
@given(st.lists(st.floats(allow_nan=False), max_size=100))
def test_doubles_have_the_canonical_form_of_xsd(values: list[float]) -> None:
    with duckdb.connect() as connection:
        for signature, body in MACROS.items():
            connection.execute(f"CREATE TEMP MACRO {signature} AS {body}")
        rows = connection.execute(
            "SELECT saite_double(x::VARCHAR) FROM (SELECT unnest(?::DOUBLE[]) AS x)", [values]
        ).fetchall()
    made = [text for (text,) in rows]
    assert made == [json_natural(value)[1] for value in values]
    assert [float(text) for text in made] == values


def test_a_mapping_that_names_no_database_asks_for_one(tmp_path: Path) -> None:
    (told,) = problems(triples_map('rr:tableName "T"'), "", tmp_path)
    assert "the mapping names no database, expected one: --database URL" in told


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql://root:hush@localhost/x", "'mysql:' is not the address of a database known here"),
        ("postgresq://root:hush@localhost/x", "did you mean 'postgresql'?"),
        ("people.csv", "'people.csv' is not the address of a database known here"),
        ("missing.db", "missing.db does not exist, expected a file"),
        ("duckdb:///missing.duckdb", "missing.duckdb does not exist, expected a file"),
        ("sqlite://host/a.db", "names a host"),
        ("sqlite:", "names no file"),
        ("text.db", "text.db cannot be read as SQLite: file is not a database"),
        ("text.duckdb", "text.duckdb cannot be read as DuckDB: "),
        ("postgresql://u:hush@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x cannot be connected to"),
        ("postgresql://root:hu/sh@127.0.0.1:1/x", "cannot be connected to"),
        ("postgresql://127.0.0.1:port/x?password=hush", "cannot be connected to"),
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_opened_is_told_of_without_its_password(
    url: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("text.db", "text.duckdb"):
        (tmp_path / name).write_text("no database at all, " * 300, encoding="utf-8")
    (told,) = problems(triples_map('rr:tableName "T"'), url, tmp_path)
    assert expected in told
    assert "hush" not in told
    assert "hu/sh" not in told


def test_a_server_that_lets_nobody_in_is_told_of_without_the_password(tmp_path: Path) -> None:
    with database("postgresql", PERSON, tmp_path) as made:
        wrong = made.url.replace(f":{made.password}@", ":hush-hush@")
        (told,) = problems(triples_map('rr:tableName "Person"'), wrong, tmp_path)
    assert "cannot be connected to" in told
    assert "hush" not in told


def test_a_password_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database("postgresql", PERSON, tmp_path) as made:
        monkeypatch.setenv("PGPASSWORD", made.password)
        url = made.url.replace(f":{made.password}@", "@")
        assert len(run(triples_map('rr:tableName "Person"'), url, tmp_path)) == 2


def test_a_missing_library_is_named_with_the_way_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text(PREFIXES + triples_map('rr:tableName "T"'), encoding="utf-8")
    code = (
        "import sys; sys.modules['psycopg'] = None\nfrom saite.cli import main\n"
        "sys.argv = ['saite', 'map', 'm.ttl', '--database', 'postgresql://127.0.0.1:1/x']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pip install 'saite[postgres]'" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_the_command_takes_a_database(tmp_path: Path) -> None:
    (tmp_path / "m.ttl").write_text(
        PREFIXES + triples_map('rr:tableName "Person"'), encoding="utf-8"
    )
    with database("sqlite", PERSON, tmp_path) as made:
        done = subprocess.run(
            [sys.executable, "-m", "saite", "map", "m.ttl", "--database", made.url],
            cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
    assert done.stdout.splitlines()[0] == '<http://example.org/1> <http://example.org/p> "Ona" .'


def test_a_mapping_may_name_the_file_of_its_database(tmp_path: Path) -> None:
    text = """@prefix rml: <http://w3id.org/rml/> . @prefix ex: <http://example.org/> .
    <#People> rml:logicalSource [
            rml:referenceFormulation rml:SQL2008Table ; rml:iterator "Person" ;
            rml:source [ a rml:RelativePathSource ; rml:path "test file.db" ] ] ;
        rml:subjectMap [ rml:template "http://example.org/{id}" ] ;
        rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference "name" ] ] .
    """
    with database("sqlite", PERSON, tmp_path):
        (tmp_path / "m.ttl").write_text(text, encoding="utf-8")
        assert materialize(tmp_path / "m.ttl", output=tmp_path / "out.nq") == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_mapping_in_yarrrml_may_ask_a_database(kind: str, tmp_path: Path) -> None:
    with database(kind, PERSON, tmp_path) as made:
        text = f"""
        prefixes: {{ex: "http://example.org/"}}
        mappings:
          people:
            sources:
              - access: "{made.dsn}"
                credentials: {{username: "{made.user}", password: "{made.password}"}}
                type: {kind}
                queryFormulation: sql2008
                query: 'SELECT "id", "name" FROM "Person" WHERE "id" = 1'
            s: ex:$(id)
            po: [[ex:p, $(name)]]
        """
        (tmp_path / "m.yml").write_text(text, encoding="utf-8")
        materialize(tmp_path / "m.yml", output=tmp_path / "out.nq")
    expected = '<http://example.org/1> <http://example.org/p> "Ona" .\n'
    assert (tmp_path / "out.nq").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('rr:tableName "T" ; rr:sqlQuery "SELECT 1"',
         "found rr:tableName and rr:sqlQuery (triples map <#People>, rr:logicalTable; see http"),
        ("rr:sqlVersion rr:SQL2008",
         "expected exactly one of rr:tableName and rr:sqlQuery, found none"),
        ('rr:tableName " "', "is empty, expected a table or a query"),
        ("rr:tableName ex:T", "expected a text, found ex:T"),
        ('rr:table "T"',
         "expected one of rr:sqlQuery, rr:sqlVersion, rr:tableName (triples map <#People>"),
    ],
)  # fmt: skip
def test_a_logical_table_that_is_not_well_formed_is_told_of(
    table: str, expected: str, tmp_path: Path
) -> None:
    assert any(expected in told for told in problems(triples_map(table), "x.db", tmp_path))


@pytest.mark.parametrize(
    ("text", "url", "user"),
    [
        ("jdbc:sqlite:/data/a b.db", "sqlite:////data/a%20b.db", ""),
        ("sqlite:////data/a%20b.db?mode=ro", "sqlite:////data/a%20b.db", ""),
        ("a.sqlite3", "sqlite:////here/a.sqlite3", ""),
        ("jdbc:duckdb:a.db", "duckdb:////here/a.db", ""),
        ("jdbc:postgresql://h:5433/d?user=u&password=p&currentSchema=s&sslmode=require",
         "postgresql://h:5433/d?sslmode=require&options=-csearch_path%3Ds", "u"),
        ("jdbc:postgresql:d", "postgresql:///d", ""),
        ("postgres://u%40x:p%2F@h/d", "postgresql://h/d", "u@x"),
    ],
)  # fmt: skip
def test_addresses_are_urls_or_those_of_jdbc(text: str, url: str, user: str) -> None:
    address = parse_address(text, folder=Path("/here"))
    assert (address.url, address.user) == (url, user)
    assert parse_address(address.url, folder=Path("/elsewhere")).location == address.location
    assert "p/" not in repr(address)


def test_the_official_case_that_asks_a_server(tmp_path: Path) -> None:
    found = [(case, each) for each in MODULES for case in cases(each) if case.name in ON_SERVER]
    if not found:
        pytest.skip("the official cases of RML are not beside this checkout")
    for case, module in found:
        assert on_server(case, module, tmp_path) == ""
