"""Things found by a part of what they are called, as an answer of rows."""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from saite.errors import UsageError, nearest
from saite.index import OF_FORMS, OWN, LabelIndex, NameIndex, index_store
from saite.namespaces import expand
from saite.query.names import CLASSES
from saite.results import Ask, Results


def index_names(ask: Ask) -> LabelIndex:
    """Index the names of a graph that only answers questions; all of them are asked for."""
    names = " ".join(f"<{expand(each)}>" for each in (*OWN, *OF_FORMS, "saite:nameOf"))
    own = " ".join(f"<{expand(each)}>" for each in OWN)
    said = " ".join(f"<{expand(each)}>" for each in ("rdf:type", *_DESCRIBED))
    # Rows, not statements: of rows every server says if it holds some back.
    found = ask(
        "SELECT DISTINCT ?thing ?property ?value WHERE { "
        f"{{ VALUES ?property {{ {names} }} ?thing ?property ?value }} UNION "
        f"{{ VALUES ?property {{ {said} }} VALUES ?named {{ {own} }} "
        "?thing ?named ?name ; ?property ?value } }"
    )
    store = Store()
    for thing, property_, value in found.terms if isinstance(found, Results) else ():
        if not isinstance(thing, NamedNode | BlankNode) or not isinstance(property_, NamedNode):
            continue
        if value is not None:
            store.add(Quad(thing, property_, value, DefaultGraph()))
    return index_store(store)


_DESCRIBED = ("dcterms:identifier", "dcterms:type")


def search_names(index: NameIndex | None, text: str, *, kind: str = "", limit: int = 20) -> Results:
    """Find things by a part of a name, the best first.

    :param kind: one of ``CLASSES``; any class if empty
    :returns: thing, class, the name that fits, and id; no row if the text has no letter or digit
    :raises UsageError: if there is no such kind, or no index
    """
    if kind and kind not in CLASSES:
        near = nearest(kind, CLASSES)
        hint = f"; did you mean {near!r}?" if near else ""
        raise UsageError(f"{kind!r} is no kind of thing, there are: {', '.join(CLASSES)}{hint}")
    if index is None:
        raise UsageError("this build has no index of names: build again")
    found = index.search(text, of=expand(CLASSES[kind]) if kind else "", limit=limit)
    rows = tuple(
        (
            NamedNode(each.thing.iri),
            NamedNode(each.thing.of),
            Literal(each.name.text, language=each.name.language)
            if each.name.language
            else Literal(each.name.text),
            Literal(each.thing.identifier) if each.thing.identifier else None,
        )
        for each in found
    )
    return Results(("thing", "class", "name", "id"), rows)
