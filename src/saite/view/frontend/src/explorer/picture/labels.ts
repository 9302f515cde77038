// Which names are drawn, and where: the most important first, none over another.
import type { Camera, Scene } from "../scene.ts";
import { project, type Size } from "./camera.ts";
import { leadsOf, placeGroups } from "./group-names.ts";
import { isPlaced } from "./ink.ts";
import { clamp, type Level } from "./level.ts";
import { radiusOf } from "./painter.ts";
import { add, LINE, Room } from "./room.ts";
import { isCut, wordingsOf, wrap } from "./wording.ts";

export interface Label {
  /** Organisation; of a group -1 - its place. */
  readonly of: number;
  readonly lines: readonly string[];
  readonly size: number;
  readonly weight: 400 | 600;
  /** Of a group: its paint; else -1. */
  readonly paint: number;
  /** Middle of the text at its top, from the organisation's pixel. */
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
}

/** Tells the width of a text in pixels. */
export type Measure = (text: string, size: number, weight: 400 | 600) => number;

const FEW = 120; // organisations in the window; of so few all are to be named, and no name covers a dot
const orders = new WeakMap<Float32Array, Int32Array>();

/** All organisations, the most important first. */
export function byImportance(scene: Scene): Int32Array {
  let order = orders.get(scene.importance);
  if (!order) {
    order = Int32Array.from({ length: scene.network.organisations.length }, (_, place) => place)
      .sort((one, other) => scene.importance[other]! - scene.importance[one]! || one - other);
    orders.set(scene.importance, order);
  }
  return order;
}

interface Seen {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** How many are more important. */
  readonly rank: number;
}

export interface View {
  readonly scene: Scene;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly camera: Camera;
  readonly size: Size;
  readonly level: Level;
  readonly measure: Measure;
  /** Those that were named last, which keep their names where they can. */
  readonly before?: ReadonlySet<number>;
  /** An organisation that is always named. */
  readonly named?: number;
}

/** Choose and place the names of a view. */
export function placeLabels(view: View): Label[] {
  const room = new Room(view.size);
  const seen = seenIn(view);
  const labels: Label[] = [];
  if (seen.length <= FEW) return placeFew(view, seen);
  const urgent = seen.filter(({ place }) => isUrgent(view, place));
  for (const each of urgent) add(labels, room, labelFor(view, room, each, { isUrgent: true, others: null }), each);
  placeGroups(view, room, labels);
  // A group that is named in its middle is named after its leads: they need no name of their own.
  const said = new Set(labels.filter(({ of }) => of < 0).flatMap(({ of }) => leadsOf(view, -1 - of)));
  const most = Math.round((view.size.width * view.size.height) / 9000);
  for (const each of ranked(view, seen)) {
    if (labels.length >= most) break;
    if (said.has(each.place) || isUrgent(view, each.place) || !isLit(view, each.place)) continue;
    add(labels, room, labelFor(view, room, each, { isUrgent: false, others: null }), each);
  }
  return labels;
}

const ROUNDS = 4;

/**
 * Name all of a few. Where some get no name, or no whole one, they come first the next time: what has
 * a place to choose makes room for what has none. The round is taken that names the most important,
 * then the one with the most names, the most of them whole.
 */
function placeFew(view: View, seen: readonly Seen[]): Label[] {
  const named = seen.filter(({ place }) => isUrgent(view, place) || (view.scene.labels[place] && isLit(view, place)));
  const urgent = named.filter(({ place }) => isUrgent(view, place));
  let order = ranked(view, named).filter(({ place }) => !isUrgent(view, place));
  const ranks = new Map(named.map(({ place, rank }) => [place, rank]));
  let best: { labels: Label[]; room: Room; score: number } | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const room = new Room(view.size);
    for (const { x, y, radius } of seen) room.take(x - radius * 0.8, y - radius * 0.8, 1.6 * radius, 1.6 * radius);
    const labels: Label[] = [];
    for (const each of urgent) add(labels, room, labelFor(view, room, each, { isUrgent: true, others: seen }), each);
    for (const each of order) add(labels, room, labelFor(view, room, each, { isUrgent: false, others: seen }), each);
    const whole = new Set(labels.filter(({ lines }) => !isCut(lines)).map(({ of }) => of));
    const score = (importanceOf(labels, ranks) * (FEW + 1) + labels.length) * (FEW + 1) + whole.size;
    if (!best || score > best.score) best = { labels, room, score };
    const poor = order.filter(({ place }) => !whole.has(place));
    if (!poor.length) break;
    order = [...poor, ...order.filter(({ place }) => whole.has(place))];
  }
  placeGroups(view, best!.room, best!.labels);
  return best!.labels;
}

/** Weigh the large names: each counts more than all that are less important together. */
function importanceOf(labels: readonly Label[], ranks: ReadonlyMap<number, number>): number {
  return labels.filter(({ weight }) => weight > 400).reduce((sum, { of }) => sum + 2 ** (LARGE - Math.min(LARGE, ranks.get(of)!)), 0);
}

function isLit({ scene }: View, place: number): boolean {
  return !scene.lit || scene.lit.organisations.has(place);
}

