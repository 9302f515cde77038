import assert from "node:assert/strict";
import { test } from "node:test";
import { BACKGROUNDS, colourOrganisations, contrast, countPaints, OTHER, PAINTS } from "../../src/explorer/colours.ts";
import { groupName, shorten } from "../../src/explorer/groups.ts";
import { labelsIn, makeScene } from "../../src/explorer/scenes.ts";
import { computeShown } from "../../src/explorer/shown.ts";
import type { State } from "../../src/explorer/state.ts";
import { startState } from "../../src/explorer/store.ts";
import { makeNetwork } from "./made.ts";

const LOOK = { isDark: false, isStill: true };

test("every paint stands out from the background by day and by night", () => {
  for (const paint of [...PAINTS, OTHER]) {
    assert.ok(contrast(paint.light, BACKGROUNDS.light) >= 3, paint.light);
    assert.ok(contrast(paint.dark, BACKGROUNDS.dark) >= 3, paint.dark);
  }
  assert.equal(contrast("#ffffff", "#000000"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
});

type Triple = readonly [number, number, number];

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function times(rows: readonly Triple[], [a, b, c]: Triple): Triple {
  return rows.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Triple;
}

const CONES: readonly Triple[] = [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]];
const BACK: readonly Triple[] = [
  [0.0809444479, -0.130504409, 0.116721066], [-0.0102485335, 0.0540193266, -0.113614708], [-0.000365296938, -0.00412161469, 0.693511405],
];
// What is seen without the cones for long, or for middle wavelengths (Viénot, Brettel and Mollon 1999).
const EYES: Readonly<Record<string, readonly Triple[]>> = {
  all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]],
  deutan: [[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]],
};

/** A colour in CIELAB, as eyes of a kind see it. */
function seen(colour: string, eyes: string): Triple {
  const rgb = times(BACK, times(EYES[eyes]!, times(CONES, linear(colour)))).map((part) => Math.min(1, Math.max(0, part))) as unknown as Triple;
  const [x, y, z] = times([[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.873]], rgb)
    .map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116)) as unknown as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test("any two paints differ, for colour-blind eyes too", () => {
  for (const eyes of Object.keys(EYES)) {
    for (const theme of ["light", "dark"] as const) {
      const looks = PAINTS.map((paint) => seen(paint[theme], eyes));
      looks.forEach((one, place) => looks.slice(0, place).forEach((other, at) => {
        const apart = Math.hypot(...one.map((value, axis) => value - other[axis]!));
        assert.ok(apart > 12, `${eyes} ${theme}: ${PAINTS[at]![theme]} ${PAINTS[place]![theme]} ${apart.toFixed(1)}`);
      }));
    }
  }
});

test("groups beyond the colours take those of groups far away", () => {
  const names = Array.from({ length: 60 }, (_, place) => `n${place}`);
  const made = makeNetwork(names, []);
  const network = {
    ...made,
    organisations: {
      ...made.organisations, group: Int32Array.from(names, (_, place) => place % 20),
      x: Float32Array.from(names, (_, place) => (place % 20) * 100), y: new Float32Array(60),
    },
    groups: Array.from({ length: 20 }, (_, group) => ({ size: 3, leads: [group] })),
  };
  const { paints, paint, stands } = colourOrganisations(network, "group");
  assert.equal(stands.length, 21);
  assert.equal(new Set(paints.slice(0, 10)).size, 10);
  for (let group = 1; group < 20; group += 1) assert.notEqual(paints[paint[group]!], paints[paint[group - 1]!]);
  assert.ok(paints.slice(0, 20).every((each) => each !== OTHER));
});

test("the most frequent kinds get colours, what is not recorded shares the last", () => {
  const network = makeNetwork(["a", "b", "c", "d", "e", "f", "g"], []);
  const { paint, paints, stands } = colourOrganisations(network, "kind");
  assert.deepEqual([...paint], [2, 0, 1, 2, 0, 1, 2]);
  assert.deepEqual(stands, [0, 1, -1]);
  assert.equal(paints.at(-1), OTHER);
  const shown = computeShown(network, { ...startState(network), hidden: ["organisation/o0"] });
  assert.deepEqual([...countPaints(colourOrganisations(network, "kind"), shown)], [2, 2, 2]);
});

test("groups are called after their leads, cut at a word", () => {
  const network = makeNetwork(["Alfa association of everything that there is", "Beta", "c"], []);
  assert.equal(groupName(network, 0), "Alfa association of… +1");
  assert.equal(groupName(network, 1), "Beta");
  assert.equal(groupName(network, 7), "");
  assert.equal(shorten("🙂🙂🙂🙂", 3), "🙂🙂…");
});

