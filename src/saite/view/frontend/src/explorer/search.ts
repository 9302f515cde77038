// Search over names, abbreviations and other names, without regard to case and accents.
import type { Network } from "./network.ts";

export interface Found {
  readonly organisation: number;
  /** The name that fits, as it is written. */
  readonly name: string;
}

export type Search = (text: string, limit?: number) => readonly Found[];

// Letters that Unicode does not take apart, as a keyboard without them writes them.
const PLAIN: Readonly<Record<string, string>> = {
  ł: "l", đ: "d", ð: "d", ø: "o", ß: "ss", ẞ: "ss", æ: "ae", œ: "oe", þ: "th", ħ: "h", ı: "i", ŧ: "t", ŋ: "n", ĸ: "k",
};
const LETTERS = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "gu");

/** Fold a text for search: no accents, no case; what is no letter or number is one space. */
export function fold(text: string): string {
  return text.normalize("NFKD").toLowerCase().normalize("NFD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .replace(LETTERS, (letter) => PLAIN[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

// How well a name fits, from the best on: the whole name, its start, whole words, starts of words, any part.
const FITS = 5;
// The names are folded so long after the page has opened, however busy it is.
const LATEST_MS = 3_000;

/** One text of all names, each between line ends, so that one pass finds where a word stands. */
interface Index {
  readonly text: string;
  /** Where each name starts in the text; whose it is; as it is written. */
  readonly starts: Int32Array;
  readonly owners: Int32Array;
  readonly names: readonly string[];
}

/** Make a search; the names are folded once, when the page has time for it or at the first question. */
export function makeSearch(network: Network): Search {
  let made: Index | null = null;
  const indexed = (): Index => (made ??= makeIndex(network));
  globalThis.requestIdleCallback?.(indexed, { timeout: LATEST_MS });
  const { length, measures: { strength } } = network.organisations;
  const fits = new Uint8Array(length);
  const names = new Int32Array(length);
  return (text, limit = 12) => {
    const query = fold(text);
    if (!query) {
      return [];
    }
    const index = indexed();
    const buckets = findBest(index, query, { fits: fits.fill(FITS), names });
    const found: number[] = [];
    for (const bucket of buckets) {
      if (found.length >= limit) break;
      found.push(...bucket.sort((one, other) => strength[other]! - strength[one]! || one - other).slice(0, limit));
    }
    return found.slice(0, limit).map((organisation) => ({ organisation, name: index.names[names[organisation]!] ?? "" }));
  };
}

function makeIndex({ organisations }: Network): Index {
  const names: string[] = [];
  const owners: number[] = [];
  const starts: number[] = [];
  const folded: string[] = [];
  let length = 1;
  for (let organisation = 0; organisation < organisations.length; organisation += 1) {
    for (const name of namesOf(organisations, organisation)) {
      const text = fold(name);
      if (!text) continue;
      names.push(name);
      owners.push(organisation);
      starts.push(length);
      folded.push(text);
      length += text.length + 1;
    }
  }
  return { text: `\n${folded.join("\n")}\n`, starts: Int32Array.from(starts), owners: Int32Array.from(owners), names };
}

function namesOf(organisations: Network["organisations"], organisation: number): Set<string> {
  const { label, short, labels, names, iri } = organisations;
  const others = Object.values(labels).flatMap((texts) => texts[organisation] ?? []);
  const id = iri[organisation]?.split("/").pop() ?? "";
  return new Set([label[organisation] ?? "", short[organisation] ?? "", ...others, ...(names[organisation] ?? []), id]);
}

interface Best {
  /** How well each organisation fits, and by which of the names. */
  readonly fits: Uint8Array;
  readonly names: Int32Array;
}

/** Find the name of each organisation that fits best; lists the organisations by how well they fit. */
function findBest(index: Index, query: string, { fits, names }: Best): number[][] {
  const words = query.split(" ");
  // The longest word is in the fewest names.
  const rare = words.reduce((one, other) => (other.length > one.length ? other : one));
  const { text, starts, owners } = index;
  const seen: number[] = [];
  for (let at = text.indexOf(rare); at >= 0;) {
    const name = nameAt(starts, at);
    const start = starts[name]!;
    const end = (starts[name + 1] ?? text.length) - 1;
    const owner = owners[name]!;
    const fit = words.length === 1 ? fitOfWord(text, rare, at, [start, end]) : fitOf(text.slice(start, end), query, words);
    if (fit < fits[owner]!) {
      if (fits[owner] === FITS) seen.push(owner);
      fits[owner] = fit;
      names[owner] = name;
    }
    at = text.indexOf(rare, end);
  }
  const buckets: number[][] = Array.from({ length: FITS }, () => []);
  seen.forEach((owner) => buckets[fits[owner]!]!.push(owner));
  return buckets;
}

const SPACE = 32;

/** How well a name fits a single word that it holds, first at a place of the text. */
function fitOfWord(text: string, word: string, first: number, [start, end]: readonly [number, number]): number {
  if (first === start) return first + word.length === end ? 0 : 1;
  let best = 4;
  for (let at = first; at >= 0 && at < end; at = text.indexOf(word, at + 1)) {
    if (text.charCodeAt(at - 1) === SPACE) {
      const after = at + word.length;
      if (after === end || text.charCodeAt(after) === SPACE) return 2;
      best = 3;
    }
  }
  return best;
}

/** Which name a place of the text lies in. */
function nameAt(starts: Int32Array, at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

function fitOf(name: string, query: string, words: readonly string[]): number {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  const padded = ` ${name} `;
  if (padded.includes(` ${query} `)) return 2;
  if (words.every((word) => padded.includes(` ${word}`))) return 3;
  return words.every((word) => name.includes(word)) ? 4 : FITS;
}
