// The picture: vis-network draws nodes and ties at the positions computed before; hulls of groups
// and labels (labels.js) are drawn by us, so that labels keep their size at every zoom.

const box = document.getElementById("mynetwork");

// Colours that stay apart for colour-blind eyes (after Paul Tol's schemes), one for each group.
const PALETTE = [
  "#4477aa", "#cc6677", "#2f9e8f", "#c99a2e", "#8f5aa8", "#6fb3d9", "#8a8a2e", "#a2424f",
  "#3d7a4b", "#7a6f9b",
];
const KIND_COLOURS = {
  "tie-kind/agreement": "#2f7d4f",
  "tie-kind/project": "#4477aa",
  "tie-kind/event": "#c99a2e",
  "tie-kind/membership": "#8f5aa8",
  "tie-kind/chapter": "#5aa9cf",
  "tie-kind/succession": "#a2424f",
  "tie-kind/cooperation": "#2f9e8f",
};
const DASHES = { "status/implied": [9, 6], "status/derived": [2, 5] };
const CURVED_UP_TO = 400; // ties; more are drawn straight, which is faster
const CROWDED_FROM = 800; // ties; so many are drawn thinner and paler, so that groups stay visible
// Room for labels around the outermost organisations, in pixels of the screen.
const MARGIN = { x: 62, narrow: 36, top: 34, bottom: 50 };

const isCrowded = data.ties.length >= CROWDED_FROM;
const FADED_TIE = isCrowded ? 0.04 : 0.1;

let theme = {};
let nodes;
let edges;
let network;

const darkness = window.matchMedia("(prefers-color-scheme: dark)");

/** Read the colours of the style sheet: they differ by day and night. */
function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  theme = {
    background: read("stage"), text: read("text"), muted: read("muted"), tie: read("tie"),
    disputed: read("disputed"), chosen: read("accent"), untied: read("untied"),
  };
}

/* ---- Colours ------------------------------------------------------------------------------- */

const kindOrder = [...organisationKinds].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  .map(([kind]) => kind);

function colourOfGroup(number) {
  return number >= 0 && number < PALETTE.length ? PALETTE[number] : theme.untied;
}

function colourOfOrganisation(organisation) {
  return state.colours.organisations === "kind"
    ? colourOfGroup(kindOrder.indexOf(organisation.kind ?? ""))
    : colourOfGroup(organisation.group);
}

function colourOfTie(tie) {
  if (state.colours.ties === "kind") {
    return KIND_COLOURS[mainKind(tie)] ?? theme.tie;
  }
  return tie.status === "status/disputed" ? theme.disputed : theme.tie;
}

/* ---- Styles -------------------------------------------------------------------------------- */

/** What the selection brings to the front: organisations and ties, or null if nothing is chosen. */
function brightParts() {
  const { selected } = state;
  if (!selected) {
    return null;
  }
  if (selected.kind === "tie") {
    const { a, b } = data.ties[selected.number];
    return { organisations: new Set([a, b]), ties: new Set([selected.number]) };
  }
  const { ties } = shownOrganisations[selected.number];
  const around = ties.map((tie) => otherEnd(tie, selected.number));
  return { organisations: new Set([selected.number, ...around]), ties: new Set(ties) };
}

function isSelected(kind, number) {
  return state.selected?.kind === kind && state.selected.number === number;
}

function styleNode(organisation, number, bright) {
  const { shown, ties } = shownOrganisations[number];
  const colour = colourOfOrganisation(organisation);
  const hollow = organisation.unnamed || !ties.length;
  const chosen = isSelected("organisation", number);
  return {
    id: number,
    hidden: !shown,
    title: nameOf(organisation),
    opacity: bright && !bright.organisations.has(number) ? 0.18 : 1,
    color: { background: hollow ? theme.background : colour, border: chosen ? theme.text : ties.length ? colour : theme.untied },
    borderWidth: chosen ? 4 : 2,
    shapeProperties: { borderDashes: organisation.unnamed ? [4, 3] : false },
  };
}

function titleOfTie(tie, number) {
  const { a, b } = data.ties[number];
  const names = [a, b].map((end) => shortNameOf(data.organisations[end])).join(" — ");
  return `${names}\n${describeKinds(tie)}`;
}

