import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraFor, project } from "../../src/explorer/picture/camera.ts";
import { prepareInk } from "../../src/explorer/picture/ink.ts";
import { anchorOf, placeLabels, type Label, type View } from "../../src/explorer/picture/labels.ts";
import { levelAt } from "../../src/explorer/picture/level.ts";
import { Room } from "../../src/explorer/picture/room.ts";
import { isCut, shorten, wordingsOf, wrap } from "../../src/explorer/picture/wording.ts";
import type { Scene } from "../../src/explorer/scene.ts";
import { plant } from "./planted.ts";

const SIZE = { width: 1400, height: 900, ratio: 1 };

function viewOf(scene: Scene, factor = 1): View {
  const bounds = {
    left: Math.min(...scene.x), right: Math.max(...scene.x), top: Math.min(...scene.y), bottom: Math.max(...scene.y),
  };
  const whole = cameraFor(bounds, SIZE);
  const camera = { ...whole, k: whole.k * factor };
  const measure = (text: string, size: number): number => text.length * size * 0.55;
  return { scene, x: scene.x, y: scene.y, camera, size: SIZE, level: levelAt(camera.k, prepareInk(scene).density), measure };
}

function boxOf(label: Label, view: View): { left: number; right: number; top: number; bottom: number } {
  const [x, y] = anchorOf(label, view);
  const [left, top] = [x + label.dx - label.width / 2, y + label.dy];
  return { left, top, right: left + label.width, bottom: top + label.height };
}

test("names are broken at words, cut with a sign, and lose what draws nothing", () => {
  assert.deepEqual(wrap("Lietuvos matematikos mokytojų asociacija"), ["Lietuvos matematikos", "mokytojų asociacija"]);
  assert.deepEqual(wrap("a\u202eb\u0007 c"), ["ab c"]);
  assert.equal(wrap("one two three four five six seven eight nine ten eleven twelve").at(-1)!.at(-1), "…");
  assert.equal(shorten("žąžąžą", 4), "žąž…");
  assert.equal(shorten("😀😀😀", 3), "😀😀😀");
});

test("what is taken is not free, a cell beside it is", () => {
  const room = new Room({ width: 200, height: 100 });
  room.take(20, 20, 30, 10);
  assert.equal(room.isFree(45, 25, 10, 10), false);
  assert.equal(room.isFree(70, 20, 30, 10), true);
  assert.equal(room.isFree(-500, -500, 10, 10), true);
});

for (const [size, factor] of [[30, 1], [500, 1], [5000, 1], [5000, 6]] as const) {
  test(`of ${size} organisations at ${factor} times the whole no name lies over another`, () => {
    const view = viewOf(plant(size).scene, factor);
    const boxes = placeLabels(view).map((label) => boxOf(label, view));
    assert.ok(boxes.length > 8, `${boxes.length} names`);
    boxes.forEach((one, n) => boxes.slice(n + 1).forEach((other) => {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      assert.ok(across <= 0 || down <= 0, "two names overlap");
    }));
  });
}

test("the more important are named first, and nearer more of those in sight are named", () => {
  const { scene } = plant(2000);
  const share = (factor: number): number => {
    const view = viewOf(scene, factor);
    const seen = [...scene.x.keys()].filter((place) => {
      const [x, y] = project(view.camera, SIZE, scene.x[place]!, scene.y[place]!);
      return x > 0 && y > 0 && x < SIZE.width && y < SIZE.height;
    });
    return placeLabels(view).filter(({ of }) => of >= 0).length / seen.length;
  };
  const [far, near] = [share(1), share(8)];
  assert.ok(near > 2 * far, `${far} from far, ${near} from near`);
  const named = placeLabels(viewOf(scene)).filter(({ of }) => of >= 0).map(({ of }) => scene.importance[of]!);
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, each) => sum + each, 0) / values.length;
  assert.ok(mean(named) > 2 * mean(scene.importance));
});

test("the chosen is named wherever it stands, and nothing that is not lit", () => {
  const { scene } = plant(3000);
  const least = scene.importance.indexOf(Math.min(...scene.importance));
  const plain = placeLabels(viewOf(scene)).some(({ of }) => of === least);
  assert.equal(plain, false);
  const chosen = placeLabels(viewOf({ ...scene, chosen: { organisation: least }, lit: { organisations: new Set([least, 0, 1]), ties: new Set<number>() } }));
  assert.ok(chosen.some(({ of }) => of === least));
  assert.ok(chosen.every(({ of }) => [least, 0, 1].includes(of)));
});

test("groups are named from far, single organisations from near", () => {
  const { scene } = plant(5000);
  const groups = (factor: number): number => placeLabels(viewOf(scene, factor)).filter(({ of }) => of < 0).length;
  assert.ok(groups(1) > 20);
  assert.ok(groups(20) <= 1);
});

