// A copy of the page's own file, with the state of the page saved in it.
//
// The copy holds the same data, style and script, letter by letter, so that the policy, which names
// the script and the style by their hashes, stays valid. What a page saves is inert text.
import { whole } from "./decode.ts";
import { fromFragment, toFragment } from "./permalink.ts";
import type { State } from "./state.ts";
import { startState } from "./store.ts";

const KEPT = "kept";
const ROOT = "explorer";
// A page is kept against one of no language: then its own is always said.
const FRESH = startState({ language: "" });

/** Read the state that was saved in a page; null if none was. */
export function readKept(page: Document): State | null {
  return parseKept(page.getElementById(KEPT)?.textContent ?? "");
}

/** Read what `keptText` wrote; null if it did not write it. */
export function parseKept(text: string): State | null {
  try {
    const { state } = JSON.parse(text) as { state?: unknown };
    return typeof state === "string" ? fromFragment(state, FRESH) : null;
  } catch {
    return null;
  }
}

/** Write the page's own file anew: as it was when it was opened, with the state saved in it. */
export async function keptCopy(page: Document, state: State): Promise<string> {
  await whole(page);
  const copy = page.documentElement.cloneNode(true) as HTMLElement;
  cleanUp(copy);
  const kept = copy.querySelector(`#${KEPT}`);
  if (!kept || !copy.querySelector(`#${ROOT}`)) {
    throw new Error("this page is not a file of the explorer");
  }
  kept.textContent = keptText(state);
  return `<!DOCTYPE html>\n${copy.outerHTML}\n`;
}

/** Write what a page keeps: no letter of it can end the element that it stands in. */
export function keptText(state: State): string {
  // A panel that stands open is no part of a map; all the rest opens as it is now.
  const fragment = toFragment({ ...state, choice: null }, FRESH);
  return JSON.stringify({ state: fragment }).replace(/[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Take away what the script has put in: all but the head's and the body's own elements. */
function cleanUp(copy: HTMLElement): void {
  const own = new Set(["overview", "details", "program", "start", KEPT, ROOT]);
  const body = copy.querySelector("body");
  for (const element of [copy, body]) {
    for (const { name } of [...(element?.attributes ?? [])]) {
      if (name !== "lang") element?.removeAttribute(name);
    }
  }
  copy.querySelector(`#${ROOT}`)?.replaceChildren();
  for (const child of [...(body?.children ?? [])]) {
    if (!own.has(child.id) && child.localName !== "noscript") child.remove();
  }
}
