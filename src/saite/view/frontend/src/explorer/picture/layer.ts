// One of the bitmaps that make up the picture: the one that is seen, and the next one in the making.
import type { Size } from "./camera.ts";
import { Sheet, type Spot } from "./sheet.ts";
import type { Frame, Steps } from "./painter.ts";

const FADE = 140; // milliseconds from one bitmap to the next

export type Paint = (context: CanvasRenderingContext2D, frame: Frame, isQuick: boolean) => Steps;

export class Layer {
  private front: Sheet | null = null;
  private back: Sheet | null = null;
  private spare: Sheet[] = [];
  private old: Sheet | null = null;
  private fadeStart = 0;
  private version = -1;
  private backVersion = -1;
  private isQuick = false;
  private isBackQuick = false;

  /**
   * Begin a new bitmap if what is there does not do. Where it is far from that, a quick one comes
   * first, and the whole one once the picture rests.
   */
  update(version: number, size: Size, camera: Spot, { isIdle, isWhole, paint }: { isIdle: boolean; isWhole: boolean; paint: Paint }): void {
    if (this.back && (this.backVersion !== version || !this.back.fits(size, camera))) this.drop();
    if (this.back) return;
    const isCurrent = this.front !== null && this.version === version && this.front.frame.ratio === size.ratio;
    const serves = isCurrent && this.front!.serves(size, camera);
    if (serves && (!isIdle || (this.front!.isExact(camera) && !this.isQuick))) return;
    this.back = this.spare.pop() ?? new Sheet();
    this.backVersion = version;
    this.isBackQuick = !isWhole && !serves && (!isCurrent || !isIdle || !this.front!.isExact(camera));
    this.back.begin(size, camera, (context, frame) => paint(context, frame, this.isBackQuick));
  }

  /** Draw on for some time; when the bitmap is done it fades in. */
  work(milliseconds: number, isStill: boolean): void {
    if (!this.back?.work(milliseconds)) return;
    if (this.old) this.keep(this.old);
    this.old = this.front;
    this.front = this.back;
    this.version = this.backVersion;
    this.isQuick = this.isBackQuick;
    this.back = null;
    this.fadeStart = performance.now();
    if (isStill && this.old) {
      this.keep(this.old);
      this.old = null;
    }
  }

  get isWorking(): boolean {
    return this.back !== null;
  }

  get isFading(): boolean {
    return this.old !== null;
  }

  get isEmpty(): boolean {
    return this.front === null;
  }

  blit(context: CanvasRenderingContext2D, size: Size, { camera, opacity, now }: { camera: Spot; opacity: number; now: number }): void {
    const share = this.old ? Math.min(1, (now - this.fadeStart) / FADE) : 1;
    if (this.old && share < 1) {
      context.globalAlpha = opacity * Math.min(1, 2 - 2 * share);
      this.old.blit(context, size, camera);
    } else if (this.old) {
      this.keep(this.old);
      this.old = null;
    }
    context.globalAlpha = opacity * (share < 1 ? Math.min(1, 2 * share) : 1);
    this.front?.blit(context, size, camera);
    context.globalAlpha = 1;
  }

  clear(): void {
    this.drop();
    for (const sheet of [this.front, this.old]) if (sheet) this.keep(sheet);
    this.front = this.old = null;
    this.version = -1;
  }

  private drop(): void {
    if (this.back) this.keep(this.back);
    this.back = null;
  }

  private keep(sheet: Sheet): void {
    sheet.stop();
    if (this.spare.length < 1) this.spare.push(sheet);
  }
}