test("those that had names keep them, so that names do not flicker", () => {
  const { scene } = plant(2000);
  const view = viewOf(scene);
  const before = new Set(placeLabels(view).map(({ of }) => of));
  const after = placeLabels({ ...view, camera: { ...view.camera, x: view.camera.x + 2 / view.camera.k }, before });
  const kept = after.filter(({ of }) => before.has(of)).length;
  assert.ok(kept > 0.9 * before.size, `${kept} of ${before.size}`);
});

/** Ten with long names, as close to each other as in a picture of so few in a window. */
function ten(spread: number): View {
  const { scene } = plant(10);
  const labels = [
    "Made-up Kurzemes fonds", "Made-up Latvijas izglītības biedrība", "Made-up Vidzemes skolu apvienība", "Made-up Lietuvos mokytojų asociacija",
    "Made-up Rīgas muzejs", "Made-up Kauno kultūros centras", "Made-up Zemgales tīkls", "Made-up Ministry of Adult Education",
    "Made-up Daugavpils universitāte", "Made-up Žemaitijos bendruomenių sąjunga",
  ];
  const middle = (values: Float32Array): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [left, top] = [middle(scene.x), middle(scene.y)];
  const x = scene.x.map((each) => (each - left) * spread);
  const y = scene.y.map((each) => (each - top) * spread);
  return { ...viewOf({ ...scene, labels, x, y, groups: [] }), camera: { x: 0, y: 0, k: 1 } };
}

for (const spread of [1, 1.6, 4]) {
  test(`of ten organisations ${spread} times as far apart as dots all have their names`, () => {
    const view = ten(spread);
    const labels = placeLabels(view);
    assert.equal(new Set(labels.map(({ of }) => of)).size, 10);
    for (const { of, lines } of labels) {
      if (spread > 1) assert.equal(lines.join(" "), view.scene.labels[of]);
      else assert.match(lines.join(" "), /^Made-up \p{L}{3}/u); // never the first word alone
    }
    const boxes = labels.map((label) => boxOf(label, view));
    boxes.forEach((one, n) => boxes.slice(n + 1).forEach((other) => {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      assert.ok(across <= 0 || down <= 0, "two names overlap");
    }));
    // Each stands at its dot.
    labels.forEach((label, n) => {
      const [px, py] = anchorOf(label, view);
      const box = boxes[n]!;
      const [across, down] = [Math.max(box.left - px, px - box.right, 0), Math.max(box.top - py, py - box.bottom, 0)];
      assert.ok(Math.hypot(across, down) < view.scene.radius[label.of]! + 20);
    });
  });
}

/** One in the middle of the others, in a window as narrow as that of a phone. */
function around(count: number, radius: number): View {
  const { scene } = plant(count);
  const size = { width: 390, height: 640, ratio: 2 };
  const angle = (place: number): number => (place * 2 * Math.PI) / (count - 1);
  const on = (place: number): number => (place ? radius * (place % 2 ? 1 : 0.7) : 0);
  const x = scene.x.map((_, place) => on(place) * Math.cos(angle(place)));
  const y = scene.y.map((_, place) => on(place) * Math.sin(angle(place)));
  const labels = scene.labels.map((_, place) => (place ? `Made-up biedrība ${place}` : "Made-up hub"));
  const importance = scene.importance.map((_, place) => count - place);
  return { ...viewOf({ ...scene, x, y, labels, importance, groups: [] }), size, camera: { x: 0, y: 0, k: 1 } };
}

for (const [count, radius] of [[17, 110], [21, 120], [25, 130], [31, 150]] as const) {
  test(`of ${count} in a narrow window the most important is named, and none as if it were another`, () => {
    const view = around(count, radius);
    const labels = placeLabels(view);
    assert.ok(labels.some(({ of }) => of === 0));
    const dots = [...view.scene.x.keys()].map((place) => project(view.camera, view.size, view.scene.x[place]!, view.scene.y[place]!));
    for (const label of labels) {
      if (label.dx === 0 || label.dy === -label.height / 2) continue; // below, above, right, left
      const box = boxOf(label, view);
      const away = dots.map(([x, y]) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)));
      assert.ok(away.every((each) => each > away[label.of]! - 6), `${label.lines.join(" ")} stands at another dot`);
    }
  });
}

test("a name is written whole before it is cut, and cut at words before it is cut in one", () => {
  const ways = wordingsOf("Made-up Lietuvos mokytojų asociacija").map(({ lines }) => lines.join("|"));
  assert.deepEqual(ways.filter((each, n) => ways.indexOf(each) === n), [
    "Made-up Lietuvos|mokytojų asociacija", "Made-up|Lietuvos|mokytojų|asociacija",
    "Made-up Lietuvos|mokytojų…", "Made-up|Lietuvos…", "Made-up Lietuvos…", "Made-up…",
  ]);
  assert.deepEqual(wordingsOf("AA").map(({ lines, away }) => [lines, away]).slice(0, 2), [[["AA"], 0], [["AA"], 12]]);
  assert.ok(isCut(["Made-up", "Lietuvos…"]) && !isCut(["Made-up"]));
});
