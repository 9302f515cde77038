// What is shown as rows of single values: the same names and values as `saite network` writes.
import { choose } from "../citation.ts";
import { boundsOf } from "../days.ts";
import type { DetailSource, OrganisationDetails, SupportDetails } from "../details.ts";
import { measureShown } from "../measures.ts";
import { stepsFrom } from "../neighbourhood.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Day, type Network } from "../network.ts";
import { wholeIri } from "../iris.ts";
import type { Shown } from "../scene.ts";
import type { State } from "../state.ts";

export type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;

export interface NodeRow {
  readonly id: string;
  readonly values: Values;
}

export interface EdgeRow {
  readonly source: number; // places of nodes in the list of them
  readonly target: number;
  readonly values: Values;
}

export interface Rows {
  readonly nodes: readonly NodeRow[];
  readonly edges: readonly EdgeRow[];
}

/** Names of values that are fractions even where one is a whole number. */
const FRACTIONS: ReadonlySet<string> = new Set([
  "latitude", "longitude", "strength", "betweenness", "pagerank", "size", "x", "y", "weight",
]);

export function isFraction(name: string): boolean {
  return FRACTIONS.has(name) || name.startsWith("weight_");
}

/**
 * Collect what is shown; without a source of details, only what the page holds at once.
 *
 * @param pinned where organisations stand that were put elsewhere by hand
 */
export async function collectRows(
  network: Network, shown: Shown, details: DetailSource | null, pinned: State["pinned"] = {},
): Promise<Rows> {
  const places = marked(shown.organisation);
  const row = new Map(places.map((place, at) => [place, at]));
  const component = components(network, shown, places);
  const { iri: iris, x, y } = network.organisations;
  const nodes = await Promise.all(places.map(async (place, at) => {
    const iri = iris[place]!;
    const node = { place, component: component[at]!, spot: pinned[iri] ?? ([x[place]!, y[place]!] as const) };
    return { id: wholeIri(iri, network.base), values: nodeValues(network, shown, node, await details?.organisation(iri)) };
  }));
  const edges = await Promise.all(marked(shown.tie).map(async (tie) => {
    const [a, b] = [network.ties.a[tie]!, network.ties.b[tie]!];
    const found = await details?.tie(network.organisations.iri[a]!, network.organisations.iri[b]!);
    return edgeRow(network, shown, tie, { source: row.get(a)!, target: row.get(b)! }, found ?? null);
  }));
  return { nodes, edges };
}

function marked(marks: Uint8Array): number[] {
  return [...marks.keys()].filter((place) => marks[place]);
}

/** Number the parts that hang together, the largest being 0; who has no tie is in none. */
function components(network: Network, shown: Shown, places: readonly number[]): number[] {
  const of = new Map<number, number>();
  const sizes: number[] = [];
  for (const place of places) {
    if (of.has(place) || !shown.degree[place]) continue;
    let size = 0;
    stepsFrom(network, place, shown.tie).forEach((steps, each) => {
      if (steps >= 0) {
        of.set(each, sizes.length);
        size += 1;
      }
    });
    sizes.push(size);
  }
  const order = [...sizes.keys()].sort((one, other) => sizes[other]! - sizes[one]! || one - other);
  const rank = new Map(order.map((number, at) => [number, at]));
  return places.map((place) => rank.get(of.get(place) ?? -1) ?? -1);
}

interface Node {
  readonly place: number;
  readonly component: number;
  /** Where it stands. */
  readonly spot: readonly [number, number];
}

