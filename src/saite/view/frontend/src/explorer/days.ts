// Dates of records, as numbers that sort.
import type { Day } from "./network.ts";

/** Read a date of the records as a day; `otherwise` if there is none. */
export function dayFrom(text: string | undefined, otherwise: Day): Day {
  const found = /^(-?\d{1,4})-(\d\d)-(\d\d)/.exec(text ?? "");
  return found ? Number(found[1]) * 10_000 + Number(found[2]) * 100 + Number(found[3]) : otherwise;
}
