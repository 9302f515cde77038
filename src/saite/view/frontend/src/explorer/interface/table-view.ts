// A table of many rows: sorted by its heads, in pages, one row of it in the order of Tab.
import type { App } from "./app.ts";
import { button, h, heading, iconButton, keepFocus, put, type Piece } from "./element.ts";

export interface Column {
  readonly name: string;
  /** Key of its text. */
  readonly title: string;
  readonly isNumber?: boolean;
  /** What rows are sorted by: numbers, or texts. */
  key(row: number): number | string;
  cell(row: number): Piece;
}

export interface Subject {
  readonly name: string;
  /** Key of its title. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly sortedBy: string;
  rows(): number[];
  count(): string;
  open(row: number): void;
  /** What names a row for the focus. */
  id(row: number): string;
  before(): Piece[];
}

const PAGE = 100;

export interface Table {
  readonly element: HTMLElement;
  /** Show it anew; it keeps its order and, as far as it can, its page. */
  render(): void;
}

/** Make a table of a subject. */
export function makeTable(app: App, subject: Subject): Table {
  const element = h("div", { class: "table-view" });
  let sorting = { name: subject.sortedBy, isDown: true };
  let page = 0;
  let rows: number[] = [];

  const sortRows = (): void => {
    const column = subject.columns.find((each) => each.name === sorting.name);
    rows = subject.rows();
    if (!column) return;
    const keys = new Map(rows.map((row) => [row, column.key(row)]));
    const { collator } = app.texts;
    const sign = sorting.isDown ? -1 : 1;
    rows.sort((one, other) => {
      const [a, b] = [keys.get(one) ?? 0, keys.get(other) ?? 0];
      const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
      return sign * order || one - other;
    });
  };
  const sortBy = (column: Column): void => {
    sorting = { name: column.name, isDown: sorting.name === column.name ? !sorting.isDown : column.isNumber === true };
    page = 0;
    render();
    app.announce(app.texts.say(sorting.isDown ? "table.sortedDown" : "table.sortedUp", { column: app.texts.say(column.title) }));
  };
  const head = (column: Column): HTMLElement => {
    const isSorted = sorting.name === column.name;
    const title = app.texts.say(column.title);
    return h("th", { scope: "col", class: column.isNumber ? "number" : null, "aria-sort": isSorted ? (sorting.isDown ? "descending" : "ascending") : null },
      button([title, h("span", { class: "order", "aria-hidden": "true" }, isSorted ? (sorting.isDown ? "↓" : "↑") : "")],
        () => sortBy(column), { class: "sort", "data-key": `sort:${column.name}`, title: app.texts.say("table.sortBy", { column: title }) }));
  };
  const line = (row: number, place: number): HTMLElement => {
    const cells = subject.columns.map((column, at) => {
      const cell = at ? h("td", { class: column.isNumber ? "number" : column.name }) : h("th", { scope: "row" });
      // On a narrow screen the cells stand one below the other, each with its column's title.
      cell.setAttribute("data-title", app.texts.say(column.title));
      put(cell, column.cell(row));
      return cell;
    });
    const made = h("tr", { tabindex: place ? "-1" : "0", "data-key": `row:${subject.id(row)}` }, ...cells);
    made.addEventListener("click", (event) => {
      if (event.target instanceof Element && !event.target.closest("button, a") && !String(window.getSelection())) {
        made.focus();
        subject.open(row);
      }
    });
    return made;
  };
  const steer = (event: KeyboardEvent): void => {
    const row = event.target;
    if (!(row instanceof HTMLTableRowElement)) return;
    const to = event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
    if (event.key === "Enter") subject.open(rows[page * PAGE + row.sectionRowIndex] ?? -1);
    else if (to instanceof HTMLElement) to.focus();
    else return;
    event.preventDefault();
  };
  const turn = (to: number): void => {
    page = to;
    render();
    element.scrollIntoView({ block: "start" });
    app.announce(range());
  };
  const range = (): string => {
    const [from, to] = [page * PAGE, Math.min(rows.length, (page + 1) * PAGE)];
    return app.texts.say("table.range", { from: from + 1, to, n: rows.length });
  };
  const pager = (where: string): HTMLElement | null => {
    const last = Math.ceil(rows.length / PAGE) - 1;
    if (last < 1) return null;
    const step = (name: "back" | "forward", key: string, to: number): HTMLElement => {
      const made = iconButton(name, app.texts.say(key), () => turn(to), { class: "icon-button", "data-key": `${name}:${where}` });
      made.disabled = to < 0 || to > last;
      return made;
    };
    return h("nav", { class: "pager", "aria-label": app.texts.say("table.pages") },
      step("back", "table.previous", page - 1), h("span", {}, range()), step("forward", "table.next", page + 1));
  };
  const render = (): void => keepFocus(element, () => {
    sortRows();
    page = Math.min(page, Math.max(0, Math.ceil(rows.length / PAGE) - 1));
    const listed = rows.slice(page * PAGE, (page + 1) * PAGE);
    const title = heading("h2", app.texts.say(subject.title));
    title.id = `title-${subject.name}`;
    const body = h("tbody", {}, ...listed.map(line));
    body.addEventListener("keydown", steer);
    put(element,
      h("div", { class: "table-head" }, title, h("span", { class: "aside" }, subject.count()), pager("top")),
      ...subject.before(),
      rows.length ? h("div", { class: "table-box" }, h("table", { "aria-labelledby": title.id },
        h("thead", {}, h("tr", {}, ...subject.columns.map(head))), body)) : h("p", { class: "aside" }, app.texts.say("table.none")),
      pager("bottom"));
  });
  return { element, render };
}
