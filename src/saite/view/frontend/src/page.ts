// What the page says to its scripts: the texts in the reader's language.

interface Told {
  language: string;
  chosen: boolean;
  texts: Record<string, string>;
}

function told(): Told {
  const text = typeof document === "undefined" ? "" : document.getElementById("texts")?.textContent;
  return text ? (JSON.parse(text) as Told) : { language: "en", chosen: false, texts: {} };
}

const TOLD = told();

export const language = TOLD.language;

/** Give a text with its parts filled in; a text that is missing is told by its name. */
export function t(name: string, parts: Record<string, string | number> = {}): string {
  let text = TOLD.texts[name] ?? name;
  for (const [key, value] of Object.entries(parts)) {
    text = text.replaceAll(`{${key}}`, String(value));
  }
  return text;
}

/** Add the language to an address, if the reader chose it. */
export function inLanguage(address: string): string {
  return TOLD.chosen ? `${address}${address.includes("?") ? "&" : "?"}lang=${TOLD.language}` : address;
}
