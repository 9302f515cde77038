// The page of queries: the editor, saved queries, their answers, links to share.
import { answerOf, notesOn, Refused, type Asked, type Reply } from "./asking.ts";
import { h } from "./dom.ts";
import { makeEditor } from "./editor.ts";
import { makeForm, type Form } from "./forms.ts";
import type { Run } from "./history.ts";
import { makeOutput } from "./output.ts";
import { language, t } from "./page.ts";
import { withPrefixes } from "./position.ts";
import { spotOf } from "./results.ts";
import { fromFragment, toFragment } from "./share.ts";
import { makeShelves } from "./shelves.ts";
import { loadVocabulary, type Saved, type Vocabulary } from "./terms.ts";

const bench = document.getElementById("workbench");
const plain = document.getElementById("plain");
if (bench && plain) start(bench, plain.querySelector("textarea")?.value ?? "");

function start(into: HTMLElement, first: string): void {
  let vocabulary: Vocabulary | null = null;
  let saved: Saved | null = null;
  let form: Form | null = null;
  let running: AbortController | null = null;

  const runButton = h("button", { type: "button", class: "main", id: "run", title: "Ctrl+Enter" }, t("run"));
  const stopButton = h("button", { type: "button", id: "stop", hidden: true }, t("stop"));
  const shareButton = h("button", { type: "button", id: "share" }, t("share"));
  const prefixButton = h("button", { type: "button", id: "prefixes" }, t("prefixes"));
  const said = h("p", { id: "said", class: "aside", role: "status" });
  const fault = h("div", { id: "fault", class: "fault", role: "alert", hidden: true });
  const notice = h("p", { id: "changed", class: "aside", hidden: true });
  const formBox = h("div", { id: "form" });
  const titleBox = h("div", { id: "title" });
  const editorBox = h("div", { id: "editor" });
  const output = makeOutput({ onView: (asked) => keepLink(asked), onFault: tell });
  const shelves = makeShelves({ onOpen: choose, onAgain: again });
  into.replaceChildren(shelves.element,
    h("div", { class: "desk" }, titleBox, formBox, editorBox, notice,
      h("div", { class: "actions" }, runButton, stopButton, shareButton, prefixButton, said), fault, output.element));
  const editor = makeEditor(editorBox, () => void run(), tellChange);

  function tellChange(): void {
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

  function list(): void {
    shelves.list(vocabulary?.queries ?? [], saved);
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
    list();
  }

  function write(text: string): void {
    [saved, form] = [null, null];
    titleBox.replaceChildren();
    formBox.replaceChildren();
    notice.hidden = true;
    editor.write(text);
    list();
  }

  /** Open a saved query; one that asks for nothing is run at once. */
  function choose(query: Saved): void {
    open(query);
    if (!query.parameters.length) void run();
    else formBox.querySelector<HTMLElement>("input, select")?.focus();
  }

  function again(each: Run): void {
    const query = vocabulary?.queries.find((found) => found.name === each.saved);
    if (query) open(query, each.values);
    else write(each.text);
    void run();
  }

  function current(): Asked {
    const text = editor.text();
    const isSaved = saved !== null && text === bodyOf(saved);
    return { text, saved: isSaved && saved ? saved.name : "", values: isSaved && form ? form.values() : {} };
  }

  function keepLink(asked: Asked): void {
    window.history.replaceState(null, "", toFragment({ ...asked, view: output.view }));
  }

  async function run(): Promise<void> {
    running?.abort();
    const stopper = (running = new AbortController());
    if (vocabulary && !saved) {
      const text = withPrefixes(editor.text(), vocabulary.prefixes);
      if (text !== editor.text()) editor.write(text);
    }
    const asked = current();
    fault.hidden = true;
    form?.tell([]);
    editor.mark(null, "");
    said.textContent = t("running");
    [stopButton.hidden, runButton.disabled] = [false, true];
    keepLink(asked);
    const began = performance.now();
    try {
      const reply = await answerOf(asked, language, stopper.signal);
      const answer = output.show(reply, asked);
      said.textContent = t("took", { ms: Math.round(performance.now() - began) });
      shelves.keep({ ...asked, at: Date.now(), rows: answer?.rows.length ?? 0 });
      if (answer && !answer.truth && !answer.rows.length) await explain(asked, reply, stopper.signal);
    } catch (error) {
      if (running === stopper) tell(error);
    } finally {
      if (running === stopper) [stopButton.hidden, runButton.disabled, running] = [true, false, null];
    }
  }

  /** Say below an empty answer why it is, as far as the server sees it. */
  async function explain(asked: Asked, reply: Reply, signal: AbortSignal): Promise<void> {
    const found = await notesOn(asked, language, signal).catch(() => []);
    if (!signal.aborted && found.length) output.show(reply, asked, found);
  }

  function tell(error: unknown): void {
    output.hide();
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

  async function share(): Promise<void> {
    const address = new URL(toFragment({ ...current(), view: output.view }), window.location.href).href;
    window.history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = t("shared");
    } catch {
      said.textContent = t("shared.here");
    }
  }

  /** Do what the link of the page says, if it says anything. */
  function follow(): void {
    const shared = fromFragment(window.location.hash);
    if (!shared) return;
    output.choose(shared.view);
    const query = vocabulary?.queries.find((found) => found.name === shared.saved);
    if (query) open(query, shared.values);
    else if (shared.about) write(aboutQuery(shared.about));
    else write(shared.text);
    void run();
  }

  runButton.addEventListener("click", () => void run());
  stopButton.addEventListener("click", () => running?.abort());
  shareButton.addEventListener("click", () => void share());
  prefixButton.addEventListener("click", () => { if (vocabulary) editor.write(withPrefixes(editor.text(), vocabulary.prefixes)); editor.focus(); });
  window.addEventListener("hashchange", follow);

  editor.write(first);
  loadVocabulary()
    .then((found) => {
      vocabulary = found;
      editor.learn(found);
      list();
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
