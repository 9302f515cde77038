"""How tests ask the scripts of the explorer what they make of a network, without a browser."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import networkx as nx
import pytest

from saite.view import About
from saite.view.columns import pack
from saite.view.overview import collect_overview, find_base
from saite.view.records import collect_records
from support import ROOT

FRONTEND = ROOT / "src" / "saite" / "view" / "frontend"
ORACLE = FRONTEND / "test" / "explorer" / "oracle.ts"

# As test.mjs bundles the tests of the frontend.
BUNDLE = """
import { build } from "esbuild";
import { outlines } from "./outlines.mjs";
const [entry, outfile] = process.argv.slice(1);
await build({
  entryPoints: [entry], outfile, bundle: true, plugins: [outlines],
  format: "esm", platform: "node", target: "node20", logLevel: "warning",
});
"""


@cache
def bundled_oracle() -> Path:
    """Bundle the script that answers; skip where there is nothing to bundle it with."""
    if shutil.which("node") is None:
        pytest.skip("npm is not installed")
    if not (FRONTEND / "node_modules" / "esbuild").is_dir():
        pytest.skip("the packages of the frontend are not installed")
    made = Path(mkdtemp()) / "oracle.mjs"
    subprocess.run(
        ["node", "--input-type=module", "--eval", BUNDLE, str(ORACLE), str(made)],
        cwd=FRONTEND,
        check=True,
        timeout=120,
    )
    return made


def ask(graph: "nx.Graph[str]", asks: Sequence[dict[str, Any]]) -> list[Any]:
    """Let the scripts read the data of a page and answer questions about it."""
    oracle = bundled_oracle()
    base = find_base(graph)
    asked = {
        "overview": pack(collect_overview(graph, language="en", about=About(), base=base)),
        "details": pack(collect_records(graph, base=base)),
        "asks": list(asks),
    }
    path = Path(mkdtemp()) / "asked.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    done = subprocess.run(
        ["node", str(oracle), str(path)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers
