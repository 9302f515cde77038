// Where the window stands over the world: the middle of the picture and its zoom. Mouse, wheel and
// fingers move it through d3-zoom.
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import type { Camera } from "../scene.ts";
import { clamp } from "./level.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Room for names around the outermost organisations, in pixels. */
const ROOM = { aside: 56, narrow: 30, top: 40, bottom: 48 };
const MOST = 1.6; // zoom beyond which nothing is fitted: few organisations are not blown up
const MOST_ON_MAP = 14;
const NEAREST = 24;
const NEAREST_ON_MAP = 400;
const FARTHEST = 0.4; // of the zoom that shows everything

/** The camera that shows bounds whole. */
export function cameraFor(bounds: Bounds, size: Size, isMap = false): Camera {
  const aside = size.width < 500 ? ROOM.narrow : ROOM.aside;
  const width = Math.max(40, size.width - 2 * aside);
  const height = Math.max(40, size.height - ROOM.top - ROOM.bottom);
  const k = Math.min(isMap ? MOST_ON_MAP : MOST, width / Math.max(1, bounds.right - bounds.left), height / Math.max(1, bounds.bottom - bounds.top));
  return { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 + (ROOM.bottom - ROOM.top) / 2 / k, k };
}

/** The camera on the way from one to another: zoom grows evenly, and one point of the window stays put. */
export function between(from: Camera, to: Camera, share: number): Camera {
  if (share >= 1) return to;
  const k = from.k * (to.k / from.k) ** share;
  const isZoom = Math.abs(Math.log(to.k / from.k)) > 1e-3;
  const way = isZoom ? (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k) : share;
  return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, k };
}

/** Pixel of a point of the world. */
export function project(camera: Camera, size: Size, x: number, y: number): [number, number] {
  return [(x - camera.x) * camera.k + size.width / 2, (y - camera.y) * camera.k + size.height / 2];
}

/** Point of the world under a pixel. */
export function unproject(camera: Camera, size: Size, px: number, py: number): [number, number] {
  return [(px - size.width / 2) / camera.k + camera.x, (py - size.height / 2) / camera.k + camera.y];
}

export class Steering {
  private readonly behaviour: ZoomBehavior<HTMLCanvasElement, unknown>;
  camera: Camera = { x: 0, y: 0, k: 1 };
  private isOwn = false;

  /**
   * @param mayStart whether a gesture moves the camera: one that begins on an organisation does not
   * @param onMove called for each movement by hand
   */
  constructor(
    private readonly canvas: HTMLCanvasElement, private readonly size: () => Size,
    mayStart: (event: Event) => boolean, onMove: () => void, onEnd: () => void,
  ) {
    this.behaviour = zoom<HTMLCanvasElement, unknown>()
      .extent(() => [[0, 0], [this.size().width, this.size().height]])
      .filter((event: MouseEvent) => (!event.ctrlKey || event.type === "wheel") && !event.button && mayStart(event))
      .clickDistance(4)
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        if (this.isOwn) return;
        const { x, y, k } = event.transform;
        const { width, height } = this.size();
        this.camera = { x: (width / 2 - x) / k, y: (height / 2 - y) / k, k };
        onMove();
      })
      .on("end", () => { if (!this.isOwn) onEnd(); });
    select(canvas).call(this.behaviour).on("dblclick.zoom", null);
  }

  /** Move without telling anybody. */
  set(camera: Camera): void {
    this.camera = { ...camera, k: this.within(camera.k) };
    const { width, height } = this.size();
    this.isOwn = true;
    const { x, y, k } = this.camera;
    select(this.canvas).call(this.behaviour.transform, zoomIdentity.translate(width / 2 - x * k, height / 2 - y * k).scale(k));
    this.isOwn = false;
  }

  /** Keep the world within reach: it can be neither lost nor shrunk to a point. */
  limit(bounds: Bounds, isMap: boolean): void {
    const size = this.size();
    const least = cameraFor(bounds, size, isMap).k * (isMap ? FARTHEST / 4 : FARTHEST);
    const aside = [size.width / least / 2, size.height / least / 2] as const;
    this.behaviour
      .scaleExtent([least, Math.max(isMap ? NEAREST_ON_MAP : NEAREST, least * 4)])
      .translateExtent([[bounds.left - aside[0], bounds.top - aside[1]], [bounds.right + aside[0], bounds.bottom + aside[1]]]);
  }

  /** The nearest zoom that is allowed. */
  within(k: number): number {
    return clamp(k, ...this.behaviour.scaleExtent());
  }
}