function styleEdge(tie, number, bright) {
  if (!tie) {
    return { id: number, hidden: true };
  }
  const chosen = isSelected("tie", number);
  const faded = bright && !bright.ties.has(number);
  const colour = chosen ? theme.chosen : colourOfTie(tie);
  return {
    id: number,
    hidden: false,
    title: titleOfTie(tie, number),
    width: Math.min(9, 1 + 2.2 * Math.sqrt(tie.weight)) * (isCrowded && !bright ? 0.6 : 1) + (chosen ? 2 : 0),
    dashes: DASHES[tie.status] ?? false,
    color: { color: colour, hover: colour, highlight: colour, inherit: false, opacity: faded ? FADED_TIE : chosen ? 1 : isCrowded && !bright ? 0.4 : 0.72 },
  };
}

/** Bring the picture in line with filters, colours and selection. */
function restyle() {
  const bright = brightParts();
  nodes.update(data.organisations.map((each, number) => styleNode(each, number, bright)));
  edges.update(shownTies.map((tie, number) => styleEdge(tie, number, bright)));
}

/** Show what is selected; what is out of sight is brought into it. */
function showSelection() {
  restyle();
  const { selected } = state;
  if (!selected) {
    return;
  }
  const ends = selected.kind === "tie" ? [data.ties[selected.number].a, data.ties[selected.number].b] : [selected.number];
  const spots = ends.map((number) => network.getPosition(number));
  if (!spots.every(isInSight)) {
    const middle = (name) => spots.reduce((sum, spot) => sum + spot[name], 0) / spots.length;
    const apart = (name) => Math.abs(spots[0][name] - spots[spots.length - 1][name]);
    const room = [[box.clientWidth - 100, apart("x")], [heightInSight() - 120, apart("y")]];
    const scales = room.map(([free, length]) => Math.max(60, free) / Math.max(1, length));
    const offset = { x: 0, y: (heightInSight() - box.clientHeight) / 2 };
    network.moveTo({
      position: { x: middle("x"), y: middle("y") }, offset,
      scale: Math.min(network.getScale(), ...scales), animation: state.view === "picture" && motion(),
    });
  }
}

/** How much of the picture is not behind the panel, which on a narrow screen lies over it. */
function heightInSight() {
  const lies = getComputedStyle(panel).position === "absolute" && state.selected;
  return lies ? Math.max(80, box.clientHeight - panel.offsetHeight) : box.clientHeight;
}

function isInSight(position) {
  const spot = network.canvasToDOM(position);
  return spot.x > 20 && spot.y > 20 && spot.x < box.clientWidth - 20 && spot.y < heightInSight() - 40;
}

function motion() {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? false : { duration: 250, easingFunction: "easeInOutQuad" };
}

/* ---- Drawing ------------------------------------------------------------------------------- */

/** Where organisations stand: as computed, or turned over where the screen is much higher than wide. */
function placeNodes() {
  const range = (name) => data.nodes.reduce((most, node) => Math.max(most, Math.abs(node[name])), 0);
  const isTall = box.clientHeight > 1.25 * box.clientWidth && range("x") > range("y");
  return data.nodes.map(({ id, x, y, size, shape }) => (
    isTall ? { id, x: y, y: x, size, shape } : { id, x, y, size, shape }));
}

function drawPicture() {
  readTheme();
  nodes = new vis.DataSet(placeNodes());
  edges = new vis.DataSet(data.edges.map((edge) => ({ ...edge })));
  restyle();
  network = new vis.Network(box, { nodes, edges }, {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false },
    interaction: {
      hover: true, tooltipDelay: 150, keyboard: false, selectConnectedEdges: false,
      selectable: false, hideEdgesOnDrag: data.ties.length > 1500, hideEdgesOnZoom: data.ties.length > 1500,
    },
    nodes: { chosen: false, font: { size: 0 } },
    edges: {
      chosen: false, selectionWidth: 0, hoverWidth: 0.5,
      smooth: data.ties.length > CURVED_UP_TO ? false : { enabled: true, type: "continuous", roundness: 0.25 },
    },
  });
  box.querySelector(".vis-network").tabIndex = -1;
  network.on("beforeDrawing", drawGroups);
  network.on("afterDrawing", drawLabels);
  network.on("click", clickPicture);
  network.on("hoverNode", () => { box.style.cursor = "pointer"; });
  network.on("hoverEdge", () => { box.style.cursor = "pointer"; });
  network.on("blurNode", () => { box.style.cursor = ""; });
  network.on("blurEdge", () => { box.style.cursor = ""; });
  box.addEventListener("keydown", steerPicture);
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.3));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("zoom-fit").addEventListener("click", () => showWhole(true));
  darkness.addEventListener("change", () => { readTheme(); restyle(); showLegend(); });
  // Which labels are drawn, and where an organisation stands in the window, for scripts from outside.
  box.labelsDrawn = () => drawnLabels;
  box.spotOf = (number) => {
    const { left, top } = box.getBoundingClientRect();
    const spot = network.canvasToDOM(network.getPosition(number));
    return { x: left + spot.x, y: top + spot.y };
  };
  showWhole(false);
}

