"""What a node, an edge and the graph of a partnership network carry.

A network is a plain ``networkx.Graph``. Its nodes are IRIs of organisations, its edges are ties.
What several ties share (statements, evidence, documents) stands once, in the graph's own
attributes, under its IRI; ties refer to it. Every value is text, number, truth, list or dict, so
that the whole graph is JSON.

* ``graph.nodes[iri]``: ``OrganisationAttributes``, the measures of ``saite.network.measures``,
  ``community`` and ``component`` (int), ``x`` and ``y`` (float, y grows downwards)
* ``graph.edges[a, b]``: ``TieAttributes``
* ``graph.graph``: ``NetworkAttributes``

A date that is open or not known is ``""``, a kind or status that is not recorded too.
"""

from typing import NotRequired, TypedDict

# Language tag -> text, in the order of the tags.
Labels = dict[str, str]


class Name(TypedDict):
    """One written form of a name."""

    text: str
    language: str
    kind: str  # key of a concept, such as "name-kind/abbreviation"
    unresolved: bool  # the source never says what it stands for
    when: NotRequired["When"]  # when it was in use, if that is recorded


class When(TypedDict):
    """When something was: as written, and what that means."""

    written: str
    language: str
    edtf: str
    earliest: str
    latest: str
    precision: str
    derivation: str  # how the recorder derived the date, if no source has it


class Place(TypedDict):
    """A place, and the places that it lies in."""

    iri: str
    labels: Labels
    within: list[Labels]
    country: str
    latitude: float | None
    longitude: float | None


class OrganisationAttributes(TypedDict):
    """Attributes of a node, as projected."""

    identifier: str
    label: str  # in the language asked for
    short: str  # the shortest name that is known to stand for it, else the label
    labels: Labels
    names: list[Name]
    kind: str
    places: list[Place]
    latitude: NotRequired[float]
    longitude: NotRequired[float]
    unnamed: bool  # the label describes it: no source names it
    status: str
    note: str
    address: str
    website: str
    email: NotRequired[str]  # only where e-mail addresses were asked for
    row: str


class Part(TypedDict):
    """One thing that a statement says: a role, a participant, a count, words."""

    property: str  # local name of the property, such as "participant"
    iri: str  # of the organisation, the person or the thing; empty for words and concepts
    concept: str  # key of a concept; empty for the rest
    text: str
    language: str


class Statement(TypedDict):
    """One record that a tie rests on, or that names an organisation."""

    iri: str
    identifier: str
    type: str  # local name of the class, such as "Participation"
    kind: str
    status: str
    about: str  # the event, project or agreement that it is about; key of "things"; or empty
    open_list: bool
    note: str
    row: str
    when: When | None
    parts: list[Part]
    evidence: list[str]  # keys of NetworkAttributes["evidence"]


class Thing(TypedDict):
    """What two organisations are tied through: an agreement, an event, a membership."""

    iri: str
    identifier: str
    type: str
    kind: str
    kind_as_written: str
    labels: Labels
    number: str
    unnamed: bool
    note: str
    row: str
    when: When | None
    places: list[Place]
    evidence: list[str]


class Evidence(TypedDict):
    """Where in which document something stands."""

    iri: str
    identifier: str
    document: str  # key of NetworkAttributes["documents"]
    section: str
    start: int | None
    end: int | None
    quote: str
    language: str
    note: str
    url: str
    row: str


class Document(TypedDict):
    """A document that evidence stands in."""

    iri: str
    identifier: str
    labels: Labels
    language: str
    kind: str
    url: str
    when: When | None
    row: str


class Support(TypedDict):
    """One reason why two organisations are tied."""

    iri: str
    kind: str  # key of a concept, such as "tie-kind/event"
    weight: float
    status: str
    earliest: str
    latest: str
    through: str  # key of NetworkAttributes["things"]
    statements: list[str]  # keys of NetworkAttributes["statements"]


class TieAttributes(TypedDict):
    """Attributes of an edge, as projected."""

    iri: str
    weight: float
    status: str  # the best among its supports
    earliest: str
    latest: str
    kinds: dict[str, float]  # key of a tie kind -> weight
    supports: list[Support]


class LargeEvent(TypedDict):
    """An event so large that no pairs were made of those who took part."""

    iri: str
    labels: Labels
    organisations: int


class NetworkAttributes(TypedDict):
    """Attributes of the graph itself, as projected."""

    language: str
    concepts: dict[str, Labels]
    things: dict[str, Thing]
    statements: dict[str, Statement]
    evidence: dict[str, Evidence]
    documents: dict[str, Document]
    people: dict[str, Labels]
    large_events: list[LargeEvent]
    with_people: bool
    with_email: bool
