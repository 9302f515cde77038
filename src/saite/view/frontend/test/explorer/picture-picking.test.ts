import assert from "node:assert/strict";
import { test } from "node:test";
import { prepareInk } from "../../src/explorer/picture/ink.ts";
import { levelAt } from "../../src/explorer/picture/level.ts";
import { radiusOf } from "../../src/explorer/picture/painter.ts";
import { Finder, nextOf, toSegment } from "../../src/explorer/picture/picking.ts";
import { chance, plant } from "./planted.ts";

test("an organisation is found where it stands, and just beside it, at every zoom", () => {
  const { scene } = plant(400);
  const finder = new Finder(scene, scene.x, scene.y);
  for (const k of [0.3, 1, 3]) {
    const level = levelAt(k, prepareInk(scene).density);
    for (const place of [0, 17, 399]) {
      assert.equal(finder.organisationAt(scene.x[place]!, scene.y[place]!, k, level), place);
      const beside = (radiusOf(scene, place, level) + 1) / k;
      assert.ok(finder.organisationAt(scene.x[place]! + beside, scene.y[place]!, k, level) >= 0);
    }
  }
  assert.equal(finder.organisationAt(1e6, 1e6, 1, levelAt(1, prepareInk(scene).density)), -1);
});

test("the nearest is found as by trying all", () => {
  const { scene } = plant(600, { seed: 3 });
  const finder = new Finder(scene, scene.x, scene.y);
  const level = levelAt(0.8, prepareInk(scene).density);
  const random = chance(11);
  for (let n = 0; n < 200; n += 1) {
    const [x, y] = [(random() - 0.5) * 2000, (random() - 0.5) * 1400];
    let [best, found] = [4, -1];
    for (let place = 0; place < 600; place += 1) {
      const distance = Math.hypot(scene.x[place]! - x, scene.y[place]! - y) * 0.8;
      const radius = radiusOf(scene, place, level);
      const score = distance <= radius ? distance / radius - 1 : distance - radius;
      if (score < best) [best, found] = [score, place];
    }
    assert.equal(finder.organisationAt(x, y, 0.8, level), found);
  }
});

test("what is hidden is not found", () => {
  const { scene } = plant(100);
  const organisation = scene.shown.organisation.slice();
  organisation[5] = 0;
  const hidden = { ...scene, shown: { ...scene.shown, organisation } };
  const finder = new Finder(hidden, hidden.x, hidden.y);
  assert.notEqual(finder.organisationAt(scene.x[5]!, scene.y[5]!, 1, levelAt(1, prepareInk(scene).density)), 5);
});

test("a tie is found on its line, not beside it", () => {
  const { scene } = plant(40);
  const ink = prepareInk(scene);
  const finder = new Finder(scene, scene.x, scene.y);
  const level = levelAt(1, ink.density);
  const { a, b } = scene.network.ties;
  const at = (tie: number, share: number): [number, number] => [
    scene.x[a[tie]!]! * (1 - share) + scene.x[b[tie]!]! * share, scene.y[a[tie]!]! * (1 - share) + scene.y[b[tie]!]! * share,
  ];
  for (const tie of [0, 20, 50]) {
    const found = finder.tieAt(...at(tie, 0.37), { k: 1, level, ink });
    const [x, y] = at(tie, 0.37);
    assert.ok(found >= 0);
    assert.ok(toSegment(x, y, scene.x[a[found]!]!, scene.y[a[found]!]!, scene.x[b[found]!]!, scene.y[b[found]!]!, 9) < 1e-3);
  }
  assert.equal(finder.tieAt(1e5, 1e5, { k: 1, level, ink }), -1);
});

test("the distance of a point from a line between two others", () => {
  assert.equal(toSegment(0, 3, -5, 0, 5, 0, 10), 3);
  assert.equal(toSegment(8, 4, -5, 0, 5, 0, 10), 5);
  assert.equal(toSegment(0, 30, -5, 0, 5, 0, 10), Infinity);
  assert.equal(toSegment(3, 4, 0, 0, 0, 0, 10), 5);
});

test("arrows go to the nearest organisation in their direction, and start with the most important", () => {
  const { scene } = plant(9);
  const x = Float32Array.from([0, 100, -100, 0, 0, 250, 1000, 1000, 1000]);
  const y = Float32Array.from([0, 10, 0, 120, -90, 0, 1000, -1000, 1100]);
  const cross = { ...scene, x, y };
  assert.deepEqual((["right", "left", "down", "up"] as const).map((way) => nextOf(cross, 0, way)), [1, 2, 3, 4]);
  assert.equal(nextOf(cross, 2, "left"), -1);
  const most = scene.importance.indexOf(Math.max(...scene.importance));
  assert.equal(nextOf(cross, -1, "up"), most);
});
