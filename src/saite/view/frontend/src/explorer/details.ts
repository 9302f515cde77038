// What is recorded of one organisation or one tie. The page reads it when somebody asks.
import type { Labels } from "./network.ts";

export interface When {
  readonly written?: string;
  readonly language?: string;
  readonly edtf?: string;
  readonly earliest?: string;
  readonly latest?: string;
  readonly precision?: string;
  readonly derivation?: string;
}

export interface Place {
  readonly labels?: Labels;
  readonly within?: readonly Labels[];
  readonly country?: string;
}

/** IRIs of records are whole; those of organisations are without the base. */
export interface Document {
  readonly iri: string;
  readonly kind?: Labels;
  readonly labels?: Labels;
  readonly language?: string;
  readonly url?: string;
  readonly when?: When;
  readonly row?: string;
}

export interface Evidence {
  readonly iri: string;
  readonly document: Document | null;
  readonly section?: string;
  readonly start?: number;
  readonly end?: number;
  readonly quote?: string;
  readonly language?: string;
  readonly note?: string;
  readonly url?: string;
  /** Of the record, such as "source/reports/people.csv#row=12". */
  readonly row?: string;
}

export interface Part {
  readonly property: string;
  /** IRI without the network's base, if it is an organisation of the network. */
  readonly organisation?: string;
  readonly iri?: string;
  /** Key of a concept, such as "event-role/organiser". */
  readonly concept?: string;
  /** What the concept, the person, or an organisation that the page may not hold is called. */
  readonly labels?: Labels;
  readonly text?: string;
  readonly language?: string;
}

export interface Statement {
  readonly iri: string;
  readonly type: string;
  readonly kind?: Labels;
  readonly status?: string;
  readonly openList?: boolean;
  readonly note?: string;
  readonly row?: string;
  readonly when?: When;
  readonly parts: readonly Part[];
  readonly evidence: readonly Evidence[];
}

export interface Thing {
  readonly iri: string;
  readonly type: string;
  readonly kind?: Labels;
  readonly kindAsWritten?: string;
  readonly labels?: Labels;
  readonly number?: string;
  readonly unnamed?: boolean;
  readonly note?: string;
  readonly row?: string;
  readonly when?: When;
  readonly places: readonly Place[];
  readonly evidence: readonly Evidence[];
}

/** In the order of the tie's supports in `network.supports`. */
export interface SupportDetails {
  readonly iri: string;
  readonly thing: Thing | null;
  readonly statements: readonly Statement[];
}

export interface TieDetails {
  readonly iri: string;
  readonly supports: readonly SupportDetails[];
}

export interface Name {
  readonly text: string;
  readonly language?: string;
  readonly kind?: Labels;
  readonly unresolved?: boolean;
  readonly when?: When;
}

/** An entry of an organisation's timeline. */
export interface Episode {
  /** "membership", "post", "chapter", "agreement", "project", "event", "cooperation", "name", "change". */
  readonly type: string;
  readonly statement: Statement;
  readonly thing: Thing | null;
}

export interface OrganisationDetails {
  readonly iri: string;
  readonly names: readonly Name[];
  readonly places: readonly Place[];
  readonly status?: string;
  readonly note?: string;
  readonly address?: string;
  readonly website?: string;
  readonly email?: string;
  readonly row?: string;
  readonly evidence: readonly Evidence[];
  readonly episodes: readonly Episode[];
  /** How many there are, where a server tells only so many. */
  readonly episodesInAll?: number;
}

export interface Gap {
  readonly labels: Labels;
  readonly detail?: Labels;
  readonly file?: string;
  readonly row?: number;
  readonly organisation?: string;
  readonly tie?: readonly [string, string];
}

export interface GapList {
  readonly kind: string;
  readonly title: Labels;
  readonly advice: Labels;
  /** How many there are, where not all of them are listed. */
  readonly number?: number;
  readonly gaps: readonly Gap[];
}

/** A person, an agreement, a project or an event that statements name together with organisations. */
export interface NamedThing {
  /** Without the network's base. */
  readonly iri: string;
  /** Class, such as "Person" or "Event". */
  readonly type: string;
  readonly labels: Labels;
  /** The organisations, by `iri`. */
  readonly organisations: readonly string[];
  /** How many there are, where a server tells only so many. */
  readonly organisationsInAll?: number;
  /** What is recorded of it itself; null of a person. */
  readonly thing: Thing | null;
  /** The statements about it, or that name the person, each with what it is about. */
  readonly episodes: readonly Episode[];
  /** How many there are, where a server tells only so many. */
  readonly episodesInAll?: number;
}

/** One of those that a search has found. */
export interface FoundThing {
  readonly iri: string;
  readonly type: string;
  readonly labels: Labels;
  /** The name that fits, as it is written. */
  readonly name: string;
  /** How many organisations it joins. */
  readonly organisations: number;
}

/** Where details come from: the page itself, or the server. Organisations are named by `iri`. */
export interface DetailSource {
  organisation(iri: string): Promise<OrganisationDetails>;
  tie(a: string, b: string): Promise<TieDetails>;
  gaps(): Promise<readonly GapList[]>;
  /** Find people, agreements, projects and events by a part of a name, the best first. */
  find(text: string, limit: number): Promise<readonly FoundThing[]>;
  /** One of them; null if there is none. */
  thing(iri: string): Promise<NamedThing | null>;
}
