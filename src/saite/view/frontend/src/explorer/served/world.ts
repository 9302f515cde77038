// What a served page holds of a network: parts that came one by one, put together.
import type { About, Group, Measure, Network } from "../network.ts";
import type { ServedOverview } from "./client.ts";
import { readPart, type Columns, type Part } from "./part.ts";

const MEASURES: readonly Measure[] = ["degree", "strength", "betweenness", "pagerank"];

/** One organisation, with its texts and numbers. */
interface Row {
  readonly network: Columns;
  readonly place: number;
}

interface Tie {
  readonly a: string;
  readonly b: string;
  readonly network: Columns;
  readonly tie: number;
}

export class World {
  private readonly rows = new Map<string, Row>();
  private readonly ties = new Map<string, Tie>();
  /** The organisations that groups are named after. */
  private readonly whole: Columns;

  /**
   * @param overview groups, kinds and sizes of the whole
   * @param withLeads whether the organisations that groups are named after are shown from the start
   */
  constructor(
    private readonly overview: ServedOverview,
    private readonly about: Partial<About>,
    private readonly withLeads = true,
  ) {
    this.whole = readPart(overview);
    if (withLeads) this.add(overview);
  }

  get build(): string {
    return this.overview.build;
  }

  /** Take a part; what was known already is taken as it is now. */
  add(part: Part): void {
    const network = readPart(part);
    const { iri } = network.organisations;
    iri.forEach((each, place) => this.rows.set(each, { network, place }));
    for (let tie = 0; tie < network.ties.length; tie += 1) {
      const [a, b] = [iri[network.ties.a[tie]!]!, iri[network.ties.b[tie]!]!];
      this.ties.set(keyOf(a, b), { a, b, network, tie });
    }
  }

  has(iri: string): boolean {
    return this.rows.has(iri);
  }

  hasTie(one: string, other: string): boolean {
    return this.ties.has(keyOf(one, other));
  }

  /** How many ties of an organisation are here. */
  degree(iri: string): number {
    let found = 0;
    for (const { a, b } of this.ties.values()) if (a === iri || b === iri) found += 1;
    return found;
  }

  /** How many ties an organisation has in the whole network. */
  tiesInAll(iri: string): number {
    const row = this.rows.get(iri);
    return row ? row.network.organisations.tiesInAll[row.place] ?? 0 : 0;
  }

  /** Partners of an organisation that are here, the strongest tied first. */
  partners(iri: string): string[] {
    const found = [...this.ties.values()].filter(({ a, b }) => a === iri || b === iri);
    return found.sort((one, other) => weightOf(other) - weightOf(one)).map(({ a, b }) => (a === iri ? b : a));
  }

  /** Put everything together as one network. */
  network(): Network {
    const rows = [...this.rows];
    const place = new Map(rows.map(([iri], number) => [iri, number]));
    const ties = [...this.ties.values()].filter(({ a, b }) => place.has(a) && place.has(b));
    const { language, base, kinds, largeEvents, withPeople, measured, shown } = this.overview;
    return {
      language, base, kinds, largeEvents, withPeople, measured, about: this.aboutIt(),
      organisations: organisationsOf(rows),
      ...tiesOf(ties, place),
      groups: this.groups(rows, place),
      ...(this.hasCircles ? { between: this.overview.between } : {}),
      cut: {
        organisations: rows.length, ofOrganisations: shown.ofOrganisations, ties: ties.length, ofTies: shown.ofTies,
        rule: ties.length < shown.ofTies ? "top" : "",
      },
    };
  }

  /** What is told of the page; the build is that of the network, which may be older than the page's. */
  private aboutIt(): About {
    const { build } = this.overview;
    const day = build === this.about.build ? null : /^(\d{4})(\d\d)(\d\d)T/.exec(build);
    return { version: "", sources: [], ...this.about, ...(day ? { build, date: `${day[1]}-${day[2]}-${day[3]}` } : {}) };
  }

  /** Whether groups are drawn as circles, which stand for members that are not here. */
  private get hasCircles(): boolean {
    return this.withLeads && !this.overview.isWhole;
  }

