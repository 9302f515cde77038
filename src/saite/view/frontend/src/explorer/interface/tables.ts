// The same facts as tables: ties and organisations, as far as they are shown.
import { boundsOf } from "../days.ts";
import { measureShown, sampleOf } from "../measures.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Measure } from "../network.ts";
import type { App } from "./app.ts";
import { button, h, type Piece } from "./element.ts";
import { badge, organisationLink } from "./evidence.ts";
import { kindsOf } from "./organisation-panel.ts";
import type { Column, Subject } from "./table-view.ts";

function marked(marks: Uint8Array): number[] {
  return [...marks.keys()].filter((place) => marks[place]);
}

/** Places of organisations in the order of their names, worked out once for a language. */
function nameOrder(app: App): (organisation: number) => number {
  let made: { of: unknown; language: string; rank: Int32Array } | null = null;
  return (organisation) => {
    const { length } = app.network.organisations;
    if (made?.of !== app.network || made.language !== app.texts.language) {
      const names = Array.from({ length }, (_, place) => app.name(place));
      const order = [...names.keys()].sort((one, other) => app.texts.collator.compare(names[one] ?? "", names[other] ?? ""));
      const rank = new Int32Array(length);
      order.forEach((place, at) => { rank[place] = at; });
      made = { of: app.network, language: app.texts.language, rank };
    }
    return made.rank[organisation] ?? 0;
  };
}

export function tiesSubject(app: App): Subject {
  const rank = nameOrder(app);
  const end = (name: "a" | "b", row: number): number => app.network.ties[name][row] ?? -1;
  const passing = (row: number): number[] => {
    const { firstSupport } = app.network.ties;
    const [from, to] = [firstSupport[row] ?? 0, firstSupport[row + 1] ?? 0];
    return Array.from({ length: to - from }, (_, place) => from + place).filter((support) => app.shown.support[support]);
  };
  const bounds = (row: number): readonly [number, number] => boundsOf(app.network.supports, passing(row));
  const start = (row: number): number => {
    const [first, last] = bounds(row);
    return first > NEVER_BEGAN ? first : last < NEVER_ENDS ? last : NEVER_ENDS;
  };
  const between = (row: number): string => app.texts.say("tie.between", { a: app.name(end("a", row)), b: app.name(end("b", row)) });
  const columns: Column[] = [
    { name: "one", title: "table.one", key: (row) => rank(end("a", row)), cell: (row) => organisationLink(app, end("a", row), { "data-key": `a:${row}` }) },
    { name: "other", title: "table.other", key: (row) => rank(end("b", row)), cell: (row) => organisationLink(app, end("b", row), { "data-key": `b:${row}` }) },
    { name: "kinds", title: "table.kinds", key: (row) => kindsOf(app, row), cell: (row) => kindsOf(app, row) },
    { name: "when", title: "table.when", key: start, cell: (row) => app.texts.period(...bounds(row)) },
    { name: "status", title: "table.status", key: (row) => app.shown.tieStatus[row] ?? 0, cell: (row) => badge(app, app.network.kinds.status[app.shown.tieStatus[row] ?? -1]?.key) },
    { name: "weight", title: "table.weight", isNumber: true, key: (row) => app.shown.tieWeight[row] ?? 0, cell: (row) => app.texts.number(app.shown.tieWeight[row] ?? 0) },
    {
      name: "evidence", title: "evidence", key: (row) => passing(row).length,
      cell: (row) => button(app.texts.say("tie.count", { n: passing(row).length }), () => app.chooseTie(row, true), {
        class: "link evidence-link", "data-key": `evidence:${row}`, "aria-label": `${app.texts.say("tie.count", { n: passing(row).length })}: ${between(row)}`,
      }),
    },
  ];
  return {
    name: "ties", title: "table.ties", columns, sortedBy: "weight",
    rows: () => marked(app.shown.tie),
    count: () => app.texts.say("table.of", { n: app.shown.ties, m: app.network.ties.length }),
    open: (row) => app.chooseTie(row, true),
    id: (row) => `${app.iri(end("a", row))} ${app.iri(end("b", row))}`,
    before: () => [],
  };
}

export function organisationsSubject(app: App): Subject {
  const rank = nameOrder(app);
  const column = (name: "kind" | "place" | "group", row: number): number => app.network.organisations[name][row] ?? -1;
  const text = (name: "kind" | "place", row: number): string => (name === "place" && column(name, row) < 0 ? "" : app.kind(name === "kind" ? "organisation" : "place", column(name, row)));
  const measure = (name: Measure, digits: number): Column => ({
    name, title: `measure.${name}`, isNumber: true,
    key: (row) => measureShown(app.network, app.shown)[name][row] ?? 0,
    cell: (row) => app.texts.number(measureShown(app.network, app.shown)[name][row] ?? 0, digits),
  });
  const columns: Column[] = [
    { name: "name", title: "organisation", key: rank, cell: (row) => organisationLink(app, row, { "data-key": `name:${row}` }) },
    { name: "kind", title: "organisation.kind", key: (row) => text("kind", row), cell: (row) => text("kind", row) },
    { name: "place", title: "organisation.place", key: (row) => text("place", row), cell: (row) => text("place", row) },
    { name: "group", title: "organisation.group", key: (row) => { const of = column("group", row); return of < 0 ? Infinity : of; }, cell: (row) => group(app, column("group", row)) },
    measure("degree", 0), measure("strength", 2), measure("betweenness", 4), measure("pagerank", 4),
  ];
  return {
    name: "organisations", title: "table.organisations", columns, sortedBy: "strength",
    rows: () => marked(app.shown.organisation),
    count: () => app.texts.say("table.of", { n: app.shown.organisations, m: app.network.organisations.length }),
    open: (row) => app.chooseOrganisation(row, true),
    id: (row) => app.iri(row),
    before: () => [explain(app)],
  };
}

function group(app: App, place: number): Piece {
  return place < 0 ? "" : h("bdi", { class: "aside" }, app.group(place));
}

/** Say what the columns of measures mean. */
function explain(app: App): HTMLElement {
  const { texts, network, shown } = app;
  const sample = sampleOf(network, shown);
  const sampled = sample ? ` (${texts.say("measure.sampled", { n: sample })})` : "";
  return h("details", { class: "explained" }, h("summary", {}, texts.say("measure.explained")),
    h("ul", {}, h("li", {}, texts.say("measure.ofShown")), ...(["strength", "betweenness", "pagerank"] as const).map((name) => h("li", {},
      h("b", {}, texts.say(`measure.${name}`)), ` – ${texts.say(`measure.${name}Help`)}${name === "betweenness" ? sampled : ""}`))));
}
