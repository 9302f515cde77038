import assert from "node:assert/strict";
import { test } from "node:test";
import { firstOf, readColumn, readLists, readNumbers, readTexts } from "../../src/explorer/columns.ts";
import { DataError, decode85, decodeOverview, type Overview } from "../../src/explorer/decode.ts";
import { guard, toCsv } from "../../src/explorer/export/csv.ts";
import { toGexf } from "../../src/explorer/export/gexf.ts";
import { toGraphml } from "../../src/explorer/export/graphml.ts";
import { toJson } from "../../src/explorer/export/json.ts";
import { dateOf } from "../../src/explorer/export/rows.ts";
import { escapeXml, legal } from "../../src/explorer/export/xml.ts";
import { computeShown } from "../../src/explorer/shown.ts";
import { startState } from "../../src/explorer/store.ts";
import { iri, literal } from "../../src/explorer/turtle.ts";
import { HOSTILE, makeNetwork } from "./made.ts";

test("columns are read back in each of their forms", () => {
  assert.deepEqual(readColumn({ pool: ["a", "b"], at: [1, 0, 1] }, 3), ["b", "a", "b"]);
  assert.deepEqual(readColumn({ rise: [3, 1, -2] }, 3), [3, 4, 2]);
  assert.deepEqual(readColumn({ heads: ["e/", "p"], head: [0, 0, 1, 0], width: [3, 3, 0, 0], rise: [7, 1, 12, 2] }, 4),
    ["e/007", "e/008", "p12", "e/10"]);
  assert.deepEqual([...readColumn({ at: [1, 2], of: ["a", "b"] }, 4)], [undefined, "a", undefined, "b"]);
  assert.deepEqual(readTexts(undefined, 2), ["", ""]);
  assert.deepEqual([...readNumbers({ at: [1], of: [5] }, new Int32Array(3), -1)], [-1, 5, -1]);
  assert.deepEqual(readLists({ counts: [2, 0, 1], of: { rise: [1, 1, 1] } }, 3), [[1, 2], [], [3]]);
  assert.deepEqual(readLists(undefined, 2), [[], []]);
  assert.deepEqual([...firstOf([2, 0, 1], 3)], [0, 2, 2, 3]);
});

test("data of another form is refused", () => {
  assert.throws(() => decodeOverview({ format: 2 } as Overview), DataError);
});

test("no cell of a table runs in a spreadsheet", () => {
  for (const text of ["=1+1", "+1", "-1", "@a", " =1", "\u00a0=1", "'=1", "a;=1", "a\n=1", "\t1", "＝1"]) {
    assert.notEqual(guard(text), text, JSON.stringify(text));
  }
  for (const text of ["Kaunas - 2019", "a=b", "1+1", ""]) assert.equal(guard(text), text);
});

test("hostile names stay texts in every file", async () => {
  const network = makeNetwork(HOSTILE, HOSTILE.slice(1).map((_, place) => ({ a: place, b: place + 1 })));
  const shown = computeShown(network, startState(network));
  const csv = await toCsv(network, shown, null);
  assert.ok(csv.includes('"–&<>""\'`"'));
  assert.ok(csv.includes(",'=1+1,"));
  for (const text of [await toGexf(network, shown, null), await toGraphml(network, shown, null)]) {
    assert.doesNotMatch(text, /\p{Surrogate}/u);
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    assert.ok(!text.includes("</script>"));
    assert.ok(text.includes("&lt;/script&gt;"));
    // Every mark that opens a tag belongs to an element of ours.
    const tags = new Set([...text.matchAll(/<\/?([^\s>/]*)/g)].map((match) => match[1]));
    const known = /^(\?xml|graphml|key|graph|node|edge|data|gexf|meta|creator|attributes?|nodes|edges|attvalues?|viz:\w+)$/;
    for (const tag of tags) assert.match(tag!, known);
  }
});

test("XML holds what it can hold", () => {
  assert.equal(legal("a\u0000b\ud800c\r\nd\re\ufffe"), "a\ufffdb\ufffdc\nd\ne\ufffd");
  assert.equal(escapeXml('<a b="c">&\n\t'), "&lt;a b=&quot;c&quot;&gt;&amp;&#10;&#9;");
  assert.equal(escapeXml("🙂"), "🙂");
});

test("terms of Turtle hold any text", () => {
  assert.equal(iri("https://x/a b<>\"{}|^`\\\n"), "<https://x/a%20b%3C%3E%22%7B%7D%7C%5E%60%5C%0A>");
  assert.equal(literal('a"\\\n\r\t\u0000b', "lt"), '"a\\"\\\\\\n\\r\\t\\u0000b"@lt');
  assert.equal(literal("x", '"@en . <a> <b> <c> . "'), '"x"');
  assert.equal(literal("\ud800"), '"\ufffd"');
});

test("days are written as dates", () => {
  assert.deepEqual([0, 99_999_999, 20_170_929, 9_991_231].map(dateOf), ["", "", "2017-09-29", "0999-12-31"]);
});

test("bytes come back from base 85, however many there are", () => {
  const bytes = (text: string): number[] => [...decode85(text)];
  // As Python writes b"", b"\\0", b"\\xff" * 4, b"saite" and b"\\xff\\xfe\\xfd" in it.
  assert.deepEqual(bytes(""), []);
  assert.deepEqual(bytes("00"), [0]);
  assert.deepEqual(bytes("|NsC0"), [255, 255, 255, 255]);
  assert.deepEqual(bytes("b75(8Wd"), [..."saite"].map((letter) => letter.charCodeAt(0)));
  assert.deepEqual(bytes("|Ni{"), [255, 254, 253]);
});

test("what was put elsewhere by hand is written where it stands", async () => {
  const network = makeNetwork(["A", "B"], [{ a: 0, b: 1 }]);
  const shown = computeShown(network, startState(network));
  const pinned = { "organisation/o1": [7.5, -3] } as const;
  const { nodes } = JSON.parse(await toJson(network, shown, null, pinned)) as { nodes: { x: number; y: number }[] };
  assert.deepEqual(nodes.map(({ x, y }) => [x, y]), [[0, 0], [7.5, -3]]);
  assert.match(await toGexf(network, shown, null, pinned), /<viz:position x="7.5" y="3.0"/);
  assert.match(await toGraphml(network, shown, null, pinned), />7.5</);
});
