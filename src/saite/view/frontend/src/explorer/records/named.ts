// People, agreements, projects and events by name, with the organisations that they join.
import { firstOf, readColumn } from "../columns.ts";
import type { FoundThing, NamedThing } from "../details.ts";
import type { Labels, Network } from "../network.ts";
import { NameSearch } from "../search.ts";
import type { Facts } from "./facts.ts";
import { forEachNamed } from "./mentions.ts";
import { readEpisode } from "./organisations.ts";
import type { Records } from "./tables.ts";

interface Entry {
  readonly iri: string;
  readonly type: string;
  readonly labels: Labels;
  /** Other texts that it is found by. */
  readonly number: string;
  readonly organisations: ReadonlySet<number>;
  /** The row of a thing; -1 of a person. */
  readonly row: number;
  /** The statements about it, or that name the person. */
  readonly statements: readonly number[];
}

export class NamedThings {
  readonly #network: Network;
  readonly #facts: Facts;
  readonly #entries: readonly Entry[];
  readonly #search: NameSearch;

  constructor(network: Network, records: Records, facts: Facts) {
    this.#network = network;
    this.#facts = facts;
    this.#entries = collect(records, facts);
    this.#search = new NameSearch(
      this.#entries.length,
      (place) => new Set([...Object.values(this.#entries[place]!.labels), this.#entries[place]!.number].filter(Boolean)),
      (one, other) => this.#entries[other]!.organisations.size - this.#entries[one]!.organisations.size,
    );
  }

  find(text: string, limit: number): readonly FoundThing[] {
    return this.#search.find(text, limit).map(({ place, name }) => {
      const { iri, type, labels, organisations } = this.#entries[place]!;
      return { iri, type, labels, name, organisations: organisations.size };
    });
  }

  thing(iri: string): NamedThing | null {
    const found = this.#entries.find((each) => each.iri === iri);
    if (!found) {
      return null;
    }
    const organisations = [...found.organisations].sort((a, b) => a - b).map((place) => this.#network.organisations.iri[place]!);
    return {
      iri, type: found.type, labels: found.labels, organisations,
      thing: found.row < 0 ? null : this.#facts.thing(found.row),
      episodes: found.statements.map((statement) => readEpisode(this.#facts, statement)),
    };
  }
}

/** List what has a name: the people of the page, and things that are named together with organisations. */
function collect(records: Records, facts: Facts): readonly Entry[] {
  const ofThing = new Map<number, Set<number>>();
  const ofStatement = new Map<number, Set<number>>();
  const about = new Map<number, number[]>();
  for (let statement = 0; statement < records.statements.length; statement += 1) {
    const thing = facts.thingOf(statement);
    const known = thing === undefined ? undefined : about.get(thing);
    if (known) known.push(statement);
    else if (thing !== undefined) about.set(thing, [statement]);
  }
  forEachNamed(records, (statement, organisation) => {
    addTo(ofStatement, statement, organisation);
    const thing = facts.thingOf(statement);
    if (thing !== undefined) addTo(ofThing, thing, organisation);
  });
  const things = [...ofThing].map(([row, organisations]) => (
    { ...facts.named(row), organisations, row, statements: about.get(row) ?? [] }));
  return [...people(records, ofStatement), ...things.filter(({ labels }) => Object.keys(labels).length)];
}

function people({ parts, statements, people: labels }: Records, ofStatement: ReadonlyMap<number, ReadonlySet<number>>): Entry[] {
  const iris = readColumn(parts["iri"], parts.length);
  const first = firstOf(parts.counts, statements.length);
  // Of whom no statement is here, there is the name.
  const found = new Map(Object.keys(labels).map((iri) => [iri, new Set<number>()]));
  const naming = new Map<string, Set<number>>();
  for (let statement = 0; statement < statements.length; statement += 1) {
    for (let part = first[statement]!; part < first[statement + 1]!; part += 1) {
      const iri = iris[part];
      if (typeof iri !== "string" || !Object.hasOwn(labels, iri)) continue;
      addTo(naming, iri, statement);
      for (const organisation of ofStatement.get(statement) ?? []) addTo(found, iri, organisation);
    }
  }
  return [...found].filter(([iri]) => Object.keys(labels[iri]!).length).map(([iri, organisations]) => (
    { iri, type: "Person", labels: labels[iri]!, number: "", organisations, row: -1, statements: [...(naming.get(iri) ?? [])] }));
}

function addTo<K>(sets: Map<K, Set<number>>, key: K, value: number): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
