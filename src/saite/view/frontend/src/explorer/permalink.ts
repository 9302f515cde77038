// The state in the fragment of an address, and back. Only what differs from the start is written.
//
// A fragment comes from anywhere: what is not understood is passed over, nothing in it is believed.
import { OPEN_FILTERS } from "./shown.ts";
import type { Choice, Filters, Focus, State, View } from "./state.ts";

const VIEWS: readonly View[] = ["picture", "map", "ties", "organisations", "gaps", "about"];
const LANGUAGES = ["en", "lt", "lv"] as const;
const COLOURS: readonly State["colourBy"][] = ["group", "kind", "place"];
const MEASURES: readonly State["sizeBy"][] = ["degree", "strength", "betweenness", "pagerank"];
const THEMES: readonly State["theme"][] = ["system", "light", "dark"];

const LONGEST = 200_000; // of a fragment, in characters
const LONGEST_VALUE = 2_000;
const MOST_VALUES = 5_000; // of one name
const FARTHEST = 1e7; // of a place in the picture
const ZOOMS = [1e-4, 1e4] as const;
const CLASS = "organisation/";

const FILTER_NAMES = ["y", "kt", "ko", "kp", "ks", "w", "bb", "yc", "yu", "u"] as const;
const HIDDEN_KINDS = {
  kt: "hiddenTieKinds", ko: "hiddenOrganisationKinds", kp: "hiddenPlaces", ks: "hiddenStatuses",
} as const satisfies Readonly<Record<string, keyof Filters>>;

type Write = (name: string, ...values: (string | number)[]) => void;

/** Write what differs from what the page opens with, without the mark before it; "" if nothing does. */
export function toFragment(state: State, start: State): string {
  const written: string[] = [];
  // A name without a value says that there is none of it.
  const write: Write = (name, ...values) => {
    written.push(...(values.length ? values : [""]).map((value) => `${name}=${escape(String(value))}`));
  };
  const differs = (field: keyof State): boolean => JSON.stringify(state[field]) !== JSON.stringify(start[field]);
  if (differs("view")) write("v", state.view);
  if (differs("choice")) write("c", ...iris(state.choice).map(shortIri));
  if (differs("focus")) write("f", ...focusValues(state.focus));
  if (differs("filters")) writeFilters(state.filters, write);
  if (differs("hidden")) write("h", ...state.hidden.map(shortIri));
  if (differs("pinned")) write("p", ...Object.entries(state.pinned).map(([iri, [x, y]]) => `${shortIri(iri)},${tenth(x)},${tenth(y)}`));
  if (differs("colourBy")) write("b", state.colourBy);
  if (differs("sizeBy")) write("s", state.sizeBy);
  if (differs("language")) write("l", state.language);
  if (differs("theme")) write("t", state.theme);
  if (differs("camera")) write("z", ...cameraValues(state.camera));
  return written.join("&");
}

/** Write all filters that hide something; "y" also where none does, so that filters are said at all. */
function writeFilters(filters: Filters, write: Write): void {
  write("y", `${filters.from ?? ""}-${filters.to ?? ""}`);
  for (const [short, name] of Object.entries(HIDDEN_KINDS)) if (filters[name].length) write(short, ...filters[name]);
  if (filters.minWeight > 0) write("w", filters.minWeight);
  if (filters.backbone) write("bb", 1);
  if (filters.certainty === "certainly") write("yc", 1);
  if (!filters.undated) write("yu", 0);
  if (!filters.untied) write("u", 0);
}

function cameraValues(camera: State["camera"]): string[] {
  return camera ? [`${tenth(camera.x)},${tenth(camera.y)},${Number(camera.k.toPrecision(4))}`] : [];
}

function focusValues(focus: Focus | null): string[] {
  if (!focus) return [];
  switch (focus.type) {
    case "group": return [`g${focus.group}`];
    case "thing": return ["t", shortIri(focus.iri)];
    case "neighbourhood": return [`n${focus.steps}`, shortIri(focus.iri)];
    default: return [focus.type === "path" ? "p" : "c", shortIri(focus.a), shortIri(focus.b)];
  }
}

function iris(choice: Choice | null): string[] {
  return choice === null ? [] : choice.type === "organisation" ? [choice.iri] : [choice.a, choice.b];
}

/** Read a fragment, with the mark before it or without; what it does not say is as at the start. */
export function fromFragment(fragment: string, start: State): State {
  return { ...start, ...whatIsSaid(fragment) };
}

