// Ties in the order in which they are drawn: by style, and within a style the best first.
import type { Scene } from "../scene.ts";
import type { Density } from "./level.ts";

/** As on the page made with pyvis (STATUS_DASHES), and disputed ties in their own colour. */
export const DASHES: Readonly<Record<string, readonly number[]>> = {
  "status/implied": [9, 6],
  "status/derived": [2, 5],
  "status/disputed": [6, 4, 1, 4],
};

/** Widths are drawn in steps, so that ties of one step are one path. */
const STEPS = [1.6, 2.1, 2.7, 3.2, 4, 5.2, 6.8, 9];

export interface Stroke {
  /** Place in the scene's paints; -1 between groups, -2 for disputed ties. */
  readonly paint: number;
  readonly width: number;
  readonly dash: readonly number[];
  /** Whether its ties join organisations of different groups. */
  readonly isBetween: boolean;
  /** Its ties are those of `order` from first to last, the best ranked first. */
  readonly first: number;
  readonly last: number;
}

/** A thick tie between two groups, standing for `count` ties: for their weight, where only that is known. */
export interface Bundle {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly count: number;
}

export interface Ink {
  readonly order: Int32Array;
  readonly strokes: readonly Stroke[];
  /** Of each tie, from 0 (drawn first) to 1, by weight; evenly spread where weights are equal. */
  readonly rank: Float32Array;
  readonly bundles: readonly Bundle[];
  readonly density: Density;
}

/** Width of a tie in pixels, from its weight: it grows as the square root. */
export function tieWidth(weight: number): number {
  return Math.min(9, 1 + 2.2 * Math.sqrt(Math.max(0, weight)));
}

/** Whether an organisation stands anywhere: on a map some have no coordinates. */
export function isPlaced(scene: Scene, organisation: number): boolean {
  return Number.isFinite(scene.x[organisation]!) && Number.isFinite(scene.y[organisation]!);
}

/** Whether a tie is drawn at all. */
export function isDrawn(scene: Scene, tie: number): boolean {
  const { a, b } = scene.network.ties;
  return scene.shown.tie[tie] === 1 && isPlaced(scene, a[tie]!) && isPlaced(scene, b[tie]!);
}

/** Sort the shown ties of a scene by style. */
export function prepareInk(scene: Scene): Ink {
  const { ties } = scene.network;
  const drawn: number[] = [];
  for (let tie = 0; tie < ties.length; tie += 1) if (isDrawn(scene, tie)) drawn.push(tie);
  const ranked = rankTies(scene, drawn);
  const rank = new Float32Array(ties.length);
  // Numbers are sorted many times faster than by a function: style and rank make up one number.
  const keys = new Float64Array(ranked.length);
  const isBetween = joinGroups(scene);
  const styleOf = styling(scene, isBetween);
  for (let place = 0; place < ranked.length; place += 1) {
    const tie = ranked[place]!;
    rank[tie] = place / ranked.length;
    keys[place] = styleOf(tie) * ROOM + place;
  }
  keys.sort();
  const order = new Int32Array(keys.length);
  for (let place = 0; place < order.length; place += 1) order[place] = ranked[keys[place]! % ROOM]!;
  const strokes: Stroke[] = [];
  for (let first = 0; first < order.length;) {
    const style = Math.floor(keys[first]! / ROOM);
    let last = first;
    while (last < order.length && Math.floor(keys[last]! / ROOM) === style) last += 1;
    strokes.push(strokeOf(scene, style, first, last));
    first = last;
  }
  const middles = middlesOf(scene);
  const bundles = scene.between.length ? bundleGroups(scene) : bundle(scene, drawn.filter((tie) => isBetween[tie]), middles);
  return { order, strokes, rank, bundles, density: measure(scene, drawn, middles, isBetween) };
}

const ROOM = 2 ** 26; // more than there are ties

function groupOf(scene: Scene, organisation: number): number {
  return scene.network.organisations.group[organisation] ?? -1;
}

