// A copy of the present view for a file or for paper, drawn at once at any resolution.
import type { Scene } from "../scene.ts";
import type { Size } from "./camera.ts";
import { paintGround, type Area } from "./ground.ts";
import { placeLabels, type View } from "./labels.ts";
import { Lettering } from "./lettering.ts";
import { paintOverlay } from "./overlay.ts";
import { paintNetwork, type Frame, type Job, type Steps } from "./painter.ts";

export interface Copy {
  readonly jobAt: (lit: Scene["lit"]) => Job;
  readonly view: View;
  /** In pixels of the style sheet; `ratio` is how many pixels of the copy each of them has. */
  readonly size: Size;
  readonly areas: readonly Area[];
  /** Opacity of what is not lit. */
  readonly faded: number;
}

const MOST_PIXELS = 64_000_000; // browsers refuse much larger canvases

/** Draw a copy on a canvas of its own. */
export function paintStill({ jobAt, view, size: wished, areas, faded }: Copy): HTMLCanvasElement {
  const ratio = Math.min(wished.ratio, Math.sqrt(MOST_PIXELS / (wished.width * wished.height)));
  const size = { ...wished, ratio };
  const { camera, scene } = view;
  const frame: Frame = { ...size, k: camera.k, x: size.width / 2 - camera.x * camera.k, y: size.height / 2 - camera.y * camera.k };
  const canvas = blank(size);
  const context = canvas.getContext("2d")!;
  const whole = jobAt(null);
  context.fillStyle = whole.theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  run(paintGround(context, frame, whole, areas));
  if (scene.lit) {
    const below = blank(size);
    run(paintNetwork(below.getContext("2d")!, frame, whole));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = faded;
    context.drawImage(below, 0, 0);
    context.globalAlpha = 1;
  }
  run(paintNetwork(context, frame, jobAt(scene.lit)));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const labels = placeLabels({ ...view, size }).map((label) => ({ label, opacity: 1 }));
  paintOverlay(context, { job: jobAt(scene.lit), camera, size, labels, lettering: new Lettering(), hovered: -1, hoveredTie: -1, dragged: -1 });
  return canvas;
}

function blank({ width, height, ratio }: Size): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  return canvas;
}

function run(steps: Steps): void {
  while (!steps.next().done);
}
