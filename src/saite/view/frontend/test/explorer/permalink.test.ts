import assert from "node:assert/strict";
import { test } from "node:test";
import { keptText, parseKept } from "../../src/explorer/keep.ts";
import { fromFragment, toFragment } from "../../src/explorer/permalink.ts";
import { OPEN_FILTERS } from "../../src/explorer/shown.ts";
import type { State } from "../../src/explorer/state.ts";
import { startState } from "../../src/explorer/store.ts";
import { HOSTILE, makeRandom } from "./made.ts";

const START = startState({ language: "en" });

/** Draw a state; what stands in it can be any text that is no half of a character. */
function drawState(random: () => number): State {
  const below = (most: number): number => Math.floor(random() * most);
  const pick = <T>(...values: readonly T[]): T => values[below(values.length)]!;
  const texts = HOSTILE.filter((text) => !/\p{Surrogate}/u.test(text)).map((text) => `organisation/${text}`);
  const iri = (): string => pick(...texts, "organisation/o01", "https://elsewhere.example/x", "place/l1", "/", "organisation//x");
  const iris = (): string[] => [...new Set(Array.from({ length: pick(0, 0, 1, 4) }, iri))];
  const year = (): number | null => pick(null, 1, 1990 + below(40), 9999);
  return {
    language: pick("en", "lt", "lv"),
    view: pick("picture", "map", "ties", "organisations", "gaps", "about"),
    choice: pick<State["choice"]>(null, { type: "organisation", iri: iri() }, { type: "tie", a: iri(), b: iri() }),
    focus: pick<State["focus"]>(
      null, { type: "neighbourhood", iri: iri(), steps: pick(1, 2, 3) }, { type: "path", a: iri(), b: iri() },
      { type: "common", a: iri(), b: iri() }, { type: "group", group: below(300) },
      { type: "thing", iri: iri() }),
    filters: {
      hiddenTieKinds: iris(), hiddenOrganisationKinds: pick([], [""], iris()), hiddenPlaces: pick(["", ...iris()], iris()),
      hiddenStatuses: iris(), minWeight: pick(0, 0.5, 1 / 3, 1e-7, 12), from: year(), to: year(), backbone: random() < 0.5,
      certainty: pick("possibly", "certainly"), undated: random() < 0.5, untied: random() < 0.5,
    },
    hidden: iris(),
    pinned: Object.fromEntries(iris().map((each) => [each, [Math.round(random() * 2e4 - 1e4) / 10, below(900) / 10]])),
    colourBy: pick("group", "kind", "place"),
    sizeBy: pick("degree", "strength", "betweenness", "pagerank"),
    theme: pick("system", "light", "dark"),
    camera: pick(null, { x: 12.5, y: -3, k: 0.25 }),
  };
}

test("a state comes back from its fragment, whatever the page opens with", () => {
  const random = makeRandom(1);
  for (let run = 0; run < 500; run += 1) {
    const [state, start] = [drawState(random), run % 2 ? drawState(random) : START];
    const fragment = toFragment(state, start);
    assert.deepEqual(fromFragment(fragment, start), state, fragment);
    assert.deepEqual(fromFragment(`#${fragment}`, start), state);
    // What an address would change is escaped.
    assert.equal(new URL(`file:///map.html#${fragment}`).hash.slice(1), fragment.replace(/[^\x21-\x7e]/gu, encodeURIComponent));
  }
});

test("what is not said is as at the start, and nothing is said of it", () => {
  assert.equal(toFragment(START, START), "");
  const chosen: State = { ...START, choice: { type: "organisation", iri: "organisation/o01" } };
  assert.equal(toFragment(chosen, START), "c=o01");
  assert.equal(toFragment(START, chosen), "c=");
  assert.deepEqual(fromFragment("", chosen), chosen);
});

test("fragments from anywhere never throw and never bring in what no page can show", () => {
  const random = makeRandom(2);
  const names = ["v", "c", "f", "kt", "w", "y", "yc", "h", "p", "b", "s", "l", "t", "z", "__proto__", ""];
  const values = [...HOSTILE, "NaN", "Infinity", "-1", "1e999", "0x10", "g-1", "g99999999", "n9", "o1,NaN,2", "1,2,0", "2020-1990", "20201-"];
  for (let run = 0; run < 2_000; run += 1) {
    const pairs = Array.from({ length: 1 + run % 6 }, () => `${names[Math.floor(random() * names.length)]}=${values[Math.floor(random() * values.length)]}`);
    const state = fromFragment(pairs.join("&"), START);
    assert.ok(["en", "lt", "lv"].includes(state.language));
    assert.ok(["picture", "map", "ties", "organisations", "gaps", "about"].includes(state.view));
    assert.ok(["group", "kind", "place"].includes(state.colourBy));
    assert.ok(["degree", "strength", "betweenness", "pagerank"].includes(state.sizeBy));
    assert.ok(Number.isFinite(state.filters.minWeight) && state.filters.minWeight >= 0);
    for (const year of [state.filters.from, state.filters.to]) assert.ok(year === null || (Number.isInteger(year) && year >= 1 && year <= 9999));
    for (const spot of Object.values(state.pinned)) assert.ok(spot.every(Number.isFinite));
    if (state.camera) assert.ok(state.camera.k > 0 && Object.values(state.camera).every(Number.isFinite));
    assert.equal(Object.getPrototypeOf(state.pinned), Object.prototype);
  }
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("a fragment that is too long is passed over", () => {
  assert.deepEqual(fromFragment(`h=${"o".repeat(300_000)}`, START), START);
  assert.deepEqual(fromFragment(`h=${"o".repeat(3_000)}&v=ties`, START), { ...START, hidden: [], view: "ties" });
});

test("a page keeps its state as a text that cannot end its element", () => {
  const random = makeRandom(3);
  for (let run = 0; run < 200; run += 1) {
    const state = drawState(random);
    const text = keptText(state);
    assert.doesNotMatch(text, /[<>&]/);
    assert.deepEqual(parseKept(text), { ...state, choice: null });
  }
  for (const text of ["", "{}", "[]", "null", '{"state":1}', "</script>"]) assert.equal(parseKept(text), null);
});

test("filters that hide nothing are told where the page opens with others", () => {
  const start: State = { ...START, filters: { ...OPEN_FILTERS, from: 2000, untied: false } };
  const state: State = { ...START, filters: OPEN_FILTERS };
  assert.deepEqual(fromFragment(toFragment(state, start), start), state);
});
