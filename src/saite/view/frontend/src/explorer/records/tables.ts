// The tables of records that a page carries, read column by column when somebody asks.
import { type Column, readColumn, readLists, type Table } from "../columns.ts";
import type { Labels } from "../network.ts";

/** What `view/records.py` collects. */
export interface Records {
  readonly organisations: Table & { readonly names: Table };
  readonly ties: Table;
  readonly supports: Table;
  readonly things: Table;
  readonly statements: Table;
  readonly parts: Table & { readonly counts: readonly number[] };
  readonly evidence: Table;
  readonly documents: Table;
  readonly concepts: Readonly<Record<string, Labels>>;
  readonly people: Readonly<Record<string, Labels>>;
  readonly gaps: readonly GapTable[];
}

export interface GapTable {
  readonly kind: string;
  readonly title: Labels;
  readonly advice: Labels;
  readonly gaps: Table;
}

/** The value of a column in a row; undefined where nothing is recorded. */
export type Rows = (name: string, row: number) => unknown;

/** Read a table's columns once each. */
export function rowsOf(table: Table, lists: readonly string[] = []): Rows {
  const columns = new Map<string, readonly unknown[]>();
  return (name, row) => {
    let column = columns.get(name);
    if (!column) {
      const written: Column = table[name];
      column = lists.includes(name) ? readLists(written, table.length) : readColumn(written, table.length);
      columns.set(name, column);
    }
    return column[row];
  };
}

/** Leave out what is not there, so that a record holds only what is recorded. */
export function full<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
