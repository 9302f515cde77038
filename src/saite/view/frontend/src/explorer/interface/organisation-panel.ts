// What the panel tells of one organisation.
import { words } from "../../dom.ts";
import type { Name, OrganisationDetails } from "../details.ts";
import { measureShown, sampleOf } from "../measures.ts";
import type { Measure } from "../network.ts";
import type { App } from "./app.ts";
import { address, button, facts, h, heading, icon, iconButton, put, s, type Piece } from "./element.ts";
import { badge, describeEvidence, describePlace, describeWhen, record } from "./evidence.ts";
import type { Described, FindOther } from "./panel.ts";
import { timeline } from "./timeline.ts";

const PARTNERS = 12;
const MEASURES: readonly Measure[] = ["degree", "strength", "betweenness", "pagerank"];

export function describeOrganisation(app: App, organisation: number, details: OrganisationDetails | null, findOther: FindOther): Described {
  const { texts, network } = app;
  const title = (key: string): HTMLElement => heading("h3", texts.say(key));
  const isShown = app.shown.organisation[organisation] === 1;
  const history = details && timeline(app, organisation, details.episodes);
  return {
    kicker: texts.say("organisation"),
    title: [app.nameElement(organisation)],
    body: [
      actions(app, organisation, findOther),
      isShown ? null : notice(app, "organisation.hidden", app.unfocused.organisation[organisation] === 1),
      network.organisations.unnamed[organisation] ? h("p", { class: "notice" }, texts.say("organisation.unnamed")) : null,
      about(app, organisation, details),
      title("organisation.measures"), measures(app, organisation),
      title("organisation.partners"), ...partners(app, organisation),
      details ? null : h("p", { class: "aside waiting" }, texts.say("waiting")),
      ...(details?.names.length ? [title("organisation.names"), names(app, details.names)] : []),
      ...(details && history ? [title("organisation.timeline"), left(app, details), history] : []),
      ...contact(app, details),
      ...(details?.evidence.length ? [title("evidence"), describeEvidence(app, details.evidence)] : []),
    ],
  };
}

/** Say that the filters hide it, or the focus alone, with the way to see it all the same. */
export function notice(app: App, key: string, isLeft: boolean): HTMLElement {
  const way = isLeft
    ? button(app.texts.say("focus.off"), () => app.setFocus(null), { class: "link", "data-key": "reveal" })
    : button(app.texts.say("filter.reset"), () => app.showEverything(), { class: "link", "data-key": "reveal" });
  return h("p", { class: "notice" }, app.texts.say(isLeft ? "focus.others" : key), " ", way);
}

function actions(app: App, organisation: number, findOther: FindOther): HTMLElement {
  const { texts } = app;
  const iri = app.iri(organisation);
  const { focus } = app.state;
  const steps = focus?.type === "neighbourhood" && focus.iri === iri ? focus.steps : 0;
  const around = h("div", { class: "segments steps", role: "group", "aria-label": texts.say("focus.around") },
    h("span", { class: "segments-name", "aria-hidden": "true", title: texts.say("focus.around") }, icon("around")),
    ...([1, 2, 3] as const).map((step) => button(String(step), () => {
      app.setFocus(steps === step ? null : { type: "neighbourhood", iri, steps: step });
    }, {
      "data-key": `around:${step}`, "aria-pressed": String(steps === step),
      "aria-label": texts.say("focus.steps", { n: step }), title: texts.say("focus.steps", { n: step }),
    })));
  const other = h("div", { class: "find-other" });
  const compare = button([icon("compare"), texts.say("compare")], () => {
    if (other.childElementCount) return put(other);
    put(other, findOther(organisation, (place) => app.choosePair(app.place(iri), place, true)));
    other.querySelector("input")?.focus();
  }, { class: "tool", "data-key": "compare", title: texts.say("compare.help") });
  const isPinned = app.isPinned(organisation);
  const pin = iconButton("pin", texts.say(isPinned ? "pin.off" : "pin.on"), () => {
    if (isPinned) app.unpin(organisation);
    else app.pin(organisation, ...app.spot(organisation));
  }, { "data-key": "pin", title: `${texts.say(isPinned ? "pin.off" : "pin.on")}: ${texts.say("pin.help")}` });
  const hide = iconButton("hide", texts.say("hide"), () => app.hide(organisation), { "data-key": "hide", title: `${texts.say("hide")}: ${texts.say("hide.help")}` });
  const show = iconButton("centre", texts.say("centre"), () => app.reveal(organisation), { "data-key": "centre" });
  return h("div", { class: "actions" }, around, compare, show, pin, hide, other, isPinned ? moves(app, organisation) : null);
}

