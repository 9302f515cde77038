// Draws names: each is made once as a small bitmap with a halo, and then only moved.
import type { Label, Measure } from "./labels.ts";
import { LINE } from "./room.ts";
import { FONT, type Theme } from "./theme.ts";

const HALO = 3;
const MOST = 1200; // bitmaps kept

export function fontOf(size: number, weight: number): string {
  return `${weight} ${size}px ${FONT}`;
}

export class Lettering {
  private readonly bitmaps = new Map<string, HTMLCanvasElement>();
  private readonly widths = new Map<string, number>();
  private readonly gauge = document.createElement("canvas").getContext("2d")!;

  readonly measure: Measure = (text, size, weight) => {
    const key = `${weight} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.gauge.font = fontOf(100, weight);
      width = this.gauge.measureText(text).width / 100;
      this.widths.set(key, width);
    }
    return width * size;
  };

  /** Forget what was made for another theme or another screen. */
  clear(): void {
    this.bitmaps.clear();
  }

  draw(context: CanvasRenderingContext2D, label: Label, { x, y, theme, ratio }: { x: number; y: number; theme: Theme; ratio: number }): void {
    const key = `${label.lines.join("\n")}\n${label.size} ${label.weight} ${label.paint} ${ratio}`;
    let bitmap = this.bitmaps.get(key);
    if (!bitmap) {
      if (this.bitmaps.size >= MOST) this.bitmaps.clear();
      bitmap = this.make(label, theme, ratio);
      this.bitmaps.set(key, bitmap);
    }
    // On whole pixels, so that letters stay sharp.
    const left = Math.round((x + label.dx) * ratio - bitmap.width / 2) / ratio;
    const top = Math.round((y + label.dy - HALO) * ratio) / ratio;
    context.drawImage(bitmap, left, top, bitmap.width / ratio, bitmap.height / ratio);
  }

  private make(label: Label, theme: Theme, ratio: number): HTMLCanvasElement {
    const bitmap = document.createElement("canvas");
    bitmap.width = Math.ceil((label.width + 2 * HALO) * ratio);
    bitmap.height = Math.ceil((label.height + 2 * HALO) * ratio);
    const context = bitmap.getContext("2d")!;
    context.scale(ratio, ratio);
    drawLines(context, label, { x: bitmap.width / ratio / 2, y: HALO, theme });
    return bitmap;
  }
}

/** The colour of a name: that of a group is its paint, darker by day and lighter by night. */
export function colourOf(label: Label, theme: Theme): string {
  const paint = theme.paints[label.paint];
  return label.paint < 0 || !paint ? theme.text : mix(paint, theme.text, 0.45);
}

/** Mix two colours of six hexadecimal digits; others are left as they are. */
export function mix(one: string, other: string, share: number): string {
  const digits = [one, other].map((colour) => /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)?.slice(1).map((each) => parseInt(each, 16)));
  const [from, to] = digits;
  if (!from || !to) return one;
  return `#${from.map((each, n) => Math.round(each + (to[n]! - each) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** Draw the lines of a label around a middle, from a top downwards. */
export function drawLines(context: CanvasRenderingContext2D, label: Label, { x, y, theme }: { x: number; y: number; theme: Theme }): void {
  context.font = fontOf(label.size, label.weight);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  context.lineWidth = label.paint < 0 ? HALO : 2 * HALO - 1;
  context.strokeStyle = theme.background;
  context.fillStyle = colourOf(label, theme);
  const baselines = label.lines.map((_, line) => y + label.size * (0.92 + line * LINE));
  label.lines.forEach((line, n) => context.strokeText(line, x, baselines[n]!));
  label.lines.forEach((line, n) => context.fillText(line, x, baselines[n]!));
}
