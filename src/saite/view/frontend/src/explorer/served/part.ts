// A part of a network as the server writes it: plain columns, one value a row.
import type { Organisations, Supports, Ties } from "../network.ts";

/** Organisations with the ties between them; `saite.explore.parts` writes it. */
export interface Part {
  readonly build: string;
  readonly organisations: {
    readonly length: number;
    readonly iri: readonly string[];
    readonly label: readonly string[];
    /** "" where it is the label. */
    readonly short: readonly string[];
    readonly names: { readonly counts: readonly number[]; readonly of: readonly string[] };
    /** The language of the label itself, and labels in other languages, "" where there is none. */
    readonly labels: { readonly own: readonly string[]; readonly other: Readonly<Record<string, readonly string[]>> };
    readonly kind: readonly number[];
    readonly place: readonly number[];
    readonly group: readonly number[];
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** null where it is not known. */
    readonly latitude: readonly (number | null)[];
    readonly longitude: readonly (number | null)[];
    readonly unnamed: readonly boolean[];
    /** How many it has in the whole network. */
    readonly ties: readonly number[];
    readonly degree: readonly number[];
    readonly strength: readonly number[];
    readonly betweenness: readonly number[];
    readonly pagerank: readonly number[];
  };
  readonly ties: {
    readonly length: number;
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly chance: readonly number[];
  };
  readonly supports: {
    readonly length: number;
    readonly kind: readonly number[];
    readonly status: readonly number[];
    readonly weight: readonly number[];
    readonly earliest: readonly number[];
    readonly latest: readonly number[];
    /** How many belong to each tie; they follow each other. */
    readonly counts: readonly number[];
  };
  readonly shown?: Readonly<Record<string, number>>;
}

/** What is read of a part: the columns of a network. */
export interface Columns {
  readonly organisations: Organisations;
  readonly ties: Ties;
  readonly supports: Supports;
}

/** Read the columns of a part. */
export function readPart({ organisations, ties, supports }: Part): Columns {
  const firstSupport = new Int32Array(ties.length + 1);
  supports.counts.forEach((count, tie) => { firstSupport[tie + 1] = firstSupport[tie]! + count; });
  const tie = new Int32Array(supports.length);
  for (let number = 0; number < ties.length; number += 1) tie.fill(number, firstSupport[number], firstSupport[number + 1]);
  return {
    organisations: readOrganisations(organisations),
    ties: { length: ties.length, a: Int32Array.from(ties.a), b: Int32Array.from(ties.b), firstSupport, chance: Float64Array.from(ties.chance) },
    supports: {
      length: supports.length, tie, kind: Uint8Array.from(supports.kind), status: Uint8Array.from(supports.status),
      weight: Float32Array.from(supports.weight), earliest: Int32Array.from(supports.earliest), latest: Int32Array.from(supports.latest),
    },
  };
}

function readOrganisations(table: Part["organisations"]): Organisations {
  const float = (column: readonly (number | null)[]): Float32Array => Float32Array.from(column, (value) => value ?? Number.NaN);
  let next = 0;
  return {
    length: table.length,
    iri: table.iri,
    label: table.label,
    labelLanguage: table.labels.own,
    labels: Object.fromEntries(Object.entries(table.labels.other).map(([tag, texts]) => [
      tag, Object.fromEntries(texts.flatMap((text, row) => (text ? [[row, text]] : []))),
    ])),
    short: table.short.map((text, row) => text || table.label[row]!),
    names: table.names.counts.map((count) => table.names.of.slice(next, (next += count))),
    kind: Int32Array.from(table.kind),
    place: Int32Array.from(table.place),
    group: Int32Array.from(table.group),
    x: float(table.x),
    y: float(table.y),
    latitude: float(table.latitude),
    longitude: float(table.longitude),
    unnamed: Uint8Array.from(table.unnamed, Number),
    measures: {
      degree: float(table.degree), strength: float(table.strength), betweenness: float(table.betweenness), pagerank: float(table.pagerank),
    },
    tiesInAll: Int32Array.from(table.ties),
  };
}
