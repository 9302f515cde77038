// Places for the things of a small network: forces, always from the same start.

export interface Edge {
  from: number;
  to: number;
}

export interface Spot {
  x: number;
  y: number;
}

const STEPS = 240;

/** Lay a network out in a square from 0 to 1: tied things near each other, all others apart. */
export function layOut(nodes: number, edges: Edge[]): Spot[] {
  const spots = Array.from({ length: nodes }, (_, place) => {
    const angle = place * 2.399963; // the golden angle: no two starts are alike
    const radius = 0.5 * Math.sqrt((place + 0.5) / Math.max(nodes, 1));
    return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  });
  const wanted = 1 / Math.sqrt(Math.max(nodes, 1));
  for (let step = 0; step < STEPS; step += 1) {
    const heat = 0.1 * (1 - step / STEPS) ** 1.5;
    const moves = spots.map(() => ({ x: 0, y: 0 }));
    push(spots, moves, wanted);
    pull(spots, moves, edges, wanted);
    spots.forEach((spot, place) => {
      const move = moves[place] ?? { x: 0, y: 0 };
      move.x -= spot.x * 0.35;
      move.y -= spot.y * 0.35;
      const length = Math.hypot(move.x, move.y) || 1;
      spot.x += (move.x / length) * Math.min(length, heat);
      spot.y += (move.y / length) * Math.min(length, heat);
    });
  }
  return fit(spots);
}

function push(spots: Spot[], moves: Spot[], wanted: number): void {
  for (let one = 0; one < spots.length; one += 1) {
    for (let other = one + 1; other < spots.length; other += 1) {
      const [a, b, m, n] = [spots[one], spots[other], moves[one], moves[other]];
      if (!a || !b || !m || !n) continue;
      const [dx, dy] = [a.x - b.x, a.y - b.y];
      const square = Math.max(dx * dx + dy * dy, 1e-6);
      const force = (wanted * wanted) / square;
      m.x += dx * force;
      m.y += dy * force;
      n.x -= dx * force;
      n.y -= dy * force;
    }
  }
}

function pull(spots: Spot[], moves: Spot[], edges: Edge[], wanted: number): void {
  for (const { from, to } of edges) {
    const [a, b, m, n] = [spots[from], spots[to], moves[from], moves[to]];
    if (!a || !b || !m || !n) continue;
    const [dx, dy] = [a.x - b.x, a.y - b.y];
    const force = Math.hypot(dx, dy) / wanted;
    m.x -= dx * force * 0.5;
    m.y -= dy * force * 0.5;
    n.x += dx * force * 0.5;
    n.y += dy * force * 0.5;
  }
}

function fit(spots: Spot[]): Spot[] {
  const xs = spots.map((spot) => spot.x);
  const ys = spots.map((spot) => spot.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left || 1, Math.max(...ys) - top || 1];
  return spots.map((spot) => ({ x: (spot.x - left) / width, y: (spot.y - top) / height }));
}
