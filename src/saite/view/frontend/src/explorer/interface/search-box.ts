// Search: a combobox over names, abbreviations and other names.
import type { App, FoundElsewhere } from "./app.ts";
import { h, icon, put } from "./element.ts";

const MOST = 12;
let made = 0;

interface Options {
  /** Keys of its texts. */
  readonly label: string;
  readonly hint: string;
  /** Organisations that are never offered. */
  readonly except?: number;
  onTake(organisation: number): void;
}

interface Entry {
  readonly organisation: number;
  readonly elsewhere?: FoundElsewhere;
  readonly name: string;
}

export interface SearchBox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  say(): void;
}

/** Make a field that finds organisations; Enter or a click takes one. */
export function searchBox(app: App, find: (text: string, limit: number) => readonly Entry[], options: Options): SearchBox {
  const id = `found-${(made += 1)}`;
  const input = h("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  });
  const list = h("ul", { id, role: "listbox" });
  const empty = h("p", { class: "nothing" });
  const popup = h("div", { class: "popup" }, list, empty);
  const element = h("div", { class: "search" }, icon("search"), input, popup);
  let entries: readonly Entry[] = [];
  let active = -1;
  let asked = 0;

  const close = (): void => {
    popup.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const say = (): void => {
    const label = app.texts.say(options.label);
    for (const each of [input, list]) each.setAttribute("aria-label", label);
    input.placeholder = app.texts.say(options.hint);
    empty.textContent = app.texts.say("search.none");
  };
  const take = (place: number): void => {
    const entry = entries[place];
    if (!entry) return;
    input.value = "";
    close();
    if (entry.organisation >= 0) return options.onTake(entry.organisation);
    const { iri } = entry.elsewhere ?? { iri: "" };
    void app.extension?.extend(iri).then((network) => {
      app.setNetwork(network);
      if (app.place(iri) >= 0) options.onTake(app.place(iri));
    }, () => app.announce(app.texts.say("failed")));
  };
  const move = (by: number): void => {
    if (!entries.length) return;
    active = active < 0 ? (by > 0 ? 0 : entries.length - 1) : (active + by + entries.length) % entries.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    list.children[active]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
  };
  const item = (entry: Entry, place: number): HTMLElement => {
    const label = entry.elsewhere ? h("bdi", {}, entry.elsewhere.label) : app.nameElement(entry.organisation);
    const isOther = entry.name && entry.name !== label.textContent;
    const row = h("li", {
      role: "option", id: `${id}-${place}`, "aria-selected": "false",
      mousedown: (event) => event.preventDefault(), click: () => take(place),
    }, label, isOther ? h("span", { class: "aside" }, " ", app.texts.say("search.also", { name: entry.name })) : null);
    if (entry.organisation >= 0 && !app.shown.organisation[entry.organisation]) {
      row.append(h("span", { class: "aside" }, ` · ${app.texts.say("search.hidden")}`));
    }
    return row;
  };
  const show = (): void => {
    active = -1;
    put(list, ...entries.map(item));
    list.hidden = !entries.length;
    empty.hidden = entries.length > 0;
    popup.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!popup.hidden && entries.length > 0));
    input.removeAttribute("aria-activedescendant");
    if (!popup.hidden) app.announce(app.texts.say("search.found", { n: entries.length }));
  };
  const search = (): void => {
    const text = input.value;
    const number = (asked += 1);
    entries = text.trim() ? find(text, MOST + 1).filter((each) => each.organisation !== options.except).slice(0, MOST) : [];
    show();
    if (!app.extension?.find || !text.trim()) return;
    void app.extension.find(text, MOST).then((found) => {
      if (number !== asked || document.activeElement !== input) return;
      const more = found.filter((each) => app.place(each.iri) < 0)
        .map((each) => ({ organisation: -1, elsewhere: each, name: each.name ?? "" }));
      entries = [...entries, ...more].slice(0, MOST);
      show();
    }, () => undefined);
  };
  const steer = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (popup.hidden) search();
      move(key === "ArrowDown" ? 1 : -1);
    } else if (key === "Enter" && entries.length && !popup.hidden) {
      take(Math.max(0, active));
    } else if (key === "Escape" && (!popup.hidden || input.value)) {
      if (popup.hidden) input.value = "";
      close();
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  };
  input.addEventListener("input", search);
  input.addEventListener("keydown", steer);
  input.addEventListener("blur", close);
  close();
  say();
  return { element, input, say };
}
