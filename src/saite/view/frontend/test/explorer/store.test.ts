import assert from "node:assert/strict";
import { test } from "node:test";
import { OPEN_FILTERS } from "../../src/explorer/shown.ts";
import { makeStore, startState } from "../../src/explorer/store.ts";

const start = startState({ language: "lt" });

test("steps are taken back and done again", () => {
  const store = makeStore(start);
  store.change({ hidden: ["a"] });
  store.change({ hidden: ["a", "b"] });
  assert.ok(store.undo());
  assert.deepEqual(store.get().hidden, ["a"]);
  assert.ok(store.redo());
  assert.deepEqual(store.get().hidden, ["a", "b"]);
  assert.ok(store.undo() && store.undo());
  assert.equal(store.undo(), false);
  assert.deepEqual(store.get(), start);
  assert.ok(store.canRedo);
  store.change({ view: "ties" });
  assert.equal(store.canRedo, false);
});

test("camera, language and theme are no steps, and stay when a step is taken back", () => {
  const store = makeStore(start);
  store.change({ camera: { x: 1, y: 2, k: 3 } });
  store.change({ language: "en" });
  store.change({ theme: "dark" });
  assert.equal(store.canUndo, false);
  store.change({ sizeBy: "degree" });
  store.change({ camera: { x: 5, y: 5, k: 5 } });
  assert.ok(store.undo());
  const { camera, language, theme, sizeBy } = store.get();
  assert.deepEqual([camera, language, theme, sizeBy], [{ x: 5, y: 5, k: 5 }, "en", "dark", "strength"]);
});

test("a slider that is drawn is one step; two kinds that are hidden are two", () => {
  let time = 0;
  const store = makeStore(start, () => time);
  for (const from of [2001, 2002, 2003]) {
    time += 100;
    store.change({ filters: { ...OPEN_FILTERS, from } });
  }
  time += 1_000;
  store.change({ filters: { ...OPEN_FILTERS, from: 2010 } });
  store.change({ filters: { ...OPEN_FILTERS, from: 2010, hiddenTieKinds: ["a"] } });
  store.change({ filters: { ...OPEN_FILTERS, from: 2010, hiddenTieKinds: ["a", "b"] } });
  const seen: unknown[] = [];
  while (store.undo()) seen.push([store.get().filters.from, store.get().filters.hiddenTieKinds.length]);
  assert.deepEqual(seen, [[2010, 1], [2010, 0], [2003, 0], [null, 0]]);
});

test("those who subscribed hear of what is different, and only of that", () => {
  const store = makeStore(start);
  const heard: string[] = [];
  const end = store.subscribe((state, before) => heard.push(`${before.view} ${state.view}`));
  store.change({ view: "picture" });
  store.change({ filters: { ...OPEN_FILTERS } });
  store.change({ view: "map" });
  store.undo();
  end();
  store.change({ view: "gaps" });
  assert.deepEqual(heard, ["picture map", "map picture"]);
});
