"""Addresses of databases: URLs, the DSNs of JDBC, and files known by their endings."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from saite.errors import nearest
from saite.sources.relation import AddressError

SQLITE: Final = "sqlite"
DUCKDB: Final = "duckdb"
POSTGRESQL: Final = "postgresql"
_ENDINGS: Final = {
    ".db": SQLITE, ".sqlite": SQLITE, ".sqlite3": SQLITE, ".duckdb": DUCKDB, ".ddb": DUCKDB,
}  # fmt: skip
_EXPECTED: Final = (
    "expected sqlite:///PATH, duckdb:///PATH, postgresql://USER@HOST/NAME, or a file that ends in "
    + ", ".join(_ENDINGS)
)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_SECRETS: Final = ("user", "password")
# What drivers of Java are told in the DSN and libpq is not.
_NOT_LIBPQ: Final = re.compile(r"ssl|currentSchema|[a-z]+[A-Z]\w*")


@dataclass(frozen=True)
class Address:
    """Where a database is and who asks it.

    :param kind: ``sqlite``, ``duckdb`` or ``postgresql``
    :param location: the path of its file, or its URL with neither user nor password
    :param user: empty for whom the operating system or the environment names
    :param password: empty if none is given here; in no message and no ``repr``
    """

    kind: str
    location: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """Give the URL without user and password, which ``parse_address`` reads again."""
        if self.kind == POSTGRESQL:
            return self.location
        return f"{self.kind}:///{quote(self.location)}"

    @property
    def is_server(self) -> bool:
        """Tell whether it is a server, not a file."""
        return self.kind == POSTGRESQL

    @property
    def shown(self) -> str:
        """Name the database in a message, a file as a person would type it here."""
        if self.is_server:
            return self.location.partition("?")[0]
        path, here = Path(self.location), Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)


def parse_address(text: str, *, user: str = "", password: str = "", folder: Path) -> Address:
    """Read the address of a database.

    :param text: a URL, a DSN of JDBC, or the path of a file with a known ending
    :param user: who asks, if the address does not say
    :param folder: what a relative path is relative to
    :raises AddressError: if it is none of these; the message holds no password

    >>> parse_address("jdbc:sqlite:people.db", folder=Path("/data")).url
    'sqlite:////data/people.db'
    """
    plain = text.strip().removeprefix("jdbc:")
    scheme = _SCHEME.match(plain)
    kind = scheme[1].lower() if scheme else ""
    kind = POSTGRESQL if kind == "postgres" else kind
    if kind == POSTGRESQL:
        return _server(plain.partition(":")[2], user, password)
    if kind in (SQLITE, DUCKDB):
        return _file(kind, _path(plain.partition(":")[2]), folder)
    ending = Path(plain).suffix.lower()
    if "://" not in plain and ending in _ENDINGS:
        return _file(_ENDINGS[ending], plain, folder)
    # A password may stand anywhere in what is not understood.
    seen = f"{kind}:" if kind else ""
    near = nearest(kind, (SQLITE, DUCKDB, POSTGRESQL)) if kind else ""
    raise AddressError(
        f"is not the address of a database known here, {_EXPECTED}",
        value=seen or (plain if not re.search(r"[@:=]", plain) else ""),
        near=near,
    )


def _path(text: str) -> str:
    # After two slashes a host would follow; of a JDBC DSN the path follows at once.
    is_url = text.startswith("//")
    path = unquote(text.partition("?")[0]) if is_url else text
    if is_url and not text.startswith("///"):
        raise AddressError(f"names a host, {_EXPECTED}", value=path)
    return path.removeprefix("///") if is_url else path


def _file(kind: str, path: str, folder: Path) -> Address:
    if not path:
        raise AddressError(f"names no file, {_EXPECTED}", value=f"{kind}:")
    return Address(kind, str((folder / path).absolute()))


def _server(text: str, user: str, password: str) -> Address:
    whole, _, query = text.partition("?")
    given = dict(parse_qsl(query))
    user, password = given.get("user", user), given.get("password", password)
    # A DSN of JDBC may name the database alone.
    rest = whole.removeprefix("//") if whole.startswith("//") else f"/{whole}"
    who, at, where = rest.rpartition("@")
    if at:
        name, _, secret = who.partition(":")
        user, password = unquote(name) or user, unquote(secret) or password
    kept = {
        name: value
        for name, value in given.items()
        if name not in _SECRETS and not _NOT_LIBPQ.fullmatch(name)
    }
    if "currentSchema" in given:
        kept["options"] = f"-csearch_path={given['currentSchema']}"
    location = f"postgresql://{where}" + (f"?{urlencode(kept)}" if kept else "")
    return Address(POSTGRESQL, location, user, password)
