"""A name and a password: from whom, and how they are shown to a server.

Source: RFC 7617 (Basic), RFC 7616 (Digest), the latter as Python's own library speaks it.
"""

import base64
from dataclasses import dataclass, field
from typing import Self
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from saite.errors import EndpointError


@dataclass(frozen=True)
class Credentials:
    """A name and a password, sent as HTTP Basic or, if the server asks for it, Digest.

    The password is never shown.
    """

    user: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, pair: tuple[str, str] | None) -> Self | None:
        """Make credentials of a name and a password; None of none."""
        return cls(*pair) if pair else None


def basic_authorization(credentials: Credentials) -> str:
    """Give the header that shows a name and a password at once."""
    pair = f"{credentials.user}:{credentials.password}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


class DigestAnswers:
    """Answers to a server's Digest challenges, as long as its last one holds."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._challenge: dict[str, str] = {}
        self._passwords = HTTPPasswordMgrWithDefaultRealm()
        self._handler = AbstractDigestAuthHandler(self._passwords)

    @property
    def is_known(self) -> bool:
        """Whether a challenge was met."""
        return bool(self._challenge)

    def learn(self, header: str) -> bool:
        """Take in a ``WWW-Authenticate`` header; tells whether it is a new Digest challenge.

        One that cannot be read is none.
        """
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() != "digest":
            return False
        try:
            challenge = parse_keqv_list(parse_http_list(rest))
        except (ValueError, IndexError):  # what the library raises of a part without a value
            return False
        is_stale = challenge.get("stale", "").lower() == "true"
        is_new = not self._challenge or is_stale
        self._challenge = challenge
        return is_new

    def authorization(self, method: str, url: str) -> str:
        """Give the header for a request; empty if no challenge was met."""
        if not self._challenge:
            return ""
        self._passwords.add_password(None, url, self._credentials.user, self._credentials.password)
        request = Request(url, method=method)  # noqa: S310 - never sent, only named
        try:
            found = self._handler.get_authorization(request, self._challenge)
        except ValueError as error:
            raise EndpointError(f"{url} wants a kind of Digest that is unknown: {error}") from error
        return f"Digest {found}" if found else ""
