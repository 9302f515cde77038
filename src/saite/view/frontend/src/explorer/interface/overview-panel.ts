// What the panel tells while nothing is chosen: what this is, who is tied most, which groups there are.
import type { App } from "./app.ts";
import { button, h, heading, type Piece } from "./element.ts";
import { organisationLink } from "./evidence.ts";
import { weightBar } from "./organisation-panel.ts";

const MOST = 10;

export function describeOverview(app: App): Piece[] {
  const { texts, shown, network } = app;
  const ranked = [...shown.strength.keys()].filter((each) => shown.organisation[each] && (shown.strength[each] ?? 0) > 0)
    .sort((one, other) => (shown.strength[other] ?? 0) - (shown.strength[one] ?? 0) || one - other).slice(0, MOST);
  const most = shown.strength[ranked[0] ?? -1] ?? 1;
  const members: number[] = [];
  network.organisations.group.forEach((group, place) => {
    if (group >= 0) members[group] = (members[group] ?? 0) + (shown.organisation[place] ?? 0);
  });
  const groups = network.groups.map((group, place) => ({ group, place })).filter(({ group }) => group.size > 1).slice(0, MOST);
  return [
    h("p", { class: "lead" }, texts.say("panel.empty")),
    ...describeCut(app),
    heading("h3", texts.say("panel.strongest")),
    h("ol", { class: "bars" }, ...ranked.map((each) => h("li", {}, organisationLink(app, each),
      h("span", { class: "amount" }, texts.say("ties.count", { n: shown.degree[each] ?? 0 })), weightBar((shown.strength[each] ?? 0) / most)))),
    ...(groups.length > 1 ? [
      heading("h3", texts.say("panel.groups")),
      h("ul", { class: "bars" }, ...groups.map(({ group, place }) => h("li", {},
        button(h("bdi", {}, app.group(place)), () => app.setFocus({ type: "group", group: place }), { class: "link", "data-key": `group:${place}` }),
        h("span", { class: "amount" }, amount(app, members[place] ?? 0, group.size))))),
    ] : []),
  ];
}

function amount(app: App, shown: number, size: number): string {
  return shown === size ? app.texts.say("organisations.count", { n: size }) : app.texts.say("table.of", { n: shown, m: size });
}

/** Say what the page does not hold, and by which rule. */
export function describeCut(app: App): HTMLElement[] {
  const { cut } = app.network;
  const told: string[] = [];
  if (cut.organisations < cut.ofOrganisations) told.push(app.texts.say("cut.organisations", { n: cut.organisations, m: cut.ofOrganisations }));
  if (cut.ties < cut.ofTies) {
    const rule = `cut.${cut.rule}`;
    told.push([app.texts.say("cut.ties", { n: cut.ties, m: cut.ofTies }), app.texts.has(rule) ? app.texts.say(rule) : ""].filter(Boolean).join(" "));
  }
  return told.map((text) => h("p", { class: "notice" }, text));
}
