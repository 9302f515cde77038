// What is shown of a network under a state, and what the picture draws of it.
import type { Network } from "./network.ts";

/** The network under the filters; everything the page shows is read from here. */
export interface Shown {
  readonly organisation: Uint8Array; // 1 if shown
  readonly tie: Uint8Array; // 1 if shown
  readonly support: Uint8Array; // 1 if it passes the filters
  readonly tieWeight: Float32Array; // sum over the supports that pass
  readonly tieStatus: Uint8Array; // the best among them: place in kinds.status
  readonly degree: Int32Array;
  readonly strength: Float32Array;
  readonly organisations: number; // how many are shown
  readonly ties: number;
  readonly supports: number;
  /** How many ties and organisations each filter alone hides of what the others let through. */
  readonly hiddenBy: Readonly<Record<string, number>>;
}

/** A colour that reads on both backgrounds: two values of CSS. */
export interface Paint {
  readonly light: string;
  readonly dark: string;
}

export interface Scene {
  readonly network: Network;
  readonly shown: Shown;
  /** Where organisations stand now, in the units of the layout; by longitude and latitude on a map. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Radius in pixels at zoom 1. */
  readonly radius: Float32Array;
  /** Place in `paints` of each organisation. */
  readonly paint: Uint8Array;
  readonly paints: readonly Paint[];
  readonly labels: readonly string[];
  /** Larger is labelled first. */
  readonly importance: Float32Array;
  readonly pinned: ReadonlySet<number>;
  readonly chosen: { readonly organisation: number } | { readonly tie: number } | null;
  /** Organisations and ties that stand out while the rest fades (a path, a neighbourhood); null: all alike. */
  readonly lit: { readonly organisations: ReadonlySet<number>; readonly ties: ReadonlySet<number> } | null;
  /** Names of groups, drawn where single names have no room: middle, extent, text, paint. */
  readonly groups: readonly {
    readonly group: number; readonly x: number; readonly y: number; readonly radius: number; readonly name: string; readonly paint: number;
  }[];
  /** Groups that a click on their ground opens: of these only a part is here. */
  readonly opens: ReadonlySet<number>;
  /** Pairs of groups whose ties are drawn as one, with their weight; none where single ties are there. */
  readonly between: readonly (readonly [one: number, other: number, weight: number])[];
  readonly isDark: boolean;
  readonly isMap: boolean;
  /** No transitions. */
  readonly isStill: boolean;
}

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** What a pointer is on. */
export type Target = { readonly organisation: number } | { readonly tie: number } | { readonly group: number };

export interface PictureEvents {
  onChoose(what: Target | null): void;
  /** Double click or Enter on an organisation. */
  onFocus(organisation: number): void;
  onHover(what: Target | null): void;
  onMoved(organisation: number, x: number, y: number): void;
  onCamera(camera: Camera): void;
}

/** The picture; it knows nothing of states, filters or texts. */
export interface Picture {
  draw(scene: Scene): void;
  fit(organisations?: Iterable<number>): void;
  show(organisation: number): void;
  setCamera(camera: Camera): void;
  zoomBy(factor: number): void;
  /** The nearest shown organisation in a direction, for arrow keys; -1 if there is none. */
  next(organisation: number, direction: "up" | "down" | "left" | "right"): number;
  png(scale: number): Promise<Blob>;
  svg(): string;
  resize(): void;
  /** Pixel of the host where an organisation stands now; null if it is not in the picture. */
  spotOf(organisation: number): { readonly x: number; readonly y: number } | null;
  /** Organisations whose names are in the picture now. */
  named(): readonly number[];
}
