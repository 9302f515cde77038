// The answer to a query: in several views, and as files.
import { addressOf, ask, type Asked, type Reply } from "./asking.ts";
import { showChart, showTimeline } from "./chart.ts";
import { h, words } from "./dom.ts";
import { showNetwork } from "./network.ts";
import { language, t } from "./page.ts";
import { readAnswer, type Answer } from "./results.ts";
import { showTable } from "./table.ts";

const VIEWS = ["table", "chart", "timeline", "network", "raw"] as const;
type View = (typeof VIEWS)[number];
const ROW_FORMS: Record<string, string> = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
const TRIPLE_FORMS: Record<string, string> = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "N-Quads": "application/n-quads", TriG: "application/trig", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
const ENDINGS: Record<string, string> = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml", XLSX: "xlsx", Turtle: "ttl", "N-Triples": "nt", "N-Quads": "nq", TriG: "trig", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const LONGEST = 200_000; // letters of an answer that is shown as it came

export interface Output {
  readonly element: HTMLElement;
  readonly view: string;
  /** Show answers in a view; in the first if there is none of this name. */
  choose(view: string | undefined): void;
  /** Show an answer, below an empty one why it is; gives its rows, null if it has none. */
  show(reply: Reply, asked: Asked, notes?: readonly string[]): Answer | null;
  hide(): void;
}

interface Events {
  /** Another view was chosen, of an answer to this. */
  onView(asked: Asked): void;
  onFault(error: unknown): void;
}

export function makeOutput({ onView, onFault }: Events): Output {
  let view: View = "table";
  let shown: { readonly reply: Reply; readonly asked: Asked; readonly notes: readonly string[] } | null = null;
  const stage = h("div", { id: "stage", role: "tabpanel", tabindex: "-1" });
  const tabs = h("div", { class: "segments", role: "tablist", "aria-label": t("view") });
  const downloads = h("div", { class: "actions", id: "downloads" });
  const element = h("section", { id: "output", "aria-label": t("view"), hidden: true },
    h("div", { class: "output-head" }, tabs), stage, downloads);

  const render = (): Answer | null => {
    if (!shown) return null;
    const { reply, notes } = shown;
    const answer = reply.kind === "rows" ? readAnswer(reply.json as Parameters<typeof readAnswer>[0]) : null;
    tabs.hidden = answer === null || answer.truth !== null;
    for (const tab of tabs.children) {
      const isChosen = tab.id === `tab-${view}`;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.setAttribute("tabindex", isChosen ? "0" : "-1");
    }
    stage.setAttribute("aria-labelledby", `tab-${view}`);
    downloads.replaceChildren(h("span", { class: "aside" }, `${t("download")}:`), ...downloadsOf(shown.asked, answer, onFault));
    showAnswer(stage, { reply, answer, notes }, view);
    return answer;
  };

  for (const name of VIEWS) {
    const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "stage" }, t(`view.${name}`));
    tab.addEventListener("click", () => {
      view = name;
      if (shown) onView(shown.asked);
      render();
    });
    tabs.append(tab);
  }
  tabs.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    const next = VIEWS[(VIEWS.indexOf(view) + step + VIEWS.length) % VIEWS.length] ?? "table";
    document.getElementById(`tab-${next}`)?.click();
    document.getElementById(`tab-${next}`)?.focus();
  });

  return {
    element,
    get view() { return view; },
    choose(name) { view = VIEWS.find((each) => each === name) ?? "table"; },
    show(reply, asked, notes = []) {
      element.hidden = false;
      shown = { reply, asked, notes };
      return render();
    },
    hide() { element.hidden = true; },
  };
}

interface Shown {
  readonly reply: Reply;
  readonly answer: Answer | null;
  readonly notes: readonly string[];
}

function showAnswer(stage: HTMLElement, { reply, answer, notes }: Shown, view: View): void {
  const hints = notes.map((note) => h("p", { class: "hint", role: "status" }, words(note)));
  if (!answer) stage.replaceChildren(h("pre", { class: "text", tabindex: "0" }, h("code", {}, reply.text)));
  else if (answer.truth !== null) stage.replaceChildren(h("p", { class: "truth" }, t(answer.truth ? "yes" : "no")), ...hints);
  else if (!answer.rows.length) stage.replaceChildren(h("p", { class: "none" }, t("none")), ...hints);
  else if (view === "table") showTable(answer, stage);
  else if (view === "chart") showChart(answer, stage);
  else if (view === "timeline") showTimeline(answer, stage);
  else if (view === "network") showNetwork(answer, stage);
  else stage.replaceChildren(h("pre", { class: "text", tabindex: "0" }, h("code", {}, reply.text.slice(0, LONGEST))));
}

/** Links to an answer in its formats; of a query of one's own, buttons that ask for it again. */
function downloadsOf(asked: Asked, answer: Answer | null, onFault: (error: unknown) => void): HTMLElement[] {
  const forms = answer ? ROW_FORMS : TRIPLE_FORMS;
  const names = Object.keys(forms);
  if (asked.saved && answer) names.splice(names.indexOf("XML"), 1);
  return names.map((name) => {
    const ending = ENDINGS[name] ?? "txt";
    if (asked.saved) return h("a", { class: "button", href: addressOf(asked, ending, language), download: `${asked.saved}.${ending}` }, name);
    const button = h("button", { type: "button" }, name);
    button.addEventListener("click", () => { download(asked, forms[name] ?? "", `answer.${ending}`).catch(onFault); });
    return button;
  });
}

async function download(asked: Asked, type: string, name: string): Promise<void> {
  const answer = await ask(asked, type, language, new AbortController().signal);
  const address = URL.createObjectURL(await answer.blob());
  h("a", { href: address, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
