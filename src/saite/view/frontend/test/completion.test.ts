import assert from "node:assert/strict";
import { test } from "node:test";
import { fitness, fold, termsAt } from "../src/completion.ts";
import { positionAt } from "../src/position.ts";
import type { Term, Vocabulary } from "../src/terms.ts";

const term = (curie: string, label: string, number: number): Term => ({ iri: `urn:${curie}`, curie, label, about: "", number });
const vocabulary: Vocabulary = {
  prefixes: {},
  base: "https://example.org/id/",
  classes: [term("org:Organization", "Organizācija", 30), term("org:Membership", "membership", 3)],
  properties: [term("org:member", "member", 3), term("saite:status", "statement status", 90), term("saite:statement", "rests on statement", 10)],
  concepts: [],
  queries: [],
};
const offered = (text: string): string[] => termsAt(vocabulary, positionAt(text)).map((each) => each.curie);

test("classes are offered where a class stands, properties where a property stands", () => {
  assert.deepEqual(offered("SELECT * { ?s a "), ["org:Organization", "org:Membership"]);
  assert.deepEqual(offered("SELECT * { ?s org:"), ["org:member"]);
});

test("what begins with the word comes first, then what is used most", () => {
  assert.deepEqual(offered("SELECT * { ?s stat"), ["saite:status", "saite:statement"]);
  assert.deepEqual(offered("SELECT * { ?s rests"), ["saite:statement"]);
});

test("accents and case are no matter", () => {
  assert.equal(fold("ŽEMĖS Organizācija"), "zemes organizacija");
  assert.ok(fitness(term("org:Organization", "Organizācija", 1), "organizaci") > 0);
  assert.equal(fitness(term("org:Organization", "Organizācija", 1), "event"), 0);
});

test("nothing is offered unasked at the begin of a triple", () => {
  assert.deepEqual(offered("SELECT * { "), []);
});
