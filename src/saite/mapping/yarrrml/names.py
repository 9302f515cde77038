"""Prefixed names of a YARRRML document and the IRIs that they stand for.

Source: https://w3id.org/yarrrml/spec/#prefixes-and-namespaces
"""

import re
from collections.abc import Mapping
from typing import Final

from saite.mapping.functions import SAITE_FUNCTIONS

# The initial context of RDFa 1.1, https://www.w3.org/2011/rdfa-context/rdfa-1.1
PREDEFINED: Final[dict[str, str]] = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "cat": "http://www.w3.org/ns/dcat#",
    "cc": "http://creativecommons.org/ns#",
    "cnt": "http://www.w3.org/2008/content#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "ctag": "http://commontag.org/ns#",
    "dc": "http://purl.org/dc/terms/",
    "dc11": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "duv": "https://www.w3.org/ns/duv#",
    "earl": "http://www.w3.org/ns/earl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gldp": "http://www.w3.org/ns/people#",
    "gr": "http://purl.org/goodrelations/v1#",
    "grddl": "http://www.w3.org/2003/g/data-view#",
    "ht": "http://www.w3.org/2006/http#",
    "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
    "jsonld": "http://www.w3.org/ns/json-ld#",
    "ldp": "http://www.w3.org/ns/ldp#",
    "ma": "http://www.w3.org/ns/ma-ont#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "og": "http://ogp.me/ns#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "ptr": "http://www.w3.org/2009/pointers#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfa": "http://www.w3.org/ns/rdfa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rev": "http://purl.org/stuff/rev#",
    "rif": "http://www.w3.org/2007/rif#",
    "rr": "http://www.w3.org/ns/r2rml#",
    "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "ssn": "http://www.w3.org/ns/ssn/",
    "time": "http://www.w3.org/2006/time#",
    "v": "http://rdf.data-vocabulary.org/#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wdr": "http://www.w3.org/2007/05/powder#",
    "wdrs": "http://www.w3.org/2007/05/powder-s#",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Not of RDFa: functions are called by these everywhere.
_FUNCTIONS: Final = {
    "fn": SAITE_FUNCTIONS,
    "grel": "http://users.ugent.be/~bjdmeest/function/grel.ttl#",
    "idlab-fn": "https://w3id.org/imec/idlab/function#",
}
_SCHEMES: Final = (
    "about", "blob", "data", "did", "doi", "file", "ftp", "geo", "http", "https", "info", "isbn",
    "mailto", "news", "sip", "sips", "sms", "tag", "tel", "urn", "wss", "ws", "xmpp",
)  # fmt: skip
# A prefix and what follows its colon; no colon of an escape, and none before a blank.
_PREFIXED: Final = re.compile(r"(?P<prefix>[^:/\\\s$()~]*):(?!//|\s)(?P<local>.*)", re.DOTALL)


class Names:
    """The prefixes of a document.

    :param own: what the document declares, which wins over what is predefined
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self.prefixes = {**PREDEFINED, **_FUNCTIONS, **own}

    def expand(self, text: str) -> str:
        r"""Give a text with its prefix expanded; one without a known prefix as it is.

        An escaped colon, ``\:``, begins no prefix.

        >>> Names({"ex": "http://example.org/"}).expand("ex:$(id)")
        'http://example.org/$(id)'
        """
        found = _PREFIXED.match(text)
        if found is None or found["prefix"] not in self.prefixes:
            return text
        return self.prefixes[found["prefix"]] + found["local"]

    def unknown(self, text: str) -> str:
        """Give the prefix of a text that must be an IRI, if it is neither declared nor a scheme.

        Empty if there is nothing wrong.

        >>> Names({}).unknown("exx:name"), Names({}).unknown("urn:x:1")
        ('exx', '')
        """
        found = _PREFIXED.match(text)
        if found is None or found["prefix"] in self.prefixes or not found["prefix"]:
            return ""
        return "" if found["prefix"].lower() in _SCHEMES else found["prefix"]
