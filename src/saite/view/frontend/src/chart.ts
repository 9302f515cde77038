// An answer as bars or a line, and as a line of time: drawn as SVG, each mark with its words.
import { h, s, words } from "./dom.ts";
import { called, nameAll, textOf } from "./naming.ts";
import { t } from "./page.ts";
import { columnOf, dateColumns, dayOf, irisOf, numberColumns, type Answer, type Cell } from "./results.ts";

const BARS = 60;
const POINTS = 500;
const TIMES = 300;

interface Point {
  name: string;
  link: string;
  value: number;
}

function choice(name: string, columns: string[], places: number[], chosen: number, change: (place: number) => void): HTMLElement {
  const select = h("select", {}, ...places.map((place) => h("option", { value: place, selected: place === chosen }, columns[place] ?? "")));
  select.addEventListener("change", () => change(Number(select.value)));
  return h("label", { class: "choice" }, name, " ", select);
}

/** Write a number briefly. */
export function brief(value: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 }).format(value);
}

/** Show an answer as a chart. */
export function showChart(answer: Answer, into: HTMLElement): void {
  const numbers = numberColumns(answer);
  if (!numbers.length) return into.replaceChildren(h("p", { class: "none" }, t("chart.none")));
  const places = answer.columns.map((_, place) => place);
  let value = numbers[0] ?? 0;
  let label = bestLabel(answer, numbers);
  let kind = "bars";
  const stage = h("div", { class: "stage" });
  const draw = async (): Promise<void> => {
    const most = kind === "bars" ? BARS : POINTS;
    const rows = answer.rows.slice(0, most);
    await nameAll(irisOf(columnOf(rows, label))).catch(() => undefined);
    const points = rows.map((row) => pointOf(row[label], row[value])).filter((point): point is Point => point !== null);
    const cut = answer.rows.length > most ? h("p", { class: "aside" }, t("chart.most", { n: most, m: answer.rows.length })) : null;
    stage.replaceChildren(kind === "bars" ? bars(points) : line(points), ...(cut ? [cut] : []));
  };
  const kinds = h("select", {}, h("option", { value: "bars" }, t("chart.bars")), h("option", { value: "line" }, t("chart.line")));
  kinds.addEventListener("change", () => { kind = kinds.value; void draw(); });
  into.replaceChildren(
    h("div", { class: "choices" },
      choice(t("chart.label"), answer.columns, places, label, (place) => { label = place; void draw(); }),
      choice(t("chart.value"), answer.columns, numbers, value, (place) => { value = place; void draw(); }),
      h("label", { class: "choice" }, t("chart.kind"), " ", kinds)),
    stage,
  );
  void draw();
}

/** Choose the column that tells rows apart best: the one with the most different texts. */
export function bestLabel(answer: Answer, numbers: number[]): number {
  const many = (place: number): number => new Set(answer.rows.map((row) => row[place]?.value)).size;
  const others = answer.columns.map((_, place) => place).filter((place) => !numbers.includes(place));
  return others.sort((a, b) => many(b) - many(a) || a - b)[0] ?? numbers[0] ?? 0;
}

/** Give what a chart shows of a row; null of what is no number, or none that has a place. */
export function pointOf(label: Cell | undefined, value: Cell | undefined): Point | null {
  if (!value || !Number.isFinite(Number(value.value)) || value.kind === "none") return null;
  const link = label?.kind === "iri" ? (called(label.value)?.link ?? "") : "";
  return { name: label ? textOf(label) : "", link, value: Number(value.value) };
}

