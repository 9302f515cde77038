// The picture of a network on a canvas. Bitmaps of the network are shifted and scaled while it
// moves, and drawn anew beside that; names and marks are drawn over them in each frame.
import type { Camera, Picture, PictureEvents, Scene } from "../scene.ts";
import { between, cameraFor, project, Steering, unproject, type Size } from "./camera.ts";
import { listen, type Hit } from "./gestures.ts";
import { hitAt, NONE, targetOf } from "./hits.ts";
import { nextOf } from "./picking.ts";
import { FADED, Stage } from "./stage.ts";
import { paintStill } from "./still.ts";
import { writeSvg } from "./svg.ts";
import { paperTheme, type Theme } from "./theme.ts";
import { ease, Transition } from "./transition.ts";
import { World } from "./world.ts";

const SETTLED = 130; // milliseconds without movement after which the picture is made sharp
const GLIDE = 420;
/** Zoom to which one organisation is brought at least, in the layout and on a map. */
const NEAR = { layout: 0.9, map: 4 };
const LEGIBLE = 3; // pixels of a dot's radius
const PAPER = 3; // points of paper per pixel

/** Make a picture in an element; it is empty until the first scene is drawn. */
export function createPicture(host: HTMLElement, events: PictureEvents): Picture {
  return new CanvasPicture(host, events);
}

class CanvasPicture implements Picture {
  private readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d")!;
  private readonly world: World;
  private readonly stage: Stage;
  private readonly steering: Steering;
  private readonly glide = new Transition();
  private size: Size = { width: 0, height: 0, ratio: 1 };
  private pending = 0;
  private movedAt = -Infinity;
  private hover = NONE;
  private dragged = -1;
  private hasCamera = false;
  private told: Camera | null = null;
  private hasOpened = false;

