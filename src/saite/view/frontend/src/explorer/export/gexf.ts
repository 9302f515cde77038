// GEXF 1.2 with positions, sizes and colours, for Gephi (https://gexf.net/).
import { colouring } from "../scenes.ts";
import type { DetailSource } from "../details.ts";
import type { Network } from "../network.ts";
import type { Shown } from "../scene.ts";
import type { State } from "../state.ts";
import { keysOf, typeOf } from "./graphml.ts";
import { collectRows, type NodeRow, type Value, type Values } from "./rows.ts";
import { element } from "./xml.ts";

const SPACES = { xmlns: "http://www.gexf.net/1.2draft", "xmlns:viz": "http://www.gexf.net/1.2draft/viz", version: "1.2" };
// These are told by elements and attributes of GEXF itself.
const NODE_OWN = new Set(["label", "x", "y", "size"]);
const EDGE_OWN = new Set(["weight"]);

/** Write what is shown; without a source of details with fewer attributes. */
export async function toGexf(
  network: Network, shown: Shown, details: DetailSource | null, pinned: State["pinned"] = {},
): Promise<string> {
  const { nodes, edges } = await collectRows(network, shown, details, pinned);
  const nodeKeys = numbered(nodes.map((node) => node.values), NODE_OWN);
  const edgeKeys = numbered(edges.map((edge) => edge.values), EDGE_OWN);
  const colours = coloursOf(network, shown);
  const graph = element("graph", { defaultedgetype: "undirected", mode: "static", name: "Saite" }, [
    declare("node", nodeKeys),
    declare("edge", edgeKeys),
    element("nodes", {}, nodes.map((node, place) => writeNode(node, nodeKeys, colours[place] ?? "#76818c"))),
    element("edges", {}, edges.map(({ source, target, values }, place) => element("edge", {
      id: place, source: nodes[source]!.id, target: nodes[target]!.id, weight: decimal(values["weight"] ?? 1),
    }, [valuesOf(values, edgeKeys)]))),
  ]);
  const whole = element("gexf", SPACES, [element("meta", {}, [element("creator", {}, `Saite ${network.about.version}`)]), graph]);
  return `<?xml version='1.0' encoding='utf-8'?>\n${whole}\n`;
}

type Keys = ReadonlyMap<string, { readonly id: number; readonly sample: Value }>;

function numbered(rows: readonly Values[], own: ReadonlySet<string>): Keys {
  const named = [...keysOf(rows)].filter(([name]) => !own.has(name));
  return new Map(named.map(([name, sample], id) => [name, { id, sample }]));
}

function declare(of: "node" | "edge", keys: Keys): string {
  return element("attributes", { class: of, mode: "static" }, [...keys].map(([name, { id, sample }]) => element(
    "attribute", { id, title: name, type: typeOf(name, sample) })));
}

function coloursOf(network: Network, shown: Shown): string[] {
  const { paint, paints } = colouring(network, "group");
  return [...shown.organisation.keys()].filter((place) => shown.organisation[place])
    .map((place) => paints[paint[place]!]?.light ?? "#76818c");
}

function writeNode({ id, values }: NodeRow, keys: Keys, colour: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return element("node", { id, label: String(values["label"] ?? id) }, [
    valuesOf(values, keys),
    element("viz:color", { r, g, b }),
    // Gephi's y grows upwards.
    element("viz:position", { x: decimal(values["x"] ?? 0), y: decimal(-(values["y"] ?? 0) + 0), z: "0.0" }),
    element("viz:size", { value: decimal(values["size"] ?? 10) }),
  ]);
}

function valuesOf(values: Values, keys: Keys): string {
  return element("attvalues", {}, Object.entries(values).flatMap(([name, value]) => {
    const key = keys.get(name);
    return key ? [element("attvalue", { for: key.id, value: String(value) })] : [];
  }));
}

/** Write a number so that it reads as a fraction. */
function decimal(value: Value): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
