// The page of queries: the editor, saved queries, answers in several views, links to share.
import { addressOf, answerOf, ask, notesOn, Refused, type Asked, type Reply } from "./asking.ts";
import { showChart, showTimeline } from "./chart.ts";
import { h, words } from "./dom.ts";
import { makeEditor } from "./editor.ts";
import { makeForm, type Form } from "./forms.ts";
import { forget, ownShelf, readHistory, remember, type Run } from "./history.ts";
import { showNetwork } from "./network.ts";
import { language, t } from "./page.ts";
import { withPrefixes } from "./position.ts";
import { readAnswer, spotOf, type Answer } from "./results.ts";
import { fromFragment, toFragment } from "./share.ts";
import { showTable } from "./table.ts";
import { loadVocabulary, type Saved, type Vocabulary } from "./terms.ts";

const VIEWS = ["table", "chart", "timeline", "network", "raw"] as const;
type View = (typeof VIEWS)[number];
const ROW_FORMS: Record<string, string> = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" };
const TRIPLE_FORMS: Record<string, string> = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "N-Quads": "application/n-quads", TriG: "application/trig", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
const ENDINGS: Record<string, string> = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml", XLSX: "xlsx", Turtle: "ttl", "N-Triples": "nt", "N-Quads": "nq", TriG: "trig", "JSON-LD": "jsonld", "RDF/XML": "rdf" };

const bench = document.getElementById("workbench");
const plain = document.getElementById("plain");
if (bench && plain) start(bench, plain.querySelector("textarea")?.value ?? "");

