"""Requests as SPARQLWrapper makes them.

Source: SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/).
"""

from typing import Final
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request

from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, TURTLE, SPARQLWrapper

from saite.remote.address import address_name
from saite.remote.transport import USER_AGENT, Asked
from saite.sparql import query_form

_LONGEST_GET: Final = 2_048  # characters of an address that every server can be trusted to take


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper as a maker of requests, told the form of the query by our own tokens."""

    def _parseQueryType(self, query: str) -> str:  # noqa: N802 - the library's name
        return query_form(query).upper() or "INSERT"

    def to_request(self) -> Request:
        request: Request = self._createRequest()
        return request


def query_request(url: str, text: str) -> Asked:
    """Make the request for a query: GET, or POST where the address would be too long."""
    wrapper = _wrapper(url, text)
    wrapper.setReturnFormat(JSON if query_form(text) in {"select", "ask"} else TURTLE)
    wrapper.setMethod(GET)
    request = wrapper.to_request()
    if len(request.full_url) > _LONGEST_GET:
        wrapper.setMethod(POST)
        request = wrapper.to_request()
    return _asked(request)


def update_request(url: str, text: str) -> Asked:
    """Make the request for an update: POST, the update as it is in its body."""
    wrapper = _wrapper(url, text)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY)
    asked = _asked(wrapper.to_request())
    headers = {**asked.headers, "Accept": "*/*"}
    return Asked("POST", asked.url.removesuffix("?"), headers, asked.body, is_update=True)


def _wrapper(url: str, text: str) -> _Wrapper:
    wrapper = _Wrapper(address_name(url), agent=USER_AGENT)
    wrapper.setOnlyConneg(onlyConneg=True)
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        wrapper.addParameter(name, value)
    wrapper.setQuery(text)
    return wrapper


def _asked(request: Request) -> Asked:
    headers = {name.title(): value for name, value in request.header_items()}
    body = request.data if isinstance(request.data, bytes) else None
    return Asked(request.get_method(), request.full_url, headers, body)
