// Statements and their evidence: what is said, when as written, by whom, and where it stands.
import { dayFrom } from "../days.ts";
import type { Evidence, Part, Place, Statement, SupportDetails, Thing, When } from "../details.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Day } from "../network.ts";
import { words } from "../../dom.ts";
import type { App } from "./app.ts";
import { address, button, facts, h, put, type Piece } from "./element.ts";

const SHORT_TITLE = 40;

// Who first, then as what, then the rest.
const ORDER = [
  "participant", "partyOrganization", "member", "organization", "unit", "affiliatedWith", "declaredBy",
  "cooperatesWith", "originalOrganization", "resultingOrganization", "funder", "heldBy", "postIn",
  "group", "onBehalfOf", "role", "share", "signatory", "capacityAsWritten", "inCapacity", "contribution",
  "topic", "participantCount", "countUnit", "countReading", "amount", "currency",
];

/** Show the status of a statement, a support or a tie. */
export function badge(app: App, key: string | undefined): HTMLElement {
  const place = app.network.kinds.status.findIndex((each) => each.key === key);
  const name = (key ?? "").split("/").pop() ?? "";
  const known = ["stated", "derived", "implied", "disputed"].includes(name) ? name : "unknown";
  return h("span", { class: `badge status-${known}` }, app.kind("status", place));
}

/** When it was as written, and what that means; a date that the recorder derived is no quote. */
export function describeWhen(app: App, when: When | undefined, bounds: readonly [Day, Day] = [NEVER_BEGAN, NEVER_ENDS]): Piece[] {
  const period = app.texts.period(dayFrom(when?.earliest, bounds[0]), dayFrom(when?.latest, bounds[1]));
  if (when?.derivation) {
    return [period, h("span", { class: "aside" }, " ", words(app.texts.say("when.derived", { how: when.derivation })))];
  }
  if (!when?.written || when.written === period) {
    return when || bounds[0] > NEVER_BEGAN || bounds[1] < NEVER_ENDS ? [period] : [];
  }
  return [h("q", { lang: when.language ?? null }, words(when.written)), h("span", { class: "aside" }, ` ${period}`)];
}

export function describePlace(app: App, place: Place): string {
  return [place.labels, ...(place.within ?? [])].map((labels) => app.texts.pick(labels).text).filter(Boolean).join(", ");
}

/** An organisation that can be opened, where the page holds it. */
export function organisationLink(app: App, organisation: number, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  return button(app.nameElement(organisation), () => app.chooseOrganisation(organisation, true), {
    class: "link", "data-key": `organisation:${app.iri(organisation)}`, ...attributes,
  });
}

