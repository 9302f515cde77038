"""Parquet, Arrow and Feather files, and tables in memory: types become natural datatypes."""

import datetime as dt
import decimal
import gzip
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping_support import connect
from saite.engine import materialize
from saite.errors import MappingError, UsageError
from saite.sources.columns import macros
from saite.sources.values import natural
from sources_support import mapping_of, values_of

UTC = dt.UTC
KINDS: dict[str, tuple[pa.Array, str]] = {
    "text": (pa.array([" a"]), " a"),
    "category": (pa.array(["a"]).dictionary_encode(), "a"),
    "view": (pa.array(["a"], pa.string_view()), "a"),
    "byte": (pa.array([-5], pa.int8()), "-5^^<integer>"),
    "large": (pa.array([2**64 - 1], pa.uint64()), "18446744073709551615^^<integer>"),
    "decimal": (pa.array([decimal.Decimal("1.500")]), "1.5^^<decimal>"),
    "whole": (pa.array([decimal.Decimal("20.00")]), "20^^<decimal>"),
    "single": (pa.array([0.1], pa.float32()), "1.0E-1^^<double>"),
    "double": (pa.array([-1234.5]), "-1.2345E3^^<double>"),
    "huge": (pa.array([1e21]), "1.0E21^^<double>"),
    "zero": (pa.array([0.0]), "0.0E0^^<double>"),
    "infinity": (pa.array([float("-inf")]), "-INF^^<double>"),
    "truth": (pa.array([False]), "false^^<boolean>"),
    "day": (pa.array([dt.date(2021, 5, 3)]), "2021-05-03^^<date>"),
    "early": (pa.array([-735_000], pa.date32()), "-0043-08-22^^<date>"),
    "clock": (pa.array([dt.time(10, 30, 0, 500_000)]), "10:30:00.5^^<time>"),
    "moment": (
        pa.array([1_620_037_800], pa.timestamp("s")),
        "2021-05-03T10:30:00^^<dateTime>",
    ),
    "nano": (pa.array([1], pa.timestamp("ns")), "1970-01-01T00:00:00.000000001^^<dateTime>"),
    "zoned": (
        pa.array([dt.datetime(2021, 5, 3, 10, 30, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
        "2021-05-03T10:30:00+00:00^^<dateTime>",
    ),
    "old": (pa.array([-62_200_000_000], pa.timestamp("s")), "-0002-12-17T14:13:20^^<dateTime>"),
    "bytes": (pa.array([b"\x00\xff"]), "00FF^^<hexBinary>"),
}
TABLE = pa.table({"id": pa.array(["1"]), **{name: array for name, (array, _) in KINDS.items()}})
EXPECTED = {("1", name, text) for name, (_, text) in KINDS.items()}


def write_file(table: pa.Table, path: Path) -> None:
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=2)
    elif path.suffix == ".feather":
        feather.write_feather(table, path, chunksize=2)
    else:
        with path.open("wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
            writer.write_table(table, max_chunksize=2)


FILES = ["t.parquet", "t.feather", "t.arrow", "T [1]*.PARQUET"]


@pytest.mark.parametrize("name", FILES)
def test_types_become_natural_datatypes(name: str, tmp_path: Path) -> None:
    if name == "T [1]*.PARQUET":
        write_file(TABLE, tmp_path / "t.parquet")
        (tmp_path / "t.parquet").rename(tmp_path / name)
    else:
        write_file(TABLE, tmp_path / name)
    columns = list(KINDS)
    assert values_of(mapping_of(tmp_path, name, columns), tmp_path, columns) == EXPECTED


@pytest.mark.parametrize("name", FILES[:3])
def test_lists_give_several_values_and_null_gives_none(name: str, tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["1", "2", "3"],
            "tags": pa.array([["a", "b", None, "-"], [], None]),
            "numbers": pa.array([[1, 1, 2], None, [3]]),
            "fixed": pa.array([[0.5, 1.0], None, None], pa.list_(pa.float64(), 2)),
            "text": ["-", "", None],
        }
    )
    write_file(table, tmp_path / name)
    columns = ["tags", "numbers", "fixed", "text", "_row"]
    mapping = mapping_of(tmp_path, name, columns, more='rml:null "-"')
    assert values_of(mapping, tmp_path, columns) == {
        ("1", "tags", "a"),
        ("1", "tags", "b"),
        ("1", "numbers", "1^^<integer>"),
        ("1", "numbers", "2^^<integer>"),
        ("3", "numbers", "3^^<integer>"),
        ("1", "fixed", "5.0E-1^^<double>"),
        ("1", "fixed", "1.0E0^^<double>"),
        ("2", "text", ""),
        *((str(number), "_row", str(number)) for number in (1, 2, 3)),
    }


def test_moments_are_told_in_utc_wherever_the_machine_is(tmp_path: Path) -> None:
    write_file(TABLE.select(["id", "zoned"]), tmp_path / "t.parquet")
    mapping = mapping_of(tmp_path, "t.parquet", ["zoned"])
    code = "import sys, saite; saite.materialize(sys.argv[1], output=sys.argv[2])"
    command = [sys.executable, "-c", code, str(mapping), str(tmp_path / "out.nq")]
    subprocess.run(command, env={**os.environ, "TZ": "Europe/Vilnius"}, check=True)
    assert '"2021-05-03T10:30:00+00:00"' in (tmp_path / "out.nq").read_text(encoding="utf-8")


def test_a_packed_parquet_file_is_unpacked(tmp_path: Path) -> None:
    write_file(TABLE, tmp_path / "t.parquet")
    packed = gzip.compress((tmp_path / "t.parquet").read_bytes())
    (tmp_path / "p.parquet.gz").write_bytes(packed)
    more = "rml:compression rml:gzip"
    mapping = mapping_of(tmp_path, "p.parquet.gz", ["byte"], more=more)
    assert values_of(mapping, tmp_path, ["byte"]) == {("1", "byte", "-5^^<integer>")}


@pytest.mark.parametrize("name", FILES[:3])
def test_columns_may_differ_in_small_and_capital_letters_only(name: str, tmp_path: Path) -> None:
    columns = ["name", "Name", "file_row_number", "_Row", "_row"]
    table = pa.table([["1"], ["a"], [1], ["x"], ["y"]], names=["id", *columns[:4]])
    write_file(table, tmp_path / name)
    assert values_of(mapping_of(tmp_path, name, columns), tmp_path, columns) == {
        ("1", "name", "a"),
        ("1", "Name", "1^^<integer>"),
        ("1", "file_row_number", "x"),
        ("1", "_Row", "y"),
        ("1", "_row", "1"),
    }


@pytest.mark.parametrize("name", FILES[:3])
def test_a_structure_is_no_value_and_said_so(name: str, tmp_path: Path) -> None:
    table = pa.table({"id": ["1"], "value": [{"a": 1}], "list": [[[1]]]})
    write_file(table, tmp_path / name)
    assert values_of(mapping_of(tmp_path, name, ["id"]), tmp_path, ["id"]) == {("1", "id", "1")}
    (tmp_path / "out.nq").unlink()
    with pytest.raises(MappingError, match=r"column value: has the type STRUCT\(a BIGINT\), exp"):
        materialize(mapping_of(tmp_path, name, ["value"]), output=tmp_path / "out.nq")
    with pytest.raises(MappingError, match=r"column list: has the type BIGINT\[\]\[\], expected"):
        materialize(mapping_of(tmp_path, name, ["list"]), output=tmp_path / "out.nq")
    with pytest.raises(MappingError, match=r"'vlue' is not a column of its source.*'value'"):
        materialize(mapping_of(tmp_path, name, ["vlue"]), output=tmp_path / "out.nq")


PEOPLE = {"id": [1, 2], "name": ["Ona", None], "score": [0.5, float("nan")]}
MEMORY = {("1", "name", "Ona"), ("1", "score", "5.0E-1^^<double>")}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(pd.DataFrame(PEOPLE, index=[7, 8]), id="pandas"),
        pytest.param(pl.DataFrame(PEOPLE), id="polars"),
        pytest.param(pa.table(PEOPLE), id="pyarrow"),
        pytest.param(pa.RecordBatch.from_pydict(PEOPLE), id="record batch"),
    ],
)
def test_a_table_in_memory_is_a_source(table: object, tmp_path: Path) -> None:
    columns = ["name", "score"]
    mapping = mapping_of(tmp_path, "people", columns)
    for _ in range(2):
        assert values_of(mapping, tmp_path, columns, {"people": table}) == MEMORY


