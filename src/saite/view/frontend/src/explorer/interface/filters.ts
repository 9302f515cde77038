// The filters: what is shown, how much each of them hides, and the way back.
import type { Network } from "../network.ts";
import type { Shown } from "../scene.ts";
import { FILTERS, NOT_RECORDED } from "../shown.ts";
import type { Filters } from "../state.ts";
import type { App, Changes, Part } from "./app.ts";
import { button, h, heading, iconButton, keepFocus, put, swatch } from "./element.ts";
import { periodFilter, type Field } from "./period.ts";

type ListName = "hiddenTieKinds" | "hiddenOrganisationKinds" | "hiddenPlaces" | "hiddenStatuses";
type Of = "tie" | "organisation" | "place" | "status";

const LISTS: Readonly<Record<Of, ListName>> = {
  tie: "hiddenTieKinds", organisation: "hiddenOrganisationKinds", place: "hiddenPlaces", status: "hiddenStatuses",
};
const LONG = 8;
const MANY = 300; // ties

/** Make the panel of filters. */
export function filterPanel(app: App, close: () => void): Part {
  const element = h("aside", { class: "filters", id: "filters" });
  let fields: Field[] = [];
  let amounts: (() => void) | null = null;
  const longOnes = new Set<Of>();

  const build = (): void => {
    const { texts } = app;
    element.setAttribute("aria-label", texts.say("filters"));
    const told = h("p", { class: "aside hidden-count" });
    const reset = button(texts.say("filter.reset"), () => app.showEverything(), { class: "quiet reset", "data-key": "reset" });
    const period = periodFilter(app);
    fields = [];
    const section = (name: string, ...pieces: (Node | string | null)[]): HTMLElement => {
      const title = texts.say(name === "untied" ? "legend.organisations" : `filter.${name}`);
      const made = h("fieldset", { class: `filter-${name}` }, h("legend", {}, title));
      made.append(...pieces.filter((piece): piece is Node | string => piece !== null));
      return made;
    };
    const lists = (["tie", "status", "organisation", "place"] as const).map((of) => [of, checkList(app, of, longOnes, rebuild)] as const);
    const weight = weightFilter(app);
    // Few ties are seen at a glance: none has to stand out.
    const backbone = app.network.cut.ofTies >= MANY ? check(app, "backbone", fields) : null;
    const years = period && section("years", period.element, certainty(app, fields), check(app, "undated", fields));
    const byName = new Map(lists.map(([of, list]) => [of, list && section(LIST_TITLES[of], list.element)]));
    fields.push(...lists.flatMap(([, list]) => (list ? [list] : [])), ...(period ? [period] : []), ...(weight ? [weight] : []));
    const byHand = h("div", { tabindex: "-1" }); // what held the focus in it may go
    amounts = () => {
      const hidden = app.network.ties.length - app.shown.ties;
      const away = app.network.organisations.length - app.shown.organisations;
      told.textContent = app.isFiltered
        ? texts.say("filter.hidden", { ties: texts.say("ties.count", { n: hidden }), organisations: texts.say("organisations.count", { n: away }) })
        : texts.say("filter.nothingHidden");
      reset.setAttribute("aria-disabled", String(!app.isFiltered && !app.state.focus));
      keepFocus(byHand, () => put(byHand, hiddenByHand(app)));
      tellHidden(app, element);
    };
    put(element,
      h("div", { class: "filters-head" }, heading("h2", texts.say("filters")), reset,
        iconButton("close", texts.say("filters.close"), close, { class: "icon-button only-drawer" })),
      told, years, byName.get("tie"), byName.get("status"),
      (weight || backbone) && section("weight", weight && weight.element, backbone), byName.get("organisation"), byName.get("place"),
      section("untied", check(app, "untied", fields)), byHand);
    refresh();
  };
  const rebuild = (): void => keepFocus(element, build);
  const refresh = (): void => {
    for (const field of fields) field.update();
    amounts?.();
  };
  return {
    element,
    update(changes: Changes): void {
      if (changes.network || changes.language) rebuild();
      else if (changes.shown) refresh();
    },
  };
}

const LIST_TITLES: Readonly<Record<Of, string>> = {
  tie: "tieKind", status: "status", organisation: "organisationKind", place: "place",
};

/** Say beside each filter how much it alone hides. */
function tellHidden(app: App, element: HTMLElement): void {
  element.querySelectorAll(".hides").forEach((each) => each.remove());
  const { hiddenBy } = app.shown;
  for (const name of FILTERS) {
    const [ties, organisations] = [hiddenBy[`ties:${name}`] ?? 0, hiddenBy[`organisations:${name}`] ?? 0];
    const told = [
      ties ? app.texts.say("ties.count", { n: ties }) : "",
      organisations ? app.texts.say("organisations.count", { n: organisations }) : "",
    ].filter(Boolean).join(", ");
    const section = name === "backbone" ? "weight" : name; // they stand together
    if (told) element.querySelector(`.filter-${section} > legend`)?.append(h("span", { class: "hides" }, app.texts.say("filter.hides", { what: told })));
  }
}