function isUrgent({ scene, named }: View, place: number): boolean {
  const { chosen } = scene;
  if (place === named) return true;
  if (!chosen) return false;
  if ("organisation" in chosen) return chosen.organisation === place;
  return scene.network.ties.a[chosen.tie] === place || scene.network.ties.b[chosen.tie] === place;
}

/** Shown organisations within the window, the most important first. */
function seenIn({ scene, x, y, camera, size, level }: View): Seen[] {
  const seen: Seen[] = [];
  let rank = 0;
  for (const place of byImportance(scene)) {
    if (!scene.shown.organisation[place] || !isPlaced(scene, place)) continue;
    rank += 1;
    const [px, py] = project(camera, size, x[place]!, y[place]!);
    if (px < -20 || py < -20 || px > size.width + 20 || py > size.height + 20) continue;
    seen.push({ place, x: px, y: py, radius: radiusOf(scene, place, level), rank });
  }
  return seen;
}

/** In the order of importance, but those that had names before them first among their like. */
function ranked({ before }: View, seen: readonly Seen[]): readonly Seen[] {
  if (!before?.size) return seen;
  const score = ({ place }: Seen, n: number): number => (before.has(place) ? n * 0.7 - 3 : n);
  return seen.map((each, n) => ({ each, score: score(each, n) })).sort((one, other) => one.score - other.score).map(({ each }) => each);
}

const LARGE = 24; // organisations whose names are larger

/** `others`: all of a few, of which no name may stand beside another one's dot; null: there are many. */
function labelFor(view: View, room: Room, spot: Seen, { isUrgent: isSure, others }: { isUrgent: boolean; others: readonly Seen[] | null }): Label | null {
  const { scene, size } = view;
  const isFew = others !== null;
  const text = scene.labels[spot.place] ?? "";
  if (!text) return null;
  const isLarge = isSure || spot.rank <= Math.min(LARGE, Math.max(3, scene.shown.organisations / 8));
  const style = { size: isSure ? 14 : isLarge ? 13 : 11.5, weight: (isLarge ? 600 : 400) as 400 | 600 };
  // Seen from far, a name needs some room around it, else the picture is a wall of text.
  const gap = isFew || isSure ? 1 : clamp(14 - spot.radius, 2, 9);
  let fallback: Label | null = null;
  for (const { lines, away } of isFew ? wordingsOf(text) : [{ lines: wrap(text, 2), away: 0 }]) {
    const width = Math.max(...lines.map((line) => view.measure(line, style.size, style.weight))) + 4;
    const height = lines.length * style.size * LINE + 2;
    const around = placesAround(spot.radius + away, width, height);
    const between = others ? placesBetween(spot.radius + away, width, height)
      .filter(([dx, dy]) => isOwn(others, spot, { left: spot.x + dx - width / 2, top: spot.y + dy, width, height })) : [];
    for (const [dx, dy] of [...around, ...between]) {
      const label: Label = { of: spot.place, lines, ...style, paint: -1, dx, dy, width, height };
      fallback ??= label;
      const [left, top] = [spot.x + dx - width / 2, spot.y + dy];
      if (!isSure && (left < 2 || left + width > size.width - 2 || top < 2 || top + height > size.height - 2)) continue;
      if (room.isFree(left - gap, top - (isFew ? 0 : gap / 2), width + 2 * gap, height + (isFew ? 0 : gap))) return label;
    }
  }
  return isSure ? fallback : null;
}

/** Whether a name is nearer to its own dot than to any other: at a corner it may seem to be another's. */
function isOwn(seen: readonly Seen[], own: Seen, box: { left: number; top: number; width: number; height: number }): boolean {
  const distance = ({ x, y, radius }: Seen): number => Math.hypot(
    Math.max(box.left - x, 0, x - box.left - box.width), Math.max(box.top - y, 0, y - box.top - box.height)) - radius;
  const least = distance(own);
  return seen.every((each) => each === own || distance(each) > least);
}

/** Below, above, right, left: middle of the text's top from the middle of the dot. */
function placesAround(radius: number, width: number, height: number): [number, number][] {
  const aside = radius + width / 2 + 3;
  return [[0, radius + 2], [0, -radius - height - 2], [aside, -height / 2], [-aside, -height / 2]];
}

/** At the corners; then below and above, to a side: where the four places around are taken. */
function placesBetween(radius: number, width: number, height: number): [number, number][] {
  const corner = radius * Math.SQRT1_2 + 2;
  const [aside, under, over, some] = [corner + width / 2, corner, -corner - height, width / 3];
  return [
    [aside, under], [-aside, under], [aside, over], [-aside, over],
    [some, radius + 2], [-some, radius + 2], [some, -radius - height - 2], [-some, -radius - height - 2],
  ];
}

/** Pixel that a label hangs on. */
export function anchorOf(label: Label, { scene, x, y, camera, size }: Pick<View, "scene" | "x" | "y" | "camera" | "size">): [number, number] {
  const group = label.of < 0 ? scene.groups[-1 - label.of] : undefined;
  return group ? project(camera, size, group.x, group.y) : project(camera, size, x[label.of]!, y[label.of]!);
}
