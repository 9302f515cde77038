// What lies below the network: the land of a map, or the areas of groups.
import type { Scene } from "../scene.ts";
import { outlines } from "./geography.ts";
import { isPlaced } from "./ink.ts";
import type { Frame, Job, Steps } from "./painter.ts";

const AREAS_UP_TO = 600; // organisations; in larger networks groups show by themselves, unless they are circles

export interface Area {
  readonly path: string;
  readonly paint: number;
  /** What it is the ground of, if it is a circle. */
  readonly disc?: { readonly group: number; readonly x: number; readonly y: number; readonly radius: number };
}

/** Draw the land, or the areas of groups. */
export function* paintGround(context: CanvasRenderingContext2D, frame: Frame, job: Job, areas: readonly Area[]): Steps {
  const { theme, scene } = job;
  const { ratio, k } = frame;
  context.setTransform(k * ratio, 0, 0, k * ratio, frame.x * ratio, frame.y * ratio);
  context.lineJoin = "round";
  if (scene.isMap) {
    const { land, borders } = land2D();
    context.fillStyle = theme.land;
    context.fill(land);
    context.strokeStyle = theme.border;
    context.lineWidth = 1 / k;
    context.stroke(land);
    context.stroke(borders);
    yield;
  }
  for (const { path, paint } of areas) {
    const outline = new Path2D(path);
    context.fillStyle = context.strokeStyle = theme.paints[paint] ?? theme.muted;
    context.globalAlpha = theme.isDark ? 0.13 : 0.09;
    context.fill(outline);
    context.globalAlpha = 0.3;
    context.lineWidth = 1.2 / k;
    context.stroke(outline);
  }
  context.globalAlpha = 1;
  yield;
}

let paths: { land: Path2D; borders: Path2D } | null = null;

function land2D(): { land: Path2D; borders: Path2D } {
  if (!paths) {
    const { land, borders } = outlines();
    paths = { land: new Path2D(land), borders: new Path2D(borders) };
  }
  return paths;
}

/** Outline each group whose members share a paint; none on a map, or if there are too many organisations. */
export function areasOf(scene: Scene): Area[] {
  const hasCircles = scene.network.groups.some(({ disc }) => disc);
  if (scene.isMap || !scene.groups.length || (scene.shown.organisations > AREAS_UP_TO && !hasCircles)) return [];
  const members = new Map<number, number[]>();
  for (let place = 0; place < scene.network.organisations.length; place += 1) {
    const group = scene.network.organisations.group[place]!;
    if (group < 0 || !scene.shown.organisation[place] || !scene.shown.degree[place] || !isPlaced(scene, place)) continue;
    if (members.has(group)) members.get(group)!.push(place);
    else members.set(group, [place]);
  }
  return hasCircles ? discsOf(scene, members) : [...members.values()]
    .filter((places) => places.length > 2 && places.every((place) => scene.paint[place] === scene.paint[places[0]!]))
    .map((places) => {
      const points = places.flatMap((place) => around(scene.x[place]!, scene.y[place]!, scene.radius[place]! + 22));
      return { path: smooth(hullOf(points)), paint: scene.paint[places[0]!]! };
    });
}

/** Circles around groups of which only some members are here; the others stand inside too. */
function discsOf(scene: Scene, members: ReadonlyMap<number, readonly number[]>): Area[] {
  return scene.network.groups.flatMap(({ disc, leads }, group) => {
    const one = members.get(group)?.[0] ?? leads.find((lead) => scene.shown.organisation[lead]);
    if (!disc || one === undefined || !scene.shown.organisation[one]) return [];
    const { x, y, radius } = disc;
    return [{ disc: { ...disc, group }, path: `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`, paint: scene.paint[one]! }];
  });
}

/** The group on whose circle a point of the world lies, the smallest of several; -1 if on none of some. */
export function groundAt(areas: readonly Area[], x: number, y: number, groups: ReadonlySet<number>): number {
  const under = areas.flatMap(({ disc }) => (disc && groups.has(disc.group) && Math.hypot(x - disc.x, y - disc.y) <= disc.radius ? [disc] : []));
  return under.sort((one, other) => one.radius - other.radius)[0]?.group ?? -1;
}

type Point = readonly [number, number];

function around(x: number, y: number, radius: number): Point[] {
  return Array.from({ length: 8 }, (_, n) => [x + radius * Math.cos((n * Math.PI) / 4), y + radius * Math.sin((n * Math.PI) / 4)]);
}

/** Convex hull (Andrew's monotone chain). */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (o: Point, a: Point, b: Point): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const chain = (list: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of list) {
      while (kept.length > 1 && turn(kept.at(-2)!, kept.at(-1)!, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** A closed path through the middles of the sides: its corners are round. */
function smooth(points: readonly Point[]): string {
  const write = (point: Point): string => `${point[0].toFixed(1)},${point[1].toFixed(1)}`;
  const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const curves = points.map((point, n) => `Q${write(point)} ${write(middle(point, points[(n + 1) % points.length]!))}`);
  return points.length ? `M${write(middle(points.at(-1)!, points[0]!))}${curves.join("")}Z` : "";
}
