// What the panel tells of a person, an agreement, a project or an event that the page is narrowed to.
import { words } from "../../dom.ts";
import type { Episode, NamedThing, Part, Thing } from "../details.ts";
import { wholeIri } from "../iris.ts";
import type { App } from "./app.ts";
import { copyThing } from "./copying.ts";
import { button, facts, h, heading, put, type Piece } from "./element.ts";
import { describeEvidence, describeStatement, describeWhen, Documents, factsOf, organisationLink, record } from "./evidence.ts";
import { copyButton } from "./pair-panel.ts";
import type { Described } from "./panel.ts";

const AT_ONCE = 12;

export function describeThing(app: App, named: NamedThing): Described {
  const { texts } = app;
  const { thing, organisations, episodes, episodesInAll = episodes.length, organisationsInAll = organisations.length } = named;
  const documents = new Documents();
  const amount = (n: number): HTMLElement => h("span", { class: "amount" }, texts.number(n));
  return {
    kicker: texts.type(named.type),
    title: [app.label(named.labels)],
    body: [
      thing ? facts([...factsOf(app, thing), [texts.say("statement.record"), record(app, thing.row)]]) : null,
      h("p", { class: "row-of-buttons" }, ...(["citation", "rdf"] as const).map((form) => (
        copyButton(app, `copy.${form}`, `copy:${form}`, () => void copyThing(app, named, form))))),
      thing?.evidence.length ? describeEvidence(app, thing.evidence, documents) : null,
      heading("h3", texts.say("view.organisations"), " ", amount(organisationsInAll)),
      organisationsInAll > organisations.length ? left(app, organisations.length, organisationsInAll) : null,
      ...(organisations.length ? some(app, "organisations", "links", describeOrganisations(app, named))
        : [h("p", { class: "aside" }, texts.say("thing.noOrganisation"))]),
      ...(episodes.length ? [
        heading("h3", texts.say("thing.recorded"), " ", amount(episodesInAll)),
        episodesInAll > episodes.length ? left(app, episodes.length, episodesInAll) : null,
        ...some(app, "statements", "statements", episodes.map((episode) => describeEpisode(app, named, episode, documents))),
      ] : []),
    ],
  };
}

/** Say of how many some are listed. */
function left(app: App, n: number, m: number): HTMLElement {
  return h("p", { class: "aside" }, app.texts.say("table.of", { n, m }));
}

/** List the first of many, with a button for the rest. */
function some(app: App, key: string, classes: string, rows: readonly HTMLElement[]): Piece[] {
  const list = h("ul", { class: classes }, ...rows.slice(0, AT_ONCE));
  const rest = rows.slice(AT_ONCE);
  const more = rest.length ? button(app.texts.say("table.more", { n: rest.length }), () => {
    more?.remove();
    list.append(...rest);
    rest[0]?.querySelector<HTMLElement>("button")?.focus();
  }, { class: "quiet", "data-key": `${key}:more` }) : null;
  return [list, more];
}

/* ---- Organisations ------------------------------------------------------------------------- */

interface Taking {
  /** What a server calls it, for a page that does not hold it. */
  readonly labels: Part["labels"];
  readonly roles: Set<string>;
}

function describeOrganisations(app: App, { organisations, episodes }: NamedThing): HTMLElement[] {
  const taking = rolesOf(app, episodes);
  return organisations.map((iri) => {
    const place = app.place(iri);
    const { labels, roles } = taking.get(iri) ?? { labels: undefined, roles: new Set() };
    const row = h("li", {});
    put(row, place >= 0 ? organisationLink(app, place) : app.label(labels, iri.split("/").pop()),
      roles.size ? h("span", { class: "aside" }, ` · ${[...roles].join(", ")}`) : null);
    return row;
  });
}

/** Tell as what each organisation is named: by its role, else by what the statement is. */
function rolesOf(app: App, episodes: readonly Episode[]): Map<string, Taking> {
  const { texts } = app;
  const found = new Map<string, Taking>();
  for (const { statement } of episodes) {
    const named = statement.parts.filter((part) => part.organisation !== undefined);
    const told = statement.parts.filter(({ property }) => property === "role")
      .map((part) => texts.pick(part.labels).text || part.text || "").filter(Boolean);
    for (const { organisation, property, labels } of named) {
      const entry = found.get(organisation!) ?? { labels, roles: new Set() };
      // Where several are named, a role need not be that of each.
      if (named.length > 1) entry.roles.add(texts.say(`property.${property}`));
      else (told.length ? told : [texts.type(statement.type)]).forEach((role) => entry.roles.add(role));
      found.set(organisation!, entry);
    }
  }
  return found;
}

/* ---- Statements ---------------------------------------------------------------------------- */

function describeEpisode(app: App, named: NamedThing, { statement, thing }: Episode, documents: Documents): HTMLElement {
  const isOther = thing !== null && thing.iri !== wholeIri(named.iri, app.network.base) && thing.iri !== statement.iri;
  const row = h("li", {});
  put(row, ...(isOther ? describeOther(app, thing) : []), describeStatement(app, statement, true, documents));
  return row;
}

/** What else a statement is about, such as the event that a person spoke at; the way there. */
function describeOther(app: App, thing: Thing): Piece[] {
  const { text } = app.texts.pick(thing.labels);
  const { base } = app.network;
  const iri = thing.iri.startsWith(base) ? thing.iri.slice(base.length) : thing.iri;
  const when = describeWhen(app, thing.when);
  return [
    heading("h4", text ? button(app.label(thing.labels), () => app.showThing(iri, true), { class: "link", "data-key": `thing:${iri}` }) : words(app.texts.type(thing.type))),
    when.length ? h("p", { class: "aside" }, ...when.filter((piece): piece is Node | string => Boolean(piece))) : null,
  ];
}
