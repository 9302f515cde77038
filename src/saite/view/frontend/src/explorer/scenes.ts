// From what is shown to what is drawn.
import { colourOrganisations, type Colouring } from "./colours.ts";
import { groupName } from "./groups.ts";
import { measureShown } from "./measures.ts";
import { forEachNeighbour, neighbours, tieBetween } from "./neighbourhood.ts";
import type { Network } from "./network.ts";
import { placeOnMap } from "./picture/geography.ts";
import type { Scene, Shown } from "./scene.ts";
import { placeOf } from "./shown.ts";
import type { Choice, State } from "./state.ts";

/** What the screen asks for. */
export interface Look {
  readonly isDark: boolean;
  readonly isStill: boolean;
  /** Whether organisations stand on the map; if not given, as the view says. */
  readonly isMap?: boolean;
  /** Names of groups in the page's language; if not given, those of `groupName`. */
  readonly texts?: { group(group: number): string };
}

// Radius of organisations in pixels: area, not radius, tells the measure.
const SMALLEST = 4;
const LARGEST = 22;

/** Make the scene of a network, as far as it is shown, under a state. */
export function makeScene(network: Network, shown: Shown, state: State, look: Look): Scene {
  const isMap = look.isMap ?? state.view === "map";
  const { x, y } = isMap ? onMap(network) : asLaidOut(network, state);
  const { paints, paint } = colouring(network, state.colourBy);
  const measure = measureShown(network, shown)[state.sizeBy];
  const chosen = findChosen(network, state.choice);
  return {
    network,
    shown,
    x,
    y,
    radius: radii(measure, shown),
    paint,
    paints,
    labels: labelsIn(network, state.language),
    importance: importance(measure, shown),
    pinned: new Set(isMap ? [] : Object.keys(state.pinned).map((iri) => placeOf(network, iri)).filter((each) => each >= 0)),
    chosen,
    lit: litBy(network, shown, chosen),
    groups: isMap ? [] : nameGroups(network, shown, { state, x, y, name: (group) => look.texts?.group(group) ?? groupName(network, group) }),
    opens: isMap ? NOTHING : openedByClick(network, state),
    between: isMap || state.focus ? [] : betweenShown(network, shown),
    isDark: look.isDark,
    isMap,
    isStill: look.isStill,
  };
}

/* ---- Places ---------------------------------------------------------------------------------- */

