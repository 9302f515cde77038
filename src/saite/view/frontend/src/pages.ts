// Every page: the search suggests, tables can be sorted, fields for things suggest names.
import { h } from "./dom.ts";
import { language, t } from "./page.ts";
import { offerCopy } from "./citation.ts";
import { compare } from "./sorting.ts";
import { addressOf, suggest } from "./suggest.ts";

const CLASSES: Record<string, string> = {
  organisation: "org:Organization",
  person: "foaf:Person",
  place: "schema:Place",
  event: "schema:Event",
  project: "saite:Project",
  agreement: "saite:Agreement",
  document: "foaf:Document",
};

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-search]")) {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  if (input) suggest(input, (hit) => window.location.assign(addressOf(hit.iri)));
}

for (const input of document.querySelectorAll<HTMLInputElement>("form.asked input[data-kind]")) {
  suggest(input, (hit) => { input.value = hit.iri; input.title = hit.label; }, CLASSES[input.dataset["kind"] ?? ""] ?? "");
}

for (const box of document.querySelectorAll<HTMLElement>("details[data-citation]")) offerCopy(box);

const collator = new Intl.Collator(language, { numeric: true });

for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) {
  const body = table.tBodies[0];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  heads.forEach((head, place) => {
    const name = head.textContent ?? "";
    const button = h("button", { type: "button", title: t("sort", { name }) }, name);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending" || (!head.hasAttribute("aria-sort") && head.classList.contains("number"));
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const text = (row: HTMLTableRowElement): string => row.cells[place]?.textContent?.trim() ?? "";
      body?.append(...[...body.rows].sort((a, b) => compare(text(a), text(b), descending, collator)));
    });
    head.replaceChildren(button);
  });
}