function clickPicture(event) {
  box.focus({ preventScroll: true });
  const { x, y } = event.pointer.DOM;
  const node = network.getNodeAt({ x, y });
  const edge = node === undefined ? network.getEdgeAt({ x, y }) : undefined;
  if (node !== undefined) {
    select({ kind: "organisation", number: node });
  } else if (edge !== undefined) {
    select({ kind: "tie", number: edge });
  } else {
    const label = labelAt(x, y);
    select(label === undefined ? null : { kind: "organisation", number: label });
  }
}

function zoom(factor) {
  const scale = Math.min(4, Math.max(0.03, network.getScale() * factor));
  network.moveTo({ scale, animation: motion() });
}

/** Fit what is shown into the picture, labels and all. */
function showWhole(animated) {
  const shown = data.organisations.map((each, number) => number)
    .filter((number) => shownOrganisations[number].shown);
  if (!shown.length || !box.clientWidth) {
    return;
  }
  const spots = shown.map((number) => network.getPosition(number));
  const edge = (pick, name) => spots.reduce((best, spot) => pick(best, spot[name]), spots[0][name]);
  const [left, right] = [edge(Math.min, "x"), edge(Math.max, "x")];
  const [top, bottom] = [edge(Math.min, "y"), edge(Math.max, "y")];
  const width = Math.max(60, box.clientWidth - 2 * (box.clientWidth < 500 ? MARGIN.narrow : MARGIN.x));
  const height = Math.max(60, box.clientHeight - MARGIN.top - MARGIN.bottom);
  const scale = Math.min(1.3, width / Math.max(1, right - left), height / Math.max(1, bottom - top));
  const down = (MARGIN.bottom - MARGIN.top) / 2 / scale;
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 + down }, scale,
    animation: animated && state.view === "picture" ? motion() : false,
  });
}

/* ---- Keyboard ------------------------------------------------------------------------------ */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function steerPicture(event) {
  if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const actions = { "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: () => showWhole(true) };
  if (ARROWS[event.key]) {
    step(...ARROWS[event.key]);
  } else if (event.key === "Enter" && state.selected) {
    panel.querySelector("h2").focus();
  } else if (actions[event.key]) {
    actions[event.key]();
  } else {
    return;
  }
  event.preventDefault();
}

/** Go to the nearest organisation in a direction; the first step goes to the strongest. */
function step(dx, dy) {
  const shown = data.organisations.map((each, number) => number)
    .filter((number) => shownOrganisations[number].shown);
  const from = state.selected?.kind === "organisation" ? state.selected.number : null;
  let next = null;
  if (from === null) {
    next = shown.sort((a, b) => shownOrganisations[b].strength - shownOrganisations[a].strength)[0] ?? null;
  } else {
    const start = network.getPosition(from);
    let best = Infinity;
    for (const number of shown) {
      const spot = network.getPosition(number);
      const along = (spot.x - start.x) * dx + (spot.y - start.y) * dy;
      const aside = Math.abs((spot.x - start.x) * dy) + Math.abs((spot.y - start.y) * dx);
      if (number !== from && along > 0 && aside <= 2 * along && along + aside * 1.5 < best) {
        best = along + aside * 1.5;
        next = number;
      }
    }
  }
  if (next !== null) {
    select({ kind: "organisation", number: next });
    const count = shownOrganisations[next].ties.length;
    announce(say("picture.at", { name: nameOf(data.organisations[next]), ties: say("ties.count", { n: count }) }));
  }
}
