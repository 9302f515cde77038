// Node-link JSON; `networkx.node_link_graph(data, edges="edges")` reads it back.
import type { DetailSource } from "../details.ts";
import type { Network } from "../network.ts";
import type { Shown } from "../scene.ts";
import type { State } from "../state.ts";
import { collectRows } from "./rows.ts";

/** Write what is shown; without a source of details with fewer attributes. */
export async function toJson(
  network: Network, shown: Shown, details: DetailSource | null, pinned: State["pinned"] = {},
): Promise<string> {
  const { nodes, edges } = await collectRows(network, shown, details, pinned);
  const graph = {
    directed: false,
    multigraph: false,
    graph: { name: "Saite", about: network.about },
    nodes: nodes.map(({ id, values }) => ({ id, ...values })),
    edges: edges.map(({ source, target, values }) => ({ source: nodes[source]!.id, target: nodes[target]!.id, ...values })),
  };
  return `${JSON.stringify(graph, null, 1)}\n`;
}
