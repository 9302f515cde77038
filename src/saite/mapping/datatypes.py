"""Datatypes of XML Schema: which texts stand for one of their values.

The patterns are read alike by Python's ``re``, the RE2 of DuckDB and those of Java: no look-around,
no group that is repeated. Blanks around a value are not forgiven, as RDF does not.

Source: XML Schema 1.1, Datatypes (https://www.w3.org/TR/xmlschema11-2/); RDF 1.1, section 5.1
(https://www.w3.org/TR/rdf11-concepts/#xsd-datatypes)
"""

from typing import Final

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_SPEC: Final = "https://www.w3.org/TR/xmlschema11-2/#"
BUILT_IN: Final = _SPEC + "built-in-datatypes"
"""Address of the section that names them all."""

_NUMBER: Final = "(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)"
_ZONE: Final = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_YEAR: Final = "(?:[1-9][0-9]{3,}|0[0-9]{3})"
_FOURTH: Final = "(?:[02468][048]|[13579][26])"
# Every fourth year, but of the full centuries every fourth only.
_LEAP_YEAR: Final = (
    "(?:(?:[1-9][0-9]{2,}|[0-9]{2})(?:0[48]|[2468][048]|[13579][26])"
    f"|(?:[1-9][0-9]*)?{_FOURTH}00)"
)
_DAY: Final = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_DATE: Final = f"-?(?:{_YEAR}-{_DAY}|{_LEAP_YEAR}-02-29)"
_TIME: Final = "(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?|24:00:00(?:[.]0+)?)"


def _at_most(limit: int) -> str:
    """Give the pattern of the whole numbers from 0 up to a limit, with zeros before them or none.

    >>> _at_most(127)
    '0*(?:[0-9]{1,2}|[0-0][0-9]{2}|1[0-1][0-9]{1}|12[0-6][0-9]{0}|127)'
    """
    digits = str(limit)
    forms = [f"[0-9]{{1,{len(digits) - 1}}}"]
    for place, digit in enumerate(digits):
        if digit != "0":
            below = f"[0-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}"
            forms.append(f"{digits[:place]}{below}")
    return f"0*(?:{'|'.join([*forms, digits])})"


def _signed(bits: int) -> str:
    return f"[+]?{_at_most(2 ** (bits - 1) - 1)}|-{_at_most(2 ** (bits - 1))}"


def _unsigned(bits: int) -> str:
    return f"[+]?{_at_most(2**bits - 1)}|-0+"


_PATTERNS: Final = {
    "integer": "[+-]?[0-9]+",
    "nonNegativeInteger": "[+]?[0-9]+|-0+",
    "positiveInteger": "[+]?0*[1-9][0-9]*",
    "nonPositiveInteger": "-[0-9]+|[+]?0+",
    "negativeInteger": "-0*[1-9][0-9]*",
    "long": _signed(64),
    "int": _signed(32),
    "short": _signed(16),
    "byte": _signed(8),
    "unsignedLong": _unsigned(64),
    "unsignedInt": _unsigned(32),
    "unsignedShort": _unsigned(16),
    "unsignedByte": _unsigned(8),
    "decimal": f"[+-]?{_NUMBER}",
    "double": f"[+-]?{_NUMBER}(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN",
    "float": f"[+-]?{_NUMBER}(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN",
    "boolean": "true|false|1|0",
    "date": f"{_DATE}{_ZONE}?",
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE}",
    "time": f"{_TIME}{_ZONE}?",
    "gYear": f"-?{_YEAR}{_ZONE}?",
    "gYearMonth": f"-?{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}?",
}

_OTHERS: Final = (
    "anyType", "anySimpleType", "anyAtomicType", "string", "normalizedString", "token", "language",
    "Name", "NCName", "NMTOKEN", "NMTOKENS", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "QName",
    "NOTATION", "anyURI", "hexBinary", "base64Binary", "duration", "dayTimeDuration",
    "yearMonthDuration", "gMonth", "gMonthDay", "gDay", "precisionDecimal",
)  # fmt: skip
DATATYPES: Final = frozenset(XSD + name for name in (*_PATTERNS, *_OTHERS))
"""IRIs of all datatypes that XML Schema has."""

LEXICAL_SPACES: Final = {XSD + name: pattern for name, pattern in _PATTERNS.items()}
"""IRI of a datatype -> pattern of the texts that are literals of it; others are not judged."""


def prefixed(datatype: str) -> str:
    """Name a datatype with a prefix.

    >>> prefixed("http://www.w3.org/2001/XMLSchema#date")
    'xsd:date'
    """
    return f"xsd:{datatype.removeprefix(XSD)}"


def section(datatype: str) -> str:
    """Give the address of the section that defines a datatype."""
    return _SPEC + datatype.removeprefix(XSD)