function whatIsSaid(fragment: string): Partial<State> {
  const said = parse(fragment);
  const all = (name: string): readonly string[] => said.get(name) ?? [];
  const found: { [K in keyof State]: State[K] | undefined } = {
    language: among(LANGUAGES, all("l")),
    view: among(VIEWS, all("v")),
    choice: readChoice(all("c")) ?? none(said, "c"),
    focus: readFocus(all("f")) ?? none(said, "f"),
    filters: FILTER_NAMES.some((name) => said.has(name)) ? readFilters(said) : undefined,
    hidden: said.has("h") ? [...new Set(all("h").map(longIri))] : undefined,
    pinned: said.has("p") ? readPinned(all("p")) : undefined,
    colourBy: among(COLOURS, all("b")),
    sizeBy: among(MEASURES, all("s")),
    theme: among(THEMES, all("t")),
    camera: readCamera(all("z")) ?? none(said, "z"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Partial<State>;
}

/** null where a name stands without a value: there is none, whatever the page opens with. */
function none(said: ReadonlyMap<string, readonly string[]>, name: string): null | undefined {
  return said.get(name)?.length === 0 ? null : undefined;
}

function parse(fragment: string): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  if (fragment.length > LONGEST) {
    return said;
  }
  for (const pair of fragment.replace(/^#/, "").split("&")) {
    const at = pair.indexOf("=");
    if (at > 0) {
      const [name, written] = [pair.slice(0, at), pair.slice(at + 1)];
      const values = said.get(name) ?? [];
      said.set(name, values);
      const value = unescape(written);
      const isTold = value !== "" || (written === "" && isKindName(name));
      if (isTold && value.length <= LONGEST_VALUE && values.length < MOST_VALUES) values.push(value);
    }
  }
  return said;
}

/** Of kinds and places an empty value is one too: that none is recorded. */
function isKindName(name: string): boolean {
  return Object.hasOwn(HIDDEN_KINDS, name);
}

function among<T extends string>(known: readonly T[], [value]: readonly string[]): T | undefined {
  return known.find((each) => each === value);
}

function readChoice([a, b]: readonly string[]): Choice | undefined {
  if (!a) return undefined;
  return b ? { type: "tie", a: longIri(a), b: longIri(b) } : { type: "organisation", iri: longIri(a) };
}

function readFocus([what = "", a, b]: readonly string[]): Focus | undefined {
  const group = /^g(\d{1,6})$/.exec(what);
  if (group) return { type: "group", group: Number(group[1]) };
  const steps = /^n([123])$/.exec(what);
  if (steps && a) return { type: "neighbourhood", iri: longIri(a), steps: Number(steps[1]) as 1 | 2 | 3 };
  if (what === "t" && a) return { type: "thing", iri: longIri(a) };
  const type = { p: "path", c: "common" }[what] as "path" | "common" | undefined;
  return type && a && b ? { type, a: longIri(a), b: longIri(b) } : undefined;
}

function readFilters(said: ReadonlyMap<string, readonly string[]>): Filters {
  const one = (name: string): string => said.get(name)?.[0] ?? "";
  const hidden = (name: string): readonly string[] => [...new Set(said.get(name))];
  const [, from, to] = /^(\d{0,4})-(\d{0,4})$/.exec(one("y")) ?? [];
  return {
    hiddenTieKinds: hidden("kt"),
    hiddenOrganisationKinds: hidden("ko"),
    hiddenPlaces: hidden("kp"),
    hiddenStatuses: hidden("ks"),
    minWeight: readNumber(one("w"), [0, 1e9]) ?? OPEN_FILTERS.minWeight,
    backbone: one("bb") === "1",
    from: readYear(from),
    to: readYear(to),
    certainty: one("yc") === "1" ? "certainly" : "possibly",
    undated: one("yu") !== "0",
    untied: one("u") !== "0",
  };
}

function readYear(text: string | undefined): number | null {
  return readNumber(text ?? "", [1, 9999]) ?? null;
}

function readPinned(values: readonly string[]): State["pinned"] {
  return Object.fromEntries(values.flatMap((value) => {
    const [, iri, x = "", y = ""] = /^(.+),([^,]+),([^,]+)$/s.exec(value) ?? [];
    const spot = [x, y].map((each) => readNumber(each, [-FARTHEST, FARTHEST]));
    const [left, top] = spot;
    return iri && left !== undefined && top !== undefined ? [[longIri(iri), [left, top] as const]] : [];
  }));
}

function readCamera([text = ""]: readonly string[]): State["camera"] | undefined {
  const [x, y, k, ...rest] = text.split(",");
  const found = [readNumber(x ?? "", [-FARTHEST, FARTHEST]), readNumber(y ?? "", [-FARTHEST, FARTHEST]), readNumber(k ?? "", ZOOMS)];
  const [left, top, zoom] = found;
  return rest.length || left === undefined || top === undefined || zoom === undefined
    ? undefined : { x: left, y: top, k: zoom };
}

function readNumber(text: string, [least, most]: readonly [number, number]): number | undefined {
  const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

/** A tenth of a pixel is exact enough; -0 is 0. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** Leave out the class that nearly all IRIs have; one of another class gets a mark. */
function shortIri(iri: string): string {
  const rest = iri.startsWith(CLASS) ? iri.slice(CLASS.length) : "";
  return rest && !rest.startsWith("/") ? rest : `/${iri}`;
}

function longIri(iri: string): string {
  return iri.startsWith("/") ? iri.slice(1) : CLASS + iri;
}

/** Escape what an address or this form of it gives a meaning to; the rest stays readable. */
function escape(text: string): string {
  return text.replace(/[^\p{L}\p{N}/:,._~!$'()*;?@-]/gu, (letter) => {
    try {
      return encodeURIComponent(letter);
    } catch {
      return "%EF%BF%BD"; // half of a character
    }
  });
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
