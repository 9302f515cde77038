// What is recorded of organisations and ties, out of the tables that a page carries.
import type { DetailSource } from "./details.ts";
import type { Network } from "./network.ts";
import { Facts } from "./records/facts.ts";
import { readGapLists } from "./records/gaps.ts";
import { Mentions } from "./records/mentions.ts";
import { NamedThings } from "./records/named.ts";
import { OrganisationReader } from "./records/organisations.ts";
import type { Records } from "./records/tables.ts";
import { TieReader } from "./records/ties.ts";

export type { Records };

/** Make a source of details that reads the tables row by row, when somebody asks. */
export function readRecords(network: Network, records: Records): DetailSource {
  const facts = new Facts(network, records);
  const mentions = new Mentions(network, records, facts);
  const organisations = new OrganisationReader(network, records, facts, mentions);
  const ties = new TieReader(network, records, facts, mentions);
  const places = new Map(network.organisations.iri.map((iri, place) => [iri, place]));
  let named: NamedThings | null = null;
  const things = (): NamedThings => (named ??= new NamedThings(network, records, facts));
  return {
    organisation: async (iri) => {
      const place = places.get(iri);
      if (place === undefined) throw new RangeError(`there is no organisation ${iri} here`);
      return organisations.read(place);
    },
    tie: async (a, b) => {
      const found = ties.read(places.get(a) ?? -1, places.get(b) ?? -1);
      if (!found) throw new RangeError(`there is no tie of ${a} and ${b} here`);
      return found;
    },
    gaps: async () => readGapLists(network, records),
    find: async (text, limit) => things().find(text, limit),
    thing: async (iri) => things().thing(iri),
  };
}
