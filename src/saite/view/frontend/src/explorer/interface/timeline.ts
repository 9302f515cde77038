// What happened to an organisation, in the order of time: a line for each, its time as a bar.
import { words } from "../../dom.ts";
import { dayFrom } from "../days.ts";
import type { Episode } from "../details.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Day } from "../network.ts";
import type { App } from "./app.ts";
import { describeStatement, organisationLink } from "./evidence.ts";
import { button, h, put, s, type Piece } from "./element.ts";

const AT_ONCE = 24;

interface Timed {
  readonly episode: Episode;
  readonly earliest: Day;
  readonly latest: Day;
}

/** Make the timeline; null if nothing is recorded. */
export function timeline(app: App, organisation: number, episodes: readonly Episode[]): HTMLElement | null {
  if (!episodes.length) return null;
  const timed = episodes.map((episode) => timeOf(episode)).sort(inOrder);
  const years = timed.flatMap(({ earliest, latest }) => [earliest, latest])
    .filter((day) => day > NEVER_BEGAN && day < NEVER_ENDS).map(inYears);
  const [first, last] = years.length
    ? [Math.floor(Math.min(...years)), Math.ceil(Math.max(...years) + 0.001)] : [0, 0];
  const list = h("ol", { class: "timeline" });
  const rows = timed.map((each) => row(app, organisation, each, first, last));
  put(list, ...rows.slice(0, AT_ONCE));
  const axis = last > first ? h("div", { class: "axis", "aria-hidden": "true" }, h("span", {}, String(first)), last - 1 > first ? h("span", {}, String(last - 1)) : null) : null;
  const rest = rows.slice(AT_ONCE);
  const more = rest.length ? button(app.texts.say("table.more", { n: rest.length }), () => {
    more?.remove();
    list.append(...rest);
    rest[0]?.querySelector<HTMLElement>("summary")?.focus();
  }, { class: "quiet", "data-key": "timeline:more" }) : null;
  const made = h("div", { class: "episodes" });
  put(made, axis, list, more);
  return made;
}

function timeOf(episode: Episode): Timed {
  const own = episode.statement.when;
  const when = own?.earliest || own?.latest ? own : episode.thing?.when ?? own;
  return { episode, earliest: dayFrom(when?.earliest, NEVER_BEGAN), latest: dayFrom(when?.latest, NEVER_ENDS) };
}

/** By its start, else by its end; what has no date comes last. */
function inOrder(one: Timed, other: Timed): number {
  const key = ({ earliest, latest }: Timed): number => (earliest > NEVER_BEGAN ? earliest : latest);
  return key(one) - key(other) || one.latest - other.latest;
}

function inYears(day: Day): number {
  return Math.floor(day / 10_000) + ((Math.floor(day / 100) % 100) - 1) / 12 + ((day % 100) - 1) / 372;
}

function row(app: App, organisation: number, timed: Timed, first: number, last: number): HTMLElement {
  const { episode } = timed;
  const kind = `episode.${episode.type}`;
  const title = app.texts.pick(episode.thing?.labels).text;
  const summary = h("summary", {});
  put(summary,
    h("span", { class: "episode-kind" }, app.texts.has(kind) ? app.texts.say(kind) : episode.type),
    h("span", { class: "episode-title" }, ...(title ? [app.label(episode.thing?.labels)] : others(app, organisation, episode))),
    h("span", { class: "episode-when" }, app.texts.period(timed.earliest, timed.latest)),
    last > first ? bar(timed, first, last) : null);
  const body = h("details", {}, summary);
  // What is behind an entry is made when somebody looks.
  body.addEventListener("toggle", () => {
    if (body.open && body.childElementCount === 1) body.append(...behind(app, episode).filter((each): each is Node => each instanceof Node));
  });
  return h("li", {}, body);
}

/** Who else is part of it, where it has no title of its own. */
function others(app: App, organisation: number, episode: Episode): HTMLElement[] {
  const own = app.iri(organisation);
  const found = episode.statement.parts.filter((part) => part.property !== "role" && part.organisation !== own);
  const names = found.map((part) => {
    const place = part.organisation === undefined ? -1 : app.place(part.organisation);
    return place >= 0 ? app.nameElement(place) : part.labels ? app.label(part.labels) : words(part.text ?? "", part.language ?? "");
  }).filter((each) => each.textContent);
  const shown = names.slice(0, 2).flatMap((name, place) => (place ? [h("span", {}, ", "), name] : [name]));
  return shown.length ? shown : [app.label(episode.statement.kind, app.texts.say("support.unnamed"))];
}

function behind(app: App, episode: Episode): Piece[] {
  const partners = new Set(episode.statement.parts.flatMap((part) => (part.organisation ? [app.place(part.organisation)] : [])));
  partners.delete(-1);
  return [
    describeStatement(app, episode.statement, true),
    episode.thing && partners.size > 2 ? h("p", {}, ...[...partners].map((place) => organisationLink(app, place))) : null,
  ];
}

/** A bar from its first to its last possible day; open ends run to the edge and fade by their class. */
function bar({ earliest, latest }: Timed, first: number, last: number): SVGSVGElement {
  const made = s("svg", { class: "bar", viewBox: "0 0 1000 6", preserveAspectRatio: "none", "aria-hidden": "true" });
  const [begins, ends] = [earliest > NEVER_BEGAN, latest < NEVER_ENDS];
  made.append(s("rect", { class: "all", x: 0, y: 0, width: 1000, height: 6 }));
  if (!begins && !ends) return made;
  const scale = (year: number): number => ((year - first) / (last - first)) * 1000;
  const [left, right] = [begins ? scale(inYears(earliest)) : 0, ends ? scale(inYears(latest)) : 1000];
  made.append(s("rect", { class: begins && ends ? "in" : "in open", x: left, y: 0, width: Math.max(8, right - left), height: 6 }));
  return made;
}
