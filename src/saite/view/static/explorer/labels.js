// Labels and hulls of groups, drawn on the canvas of the picture.
// Labels keep their size on the screen; the more important one wins where two would overlap.

const LINE_LENGTH = 20;
const LINES = 3;
const SHORTER = [12, 7]; // letters of a label that has no room for more
const FEW = 60; // organisations; so few are all to be labelled, if only in short
const FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

// Rectangles of the labels last drawn, in pixels of the screen, for clicks.
let drawnLabels = [];
const wrapped = new Map();

/** Break a name into at most three short lines. */
function wrap(text) {
  if (!wrapped.has(text)) {
    const lines = [];
    for (const word of text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").split(/\s+/)) {
      const last = lines[lines.length - 1];
      if (last !== undefined && last.length + 1 + word.length <= LINE_LENGTH) {
        lines[lines.length - 1] = `${last} ${word}`;
      } else {
        lines.push(word);
      }
    }
    const cut = lines.slice(0, LINES).map((line) => (line.length > LINE_LENGTH + 6 ? `${line.slice(0, LINE_LENGTH + 5)}…` : line));
    if (lines.length > LINES) {
      cut[LINES - 1] = `${cut[LINES - 1].replace(/…$/, "")}…`;
    }
    wrapped.set(text, cut);
  }
  return wrapped.get(text);
}

/** The organisations whose labels are drawn, the most important first. */
function rankLabels(bright) {
  return data.organisations.map((each, number) => number)
    .filter((number) => shownOrganisations[number].shown)
    .sort((a, b) => Number(isSelected("organisation", b)) - Number(isSelected("organisation", a))
      || (bright ? Number(bright.organisations.has(b)) - Number(bright.organisations.has(a)) : 0)
      || shownOrganisations[b].strength - shownOrganisations[a].strength || a - b);
}

/** Rectangles of the screen that are taken, found by the squares they lie in. */
class Room {
  constructor() {
    this.squares = new Map();
  }

  * keysOf({ left, top, right, bottom }) {
    for (let x = Math.floor(left / 64); x <= Math.floor(right / 64); x += 1) {
      for (let y = Math.floor(top / 64); y <= Math.floor(bottom / 64); y += 1) {
        yield `${x},${y}`;
      }
    }
  }

  take(rectangle) {
    for (const key of this.keysOf(rectangle)) {
      if (!this.squares.has(key)) {
        this.squares.set(key, []);
      }
      this.squares.get(key).push(rectangle);
    }
  }

  /** Whether nothing of others lies there; what belongs to `own` does not count. */
  isFree(rectangle, own) {
    for (const key of this.keysOf(rectangle)) {
      for (const other of this.squares.get(key) ?? []) {
        // In a crowd every spot is some dot's: labels of the strongest may cover those of others.
        if (other.own !== own && !(rectangle.strong && other.dot) && rectangle.left < other.right && rectangle.right > other.left
          && rectangle.top < other.bottom && rectangle.bottom > other.top) {
          return false;
        }
      }
    }
    return true;
  }
}

/** Where a label may stand on the screen: below its node, above it, to the right or the left. */
function placeLabel(context, number, spot, scale) {
  const important = isSelected("organisation", number);
  const strong = shownOrganisations[number].strength >= strongMark;
  const size = (important ? 14 : strong ? 13.5 : 12) * Math.max(0.88, Math.min(1, Math.sqrt(scale)));
  const weight = important || strong ? 600 : 400;
  const lines = wrap(shortNameOf(data.organisations[number]));
  context.font = `${weight} ${size}px ${FONT}`;
  const width = Math.max(...lines.map((line) => context.measureText(line).width));
  const height = lines.length * size * 1.18;
  const radius = data.nodes[number].size * scale;
  const label = { number, own: number, lines, size, weight, important, strong };
  const at = (x, top) => ({ ...label, x, top, left: x - width / 2 - 2, right: x + width / 2 + 2, bottom: top + 2 + height });
  const middle = keepInside(spot.x, width / 2 + 4, box.clientWidth);
  const aside = radius + width / 2 + 5;
  return [
    at(middle, spot.y + radius + 2), at(middle, spot.y - radius - height - 4),
    at(spot.x + aside, spot.y - height / 2), at(spot.x - aside, spot.y - height / 2),
  ].filter((place, n) => n < 2 || (place.left > 0 && place.right < box.clientWidth));
}

