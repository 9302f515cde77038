import assert from "node:assert/strict";
import { test } from "node:test";
import { outlines, placeOnMap, project } from "../../src/explorer/picture/geography.ts";

test("degrees are projected as Mercator did, north up", () => {
  const unit = 60; // pixels of a degree at zoom 1
  const [x, y] = project(25.28, 54.687);
  assert.ok(Math.abs(x - 25.28 * unit) < 0.01);
  const expected = -((360 * unit) / (2 * Math.PI)) * Math.log(Math.tan(Math.PI / 4 + (54.687 * Math.PI) / 360));
  assert.ok(Math.abs(y - expected) < 0.01);
  assert.ok(project(24.1, 56.95)[1] < y, "Riga is north of Vilnius");
  assert.deepEqual(project(0, 0).map((each) => Math.abs(Math.round(each))), [0, 0]);
  assert.ok(project(0, 90).every(Number.isFinite) && project(0, -90).every(Number.isFinite));
  assert.ok(project(NaN, 1).every(Number.isNaN));
});

test("organisations at one place fill a small disc; without coordinates they stand nowhere", () => {
  const latitude = Float32Array.from([54.687, 54.687, 54.687, 56.95, NaN, 54.687]);
  const longitude = Float32Array.from([25.28, 25.28, 25.28, 24.1, 24, NaN]);
  const { x, y } = placeOnMap(latitude, longitude, 3);
  assert.ok(Number.isNaN(x[4]!) && Number.isNaN(y[5]!));
  const [vx, vy] = project(longitude[0]!, latitude[0]!);
  for (const place of [0, 1, 2]) assert.ok(Math.hypot(x[place]! - vx, y[place]! - vy) < 6);
  assert.ok(Math.hypot(x[0]! - x[1]!, y[0]! - y[1]!) > 2);
  assert.deepEqual([x[3], y[3]], project(longitude[3]!, latitude[3]!).map(Math.fround));
  assert.deepEqual(placeOnMap(latitude, longitude, 3), { x, y });
});

/** Whether a point lies within a path of closed polygons: a ray crosses their sides an odd number of times. */
function isWithin(path: string, x: number, y: number): boolean {
  let isIn = false;
  for (const ring of path.split("M").filter(Boolean)) {
    const points = ring.replace("Z", "").split("L").map((pair) => pair.split(",").map(Number) as [number, number]);
    points.forEach(([x1, y1], n) => {
      const [x2, y2] = points[(n + 1) % points.length]!;
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isIn = !isIn;
    });
  }
  return isIn;
}

test("towns stand on land and ships do not", () => {
  const { land, borders } = outlines();
  const towns = { Vilnius: [25.28, 54.69], Daugavpils: [26.53, 55.87], Riga: [24.1, 56.93], Kaunas: [23.9, 54.9], Paris: [2.35, 48.86], Nairobi: [36.8, -1.3] };
  for (const [name, [longitude, latitude]] of Object.entries(towns)) {
    assert.ok(isWithin(land, ...project(longitude!, latitude!)), `${name} is on land`);
  }
  for (const [longitude, latitude] of [[19, 56], [23.6, 57.6], [-30, 40], [-150, 0]]) {
    assert.ok(!isWithin(land, ...project(longitude!, latitude!)), `${longitude} ${latitude} is at sea`);
  }
  assert.ok(borders.length > 1000);
});
