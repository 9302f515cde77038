// What the filters and the focus leave of a network.
//
// Kinds and years work on single supports, so weights, dates and statuses fit what is shown. The
// status asked for is that of the tie, as far as it is shown: the best of the supports that are left.
import { chances, SIGNIFICANCE } from "./backbone.ts";
import { commonPartners, neighbourhood, shortestPath, withTies, type Part } from "./neighbourhood.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Kind, type Network } from "./network.ts";
import type { Shown } from "./scene.ts";
import type { Filters, Focus, State } from "./state.ts";

/** What decides about what is shown. */
export type Sieve = Pick<State, "filters" | "hidden" | "focus"> & {
  /** The organisations of the thing that the focus is on; none while they are not known. */
  readonly members?: readonly string[];
};

/** The filters by name: each can hide something for itself. */
export const FILTERS = [
  "tieKind", "status", "weight", "backbone", "years", "organisationKind", "place", "hidden", "untied",
] as const;
export type FilterName = (typeof FILTERS)[number];

/** The filters that hide nothing. */
export const OPEN_FILTERS: Filters = {
  hiddenTieKinds: [],
  hiddenOrganisationKinds: [],
  hiddenPlaces: [],
  hiddenStatuses: [],
  minWeight: 0,
  backbone: false,
  from: null,
  to: null,
  certainty: "possibly",
  undated: true,
  untied: true,
};

/** The key that stands for organisations whose kind or place is not recorded. */
export const NOT_RECORDED = "";

// Sums of 32-bit numbers: a bound that a weight should reach exactly is not missed by the last bit.
const TOLERANCE = 1e-6;

/**
 * Work out what is shown.
 *
 * `hiddenBy` tells how many ties (`ties:NAME`) and organisations (`organisations:NAME`) each filter
 * alone hides of what the others let through, and what the focus (`ties:focus`) hides of what all of
 * them let through; what hides nothing is not in it.
 */
export function computeShown(network: Network, state: Sieve): Shown {
  const shown = sift(network, state);
  const focused = narrow(network, shown, state);
  const counts = hiddenBy(network, state, shown);
  countHidden(counts, "focus", shown, focused);
  return { ...focused, hiddenBy: counts };
}

type Sifted = Omit<Shown, "hiddenBy">;

function sift(network: Network, { filters, hidden }: Sieve): Sifted {
  const allowed = allowedOrganisations(network, filters, hidden);
  const support = passingSupports(network, filters);
  const tie = new Uint8Array(network.ties.length);
  const tieWeight = new Float32Array(network.ties.length);
  const tieStatus = new Uint8Array(network.ties.length);
  const isOpen = openKinds(network.kinds.status, filters.hiddenStatuses);
  const { a, b, firstSupport } = network.ties;
  const { weight, status } = network.supports;
  const chance = filters.backbone ? chances(network) : null;
  for (let number = 0; number < tie.length; number += 1) {
    let sum = 0;
    let best = 255;
    for (let each = firstSupport[number]!; each < firstSupport[number + 1]!; each += 1) {
      if (support[each]) {
        sum += weight[each]!;
        best = Math.min(best, status[each]!);
      }
    }
    tieWeight[number] = sum;
    tieStatus[number] = best === 255 ? 0 : best;
    const passes = best !== 255 && isOpen[best] && sum >= filters.minWeight - TOLERANCE && (!chance || chance[number]! < SIGNIFICANCE);
    tie[number] = passes && allowed[a[number]!] && allowed[b[number]!] ? 1 : 0;
  }
  return sumUp(network, { allowed, tie, support, tieWeight, tieStatus, untied: filters.untied });
}

interface Passed {
  readonly allowed: Uint8Array;
  readonly tie: Uint8Array;
  readonly support: Uint8Array;
  readonly tieWeight: Float32Array;
  readonly tieStatus: Uint8Array;
  readonly untied: boolean;
}

