// The picture of a network on a canvas. Bitmaps of the network are shifted and scaled while it
// moves, and drawn anew beside that; names and marks are drawn over them in each frame.
import type { Camera, Picture, PictureEvents, Scene } from "../scene.ts";
import { between, cameraFor, project, Steering, unproject, type Bounds, type Size } from "./camera.ts";
import { changesOf } from "./changes.ts";
import { listen, type Hit } from "./gestures.ts";
import { areasOf, paintGround, type Area } from "./ground.ts";
import { isPlaced, prepareInk, type Ink } from "./ink.ts";
import { anchorOf, type View } from "./labels.ts";
import { Layer } from "./layer.ts";
import { Lettering } from "./lettering.ts";
import { levelAt } from "./level.ts";
import { Names } from "./names.ts";
import { paintOverlay } from "./overlay.ts";
import { paintNetwork, type Job } from "./painter.ts";
import { Finder, nextOf } from "./picking.ts";
import { paintStill } from "./still.ts";
import { writeSvg } from "./svg.ts";
import { paperTheme, readTheme, type Theme } from "./theme.ts";
import { ease, Transition } from "./transition.ts";

const SETTLED = 130; // milliseconds without movement after which the picture is made sharp
const GLIDE = 420;
const ANIMATED_UP_TO = 4000; // ties; with more, new positions fade in
const WHOLE_AT_ONCE = 5000; // ties
const FADED = 0.16;
/** Milliseconds of a frame for bitmaps, while it moves and while it does not. */
const BUDGET = { moving: 7, resting: 36 };
/** Zoom to which one organisation is brought at least, in the layout and on a map. */
const NEAR = { layout: 0.9, map: 4 };

/** Make a picture in an element; it is empty until the first scene is drawn. */
export function createPicture(host: HTMLElement, events: PictureEvents): Picture {
  return new CanvasPicture(host, events);
}

class CanvasPicture implements Picture {
  private readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d")!;
  private readonly layers = { ground: new Layer(), base: new Layer(), lit: new Layer() };
  private readonly names = new Names();
  private readonly lettering = new Lettering();
  private readonly steering: Steering;
  private readonly glide = new Transition();
  private readonly drift = new Transition();
  private readonly fade = { now: 1, at: 0 };
  private size: Size = { width: 0, height: 0, ratio: 1 };
  private scene: Scene | null = null;
  private theme!: Theme;
  private ink!: Ink;
  private areas: readonly Area[] = [];
  private x: Float32Array = new Float32Array();
  private y: Float32Array = new Float32Array();
  private finder!: Finder;
  private versions = { ground: 0, base: 0, lit: 0, names: 0 };
  private pending = 0;
  private movedAt = -Infinity;
  private hover: Hit = { organisation: -1, tie: -1 };
  private dragged = -1;
  private hasCamera = false;
  private told: Camera | null = null;

