// What the page is narrowed to, above every view, with the way back to the whole network.
import type { App, Changes, Part } from "./app.ts";
import { button, h, iconButton, keepFocus, put, type Piece } from "./element.ts";

export function focusBar(app: App): Part {
  const element = h("div", { class: "focus-bar", role: "group" });
  const off = (): void => {
    app.setFocus(null);
    // The bar goes, and the button with it.
    document.getElementById("view")?.focus({ preventScroll: true });
  };
  const render = (): void => keepFocus(element, () => {
    const { focus } = app.state;
    element.hidden = focus === null;
    element.setAttribute("aria-label", app.texts.say("focus"));
    if (!focus) return put(element);
    put(element, h("span", { class: "focus-text" }, describeFocus(app)), ...steps(app),
      iconButton("close", app.texts.say("focus.off"), off, { class: "icon-button", "data-key": "off" }));
  });
  return {
    element,
    update(changes: Changes): void {
      if (changes.focus || changes.language || changes.network) render();
    },
  };
}

function describeFocus(app: App): Node | string {
  const { focus } = app.state;
  const name = (iri: string): string => {
    const place = app.place(iri);
    return place < 0 ? iri : app.short(place);
  };
  if (!focus) return "";
  if (focus.type === "group") return app.texts.say("focus.isGroup", { name: app.group(focus.group) });
  if (focus.type === "thing") {
    return button(app.thingText() || focus.iri, () => app.showThing(focus.iri, true), { class: "link", "data-key": "thing", title: app.texts.say("thing.show") });
  }
  if (focus.type === "neighbourhood") return app.texts.say("focus.isAround", { name: name(focus.iri), n: focus.steps });
  return app.texts.say(focus.type === "path" ? "focus.isPath" : "focus.isCommon", { a: name(focus.a), b: name(focus.b) });
}

function steps(app: App): Piece[] {
  const { focus } = app.state;
  if (focus?.type !== "neighbourhood") return [];
  return [h("div", { class: "segments", role: "group", "aria-label": app.texts.say("focus.around") }, ...([1, 2, 3] as const).map((step) => button(String(step),
    () => app.setFocus({ ...focus, steps: step }), {
      "aria-pressed": String(focus.steps === step), "data-key": `steps:${step}`, "aria-label": app.texts.say("focus.steps", { n: step }),
    })))];
}
