"""A network in a notebook: it draws itself, and is a graph of networkx in all else."""

import copy
import pickle
from typing import Any

import networkx as nx
import pytest
from IPython.core.interactiveshell import InteractiveShell

from saite.network import read_network
from saite.view import NotebookGraph
from synthetic import crowded_case, made_up_case


@pytest.fixture(scope="module")
def graph() -> NotebookGraph:
    return NotebookGraph(read_network(made_up_case().derive()))


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(graph: NotebookGraph) -> None:
    formatter: Any = InteractiveShell.instance().display_formatter
    shown, _ = formatter.format(graph)
    assert shown["text/html"].startswith('<iframe srcdoc="')
    assert 'sandbox="allow-scripts allow-popups"' in shown["text/html"]
    assert "Alfa Association" in shown["text/html"]
    assert "<script" not in shown["text/html"]
    assert shown["text/plain"].startswith("<saite.view.notebook.NotebookGraph")


def test_copies_parts_and_pickles_draw_themselves(graph: NotebookGraph) -> None:
    for other in (graph.copy(), copy.deepcopy(graph), pickle.loads(pickle.dumps(graph))):
        assert type(other) is NotebookGraph
        assert list(other.nodes(data=True)) == list(graph.nodes(data=True))
        assert list(other.edges(data=True)) == list(graph.edges(data=True))
        assert other.graph == graph.graph
        assert other._repr_html_() == graph._repr_html_()
    part = graph.subgraph(sorted(graph)[:3])
    assert isinstance(part, NotebookGraph)
    assert "iframe" in str(part._repr_html_())
    assert isinstance(nx.ego_graph(graph, next(iter(graph))), NotebookGraph)


def test_what_cannot_be_drawn_is_shown_as_any_graph(graph: NotebookGraph) -> None:
    bare = NotebookGraph([("a", "b")])
    assert bare._repr_html_() is None
    assert NotebookGraph()._repr_html_() is None
    added = graph.copy()
    added.add_edge("new", "newer", weight=1.0)
    assert added._repr_html_() is None


@pytest.mark.parametrize(("language", "word"), [("en", "ties"), ("lt", "ryšių"), ("lv", "saites")])
def test_above_its_size_it_tells_what_to_do(language: str, word: str) -> None:
    graph = NotebookGraph(nx.path_graph(1_101))
    graph.graph |= {"measures": {}, "communities": [], "statements": {}, "language": language}
    for node in graph:
        graph.nodes[node].update(x=0.0, y=0.0)
    text = str(graph._repr_html_())
    assert text.startswith("<p>")
    assert "iframe" not in text
    assert word in text
    assert "1101" in text


def test_a_network_of_many_is_told_of() -> None:
    graph = NotebookGraph(read_network(crowded_case(60, 100).derive()))
    assert "iframe" in str(graph._repr_html_())
