// A citation that stands in the page as text: a button copies it.
import { h } from "./dom.ts";
import { t } from "./page.ts";

/** Add a button to a box with a citation; where nothing may be copied by a script, it selects the text. */
export function offerCopy(box: HTMLElement): void {
  const text = box.querySelector("pre");
  if (!text) return;
  const said = h("span", { class: "aside", role: "status" });
  const button = h("button", { type: "button" }, t("cite.copy"));
  button.addEventListener("click", () => void copy(text, said));
  text.before(h("p", { class: "actions" }, button, said));
}

async function copy(text: HTMLElement, said: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    said.textContent = t("cite.copied");
  } catch {
    window.getSelection()?.selectAllChildren(text);
    said.textContent = t("cite.byHand");
  }
}
