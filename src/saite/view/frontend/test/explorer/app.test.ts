// What all parts of the page share: state by IRI, so that another network can take the place of one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { App, type Changes } from "../../src/explorer/interface/app.ts";
import { countKinds } from "../../src/explorer/interface/filters.ts";
import { STRINGS } from "../../src/explorer/interface/strings.ts";
import type { DetailSource } from "../../src/explorer/details.ts";
import { sampleOf } from "../../src/explorer/measures.ts";
import type { Network } from "../../src/explorer/network.ts";
import { makeStore, startState } from "../../src/explorer/store.ts";
import { makeNetwork } from "./made.ts";

const NONE = {} as DetailSource;

function open(network: Network): App {
  return new App({ network, details: NONE, strings: STRINGS, store: makeStore(startState(network)) });
}

const three = makeNetwork(["A", "B", "C"], [{ a: 0, b: 1 }, { a: 1, b: 2, weight: 2 }]);

test("organisations are chosen, hidden and pinned by their IRIs", () => {
  const app = open(three);
  app.chooseOrganisation(1);
  assert.deepEqual(app.state.choice, { type: "organisation", iri: "organisation/o1" });
  app.pin(2, 5, 6);
  assert.deepEqual(app.spot(2), [5, 6]);
  app.hide(1);
  assert.equal(app.state.choice, null);
  assert.deepEqual([app.shown.organisations, app.shown.ties], [2, 0]);
  app.undo();
  assert.deepEqual([app.shown.organisations, app.shown.ties], [3, 2]);
  app.redo();
  app.unhide(null);
  app.unpin(null);
  assert.deepEqual(app.spot(2), [20, -10]);
});

test("a network with more of the same keeps what is chosen, though places move", () => {
  const app = open(three);
  app.chooseTie(app.tie(1, 2));
  app.setFocus({ type: "neighbourhood", iri: "organisation/o2", steps: 1 });
  assert.equal(app.countText(), "Organisations: 2 of 3 · Ties: 1 of 2");
  const seen: Changes[] = [];
  app.add({ element: null as unknown as HTMLElement, update: (changes) => { seen.push(changes); } });
  const four = makeNetwork(["X", "A", "B", "C"], [{ a: 0, b: 3 }, { a: 1, b: 2 }, { a: 2, b: 3, weight: 2 }], {
    iri: ["organisation/x", "organisation/o0", "organisation/o1", "organisation/o2"],
  });
  app.setNetwork(four);
  assert.equal(app.place("organisation/o2"), 3);
  assert.deepEqual(app.state.choice, { type: "tie", a: "organisation/o1", b: "organisation/o2" });
  assert.equal(app.countText(), "Organisations: 3 of 4 · Ties: 2 of 3");
  assert.deepEqual([seen.length, seen[0]?.network, seen[0]?.shown, seen[0]?.choice], [1, true, true, false]);
});

test("what would be shown without the focus is worked out once for each state", () => {
  const app = open(three);
  assert.equal(app.unfocused, app.shown);
  app.setFocus({ type: "path", a: "organisation/o0", b: "organisation/o1" });
  assert.equal(app.shown.ties, 1);
  assert.equal(app.unfocused.ties, 2);
  assert.equal(app.unfocused, app.unfocused);
});

test("parts are told only of what changed", () => {
  const app = open(three);
  const seen: Changes[] = [];
  app.add({ element: null as unknown as HTMLElement, update: (changes) => { seen.push(changes); } });
  app.change({ theme: "dark" });
  app.setFilters({ minWeight: 2 });
  app.change({ language: "lv" });
  const told = seen.map((changes) => Object.entries(changes).filter(([, is]) => is).map(([name]) => name));
  assert.deepEqual(told, [["look"], ["shown"], ["language"]]);
  assert.equal(app.countText(), "Organizācijas: 3 no 3 · Saites: 1 no 2");
});