/** Buttons that move a pinned organisation, for those who do not drag. */
function moves(app: App, organisation: number): HTMLElement {
  const { x, y } = app.network.organisations;
  const step = Math.max(20, (Math.max(...x) - Math.min(...x) + Math.max(...y) - Math.min(...y)) / 80);
  const to = (dx: number, dy: number) => () => {
    const [left, top] = app.spot(organisation);
    app.pin(organisation, left + dx * step, top + dy * step);
  };
  const ways = [["back", -1, 0, "left"], ["up", 0, -1, "up"], ["down", 0, 1, "down"], ["forward", 1, 0, "right"]] as const;
  return h("div", { class: "moves", role: "group", "aria-label": app.texts.say("move") },
    ...ways.map(([name, dx, dy, where]) => button(icon(name), to(dx, dy), {
      class: "icon-button", "data-key": `move:${where}`, "aria-label": app.texts.say(`move.${where}`), title: app.texts.say(`move.${where}`),
    })));
}

function about(app: App, organisation: number, details: OrganisationDetails | null): HTMLElement | null {
  const { texts, network } = app;
  const group = network.organisations.group[organisation] ?? -1;
  const places = (details?.places ?? []).map((place) => describePlace(app, place)).filter(Boolean);
  const place = network.organisations.place[organisation] ?? -1;
  return facts([
    [texts.say("organisation.kind"), app.kind("organisation", network.organisations.kind[organisation] ?? -1)],
    [texts.say("organisation.places"), places.length ? words(places.join("; ")) : place >= 0 && words(app.kind("place", place))],
    [texts.say("organisation.group"), group >= 0 && button(words(app.group(group)), () => app.setFocus({ type: "group", group }), {
      class: "link", "data-key": "group", title: texts.say("focus.group"),
    })],
    [texts.say("tie.status"), details?.status ? badge(app, details.status) : null],
    [texts.say("statement.note"), details?.note ? words(details.note) : null],
  ]);
}

function measures(app: App, organisation: number): HTMLElement {
  const { texts, network, shown } = app;
  const ofShown = measureShown(network, shown);
  const rows = MEASURES.map((measure) => {
    const now = ofShown[measure][organisation] ?? 0;
    const whole = network.organisations.measures[measure][organisation] ?? 0;
    const digits = measure === "betweenness" || measure === "pagerank" ? 4 : 2;
    const help = measure === "degree" ? null : texts.say(`measure.${measure}Help`);
    return h("tr", {}, h("th", { scope: "row", title: help }, texts.say(`measure.${measure}`)),
      h("td", {}, texts.number(now, digits)), h("td", { class: "aside" }, texts.number(whole, digits)));
  });
  const samples = [
    ["measure.shown", sampleOf(network, shown)],
    ["measure.whole", network.measured.betweenness === "sampled" ? network.measured.sample : 0],
  ] as const;
  const told = samples.filter(([, n]) => n).map(([key, n]) => `${texts.say(key)}: ${texts.say("measure.sampled", { n })}`);
  const sampled = told.length ? h("p", { class: "aside" }, `${texts.say("measure.betweenness")} – ${told.join("; ")}`) : null;
  return h("div", {}, h("table", { class: "measures" }, h("thead", {}, h("tr", {},
    h("td", {}), h("th", { scope: "col" }, texts.say("measure.shown")), h("th", { scope: "col" }, texts.say("measure.whole")))),
  h("tbody", {}, ...rows)), sampled);
}

/* ---- Partners ------------------------------------------------------------------------------ */

function partners(app: App, organisation: number): Piece[] {
  const { texts, network, neighbours, shown } = app;
  const [from, to] = [neighbours.first[organisation] ?? 0, neighbours.first[organisation + 1] ?? 0];
  const all = [...neighbours.tie.subarray(from, to)];
  const ties = all.filter((tie) => shown.tie[tie]).sort((one, other) => (shown.tieWeight[other] ?? 0) - (shown.tieWeight[one] ?? 0) || one - other);
  const most = shown.tieWeight[ties[0] ?? -1] ?? 1;
  const rows = ties.map((tie) => partner(app, tie, organisation, most));
  const list = h("ul", { class: "partners" }, ...rows.slice(0, PARTNERS));
  const rest = rows.slice(PARTNERS);
  const more = rest.length ? button(texts.say("table.more", { n: rest.length }), () => {
    more?.remove();
    list.append(...rest);
    rest[0]?.querySelector<HTMLElement>("button")?.focus();
  }, { class: "quiet", "data-key": "partners:more" }) : null;
  const inAll = network.organisations.tiesInAll[organisation] ?? all.length;
  return [
    all.length ? null : h("p", { class: "aside" }, texts.say("organisation.noPartners")),
    list, more,
    ties.length < all.length ? h("p", { class: "aside" }, texts.say("organisation.hiddenPartners", { n: all.length - ties.length })) : null,
    inAll > all.length ? heldTies(app, organisation, all.length, inAll) : null,
  ];
}

