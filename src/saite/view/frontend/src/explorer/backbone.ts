// The backbone of a network: the ties that are too strong to be chance, for one of their two at least.
//
// Source: Serrano, Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106 (the disparity filter).
import type { Network } from "./network.ts";

/** Ties that chance makes with a smaller probability are the backbone. */
export const SIGNIFICANCE = 0.05;

const known = new WeakMap<Network, Float64Array>();

/**
 * Tell how probable it is that chance makes each tie so strong, at the end where that is less
 * probable: who shares a strength out among k ties at random gives one of them at least a share p
 * with probability (1 - p)^(k - 1). It is of the whole network, whatever is filtered.
 */
export function chances(network: Network): Float64Array {
  const made = network.ties.chance ?? known.get(network) ?? compute(network);
  known.set(network, made);
  return made;
}

function compute({ ties, supports, organisations: { measures } }: Network): Float64Array {
  const found = new Float64Array(ties.length).fill(1);
  for (let tie = 0; tie < ties.length; tie += 1) {
    let weight = 0;
    for (let each = ties.firstSupport[tie]!; each < ties.firstSupport[tie + 1]!; each += 1) weight += supports.weight[each]!;
    for (const end of [ties.a[tie]!, ties.b[tie]!]) {
      const [degree, strength] = [measures.degree[end]!, measures.strength[end]!];
      if (degree > 1 && strength > 0) found[tie] = Math.min(found[tie]!, Math.max(0, 1 - weight / strength) ** (degree - 1));
    }
  }
  return found;
}
