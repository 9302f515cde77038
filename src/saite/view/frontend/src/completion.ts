// What the editor offers: terms of this graph, words of SPARQL, variables, things by name.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { t } from "./page.ts";
import { missingPrefixes, positionAt, variablesOf, type Position } from "./position.ts";
import { findThings } from "./suggest.ts";
import type { Term, Vocabulary } from "./terms.ts";

export const KEYWORDS = [
  "SELECT", "DISTINCT", "WHERE", "CONSTRUCT", "ASK", "DESCRIBE", "PREFIX", "BASE", "FROM", "NAMED",
  "OPTIONAL", "FILTER", "UNION", "MINUS", "GRAPH", "BIND", "VALUES", "UNDEF", "AS", "EXISTS", "NOT",
  "IN", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "ASC", "DESC", "COUNT", "SUM", "MIN",
  "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "SEPARATOR", "STR", "LANG", "LANGMATCHES", "DATATYPE",
  "BOUND", "IF", "COALESCE", "REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "LCASE", "UCASE",
  "REPLACE", "CONCAT", "YEAR", "MONTH", "DAY", "isIRI", "isLiteral", "true", "false",
];

/** Fold a text as the search does: no case, no accents. */
export function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Tell how well a term fits a word; 0 is not at all. */
export function fitness(term: Term, word: string): number {
  const wanted = fold(word);
  const curie = fold(term.curie);
  const local = curie.slice(curie.indexOf(":") + 1);
  const label = fold(term.label);
  if (curie.startsWith(wanted)) return 4;
  if (!wanted.includes(":") && local.startsWith(wanted)) return 3;
  if (label.split(/\s+/).some((each) => each.startsWith(wanted))) return 2;
  return wanted.length > 2 && (local.includes(wanted) || label.includes(wanted)) ? 1 : 0;
}

/** Choose the terms to offer at a place, the ones that fit best first, then the frequent ones. */
export function termsAt(vocabulary: Vocabulary, position: Position): Term[] {
  const { place, word } = position;
  const from: Term[] =
    place === "class" ? vocabulary.classes
    : place === "predicate" ? vocabulary.properties
    : place === "object" || place === "subject" ? [...vocabulary.classes, ...vocabulary.properties]
    : [];
  if (!word) return place === "class" || place === "predicate" ? from.slice(0, 60) : [];
  return from
    .map((term) => ({ term, fits: fitness(term, word) }))
    .filter((each) => each.fits > 0)
    .sort((a, b) => b.fits - a.fits || b.term.number - a.term.number)
    .map((each) => each.term)
    .slice(0, 60);
}

/** Write a term where the cursor is, and declare its prefix if that is missing. */
function applyTerm(vocabulary: Vocabulary, written: string) {
  return (view: EditorView, _completion: Completion, from: number, to: number): void => {
    const before = view.state.doc.toString();
    const after = `${before.slice(0, from)}${written}${before.slice(to)}`;
    const lines = missingPrefixes(after, vocabulary.prefixes).map(
      (prefix) => `PREFIX ${prefix}: <${vocabulary.prefixes[prefix] ?? ""}>\n`,
    );
    const head = lines.join("");
    view.dispatch({
      changes: [...(head ? [{ from: 0, insert: head }] : []), { from, to, insert: written }],
      selection: { anchor: head.length + from + written.length },
      userEvent: "input.complete",
    });
  };
}

function offer(vocabulary: Vocabulary, term: Term, kind: string, boost: number): Completion {
  const info = [term.about, kind].filter(Boolean).join("\n");
  return {
    label: term.curie,
    detail: term.label && term.label !== term.curie ? term.label : "",
    type: vocabulary.classes.includes(term) ? "class" : "property",
    boost,
    ...(info ? { info } : {}),
    apply: applyTerm(vocabulary, term.curie.includes("/") ? `<${term.iri}>` : term.curie),
  };
}

async function things(word: string): Promise<Completion[]> {
  const hits = await findThings(word, "", 8);
  return hits.map((hit) => ({
    label: hit.label,
    detail: hit.type,
    type: "constant",
    boost: -10,
    info: hit.iri,
    apply: `<${hit.iri}>`,
  }));
}

/** Make the source of completions for the editor. */
export function completions(vocabulary: Vocabulary) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const position = positionAt(text.slice(0, context.pos));
    const { place, word, from } = position;
    if (place === "nothing") return null;
    if (place === "variable") {
      const others = variablesOf(`${text.slice(0, from)} ${text.slice(context.pos)}`);
      return { from, options: others.map((name) => ({ label: `?${name}`, type: "variable" })), filter: true };
    }
    if (!word && !context.explicit) return null;
    const terms = termsAt(vocabulary, position);
    const kind = t(place === "class" ? "complete.class" : "complete.property");
    const options = terms.map((term, number) => offer(vocabulary, term, kind, 50 - number));
    if (!word.includes(":")) {
      const upper = word.toUpperCase();
      const words = KEYWORDS.filter((each) => each.toUpperCase().startsWith(upper) && word);
      options.push(...words.map((each) => ({ label: each, type: "keyword", boost: place === "subject" ? 60 : -20 })));
      if (word.length > 2 && (place === "subject" || place === "object")) {
        options.push(...concepts(vocabulary, word), ...(await things(word).catch(() => [])));
      }
    }
    return context.aborted || !options.length ? null : { from, options, filter: false };
  };
}

function concepts(vocabulary: Vocabulary, word: string): Completion[] {
  return vocabulary.concepts
    .filter((concept) => fold(concept.label).startsWith(fold(word)))
    .slice(0, 8)
    .map((concept) => ({
      label: concept.label,
      detail: concept.scheme,
      type: "enum",
      boost: -5,
      info: concept.iri,
      apply: `<${concept.iri}>`,
    }));
}
