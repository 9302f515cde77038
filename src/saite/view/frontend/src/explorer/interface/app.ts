// What all parts of the page share: the network, what is shown of it, the state, the words.
import { words } from "../../dom.ts";
import type { DetailSource, NamedThing } from "../details.ts";
import { groupName } from "../groups.ts";
import { neighbours, tieBetween } from "../neighbourhood.ts";
import type { Labels, Neighbours, Network } from "../network.ts";
import type { Shown } from "../scene.ts";
import { computeShown, OPEN_FILTERS, type Sieve } from "../shown.ts";
import type { Choice, Filters, Focus, State } from "../state.ts";
import type { Store } from "../store.ts";
import { Texts, type Strings } from "./texts.ts";

/** What is not as it was when a part was last brought up to date. */
export interface Changes {
  readonly network: boolean;
  readonly language: boolean;
  readonly shown: boolean;
  readonly focus: boolean;
  readonly choice: boolean;
  readonly view: boolean;
  readonly look: boolean;
  readonly pinned: boolean;
  readonly camera: boolean;
}

export const EVERYTHING: Changes = {
  network: true, language: true, shown: true, focus: true, choice: true, view: true, look: true, pinned: true, camera: true,
};

const NOTHING: Changes = {
  network: false, language: false, shown: false, focus: false, choice: false, view: false, look: false, pinned: false, camera: false,
};

/** A part of the page. */
export interface Part {
  readonly element: HTMLElement;
  update(changes: Changes): void;
}

/** An organisation that a server found although the page does not hold it. */
export interface FoundElsewhere {
  readonly iri: string;
  readonly label: string;
  readonly name?: string;
}

/** How a page gets more of a network than it holds; only served pages can. */
export interface Extension {
  /** Load an organisation with its strongest ties, and give the network with them. */
  extend(iri: string): Promise<Network>;
  /** Find organisations by name in the whole network. */
  find?(text: string, limit: number): Promise<readonly FoundElsewhere[]>;
  /** Key of what its help says besides. */
  readonly help?: string;
}

export interface Setting {
  readonly network: Network;
  readonly details: DetailSource;
  readonly strings: Strings;
  readonly store: Store;
  readonly extension?: Extension | undefined;
}

/** One page; its parts ask it and tell it what somebody did. */
export class App {
  network: Network;
  shown: Shown;
  texts: Texts;
  readonly details: DetailSource;
  readonly store: Store;
  readonly extension: Extension | undefined;
  /** Tell those who do not see the page what has changed. */
  announce: (text: string) => void = () => undefined;
  /** Say and show that something is done. */
  notify: (text: string) => void = () => undefined;
  /** Bring an organisation into sight. */
  reveal: (organisation: number) => void = () => undefined;
  /** Take into the state where the picture stands by now: it is told some time after a movement. */
  settle: () => void = () => undefined;
  /** Put the focus on the heading of the panel. */
  enterPanel: () => void = () => undefined;
  private readonly strings: Strings;
  private readonly places = new Map<string, number>();
  private readonly parts: Part[] = [];
  /** People, agreements, projects and events that were asked for; undefined while they are read, null for none. */
  private readonly things = new Map<string, NamedThing | null | undefined>();
  /** The thing that could not be read when it was asked for last; "" for none. */
  private failedThing = "";
  private isThingClosed = false;
  private last: State;
  private wide: { of: Shown; shown: Shown } | null = null;

  constructor(setting: Setting) {
    this.network = setting.network;
    this.details = setting.details;
    this.store = setting.store;
    this.strings = setting.strings;
    this.extension = setting.extension;
    this.last = this.store.get();
    this.texts = new Texts(this.strings, this.last.language);
    this.shown = computeShown(this.network, this.sieve(this.last));
    this.placeAll();
    this.store.subscribe(() => this.refresh());
    this.readThing();
  }

  get state(): State {
    return this.store.get();
  }

  get neighbours(): Neighbours {
    return neighbours(this.network);
  }

  add(...parts: Part[]): void {
    this.parts.push(...parts);
  }

  change(part: Partial<State>): void {
    this.store.change(part);
  }

  /** Take another network, such as one with more of the same; what is chosen stays. */
  setNetwork(network: Network): void {
    this.network = network;
    this.placeAll();
    this.refresh(true);
  }

  refresh(isNew = false): void {
    const [before, now] = [this.last, this.state];
    this.last = now;
    const focus = before.focus !== now.focus;
    const changes: Changes = {
      network: isNew,
      language: before.language !== now.language,
      shown: isNew || focus || before.filters !== now.filters || before.hidden !== now.hidden,
      focus,
      choice: before.choice !== now.choice,
      view: before.view !== now.view,
      look: before.colourBy !== now.colourBy || before.sizeBy !== now.sizeBy || before.theme !== now.theme,
      pinned: before.pinned !== now.pinned,
      camera: before.camera !== now.camera,
    };
    if (changes.language) this.texts = new Texts(this.strings, now.language);
    if (changes.shown) this.shown = computeShown(this.network, this.sieve(now));
    if (focus) [this.isThingClosed, this.failedThing] = [false, ""];
    for (const part of this.parts) part.update(changes);
    if (focus) this.readThing();
  }