/* ---- Lists of kinds ------------------------------------------------------------------------ */

interface Value {
  readonly key: string;
  readonly place: number;
  readonly count: number;
}

/**
 * Count what has each kind: a tie once for each kind of its supports, and once by its status, which
 * is the best of its supports, as the filter reads it.
 */
export function countKinds(app: App, of: Of, shown: Shown | null): Map<number, number> {
  const { organisations, supports, ties } = app.network;
  const counts = new Map<number, number>();
  const add = (place: number): void => void counts.set(place, (counts.get(place) ?? 0) + 1);
  if (of === "organisation" || of === "place") {
    const column = of === "place" ? organisations.place : organisations.kind;
    column.forEach((place, organisation) => { if (!shown || shown.organisation[organisation]) add(place); });
    return counts;
  }
  if (of === "status") {
    statusesOf(app, shown).forEach(add);
    return counts;
  }
  const column = supports.kind;
  const seen = new Int32Array(256).fill(-1); // the last tie of each kind
  for (let tie = 0; tie < ties.length; tie += 1) {
    for (let support = ties.firstSupport[tie] ?? 0; support < (ties.firstSupport[tie + 1] ?? 0); support += 1) {
      const kind = column[support] ?? 0;
      if (seen[kind] === tie || (shown && !shown.support[support])) continue;
      seen[kind] = tie;
      add(kind);
    }
  }
  return counts;
}

/** The status of each tie, of those that are shown or of all. */
function statusesOf({ network }: App, shown: Shown | null): number[] {
  const { supports, ties } = network;
  const found: number[] = [];
  for (let tie = 0; tie < ties.length; tie += 1) {
    if (shown && !shown.tie[tie]) continue;
    let best = shown ? shown.tieStatus[tie]! : 255;
    if (!shown) {
      for (let each = ties.firstSupport[tie]!; each < ties.firstSupport[tie + 1]!; each += 1) best = Math.min(best, supports.status[each]!);
    }
    if (best < network.kinds.status.length) found.push(best);
  }
  return found;
}

function valuesOf(app: App, of: Of): Value[] {
  const kinds = app.network.kinds[of];
  const counts = countKinds(app, of, null);
  // A status that is the best of no tie becomes it once a kind is hidden: it is listed all the same.
  if (of === "status") app.network.supports.status.forEach((place) => counts.set(place, counts.get(place) ?? 0));
  // A served page holds a part of the network, and asks for others by the filters of the whole.
  if (app.extension) kinds.forEach((_, place) => counts.set(place, counts.get(place) ?? 0));
  const values = [...counts].map(([place, count]) => ({ place, count, key: kinds[place]?.key ?? "" }));
  return values.sort((one, other) => (of === "status" ? one.place - other.place : other.count - one.count || one.place - other.place));
}

function checkList(app: App, of: Of, longOnes: Set<Of>, rebuild: () => void): Field | null {
  const values = valuesOf(app, of);
  if (values.length < 2) return null;
  const name = LISTS[of];
  const isLong = values.length > LONG + 2;
  const listed = isLong && !longOnes.has(of) ? values.slice(0, LONG) : values;
  const boxes = listed.map((value) => {
    const input = h("input", { type: "checkbox", name: `${name}:${value.key}`, "data-key": `${name}:${value.key}` });
    input.addEventListener("change", () => {
      const others = app.state.filters[name].filter((each) => each !== value.key);
      app.setFilters({ [name]: input.checked ? others : [...others, value.key].sort() } as Partial<Filters>);
    });
    const only = button(app.texts.say("filter.only"), () => {
      const others = new Set(values.filter((each) => each !== value).map((each) => each.key));
      // What a served page does not hold yet may have none.
      if (app.extension && value.key !== NOT_RECORDED) others.add(NOT_RECORDED);
      app.setFilters({ [name]: [...others].sort() } as Partial<Filters>);
    }, { class: "only", "data-key": `only:${name}:${value.key}`, "aria-label": app.texts.say("filter.onlyThis", { name: app.kind(of, value.place) }) });
    const amount = h("span", { class: "amount" });
    return { value, input, amount, element: h("li", {}, h("label", { class: "check" }, input, h("span", {}, app.kind(of, value.place)), amount), only) };
  });
  const all = button(app.texts.say("filter.all"), () => app.setFilters({ [name]: [] } as Partial<Filters>), { class: "quiet all", "data-key": `all:${name}` });
  const more = isLong ? button(app.texts.say(longOnes.has(of) ? "filter.fewer" : "filter.more", { n: values.length - LONG }), () => {
    if (!longOnes.delete(of)) longOnes.add(of);
    rebuild();
  }, { class: "quiet", "data-key": `more:${name}` }) : null;
  return {
    element: h("div", {}, h("ul", { class: "checks" }, ...boxes.map((each) => each.element)), h("p", { class: "row-of-buttons" }, more, all)),
    update: () => {
      const counts = countKinds(app, of, app.shown);
      for (const { value, input, amount } of boxes) {
        const [shown, whole] = [app.texts.number(counts.get(value.place) ?? 0), app.texts.number(value.count)];
        input.checked = !app.state.filters[name].includes(value.key);
        amount.textContent = shown === whole ? whole : app.texts.say("table.of", { n: shown, m: whole });
      }
      all.hidden = app.state.filters[name].length === 0;
    },
  };
}

