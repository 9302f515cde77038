// What is drawn: a scene, its ties in order, and where organisations stand at this moment.
import type { Scene } from "../scene.ts";
import type { Bounds } from "./camera.ts";
import { changesOf, type Changes } from "./changes.ts";
import { areasOf, type Area } from "./ground.ts";
import { isPlaced, prepareInk, type Ink } from "./ink.ts";
import { levelAt, type Level } from "./level.ts";
import type { Job } from "./painter.ts";
import { Finder } from "./picking.ts";
import { readTheme, type Theme } from "./theme.ts";
import { ease, Transition } from "./transition.ts";

const DRIFT = 420; // milliseconds from one place to another
const ANIMATED_UP_TO = 4000; // ties; with more, new positions fade in

export class World {
  scene: Scene | null = null;
  theme!: Theme;
  ink!: Ink;
  areas: readonly Area[] = [];
  x: Float32Array = new Float32Array();
  y: Float32Array = new Float32Array();
  finder!: Finder;
  /** Grow with each change: what was drawn for another number is stale. */
  readonly versions = { ground: 0, base: 0, lit: 0, names: 0 };
  readonly drift = new Transition();

  constructor(private readonly host: HTMLElement) {}

  /** Take in a scene; organisations that stand elsewhere begin to move there. */
  take(scene: Scene): Changes {
    const changes = changesOf(this.scene, scene);
    this.scene = scene;
    if (changes.look || changes.world) this.theme = readTheme(scene, this.host);
    if (changes.world) this.drift.stop();
    if (changes.shown || changes.positions || changes.world || changes.look) {
      this.ink = prepareInk(scene);
      this.place(changes.world || !changes.positions, scene);
      this.touch();
    }
    if (changes.lit) this.versions.lit += 1;
    this.versions.names += 1;
    return changes;
  }

  /** Everything has to be drawn anew. */
  private touch(): void {
    this.versions.base += 1;
    this.versions.ground += 1;
    this.versions.lit += 1;
    this.versions.names += 1;
  }

  get isAnimated(): boolean {
    return this.ink.order.length <= ANIMATED_UP_TO;
  }

  private place(isAtOnce: boolean, scene: Scene): void {
    const isMoving = !isAtOnce && !scene.isStill && this.isAnimated && this.x.length === scene.x.length;
    if (!isMoving) return this.settle(scene);
    const from = { x: Float32Array.from(this.x), y: Float32Array.from(this.y) };
    this.areas = [];
    this.finder = new Finder(scene, scene.x, scene.y);
    this.drift.begin(DRIFT, (share) => {
      if (share >= 1) this.settle(scene);
      else {
        this.x = onTheWay(from.x, scene.x, ease(share));
        this.y = onTheWay(from.y, scene.y, ease(share));
      }
      this.touch();
    });
  }

  private settle(scene: Scene): void {
    this.x = Float32Array.from(scene.x);
    this.y = Float32Array.from(scene.y);
    this.finder = new Finder(scene, this.x, this.y);
    this.areas = areasOf(scene);
  }

  /** Put one organisation elsewhere, by hand. */
  move(organisation: number, x: number, y: number): void {
    this.x[organisation] = x;
    this.y[organisation] = y;
    this.versions.names += 1;
    // A small network follows at once; in a large one the ties move, and the rest when it is dropped.
    if (this.isAnimated) this.moved();
  }

  /** Something was moved by hand: dots and ties have to be drawn anew. */
  moved(): void {
    this.versions.base += 1;
    this.versions.lit += 1;
  }

  /** Find organisations where they stand now. */
  refind(): void {
    this.finder = new Finder(this.scene!, this.x, this.y);
  }

  levelAt(k: number): Level {
    return levelAt(k, this.ink.density);
  }

  jobAt(k: number, lit: Scene["lit"], theme = this.theme): Job {
    return { scene: this.scene!, x: this.x, y: this.y, ink: this.ink, level: this.levelAt(k), theme, lit };
  }

  isChosen(organisation: number): boolean {
    const chosen = this.scene?.chosen;
    return !!chosen && "organisation" in chosen && chosen.organisation === organisation;
  }

  isInPicture(organisation: number): boolean {
    return this.scene?.shown.organisation[organisation] === 1 && isPlaced(this.scene, organisation);
  }

  /** The extent of some organisations, or of all; null if none of them is in the picture. */
  boundsOf(organisations: Iterable<number> | null): Bounds | null {
    const { scene } = this;
    if (!scene) return null;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const place of organisations ?? scene.x.keys()) {
      if (!this.isInPicture(place)) continue;
      left = Math.min(left, scene.x[place]!);
      right = Math.max(right, scene.x[place]!);
      top = Math.min(top, scene.y[place]!);
      bottom = Math.max(bottom, scene.y[place]!);
    }
    return left <= right ? { left, top, right, bottom } : null;
  }
}

/** Between two places; what stood nowhere is at its new place at once. */
function onTheWay(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return to.map((value, n) => (Number.isFinite(from[n]!) ? from[n]! + (value - from[n]!) * share : value));
}
