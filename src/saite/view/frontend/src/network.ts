// An answer as a network: two columns of things are its ends; arrow keys move from thing to thing.
import { h, s } from "./dom.ts";
import { layOut, type Edge } from "./layout.ts";
import { called, nameAll } from "./naming.ts";
import { inLanguage, t } from "./page.ts";
import { numberColumns, thingColumns, type Answer } from "./results.ts";

const MOST = 150;
const MOST_EXPLORED = 100; // the address stays short enough for every server
// Controlled values are no ends of links, unless there is nothing else.
const CONCEPTS = "https://w3id.org/saite/concepts/";
const [WIDTH, HEIGHT, EDGE_X, EDGE_Y] = [1000, 680, 130, 40];

export interface Network {
  nodes: string[];
  edges: (Edge & { weight: number })[];
}

/** Take the links of an answer; of too many things the most linked ones are kept. */
export function networkOf(answer: Answer, from: number, to: number, weight: number | undefined, most = MOST): Network {
  const links = new Map<string, number>();
  const degree = new Map<string, number>();
  for (const row of answer.rows) {
    const [a, b] = [row[from]?.value, row[to]?.value];
    if (!a || !b || a === b || row[from]?.kind !== "iri" || row[to]?.kind !== "iri") continue;
    const key = [a, b].sort().join("\n");
    const number = weight === undefined ? 1 : Number(row[weight]?.value ?? 1) || 1;
    links.set(key, Math.max(links.get(key) ?? 0, number));
    for (const end of [a, b]) degree.set(end, (degree.get(end) ?? 0) + 1);
  }
  const nodes = [...degree.keys()].sort((a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0) || (a < b ? -1 : 1)).slice(0, most);
  const number = new Map(nodes.map((node, place) => [node, place]));
  const edges = [...links].flatMap(([key, value]) => {
    const [a, b] = key.split("\n").map((end) => number.get(end));
    return a === undefined || b === undefined ? [] : [{ from: a, to: b, weight: value }];
  });
  return { nodes, edges };
}

/** Show an answer as a network. */
export function showNetwork(answer: Answer, into: HTMLElement): void {
  const all = thingColumns(answer);
  const others = all.filter((place) => !answer.rows.some((row) => row[place]?.value.startsWith(CONCEPTS)));
  const things = others.length > 1 ? others : all;
  if (things.length < 2) return into.replaceChildren(h("p", { class: "none" }, t("network.none")));
  let [from, to] = busiest(answer, things);
  const stage = h("div", { class: "stage" });
  const explore = h("a", {}, t("network.explore"));
  const draw = (): void => {
    const network = networkOf(answer, from, to, numberColumns(answer)[0]);
    explore.href = exploreAddress(network.nodes);
    void nameAll(network.nodes).catch(() => undefined).then(() => stage.replaceChildren(picture(network)));
  };
  const select = (chosen: number, change: (place: number) => void): HTMLSelectElement => {
    const made = h("select", {}, ...things.map((place) => h("option", { value: place, selected: place === chosen }, answer.columns[place] ?? "")));
    made.addEventListener("change", () => { change(Number(made.value)); draw(); });
    return made;
  };
  into.replaceChildren(
    h("div", { class: "choices" },
      h("label", { class: "choice" }, t("network.from"), " ", select(from, (place) => { from = place; })),
      h("label", { class: "choice" }, t("network.to"), " ", select(to, (place) => { to = place; }))),
    h("p", {}, explore),
    stage,
  );
  draw();
}

/** The address of the explorer on the things of a result; it passes over those that are no organisations. */
export function exploreAddress(things: readonly string[]): string {
  const query = new URLSearchParams(things.slice(0, MOST_EXPLORED).map((thing): [string, string] => ["organisation", thing]));
  return inLanguage(`/explore?${query.toString()}`);
}

/** Choose the two columns with the most different things. */
export function busiest(answer: Answer, things: number[]): [number, number] {
  const many = (place: number): number => new Set(answer.rows.map((row) => row[place]?.value)).size;
  const order = [...things].sort((a, b) => many(b) - many(a) || a - b);
  const [one, other] = [order[0] ?? 0, order[1] ?? 0];
  return one < other ? [one, other] : [other, one];
}

function picture({ nodes, edges }: Network): SVGElement {
  const spots = layOut(nodes.length, edges).map(({ x, y }) => ({ x: EDGE_X + x * (WIDTH - 2 * EDGE_X), y: EDGE_Y + y * (HEIGHT - 2 * EDGE_Y) }));
  const degree = nodes.map((_, place) => edges.filter((edge) => edge.from === place || edge.to === place).length);
  const heaviest = Math.max(1, ...edges.map((edge) => edge.weight));
  const lines = edges.map(({ from, to, weight }) => {
    const [a, b] = [spots[from] ?? { x: 0, y: 0 }, spots[to] ?? { x: 0, y: 0 }];
    return s("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, "stroke-width": 1 + 4 * Math.sqrt(weight / heaviest) });
  });
  const marks = nodes.map((node, place) => {
    const spot = spots[place] ?? { x: 0, y: 0 };
    const found = called(node);
    const name = found?.label ?? node;
    const short = name.length > 26 ? `${name.slice(0, 25)}…` : name;
    const radius = 5 + 2 * Math.sqrt(degree[place] ?? 0);
    return s("a", { href: found?.link ?? null, class: "partner" },
      s("title", {}, name),
      s("circle", { cx: spot.x, cy: spot.y, r: radius }),
      s("text", { x: spot.x, y: spot.y - radius - 4, "text-anchor": "middle" }, short));
  });
  const label = t("network.label", { n: nodes.length, m: edges.length });
  return s("svg", { class: "ego network", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": label }, ...lines, ...marks);
}