interface Spots {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const maps = new WeakMap<Network, Spots>();

function onMap(network: Network): Spots {
  const { latitude, longitude } = network.organisations;
  const made = maps.get(network) ?? placeOnMap(latitude, longitude);
  maps.set(network, made);
  return made;
}

function asLaidOut(network: Network, { pinned }: State): Spots {
  const [x, y] = [network.organisations.x.slice(), network.organisations.y.slice()];
  for (const [iri, [left, top]] of Object.entries(pinned)) {
    const place = placeOf(network, iri);
    if (place >= 0) {
      x[place] = left;
      y[place] = top;
    }
  }
  return { x, y };
}

/* ---- Sizes, colours, words ------------------------------------------------------------------- */

function greatest(measure: Float32Array, shown: Shown): number {
  return measure.reduce((most, value, place) => (shown.organisation[place] ? Math.max(most, value) : most), 0);
}

function radii(measure: Float32Array, shown: Shown): Float32Array {
  const most = greatest(measure, shown) || 1;
  // In a small network few pixels apart tell nothing: the largest grows with the number.
  const largest = Math.min(LARGEST, 12 + 2.5 * Math.log10(1 + shown.organisations));
  return measure.map((value) => SMALLEST + (largest - SMALLEST) * Math.sqrt(Math.max(0, value) / most));
}

/** By the measure, then by degree: so that of those that the measure leaves alike a hub comes first. */
function importance(measure: Float32Array, shown: Shown): Float32Array {
  const most = greatest(measure, shown) || 1;
  return measure.map((value, place) => value / most + Math.min(1, (shown.degree[place] ?? 0) / 1e4) * 1e-3);
}

const colourings = new WeakMap<Network, Map<string, Colouring>>();

/** The colours of a network, worked out once. */
export function colouring(network: Network, by: State["colourBy"]): Colouring {
  const known = colourings.get(network) ?? new Map<string, Colouring>();
  colourings.set(network, known);
  const made = known.get(by) ?? colourOrganisations(network, by);
  known.set(by, made);
  return made;
}

const words = new WeakMap<Network, Map<string, readonly string[]>>();

/** The names to draw: abbreviations, else names, in the language where they are recorded in it. */
export function labelsIn(network: Network, language: string): readonly string[] {
  const known = words.get(network) ?? new Map<string, readonly string[]>();
  words.set(network, known);
  const { short, label, labels } = network.organisations;
  const made = known.get(language)
    ?? short.map((text, place) => (text === label[place] ? (labels[language]?.[place] ?? text) : text));
  known.set(language, made);
  return made;
}

/* ---- What stands out ------------------------------------------------------------------------- */

function findChosen(network: Network, choice: Choice | null): Scene["chosen"] {
  if (!choice) {
    return null;
  }
  if (choice.type === "organisation") {
    const organisation = placeOf(network, choice.iri);
    return organisation < 0 ? null : { organisation };
  }
  const [a, b] = [placeOf(network, choice.a), placeOf(network, choice.b)];
  const tie = a < 0 || b < 0 ? -1 : tieBetween(neighbours(network), a, b);
  return tie < 0 ? null : { tie };
}

/** What the choice brings to the front: an organisation with its partners, a tie with its two ends. */
function litBy(network: Network, shown: Shown, chosen: Scene["chosen"]): Scene["lit"] {
  if (!chosen) {
    return null;
  }
  if ("tie" in chosen) {
    const { a, b } = network.ties;
    return shown.tie[chosen.tie]
      ? { organisations: new Set([a[chosen.tie]!, b[chosen.tie]!]), ties: new Set([chosen.tie]) } : null;
  }
  if (!shown.organisation[chosen.organisation]) {
    return null;
  }
  const organisations = new Set([chosen.organisation]);
  const ties = new Set<number>();
  forEachNeighbour(neighbours(network), chosen.organisation, shown.tie, (to, along) => {
    organisations.add(to);
    ties.add(along);
  });
  return { organisations, ties };
}

/* ---- Groups ---------------------------------------------------------------------------------- */

// A name for two says no more than the two.
const FEWEST_NAMED = 3;
// So many of a group's members lie within its extent: those far off would blow it up.
const WITHIN = 0.9;

interface Naming extends Spots {
  readonly state: State;
  readonly name: (group: number) => string;
}

/** Name the groups where their shown members stand. */
function nameGroups(network: Network, shown: Shown, { state, x, y, name: nameOf }: Naming): Scene["groups"] {
  const members: number[][] = network.groups.map(() => []);
  network.organisations.group.forEach((group, place) => {
    if (group >= 0 && shown.organisation[place]) members[group]?.push(place);
  });
  const { paint } = colouring(network, "group");
  const isByGroup = state.colourBy === "group";
  const { paints } = colouring(network, state.colourBy);
  return members.flatMap((places, group) => {
    const disc = network.groups[group]?.disc;
    const name = places.length < (disc ? 1 : FEWEST_NAMED) ? "" : nameOf(group);
    if (!name) {
      return [];
    }
    const colour = isByGroup ? paint[places[0]!]! : paints.length - 1;
    if (disc) {
      return [{ ...disc, group, name, paint: colour }];
    }
    const middle = { x: median(places.map((each) => x[each]!)), y: median(places.map((each) => y[each]!)) };
    const away = places.map((each) => Math.hypot(x[each]! - middle.x, y[each]! - middle.y)).sort((a, b) => a - b);
    const radius = away[Math.min(away.length - 1, Math.floor(away.length * WITHIN))]!;
    return [{ ...middle, group, radius, name, paint: colour }];
  });
}

/** What joins groups that are shown as circles. */
function betweenShown({ groups, between = [] }: Network, shown: Shown): Scene["between"] {
  const isThere = groups.map(({ disc, leads }) => disc !== undefined && leads.some((lead) => shown.organisation[lead]));
  return between.filter(([one, other]) => isThere[one] && isThere[other]);
}

const NOTHING: ReadonlySet<number> = new Set();

/**
 * The groups that a click on their ground opens: those of which a part only is here. While
 * something is chosen, or the page is narrowed, such a click takes that back or does nothing.
 */
function openedByClick({ groups, organisations }: Network, { choice, focus }: State): ReadonlySet<number> {
  if (choice || focus) return NOTHING;
  const held = new Int32Array(groups.length);
  organisations.group.forEach((group) => { if (group >= 0) held[group]! += 1; });
  return new Set([...groups.keys()].filter((group) => groups[group]!.disc && held[group]! < groups[group]!.size));
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
