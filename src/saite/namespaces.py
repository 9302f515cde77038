"""Namespaces and the terms that the code itself names, as plain strings of IRIs.

Plain strings, because rdflib's ``Namespace`` is a ``str`` whose methods hide terms such as
``count`` and ``title``, and because the store and the mapping speak text, not rdflib.
"""

from typing import Final

SAITE: Final = "https://w3id.org/saite/ns#"
CONCEPTS: Final = "https://w3id.org/saite/concepts/"

PREFIXES: Final[dict[str, str]] = {
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rml": "http://w3id.org/rml/",
    "saite": SAITE,
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def expand(curie: str) -> str:
    """Expand a prefixed name to the IRI it stands for.

    :raises KeyError: if the prefix is not one of ``PREFIXES``

    >>> expand("saite:status")
    'https://w3id.org/saite/ns#status'
    """
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


def shorten(iri: str) -> str:
    """Shorten an IRI to a prefixed name; one of no known namespace stays as it is.

    >>> shorten("http://www.w3.org/ns/org#Membership")
    'org:Membership'
    """
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and name and not set(name) & set("/#?"):
            return f"{prefix}:{name}"
    return iri
