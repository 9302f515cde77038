"""New workspaces: the demo's, and empty ones ready to fill.

No file of the user's is ever overwritten: what is there and differs is kept and told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from saite.errors import UsageError
from saite.records import load_declaration, write_csv_tables
from saite.resources import resource

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Scaffold:
    """What was made of a folder.

    :param written: files that are new, relative to the folder, sorted
    :param kept: files that differ from what would have been written and were left as they are
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]


def make_demo(folder: Path) -> Scaffold:
    """Make the demo's workspace: the records of two reports and their ``saite.toml``.

    In the repository itself there is nothing to write: its top folder is that workspace.

    :raises UsageError: if the folder holds another workspace already, or is a file
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder for the demo")
    if (folder / "saite.toml").exists() and not (folder / "data" / "reports").is_dir():
        raise UsageError(f"{folder} holds a workspace of your own: name another folder")
    data = resource("data")
    contents = {"saite.toml": resource("saite.toml").read_bytes()}
    for path in data.rglob("*"):
        if path.is_file():
            contents[f"data/{path.relative_to(data).as_posix()}"] = path.read_bytes()
    return _write(folder, contents)


def make_workspace(folder: Path, *, language: str) -> Scaffold:
    """Make an empty workspace: ``saite.toml``, a table of headers for each kind of record, README.

    :param language: ``en``, ``lt`` or ``lv``: of the headers and of the README
    :raises UsageError: if the folder holds a workspace already, or is a file
    """
    if (folder / "saite.toml").exists():
        raise UsageError(f"{folder} holds a workspace already; its saite.toml is left as it is")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder for the workspace")
    settings = (HERE / "saite.toml").read_text(encoding="utf-8")
    # A JSON string of printable text is a TOML string as well.
    title = json.dumps(folder.resolve().name, ensure_ascii=False)
    settings = settings.replace("{language}", language).replace("{title}", title)
    contents = {
        "saite.toml": settings.encode("utf-8"),
        "README.md": (HERE / f"README.{language}.md").read_bytes(),
    }
    with TemporaryDirectory() as scratch:
        write_csv_tables(Path(scratch), load_declaration(), language)
        for path in Path(scratch).iterdir():
            contents[f"records/{path.name}"] = path.read_bytes()
    return _write(folder, contents)


def _write(folder: Path, contents: Mapping[str, bytes]) -> Scaffold:
    written = []
    kept = []
    for name, content in sorted(contents.items()):
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(name)
        elif path.read_bytes() != content:
            kept.append(name)
    return Scaffold(tuple(written), tuple(kept))
