"""Addresses of servers: which may be asked, which may be given a password."""

import ipaddress
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from saite.controls import show_controls
from saite.errors import EndpointError, UsageError
from saite.remote.credentials import Credentials

# A redirect with one of these keeps the method and the body (RFC 9110, section 15.4).
_KEEPING: Final = (307, 308)
_PORTS: Final = {"http": 80, "https": 443}


def check_address(url: str, credentials: Credentials | None = None) -> SplitResult:
    """Split an address of a server that something may be sent to.

    :raises UsageError: if it is none, has a password in it, or credentials would travel in the
        clear
    """
    try:
        address = urlsplit(url)
        host, _ = address.hostname, address.port
    except ValueError as error:
        raise UsageError(f"{url!r} is no address of an endpoint: {error}") from None
    if address.username is not None or address.password is not None:
        raise UsageError(
            f"the address of {host} has a name and a password in it: give them apart from it"
        )
    if address.scheme not in {"http", "https"} or not host or not url.isprintable() or " " in url:
        raise UsageError(f"{url!r} is no address of an endpoint: expected http:// or https://")
    if credentials and address.scheme != "https" and not is_loopback(host):
        raise UsageError(f"{address_name(url)}: credentials are only sent over https")
    return address


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("example.org")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_name(url: str) -> str:
    """Give an address as messages show it: without what follows the path.

    >>> address_name("http://example.org/sparql?query=ASK%7B%7D")
    'http://example.org/sparql'
    """
    address = urlsplit(url)
    return urlunsplit((address.scheme, address.netloc, address.path, "", ""))


def _server(address: SplitResult) -> tuple[str, str | None, int | None]:
    """Tell which server an address is of: the port may go without saying."""
    return address.scheme, address.hostname, address.port or _PORTS.get(address.scheme)


def with_parameter(url: str, name: str, value: str) -> str:
    """Add a parameter to an address.

    >>> with_parameter("http://example.org/store?a=1", "graph", "urn:x y")
    'http://example.org/store?a=1&graph=urn%3Ax%20y'
    """
    address = urlsplit(url)
    query = "&".join(filter(None, (address.query, f"{name}={quote(value, safe='')}")))
    return urlunsplit((address.scheme, address.netloc, address.path, query, ""))


def redirected(url: str, location: str, code: int, *, method: str, is_update: bool) -> str:
    """Give the address that a redirect leads to, within one host only.

    :param code: status of the redirect
    :raises EndpointError: if it leads to another host, or what is sent would be lost on the way
    """
    try:
        old, target = urlsplit(url), urljoin(url, location)
        new = urlsplit(target)
        is_same = _server(old) == _server(new)
    except ValueError:
        shown = show_controls(location[:200])
        raise EndpointError(
            f"{address_name(url)} redirects ({code}) to {shown!r}, which is no address"
        ) from None
    is_safer = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
    refusal = ""
    if not (is_same or is_safer):
        refusal = "another host: ask that one if you trust it"
    elif is_update:
        refusal = "and nothing was changed: send it there"
    elif method != "GET" and code not in _KEEPING:
        refusal = "and a long query would be lost on the way: ask that one"
    if refusal:
        raise EndpointError(
            f"{address_name(url)} redirects ({code}) to {address_name(target)}, {refusal}"
        )
    return target
