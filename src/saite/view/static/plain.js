// Draws a pyvis network without facts. What it shows is text: nothing of the data becomes markup.
(() => {
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const box = document.getElementById("mynetwork");
const menus = document.getElementById("menus");
const FADED = 0.15;

function pixels(size) {
  return /^\d+$/.test(size) ? `${size}px` : size;
}

function option(text, value) {
  const made = document.createElement("option");
  made.textContent = text;
  made.value = value;
  return made;
}

function menu(label) {
  const made = document.createElement("select");
  made.setAttribute("aria-label", label);
  made.append(option(label, ""));
  menus.append(made);
  menus.hidden = false;
  return made;
}

function fill(select, label, texts) {
  select.replaceChildren(option(label, ""), ...texts.map((text, n) => option(text, String(n))));
}

box.style.height = pixels(data.height);
box.style.width = pixels(data.width);
box.style.backgroundColor = data.background;

const source = data.dot
  ? vis.network.convertDot(data.dot)
  : { nodes: data.nodes, edges: data.edges, options: {} };
const nodes = new vis.DataSet(source.nodes);
const edges = new vis.DataSet(source.edges.map((edge, n) => ({ id: edge.id ?? `edge ${n}`, ...edge })));
const options = { ...source.options, ...data.options };
if (data.configure) {
  options.configure = { ...options.configure, container: document.getElementById("config") };
} else {
  delete options.configure;
}
const network = new vis.Network(box, { nodes, edges }, options);

/** Fade everything but some nodes; without any, show all again. */
function show(ids) {
  const kept = new Set(ids);
  nodes.update(nodes.getIds().map((id) => ({
    id, opacity: kept.size && !kept.has(id) ? FADED : 1,
  })));
}

if (data.highlight) {
  network.on("click", (event) => {
    const [id] = event.nodes;
    show(id === undefined ? [] : [id, ...network.getConnectedNodes(id)]);
  });
}

if (data.select) {
  const select = menu("Select a node");
  const all = nodes.get();
  fill(select, "Select a node", all.map((node) => String(node.label ?? node.id)));
  select.addEventListener("change", () => {
    if (select.value === "") {
      show([]);
      return;
    }
    const { id } = all[Number(select.value)];
    show([id, ...network.getConnectedNodes(id)]);
    network.focus(id, { scale: 1 });
  });
}

if (data.filter) {
  const item = menu("Select an item");
  const property = menu("Select a property");
  const value = menu("Select a value");
  const kinds = [nodes, edges];
  let properties = [];
  let values = [];
  fill(item, "Select an item", ["node", "edge"]);
  item.addEventListener("change", () => {
    const rows = item.value === "" ? [] : kinds[Number(item.value)].get();
    properties = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
    values = [];
    fill(property, "Select a property", properties);
    fill(value, "Select a value", []);
    show([]);
  });
  property.addEventListener("change", () => {
    const name = properties[Number(property.value)];
    const rows = property.value === "" ? [] : kinds[Number(item.value)].get();
    values = [...new Set(rows.map((row) => JSON.stringify(row[name])))].filter((text) => text).sort();
    fill(value, "Select a value", values);
  });
  value.addEventListener("change", () => {
    if (value.value === "") {
      show([]);
      return;
    }
    const name = properties[Number(property.value)];
    const hits = kinds[Number(item.value)].get({
      filter: (row) => JSON.stringify(row[name]) === values[Number(value.value)],
    });
    show(item.value === "0" ? hits.map((node) => node.id) : hits.flatMap((edge) => [edge.from, edge.to]));
  });
}
})();
