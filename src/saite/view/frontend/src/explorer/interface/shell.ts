// The page around the views: bars, columns, tabs, and which of them is in sight.
import type { View } from "../state.ts";
import { aboutView } from "./about-view.ts";
import { EVERYTHING, type App, type Changes, type Part } from "./app.ts";
import { showHelp } from "./dialogs.ts";
import { button, h, icon, iconButton, put, type Piece } from "./element.ts";
import { filterPanel } from "./filters.ts";
import { focusBar } from "./focus-bar.ts";
import { gapsView } from "./gaps-view.ts";
import { legend } from "./legend.ts";
import { makeMenu, type Menu } from "./menu.ts";
import type { SearchBox } from "./search-box.ts";
import type { Stage } from "./stage.ts";
import { makeTable } from "./table-view.ts";
import { organisationsSubject, tiesSubject } from "./tables.ts";

const VIEWS: readonly View[] = ["picture", "map", "ties", "organisations", "gaps", "about"];

export interface Parts {
  readonly search: SearchBox;
  readonly share: Menu;
  readonly stage: Stage;
  readonly panel: Part;
  readonly notes: HTMLElement;
}

export interface Shell extends Part {
  /** Fill the bars and the legend, which leave the picture its room. */
  open(): void;
  /** Fill what stands beside the picture. */
  fill(): void;
}

/** Build the page into an element. */
export function buildShell(app: App, root: HTMLElement, parts: Parts): Shell {
  const { search, share, stage, panel } = parts;
  const title = h("h1", { id: "title" });
  const languages = h("div", { class: "segments", role: "group" });
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const counts = h("p", { class: "counts", id: "counts" });
  const said = h("p", { class: "unseen", role: "status", id: "said" });
  const skip = h("a", { class: "skip", href: "#view" });
  const undo = iconButton("undo", "", () => app.undo(), { id: "undo" });
  const redo = iconButton("redo", "", () => app.redo(), { id: "redo" });
  const help = iconButton("help", "", () => showHelp(app), { id: "help" });
  const theme = themeMenu(app);
  const drawer = button([icon("filter"), h("span", {})], () => toggleFilters(!root.classList.contains("filters-open")), {
    class: "tool only-narrow", id: "open-filters", "aria-expanded": "false", "aria-controls": "filters",
  });
  const toggleFilters = (open: boolean): void => {
    root.classList.toggle("filters-open", open);
    drawer.setAttribute("aria-expanded", String(open));
    if (open) filters.element.querySelector<HTMLElement>("button:not(:disabled), input")?.focus();
    else if (filters.element.contains(document.activeElement)) drawer.focus();
  };
  const filters = filterPanel(app, () => toggleFilters(false));
  const focus = focusBar(app);
  const key = legend(app);
  const ties = makeTable(app, tiesSubject(app));
  const organisations = makeTable(app, organisationsSubject(app));
  const gaps = gapsView(app);
  const about = aboutView(app);
  const bodies: Readonly<Record<Exclude<View, "map">, HTMLElement>> = {
    picture: stage.element, ties: ties.element, organisations: organisations.element, gaps: gaps.element, about: about.element,
  };
  stage.element.append(key.element);
  const view = h("div", { class: "view", id: "view", role: "tabpanel", tabindex: "-1" }, ...Object.values(bodies));

  skip.addEventListener("click", (event) => {
    event.preventDefault();
    app.change({ view: "ties" });
    view.focus();
  });
  filters.element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.classList.contains("filters-open")) return;
    toggleFilters(false);
    event.stopPropagation();
  });
  tabs.addEventListener("keydown", (event) => {
    const shown = [...tabs.querySelectorAll<HTMLElement>("[role=tab]")];
    const at = shown.findIndex((tab) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    shown[(to + shown.length) % shown.length]?.click();
    tabs.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  });

  const say = (): void => {
    const { texts, network } = app;
    document.documentElement.lang = texts.language;
    document.title = network.about.title || texts.say("title");
    put(title, h("bdi", {}, document.title));
    skip.textContent = texts.say("skip");
    name(undo, "undo"); name(redo, "redo"); name(help, "help");
    put(drawer, icon("filter"), texts.say("filters"));
    languages.setAttribute("aria-label", texts.say("language"));
    tabs.setAttribute("aria-label", texts.say("view"));
    search.say(); share.say(); theme.say();
    put(languages, ...texts.languages.map((tag) => languageButton(app, tag)));
    put(tabs, ...VIEWS.filter((each) => each !== "map" || stage.hasMap()).map((each) => tab(app, each)));
  };
  const name = (element: HTMLElement, text: string): void => {
    element.setAttribute("aria-label", app.texts.say(text));
    element.title = app.texts.say(text);
  };
  const show = (changes: Changes): void => {
    const chosen = app.state.view;
    const body = bodies[chosen === "map" ? "picture" : chosen];
    for (const each of Object.values(bodies)) each.classList.toggle("away", each !== body);
    root.dataset["view"] = chosen;
    view.setAttribute("aria-labelledby", `tab-${chosen}`);
    for (const each of tabs.querySelectorAll<HTMLElement>("[role=tab]")) {
      const isOn = each.id === `tab-${chosen}`;
      each.setAttribute("aria-selected", String(isOn));
      each.tabIndex = isOn ? 0 : -1;
    }
    const table = chosen === "ties" ? ties : chosen === "organisations" ? organisations : null;
    if (table && (changes.view || changes.shown || changes.language || changes.network)) table.render();
    if (changes.view) view.scrollTop = 0;
  };
  const tell = (): void => {
    put(counts, ...countPieces(app));
    root.classList.toggle("is-filtered", app.isFiltered);
    root.classList.toggle("has-choice", app.state.choice !== null || app.isThingOpen);
    // Not disabled for real: the focus would be lost on the last step.
    undo.setAttribute("aria-disabled", String(!app.store.canUndo));
    redo.setAttribute("aria-disabled", String(!app.store.canRedo));
  };
  let spoken = 0;
  app.announce = (text) => {
    // The same text twice is said twice: it is put in a moment later.
    const number = (spoken += 1);
    said.textContent = "";
    window.setTimeout(() => { if (number === spoken) said.textContent = text; }, 60);
  };
  put(root, skip,
    h("header", {},
      h("div", { class: "bar top" }, title, search.element, h("div", { class: "tools" }, theme.element, share.element, languages)),
      h("div", { class: "bar second" }, drawer, tabs, focus.element, counts, h("div", { class: "ways" }, undo, redo, help))),
    h("main", {}, filters.element, view, panel.element), said, parts.notes);
  const update = (changes: Changes): void => {
    if (changes.language || changes.network) say();
    for (const part of [filters, focus, key, gaps, about]) part.update(changes);
    show(changes);
    tell();
  };
  const open = (): void => {
    say();
    for (const part of [focus, key]) part.update(EVERYTHING);
    show(EVERYTHING);
    tell();
  };
  const fill = (): void => {
    for (const part of [filters, gaps, about]) part.update(EVERYTHING);
  };
  return { element: root, open, fill, update };
}

