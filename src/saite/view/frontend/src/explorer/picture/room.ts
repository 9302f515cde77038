// The room that names have in a window: none stands over another.
import { clamp } from "./level.ts";
import type { Label } from "./labels.ts";

/** Height of a line of text, in sizes of its letters. */
export const LINE = 1.18;

const CELL = 6;

/** The window in small squares, and which of them are taken. */
export class Room {
  private readonly columns: number;
  private readonly rows: number;
  private readonly taken: Uint8Array;

  constructor(size: { width: number; height: number }) {
    this.columns = Math.ceil(size.width / CELL) + 2;
    this.rows = Math.ceil(size.height / CELL) + 2;
    this.taken = new Uint8Array(this.columns * this.rows);
  }

  private span(left: number, top: number, width: number, height: number): [number, number, number, number] {
    return [
      clamp(Math.floor(left / CELL) + 1, 0, this.columns - 1), clamp(Math.floor(top / CELL) + 1, 0, this.rows - 1),
      clamp(Math.floor((left + width) / CELL) + 1, 0, this.columns - 1), clamp(Math.floor((top + height) / CELL) + 1, 0, this.rows - 1),
    ];
  }

  take(left: number, top: number, width: number, height: number): void {
    const [x1, y1, x2, y2] = this.span(left, top, width, height);
    for (let y = y1; y <= y2; y += 1) this.taken.fill(1, y * this.columns + x1, y * this.columns + x2 + 1);
  }

  isFree(left: number, top: number, width: number, height: number): boolean {
    const [x1, y1, x2, y2] = this.span(left, top, width, height);
    for (let y = y1; y <= y2; y += 1) {
      for (let x = x1; x <= x2; x += 1) if (this.taken[y * this.columns + x]) return false;
    }
    return true;
  }
}

/** Take a name, and the room where it stands. */
export function add(labels: Label[], room: Room, label: Label | null, spot: { x: number; y: number }): void {
  if (!label) return;
  labels.push(label);
  room.take(spot.x + label.dx - label.width / 2, spot.y + label.dy, label.width, label.height);
}
