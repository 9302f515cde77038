"""What a page shows, as a citation in plain text, to paste elsewhere.

It says what is cited, which documents say it and where in them, which build of the graph that is,
and the address, in the form of the explorer's citations (``frontend/src/explorer/citation.ts``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyoxigraph as ox

from saite import __version__
from saite.namespaces import expand
from saite.results import Results
from saite.serve.pages.site import Site, redact
from saite.serve.pages.start import build_of
from saite.serve.pages.texts import load_texts, text_of, write_number

URL: Final = ox.NamedNode(expand("schema:url"))
TYPE: Final = ox.NamedNode(expand("rdf:type"))
DOCUMENT: Final = ox.NamedNode(expand("foaf:Document"))
# Columns of answers that tell where something is written.
DOCUMENTS: Final = ("document", "source")
SECTIONS: Final = ("section", "sections")
Shown = Mapping[str, Any]


@dataclass
class Citing:
    """Writes one citation in the language of a page.

    :param labels: IRI -> what to call it
    """

    site: Site
    labels: Mapping[str, str]
    _named: set[str] = field(default_factory=set)

    def say(self, name: str, /, **parts: object) -> str:
        """Give a text of the pages."""
        return text_of(load_texts()[self.site.language], name, **parts)

    def name(self, iri: str) -> str:
        """Give what a thing is called, as one line."""
        return one_line(self.labels.get(iri) or iri)

    def names(self, iris: Iterable[str]) -> str:
        """List what things are called."""
        return ", ".join(map(self.name, iris))

    def sources(self, places: Mapping[str, Iterable[str]]) -> list[str]:
        """Name each document once, with its address where it is named first, the places below.

        :param places: document -> places in it; the document is empty where none is named
        """
        lines = []
        for document, found in sorted(places.items(), key=lambda each: self.name(each[0])):
            listed = [place for place in dict.fromkeys(found) if place]
            if not document:
                lines += [f"– {place}" for place in listed]
                continue
            url = "" if document in self._named else self._url(document)
            self._named.add(document)
            lines.append(f"– {self.name(document)}{f', {url}' if url else ''}")
            lines += [f"  {place}" for place in listed]
        return lines

    def _url(self, document: str) -> str:
        found = self.site.store.quads_for_pattern(ox.NamedNode(document), URL, None)
        return min((one_line(str(getattr(quad.object, "value", ""))) for quad in found), default="")

    def place(self, evidence: Shown) -> str:
        """Tell a place in a document: section, characters, address, quote; else the row of it."""
        where = []
        if evidence["section"]:
            where.append(self.say("thing.section", n=evidence["section"]))
        if evidence["start"] is not None:
            where.append(self.say("thing.characters", a=evidence["start"], b=evidence["end"]))
        if evidence["url"]:
            where.append(evidence["url"])
        quote = one_line(evidence["quote"])
        if not where and not quote:
            return self.row(evidence["row"])
        told = ", ".join(map(one_line, where))
        return ": ".join(each for each in (told, f"“{quote}”" if quote else "") if each)

    def row(self, place: Shown | None) -> str:
        """Tell a row of the records; empty if there is none."""
        if not place:
            return ""
        return one_line(self.say("thing.row", file=place["file"], row=place["row"]))

    def when(self, time: Shown | None) -> str:
        """Tell a time as it is written, with what it means where that is not the same."""
        if not time:
            return ""
        bounds = " – ".join(each for each in (time["earliest"], time["latest"]) if each)
        written, edtf = one_line(time["written"]), time["edtf"]
        return f"{written} ({edtf})" if written and edtf else written or edtf or bounds

    def origin(self, address: str, iri: str = "") -> list[str]:
        """Tell which graph it is taken from, and the address; the IRI too if it is another."""
        build = build_of(self.site.build)
        edits = self.site.edits and f"{self.say('cite.edits')} {self.site.edits}"
        told = [
            one_line(self.site.title),
            build["id"] and f"{self.say('build.id')} {build['id']}",
            edits,
            build["date"] and self.say("build.made", date=build["date"]),
            f"Saite {__version__}",
        ]
        lines = [" · ".join(each for each in told if each), iri, f"{self.site.origin}{address}"]
        return list(dict.fromkeys(line for line in lines if line))


def cite_thing(site: Site, page: Shown) -> str:
    """Cite a thing or a tie.

    :param page: what its page shows, with the labels
    """
    citing = Citing(site, page["labels"])
    address = site.address(page["iri"])
    parts = _tie(citing, page["tie"]) if page["tie"] else _thing(citing, page)
    return _joined([*parts, citing.origin(address, page["iri"])])


def _thing(citing: Citing, page: Shown) -> list[list[str]]:
    kinds = citing.names([*page["classes"][:1], *page["kind"], *filter(None, [page["status"]])])
    head = citing.name(page["iri"])
    about = [f"{head} ({kinds})" if kinds else head, citing.when(page["when"])]
    records = [record for group in page["records"].values() for record in group["records"]]
    said = [page, *page["names"], *page["descriptions"], *records]
    places: dict[str, list[str]] = {}
    sections: dict[str, set[str]] = {}
    for evidence in (each for one in said for each in one["evidence"]):
        places.setdefault(evidence["document"], [])
        if evidence["document"] and evidence["section"]:
            sections.setdefault(evidence["document"], set()).add(evidence["section"])
    for document, found in sections.items():
        listed = ", ".join(sorted(found, key=_in_order))
        places[document].append(one_line(citing.say("thing.section", n=listed)))
    if not places:
        places[""] = [citing.row(page["row"])]
    return [[each for each in about if each], citing.sources(places)]


def _tie(citing: Citing, tie: Shown) -> list[list[str]]:
    names = [citing.name(each) for each in tie["between"]]
    head = f" {citing.say('cite.and')} ".join(names)
    status = f"{citing.name(tie['status'])}; " if tie["status"] else ""
    weight = citing.say("thing.tie.weight", n=write_number(tie["weight"], citing.site.language))
    parts = [[f"{head} ({status}{weight})"]]
    parts += [_support(citing, support, tie["between"]) for support in tie["supports"]]
    return [*parts, [citing.say("thing.more", n=tie["more"])]] if tie["more"] else parts


def _support(citing: Citing, support: Shown, ends: Sequence[str]) -> list[str]:
    kind = citing.names(support["kind"])
    status = f" ({citing.name(support['status'])})" if support["status"] else ""
    told = [
        " · ".join(each for each in (citing.name(one["iri"]), citing.when(one["when"])) if each)
        for one in support["through"]
    ]
    places: dict[str, list[str]] = {}
    lines = [": ".join(each for each in (f"{kind}{status}", "; ".join(told)) if each)]
    for statement in support["statements"]:
        lines += filter(None, [_statement(citing, statement["parts"], ends)])
        for evidence in statement["evidence"]:
            places.setdefault(evidence["document"], []).append(citing.place(evidence))
    return [*lines, *citing.sources(places)]


def _statement(citing: Citing, parts: Sequence[Shown], ends: Sequence[str]) -> str:
    """Tell what a statement says of one of the two; of both, if it names both."""
    named = [part for part in parts if any(each.get("iri") in ends for each in part["values"])]
    others = [part for part in parts if part not in named] if len(named) == 1 else parts
    told = "; ".join(
        f"{citing.name(part['property'])}: {_values(citing, part['values'])}" for part in others
    )
    who = _values(citing, named[0]["values"]) if len(named) == 1 else ""
    return " – ".join(each for each in (who, told) if each)


def _values(citing: Citing, values: Iterable[Shown]) -> str:
    return ", ".join(
        citing.name(each["iri"]) if "iri" in each else one_line(each["text"]) for each in values
    )


def cite_question(
    site: Site, page: Shown, values: Mapping[str, str], answer: Results | None
) -> str:
    """Cite the answer to a saved question.

    :param page: what its page shows
    :param values: of the parameters, as they were given
    :param answer: the rows; None if it answers none
    """
    cited = _cited(site, answer) if answer is not None else {}
    known = answer.labels if answer is not None else {}
    citing = Citing(site, {iri: redact(known.get(iri, iri)) for iri in cited})
    labels = {field["name"]: field["label"] for field in page["form"]}
    asked = [
        f"{one_line(labels.get(name, name))}: {one_line(value)}"
        for name, value in sorted(values.items())
        if value
    ]
    shown = []
    if answer is not None:
        more = [citing.say("answer.cut", n=len(answer))] if answer.is_cut else []
        shown = [citing.say("answer.rows", n=len(answer)), *more, *citing.sources(cited)]
    head = f"{one_line(page['summary'])} ({page['name']})"
    address = site.address_of(f"/q/{page['name']}", values)
    return _joined([[head, *asked], shown, citing.origin(address)])


def _cited(site: Site, answer: Results) -> dict[str, list[str]]:
    """Collect the documents that rows name, with the sections that stand beside them."""
    columns = {name: place for place, name in enumerate(answer.variables)}
    sections: dict[str, set[str]] = {}
    for row in answer.terms:
        beside = [row[columns[name]] for name in SECTIONS if name in columns]
        found = {
            part.strip()
            for each in beside
            for part in str(getattr(each, "value", "") or "").split(",")
        }
        for name in DOCUMENTS:
            term = row[columns[name]] if name in columns else None
            if isinstance(term, ox.NamedNode):
                sections.setdefault(term.value, set()).update(found - {""})
    text = load_texts()[site.language]["thing.section"]
    return {
        iri: [text.replace("{n}", one_line(", ".join(sorted(found, key=_in_order))))]
        if found
        else []
        for iri, found in sections.items()
        if _is_document(site, iri)
    }


def _is_document(site: Site, iri: str) -> bool:
    return any(site.store.quads_for_pattern(ox.NamedNode(iri), TYPE, DOCUMENT))


def _in_order(section: str) -> list[tuple[int, str]]:
    """Put sections in the order of their numbers: 2 before 10.

    >>> sorted(["10", "2.1", "2"], key=_in_order)
    ['2', '2.1', '10']
    """
    parts = re.findall(r"\d+|[^\d.]+", section)
    return [(int(part), "") if part.isdecimal() else (1 << 60, part) for part in parts]


def _joined(parts: Iterable[Iterable[str]]) -> str:
    """Put blocks of lines below each other, with an empty line between."""
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines)


def one_line(text: str) -> str:
    r"""Make a text stay one line of a citation.

    >>> one_line("a\n\tb ")
    'a b'
    """
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