  constructor(private readonly host: HTMLElement, private readonly events: PictureEvents) {
    this.world = new World(host);
    this.stage = new Stage(this.world, this.context);
    this.canvas.setAttribute("aria-hidden", "true");
    Object.assign(this.canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", touchAction: "none", display: "block" });
    host.append(this.canvas);
    const mayStart = listen(this.canvas, {
      hitAt: (x, y, isTouch) => this.hitAt(x, y, isTouch),
      isMoving: () => this.isMoving,
      // On a map they stand where their places are.
      mayDrag: (organisation, isTouch) => !this.scene?.isMap && (!isTouch || this.world.isChosen(organisation)),
      onHover: (hit) => this.setHover(hit ?? NONE),
      onClick: (hit) => this.click(hit),
      onDoubleClick: (hit, x, y) => this.clickTwice(hit, x, y),
      onDrag: (organisation, x, y) => this.drag(organisation, x, y),
      onDrop: (organisation) => this.drop(organisation),
    });
    this.steering = new Steering(this.canvas, () => this.size, mayStart, () => { this.glide.stop(); this.moved(); }, () => this.tellCamera());
    new ResizeObserver(() => this.resize()).observe(host);
    addEventListener("beforeprint", () => this.print());
    addEventListener("afterprint", () => this.resize(true));
    this.resize();
  }

  private get scene(): Scene | null {
    return this.world.scene;
  }

  /* ---- Scenes and frames -------------------------------------------------------------------- */

  draw(scene: Scene): void {
    const isFirst = this.scene === null;
    const changes = this.world.take(scene);
    if (changes.look || changes.world) this.stage.clearLettering();
    if (changes.world) this.hover = NONE;
    if (changes.shown || changes.positions || changes.world) this.limit();
    if (isFirst ? !this.hasCamera : changes.world) this.frameAll();
    if (isFirst && this.size.width) this.open();
    else this.invalidate();
  }

  /** Draw the first picture now, and let it be seen before its names are chosen. */
  private open(): void {
    this.stage.drawAtOnce(this.size, this.steering.camera);
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.invalidate();
    });
  }

  private get isMoving(): boolean {
    return performance.now() - this.movedAt < SETTLED;
  }

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
    this.glide.tick(now);
    this.world.drift.tick(now);
    const isIdle = !this.isMoving;
    const marks = { hovered: this.hover.organisation, hoveredTie: this.hover.tie, dragged: this.dragged };
    const isBusy = this.stage.frame(now, { size: this.size, camera: this.steering.camera, isIdle, marks });
    if (isBusy || !isIdle || this.glide.isRunning || this.world.drift.isRunning) this.invalidate();
  }

  /* ---- Pointers ----------------------------------------------------------------------------- */

  private hitAt(px: number, py: number, isTouch: boolean): Hit {
    if (!this.scene || this.world.drift.isRunning) return NONE;
    return hitAt(this.world, this.stage.names.labels, this.stage.view(this.size, this.steering.camera), { px, py, isTouch });
  }

  private click(hit: Hit): void {
    this.hasOpened = hit.group >= 0;
    this.events.onChoose(targetOf(hit));
  }

  /** What the first click opened stands elsewhere by now: the second one is not for that place. */
  private clickTwice(hit: Hit, px: number, py: number): void {
    if (hit.organisation >= 0) this.events.onFocus(hit.organisation);
    else if (!this.hasOpened) this.zoomTo(2, px, py);
  }

  private setHover(hit: Hit): void {
    const { hover } = this;
    if (hit.organisation === hover.organisation && hit.tie === hover.tie && hit.group === hover.group) return;
    this.hover = hit;
    this.canvas.style.cursor = targetOf(hit) ? "pointer" : "";
    this.world.versions.names += 1;
    this.events.onHover(targetOf(hit));
    this.invalidate();
  }

  private drag(organisation: number, px: number, py: number): void {
    this.dragged = organisation;
    this.canvas.style.cursor = "grabbing";
    this.world.move(organisation, ...unproject(this.steering.camera, this.size, px, py));
    this.invalidate();
  }

  private drop(organisation: number): void {
    this.dragged = -1;
    this.canvas.style.cursor = "";
    this.world.refind();
    this.world.moved();
    this.invalidate();
    this.events.onMoved(organisation, this.world.x[organisation]!, this.world.y[organisation]!);
  }

  next(organisation: number, direction: "up" | "down" | "left" | "right"): number {
    return this.scene ? nextOf(this.scene, organisation, direction) : -1;
  }

  /* ---- Camera ------------------------------------------------------------------------------- */

  private limit(): void {
    this.steering.limit(this.world.boundsOf(null) ?? { left: -1, top: -1, right: 1, bottom: 1 }, this.scene!.isMap);
  }

  fit(organisations?: Iterable<number>): void {
    const bounds = this.world.boundsOf(organisations ?? null);
    if (bounds && this.size.width) this.glideTo(cameraFor(bounds, this.size, this.scene!.isMap));
  }

  private frameAll(): void {
    const bounds = this.world.boundsOf(null);
    if (!bounds || !this.size.width) return;
    this.glide.stop();
    this.steering.set(cameraFor(bounds, this.size, this.scene!.isMap));
    this.hasCamera = true;
    this.moved();
  }

  show(organisation: number): void {
    const { scene, size, world } = this;
    if (!scene || !world.isInPicture(organisation)) return;
    const { camera } = this.steering;
    const [x, y] = [scene.x[organisation]!, scene.y[organisation]!];
    const [px, py] = project(camera, size, x, y);
    const [aside, above] = [Math.min(90, size.width / 5), Math.min(70, size.height / 5)];
    const isInSight = px > aside && px < size.width - aside && py > above && py < size.height - above;
    const isLegible = world.levelAt(camera.k).dot * scene.radius[organisation]! > LEGIBLE;
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
    // Told at once: a link that is copied on the way shows where it leads.
    this.tellCamera({ ...camera, k: this.steering.within(camera.k) });
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

  private tellCamera({ x, y, k } = this.steering.camera): void {
    this.moved();
    if (this.told && this.told.x === x && this.told.y === y && this.told.k === k) return;
    this.told = { x, y, k };
    this.events.onCamera({ x, y, k });
  }

  /* ---- Sizes and copies --------------------------------------------------------------------- */

  resize(isForced = false): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    const ratio = Math.min(3, devicePixelRatio || 1);
    if (!isForced && width === this.size.width && height === this.size.height && ratio === this.size.ratio) return;
    this.size = { width, height, ratio };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (!this.scene || !width) return;
    if (this.hasCamera) this.steering.set(this.steering.camera);
    else this.frameAll();
    this.limit();
    this.world.versions.names += 1;
    this.moved();
    this.frame(performance.now()); // in the same frame: an empty canvas would flash
  }

  async png(scale: number): Promise<Blob> {
    const canvas = this.still(scale, this.world.theme);
    return new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large for this browser"))), "image/png");
    });
  }

  private still(scale: number, theme: Theme): HTMLCanvasElement {
    const { camera } = this.steering;
    return paintStill({
      jobAt: (lit) => this.world.jobAt(camera.k, lit, theme), view: this.stage.view(this.size, camera),
      size: { ...this.size, ratio: scale }, areas: this.world.areas, faded: FADED,
    });
  }

  svg(): string {
    const { camera } = this.steering;
    if (!this.scene) return "";
    return writeSvg({
      job: this.world.jobAt(camera.k, this.scene.lit), camera, size: this.size,
      labels: this.stage.names.labels, areas: this.world.areas,
    });
  }

  /** Paper has more points than a screen, and is white. */
  private print(): void {
    if (!this.scene || !this.size.width) return;
    const paper = this.still(PAPER, paperTheme(this.scene));
    this.canvas.width = paper.width;
    this.canvas.height = paper.height;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.drawImage(paper, 0, 0);
  }

  spotOf(organisation: number): { x: number; y: number } | null {
    if (!this.world.isInPicture(organisation)) return null;
    const [x, y] = project(this.steering.camera, this.size, this.world.x[organisation]!, this.world.y[organisation]!);
    return { x, y };
  }

  named(): readonly number[] {
    return this.stage.names.labels.map((label) => label.of).filter((place) => place >= 0);
  }
}
