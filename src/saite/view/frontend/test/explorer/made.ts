// A small made-up network for the tests, as Python writes one.
import { decodeOverview, type Overview } from "../../src/explorer/decode.ts";
import type { Network } from "../../src/explorer/network.ts";

export interface MadeTie {
  readonly a: number;
  readonly b: number;
  readonly kind?: number;
  readonly status?: number;
  readonly weight?: number;
  readonly period?: readonly [number, number];
}

const KINDS = {
  organisation: [{ key: "organisation-kind/association", labels: { en: "association" } }, { key: "organisation-kind/ministry", labels: {} }],
  place: [{ key: "https://example.org/id/place/l1", labels: { lt: "Kaunas" } }],
  tie: [{ key: "tie-kind/event", labels: {} }, { key: "tie-kind/agreement", labels: {} }],
  status: [{ key: "status/stated", labels: {} }, { key: "status/disputed", labels: {} }],
};

/** Make a network of organisations with these names, tied as told; each tie has one support. */
export function makeNetwork(names: readonly string[], ties: readonly MadeTie[], more: Partial<Overview["organisations"]> = {}): Network {
  const { length } = names;
  const sorted = [...ties].sort((one, other) => one.a - other.a || one.b - other.b);
  const group = names.map((_, place) => place % 2);
  return decodeOverview({
    format: 1, language: "en", base: "https://example.org/id/", about: { version: "1" },
    kinds: KINDS,
    organisations: {
      length, iri: names.map((_, place) => `organisation/o${place}`), label: [...names],
      kind: names.map((_, place) => place % 3 - 1), place: names.map((_, place) => (place % 2 ? 0 : -1)), group,
      x: names.map((_, place) => place * 10), y: names.map((_, place) => place * -5),
      names: { counts: names.map(() => 0), of: [] }, labels: { own: names.map(() => "lt"), other: {} },
      ...more,
    },
    ties: { length: sorted.length, a: sorted.map((tie) => tie.a), span: sorted.map((tie) => tie.b - tie.a) },
    supports: {
      length: sorted.length, counts: sorted.map(() => 1), kind: sorted.map((tie) => tie.kind ?? 0),
      status: sorted.map((tie) => tie.status ?? 0), weight: sorted.map((tie) => tie.weight ?? 1),
      period: sorted.map((tie) => tie.period ?? [0, 99_999_999]),
    },
    groups: [{ size: Math.ceil(length / 2), leads: [0] }, { size: Math.floor(length / 2), leads: length > 1 ? [1] : [] }],
    cut: { organisations: length, ofOrganisations: length, ties: sorted.length, ofTies: sorted.length, rule: "" },
    largeEvents: [], withPeople: true, measured: { betweenness: "exact", sample: length },
  } as Overview);
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Texts that have broken something somewhere before. */
export const HOSTILE = [
  "</script><script>alert(1)</script>", "javascript:alert(1)", "\ud800", "a\u0000b\u0007", "=1+1", "–&<>\"'`",
  "\u202eevil", "%", "%zz", "a~b", "#&=,/", " ", "__proto__", "constructor", "ł ø ß Ž ė", "🙂", "]]>", "a\r\nb\tc", "\\",
];
