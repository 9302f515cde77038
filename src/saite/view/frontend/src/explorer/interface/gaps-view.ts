// What the records leave open, and where a next question may lead.
import type { Gap, GapList } from "../details.ts";
import type { App, Changes, Part } from "./app.ts";
import { button, h, heading, keepFocus, put, type Piece } from "./element.ts";
import { organisationLink } from "./evidence.ts";

const AT_ONCE = 100;

export function gapsView(app: App): Part {
  const element = h("div", { class: "prose" });
  let lists: readonly GapList[] | null = null;
  let isAsked = false;

  const ask = (): void => {
    isAsked = true;
    void app.details.gaps().then((found) => { lists = found; render(); }, () => {
      isAsked = false; // once more when somebody comes back
      put(element, app.texts.say("failed"));
    });
  };
  const render = (): void => keepFocus(element, () => put(element,
    heading("h2", app.texts.say("view.gaps")), h("p", { class: "lead" }, app.texts.say("gaps.intro")),
    ...(lists ? lists.map((list) => describeList(app, list)) : [h("p", { class: "aside" }, app.texts.say("waiting"))])));
  return {
    element,
    update(changes: Changes): void {
      if (app.state.view !== "gaps") return;
      if (!isAsked || changes.network) ask();
      if (changes.view || changes.language || changes.network) render();
    },
  };
}

function describeList(app: App, list: GapList): HTMLElement {
  const rows = list.gaps.map((gap) => {
    const row = h("li", {});
    put(row, ...describeGap(app, gap));
    return row;
  });
  const shown = h("ul", {}, ...rows.slice(0, AT_ONCE));
  const rest = rows.slice(AT_ONCE);
  const more = rest.length ? button(app.texts.say("table.more", { n: rest.length }), () => {
    more?.remove();
    shown.append(...rest);
    rest[0]?.querySelector<HTMLElement>("button")?.focus();
  }, { class: "quiet", "data-key": `more:${list.kind}` }) : null;
  const number = list.number ?? list.gaps.length;
  const amount = number > list.gaps.length
    ? app.texts.say("table.of", { n: list.gaps.length, m: number })
    : app.texts.number(number);
  const made = h("section", { class: "gap", id: `gap-${list.kind.replace(/[^\w-]/g, "-")}` });
  put(made,
    heading("h3", app.label(list.title), " ", h("span", { class: "amount" }, amount)),
    list.gaps.length ? h("p", { class: "aside" }, app.label(list.advice)) : h("p", { class: "aside" }, app.texts.say("gaps.none")),
    shown, more);
  return made;
}

function describeGap(app: App, gap: Gap): Piece[] {
  const row = gap.file ? h("span", { class: "aside" }, " · ", app.texts.say("record.row", { file: gap.file, row: String(gap.row ?? "") })) : null;
  if (gap.tie) {
    const [one, other] = gap.tie.map((iri) => app.place(iri));
    if (one !== undefined && other !== undefined && one >= 0 && other >= 0) {
      return [button([app.nameElement(one), " — ", app.nameElement(other)], () => app.choosePair(one, other, true), { class: "link", "data-key": `gap:${gap.tie.join(" ")}` }), row];
    }
  }
  const place = gap.organisation === undefined ? -1 : app.place(gap.organisation);
  // A record without a name is called by its class: its detail would say that once more.
  const detail = gap.detail ? app.texts.pick(gap.detail).text : "";
  const isNew = detail && !`${app.texts.pick(gap.labels).text} `.startsWith(`${detail} `);
  return [place >= 0 ? organisationLink(app, place) : app.label(gap.labels), isNew ? h("span", { class: "aside" }, " ", app.label(gap.detail)) : null, row];
}
