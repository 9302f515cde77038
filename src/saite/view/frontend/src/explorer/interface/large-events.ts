// Events whose organisations are too many to tie every two of them: which pairs are left out.
import type { App } from "./app.ts";
import { h } from "./element.ts";

const FEW = 2; // so many are told at once, more are a list to open

/** Make what tells of them; a list that is open stays open when it is told anew. */
export function largeEventsOf(app: App): () => HTMLElement[] {
  let isOpen = false;
  return () => {
    const { texts, network: { largeEvents } } = app;
    const told = largeEvents.map(({ labels, organisations }) =>
      h("bdi", {}, texts.say("legend.large", { title: texts.pick(labels).text, n: organisations })));
    if (told.length <= FEW) return told.map((each) => h("p", { class: "aside" }, each));
    const list = h("details", { class: "aside left-out" },
      h("summary", { "data-key": "left-out" }, texts.say("legend.largeMany", { n: told.length })),
      h("ul", {}, ...told.map((each) => h("li", {}, each))));
    list.open = isOpen;
    list.addEventListener("toggle", () => { isOpen = list.open; });
    return [list];
  };
}
