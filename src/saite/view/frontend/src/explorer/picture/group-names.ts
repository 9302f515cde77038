// Where the names of groups stand.
import type { Scene } from "../scene.ts";
import { project } from "./camera.ts";
import { isPlaced } from "./ink.ts";
import type { Label, View } from "./labels.ts";
import { clamp } from "./level.ts";
import { add, LINE, type Room } from "./room.ts";
import { wrap } from "./wording.ts";

/** Organisations whose names the name of a small group says already. */
export function leadsOf({ scene, camera }: View, place: number): number[] {
  const { name, radius } = scene.groups[place]!;
  if (radius * camera.k >= GROUP.top) return [];
  return scene.network.groups.flatMap(({ leads }) => leads).filter((lead) => scene.labels[lead] && name.includes(scene.labels[lead]!));
}

/** Groups are named while they are neither specks nor larger than the window. */
const GROUP = { least: 16, top: 70, most: 0.62 };

/** Name groups where there is room, the largest first. */
export function placeGroups(view: View, room: Room, labels: Label[]): void {
  const { scene, size, camera } = view;
  if (scene.lit) return;
  const spans = scene.isMap || scene.shown.organisations > OUTLINED_UP_TO ? null : spansOf(scene);
  const order = scene.groups.map((_, place) => place).sort((one, other) => scene.groups[other]!.radius - scene.groups[one]!.radius || one - other);
  for (const place of order) {
    const group = scene.groups[place]!;
    const radius = group.radius * camera.k;
    if (radius < GROUP.least || radius > GROUP.most * Math.min(size.width, size.height)) continue;
    const [x, y] = project(camera, size, group.x, group.y);
    const style = { size: Math.round(clamp(radius / 6, 11, 15)), weight: 600 as const };
    // Where two lines find no room, one may.
    for (const lines of spans ? [wrap(group.name, 2, 24), wrap(group.name, 1, 40)] : [wrap(group.name, 2, 24)]) {
      const width = Math.max(...lines.map((line) => view.measure(line, style.size, style.weight))) + 4;
      const height = lines.length * style.size * LINE + 2;
      // In the middle of a small group, above a large one.
      const spots = spans?.get(place)?.map(([right, down, side]) => [right * camera.k, down * camera.k + (side < 0 ? -height : 0)])
        ?? (radius < GROUP.top ? [[0, -height / 2], [0, radius * 0.6], [0, -radius * 0.6 - height]] : [[0, -radius - height], [0, radius + 2]]);
      const found = spots.find(([dx, dy]) => {
        const [left, top] = [x + dx! - width / 2, y + dy!];
        return left > 2 && top > 2 && left + width < size.width - 2 && top + height < size.height - 2 && room.isFree(left - 3, top, width + 6, height);
      });
      if (!found) continue;
      add(labels, room, { of: -1 - place, lines, ...style, paint: group.paint, dx: found[0]!, dy: found[1]!, width, height }, { x, y });
      break;
    }
  }
}

/** Organisations up to which groups are outlined (ground.ts), and named at their outlines. */
const OUTLINED_UP_TO = 600;
/** From the middle of a dot to the outline of its group, beside its radius. */
const OUTLINE = 26;

/** How much farther a name may stand where there is no room at the outline. */
const FARTHER = 24;

/**
 * Above its uppermost member and below its lowest, above and below its middle, and somewhat farther:
 * from the group's middle, and to which side.
 */
type Span = readonly (readonly [number, number, -1 | 1])[];

const spans = new WeakMap<Scene["groups"], Map<number, Span>>();

function spansOf(scene: Scene): Map<number, Span> {
  const known = spans.get(scene.groups);
  if (known) return known;
  const ends = new Map<number, { top: number; bottom: number }>();
  const { x, y } = scene;
  scene.network.organisations.group.forEach((group, place) => {
    if (group < 0 || !scene.shown.organisation[place] || !scene.shown.degree[place] || !isPlaced(scene, place)) return;
    const end = ends.get(group) ?? { top: place, bottom: place };
    if (y[place]! < y[end.top]!) end.top = place;
    if (y[place]! > y[end.bottom]!) end.bottom = place;
    ends.set(group, end);
  });
  const found = new Map<number, Span>();
  scene.groups.forEach((group, place) => {
    const own = ends.get(group.group);
    if (!own) return;
    const sides = [[own.top, -1], [own.bottom, 1]] as const;
    found.set(place, [[1, 0], [0, 0], [0, FARTHER]].flatMap(([aside, away]) => sides.map(([end, side]) => (
      [aside! * (x[end]! - group.x), y[end]! - group.y + side * (scene.radius[end]! + OUTLINE + away!), side] as const))));
  });
  spans.set(scene.groups, found);
  return found;
}
