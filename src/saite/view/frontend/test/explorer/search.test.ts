import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, makeSearch } from "../../src/explorer/search.ts";
import { HOSTILE, makeNetwork, makeRandom } from "./made.ts";

test("case, accents and letters that other keyboards lack make no difference", () => {
  const same = [
    ["Žemaitija", "zemaitija"], ["BIEDRĪBA", "biedriba"], ["Łódź", "lodz"], ["Ærø Straße", "aero strasse"],
    ["ĳsselmeer", "ijsselmeer"], ["Œuvre", "oeuvre"], ["İstanbul", "istanbul"], ["“A”, (b)–c", "a b c"],
    ["Đà Nẵng", "da nang"], ["ﬁnans", "finans"], ["Æ̃", "ae"], ["ΣΊΣΥΦΟΣ", "σισυφοσ"],
  ];
  for (const [written, plain] of same) assert.equal(fold(written!).replace("ς", "σ"), plain);
  for (const text of HOSTILE) assert.equal(fold(fold(text)), fold(text));
});

const NAMES = [
  "Vilniaus universitetas", "Vilnius", "Universiteto rėmėjai", "Kauno Vilniaus gatvės bendruomenė", "Multivilnius", "Vilnius ir vaikai",
];

test("the whole name comes first, then its start, whole words, starts of words, any part", () => {
  const search = makeSearch(makeNetwork(NAMES, []));
  const found = (text: string): string[] => search(text).map((each) => each.name);
  assert.deepEqual(found("vilnius"), ["Vilnius", "Vilnius ir vaikai", "Multivilnius"]);
  assert.deepEqual(found("VILNIAUS UNIV"), ["Vilniaus universitetas"]);
  assert.deepEqual(found("gatves kauno"), ["Kauno Vilniaus gatvės bendruomenė"]);
  assert.deepEqual(found("univer"), ["Universiteto rėmėjai", "Vilniaus universitetas"]);
  assert.deepEqual(found(" "), []);
  assert.deepEqual(found("\n"), []);
  assert.deepEqual(found("o3"), ["o3"]);
});

test("of names that fit alike the strongest tied comes first", () => {
  const network = makeNetwork(["Alfa a", "Alfa b", "Alfa c"], [{ a: 1, b: 2, weight: 2 }, { a: 0, b: 2 }]);
  assert.deepEqual(makeSearch(network)("alfa").map((each) => each.organisation), [2, 1, 0]);
});

test("other names find too, each organisation once, by the name that fits best", () => {
  const network = makeNetwork(["Lietuvos asociacija", "Kita"], [], {
    short: { at: [0], of: ["LA"] }, names: { counts: [2, 0], of: ["Lietuvos draugija", 1] },
    labels: { own: ["lt", "lt"], other: { en: { at: [0], of: ["Lithuanian association"] } } },
  });
  const search = makeSearch(network);
  for (const text of ["la", "draugija", "lithuanian", "lietuvos"]) {
    assert.deepEqual(search(text).map((each) => each.organisation), [0], text);
  }
  assert.equal(search("la")[0]?.name, "LA");
  assert.equal(search("draug")[0]?.name, "Lietuvos draugija");
});

test("it finds what a plain search through all names finds", () => {
  const random = makeRandom(4);
  const word = (): string => Array.from({ length: 1 + Math.floor(random() * 4) }, () => "abčdeė"[Math.floor(random() * 6)]).join("");
  const names = Array.from({ length: 400 }, () => Array.from({ length: 1 + Math.floor(random() * 3) }, word).join(" "));
  const search = makeSearch(makeNetwork(names, []));
  for (let run = 0; run < 100; run += 1) {
    const query = fold(run % 3 ? word() : `${word()} ${word()}`);
    const expected = names.flatMap((name, place) => (query.split(" ").every((each) => fold(name).includes(each)) ? [place] : []));
    assert.deepEqual(search(query, 1_000).map((each) => each.organisation).sort((a, b) => a - b), expected, query);
  }
});
