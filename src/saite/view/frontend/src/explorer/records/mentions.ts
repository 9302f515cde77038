// Which statements name which organisations, and what supports rest on by rule: see
// `view/support_rule.py`.
import { firstOf, readColumn } from "../columns.ts";
import type { Network } from "../network.ts";
import type { Facts } from "./facts.ts";
import type { Records } from "./tables.ts";

export class Mentions {
  readonly #network: Network;
  readonly #records: Records;
  readonly #facts: Facts;
  #found: ReadonlyMap<number, readonly number[]> | null = null;

  constructor(network: Network, records: Records, facts: Facts) {
    this.#network = network;
    this.#records = records;
    this.#facts = facts;
  }

  /** The statements that name an organisation, by their places. */
  of(organisation: number): readonly number[] {
    this.#found ??= this.#find();
    return this.#found.get(organisation) ?? [];
  }

  /** The things that both organisations of a tie share: statements about them name it. */
  shared(tie: number): readonly number[] {
    const { ties } = this.#network;
    const other = new Set(this.#thingsNaming(ties.b[tie]!));
    return this.#thingsNaming(ties.a[tie]!).filter((thing) => other.has(thing));
  }

  /** The statements about a thing that name either organisation of a tie. */
  about(thing: number, tie: number): readonly number[] {
    const { ties } = this.#network;
    const named = [ties.a[tie]!, ties.b[tie]!].flatMap((end) => this.of(end))
      .filter((statement) => this.#facts.thingOf(statement) === thing);
    return [...new Set(named)].sort((a, b) => a - b);
  }

  #thingsNaming(organisation: number): readonly number[] {
    const things = this.of(organisation).map((statement) => this.#facts.thingOf(statement));
    return [...new Set(things.filter((thing): thing is number => typeof thing === "number"))].sort((a, b) => a - b);
  }

  #find(): ReadonlyMap<number, readonly number[]> {
    const found = new Map<number, number[]>();
    forEachNamed(this.#records, (statement, organisation) => {
      const list = found.get(organisation);
      if (!list) found.set(organisation, [statement]);
      else if (list.at(-1) !== statement) list.push(statement);
    });
    return found;
  }
}

/** Call back for each organisation that a statement names, in the order of the statements. */
export function forEachNamed({ parts, statements }: Records, call: (statement: number, organisation: number) => void): void {
  const organisations = readColumn(parts["organisation"], parts.length);
  const first = firstOf(parts.counts, statements.length);
  for (let statement = 0; statement < statements.length; statement += 1) {
    for (let part = first[statement]!; part < first[statement + 1]!; part += 1) {
      const organisation = organisations[part];
      if (typeof organisation === "number") call(statement, organisation);
    }
  }
}
