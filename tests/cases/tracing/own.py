"""A function of the user's own, for the tests of tracing."""

import saite


@saite.function(
    "https://example.org/fn#slug",
    parameters={"text": "https://example.org/fn#text", "mark": "https://example.org/fn#mark"},
)
def slug(text: str, mark: str = "-") -> str | None:
    """Give nothing for one name, so that no statement is made of it."""
    return None if text == "Jonas" else text.lower().replace(" ", mark)
