// How much of a scene is drawn at a zoom: sizes of dots, widths and opacity of ties, how many of
// them, and where bundles stand for the ties between groups. All are continuous in the zoom.

/** What the level depends on, measured once a scene. World units. */
export interface Density {
  /** Length of all ties within groups, and between them, per area. */
  readonly within: number;
  readonly between: number;
  /** Middle radius of the groups; 0 if there are none. */
  readonly groupRadius: number;
  /** Area of all dots at zoom 1, per area. */
  readonly dots: number;
  readonly organisations: number;
  readonly ties: number;
  readonly isMap?: boolean;
  /** Whether bundles stand for ties that are not here. */
  readonly isOverview?: boolean;
}

export interface Level {
  /** Pixels of a dot per unit of its radius. */
  readonly dot: number;
  /** Pixels of a tie per unit of its width. */
  readonly width: number;
  /** Opacity of ties within groups, and between them. */
  readonly within: number;
  readonly between: number;
  /** Share of the ties that are drawn, the best of them first. */
  readonly shareWithin: number;
  readonly shareBetween: number;
  /** Opacity of the bundles between groups: 0 where single ties say it all. */
  readonly bundles: number;
}

/** Share of the area that ties may cover, within groups and between them. */
const INK = { within: 0.22, between: 0.1 };
/** Share of the area that dots may cover before they become smaller, so that ties are seen between them. */
const COVERED = 0.18;
/** Opacity below which ties are left out instead. */
const FAINTEST = 0.16;
const STRONGEST = 0.62;
const BUNDLED_FROM = 1500; // ties
/** Pixels of a group's radius between which bundles turn into single ties. */
const BUNDLED_BELOW = 60;
const SINGLE_ABOVE = 220;

export const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** Go smoothly from 0 to 1 between two values. */
export function smoothstep(from: number, to: number, value: number): number {
  const share = clamp((value - from) / (to - from), 0, 1);
  return share * share * (3 - 2 * share);
}

/** Choose the level of detail at a zoom. */
export function levelAt(k: number, density: Density): Level {
  const crowd = (density.within + density.between) / k; // length of ties per pixel of area
  const width = clamp(0.16 / Math.max(crowd, 1e-9), 0.28, 0.72) * (density.isMap ? 0.8 : clamp(k ** 0.3, 0.55, 1.5));
  const far = density.isMap || density.ties < BUNDLED_FROM || density.groupRadius === 0
    ? 0 : 1 - smoothstep(BUNDLED_BELOW, SINGLE_ABOVE, density.groupRadius * k);
  const within = opacity(INK.within, density.within / k, width);
  const between = opacity(INK.between, density.between / k, width);
  return {
    dot: density.isMap ? 0.42 * clamp(k, 0.1, 30) ** 0.3 : Math.min(dotScale(k), k * Math.sqrt(COVERED / Math.max(density.dots, 1e-9))),
    width,
    within: Math.max(within, FAINTEST),
    shareWithin: clamp(within / FAINTEST, 0.02, 1),
    between: Math.max(between, FAINTEST) * (1 - 0.5 * far),
    shareBetween: clamp(between / FAINTEST, 0.02, 1) * (1 - 0.8 * far),
    bundles: density.isOverview ? 1 - smoothstep(BUNDLED_BELOW, SINGLE_ABOVE, density.groupRadius * k) : far,
  };
}

/** Opacity with which lines of so much length per area cover as much of it as they may. */
function opacity(ink: number, length: number, width: number): number {
  return Math.min(STRONGEST, ink / Math.max(length * Math.max(width, 0.6), 1e-9));
}

/** Dots grow slower than distances: seen from far they stay visible, from near they leave room. */
export function dotScale(k: number): number {
  return k < 1 ? k ** 0.65 : k ** 0.5;
}
