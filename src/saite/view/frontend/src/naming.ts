// What the things of an answer are called, asked of the server once for each.
import { inLanguage } from "./page.ts";
import type { Cell } from "./results.ts";
import { listedIris } from "./results.ts";

export interface Called {
  label: string;
  link: string;
}

const BATCH = 400;
const known = new Map<string, Called>();

/** Find the names of things; those that the server does not know keep their IRI. */
export async function nameAll(iris: string[]): Promise<void> {
  const wanted = iris.filter((iri) => !known.has(iri));
  for (let start = 0; start < wanted.length; start += BATCH) {
    const batch = wanted.slice(start, start + BATCH);
    const answer = await fetch(inLanguage("/labels.json"), {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(batch),
    });
    if (!answer.ok) return;
    for (const [iri, called] of Object.entries((await answer.json()) as Record<string, Called>)) known.set(iri, called);
  }
}

/** Give what a thing is called, and where its page is. */
export function called(iri: string): Called | undefined {
  return known.get(iri);
}

/** Give the text of a cell as people read it. */
export function textOf(cell: Cell): string {
  if (cell.kind === "iri") return known.get(cell.value)?.label ?? cell.value;
  const listed = listedIris(cell);
  return listed.length ? listed.map((iri) => known.get(iri)?.label ?? iri).join(", ") : cell.value;
}
