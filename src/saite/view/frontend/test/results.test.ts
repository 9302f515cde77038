import assert from "node:assert/strict";
import { test } from "node:test";
import { dateColumns, dayOf, irisOf, listedIris, numberColumns, readAnswer, spotOf, thingColumns } from "../src/results.ts";
import { bestLabel } from "../src/chart.ts";
import { busiest, networkOf } from "../src/network.ts";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const KIND = "https://w3id.org/saite/concepts/tie-kind/";
const uri = (value: string) => ({ type: "uri", value });
const typed = (value: string, datatype: string) => ({ type: "literal", value, datatype: XSD + datatype });
const answer = readAnswer({
  head: { vars: ["a", "b", "n", "day", "kinds"] },
  results: {
    bindings: [
      { a: uri("urn:1"), b: uri("urn:2"), n: typed("1.5", "decimal"), day: typed("2019-03-23", "date"), kinds: { type: "literal", value: `${KIND}event ${KIND}project` } },
      { a: uri("urn:1"), b: uri("urn:3"), n: typed("2", "integer"), kinds: { type: "literal", value: "text" } },
      { a: uri("urn:1"), b: uri("urn:1") },
    ],
  },
});

test("columns are known by what is in them", () => {
  assert.deepEqual(numberColumns(answer), [2]);
  assert.deepEqual(dateColumns(answer), [3]);
  assert.deepEqual(thingColumns(answer), [0, 1]);
  assert.equal(bestLabel(answer, [2]), 1);
  assert.equal(readAnswer({ head: {}, boolean: false }).truth, false);
});

test("a year, a month and a day are days; a number is none", () => {
  const day = (value: string, datatype: string) => dayOf({ kind: "literal", value, language: "", datatype: datatype && XSD + datatype });
  assert.equal(day("2019", "gYear"), Date.UTC(2019, 0, 1));
  assert.equal(day("2019-03", ""), Date.UTC(2019, 2, 1));
  assert.equal(day("2019", ""), null);
  assert.equal(day("2019 people", ""), null);
});

test("lists of controlled values are taken apart, other texts are not", () => {
  assert.deepEqual(irisOf(answer.rows), ["urn:1", "urn:2", `${KIND}event`, `${KIND}project`, "urn:3"]);
  assert.deepEqual(listedIris({ kind: "literal", value: `${KIND}event <b>`, language: "", datatype: "" }), []);
});

test("a network has each thing and each link once, and no link to itself", () => {
  assert.deepEqual(busiest(answer, [0, 1]), [0, 1]);
  const network = networkOf(answer, 0, 1, 2);
  assert.deepEqual(network.nodes, ["urn:1", "urn:2", "urn:3"]);
  assert.deepEqual(network.edges, [{ from: 0, to: 1, weight: 1.5 }, { from: 0, to: 2, weight: 2 }]);
  assert.equal(networkOf(answer, 0, 1, 2, 2).nodes.length, 2);
});

test("a message leads to the word that it quotes, in the line that it names", () => {
  const text = "SELECT * WHERE {\n  ?sx ?p x\n}";
  assert.deepEqual(spotOf("query, line 2: 'x' is no word of SPARQL", text), { from: 26, to: 27, line: 2, column: 10 });
  assert.deepEqual(spotOf("error at 3:1: expected", text)?.line, 3);
  assert.deepEqual(spotOf("line 99", text)?.line, 3);
  assert.equal(spotOf("it took too long", text), null);
});

test("a place that is told by its character is marked there, whatever is quoted", () => {
  const message = "query, line 2: '.' does not parse as SPARQL at character 9 of the line; expected an object: a variable";
  assert.deepEqual(spotOf(message, "ASK {\n ?s.x a . }"), { from: 14, to: 15, line: 2, column: 9 });
});
