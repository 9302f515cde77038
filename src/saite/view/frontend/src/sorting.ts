// Sorting rows by a column: numbers as numbers, texts as the reader's language sorts them.

/** Read a number as pages write it; undefined if it is none. */
export function numberOf(text: string): number | undefined {
  const plain = text.replaceAll(/[\s\u202f\u00a0]/g, "");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

/** Compare two cells; empty ones come last in either direction. */
export function compare(a: string, b: string, descending: boolean, collator: Intl.Collator): number {
  if (!a || !b) return a === b ? 0 : a ? -1 : 1;
  const [x, y] = [numberOf(a), numberOf(b)];
  const order = x !== undefined && y !== undefined ? x - y : collator.compare(a, b);
  return descending ? -order : order;
}
