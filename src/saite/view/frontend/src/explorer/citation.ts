// What supports a tie, to paste elsewhere: as citations in plain text, as RDF (Turtle).
import type { Document, Evidence, Part, Statement, SupportDetails, Thing, TieDetails, When } from "./details.ts";
import type { Labels, Network } from "./network.ts";
import { wholeIri } from "./records.ts";
import { iri, literal, PREFIXES, Subjects } from "./turtle.ts";

/* ---- Plain text ------------------------------------------------------------------------------ */

const WORDS = {
  en: { section: "section", characters: "characters", row: "record", organisations: "and" },
  lt: { section: "skyrius", characters: "ženklai", row: "įrašas", organisations: "ir" },
  lv: { section: "sadaļa", characters: "zīmes", row: "ieraksts", organisations: "un" },
} as const;

type Words = (typeof WORDS)[keyof typeof WORDS];

/** Write the evidence of a tie, a line each: quote, document, section, characters, address, record. */
export function cite(network: Network, details: TieDetails, language: string): string {
  const words = WORDS[language as keyof typeof WORDS] ?? WORDS.en;
  const blocks = details.supports.map((support) => {
    const seen = new Set<string>();
    const lines = evidenceOf(support).flatMap((evidence) => {
      const line = citeEvidence(evidence, language, words);
      return seen.has(line) || !seen.add(line) ? [] : [`– ${line}`];
    });
    return [citeSupport(network, support, language), ...lines].join("\n");
  });
  return [`${nameEnds(network, details, language, words)}:`, ...blocks, sourceLine(network)].filter(Boolean).join("\n\n");
}

function nameEnds(network: Network, { iri: tie }: TieDetails, language: string, words: Words): string {
  const ids = tie.slice(tie.lastIndexOf("/") + 1).split("~");
  const { iri: iris, label, labels } = network.organisations;
  const names = ids.map((id) => {
    const place = iris.findIndex((each) => each.slice(each.lastIndexOf("/") + 1) === id);
    return place < 0 ? id : (labels[language]?.[place] ?? label[place] ?? id);
  });
  return oneLine(names.join(` ${words.organisations} `));
}

/** Say through what: its name, its number, when it was as written. */
function citeSupport(network: Network, { thing, statements }: SupportDetails, language: string): string {
  const named = choose(thing?.labels, language) || choose(statements[0]?.kind, language) || thing?.type || "";
  const when = thing?.when ?? statements.find((each) => each.when)?.when;
  const roles = statements.flatMap((statement) => describeRole(network, statement, language));
  return [oneLine(named), thing?.number && oneLine(thing.number), when?.written && oneLine(when.written), roles.join("; ")]
    .filter(Boolean).join(" · ");
}

function describeRole(network: Network, { parts }: Statement, language: string): string[] {
  const who = parts.find((part) => part.organisation !== undefined)?.organisation;
  const role = parts.find((part) => part.property === "role" && part.labels);
  if (who === undefined || !role) return [];
  const place = network.organisations.iri.indexOf(who);
  return [oneLine(`${network.organisations.label[place] ?? who}: ${choose(role.labels, language)}`)];
}

function citeEvidence(evidence: Evidence, language: string, words: Words): string {
  const { document, section, start, end, quote, row } = evidence;
  return [
    quote && `“${oneLine(quote)}”`,
    document && oneLine(choose(document.labels, language) || document.iri),
    section && `${words.section} ${oneLine(section)}`,
    start !== undefined && end !== undefined ? `${words.characters} ${start}–${end}` : "",
    evidence.url || document?.url,
    row && `${words.row} ${row}`,
  ].filter(Boolean).join(", ");
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
