// What somebody can take away: the link, the picture, the network, the page itself.
import { toCsv } from "../export/csv.ts";
import { toGexf } from "../export/gexf.ts";
import { toGraphml } from "../export/graphml.ts";
import { toJson } from "../export/json.ts";
import { keptCopy } from "../keep.ts";
import type { Picture } from "../scene.ts";
import type { App } from "./app.ts";
import { copyText } from "./dialogs.ts";
import { h } from "./element.ts";
import { fileName } from "./file-name.ts";
import { makeMenu, type Item, type Menu } from "./menu.ts";

export function shareMenu(app: App, picture: Picture, link: () => string): Menu {
  const name = (): string => fileName(app.network.about.title || app.texts.say("title"));
  const save = async (content: string | Promise<string | Blob>, type: string, ending: string): Promise<void> => {
    try {
      const made = await content;
      const saved = `${name()}.${ending}`;
      download(typeof made === "string" ? new Blob([made], { type }) : made, saved);
      app.notify(app.texts.say("share.saved", { name: saved }));
    } catch {
      app.notify(app.texts.say("failed"));
    }
  };
  // Whoever takes something away right after a movement gets what is seen.
  const settled = <T>(make: () => T): T => {
    app.settle();
    return make();
  };
  // The address of a file leads nobody else to it: what can be sent comes first there.
  const isFile = !app.extension && location.protocol === "file:";
  const keep = (): Item[] => app.extension ? [] : [
    { key: "share.keep", startsGroup: !isFile, act: () => void save(settled(() => keptCopy(document, app.state)), "text/html", "html") },
  ];
  const address: Item = isFile
    ? { key: "share.link", text: "share.fileLink", act: () => void copyText(app, settled(link), "share.fileCopied") }
    : { key: "share.link", act: () => void copyText(app, settled(link), "share.copied") };
  const drawn = (): Parameters<typeof toJson> => [app.network, app.shown, app.details, app.state.pinned];
  const items = (): Item[] => [
    ...(isFile ? [...keep(), address] : [address]),
    { key: "share.png", startsGroup: true, act: () => void save(picture.png(2), "image/png", "png") },
    { key: "share.svg", act: () => void save(picture.svg(), "image/svg+xml", "svg") },
    { key: "share.gexf", startsGroup: true, act: () => void save(toGexf(...drawn()), "application/gexf+xml", "gexf") },
    { key: "share.graphml", act: () => void save(toGraphml(...drawn()), "application/graphml+xml", "graphml") },
    { key: "share.csv", act: () => void save(toCsv(app.network, app.shown, app.details), "text/csv;charset=utf-8", "csv") },
    { key: "share.json", act: () => void save(toJson(...drawn()), "application/json", "json") },
    ...(isFile ? [] : keep()),
    { key: "share.print", ...(app.extension || isFile ? { startsGroup: true } : {}), act: () => window.print() },
  ];
  return makeMenu({ icon: "share", key: "share", hasText: true, say: (key) => app.texts.say(key), items });
}

function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
