// What is recorded of organisations: names, places, and what they had to do with.
import { firstOf } from "../columns.ts";
import type { Episode, Name, OrganisationDetails, Place, When } from "../details.ts";
import type { Network } from "../network.ts";
import type { Facts } from "./facts.ts";
import type { Mentions } from "./mentions.ts";
import { full, rowsOf, type Records, type Rows } from "./tables.ts";

/** What a statement tells of an organisation, by the statement's class. */
const EPISODES: Readonly<Record<string, string>> = {
  Membership: "membership",
  Post: "post",
  Affiliation: "chapter",
  AgreementParty: "agreement",
  ProjectParticipation: "project",
  Funding: "project",
  Participation: "event",
  DeclaredCooperation: "cooperation",
  ChangeEvent: "change",
};

export class OrganisationReader {
  readonly #network: Network;
  readonly #facts: Facts;
  readonly #mentions: Mentions;
  readonly #organisation: Rows;
  readonly #name: Rows;
  readonly #firstName: Int32Array;

  constructor(network: Network, records: Records, facts: Facts, mentions: Mentions) {
    this.#network = network;
    this.#facts = facts;
    this.#mentions = mentions;
    this.#organisation = rowsOf(records.organisations, ["places"]);
    this.#name = rowsOf(records.organisations.names);
    this.#firstName = firstOf(network.organisations.names.map((names) => names.length), network.organisations.length);
  }

  /** Read an organisation by its place. */
  read(number: number): OrganisationDetails {
    const text = (name: string): string | undefined => this.#organisation(name, number) as string | undefined;
    return full<OrganisationDetails>({
      iri: this.#network.organisations.iri[number]!,
      names: this.#names(number),
      places: (this.#organisation("places", number) ?? []) as readonly Place[],
      status: text("status"),
      note: text("note"),
      address: text("address"),
      website: text("website"),
      email: text("email"),
      row: text("row"),
      evidence: [],
      episodes: this.#episodes(number),
    });
  }

  #names(number: number): readonly Name[] {
    const texts = this.#network.organisations.names[number] ?? [];
    return texts.map((text, place) => {
      const row = this.#firstName[number]! + place;
      return full<Name>({
        text,
        language: this.#name("language", row) as string | undefined,
        kind: this.#facts.concept(this.#name("kind", row)),
        unresolved: this.#name("unresolved", row) as boolean | undefined,
        when: this.#name("when", row) as When | undefined,
      });
    });
  }

  #episodes(number: number): readonly Episode[] {
    return this.#mentions.of(number).map((row) => readEpisode(this.#facts, row));
  }
}

/** Read a statement with what it is about. */
export function readEpisode(facts: Facts, row: number): Episode {
  const statement = facts.statement(row);
  const thing = facts.thingOf(row);
  return {
    type: EPISODES[statement.type] ?? "statement",
    statement,
    thing: thing === undefined ? null : facts.thing(thing),
  };
}
