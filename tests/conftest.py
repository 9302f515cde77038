"""The watch over skipped tests, and what takes long to make and is only read."""

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from saite.build import BuildSummary, build_workspace
from support import ROOT
from virtuoso_server import serve_virtuoso

# Machines are shared: how long an example takes says nothing. Continuous integration judges a
# change, so it draws the same examples each time; everybody else's runs look for new ones.
settings.register_profile("saite", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("saite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--allowed-skips",
        metavar="FILE",
        help="fail if a test is skipped for a reason that no pattern of FILE matches",
    )


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso, which takes some seconds to start."""
    with serve_virtuoso(tmp_path_factory.mktemp("virtuoso")) as url:
        yield url


@pytest.fixture(scope="session")
def reports_build(tmp_path_factory: pytest.TempPathFactory) -> BuildSummary:
    """Build the repository's own workspace for all that only read it; who writes takes a copy."""
    return build_workspace(ROOT, output=tmp_path_factory.mktemp("reports") / "out")


def allowed_patterns(path: Path) -> list[re.Pattern[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [re.compile(line) for line in lines if line.strip() and not line.startswith("#")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    path = item.config.getoption("--allowed-skips")
    if path and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not any(pattern.search(reason) for pattern in allowed_patterns(Path(path))):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, and {path} does not allow it: {reason}"
    return report
