// What ties rest on.
import type { SupportDetails, TieDetails } from "../details.ts";
import { tail } from "../iris.ts";
import type { Network } from "../network.ts";
import type { Facts } from "./facts.ts";
import type { Mentions } from "./mentions.ts";
import { rowsOf, type Records, type Rows } from "./tables.ts";

export class TieReader {
  readonly #network: Network;
  readonly #facts: Facts;
  readonly #mentions: Mentions;
  readonly #tie: Rows;
  readonly #support: Rows;
  #numbers: ReadonlyMap<string, number> | null = null;

  constructor(network: Network, records: Records, facts: Facts, mentions: Mentions) {
    this.#network = network;
    this.#facts = facts;
    this.#mentions = mentions;
    this.#tie = rowsOf(records.ties);
    this.#support = rowsOf(records.supports, ["statements"]);
  }

  /** Read the tie between two organisations, named by their places. */
  read(one: number, other: number): TieDetails | null {
    const tie = this.#find(one, other);
    if (tie === undefined) {
      return null;
    }
    const { firstSupport } = this.#network.ties;
    const iri = this.#iri(tie);
    const supports: SupportDetails[] = [];
    for (let support = firstSupport[tie]!; support < firstSupport[tie + 1]!; support += 1) {
      supports.push(this.#readSupport(iri, support));
    }
    return { iri: this.#facts.whole(iri), supports };
  }

  #find(one: number, other: number): number | undefined {
    const { ties } = this.#network;
    this.#numbers ??= new Map(Array.from({ length: ties.length }, (_, tie) => [`${ties.a[tie]} ${ties.b[tie]}`, tie]));
    return this.#numbers.get(`${Math.min(one, other)} ${Math.max(one, other)}`);
  }

  /** The IRI of a tie: the recorded one, or the one it has by rule. */
  #iri(tie: number): string {
    const { organisations, ties } = this.#network;
    const recorded = this.#tie("iri", tie) as string | undefined;
    const [a, b] = [ties.a[tie]!, ties.b[tie]!].map((end) => tail(organisations.iri[end] ?? ""));
    return recorded ?? `tie/${a}~${b}`;
  }

  #readSupport(tie: string, support: number): SupportDetails {
    const thing = this.#thingOf(support);
    const kind = this.#network.kinds.tie[this.#network.supports.kind[support]!]?.key ?? "";
    const through = thing === undefined ? "" : this.#facts.named(thing).iri;
    const recorded = this.#support("iri", support) as string | undefined;
    return {
      iri: this.#facts.whole(recorded ?? `support/${tail(tie)}~${tail(kind)}~${tail(through)}`),
      thing: thing === undefined ? null : this.#facts.thing(thing),
      statements: this.#statementsOf(support, thing).map((number) => this.#facts.statement(number)),
    };
  }

  /** The thing of a support: by rule one that both organisations share. */
  #thingOf(support: number): number | undefined {
    const shared = this.#support("shared", support) as number | undefined;
    if (shared === undefined) {
      return this.#support("thing", support) as number | undefined;
    }
    return this.#mentions.shared(this.#network.supports.tie[support]!)[shared];
  }

  /** The statements of a support: by rule those about its thing that name either organisation. */
  #statementsOf(support: number, thing: number | undefined): readonly number[] {
    const recorded = (this.#support("statements", support) ?? []) as readonly number[];
    if (recorded.length || thing === undefined) {
      return recorded.filter((statement) => statement >= 0);
    }
    return this.#mentions.about(thing, this.#network.supports.tie[support]!);
  }
}
