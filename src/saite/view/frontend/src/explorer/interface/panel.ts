// The panel beside the picture: one organisation, two of them with their tie, the thing that the page
// is narrowed to, or an overview.
import type { OrganisationDetails, TieDetails } from "../details.ts";
import type { Choice } from "../state.ts";
import type { App, Changes, Part } from "./app.ts";
import { h, heading, iconButton, keepFocus, put, type Piece } from "./element.ts";
import { describeOrganisation } from "./organisation-panel.ts";
import { describeOverview } from "./overview-panel.ts";
import { describePair } from "./pair-panel.ts";
import { describeThing } from "./thing-panel.ts";

/** What the panel shows of one choice; details are null until they are read. */
export interface Described {
  readonly kicker: string;
  readonly title: Piece[];
  readonly body: Piece[];
}

export type FindOther = (organisation: number, onTake: (other: number) => void) => HTMLElement;

interface Panel extends Part {
  enter(): void;
  close(): void;
}

/** Make the panel. `findOther` makes a search for the second of two organisations. */
export function createPanel(app: App, findOther: FindOther, afterClosing: () => void): Panel {
  const element = h("aside", { class: "panel", id: "panel", tabindex: "-1" });
  const seen: (Choice | null)[] = [app.state.choice];
  let at = 0;
  let opener: HTMLElement | null = null;
  const organisations = new Map<string, OrganisationDetails>();
  const ties = new Map<string, TieDetails>();

  const remember = (choice: Choice | null): void => {
    if (isSame(seen[at] ?? null, choice)) return;
    seen.splice(at + 1, seen.length, choice);
    at = seen.length - 1;
  };
  const walk = (by: number): void => {
    at += by;
    app.choose(seen[at] ?? null);
    element.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  };
  const close = (): void => {
    const last = opener;
    opener = null;
    if (app.state.choice) app.choose(null);
    else app.openThing(false);
    if (last?.isConnected && last !== document.body && last.offsetParent) last.focus();
    else afterClosing();
  };

  const load = (choice: Choice): void => {
    const again = (): void => {
      if (isSame(app.state.choice, choice)) render();
    };
    const failed = (): void => {
      const waiting = element.querySelector(".waiting");
      if (waiting && isSame(app.state.choice, choice)) put(waiting, app.texts.say("failed"));
    };
    if (choice.type === "organisation") {
      if (organisations.has(choice.iri)) return;
      void app.details.organisation(choice.iri).then((details) => { organisations.set(choice.iri, details); again(); }).catch(failed);
    } else if (!ties.has(pairKey(choice)) && app.tie(app.place(choice.a), app.place(choice.b)) >= 0) {
      void app.details.tie(choice.a, choice.b).then((details) => { ties.set(pairKey(choice), details); again(); }).catch(failed);
    }
  };
  const describe = (choice: Choice | null): Described | null => {
    if (!choice) {
      if (app.thing === undefined) return { kicker: "", title: [app.texts.say(app.isThingMissed ? "failed" : "waiting")], body: [] };
      return app.thing && describeThing(app, app.thing);
    }
    if (choice.type === "organisation") {
      const place = app.place(choice.iri);
      return place < 0 ? null : describeOrganisation(app, place, organisations.get(choice.iri) ?? null, findOther);
    }
    const [one, other] = [app.place(choice.a), app.place(choice.b)];
    return one < 0 || other < 0 ? null : describePair(app, one, other, ties.get(pairKey(choice)) ?? null);
  };
  const render = (): void => {
    const { choice } = app.state;
    element.setAttribute("aria-label", app.texts.say("panel.label"));
    const isTold = choice !== null || app.isThingOpen;
    element.classList.toggle("has-choice", isTold);
    const described = isTold ? describe(choice) : null;
    keepFocus(element, () => {
      if (described) put(element, head(described), ...described.body);
      else if (isTold) put(element, head({ kicker: "", title: [app.texts.say("panel.gone")], body: [] }));
      else put(element, ...describeOverview(app));
    });
    if (described && choice) load(choice);
  };
  const head = ({ kicker, title }: Described): HTMLElement => h("div", { class: "panel-head" },
    h("div", { class: "panel-ways" },
      h("span", { class: "kicker" }, kicker),
      way("back", "panel.back", at > 0, () => walk(-1)),
      way("forward", "panel.forward", at < seen.length - 1, () => walk(1)),
      iconButton("close", app.texts.say("panel.close"), close, { class: "icon-button close", "data-key": "close" })),
    heading("h2", ...title));
  const way = (name: "back" | "forward", key: string, isOpen: boolean, act: () => void): HTMLElement => {
    const made = iconButton(name, app.texts.say(key), act, { class: `icon-button ${name}`, "data-key": name });
    made.disabled = !isOpen;
    return made;
  };
  return {
    element,
    enter: () => element.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true }),
    close,
    update(changes: Changes): void {
      if (changes.network) { organisations.clear(); ties.clear(); }
      if (changes.choice || changes.focus) {
        const active = document.activeElement;
        if (seen[at] === null && active instanceof HTMLElement && !element.contains(active)) opener = active;
        if (changes.choice) remember(app.state.choice);
      }
      if (changes.choice || changes.shown || changes.language || changes.look || changes.pinned) {
        render();
        if (changes.choice || changes.focus) element.scrollTop = 0;
      }
    },
  };
}

function pairKey(choice: { readonly a: string; readonly b: string }): string {
  return [choice.a, choice.b].sort().join(" ");
}

export function isSame(one: Choice | null, other: Choice | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
