// What the signs of the picture mean, and what its colours and sizes stand for.
import { DASHES } from "../picture/ink.ts";
import type { Measure } from "../network.ts";
import { colouring } from "../scenes.ts";
import type { State } from "../state.ts";
import { countPaints } from "../colours.ts";
import type { Paint } from "../scene.ts";
import type { App, Changes, Part } from "./app.ts";
import { button, h, icon, keepFocus, put, s, swatch, type Piece } from "./element.ts";
import { largeEventsOf } from "./large-events.ts";

const LONG = 6;
const SIZES: readonly Measure[] = ["strength", "degree", "betweenness", "pagerank"];
const COLOURS = ["group", "kind", "place"] as const;

export function legend(app: App): Part {
  const element = h("details", { class: "legend" });
  element.open = window.innerWidth > 760;
  const leftOut = largeEventsOf(app);
  let isLong = false;
  const render = (): void => keepFocus(element, () => {
    const { texts } = app;
    const entries = entriesOf(app);
    const listed = isLong ? entries : entries.slice(0, LONG);
    const more = entries.length > LONG ? button(texts.say(isLong ? "filter.fewer" : "filter.more", { n: entries.length - LONG }), () => {
      isLong = !isLong;
      render();
    }, { class: "quiet", "data-key": "more" }) : null;
    put(element, h("summary", {}, texts.say("legend")), body([
      h("div", { class: "legend-row" }, choice(app, "colourBy", "colour.by", COLOURS, "colour"),
        h("ul", { class: "entries", "aria-label": texts.say("legend.organisations") }, ...listed.map((each) => entry(app, each)), more ? h("li", {}, more) : null)),
      h("div", { class: "legend-row" }, choice(app, "sizeBy", "size.by", SIZES, "measure"),
        h("ul", { class: "entries", "aria-label": texts.say("legend.ties") }, ...lines(app))),
      ...leftOut(),
    ]));
  });
  return {
    element,
    update(changes: Changes): void {
      if (changes.look || changes.language || changes.network || changes.shown || changes.focus) render();
    },
  };
}

interface Entry {
  readonly paint: Paint;
  readonly name: string;
  readonly count: number;
  /** The group that it stands for, if it stands for one. */
  readonly group?: number;
}

/** What the colours stand for, with how many of each are shown. */
function entriesOf(app: App): Entry[] {
  const by = app.state.colourBy;
  const colours = colouring(app.network, by);
  const counts = countPaints(colours, app.shown);
  return colours.stands.flatMap((value, place): Entry[] => {
    const paint = colours.paints[place];
    const count = counts[place] ?? 0;
    if (!paint || (value < 0 && !count)) return [];
    if (value < 0) return [{ paint, count, name: app.texts.say(`legend.other.${by}`) }];
    if (by === "group") return [{ paint, count, name: app.group(value), group: value }];
    return [{ paint, count, name: app.kind(by === "kind" ? "organisation" : "place", value) }];
  });
}

function body(pieces: Piece[]): HTMLElement {
  const made = h("div", { class: "legend-body" });
  put(made, ...pieces);
  return made;
}

function choice<K extends "colourBy" | "sizeBy">(app: App, field: K, key: string, values: readonly State[K][], prefix: string): HTMLElement {
  const made = h("select", { name: field, "data-key": field }, ...values.map((value) => h("option", { value }, app.texts.say(`${prefix}.${value}`))));
  made.value = app.state[field];
  made.addEventListener("change", () => app.change({ [field]: made.value } as Partial<State>));
  return h("label", { class: "choice" }, h("span", {}, app.texts.say(key)), h("span", { class: "select" }, made, icon("down")));
}

/** An entry: a group can be focused, the rest only tells its colour. */
function entry(app: App, { paint, name, count, group }: Entry): HTMLElement {
  const sign = swatch(paint.light, paint.dark);
  const amount = h("span", { class: "amount" }, app.texts.number(count));
  if (group === undefined) return h("li", {}, h("span", { class: "entry" }, sign, h("bdi", {}, name), amount));
  const { focus } = app.state;
  const isOn = focus?.type === "group" && focus.group === group;
  return h("li", {}, button([sign, h("bdi", {}, name), amount], () => app.setFocus(isOn ? null : { type: "group", group }), {
    class: "entry", "aria-pressed": String(isOn), "data-key": `group:${group}`, title: app.texts.say("focus.group"),
  }));
}

/** How ties of each status are drawn. */
function lines(app: App): HTMLElement[] {
  const { status } = app.network.kinds;
  return status.map(({ key }, place) => {
    const isDisputed = key === "status/disputed";
    const line = s("line", { x1: 1, y1: 6, x2: 27, y2: 6, "stroke-dasharray": (DASHES[key] ?? []).map((each) => each * 0.8).join(" ") || null });
    return h("li", {}, h("span", { class: "entry" }, s("svg", { class: `sign line${isDisputed ? " disputed" : ""}`, viewBox: "0 0 28 12", "aria-hidden": "true" }, line),
      h("span", {}, app.kind("status", place))));
  });
}
