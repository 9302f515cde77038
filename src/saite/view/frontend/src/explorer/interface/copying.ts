// What the records say of a tie or a thing, to paste elsewhere: as citations, as RDF.
import { cite, citeThing } from "../citation.ts";
import { thingToTurtle, toTurtle } from "../rdf.ts";
import type { NamedThing, TieDetails } from "../details.ts";
import type { App } from "./app.ts";
import { copyText } from "./dialogs.ts";

/** The tie with those of its supports that are listed. */
function part(details: TieDetails, listed: readonly number[]): TieDetails {
  return { ...details, supports: listed.flatMap((place) => details.supports[place] ?? []) };
}

/** Copy what the listed supports rest on; `first` is the place of the tie's first support in the network. */
export function copyCitation(app: App, details: TieDetails, listed: readonly number[], first: number): Promise<void> {
  const found = listed.filter((place) => details.supports[place]);
  return copyText(app, cite(app.network, part(details, found), found.map((place) => first + place), app.texts), "copy.done");
}

export function copyTurtle(app: App, details: TieDetails, listed: readonly number[], first: number): Promise<void> {
  const found = listed.filter((place) => details.supports[place]);
  return copyText(app, toTurtle(app.network, part(details, found), found.map((place) => first + place)), "copy.done");
}

/** Copy what is recorded of a person, an agreement, a project or an event. */
export function copyThing(app: App, named: NamedThing, form: "citation" | "rdf"): Promise<void> {
  return copyText(app, form === "rdf" ? thingToTurtle(app.network, named) : citeThing(app.network, named, app.texts), "copy.done");
}
