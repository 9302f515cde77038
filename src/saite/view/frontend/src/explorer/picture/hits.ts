// What a pointer means: a dot or its name, else a tie, else the ground of a group that it would open.
import type { Target } from "../scene.ts";
import { unproject } from "./camera.ts";
import type { Hit } from "./gestures.ts";
import { groundAt } from "./ground.ts";
import { anchorOf, type Label, type View } from "./labels.ts";
import type { World } from "./world.ts";

const FINGER = 14; // pixels beside a dot that a finger still hits
export const NONE: Hit = { organisation: -1, tie: -1, group: -1 };

interface Pointer {
  readonly px: number;
  readonly py: number;
  readonly isTouch: boolean;
}

/** Find what lies under a pixel of a view, in which these names are drawn. */
export function hitAt(world: World, labels: readonly Label[], view: View, { px, py, isTouch }: Pointer): Hit {
  const { scene, camera, size, level } = view;
  const [wx, wy] = unproject(camera, size, px, py);
  const organisation = world.finder.organisationAt(wx, wy, camera.k, level, isTouch ? FINGER : undefined);
  if (organisation >= 0) return { ...NONE, organisation };
  const label = labelAt(labels, view, px, py);
  if (label && label.of >= 0) return { ...NONE, organisation: label.of };
  const named = label ? (scene.groups[-1 - label.of]?.group ?? -1) : -1;
  if (scene.opens.has(named)) return { ...NONE, group: named };
  const tie = world.finder.tieAt(wx, wy, { k: camera.k, level, ink: world.ink });
  return tie >= 0 ? { ...NONE, tie } : { ...NONE, group: groundAt(world.areas, wx, wy, scene.opens) };
}

function labelAt(labels: readonly Label[], view: View, px: number, py: number): Label | undefined {
  return labels.find((label) => {
    const [x, y] = anchorOf(label, view);
    return Math.abs(px - x - label.dx) <= label.width / 2 && py >= y + label.dy && py <= y + label.dy + label.height;
  });
}

/** What a hit is in the words of the events. */
export function targetOf(hit: Hit): Target | null {
  if (hit.organisation >= 0) return { organisation: hit.organisation };
  if (hit.tie >= 0) return { tie: hit.tie };
  return hit.group >= 0 ? { group: hit.group } : null;
}