function nodeValues(network: Network, shown: Shown, { place, component, spot }: Node, details: OrganisationDetails | undefined): Values {
  const { organisations, kinds } = network;
  const measures = measureShown(network, shown);
  const labels = Object.entries(organisations.labels).flatMap(([tag, texts]) => (texts[place] ? [[tag, texts[place]] as const] : []));
  const own = [organisations.labelLanguage[place] ?? "", organisations.label[place] ?? ""] as const;
  const tagged = [...labels, own].sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([tag, text]) => [`label_${tag || "und"}`, text] as const);
  return full({
    identifier: tail(organisations.iri[place]!),
    label: organisations.label[place],
    short: organisations.short[place],
    kind: tail(kinds.organisation[organisations.kind[place]!]?.key ?? ""),
    unnamed: organisations.unnamed[place] === 1,
    status: tail(details?.status ?? ""),
    latitude: number(organisations.latitude[place]!),
    longitude: number(organisations.longitude[place]!),
    note: details?.note,
    address: details?.address,
    website: details?.website,
    email: details?.email,
    row: details?.row === undefined ? undefined : wholeIri(details.row, network.base),
    degree: shown.degree[place],
    strength: number(measures.strength[place]!),
    betweenness: number(measures.betweenness[place]!),
    pagerank: number(measures.pagerank[place]!),
    community: organisations.group[place],
    component,
    // As saite.network.layout draws it.
    size: Math.round(10 * Math.min(34, 9 + 4.5 * Math.sqrt(measures.strength[place]!))) / 10,
    x: number(spot[0]),
    y: number(spot[1]),
    ...Object.fromEntries(tagged),
    aliases: (organisations.names[place] ?? []).join("; "),
    places: details ? details.places.map((each) => choose(each.labels, "en")).join("; ")
      : choose(kinds.place[organisations.place[place]!]?.labels, "en"),
  });
}

interface Ends {
  readonly source: number;
  readonly target: number;
}

function edgeRow(
  network: Network, shown: Shown, tie: number, ends: Ends, details: { iri: string; supports: readonly SupportDetails[] } | null,
): EdgeRow {
  const { ties, supports, kinds } = network;
  const first = ties.firstSupport[tie]!;
  const left = Array.from({ length: ties.firstSupport[tie + 1]! - first }, (_, place) => place)
    .filter((place) => shown.support[first + place]);
  const byKind = new Map<string, number>();
  for (const place of left) {
    const kind = tail(kinds.tie[supports.kind[first + place]!]?.key ?? "");
    byKind.set(kind, (byKind.get(kind) ?? 0) + supports.weight[first + place]!);
  }
  const listed = details ? left.flatMap((place) => details.supports[place] ?? []) : [];
  const [earliest, latest] = boundsOf(supports, left.map((place) => first + place));
  const kindsByName = [...byKind].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...ends,
    values: full({
      iri: details?.iri,
      weight: number(shown.tieWeight[tie]!),
      status: tail(kinds.status[shown.tieStatus[tie]!]?.key ?? ""),
      earliest: dateOf(earliest),
      latest: dateOf(latest),
      ...Object.fromEntries(kindsByName.map(([kind, weight]) => [`weight_${kind}`, number(weight)])),
      supports: left.length,
      kinds: kindsByName.map(([kind]) => kind).join("; "),
      through: throughOf(network, listed).join("; "),
      documents: documentsOf(listed).join("; "),
    }),
  };
}

/** Write a day as a date; "" for one that is not known. */
export function dateOf(day: Day): string {
  if (day === NEVER_BEGAN || day === NEVER_ENDS) return "";
  const digits = String(day).padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** Name what a tie goes through: by label, else by id. */
function throughOf({ language }: Network, listed: readonly SupportDetails[]): string[] {
  const names = listed.flatMap(({ thing }) => (thing ? [choose(thing.labels, language) || tail(thing.iri)] : []));
  return [...new Set(names)];
}

/** Name the documents that a tie's statements stand in, by id, sorted. */
function documentsOf(listed: readonly SupportDetails[]): string[] {
  const documents = listed.flatMap((support) => support.statements)
    .flatMap((statement) => statement.evidence).flatMap(({ document }) => document ?? []);
  return [...new Set(documents.map((document) => tail(document.iri)))].sort();
}

/** The shortest number that a 32-bit one can have been. */
function number(value: number): number | undefined {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : undefined;
}

function tail(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function full(values: Readonly<Record<string, Value | undefined>>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== "")) as Values;
}
