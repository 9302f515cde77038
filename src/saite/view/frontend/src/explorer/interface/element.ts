// Small pieces of which the page is made. Whatever comes from the data becomes text, never markup.
import { h, s } from "../../dom.ts";

export { h, s };

export type Piece = Node | string | null | undefined | false;
type Attributes = Parameters<typeof h>[1];

// Drawn by hand in a square of 20.
const ICONS = {
  search: "M13.2 13.2 17 17M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Z",
  undo: "M7 4 3 8l4 4M3 8h8.5a4.5 4.5 0 0 1 0 9H8",
  redo: "m13 4 4 4-4 4M17 8H8.5a4.5 4.5 0 0 0 0 9H12",
  share: "M10 12.5V3M6.5 6.2 10 2.8l3.5 3.4M6 9H4v8h12V9h-2",
  help: "M7.6 7.6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M10 14.3v.2M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z",
  close: "m5 5 10 10M15 5 5 15",
  back: "m12 4-6 6 6 6",
  forward: "m8 4 6 6-6 6",
  up: "m4 12 6-6 6 6",
  down: "m4 8 6 6 6-6",
  pin: "M10 12v6M6 3h8M7.2 3l.5 5L5 12h10l-2.7-4 .5-5",
  hide: "m3 3 14 14M8 5.3a8 8 0 0 1 2-.3c4.5 0 7.5 5 7.5 5a13 13 0 0 1-2.2 2.7M5.6 6.4A13 13 0 0 0 2.5 10s3 5 7.5 5a8 8 0 0 0 3.4-.8",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  filter: "M3 5h14M5.5 10h9M8 15h4",
  theme: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 3a7 7 0 0 1 0 14M12 4v12M14 5.5v9",
  compare: "M4 7h12m-3-3 3 3-3 3M16 13H4m3-3-3 3 3 3",
  around: "M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z",
  copy: "M7 7h9v10H7zM4 13V3h9",
  centre: "M10 2v4M10 14v4M2 10h4M14 10h4M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
} as const;

export type IconName = keyof typeof ICONS;

/** Draw an icon; it says nothing, its button does. */
export function icon(name: IconName): SVGSVGElement {
  return s("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" }, s("path", { d: ICONS[name] }));
}

/** Replace what an element holds. */
export function put(element: Element, ...pieces: Piece[]): void {
  element.replaceChildren(...pieces.filter((piece): piece is Node | string => Boolean(piece)));
}

/** Make a button that reads as text; `key` finds it again after the part around it was made anew. */
export function button(text: Piece | Piece[], act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const pieces = Array.isArray(text) ? text : [text];
  const made = h("button", { type: "button", ...attributes, click: () => act() });
  put(made, ...pieces);
  return made;
}

/** Make a button that shows an icon, and says what it does. */
export function iconButton(name: IconName, label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return button(icon(name), act, { class: "icon-button", "aria-label": label, title: label, ...attributes });
}

/** List terms and what stands for them; a term without anything is left out. */
export function facts(rows: readonly (readonly [string, ...Piece[]])[], classes = "facts"): HTMLDListElement | null {
  const list = h("dl", { class: classes });
  for (const [term, ...values] of rows) {
    const filled = values.filter((value): value is Node | string => Boolean(value));
    if (filled.length) list.append(h("dt", {}, term), h("dd", {}, ...filled));
  }
  return list.childElementCount ? list : null;
}

/** Show an address as a link only if it is one of the web; else as the text that it is. */
export function address(url: string, text = url): HTMLElement {
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return h("bdi", {}, url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Make a part of the page anew and put the focus back where it was, or on the part's heading. */
export function keepFocus(container: HTMLElement, render: () => void): void {
  const active = document.activeElement;
  const held = active instanceof HTMLElement && active !== container && container.contains(active) ? active : null;
  const key = held?.dataset["key"];
  render();
  if (!held || held.isConnected) return;
  const again = key ? container.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]:not(:disabled)`) : null;
  const heading = container.querySelector<HTMLElement>("h2[tabindex], [tabindex='-1']");
  (again ?? heading ?? container).focus({ preventScroll: true });
}

/** Make an element that holds the focus only if a script gives it. */
export function heading(level: "h2" | "h3" | "h4", ...pieces: Piece[]): HTMLElement {
  const made = h(level, level === "h2" ? { tabindex: "-1" } : {});
  put(made, ...pieces);
  return made;
}

/** Draw a sign of the legend; its colours are custom properties, so that they follow day and night. */
export function swatch(light: string, dark: string, shape: "dot" | "ring" = "dot"): SVGSVGElement {
  const made = s("svg", { class: `sign ${shape}`, viewBox: "0 0 12 12", "aria-hidden": "true" }, s("circle", { cx: 6, cy: 6, r: shape === "dot" ? 5 : 4.2 }));
  made.style.setProperty("--light", light);
  made.style.setProperty("--dark", dark);
  return made;
}