/** Mark the ties whose organisations are of different groups. */
function joinGroups(scene: Scene): Uint8Array {
  const { length, a, b } = scene.network.ties;
  const marks = new Uint8Array(length);
  for (let tie = 0; tie < length; tie += 1) marks[tie] = groupOf(scene, a[tie]!) === groupOf(scene, b[tie]!) ? 0 : 1;
  return marks;
}

/** Best first: the strongest tie of each organisation before all others, then by weight. */
function rankTies(scene: Scene, drawn: readonly number[]): Int32Array {
  const { a, b } = scene.network.ties;
  const { tieWeight } = scene.shown;
  const best = new Int32Array(scene.network.organisations.length).fill(-1);
  const most = new Float32Array(best.length);
  const score = (tie: number): number => Math.min(999, tieWeight[tie]!) + scatter(tie) * 0.9;
  for (const tie of drawn) {
    const own = score(tie);
    const [one, other] = [a[tie]!, b[tie]!];
    if (own > most[one]!) { best[one] = tie; most[one] = own; }
    if (own > most[other]!) { best[other] = tie; most[other] = own; }
  }
  const keys = new Float64Array(drawn.length);
  for (let place = 0; place < keys.length; place += 1) {
    const tie = drawn[place]!;
    const isBest = best[a[tie]!] === tie || best[b[tie]!] === tie;
    keys[place] = Math.round((isBest ? 0 : 1000) * 1000 + (1000 - score(tie)) * 1000) * ROOM + tie;
  }
  keys.sort();
  const ranked = new Int32Array(keys.length);
  for (let place = 0; place < ranked.length; place += 1) ranked[place] = keys[place]! % ROOM;
  return ranked;
}

/** A number from 0 to 1 that depends on the place alone: the same ties are left out each time. */
function scatter(tie: number): number {
  return (Math.imul(tie + 1, 2654435761) >>> 0) / 2 ** 32;
}

const PAINTS = 300;
const KINDS_OF_DASH = 4;

/** Make the function that gives a tie's style as a number. */
function styling({ network, shown, paint: paints }: Scene, isBetween: Uint8Array): (tie: number) => number {
  const { a, b } = network.ties;
  const dashes = network.kinds.status.map(({ key }) => (
    key === "status/disputed" ? 3 : key === "status/derived" ? 2 : key === "status/implied" ? 1 : 0));
  return (tie) => {
    const [one, other] = [a[tie]!, b[tie]!];
    const dash = dashes[shown.tieStatus[tie]!] ?? 0;
    const paint = dash === 3 ? 0 : paints[one] === paints[other] ? paints[one]! + 2 : 1;
    const width = tieWidth(shown.tieWeight[tie]!);
    let step = 0;
    while (step < STEPS.length - 1 && width > STEPS[step]!) step += 1;
    // Ties between groups come first: they lie below.
    return (((isBetween[tie] ? 0 : 1) * PAINTS + paint) * KINDS_OF_DASH + dash) * STEPS.length + step;
  };
}

function strokeOf(scene: Scene, key: number, first: number, last: number): Stroke {
  const step = key % STEPS.length;
  const dash = Math.floor(key / STEPS.length) % KINDS_OF_DASH;
  const rest = Math.floor(key / STEPS.length / KINDS_OF_DASH);
  const paint = rest % PAINTS;
  const dashes = [[], DASHES["status/implied"]!, DASHES["status/derived"]!, DASHES["status/disputed"]!];
  return {
    paint: paint === 0 ? -2 : paint === 1 ? -1 : Math.min(paint - 2, scene.paints.length - 1),
    width: STEPS[step]!, dash: dashes[dash]!, isBetween: rest < PAINTS, first, last,
  };
}

export type Middles = Map<number, { x: number; y: number; radius: number; count: number }>;