def test_a_relation_of_duckdb_is_a_source(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "people", ["name"])
    with connect() as connection:
        relation = connection.sql("SELECT 1 AS id, 'Ona' AS name")
        assert values_of(mapping, tmp_path, ["name"], {"people": relation}) == {
            ("1", "name", "Ona")
        }


def test_a_stream_that_can_be_read_once_serves_two_sources(tmp_path: Path) -> None:
    text = mapping_of(tmp_path, "people", ["name"]).read_text()
    other = mapping_of(tmp_path, "people", ["name"], more='rml:null "Ona"').read_text()
    (tmp_path / "both.ttl").write_text(f"{text}\n{other}".replace("<#People>", "[]"))
    reader = pa.table({"id": [1, 2], "name": ["Ona", "Eva"]}).to_reader()
    tables = {"people": reader}
    assert materialize(tmp_path / "both.ttl", output=tmp_path / "out.nq", tables=tables) == 2


def test_a_table_may_be_a_plain_source(tmp_path: Path) -> None:
    text = mapping_of(tmp_path, "people", ["name"]).read_text()
    plain = text.replace('[ a rml:RelativePathSource ; rml:path "people" ;  ]', '"people"')
    assert plain != text
    (tmp_path / "m.ttl").write_text(plain)
    found = values_of(tmp_path / "m.ttl", tmp_path, ["name"], {"people": pd.DataFrame(PEOPLE)})
    assert found == {("1", "name", "Ona")}


