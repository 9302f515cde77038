// The explorer: from a network and its details to a page somebody can use.
import "./interface/style/explorer.css";
import { pageDetails, readNetwork } from "./decode.ts";
import type { DetailSource } from "./details.ts";
import { App, EVERYTHING, type Extension } from "./interface/app.ts";
import { makeNotifier, showHelp, shortcuts } from "./interface/dialogs.ts";
import { h } from "./interface/element.ts";
import { createPanel, type FindOther } from "./interface/panel.ts";
import { searchBox } from "./interface/search-box.ts";
import { shareMenu } from "./interface/share-menu.ts";
import { buildShell } from "./interface/shell.ts";
import { createStage } from "./interface/stage.ts";
import { STRINGS } from "./interface/strings.ts";
import { preferred, type Strings } from "./interface/texts.ts";
import { watchTheme } from "./interface/theme.ts";
import type { Network } from "./network.ts";
import { readKept } from "./keep.ts";
import { fromFragment, toFragment } from "./permalink.ts";
import { makeSearch, type Search } from "./search.ts";
import type { State } from "./state.ts";
import { makeStore, startState } from "./store.ts";

export interface Setup {
  readonly network: Network;
  readonly details: DetailSource;
  readonly strings?: Strings;
  /** What a page that was saved with its positions opens with. */
  readonly kept?: Partial<State> | null;
  /** How a served page loads more. */
  readonly extension?: Extension;
}

export interface Explorer {
  readonly app: App;
  /** Show another network, such as one with more of the same; what is chosen stays. */
  setNetwork(network: Network): void;
}

const LINK_MS = 150;
// So long the rest of the page waits for the first picture at most.
const FRAME_MS = 500;

/** Make the page in an element. */
export function startExplorer(root: HTMLElement, setup: Setup): Explorer {
  const start = { ...startState(setup.network), ...setup.kept };
  const app = new App({ strings: STRINGS, ...setup, store: makeStore(fromFragment(location.hash, start)) });
  const link = (): string => {
    const fragment = toFragment(app.state, start);
    return fragment ? `#${fragment}` : "";
  };
  let find: Search = makeSearch(setup.network);
  const isDark = watchTheme(app, () => app.refresh());
  const stage = createStage(app, isDark);
  const search = searchBox(app, (text, limit) => find(text, limit), {
    label: "search.all", hint: "search.allHint", none: "search.none",
    onThing: (iri) => app.showThing(iri),
    onTake: (organisation) => {
      app.chooseOrganisation(organisation);
      if (!app.shown.organisation[organisation]) app.enterPanel();
    },
  });
  const findOther: FindOther = (organisation, onTake) => searchBox(app, (text, limit) => find(text, limit), {
    label: "compare.search", hint: "search.hint", none: "compare.none", except: organisation, onTake,
  }).element;
  const panel = createPanel(app, findOther, () => {
    const isPicture = app.state.view === "picture" || app.state.view === "map";
    (isPicture ? stage.host : document.getElementById(`tab-${app.state.view}`))?.focus();
  });
  const notes = makeNotifier(app);
  app.notify = notes.notify;
  app.enterPanel = panel.enter;
  const share = shareMenu(app, stage.picture, () => `${location.href.split("#")[0]}${link()}`);
  const frame = h("div", { class: "explorer" });
  root.replaceChildren(frame);
  const shell = buildShell(app, frame, { search, share, stage, panel, notes: notes.element });
  app.add(panel, shell, stage);
  shell.open();
  stage.start();
  keepLink(app, start, link);
  listen(app, search.input, panel.close);
  afterFrame(() => {
    shell.fill();
    panel.update(EVERYTHING);
    document.body.classList.add("is-ready");
  });
  return {
    app,
    setNetwork(network) {
      find = makeSearch(network);
      app.setNetwork(network);
    },
  };
}

/** Do something once the next frame is seen; a page that nobody looks at draws none, and goes on. */
function afterFrame(act: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (!isDone) act();
    isDone = true;
  };
  requestAnimationFrame(() => requestAnimationFrame(() => window.setTimeout(once)));
  window.setTimeout(once, FRAME_MS);
}

/** Keep the address as the link of what is shown, and follow it when somebody changes it. */
function keepLink(app: App, start: State, link: () => string): void {
  let timer = 0;
  let written = location.hash;
  // What the address says of what was written: a browser may spell it in its own way.
  let seen = location.hash;
  app.store.subscribe(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const hash = link();
      // An address that somebody has changed is about to be followed, not to be written over.
      if (hash === written || location.hash !== seen) return;
      written = hash;
      history.replaceState(null, "", hash || location.pathname + location.search);
      seen = location.hash;
    }, LINK_MS);
  });
  window.addEventListener("hashchange", () => {
    if (location.hash === seen) return;
    written = seen = location.hash;
    app.change(fromFragment(location.hash, start));
  });
}

/** Keys that work everywhere on the page. */
function listen(app: App, search: HTMLInputElement, close: () => void): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const isField = target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select") !== null;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    if (target.closest("dialog")) return;
    if (isCommand && !isField && key === "z") event.shiftKey ? app.redo() : app.undo();
    else if (isCommand && !isField && key === "y") app.redo();
    else if (isCommand || event.altKey || isField) return;
    else if (key === "escape" && (app.state.choice || app.isThingOpen)) close();
    else if (shortcuts.areOn && key === "/") search.focus();
    else if (shortcuts.areOn && key === "?") showHelp(app);
    else return;
    event.preventDefault();
  });
}

/** Start on the page that this script stands in. */
async function start(root: HTMLElement): Promise<void> {
  const network = await readNetwork(document);
  // A page that was not written for one language opens in that of whoever opens it.
  const language = root.dataset["opensIn"] ?? preferred(navigator.languages, Object.keys(STRINGS)) ?? network.language;
  startExplorer(root, { network, details: pageDetails(network, document), kept: { language, ...readKept(document) } });
}

const root = document.getElementById("explorer");
if (root && document.getElementById("overview")) {
  start(root).catch((error: unknown) => root.replaceChildren(h("p", { class: "notice", role: "alert" }, String(error))));
}
