"""What a network does not tell: people by name, in any case of the noun, and e-mail addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saite.network.privacy import LEFT_OUT, Privacy, leave_out_names


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            "Jonas Petraitis", "Jono Petraičio kalba", "[…] kalba", id="Lithuanian genitive"
        ),
        pytest.param(
            "Jānis Lācis", "parakstīja Jānim Lācim", "parakstīja […]", id="Latvian dative"
        ),
        pytest.param("Jānis Lācis", "Lāča vārds", "[…] vārds", id="a consonant that changes"),
        pytest.param("Ona Pramanytė", "ONA PRAMANYTĖ", "[…]", id="capitals"),
        pytest.param("Ona Pramanytė", "Pramanytė-Kita", "[…]-Kita", id="double name"),
        pytest.param(
            "Ona Pramanytė", "online ona, o ne kitaip", "online ona, o ne kitaip", id="words"
        ),
        pytest.param("Rasa Rytė", "rytinė rasa", "rytinė rasa", id="small letters are no names"),
        pytest.param("A. B.", "A. ir B.", "A. ir B.", id="initials alone say nothing"),
    ],
)
def test_a_name_is_left_out_in_every_case(name: str, text: str, expected: str) -> None:
    assert leave_out_names(text, [name]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to a.b+c@made-up.example!", "write to […]!"),
        ("„info@made-up.lt“, (x@y.org)", "„[…]“, ([…])"),
        ("no address: a@b, @handle, 5 @ 3", "no address: a@b, @handle, 5 @ 3"),
    ],
)
def test_an_email_address_is_left_out(text: str, expected: str) -> None:
    assert Privacy().redact(text) == expected
    assert Privacy(with_email=True).redact(text) == text


def test_people_stay_where_they_may_be_told() -> None:
    assert Privacy(names=("Ona Pramanytė",)).redact("Ona Pramanytė") == "Ona Pramanytė"


@given(st.text(alphabet=st.characters(categories=["Lu"]), min_size=3, max_size=12), st.text())
def test_no_capitalised_name_survives(name: str, around: str) -> None:
    text = f"{around} {name} {around}"
    privacy = Privacy(with_people=False, names=(name,))
    assert f" {name} " not in privacy.redact(text)


@given(st.text())
def test_a_text_without_names_stays(text: str) -> None:
    assert Privacy(with_people=False, with_email=True).redact(text) == text
    assert leave_out_names(text.lower(), ["Ona Pramanytė"]) == text.lower()


def test_what_is_left_out_is_visible() -> None:
    assert LEFT_OUT == "[…]"