def test_a_table_that_no_source_names_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "people", ["name"])
    with pytest.raises(UsageError) as caught:
        values_of(mapping, tmp_path, ["name"], {"peple": pa.table(PEOPLE)})
    assert str(caught.value) == (
        "no logical source in rml:CSV has the path 'peple' of a table, expected one of 'people'; "
        "did you mean 'people'?"
    )
    with pytest.raises(UsageError, match="table 'people' is of the type dict, expected one of"):
        values_of(mapping, tmp_path, ["name"], {"people": PEOPLE})


def test_a_table_with_mixed_values_is_refused_by_name(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "people", ["name"])
    table = pd.DataFrame({"id": [1, 2], "name": ["a", 1]}, dtype=object)
    with pytest.raises(MappingError, match="people: cannot be read as Arrow: Expected bytes"):
        values_of(mapping, tmp_path, ["name"], {"people": table})


def test_a_table_with_two_columns_of_one_name_is_refused_by_name(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "people", ["name"])
    table = pd.DataFrame([[1, "a", "b"]], columns=["id", "name", "name"])
    with pytest.raises(MappingError, match="people: cannot be read as Arrow: Duplicate column"):
        values_of(mapping, tmp_path, ["name"], {"people": table})


def test_moments_in_memory_are_told_in_utc_if_they_have_a_zone(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "people", ["at", "there"])
    at = pd.to_datetime(["2020-01-01 10:00", "NaT"])
    table = pd.DataFrame({"id": ["1", "2"], "at": at, "there": at.tz_localize("Europe/Riga")})
    assert values_of(mapping, tmp_path, ["at", "there"], {"people": table}) == {
        ("1", "at", "2020-01-01T10:00:00^^<dateTime>"),
        ("1", "there", "2020-01-01T08:00:00+00:00^^<dateTime>"),
    }


@pytest.mark.parametrize("name", FILES[1:3])
def test_offsets_of_a_broken_file_are_not_followed(name: str, tmp_path: Path) -> None:
    offsets = pa.array([0, 1 << 30, 2], pa.int32()).buffers()[1]
    broken = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"ab"))
    table = pa.table({"id": ["1", "2"], "name": broken})
    make = pa.ipc.new_file if name.endswith("feather") else pa.ipc.new_stream
    with (tmp_path / name).open("wb") as file, make(file, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(MappingError, match=rf"{name}: cannot be read as Arrow: "):
        materialize(mapping_of(tmp_path, name, ["name"]), output=tmp_path / "out.nq")


@settings(max_examples=25)
@given(numbers=st.lists(st.floats(allow_nan=False), min_size=1, max_size=200))
def test_doubles_have_the_same_text_from_every_reader(numbers: list[float]) -> None:
    with connect() as connection:
        for macro in macros():
            connection.execute(macro)
        query = "SELECT saite_double(unnest(?::DOUBLE[])::VARCHAR)"
        rows = connection.execute(query, [numbers]).fetchall()
    assert [text for (text,) in rows] == [natural(number)[1] for number in numbers]
