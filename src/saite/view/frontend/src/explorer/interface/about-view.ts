// What this page is made of, when, by what, under which licence, and what it leaves out.
import type { App, Changes, Part } from "./app.ts";
import { facts, h, heading, keepFocus, put } from "./element.ts";
import { largeEventsOf } from "./large-events.ts";
import { describeCut } from "./overview-panel.ts";

export function aboutView(app: App): Part {
  const element = h("div", { class: "prose" });
  const leftOut = largeEventsOf(app);
  const render = (): void => keepFocus(element, () => {
    const { texts, network } = app;
    const { about, measured, cut } = network;
    put(element,
      heading("h2", h("bdi", {}, about.title || texts.say("title"))),
      h("p", {}, texts.say(app.extension ? "about.served" : "about.page")),
      h("p", {}, texts.say("about.tie")),
      network.withPeople ? null : h("p", {}, texts.say("about.people")),
      heading("h3", texts.say("about.shown")),
      h("p", {}, app.countText()),
      h("p", {}, texts.say("about.held", { n: cut.ties, m: cut.ofTies, organisations: cut.organisations, of: cut.ofOrganisations })),
      ...describeCut(app),
      ...leftOut(),
      measured.betweenness === "sampled" ? h("p", { class: "aside" }, `${texts.say("measure.betweenness")}: ${texts.say("measure.sampled", { n: measured.sample })}`) : null,
      heading("h3", texts.say("about.origin")),
      facts([
        [texts.say("about.sources"), about.sources.join(", ")],
        [texts.say("about.build"), about.build],
        [texts.say("about.date"), about.date],
        [texts.say("about.version"), about.version],
        [texts.say("about.licence"), about.licence && h("bdi", {}, about.licence)],
      ]),
      h("p", { class: "aside" }, texts.say("about.translations")));
  });
  return {
    element,
    update(changes: Changes): void {
      if (app.state.view !== "about") return;
      if (changes.view || changes.language || changes.network || changes.shown) render();
    },
  };
}