  /** Groups keep their number; those that nobody here is in have no leads to be named after. */
  private groups(rows: readonly (readonly [string, Row])[], place: ReadonlyMap<string, number>): Group[] {
    const held = new Map<number, number[]>();
    rows.forEach(([, row], number) => {
      const group = row.network.organisations.group[row.place]!;
      held.set(group, [...(held.get(group) ?? []), number]);
    });
    const { iri } = this.whole.organisations;
    return this.overview.groups.map(({ size, leads, x, y, radius }, number) => {
      const members = held.get(number) ?? [];
      const named = leads.flatMap((lead) => place.get(iri[lead]!) ?? []);
      const disc = this.hasCircles ? { disc: { x, y, radius } } : {};
      return { size, leads: named.length ? named : members.slice(0, 1), ...disc };
    });
  }
}

function keyOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function weightOf({ network, tie }: Tie): number {
  let sum = 0;
  for (let each = network.ties.firstSupport[tie]!; each < network.ties.firstSupport[tie + 1]!; each += 1) {
    sum += network.supports.weight[each]!;
  }
  return sum;
}

function organisationsOf(rows: readonly (readonly [string, Row])[]): Network["organisations"] {
  const all = rows.map(([, row]) => row);
  const texts = (name: "iri" | "label" | "labelLanguage" | "short"): string[] =>
    all.map(({ network, place }) => network.organisations[name][place] ?? "");
  const whole = (name: "kind" | "place" | "group" | "tiesInAll"): Int32Array =>
    Int32Array.from(all, ({ network, place }) => network.organisations[name][place]!);
  const real = (name: "x" | "y" | "latitude" | "longitude"): Float32Array =>
    Float32Array.from(all, ({ network, place }) => network.organisations[name][place]!);
  const labels: Record<string, Record<number, string>> = {};
  all.forEach(({ network, place }, number) => {
    for (const [tag, texts] of Object.entries(network.organisations.labels)) {
      const text = texts[place];
      if (text) (labels[tag] ??= {})[number] = text;
    }
  });
  const measures = Object.fromEntries(MEASURES.map((measure) => [
    measure, Float32Array.from(all, ({ network, place }) => network.organisations.measures[measure][place]!),
  ])) as Record<Measure, Float32Array>;
  return {
    length: all.length, iri: texts("iri"), label: texts("label"), labelLanguage: texts("labelLanguage"), labels, short: texts("short"),
    names: all.map(({ network, place }) => network.organisations.names[place] ?? []),
    kind: whole("kind"), place: whole("place"), group: whole("group"), x: real("x"), y: real("y"),
    latitude: real("latitude"), longitude: real("longitude"),
    unnamed: Uint8Array.from(all, ({ network, place }) => network.organisations.unnamed[place]!),
    measures, tiesInAll: whole("tiesInAll"),
  };
}

function tiesOf(ties: readonly Tie[], place: ReadonlyMap<string, number>): Pick<Network, "ties" | "supports"> {
  const firstSupport = new Int32Array(ties.length + 1);
  const from: [Columns, number, number][] = [];
  ties.forEach(({ network, tie }, number) => {
    for (let each = network.ties.firstSupport[tie]!; each < network.ties.firstSupport[tie + 1]!; each += 1) from.push([network, each, number]);
    firstSupport[number + 1] = from.length;
  });
  const ends = ties.map(({ a, b }) => [place.get(a)!, place.get(b)!].sort((one, other) => one - other));
  return {
    ties: {
      length: ties.length, firstSupport, chance: Float64Array.from(ties, ({ network, tie }) => network.ties.chance?.[tie] ?? 1),
      a: Int32Array.from(ends, ([a]) => a!), b: Int32Array.from(ends, ([, b]) => b!),
    },
    supports: {
      length: from.length,
      tie: Int32Array.from(from, ([, , tie]) => tie),
      kind: Uint8Array.from(from, ([network, each]) => network.supports.kind[each]!),
      status: Uint8Array.from(from, ([network, each]) => network.supports.status[each]!),
      weight: Float32Array.from(from, ([network, each]) => network.supports.weight[each]!),
      earliest: Int32Array.from(from, ([network, each]) => network.supports.earliest[each]!),
      latest: Int32Array.from(from, ([network, each]) => network.supports.latest[each]!),
    },
  };
}
