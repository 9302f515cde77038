// What lies under a pixel: the organisation whose dot is nearest, else the nearest tie.
import { quadtree, type Quadtree } from "d3-quadtree";
import type { Scene } from "../scene.ts";
import { isPlaced, type Ink } from "./ink.ts";
import type { Level } from "./level.ts";
import { radiusOf } from "./painter.ts";

const NEAR = 4; // pixels beside a dot or a line that still count
const WIDEST = 60; // pixels: no dot is larger

export class Finder {
  private tree: Quadtree<number> | null = null;

  constructor(private readonly scene: Scene, private readonly x: Float32Array, private readonly y: Float32Array) {}

  /** The organisation at a point of the world; -1 if there is none. */
  organisationAt(wx: number, wy: number, k: number, level: Level, near: number | undefined = NEAR): number {
    let found = -1;
    let best = near;
    const reach = WIDEST / k;
    this.index().visit((node, left, top, right, bottom) => {
      if (left > wx + reach || right < wx - reach || top > wy + reach || bottom < wy - reach) return true;
      if (node.length) return false;
      for (let leaf: typeof node | undefined = node; leaf; leaf = leaf.next) {
        const distance = Math.hypot(this.x[leaf.data]! - wx, this.y[leaf.data]! - wy) * k;
        // Within a dot the middle counts, so that small dots on large ones can be hit.
        const radius = radiusOf(this.scene, leaf.data, level);
        const score = distance <= radius ? distance / radius - 1 : distance - radius;
        if (score < best) {
          best = score;
          found = leaf.data;
        }
      }
      return false;
    });
    return found;
  }

  private index(): Quadtree<number> {
    if (!this.tree) {
      const shown: number[] = [];
      for (let place = 0; place < this.scene.network.organisations.length; place += 1) {
        if (this.scene.shown.organisation[place] && isPlaced(this.scene, place)) shown.push(place);
      }
      this.tree = quadtree(shown, (place) => this.x[place]!, (place) => this.y[place]!);
    }
    return this.tree;
  }

  /** The drawn tie at a point of the world; -1 if there is none. */
  tieAt(wx: number, wy: number, { k, level, ink }: { k: number; level: Level; ink: Ink }): number {
    const { a, b } = this.scene.network.ties;
    const { lit } = this.scene;
    let found = -1;
    let best = NEAR / k;
    for (const stroke of ink.strokes) {
      const share = stroke.isBetween ? level.shareBetween : level.shareWithin;
      for (let place = stroke.first; place < stroke.last; place += 1) {
        const tie = ink.order[place]!;
        if (ink.rank[tie]! > share && !lit?.ties.has(tie)) continue;
        const [one, other] = [a[tie]!, b[tie]!];
        const distance = toSegment(wx, wy, this.x[one]!, this.y[one]!, this.x[other]!, this.y[other]!, best);
        if (distance < best) {
          best = distance;
          found = tie;
        }
      }
    }
    return found;
  }
}

/** Distance of a point from a segment; Infinity where it is surely above `most`. */
export function toSegment(px: number, py: number, x1: number, y1: number, x2: number, y2: number, most: number): number {
  if ((px < x1 - most && px < x2 - most) || (px > x1 + most && px > x2 + most)) return Infinity;
  if ((py < y1 - most && py < y2 - most) || (py > y1 + most && py > y2 + most)) return Infinity;
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((px - x1) * dx + (py - y1) * dy) / length)) : 0;
  return Math.hypot(px - x1 - share * dx, py - y1 - share * dy);
}

const WAYS = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const;

/** The nearest shown organisation in a direction; from none (-1) the most important; -1 if there is none. */
export function nextOf(scene: Scene, organisation: number, direction: keyof typeof WAYS): number {
  const [dx, dy] = WAYS[direction];
  const isNone = organisation < 0 || !isPlaced(scene, organisation);
  let found = -1;
  let best = Infinity;
  for (let place = 0; place < scene.network.organisations.length; place += 1) {
    if (place === organisation || !scene.shown.organisation[place] || !isPlaced(scene, place)) continue;
    let score = -scene.importance[place]!;
    if (!isNone) {
      const [right, down] = [scene.x[place]! - scene.x[organisation]!, scene.y[place]! - scene.y[organisation]!];
      const along = right * dx + down * dy;
      const aside = Math.abs(right * dy) + Math.abs(down * dx);
      score = along > 0 && aside <= 2 * along ? along + 1.5 * aside : Infinity;
    }
    if (score < best) {
      best = score;
      found = place;
    }
  }
  return found;
}