/** Middle and typical radius of each group's shown organisations. */
export function middlesOf(scene: Scene): Middles {
  const middles: Middles = new Map();
  const each = (visit: (group: number, x: number, y: number) => void): void => {
    for (let place = 0; place < scene.network.organisations.length; place += 1) {
      const group = groupOf(scene, place);
      if (group >= 0 && scene.shown.organisation[place] && isPlaced(scene, place)) visit(group, scene.x[place]!, scene.y[place]!);
    }
  };
  each((group, x, y) => {
    const middle = middles.get(group) ?? { x: 0, y: 0, radius: 0, count: 0 };
    middle.x += x; middle.y += y; middle.count += 1;
    middles.set(group, middle);
  });
  for (const middle of middles.values()) { middle.x /= middle.count; middle.y /= middle.count; }
  each((group, x, y) => {
    const middle = middles.get(group)!;
    middle.radius += ((x - middle.x) ** 2 + (y - middle.y) ** 2) / middle.count;
  });
  for (const middle of middles.values()) middle.radius = Math.sqrt(2 * middle.radius); // of a full disc
  return middles;
}

const MOST_BUNDLES = 300;

/** Join the ties between each two groups into one, the heaviest first. */
function bundle(scene: Scene, between: readonly number[], middles: Middles): Bundle[] {
  const { a, b } = scene.network.ties;
  const pairs = new Map<number, { one: number; other: number; count: number }>();
  for (const tie of between) {
    const [left, right] = [groupOf(scene, a[tie]!), groupOf(scene, b[tie]!)];
    const [one, other] = left < right ? [left, right] : [right, left];
    if (one < 0) continue;
    const key = one * scene.network.groups.length + other;
    const pair = pairs.get(key) ?? { one, other, count: 0 };
    pair.count += 1;
    pairs.set(key, pair);
  }
  return [...pairs.values()]
    .sort((left, right) => right.count - left.count || left.one - right.one || left.other - right.other)
    .slice(0, MOST_BUNDLES)
    .map(({ one, other, count }) => {
      const [from, to] = [middles.get(one)!, middles.get(other)!];
      return { from: [from.x, from.y], to: [to.x, to.y], count };
    });
}

/** Join groups that are circles, by the weights that are known of them, the heaviest first. */
function bundleGroups({ network: { groups }, between }: Scene): Bundle[] {
  return [...between].sort((left, right) => right[2] - left[2] || left[0] - right[0] || left[1] - right[1])
    .slice(0, MOST_BUNDLES)
    .map(([one, other, weight]) => {
      const [from, to] = [groups[one]!.disc!, groups[other]!.disc!];
      return { from: [from.x, from.y], to: [to.x, to.y], count: weight };
    });
}

function measure(scene: Scene, drawn: readonly number[], middles: Middles, isBetween: Uint8Array): Density {
  const { a, b } = scene.network.ties;
  const lengths = [0, 0];
  for (const tie of drawn) {
    lengths[isBetween[tie]!]! += Math.hypot(scene.x[a[tie]!]! - scene.x[b[tie]!]!, scene.y[a[tie]!]! - scene.y[b[tie]!]!);
  }
  const area = areaOf(scene);
  const isOverview = scene.between.length > 0;
  const circles = isOverview ? scene.network.groups.flatMap(({ disc }) => disc ?? []) : [...middles.values()].filter(({ count }) => count > 2);
  const radii = circles.map(({ radius }) => radius).sort((one, other) => one - other);
  let dots = 0;
  for (let place = 0; place < scene.network.organisations.length; place += 1) {
    if (scene.shown.organisation[place] && isPlaced(scene, place)) dots += Math.PI * scene.radius[place]! ** 2;
  }
  return {
    dots: dots / area, within: lengths[0]! / area, between: lengths[1]! / area, groupRadius: radii[Math.floor(radii.length / 2)] ?? 0,
    organisations: scene.shown.organisations, ties: drawn.length, isMap: scene.isMap, isOverview,
  };
}

/** Area over which the organisations are spread, without what lies far off: that of their deviations. */
function areaOf(scene: Scene): number {
  let [count, x, y, xx, yy] = [0, 0, 0, 0, 0];
  for (let place = 0; place < scene.network.organisations.length; place += 1) {
    if (!scene.shown.organisation[place] || !isPlaced(scene, place)) continue;
    count += 1; x += scene.x[place]!; y += scene.y[place]!;
    xx += scene.x[place]! ** 2; yy += scene.y[place]! ** 2;
  }
  if (count < 2) return 1;
  const deviation = (sum: number, squares: number): number => Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return Math.max(1, 12 * deviation(x, xx) * deviation(y, yy)); // of an even spread over a rectangle
}
