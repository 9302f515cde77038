// A made-up network with groups, and a scene of it, for tests and for the harness page.
import type { Network } from "../../src/explorer/network.ts";
import type { Paint, Scene } from "../../src/explorer/scene.ts";

export const PAINTS: readonly Paint[] = [
  ["#4477aa", "#7fb0de"], ["#cc6677", "#e58f9d"], ["#2f9e8f", "#56c4b4"], ["#c99a2e", "#e0bb5f"], ["#8f5aa8", "#b98bd0"],
  ["#6fb3d9", "#93cdee"], ["#8a8a2e", "#b9b957"], ["#a2424f", "#d17a86"], ["#3d7a4b", "#6fb182"], ["#7a6f9b", "#aaa0cb"],
].map(([light, dark]) => ({ light: light!, dark: dark! }));

/** Numbers from 0 to 1, the same each time (Lehmer's generator). */
export function chance(seed = 1): () => number {
  let state = seed % 2147483647 || 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export interface Planted {
  readonly network: Network;
  readonly scene: Scene;
}

/** Groups of unequal size, packed beside each other; four ties an organisation, most within groups. */
export function plant(size: number, { seed = 7, isDark = false, isMap = false } = {}): Planted {
  const random = chance(seed);
  const count = Math.max(2, Math.round(Math.sqrt(size) * 0.7));
  const weights = Array.from({ length: count }, (_, n) => 1 / (n + 2) ** 0.7);
  const total = weights.reduce((sum, each) => sum + each, 0);
  const group = new Int32Array(size);
  const members: number[][] = weights.map(() => []);
  for (let place = 0, at = 0, used = 0; place < size; place += 1) {
    while (at < count - 1 && used >= (weights[at]! / total) * size) { at += 1; used = 0; }
    group[place] = at;
    members[at]!.push(place);
    used += 1;
  }
  const { x, y, middles } = pack(members, size);
  const pairs = tiesBetween(members, group, random);
  const degree = new Int32Array(size);
  for (const [a, b] of pairs) { degree[a]! += 1; degree[b]! += 1; }
  const tieWeight = Float32Array.from(pairs, () => (random() < 0.7 ? 1 : 1 + Math.floor(random() ** 3 * 12)));
  const label = Array.from({ length: size }, (_, n) => nameOf(n, random));
  const strength = Float32Array.from(degree);
  const kinds = ["stated", "implied", "derived", "disputed"].map((key) => ({ key: `status/${key}`, labels: { en: key } }));
  const network = {
    language: "en", base: "", about: { version: "", sources: [] },
    kinds: { organisation: [], place: [], tie: [{ key: "tie-kind/event", labels: { en: "event" } }], status: kinds },
    organisations: {
      length: size, iri: label.map((_, n) => `organisation/${n}`), label, labelLanguage: label.map(() => "en"), labels: {}, short: label, names: label.map(() => []),
      kind: new Int32Array(size), place: new Int32Array(size), group, x, y,
      latitude: new Float32Array(size).fill(NaN), longitude: new Float32Array(size).fill(NaN), unnamed: new Uint8Array(size),
      measures: { degree: strength, strength, betweenness: strength, pagerank: strength }, tiesInAll: degree,
    },
    ties: { length: pairs.length, a: Int32Array.from(pairs, ([a]) => a), b: Int32Array.from(pairs, ([, b]) => b), firstSupport: new Int32Array(pairs.length + 1) },
    supports: {
      length: 0, tie: new Int32Array(), kind: new Uint8Array(), status: new Uint8Array(), weight: new Float32Array(),
      earliest: new Int32Array(), latest: new Int32Array(),
    },
    groups: members.map((each) => ({ size: each.length, leads: each.slice(0, 2) })),
    cut: { organisations: size, ofOrganisations: size, ties: pairs.length, ofTies: pairs.length, rule: "" },
    largeEvents: [], withPeople: false, measured: { betweenness: "exact", sample: size },
  } satisfies Network;
  const most = degree.reduce((best, each) => Math.max(best, each), 1);
  const scene: Scene = {
    network,
    shown: {
      organisation: new Uint8Array(size).fill(1), tie: new Uint8Array(pairs.length).fill(1), support: new Uint8Array(),
      tieWeight, tieStatus: Uint8Array.from(pairs, () => (random() < 0.85 ? 0 : 1 + Math.floor(random() * 3))),
      degree, strength, organisations: size, ties: pairs.length, supports: 0, hiddenBy: {},
    },
    x, y, radius: Float32Array.from(degree, (each) => 5 + 15 * Math.sqrt(each / most)),
    paint: Uint8Array.from(group, (each) => each % PAINTS.length), paints: PAINTS, labels: label, importance: strength,
    pinned: new Set<number>(), chosen: null, lit: null,
    groups: middles.map((middle, n) => ({
      ...middle, group: n, paint: n % PAINTS.length,
      name: `${label[members[n]![0] ?? 0]}${members[n]!.length > 1 ? ` + ${members[n]!.length - 1}` : ""}`,
    })),
    opens: new Set<number>(), between: [], isDark, isMap, isStill: true,
  };
  return { network, scene };
}

function pack(members: readonly (readonly number[])[], size: number): { x: Float32Array; y: Float32Array; middles: { x: number; y: number; radius: number }[] } {
  const [x, y] = [new Float32Array(size), new Float32Array(size)];
  const turn = Math.PI * (3 - Math.sqrt(5));
  const middles: { x: number; y: number; radius: number }[] = [];
  for (const each of members) {
    const radius = 26 * Math.sqrt(each.length + 1);
    let spot = { x: 0, y: 0 };
    for (let n = 0; middles.some((other) => Math.hypot(spot.x - other.x, (spot.y - other.y) * 1) < other.radius + radius + 40); n += 1) {
      const distance = 14 * Math.sqrt(n);
      spot = { x: 1.25 * distance * Math.cos(n * turn), y: 0.8 * distance * Math.sin(n * turn) };
    }
    middles.push({ ...spot, radius });
    each.forEach((place, n) => {
      x[place] = spot.x + 26 * Math.sqrt(n) * Math.cos(n * turn);
      y[place] = spot.y + 26 * Math.sqrt(n) * Math.sin(n * turn);
    });
  }
  return { x, y, middles };
}

function tiesBetween(members: readonly (readonly number[])[], group: Int32Array, random: () => number): (readonly [number, number])[] {
  const seen = new Set<string>();
  const pairs: (readonly [number, number])[] = [];
  const size = group.length;
  for (let tries = 0; pairs.length < Math.min(4 * size, (size * (size - 1)) / 4) && tries < 40 * size; tries += 1) {
    const one = Math.floor(random() * size);
    const own = members[group[one]!]!;
    // Early members of a group, and early groups, have more ties.
    const other = random() < 0.85 ? own[Math.floor(random() ** 2.5 * own.length)]! : Math.floor(random() ** 1.6 * size);
    const pair = one < other ? ([one, other] as const) : ([other, one] as const);
    const key = pair.join(" ");
    if (one === other || seen.has(key)) continue;
    seen.add(key);
    pairs.push(pair);
  }
  return pairs;
}

const BEGINNINGS = ["Ba", "Ka", "Li", "Mo", "Ne", "Pa", "Ru", "Sa", "Ta", "Ve", "Zi", "Dru", "Gai", "Jo", "Lau", "Šie"];
const MIDDLES = ["ru", "ni", "lė", "ga", "vi", "mė", "ri", "da", "sto", "nkė"];
const ENDINGS = ["association", "institute", "society", "union", "foundation", "council", "museum", "centre"];

function nameOf(place: number, random: () => number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  const name = pick(BEGINNINGS) + pick(MIDDLES) + (random() < 0.5 ? pick(MIDDLES) : "");
  return place % 3 ? `${name} ${pick(ENDINGS)}` : name;
}