  constructor(private readonly host: HTMLElement, private readonly events: PictureEvents) {
    this.canvas.setAttribute("aria-hidden", "true");
    Object.assign(this.canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", touchAction: "none", display: "block" });
    host.append(this.canvas);
    const mayStart = listen(this.canvas, {
      hitAt: (x, y, isTouch) => this.hitAt(x, y, isTouch),
      isMoving: () => performance.now() - this.movedAt < SETTLED,
      mayDrag: (organisation, isTouch) => !isTouch || this.isChosen(organisation),
      onHover: (hit) => this.setHover(hit ?? { organisation: -1, tie: -1 }),
      onClick: (hit) => this.events.onChoose(hit.organisation >= 0 ? { organisation: hit.organisation } : hit.tie >= 0 ? { tie: hit.tie } : null),
      onDoubleClick: (hit, x, y) => (hit.organisation >= 0 ? this.events.onFocus(hit.organisation) : this.zoomTo(2, x, y)),
      onDrag: (organisation, x, y) => this.drag(organisation, x, y),
      onDrop: (organisation) => this.drop(organisation),
    });
    this.steering = new Steering(this.canvas, () => this.size, mayStart, () => { this.glide.stop(); this.moved(); }, () => this.tellCamera());
    new ResizeObserver(() => this.resize()).observe(host);
    addEventListener("beforeprint", () => this.print());
    addEventListener("afterprint", () => this.resize(true));
    this.resize();
  }

  /* ---- Scenes ------------------------------------------------------------------------------- */

  draw(scene: Scene): void {
    const changes = changesOf(this.scene, scene);
    const isFirst = this.scene === null;
    this.scene = scene;
    if (changes.look || isFirst) this.readTheme();
    if (changes.world) {
      this.drift.stop();
      this.hover = { organisation: -1, tie: -1 };
    }
    if (changes.shown || changes.positions || changes.world || changes.look) {
      this.ink = prepareInk(scene);
      this.place(changes.world || !changes.positions, scene);
      this.limit();
      this.versions.base += 1;
      this.versions.ground += 1;
      this.versions.lit += 1;
    }
    if (changes.lit) this.versions.lit += 1;
    this.versions.names += 1;
    if ((isFirst && !this.hasCamera) || (changes.world && !isFirst)) this.frameAll();
    if (isFirst) this.drawAtOnce();
    this.invalidate();
  }

  private readTheme(): void {
    this.theme = readTheme(this.scene!, this.host);
    this.lettering.clear();
  }

  /** Put organisations where the scene has them: at once, or by moving there. */
  private place(isAtOnce: boolean, scene: Scene): void {
    const isMoving = !isAtOnce && !scene.isStill && this.ink.order.length <= ANIMATED_UP_TO && this.x.length === scene.x.length;
    const from = isMoving ? [this.x, this.y] as const : null;
    const settle = (): void => {
      this.x = Float32Array.from(scene.x);
      this.y = Float32Array.from(scene.y);
      this.finder = new Finder(scene, this.x, this.y);
      this.areas = areasOf(scene);
    };
    if (!from) return settle();
    const [x, y] = [Float32Array.from(from[0]), Float32Array.from(from[1])];
    this.areas = [];
    this.drift.begin(GLIDE, (share) => {
      const part = ease(share);
      if (share >= 1) settle();
      else {
        const [nx, ny] = [new Float32Array(x.length), new Float32Array(x.length)];
        for (let n = 0; n < x.length; n += 1) {
          nx[n] = Number.isFinite(x[n]!) ? x[n]! + (scene.x[n]! - x[n]!) * part : scene.x[n]!;
          ny[n] = Number.isFinite(y[n]!) ? y[n]! + (scene.y[n]! - y[n]!) * part : scene.y[n]!;
        }
        [this.x, this.y] = [nx, ny];
      }
      this.versions.base += 1;
      this.versions.ground += 1;
      this.versions.lit += 1;
      this.versions.names += 1;
    });
    this.finder = new Finder(scene, scene.x, scene.y);
  }

  private jobAt(k: number, lit: Scene["lit"], theme = this.theme): Job {
    return { scene: this.scene!, x: this.x, y: this.y, ink: this.ink, level: levelAt(k, this.ink.density), theme, lit };
  }

  private isChosen(organisation: number): boolean {
    const chosen = this.scene?.chosen;
    return !!chosen && "organisation" in chosen && chosen.organisation === organisation;
  }

  /* ---- Frames ------------------------------------------------------------------------------- */

  private invalidate(): void {
    if (!this.pending) this.pending = requestAnimationFrame((now) => this.frame(now));
  }

  private moved(): void {
    this.movedAt = performance.now();
    this.invalidate();
  }

  private frame(now: number): void {
    this.pending = 0;
    if (!this.scene || !this.size.width) return;
    if (this.glide.isRunning) this.movedAt = now;
    this.glide.tick(now);
    this.drift.tick(now);
    const isIdle = performance.now() - this.movedAt > SETTLED;
    this.updateLayers(isIdle);
    this.updateFade(now);
    const camera = this.steering.camera;
    this.names.update(this.versions.names, now, { view: () => this.view(), isIdle, isStill: this.scene.isStill }, camera);
    this.compose(now);
    const { ground, base, lit } = this.layers;
    const isBusy = [ground, base, lit].some((layer) => layer.isWorking || layer.isFading);
    if (isBusy || !isIdle || this.glide.isRunning || this.drift.isRunning || this.names.isFading || this.fade.now !== this.fadeTarget) this.invalidate();
  }

  private updateLayers(isIdle: boolean, isWhole = this.drift.isRunning): void {
    const { size, layers, scene, versions } = this;
    const { camera } = this.steering;
    const isRedrawn = this.drift.isRunning; // everything moves: no bitmap would serve
    const wanted = [
      scene!.isMap || this.areas.length ? ([layers.ground, versions.ground, null] as const) : null,
      [layers.base, versions.base, null] as const,
      scene!.lit ? ([layers.lit, versions.lit, scene!.lit] as const) : null,
    ];
    if (!wanted[0]) layers.ground.clear();
    if (!wanted[2] && this.fade.now === 1) layers.lit.clear();
    let budget = isRedrawn ? Infinity : isIdle ? BUDGET.resting : BUDGET.moving;
    for (const each of wanted) {
      if (!each) continue;
      const [layer, version, lit] = each;
      layer.update(version, size, camera, {
        isIdle, isWhole,
        paint: (context, frame, isQuick) => {
          const job = { ...this.jobAt(frame.k, lit), isQuick };
          return layer === layers.ground ? paintGround(context, frame, job, this.areas) : paintNetwork(context, frame, job);
        },
      });
      if (!layer.isWorking) continue;
      const start = performance.now();
      layer.work(Math.max(1, budget), scene!.isStill || isRedrawn);
      budget -= performance.now() - start;
    }
  }

  private get fadeTarget(): number {
    return this.scene?.lit ? FADED : 1;
  }

  private updateFade(now: number): void {
    const step = this.scene!.isStill ? 1 : Math.min(50, now - this.fade.at) / 180;
    this.fade.at = now;
    const way = this.fadeTarget - this.fade.now;
    this.fade.now = Math.abs(way) <= step ? this.fadeTarget : this.fade.now + Math.sign(way) * step;
  }

  private compose(now: number): void {
    const { context, size, layers } = this;
    const { camera } = this.steering;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    layers.ground.blit(context, size, { camera, opacity: 1, now });
    layers.base.blit(context, size, { camera, opacity: this.fade.now, now });
    layers.lit.blit(context, size, { camera, opacity: this.scene!.lit ? 1 : (1 - this.fade.now) / (1 - FADED), now });
    paintOverlay(context, this.overlay());
  }

  private overlay(): Parameters<typeof paintOverlay>[1] {
    const { camera } = this.steering;
    return {
      job: this.jobAt(camera.k, this.scene!.lit), camera, size: this.size, labels: this.names.drawn, lettering: this.lettering,
      hovered: this.hover.organisation, hoveredTie: this.hover.tie, dragged: this.dragged,
    };
  }

  /** Draw the first picture before anything else is done; of a large network the best ties. */
  private drawAtOnce(): void {
    if (!this.size.width) return;
    this.updateLayers(true, this.ink.order.length <= WHOLE_AT_ONCE);
    for (const layer of Object.values(this.layers)) if (layer.isWorking) layer.work(Infinity, true);
  }

  private view(): View {
    const { camera } = this.steering;
    const named = this.hover.organisation >= 0 ? { named: this.hover.organisation } : {};
    return {
      scene: this.scene!, x: this.x, y: this.y, camera, size: this.size,
      level: levelAt(camera.k, this.ink.density), measure: this.lettering.measure, ...named,
    };
  }

  /* ---- Pointers ----------------------------------------------------------------------------- */

  private hitAt(px: number, py: number, isTouch: boolean): Hit {
    if (!this.scene || this.drift.isRunning) return { organisation: -1, tie: -1 };
    const { camera } = this.steering;
    const [wx, wy] = unproject(camera, this.size, px, py);
    const level = levelAt(camera.k, this.ink.density);
    const organisation = this.finder.organisationAt(wx, wy, camera.k, level, isTouch ? 14 : 4);
    if (organisation >= 0) return { organisation, tie: -1 };
    const named = this.labelAt(px, py);
    if (named >= 0) return { organisation: named, tie: -1 };
    return { organisation: -1, tie: this.finder.tieAt(wx, wy, { k: camera.k, level, ink: this.ink }) };
  }

  private labelAt(px: number, py: number): number {
    const view = { scene: this.scene!, x: this.x, y: this.y, camera: this.steering.camera, size: this.size };
    const found = this.names.labels.find((label) => {
      const [x, y] = anchorOf(label, view);
      return label.of >= 0 && Math.abs(px - x - label.dx) <= label.width / 2 && py >= y + label.dy && py <= y + label.dy + label.height;
    });
    return found?.of ?? -1;
  }

  private setHover(hit: Hit): void {
    if (hit.organisation === this.hover.organisation && hit.tie === this.hover.tie) return;
    this.hover = hit;
    this.canvas.style.cursor = hit.organisation >= 0 || hit.tie >= 0 ? "pointer" : "";
    this.versions.names += 1;
    this.events.onHover(hit.organisation >= 0 ? { organisation: hit.organisation } : hit.tie >= 0 ? { tie: hit.tie } : null);
    this.invalidate();
  }

  private drag(organisation: number, px: number, py: number): void {
    this.dragged = organisation;
    this.canvas.style.cursor = "grabbing";
    [this.x[organisation], this.y[organisation]] = unproject(this.steering.camera, this.size, px, py);
    // A small network follows at once; in a large one the ties move, and the rest when it is dropped.
    if (this.ink.order.length <= ANIMATED_UP_TO) {
      this.versions.base += 1;
      this.versions.lit += 1;
    }
    this.versions.names += 1;
    this.invalidate();
  }

  private drop(organisation: number): void {
    this.dragged = -1;
    this.canvas.style.cursor = "";
    this.finder = new Finder(this.scene!, this.x, this.y);
    this.versions.base += 1;
    this.versions.lit += 1;
    this.invalidate();
    this.events.onMoved(organisation, this.x[organisation]!, this.y[organisation]!);
  }

  /* ---- Camera ------------------------------------------------------------------------------- */

  private limit(): void {
    this.steering.limit(this.boundsOf(null) ?? { left: -1, top: -1, right: 1, bottom: 1 }, this.scene!.isMap);
  }

  private boundsOf(organisations: Iterable<number> | null): Bounds | null {
    const { scene } = this;
    if (!scene) return null;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const all = organisations ?? Array.from({ length: scene.network.organisations.length }, (_, place) => place);
    for (const place of all) {
      if (!scene.shown.organisation[place] || !isPlaced(scene, place)) continue;
      left = Math.min(left, scene.x[place]!); right = Math.max(right, scene.x[place]!);
      top = Math.min(top, scene.y[place]!); bottom = Math.max(bottom, scene.y[place]!);
    }
    return left <= right ? { left, top, right, bottom } : null;
  }

  fit(organisations?: Iterable<number>): void {
    const bounds = this.boundsOf(organisations ?? null);
    if (bounds && this.size.width) this.glideTo(cameraFor(bounds, this.size, this.scene!.isMap));
  }

  private frameAll(): void {
    const bounds = this.boundsOf(null);
    if (!bounds || !this.size.width) return;
    this.glide.stop();
    this.steering.set(cameraFor(bounds, this.size, this.scene!.isMap));
    this.hasCamera = true;
    this.moved();
  }

  show(organisation: number): void {
    const { scene, size } = this;
    if (!scene?.shown.organisation[organisation] || !isPlaced(scene, organisation)) return;
    const { camera } = this.steering;
    const [x, y] = [scene.x[organisation]!, scene.y[organisation]!];
    const [px, py] = project(camera, size, x, y);
    const [aside, above] = [Math.min(90, size.width / 5), Math.min(70, size.height / 5)];
    const isInSight = px > aside && px < size.width - aside && py > above && py < size.height - above;
    const isLegible = levelAt(camera.k, this.ink.density).dot * scene.radius[organisation]! > 3;
    if (isInSight && isLegible) return this.invalidate();
    this.glideTo({ x, y, k: isLegible ? camera.k : Math.max(camera.k, scene.isMap ? NEAR.map : NEAR.layout) });
  }

  private glideTo(camera: Camera): void {
    const from = this.steering.camera;
    const isStill = !this.hasCamera || this.scene?.isStill !== false;
    this.hasCamera = true;
    this.glide.begin(isStill ? 0 : GLIDE, (share) => {
      this.steering.set(between(from, camera, ease(share)));
      this.movedAt = performance.now();
      if (share >= 1) this.tellCamera();
    });
    this.moved();
  }

  setCamera(camera: Camera): void {
    const now = this.steering.camera;
    this.told = camera;
    if (this.hasCamera && now.x === camera.x && now.y === camera.y && now.k === camera.k) return;
    this.glide.stop();
    this.hasCamera = true;
    this.steering.set(camera);
    this.moved();
  }

  zoomBy(factor: number): void {
    this.zoomTo(factor, this.size.width / 2, this.size.height / 2);
  }

  private zoomTo(factor: number, px: number, py: number): void {
    const { camera } = this.steering;
    const [x, y] = unproject(camera, this.size, px, py);
    const k = this.steering.within(camera.k * factor);
    this.glideTo({ x: x - (px - this.size.width / 2) / k, y: y - (py - this.size.height / 2) / k, k });
  }

  private tellCamera(): void {
    const { x, y, k } = this.steering.camera;
    this.moved();
    if (this.told && this.told.x === x && this.told.y === y && this.told.k === k) return;
    this.told = { x, y, k };
    this.events.onCamera({ x, y, k });
  }

  next(organisation: number, direction: "up" | "down" | "left" | "right"): number {
    return this.scene ? nextOf(this.scene, organisation, direction) : -1;
  }

  /* ---- Sizes and copies --------------------------------------------------------------------- */

  resize(isForced = false): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    const ratio = Math.min(3, devicePixelRatio || 1);
    if (!isForced && width === this.size.width && height === this.size.height && ratio === this.size.ratio) return;
    const wasEmpty = !this.size.width;
    this.size = { width, height, ratio };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (!this.scene || !width) return;
    if (wasEmpty && !this.hasCamera) this.frameAll();
    else this.steering.set(this.steering.camera);
    this.limit();
    this.versions.names += 1;
    this.moved();
    this.frame(performance.now()); // in the same frame: an empty canvas would flash
  }

