"""String templates: what they are cut into, what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saite.mapping.model import Reference
from saite.mapping.template import TemplateError, parse_template


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("{id}", (Reference("id"),)),
        ("a/{b}/{c}", ("a/", Reference("b"), "/", Reference("c"))),
        ("{a}{b}", (Reference("a"), Reference("b"))),
        (r"\{{a}\}", ("{", Reference("a"), "}")),
        (r"\\{a}\\", ("\\", Reference("a"), "\\")),
        (r"{a\{b\}c\\d}", (Reference(r"a{b}c\d"),)),
        ("{two words, ā}", (Reference("two words, ā"),)),
        ("line\nbreak {a\nb}", ("line\nbreak ", Reference("a\nb"))),
    ],
)
def test_a_template_is_text_and_references(text: str, parts: tuple[str | Reference, ...]) -> None:
    assert parse_template(text).parts == parts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "the brace at 0 is not closed"),
        ("a{b", "the brace at 1 is not closed"),
        ("}", "the brace '}' at 0 has no partner"),
        ("a}b", "the brace '}' at 1 has no partner"),
        ("{{a}}", "the brace '{' at 1 has no partner"),
        ("{a}}", "the brace '}' at 3 has no partner"),
        ("a{}", "the braces at 1 are empty"),
        ("a\\b", "the backslash at 1 escapes nothing"),
        ("{a\\b}", "the backslash at 2 escapes nothing"),
        ("a\\", "the backslash at 1 escapes nothing"),
        (r"{a\}", "the brace at 0 is not closed"),
    ],
)
def test_a_template_that_is_none_says_where(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(text)
    assert str(caught.value).startswith(message)


@given(st.text(), st.text(min_size=1), st.text())
def test_any_text_can_be_written_in_a_template(before: str, name: str, after: str) -> None:
    def escaped(text: str) -> str:
        return text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")

    template = parse_template(f"{escaped(before)}{{{escaped(name)}}}{escaped(after)}")
    assert template.parts == tuple(each for each in (before, Reference(name), after) if each)


@given(st.text(alphabet="a{}\\"))
def test_no_text_makes_anything_but_a_template_or_a_template_error(text: str) -> None:
    try:
        parts = parse_template(text).parts
    except TemplateError:
        return
    assert all(parts)
