"""The words of dates in Lithuanian, Latvian and English."""

import unicodedata
from typing import Final

# A line a month: nominative, genitive, dative, accusative, instrumental, locative, abbreviations.
MONTHS: Final = {
    "lt": """sausis sausio sausiui sausį sausiu sausyje saus
        vasaris vasario vasariui vasarį vasariu vasaryje vas
        kovas kovo kovui kovą kovu kove kov
        balandis balandžio balandžiui balandį balandžiu balandyje bal
        gegužė gegužės gegužei gegužę geguže gegužėje geg
        birželis birželio birželiui birželį birželiu birželyje birž
        liepa liepos liepai liepą liepoje liep
        rugpjūtis rugpjūčio rugpjūčiui rugpjūtį rugpjūčiu rugpjūtyje rugp rugpj
        rugsėjis rugsėjo rugsėjui rugsėjį rugsėju rugsėjyje rugs
        spalis spalio spaliui spalį spaliu spalyje spal
        lapkritis lapkričio lapkričiui lapkritį lapkričiu lapkrityje lapkr
        gruodis gruodžio gruodžiui gruodį gruodžiu gruodyje gruod""",
    "lv": """janvāris janvāra janvārim janvāri janvārī janv
        februāris februāra februārim februāri februārī febr
        marts marta martam martu martā
        aprīlis aprīļa aprīlim aprīli aprīlī apr
        maijs maija maijam maiju maijā
        jūnijs jūnija jūnijam jūniju jūnijā jūn
        jūlijs jūlija jūlijam jūliju jūlijā jūl
        augusts augusta augustam augustu augustā aug
        septembris septembra septembrim septembri septembrī sept
        oktobris oktobra oktobrim oktobri oktobrī okt
        novembris novembra novembrim novembri novembrī nov
        decembris decembra decembrim decembri decembrī dec""",
    "en": """January Jan
        February Feb
        March Mar
        April Apr
        May
        June Jun
        July Jul
        August Aug
        September Sep Sept
        October Oct
        November Nov
        December Dec""",
}

# What the other words of a date say, by the language of the record.
WORDS: Final[dict[str, dict[str, str]]] = {
    "lt": {
        "year": "m metai metų metams metus metais",
        "month": "mėn mėnuo mėnesio mėnesį mėnesiu",
        "day": "d diena dienos dieną dienai",
        "about": "apie apytiksliai maždaug",
        "since": "nuo",
        "until": "iki",
        "before": "prieš pries",
        "after": "po",
    },
    "lv": {
        "year": "g gads gada gadam gadu gadā",
        "about": "ap aptuveni apmēram",
        "since": "no kopš",
        "until": "līdz",
        "before": "pirms",
        "after": "pēc pec",
    },
    "en": {
        "day": "st nd rd th",
        "about": "about around circa ca",
        "since": "since from",
        "until": "until till to",
        "before": "before",
        "after": "after",
        "nothing": "the of in on",
    },
}


# Parts of a year that no calendar fixes, without diacritics.
_SEASON_WORDS: Final = """
    pavasaris pavasario pavasari pavasariui pavasariu pavasara
    vasara vasaros vasarai vasaroje vasaras vasaru
    ruduo rudens rudeni rudeniui rudenyje
    ziema ziemos ziemai ziemoje ziemas ziemu
    spring summer autumn fall winter
    ketv ketvirtis ketvircio ketvirti ketvirtyje ceturksnis ceturksna ceturksni quarter q
    pusmetis pusmecio pusmeti pusmetyje pusgads pusgada pusgadu half
"""
SEASONS: Final = frozenset(_SEASON_WORDS.split())


def plain(word: str) -> str:
    """Fold case and leave diacritics out, as people also type them.

    >>> plain("Rugsėjis")
    'rugsejis'
    """
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# No two months share a form, in any of the languages.
MONTH_OF: Final = {
    plain(word): number
    for lines in MONTHS.values()
    for number, line in enumerate(lines.splitlines(), 1)
    for word in line.split()
}
MEANING_OF: Final = {
    language: {word: meaning for meaning, words in by_meaning.items() for word in words.split()}
    for language, by_meaning in WORDS.items()
}
