// From the data of a page to its network.
import { type Column, firstOf, readColumn, readLists, readNumbers, readTexts, type Table } from "./columns.ts";
import type { DetailSource } from "./details.ts";
import { pagerank } from "./measures.ts";
import type { About, Cut, Group, Labels, Network, Organisations, Supports, Ties } from "./network.ts";
import { readRecords, type Records } from "./records.ts";

/** The one form of the data that this script reads; `view/overview.py` writes its number. */
export const FORMAT = 1;

/** What `view/overview.py` collects. */
export interface Overview {
  readonly format: number;
  readonly language: string;
  readonly base: string;
  readonly about: Partial<About>;
  readonly kinds: Network["kinds"];
  readonly organisations: Table & {
    readonly names: Column;
    readonly labels: { readonly own: Column; readonly other: Readonly<Record<string, Column>> };
  };
  readonly ties: Table;
  readonly supports: Table & { readonly counts: readonly number[] };
  readonly groups: readonly Group[];
  readonly cut: Cut;
  readonly largeEvents: readonly { readonly labels: Labels; readonly organisations: number }[];
  readonly withPeople: boolean;
  readonly measured: Network["measured"];
}

export class DataError extends Error {}

/** Read the network that a page carries. */
export async function readNetwork(page: Document): Promise<Network> {
  return decodeOverview((await inflate(textOf(page, "overview"))) as Overview);
}

/** Make a source of the details that a page carries; they are read when they are first asked for. */
export function pageDetails(network: Network, page: Document): DetailSource {
  let reading: Promise<DetailSource> | null = null;
  const records = (): Promise<DetailSource> => {
    reading ??= whole(page).then(() => inflate(textOf(page, "details")))
      .then((found) => readRecords(network, found as Records));
    return reading;
  };
  return {
    organisation: async (iri) => (await records()).organisation(iri),
    tie: async (a, b) => (await records()).tie(a, b),
    gaps: async () => (await records()).gaps(),
    find: async (text, limit) => (await records()).find(text, limit),
    thing: async (iri) => (await records()).thing(iri),
  };
}

