// One row a tie, safe to open in a spreadsheet; lines end in CR LF (RFC 4180).
import type { DetailSource } from "../details.ts";
import type { Network } from "../network.ts";
import type { Shown } from "../scene.ts";
import { collectRows, type Rows, type Value } from "./rows.ts";

export const COLUMNS = [
  "organisation_a", "label_a", "organisation_b", "label_b", "weight", "supports", "kinds",
  "status", "earliest", "latest", "through", "documents", "tie",
] as const;

/** Write what is shown; without a source of details its last three columns are empty. */
export async function toCsv(network: Network, shown: Shown, details: DetailSource | null): Promise<string> {
  return tieTable(await collectRows(network, shown, details));
}

function tieTable({ nodes, edges }: Rows): string {
  const lines = edges.map(({ source, target, values }) => {
    const [a, b] = [nodes[source]!.values, nodes[target]!.values];
    return [
      a["identifier"], a["label"], b["identifier"], b["label"], values["weight"], values["supports"],
      values["kinds"], values["status"], values["earliest"], values["latest"], values["through"],
      values["documents"], values["iri"],
    ];
  });
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Value | undefined): string {
  if (typeof value !== "string") {
    return value === undefined ? "" : String(value);
  }
  const guarded = guard(value);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

// Signs that begin a formula; what a spreadsheet may strip before one; separators of cells.
const SIGNS = "=+\\-@＝＋－＠";
const BLANKS = " \\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u00a0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2069\\u3000\\ufeff\"'";
const START = new RegExp(`(^|[;,|\\t\\r\\n])([${BLANKS}]*)(?=[${SIGNS}])`, "g");

/**
 * Put an apostrophe where a spreadsheet would begin to read a formula: at the beginning, after a
 * separator or a line break. Source: OWASP, CSV Injection.
 */
export function guard(text: string): string {
  const guarded = text.replace(START, "$1'$2");
  return /^[\t\r\n]/.test(guarded) ? `'${guarded}` : guarded;
}
