// A page with nothing but a picture, for tests in a browser.
import type { Camera, Scene } from "../../src/explorer/scene.ts";
import { placeOnMap } from "../../src/explorer/picture/geography.ts";
import { createPicture } from "../../src/explorer/picture/picture.ts";
import { PAINTS, plant } from "./planted.ts";

const told: unknown[][] = [];
const host = document.getElementById("picture")!;
const picture = createPicture(host, {
  onChoose: (what) => told.push(["choose", what]),
  onFocus: (organisation) => told.push(["focus", organisation]),
  onHover: (what) => told.push(["hover", what]),
  onMoved: (organisation, x, y) => told.push(["moved", organisation, x, y]),
  onCamera: (camera: Camera) => told.push(["camera", camera]),
});
let scene: Scene | null = null;

/** Draw a scene with some of it changed. */
function change(part: Partial<Scene>): void {
  scene = { ...scene!, ...part };
  document.documentElement.dataset["theme"] = scene.isDark ? "dark" : "light";
  picture.draw(scene);
}

function show(size: number, options: { seed?: number; isDark?: boolean } = {}): void {
  scene = plant(size, options).scene;
  change({});
}

function showMap(latitude: number[], longitude: number[], isDark = false): void {
  const planted = plant(latitude.length, { isDark, isMap: true }).scene;
  scene = { ...planted, ...placeOnMap(Float32Array.from(latitude), Float32Array.from(longitude)), groups: [] };
  change({});
}

Object.assign(window, { harness: { picture, told, show, showMap, change, PAINTS, scene: () => scene } });
