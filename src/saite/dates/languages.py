"""Tags of the languages that texts and dates are in.

Source: RFC 5646 (BCP 47): a language has its shortest code of ISO 639, ``lt`` and not ``lit``.
"""

import re
from typing import Final

from saite.dates.vocabulary import plain
from saite.errors import nearest

EXPECTED: Final = "expected en, lt, lv or another BCP 47 tag"
_TAG: Final = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wy-z0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?"
)
# The code to write, then the longer codes of ISO 639-2, then names in several languages.
_LANGUAGES: Final = """
    en eng english anglų angļu
    lt lit lithuanian lietuvių lietuviškai lietuviešu lietuviski
    lv lav lvs latvian latvių latviškai latviešu latviski
    et est ekk estonian estų igauņu eesti
    fi fin finnish suomių somu suomi
    de deu ger german vokiečių vācu deutsch
    fr fra fre french prancūzų franču français
    pl pol polish lenkų poļu polski
    ru rus russian rusų krievu
    uk ukr ukrainian ukrainiečių ukraiņu
    be bel belarusian baltarusių baltkrievu
    sv swe swedish švedų zviedru svenska
    da dan danish danų dāņu dansk
    nb nob bokmål
    nn nno nynorsk
    no nor norwegian norvegų norvēģu norsk
    is isl ice icelandic islandų islandiešu
    es spa spanish ispanų spāņu español
    it ita italian italų itāļu italiano
    pt por portuguese portugalų portugāļu
    nl nld dut dutch olandų nyderlandų nīderlandiešu
    cs ces cze czech čekų čehu
    sk slk slo slovak slovakų slovāku
    sl slv slovenian slovėnų slovēņu
    hr hrv croatian kroatų horvātu
    sr srp serbian serbų serbu
    bs bos bosnian
    mk mkd mac macedonian
    bg bul bulgarian bulgarų bulgāru
    ro ron rum romanian rumunų rumāņu
    hu hun hungarian vengrų ungāru
    el ell gre greek graikų grieķu
    sq sqi alb albanian
    tr tur turkish turkų turku
    he heb hebrew hebrajų ebreju
    yi yid yiddish jidiš
    ka kat geo georgian gruzinų gruzīnu
    hy hye arm armenian armėnų armēņu
    ga gle irish airių
    mt mlt maltese maltiečių maltiešu
    ca cat catalan katalonų kataloņu
    eu eus baq basque
    cy cym wel welsh
    la lat latin lotynų latīņu
    eo epo esperanto
    ar ara arabic arabų arābu
    zh zho chi chinese kinų ķīniešu
    ja jpn japanese japonų japāņu
"""
_CODES: Final = {
    plain(word): line.split()[0] for line in _LANGUAGES.splitlines() for word in line.split()
}


class LanguageError(ValueError):
    """A text is no language tag; the message says what is expected.

    :param near: the nearest tag, or empty
    """

    def __init__(self, near: str) -> None:
        self.near = near
        super().__init__(f"is not a language tag; {EXPECTED}")


def read_language(text: str) -> str:
    """Read the tag of a language, in lower case.

    :raises LanguageError: if it is not well formed, or has a longer code than its language needs

    >>> read_language("lv-LV")
    'lv-lv'
    """
    tag = text.lower()
    primary = tag.partition("-")[0]
    if not _TAG.fullmatch(tag) or _CODES.get(primary, primary) != primary:
        raise LanguageError(_find_near(text))
    return tag


def _find_near(text: str) -> str:
    """Find the tag that is meant: by a longer code, or by a name of the language."""
    dashed = text.strip().replace("_", "-").strip("-")
    primary, dash, rest = dashed.partition("-")
    tag = _CODES.get(plain(primary), primary.lower()) + dash + rest
    if _TAG.fullmatch(tag.lower()):
        return tag
    words = [plain(word) for word in re.findall(r"[^\W\d_]{3,}", text)]
    meant = (_CODES.get(word) for word in words)
    names = [name for name in _CODES if len(name) > 3]
    nearly = (_CODES.get(nearest(word, names)) for word in words)
    return next(filter(None, [*meant, *nearly]), "")