/** Say how many of its ties the page does not hold; a served page can load them. */
function heldTies(app: App, organisation: number, held: number, inAll: number): HTMLElement {
  const told = h("p", { class: "aside" }, app.texts.say("organisation.heldTies", { n: held, m: inAll }), " ");
  const { extension } = app;
  if (extension) {
    const more = button(app.texts.say("organisation.load"), () => {
      more.disabled = true;
      void extension.extend(app.iri(organisation)).then((network) => app.setNetwork(network), () => app.notify(app.texts.say("failed")));
    }, { class: "link", "data-key": "load" });
    told.append(more);
  }
  return told;
}

/** Names of the kinds of what is shown of a tie. */
export function kindsOf(app: App, tie: number, isWhole = false): string {
  const { ties, supports } = app.network;
  const kinds = new Map<number, number>();
  for (let support = ties.firstSupport[tie] ?? 0; support < (ties.firstSupport[tie + 1] ?? 0); support += 1) {
    if (!isWhole && !app.shown.support[support]) continue;
    const kind = supports.kind[support] ?? -1;
    kinds.set(kind, (kinds.get(kind) ?? 0) + (supports.weight[support] ?? 0));
  }
  return [...kinds].sort((one, other) => other[1] - one[1] || one[0] - other[0]).map(([kind]) => app.kind("tie", kind)).join(", ");
}

function partner(app: App, tie: number, organisation: number, most: number): HTMLElement {
  const other = app.otherEnd(tie, organisation);
  const weight = app.shown.tieWeight[tie] ?? 0;
  return h("li", {}, button([
    h("span", { class: "partner" }, app.nameElement(other)),
    h("span", { class: "amount" }, app.texts.number(weight)),
    h("span", { class: "aside" }, kindsOf(app, tie)),
    weightBar(weight / most),
  ], () => app.choosePair(organisation, other, true), { class: "row", "data-key": `tie:${app.iri(other)}` }));
}

/** A bar as a drawing: its length is an attribute, for the page allows no style inside elements. */
export function weightBar(share: number): SVGSVGElement {
  return s("svg", { class: "bar", viewBox: "0 0 1000 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { class: "all", width: 1000, height: 6 }), s("rect", { class: "in", width: Math.max(12, share * 1000), height: 6 }));
}

/** Say of how many records the timeline shows some; null if it shows them all. */
function left(app: App, { episodes, episodesInAll = 0 }: OrganisationDetails): HTMLElement | null {
  if (episodesInAll <= episodes.length) return null;
  return h("p", { class: "aside" }, app.texts.say("table.of", { n: episodes.length, m: episodesInAll }));
}

/* ---- Names and contact --------------------------------------------------------------------- */

function names(app: App, list: readonly Name[]): HTMLElement {
  return h("ul", { class: "names" }, ...list.map((name) => {
    const when = name.when ? app.texts.say("when.written") && describeWhen(app, name.when) : [];
    const kind = name.kind ? app.texts.pick(name.kind).text : "";
    const made = h("li", {}, words(name.text, name.language === app.texts.language ? "" : name.language ?? ""));
    const aside = h("span", { class: "aside" });
    put(aside, [kind, name.unresolved ? app.texts.say("name.unresolved") : ""].filter(Boolean).join("; "), when.length ? " · " : null, ...when);
    made.append(" ", aside);
    return made;
  }));
}

function contact(app: App, details: OrganisationDetails | null): Piece[] {
  const { texts } = app;
  const list = facts([
    [texts.say("organisation.address"), details?.address && words(details.address)],
    [texts.say("organisation.website"), details?.website && address(details.website)],
    [texts.say("organisation.email"), details?.email && words(details.email)],
    [texts.say("statement.record"), record(app, details?.row)],
  ]);
  return list ? [heading("h3", texts.say("organisation.contact")), list] : [];
}
