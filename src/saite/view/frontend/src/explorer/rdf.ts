// What supports a tie as RDF (Turtle), in the words of Saite's ontology.
import type { Document, Evidence, NamedThing, Part, Statement, SupportDetails, Thing, TieDetails, When } from "./details.ts";
import { wholeIri } from "./iris.ts";
import type { Labels, Network } from "./network.ts";
import { iri, literal, PREFIXES, Subjects } from "./turtle.ts";

// Classes and properties that are not Saite's own, by their local names.
const CLASSES: Readonly<Record<string, string>> = {
  Membership: "org:Membership", Post: "org:Post", ChangeEvent: "org:ChangeEvent", Event: "schema:Event", Person: "foaf:Person",
};
const PROPERTIES: Readonly<Record<string, string>> = {
  member: "org:member", organization: "org:organization", heldBy: "org:heldBy", postIn: "org:postIn",
  originalOrganization: "org:originalOrganization", resultingOrganization: "org:resultingOrganization",
  prefLabel: "skos:prefLabel",
};
/** What joins a statement to the thing it is about, by its class. */
const ABOUT: Readonly<Record<string, string>> = {
  Participation: "saite:inEvent", ProjectParticipation: "saite:inProject", AgreementParty: "saite:ofAgreement",
  Funding: "saite:ofProject",
};
const ORG_ROLES = new Set(["Membership", "Post"]);
const CONCEPTS = "https://w3id.org/saite/concepts/";

/**
 * Write a tie, its supports, their statements and evidence as Turtle, in the words of Saite's ontology.
 *
 * @param numbers the places in `network.supports` of the supports that are written
 */
export function toTurtle(network: Network, details: TieDetails, numbers: readonly number[]): string {
  const { base, kinds, organisations, supports, ties } = network;
  const subjects = new Subjects();
  subjects.add(details.iri, "a", "saite:EvidencedPartnership");
  const tie = supports.tie[numbers[0] ?? -1] ?? -1;
  for (const end of [ties.a[tie], ties.b[tie]]) {
    if (end !== undefined) subjects.add(details.iri, "saite:between", iri(wholeIri(organisations.iri[end]!, base)));
  }
  const writer = { base, subjects };
  details.supports.forEach((support, place) => {
    const number = numbers[place] ?? -1;
    writeSupport(writer, details.iri, support);
    for (const [property, kind] of [
      ["saite:kind", kinds.tie[supports.kind[number] ?? -1]], ["saite:status", kinds.status[supports.status[number] ?? -1]],
    ] as const) {
      if (kind?.key) subjects.add(support.iri, property, iri(wholeIri(kind.key, CONCEPTS)));
    }
  });
  return `${PREFIXES}\n${subjects.toString()}`;
}

/** Write a person, an agreement, a project or an event with the statements about it as Turtle. */
export function thingToTurtle({ base }: Network, { iri: named, type, labels, thing, episodes }: NamedThing): string {
  const subjects = new Subjects();
  const writer = { base, subjects };
  const address = wholeIri(named, base);
  subjects.add(address, "a", CLASSES[type] ?? `saite:${type}`);
  writeLabels(subjects, address, labels);
  if (thing) writeThing(writer, thing);
  for (const { statement, thing: about } of episodes) {
    writeStatement(writer, statement, about);
    if (about && about.iri !== statement.iri) writeThing(writer, about);
  }
  return `${PREFIXES}\n${subjects.toString()}`;
}

interface Writer {
  readonly base: string;
  readonly subjects: Subjects;
}

function writeSupport(writer: Writer, tie: string, support: SupportDetails): void {
  const { subjects } = writer;
  subjects.add(support.iri, "a", "saite:Support");
  subjects.add(support.iri, "saite:supports", iri(tie));
  if (support.thing) subjects.add(support.iri, "saite:through", iri(support.thing.iri));
  for (const statement of support.statements) {
    subjects.add(support.iri, "saite:statement", iri(statement.iri));
    writeStatement(writer, statement, support.thing);
  }
  if (support.thing && !support.statements.some((each) => each.iri === support.thing?.iri)) {
    writeThing(writer, support.thing);
  }
}

