"""What the server says when it does not answer: problem details for programs and people.

Source: RFC 9457.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import JSONResponse

MEDIA_TYPE: Final = "application/problem+json"
# Kind of problem -> HTTP status and title.
KINDS: Final[dict[str, tuple[int, str]]] = {
    "request": (400, "The request is not one that this address takes"),
    "query": (400, "The query cannot be run"),
    "parameter": (400, "A parameter is wrong"),
    "token": (401, "A token is needed"),
    "forbidden": (403, "This is not allowed"),
    "unknown": (404, "There is nothing of that name"),
    "method": (405, "This address takes other methods"),
    "format": (406, "None of the formats asked for is at hand"),
    "slow": (408, "The request took too long to arrive"),
    "conflict": (409, "The statements are being changed by another process"),
    "length": (413, "The request is too long"),
    "media": (415, "The body is of a type that this address does not take"),
    "host": (421, "The server is not known under that name"),
    "answer": (422, "The answer is too large"),
    "rate": (429, "Too many requests"),
    "server": (500, "The server made a mistake"),
    "time": (503, "The query took too long and was ended"),
    "memory": (503, "The query took too much memory, or nested too deep, and was ended"),
    "busy": (503, "Every worker is busy"),
    "preparing": (503, "The network is being prepared to be explored"),
}
RETRY: Final = {"rate": 1, "busy": 5, "preparing": 5, "time": 30, "memory": 30, "conflict": 1}


@dataclass
class RefusedError(Exception):
    """Why there is no answer.

    :param kind: one of ``KINDS``
    :param detail: what was met, what was expected, and the nearest right value
    :param faults: of each wrong parameter its name, what is wrong, and the nearest right value
    """

    kind: str
    detail: str = ""
    faults: list[dict[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        return KINDS[self.kind][0]

    def to_data(self) -> dict[str, Any]:
        """Give what travels between processes."""
        return {"kind": self.kind, "detail": self.detail, "faults": self.faults}


def refusal_response(refusal: RefusedError) -> JSONResponse:
    """Tell a refusal as JSON problem details."""
    status, title = KINDS[refusal.kind]
    body: dict[str, Any] = {
        "type": f"https://w3id.org/saite/problems#{refusal.kind}",
        "title": title,
        "status": status,
        "detail": refusal.detail,
    }
    if refusal.faults:
        body["parameters"] = refusal.faults
    headers = {"Cache-Control": "no-store", **refusal.headers}
    if refusal.kind in RETRY:
        headers.setdefault("Retry-After", str(RETRY[refusal.kind]))
    return JSONResponse(body, status, headers, MEDIA_TYPE)
