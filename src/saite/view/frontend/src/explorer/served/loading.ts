// What a served page has to load before it can show a state.
import { OPEN_FILTERS } from "../shown.ts";
import type { Choice, Filters, Focus, State } from "../state.ts";
import type { Client, Part, ServedPath } from "./client.ts";
import type { World } from "./world.ts";

/** So many of an organisation's ties are loaded, the strongest first; then as many again, and so on. */
export const AROUND = 60;
const MOST_AROUND = 500;
const MEMBERS = 150;
const COMMON = 100;
const LISTED = 500; // organisations that can be asked for by a list
// For a neighbourhood of two or three steps: so many partners, so many ties of each.
const FURTHER = [15, 15] as const;

/** Something to load, by a name that tells it from others. */
export interface Wish {
  readonly key: string;
  /** How much of it, where there can be more; less of the same is loaded with it. */
  readonly limit?: number;
  load(filters: Filters): Promise<readonly Part[]>;
}

/** Lists what a state needs that the page does not hold, and remembers what was loaded. */
export class Loading {
  private readonly done = new Map<string, Wish>();

  constructor(
    private readonly client: Client,
    private readonly world: () => World,
    private readonly onNoPath: (path: ServedPath) => void,
  ) {}

  /** List what a state needs. */
  wishes({ choice, focus }: Pick<State, "choice" | "focus">): Wish[] {
    const wishes = new Map([...this.forChoice(choice), ...this.forFocus(focus)].map((wish) => [wish.key, wish]));
    return [...wishes.values()].filter(({ key }) => !this.done.has(key));
  }

  /** More ties of an organisation than there are. */
  more(iri: string): Wish {
    const held = this.done.get(`around ${iri}`)?.limit;
    return this.around(iri, held ? Math.min(MOST_AROUND, held * 3) : AROUND);
  }

  remember(wish: Wish): void {
    this.done.set(wish.key, wish);
  }

  /** Everything that was loaded, to be loaded again under other filters. */
  all(): Wish[] {
    return [...this.done.values()];
  }

  private around(iri: string, limit = AROUND): Wish {
    return { key: `around ${iri}`, limit, load: async (filters) => [await this.client.neighbourhood(iri, limit, filters)] };
  }

  private forChoice(choice: Choice | null): Wish[] {
    if (!choice) return [];
    if (choice.type === "organisation") return [this.around(choice.iri)];
    if (this.world().hasTie(choice.a, choice.b)) return [];
    const ends = [choice.a, choice.b].sort();
    // Whatever the filters hide: that there is no tie is said only where there is none.
    return [{ key: `among ${ends.join(" ")}`, load: async () => [await this.client.among(ends, OPEN_FILTERS)] }];
  }

  private forFocus(focus: Focus | null): Wish[] {
    switch (focus?.type) {
      case undefined: return [];
      case "group": return [{
        key: `group ${focus.group}`, load: async (filters) => [await this.client.group(focus.group, MEMBERS, filters)],
      }];
      case "thing": return [{ key: `thing ${focus.iri}`, load: (filters) => this.joined(focus.iri, filters) }];
      case "path": return [{ key: `path ${focus.a} ${focus.b}`, load: (filters) => this.path(focus, filters) }];
      case "common": return [{
        key: `common ${focus.a} ${focus.b}`,
        load: async (filters) => [await this.client.common(focus.a, focus.b, COMMON, filters)],
      }];
      case "neighbourhood": return focus.steps === 1 ? [this.around(focus.iri)] : [
        this.around(focus.iri),
        { key: `further ${focus.iri}`, load: (filters) => this.further(focus.iri, filters) },
      ];
    }
  }

  private async path(focus: Focus & { type: "path" }, filters: Filters): Promise<readonly Part[]> {
    const found = await this.client.path(focus, filters);
    if (!found.path) this.onNoPath(found);
    return [found];
  }

  /** The organisations that a thing joins, with the ties between them. */
  private async joined(iri: string, filters: Filters): Promise<readonly Part[]> {
    const organisations = (await this.client.thing(iri))?.organisations.slice(0, LISTED) ?? [];
    return organisations.length ? [await this.client.among(organisations, filters)] : [];
  }

  private async further(iri: string, filters: Filters): Promise<readonly Part[]> {
    const [partners, each] = FURTHER;
    const nearest = this.world().partners(iri).slice(0, partners);
    return Promise.all(nearest.map((partner) => this.client.neighbourhood(partner, each, filters)));
  }
}
