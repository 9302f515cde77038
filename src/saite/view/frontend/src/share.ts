// A query as a part of an address: behind the #, so that no server gets to see it on the way.

export interface Shared {
  text: string;
  saved: string;
  values: Record<string, string>;
  view: string;
  about: string;
}

const OWN = new Set(["query", "saved", "view", "about", "lang"]);

/** Write what is shared as a fragment of an address. */
export function toFragment(shared: Partial<Shared>): string {
  const fields = new URLSearchParams();
  if (shared.saved) {
    fields.set("saved", shared.saved);
    for (const [name, value] of Object.entries(shared.values ?? {})) if (value) fields.set(name, value);
  } else if (shared.text) fields.set("query", shared.text);
  if (shared.view && shared.view !== "table") fields.set("view", shared.view);
  return `#${fields.toString()}`;
}

/** Read what an address shares; null if it shares nothing. */
export function fromFragment(fragment: string): Shared | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const [text, saved, about] = [fields.get("query") ?? "", fields.get("saved") ?? "", fields.get("about") ?? ""];
  if (!text && !saved && !about) return null;
  const values = Object.fromEntries([...fields].filter(([name]) => !OWN.has(name)));
  return { text, saved, about, values, view: fields.get("view") ?? "table" };
}
