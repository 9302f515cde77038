// Thins the outlines of countries while they are bundled. Natural Earth's at 1:10 million are finer
// than a picture needs: lines keep more where the records of this project come from, less in the
// rest of Europe, and what a small map shows elsewhere. Arcs are thinned, not shapes, so that
// neighbours still share their borders.
import { readFileSync } from "node:fs";

/**
 * Degrees: west, south, east, north; how far a line may be moved; the least extent of an island.
 * The first that a point lies in counts.
 */
const ZONES = [
  { within: [18.5, 52.8, 30.5, 60.8], moved: 0.012, island: 0.1 },
  { within: [-11, 35, 42, 71], moved: 0.04, island: 0.2 },
  { within: [-180, -90, 180, 90], moved: 0.4, island: 3 },
];
/** Steps per degree of the numbers that are written. */
const STEPS = 100;

const FILE = "world-atlas/countries-10m.json";

/** A plugin of esbuild that gives `outlines:countries`: the thinned file as a text, read when a map is drawn. */
export const outlines = {
  name: "outlines",
  setup(build) {
    build.onResolve({ filter: /^outlines:countries$/ }, async ({ resolveDir }) => (
      { ...await build.resolve(FILE, { resolveDir, kind: "import-statement" }), namespace: "outlines" }));
    build.onLoad({ filter: /.*/, namespace: "outlines" }, ({ path }) => ({
      contents: JSON.stringify(thin(JSON.parse(readFileSync(path, "utf8")))), loader: "text",
    }));
  },
};

/** Thin a topology of countries; the names go, only shapes are kept. */
export function thin(topology) {
  const { scale, translate } = topology.transform;
  const kept = new Map();
  const arcs = [];
  const arcOf = (number) => {
    const own = number < 0 ? ~number : number;
    if (!kept.has(own)) {
      kept.set(own, arcs.length);
      arcs.push(write(simplify(decode(topology.arcs[own], scale, translate))));
    }
    return number < 0 ? ~kept.get(own) : kept.get(own);
  };
  const geometries = topology.objects.countries.geometries.flatMap((each) => {
    const polygons = each.type === "Polygon" ? [each.arcs] : each.type === "MultiPolygon" ? each.arcs : [];
    const large = polygons.filter(([outer]) => isWorthIt(outer.flatMap((arc) => decode(topology.arcs[arc < 0 ? ~arc : arc], scale, translate))));
    return large.length ? [{ type: "MultiPolygon", arcs: large.map((rings) => rings.map((ring) => ring.map(arcOf))) }] : [];
  });
  return {
    type: "Topology", transform: { scale: [1 / STEPS, 1 / STEPS], translate: [0, 0] },
    objects: { countries: { type: "GeometryCollection", geometries } }, arcs,
  };
}

function decode(arc, scale, translate) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

function zoneOf([longitude, latitude]) {
  return ZONES.find(({ within: [west, south, east, north] }) => (
    longitude >= west && latitude >= south && longitude <= east && latitude <= north)) ?? ZONES.at(-1);
}

function isWorthIt(points) {
  const extent = (axis) => {
    const all = points.map((point) => point[axis]);
    return all.reduce((a, b) => Math.max(a, b)) - all.reduce((a, b) => Math.min(a, b));
  };
  return Math.hypot(extent(0), extent(1)) > zoneOf(points[0]).island;
}

/** Leave out points that lie near the line between others (Douglas and Peucker 1973). */
function simplify(points) {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const spans = [[0, points.length - 1]];
  while (spans.length) {
    const [first, last] = spans.pop();
    let [worst, far] = [-1, 0];
    for (let n = first + 1; n < last; n += 1) {
      const moved = distance(points[n], points[first], points[last]) / zoneOf(points[n]).moved;
      if (moved > far) [worst, far] = [n, moved];
    }
    if (far > 1) {
      keep[worst] = 1;
      spans.push([first, worst], [worst, last]);
    }
  }
  return points.filter((_, n) => keep[n]);
}

function distance([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}

function write(points) {
  let [x, y] = [0, 0];
  return points.map(([longitude, latitude]) => {
    const [nx, ny] = [Math.round(longitude * STEPS), Math.round(latitude * STEPS)];
    const step = [nx - x, ny - y];
    [x, y] = [nx, ny];
    return step;
  });
}
