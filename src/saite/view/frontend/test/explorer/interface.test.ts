// Words, numbers and years of the explorer's page; what its parts work out without a window.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "../../src/explorer/interface/file-name.ts";
import { weightSteps } from "../../src/explorer/interface/filters.ts";
import { STRINGS } from "../../src/explorer/interface/strings.ts";
import { boundsOf, dayFrom } from "../../src/explorer/days.ts";
import { Texts } from "../../src/explorer/interface/texts.ts";
import { firstAndLastYear, tiesByYear } from "../../src/explorer/interface/years.ts";
import { NEVER_BEGAN, NEVER_ENDS, type Network } from "../../src/explorer/network.ts";
import { computeShown, OPEN_FILTERS } from "../../src/explorer/shown.ts";
import { makeNetwork } from "./made.ts";

const [en, lt, lv] = ["en", "lt", "lv"].map((tag) => new Texts(STRINGS, tag)) as [Texts, Texts, Texts];

test("counts take the form of their language", () => {
  assert.deepEqual([1, 2, 10, 21].map((n) => lt.say("ties.count", { n })), ["1 ryšys", "2 ryšiai", "10 ryšių", "21 ryšys"]);
  assert.deepEqual([0, 1, 2, 11, 21].map((n) => lv.say("ties.count", { n })), ["0 saišu", "1 saite", "2 saites", "11 saišu", "21 saite"]);
  assert.deepEqual([1, 2].map((n) => en.say("ties.count", { n })), ["1 tie", "2 ties"]);
});

test("what is filled in is not read as a text with gaps of its own", () => {
  assert.equal(en.say("search.also", { name: "{n} $& {name}" }), "also {n} $& {name}");
  assert.equal(en.say("no such text"), "no such text");
});

test("a language that is not spoken becomes English", () => {
  assert.equal(new Texts(STRINGS, "tlh").language, "en");
});

test("a label is that of the language, else of another, and says of which", () => {
  assert.deepEqual(lt.pick({ lv: "Biedrība", lt: "Asociacija" }), { text: "Asociacija", language: "lt" });
  assert.deepEqual(lt.pick({ lv: "Biedrība" }), { text: "Biedrība", language: "lv" });
  assert.deepEqual(lt.pick({ fr: "Association" }), { text: "Association", language: "fr" });
  assert.deepEqual(lt.pick(undefined), { text: "", language: "" });
});

test("periods read as what they are", () => {
  const cases: [number, number, string][] = [
    [20180101, 20181231, "2018"],
    [20170101, 20211231, "2017–2021"],
    [20180901, 20180930, "2018-09"],
    [20180201, 20200331, "2018-02 – 2020-03"],
    [20180905, 20180905, "2018-09-05"],
    [20180905, 20181001, "2018-09-05 – 2018-10-01"],
    [20200201, 20200229, "2020-02"],
    [20210501, NEVER_ENDS, "from 2021-05"],
    [20210101, NEVER_ENDS, "from 2021"],
    [NEVER_BEGAN, 20211231, "until 2021"],
    [NEVER_BEGAN, 20211230, "until 2021-12-30"],
    [NEVER_BEGAN, NEVER_ENDS, "no date"],
  ];
  for (const [earliest, latest, text] of cases) assert.equal(en.period(earliest, latest), text);
});

test("dates of the records become days", () => {
  assert.equal(dayFrom("2018-09-30", 0), 20180930);
  assert.equal(dayFrom(undefined, 7), 7);
  assert.equal(dayFrom("soon", 7), 7);
});

test("a row is told by its file and number", () => {
  assert.equal(en.row("https://example.org/id/source/reports/people.csv#row=12"), "people.csv, row 12");
  assert.equal(en.row("source/reports/a%20b.xlsx#sheet=One%20two&row=1200"), "a b.xlsx, sheet One two, row 1200");
  assert.equal(en.row("source/x/%E0%A4%A.csv#row=1"), "%E0%A4%A.csv, row 1");
  assert.equal(en.row("somewhere else"), "somewhere else");
});

test("file names keep to letters, digits and hyphens", () => {
  assert.equal(fileName("Žemės tinklas: 2020/21 <x>"), "zemes-tinklas-2020-21-x");
  assert.equal(fileName("../../etc"), "etc");
  assert.equal(fileName("…"), "network");
});

function dated(supports: [tie: number, earliest: number, latest: number][], ties: number): Network {
  const firstSupport = Int32Array.from({ length: ties + 1 }, (_, tie) => supports.filter(([of]) => of < tie).length);
  return {
    ties: { length: ties, firstSupport },
    supports: {
      length: supports.length,
      earliest: Int32Array.from(supports, ([, earliest]) => earliest),
      latest: Int32Array.from(supports, ([, , latest]) => latest),
    },
  } as unknown as Network;
}

test("a tie counts once in each of its years", () => {
  const network = dated([
    [0, 20180101, 20191231], [0, 20190101, 20200101], [0, 20220301, 20220401],
    [1, 20210101, NEVER_ENDS], [2, NEVER_BEGAN, NEVER_ENDS], [3, NEVER_BEGAN, 20181231],
  ], 4);
  assert.deepEqual(firstAndLastYear(network), [2018, 2022]);
  assert.deepEqual(tiesByYear(network, 2018, 2022, null), [2, 1, 1, 1, 2]);
});

test("what has no dates has no years", () => {
  assert.equal(firstAndLastYear(dated([[0, NEVER_BEGAN, NEVER_ENDS]], 1)), null);
});

test("what one support leaves open is open for all of them; those without a date say nothing", () => {
  const { supports } = dated([
    [0, 20100101, NEVER_ENDS], [0, 20120101, 20131231], [0, NEVER_BEGAN, NEVER_ENDS], [0, NEVER_BEGAN, 20150630],
  ], 1);
  assert.deepEqual(boundsOf(supports, [0, 1]), [20100101, NEVER_ENDS]);
  assert.deepEqual(boundsOf(supports, [1, 2]), [20120101, 20131231]);
  assert.deepEqual(boundsOf(supports, [1, 3]), [NEVER_BEGAN, 20150630]);
  assert.deepEqual(boundsOf(supports, [2]), [NEVER_BEGAN, NEVER_ENDS]);
  assert.deepEqual(boundsOf(supports, []), [NEVER_BEGAN, NEVER_ENDS]);
});

test("a least weight keeps every tie that reads as so heavy", () => {
  const weights = [1 / 6, 0.172, 1 / 3, 0.5, 2 / 3, 0.6698, 1 / 7, 1, 2.3349, 2 + 1 / 3];
  const network = makeNetwork(["hub", ...weights.map(String)], weights.map((weight, place) => ({ a: 0, b: place + 1, weight })));
  const steps = weightSteps(network);
  assert.deepEqual(steps.map((step) => en.number(step)), ["0.14", "0.17", "0.33", "0.5", "0.67", "1", "2.33"]);
  for (const minWeight of steps) {
    const { tie } = computeShown(network, { filters: { ...OPEN_FILTERS, minWeight }, hidden: [], focus: null });
    const read = (weight: number): number => Number(en.number(weight));
    weights.forEach((weight, place) => assert.equal(tie[place], read(weight) >= read(minWeight) ? 1 : 0, `${weight} at ${minWeight}`));
  }
});
