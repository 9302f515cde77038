// Answers questions about a network, for tests in Python that know the answers from elsewhere.
import { STRINGS } from "../../src/explorer/interface/strings.ts";
import { Texts } from "../../src/explorer/interface/texts.ts";
import { readFileSync } from "node:fs";
import { thingToTurtle } from "../../src/explorer/rdf.ts";
import { cite, citeThing } from "../../src/explorer/citation.ts";
import { decodeOverview, inflate, type Overview } from "../../src/explorer/decode.ts";
import { toCsv } from "../../src/explorer/export/csv.ts";
import { toGexf } from "../../src/explorer/export/gexf.ts";
import { toGraphml } from "../../src/explorer/export/graphml.ts";
import { toJson } from "../../src/explorer/export/json.ts";
import { betweenness, measureShown, pagerank } from "../../src/explorer/measures.ts";
import { commonPartners, neighbourhood, neighbours, shortestPath, tieBetween } from "../../src/explorer/neighbourhood.ts";
import { toTurtle } from "../../src/explorer/rdf.ts";
import { readRecords, type Records } from "../../src/explorer/records.ts";
import { makeSearch } from "../../src/explorer/search.ts";
import { computeShown, placeOf } from "../../src/explorer/shown.ts";
import { startState } from "../../src/explorer/store.ts";
import type { State } from "../../src/explorer/state.ts";

interface Ask {
  readonly what: string;
  readonly state?: Partial<State>;
  readonly a?: string;
  readonly b?: string;
  readonly steps?: number;
  readonly text?: string;
  readonly language?: string;
}

const { overview, details, asks } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as {
  overview: string; details: string; asks: Ask[];
};
const network = decodeOverview((await inflate(overview)) as Overview);
const records = readRecords(network, (await inflate(details)) as Records);
const marked = (marks: Uint8Array): number[] => [...marks.keys()].filter((place) => marks[place]);
const iris = (places: readonly number[]): string[] => places.map((place) => network.organisations.iri[place]!);

const supportsOf = (ask: Ask): number[] => {
  const tie = tieBetween(neighbours(network), placeOf(network, ask.a!), placeOf(network, ask.b!));
  const [first, end] = [network.ties.firstSupport[tie]!, network.ties.firstSupport[tie + 1]!];
  return Array.from({ length: end - first }, (_, place) => first + place);
};

const answers = [];
for (const ask of asks) {
  const start = startState(network);
  const state = { ...start, ...ask.state, filters: { ...start.filters, ...ask.state?.filters } };
  const thing = state.focus?.type === "thing" ? await records.thing(state.focus.iri) : null;
  const shown = computeShown(network, { ...state, members: thing?.organisations ?? [] });
  const [a, b] = [placeOf(network, ask.a ?? ""), placeOf(network, ask.b ?? "")];
  const named = (values: Float32Array): [string, number][] => marked(shown.organisation)
    .map((place) => [network.organisations.iri[place]!, values[place]!]);
  const kinds: Record<string, () => unknown> = {
    network: () => ({
      ...network,
      organisations: Object.fromEntries(Object.entries(network.organisations)
        .map(([name, column]) => [name, ArrayBuffer.isView(column) ? [...(column as Float32Array)] : column])),
      measures: Object.fromEntries(Object.entries(network.organisations.measures).map(([name, column]) => [name, [...column]])),
      ties: { a: [...network.ties.a], b: [...network.ties.b], firstSupport: [...network.ties.firstSupport] },
      supports: Object.fromEntries(Object.entries(network.supports)
        .map(([name, column]) => [name, typeof column === "number" ? column : [...column]])),
    }),
    shown: () => ({
      organisations: iris(marked(shown.organisation)),
      ties: marked(shown.tie).map((tie) => [
        ...iris([network.ties.a[tie]!, network.ties.b[tie]!]), shown.tieWeight[tie], network.kinds.status[shown.tieStatus[tie]!]!.key]),
      counts: [shown.organisations, shown.ties, shown.supports],
      degree: named(Float32Array.from(shown.degree)),
      strength: named(shown.strength),
      hiddenBy: shown.hiddenBy,
    }),
    measures: () => {
      const measures = measureShown(network, shown);
      return { betweenness: named(measures.betweenness), pagerank: named(measures.pagerank) };
    },
    computed: () => ({ betweenness: named(betweenness(network, shown, 0)), pagerank: named(pagerank(network, shown)) }),
    path: () => {
      const path = shortestPath(network, a, b, shown.tieWeight, shown.tie);
      return path && { organisations: iris(path.organisations), weight: path.ties.reduce((sum, tie) => sum + shown.tieWeight[tie]!, 0) };
    },
    neighbourhood: () => {
      const part = neighbourhood(network, a, ask.steps!, shown.tie);
      return { organisations: iris(marked(part.organisations)), ties: marked(part.ties).length };
    },
    common: () => {
      const part = commonPartners(network, a, b, shown.tie);
      return { organisations: iris(marked(part.organisations)), ties: marked(part.ties).length };
    },
    organisation: () => records.organisation(ask.a!),
    tie: () => records.tie(ask.a!, ask.b!),
    gaps: () => records.gaps(),
    search: () => makeSearch(network)(ask.text!, 100).map((found) => [network.organisations.iri[found.organisation], found.name]),
    find: () => records.find(ask.text!, 100),
    thing: () => records.thing(ask.a!),
    "thing-turtle": async () => thingToTurtle(network, (await records.thing(ask.a!))!),
    "thing-citation": async () => citeThing(network, (await records.thing(ask.a!))!, new Texts(STRINGS, ask.language!)),
    csv: () => toCsv(network, shown, records),
    json: () => toJson(network, shown, records),
    gexf: () => toGexf(network, shown, records),
    graphml: () => toGraphml(network, shown, records),
    turtle: async () => toTurtle(network, await records.tie(ask.a!, ask.b!), supportsOf(ask)),
    citation: async () => cite(network, await records.tie(ask.a!, ask.b!), supportsOf(ask), new Texts(STRINGS, ask.language!)),
  };
  answers.push(await kinds[ask.what]!());
}
process.stdout.write(JSON.stringify(answers));
