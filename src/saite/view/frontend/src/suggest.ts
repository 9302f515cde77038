// A field that suggests things of the graph by name, by the pattern of a combobox (ARIA APG).
import { h, words } from "./dom.ts";
import { inLanguage, language, t } from "./page.ts";

export interface Hit {
  iri: string;
  label: string;
  type: string;
  class: string;
}

/** Ask the server for things of a name. */
export async function findThings(text: string, type = "", limit = 8, signal?: AbortSignal): Promise<Hit[]> {
  const fields = new URLSearchParams({ q: text, limit: String(limit), lang: language });
  if (type) fields.set("type", type);
  const answer = await fetch(`/search?${fields.toString()}`, {
    headers: { Accept: "application/json" },
    ...(signal ? { signal } : {}),
  });
  if (!answer.ok) throw new Error(answer.statusText); // that nothing has the name is another answer
  return ((await answer.json()) as { hits: Hit[] }).hits;
}

let counter = 0;

/** Let a field suggest things while it is typed in. */
export function suggest(input: HTMLInputElement, choose: (hit: Hit) => void, type = ""): void {
  const id = `found-${(counter += 1)}`;
  const list = h("ul", { id, role: "listbox", class: "found", hidden: true, "aria-label": input.getAttribute("aria-label") ?? t("search.found", { n: "" }) });
  const said = h("span", { class: "unseen", role: "status" });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);
  input.parentElement?.append(list, said);
  let hits: Hit[] = [];
  let at = -1;
  let asking: AbortController | null = null;
  let timer = 0;

  const close = (): void => {
    window.clearTimeout(timer);
    asking?.abort(); // what is on its way comes too late
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place: number): void => {
    at = place;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    const item = list.children[at];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  };
  const take = (hit: Hit): void => {
    close();
    choose(hit);
  };
  const show = (): void => {
    list.replaceChildren(
      ...hits.map((hit, number) =>
        h(
          "li",
          { id: `${id}-${number}`, role: "option", "aria-selected": "false", mousedown: (event) => { event.preventDefault(); take(hit); } },
          words(hit.label),
          h("span", { class: "aside" }, hit.class),
        ),
      ),
    );
    if (!hits.length) list.append(h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("search.none")));
    said.textContent = hits.length ? t("search.found", { n: hits.length }) : t("search.none");
    list.hidden = false;
    at = -1;
    input.setAttribute("aria-expanded", "true");
  };
  const ask = async (): Promise<void> => {
    asking?.abort();
    const text = input.value.trim();
    if (!text) return close();
    asking = new AbortController();
    try {
      hits = await findThings(text, type, 8, asking.signal);
      if (document.activeElement === input) show();
    } catch (error) {
      if (!(error instanceof DOMException)) close();
    }
  };
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), 140);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden && hits.length > 0;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) mark((at + (event.key === "ArrowDown" ? 1 : hits.length) + (at < 0 && event.key === "ArrowUp" ? 0 : 0)) % hits.length);
      else void ask();
    } else if (event.key === "Enter" && isOpen && at >= 0) {
      event.preventDefault();
      const hit = hits[at];
      if (hit) take(hit);
    }
  });
}

/** Give the address of the page of a thing, as the server would write it. */
export function addressOf(iri: string): string {
  return inLanguage(`/thing?iri=${encodeURIComponent(iri)}`);
}
