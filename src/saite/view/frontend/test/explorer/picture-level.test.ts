import assert from "node:assert/strict";
import { test } from "node:test";
import { between, cameraFor, project, unproject } from "../../src/explorer/picture/camera.ts";
import { changesOf } from "../../src/explorer/picture/changes.ts";
import { prepareInk, tieWidth } from "../../src/explorer/picture/ink.ts";
import { levelAt } from "../../src/explorer/picture/level.ts";
import { ease, Transition } from "../../src/explorer/picture/transition.ts";
import { plant } from "./planted.ts";

test("widths grow as the square root of the weight", () => {
  assert.deepEqual([0, 0.25, 1, 100].map((weight) => Math.round(tieWidth(weight) * 10) / 10), [1, 2.1, 3.2, 9]);
});

test("each shown tie is in one stroke, in the style of its status, the best ranked first", () => {
  const { scene } = plant(800);
  const ink = prepareInk(scene);
  assert.deepEqual([...ink.order].sort((a, b) => a - b), [...scene.shown.tie.keys()]);
  assert.equal(ink.strokes.reduce((sum, { first, last }) => sum + last - first, 0), ink.order.length);
  for (const { first, last, dash, paint } of ink.strokes) {
    const own = [...ink.order.slice(first, last)];
    assert.equal(new Set(own.map((tie) => scene.shown.tieStatus[tie])).size, 1);
    const status = scene.shown.tieStatus[own[0]!]!;
    assert.equal(dash.length > 0, status > 0);
    assert.equal(paint === -2, status === 3);
    assert.deepEqual(own, [...own].sort((a, b) => ink.rank[a]! - ink.rank[b]!));
  }
});

test("a tie that is hidden, or has an end without a place, is not drawn", () => {
  const { scene } = plant(100);
  const tie = scene.shown.tie.slice();
  tie[3] = 0;
  const x = scene.x.slice();
  const lost = scene.network.ties.a[7]!;
  x[lost] = NaN;
  const { order } = prepareInk({ ...scene, x, shown: { ...scene.shown, tie } });
  assert.ok(!order.includes(3));
  assert.ok(!order.includes(7));
  assert.ok([...order].every((each) => scene.network.ties.a[each] !== lost && scene.network.ties.b[each] !== lost));
});

test("every organisation's strongest tie ranks before all that are nobody's strongest", () => {
  const { scene } = plant(1000);
  const { rank } = prepareInk(scene);
  const { a, b, length } = scene.network.ties;
  const best = new Float32Array(1000).fill(2);
  for (let tie = 0; tie < length; tie += 1) for (const end of [a[tie]!, b[tie]!]) best[end] = Math.min(best[end]!, rank[tie]!);
  const tied = [...best].filter((each) => each < 2);
  assert.ok(Math.max(...tied) <= 1000 / length);
});

test("bundles stand for all ties between two groups", () => {
  const { scene } = plant(3000);
  const { bundles } = prepareInk(scene);
  const { group } = scene.network.organisations;
  const { a, b, length } = scene.network.ties;
  let crossing = 0;
  for (let tie = 0; tie < length; tie += 1) if (group[a[tie]!] !== group[b[tie]!]) crossing += 1;
  const bundled = bundles.reduce((sum, { count }) => sum + count, 0);
  assert.ok(bundled > 0.7 * crossing && bundled <= crossing);
});

test("the level changes without jumps: far few ties and bundles, near all and none", () => {
  const { density } = prepareInk(plant(5000).scene);
  const levels = Array.from({ length: 200 }, (_, n) => levelAt(0.05 * 1.03 ** n, density));
  levels.slice(1).forEach((level, n) => {
    const before = levels[n]!;
    for (const name of ["within", "between", "shareWithin", "shareBetween", "bundles"] as const) {
      assert.ok(Math.abs(level[name] - before[name]) < 0.08, `${name} jumps from ${before[name]} to ${level[name]}`);
    }
    assert.ok(level.dot >= before.dot && level.shareWithin >= before.shareWithin && level.bundles <= before.bundles);
  });
  assert.ok(levels[0]!.bundles === 1 && levels[0]!.shareBetween < 0.1);
  assert.ok(levels.at(-1)!.bundles === 0 && levels.at(-1)!.shareBetween === 1);
});

