// Who is tied with whom: neighbours, neighbourhoods, shortest paths, what two have in common.
// Everything walks along the ties that are shown, if it is told which.
import type { Neighbours, Network } from "./network.ts";

/** Organisations and ties, marked by 1. */
export interface Part {
  readonly organisations: Uint8Array;
  readonly ties: Uint8Array;
}

/** The ties that may be walked along: all, or those that are marked. */
export type Allowed = Uint8Array | null;

/** A path from one organisation to another: n organisations, n - 1 ties. */
export interface Path {
  readonly organisations: readonly number[];
  readonly ties: readonly number[];
}

const known = new WeakMap<Network, Neighbours>();

/** List the neighbours of each organisation, the one that comes first in the network first. */
export function neighbours(network: Network): Neighbours {
  const made = known.get(network) ?? listNeighbours(network);
  known.set(network, made);
  return made;
}

function listNeighbours({ organisations, ties }: Network): Neighbours {
  const first = new Int32Array(organisations.length + 1);
  for (let tie = 0; tie < ties.length; tie += 1) {
    first[ties.a[tie]! + 1]! += 1;
    first[ties.b[tie]! + 1]! += 1;
  }
  for (let row = 0; row < organisations.length; row += 1) {
    first[row + 1]! += first[row]!;
  }
  const next = first.slice();
  const organisation = new Int32Array(2 * ties.length);
  const tie = new Int32Array(2 * ties.length);
  for (const number of inOrder(ties)) {
    for (const [from, to] of [[ties.a[number]!, ties.b[number]!], [ties.b[number]!, ties.a[number]!]] as const) {
      const place = next[from]!;
      next[from] = place + 1;
      organisation[place] = to;
      tie[place] = number;
    }
  }
  return { first, organisation, tie };
}

/** Ties by their first, then their second end: then the neighbours of each come in order. */
function inOrder(ties: Network["ties"]): Int32Array {
  return Int32Array.from({ length: ties.length }, (_, tie) => tie)
    .sort((one, other) => ties.a[one]! - ties.a[other]! || ties.b[one]! - ties.b[other]!);
}

/** Find the tie between two organisations; -1 if there is none. */
export function tieBetween({ first, organisation, tie }: Neighbours, one: number, other: number): number {
  for (let place = first[one] ?? 0; place < (first[one + 1] ?? 0); place += 1) {
    if (organisation[place] === other) {
      return tie[place]!;
    }
  }
  return -1;
}

/** Call back for each neighbour that can be walked to. */
export function forEachNeighbour(
  { first, organisation, tie }: Neighbours, from: number, allowed: Allowed, call: (to: number, along: number) => void,
): void {
  for (let place = first[from]!; place < first[from + 1]!; place += 1) {
    const along = tie[place]!;
    if (!allowed || allowed[along]) {
      call(organisation[place]!, along);
    }
  }
}

/** How many ties each organisation is from one of them; -1 where no path leads. */
export function stepsFrom(network: Network, from: number, allowed: Allowed = null, most = Infinity): Int32Array {
  const around = neighbours(network);
  const steps = new Int32Array(network.organisations.length).fill(-1);
  steps[from] = 0;
  let border = [from];
  for (let step = 1; border.length && step <= most; step += 1) {
    const next: number[] = [];
    for (const organisation of border) {
      forEachNeighbour(around, organisation, allowed, (to) => {
        if (steps[to] === -1) {
          steps[to] = step;
          next.push(to);
        }
      });
    }
    border = next;
  }
  return steps;
}

/** Find everybody within some steps, with all ties between them. */
export function neighbourhood(network: Network, of: number, steps: number, allowed: Allowed = null): Part {
  const away = stepsFrom(network, of, allowed, steps);
  return withTies(network, Uint8Array.from(away, (each) => (each >= 0 ? 1 : 0)), allowed);
}

/** Find the partners that two have in common, with the ties that lead to them, and their own. */
export function commonPartners(network: Network, one: number, other: number, allowed: Allowed = null): Part {
  const around = neighbours(network);
  const organisations = new Uint8Array(network.organisations.length);
  const ties = new Uint8Array(network.ties.length);
  const tieTo = new Map<number, number>();
  forEachNeighbour(around, one, allowed, (to, along) => tieTo.set(to, along));
  organisations[one] = 1;
  organisations[other] = 1;
  forEachNeighbour(around, other, allowed, (to, along) => {
    const mine = tieTo.get(to);
    if (to === one) {
      ties[along] = 1;
    } else if (mine !== undefined) {
      organisations[to] = 1;
      ties[along] = 1;
      ties[mine] = 1;
    }
  });
  return { organisations, ties };
}

/** Mark the ties that lie between marked organisations. */
export function withTies(network: Network, organisations: Uint8Array, allowed: Allowed = null): Part {
  const { a, b, length } = network.ties;
  const ties = new Uint8Array(length);
  for (let tie = 0; tie < length; tie += 1) {
    ties[tie] = (!allowed || allowed[tie]) && organisations[a[tie]!] && organisations[b[tie]!] ? 1 : 0;
  }
  return { organisations, ties };
}

/**
 * Find the shortest path: that of the fewest ties; of several the one with the greatest sum of
 * weights, then the one that comes first. Null if no path leads there.
 */
export function shortestPath(
  network: Network, from: number, to: number, weight: Float32Array, allowed: Allowed = null,
): Path | null {
  const around = neighbours(network);
  const steps = stepsFrom(network, from, allowed);
  if (steps[to] === -1) {
    return null;
  }
  // The best sum of weights on a shortest way to each, and by which tie it arrives.
  const best = new Float64Array(steps.length).fill(-Infinity);
  const arrival = new Int32Array(steps.length).fill(-1);
  best[from] = 0;
  for (const organisation of byStep(steps, steps[to]!)) {
    forEachNeighbour(around, organisation, allowed, (next, along) => {
      const sum = best[organisation]! + (weight[along] ?? 0);
      if (steps[next] === steps[organisation]! + 1 && sum > best[next]!) {
        best[next] = sum;
        arrival[next] = along;
      }
    });
  }
  return followBack(network, from, to, arrival);
}

function byStep(steps: Int32Array, last: number): number[] {
  const near: number[] = [];
  steps.forEach((step, organisation) => {
    if (step >= 0 && step < last) {
      near.push(organisation);
    }
  });
  return near.sort((one, other) => steps[one]! - steps[other]! || one - other);
}

function followBack({ ties }: Network, from: number, to: number, arrival: Int32Array): Path {
  const organisations = [to];
  const walked: number[] = [];
  for (let at = to; at !== from;) {
    const tie = arrival[at]!;
    at = ties.a[tie] === at ? ties.b[tie]! : ties.a[tie]!;
    walked.push(tie);
    organisations.push(at);
  }
  return { organisations: organisations.reverse(), ties: walked.reverse() };
}