  async png(scale: number): Promise<Blob> {
    const canvas = this.still(scale, this.theme);
    return new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large for this browser"))), "image/png");
    });
  }

  private still(scale: number, theme: Theme): HTMLCanvasElement {
    const { k } = this.steering.camera;
    return paintStill({
      jobAt: (lit) => this.jobAt(k, lit, theme), view: { ...this.view(), camera: this.steering.camera },
      size: { ...this.size, ratio: scale }, areas: this.areas, faded: FADED,
    });
  }

  svg(): string {
    const { camera } = this.steering;
    if (!this.scene) return "";
    return writeSvg({ job: this.jobAt(camera.k, this.scene.lit), camera, size: this.size, labels: this.names.labels, areas: this.areas });
  }

  /** Paper has more points than a screen, and is white. */
  private print(): void {
    if (!this.scene || !this.size.width) return;
    const paper = this.still(3, paperTheme(this.scene));
    this.canvas.width = paper.width;
    this.canvas.height = paper.height;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.drawImage(paper, 0, 0);
  }

  spotOf(organisation: number): { x: number; y: number } | null {
    if (!this.scene || !isPlaced(this.scene, organisation)) return null;
    const [x, y] = project(this.steering.camera, this.size, this.x[organisation]!, this.y[organisation]!);
    return { x, y };
  }

  named(): readonly number[] {
    return this.names.labels.map((label) => label.of).filter((place) => place >= 0);
  }
}
