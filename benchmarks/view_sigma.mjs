// The same network in sigma: nodes with places, sizes and colours, straight edges with widths.
import Graph from "graphology";
import Sigma from "sigma";

const { nodes, edges } = JSON.parse(document.getElementById("data").textContent);
const graph = new Graph();
for (const { id, ...rest } of nodes) graph.addNode(id, rest);
for (const [from, to, size, kind] of edges) graph.addEdge(from, to, { size, kind, color: "#8593a3" });
const renderer = new Sigma(graph, document.getElementById("picture"), {
  hideEdgesOnMove: false, labelRenderedSizeThreshold: 6,
});

// What the benchmark calls: hide the edges of one kind.
window.narrow = (kind) => {
  renderer.setSetting("edgeReducer", (edge, data) => (data.kind === kind ? { ...data, hidden: true } : data));
};