/** Wait until a page is read to its end: the script starts before. */
export async function whole(page: Document): Promise<void> {
  if (page.readyState !== "loading") return;
  await new Promise((resolve) => page.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

function textOf(page: Document, id: string): string {
  const text = page.getElementById(id)?.textContent;
  if (!text) {
    throw new DataError(`this page has no ${id}`);
  }
  return text.trim();
}

/** Read what gzip and base 85 wrap: JSON. */
export async function inflate(text: string): Promise<unknown> {
  const stream = new Blob([decode85(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as unknown;
}

// RFC 1924, with other letters for <, > and &: see `view/columns.py`.
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";

/** Read bytes, four from each five letters. */
export function decode85(text: string): Uint8Array<ArrayBuffer> {
  const digits = new Uint8Array(128);
  [...LETTERS].forEach((letter, digit) => { digits[letter.charCodeAt(0)] = digit; });
  const bytes = new Uint8Array(Math.ceil(text.length / 5) * 4);
  for (let at = 0, to = 0; at < text.length; at += 5, to += 4) {
    let value = 0;
    for (let place = at; place < at + 5; place += 1) {
      value = value * 85 + (place < text.length ? digits[text.charCodeAt(place)]! : 84);
    }
    bytes[to] = value >>> 24;
    bytes[to + 1] = value >>> 16;
    bytes[to + 2] = value >>> 8;
    bytes[to + 3] = value;
  }
  return bytes.subarray(0, bytes.length - ((5 - (text.length % 5)) % 5));
}

/** Make the network of what Python collected. */
export function decodeOverview(overview: Overview): Network {
  if (overview.format !== FORMAT) {
    throw new DataError(`the data has format ${overview.format}, this script reads ${FORMAT}`);
  }
  const ties = decodeTies(overview);
  const supports = decodeSupports(overview, ties);
  return {
    language: overview.language,
    base: overview.base,
    about: { version: "", sources: [], ...overview.about },
    kinds: overview.kinds,
    organisations: decodeOrganisations(overview, ties, supports),
    ties,
    supports,
    groups: overview.groups,
    cut: overview.cut,
    largeEvents: overview.largeEvents,
    withPeople: overview.withPeople,
    measured: overview.measured,
  };
}

function decodeTies({ ties, supports }: Overview): Ties {
  const { length } = ties;
  const a = readNumbers(ties["a"], new Int32Array(length));
  const b = readNumbers(ties["span"], new Int32Array(length));
  for (let tie = 0; tie < length; tie += 1) b[tie]! += a[tie]!;
  return {
    length,
    a,
    b,
    firstSupport: firstOf(supports.counts, length),
  };
}

function decodeSupports({ supports }: Overview, ties: Ties): Supports {
  const { length } = supports;
  const periods = readColumn(supports["period"], length) as readonly (readonly [number, number])[];
  const [earliest, latest] = [new Int32Array(length), new Int32Array(length)];
  for (let support = 0; support < length; support += 1) {
    const period = periods[support]!;
    earliest[support] = period[0];
    latest[support] = period[1];
  }
  const tie = new Int32Array(length);
  for (let number = 0; number < ties.length; number += 1) {
    tie.fill(number, ties.firstSupport[number], ties.firstSupport[number + 1]);
  }
  return {
    length,
    tie,
    kind: readNumbers(supports["kind"], new Uint8Array(length)),
    status: readNumbers(supports["status"], new Uint8Array(length)),
    weight: readNumbers(supports["weight"], new Float32Array(length)),
    earliest,
    latest,
  };
}

function decodeOrganisations({ organisations: table }: Overview, ties: Ties, supports: Supports): Organisations {
  const { length } = table;
  const label = readTexts(table["label"], length);
  const short = readTexts(table["short"], length).map((text, row) => text || (label[row] ?? ""));
  const { degree, strength, weights } = countTies(length, ties, supports);
  let ranks: Float32Array | null = null;
  const float = (name: string, otherwise = 0): Float32Array =>
    readNumbers(table[name], new Float32Array(length), otherwise);
  const place = (name: string): Int32Array => readNumbers(table[name], new Int32Array(length), -1);
  return {
    length,
    iri: readTexts(table["iri"], length),
    label,
    labelLanguage: readTexts(table.labels.own, length),
    labels: decodeLabels(table.labels.other, length),
    short,
    names: readLists(table.names, length).map((names, row) => names
      .map((name) => (typeof name === "string" ? name : (name === 0 ? label[row] : short[row]) ?? ""))),
    kind: place("kind"),
    place: place("place"),
    group: place("group"),
    x: float("x"),
    y: float("y"),
    latitude: float("latitude", Number.NaN),
    longitude: float("longitude", Number.NaN),
    unnamed: Uint8Array.from(readColumn(table["unnamed"], length), Number),
    measures: {
      degree: "degree" in table ? float("degree") : Float32Array.from(degree),
      strength: "strength" in table ? float("strength") : strength,
      betweenness: float("betweenness"),
      // Of a whole network it follows from the ties; it is worked out when somebody asks.
      get pagerank() { return (ranks ??= "pagerank" in table ? float("pagerank") : rankAll(length, ties, weights, strength)); },
    },
    tiesInAll: "ties" in table ? readNumbers(table["ties"], new Int32Array(length)) : degree,
  };
}

function decodeLabels(other: Readonly<Record<string, Column>>, length: number): Organisations["labels"] {
  const labels: Record<string, Record<number, string>> = {};
  for (const [tag, column] of Object.entries(other)) {
    const found: Record<number, string> = {};
    readTexts(column, length).forEach((text, row) => { if (text) found[row] = text; });
    labels[tag] = found;
  }
  return labels;
}

interface Counts {
  readonly degree: Int32Array;
  readonly strength: Float32Array;
  /** Of each tie. */
  readonly weights: Float32Array;
}

function countTies(length: number, ties: Ties, supports: Supports): Counts {
  const degree = new Int32Array(length);
  const strength = new Float64Array(length);
  const weights = new Float32Array(ties.length);
  for (let tie = 0; tie < ties.length; tie += 1) {
    let weight = 0;
    for (let support = ties.firstSupport[tie]!; support < ties.firstSupport[tie + 1]!; support += 1) {
      weight += supports.weight[support]!;
    }
    weights[tie] = weight;
    const [a, b] = [ties.a[tie]!, ties.b[tie]!];
    degree[a]! += 1;
    degree[b]! += 1;
    strength[a]! += weight;
    strength[b]! += weight;
  }
  return { degree, strength: Float32Array.from(strength), weights };
}

function rankAll(length: number, ties: Ties, tieWeight: Float32Array, strength: Float32Array): Float32Array {
  return pagerank({ organisations: { length }, ties }, {
    organisation: new Uint8Array(length).fill(1), organisations: length,
    tie: new Uint8Array(ties.length).fill(1), tieWeight, strength,
  });
}
