"""Where the files that travel with Saite are: ontology, queries, the demo's records."""

from pathlib import Path

from saite.errors import SaiteError

PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Find a file or folder that travels with Saite.

    In a source tree it is the tree's own, also when an editable install left copies beside the
    package: what a developer edits is what runs. Otherwise it is the one inside the wheel.

    :param name: path below the top of the repository, with slashes
    :raises SaiteError: if there is no such file, which means a broken installation

    >>> resource("ontology/saite.ttl").name
    'saite.ttl'
    """
    checkout = PACKAGE.parent.parent
    is_checkout = PACKAGE.parent.name == "src" and (checkout / "pyproject.toml").is_file()
    top = checkout if is_checkout else PACKAGE / "_resources"
    path = top.joinpath(*name.split("/"))
    if not path.exists():
        raise SaiteError(f"{name} is missing from this installation of Saite: looked at {path}")
    return path
