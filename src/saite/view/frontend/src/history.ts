// Queries that were run, kept in this browser only.

export interface Run {
  text: string;
  saved: string;
  values: Record<string, string>;
  at: number;
  rows: number;
}

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const KEY = "saite.history";
const MOST = 50;

function isRun(value: unknown): value is Run {
  const run = value as Partial<Run> | null;
  return !!run && typeof run.text === "string" && typeof run.saved === "string" && typeof run.at === "number";
}

/** Read what was run, the latest first; what cannot be read is passed over. */
export function readHistory(shelf: Shelf): Run[] {
  try {
    const found: unknown = JSON.parse(shelf.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isRun) : [];
  } catch {
    return [];
  }
}

/** Remember a run; the same query is kept once. */
export function remember(shelf: Shelf, run: Run): Run[] {
  const same = (other: Run): boolean =>
    run.saved ? other.saved === run.saved && JSON.stringify(other.values) === JSON.stringify(run.values) : !other.saved && other.text === run.text;
  const runs = [run, ...readHistory(shelf).filter((other) => !same(other))].slice(0, MOST);
  try {
    shelf.setItem(KEY, JSON.stringify(runs));
  } catch {
    // A browser that keeps nothing, or whose room is full, goes on without a history.
  }
  return runs;
}

/** Forget everything. */
export function forget(shelf: Shelf): void {
  shelf.removeItem(KEY);
}

/** Give the browser's own shelf, or one that forgets where it has none. */
export function ownShelf(): Shelf {
  try {
    window.localStorage.getItem(KEY);
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}
