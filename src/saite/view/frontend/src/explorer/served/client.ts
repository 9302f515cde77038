// What a served page asks the server for.
import { SIGNIFICANCE } from "../backbone.ts";
import type { DetailSource, FoundThing, GapList, NamedThing, OrganisationDetails, TieDetails } from "../details.ts";
import type { FoundElsewhere } from "../interface/app.ts";
import type { Kind, Labels, Network } from "../network.ts";
import type { Filters, Focus } from "../state.ts";
import type { Part } from "./part.ts";

export type { Part };

export interface ServedGroup {
  readonly size: number;
  readonly leads: readonly number[];
  /** How many of its members with ties the filters leave. */
  readonly left: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface ServedOverview extends Part {
  readonly language: string;
  readonly base: string;
  readonly kinds: Readonly<Record<keyof Network["kinds"], readonly (Kind & { readonly count: number })[]>>;
  readonly groups: readonly ServedGroup[];
  /** Pairs of groups, with the weight of the ties between them: the heaviest. */
  readonly between: readonly (readonly [number, number, number])[];
  readonly largeEvents: readonly { readonly labels: Labels; readonly organisations: number }[];
  readonly measured: Network["measured"];
  readonly withPeople: boolean;
  /** Whether all organisations are here: the network is small. */
  readonly isWhole: boolean;
  readonly shown: Readonly<Record<"groups" | "ofGroups" | "organisations" | "ofOrganisations" | "ties" | "ofTies", number>>;
}

export interface ServedPath extends Part {
  readonly path: readonly number[] | null;
  readonly steps: number;
}

interface Hit {
  readonly iri: string;
  readonly label: string;
  readonly labels: Labels;
  readonly short: string;
  readonly names: readonly string[];
}

const TOO_OFTEN = 429;
const MOST_TRIES = 6;

/** The server did not answer, and said why. */
export class ServerError extends Error {
  /** @param retryAfter seconds after which the server wants to be asked again; null if it did not say */
  constructor(readonly status: number, detail: string, readonly retryAfter: number | null = null) {
    super(detail);
  }

  /** Whether it is worth asking again: the network is being prepared, or the server is busy. */
  get isSoon(): boolean {
    return this.status === 503 || this.status === TOO_OFTEN;
  }
}

type Fields = readonly (readonly [string, string | number])[];

export class Client {
  /** Keys of kinds that this build has; the server refuses others, as an old link may name them. */
  private known: Readonly<Record<string, ReadonlySet<string>>> = {};
  private readonly things = new Map<string, Promise<NamedThing | null>>();

  constructor(private readonly root: string) {}

  /** Remember the kinds of the build. */
  learn(kinds: ServedOverview["kinds"]): void {
    this.known = Object.fromEntries(Object.entries(kinds).map(([name, list]) => [name, new Set(["", ...list.map(({ key }) => key)])]));
  }

  overview(filters: Filters | null): Promise<ServedOverview> {
    return this.ask("overview", [], filters);
  }

  neighbourhood(organisation: string, limit: number, filters: Filters): Promise<Part> {
    return this.ask("neighbourhood", [["organisation", organisation], ["limit", limit]], filters);
  }

  group(number: number, limit: number, filters: Filters): Promise<Part> {
    return this.ask("group", [["number", number], ["limit", limit]], filters);
  }

  path({ a, b }: Focus & { type: "path" }, filters: Filters): Promise<ServedPath> {
    return this.ask("path", [["from", a], ["to", b]], filters);
  }

  common(a: string, b: string, limit: number, filters: Filters): Promise<Part> {
    return this.ask("common", [["a", a], ["b", b], ["limit", limit]], filters);
  }

  /** Give those of a list that the network has. */
  async among(organisations: readonly string[], filters: Filters): Promise<Part> {
    const body = JSON.stringify(organisations);
    return read(await patient(() => fetch(`${this.root}/among?${this.query([], filters)}`, { method: "POST", body })));
  }

