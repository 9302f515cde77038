// What supports a tie, to paste elsewhere: as citations in plain text.
import { dayFrom } from "./days.ts";
import type { Document, Evidence, NamedThing, Part, Statement, SupportDetails, Thing, TieDetails, When } from "./details.ts";
import { wholeIri } from "./iris.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Day, type Kind, type Labels, type Network } from "./network.ts";

/** The words of a language, as far as a citation needs them. */
export interface Wording {
  readonly language: string;
  say(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Choose a label. */
  pick(labels: Labels | undefined): { readonly text: string };
  /** Name a class of things or statements. */
  type(name: string): string;
  /** Say when something was. */
  period(earliest: Day, latest: Day): string;
  /** Say which row of which file a record is, by its IRI. */
  row(iri: string): string;
  /** Name a section. */
  section(written: string): string;
}

/**
 * Write what a tie rests on, to be read elsewhere: for each support its kind, its status, when it
 * was and who did what; below it each document once, with the places in it; at the end what it is
 * taken from, and the address of the tie.
 *
 * @param numbers the places in `network.supports` of the supports that are cited
 */
export function cite(network: Network, details: TieDetails, numbers: readonly number[], texts: Wording): string {
  const named = new Set<string>();
  const blocks = details.supports.map((support, place) => [
    headline(network, support, numbers[place] ?? -1, texts),
    ...describeRoles(network, support, texts),
    ...citeDocuments(support, named, texts),
  ].join("\n"));
  const origin = [sourceLine(network), details.iri].filter(Boolean).join("\n");
  return [`${nameEnds(network, details, texts)}:`, ...blocks, origin].join("\n\n");
}

/**
 * Write what is recorded of a person, an agreement, a project or an event, to be read elsewhere: what
 * it is and when; who did what in it; below that each document once, with the places in it.
 */
export function citeThing(network: Network, { iri, type, labels, thing, episodes }: NamedThing, texts: Wording): string {
  const address = wholeIri(iri, network.base);
  const cited = new Map<string, { readonly thing: Thing | null; readonly statements: Statement[] }>();
  if (thing) cited.set(address, { thing, statements: [] });
  for (const { statement, thing: about } of episodes) {
    const key = about?.iri ?? statement.iri;
    const known = cited.get(key) ?? { thing: about, statements: [] };
    known.statements.push(statement);
    cited.set(key, known);
  }
  const named = new Set<string>();
  const blocks = [...cited].map(([key, { thing: about, statements }]) => [
    ...(key === address ? [] : [headThing(about?.type ?? statements[0]!.type, about?.labels, about ?? statements[0]!, texts)]),
    ...describeRoles(network, { iri: key, thing: about, statements }, texts),
    ...citeDocuments({ iri: key, thing: about, statements }, named, texts),
  ].join("\n")).filter(Boolean);
  const origin = [sourceLine(network), address].filter(Boolean).join("\n");
  return [headThing(type, labels, thing ?? {}, texts), ...blocks, origin].join("\n\n");
}

/** Say what it is: class: name · number · when. */
function headThing(type: string, labels: Labels | undefined, { number, when }: Partial<Pick<Thing, "number" | "when">>, texts: Wording): string {
  const told = [texts.pick(labels).text, number, when && describeWhen(when, [NEVER_BEGAN, NEVER_ENDS], texts)]
    .filter((text): text is string => Boolean(text)).map(oneLine).join(" · ");
  return [texts.type(type), told].filter(Boolean).join(": ");
}

function nameEnds(network: Network, { iri: tie }: TieDetails, texts: Wording): string {
  const ids = tie.slice(tie.lastIndexOf("/") + 1).split("~");
  const names = ids.map((id) => {
    const place = network.organisations.iri.findIndex((each) => each.slice(each.lastIndexOf("/") + 1) === id);
    return place < 0 ? id : nameOf(network, place, texts);
  });
  return oneLine(names.join(` ${texts.say("and")} `));
}

function nameOf({ organisations: { iri: iris, label, labels } }: Network, place: number, texts: Wording): string {
  return oneLine(labels[texts.language]?.[place] ?? label[place] ?? iris[place] ?? "");
}

/** Say through what, and whether that is stated or implied: kind (status): name · number · when. */
function headline({ kinds, supports }: Network, { thing, statements }: SupportDetails, number: number, texts: Wording): string {
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
function describeWhen(when: When | undefined, [from, to]: readonly [Day, Day], texts: Wording): string {
  const period = texts.period(dayFrom(when?.earliest, from), dayFrom(when?.latest, to));
  if (when?.derivation) return `${period} (${texts.say("when.derived", { how: when.derivation })})`;
  return when?.written && when.written !== period ? `${period} (${texts.say("when.written")}: “${when.written}”)` : period;
}

const CAPACITIES = ["inCapacity", "capacityAsWritten"];

/** Say of each organisation what it was and who signed for it, each once. */
function describeRoles(network: Network, { statements }: SupportDetails, texts: Wording): string[] {
  const byName = new Map<string, Set<string>>();
  for (const { parts } of statements) {
    const named = parts.find((part) => part.organisation !== undefined);
    if (named?.organisation === undefined) continue;
    const say = (part: Part): string => oneLine(texts.pick(part.labels).text || part.text || "");
    const roles = parts.filter((part) => part.property === "role").map(say);
    const capacity = parts.filter((part) => CAPACITIES.includes(part.property)).map(say).find(Boolean);
    const signed = parts.filter((part) => part.property === "signatory").map(say).filter(Boolean)
      .map((name) => `${texts.say("property.signatory").toLocaleLowerCase(texts.language)} ${name}${capacity ? ` (${capacity})` : ""}`);
    const place = network.organisations.iri.indexOf(named.organisation);
    const name = place >= 0 ? nameOf(network, place, texts) : oneLine(texts.pick(named.labels).text) || named.organisation;
    const told = byName.get(name) ?? new Set<string>();
    [...roles, ...signed].filter(Boolean).forEach((text) => told.add(text));
    byName.set(name, told);
  }
  return [...byName].filter(([, told]) => told.size).map(([name, told]) => `${name}: ${[...told].join(", ")}`);
}

/** Name each document once, the places in it below; its address where it is named first. */
function citeDocuments(support: SupportDetails, named: Set<string>, texts: Wording): string[] {
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

function citePlace(evidence: Evidence, texts: Wording): string {
  const { document, section, start, end, quote, row, url } = evidence;
  const where = [
    section && oneLine(texts.section(section)),
    start !== undefined && end !== undefined && texts.say("evidence.characters", { start: String(start), end: String(end) }),
    row && oneLine(texts.row(row)),
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
