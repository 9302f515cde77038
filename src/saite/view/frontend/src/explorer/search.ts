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

export interface Hit {
  /** What was found, by its place. */
  readonly place: number;
  /** The name that fits, as it is written. */
  readonly name: string;
}

/**
 * A search over anything that has names. They are folded once, at the first question or before.
 *
 * `compare` tells which of two that fit alike comes first; those that it leaves alike come in order.
 */
export class NameSearch {
  private index: Index | null = null;
  private readonly fits: Uint8Array;
  private readonly names: Int32Array;

  constructor(
    private readonly length: number,
    private readonly namesOf: (place: number) => Iterable<string>,
    private readonly compare: (one: number, other: number) => number,
  ) {
    this.fits = new Uint8Array(length);
    this.names = new Int32Array(length);
  }

  prepare(): Index {
    return (this.index ??= makeIndex(this.length, this.namesOf));
  }

  find(text: string, limit: number): readonly Hit[] {
    const query = fold(text);
    if (!query) {
      return [];
    }
    const index = this.prepare();
    const { names } = this;
    const found: number[] = [];
    for (const bucket of findBest(index, query, { fits: this.fits.fill(FITS), names })) {
      if (found.length >= limit) break;
      found.push(...bucket.sort((one, other) => this.compare(one, other) || one - other).slice(0, limit));
    }
    return found.slice(0, limit).map((place) => ({ place, name: index.names[names[place]!] ?? "" }));
  }
}

/** Make a search for organisations; their names are folded when the page has time for it. */
export function makeSearch({ organisations }: Network): Search {
  const { length, measures: { strength } } = organisations;
  const search = new NameSearch(length, (place) => namesOf(organisations, place), (one, other) => strength[other]! - strength[one]!);
  globalThis.requestIdleCallback?.(() => search.prepare(), { timeout: LATEST_MS });
  return (text, limit = 12) => search.find(text, limit).map(({ place, name }) => ({ organisation: place, name }));
}

function makeIndex(count: number, namesOf: (place: number) => Iterable<string>): Index {
  const names: string[] = [];
  const owners: number[] = [];
  const starts: number[] = [];
  const folded: string[] = [];
  let length = 1;
  for (let owner = 0; owner < count; owner += 1) {
    for (const name of namesOf(owner)) {
      const text = fold(name);
      if (!text) continue;
      names.push(name);
      owners.push(owner);
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
  /** How well each owner of names fits, and by which of them. */
  readonly fits: Uint8Array;
  readonly names: Int32Array;
}

/** Find the name of each owner that fits best; lists the owners by how well they fit. */
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
