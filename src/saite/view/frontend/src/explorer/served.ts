// The explorer on a server: the groups first, then what somebody asks for.
import "./served/served.css";
import type { DetailSource } from "./details.ts";
import { STRINGS } from "./interface/strings.ts";
import type { Explorer } from "./main.ts";
import { startExplorer } from "./main.ts";
import type { About, Network } from "./network.ts";
import { fromFragment } from "./permalink.ts";
import { Client, ServerError, type Part, type ServedOverview } from "./served/client.ts";
import { Loading, type Wish } from "./served/loading.ts";
import { World } from "./served/world.ts";
import { OPEN_FILTERS } from "./shown.ts";
import type { Filters, State } from "./state.ts";
import { startState } from "./store.ts";
import own from "./served/strings.json";

const AGAIN_MS = 1500;

/** What the page tells its script. */
interface Told {
  readonly root: string;
  readonly language: "en" | "lt" | "lv";
  readonly about: Partial<About>;
  /** Organisations that the page was asked for; empty if for the whole network. */
  readonly organisations: readonly string[];
}

const strings = {
  en: { ...STRINGS["en"], ...own.en }, lt: { ...STRINGS["lt"], ...own.lt }, lv: { ...STRINGS["lv"], ...own.lv },
};

/** One page: what it holds, and what it is about to load. */
class ServedPage {
  private world: World;
  private explorer!: Explorer;
  private readonly loading: Loading;
  private last: Pick<State, "filters" | "choice" | "focus">;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly told: Told, private readonly client: Client, overview: ServedOverview, filters: Filters, first: readonly Part[]) {
    this.world = this.worldOf(overview, first);
    this.loading = new Loading(client, () => this.world, ({ steps }) => this.say("served.noPath", { n: steps }));
    this.last = { filters, choice: null, focus: null };
  }

  start(root: HTMLElement): void {
    this.explorer = startExplorer(root, {
      network: this.world.network(),
      details: this.details(),
      strings,
      kept: { language: this.told.language },
      extension: { extend: (iri) => this.extend(iri), find: (text, limit) => this.client.find(text, limit), help: "served.help" },
    });
    const { store } = this.explorer.app;
    store.subscribe((state) => this.follow(state));
    this.follow(store.get());
  }

  private details(): DetailSource {
    const source = this.client.details(this.told.language);
    return {
      ...source,
      thing: async (iri) => {
        const found = await source.thing(iri);
        void this.later(() => this.load(true)); // unless it is here, as it is but for one that was asked for again
        return found;
      },
    };
  }

  private worldOf(overview: ServedOverview, parts: readonly Part[]): World {
    const world = new World(overview, this.told.about, !this.told.organisations.length);
    parts.forEach((part) => world.add(part));
    return world;
  }

  /** Load what a state needs; one after the other, so that nothing is asked for twice. */
  private follow(state: State): void {
    const before = this.last;
    this.last = { filters: state.filters, choice: state.choice, focus: state.focus };
    if (!isSameFor(before.filters, state.filters)) this.later(() => this.refilter(state.filters));
    if (before.choice !== state.choice || before.focus !== state.focus) {
      this.later(() => this.load(before.focus !== state.focus));
    }
  }

  private async load(mayMove: boolean): Promise<void> {
    const wishes = this.loading.wishes(this.explorer.app.state);
    if (wishes.length) await this.take(wishes, mayMove);
  }

  private later(work: () => Promise<unknown>): Promise<void> {
    const done = this.queue.then(work).then(() => undefined, (error: unknown) => this.fail(error));
    this.queue = done;
    return done;
  }

  private async take(wishes: readonly Wish[], mayMove: boolean): Promise<void> {
    document.body.classList.add("is-loading");
    try {
      for (const wish of wishes) {
        const parts = await wish.load(this.explorer.app.state.filters);
        this.check(parts);
        parts.forEach((part) => this.world.add(part));
        this.loading.remember(wish);
      }
      this.show(this.world.network(), mayMove);
    } finally {
      document.body.classList.remove("is-loading");
    }
  }

  /** More of an organisation, because somebody asked for it by name or by a button. */
  private async extend(iri: string): Promise<Network> {
    const wish = this.loading.more(iri);
    await this.later(() => this.take([wish], true));
    return this.world.network();
  }

  /** Other filters, other ties that come first: everything is asked for anew. */
  private async refilter(filters: Filters): Promise<void> {
    const { app } = this.explorer;
    const hasChanged = (): boolean => !isSameFor(filters, app.state.filters);
    if (hasChanged()) return; // while others were asked for, as by a slider that is drawn
    const [overview, first] = await Promise.all([this.client.overview(filters), this.firstParts(filters)]);
    if (hasChanged()) return;
    const parts = await Promise.all(this.loading.all().map((wish) => wish.load(filters)));
    if (hasChanged()) return;
    this.check([overview, ...parts.flat()]);
    this.world = this.worldOf(overview, [...first, ...parts.flat()]);
    // What is chosen may have come with something that these filters hide.
    const wishes = this.loading.wishes(app.state);
    if (wishes.length) await this.take(wishes, false);
    else this.show(this.world.network(), false);
    this.say("served.left", { n: overview.shown.ties, m: overview.shown.ofTies });
  }

  private async firstParts(filters: Filters): Promise<readonly Part[]> {
    const { organisations } = this.told;
    return organisations.length ? [await this.client.among(organisations, filters)] : [];
  }

  /** A newer build has other numbers of groups and kinds: the page begins anew, where its link says. */
  private check(parts: readonly Part[]): void {
    if (parts.some(({ build }) => build !== this.world.build)) location.reload();
  }

  private show(network: Network, mayMove: boolean): void {
    const { app } = this.explorer;
    const { camera, choice } = app.state;
    this.explorer.setNetwork(network);
    if (mayMove) {
      if (app.state.focus?.type === "group") app.announce(app.countText()); // now that its members are here
      return;
    }
    // What somebody looks at stays where it is; another number, for the same one would be no change.
    if (camera) app.change({ camera: { ...camera, k: camera.k * (1 + 1e-6) } });
    else if (choice?.type === "organisation" && app.place(choice.iri) >= 0) app.reveal(app.place(choice.iri));
  }

  private say(key: string, parts: Record<string, string | number>): void {
    const { app } = this.explorer;
    const text = app.texts.say(key, parts);
    app.announce(text);
    app.notify(text);
  }

  private fail(error: unknown): void {
    this.say(error instanceof ServerError ? "served.failed" : "failed", { detail: error instanceof Error ? error.message : "" });
  }
}