const TIES = [{ a: 0, b: 1, weight: 4 }, { a: 1, b: 2 }, { a: 2, b: 3 }];

function scene(part: Partial<State>): ReturnType<typeof makeScene> {
  const network = makeNetwork(["a", "b", "c", "d"], TIES, { latitude: { at: [1], of: [54.9] }, longitude: { at: [1], of: [23.9] } });
  const state = { ...startState(network), ...part };
  return makeScene(network, computeShown(network, state), state, LOOK);
}

test("what is chosen lights up with its partners; the rest fades", () => {
  const lit = scene({ choice: { type: "organisation", iri: "organisation/o1" } });
  assert.deepEqual(lit.chosen, { organisation: 1 });
  assert.deepEqual([...lit.lit!.organisations].sort(), [0, 1, 2]);
  assert.deepEqual([...lit.lit!.ties].sort(), [0, 1]);
  const tie = scene({ choice: { type: "tie", a: "organisation/o3", b: "organisation/o2" } });
  assert.deepEqual(tie.chosen, { tie: 2 });
  assert.deepEqual([...tie.lit!.organisations].sort(), [2, 3]);
  assert.equal(scene({ choice: { type: "organisation", iri: "organisation/x" } }).lit, null);
  assert.equal(scene({ choice: { type: "tie", a: "organisation/o0", b: "organisation/o3" } }).chosen, null);
  assert.equal(scene({ hidden: ["organisation/o1"], choice: { type: "organisation", iri: "organisation/o1" } }).lit, null);
});

test("organisations stand where they were put, and on a map where they are", () => {
  const moved = scene({ pinned: { "organisation/o2": [7, 8], "organisation/gone": [1, 1] } });
  assert.deepEqual([moved.x[2], moved.y[2], moved.x[3]], [7, 8, 30]);
  assert.deepEqual([...moved.pinned], [2]);
  const map = scene({ view: "map" });
  assert.ok(map.isMap);
  assert.ok(Number.isNaN(map.x[0]!) && Number.isFinite(map.x[1]!) && Number.isFinite(map.y[1]!));
  assert.deepEqual(map.groups, []);
});

test("size and importance follow the measure that is chosen", () => {
  const byStrength = scene({ sizeBy: "strength" });
  assert.ok(byStrength.radius[1]! > byStrength.radius[0]! && byStrength.radius[0]! > byStrength.radius[3]!);
  assert.equal(byStrength.importance.indexOf(Math.max(...byStrength.importance)), 1);
  const filtered = scene({ sizeBy: "strength", hidden: ["organisation/o0"] });
  assert.ok(filtered.radius[2]! > filtered.radius[1]!);
});

test("a click on the ground opens groups of which a part is here, while nothing is chosen", () => {
  const made = makeNetwork(["a", "b", "c", "d"], TIES);
  const disc = { x: 0, y: 0, radius: 50 };
  const network = { ...made, groups: [{ size: 9, leads: [0], disc }, { size: 2, leads: [1], disc }, { size: 5, leads: [] }] };
  const opens = (part: Partial<State>): number[] => {
    const state = { ...startState(network), ...part };
    return [...makeScene(network, computeShown(network, state), state, LOOK).opens];
  };
  assert.deepEqual(opens({}), [0]);
  assert.deepEqual(opens({ choice: { type: "organisation", iri: "organisation/o1" } }), []);
  assert.deepEqual(opens({ focus: { type: "group", group: 0 } }), []);
  assert.deepEqual(opens({ view: "map" }), []);
  assert.deepEqual([...scene({}).opens], []);
  const joined = { ...network, between: [[0, 1, 3], [0, 2, 9]] as const };
  const between = (part: Partial<State>): unknown => {
    const state = { ...startState(joined), ...part };
    return makeScene(joined, computeShown(joined, state), state, LOOK).between;
  };
  assert.deepEqual(between({}), [[0, 1, 3]]); // the third has no circle
  assert.deepEqual(between({ hidden: ["organisation/o1"] }), []);
  assert.deepEqual(between({ focus: { type: "group", group: 0 } }), []);
});

test("labels are abbreviations, else names in the language of the page", () => {
  const network = makeNetwork(["Alfa", "Beta"], [], {
    short: { at: [0], of: ["A"] }, labels: { own: ["lt", "lt"], other: { en: ["Alpha", "Bèta"] } },
  });
  assert.deepEqual(labelsIn(network, "en"), ["A", "Bèta"]);
  assert.deepEqual(labelsIn(network, "lv"), ["A", "Beta"]);
});
