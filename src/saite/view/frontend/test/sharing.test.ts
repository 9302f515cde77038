import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, readHistory, remember, type Run, type Shelf } from "../src/history.ts";
import { fromFragment, toFragment } from "../src/share.ts";

class Memory implements Shelf {
  kept = new Map<string, string>();
  full = false;
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error("full");
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

const run = (text: string, saved = "", values = {}): Run => ({ text, saved, values, at: 1, rows: 0 });

test("what is shared comes back as it was", () => {
  const text = 'SELECT * { ?s ?p "a&b=c#d\n<é>" }';
  assert.equal(fromFragment(toFragment({ text, view: "chart" }))?.text, text);
  assert.equal(fromFragment(toFragment({ text, view: "chart" }))?.view, "chart");
  const saved = fromFragment(toFragment({ saved: "partners", text, values: { organisation: "a & b", kind: "" } }));
  assert.deepEqual([saved?.saved, saved?.values, saved?.text], ["partners", { organisation: "a & b" }, ""]);
  assert.equal(fromFragment("#"), null);
  assert.equal(fromFragment("#saved"), null);
});

test("a query that is run again is kept once, the latest first", () => {
  const shelf = new Memory();
  for (const text of ["a", "b", "a"]) remember(shelf, run(text));
  remember(shelf, run("c", "partners", { organisation: "x" }));
  remember(shelf, run("c", "partners", { organisation: "y" }));
  assert.deepEqual(readHistory(shelf).map((each) => each.text + Object.values(each.values).join("")), ["cy", "cx", "a", "b"]);
  forget(shelf);
  assert.deepEqual(readHistory(shelf), []);
});

test("at most fifty are kept; what is broken or does not fit is passed over", () => {
  const shelf = new Memory();
  for (let number = 0; number < 60; number += 1) remember(shelf, run(String(number)));
  assert.equal(readHistory(shelf).length, 50);
  shelf.kept.set("saite.history", '[{"text": 3}, null, {"text": "ok", "saved": "", "at": 1}]');
  assert.deepEqual(readHistory(shelf).map((each) => each.text), ["ok"]);
  shelf.kept.set("saite.history", "{{{");
  assert.deepEqual(readHistory(shelf), []);
  shelf.full = true;
  assert.equal(remember(shelf, run("x")).length, 1);
});
