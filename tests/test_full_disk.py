"""What happens where the disk refuses: one line that names the file, and nothing that is half."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest

from exchange import write_workspace
from mapping_support import PREFIXES
from saite.edits import edits_file, edits_state, undo_edits, write_edits
from saite.engine import materialize
from saite.errors import BuildError, MappingError, SaiteError
from saite.store import replace_text
from saite.workspace import Workspace, load_workspace
from support import small_files

ROWS = 20_000
SOURCE = '[ rml:source [ a rml:RelativePathSource ; rml:path "{}" {} ] ; {} ]'
CSV = "rml:referenceFormulation rml:CSV"


def write_mapping(folder: Path, *, path: str = "p.csv", packed: str = "", target: str = "") -> Path:
    """Write a mapping that makes a statement of each row of a table, some megabytes in all."""
    table = "id,name\n" + "".join(f"{number},name {number}\n" for number in range(ROWS))
    (folder / "p.csv").write_text(table, encoding="utf-8")
    (folder / "p.csv.gz").write_bytes(gzip.compress(table.encode()))
    mapping = folder / "m.rml.ttl"
    mapping.write_text(
        f"{PREFIXES}@prefix formats: <http://www.w3.org/ns/formats/> .\n"
        f"<#P> a rml:TriplesMap ; rml:logicalSource {SOURCE.format(path, packed, CSV)} ;\n"
        f'  rml:subjectMap [ rml:template "http://example.org/{{id}}" {target} ] ;\n'
        '  rml:predicateObjectMap [ rml:predicate ex:name ; rml:objectMap [ rml:reference "name" ]'
        " ] .\n",
        encoding="utf-8",
    )
    return mapping


def test_an_output_that_the_disk_refuses_is_named_and_stays_as_it_was(tmp_path: Path) -> None:
    mapping, output = write_mapping(tmp_path), tmp_path / "out.nq"
    output.write_text("earlier\n", encoding="utf-8")
    with pytest.raises(SaiteError) as caught, small_files(50_000):
        materialize(mapping, output=output)
    assert str(caught.value) == f"{output} cannot be written: File too large"
    assert output.read_text(encoding="utf-8") == "earlier\n"
    assert not list(tmp_path.glob(".saite-*"))


@pytest.mark.parametrize("form", ["N-Quads", "Turtle", "RDF_JSON"])
def test_a_target_that_the_disk_refuses_is_named(tmp_path: Path, form: str) -> None:
    said = f'rml:target [ rml:path "t.out" ] ; rml:serialization formats:{form}'
    mapping = write_mapping(tmp_path, target=f"; rml:logicalTarget [ {said} ]")
    with pytest.raises(SaiteError) as caught, small_files(50_000):
        materialize(mapping)
    assert str(caught.value) == f"{tmp_path / 't.out'} cannot be written: File too large"
    assert not (tmp_path / "t.out").exists()


def test_a_source_is_not_at_fault_if_there_is_no_room_to_unpack_it(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, path="p.csv.gz", packed="; rml:compression rml:gzip")
    with pytest.raises(MappingError) as caught, small_files(50_000):
        materialize(mapping, output=tmp_path / "out.nq")
    told = str(caught.value)
    assert "p.csv.gz: cannot be unpacked or decoded into " in told
    assert f"{gettempdir()}/saite-" in told
    assert ": File too large (source 'p.csv.gz'" in told
    assert "as gzip" not in told


def test_a_text_that_cannot_be_replaced_leaves_no_part_of_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_text(path, "old")
    with pytest.raises(OSError, match="File too large"), small_files(1_000):
        replace_text(path, "new" * 1_000)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_text(encoding="utf-8") == "old"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose backups are on another disk, where nothing can be linked to them."""
    memory = Path("/dev/shm")  # the other disk that Linux has
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk here")
    with TemporaryDirectory(dir=memory) as folder:
        yield replace(load_workspace(write_workspace(tmp_path / "w")), output=Path(folder))


def lines(number: int, count: int) -> str:
    graph = "<https://example.org/id/graph/edits>"
    return "".join(f'<urn:{n}> <urn:p> "{number}" {graph} .\n' for n in range(count))


@pytest.mark.parametrize("count", [10, 2_000])
def test_a_backup_that_could_not_be_made_is_never_taken_back(
    elsewhere: Workspace, count: int
) -> None:
    file, most = edits_file(elsewhere), 50_000
    write_edits(elsewhere, lines(1, 3), after=edits_state(file))
    write_edits(elsewhere, lines(2, count), after=edits_state(file))
    # Of many lines the copy is refused, of few the new text.
    with pytest.raises(BuildError, match=r"cannot write .*: File too large"), small_files(most):
        write_edits(elsewhere, lines(3, 3_000), after=edits_state(file))
    assert file.read_text(encoding="utf-8") == lines(2, count)
    assert undo_edits(elsewhere) == 1
    assert file.read_text(encoding="utf-8") == lines(1, 3)
