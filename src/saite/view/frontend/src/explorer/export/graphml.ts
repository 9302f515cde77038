// GraphML, as networkx writes and reads it (http://graphml.graphdrawing.org/).
import type { DetailSource } from "../details.ts";
import type { Network } from "../network.ts";
import type { Shown } from "../scene.ts";
import type { State } from "../state.ts";
import { collectRows, isFraction, type Value, type Values } from "./rows.ts";
import { element } from "./xml.ts";

const SPACE = "http://graphml.graphdrawing.org/xmlns";

/** Write what is shown; without a source of details with fewer attributes. */
export async function toGraphml(
  network: Network, shown: Shown, details: DetailSource | null, pinned: State["pinned"] = {},
): Promise<string> {
  const { nodes, edges } = await collectRows(network, shown, details, pinned);
  const nodeKeys = keysOf(nodes.map((node) => node.values));
  const edgeKeys = keysOf(edges.map((edge) => edge.values));
  const keys = [
    element("key", { id: "g_name", for: "graph", "attr.name": "name", "attr.type": "string" }),
    ...declare("node", nodeKeys),
    ...declare("edge", edgeKeys),
  ];
  const graph = element("graph", { edgedefault: "undirected" }, [
    ...nodes.map(({ id, values }) => element("node", { id }, dataOf("node", values))),
    ...edges.map(({ source, target, values }) => element(
      "edge", { source: nodes[source]!.id, target: nodes[target]!.id }, dataOf("edge", values))),
    element("data", { key: "g_name" }, "Saite"),
  ]);
  const whole = element("graphml", { xmlns: SPACE }, [...keys, graph]);
  return `<?xml version='1.0' encoding='utf-8'?>\n${whole}\n`;
}

/** List the names of values with the type of each. */
export function keysOf(rows: readonly Values[]): ReadonlyMap<string, Value> {
  const keys = new Map<string, Value>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) if (!keys.has(name)) keys.set(name, value);
  }
  return keys;
}

/** Name the type of a value, in the words that GraphML and GEXF share. */
export function typeOf(name: string, value: Value): "string" | "boolean" | "double" | "long" {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return isFraction(name) ? "double" : "long";
}

function declare(of: "node" | "edge", keys: ReadonlyMap<string, Value>): string[] {
  return [...keys].map(([name, value]) => element("key", {
    id: `${of[0]}_${name}`, for: of, "attr.name": name, "attr.type": typeOf(name, value),
  }));
}

function dataOf(of: "node" | "edge", values: Values): string[] {
  return Object.entries(values).map(([name, value]) => element("data", { key: `${of[0]}_${name}` }, String(value)));
}
