"""What a page carries inside itself: no address, no way out, every word in three languages."""

import base64
import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saite.errors import SaiteError
from saite.view import assets as module
from saite.view.assets import (
    LANGUAGES,
    Assets,
    explorer_assets,
    json_text,
    load_strings,
    plain_assets,
    vis_script,
)

PLURALS = {
    "en": {"one", "other"},
    "lt": {"one", "few", "many", "other"},
    "lv": {"zero", "one", "other"},
}


@pytest.mark.parametrize("assets", [explorer_assets(), plain_assets()], ids=["explorer", "plain"])
def test_the_policy_allows_exactly_these_scripts_and_styles(assets: Assets) -> None:
    policy = dict(part.split(" ", 1) for part in assets.policy.split("; "))
    assert policy["default-src"] == "'none'"
    for name, texts in (("script-src", assets.scripts), ("style-src", assets.styles)):
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        expected = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
        assert policy[name].split() == expected
    assert "unsafe" not in assets.policy
    assert "http" not in assets.policy


def test_no_part_of_a_page_ends_its_element_or_asks_for_a_source_map() -> None:
    for text in (*explorer_assets().scripts, *explorer_assets().styles, *plain_assets().scripts):
        assert not re.search(r"</script|</style|<!--", text, flags=re.IGNORECASE)
        assert "\r" not in text
    assert "sourceMappingURL" not in vis_script()


def test_our_scripts_write_text_and_never_markup() -> None:
    ours = explorer_assets().scripts[1] + plain_assets().scripts[1]
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert way not in ours
    assert "fetch(" not in ours
    assert "XMLHttpRequest" not in ours


def test_our_styles_ask_for_nothing() -> None:
    for style in (explorer_assets().styles[1], plain_assets().styles[1]):
        assert "url(" not in style
        assert "@import" not in style


def test_every_word_is_there_in_every_language() -> None:
    strings = load_strings()
    assert tuple(sorted(strings)) == tuple(sorted(LANGUAGES))
    assert strings["en"].keys() == strings["lt"].keys() == strings["lv"].keys()
    for language, texts in strings.items():
        for key, text in texts.items():
            if isinstance(text, dict):
                assert set(text) == PLURALS[language], key
            else:
                assert text.strip() == text != "", key


def test_translations_have_the_same_gaps_to_fill() -> None:
    strings = load_strings()

    def names(text: object) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", json.dumps(text)))

    for key, text in strings["en"].items():
        assert names(text) == names(strings["lt"][key]) == names(strings["lv"][key]), key


def test_every_word_that_the_scripts_say_exists() -> None:
    said = set(re.findall(r'say\("([^"]+)"', explorer_assets().scripts[1]))
    template = (module.HERE / "templates" / "explorer.html").read_text(encoding="utf-8")
    said |= set(re.findall(r'data-(?:text|label|hint)="([^"]+)"', template))
    assert said
    assert not said - load_strings()["en"].keys()


@given(st.text(alphabet=st.characters(), max_size=20))
def test_data_comes_back_from_between_script_tags(text: str) -> None:
    written = json_text({"name": text})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written.encode("utf-8")) == {"name": text}


def test_a_lone_surrogate_can_be_written() -> None:
    assert json.loads(json_text(["\ud800"]).encode("utf-8")) == ["\ud800"]


def test_a_script_that_would_end_its_element_is_refused() -> None:
    with pytest.raises(SaiteError, match="end its own element"):
        module._inert("x </ScRiPt>")


def test_a_missing_part_of_the_installation_is_told() -> None:
    with pytest.raises(SaiteError, match="missing from this installation"):
        module._read_static("no such file.js")