function countPieces(app: App): Piece[] {
  return [h("span", {}, app.texts.say("count.organisations", { n: app.shown.organisations, m: app.network.organisations.length })),
    h("span", { class: "dot", "aria-hidden": "true" }, " · "), h("span", {}, app.texts.say("count.ties", { n: app.shown.ties, m: app.network.ties.length }))];
}

function languageButton(app: App, tag: string): HTMLElement {
  const isOn = app.texts.language === tag;
  // Its name begins with what is seen of it.
  return button([tag.toUpperCase(), h("span", { class: "unseen" }, ` ${app.texts.nameOfLanguage(tag)}`)], () => {
    app.change({ language: tag });
    document.querySelector<HTMLElement>(`[data-language="${tag}"]`)?.focus();
  }, { lang: tag, "aria-pressed": String(isOn), title: app.texts.nameOfLanguage(tag), "data-language": tag });
}

function tab(app: App, view: View): HTMLElement {
  return button(app.texts.say(`view.${view}`), () => {
    app.change({ view });
  }, { role: "tab", id: `tab-${view}`, "aria-controls": "view" });
}

function themeMenu(app: App): Menu {
  return makeMenu({
    icon: "theme", key: "theme", say: (key) => app.texts.say(key),
    items: () => (["system", "light", "dark"] as const).map((theme) => ({
      key: `theme.${theme}`, isChosen: app.state.theme === theme, act: () => app.change({ theme }),
    })),
  });
}
