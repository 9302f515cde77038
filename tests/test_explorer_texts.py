"""The texts of the explorer's page: the same ones in every language, each of them used."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from saite.view.assets import LANGUAGES, load_strings
from support import ROOT

INTERFACE = ROOT / "src/saite/view/frontend/src/explorer/interface"
OWN: dict[str, dict[str, Any]] = json.loads(
    (INTERFACE / "strings.json").read_text(encoding="utf-8")
)
PLURALS = {
    "en": {"one", "other"},
    "lt": {"one", "few", "many", "other"},
    "lv": {"zero", "one", "other"},
}


def gaps_of(text: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", json.dumps(text)))


def scripts() -> str:
    paths: list[Path] = [*INTERFACE.glob("*.ts"), INTERFACE.parent / "main.ts"]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))


def test_every_text_is_there_in_every_language() -> None:
    assert tuple(OWN) == LANGUAGES
    for language in LANGUAGES:
        assert list(OWN[language]) == list(OWN["en"])
        for key, text in OWN[language].items():
            if isinstance(text, dict):
                assert set(text) == PLURALS[language], key
            else:
                assert text == text.strip() != "", key
            assert gaps_of(text) == gaps_of(OWN["en"][key]), key


def test_texts_of_another_language_are_translated() -> None:
    # Names of formats and marks of amounts read alike everywhere.
    same = {
        key
        for key, text in OWN["en"].items()
        if isinstance(text, str) and text in (OWN["lt"][key], OWN["lv"][key])
    }
    assert same == set()


def test_the_served_page_has_its_own_texts_in_every_language() -> None:
    path = INTERFACE.parent / "served" / "strings.json"
    served: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    script = (INTERFACE.parent / "served.ts").read_text(encoding="utf-8")
    assert tuple(served) == LANGUAGES
    for key, text in served["en"].items():
        assert f'"{key}"' in script
        assert key not in OWN["en"]
        others = [served[language][key] for language in ("lt", "lv")]
        assert all(gaps_of(each) == gaps_of(text) for each in others)
        assert len({text, *others}) == len(LANGUAGES)
    assert all(list(texts) == list(served["en"]) for texts in served.values())


def test_every_word_that_the_scripts_say_exists() -> None:
    known = load_strings()["en"].keys() | OWN["en"].keys()
    text = scripts()
    said = set(re.findall(r'\bsay\("([\w.]+)"', text))
    said |= set(re.findall(r'\bkey: "([\w.]+)"', text))
    said |= set(re.findall(r'\b(?:label|hint|title): "([a-z]\w*\.[\w.]+)"', text))
    assert len(said) > 100
    assert said <= known


def test_no_text_is_left_that_nobody_says() -> None:
    text = scripts()
    # Some are put together: `episode.${type}`; those of the legend's choices by their prefix.
    families = (*re.findall(r"`([a-z]+\.(?:[a-z]+\.)?)\$\{", text), "colour.")
    unused = {key for key in OWN["en"] if f'"{key}"' not in text and not key.startswith(families)}
    assert unused == set()


@pytest.mark.parametrize("way", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"])
def test_the_page_is_made_of_elements_and_text(way: str) -> None:
    assert way not in scripts()
