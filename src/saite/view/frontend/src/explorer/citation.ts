// What supports a tie, to paste elsewhere: as citations in plain text, as RDF (Turtle).
import type { Document, Evidence, Part, Statement, SupportDetails, Thing, TieDetails, When } from "./details.ts";
import { dayFrom, describeRow, nameSection, type Texts } from "./interface/texts.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Day, type Kind, type Labels, type Network } from "./network.ts";
import { wholeIri } from "./records.ts";
import { iri, literal, PREFIXES, Subjects } from "./turtle.ts";

/* ---- Plain text ------------------------------------------------------------------------------ */

/**
 * Write what a tie rests on, to be read elsewhere: for each support its kind, its status, when it
 * was and who did what; below it each document once, with the places in it; at the end what it is
 * taken from, and the address of the tie.
 *
 * @param numbers the places in `network.supports` of the supports that are cited
 */
export function cite(network: Network, details: TieDetails, numbers: readonly number[], texts: Texts): string {
  const named = new Set<string>();
  const blocks = details.supports.map((support, place) => [
    headline(network, support, numbers[place] ?? -1, texts),
    ...describeRoles(network, support, texts),
    ...citeDocuments(support, named, texts),
  ].join("\n"));
  const origin = [sourceLine(network), details.iri].filter(Boolean).join("\n");
  return [`${nameEnds(network, details, texts)}:`, ...blocks, origin].join("\n\n");
}

function nameEnds(network: Network, { iri: tie }: TieDetails, texts: Texts): string {
  const ids = tie.slice(tie.lastIndexOf("/") + 1).split("~");
  const names = ids.map((id) => {
    const place = network.organisations.iri.findIndex((each) => each.slice(each.lastIndexOf("/") + 1) === id);
    return place < 0 ? id : nameOf(network, place, texts);
  });
  return oneLine(names.join(` ${texts.say("and")} `));
}

function nameOf({ organisations: { iri: iris, label, labels } }: Network, place: number, texts: Texts): string {
  return oneLine(labels[texts.language]?.[place] ?? label[place] ?? iris[place] ?? "");
}

/** Say through what, and whether that is stated or implied: kind (status): name · number · when. */
function headline({ kinds, supports }: Network, { thing, statements }: SupportDetails, number: number, texts: Texts): string {
  const label = (kind: Kind | undefined): string => (kind ? texts.pick(kind.labels).text || (kind.key.split("/").pop() ?? "") : "");
  const kind = label(kinds.tie[supports.kind[number] ?? -1]) || texts.pick(statements[0]?.kind).text;
  const status = label(kinds.status[supports.status[number] ?? -1]);
  const when = thing?.when ?? statements.find((each) => each.when)?.when;
  const bounds = [supports.earliest[number] ?? NEVER_BEGAN, supports.latest[number] ?? NEVER_ENDS] as const;
  const told = [texts.pick(thing?.labels).text, thing?.number, describeWhen(when, bounds, texts)]
    .filter((text): text is string => Boolean(text)).map(oneLine).join(" · ");
  return [`${oneLine(kind)}${status ? ` (${oneLine(status)})` : ""}`, told].filter(Boolean).join(": ");
}

/** Say when as a date that reads, with how that was found: as written, or derived. */
function describeWhen(when: When | undefined, [from, to]: readonly [Day, Day], texts: Texts): string {
  const period = texts.period(dayFrom(when?.earliest, from), dayFrom(when?.latest, to));
  if (when?.derivation) return `${period} (${texts.say("when.derived", { how: when.derivation })})`;
  return when?.written && when.written !== period ? `${period} (${texts.say("when.written")}: “${when.written}”)` : period;
}

const CAPACITIES = ["inCapacity", "capacityAsWritten"];

