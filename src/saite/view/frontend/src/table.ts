// An answer as a table: sorted by any column, shown in parts.
import { h, words } from "./dom.ts";
import { called, nameAll, textOf } from "./naming.ts";
import { language, t } from "./page.ts";
import { columnOf, irisOf, numberColumns, type Answer, type Cell } from "./results.ts";
import { compare } from "./sorting.ts";

const PART = 200;
const collator = new Intl.Collator(language, { numeric: true });

function cellOf(cell: Cell | undefined, isNumber: boolean): HTMLTableCellElement {
  const td = h("td", { class: isNumber ? "number" : null });
  if (!cell || cell.kind === "none") return td;
  const found = cell.kind === "iri" ? called(cell.value) : undefined;
  if (found) td.append(h("a", { href: found.link, title: cell.value }, words(found.label)));
  else if (cell.kind === "iri") td.append(h("span", { class: "iri" }, cell.value));
  else td.append(words(textOf(cell), cell.language));
  return td;
}

/** Show an answer as a table. */
export function showTable(answer: Answer, into: HTMLElement): void {
  const numbers = new Set(numberColumns(answer));
  let rows = answer.rows;
  let shown = PART;
  const body = h("tbody");
  const count = h("p", { class: "aside" });
  const more = h("button", { type: "button", class: "button" }, t("rows.more"));
  const heads = answer.columns.map((name, place) => {
    const button = h("button", { type: "button", title: t("sort", { name }) }, name);
    const head = h("th", { scope: "col", class: numbers.has(place) ? "number" : null }, button);
    button.addEventListener("click", () => sort(head, place));
    return head;
  });

  const fill = async (): Promise<void> => {
    const part = rows.slice(0, shown);
    await nameAll(irisOf(part)).catch(() => undefined);
    body.replaceChildren(...part.map((row) => h("tr", {}, ...row.map((cell, place) => cellOf(cell, numbers.has(place))))));
    const [n, m] = [rows.length, part.length];
    count.textContent = n > m ? t("rows.shown", { n, m }) : t("rows", { n });
    more.hidden = n <= m;
  };
  const sort = (head: HTMLTableCellElement, place: number): void => {
    const before = head.getAttribute("aria-sort");
    const descending = before ? before === "ascending" : numbers.has(place);
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const key = (row: Cell[]): string => (row[place] ? textOf(row[place]) : "");
    void nameAll(irisOf(columnOf(rows, place))).finally(() => {
      rows = [...rows].sort((a, b) => compare(key(a), key(b), descending, collator));
      void fill();
    });
  };
  more.addEventListener("click", () => { shown += 5 * PART; void fill(); });
  into.replaceChildren(
    count,
    h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": t("view.table") },
      h("table", {}, h("thead", {}, h("tr", {}, ...heads)), body)),
    h("p", { class: "actions" }, more),
  );
  void fill();
}
