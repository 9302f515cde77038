// What pointers mean: hover, click, double click, and dragging an organisation. Moving the camera
// is d3-zoom's; a gesture that begins on an organisation that may be dragged is not.

const STILL = 5; // pixels that a click may move
const TWICE = 350; // milliseconds between two clicks of a double one

export interface Hit {
  readonly organisation: number;
  readonly tie: number;
  /** The group on whose ground it is, if a click there opens it. */
  readonly group: number;
}

export interface GestureEvents {
  hitAt(x: number, y: number, isTouch: boolean): Hit;
  /** Whether the picture moves: then nothing is hovered. */
  isMoving(): boolean;
  /** Whether an organisation may be dragged by this pointer. */
  mayDrag(organisation: number, isTouch: boolean): boolean;
  onHover(hit: Hit | null): void;
  onClick(hit: Hit): void;
  onDoubleClick(hit: Hit, x: number, y: number): void;
  onDrag(organisation: number, x: number, y: number): void;
  onDrop(organisation: number): void;
}

interface Press {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly isTouch: boolean;
  readonly dragged: number;
  isMoved: boolean;
}

/** Listen to the pointers over an element; tells whether d3-zoom may take a gesture. */
export function listen(element: HTMLElement, events: GestureEvents): (event: Event) => boolean {
  let press: Press | null = null;
  let last = { time: -Infinity, organisation: -1, x: 0, y: 0 };
  let fingers = 0;
  const spotOf = (event: { clientX: number; clientY: number }): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  element.addEventListener("pointerdown", (event) => {
    // A mouse and the first finger begin anew: of one that was let go behind a menu nothing was heard.
    if (event.isPrimary) fingers = 0;
    fingers += 1;
    if (press?.isMoved && press.dragged >= 0) events.onDrop(press.dragged);
    press = null;
    if (event.button !== 0 || fingers > 1) return;
    const [x, y] = spotOf(event);
    const isTouch = event.pointerType === "touch";
    const { organisation } = events.hitAt(x, y, isTouch);
    const dragged = organisation >= 0 && events.mayDrag(organisation, isTouch) ? organisation : -1;
    press = { pointer: event.pointerId, x, y, isTouch, dragged, isMoved: false };
    // Wherever it is let go, beside the picture or over what lies on it, the element hears of it.
    element.setPointerCapture(event.pointerId);
  });

  element.addEventListener("pointermove", (event) => {
    const [x, y] = spotOf(event);
    if (!press) {
      if (event.pointerType !== "touch" && !event.buttons && !events.isMoving()) events.onHover(events.hitAt(x, y, false));
      return;
    }
    if (event.pointerId !== press.pointer) return;
    if (!press.isMoved && Math.hypot(x - press.x, y - press.y) > STILL) press.isMoved = true;
    if (press.isMoved && press.dragged >= 0) events.onDrag(press.dragged, x, y);
  });

  element.addEventListener("pointerup", (event) => {
    fingers = Math.max(0, fingers - 1);
    if (!press || event.pointerId !== press.pointer) return;
    const { isMoved, dragged, isTouch } = press;
    press = null;
    if (isMoved) {
      if (dragged >= 0) events.onDrop(dragged);
      return;
    }
    const [x, y] = spotOf(event);
    const hit = events.hitAt(x, y, isTouch);
    const isTwice = event.timeStamp - last.time < TWICE && Math.hypot(x - last.x, y - last.y) < 12 && hit.organisation === last.organisation;
    last = { time: isTwice ? -Infinity : event.timeStamp, organisation: hit.organisation, x, y };
    if (isTwice) events.onDoubleClick(hit, x, y);
    else events.onClick(hit);
  });

  element.addEventListener("pointercancel", () => {
    fingers = Math.max(0, fingers - 1);
    if (press && press.isMoved && press.dragged >= 0) events.onDrop(press.dragged);
    press = null;
  });
  element.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") events.onHover(null); });

  return (event) => {
    if (event.type === "wheel" || event.type === "dblclick") return true;
    const touches = (event as TouchEvent).touches as TouchList | undefined;
    if (touches && touches.length > 1) return true;
    const isTouch = touches !== undefined;
    const [x, y] = spotOf(touches?.[0] ?? (event as MouseEvent));
    const { organisation } = events.hitAt(x, y, isTouch);
    return organisation < 0 || !events.mayDrag(organisation, isTouch);
  };
}
