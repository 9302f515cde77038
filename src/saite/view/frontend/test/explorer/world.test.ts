// Parts that a server gives one by one, put together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, type Part, type ServedOverview } from "../../src/explorer/served/client.ts";
import { Loading } from "../../src/explorer/served/loading.ts";
import { World } from "../../src/explorer/served/world.ts";

const KINDS = { organisation: [], place: [], tie: [{ key: "tie-kind/event", labels: {}, count: 2 }], status: [{ key: "status/stated", labels: {}, count: 2 }] };

/** Make a part: organisations by name, ties as pairs with the weights of their supports. */
function part(names: readonly string[], ties: readonly (readonly [string, string, readonly number[]])[], inAll = 9): Part {
  const weights = ties.flatMap(([, , each]) => each);
  const place = (name: string): number => names.indexOf(name);
  const ends = ties.map(([a, b]) => [place(a), place(b)].sort((one, other) => one - other));
  return {
    build: "b1",
    organisations: {
      length: names.length, iri: names.map((name) => `organisation/${name}`), label: names, group: names.map(() => 0), kind: names.map(() => -1),
      latitude: names.map(() => null), longitude: names.map(() => 20), unnamed: names.map(() => false), short: names.map(() => ""),
      degree: names.map(() => inAll), strength: names.map(() => 1), betweenness: names.map(() => 0), pagerank: names.map(() => 0),
      place: names.map(() => -1), x: names.map((name) => name.charCodeAt(0)), y: names.map(() => 0), ties: names.map(() => inAll),
      names: { counts: names.map(() => 0), of: [] }, labels: { own: names.map(() => "en"), other: { lt: names.map((name) => `${name}-lt`) } },
    },
    ties: { length: ties.length, a: ends.map(([a]) => a!), b: ends.map(([, b]) => b!), chance: ties.map(([, , each]) => each.length / 100) },
    supports: {
      length: weights.length, kind: weights.map(() => 0), status: weights.map(() => 0), weight: weights,
      earliest: weights.map(() => 20200101), latest: weights.map(() => 20201231), counts: ties.map(([, , each]) => each.length),
    },
  };
}

function overview(names: readonly string[], isWhole = false): ServedOverview {
  return {
    ...part(names, []), language: "en", base: "https://example.org/id/", kinds: KINDS, isWhole, withPeople: true, largeEvents: [],
    measured: { betweenness: "exact", sample: 3 }, between: [[0, 1, 2.5]],
    groups: [{ size: 40, left: 40, leads: [0], x: 5, y: 6, radius: 7 }],
    shown: { groups: 1, ofGroups: 1, organisations: 50, ofOrganisations: 50, ties: 80, ofTies: 80 },
  };
}

test("what comes twice is there once, and ends of ties follow their organisations", () => {
  const world = new World(overview(["A"]), {});
  world.add(part(["B", "A"], [["B", "A", [1, 2]]]));
  world.add(part(["C", "B", "A"], [["C", "B", [0.5]], ["A", "B", [1, 2]]]));
  const network = world.network();
  assert.deepEqual(network.organisations.iri, ["organisation/A", "organisation/B", "organisation/C"]);
  assert.equal(network.ties.length, 2);
  const named = Array.from(network.ties.a, (a, tie) => [network.organisations.label[a], network.organisations.label[network.ties.b[tie]!]].sort().join(""));
  assert.deepEqual(named.sort(), ["AB", "BC"]);
  const weight = Array.from(network.ties.a, (_, tie) => [...network.supports.weight.slice(network.ties.firstSupport[tie], network.ties.firstSupport[tie + 1])]);
  assert.deepEqual(weight.map((each) => each.length).sort(), [1, 2]);
  assert.deepEqual([...network.ties.chance!].sort(), [0.01, 0.02]);
  assert.ok(network.ties.a.every((a, tie) => a < network.ties.b[tie]!));
  assert.equal(network.organisations.labels["lt"]?.[2], "C-lt");
  assert.deepEqual([network.organisations.short[1], network.organisations.latitude[1]], ["B", Number.NaN]);
  assert.deepEqual(network.cut, { organisations: 3, ofOrganisations: 50, ties: 2, ofTies: 80, rule: "top" });
});

test("the build that is told is that of the network, and not of a newer page", () => {
  const older = { ...overview(["A"]), build: "20250201T101500Z-0123abcd" };
  const told = { title: "T", build: "20260131T120000Z-89abcdef", date: "2026-01-31 12:00", version: "1" };
  assert.deepEqual(new World(older, told).network().about, { ...told, build: older.build, date: "2025-02-01", sources: [] });
  const same = { ...older, build: told.build };
  assert.deepEqual(new World(same, told).network().about, { ...told, sources: [] });
});

test("groups keep size, leads and place; a small network needs no circles", () => {
  assert.deepEqual(new World(overview(["A"]), {}).network().groups, [{ size: 40, leads: [0], disc: { x: 5, y: 6, radius: 7 } }]);
  assert.deepEqual(new World(overview(["A"]), {}).network().between, [[0, 1, 2.5]]);
  const small = new World(overview(["A"], true), {}).network();
  assert.deepEqual([small.groups, small.between], [[{ size: 40, leads: [0] }], undefined]);
});

test("a page on some organisations holds no others", () => {
  const world = new World(overview(["A"]), {}, false);
  assert.equal(world.network().organisations.length, 0);
  world.add(part(["B", "C"], [["B", "C", [1]]]));
  const network = world.network();
  assert.deepEqual(network.organisations.label, ["B", "C"]);
  assert.deepEqual(network.groups, [{ size: 40, leads: [0] }]);
});

test("partners come strongest first, and ties in all are known", () => {
  const world = new World(overview(["A"]), {});
  world.add(part(["A", "B", "C"], [["A", "B", [1]], ["A", "C", [1, 1]]], 12));
  assert.deepEqual(world.partners("organisation/A"), ["organisation/C", "organisation/B"]);
  assert.deepEqual([world.degree("organisation/A"), world.tiesInAll("organisation/A")], [2, 12]);
  assert.deepEqual([world.has("organisation/C"), world.has("organisation/D")], [true, false]);
});

test("a tie that the page does not hold is asked for, whichever end comes first", () => {
  const world = new World(overview(["A"]), {});
  const loading = new Loading(new Client("/explore"), () => world, () => undefined);
  const keys = (a: string, b: string): string[] =>
    loading.wishes({ choice: { type: "tie", a: `organisation/${a}`, b: `organisation/${b}` }, focus: null }).map(({ key }) => key);
  world.add(part(["A", "B"], [["A", "B", [1]]]));
  world.add(part(["C"], []));
  assert.deepEqual([keys("A", "B"), keys("B", "A")], [[], []]);
  const asked = keys("C", "A"); // both are here, by answers of their own
  assert.deepEqual([asked.length, keys("A", "C")], [1, asked]);
});

test("of an organisation more is asked for instead of less, and what was asked for stays as much", () => {
  const loading = new Loading(new Client("/explore"), () => new World(overview(["A"]), {}), () => undefined);
  const [first] = loading.wishes({ choice: { type: "organisation", iri: "a" }, focus: { type: "neighbourhood", iri: "a", steps: 1 } });
  assert.equal(loading.more("a").limit, 60);
  loading.remember(first!);
  const more = loading.more("a");
  assert.deepEqual([first!.limit, more.limit, loading.more("a").limit], [60, 180, 180]); // until it is there
  loading.remember(more);
  assert.deepEqual(loading.all().map(({ limit }) => limit), [180]);
  assert.deepEqual(loading.wishes({ choice: { type: "organisation", iri: "a" }, focus: null }), []);
});
