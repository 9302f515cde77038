// Colours of groups, kinds and places: told apart by colour-blind eyes, readable by day and night.
import type { Network } from "./network.ts";
import type { Paint, Shown } from "./scene.ts";
import type { State } from "./state.ts";

/**
 * Chosen so that any two differ by 13 and more in CIELAB, for eyes that see all colours and for those
 * that do not see red or green, on both backgrounds; each stands out from its own by 3:1 and more.
 */
export const PAINTS: readonly Paint[] = [
  { light: "#3862a7", dark: "#83b1fc" },
  { light: "#317f61", dark: "#7fcbaa" },
  { light: "#b18d2a", dark: "#f2cd70" },
  { light: "#71006e", dark: "#d469cc" },
  { light: "#4091af", dark: "#86d6f6" },
  { light: "#75220c", dark: "#d77b64" },
  { light: "#a8353e", dark: "#f78e8f" },
  { light: "#38279d", dark: "#878bf4" },
  { light: "#848d4b", dark: "#c7d18c" },
  { light: "#a63c0c", dark: "#ff8c64" },
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
 * Give colours by group, kind or place. They follow the network and not the filters, so that nobody
 * changes colour at a filter. The most frequent kinds and places get one each, the rest share one.
 * Of groups there may be more than colours: the largest get one each, any further one that of the
 * groups that stand farthest from it.
 */
export function colourOrganisations(network: Network, by: ColouredBy): Colouring {
  const values = network.organisations[by];
  const stands = by === "group" ? groupsOf(network) : mostFrequent(values).slice(0, PAINTS.length);
  const paints = by === "group" ? groupPaints(network, stands) : PAINTS.slice(0, stands.length);
  const paintOf = new Map(stands.map((value, place) => [value, place]));
  return {
    paints: [...paints, OTHER],
    paint: Uint8Array.from(values, (value) => paintOf.get(value) ?? stands.length),
    stands: [...stands, -1],
  };
}

function mostFrequent(values: Int32Array): number[] {
  const counts = new Map<number, number>();
  values.forEach((value) => {
    if (value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  return [...counts.keys()].sort((one, other) => counts.get(other)! - counts.get(one)! || one - other);
}

// A group of two needs no colour of its own, unless there are colours for all.
const FEWEST = 3;
const MOST_GROUPS = 250;

/** The groups that get a colour, the largest first. */
function groupsOf({ groups }: Network): number[] {
  const ranked = [...groups.keys()].filter((group) => groups[group]!.size > 0)
    .sort((one, other) => groups[other]!.size - groups[one]!.size || one - other);
  return ranked.filter((group, place) => place < PAINTS.length || groups[group]!.size >= FEWEST).slice(0, MOST_GROUPS);
}

function groupPaints(network: Network, listed: readonly number[]): Paint[] {
  const spots = groupSpots(network);
  const given: number[] = [];
  listed.forEach((group, place) => {
    given.push(place < PAINTS.length ? place : farthest(spots, group, listed, given));
  });
  return given.map((paint) => PAINTS[paint]!);
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The middle of each group's members. */
function groupSpots({ groups, organisations: { group, x, y } }: Network): Spot[] {
  const sums = groups.map(() => ({ x: 0, y: 0, count: 0 }));
  group.forEach((each, place) => {
    const sum = sums[each];
    if (sum) {
      sum.x += x[place]!;
      sum.y += y[place]!;
      sum.count += 1;
    }
  });
  return sums.map((sum) => ({ x: sum.x / (sum.count || 1), y: sum.y / (sum.count || 1) }));
}

/** Choose the paint whose nearest group is farthest away. */
function farthest(spots: readonly Spot[], group: number, listed: readonly number[], given: readonly number[]): number {
  const nearest = PAINTS.map(() => Infinity);
  given.forEach((paint, place) => {
    const [one, other] = [spots[group]!, spots[listed[place]!]!];
    nearest[paint] = Math.min(nearest[paint]!, Math.hypot(one.x - other.x, one.y - other.y));
  });
  return nearest.indexOf(Math.max(...nearest));
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
