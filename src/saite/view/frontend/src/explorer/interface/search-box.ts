// Search: a combobox over names, abbreviations and other names.
import type { FoundThing } from "../details.ts";
import type { App, FoundElsewhere } from "./app.ts";
import { h, icon, put } from "./element.ts";

const MOST = 12;
// So many places of the list are for people, agreements, projects and events, if that many are found.
const THINGS = 4;
// They are looked for when somebody pauses: in a file their records have to be unpacked first.
const PAUSE_MS = 150;
let made = 0;

interface Options {
  /** Keys of its texts. */
  readonly label: string;
  readonly hint: string;
  readonly none: string;
  /** Organisations that are never offered. */
  readonly except?: number;
  onTake(organisation: number): void;
  /** If given, people, agreements, projects and events are found too. */
  readonly onThing?: (iri: string) => void;
}

interface Entry {
  readonly organisation: number;
  /** Of an organisation that the page holds: its place may be another by the time it is taken. */
  readonly iri?: string;
  readonly elsewhere?: FoundElsewhere;
  readonly thing?: FoundThing;
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
  let organisations: readonly Entry[] = [];
  let things: readonly Entry[] = [];
  let entries: readonly Entry[] = [];
  let active = -1;
  let asked = 0;
  let timer = 0;
  let looking = 0; // answers that are awaited
  let taken = 0;
  let isAwaited = false; // Enter was pressed before anything was found

  const close = (): void => {
    asked += 1; // what is on its way comes too late
    window.clearTimeout(timer);
    looking = 0;
    isAwaited = false;
    popup.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const say = (): void => {
    const label = app.texts.say(options.label);
    for (const each of [input, list]) each.setAttribute("aria-label", label);
    input.placeholder = app.texts.say(options.hint);
    empty.textContent = app.texts.say(options.none);
  };
  const reach = (organisation: number): void => {
    // The search of the page leads there; that for a second organisation only names it.
    if (options.onThing) app.goTo(organisation);
    options.onTake(organisation);
  };
  const take = (place: number): void => {
    const entry = entries[place];
    if (!entry) return;
    input.value = "";
    close();
    taken += 1;
    if (entry.thing) return options.onThing?.(entry.thing.iri);
    if (entry.iri !== undefined) return app.place(entry.iri) >= 0 ? reach(app.place(entry.iri)) : undefined;
    const { iri } = entry.elsewhere ?? { iri: "" };
    const [number, { choice, focus }] = [taken, app.state];
    void app.extension?.extend(iri).then((network) => {
      app.setNetwork(network);
      // Who has gone elsewhere since is not brought back.
      const isStill = number === taken && app.state.choice === choice && app.state.focus === focus;
      if (isStill && app.place(iri) >= 0) reach(app.place(iri));
    }, () => app.notify(app.texts.say("failed")));
  };
  const mark = (): void => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
  };
  const move = (by: number): void => {
    if (!entries.length) return;
    active = active < 0 ? (by > 0 ? 0 : entries.length - 1) : (active + by + entries.length) % entries.length;
    mark();
  };
  const item = (entry: Entry, place: number): HTMLElement => {
    const { elsewhere, thing } = entry;
    const organisation = entry.iri === undefined ? -1 : app.place(entry.iri);
    const label = thing ? app.label(thing.labels) : elsewhere ? h("bdi", {}, elsewhere.label) : app.nameElement(organisation);
    const isOther = entry.name && entry.name !== label.textContent;
    const row = h("li", {
      role: "option", id: `${id}-${place}`, "aria-selected": "false",
      mousedown: (event) => event.preventDefault(), click: () => take(place),
    }, label, isOther ? h("span", { class: "aside" }, " ", app.texts.say("search.also", { name: entry.name })) : null);
    if (thing) row.append(h("span", { class: "aside" }, ` · ${describe(thing)}`));
    else if (organisation >= 0 && !app.shown.organisation[organisation]) {
      row.append(h("span", { class: "aside" }, ` · ${app.texts.say("search.hidden")}`));
    }
    return row;
  };
  const describe = ({ type, organisations: count }: FoundThing): string => {
    return [app.texts.type(type), app.texts.say("organisations.count", { n: count })].filter(Boolean).join(" · ");
  };
  const show = (): void => {
    const marked = entries[active];
    entries = [...organisations.slice(0, MOST - Math.min(THINGS, things.length)), ...things].slice(0, MOST);
    active = marked ? entries.indexOf(marked) : -1;
    put(list, ...entries.map(item));
    mark();
    list.hidden = !entries.length;
    empty.hidden = entries.length > 0;
    popup.hidden = !input.value.trim() || (looking > 0 && !entries.length);
    input.setAttribute("aria-expanded", String(!popup.hidden && entries.length > 0));
    if (!popup.hidden) app.announce(app.texts.say("search.found", { n: entries.length }));
  };
  const search = (): void => {
    const text = input.value.trim();
    const number = (asked += 1);
    const isStill = (): boolean => number === asked && document.activeElement === input && input.value.trim() === text;
    organisations = text ? find(text, MOST + 1).filter((each) => each.organisation !== options.except).slice(0, MOST)
      .map((each) => ({ ...each, iri: app.iri(each.organisation) })) : [];
    things = [];
    const elsewhere = text ? app.extension?.find?.(text, MOST) : undefined;
    const hasThings = text !== "" && options.onThing !== undefined;
    looking = Number(elsewhere !== undefined) + Number(hasThings);
    isAwaited = false;
    window.clearTimeout(timer);
    show();
    if (!text) return;
    void elsewhere?.catch((): readonly FoundElsewhere[] => []).then((found) => {
      if (!isStill()) return;
      const more = found.filter((each) => app.place(each.iri) < 0)
        .map((each) => ({ organisation: -1, elsewhere: each, name: each.name ?? "" }));
      organisations = [...organisations, ...more].slice(0, MOST);
      showFound();
    });
    if (hasThings) timer = window.setTimeout(() => searchThings(text, isStill), PAUSE_MS);
  };
  /** Show one answer more; what was asked for by Enter is taken once all are there. */
  const showFound = (): void => {
    looking -= 1;
    show();
    if (isAwaited && !looking) take(0);
  };
  const searchThings = (text: string, isStill: () => boolean): void => {
    void app.details.find(text, MOST).catch((): readonly FoundThing[] => []).then((found) => {
      if (!isStill()) return;
      things = found.map((thing) => ({ organisation: -1, thing, name: thing.name }));
      showFound();
    });
  };
  const steer = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (popup.hidden) search();
      move(key === "ArrowDown" ? 1 : -1);
    } else if (key === "Enter" && entries.length && !popup.hidden) {
      take(Math.max(0, active));
    } else if (key === "Enter" && looking) {
      isAwaited = true;
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