/** Count what is left, and take from supports and organisations what has no tie to stand for. */
function sumUp(network: Network, { allowed, tie, support, tieWeight, tieStatus, untied }: Passed): Sifted {
  const degree = new Int32Array(allowed.length);
  const strength = new Float32Array(allowed.length);
  const { a, b, firstSupport } = network.ties;
  let [ties, supports, organisations] = [0, 0, 0];
  for (let number = 0; number < tie.length; number += 1) {
    const [first, end] = [firstSupport[number]!, firstSupport[number + 1]!];
    if (!tie[number]) {
      support.fill(0, first, end);
      tieWeight[number] = 0;
      continue;
    }
    ties += 1;
    for (let each = first; each < end; each += 1) supports += support[each]!;
    const [one, other] = [a[number]!, b[number]!];
    degree[one]! += 1;
    degree[other]! += 1;
    strength[one]! += tieWeight[number]!;
    strength[other]! += tieWeight[number]!;
  }
  const organisation = allowed.slice();
  for (let number = 0; number < organisation.length; number += 1) {
    if (!untied && !degree[number]) organisation[number] = 0;
    organisations += organisation[number]!;
  }
  return { organisation, tie, support, tieWeight, tieStatus, degree, strength, organisations, ties, supports };
}

/** Mark the kinds that are not hidden. */
function openKinds(kinds: readonly Kind[], hidden: readonly string[]): Uint8Array {
  const closed = new Set(hidden);
  return Uint8Array.from(kinds, ({ key }) => (closed.has(key) ? 0 : 1));
}

function allowedOrganisations(network: Network, filters: Filters, hidden: readonly string[]): Uint8Array {
  const { kind, place, iri, length } = network.organisations;
  const kinds = openKinds(network.kinds.organisation, filters.hiddenOrganisationKinds);
  const places = openKinds(network.kinds.place, filters.hiddenPlaces);
  const withoutKind = filters.hiddenOrganisationKinds.includes(NOT_RECORDED) ? 0 : 1;
  const withoutPlace = filters.hiddenPlaces.includes(NOT_RECORDED) ? 0 : 1;
  const single = new Set(hidden);
  const allowed = new Uint8Array(length);
  for (let number = 0; number < length; number += 1) {
    const kindOpen = kind[number]! < 0 ? withoutKind : kinds[kind[number]!]!;
    const placeOpen = place[number]! < 0 ? withoutPlace : places[place[number]!]!;
    allowed[number] = kindOpen && placeOpen && !(single.size && single.has(iri[number]!)) ? 1 : 0;
  }
  return allowed;
}

function passingSupports({ kinds, supports }: Network, filters: Filters): Uint8Array {
  const kindOpen = openKinds(kinds.tie, filters.hiddenTieKinds);
  const isIn = yearsTest(filters);
  const passes = new Uint8Array(supports.length);
  for (let each = 0; each < passes.length; each += 1) {
    passes[each] = kindOpen[supports.kind[each]!] && isIn(supports.earliest[each]!, supports.latest[each]!) ? 1 : 0;
  }
  return passes;
}

/** Make the test of whether a time lies in the years: possibly, or certainly with all of it. */
export function yearsTest(filters: Filters): (earliest: number, latest: number) => boolean {
  const { from, to, undated } = filters;
  if (from === null && to === null) {
    return () => true;
  }
  const start = from === null ? NEVER_BEGAN : from * 10_000 + 101;
  const end = to === null ? NEVER_ENDS : to * 10_000 + 1231;
  if (filters.certainty === "certainly") {
    return (earliest, latest) => (earliest === NEVER_BEGAN && latest === NEVER_ENDS
      ? undated
      : (from === null || (earliest !== NEVER_BEGAN && earliest >= start))
        && (to === null || (latest !== NEVER_ENDS && latest <= end)));
  }
  return (earliest, latest) => (earliest === NEVER_BEGAN && latest === NEVER_ENDS
    ? undated
    : earliest <= end && latest >= start);
}

/* ---- Focus ----------------------------------------------------------------------------------- */

/** Narrow what is shown to a focus; one that names nobody here narrows nothing. */
function narrow(network: Network, shown: Sifted, { focus, members = [] }: Sieve): Sifted {
  const part = focus && focusPart(network, shown, focus, members);
  if (!part) {
    return shown;
  }
  const { support, tieWeight, tieStatus } = shown;
  const allowed = shown.organisation.map((mark, number) => mark & part.organisations[number]!);
  const tie = shown.tie.map((mark, number) => mark & part.ties[number]!);
  return sumUp(network, { allowed, tie, support, tieWeight, tieStatus, untied: true });
}

