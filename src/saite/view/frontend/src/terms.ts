// What the server tells of its graph: classes, properties, controlled values, saved queries.
import { inLanguage } from "./page.ts";

export interface Term {
  iri: string;
  curie: string;
  label: string;
  about: string;
  number: number;
}

export interface Parameter {
  name: string;
  type: string;
  label: string;
  default: string;
}

export interface Saved {
  name: string;
  summary: string;
  description: string;
  tags: string[];
  text: string;
  form: string;
  parameters: Parameter[];
}

export interface Vocabulary {
  prefixes: Record<string, string>;
  base: string;
  classes: Term[];
  properties: Term[];
  concepts: { iri: string; label: string; scheme: string }[];
  queries: Saved[];
}

/** Ask the server for what the editor completes from. */
export async function loadVocabulary(): Promise<Vocabulary> {
  const answer = await fetch(inLanguage("/terms.json"), { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()) as Vocabulary;
}
