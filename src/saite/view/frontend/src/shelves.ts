// What stands beside the editor: the saved queries, and what was run in this browser.
import { h, words } from "./dom.ts";
import { forget, ownShelf, readHistory, remember, type Run } from "./history.ts";
import { language, t } from "./page.ts";
import type { Saved } from "./terms.ts";

const LONGEST = 90; // letters of a query in the list of what was run

export interface Shelves {
  readonly element: HTMLElement;
  /** List the saved queries, of which one may be open. */
  list(queries: readonly Saved[], open: Saved | null): void;
  /** Put what was run on the shelf. */
  keep(run: Run): void;
}

interface Events {
  onOpen(query: Saved): void;
  onAgain(run: Run): void;
}

export function makeShelves({ onOpen, onAgain }: Events): Shelves {
  const shelf = ownShelf();
  let queries: readonly Saved[] = [];
  let open: Saved | null = null;
  const savedList = h("ul", { id: "saved" });
  const filter = h("input", { type: "search", id: "filter", "aria-label": t("queries.filter"), placeholder: t("queries.filter"), autocomplete: "off" });
  const historyList = h("ol", { id: "history" });
  const clear = h("button", { type: "button", class: "button" }, t("history.clear"));
  const element = h("aside", { class: "shelves" },
    h("details", { class: "card", open: window.matchMedia("(min-width: 62rem)").matches, id: "saved-box" }, h("summary", {}, h("h2", {}, t("queries"))), filter, savedList),
    h("details", { class: "card", id: "history-box" }, h("summary", {}, h("h2", {}, t("history"))), historyList, clear));

  const showSaved = (): void => {
    const wanted = filter.value.toLowerCase();
    const fitting = queries.filter((query) => `${query.summary} ${query.name} ${query.tags.join(" ")}`.toLowerCase().includes(wanted));
    savedList.replaceChildren(...fitting.map((query) => {
      const button = h("button", { type: "button", class: "row", "aria-current": query.name === open?.name ? "true" : null, title: query.description }, query.summary);
      button.addEventListener("click", () => onOpen(query));
      return h("li", {}, button);
    }));
  };
  const showHistory = (): void => {
    const runs = readHistory(shelf);
    clear.hidden = !runs.length;
    historyList.replaceChildren(...(runs.length ? runs.map((each) => {
      const name = queries.find((query) => query.name === each.saved)?.summary ?? firstLine(each.text);
      const values = Object.values(each.values ?? {}).filter(Boolean).join(", ");
      const button = h("button", { type: "button", class: "row" }, words(values ? `${name}: ${values}` : name), h("span", { class: "aside" }, new Date(each.at).toLocaleString(language)));
      button.addEventListener("click", () => onAgain(each));
      return h("li", {}, button);
    }) : [h("li", { class: "none" }, t("history.none"))]));
  };

  filter.addEventListener("input", showSaved);
  clear.addEventListener("click", () => { forget(shelf); showHistory(); });
  showHistory();
  return {
    element,
    list(listed, opened) {
      const isNew = listed !== queries;
      [queries, open] = [listed, opened];
      showSaved();
      if (isNew) showHistory();
    },
    keep(run) {
      remember(shelf, run);
      showHistory();
    },
  };
}

function firstLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() && !/^\s*(#|prefix\b|base\b)/i.test(line));
  return (lines.join(" ").trim() || text.trim()).slice(0, LONGEST);
}
