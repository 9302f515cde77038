"""The index of names: found however written, hostile text is only text, the same rows each time."""

import sqlite3
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saite.errors import BuildError, UsageError
from saite.index import (
    EditedIndex,
    LabelIndex,
    fold_name,
    open_index,
    renamed,
    write_index,
)
from saite.namespaces import expand
from saite.query import resolve_name, search_names, store_ask
from synthetic import Synthetic, made_up_case

ORGANISATION = expand("org:Organization")


@pytest.fixture(scope="module")
def made() -> Synthetic:
    made = made_up_case()
    made.organisation("o9", "Kėdainių „Ąžuolo“ šviesos draugija", tag="lt")
    made.organisation("o10", "Draugija", tag="lt")
    made.organisation("o11", "Draugija pagalbai", tag="lt")
    made.organisation("o12", 'Quote " AND (x) NEAR* -- draugija', tag="lt")
    made.organisation("o13", "Luma", tag="lt")
    return made


@pytest.fixture(scope="module")
def index(made: Synthetic, tmp_path_factory: pytest.TempPathFactory) -> LabelIndex:
    path = tmp_path_factory.mktemp("index") / "labels.sqlite"
    assert write_index(path, made.derive()) > 15
    return open_index(path)


def names(index: LabelIndex, text: str, **options: str) -> list[str]:
    return [found.name.text for found in index.search(text, of=options.get("of", ""))]


@pytest.mark.parametrize(
    "text", ["azuolo", "ĄŽUOLO", "švies", "sviesos kedainiu", "„Ąžuolo“", "o9"]
)
def test_a_name_is_found_by_any_part_however_written(index: LabelIndex, text: str) -> None:
    assert [found.thing.identifier for found in index.search(text)] == ["o9"]


def test_the_name_itself_comes_first_then_what_begins_with_it(index: LabelIndex) -> None:
    found = names(index, "draugija")
    assert found[:2] == ["Draugija", "Draugija pagalbai"]
    assert len(found) == 4


def test_a_class_narrows_and_a_limit_cuts(index: LabelIndex) -> None:
    assert len(index.search("made", limit=2)) == 2
    assert names(index, "meeting", of=ORGANISATION) == []
    assert names(index, "meeting", of=expand("schema:Event")) == ["meeting"]


def test_short_texts_are_found_as_beginnings_of_words(index: LabelIndex) -> None:
    assert "AA" in names(index, "aa")
    assert names(index, "zq") == []


@pytest.mark.parametrize(
    "text", ['"', '" OR "', "x NOT y", "folded:abc", "abc*", "NEAR(a b)", "'; DROP TABLE name; --"]
)
def test_what_means_something_to_the_engine_is_only_text(index: LabelIndex, text: str) -> None:
    index.search(text)
    index.alike(text, ORGANISATION)
    assert names(index, 'quote " and (x') == ['Quote " AND (x) NEAR* -- draugija']


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered(index: LabelIndex, text: str) -> None:
    assert bool(index.search(text)) <= bool(fold_name(text))
    assert index.things(text, ORGANISATION) is not None
    index.alike(text, ORGANISATION)


@pytest.mark.parametrize("text", ["alfa association", "AA", "o9", "ąžuolas", "Draugija", "luna"])
def test_names_resolve_as_they_do_without_the_index(
    made: Synthetic, index: LabelIndex, text: str
) -> None:
    ask = store_ask(made.store)
    told = []
    for given_ in (None, index):
        try:
            told.append(resolve_name(ask, "organisation", text, index=given_).value)
        except UsageError as error:
            told.append(str(error))
    assert told[0] == told[1]


def test_a_name_that_differs_in_one_letter_is_told(made: Synthetic, index: LabelIndex) -> None:
    with pytest.raises(UsageError, match="nearest: Luma"):
        resolve_name(store_ask(made.store), "organisation", "luna", index=index)


def test_the_same_store_makes_the_same_rows(made: Synthetic, tmp_path: Path) -> None:
    other = ox.Store()
    other.extend(reversed(list(made.store)))
    dumps = []
    for number, store in enumerate((made.store, other)):
        path = tmp_path / f"{number}.sqlite"
        write_index(path, store)
        with sqlite3.connect(path) as database:
            dumps.append("\n".join(database.iterdump()))
        database.close()
    assert dumps[0] == dumps[1]


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "labels.sqlite").write_text("not one")
    with pytest.raises(BuildError, match="index of names"):
        open_index(tmp_path / "labels.sqlite")


def test_a_search_names_its_kinds(index: LabelIndex) -> None:
    with pytest.raises(UsageError, match="did you mean 'event'"):
        search_names(index, "x", kind="evnt")
    with pytest.raises(UsageError, match="build again"):
        search_names(None, "x")
    rows = search_names(index, "draugija", kind="organisation", limit=1)
    assert [row["name"] for row in rows] == ["Draugija"]


def test_what_is_edited_is_found_by_its_new_names_only(made: Synthetic, index: LabelIndex) -> None:
    store = ox.Store()
    store.extend(made.store)
    graph = ox.NamedNode("https://example.org/id/graph/edits")
    found = {each.thing.identifier: each.thing.iri for each in index.search("draugija")}
    old, form = ox.NamedNode(found["o10"]), ox.NamedNode("https://example.org/id/form/f1")
    label = ox.NamedNode(expand("skos:prefLabel"))
    for quad in list(store.quads_for_pattern(old, label, None)):
        store.remove(quad)
    store.add(ox.Quad(old, label, ox.Literal("Bendrija", language="lt"), graph))
    store.add(
        ox.Quad(form, ox.NamedNode(expand("saite:nameOf")), ox.NamedNode(found["o11"]), graph)
    )
    store.add(ox.Quad(form, ox.NamedNode(expand("saite:asWritten")), ox.Literal("Pagalba"), graph))
    things = renamed(store, graph)
    assert things == {found["o10"], found["o11"]}
    edited = EditedIndex(index, store, things)
    assert [each.thing.identifier for each in edited.search("bendrija")] == ["o10"]
    assert [each.thing.identifier for each in edited.search("pagalba")] == ["o11"]
    assert "o10" not in {each.thing.identifier for each in edited.search("draugija")}
    assert len(edited.search("draugija")) == len(found) - 1
    ask = store_ask(store)
    assert resolve_name(ask, "organisation", "Bendrija", index=edited) == old
    with pytest.raises(UsageError, match="nearest: Bendrija"):
        resolve_name(ask, "organisation", "Bendrja", index=edited)


def test_an_index_that_cannot_be_written_is_an_error_of_the_build(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"index of names .* cannot be written"):
        write_index(tmp_path / "missing" / "labels.sqlite", ox.Store())
