// The editor: CodeMirror with SPARQL, completion from the graph, problems marked where they are.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completions } from "./completion.ts";
import { t } from "./page.ts";
import type { Spot } from "./results.ts";
import type { Vocabulary } from "./terms.ts";

export interface Editor {
  text(): string;
  write(text: string): void;
  learn(vocabulary: Vocabulary): void;
  mark(spot: Spot | null, message: string): void;
  focus(): void;
}

// Colours are those of the page, by day and by night.
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--syntax-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--syntax-variable)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--syntax-string)" },
  { tag: [tags.namespace, tags.propertyName, tags.typeName, tags.labelName, tags.atom], color: "var(--syntax-name)" },
  { tag: [tags.url, tags.link], color: "var(--syntax-name)", textDecoration: "none" },
  { tag: tags.comment, color: "var(--syntax-comment)", fontStyle: "italic" },
]);

const THEME = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--text)", fontSize: "0.93rem", border: "1px solid var(--tie)", borderRadius: "8px" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Consolas, monospace', lineHeight: "1.55", minHeight: "13rem", maxHeight: "55vh" },
  ".cm-content": { caretColor: "var(--text)", padding: "0.6rem 0" },
  ".cm-gutters": { backgroundColor: "var(--page)", color: "var(--muted)", borderRight: "1px solid var(--line)", borderRadius: "8px 0 0 8px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 55%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "8px", boxShadow: "var(--shade)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "18rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "inherit", opacity: "0.75", fontStyle: "normal", marginLeft: "0.8em" },
  ".cm-completionInfo": { whiteSpace: "pre-wrap", maxWidth: "18rem", padding: "0.4rem 0.6rem", overflowWrap: "anywhere" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--warm)" },
  ".cm-panels": { backgroundColor: "var(--page)", color: "var(--text)" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
});

// A browser that types over coloured text wants to keep its colour by an attribute of style, which
// the policy stops: what is typed over a selection is written by the editor instead.
const TYPING_OVER = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const text = event.data;
    if (event.inputType !== "insertText" || !text || view.composing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/** Make the editor. */
export function makeEditor(into: HTMLElement, run: () => void, changed: () => void): Editor {
  const knowing = new Compartment();
  // In a tree of its own the editor's styles are sheets made by script, which a strict policy allows;
  // in the page itself they would be elements of style.
  const root = into.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
        highlightActiveLine(), highlightSelectionMatches(), lintGutter(), EditorView.lineWrapping,
        sparql(), syntaxHighlighting(COLOURS), THEME, TYPING_OVER, knowing.of(autocompletion({ override: [] })),
        EditorView.contentAttributes.of({ "aria-label": t("editor"), "aria-multiline": "true", spellcheck: "false" }),
        keymap.of([
          { key: "Mod-Enter", run: () => { run(); return true; }, preventDefault: true },
          ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, indentWithTab,
        ]),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } }),
    learn: (vocabulary) => view.dispatch({ effects: knowing.reconfigure(autocompletion({ override: [completions(vocabulary)], maxRenderedOptions: 80 })) }),
    mark: (spot, message) => {
      const end = view.state.doc.length;
      const found = spot ? [{ from: Math.min(spot.from, end), to: Math.min(Math.max(spot.to, spot.from), end), severity: "error" as const, message }] : [];
      view.dispatch(setDiagnostics(view.state, found));
      if (spot) view.dispatch({ selection: { anchor: Math.min(spot.from, end) }, scrollIntoView: true });
    },
    focus: () => view.focus(),
  };
}
