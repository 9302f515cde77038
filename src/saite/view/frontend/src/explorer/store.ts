// The state of a page, with what it was before.
import type { Network } from "./network.ts";
import { OPEN_FILTERS } from "./shown.ts";
import type { Filters, State } from "./state.ts";

/** The state that a page opens with. */
export function startState(network: Pick<Network, "language">): State {
  return {
    language: network.language,
    view: "picture",
    choice: null,
    focus: null,
    filters: OPEN_FILTERS,
    hidden: [],
    pinned: {},
    colourBy: "group",
    sizeBy: "strength",
    theme: "system",
    camera: null,
  };
}

// How somebody looks at it is not a step to take back.
const NO_STEP: ReadonlySet<keyof State> = new Set(["camera", "language", "theme"]);
const MOST_STEPS = 200;
// A slider that is drawn is one step: changes of the same bounds that follow each other this fast.
const BOUNDS: ReadonlySet<string> = new Set(["from", "to", "minWeight"] satisfies (keyof Filters)[]);
const ONE_STEP_MS = 400;

export interface Store {
  get(): State;
  /** Change some fields; those who subscribed are told if anything is different. */
  change(part: Partial<State>): void;
  /** Take the last step back, or do it again; false if there is none. */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Be told of every change; the answer ends that. */
  subscribe(call: (state: State, before: State) => void): () => void;
}

/** Make a store; `now` is its clock, in milliseconds. */
export function makeStore(start: State, now: () => number = () => performance.now()): Store {
  const past: State[] = [];
  const future: State[] = [];
  const calls = new Set<(state: State, before: State) => void>();
  let state = start;
  let last = { drawn: "", time: -Infinity };

  const become = (next: State): void => {
    const before = state;
    state = next;
    [...calls].forEach((call) => call(state, before));
  };
  const step = (from: State[], to: State[]): boolean => {
    const next = from.pop();
    if (!next) {
      return false;
    }
    to.push(state);
    last = { drawn: "", time: -Infinity };
    become({ ...next, ...looks(state) });
    return true;
  };

  return {
    get: () => state,
    change(part) {
      const fields = changedFields(state, part);
      if (!fields.length) {
        return;
      }
      const steps = fields.filter((field) => !NO_STEP.has(field));
      if (steps.length) {
        const drawn = steps.length === 1 && part.filters ? drawnBounds(state.filters, part.filters) : "";
        const time = now();
        if (!drawn || drawn !== last.drawn || time - last.time > ONE_STEP_MS || future.length) {
          past.push(state);
          past.splice(0, past.length - MOST_STEPS);
        }
        future.length = 0;
        last = { drawn, time };
      }
      become({ ...state, ...part });
    },
    undo: () => step(past, future),
    redo: () => step(future, past),
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    subscribe(call) {
      calls.add(call);
      return () => calls.delete(call);
    },
  };
}

function changedFields<T extends object>(state: T, part: Partial<T>): (keyof T)[] {
  return (Object.keys(part) as (keyof T)[])
    .filter((field) => part[field] !== undefined && !isSame(state[field], part[field]));
}

/** Name the bounds that changed, if nothing but bounds did. */
function drawnBounds(before: Filters, now: Filters): string {
  const fields = changedFields(before, now);
  return fields.every((field) => BOUNDS.has(field)) ? fields.sort().join(" ") : "";
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** What stays as it is when a step is taken back. */
function looks({ camera, language, theme }: State): Pick<State, "camera" | "language" | "theme"> {
  return { camera, language, theme };
}