function writeStatement(writer: Writer, statement: Statement, thing: Thing | null): void {
  const { subjects } = writer;
  const subject = statement.iri;
  writeRecord(writer, statement);
  if (statement.status) subjects.add(subject, "saite:status", iri(CONCEPTS + statement.status));
  if (statement.openList) subjects.add(subject, "saite:openList", "true");
  const about = ABOUT[statement.type];
  if (about && thing && thing.iri !== subject) subjects.add(subject, about, iri(thing.iri));
  for (const part of statement.parts) {
    subjects.add(subject, propertyOf(part, statement.type), objectOf(part, writer.base));
  }
}

function propertyOf({ property }: Part, type: string): string {
  if (property === "role") return ORG_ROLES.has(type) ? "org:role" : "saite:role";
  return PROPERTIES[property] ?? `saite:${property}`;
}

function objectOf(part: Part, base: string): string {
  if (part.organisation !== undefined) return iri(wholeIri(part.organisation, base));
  if (part.concept) return iri(wholeIri(part.concept, CONCEPTS));
  if (part.iri) return iri(part.iri);
  return literal(part.text ?? "", part.language);
}

function writeThing(writer: Writer, thing: Thing): void {
  const { subjects } = writer;
  writeRecord(writer, thing);
  writeLabels(subjects, thing.iri, thing.labels);
  if (thing.unnamed) subjects.add(thing.iri, "saite:unnamed", "true");
  if (thing.number) subjects.add(thing.iri, "saite:projectNumber", literal(thing.number));
}

/** Write what statements and things have alike. */
function writeRecord(writer: Writer, record: Statement | Thing): void {
  const { subjects, base } = writer;
  subjects.add(record.iri, "a", CLASSES[record.type] ?? `saite:${record.type}`);
  if (record.note) subjects.add(record.iri, "skos:note", literal(record.note));
  if (record.row) subjects.add(record.iri, "dcterms:source", iri(wholeIri(record.row, base)));
  writeWhen(subjects, record.iri, record.when);
  for (const evidence of record.evidence) {
    subjects.add(record.iri, "saite:evidence", iri(evidence.iri));
    writeEvidence(writer, evidence);
  }
}

function writeLabels(subjects: Subjects, subject: string, labels: Labels | undefined): void {
  for (const [tag, text] of Object.entries(labels ?? {})) {
    subjects.add(subject, "skos:prefLabel", literal(text, tag));
  }
}

function writeWhen(subjects: Subjects, subject: string, when: When | undefined): void {
  if (!when) return;
  subjects.add(subject, "saite:when", subjects.blank([
    ["a", "saite:TimeSpan"],
    when.written && ["saite:asWritten", literal(when.written, when.language)],
    when.edtf && ["saite:edtf", `${literal(when.edtf)}^^edtf:EDTF`],
    when.earliest && ["saite:earliest", `${literal(when.earliest)}^^xsd:date`],
    when.latest && ["saite:latest", `${literal(when.latest)}^^xsd:date`],
    when.derivation && ["saite:derivation", literal(when.derivation)],
  ]));
}

function writeEvidence(writer: Writer, evidence: Evidence): void {
  const { subjects, base } = writer;
  const subject = evidence.iri;
  subjects.add(subject, "a", "oa:SpecificResource");
  if (evidence.section) subjects.add(subject, "saite:section", literal(evidence.section));
  if (evidence.note) subjects.add(subject, "skos:note", literal(evidence.note));
  if (evidence.row) subjects.add(subject, "dcterms:source", iri(wholeIri(evidence.row, base)));
  if (evidence.url) subjects.add(subject, "schema:url", iri(evidence.url));
  if (evidence.start !== undefined && evidence.end !== undefined) {
    subjects.add(subject, "oa:hasSelector", subjects.blank([
      ["a", "oa:TextPositionSelector"], ["oa:start", String(evidence.start)], ["oa:end", String(evidence.end)],
    ]));
  }
  if (evidence.quote) {
    subjects.add(subject, "oa:hasSelector", subjects.blank([
      ["a", "oa:TextQuoteSelector"], ["oa:exact", literal(evidence.quote, evidence.language)],
    ]));
  }
  if (evidence.document) {
    subjects.add(subject, "oa:hasSource", iri(evidence.document.iri));
    writeDocument(subjects, evidence.document);
  }
}

function writeDocument(subjects: Subjects, document: Document): void {
  subjects.add(document.iri, "a", "foaf:Document");
  writeLabels(subjects, document.iri, document.labels);
  if (document.url) subjects.add(document.iri, "schema:url", iri(document.url));
}