function showPart(app: App, part: Part): Piece {
  const place = part.organisation === undefined ? -1 : app.place(part.organisation);
  if (place >= 0) return organisationLink(app, place);
  if (part.labels) return app.label(part.labels, part.text ?? "");
  const last = (part.iri ?? part.organisation ?? "").split(/[/#]/).pop() ?? "";
  return words(part.text ?? last, part.language ?? "");
}

/** Show a row of the record. */
export function record(app: App, row: string | undefined): HTMLElement | null {
  return row ? h("span", { class: "record", title: row }, app.texts.row(row)) : null;
}

/** One support of a tie: its kind, the thing that is shared, and all its statements. */
export function describeSupport(app: App, details: SupportDetails, support: number, actions: Piece[]): HTMLElement {
  const { supports, kinds } = app.network;
  const thing = details.thing;
  const title = app.texts.pick(thing?.labels).text;
  const bounds = [supports.earliest[support] ?? NEVER_BEGAN, supports.latest[support] ?? NEVER_ENDS] as const;
  const documents = new Documents();
  const about = title && thing ? facts(factsOf(app, thing, bounds)) : null;
  const made = h("article", { class: "support" });
  put(made,
    h("header", {}, h("span", { class: "kind" }, app.kind("tie", supports.kind[support] ?? -1)),
      h("span", { class: "aside" }, `+${app.texts.number(supports.weight[support] ?? 0)}`),
      badge(app, kinds.status[supports.status[support] ?? -1]?.key)),
    title ? h("h4", {}, app.label(thing?.labels)) : null,
    about,
    // A membership is both the thing and its statement: a head would say the same twice.
    h("ul", { class: "statements" }, ...details.statements.map((each) => h("li", {}, describeStatement(app, each, Boolean(title), documents)))),
    title && thing?.evidence.length ? describeEvidence(app, thing.evidence, documents) : null,
    actions.length ? wrap("footer", "row-of-buttons", actions) : null);
  return made;
}

/** What is recorded of a thing itself. */
export function factsOf(app: App, thing: Thing, bounds?: readonly [Day, Day]): (readonly [string, ...Piece[]])[] {
  const { texts } = app;
  const places = thing.places.map((place) => describePlace(app, place)).filter(Boolean).join("; ");
  return [
    [texts.say("organisation.kind"), thing.kind ? app.label(thing.kind) : null],
    [texts.say("thing.kindAsWritten"), thing.kindAsWritten && h("q", {}, words(thing.kindAsWritten))],
    [texts.say("tie.when"), ...describeWhen(app, thing.when, bounds)],
    [texts.say("organisation.places"), places && words(places)],
    [texts.say("thing.number"), thing.number && words(thing.number)],
    [texts.say("statement.note"), thing.note && words(thing.note)],
  ];
}

function wrap(tag: "footer" | "p", name: string, pieces: Piece[]): HTMLElement {
  const made = h(tag, { class: name });
  put(made, ...pieces);
  return made;
}

/** Show one statement with its evidence. */
export function describeStatement(app: App, statement: Statement, isHeaded: boolean, documents = new Documents()): HTMLElement {
  const place = (part: Part): number => {
    const found = ORDER.indexOf(part.property);
    return found < 0 ? ORDER.length : found;
  };
  const name = (key: string): string => (app.texts.has(key) ? app.texts.say(key) : key.split(".").pop() ?? key);
  const rows = [...statement.parts].sort((one, other) => place(one) - place(other))
    .map((part) => [name(`property.${part.property}`), showPart(app, part)] as const);
  const made = h("div", { class: "statement" });
  put(made,
    isHeaded ? h("p", { class: "statement-head" }, h("span", {}, name(`type.${statement.type}`)), badge(app, statement.status)) : null,
    facts([
      ...rows,
      [app.texts.say("tie.when"), ...describeWhen(app, statement.when)],
      [app.texts.say("statement.note"), statement.note && words(statement.note)],
      ["…", statement.openList ? app.texts.say("statement.openList") : null],
      [app.texts.say("statement.record"), record(app, statement.row)],
    ]),
    describeEvidence(app, statement.evidence, documents));
  return made;
}

/** Which document was named last: it is named in full once for a run of evidence from it. */
export class Documents {
  private last = "";

  isAgain(title: string): boolean {
    const again = title === this.last;
    this.last = title;
    return again;
  }
}

export function describeEvidence(app: App, list: readonly Evidence[], documents = new Documents()): HTMLElement {
  if (!list.length) return h("p", { class: "aside" }, app.texts.say("evidence.none"));
  return h("ul", { class: "evidence", "aria-label": app.texts.say("evidence") },
    ...list.map((each) => h("li", {}, describeSource(app, each, documents))));
}

function describeSource(app: App, evidence: Evidence, documents: Documents): HTMLElement {
  const { texts } = app;
  const title = texts.pick(evidence.document?.labels).text || texts.say("evidence.document");
  const isAgain = documents.isAgain(title);
  const short = isAgain && title.length > SHORT_TITLE ? `${title.slice(0, SHORT_TITLE - 1).trimEnd()}…` : title;
  const where = [
    evidence.section ? texts.section(evidence.section) : "",
    evidence.start === undefined ? "" : texts.say("evidence.characters", { start: String(evidence.start), end: String(evidence.end ?? "") }),
  ].filter(Boolean).join(" · ");
  const url = evidence.url ?? evidence.document?.url;
  const row = record(app, evidence.row);
  const made = h("div", { class: "source" });
  put(made,
    h("p", { class: isAgain ? "document again" : "document", title: isAgain ? title : null }, words(short, evidence.document?.language ?? "")),
    evidence.quote ? h("blockquote", { dir: "auto", lang: evidence.language ?? null }, evidence.quote) : null,
    where || row ? h("p", { class: "where" }, where, where && row ? " · " : null, row) : null,
    evidence.note ? h("p", { class: "where" }, words(evidence.note)) : null,
    url ? h("p", { class: "where" }, address(url, texts.say("evidence.link"))) : null);
  return made;
}