function start(into: HTMLElement, first: string): void {
  const shelf = ownShelf();
  let vocabulary: Vocabulary | null = null;
  let saved: Saved | null = null;
  let form: Form | null = null;
  let view: View = "table";
  let reply: Reply | null = null;
  let asked: Asked | null = null;
  let running: AbortController | null = null;
  let notes: string[] = [];

  const runButton = h("button", { type: "button", class: "main", id: "run", title: "Ctrl+Enter" }, t("run"));
  const stopButton = h("button", { type: "button", id: "stop", hidden: true }, t("stop"));
  const shareButton = h("button", { type: "button", id: "share" }, t("share"));
  const prefixButton = h("button", { type: "button", id: "prefixes" }, t("prefixes"));
  const said = h("p", { id: "said", class: "aside", role: "status" });
  const fault = h("div", { id: "fault", class: "fault", role: "alert", hidden: true });
  const notice = h("p", { id: "changed", class: "aside", hidden: true });
  const formBox = h("div", { id: "form" });
  const titleBox = h("div", { id: "title" });
  const output = h("section", { id: "output", "aria-label": t("view"), hidden: true });
  const stage = h("div", { id: "stage", role: "tabpanel", tabindex: "-1" });
  const tabs = h("div", { class: "segments", role: "tablist", "aria-label": t("view") });
  const downloads = h("div", { class: "actions", id: "downloads" });
  const savedList = h("ul", { id: "saved" });
  const filter = h("input", { type: "search", id: "filter", "aria-label": t("queries.filter"), placeholder: t("queries.filter"), autocomplete: "off" });
  const historyList = h("ol", { id: "history" });
  const clear = h("button", { type: "button", class: "button" }, t("history.clear"));
  const editorBox = h("div", { id: "editor" });
  output.append(h("div", { class: "output-head" }, tabs), stage, downloads);
  into.replaceChildren(
    h("aside", { class: "shelves" },
      h("details", { class: "card", open: window.matchMedia("(min-width: 62rem)").matches, id: "saved-box" }, h("summary", {}, h("h2", {}, t("queries"))), filter, savedList),
      h("details", { class: "card", id: "history-box" }, h("summary", {}, h("h2", {}, t("history"))), historyList, clear)),
    h("div", { class: "desk" }, titleBox, formBox, editorBox, notice,
      h("div", { class: "actions" }, runButton, stopButton, shareButton, prefixButton, said), fault, output),
  );

  const editor = makeEditor(editorBox, () => void run(), () => {
    editor_changed();
  });

  function editor_changed(): void {
    if (!saved) return;
    const isChanged = editor.text() !== bodyOf(saved);
    formBox.hidden = isChanged;
    notice.hidden = !isChanged;
    if (isChanged && !notice.childElementCount) {
      const restore = h("button", { type: "button", class: "button" }, t("form.restore"));
      restore.addEventListener("click", () => { if (saved) editor.write(bodyOf(saved)); });
      notice.replaceChildren(t("form.changed"), " ", restore);
    }
  }

  function open(query: Saved, values: Record<string, string> = {}): void {
    saved = query;
    titleBox.replaceChildren(h("h2", {}, query.summary), h("p", { class: "aside" }, query.description));
    form = vocabulary && query.parameters.length ? makeForm(query.parameters, vocabulary, values, () => void run()) : null;
    formBox.replaceChildren(...(form ? [form.element] : []));
    formBox.hidden = false;
    notice.hidden = true;
    notice.replaceChildren();
    editor.write(bodyOf(query));
    editor.mark(null, "");
    showSaved();
  }

  function write(text: string): void {
    [saved, form] = [null, null];
    titleBox.replaceChildren();
    formBox.replaceChildren();
    notice.hidden = true;
    editor.write(text);
    showSaved();
  }

  function current(): Asked {
    const text = editor.text();
    const isSaved = saved !== null && text === bodyOf(saved);
    return { text, saved: isSaved && saved ? saved.name : "", values: isSaved && form ? form.values() : {} };
  }

  async function run(): Promise<void> {
    running?.abort();
    const stopper = (running = new AbortController());
    if (vocabulary && !saved) {
      const text = withPrefixes(editor.text(), vocabulary.prefixes);
      if (text !== editor.text()) editor.write(text);
    }
    asked = current();
    notes = [];
    fault.hidden = true;
    form?.tell([]);
    editor.mark(null, "");
    said.textContent = t("running");
    [stopButton.hidden, runButton.disabled] = [false, true];
    window.history.replaceState(null, "", toFragment({ ...asked, view }));
    const began = performance.now();
    try {
      reply = await answerOf(asked, language, stopper.signal);
      const answer = show();
      said.textContent = t("took", { ms: Math.round(performance.now() - began) });
      keep({ ...asked, at: Date.now(), rows: answer?.rows.length ?? 0 });
      if (answer && !answer.truth && !answer.rows.length) await explain(asked, stopper.signal);
    } catch (error) {
      if (running === stopper) tell(error);
    } finally {
      if (running === stopper) [stopButton.hidden, runButton.disabled, running] = [true, false, null];
    }
  }

  function hints(): HTMLElement[] {
    return notes.map((note) => h("p", { class: "hint", role: "status" }, words(note)));
  }

  /** Say below an empty answer why it is, as far as the server sees it. */
  async function explain(question: Asked, signal: AbortSignal): Promise<void> {
    const found = await notesOn(question, language, signal).catch(() => []);
    if (signal.aborted || !found.length) return;
    notes = found;
    show();
  }

  function tell(error: unknown): void {
    output.hidden = true;
    said.textContent = "";
    if (error instanceof DOMException && error.name === "AbortError") {
      said.textContent = t("stopped");
      return;
    }
    if (!(error instanceof Refused)) {
      fault.replaceChildren(h("p", {}, error instanceof TypeError ? t("offline") : String(error)));
      fault.hidden = false;
      return;
    }
    form?.tell(error.faults);
    const spot = error.faults.length ? null : spotOf(error.detail, editor.text());
    editor.mark(spot, error.detail || error.title);
    fault.replaceChildren(
      h("p", {}, h("strong", {}, error.title)),
      ...(error.detail ? [h("p", {}, error.detail)] : []),
      ...(spot ? [h("p", { class: "spot" }, t("at", { line: spot.line, column: spot.column }))] : []),
      ...(error.retry ? [h("p", {}, t("retry", { n: error.retry }))] : []),
    );
    fault.hidden = false;
    if (spot) editor.focus();
  }

  function show(): Answer | null {
    output.hidden = false;
    if (!reply) return null;
    const answer = reply.kind === "rows" ? readAnswer(reply.json as Parameters<typeof readAnswer>[0]) : null;
    const isTable = answer !== null && answer.truth === null;
    tabs.hidden = !isTable;
    for (const tab of tabs.children) {
      const isChosen = tab.id === `tab-${view}`;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.setAttribute("tabindex", isChosen ? "0" : "-1");
    }
    stage.setAttribute("aria-labelledby", `tab-${view}`);
    showDownloads(answer);
    if (!answer) stage.replaceChildren(h("pre", { class: "text", tabindex: "0" }, h("code", {}, reply.text)));
    else if (answer.truth !== null) stage.replaceChildren(h("p", { class: "truth" }, t(answer.truth ? "yes" : "no")), ...hints());
    else if (!answer.rows.length) stage.replaceChildren(h("p", { class: "none" }, t("none")), ...hints());
    else if (view === "table") showTable(answer, stage);
    else if (view === "chart") showChart(answer, stage);
    else if (view === "timeline") showTimeline(answer, stage);
    else if (view === "network") showNetwork(answer, stage);
    else stage.replaceChildren(h("pre", { class: "text", tabindex: "0" }, h("code", {}, reply.text.slice(0, 200_000))));
    return answer;
  }

  function showDownloads(answer: Answer | null): void {
    const forms = { ...(answer ? ROW_FORMS : TRIPLE_FORMS) };
    const names = Object.keys(forms);
    if (asked?.saved && answer) names.splice(names.indexOf("XML"), 1, "XLSX");
    downloads.replaceChildren(h("span", { class: "aside" }, `${t("download")}:`), ...names.map((name) => {
      const ending = ENDINGS[name] ?? "txt";
      if (asked?.saved) return h("a", { class: "button", href: addressOf(asked, ending, language), download: `${asked.saved}.${ending}` }, name);
      const button = h("button", { type: "button" }, name);
      button.addEventListener("click", () => void download(forms[name] ?? "", `answer.${ending}`));
      return button;
    }));
  }

  async function download(type: string, name: string): Promise<void> {
    if (!asked) return;
    try {
      const answer = await ask(asked, type, language, new AbortController().signal);
      const address = URL.createObjectURL(await answer.blob());
      h("a", { href: address, download: name }).click();
      window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) {
      tell(error);
    }
  }

  function keep(entry: Run): void {
    remember(shelf, entry);
    showHistory();
  }

  function showHistory(): void {
    const runs = readHistory(shelf);
    clear.hidden = !runs.length;
    historyList.replaceChildren(...(runs.length ? runs.map((each) => {
      const name = vocabulary?.queries.find((query) => query.name === each.saved)?.summary ?? firstLine(each.text);
      const values = Object.values(each.values ?? {}).filter(Boolean).join(", ");
      const button = h("button", { type: "button", class: "row" }, words(values ? `${name}: ${values}` : name), h("span", { class: "aside" }, new Date(each.at).toLocaleString(language)));
      button.addEventListener("click", () => { again(each); });
      return h("li", {}, button);
    }) : [h("li", { class: "none" }, t("history.none"))]));
  }

  function again(each: Run): void {
    const query = vocabulary?.queries.find((found) => found.name === each.saved);
    if (query) open(query, each.values);
    else write(each.text);
    void run();
  }

  function showSaved(): void {
    const wanted = filter.value.toLowerCase();
    const queries = (vocabulary?.queries ?? []).filter((query) => `${query.summary} ${query.name} ${query.tags.join(" ")}`.toLowerCase().includes(wanted));
    savedList.replaceChildren(...queries.map((query) => {
      const button = h("button", { type: "button", class: "row", "aria-current": query.name === saved?.name ? "true" : null, title: query.description }, query.summary);
      button.addEventListener("click", () => {
        open(query);
        if (!query.parameters.length) void run();
        else formBox.querySelector<HTMLElement>("input, select")?.focus();
      });
      return h("li", {}, button);
    }));
  }

  async function share(): Promise<void> {
    const address = new URL(toFragment({ ...current(), view }), window.location.href).href;
    window.history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = t("shared");
    } catch {
      said.textContent = t("shared.here");
    }
  }

  for (const name of VIEWS) {
    const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "stage" }, t(`view.${name}`));
    tab.addEventListener("click", () => {
      view = name;
      if (asked) window.history.replaceState(null, "", toFragment({ ...asked, view }));
      show();
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
  runButton.addEventListener("click", () => void run());
  stopButton.addEventListener("click", () => running?.abort());
  shareButton.addEventListener("click", () => void share());
  prefixButton.addEventListener("click", () => { if (vocabulary) editor.write(withPrefixes(editor.text(), vocabulary.prefixes)); editor.focus(); });
  filter.addEventListener("input", showSaved);
  clear.addEventListener("click", () => { forget(shelf); showHistory(); });
  window.addEventListener("hashchange", () => follow());

  function follow(): boolean {
    const shared = fromFragment(window.location.hash);
    if (!shared) return false;
    view = VIEWS.find((name) => name === shared.view) ?? "table";
    const query = vocabulary?.queries.find((found) => found.name === shared.saved);
    if (query) open(query, shared.values);
    else if (shared.about) write(aboutQuery(shared.about));
    else write(shared.text);
    void run();
    return true;
  }

  editor.write(first);
  showHistory();
  loadVocabulary()
    .then((found) => {
      vocabulary = found;
      editor.learn(found);
      showSaved();
      showHistory();
      follow();
    })
    .catch(() => { said.textContent = t("offline"); })
    .finally(() => { document.body.classList.add("is-ready"); });
}

/** Give the text of a saved query without its head, which the form and the title tell. */
function bodyOf(query: Saved): string {
  return query.text.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trimStart();
}

/** Write a query of everything that is said of a thing. */
function aboutQuery(iri: string): string {
  const safe = iri.replaceAll(/[<>"{}|^`\\\s]/g, (letter) => encodeURIComponent(letter));
  return `SELECT ?property ?value WHERE {\n  <${safe}> ?property ?value .\n}\nORDER BY ?property ?value\n`;
}

function firstLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() && !/^\s*(#|prefix\b|base\b)/i.test(line));
  return (lines.join(" ").trim() || text.trim()).slice(0, 90);
}
