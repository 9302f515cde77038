// What somebody has chosen: everything that a permalink keeps and that undo goes back in.
// Organisations are named by their IRI without the base, so that a link outlives a new build.
import type { Day, Measure } from "./network.ts";

export type View = "picture" | "map" | "ties" | "organisations" | "gaps" | "about";

export interface Filters {
  /** Keys of kinds that are hidden: a kind that a later build brings is shown. */
  readonly hiddenTieKinds: readonly string[];
  readonly hiddenOrganisationKinds: readonly string[];
  readonly hiddenPlaces: readonly string[];
  readonly hiddenStatuses: readonly string[];
  readonly minWeight: number;
  /** Whether only ties are shown that are too strong to be chance. */
  readonly backbone: boolean;
  /** First and last year; null for no bound. */
  readonly from: number | null;
  readonly to: number | null;
  /** "possibly": the dates allow it; "certainly": all of its possible time lies in the years. */
  readonly certainty: "possibly" | "certainly";
  readonly undated: boolean;
  /** Whether organisations without a shown tie are shown. */
  readonly untied: boolean;
}

export type Choice =
  | { readonly type: "organisation"; readonly iri: string }
  | { readonly type: "tie"; readonly a: string; readonly b: string };

/** What the picture is narrowed to; null is the whole network. */
export type Focus =
  | { readonly type: "neighbourhood"; readonly iri: string; readonly steps: 1 | 2 | 3 }
  | { readonly type: "path"; readonly a: string; readonly b: string }
  | { readonly type: "common"; readonly a: string; readonly b: string }
  | { readonly type: "group"; readonly group: number }
  /** The organisations that a person, an agreement, a project or an event joins. */
  | { readonly type: "thing"; readonly iri: string };

export interface State {
  readonly language: string;
  readonly view: View;
  readonly choice: Choice | null;
  readonly focus: Focus | null;
  readonly filters: Filters;
  /** Hidden one by one. */
  readonly hidden: readonly string[];
  /** Put elsewhere by hand: IRI -> x, y. They keep their place. */
  readonly pinned: Readonly<Record<string, readonly [number, number]>>;
  readonly colourBy: "group" | "kind" | "place";
  readonly sizeBy: Measure;
  readonly theme: "system" | "light" | "dark";
  /** Middle of the picture and zoom; null shows everything. */
  readonly camera: { readonly x: number; readonly y: number; readonly k: number } | null;
}

export type { Day };
