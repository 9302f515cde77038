// The names that are in the picture now: chosen anew from time to time, fading in and out.
import { placeLabels, type Label, type View } from "./labels.ts";
import type { Camera } from "../scene.ts";

const EVERY = 110; // milliseconds between two choices while the picture moves
const FADE = 160;

interface Entry {
  label: Label;
  opacity: number;
  isLeaving: boolean;
}

export class Names {
  private entries: Entry[] = [];
  private chosenAt = -Infinity;
  private camera: Camera | null = null;
  private version = -1;
  private tickedAt = 0;

  /** Bring the names in line with a view, and their opacity with the time. */
  update(version: number, now: number, { view, isIdle, isStill }: { view: () => View; isIdle: boolean; isStill: boolean }, camera: Camera): void {
    const isMoved = !this.camera || this.camera.x !== camera.x || this.camera.y !== camera.y || this.camera.k !== camera.k;
    if (version !== this.version || (isMoved && (isIdle || now - this.chosenAt > EVERY))) {
      this.choose(placeLabels({ ...view(), before: new Set(this.entries.filter((each) => !each.isLeaving).map(({ label }) => label.of)) }));
      this.chosenAt = now;
      this.camera = { ...camera };
      this.version = version;
    }
    const step = isStill ? 1 : Math.min(50, Math.max(0, now - this.tickedAt)) / FADE;
    this.tickedAt = now;
    for (const entry of this.entries) entry.opacity = entry.isLeaving ? Math.max(0, entry.opacity - step) : Math.min(1, entry.opacity + step);
    this.entries = this.entries.filter((entry) => !entry.isLeaving || entry.opacity > 0);
  }

  private choose(labels: readonly Label[]): void {
    const leaving = new Map(this.entries.map((entry) => [entry.label.of, entry]));
    const entries = labels.map((label): Entry => {
      const known = leaving.get(label.of);
      leaving.delete(label.of);
      return { label, opacity: known?.opacity ?? 0, isLeaving: false };
    });
    this.entries = [...entries, ...[...leaving.values()].map((entry) => ({ ...entry, isLeaving: true }))];
  }

  get isFading(): boolean {
    return this.entries.some((entry) => entry.isLeaving || entry.opacity < 1);
  }

  get drawn(): readonly { readonly label: Label; readonly opacity: number }[] {
    return this.entries;
  }

  get labels(): readonly Label[] {
    return this.entries.filter((entry) => !entry.isLeaving).map(({ label }) => label);
  }
}
