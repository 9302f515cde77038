// What the panel tells of two organisations: their tie with its evidence, and how they compare.
import { boundsOf } from "../days.ts";
import type { TieDetails } from "../details.ts";
import { measureShown } from "../measures.ts";
import { commonPartners, shortestPath } from "../neighbourhood.ts";
import type { Measure } from "../network.ts";
import type { Focus } from "../state.ts";
import type { App } from "./app.ts";
import { copyCitation, copyTurtle } from "./copying.ts";
import { button, facts, h, heading, icon, put, type Piece } from "./element.ts";
import { badge, describeSupport, organisationLink } from "./evidence.ts";
import { notice } from "./organisation-panel.ts";
import type { Described } from "./panel.ts";

const COMMON = 12;

export function describePair(app: App, one: number, other: number, details: TieDetails | null): Described {
  const { texts, shown } = app;
  const tie = app.tie(one, other);
  const isShown = tie >= 0 && shown.tie[tie] === 1;
  const title = (key: string): HTMLElement => heading("h3", texts.say(key));
  return {
    kicker: texts.say(tie >= 0 ? "tie" : "pair"),
    title: [organisationLink(app, one), h("span", { class: "and", "aria-hidden": "true" }, "↔"), h("span", { class: "unseen" }, ` ${texts.say("and")} `), organisationLink(app, other)],
    body: [
      focusButtons(app, one, other),
      tie < 0 ? h("p", { class: "notice" }, texts.say("pair.noTie")) : null,
      tie >= 0 && !isShown ? notice(app, "tie.allHidden", app.unfocused.tie[tie] === 1) : null,
      ...(tie >= 0 ? evidence(app, tie, details) : []),
      title("pair.compare"), comparison(app, one, other),
      title("pair.common"), ...common(app, one, other),
      ...(tie < 0 ? [title("pair.path"), path(app, one, other)] : []),
    ],
  };
}

/** Narrow the picture to a path between the two, or to what they have in common. */
function focusButtons(app: App, one: number, other: number): HTMLElement {
  const { focus } = app.state;
  const [a, b] = [app.iri(one), app.iri(other)];
  const isOf = (found: Focus | null, type: "path" | "common"): boolean => found?.type === type
    && ((found.a === a && found.b === b) || (found.a === b && found.b === a));
  const toggle = (type: "path" | "common"): HTMLElement => button(app.texts.say(`focus.${type}`), () => {
    app.setFocus(isOf(app.state.focus, type) ? null : { type, a, b });
  }, { "data-key": `focus:${type}`, "aria-pressed": String(isOf(focus, type)), title: app.texts.say(`focus.${type}Help`) });
  return h("div", { class: "actions" }, h("div", { class: "segments", role: "group", "aria-label": app.texts.say("focus") },
    h("span", { class: "segments-name", "aria-hidden": "true" }, icon("around")), toggle("path"), toggle("common")));
}

/* ---- The tie ------------------------------------------------------------------------------- */

/** The supports of a tie that pass the filters; all of them if it is hidden altogether. */
function supportsOf(app: App, tie: number): { listed: number[]; hidden: number } {
  const { ties, supports } = app.network;
  const [from, to] = [ties.firstSupport[tie] ?? 0, ties.firstSupport[tie + 1] ?? 0];
  const all = Array.from({ length: to - from }, (_, place) => from + place);
  const passing = app.shown.tie[tie] ? all.filter((support) => app.shown.support[support]) : all;
  const listed = passing.sort((one, other) => (supports.status[one] ?? 0) - (supports.status[other] ?? 0)
    || (supports.weight[other] ?? 0) - (supports.weight[one] ?? 0) || one - other);
  return { listed, hidden: all.length - listed.length };
}

function evidence(app: App, tie: number, details: TieDetails | null): Piece[] {
  const { texts, network, shown } = app;
  const { listed, hidden } = supportsOf(app, tie);
  const whole = sum(listed, network.supports.weight);
  const inAll = sum(rangeOf(network.ties.firstSupport, tie), network.supports.weight);
  const status = network.kinds.status[shown.tie[tie] ? shown.tieStatus[tie] ?? -1 : network.supports.status[listed[0] ?? -1] ?? -1];
  const first = network.ties.firstSupport[tie] ?? 0;
  const about = facts([
    [texts.say("tie.when"), texts.period(...boundsOf(network.supports, listed))],
    [texts.say("tie.weight"), texts.number(whole), inAll - whole > 1e-6 && h("span", { class: "aside" }, ` ${texts.say("tie.weightOf", { n: texts.number(inAll) })}`)],
    [texts.say("tie.status"), badge(app, status?.key)],
  ]);
  const reasons = heading("h3", texts.say("tie.supports"), " ", h("span", { class: "amount" }, texts.say("tie.count", { n: listed.length })));
  const aside = hidden ? h("p", { class: "aside" }, texts.say("tie.hidden", { n: hidden })) : null;
  if (!details) return [about, reasons, aside, h("p", { class: "aside waiting" }, texts.say("waiting"))];
  const cards = listed.map((support) => {
    const found = details.supports[support - first];
    return found ? h("li", {}, describeSupport(app, found, support, copies(app, details, support - first, first))) : null;
  });
  return [about, copyBar(app, details, listed.map((each) => each - first), first), reasons, aside, h("ol", { class: "supports" }, ...cards)];
}