/* ---- Single fields ------------------------------------------------------------------------- */

function check(app: App, name: "undated" | "untied" | "backbone", fields: Field[]): HTMLElement {
  const input = h("input", { type: "checkbox", name, "data-key": name });
  input.addEventListener("change", () => app.setFilters({ [name]: input.checked }));
  fields.push({ element: input, update: () => { input.checked = app.state.filters[name]; } });
  const help = `filter.${name}Help`;
  return h("label", { class: "check", title: app.texts.has(help) ? app.texts.say(help) : null }, input, h("span", {}, app.texts.say(`filter.${name}`)));
}

function certainty(app: App, fields: Field[]): HTMLElement {
  const group = h("div", { class: "segments", role: "radiogroup", "aria-label": app.texts.say("filter.certainty") });
  for (const value of ["possibly", "certainly"] as const) {
    const input = h("input", { type: "radio", name: "certainty", value, "data-key": value });
    input.addEventListener("change", () => app.setFilters({ certainty: value }));
    fields.push({ element: input, update: () => { input.checked = app.state.filters.certainty === value; } });
    group.append(h("label", { title: app.texts.say(`filter.${value}Help`) }, input, h("span", {}, app.texts.say(`filter.${value}`))));
  }
  return group;
}

/** The least weight, in the steps that ties have; null if all weigh the same. */
function weightFilter(app: App): Field | null {
  const steps = weightSteps(app.network);
  if (steps.length < 2) return null;
  const input = h("input", { type: "range", name: "minWeight", min: 0, max: steps.length - 1, step: 1, "data-key": "minWeight" });
  const told = h("output", { class: "amount" });
  input.addEventListener("input", () => {
    const place = Number(input.value);
    app.setFilters({ minWeight: place ? (steps[place] ?? 0) : 0 });
  });
  return {
    element: h("div", { class: "one-ended" }, input, told),
    update: () => {
      const { minWeight } = app.state.filters;
      const place = minWeight ? Math.max(0, steps.findIndex((step) => step >= minWeight - 1e-6)) : 0;
      const text = place || minWeight ? app.texts.say("filter.atLeast", { n: app.texts.number(minWeight) }) : app.texts.say("filter.any");
      input.value = String(place);
      input.setAttribute("aria-label", app.texts.say("filter.weight"));
      input.setAttribute("aria-valuetext", text);
      told.textContent = text;
    },
  };
}

/**
 * List the weights that ties have, as far as they read differently: of those that read alike the
 * least, so that "at least 0.67" keeps all that are told to weigh so much.
 */
export function weightSteps({ ties, supports }: Pick<Network, "ties" | "supports">): number[] {
  const found = new Map<number, number>();
  for (let tie = 0; tie < ties.length; tie += 1) {
    let sum = 0;
    for (let place = ties.firstSupport[tie] ?? 0; place < (ties.firstSupport[tie + 1] ?? 0); place += 1) sum += supports.weight[place] ?? 0;
    const read = Math.round(sum * 100);
    found.set(read, Math.min(sum, found.get(read) ?? Infinity));
  }
  const all = [...found.values()].map((weight) => Math.round(weight * 1e6) / 1e6).sort((one, other) => one - other);
  if (all.length <= 40) return all;
  return Array.from({ length: 40 }, (_, place) => all[Math.round((place * (all.length - 1)) / 39)] ?? 0);
}

/** What was hidden one by one, with the way back. */
function hiddenByHand(app: App): HTMLElement | null {
  const { hidden } = app.state;
  if (!hidden.length) return null;
  const rows = hidden.map((iri) => {
    const place = app.place(iri);
    const name = place < 0 ? iri : app.name(place);
    return h("li", {}, h("span", {}, swatch("var(--muted)", "var(--muted)", "ring"), place < 0 ? iri : app.nameElement(place)),
      button(app.texts.say("hidden.show"), () => app.unhide(iri), { class: "quiet", "data-key": `unhide:${iri}`, "aria-label": app.texts.say("hidden.showThis", { name }) }));
  });
  return h("fieldset", { class: "filter-hidden" }, h("legend", {}, app.texts.say("hidden.title")),
    h("ul", { class: "by-hand" }, ...rows),
    h("p", { class: "row-of-buttons" }, button(app.texts.say("hidden.showAll"), () => app.unhide(null), { class: "quiet", "data-key": "unhide" })));
}
