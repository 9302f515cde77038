// What the records say of a tie, to paste elsewhere: as citations, as RDF.
import { cite, toTurtle } from "../citation.ts";
import type { TieDetails } from "../details.ts";
import type { App } from "./app.ts";
import { copyText } from "./dialogs.ts";

/** The tie with those of its supports that are listed. */
function part(details: TieDetails, listed: readonly number[]): TieDetails {
  return { ...details, supports: listed.flatMap((place) => details.supports[place] ?? []) };
}

export function copyCitation(app: App, details: TieDetails, listed: readonly number[]): Promise<void> {
  return copyText(app, cite(app.network, part(details, listed), app.texts.language), "copy.done");
}

export function copyTurtle(app: App, details: TieDetails, listed: readonly number[]): Promise<void> {
  return copyText(app, toTurtle(app.network, part(details, listed)), "copy.done");
}