test("circles of groups are joined by what is known of the ties between them, until one is near", () => {
  const { scene } = plant(60);
  const disc = (x: number): { x: number; y: number; radius: number } => ({ x, y: 0, radius: 40 });
  const groups = scene.network.groups.map((group, n) => ({ ...group, disc: disc(100 * n) }));
  const { bundles, density } = prepareInk({ ...scene, network: { ...scene.network, groups }, between: [[0, 1, 2], [1, 2, 7.5]] });
  assert.deepEqual(bundles, [{ from: [100, 0], to: [200, 0], count: 7.5 }, { from: [0, 0], to: [100, 0], count: 2 }]);
  const seen = [0.5, 3, 9].map((k) => levelAt(k, density));
  assert.deepEqual([seen[0]!.bundles, seen[2]!.bundles], [1, 0]);
  assert.ok(seen[1]!.bundles > 0 && seen[1]!.bundles < 1);
  assert.ok(seen.every(({ shareBetween }) => shareBetween === 1), "ties that are here stay");
});

test("dots become smaller where they would cover the ties between them", () => {
  const { density } = prepareInk(plant(5000).scene);
  const covered = (k: number): number => density.dots * (levelAt(k, density).dot / k) ** 2;
  assert.ok(covered(0.02) < 0.2 && covered(0.1) < 0.2);
  assert.equal(levelAt(1, { ...density, dots: 0.01 }).dot, 1);
});

test("a small network is drawn whole at any zoom", () => {
  const { density } = prepareInk(plant(60).scene);
  for (const k of [0.3, 1, 4]) {
    const { shareWithin, shareBetween, bundles } = levelAt(k, density);
    assert.deepEqual([shareWithin, shareBetween, bundles], [1, 1, 0]);
  }
});

test("what is fitted lies in the window; points go to pixels and back", () => {
  const size = { width: 800, height: 500, ratio: 1 };
  const camera = cameraFor({ left: -300, top: 10, right: 900, bottom: 2000 }, size);
  for (const [x, y] of [[-300, 10], [900, 2000]] as const) {
    const [px, py] = project(camera, size, x, y);
    assert.ok(px > 0 && px < 800 && py > 0 && py < 500);
    unproject(camera, size, px, py).forEach((each, n) => assert.ok(Math.abs(each - [x, y][n]!) < 1e-6));
  }
});

test("on the way between two cameras one point of the window stays put", () => {
  const [from, to] = [{ x: 0, y: 0, k: 1 }, { x: 100, y: 50, k: 4 }];
  const fixed = (to.x * to.k - from.x * from.k) / (to.k - from.k);
  const size = { width: 600, height: 400, ratio: 1 };
  const pixel = project(from, size, fixed, 0)[0];
  for (const share of [0, 0.3, 0.7, 1]) assert.ok(Math.abs(project(between(from, to, share), size, fixed, 0)[0] - pixel) < 1e-6);
  assert.deepEqual(between(from, to, 1), to);
  assert.deepEqual(between(from, { x: 10, y: 0, k: 1 }, 0.5), { x: 5, y: 0, k: 1 });
});

test("a transition without time ends at once; one with time passes through", () => {
  const steps: number[] = [];
  const transition = new Transition();
  transition.begin(0, (share) => steps.push(share));
  assert.deepEqual(steps, [1]);
  transition.begin(100, (share) => steps.push(share));
  const start = performance.now();
  transition.tick(start + 50);
  assert.ok(steps[1]! > 0.3 && steps[1]! < 0.8 && transition.isRunning);
  transition.tick(start + 500);
  assert.equal(steps[2], 1);
  assert.equal(transition.isRunning, false);
  assert.deepEqual([0, 0.5, 1].map(ease), [0, 0.5, 1]);
});

test("equal values in new arrays are no change", () => {
  const { scene } = plant(50);
  const same = changesOf(scene, { ...scene, x: scene.x.slice(), labels: [...scene.labels], shown: { ...scene.shown, tie: scene.shown.tie.slice() } });
  assert.deepEqual(same, { shown: false, positions: false, look: false, lit: false, world: false });
  const x = scene.x.slice();
  x[2] = 9;
  assert.equal(changesOf(scene, { ...scene, x }).positions, true);
  assert.equal(changesOf(scene, { ...scene, isDark: true }).look, true);
  assert.equal(changesOf(scene, { ...scene, lit: { organisations: new Set([1]), ties: new Set() } }).lit, true);
  assert.equal(changesOf(scene, { ...scene, isMap: true }).world, true);
  const tie = scene.shown.tie.slice();
  tie[0] = 0;
  assert.equal(changesOf(scene, { ...scene, shown: { ...scene.shown, tie } }).shown, true);
});
