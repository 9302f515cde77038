// Movements over time: one at a time of each kind; with reduced motion they end at once.

export const ease = (share: number): number => (share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2);

export class Transition {
  private start = 0;
  private duration = 0;
  private step: ((share: number) => void) | null = null;

  /** Begin; the step is called with shares from 0 to 1, at last with 1. */
  begin(milliseconds: number, step: (share: number) => void): void {
    this.step = step;
    this.start = performance.now();
    this.duration = milliseconds;
    if (milliseconds <= 0) this.tick(this.start);
  }

  get isRunning(): boolean {
    return this.step !== null;
  }

  /** Where it stands at a time. */
  tick(now: number): void {
    const { step } = this;
    if (!step) return;
    const share = this.duration > 0 ? Math.min(1, Math.max(0, (now - this.start) / this.duration)) : 1;
    if (share >= 1) this.step = null;
    step(share);
  }

  /** Give up where it is. */
  stop(): void {
    this.step = null;
  }

  /** Go to its end at once. */
  finish(): void {
    const { step } = this;
    this.step = null;
    step?.(1);
  }
}
