// What lies over the bitmaps and is drawn anew each frame: names, the chosen, the hovered, pins.
import type { Camera, Scene } from "../scene.ts";
import { project, type Size } from "./camera.ts";
import { anchorOf, type Label } from "./labels.ts";
import type { Lettering } from "./lettering.ts";
import { paintDot, radiusOf, type Job } from "./painter.ts";
import { tieWidth } from "./ink.ts";

export interface Overlay {
  readonly job: Job;
  readonly camera: Camera;
  readonly size: Size;
  readonly labels: readonly { readonly label: Label; readonly opacity: number }[];
  readonly hovered: number;
  readonly hoveredTie: number;
  /** An organisation that is being dragged: its ties are drawn where it is now. */
  readonly dragged: number;
  readonly lettering: Lettering;
}

type Context = CanvasRenderingContext2D;

/** Draw everything that lies over the network. */
export function paintOverlay(context: Context, overlay: Overlay): void {
  const { job, hovered, hoveredTie, dragged } = overlay;
  const { chosen } = job.scene;
  const chosenTie = chosen && "tie" in chosen ? chosen.tie : -1;
  const marked = chosen && "organisation" in chosen ? chosen.organisation : -1;
  if (hovered >= 0 && hovered !== dragged) paintTiesOf(context, overlay, hovered);
  if (dragged >= 0) paintTiesOf(context, overlay, dragged);
  if (hoveredTie >= 0 && hoveredTie !== chosenTie) paintTie(context, overlay, hoveredTie);
  if (chosenTie >= 0) paintTie(context, overlay, chosenTie);
  const ends = [hoveredTie, chosenTie].filter((tie) => tie >= 0)
    .flatMap((tie) => [job.scene.network.ties.a[tie]!, job.scene.network.ties.b[tie]!]);
  for (const place of new Set([...ends, hovered, dragged, marked])) if (place >= 0) paintRing(context, overlay, place, place === marked);
  for (const place of job.scene.pinned) paintPin(context, overlay, place);
  paintNames(context, overlay);
}

function spotOf({ job, camera, size }: Overlay, place: number): [number, number] {
  return project(camera, size, job.x[place]!, job.y[place]!);
}

function paintTie(context: Context, overlay: Overlay, tie: number): void {
  const { scene, theme } = overlay.job;
  if (!scene.shown.tie[tie]) return;
  context.beginPath();
  context.moveTo(...spotOf(overlay, scene.network.ties.a[tie]!));
  context.lineTo(...spotOf(overlay, scene.network.ties.b[tie]!));
  context.strokeStyle = theme.accent;
  context.lineWidth = Math.max(2.5, tieWidth(scene.shown.tieWeight[tie]!) * overlay.job.level.width + 1.5);
  context.globalAlpha = 0.9;
  context.stroke();
  context.globalAlpha = 1;
}

function paintTiesOf(context: Context, overlay: Overlay, place: number): void {
  const { scene, theme } = overlay.job;
  const { a, b, length } = scene.network.ties;
  context.beginPath();
  for (let tie = 0; tie < length; tie += 1) {
    if ((a[tie] !== place && b[tie] !== place) || !scene.shown.tie[tie]) continue;
    context.moveTo(...spotOf(overlay, a[tie]!));
    context.lineTo(...spotOf(overlay, b[tie]!));
  }
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.3;
  context.globalAlpha = 0.7;
  context.stroke();
  context.globalAlpha = 1;
}

function paintRing(context: Context, overlay: Overlay, place: number, isChosen: boolean): void {
  const { job } = overlay;
  if (!job.scene.shown.organisation[place]) return;
  const [x, y] = spotOf(overlay, place);
  if (!Number.isFinite(x + y)) return;
  const radius = Math.max(isChosen ? 4.5 : 3, radiusOf(job.scene, place, job.level));
  paintDot(context, job, { place, x, y, radius });
  context.beginPath();
  context.arc(x, y, radius + 3, 0, 2 * Math.PI);
  context.strokeStyle = job.theme.background;
  context.lineWidth = 5;
  context.stroke();
  context.strokeStyle = isChosen ? job.theme.text : job.theme.accent;
  context.lineWidth = isChosen ? 2.5 : 2;
  context.stroke();
}

/** A small pin at the upper right of what was put in its place by hand. */
function paintPin(context: Context, overlay: Overlay, place: number): void {
  const { job } = overlay;
  if (!job.scene.shown.organisation[place]) return;
  const [x, y] = spotOf(overlay, place);
  const radius = radiusOf(job.scene, place, job.level);
  if (!Number.isFinite(x + y) || radius < 2) return;
  const [px, py] = [x + radius * 0.75 + 1, y - radius * 0.75 - 1];
  context.beginPath();
  context.arc(px, py, 3.2, 0, 2 * Math.PI);
  context.fillStyle = job.theme.accent;
  context.fill();
  context.strokeStyle = job.theme.background;
  context.lineWidth = 1.4;
  context.stroke();
}

function paintNames(context: Context, overlay: Overlay): void {
  const { job, labels, lettering, size } = overlay;
  const view = { scene: job.scene, x: job.x, y: job.y, camera: overlay.camera, size };
  // The most important last, over all others.
  for (let n = labels.length - 1; n >= 0; n -= 1) {
    const { label, opacity } = labels[n]!;
    const [x, y] = anchorOf(label, view);
    if (!Number.isFinite(x + y) || x < -200 || y < -100 || x > size.width + 200 || y > size.height + 100) continue;
    context.globalAlpha = opacity * (label.of < 0 ? 0.9 : 1);
    lettering.draw(context, label, { x, y, theme: job.theme, ratio: size.ratio });
  }
  context.globalAlpha = 1;
}

/** Whether an organisation belongs to what is lit; all do where nothing is. */
export function isLit(scene: Scene, place: number): boolean {
  return !scene.lit || scene.lit.organisations.has(place);
}