function bars(points: Point[]): HTMLElement {
  const [low, high] = [Math.min(0, ...points.map((point) => point.value)), Math.max(0, ...points.map((point) => point.value))];
  const scale = 100 / (high - low || 1);
  return h("ul", { class: "bars chart" }, ...points.map(({ name, link, value }) => {
    const [from, to] = [(Math.min(0, value) - low) * scale, (Math.max(0, value) - low) * scale];
    return h("li", {},
      link ? h("a", { href: link }, words(name)) : words(name),
      h("span", { class: "number" }, brief(value)),
      s("svg", { class: "bar-line", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
        s("rect", { x: from, width: Math.max(to - from, 0.3), height: 4, rx: 1 })));
  }));
}

function line(points: Point[]): SVGElement {
  const [width, height, left, bottom] = [900, 340, 70, 60];
  const values = points.map((point) => point.value);
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 0)];
  const x = (place: number): number => left + (place / Math.max(points.length - 1, 1)) * (width - left - 20);
  const y = (value: number): number => height - bottom - ((value - low) / (high - low || 1)) * (height - bottom - 20);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low)).flatMap((value) => [
    s("line", { class: "grid", x1: left, x2: width - 20, y1: y(value), y2: y(value) }),
    s("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, brief(value)),
  ]);
  const marks = [0, Math.floor((points.length - 1) / 2), points.length - 1].filter((place, number, all) => place >= 0 && all.indexOf(place) === number);
  const names = marks.map((place) => s("text", { x: x(place), y: height - bottom + 24, "text-anchor": place === 0 ? "start" : place === points.length - 1 ? "end" : "middle" }, (points[place]?.name ?? "").slice(0, 28)));
  const dots = points.map((point, place) => s("circle", { cx: x(place), cy: y(point.value), r: points.length > 80 ? 2 : 4 }, s("title", {}, `${point.name}: ${brief(point.value)}`)));
  const path = points.map((point, place) => `${place ? "L" : "M"}${x(place).toFixed(1)} ${y(point.value).toFixed(1)}`).join("");
  return s("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("view.chart") }, ...grid, s("path", { d: path, fill: "none" }), ...dots, ...names);
}

/** Show an answer on a line of time: from the first column of dates to the last. */
export function showTimeline(answer: Answer, into: HTMLElement): void {
  const dates = dateColumns(answer);
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return into.replaceChildren(h("p", { class: "none" }, t("timeline.none")));
  const label = bestLabel(answer, dates);
  const rows = answer.rows
    .map((row) => ({ row, from: spanOf(row[first]), to: spanOf(row[last]) }))
    .filter((each) => each.from !== null || each.to !== null)
    .map(({ row, from, to }) => ({ row, from: from ?? to ?? 0, to: to ?? from ?? 0 }))
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .slice(0, TIMES);
  const years = rows.flatMap((each) => [new Date(each.from).getUTCFullYear(), new Date(each.to).getUTCFullYear()]);
  const [start, end] = [Math.min(...years), Math.max(...years) + 1];
  const [low, high] = [Date.UTC(start, 0, 1), Date.UTC(end, 0, 1)];
  const place = (day: number): number => ((day - low) / (high - low)) * 100;
  // A place of its own: another view may have been chosen before the names are there.
  const stage = h("div");
  into.replaceChildren(stage);
  void nameAll(irisOf(columnOf(rows.map(({ row }) => row), label))).catch(() => undefined).then(() => {
    stage.replaceChildren(
      h("p", { class: "scale" }, h("span", {}, String(start)), h("span", {}, String(end - 1))),
      h("ol", { class: "timeline" }, ...rows.map(({ row, from, to }) => {
        const cell = row[label];
        const found = cell?.kind === "iri" ? called(cell.value) : undefined;
        const name = words(cell ? textOf(cell) : "");
        const [when, until] = [row[first]?.value ?? "", row[last]?.value ?? ""];
        return h("li", {},
          h("span", { class: "when-of" }, when === until || !until ? when : !when ? until : `${when} – ${until}`),
          h("span", { class: "what" }, found ? h("a", { href: found.link }, name) : name),
          s("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
            s("rect", { class: "track", y: 2.5, width: 100, height: 1 }),
            s("rect", { class: "span", x: Math.min(place(from), 99.2), y: 1, width: Math.max(place(to) - place(from), 0.8), height: 4, rx: 0.5 })));
      })),
    );
  });
}

function spanOf(cell: Cell | undefined): number | null {
  return cell ? dayOf(cell) : null;
}
