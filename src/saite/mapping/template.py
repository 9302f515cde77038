r"""String templates: text with references in braces.

Braces and backslashes that mean themselves are escaped by a backslash, inside a reference too.

Source: RML-Core, string template.
"""

import re
from typing import Final

from saite.mapping.model import Reference, Template

# An escaped character, a backslash that escapes nothing, a brace, or plain text.
_TOKEN: Final = re.compile(r"\\(?P<escaped>[\\{}])|(?P<stray>\\)|(?P<brace>[{}])|[^\\{}]+")


class TemplateError(ValueError):
    """A template is not well formed; the message says what and where."""


def parse_template(text: str) -> Template:
    r"""Split a template into its text and its references.

    :raises TemplateError: if a brace is not matched, a reference is empty or holds a brace, or a
        backslash escapes neither brace nor backslash

    >>> parse_template(r"org/{id}\{1\}").parts
    ('org/', Reference(column='id'), '{1}')
    """
    parts: list[str | Reference] = []
    buffer: list[str] = []
    opened = -1
    for token in _TOKEN.finditer(text):
        if token["stray"]:
            raise TemplateError(
                f"the backslash at {token.start()} escapes nothing, expected \\\\, \\{{ or \\}}"
            )
        if token["brace"] is None:
            buffer.append(token["escaped"] or token[0])
            continue
        if (token["brace"] == "{") != (opened < 0):
            raise TemplateError(
                f"the brace {token['brace']!r} at {token.start()} has no partner, "
                f"expected \\{token['brace']} for one that means itself"
            )
        word = "".join(buffer)
        if token["brace"] == "{":
            opened = token.start()
        else:
            if not word:
                raise TemplateError(f"the braces at {opened} are empty, expected a reference")
            opened = -1
        if word:
            parts.append(word if opened >= 0 else Reference(word))
        buffer = []
    if opened >= 0:
        raise TemplateError(f"the brace at {opened} is not closed")
    if buffer:
        parts.append("".join(buffer))
    return Template(tuple(parts))
