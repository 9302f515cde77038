// The network of a page: columns, one value an organisation, a tie, or a support of a tie.
//
// A page carries two parts. The overview holds what the first picture, the search and the filters
// need; the details (names, statements, evidence) are read when they are asked for. A served page
// gets both in pieces. Nothing outside this folder knows which of the two it is.

/** Language tag -> text. */
export type Labels = Readonly<Record<string, string>>;

/** A date as a number that sorts: year * 10000 + month * 100 + day. */
export type Day = number;

/** The day of a start that is not known, or of an end that is not. */
export const NEVER_BEGAN: Day = 0;
export const NEVER_ENDS: Day = 99_999_999;

export interface Kind {
  /** Key of a concept, such as "tie-kind/event"; a country or place has its IRI. */
  readonly key: string;
  readonly labels: Labels;
}

export interface Group {
  readonly size: number;
  /** Places of the members that it is named after, best tied first. */
  readonly leads: readonly number[];
  /** How many members are not in this network (served pages); 0 in a file. */
  readonly missing?: number;
  /** Where its members stand in the whole network, of which a served page holds a part. */
  readonly disc?: { readonly x: number; readonly y: number; readonly radius: number };
}

export interface About {
  readonly title?: string;
  readonly build?: string;
  readonly date?: string;
  readonly version: string;
  readonly sources: readonly string[];
  readonly licence?: string;
}

export interface Organisations {
  readonly length: number;
  /** IRIs, without the base of the network. They name organisations in permalinks. */
  readonly iri: readonly string[];
  /** Full name in the language of the records, and by language where it differs. */
  readonly label: readonly string[];
  /** The language that each label is in; "" if it is not known. */
  readonly labelLanguage: readonly string[];
  readonly labels: Readonly<Record<string, Readonly<Record<number, string>>>>;
  /** The name to draw: an abbreviation where there is one, else the label. */
  readonly short: readonly string[];
  /** Other written forms, for the search. */
  readonly names: readonly (readonly string[])[];
  /** Places in `kinds.organisation`, `kinds.place`; -1 if not recorded. */
  readonly kind: Int32Array;
  readonly place: Int32Array;
  /** Place in `groups`; -1 without ties. */
  readonly group: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Degrees; NaN where no place of it carries coordinates. */
  readonly latitude: Float32Array;
  readonly longitude: Float32Array;
  readonly unnamed: Uint8Array;
  /** Of the whole network; those of what is shown are computed from the ties that are. */
  readonly measures: Readonly<Record<Measure, Float32Array>>;
  /** Number of its ties in the whole network: more than the page holds, if it was cut. */
  readonly tiesInAll: Int32Array;
}

export type Measure = "degree" | "strength" | "betweenness" | "pagerank";

export interface Ties {
  readonly length: number;
  /** Places of organisations, a < b. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** The supports of tie i are those from firstSupport[i] to firstSupport[i + 1]. */
  readonly firstSupport: Int32Array;
  /** How probable chance makes each so strong in the whole network, of which a served page holds a part. */
  readonly chance?: Float64Array;
}

/** A reason for a tie: one kind, one thing that is shared, one time. */
export interface Supports {
  readonly length: number;
  readonly tie: Int32Array;
  readonly kind: Uint8Array; // place in kinds.tie
  readonly status: Uint8Array; // place in kinds.status
  readonly weight: Float32Array;
  readonly earliest: Int32Array; // Day
  readonly latest: Int32Array; // Day
}

export interface Network {
  readonly language: string;
  readonly base: string;
  readonly about: About;
  readonly kinds: Readonly<Record<"organisation" | "place" | "tie" | "status", readonly Kind[]>>;
  readonly organisations: Organisations;
  readonly ties: Ties;
  readonly supports: Supports;
  readonly groups: readonly Group[];
  /** Pairs of groups and the weight of the ties between them, of which a served page holds a part. */
  readonly between?: readonly (readonly [one: number, other: number, weight: number])[];
  /** What was left out before the page was made: "n of m ties shown", and by which rule. */
  readonly cut: Cut;
  /** Large events of which no pairs were made. */
  readonly largeEvents: readonly { readonly labels: Labels; readonly organisations: number }[];
  readonly withPeople: boolean;
  /** How measures were computed, and from how many organisations paths start. */
  readonly measured: { readonly betweenness: "exact" | "sampled"; readonly sample: number };
}

export interface Cut {
  readonly organisations: number;
  readonly ofOrganisations: number;
  readonly ties: number;
  readonly ofTies: number;
  /** "" (nothing is left out), "strongest", "backbone" (disparity filter) or "top" (per organisation). */
  readonly rule: string;
}

/** Neighbours of each organisation: of i those from first[i] to first[i + 1]. */
export interface Neighbours {
  readonly first: Int32Array;
  readonly organisation: Int32Array;
  readonly tie: Int32Array;
}
