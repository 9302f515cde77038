"""Reading function executions: which function, which inputs, which output."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from pyoxigraph import NamedNode

from saite.errors import nearest
from saite.mapping.document import Document, Node, Value
from saite.mapping.grel import ALIASES
from saite.mapping.model import Execution, FunctionValue, TermMap, Where
from saite.mapping.signature import Function

ReadInputs: TypeAlias = Callable[[Node, Where], list[TermMap]]


class FunctionReader:
    """Reads the functions of one triples map; what is wrong goes to the document's problems.

    :param read_inputs: reads the term maps that make the values of an input
    """

    def __init__(self, document: Document, read_inputs: ReadInputs) -> None:
        self._document = document
        self._read_inputs = read_inputs
        self._open: list[Node] = []

    def read(self, node: Node, where: Where) -> FunctionValue | None:
        """Read a function-valued expression map; None if it is not well formed."""
        here = where / "rml:functionExecution"
        execution = self._document.node(self._document.one(node, "functionExecution", where), here)
        if execution is None:
            return None
        here = self._document.at(here, execution)
        if execution in self._open:
            self._document.problem(here, "a function cannot be an input of itself")
            return None
        self._open.append(execution)
        try:
            read = self._execution(execution, here)
        finally:
            self._open.pop()
        if read is None:
            return None
        function = read.function
        output = self._meant(self._document.iri_of(node, "return", where))
        if output and output not in function.outputs:
            self._unknown(where / "rml:return", "an output", output, function.outputs)
            return None
        return FunctionValue(read, output or function.outputs[0])

    def _execution(self, node: Node, where: Where) -> Execution | None:
        self._document.check_properties(node, ("function", "functionMap", "input"), where)
        iri = self._document.iri_of(node, "function", where)
        if iri is None:
            self._document.problem(where / "rml:function", "expected one rml:function, found none")
            return None
        known = self._document.functions
        function = known.get(iri)
        if function is None:
            self._unknown(where / "rml:function", "a function known here", iri, known)
            return None
        given: dict[str, list[TermMap]] = {}
        for value in self._document.values(node, "input"):
            self._input(value, function, given, where / "rml:input")
        missing = [
            self._document.name(NamedNode(each))
            for each in function.parameters
            if each not in given and each not in function.optional
        ]
        if missing and sum(map(len, given.values())) == len(self._document.values(node, "input")):
            self._document.problem(
                where / "rml:input",
                f"{self._document.name(NamedNode(iri))} lacks its input {', '.join(missing)}",
            )
        inputs = tuple((each, one) for each in function.parameters for one in given.get(each, ()))
        return None if missing else Execution(function, inputs)

    def _input(
        self, value: Value, function: Function, given: dict[str, list[TermMap]], where: Where
    ) -> None:
        node = self._document.node(value, where)
        if node is None:
            return
        where = self._document.at(where, node)
        known = ("parameter", "parameterMap", "inputValue", "inputValueMap")
        self._document.check_properties(node, known, where)
        parameter = self._meant(self._document.iri_of(node, "parameter", where))
        maps = self._read_inputs(node, where)
        number = sum(len(self._document.values(node, name)) for name in known[2:])
        if parameter is None or number != 1:
            self._document.problem(
                where, "expected one rml:parameter and one rml:inputValue or rml:inputValueMap"
            )
        elif parameter not in function.parameters:
            self._unknown(where / "rml:parameter", "a parameter", parameter, function.parameters)
        elif parameter in given and not (
            function.is_repeated and parameter == function.parameters[-1]
        ):
            self._document.problem(
                where / "rml:parameter",
                f"{self._document.name(NamedNode(parameter))} is given twice",
            )
        elif maps:
            given.setdefault(parameter, []).append(maps[0])

    def _meant(self, iri: str | None) -> str | None:
        return ALIASES.get(iri, iri) if iri else iri

    def _unknown(self, where: Where, kind: str, iri: str, known: Iterable[str]) -> None:
        names = sorted(self._document.name(NamedNode(each)) for each in known)
        name = self._document.name(NamedNode(iri))
        message = f"is not {kind}, expected one of {', '.join(names)}"
        self._document.problem(where, message, value=name, near=nearest(name, names))
