// What differs between two scenes, by their values: a new array with the same values is no change.
import type { Scene } from "../scene.ts";

export interface Changes {
  /** Other organisations or ties are shown, or ties are drawn differently. */
  readonly shown: boolean;
  readonly positions: boolean;
  /** Sizes, colours, names. */
  readonly look: boolean;
  readonly lit: boolean;
  /** Another network, or from the layout to the map: nothing moves from there to here. */
  readonly world: boolean;
}

type Values = ArrayLike<number | string>;

function differs(one: Values, other: Values): boolean {
  if (one === other) return false;
  if (one.length !== other.length) return true;
  for (let place = 0; place < one.length; place += 1) if (!Object.is(one[place], other[place])) return true;
  return false;
}

/** Say what is new in a scene; everything if there was none before. */
export function changesOf(before: Scene | null, after: Scene): Changes {
  if (!before || before.network !== after.network || before.isMap !== after.isMap) {
    return { shown: true, positions: true, look: true, lit: true, world: true };
  }
  const shown = before.shown !== after.shown && (
    differs(before.shown.organisation, after.shown.organisation) || differs(before.shown.tie, after.shown.tie)
    || differs(before.shown.tieWeight, after.shown.tieWeight) || differs(before.shown.tieStatus, after.shown.tieStatus));
  return {
    shown,
    positions: differs(before.x, after.x) || differs(before.y, after.y),
    look: before.isDark !== after.isDark || differs(before.radius, after.radius) || differs(before.paint, after.paint)
      || differs(before.labels, after.labels) || differs(before.importance, after.importance)
      || JSON.stringify([before.paints, before.groups]) !== JSON.stringify([after.paints, after.groups]),
    lit: !isSame(before.lit, after.lit),
    world: false,
  };
}

function isSame(one: Scene["lit"], other: Scene["lit"]): boolean {
  if (one === other) return true;
  if (!one || !other) return false;
  const equal = (left: ReadonlySet<number>, right: ReadonlySet<number>): boolean => left.size === right.size && [...left].every((each) => right.has(each));
  return equal(one.organisations, other.organisations) && equal(one.ties, other.ties);
}
