import assert from "node:assert/strict";
import { test } from "node:test";
import { pointOf } from "../src/chart.ts";
import { layOut } from "../src/layout.ts";
import type { Cell } from "../src/results.ts";
import { compare, numberOf } from "../src/sorting.ts";

test("a layout is the same each time, and all of it is in the picture", () => {
  const edges = [{ from: 0, to: 1 }, { from: 0, to: 2 }, { from: 3, to: 4 }];
  const spots = layOut(6, edges);
  assert.deepEqual(spots, layOut(6, edges));
  assert.ok(spots.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1));
  const far = (a: number, b: number): number => Math.hypot((spots[a]?.x ?? 0) - (spots[b]?.x ?? 0), (spots[a]?.y ?? 0) - (spots[b]?.y ?? 0));
  assert.ok(far(0, 1) < far(1, 4), "tied things are nearer than others");
  assert.equal(new Set(spots.map(({ x, y }) => `${x} ${y}`)).size, 6);
});

test("one thing, and none, have a layout", () => {
  assert.deepEqual(layOut(0, []), []);
  assert.deepEqual(layOut(1, []), [{ x: 0, y: 0 }]);
});

test("what has no place in a chart is left out of it", () => {
  const cell = (value: string): Cell => ({ kind: "literal", value, language: "", datatype: "" });
  assert.deepEqual(pointOf(cell("a"), cell("1.5")), { name: "a", link: "", value: 1.5 });
  for (const value of ["INF", "-INF", "NaN"]) assert.equal(pointOf(cell("a"), cell(value)), null);
});

test("numbers are sorted as numbers, texts as their language does, empty cells come last", () => {
  assert.equal(numberOf("12\u202f345"), 12345);
  assert.equal(numberOf("2019-03-23"), undefined);
  assert.deepEqual([numberOf("1,5"), numberOf("12\u202f345,25", ",")], [undefined, 12345.25]);
  const collator = new Intl.Collator("lt", { numeric: true });
  const sorted = (cells: string[], descending: boolean): string[] => [...cells].sort((a, b) => compare(a, b, descending, collator));
  assert.deepEqual(sorted(["10", "", "9", "1\u202f000"], false), ["9", "10", "1\u202f000", ""]);
  assert.deepEqual(sorted(["10", "", "9"], true), ["10", "9", ""]);
  assert.deepEqual(sorted(["Žemė", "Zona", "Šaltinis", "Salos"], false), ["Salos", "Šaltinis", "Zona", "Žemė"]);
});
