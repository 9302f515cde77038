// Draws dots and ties on a canvas, piece by piece: each painter yields between pieces, so that a
// large network is drawn over several frames while the picture still moves.
import type { Scene } from "../scene.ts";
import type { Ink, Stroke } from "./ink.ts";
import { isPlaced } from "./ink.ts";
import type { Level } from "./level.ts";
import type { Theme } from "./theme.ts";

/** Where the world lies on a canvas: pixel = k * world + shift, in pixels of the style sheet. */
export interface Frame {
  readonly k: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas per pixel of the style sheet. */
  readonly ratio: number;
}

/** What is to be drawn: the scene where things stand now, which in a transition is not scene.x. */
export interface Job {
  readonly scene: Scene;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly ink: Ink;
  readonly level: Level;
  readonly theme: Theme;
  /** Only these stand out; null: all. */
  readonly lit: Scene["lit"];
  /** Only the best ties: a picture that is to be there soon, before the whole one is. */
  readonly isQuick?: boolean;
}

export type Steps = Generator<void, void, void>;
type Context = CanvasRenderingContext2D;

/** Ties and bundles of a quick picture. */
const QUICK = { ties: 3000, bundles: 60 };
/** In larger networks only ties with an end in sight are drawn: those that merely cross say nothing. */
const CROSSING_UP_TO = 1500;
/** Lines in one path, and pixels of them: longer paths are slower, line for line. */
const PIECE = { lines: 300, pixels: 50_000 };
const DOTS = 500;

/** Draw ties, then dots. */
export function* paintNetwork(context: Context, frame: Frame, job: Job): Steps {
  context.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
  if (!job.lit && job.level.bundles > 0.01) yield* paintBundles(context, frame, job);
  yield* paintTies(context, frame, job);
  yield* paintDots(context, frame, job);
}

export function* paintTies(context: Context, frame: Frame, job: Job): Steps {
  context.lineCap = "butt";
  for (const stroke of job.ink.strokes) {
    const style = styleOf(stroke, frame, job);
    context.strokeStyle = style.colour;
    context.lineWidth = style.width;
    context.setLineDash(style.dash);
    context.globalAlpha = style.opacity;
    yield* paintStroke(context, frame, job, { stroke, share: style.share });
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

export interface Style {
  readonly colour: string;
  readonly width: number;
  readonly dash: number[];
  readonly opacity: number;
  readonly share: number;
}

/** Say how the ties of a stroke are drawn at a level. */
export function styleOf(stroke: Stroke, frame: { readonly ratio: number }, job: Job): Style {
  const { level, theme } = job;
  const thin = stroke.width * level.width;
  // Lines up to one pixel of the canvas are drawn many times faster than wider ones.
  const isThin = thin * frame.ratio < 1.8;
  const width = job.lit ? Math.max(1.4, thin * 1.25) : isThin ? 1 / frame.ratio : thin;
  const dash = width < 0.7 ? [] : stroke.dash.map((length) => length * Math.max(0.5, Math.min(1, width / 2)));
  const colour = stroke.paint === -2 ? theme.disputed : stroke.paint < 0 ? theme.tie : theme.paints[stroke.paint] ?? theme.tie;
  const opacity = Math.min(1, (stroke.isBetween ? level.between : level.within) * (isThin ? Math.max(0.7, Math.sqrt(thin * frame.ratio)) : 1));
  const most = job.isQuick ? QUICK.ties / job.ink.order.length : 1;
  const share = job.lit ? 1 : Math.min(most, stroke.isBetween ? level.shareBetween : level.shareWithin);
  return { colour, width, dash, opacity: job.lit ? Math.max(0.8, opacity) : opacity, share };
}

function* paintStroke(context: Context, frame: Frame, job: Job, { stroke, share }: { stroke: Stroke; share: number }): Steps {
  const { a, b } = job.scene.network.ties;
  const { order, rank } = job.ink;
  const { x, y } = job;
  const { k, width, height } = frame;
  const isSparse = job.ink.order.length <= CROSSING_UP_TO || job.lit !== null;
  let lines = 0;
  let pixels = 0;
  context.beginPath();
  for (let place = stroke.first; place < stroke.last; place += 1) {
    const tie = order[place]!;
    if (rank[tie]! > share) break; // the best come first
    if (job.lit && !job.lit.ties.has(tie)) continue;
    const one = a[tie]!;
    const other = b[tie]!;
    const x1 = x[one]! * k + frame.x;
    const y1 = y[one]! * k + frame.y;
    const x2 = x[other]! * k + frame.x;
    const y2 = y[other]! * k + frame.y;
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > width && x2 > width) || (y1 > height && y2 > height)) continue;
    const isIn = (x1 > 0 && x1 < width && y1 > 0 && y1 < height) || (x2 > 0 && x2 < width && y2 > 0 && y2 < height);
    if (!isIn && !isSparse) continue;
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    lines += 1;
    pixels += Math.abs(x2 - x1) + Math.abs(y2 - y1);
    if (lines >= PIECE.lines || pixels >= PIECE.pixels) {
      context.stroke();
      yield;
      context.beginPath();
      lines = pixels = 0;
    }
  }
  if (lines) {
    context.stroke();
    yield;
  }
}

