// How many ties there are in each year, as far as their dates tell.
import { NEVER_ENDS, type Network } from "../network.ts";
import type { Shown } from "../scene.ts";

const yearOf = (day: number): number => Math.floor(day / 10_000);

/** Find the first and the last year that a date names; null if there is no date. */
export function firstAndLastYear(network: Network): readonly [number, number] | null {
  const { length, earliest, latest } = network.supports;
  let [first, last] = [Infinity, -Infinity];
  for (let support = 0; support < length; support += 1) {
    const [begin, end] = [earliest[support] ?? 0, latest[support] ?? NEVER_ENDS];
    if (begin > 0) [first, last] = [Math.min(first, yearOf(begin)), Math.max(last, yearOf(begin))];
    if (end < NEVER_ENDS) [first, last] = [Math.min(first, yearOf(end)), Math.max(last, yearOf(end))];
  }
  return first <= last ? [first, last] : null;
}

/** Count the ties of each year: a tie counts once a year; what has no date at all counts nowhere. */
export function tiesByYear(network: Network, first: number, last: number, shown: Shown | null): number[] {
  const { earliest, latest } = network.supports;
  const { firstSupport, length } = network.ties;
  const changes = new Int32Array(last - first + 2);
  const add = (from: number, to: number): void => {
    changes[from - first] = (changes[from - first] ?? 0) + 1;
    changes[to - first + 1] = (changes[to - first + 1] ?? 0) - 1;
  };
  for (let tie = 0; tie < length; tie += 1) {
    if (shown && !shown.tie[tie]) continue;
    const spans: [number, number][] = [];
    for (let support = firstSupport[tie] ?? 0; support < (firstSupport[tie + 1] ?? 0); support += 1) {
      const [begin, end] = [earliest[support] ?? 0, latest[support] ?? NEVER_ENDS];
      if ((shown && !shown.support[support]) || (begin <= 0 && end >= NEVER_ENDS)) continue;
      spans.push([begin > 0 ? yearOf(begin) : first, end < NEVER_ENDS ? yearOf(end) : last]);
    }
    for (const [from, to] of joined(spans)) add(from, to);
  }
  let sum = 0;
  return [...changes.subarray(0, last - first + 1)].map((change) => (sum += change));
}

function joined(spans: [number, number][]): [number, number][] {
  if (spans.length < 2) return spans;
  spans.sort((one, other) => one[0] - other[0]);
  const whole: [number, number][] = [];
  for (const span of spans) {
    const before = whole[whole.length - 1];
    if (before && span[0] <= before[1] + 1) before[1] = Math.max(before[1], span[1]);
    else whole.push([...span]);
  }
  return whole;
}
