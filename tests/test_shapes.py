"""The shapes that travel with Saite: each holds and breaks as its two cases say.

A case is a folder ``cases/shapes/<shape>``: ``pass.ttl`` breaks nothing, ``fail.ttl`` breaks the
shape that its first line names by exactly the constraints that it names, and nothing else. Both
stand beside ``context.ttl``, the things that a case may refer to.
"""

import re
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from saite.resources import resource
from saite.validation import Result, Shapes, read_shapes, validate_quads

CASES = Path(__file__).parent / "cases" / "shapes"
SHAPES = rdflib.Namespace("https://w3id.org/saite/shapes#")
LANGUAGES = {"en", "lt", "lv"}
# Shapes that two things break together.
MUTUAL = {"organisation-name"}
# Predicates of a shape that constrain nothing by themselves.
SILENT = {RDF.type, SH.property, SH.targetClass, SH.path, SH.message, SH.severity}


@cache
def own_shapes() -> Shapes:
    return read_shapes([resource("ontology/shapes.ttl")])


def names() -> list[str]:
    kinds = (SH.NodeShape, SH.PropertyShape)
    named = {shape for kind in kinds for shape in own_shapes().graph.subjects(RDF.type, kind)}
    return sorted(str(shape).removeprefix(str(SHAPES)) for shape in named)


def apart(case: Path) -> str:
    """Give the text of a case, with the things that it is about named after it.

    The cases call them x; so all cases can stand in one graph, which is validated once.
    """
    text = case.read_text(encoding="utf-8")
    return re.sub(r"(?<=[/~-])x(?=\d?>|~)", f"x.{case.parent.name}.", text)


@cache
def results(kind: str) -> dict[str, list[Result]]:
    """Validate all cases of a kind, pass or fail: results by the case that they are about."""
    store = pyoxigraph.Store()
    store.load(path=CASES / "context.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    for case in sorted(CASES.glob(f"*/{kind}.ttl")):
        store.load(apart(case), format=pyoxigraph.RdfFormat.TURTLE)
    report = validate_quads(store, own_shapes(), concepts=[resource("ontology/concepts.ttl")])
    found: dict[str, list[Result]] = {}
    for result in report.results:
        names = re.findall(r"x\.([A-Za-z0-9-]+)\.", result.focus)
        found.setdefault(names[0] if names else result.focus, []).append(result)
    return found


def has_constraint(name: str) -> bool:
    return bool(set(own_shapes().graph.predicates(SHAPES[name])) - SILENT)


def test_the_things_that_every_case_may_refer_to_break_no_shape() -> None:
    for kind in ("pass", "fail"):
        assert set(results(kind)) <= set(names())


@pytest.mark.parametrize("name", names())
def test_a_shape_has_a_case_that_passes(name: str) -> None:
    assert (CASES / name / "pass.ttl").is_file()
    assert [result.line("en") for result in results("pass").get(name, [])] == []


@pytest.mark.parametrize("name", names())
def test_a_shape_has_a_case_that_breaks_it_and_nothing_else(name: str) -> None:
    first = (CASES / name / "fail.ttl").read_text(encoding="utf-8").partition("\n")[0]
    broken, *components = re.findall(r"(?:shapes|sh):(\S+)", first)
    met = results("fail")[name]
    assert sorted((result.shape, result.component) for result in met) == sorted(
        (f"<{SHAPES[broken]}>", str(SH[part])) for part in components
    )
    assert len({result.focus for result in met}) == (2 if name in MUTUAL else 1)
    if broken != name:
        # A node shape without a constraint of its own breaks by one of its property shapes, or
        # by the shape that refers to it.
        graph = own_shapes().graph
        assert not has_constraint(name)
        assert (SHAPES[name], SH.property, SHAPES[broken]) in graph or (
            SHAPES[broken],
            SH.node,
            SHAPES[name],
        ) in graph


def test_no_case_is_without_its_shape() -> None:
    """Some file systems do not tell large letters from small ones."""
    assert len({name.casefold() for name in names()}) == len(names())
    assert sorted(path.name for path in CASES.iterdir() if path.is_dir()) == names()


@pytest.mark.parametrize("name", [name for name in names() if has_constraint(name)])
def test_a_shape_has_a_severity_and_a_message_in_three_languages(name: str) -> None:
    graph = own_shapes().graph
    messages = list(graph.objects(SHAPES[name], SH.message))
    tags = [getattr(message, "language", None) for message in messages]
    assert sorted(map(str, tags)) == sorted(LANGUAGES)
    assert all(str(message).strip() == str(message) for message in messages)
    assert len(list(graph.objects(SHAPES[name], SH.severity))) == 1


def test_no_two_shapes_share_a_message_but_for_those_that_ask_the_same() -> None:
    graph = own_shapes().graph
    seen: dict[str, list[rdflib.term.Node]] = {}
    for shape, message in graph.subject_objects(SH.message):
        seen.setdefault(str(message), []).append(shape)
    shared = {text: shapes for text, shapes in seen.items() if len(shapes) > 1}
    assert shared == {}


def test_every_class_of_the_model_has_a_shape() -> None:
    targets = {str(target) for target in own_shapes().graph.objects(None, SH.targetClass)}
    used = set()
    for line in (CASES / "context.ttl").read_text(encoding="utf-8").splitlines():
        used |= set(re.findall(r"> a (\S+) ;", line))
    assert len(used) >= 13
    prefixes = dict(rdflib.Graph().parse(CASES / "context.ttl").namespaces())
    assert {str(prefixes[name.split(":")[0]]) + name.split(":")[1] for name in used} <= targets


def test_every_scheme_that_a_shape_names_exists() -> None:
    patterns = {str(pattern) for pattern in own_shapes().graph.objects(None, SH.pattern)}
    schemes = {found[1] for text in patterns if (found := re.search(r"concepts/([a-z-]+)/", text))}
    concepts = resource("ontology/concepts.ttl").read_text(encoding="utf-8")
    assert len(schemes) >= 17
    assert {name for name in schemes if f"<{name}> a skos:ConceptScheme" not in concepts} == set()
