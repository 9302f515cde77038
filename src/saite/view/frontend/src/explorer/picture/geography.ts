// The map: a projection of longitude and latitude, outlines of the land, and organisations at one
// place spread so that each can be seen. Land from Natural Earth, by way of the package world-atlas;
// the bundle has it thinned (outlines.mjs).
import { geoMercator, geoPath, geoTransform } from "d3-geo";
import { merge, mesh } from "topojson-client";
import type { GeometryCollection, MultiPolygon, Polygon, Topology } from "topojson-specification";
import countriesText from "outlines:countries";

/** World units round the equator: at zoom 1 a degree is 60 pixels wide. */
const ROUND = 360 * 60;
/** Beyond this latitude Mercator's projection runs off. */
const NORTHERNMOST = 84;
const mercator = geoMercator().scale(ROUND / (2 * Math.PI)).translate([0, 0]).precision(0);

/** Project degrees to the units of the picture, north up (Mercator's projection). */
export function project(longitude: number, latitude: number): [number, number] {
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return [NaN, NaN];
  return mercator([longitude, Math.max(-NORTHERNMOST, Math.min(NORTHERNMOST, latitude))]) ?? [NaN, NaN];
}

/** The golden angle: points turned by it each time fill a disc evenly (Vogel 1979). */
const TURN = Math.PI * (3 - Math.sqrt(5));

/**
 * Place organisations on the map. Those at one place fill a small disc around it, in their order.
 * Without coordinates x and y are NaN.
 *
 * @param radius distance between neighbours in such a disc, in units of the picture
 */
export function placeOnMap(latitude: Float32Array, longitude: Float32Array, radius = 5): { x: Float32Array; y: Float32Array } {
  const x = new Float32Array(latitude.length).fill(NaN);
  const y = new Float32Array(latitude.length).fill(NaN);
  const atPlace = new Map<string, number[]>();
  latitude.forEach((each, place) => {
    if (!Number.isFinite(each) || !Number.isFinite(longitude[place])) return;
    const key = `${each.toFixed(3)} ${longitude[place]!.toFixed(3)}`;
    const members = atPlace.get(key);
    if (members) members.push(place);
    else atPlace.set(key, [place]);
  });
  for (const members of atPlace.values()) {
    const [middleX, middleY] = project(longitude[members[0]!]!, latitude[members[0]!]!);
    members.forEach((member, n) => {
      const distance = members.length > 1 ? radius * Math.sqrt(n + 0.3) : 0;
      x[member] = middleX + distance * Math.cos(n * TURN);
      y[member] = middleY + distance * Math.sin(n * TURN);
    });
  }
  return { x, y };
}

interface Outlines {
  readonly land: string;
  readonly borders: string;
}

let made: Outlines | null = null;

/** Land and borders between countries as paths of SVG, in units of the picture. */
export function outlines(): Outlines {
  if (!made) {
    const topology = JSON.parse(countriesText) as Topology<{ countries: GeometryCollection }>;
    // Point by point, for thin shapes may wind either way. Some run across the date line: a step of
    // more than half round the world is one that goes on beyond it.
    let last = Number.NaN;
    const path = geoPath(geoTransform({
      lineStart() {
        last = Number.NaN;
        this.stream.lineStart();
      },
      point(longitude, latitude) {
        const turns = Number.isNaN(last) ? 0 : Math.round((last - longitude) / 360);
        last = longitude + turns * 360;
        this.stream.point((last / 360) * ROUND, project(0, latitude)[1]);
      },
    })).digits(1);
    const countries = topology.objects.countries.geometries.filter((each): each is Polygon | MultiPolygon => "arcs" in each);
    made = {
      land: path(merge(topology, countries)) ?? "",
      borders: path(mesh(topology, topology.objects.countries, (one, other) => one !== other)) ?? "",
    };
  }
  return made;
}

/** What lies within three times the distance that most have from their middle is not far. */
const FAR = { share: 0.9, times: 3, least: 60 } as const;

/**
 * Find those that lie where most do: not farther from the median point than three times what nine
 * in ten of them are (or a degree).
 *
 * @returns those near and those far, each in the order given; who has no place is in neither
 */
export function nearMost(places: readonly number[], x: Float32Array, y: Float32Array): { near: number[]; far: number[] } {
  const placed = places.filter((place) => Number.isFinite(x[place]) && Number.isFinite(y[place]));
  const median = (column: Float32Array): number => placed.map((place) => column[place]!).sort((a, b) => a - b)[placed.length >> 1] ?? 0;
  const [middleX, middleY] = [median(x), median(y)];
  const distances = placed.map((place) => Math.hypot(x[place]! - middleX, y[place]! - middleY));
  const most = [...distances].sort((a, b) => a - b)[Math.ceil(placed.length * FAR.share) - 1] ?? 0;
  const limit = Math.max(FAR.least, most * FAR.times);
  return { near: placed.filter((_, n) => distances[n]! <= limit), far: placed.filter((_, n) => distances[n]! > limit) };
}