/** Whether filters mean the same to the server: those without ties it gives anyhow. */
function isSameFor(one: Filters, other: Filters): boolean {
  return JSON.stringify({ ...one, untied: true }) === JSON.stringify({ ...other, untied: true });
}

/** Ask for the overview until it is there: the index of a new build takes a while. */
async function firstOverview(client: Client, filters: Filters | null): Promise<ServedOverview> {
  for (;;) {
    try {
      return await client.overview(filters);
    } catch (error) {
      if (!(error instanceof ServerError && error.isSoon)) throw error;
      const wait = error.retryAfter === null ? AGAIN_MS : error.retryAfter * 1000;
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

async function start(root: HTMLElement, told: Told): Promise<void> {
  const client = new Client(told.root);
  const note = document.getElementById("preparing");
  // At once: a server that makes the index answers only after a while, and a white page says nothing.
  if (note) note.hidden = false;
  const overview = await firstOverview(client, null);
  client.learn(overview.kinds);
  const { filters } = fromFragment(location.hash, startState({ language: told.language }));
  const isOpen = JSON.stringify(filters) === JSON.stringify(OPEN_FILTERS);
  const first = told.organisations.length ? [await client.among(told.organisations, filters)] : [];
  const page = new ServedPage(told, client, isOpen ? overview : await firstOverview(client, filters), filters, first);
  page.start(root);
}

const root = document.getElementById("explorer");
const told = document.getElementById("served")?.textContent;
if (root && told) {
  const told_ = JSON.parse(told) as Told;
  start(root, told_).catch((error: unknown) => {
    const { language } = told_;
    const text = strings[language]["served.failed"] ?? "";
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = text.replaceAll("{detail}", error instanceof Error ? error.message : String(error));
    root.replaceChildren(notice);
  });
}
