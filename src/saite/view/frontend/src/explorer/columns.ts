// Columns of a page's data, as `view/columns.py` writes them.

/** A column in one of its forms; only this file looks inside. */
export type Column = unknown;

export interface Table {
  readonly length: number;
  readonly [name: string]: Column;
}

interface Form {
  readonly pool?: readonly unknown[];
  readonly at?: readonly number[];
  readonly of?: Column;
  readonly rise?: readonly number[];
  readonly heads?: readonly string[];
  readonly head?: readonly number[];
  readonly width?: readonly number[];
  readonly counts?: readonly number[];
}

/** Read a column: one value a row, undefined where a row has none. */
export function readColumn(column: Column, length: number): readonly unknown[] {
  if (column === undefined || column === null) {
    return new Array<undefined>(length);
  }
  if (Array.isArray(column)) {
    return column;
  }
  const form = column as Form;
  if (form.heads) {
    return readNumbered(form);
  }
  if (form.pool) {
    const { pool } = form;
    return (form.at ?? []).map((place) => pool[place]);
  }
  if (form.rise) {
    return readRises(form.rise);
  }
  return readSparse(form, length);
}

function readSparse({ at = [], of }: Form, length: number): readonly unknown[] {
  const values = readColumn(of, at.length);
  const rows = new Array<unknown>(length);
  let row = 0;
  at.forEach((rise, place) => {
    row += rise;
    rows[row] = values[place];
  });
  return rows;
}

function readRises(rises: readonly number[]): readonly number[] {
  let last = 0;
  return rises.map((rise) => (last += rise));
}

function readNumbered({ heads = [], head = [], width = [], rise = [] }: Form): readonly string[] {
  const last = new Array<number>(heads.length).fill(0);
  return head.map((place, row) => {
    const number = (last[place] ?? 0) + (rise[row] ?? 0);
    last[place] = number;
    return (heads[place] ?? "") + String(number).padStart(width[row] ?? 0, "0");
  });
}

/** Read a column of texts; "" where a row has none. */
export function readTexts(column: Column, length: number): string[] {
  const values = readColumn(column, length);
  const texts = new Array<string>(length);
  for (let row = 0; row < length; row += 1) {
    const value = values[row];
    texts[row] = typeof value === "string" ? value : "";
  }
  return texts;
}

/** Read numbers into an array of the kind that is given, with a value where a row has none. */
export function readNumbers<T extends Int32Array | Float32Array | Uint8Array>(
  column: Column, into: T, otherwise = 0,
): T {
  const values = readColumn(column, into.length);
  for (let row = 0; row < into.length; row += 1) {
    const value = values[row];
    into[row] = typeof value === "number" ? value : otherwise;
  }
  return into;
}

/** Read a column with a list in each row. */
export function readLists(column: Column, length: number): readonly (readonly unknown[])[] {
  const { counts = [], of } = (column ?? {}) as Form;
  const values = readColumn(of, counts.reduce((sum, count) => sum + count, 0));
  let next = 0;
  return Array.from({ length }, (_, row) => values.slice(next, (next += counts[row] ?? 0)));
}

/** Sum counts up: what belongs to row i stands from first[i] to first[i + 1]. */
export function firstOf(counts: readonly number[], length: number): Int32Array<ArrayBuffer> {
  const first = new Int32Array(length + 1);
  for (let row = 0; row < length; row += 1) {
    first[row + 1] = (first[row] ?? 0) + (counts[row] ?? 0);
  }
  return first;
}