/** Say of each organisation what it was and who signed for it, each once. */
function describeRoles(network: Network, { statements }: SupportDetails, texts: Texts): string[] {
  const byName = new Map<string, Set<string>>();
  for (const { parts } of statements) {
    const who = parts.find((part) => part.organisation !== undefined)?.organisation;
    if (who === undefined) continue;
    const say = (part: Part): string => oneLine(texts.pick(part.labels).text || part.text || "");
    const roles = parts.filter((part) => part.property === "role").map(say);
    const capacity = parts.filter((part) => CAPACITIES.includes(part.property)).map(say).find(Boolean);
    const signed = parts.filter((part) => part.property === "signatory").map(say).filter(Boolean)
      .map((name) => `${texts.say("property.signatory").toLocaleLowerCase(texts.language)} ${name}${capacity ? ` (${capacity})` : ""}`);
    const name = nameOf(network, network.organisations.iri.indexOf(who), texts) || who;
    const told = byName.get(name) ?? new Set<string>();
    [...roles, ...signed].filter(Boolean).forEach((text) => told.add(text));
    byName.set(name, told);
  }
  return [...byName].filter(([, told]) => told.size).map(([name, told]) => `${name}: ${[...told].join(", ")}`);
}

/** Name each document once, the places in it below; its address where it is named first. */
function citeDocuments(support: SupportDetails, named: Set<string>, texts: Texts): string[] {
  const places = new Map<string, Set<string>>();
  const documents = new Map<string, Document>();
  for (const evidence of evidenceOf(support)) {
    const { document } = evidence;
    const key = document?.iri ?? "";
    if (document) documents.set(key, document);
    places.set(key, (places.get(key) ?? new Set()).add(citePlace(evidence, texts)));
  }
  return [...places].flatMap(([key, lines]) => {
    const document = documents.get(key);
    const below = [...lines].filter(Boolean);
    if (!document) return below.map((line) => `– ${line}`);
    const title = oneLine(texts.pick(document.labels).text || document.iri);
    const head = named.has(key) || !document.url ? title : `${title}, ${document.url}`;
    named.add(key);
    return [`– ${head}`, ...below.map((line) => `  ${line}`)];
  });
}

function citePlace(evidence: Evidence, texts: Texts): string {
  const { document, section, start, end, quote, row, url } = evidence;
  const where = [
    section && oneLine(nameSection(texts, section)),
    start !== undefined && end !== undefined && texts.say("evidence.characters", { start: String(start), end: String(end) }),
    row && oneLine(describeRow(texts, row)),
    url && url !== document?.url && url,
  ].filter(Boolean).join(", ");
  return [where, quote && `“${oneLine(quote)}”`].filter(Boolean).join(": ");
}

function sourceLine({ about }: Network): string {
  return [about.title, about.build, about.date, about.licence, about.version && `Saite ${about.version}`]
    .filter((text): text is string => Boolean(text)).map(oneLine).join(" · ");
}

function evidenceOf({ thing, statements }: SupportDetails): readonly Evidence[] {
  return [...statements.flatMap((statement) => statement.evidence), ...(thing?.evidence ?? [])];
}

/** Choose a label: in the language, else in one of ours, else the first there is. */
export function choose(labels: Labels | undefined, language: string): string {
  if (!labels) return "";
  const tag = [language, "en", "lt", "lv", ""].find((each) => Object.hasOwn(labels, each));
  return (tag === undefined ? Object.values(labels)[0] : labels[tag]) ?? "";
}

/** A line of a citation stays one line. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/* ---- RDF ------------------------------------------------------------------------------------- */

// Classes and properties that are not Saite's own, by their local names.
const CLASSES: Readonly<Record<string, string>> = {
  Membership: "org:Membership", Post: "org:Post", ChangeEvent: "org:ChangeEvent", Event: "schema:Event",
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

/** Write a tie, its supports, their statements and evidence as Turtle, in the words of Saite's ontology. */
export function toTurtle(network: Network, details: TieDetails): string {
  const subjects = new Subjects();
  subjects.add(details.iri, "a", "saite:EvidencedPartnership");
  const writer = { base: network.base, subjects };
  details.supports.forEach((support) => writeSupport(writer, details.iri, support));
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
