// The years asked for: a slider with two ends over the number of ties in each year.
import type { App } from "./app.ts";
import { h, put, s } from "./element.ts";
import { firstAndLastYear, tiesByYear } from "./years.ts";

export interface Field {
  readonly element: HTMLElement;
  /** Make the texts and values fit the state. */
  update(): void;
}

const HEIGHT = 40;

/** Make the slider; null if nothing in the network is dated. */
export function periodFilter(app: App): Field | null {
  const bounds = firstAndLastYear(app.network);
  if (!bounds) return null;
  const [first, last] = bounds;
  const all = tiesByYear(app.network, first, last, null);
  const most = Math.max(1, ...all);
  const length = last - first + 1;
  const chart = s("svg", { class: "histogram", viewBox: `0 0 ${length} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const bars = all.map((count, place) => bar(place, count / most, "all"));
  const shown = all.map((_, place) => bar(place, 0, "in"));
  chart.append(...bars, ...shown);
  const from = end("from", first, last);
  const to = end("to", first, last);
  const told = h("output", { class: "years" });
  const element = h("div", { class: "period" },
    h("div", { class: "period-head" }, told),
    h("div", { class: "two-ended" }, chart, h("span", { class: "track", "aria-hidden": "true" }), from, to),
    h("div", { class: "axis", "aria-hidden": "true" }, h("span", {}, String(first)), h("span", {}, String(last))));

  const read = (moved: HTMLInputElement): void => {
    const [one, other] = [Number(from.value), Number(to.value)];
    // An end that meets the other one stops there.
    if (one > other) moved.value = moved === from ? String(other) : String(one);
    const years = { from: Number(from.value), to: Number(to.value) };
    app.setFilters({ from: years.from > first ? years.from : null, to: years.to < last ? years.to : null });
  };
  for (const input of [from, to]) input.addEventListener("input", () => read(input));

  const update = (): void => {
    const { filters } = app.state;
    const [start, stop] = [clamp(filters.from ?? first), clamp(filters.to ?? last)];
    from.value = String(start);
    to.value = String(stop);
    from.setAttribute("aria-label", app.texts.say("filter.fromYear"));
    to.setAttribute("aria-label", app.texts.say("filter.toYear"));
    put(told, start === stop ? String(start) : `${start}–${stop}`);
    const counts = tiesByYear(app.network, first, last, app.shown);
    shown.forEach((each, place) => size(each, (counts[place] ?? 0) / most));
    bars.forEach((each, place) => each.classList.toggle("out", first + place < start || first + place > stop));
    const share = (year: number): string => `${length > 1 ? ((year - first) / (length - 1)) * 100 : 0}%`;
    element.style.setProperty("--start", share(start));
    element.style.setProperty("--stop", share(stop));
  };
  const clamp = (year: number): number => Math.min(last, Math.max(first, year));
  return { element, update };
}

function end(name: string, first: number, last: number): HTMLInputElement {
  return h("input", { type: "range", name, min: first, max: last, step: 1 });
}

function bar(place: number, share: number, kind: string): SVGRectElement {
  const made = s("rect", { class: kind, x: place + 0.08, width: 0.84 });
  size(made, share);
  return made;
}

function size(rectangle: SVGRectElement, share: number): void {
  const height = share > 0 ? Math.max(1.5, share * HEIGHT) : 0;
  rectangle.setAttribute("y", String(HEIGHT - height));
  rectangle.setAttribute("height", String(height));
}
