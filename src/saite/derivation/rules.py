"""The rules, and how the store runs them: one by one, each seeing what those before it made."""

from collections.abc import Callable, Mapping

import pyoxigraph as ox

from saite.errors import BuildError, Problem, SavedQueryError
from saite.resources import resource
from saite.sparql import SavedQuery, Term, bind, parameter_term, query_form, read_saved_queries


def read_rules() -> dict[str, SavedQuery]:
    """Read the rules that travel with Saite, in the order in which they run: that of their names.

    :raises SavedQueryError: if one of them cannot be read, or constructs nothing

    >>> list(read_rules())[0]
    '01-alternative-names'
    """
    rules = read_saved_queries(resource("queries/derive"))
    others = [rule for rule in rules.values() if query_form(rule.text) != "construct"]
    message = "is no rule; expected CONSTRUCT"
    problems = [Problem(str(rule.path), message=message) for rule in others]
    if problems:
        raise SavedQueryError(problems)
    return rules


def derived_graph(base: str) -> ox.NamedNode:
    """Name the graph of what was derived.

    >>> derived_graph("https://example.org/id/").value
    'https://example.org/id/graph/derived'
    """
    return ox.NamedNode(f"{base}graph/derived")


def derive(
    store: ox.Store,
    rules: Mapping[str, SavedQuery],
    *,
    base: str,
    max_event_size: int = 30,
    progress: Callable[[str], None] | None = None,
) -> int:
    """Run rules in the order of their names and add what each makes before the next one runs.

    A rule sees all graphs as one. It may take the parameters ``base`` and ``maxEventSize``.

    :param store: where the rules read and write; what an earlier run derived must not be in it
    :param max_event_size: most organisations of an event for which pairs are made
    :param progress: called with the name of each rule before it runs
    :returns: how many quads were derived
    :raises BuildError: if a rule makes a blank node, which would have another name in each build
    """
    graph = derived_graph(base)
    bound = bound_rules(rules, base=base, max_event_size=max_event_size)
    for name, text in bound.items():
        if progress:
            progress(name)
        _apply(store, text, name=name, graph=graph)
    return _count(store, graph)


def bound_text(rule: SavedQuery, *, base: str, max_event_size: int) -> str:
    """Give the query of a rule with its parameters bound, as a build runs it."""
    given = {"base": base, "maxEventSize": str(max_event_size)}
    return bind(rule.text, _terms(rule, given))


def bound_rules(
    rules: Mapping[str, SavedQuery], *, base: str, max_event_size: int
) -> dict[str, str]:
    """Give the text of each rule with its parameters in it, in the order in which they run."""
    return {
        name: bound_text(rule, base=base, max_event_size=max_event_size)
        for name, rule in sorted(rules.items())
    }


def _terms(rule: SavedQuery, given: Mapping[str, str]) -> dict[str, Term]:
    return {
        parameter.name: parameter_term(parameter, given[parameter.name])
        for parameter in rule.parameters
        if parameter.name in given
    }


def _apply(store: ox.Store, text: str, *, name: str, graph: ox.NamedNode) -> None:
    triples = store.query(text, use_default_graph_as_union=True)
    if not isinstance(triples, ox.QueryTriples):
        raise BuildError(f"rule {name} constructs nothing; expected CONSTRUCT")
    # Written and read back rather than passed on one by one: millions of terms never become
    # objects of Python.
    made = triples.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    store.bulk_load(made, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    blank = "ASK { ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) }"
    if b"_:" in made and bool(store.query(blank, default_graph=graph)):
        raise BuildError(f"rule {name} makes blank nodes, whose names change; expected IRIs")


def _count(store: ox.Store, graph: ox.NamedNode) -> int:
    rows = store.query("SELECT (COUNT(*) AS ?count) { ?s ?p ?o }", default_graph=graph)
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(rows)["count"].value)