  private sieve(state: State): Sieve {
    const { focus } = state;
    return { ...state, members: (focus?.type === "thing" && this.things.get(focus.iri)?.organisations) || [] };
  }

  /** Ask which organisations the thing joins that the page is narrowed to. */
  private readThing(): void {
    const { focus } = this.state;
    if (focus?.type !== "thing" || this.things.has(focus.iri)) return;
    const { iri } = focus;
    this.things.set(iri, undefined);
    this.failedThing = "";
    void this.details.thing(iri).then((found) => {
      this.things.set(iri, found);
      const { focus: now } = this.state;
      if (now?.type !== "thing" || now.iri !== iri) return;
      this.refresh(true);
      this.announce(found ? this.thingText() : this.texts.say("panel.gone"));
    }, () => {
      this.things.delete(iri);
      const { focus: now } = this.state;
      if (now?.type !== "thing" || now.iri !== iri) return;
      this.failedThing = iri;
      this.notify(this.texts.say("failed"));
      this.tellOfThing();
    });
  }

  /** Name the thing that the page is narrowed to, with how many organisations it joins; "" while it is read. */
  thingText(): string {
    const { thing } = this;
    return thing ? this.texts.say("focus.isThing", { name: this.texts.pick(thing.labels).text, n: thing.organisationsInAll ?? thing.organisations.length }) : "";
  }

  /** The thing that the page is narrowed to: null if there is none such, undefined while it is read, and for no focus on one. */
  get thing(): NamedThing | null | undefined {
    const { focus } = this.state;
    return focus?.type === "thing" ? this.things.get(focus.iri) : undefined;
  }

  /** Whether the panel tells of the thing that the page is narrowed to: nothing is chosen, and nobody has closed it. */
  get isThingOpen(): boolean {
    const { choice, focus } = this.state;
    return choice === null && focus?.type === "thing" && !this.isThingClosed;
  }

  /** Whether the thing that the page is narrowed to could not be read; it is asked for again by `showThing`. */
  get isThingMissed(): boolean {
    const { focus } = this.state;
    return focus?.type === "thing" && focus.iri === this.failedThing;
  }

  /** Let the panel tell of the thing that the page is narrowed to, or of the whole again. */
  openThing(isOpen: boolean): void {
    this.isThingClosed = !isOpen;
    this.tellOfThing();
  }

  private tellOfThing(): void {
    for (const part of this.parts) part.update({ ...NOTHING, choice: true });
  }

  /** What would be shown without the focus: paths and partners are looked for in it. */
  get unfocused(): Shown {
    const { focus, ...sieve } = this.state;
    if (!focus) return this.shown;
    if (this.wide?.of !== this.shown) this.wide = { of: this.shown, shown: computeShown(this.network, { ...sieve, focus: null }) };
    return this.wide.shown;
  }

  private placeAll(): void {
    this.places.clear();
    this.network.organisations.iri.forEach((iri, place) => this.places.set(iri, place));
  }

  /** Where an organisation stands in the columns; -1 if the page does not hold it. */
  place(iri: string): number {
    return this.places.get(iri) ?? -1;
  }

  iri(organisation: number): string {
    return this.network.organisations.iri[organisation] ?? "";
  }

  /** The tie between two organisations, whether it is shown or not; -1 if there is none. */
  tie(one: number, other: number): number {
    return one < 0 || other < 0 ? -1 : tieBetween(this.neighbours, one, other);
  }

  otherEnd(tie: number, organisation: number): number {
    const { a, b } = this.network.ties;
    return (a[tie] === organisation ? b[tie] : a[tie]) ?? -1;
  }

  name(organisation: number): string {
    const { labels, label } = this.network.organisations;
    return labels[this.texts.language]?.[organisation] ?? label[organisation] ?? this.iri(organisation);
  }

  short(organisation: number): string {
    return this.network.organisations.short[organisation] || this.name(organisation);
  }

  /** A name as an element: its direction is its own. */
  nameElement(organisation: number): HTMLElement {
    const { labels, labelLanguage } = this.network.organisations;
    const isOwn = labels[this.texts.language]?.[organisation] !== undefined;
    const language = isOwn ? this.texts.language : labelLanguage[organisation] ?? "";
    return words(this.name(organisation), language === this.texts.language ? "" : language);
  }

  label(labels: Labels | undefined, otherwise = ""): HTMLElement {
    const { text, language } = this.texts.pick(labels);
    return words(text || otherwise, language === this.texts.language ? "" : language);
  }

