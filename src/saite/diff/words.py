"""Words for differences in three languages: sentences, and names of terms that others defined.

Classes and properties of our own have their labels in the ontology. Counts stand behind a colon,
so that no word must agree with a number.
"""

from functools import cache
from typing import Final

from saite.namespaces import expand
from saite.query import find_labels
from saite.results import Results

LANGUAGES: Final = ("en", "lt", "lv")

# Each in the order of LANGUAGES.
_TEXTS: Final[dict[str, tuple[str, str, str]]] = {
    "nothing": ("Nothing differs.", "Niekas nesiskiria.", "Nekas neatšķiras."),
    "organisations": ("Organisations", "Organizacijos", "Organizācijas"),
    "ties": ("Ties", "Ryšiai", "Saites"),
    "statements": ("Statements", "Teiginiai", "Apgalvojumi"),
    "quotes": ("Quotes", "Citatos", "Citāti"),
    "quotes of": ("Quotes of {}", "Citatos iš dokumento {}", "Citāti no dokumenta {}"),
    "added": ("added", "pridėta", "pievienots"),
    "gone": ("gone", "nebėra", "vairs nav"),
    "renamed": ("renamed", "pervadinta", "pārdēvēts"),
    "changed": ("changed", "pakeista", "mainīts"),
    "moved": (
        "Records in another row, otherwise the same: {}",
        "Įrašai kitoje eilutėje, visa kita nepakitę: {}",
        "Ieraksti citā rindā, viss pārējais nemainīts: {}",
    ),
    "other": (
        "Nodes that differ only in shortcuts or graphs that follow from the records: {}",
        "Mazgai, kurie skiriasi tik iš įrašų išvestomis nuorodomis ar grafais: {}",
        "Mezgli, kas atšķiras tikai ar no ierakstiem izrietošām saitēm vai grafiem: {}",
    ),
    "row": ("{}, row {}", "{}, eilutė {}", "{}, rinda {}"),
    "quoted": ("“{}”", "„{}“", "“{}”"),
    "true": ("yes", "taip", "jā"),
    "false": ("no", "ne", "nē"),
    "record": ("record", "įrašas", "ieraksts"),
}

_TERMS: Final[dict[str, tuple[str, str, str]]] = {
    "dcterms:description": ("text", "tekstas", "teksts"),
    "dcterms:identifier": ("id", "id", "id"),
    "dcterms:language": ("language", "kalba", "valoda"),
    "dcterms:type": ("kind", "rūšis", "veids"),
    "foaf:Document": ("document", "dokumentas", "dokuments"),
    "foaf:Person": ("person", "asmuo", "persona"),
    "oa:SpecificResource": ("place in a document", "dokumento vieta", "vieta dokumentā"),
    "oa:end": ("end", "pabaiga", "beigas"),
    "oa:hasSelector": ("place in the text", "vieta tekste", "vieta tekstā"),
    "oa:hasSource": ("document", "dokumentas", "dokuments"),
    "oa:start": ("start", "pradžia", "sākums"),
    "org:ChangeEvent": (
        "change of an organisation",
        "organizacijos pokytis",
        "organizācijas izmaiņa",
    ),
    "org:Membership": ("membership", "narystė", "dalība organizācijā"),
    "org:Organization": ("organisation", "organizacija", "organizācija"),
    "org:Post": ("post", "pareigos", "amats"),
    "org:heldBy": ("held by", "kas eina", "kas ieņem"),
    "org:member": ("member", "narys", "biedrs"),
    "org:organization": ("organisation", "organizacija", "organizācija"),
    "org:originalOrganization": (
        "original organisation",
        "pradinė organizacija",
        "sākotnējā organizācija",
    ),
    "org:postIn": ("organisation", "organizacija", "organizācija"),
    "org:resultingOrganization": (
        "resulting organisation",
        "atsiradusi organizacija",
        "izveidotā organizācija",
    ),
    "org:role": ("role", "vaidmuo", "loma"),
    "rdf:type": ("class", "klasė", "klase"),
    "saite:edtf": ("EDTF", "EDTF", "EDTF"),
    "saite:status": ("status", "statusas", "statuss"),
    "schema:Event": ("event", "renginys", "pasākums"),
    "schema:Place": ("place", "vieta", "vieta"),
    "schema:address": ("address", "adresas", "adrese"),
    "schema:addressCountry": ("country", "šalis", "valsts"),
    "schema:containedInPlace": ("within", "kur yra", "kur atrodas"),
    "schema:email": ("e-mail", "el. paštas", "e-pasts"),
    "schema:latitude": ("latitude", "platuma", "platums"),
    "schema:location": ("place", "vieta", "vieta"),
    "schema:longitude": ("longitude", "ilguma", "garums"),
    "schema:provider": ("provided by", "kas pateikė", "kas sniedza"),
    "schema:superEvent": ("part of event", "kurio renginio dalis", "kura pasākuma daļa"),
    "schema:url": ("web address", "interneto adresas", "tīmekļa adrese"),
    "skos:altLabel": ("other name", "kitas pavadinimas", "cits nosaukums"),
    "skos:note": ("note", "pastaba", "piezīme"),
    "skos:prefLabel": ("name", "pavadinimas", "nosaukums"),
}
_EXPANDED: Final = {expand(curie): labels for curie, labels in _TERMS.items()}


def word(name: str, language: str) -> str:
    """Give a text by its name; English for a language that there are no texts in.

    >>> word("ties", "lv"), word("ties", "lt-LT"), word("ties", "de")
    ('Saites', 'Ryšiai', 'Ties')
    """
    return _TEXTS[name][_number(language)]


@cache
def term_label(iri: str, language: str) -> str:
    """Give what people call a class or property; the IRI of one that nobody names.

    >>> term_label("http://www.w3.org/ns/org#Post", "lt")
    'pareigos'
    >>> term_label("https://w3id.org/saite/ns#participant", "en")
    'who takes part'
    """
    number = _number(language)
    if iri in _EXPANDED:
        return _EXPANDED[iri][number]
    # Asks nobody: what is left are the labels of the ontology.
    return find_labels(lambda _text: Results((), ()), {iri}, language=LANGUAGES[number]).get(
        iri, iri
    )


def _number(language: str) -> int:
    primary = language.lower().partition("-")[0]
    return LANGUAGES.index(primary) if primary in LANGUAGES else 0
