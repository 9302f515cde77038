// Windows over the page: all keys, and a text that could not be copied.
import type { App } from "./app.ts";
import { h, heading, iconButton, put, type Piece } from "./element.ts";

/** Show a window; Escape closes it and the focus goes back where it was. */
export function showDialog(app: App, name: string, title: string, ...pieces: Piece[]): HTMLDialogElement {
  const head = heading("h2", title);
  head.id = `dialog-${name}`;
  const made = h("dialog", { class: `dialog ${name}`, "aria-labelledby": head.id });
  put(made, h("div", { class: "dialog-head" }, head, iconButton("close", app.texts.say("panel.close"), () => made.close())), ...pieces);
  const opener = document.activeElement;
  made.addEventListener("close", () => {
    made.remove();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  });
  // A click beside the window closes it.
  made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
  document.body.append(made);
  made.showModal();
  return made;
}

const KEYS: readonly (readonly [string, readonly string[]])[] = [
  ["keys.search", ["/"]],
  ["keys.help", ["?"]],
  ["keys.undo", ["Ctrl Z"]],
  ["keys.redo", ["Ctrl Shift Z"]],
  ["keys.escape", ["Esc"]],
];
const PICTURE_KEYS: readonly (readonly [string, readonly string[]])[] = [
  ["keys.walk", ["←", "↑", "↓", "→"]],
  ["keys.open", ["Enter"]],
  ["keys.around", ["Shift Enter", "1", "2", "3"]],
  ["keys.group", ["G"]],
  ["keys.zoom", ["+", "−"]],
  ["keys.fit", ["0"]],
  ["keys.pin", ["P"]],
  ["keys.move", ["Alt ←", "↑", "↓", "→"]],
  ["keys.hide", ["Delete"]],
];

/** Whether single letters do something outside fields; somebody who dictates turns that off. */
export const shortcuts = { areOn: true };

export function showHelp(app: App): void {
  const say = (key: string): string => app.texts.say(key);
  const rows = (list: typeof KEYS): HTMLElement => h("dl", { class: "keys" }, ...list.flatMap(([key, names]) => [
    h("dt", {}, ...names.flatMap((name, place) => (place ? [" ", keyCap(name)] : [keyCap(name)]))), h("dd", {}, say(key)),
  ]));
  const check = h("input", { type: "checkbox", name: "shortcuts" });
  check.checked = shortcuts.areOn;
  check.addEventListener("change", () => { shortcuts.areOn = check.checked; });
  showDialog(app, "help", say("help"), h("p", {}, say("help.mouse")),
    app.extension?.help ? h("p", {}, say(app.extension.help)) : null,
    heading("h3", say("keys.everywhere")), rows(KEYS), heading("h3", say("keys.inPicture")), rows(PICTURE_KEYS),
    h("p", { class: "aside" }, say("keys.tables")),
    h("label", { class: "check" }, check, h("span", {}, say("keys.single"))));
}

function keyCap(name: string): HTMLElement {
  return h("span", { class: "caps" }, ...name.split(" ").flatMap((part, place) => (place ? ["+", h("kbd", {}, part)] : [h("kbd", {}, part)])));
}

/** Put a text on the clipboard; where the browser does not allow it, show the text to copy by hand. */
export async function copyText(app: App, text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    app.notify(app.texts.say(done));
  } catch {
    const field = h("textarea", { readonly: true, rows: 12, "aria-label": app.texts.say("copy.byHand") });
    field.value = text;
    showDialog(app, "copy", app.texts.say("copy.byHand"), field);
    field.select();
  }
}

/** A short message at the lower edge, said aloud as well. */
export function makeNotifier(app: App): { element: HTMLElement; notify(text: string): void } {
  const element = h("div", { class: "note", "aria-hidden": "true", hidden: true });
  let timer = 0;
  return {
    element,
    notify(text: string): void {
      put(element, text);
      element.hidden = false;
      app.announce(text);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => { element.hidden = true; }, 4_000);
    },
  };
}