  /** Name a kind by its place in the lists of kinds. */
  kind(of: "organisation" | "place" | "tie" | "status", place: number): string {
    const kind = this.network.kinds[of][place];
    const missing = of === "status" ? "unknown.status" : of === "place" ? "unknown.place" : "unknown.kind";
    return kind ? this.texts.pick(kind.labels).text || kind.key.split("/").pop() || kind.key : this.texts.say(missing);
  }

  /** Name a group after its strongest members. */
  group(group: number): string {
    return groupName(this.network, group) || this.texts.say("legend.untied");
  }

  /* ---- What somebody can do ------------------------------------------------------------------ */

  chooseOrganisation(organisation: number, enter = false): void {
    this.choose({ type: "organisation", iri: this.iri(organisation) }, enter);
  }

  /**
   * Choose what somebody has looked for. A focus that keeps it out of sight goes there: a
   * neighbourhood becomes that of the organisation, any other is left. What the filters hide stays
   * hidden.
   */
  goTo(organisation: number): void {
    const { focus } = this.state;
    const choice: Choice = { type: "organisation", iri: this.iri(organisation) };
    if (!focus || this.shown.organisation[organisation] || !this.unfocused.organisation[organisation]) return this.choose(choice);
    this.change({ choice, focus: focus.type === "neighbourhood" ? { ...focus, iri: choice.iri } : null });
    this.announce(this.countText());
  }

  choosePair(one: number, other: number, enter = false): void {
    this.choose({ type: "tie", a: this.iri(one), b: this.iri(other) }, enter);
  }

  chooseTie(tie: number, enter = false): void {
    const { a, b } = this.network.ties;
    this.choosePair(a[tie] ?? -1, b[tie] ?? -1, enter);
  }

  choose(choice: Choice | null, enter = false): void {
    this.change({ choice });
    if (choice && enter) this.enterPanel();
  }

  setFocus(focus: Focus | null): void {
    this.change({ focus });
    this.announce(this.countText());
  }

  /** Narrow the page to the organisations that a person, an agreement, a project or an event joins. */
  showThing(iri: string, enter = false): void {
    this.change({ focus: { type: "thing", iri }, choice: null });
    const wasMissed = this.isThingMissed;
    this.readThing();
    if (!this.isThingOpen || wasMissed) this.openThing(true);
    const text = this.thingText();
    if (text) this.announce(text);
    if (enter) this.enterPanel();
  }

  setFilters(part: Partial<Filters>): void {
    this.change({ filters: { ...this.state.filters, ...part } });
    this.announce(this.countText());
  }

  /** Take back every filter, what was hidden by hand, and the focus. */
  showEverything(): void {
    this.change({ filters: OPEN_FILTERS, hidden: [], focus: null });
    this.announce(this.countText());
  }

  hide(organisation: number): void {
    const iri = this.iri(organisation);
    if (this.state.hidden.includes(iri)) return;
    const { choice, focus } = this.state;
    const names = (one: Choice | Focus | null): boolean => one !== null && (
      ("iri" in one && one.iri === iri) || ("a" in one && (one.a === iri || one.b === iri)));
    this.change({
      hidden: [...this.state.hidden, iri],
      ...(names(choice) ? { choice: null } : {}),
      // Around somebody who is hidden there is nothing.
      ...(names(focus) ? { focus: null } : {}),
    });
    this.announce(this.texts.say("hidden.done", { name: this.name(organisation) }));
  }

  unhide(iri: string | null): void {
    this.change({ hidden: iri === null ? [] : this.state.hidden.filter((each) => each !== iri) });
    this.announce(this.countText());
  }

  isPinned(organisation: number): boolean {
    return this.iri(organisation) in this.state.pinned;
  }

  pin(organisation: number, x: number, y: number): void {
    this.change({ pinned: { ...this.state.pinned, [this.iri(organisation)]: [x, y] } });
  }

  unpin(organisation: number | null): void {
    if (organisation === null) return this.change({ pinned: {} });
    const rest = Object.entries(this.state.pinned).filter(([iri]) => iri !== this.iri(organisation));
    this.change({ pinned: Object.fromEntries(rest) });
  }

  /** Where an organisation stands: where somebody put it, else where the layout did. */
  spot(organisation: number): readonly [number, number] {
    const { x, y } = this.network.organisations;
    return this.state.pinned[this.iri(organisation)] ?? [x[organisation] ?? 0, y[organisation] ?? 0];
  }

  undo(): void {
    if (this.store.undo()) this.announce(this.texts.say("undone", { counts: this.countText() }));
  }

  redo(): void {
    if (this.store.redo()) this.announce(this.texts.say("redone", { counts: this.countText() }));
  }

  countText(): string {
    const { shown, network, texts } = this;
    return [
      texts.say("count.organisations", { n: shown.organisations, m: network.organisations.length }),
      texts.say("count.ties", { n: shown.ties, m: network.ties.length }),
    ].join(" · ");
  }

  get isFiltered(): boolean {
    const { network, shown } = this;
    return shown.organisations < network.organisations.length || shown.supports < network.supports.length;
  }
}
