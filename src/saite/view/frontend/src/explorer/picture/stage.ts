// Puts a frame together: bitmaps of ground, network and what is lit, and over them names and marks.
import type { Camera, Scene } from "../scene.ts";
import type { Size } from "./camera.ts";
import { paintGround } from "./ground.ts";
import type { View } from "./labels.ts";
import { Layer } from "./layer.ts";
import { Lettering } from "./lettering.ts";
import { Names } from "./names.ts";
import { paintOverlay } from "./overlay.ts";
import { paintNetwork } from "./painter.ts";
import type { World } from "./world.ts";

const WHOLE_AT_ONCE = 5000; // ties
/** Milliseconds of a frame for bitmaps, while the picture moves and while it does not. */
const BUDGET = { moving: 7, resting: 36 };
const FADE = 180;
/** Opacity of what is not lit. */
export const FADED = 0.16;

/** What pointers do at this moment: an organisation each, a tie, or -1. */
export interface Marks {
  readonly hovered: number;
  readonly hoveredTie: number;
  readonly dragged: number;
}

const NOTHING: Marks = { hovered: -1, hoveredTie: -1, dragged: -1 };

export class Stage {
  private readonly ground = new Layer();
  private readonly base = new Layer();
  private readonly lit = new Layer();
  private readonly lettering = new Lettering();
  readonly names = new Names();
  private opacity = 1;
  private fadedAt = 0;

  constructor(private readonly world: World, private readonly context: CanvasRenderingContext2D) {}

  /** Forget names that were drawn in another theme. */
  clearLettering(): void {
    this.lettering.clear();
  }

  /** Draw the first picture before anything else is done; of a large network the best ties. */
  drawAtOnce(size: Size, camera: Camera): void {
    this.updateLayers(size, camera, { isIdle: true, isWhole: this.world.ink.order.length <= WHOLE_AT_ONCE });
    for (const layer of [this.ground, this.base, this.lit]) if (layer.isWorking) layer.work(Infinity, true);
    // Names come with the next frame: choosing them takes as long as all the rest.
    this.compose(performance.now(), size, camera, NOTHING);
  }

  /** Draw a frame; tells whether there is something left to do in the next. */
  frame(now: number, { size, camera, isIdle, marks }: { size: Size; camera: Camera; isIdle: boolean; marks: Marks }): boolean {
    const { world } = this;
    const scene = world.scene!;
    this.updateLayers(size, camera, { isIdle, isWhole: world.drift.isRunning });
    this.updateFade(now, scene);
    const view = (): View => this.view(size, camera, marks.hovered);
    this.names.update(world.versions.names, now, { view, isIdle, isStill: scene.isStill }, camera);
    this.compose(now, size, camera, marks);
    return [this.ground, this.base, this.lit].some((layer) => layer.isWorking || layer.isFading)
      || this.names.isFading || this.opacity !== this.wantedOpacity;
  }

  private updateLayers(size: Size, camera: Camera, { isIdle, isWhole }: { isIdle: boolean; isWhole: boolean }): void {
    const { world } = this;
    const scene = world.scene!;
    const isRedrawn = world.drift.isRunning; // everything moves: no bitmap would serve
    const hasGround = scene.isMap || world.areas.length > 0;
    if (!hasGround) this.ground.clear();
    if (!scene.lit && this.opacity === 1) this.lit.clear();
    const wanted: (readonly [Layer, number, Scene["lit"]])[] = [[this.base, world.versions.base, null]];
    if (hasGround) wanted.unshift([this.ground, world.versions.ground, null]);
    if (scene.lit) wanted.push([this.lit, world.versions.lit, scene.lit]);
    let budget = isRedrawn ? Infinity : isIdle ? BUDGET.resting : BUDGET.moving;
    for (const [layer, version, lit] of wanted) {
      layer.update(version, size, camera, {
        isIdle, isWhole,
        paint: (context, frame, isQuick) => {
          const job = { ...world.jobAt(frame.k, lit), isQuick };
          return layer === this.ground ? paintGround(context, frame, job, world.areas) : paintNetwork(context, frame, job);
        },
      });
      if (!layer.isWorking) continue;
      const start = performance.now();
      layer.work(Math.max(1, budget), scene.isStill || isRedrawn);
      budget -= performance.now() - start;
    }
  }

  private get wantedOpacity(): number {
    return this.world.scene?.lit ? FADED : 1;
  }

  private updateFade(now: number, scene: Scene): void {
    const step = scene.isStill ? 1 : Math.min(50, now - this.fadedAt) / FADE;
    this.fadedAt = now;
    const way = this.wantedOpacity - this.opacity;
    this.opacity = Math.abs(way) <= step ? this.wantedOpacity : this.opacity + Math.sign(way) * step;
  }

  private compose(now: number, size: Size, camera: Camera, marks: Marks): void {
    const { context, world } = this;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    this.ground.blit(context, size, { camera, opacity: 1, now });
    this.base.blit(context, size, { camera, opacity: this.opacity, now });
    this.lit.blit(context, size, { camera, opacity: world.scene!.lit ? 1 : (1 - this.opacity) / (1 - FADED), now });
    const job = world.jobAt(camera.k, world.scene!.lit);
    paintOverlay(context, { job, camera, size, labels: this.names.drawn, lettering: this.lettering, ...marks });
  }

  /** What names are chosen and placed by. */
  view(size: Size, camera: Camera, named = -1): View {
    const { world } = this;
    return {
      scene: world.scene!, x: world.x, y: world.y, camera, size, level: world.levelAt(camera.k),
      measure: this.lettering.measure, ...(named >= 0 ? { named } : {}),
    };
  }
}
