// Colours of groups, kinds and places: told apart by colour-blind eyes, readable by day and night.
import type { Network } from "./network.ts";
import type { Paint, Shown } from "./scene.ts";
import type { State } from "./state.ts";

/** After Paul Tol's schemes; each at 3:1 and more to the background, light and dark, of the picture. */
export const PAINTS: readonly Paint[] = [
  { light: "#3b6ea5", dark: "#7aa9e0" },
  { light: "#c0504f", dark: "#e5827f" },
  { light: "#1f8a70", dark: "#4fc0a2" },
  { light: "#a87400", dark: "#e0b040" },
  { light: "#84519e", dark: "#bd8ad6" },
  { light: "#2389b5", dark: "#7fd0f0" },
  { light: "#777712", dark: "#bdbd55" },
  { light: "#8f2d4a", dark: "#f0a0b8" },
  { light: "#35703f", dark: "#86c98f" },
  { light: "#6a5d96", dark: "#a79fd6" },
];

/** What comes after those, and what is in no group and of no recorded kind. */
export const OTHER: Paint = { light: "#76818c", dark: "#8e99a5" };

/** Backgrounds of the picture, for which the paints are chosen. */
export const BACKGROUNDS: Paint = { light: "#ffffff", dark: "#171d24" };

export interface Colouring {
  readonly paints: readonly Paint[];
  /** Place in `paints` of each organisation. */
  readonly paint: Uint8Array;
  /** What each paint stands for: a place in `groups` or `kinds`; -1 for the last: all others. */
  readonly stands: readonly number[];
}

type ColouredBy = State["colourBy"];

/**
 * Give colours by group, kind or place: the most frequent of the whole network get one each, the rest
 * share one. They follow the network and not the filters, so that nobody changes colour at a filter.
 */
export function colourOrganisations(network: Network, by: ColouredBy): Colouring {
  const values = network.organisations[by];
  const counts = new Map<number, number>();
  values.forEach((value) => {
    if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  const ranked = [...counts.keys()].sort((one, other) => counts.get(other)! - counts.get(one)! || one - other);
  // A group's number is its rank: with the leads its colour stays what the legend of any part says.
  const stands = (by === "group" ? [...counts.keys()].sort((one, other) => one - other) : ranked).slice(0, PAINTS.length);
  const paintOf = new Map(stands.map((value, place) => [value, place]));
  return {
    paints: [...PAINTS.slice(0, stands.length), OTHER],
    paint: Uint8Array.from(values, (value) => paintOf.get(value) ?? stands.length),
    stands: [...stands, -1],
  };
}

/** Count the shown organisations of each paint, for a legend. */
export function countPaints(colouring: Colouring, shown: Shown): Int32Array {
  const counts = new Int32Array(colouring.paints.length);
  colouring.paint.forEach((paint, organisation) => {
    counts[paint]! += shown.organisation[organisation]!;
  });
  return counts;
}

/** Contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