/** Where a label of one short line may stand, if there is no room for the whole one. */
function placeShortLabel(context, number, spot, { scale, letters }) {
  const size = 10;
  const lines = [shorten(wrap(shortNameOf(data.organisations[number]))[0], letters)];
  context.font = `400 ${size}px ${FONT}`;
  const width = context.measureText(lines[0]).width;
  const height = size * 1.18;
  const radius = data.nodes[number].size * scale;
  const label = { number, own: number, lines, size, weight: 400 };
  const at = (x, top) => ({ ...label, x, top, left: x - width / 2, right: x + width / 2, bottom: top + height });
  const heights = [radius + 1, -radius - height - 1, -height / 2, radius / 2, -radius / 2 - height];
  const asides = [0, radius + width / 2 + 2, -radius - width / 2 - 2, width / 3, -width / 3];
  return heights.flatMap((down) => asides.map((aside) => at(spot.x + aside, spot.y + down)))
    .filter(({ x, top, left, right }) => left > 0 && right < box.clientWidth
      && (Math.abs(x - spot.x) > radius + width / 2 || top >= spot.y + radius || top + height <= spot.y - radius));
}

/** The first of the places that is free; where few are drawn, a label may also shrink or cover a dot. */
function findPlace(context, room, number, { spot, scale, few, allShort }) {
  const places = allShort && !isSelected("organisation", number) ? [] : placeLabel(context, number, spot, scale);
  const free = places.find((place) => room.isFree(place, number)) ?? (places[0]?.important ? places[0] : null);
  if (free || !few) {
    return free;
  }
  const short = SHORTER.flatMap((letters) => placeShortLabel(context, number, spot, { scale, letters }));
  return short.find((place) => room.isFree(place, number))
    ?? short.find((place) => room.isFree({ ...place, strong: true }, number));
}

/** What lies over the picture takes room too: no label is to run under it. */
function takeControls(room) {
  const { left, top } = box.getBoundingClientRect();
  const zoomed = document.querySelector(".zoom").getBoundingClientRect();
  room.take({
    own: "zoom", left: zoomed.left - left - 4, right: zoomed.right - left + 4,
    top: zoomed.top - top - 4, bottom: zoomed.bottom - top + 4,
  });
}

/** Move a middle so that what reaches half its width to either side stays between 0 and an end. */
function keepInside(middle, half, end) {
  return middle < 0 || middle > end || 2 * half > end ? middle : Math.min(end - half, Math.max(half, middle));
}

