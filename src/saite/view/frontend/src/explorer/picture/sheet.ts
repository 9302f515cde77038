// A bitmap of the network, larger than the window. While the picture moves it is shifted and
// scaled; a new one is drawn beside it, a few milliseconds a frame, and then takes its place.
import type { Frame, Steps } from "./painter.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** Pixels a bitmap may have: more are slow to make and to move. */
const MOST_PIXELS = 12_000_000;
const MARGIN = 0.25;
/** How much a bitmap may be scaled while the picture moves. */
const COARSEST = 2.2;

export class Sheet {
  readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  frame: Frame = { k: 1, x: 0, y: 0, width: 0, height: 0, ratio: 1 };
  private steps: Steps | null = null;

  constructor() {
    // In main memory, whether there is a graphics card or not: lines are drawn when they are told
    // to be, so that a step takes the time that it seems to take.
    this.context = this.canvas.getContext("2d", { willReadFrequently: true })!;
  }

  /** Begin to draw what is seen from a camera, with some margin. */
  begin(size: { width: number; height: number; ratio: number }, camera: Spot, paint: (context: CanvasRenderingContext2D, frame: Frame) => Steps): void {
    this.frame = frameFor(size, camera);
    const { width, height, ratio } = this.frame;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.steps = paint(this.context, this.frame);
  }

  get isReady(): boolean {
    return this.steps === null && this.canvas.width > 0;
  }

  get isDrawing(): boolean {
    return this.steps !== null;
  }

  /** Draw on until the time is up, if it ever is; tells whether all is drawn. */
  work(milliseconds: number): boolean {
    const end = performance.now() + milliseconds;
    while (this.steps) {
      if (this.steps.next().done) this.steps = null;
      if (end === Infinity) continue;
      this.context.getImageData(0, 0, 1, 1); // what was told is drawn now, not at the end
      if (performance.now() >= end) break;
    }
    return this.isReady;
  }

  stop(): void {
    this.steps = null;
    this.canvas.width = 0;
  }

  /** Whether the bitmap reaches over the window and is neither too coarse nor too fine. */
  serves(size: { width: number; height: number }, camera: Spot): boolean {
    const scale = camera.k / this.frame.k;
    if (scale > COARSEST || scale < 1 / COARSEST) return false;
    const [left, top] = this.cornerAt(size, camera);
    return left <= 0 && top <= 0 && left + this.frame.width * scale >= size.width && top + this.frame.height * scale >= size.height;
  }

  /** Whether it is worth while to draw it to its end: the camera has not gone elsewhere. */
  fits(size: { width: number; height: number }, camera: Spot): boolean {
    const scale = camera.k / this.frame.k;
    const [left, top] = this.cornerAt(size, camera);
    const [width, height] = [this.frame.width * scale, this.frame.height * scale];
    return scale < 2.5 && scale > 0.4 && left < size.width / 3 && top < size.height / 3
      && left + width > (size.width * 2) / 3 && top + height > (size.height * 2) / 3;
  }

  /** Whether nothing would change if it were drawn anew. */
  isExact(camera: Spot): boolean {
    return Math.abs(camera.k / this.frame.k - 1) < 1e-4;
  }

  private cornerAt(size: { width: number; height: number }, camera: Spot): [number, number] {
    const scale = camera.k / this.frame.k;
    return [size.width / 2 - camera.x * camera.k - this.frame.x * scale, size.height / 2 - camera.y * camera.k - this.frame.y * scale];
  }

  /** Put the bitmap where it belongs under a camera. */
  blit(context: CanvasRenderingContext2D, size: { width: number; height: number; ratio: number }, camera: Spot): void {
    if (!this.canvas.width) return;
    const scale = camera.k / this.frame.k;
    let [left, top] = this.cornerAt(size, camera);
    const isSame = this.isExact(camera) && this.frame.ratio === size.ratio;
    if (isSame) [left, top] = [Math.round(left * size.ratio) / size.ratio, Math.round(top * size.ratio) / size.ratio];
    context.imageSmoothingEnabled = !isSame;
    context.drawImage(this.canvas, left, top, this.canvas.width / this.frame.ratio * (isSame ? 1 : scale), this.canvas.height / this.frame.ratio * (isSame ? 1 : scale));
  }
}

/** The frame of a sheet: the window with a margin on each side, as far as memory allows. */
export function frameFor(size: { width: number; height: number; ratio: number }, camera: Spot): Frame {
  const pixels = size.width * size.height * size.ratio ** 2;
  const margin = Math.max(0, Math.min(MARGIN, (Math.sqrt(MOST_PIXELS / Math.max(1, pixels)) - 1) / 2));
  const width = Math.ceil(size.width * (1 + 2 * margin));
  const height = Math.ceil(size.height * (1 + 2 * margin));
  return { k: camera.k, x: width / 2 - camera.x * camera.k, y: height / 2 - camera.y * camera.k, width, height, ratio: size.ratio };
}
