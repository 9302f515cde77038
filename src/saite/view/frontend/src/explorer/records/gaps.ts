// What is missing, out of the tables of a page.
import type { Table } from "../columns.ts";
import type { Gap, GapList } from "../details.ts";
import type { Labels, Network } from "../network.ts";
import { full, rowsOf, type Records } from "./tables.ts";

export function readGapLists(network: Network, { gaps }: Records): readonly GapList[] {
  return gaps.map((list) => ({ ...list, gaps: readGaps(network, list.gaps) }));
}

function readGaps({ organisations, ties }: Network, table: Table): readonly Gap[] {
  const rows = rowsOf(table);
  return Array.from({ length: table.length }, (_, row) => {
    const organisation = rows("organisation", row) as number | undefined;
    const tie = rows("tie", row) as number | undefined;
    return full<Gap>({
      labels: organisation === undefined ? ((rows("labels", row) ?? {}) as Labels) : labelsOf(organisations, organisation),
      detail: rows("detail", row) as Labels | undefined,
      file: rows("file", row) as string | undefined,
      row: rows("row", row) as number | undefined,
      organisation: organisation === undefined ? undefined : organisations.iri[organisation],
      tie: tie === undefined ? undefined : [organisations.iri[ties.a[tie]!]!, organisations.iri[ties.b[tie]!]!],
    });
  });
}

function labelsOf({ label, labelLanguage, labels }: Network["organisations"], place: number): Labels {
  const others = Object.entries(labels).flatMap(([tag, texts]) => (texts[place] ? [[tag, texts[place]] as const] : []));
  return Object.fromEntries([[labelLanguage[place] ?? "", label[place] ?? ""], ...others]);
}
