// Questions put to the server, and what it says where it does not answer.

export interface Asked {
  text: string;
  saved: string;
  values: Record<string, string>;
}

export interface Fault {
  name: string;
  detail: string;
  nearest: string;
}

/** Why there is no answer. */
export class Refused extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly retry: number,
    readonly faults: Fault[] = [],
  ) {
    super(detail || title);
  }
}

export type Reply =
  | { kind: "rows"; json: unknown; type: string; text: string }
  | { kind: "statements"; type: string; text: string };

export const ROWS = "application/sparql-results+json";
const TURTLE = "text/turtle";

/** Give the address that answers, in a format where one is named. */
export function addressOf(asked: Asked, form: string, language: string): string {
  if (!asked.saved) return "/sparql";
  const fields = new URLSearchParams({ ...asked.values, lang: language });
  for (const [name, value] of Object.entries(asked.values)) if (!value) fields.delete(name);
  return `/q/${encodeURIComponent(asked.saved)}${form ? `.${form}` : ""}?${fields.toString()}`;
}

/** Put a question. */
export async function ask(asked: Asked, accept: string, language: string, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  const answer = asked.saved
    ? await fetch(addressOf(asked, "", language), { headers, signal })
    : await fetch("/sparql", {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/sparql-query" },
        body: asked.text,
        signal,
      });
  if (!answer.ok) throw await refusalOf(answer);
  return answer;
}

/** Put a question, and read the answer whole. */
export async function answerOf(asked: Asked, language: string, signal: AbortSignal): Promise<Reply> {
  const answer = await ask(asked, `${ROWS}, ${TURTLE};q=0.9`, language, signal);
  const type = (answer.headers.get("Content-Type") ?? "").split(";")[0]?.trim() ?? "";
  const text = await answer.text();
  return type === ROWS ? { kind: "rows", json: JSON.parse(text), type, text } : { kind: "statements", type, text };
}

/** Ask why an answer is empty; nothing is known where the server says nothing. */
export async function notesOn(asked: Asked, language: string, signal: AbortSignal): Promise<string[]> {
  const what = asked.saved ? { name: asked.saved, parameters: asked.values } : { text: asked.text };
  const answer = await fetch(`/notes.json?lang=${language}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what), signal });
  return answer.ok ? ((await answer.json()) as { notes: string[] }).notes : [];
}

async function refusalOf(answer: Response): Promise<Refused> {
  const retry = Number(answer.headers.get("Retry-After") ?? 0) || 0;
  try {
    const told = (await answer.json()) as { title?: string; detail?: string; parameters?: Fault[] };
    return new Refused(told.title ?? String(answer.status), told.detail ?? "", retry, told.parameters ?? []);
  } catch {
    return new Refused(`${answer.status} ${answer.statusText}`, "", retry);
  }
}