/** Place the labels one after the other, each where those before it leave room. */
function placeLabels(context, spots, { scale, few, allShort }) {
  const room = new Room();
  const labels = [];
  spots.forEach(({ x, y }, number) => {
    const radius = data.nodes[number].size * scale * 0.8;
    room.take({ own: number, dot: true, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
  });
  takeControls(room);
  spots.forEach((spot, number) => {
    const label = findPlace(context, room, number, { spot, scale, few, allShort });
    if (label) {
      room.take(label);
      labels.push(label);
    }
  });
  return { room, labels };
}

function drawLabels(context) {
  const scale = network.getScale();
  const bright = brightParts();
  const positions = network.getPositions();
  const ranked = rankLabels(bright);
  context.save();
  context.textAlign = "center";
  context.lineJoin = "round";
  const spots = new Map(ranked.map((number) => [number, network.canvasToDOM(positions[number])]));
  const few = ranked.length <= FEW;
  let { room, labels } = placeLabels(context, spots, { scale, few, allShort: false });
  if (few && labels.length < ranked.length) {
    const shorter = placeLabels(context, spots, { scale, few, allShort: true });
    ({ room, labels } = shorter.labels.length > labels.length ? shorter : { room, labels });
  }
  drawnLabels = labels;
  [...drawnLabels].reverse().forEach((label) => {
    drawLabel(context, label, { scale, faded: bright && !bright.organisations.has(label.number) });
  });
  if (state.colours.organisations === "group") {
    drawGroupNames(context, room, scale);
  }
  context.restore();
}

function drawLabel(context, label, { scale, faded }) {
  context.font = `${label.weight} ${label.size / scale}px ${FONT}`;
  context.globalAlpha = faded ? 0.3 : 1;
  label.lines.forEach((line, n) => {
    const spot = network.DOMtoCanvas({ x: label.x, y: label.top + label.size * (1 + n * 1.18) });
    drawHaloed(context, line, { ...spot, colour: theme.text, halo: 3.5 / scale });
  });
  context.globalAlpha = 1;
}

function drawHaloed(context, text, { x, y, colour, halo }) {
  context.lineWidth = halo;
  context.strokeStyle = theme.background;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** The organisation whose label is at a spot of the screen. */
function labelAt(x, y) {
  return drawnLabels.find((each) => x >= each.left && x <= each.right && y >= each.top && y <= each.bottom)?.number;
}

// Labels of the strongest tenth, but of no more than 24, are larger.
const strongMark = [...data.organisations].map((each) => each.strength).sort((a, b) => b - a)[
  Math.min(24, Math.floor(data.organisations.length / 10))] || Infinity;

/* ---- Hulls --------------------------------------------------------------------------------- */

const groupMembers = data.groups.map(() => []);
data.organisations.forEach((organisation, number) => groupMembers[organisation.group]?.push(number));

function shownMembers(group) {
  return groupMembers[group].filter((number) => shownOrganisations[number].shown && shownOrganisations[number].ties.length);
}

function drawGroups(context) {
  if (state.colours.organisations !== "group") {
    return;
  }
  const positions = network.getPositions();
  groupMembers.forEach((all, group) => {
    const members = shownMembers(group);
    if (members.length < 3) {
      return;
    }
    const hull = hullOf(members.flatMap((number) => around(positions[number], data.nodes[number].size + 24)));
    context.save();
    traceSmoothly(context, hull);
    context.globalAlpha = state.selected ? 0.05 : 0.09;
    context.fillStyle = colourOfGroup(group);
    context.fill();
    context.globalAlpha = state.selected ? 0.15 : 0.32;
    context.strokeStyle = colourOfGroup(group);
    context.lineWidth = 1.2 / network.getScale();
    context.stroke();
    context.restore();
  });
}

function drawGroupNames(context, room, scale) {
  const positions = network.getPositions();
  groupMembers.forEach((all, group) => {
    const members = shownMembers(group);
    if (members.length < 3) {
      return;
    }
    const edge = (sign) => members
      .map((number) => ({ x: positions[number].x, y: positions[number].y + sign * (data.nodes[number].size + 28) }))
      .reduce((best, each) => (sign * each.y > sign * best.y ? each : best));
    const [above, below] = [network.canvasToDOM(edge(-1)), network.canvasToDOM(edge(1))];
    const text = nameGroup(group, (name) => shorten(name, 26));
    context.font = `italic 11.5px ${FONT}`;
    const half = context.measureText(text).width / 2;
    // Above the group, there a little aside, or below it: wherever nothing else stands.
    const places = [[above, 0], [above, -0.5], [above, 0.5], [{ x: below.x, y: below.y + 14 }, 0]].map(([spot, aside]) => {
      const x = keepInside(spot.x + aside * half, half + 4, box.clientWidth);
      return { own: `group ${group}`, x, left: x - half, right: x + half, top: spot.y - 13, bottom: spot.y + 2 };
    });
    const place = places.find((each) => room.isFree(each));
    if (!place) {
      return;
    }
    room.take(place);
    context.font = `italic ${11.5 / scale}px ${FONT}`;
    context.globalAlpha = state.selected ? 0.35 : 0.95;
    drawHaloed(context, text, { ...network.DOMtoCanvas({ x: place.x, y: place.bottom - 4 }), colour: colourOfGroup(group), halo: 3 / scale });
    context.globalAlpha = 1;
  });
}

function shorten(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function around({ x, y }, radius) {
  return Array.from({ length: 8 }, (_, n) => ({
    x: x + radius * Math.cos((n * Math.PI) / 4), y: y + radius * Math.sin((n * Math.PI) / 4),
  }));
}

/** Convex hull (Andrew's monotone chain). */
function hullOf(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const turns = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const chain = (list) => {
    const kept = [];
    for (const point of list) {
      while (kept.length > 1 && turns(kept[kept.length - 2], kept[kept.length - 1], point) <= 0) {
        kept.pop();
      }
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** Trace a closed line through the middles of the sides, rounding the corners. */
function traceSmoothly(context, points) {
  const middle = (a, b) => [(a.x + b.x) / 2, (a.y + b.y) / 2];
  context.beginPath();
  context.moveTo(...middle(points[points.length - 1], points[0]));
  points.forEach((point, n) => {
    context.quadraticCurveTo(point.x, point.y, ...middle(point, points[(n + 1) % points.length]));
  });
  context.closePath();
}
