// How central organisations are in what is shown. Of the whole network Python has computed it, with
// the same formulas: see saite.network.measures.
import { neighbours } from "./neighbourhood.ts";
import type { Measure, Neighbours, Network } from "./network.ts";
import type { Shown } from "./scene.ts";

const DAMPING = 0.85;
const TURNS = 100;
const TOLERANCE = 1e-6;
/** Up to so many organisations betweenness is exact; of more it is estimated from some starts. */
export const EXACT = 500;
/** So many starts are enough for an estimate that follows a slider; Python takes more time for it. */
export const STARTS = 100;
const SEED = 2001;

export type Measures = Readonly<Record<Measure, Float32Array>>;

const known = new WeakMap<Shown, Measures>();

function isAll(network: Network, shown: Shown): boolean {
  return shown.organisations === network.organisations.length && shown.supports === network.supports.length;
}

/** From how many organisations the paths start that the betweenness of what is shown is estimated from; 0 if it is exact. */
export function sampleOf(network: Network, shown: Shown): number {
  if (!isAll(network, shown)) return startsOf(shown);
  return network.measured.betweenness === "sampled" ? network.measured.sample : 0;
}

/** Measure what is shown; each measure is worked out when it is first asked for. */
export function measureShown(network: Network, shown: Shown): Measures {
  if (isAll(network, shown)) return network.organisations.measures;
  const found = known.get(shown) ?? measure(network, shown);
  known.set(shown, found);
  return found;
}

function measure(network: Network, shown: Shown): Measures {
  let between: Float32Array | null = null;
  let rank: Float32Array | null = null;
  return {
    degree: Float32Array.from(shown.degree),
    strength: shown.strength,
    get betweenness() { return (between ??= betweenness(network, shown)); },
    get pagerank() { return (rank ??= pagerank(network, shown)); },
  };
}

/** From how many organisations paths start; 0 if from all of them. */
function startsOf(shown: Pick<Shown, "organisations">): number {
  return shown.organisations > EXACT ? STARTS : 0;
}

/** What PageRank needs of a network. */
interface Sized {
  readonly organisations: { readonly length: number };
  readonly ties: Pick<Network["ties"], "a" | "b">;
}

/** What of a shown network the measures are computed from. */
type Walked = Pick<Shown, "organisation" | "tie" | "tieWeight" | "strength" | "organisations">;

/**
 * Compute betweenness: the share of the shortest paths between others that pass through it, from 0
 * to 1; a path is as long as it has ties. Exact up to 500 organisations, else from 100 starts.
 *
 * Source: Brandes 2001, doi:10.1080/0022250X.2001.9990249; Brandes and Pich 2007 for the estimate.
 */
export function betweenness(network: Network, shown: Walked, starts = startsOf(shown)): Float32Array {
  const members = [...shown.organisation.keys()].filter((each) => shown.organisation[each]);
  const from = starts && starts < members.length ? choose(members, starts) : members;
  const sum = new Float64Array(network.organisations.length);
  const walk = makeWalk(neighbours(network), shown.tie);
  from.forEach((start) => walk(start, sum));
  const n = members.length;
  const scale = n > 2 ? n / from.length / ((n - 1) * (n - 2)) : 0;
  return Float32Array.from(sum, (value) => value * scale);
}

/** Choose some of many, always the same ones: the first of a seeded shuffle (Fisher and Yates). */
function choose(members: readonly number[], count: number): number[] {
  const deck = [...members];
  let seed = SEED;
  for (let place = 0; place < count; place += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = place + Math.floor((seed / 2 ** 32) * (deck.length - place));
    [deck[place], deck[other]] = [deck[other]!, deck[place]!];
  }
  return deck.slice(0, count);
}

/** Make the step of Brandes' algorithm: add the share of one start's shortest paths to each sum. */
function makeWalk({ first, organisation, tie }: Neighbours, shown: Uint8Array): (start: number, sum: Float64Array) => void {
  const length = first.length - 1;
  const steps = new Int32Array(length).fill(-1);
  const paths = new Float64Array(length);
  const share = new Float64Array(length);
  const order = new Int32Array(length);

  const spread = (start: number): number => {
    let count = 1;
    [order[0], steps[start], paths[start]] = [start, 0, 1];
    for (let at = 0; at < count; at += 1) {
      const here = order[at]!;
      for (let place = first[here]!; place < first[here + 1]!; place += 1) {
        const next = organisation[place]!;
        if (!shown[tie[place]!]) continue;
        if (steps[next] === -1) {
          steps[next] = steps[here]! + 1;
          order[count] = next;
          count += 1;
        }
        if (steps[next] === steps[here]! + 1) paths[next]! += paths[here]!;
      }
    }
    return count;
  };
  return (start, sum) => {
    const count = spread(start);
    for (let at = count - 1; at > 0; at -= 1) {
      const here = order[at]!;
      const part = (1 + share[here]!) / paths[here]!;
      for (let place = first[here]!; place < first[here + 1]!; place += 1) {
        const before = organisation[place]!;
        if (shown[tie[place]!] && steps[before] === steps[here]! - 1) share[before]! += paths[before]! * part;
      }
      sum[here]! += share[here]!;
    }
    for (let at = 0; at < count; at += 1) {
      const here = order[at]!;
      [steps[here], paths[here], share[here]] = [-1, 0, 0];
    }
  };
}

/** Compute PageRank by the weights of ties: the share of a walk along them that is spent there. */
export function pagerank(network: Sized, shown: Walked): Float32Array {
  const { length } = network.organisations;
  const { a, b } = network.ties;
  const n = shown.organisations;
  const ties = [...shown.tie.keys()].filter((each) => shown.tie[each]);
  const members = [...shown.organisation.keys()].filter((each) => shown.organisation[each]);
  let rank = Float64Array.from(shown.organisation, (mark) => (mark ? 1 / n : 0));
  for (let turn = 0; turn < TURNS; turn += 1) {
    const next = new Float64Array(length);
    for (const tie of ties) {
      const [one, other, weight] = [a[tie]!, b[tie]!, shown.tieWeight[tie]!];
      next[other]! += (rank[one]! * weight) / shown.strength[one]!;
      next[one]! += (rank[other]! * weight) / shown.strength[other]!;
    }
    // Who has no ties passes on to all alike.
    const loose = members.reduce((sum, each) => sum + (shown.strength[each] ? 0 : rank[each]!), 0);
    let change = 0;
    for (const each of members) {
      next[each] = DAMPING * (next[each]! + loose / n) + (1 - DAMPING) / n;
      change += Math.abs(next[each]! - rank[each]!);
    }
    rank = next;
    if (change < n * TOLERANCE) break;
  }
  return Float32Array.from(rank);
}