/** Find what a focus means among what is shown; null if who it names is not here. */
function focusPart(network: Network, shown: Pick<Shown, "tie" | "tieWeight">, focus: Focus, members: readonly string[]): Part | null {
  const place = (iri: string): number => placeOf(network, iri);
  switch (focus.type) {
    case "group": {
      const members = Uint8Array.from(network.organisations.group, (each) => (each === focus.group ? 1 : 0));
      return members.includes(1) ? withTies(network, members, shown.tie) : null;
    }
    case "neighbourhood": {
      const of = place(focus.iri);
      return of < 0 ? null : neighbourhood(network, of, focus.steps, shown.tie);
    }
    case "thing": {
      const here = members.map(place).filter((each) => each >= 0);
      const organisations = new Uint8Array(network.organisations.length);
      for (const each of here) organisations[each] = 1;
      return here.length ? withTies(network, organisations, shown.tie) : null;
    }
    default: {
      const [a, b] = [place(focus.a), place(focus.b)];
      if (a < 0 || b < 0) {
        return null;
      }
      return focus.type === "common" ? commonPartners(network, a, b, shown.tie) : pathPart(network, shown, a, b);
    }
  }
}

/** The shortest path as a part; only its two ends if no path leads from one to the other. */
function pathPart(network: Network, shown: Pick<Shown, "tie" | "tieWeight">, a: number, b: number): Part {
  const path = shortestPath(network, a, b, shown.tieWeight, shown.tie) ?? { organisations: [a, b], ties: [] };
  const part = { organisations: new Uint8Array(network.organisations.length), ties: new Uint8Array(network.ties.length) };
  path.organisations.forEach((each) => { part.organisations[each] = 1; });
  path.ties.forEach((each) => { part.ties[each] = 1; });
  return part;
}

const places = new WeakMap<Network, ReadonlyMap<string, number>>();

/** Where an organisation stands in the columns; -1 if it is not in this network. */
export function placeOf(network: Network, iri: string): number {
  let known = places.get(network);
  if (!known) {
    known = new Map(network.organisations.iri.map((each, place) => [each, place]));
    places.set(network, known);
  }
  return known.get(iri) ?? -1;
}

/* ---- What each filter hides ------------------------------------------------------------------ */

const OPENED: Readonly<Record<FilterName, (sieve: Sieve) => Sieve>> = {
  tieKind: (sieve) => open(sieve, { hiddenTieKinds: [] }),
  status: (sieve) => open(sieve, { hiddenStatuses: [] }),
  weight: (sieve) => open(sieve, { minWeight: 0 }),
  backbone: (sieve) => open(sieve, { backbone: false }),
  years: (sieve) => open(sieve, { from: null, to: null }),
  organisationKind: (sieve) => open(sieve, { hiddenOrganisationKinds: [] }),
  place: (sieve) => open(sieve, { hiddenPlaces: [] }),
  hidden: (sieve) => ({ ...sieve, hidden: [] }),
  untied: (sieve) => open(sieve, { untied: true }),
};

function open(sieve: Sieve, filters: Partial<Filters>): Sieve {
  return { ...sieve, filters: { ...sieve.filters, ...filters } };
}

/** Tell which filters are in use. */
export function usedFilters({ filters, hidden }: Pick<Sieve, "filters" | "hidden">): FilterName[] {
  const used: Readonly<Record<FilterName, boolean>> = {
    tieKind: filters.hiddenTieKinds.length > 0,
    status: filters.hiddenStatuses.length > 0,
    weight: filters.minWeight > 0,
    backbone: filters.backbone,
    years: filters.from !== null || filters.to !== null,
    organisationKind: filters.hiddenOrganisationKinds.length > 0,
    place: filters.hiddenPlaces.length > 0,
    hidden: hidden.length > 0,
    untied: !filters.untied,
  };
  return FILTERS.filter((name) => used[name]);
}

function hiddenBy(network: Network, state: Sieve, shown: Sifted): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of usedFilters(state)) {
    countHidden(counts, name, sift(network, OPENED[name](state)), shown);
  }
  return counts;
}

function countHidden(counts: Record<string, number>, name: string, whole: Sifted, shown: Sifted): void {
  const [ties, organisations] = [whole.ties - shown.ties, whole.organisations - shown.organisations];
  if (ties) counts[`ties:${name}`] = ties;
  if (organisations) counts[`organisations:${name}`] = organisations;
}
