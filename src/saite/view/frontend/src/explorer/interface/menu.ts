// A button that opens a menu: arrow keys walk in it, Escape closes it, the focus comes back.
import { button, h, icon, put, type IconName } from "./element.ts";

export interface Item {
  /** Key of its text. */
  readonly key: string;
  /** Key of another text that it shows instead. */
  readonly text?: string;
  /** Whether it is the chosen one of several; undefined for an item that only acts. */
  readonly isChosen?: boolean;
  readonly startsGroup?: boolean;
  act(): void;
}

export interface Menu {
  readonly element: HTMLElement;
  readonly opener: HTMLButtonElement;
  say(): void;
}

interface Options {
  readonly icon: IconName;
  readonly key: string;
  /** Whether the button shows its text beside the icon. */
  readonly hasText?: boolean;
  say(key: string): string;
  items(): readonly Item[];
}

let made = 0;

export function makeMenu(options: Options): Menu {
  const id = `menu-${(made += 1)}`;
  const list = h("div", { id, role: "menu", class: "menu", hidden: true });
  const text = h("span", {});
  const opener = button([icon(options.icon), options.hasText ? text : null], () => toggle(list.hidden === true), {
    class: options.hasText ? "tool" : "icon-button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id,
  });
  const element = h("div", { class: "has-menu" }, opener, list);

  const toggle = (open: boolean, at = 0): void => {
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    put(list, ...options.items().map(entry));
    (list.children[at < 0 ? list.childElementCount - 1 : at] as HTMLElement | undefined)?.focus();
  };
  const close = (): void => {
    toggle(false);
    opener.focus();
  };
  const entry = (item: Item): HTMLElement => button(options.say(item.text ?? item.key), () => { close(); item.act(); }, {
    role: item.isChosen === undefined ? "menuitem" : "menuitemradio", tabindex: "-1",
    "aria-checked": item.isChosen === undefined ? null : String(item.isChosen),
    class: item.startsGroup ? "starts-group" : null, "data-item": item.key,
  });
  const steer = (event: KeyboardEvent): void => {
    const items = [...list.children] as HTMLElement[];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return toggle(false);
    else if (event.key.length === 1) startingWith(items, at, event.key)?.focus();
    else return;
    if (event.key !== " ") event.preventDefault();
    event.stopPropagation();
  };
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    toggle(true, event.key === "ArrowDown" ? 0 : -1);
  });
  list.addEventListener("keydown", steer);
  document.addEventListener("pointerdown", (event) => {
    if (!list.hidden && event.target instanceof Node && !element.contains(event.target)) toggle(false);
  });
  const say = (): void => {
    const label = options.say(options.key);
    text.textContent = label;
    list.setAttribute("aria-label", label);
    opener.setAttribute("aria-label", label);
    opener.title = label;
  };
  say();
  return { element, opener, say };
}

function startingWith(items: HTMLElement[], at: number, letter: string): HTMLElement | undefined {
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return after.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()));
}
