// Sorting rows by a column: numbers as numbers, texts as the reader's language sorts them.

/** Read a number as pages write it, with the decimal sign of their language; undefined if it is none. */
export function numberOf(text: string, sign: "." | "," = "."): number | undefined {
  const plain = text.replaceAll(/[\s\u202f\u00a0]/g, "").replace(sign, ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

/** Compare two cells; empty ones come last in either direction. */
export function compare(a: string, b: string, descending: boolean, collator: Intl.Collator): number {
  if (!a || !b) return a === b ? 0 : a ? -1 : 1;
  const sign = signOf(collator);
  const [x, y] = [numberOf(a, sign), numberOf(b, sign)];
  const order = x !== undefined && y !== undefined ? x - y : collator.compare(a, b);
  return descending ? -order : order;
}

const signs = new WeakMap<Intl.Collator, "." | ",">();

function signOf(collator: Intl.Collator): "." | "," {
  const known = signs.get(collator) ?? (collator.resolvedOptions().locale.startsWith("en") ? "." : ",");
  signs.set(collator, known);
  return known;
}
