// Names of groups: those of their best tied members, never invented.
import type { Network } from "./network.ts";

// So long a name may be before it is cut, in letters: two stand beside each other.
const MOST = 28;

/** Name a group after its leads, such as "LUMA, Kauno TAU +14"; "" for one without members. */
export function groupName(network: Network, group: number, cut = MOST): string {
  const found = network.groups[group];
  if (!found?.leads.length) {
    return "";
  }
  const { short, label } = network.organisations;
  const names = found.leads.map((lead) => shorten(short[lead] || label[lead] || "", cut));
  const rest = found.size + (found.missing ?? 0) - names.length;
  return rest > 0 ? `${names.join(", ")} +${rest}` : names.join(", ");
}

/** Cut a text at a word, as near before its limit as there is one. */
export function shorten(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) {
    return text;
  }
  const kept = letters.slice(0, most - 1).join("");
  const space = kept.lastIndexOf(" ");
  return `${(space > most / 2 ? kept.slice(0, space) : kept).replace(/[\s,;:–-]+$/u, "")}…`;
}
