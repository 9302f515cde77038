import assert from "node:assert/strict";
import { test } from "node:test";
import { type Area, areasOf, groundAt, hullOf } from "../../src/explorer/picture/ground.ts";
import { prepareInk } from "../../src/explorer/picture/ink.ts";
import { placeLabels } from "../../src/explorer/picture/labels.ts";
import { levelAt } from "../../src/explorer/picture/level.ts";
import { mix } from "../../src/explorer/picture/lettering.ts";
import { escape, writeSvg } from "../../src/explorer/picture/svg.ts";
import { paperTheme, readTheme } from "../../src/explorer/picture/theme.ts";
import type { Scene } from "../../src/explorer/scene.ts";
import { plant } from "./planted.ts";

const SIZE = { width: 900, height: 600, ratio: 1 };
const CAMERA = { x: 0, y: 0, k: 1 };

function draw(scene: Scene): string {
  const ink = prepareInk(scene);
  const level = levelAt(CAMERA.k, ink.density);
  const view = { scene, x: scene.x, y: scene.y, camera: CAMERA, size: SIZE, level, measure: (text: string, size: number) => text.length * size * 0.55 };
  const job = { scene, x: scene.x, y: scene.y, ink, level, theme: readTheme(scene, null), lit: scene.lit };
  return writeSvg({ job, camera: CAMERA, size: SIZE, labels: placeLabels(view), areas: areasOf(scene) });
}

test("texts are escaped, and what XML does not allow is left out", () => {
  assert.equal(escape(`<b a="1">&'`), "&#60;b a=&#34;1&#34;&#62;&#38;&#39;");
  assert.equal(escape("a\u0000b\u001bc\ud800d\ufffe\tžš😀"), "abcd\tžš😀");
});

test("hostile names stay texts, wherever a name is written", () => {
  const { scene } = plant(12);
  const bad = `</text><script>alert(1)</script><image href="x" onerror='a'/>&`;
  const svg = draw({ ...scene, labels: scene.labels.map(() => bad), groups: scene.groups.map((group) => ({ ...group, name: bad })) });
  assert.ok(svg.includes("&#60;"));
  assert.ok(!/<script|<image|onerror='|<\/text><s/i.test(svg));
  const tags = new Set([...svg.matchAll(/<\/?([a-z]+)/gi)].map((match) => match[1]));
  assert.deepEqual([...tags].sort(), ["circle", "g", "path", "rect", "svg", "text", "title", "tspan"]);
  const opened = [...svg.matchAll(/<([a-z]+)[^>]*?(\/?)>/gi)].filter((match) => !match[2]).length;
  assert.equal(opened, [...svg.matchAll(/<\/[a-z]+>/gi)].length);
});

test("each shown organisation in the window is a circle with its name, each tie a line", () => {
  const { scene } = plant(12);
  const svg = draw(scene);
  assert.equal([...svg.matchAll(/<circle/g)].length, 12);
  assert.equal([...svg.matchAll(/M[-\d.,]+L[-\d.,]+/g)].length >= scene.network.ties.length, true);
  assert.ok(svg.includes("font-family=\"Helvetica, Arial, sans-serif\""));
  assert.ok(scene.labels.every((label) => svg.includes(`<title>${label}</title>`)));
  assert.equal(draw(scene), svg);
});

test("what is not lit is drawn faintly beneath what is", () => {
  const { scene } = plant(20);
  const svg = draw({ ...scene, chosen: { organisation: 0 }, lit: { organisations: new Set([0, 1]), ties: new Set([0]) } });
  assert.ok(svg.includes('<g opacity="0.2">'));
  assert.equal([...svg.matchAll(/<circle/g)].length, 20 + 2 + 1); // all, the lit, the ring of the chosen
});

test("nothing marks what is chosen while it is hidden", () => {
  const { scene } = plant(12);
  const organisation = scene.shown.organisation.slice();
  organisation[3] = 0;
  const hidden = { ...scene, shown: { ...scene.shown, organisation } };
  assert.equal(draw({ ...hidden, chosen: { organisation: 3 } }), draw(hidden));
});

test("organisations without shown ties are hollow, those without a name have a broken rim", () => {
  const { scene } = plant(12);
  const degree = scene.shown.degree.slice();
  degree[3] = 0;
  scene.network.organisations.unnamed[4] = 1;
  const svg = draw({ ...scene, shown: { ...scene.shown, degree } });
  assert.match(svg, /<circle[^>]*fill="#ffffff" stroke="#9aa6b2"/);
  assert.match(svg, /<circle[^>]*stroke-dasharray="3 2"/);
});

test("by night another theme is written, on paper always that of the day", () => {
  const { scene } = plant(12, { isDark: true });
  assert.ok(draw(scene).includes('fill="#171d24"'));
  assert.equal(paperTheme(scene).background, "#ffffff");
  assert.equal(paperTheme(scene).paints[0], scene.paints[0]!.light);
  assert.equal(mix("#000000", "#ffffff", 0.5), "#808080");
  assert.equal(mix("red", "#ffffff", 0.5), "red");
});

test("a hull holds all points and turns one way", () => {
  const points = [[0, 0], [10, 0], [10, 10], [0, 10], [5, 5], [5, 0]] as const;
  assert.deepEqual(hullOf(points), [[0, 0], [10, 0], [10, 10], [0, 10]]);
});

test("the ground of a group is found by its circle, the smallest of several, if a click opens it", () => {
  const disc = (group: number, x: number, radius: number): Area => ({ path: "", paint: 0, disc: { group, x, y: 0, radius } });
  const areas = [disc(0, 0, 100), disc(3, 20, 30), { path: "", paint: 0 }];
  const all = new Set([0, 3]);
  assert.deepEqual([groundAt(areas, 0, 0, all), groundAt(areas, -90, 0, all), groundAt(areas, 0, 101, all)], [3, 0, -1]);
  assert.deepEqual([groundAt(areas, 0, 0, new Set([0])), groundAt(areas, 0, 0, new Set())], [0, -1]);
});

test("areas are drawn for groups of one paint in small networks, never on a map", () => {
  const { scene } = plant(30);
  assert.ok(areasOf(scene).length >= 2);
  assert.deepEqual(areasOf({ ...scene, isMap: true }), []);
  assert.deepEqual(areasOf(plant(1000).scene), []);
});
