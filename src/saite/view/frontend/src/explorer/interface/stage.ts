// The picture and the map: what the canvas draws, what pointers and keys do on it.
import { nearMost } from "../picture/geography.ts";
import { createPicture } from "../picture/picture.ts";
import type { Camera, Picture, PictureEvents, Scene, Target } from "../scene.ts";
import { makeScene } from "../scenes.ts";
import type { State } from "../state.ts";
import type { App, Changes, Part } from "./app.ts";
import { button, h, iconButton, put } from "./element.ts";
import { kindsOf } from "./organisation-panel.ts";
import { shortcuts } from "./dialogs.ts";

const ZOOM = 1.35;
const DIRECTIONS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" } as const;
const CAMERA_MS = 250;

export interface Stage extends Part {
  readonly picture: Picture;
  readonly host: HTMLElement;
  /** Draw for the first time, when it is in the page. */
  start(): void;
  /** Whether a place of any organisation carries coordinates. */
  hasMap(): boolean;
}

export function createStage(app: App, isDark: () => boolean): Stage {
  const host = h("div", { class: "picture", role: "application", tabindex: "0", id: "picture" });
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  const zoom = h("div", { class: "zoom", role: "group" });
  const note = h("p", { class: "map-note" });
  const element = h("div", { class: "stage" }, host, zoom, note, tip);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let camera: Camera | null = app.state.camera;
  let timer = 0;
  let isMap = app.state.view === "map";
  let isFitted = false;
  // Those whom the map leaves out when it opens where most are.
  let far: readonly number[] = [];
  let drawn: Scene | null = null;
  // What is chosen with the pointer is in sight, and stays where it is.
  let isPointed = false;

  const events: PictureEvents = {
    onChoose: (what) => {
      host.focus({ preventScroll: true });
      isPointed = true;
      if (!what) app.choose(null);
      else if ("organisation" in what) app.chooseOrganisation(what.organisation);
      else if ("tie" in what) app.chooseTie(what.tie);
      else app.setFocus({ type: "group", group: what.group });
      isPointed = false;
    },
    onFocus: (organisation) => app.setFocus({ type: "neighbourhood", iri: app.iri(organisation), steps: 1 }),
    onHover: (what) => {
      tip.hidden = what === null;
      if (what) put(tip, ...describeHover(what));
    },
    onMoved: (organisation, x, y) => app.pin(organisation, x, y),
    onCamera: (moved) => {
      camera = moved;
      window.clearTimeout(timer);
      // A map's camera is no picture's: only that of the picture is kept.
      timer = isMap ? 0 : window.setTimeout(app.settle, CAMERA_MS);
    },
  };
  const picture = createPicture(host, events);
  app.settle = () => {
    const isPending = timer !== 0;
    window.clearTimeout(timer);
    timer = 0;
    if (isPending) app.change({ camera });
  };

  const describeHover = (what: Target): (Node | string)[] => {
    if ("organisation" in what) {
      return [h("b", {}, app.nameElement(what.organisation)), h("span", {}, app.texts.say("ties.count", { n: app.shown.degree[what.organisation] ?? 0 }))];
    }
    if ("group" in what) {
      const size = app.texts.say("organisations.count", { n: app.network.groups[what.group]?.size ?? 0 });
      return [h("b", {}, h("bdi", {}, app.group(what.group))), h("span", {}, `${size} · ${app.texts.say("group.open")}`)];
    }
    const { a, b } = app.network.ties;
    return [h("b", {}, app.nameElement(a[what.tie] ?? -1), " — ", app.nameElement(b[what.tie] ?? -1)),
      h("span", {}, `${kindsOf(app, what.tie)} · ${app.texts.number(app.shown.tieWeight[what.tie] ?? 0)}`)];
  };
  host.addEventListener("pointermove", (event) => {
    if (tip.hidden) return;
    const box = element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    tip.style.left = `${Math.min(x + 14, box.width - tip.offsetWidth - 6)}px`;
    tip.style.top = `${y + 20 + tip.offsetHeight > box.height ? y - tip.offsetHeight - 10 : y + 18}px`;
  });

  const draw = (): void => {
    const state = { ...app.state, view: isMap ? "map" : "picture" } as const;
    const scene = makeScene(app.network, app.shown, state, { isDark: isDark(), isStill: still.matches });
    // What the page is narrowed to because of the choice does not fade behind it.
    drawn = isOfChoice(state) ? { ...scene, lit: null } : scene;
    picture.draw(drawn);
  };
  const fit = (): void => {
    far = [];
    tellMap();
    picture.fit();
  };
  /** Open the map where most organisations are: one on another continent makes the rest a dot. */
  const fitMost = (): void => {
    if (!isMap || !drawn || app.state.focus) return fit();
    const shown = [...app.shown.organisation.keys()].filter((each) => app.shown.organisation[each]);
    const parts = nearMost(shown, drawn.x, drawn.y);
    far = parts.far;
    tellMap();
    picture.fit(far.length ? parts.near : undefined);
  };
  const walk = (direction: "up" | "down" | "left" | "right"): void => {
    const { choice } = app.state;
    const from = choice?.type === "organisation" ? app.place(choice.iri) : -1;
    const next = from >= 0 && app.shown.organisation[from] ? picture.next(from, direction) : strongest(app);
    if (next < 0) return;
    app.chooseOrganisation(next);
    app.announce(app.texts.say("picture.at", { name: app.name(next), ties: app.texts.say("ties.count", { n: app.shown.degree[next] ?? 0 }) }));
  };
  const steer = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.target !== host) return;
    const direction = DIRECTIONS[event.key as keyof typeof DIRECTIONS];
    const { choice } = app.state;
    const chosen = choice?.type === "organisation" ? app.place(choice.iri) : -1;
    if (direction && event.altKey) {
      // On a map they stand where their places are.
      if (chosen >= 0 && !isMap) move(chosen, direction);
    } else if (event.altKey) return;
    else if (direction) walk(direction);
    else if (event.key === "Enter" && event.shiftKey && chosen >= 0) events.onFocus(chosen);
    else if (event.key === "Enter" && choice) app.enterPanel();
    else if (event.key === "+" || event.key === "=") picture.zoomBy(ZOOM);
    else if (event.key === "-") picture.zoomBy(1 / ZOOM);
    else if (event.key === "0") fit();
    else if (chosen >= 0 && shortcuts.areOn && /^[123]$/.test(event.key)) {
      app.setFocus({ type: "neighbourhood", iri: app.iri(chosen), steps: Number(event.key) as 1 | 2 | 3 });
    } else if (chosen >= 0 && shortcuts.areOn && event.key.toLowerCase() === "p") {
      if (app.isPinned(chosen)) app.unpin(chosen);
      else app.pin(chosen, ...app.spot(chosen));
    } else if (chosen >= 0 && shortcuts.areOn && event.key.toLowerCase() === "g") {
      const group = app.network.organisations.group[chosen] ?? -1;
      if (group >= 0) app.setFocus({ type: "group", group });
    } else if (chosen >= 0 && event.key === "Delete") app.hide(chosen);
    else return;
    event.preventDefault();
  };
  const move = (organisation: number, direction: "up" | "down" | "left" | "right"): void => {
    const [x, y] = app.spot(organisation);
    const step = 24 / (camera?.k ?? 1);
    app.pin(organisation, x + (direction === "left" ? -step : direction === "right" ? step : 0),
      y + (direction === "up" ? -step : direction === "down" ? step : 0));
  };
  host.addEventListener("keydown", steer);

  const hasMap = (): boolean => app.network.organisations.latitude.some((each) => !Number.isNaN(each));
  const say = (): void => {
    const { texts } = app;
    host.setAttribute("aria-label", texts.say(isMap ? "map.label" : "picture.label"));
    zoom.setAttribute("aria-label", texts.say("zoom"));
    put(zoom, iconButton("plus", texts.say("zoom.in"), () => picture.zoomBy(ZOOM), { id: "zoom-in" }),
      iconButton("minus", texts.say("zoom.out"), () => picture.zoomBy(1 / ZOOM), { id: "zoom-out" }),
      iconButton("fit", texts.say("zoom.fit"), fit, { id: "zoom-fit" }));
  };
  const tellMap = (): void => {
    const without = [...app.shown.organisation.keys()].filter((each) => app.shown.organisation[each] && Number.isNaN(app.network.organisations.latitude[each] ?? NaN));
    const away = far.filter((each) => app.shown.organisation[each]);
    note.hidden = !isMap || !(without.length || away.length);
    if (note.hidden) return;
    put(note,
      ...(away.length ? [app.texts.say("map.far", { n: away.length }), " ", button(app.texts.say("map.all"), showAll, { class: "link", "data-key": "map:all" }), " "] : []),
      ...(without.length ? [app.texts.say("map.without", { n: without.length }), " ", button(app.texts.say("map.list"), showList, { class: "link" })] : []));
  };
  const showList = (): void => {
    app.change({ view: "organisations" });
    document.getElementById("tab-organisations")?.focus(); // the button goes
  };
  const showAll = (): void => {
    host.focus({ preventScroll: true }); // the button goes
    fit();
  };
  const showCamera = (): void => {
    if (camera && !isMap) picture.setCamera(camera);
    else fitMost();
    isFitted = true;
  };
  app.reveal = (organisation) => {
    if (app.state.view !== "picture" && app.state.view !== "map") app.change({ view: "picture" });
    picture.show(organisation);
  };
  // Where an organisation stands in the window, for scripts from outside.
  Object.assign(host, {
    spotOf(iri: string) {
      const spot = picture.spotOf(app.place(iri));
      const { left, top } = host.getBoundingClientRect();
      return spot && { x: left + spot.x, y: top + spot.y };
    },
  });
  new ResizeObserver(() => {
    if (!host.clientWidth) return;
    picture.resize();
    if (!isFitted) showCamera();
  }).observe(host);
  still.addEventListener("change", draw);
  say();

  return {
    element, picture, host, hasMap,
    start(): void {
      tellMap();
      picture.resize();
      draw();
      if (host.clientWidth) showCamera();
    },
    update(changes: Changes): void {
      const isPicture = app.state.view === "picture" || app.state.view === "map";
      const turned = isPicture && isMap !== (app.state.view === "map");
      if (turned) isMap = app.state.view === "map";
      if (changes.language || turned) say();
      if (changes.language || turned || changes.shown) tellMap();
      draw();
      if (turned) fitMost();
      else if (changes.focus || changes.network) fit();
      else if (changes.camera && app.state.camera !== camera) {
        camera = app.state.camera;
        if (camera) picture.setCamera(camera);
        else fit();
      }
      const { choice } = app.state;
      if (changes.choice && (!isPointed || isNarrow()) && choice?.type === "organisation") {
        const place = app.place(choice.iri);
        if (place >= 0 && app.shown.organisation[place]) {
          picture.resize(); // on a phone the panel has just taken a part of the room
          picture.show(place);
        }
      }
    },
  };
}

/** Whether the focus is on what is chosen: its neighbourhood, or what lies between the two. */
function isOfChoice({ choice, focus }: State): boolean {
  if (!choice || !focus || focus.type === "group" || focus.type === "thing") return false;
  if (focus.type === "neighbourhood") return choice.type === "organisation" && choice.iri === focus.iri;
  return choice.type === "tie" && [choice.a, choice.b].sort().join(" ") === [focus.a, focus.b].sort().join(" ");
}

/** Whether the panel takes its room from the picture, as on a phone. */
function isNarrow(): boolean {
  return window.matchMedia("(max-width: 760px)").matches;
}

/** The organisation with the strongest ties among those that are shown; -1 if nothing is. */
function strongest(app: App): number {
  let best = -1;
  for (let place = 0; place < app.network.organisations.length; place += 1) {
    if (app.shown.organisation[place] && (best < 0 || (app.shown.strength[place] ?? 0) > (app.shown.strength[best] ?? 0))) best = place;
  }
  return best;
}
