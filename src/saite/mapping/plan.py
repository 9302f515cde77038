"""The relational plan of a mapping: what is scanned, unnested, looked up, joined and written.

It knows the text of N-Quads and nothing of SQL, so that one plan serves every engine. A column of
a frame bears a name with a dot in it, such as ``r.id``: the letter tells which kind of step made
it, and no two kinds can clash.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from saite.mapping.guards import Guard, Rule, Uses
from saite.mapping.model import LogicalTarget, ParentMap, Reference, Template, TermMap, Where
from saite.mapping.signature import Function


class Encoding(Enum):
    """How the value of a column is written into the text of a term."""

    PLAIN = "as it is"
    IRI = "percent-encoded but for iunreserved"
    URI = "percent-encoded but for unreserved"
    WHOLE_IRI = "a whole IRI, behind the base if it has no scheme"
    UNSAFE_IRI = "the same, with what no IRI may hold as an escape"
    LITERAL = "escaped as the text of a literal"
    BLANK = "as the label of a blank node"
    DATATYPE = "as the end of a literal, behind the base if it has no scheme"


@dataclass(frozen=True)
class Value:
    """The value of a column, encoded.

    :param is_plain: every value of the column is known to stay as it is
    """

    column: str
    encoding: Encoding
    base: str = ""
    is_plain: bool = False


Part: TypeAlias = str | Value
Parts: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True)
class Unnest:
    """One row for each element of a list; none for a row without elements.

    :param column: column of lists, each without NULL and without repetition
    """

    name: str
    column: str


@dataclass(frozen=True)
class Concat:
    """A text made of parts; NULL where one of their columns is."""

    name: str
    parts: Parts


@dataclass(frozen=True)
class Lookup:
    """The outputs of a function, found by its arguments in a table of the distinct ones.

    :param name: columns are called by it and the number of the output, from 0
    :param scope: number of the scope that it belongs to
    :param arguments: a column for each parameter of the function, None where it is not given
    :param outputs: number of outputs of the function
    """

    name: str
    scope: int
    function: Function
    arguments: tuple[str | None, ...]
    outputs: int
    where: Where = field(compare=False)

    @property
    def table(self) -> str:
        """Name the table of the distinct arguments, unique in the plan."""
        return f"saite_lookup_{self.scope}_{self.name}"

    def output(self, number: int) -> str:
        """Name the column of one output."""
        return f"{self.name}.{number}"


@dataclass(frozen=True)
class Join:
    """The rows of another frame that agree on columns; a row that meets none is gone.

    :param name: columns of the other frame are called by it and their own name
    :param on: a column of this frame and one of the other
    """

    name: str
    frame: "Frame"
    on: tuple[tuple[str, str], ...]


Step: TypeAlias = Unnest | Concat | Lookup | Join


@dataclass(frozen=True)
class Frame:
    """A relation and what is added to its columns.

    :param relation: name of the relation
    :param columns: columns of the relation that are used; each is ``r.`` and its name in the
        frame
    :param lists: those of ``columns`` that hold lists in which NULL or repetition may be
    """

    relation: str
    columns: tuple[str, ...]
    lists: frozenset[str]
    steps: tuple[Step, ...] = ()

    @property
    def all_columns(self) -> list[str]:
        """Name its columns, in order: those of the relation, then those that the steps add."""
        columns = [f"r.{name}" for name in self.columns]
        for step in self.steps:
            if isinstance(step, Lookup):
                columns += [step.output(number) for number in range(step.outputs)]
            elif isinstance(step, Join):
                columns += [f"{step.name}.{column}" for column in step.frame.all_columns]
            else:
                columns.append(step.name)
        return columns


@dataclass(frozen=True)
class Term:
    """A term as N-Quads writes it, brackets and quotes included."""

    parts: Parts
    guards: tuple[Guard, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the columns whose values are in its text, in order."""
        return tuple(part.column for part in self.parts if isinstance(part, Value))


@dataclass(frozen=True)
class Statement:
    """A quad for each row: four terms, the graph being None for the default graph.

    :param targets: where the quads go; none for the default output
    """

    subject: Term
    predicate: Term
    object: Term
    graph: Term | None
    targets: tuple[LogicalTarget, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Give the three or four terms."""
        triple = (self.subject, self.predicate, self.object)
        return (*triple, self.graph) if self.graph else triple

    @property
    def columns(self) -> frozenset[str]:
        """Give every column that it depends on, guards included."""
        inside = [column for term in self.terms for column in term.columns]
        asked = [column for guard in self.guards for column in guard.columns]
        return frozenset(inside + asked)

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Give the conditions of all its terms, each once."""
        return tuple(dict.fromkeys(guard for term in self.terms for guard in term.guards))


@dataclass(frozen=True)
class Block:
    """Statements that are written together: one text for each row of a frame.

    :param distinct: columns of the frame of which only distinct tuples are taken; None if no two
        rows can give the same quad
    :param nullable: columns of the frame that may be NULL
    """

    frame: Frame
    statements: tuple[Statement, ...]
    distinct: tuple[str, ...] | None
    nullable: frozenset[str]


@dataclass(frozen=True)
class Union:
    """Blocks of one statement each that may give the same quads: each quad is written once."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Check:
    """A rule for the values of one column of a frame.

    :param iri: base that is put before a relative IRI; of ``Rule.DATATYPE`` the datatype
    :param uses: where a term is made of the value
    :param term_map: what the value is made by
    """

    frame: Frame
    column: str
    rule: Rule
    iri: str
    uses: Uses
    term_map: TermMap = field(compare=False)

    @property
    def reference(self) -> str:
        """Give what the mapping calls the value, for messages; empty if it has no name."""
        expression = self.term_map.expression
        return str(expression) if isinstance(expression, Reference | Template) else ""

    @property
    def where(self) -> Where:
        """Give the place in the mapping, for messages."""
        return self.term_map.where


@dataclass(frozen=True)
class Joined:
    """Rows of two relations that a referencing object map wants together.

    :param child: the rows of the first alone
    :param frame: the pairs of rows that agree
    :param join: the step that adds the second
    """

    child: Frame
    frame: Frame
    join: Join
    parent_map: ParentMap = field(compare=False)


@dataclass(frozen=True)
class Call:
    """A lookup that is to be filled.

    :param frame: frame whose rows give the arguments
    :param uses: where a term is made of its outputs: only there a failure is a row's fault
    :param told: the frame with the columns of ``uses`` too, which other lookups may fill
    """

    frame: Frame
    lookup: Lookup
    uses: Uses
    told: Frame


@dataclass(frozen=True)
class Plan:
    """All that is to be done, in order.

    :param calls: what is looked up, inner functions first
    :param outputs: what goes to the default output
    :param targets: what goes to each logical target
    :param doubts: datatypes that values may not be of: such a literal is written all the same
    :param joins: what is joined, for those who ask whether any rows agree
    """

    calls: tuple[Call, ...]
    checks: tuple[Check, ...]
    outputs: tuple[Block | Union, ...]
    targets: tuple[tuple[LogicalTarget, tuple[Block | Union, ...]], ...] = ()
    doubts: tuple[Check, ...] = ()
    joins: tuple[Joined, ...] = ()
