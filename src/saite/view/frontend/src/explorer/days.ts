// Dates of records, as numbers that sort.
import { NEVER_BEGAN, NEVER_ENDS, type Day, type Supports } from "./network.ts";

/** Read a date of the records as a day; `otherwise` if there is none. */
export function dayFrom(text: string | undefined, otherwise: Day): Day {
  const found = /^(-?\d{1,4})-(\d\d)-(\d\d)/.exec(text ?? "");
  return found ? Number(found[1]) * 10_000 + Number(found[2]) * 100 + Number(found[3]) : otherwise;
}

/**
 * First and last possible day of supports, of those that have dates: a side that one of them leaves
 * open is open, as in the graph (33-tie-dates.rq).
 */
export function boundsOf({ earliest, latest }: Pick<Supports, "earliest" | "latest">, places: readonly number[]): readonly [Day, Day] {
  const dated = places.filter((each) => earliest[each]! > NEVER_BEGAN || latest[each]! < NEVER_ENDS);
  if (!dated.length) return [NEVER_BEGAN, NEVER_ENDS];
  return [
    dated.reduce((first, each) => Math.min(first, earliest[each]!), NEVER_ENDS),
    dated.reduce((last, each) => Math.max(last, latest[each]!), NEVER_BEGAN),
  ];
}