export function* paintBundles(context: Context, frame: Frame, job: Job): Steps {
  const { k, width, height } = frame;
  const most = job.ink.bundles[0]?.count ?? 1;
  context.lineCap = "round";
  context.strokeStyle = job.theme.tie;
  for (const { from, to, count } of job.isQuick ? job.ink.bundles.slice(0, QUICK.bundles) : job.ink.bundles) {
    const [x1, y1, x2, y2] = [from[0] * k + frame.x, from[1] * k + frame.y, to[0] * k + frame.x, to[1] * k + frame.y];
    if (Math.max(x1, x2) < 0 || Math.max(y1, y2) < 0 || Math.min(x1, x2) > width || Math.min(y1, y2) > height) continue;
    const share = Math.sqrt(count / most);
    context.globalAlpha = job.level.bundles * (0.05 + 0.24 * share);
    context.lineWidth = 0.8 + 7 * share * Math.min(1, Math.max(0.35, job.ink.density.groupRadius * k / 50));
    context.beginPath();
    context.moveTo(x1, y1);
    context.quadraticCurveTo(...bowOf(x1, y1, x2, y2), x2, y2);
    context.stroke();
    yield;
  }
  context.globalAlpha = 1;
  yield;
}

/** The point towards which a bundle bends: a little to the side of its middle. */
export function bowOf(x1: number, y1: number, x2: number, y2: number): [number, number] {
  return [(x1 + x2) / 2 + (y2 - y1) * 0.12, (y1 + y2) / 2 - (x2 - x1) * 0.12];
}

/** Radius of a dot in pixels. */
export function radiusOf(scene: Scene, organisation: number, level: Level): number {
  return Math.max(1.2, scene.radius[organisation]! * level.dot);
}

export function* paintDots(context: Context, frame: Frame, job: Job): Steps {
  const { scene, x, y, level } = job;
  let dots = 0;
  for (const place of byRadius(scene)) {
    if (job.lit && !job.lit.organisations.has(place)) continue;
    const px = x[place]! * frame.k + frame.x;
    const py = y[place]! * frame.k + frame.y;
    const radius = radiusOf(scene, place, level);
    if (!(px > -radius && py > -radius && px < frame.width + radius && py < frame.height + radius)) continue;
    paintDot(context, job, { place, x: px, y: py, radius });
    dots += 1;
    if (dots % DOTS === 0) yield;
  }
  context.setLineDash([]);
  yield;
}

const orders = new WeakMap<Float32Array, { shown: Uint8Array; order: Int32Array }>();

/** The shown organisations, the smallest first, so that large ones lie above. */
function byRadius(scene: Scene): Int32Array {
  const known = orders.get(scene.radius);
  if (known?.shown === scene.shown.organisation) return known.order;
  const shown: number[] = [];
  for (let place = 0; place < scene.network.organisations.length; place += 1) {
    if (scene.shown.organisation[place] && isPlaced(scene, place)) shown.push(place);
  }
  const order = Int32Array.from(shown).sort((one, other) => scene.radius[one]! - scene.radius[other]! || one - other);
  orders.set(scene.radius, { shown: scene.shown.organisation, order });
  return order;
}

export interface Dot {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Draw one organisation: a filled dot; without shown ties a ring; without a name a broken ring. */
export function paintDot(context: Context, job: Job, { place, x, y, radius }: Dot): void {
  const { scene, theme } = job;
  const isHollow = !scene.shown.degree[place] || scene.network.organisations.unnamed[place] === 1;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  if (isHollow) {
    context.fillStyle = theme.background;
    context.fill();
    if (scene.network.organisations.unnamed[place]) context.setLineDash(radius > 3 ? [3, 2] : []);
    context.strokeStyle = scene.shown.degree[place] ? theme.paints[scene.paint[place]!] ?? theme.untied : theme.untied;
    context.lineWidth = Math.min(2, Math.max(0.8, radius / 4));
    context.stroke();
    context.setLineDash([]);
    return;
  }
  context.fillStyle = theme.paints[scene.paint[place]!] ?? theme.untied;
  context.fill();
  if (radius > 2.2) {
    // A rim in the colour of the ground tells neighbours apart.
    context.strokeStyle = theme.background;
    context.lineWidth = radius > 5 ? 1.4 : 0.8;
    context.stroke();
  }
}