function rangeOf(first: Int32Array, place: number): number[] {
  const [from, to] = [first[place] ?? 0, first[place + 1] ?? 0];
  return Array.from({ length: to - from }, (_, each) => from + each);
}

function sum(places: readonly number[], column: Float32Array): number {
  return places.reduce((total, place) => total + (column[place] ?? 0), 0);
}

function copyBar(app: App, details: TieDetails, listed: readonly number[], first: number): HTMLElement {
  return h("p", { class: "row-of-buttons" },
    copyButton(app, "copy.citation", "copy:citation", () => void copyCitation(app, details, listed, first)),
    copyButton(app, "copy.rdf", "copy:rdf", () => void copyTurtle(app, details, listed, first)));
}

function copies(app: App, details: TieDetails, place: number, first: number): Piece[] {
  return [
    copyButton(app, "copy.citation", `copy:citation:${place}`, () => void copyCitation(app, details, [place], first)),
    copyButton(app, "copy.rdf", `copy:rdf:${place}`, () => void copyTurtle(app, details, [place], first)),
  ];
}

export function copyButton(app: App, key: string, name: string, act: () => void): HTMLElement {
  return button([icon("copy"), app.texts.say(key)], act, { class: "quiet", "data-key": name });
}

/* ---- The two beside each other ------------------------------------------------------------- */

function comparison(app: App, one: number, other: number): HTMLElement {
  const { texts, network, shown } = app;
  const both = [one, other] as const;
  const { kind, place, group } = network.organisations;
  const measures = measureShown(network, shown);
  const groupOf = (organisation: number): string => {
    const found = group[organisation] ?? -1;
    return found < 0 ? "" : app.group(found);
  };
  const number = (key: string, of: (organisation: number) => number, digits = 2): [string, string[]] => [key, both.map((each) => texts.number(of(each), digits))];
  const measure = (name: Measure): [string, string[]] => number(`measure.${name}`, (each) => measures[name][each] ?? 0, 4);
  const rows: [string, string[]][] = [
    ["organisation.kind", both.map((each) => app.kind("organisation", kind[each] ?? -1))],
    ["organisation.places", both.map((each) => (place[each] ?? -1) < 0 ? "" : app.kind("place", place[each] ?? -1))],
    ["organisation.group", both.map(groupOf)],
    number("pair.tiesShown", (each) => shown.degree[each] ?? 0),
    number("pair.strengthShown", (each) => shown.strength[each] ?? 0),
    measure("betweenness"),
    measure("pagerank"),
  ];
  const head = h("thead", {}, h("tr", {}, h("td", {}), ...both.map((each) => h("th", { scope: "col" }, h("bdi", {}, app.short(each))))));
  const body = rows.filter(([, cells]) => cells.some(Boolean))
    .map(([key, cells]) => h("tr", {}, h("th", { scope: "row" }, texts.say(key)), ...cells.map((cell) => h("td", {}, h("bdi", {}, cell || "–")))));
  return h("table", { class: "measures compared" }, head, h("tbody", {}, ...body));
}

function common(app: App, one: number, other: number): Piece[] {
  const shown = app.unfocused;
  const { organisations } = commonPartners(app.network, one, other, shown.tie);
  const found = [...organisations.keys()].filter((each) => organisations[each] && each !== one && each !== other);
  if (!found.length) return [h("p", { class: "aside" }, app.texts.say("pair.nothingCommon"))];
  const strength = (organisation: number): number => shown.strength[organisation] ?? 0;
  const rows = found.sort((a, b) => strength(b) - strength(a) || a - b).map((each) => h("li", {}, organisationLink(app, each)));
  const list = h("ul", { class: "links" }, ...rows.slice(0, COMMON));
  const rest = rows.slice(COMMON);
  const more = rest.length ? button(app.texts.say("table.more", { n: rest.length }), () => {
    more?.remove();
    list.append(...rest);
    rest[0]?.querySelector<HTMLElement>("button")?.focus();
  }, { class: "quiet", "data-key": "common:more" }) : null;
  return [h("p", { class: "aside" }, app.texts.say("pair.commonCount", { n: found.length })), list, more];
}

function path(app: App, one: number, other: number): HTMLElement {
  const { tie, tieWeight } = app.unfocused;
  const found = shortestPath(app.network, one, other, tieWeight, tie);
  if (!found) return h("p", { class: "aside" }, app.texts.say("pair.noPath"));
  const made = h("ol", { class: "path" });
  put(made, ...found.organisations.map((each) => h("li", {}, organisationLink(app, each))));
  return made;
}