  async find(text: string, limit: number): Promise<readonly FoundElsewhere[]> {
    const { hits } = await this.ask<{ hits: readonly Hit[] }>("search", [["text", text], ["limit", limit]], null);
    return hits.map(({ iri, label, short }) => ({ iri, label, ...(short === label ? {} : { name: short }) }));
  }

  /** A person, an agreement, a project or an event with its organisations; null if there is none. */
  thing(iri: string): Promise<NamedThing | null> {
    const asked = this.things.get(iri) ?? this.ask<NamedThing>("thing", [["iri", iri]], null).catch((error: unknown) => {
      if (error instanceof ServerError && error.status === 404) return null;
      throw error;
    });
    this.things.set(iri, asked);
    asked.catch(() => this.things.delete(iri));
    return asked;
  }

  /** The source of details of a page; each is asked for once. */
  details(language: string): DetailSource {
    const kept = new Map<string, Promise<unknown>>();
    const once = <T>(name: string, fields: Fields): Promise<T> => {
      const key = `${name}?${this.query(fields, null)}`;
      const asked = kept.get(key) ?? this.ask<T>(name, fields, null);
      kept.set(key, asked);
      asked.catch(() => kept.delete(key));
      return asked as Promise<T>;
    };
    return {
      organisation: (iri) => once<OrganisationDetails>("organisation", [["iri", iri]]),
      tie: (a, b) => once<TieDetails>("tie", [["a", a], ["b", b]]),
      gaps: async () => (await once<{ gaps: readonly GapList[] }>("gaps", [["lang", language]])).gaps,
      find: async (text, limit) =>
        (await this.ask<{ hits: readonly FoundThing[] }>("things", [["text", text], ["limit", limit]], null)).hits,
      thing: (iri) => this.thing(iri),
    };
  }

  private async ask<T>(name: string, fields: Fields, filters: Filters | null): Promise<T> {
    const query = this.query(fields, filters);
    return read<T>(await patient(() => fetch(`${this.root}/${name}${query ? `?${query}` : ""}`)));
  }

  private query(fields: Fields, filters: Filters | null): string {
    const query = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, String(value)]));
    if (filters) this.addFilters(query, filters);
    return query.toString();
  }

  private addFilters(query: URLSearchParams, filters: Filters): void {
    const hidden: readonly (readonly [string, string, readonly string[]])[] = [
      ["hide-tie-kind", "tie", filters.hiddenTieKinds],
      ["hide-organisation-kind", "organisation", filters.hiddenOrganisationKinds],
      ["hide-place", "place", filters.hiddenPlaces],
      ["hide-status", "status", filters.hiddenStatuses],
    ];
    for (const [name, of, keys] of hidden) {
      for (const key of keys) if (this.known[of]?.has(key)) query.append(name, key);
    }
    if (filters.minWeight > 0) query.set("weight", String(filters.minWeight));
    if (filters.backbone) query.set("backbone", String(SIGNIFICANCE));
    if (filters.from !== null) query.set("since", String(filters.from));
    if (filters.to !== null) query.set("until", String(filters.to));
    if (filters.certainty === "certainly") query.set("certainty", "certainly");
    if (!filters.undated) query.set("undated", "no");
  }
}

/** Ask again, when the server says so, while it has been asked too often: of other filters all is asked for at once. */
async function patient(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await ask();
    if (response.status !== TOO_OFTEN || tries >= MOST_TRIES) return response;
    const seconds = secondsOf(response.headers.get("Retry-After")) ?? 1;
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const told = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
  throw new ServerError(response.status, told.detail || told.title || response.statusText, secondsOf(response.headers.get("Retry-After")));
}

/** Read Retry-After (RFC 9110, 10.2.3) where it counts seconds, up to a minute; null otherwise. */
function secondsOf(text: string | null): number | null {
  return /^\d{1,4}$/.test(text ?? "") ? Math.min(60, Math.max(1, Number(text))) : null;
}