test("a group is named after its best tied members, and no group has a name too", () => {
  const app = open(three);
  assert.equal(app.group(0), "A +1");
  assert.equal(app.group(7), "no ties recorded");
  assert.equal(app.kind("organisation", -1), "kind not recorded");
  assert.equal(app.kind("organisation", 1), "ministry");
});

test("what is looked for is reached where the focus keeps it out of sight, in one step", () => {
  const app = open(makeNetwork(["A", "B", "C", "D"], [{ a: 0, b: 1 }, { a: 2, b: 3 }]));
  const iri = (place: number): string => `organisation/o${place}`;
  app.setFocus({ type: "neighbourhood", iri: iri(0), steps: 2 });
  app.goTo(3);
  assert.deepEqual(app.state.focus, { type: "neighbourhood", iri: iri(3), steps: 2 });
  assert.deepEqual([app.state.choice, app.shown.organisation[3]], [{ type: "organisation", iri: iri(3) }, 1]);
  app.undo();
  assert.deepEqual([app.state.focus, app.state.choice], [{ type: "neighbourhood", iri: iri(0), steps: 2 }, null]);
  app.goTo(1); // it is in sight: the focus stays
  assert.deepEqual(app.state.focus, { type: "neighbourhood", iri: iri(0), steps: 2 });
  app.setFocus({ type: "group", group: 1 });
  app.goTo(0);
  assert.deepEqual([app.state.focus, app.shown.organisations], [null, 4]);
  app.setFocus({ type: "path", a: iri(0), b: iri(1) });
  app.setFilters({ hiddenPlaces: [""] }); // A and C have none
  app.goTo(2); // no focus brings back what a filter hides
  assert.deepEqual([app.state.focus?.type, app.shown.organisation[2]], ["path", 0]);
});

test("the focus on somebody ends when that one is hidden", () => {
  const app = open(three);
  for (const focus of [
    { type: "neighbourhood", iri: "organisation/o1", steps: 1 }, { type: "path", a: "organisation/o1", b: "organisation/o2" },
  ] as const) {
    app.setFocus(focus);
    app.hide(1);
    assert.deepEqual([app.state.focus, app.shown.organisations], [null, 2]);
    app.undo();
    assert.deepEqual([app.state.focus, app.state.hidden], [focus, []]);
  }
  app.hide(0); // on the way there, but not what the focus is on
  assert.equal(app.state.focus?.type, "path");
});

test("a measure that is estimated says from how many, of what is shown and of the whole", () => {
  const names = Array.from({ length: 601 }, (_, place) => `O${place}`);
  const made = makeNetwork(names, names.slice(1).map((_, place) => ({ a: place, b: place + 1 })));
  const network: Network = { ...made, measured: { betweenness: "sampled", sample: 300 } };
  const app = open(network);
  assert.equal(sampleOf(network, app.shown), 300);
  app.hide(0);
  assert.equal(sampleOf(network, app.shown), 100);
  app.setFocus({ type: "neighbourhood", iri: "organisation/o9", steps: 3 });
  assert.equal(sampleOf(network, app.shown), 0);
  assert.equal(sampleOf(made, open(made).shown), 0);
});

test("kinds are counted each for itself, however many there are", () => {
  const app = open(three);
  const kinds = { ...three.kinds, tie: Array.from({ length: 40 }, (_, place) => ({ key: `tie-kind/${place}`, labels: {} })) };
  const first = new Int32Array([0, 2, 3]);
  const supports = {
    length: 3, tie: new Int32Array([0, 0, 1]), kind: new Uint8Array([0, 32, 32]), status: new Uint8Array(3), weight: new Float32Array(3).fill(1),
    earliest: new Int32Array(3), latest: new Int32Array(3).fill(99_999_999),
  };
  app.setNetwork({ ...three, kinds, supports, ties: { ...three.ties, firstSupport: first } });
  assert.deepEqual([...countKinds(app, "tie", null)], [[0, 1], [32, 2]]);
  assert.deepEqual([...countKinds(app, "tie", app.shown)], [[0, 1], [32, 2]]);
});
