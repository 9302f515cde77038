// Light or dark: as somebody chose, else as the system is. The style sheet reads one attribute.
import type { App, Part } from "./app.ts";

/** Keep the attribute; tells whether it is dark. `again` is called when the system turns. */
export function watchTheme(app: App, again: () => void): () => boolean {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => (app.state.theme === "system" ? system.matches : app.state.theme === "dark");
  const apply = (): void => { document.documentElement.dataset["theme"] = isDark() ? "dark" : "light"; };
  const part: Part = { element: document.documentElement, update: apply };
  app.add(part);
  system.addEventListener("change", () => { apply(); again(); });
  apply();
  return isDark;
}
