// The present view as SVG: shapes and texts as on the canvas, every text escaped.
import type { Camera } from "../scene.ts";
import { project, type Size } from "./camera.ts";
import { outlines } from "./geography.ts";
import type { Area } from "./ground.ts";
import { anchorOf, type Label } from "./labels.ts";
import { colourOf } from "./lettering.ts";
import { bowOf, radiusOf, styleOf, type Job } from "./painter.ts";
import { isPlaced } from "./ink.ts";
import { LINE } from "./room.ts";

/** Fonts that every viewer has. */
const FONTS = "Helvetica, Arial, sans-serif";
const FADED = 0.2;

export interface Drawing {
  readonly job: Job;
  readonly camera: Camera;
  readonly size: Size;
  readonly labels: readonly Label[];
  readonly areas: readonly Area[];
}

/** Escape a text for SVG; what XML does not allow is left out. */
export function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
}

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** Write a drawing as one document of SVG. */
export function writeSvg(drawing: Drawing): string {
  const { size, job } = drawing;
  const fade = job.lit ? ` opacity="${FADED}"` : "";
  const plain = { ...job, lit: null };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(size.width)}" height="${round(size.height)}" viewBox="0 0 ${round(size.width)} ${round(size.height)}" font-family="${FONTS}">`,
    `<rect width="100%" height="100%" fill="${escape(job.theme.background)}"/>`,
    ...ground(drawing),
    `<g${fade}>`, ...bundles(drawing), ...ties(drawing, plain), ...dots(drawing, plain), "</g>",
    ...(job.lit ? ["<g>", ...ties(drawing, job), ...dots(drawing, job), "</g>"] : []),
    ...chosen(drawing),
    ...names(drawing),
    "</svg>", "",
  ].join("\n");
}

function ground({ job, camera, size, areas }: Drawing): string[] {
  const { theme, scene } = job;
  const [x, y] = project(camera, size, 0, 0);
  const group = `<g transform="translate(${round(x)} ${round(y)}) scale(${camera.k})" stroke-linejoin="round">`;
  const lines = [group];
  if (scene.isMap) {
    const { land, borders } = outlines();
    lines.push(`<path d="${land}" fill="${escape(theme.land)}" stroke="${escape(theme.border)}" stroke-width="${1 / camera.k}"/>`);
    lines.push(`<path d="${borders}" fill="none" stroke="${escape(theme.border)}" stroke-width="${1 / camera.k}"/>`);
  }
  for (const { path, paint } of areas) {
    const colour = escape(theme.paints[paint] ?? theme.muted);
    lines.push(`<path d="${path}" fill="${colour}" fill-opacity="0.09" stroke="${colour}" stroke-opacity="0.3" stroke-width="${1.2 / camera.k}"/>`);
  }
  return lines.length > 1 ? [...lines, "</g>"] : [];
}

function bundles({ job, camera, size }: Drawing): string[] {
  const { level, ink, theme } = job;
  if (level.bundles <= 0.01) return [];
  const most = ink.bundles[0]?.count ?? 1;
  return ink.bundles.map(({ from, to, count }) => {
    const [x1, y1] = project(camera, size, ...from);
    const [x2, y2] = project(camera, size, ...to);
    const share = Math.sqrt(count / most);
    const width = 0.8 + 7 * share * Math.min(1, Math.max(0.35, ink.density.groupRadius * camera.k / 50));
    return `<path d="M${round(x1)},${round(y1)}Q${bowOf(x1, y1, x2, y2).map(round).join(",")} ${round(x2)},${round(y2)}" fill="none" stroke="${escape(theme.tie)}" stroke-linecap="round" stroke-width="${round(width)}" opacity="${round(level.bundles * (0.05 + 0.24 * share))}"/>`;
  });
}

function ties({ camera, size }: Drawing, job: Job): string[] {
  const { a, b } = job.scene.network.ties;
  return job.ink.strokes.flatMap((stroke) => {
    const style = styleOf(stroke, size, job);
    const path: string[] = [];
    for (let place = stroke.first; place < stroke.last; place += 1) {
      const tie = job.ink.order[place]!;
      if (job.ink.rank[tie]! > style.share) break;
      if (job.lit && !job.lit.ties.has(tie)) continue;
      const [x1, y1] = project(camera, size, job.x[a[tie]!]!, job.y[a[tie]!]!);
      const [x2, y2] = project(camera, size, job.x[b[tie]!]!, job.y[b[tie]!]!);
      if (Math.max(x1, x2) < 0 || Math.max(y1, y2) < 0 || Math.min(x1, x2) > size.width || Math.min(y1, y2) > size.height) continue;
      path.push(`M${round(x1)},${round(y1)}L${round(x2)},${round(y2)}`);
    }
    const dash = style.dash.length ? ` stroke-dasharray="${style.dash.map(round).join(" ")}"` : "";
    return path.length
      ? [`<path d="${path.join("")}" fill="none" stroke="${escape(style.colour)}" stroke-width="${round(style.width)}" opacity="${round(style.opacity)}"${dash}/>`]
      : [];
  });
}

function dots({ camera, size }: Drawing, job: Job): string[] {
  const { scene, theme, level } = job;
  const lines: string[] = [];
  for (let place = 0; place < scene.network.organisations.length; place += 1) {
    if (!scene.shown.organisation[place] || !isPlaced(scene, place) || (job.lit && !job.lit.organisations.has(place))) continue;
    const [x, y] = project(camera, size, job.x[place]!, job.y[place]!);
    const radius = radiusOf(scene, place, level);
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) continue;
    const isUnnamed = scene.network.organisations.unnamed[place] === 1;
    const colour = escape(scene.shown.degree[place] ? theme.paints[scene.paint[place]!] ?? theme.untied : theme.untied);
    const isHollow = !scene.shown.degree[place] || isUnnamed;
    const look = isHollow
      ? `fill="${escape(theme.background)}" stroke="${colour}"${isUnnamed ? ' stroke-dasharray="3 2"' : ""}`
      : `fill="${colour}" stroke="${escape(theme.background)}"`;
    lines.push(`<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" ${look} stroke-width="${isHollow ? 1.5 : 1}"><title>${escape(scene.labels[place] ?? "")}</title></circle>`);
  }
  return lines;
}

function chosen({ job, camera, size }: Drawing): string[] {
  const { scene, theme, level } = job;
  if (!scene.chosen || !("organisation" in scene.chosen)) return [];
  const place = scene.chosen.organisation;
  if (!scene.shown.organisation[place]) return [];
  const [x, y] = project(camera, size, job.x[place]!, job.y[place]!);
  if (!Number.isFinite(x + y)) return [];
  return [`<circle cx="${round(x)}" cy="${round(y)}" r="${round(radiusOf(scene, place, level) + 3)}" fill="none" stroke="${escape(theme.text)}" stroke-width="2.5"/>`];
}

function names({ job, camera, size, labels }: Drawing): string[] {
  const { theme } = job;
  const view = { scene: job.scene, x: job.x, y: job.y, camera, size };
  return labels.map((label) => {
    const [x, y] = anchorOf(label, view);
    const lines = label.lines.map((line, n) => {
      const baseline = y + label.dy + label.size * (0.92 + n * LINE);
      return `<tspan x="${round(x + label.dx)}" y="${round(baseline)}">${escape(line)}</tspan>`;
    });
    return `<text text-anchor="middle" font-size="${round(label.size)}" font-weight="${label.weight}" fill="${escape(colourOf(label, theme))}" stroke="${escape(theme.background)}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${lines.join("")}</text>`;
  });
}
