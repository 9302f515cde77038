"""The engines that are compared: where each lives, what it is given, how it is run."""

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE / ".venvs"


@dataclass(frozen=True)
class Job:
    """One input to map.

    :param tables: folder of the tables
    :param work: folder for what an engine is given
    :param records: empty, or the folder of other records' generator, mapping and plan
    """

    tables: Path
    work: Path
    records: str

    @property
    def reference(self) -> Path:
        """Name the file of the graph that ours makes of them."""
        return self.work / "ours.nt"

    def output(self, engine: str) -> Path:
        """Name the file that an engine writes."""
        return self.reference if engine == "saite" else self.work / f"{engine}.nt"


@dataclass(frozen=True)
class Engine:
    """An engine, or a limit that no engine passes.

    :param packages: what pip installs into an environment of its own; empty if it runs in ours
    :param module: what must be importable there
    :param command: gives the command that maps a job, with what it is given already written
    :param largest: number of organisations beyond which it is not run
    :param needs: what else it needs from the system
    :param is_limit: whether it makes no graph
    """

    name: str
    title: str
    command: Callable[["Engine", Job], list[str]]
    packages: tuple[str, ...] = ()
    module: str = ""
    largest: int = 100_000
    needs: str = ""
    is_limit: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def python(self) -> str:
        """Name the interpreter that runs it."""
        if not self.packages:
            return sys.executable
        return str(ENVIRONMENTS / self.module / "bin" / "python")

    def install(self) -> str:
        """Make its environment if it has none yet; give why it cannot be run, or an empty text."""
        if not self.packages:
            return ""
        marker = ENVIRONMENTS / self.module / "installed.txt"
        wanted = "\n".join(self.packages)
        if not marker.exists() or marker.read_text(encoding="utf-8") != wanted:
            venv.create(ENVIRONMENTS / self.module, with_pip=True, clear=True)
            told = _quiet([self.python, "-m", "pip", "install", "--quiet", *self.packages])
            if told:
                return f"cannot be installed: {told}"
        told = _quiet([self.python, "-c", f"import {self.module}"])
        if told:
            return f"cannot be imported: {told}" + (f" ({self.needs})" if self.needs else "")
        marker.write_text(wanted, encoding="utf-8")
        return ""

    def version(self) -> str:
        """Tell which versions run."""
        names = [package.partition("=")[0] for package in self.packages]
        names = names or (["duckdb"] if self.name == "hand" else [])
        code = "import importlib.metadata as m, sys\nfor n in sys.argv[1:]: print(n, m.version(n))"
        ran = subprocess.run(
            [self.python, "-c", code, *names], capture_output=True, text=True, check=True
        )
        return ", ".join(ran.stdout.splitlines())


def _quiet(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if not ran.returncode:
        return ""
    lines = (ran.stderr or ran.stdout).strip().splitlines()
    return lines[-1] if lines else f"{command[0]} ended with {ran.returncode}"


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def _command(engine: Engine) -> list[str]:
    script = Path(sys.executable).parent / "saite"
    return [str(script)] if script.exists() else [engine.python, "-m", "saite"]


def _saite(engine: Engine, job: Job) -> list[str]:
    return [*_command(engine), "map", str(job.work / "mapping.ttl"), "-o", str(job.output("saite"))]


START = """@prefix rml: <http://w3id.org/rml/> .
<#p> rml:logicalSource [ rml:source "one.csv" ; rml:referenceFormulation rml:CSV ] ;
    rml:subjectMap [ rml:template "https://example.org/{id}" ; rml:class rml:Thing ] ."""


def _start(engine: Engine, job: Job) -> list[str]:
    _write(job.work / "one.csv", "id\n1\n")
    mapping = _write(job.work / "one.ttl", START)
    return [*_command(engine), "map", mapping, "-o", str(job.output(engine.name))]


def _hand(engine: Engine, job: Job) -> list[str]:
    output = str(job.output(engine.name))
    if job.records:
        duck = str(Path(job.records) / "duck.py")
        return [engine.python, duck, str(job.tables), output, "keyc", str(os.cpu_count() or 1)]
    return [engine.python, str(HERE / "hand_plan.py"), str(job.tables), output]


def _morph(engine: Engine, job: Job) -> list[str]:
    processes = (os.cpu_count() or 1) if engine.name.endswith("cores") else 1
    text = (
        f"[CONFIGURATION]\noutput_file: {job.output(engine.name)}\noutput_format: N-TRIPLES\n"
        f"number_of_processes: {processes}\nlogging_level: WARNING\n\n"
        f"[Records]\nmappings: {job.work / 'older.ttl'}\n"
    )
    return [engine.python, "-m", "morph_kgc", _write(job.work / f"{engine.name}.ini", text)]


def _rdfizer(engine: Engine, job: Job) -> list[str]:
    text = (
        f"[default]\nmain_directory: {job.work}\n\n[datasets]\nnumber_of_datasets: 1\n"
        f"output_folder: {job.work}\nall_in_one_file: yes\nremove_duplicate: yes\n"
        "enrichment: yes\nname: rdfizer\nordered: yes\nlarge_file: false\n\n"
        f"[dataset1]\nname: rdfizer\nmapping: {job.work / 'older.ttl'}\n"
    )
    return [engine.python, "-m", "rdfizer", "-c", _write(job.work / "rdfizer.ini", text)]


def _script(engine: Engine, job: Job) -> list[str]:
    script = str(HERE / f"with_{engine.name}.py")
    rest = [job.records] if job.records else []
    return [engine.python, script, str(job.tables), str(job.output(engine.name)), *rest]


def _scan(engine: Engine, job: Job) -> list[str]:
    return [engine.python, str(HERE / "scan.py"), str(job.tables)]


def _copy(engine: Engine, job: Job) -> list[str]:
    code = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"
    return [engine.python, "-c", code, str(job.reference), str(job.output(engine.name))]


MORPH = ("morph-kgc==2.10.0",)
ENGINES = (
    Engine("saite", "**Saite** (`saite map`)", _saite, largest=10**9),
    Engine("start", "Saite, one statement", _start, largest=10, is_limit=True),
    Engine("hand", "DuckDB, planned by hand", _hand),
    Engine("morph-kgc", "morph-kgc, one process", _morph, MORPH, "morph_kgc"),
    Engine("morph-kgc-cores", "morph-kgc, a process a core", _morph, MORPH, "morph_kgc"),
    Engine("maplib", "maplib (templates)", _script, ("maplib==0.20.26", "polars==2.1.0"), "maplib"),
    Engine(
        "rdfizer", "SDM-RDFizer", _rdfizer, ("rdfizer==4.7.5.15.4.1",), "rdfizer", largest=1_000,
        needs="Debian: libodbc2 libltdl7",
    ),
    Engine("rdflib", "rdflib, by hand", _script, ("rdflib==7.6.0",), "rdflib", largest=1_000),
    Engine("scan", "limit: reading the tables", _scan, is_limit=True),
    Engine("copy", "limit: copying the output", _copy, is_limit=True),
)  # fmt: skip
