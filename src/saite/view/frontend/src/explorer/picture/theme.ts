// Colours of the picture: those of the style sheet, and those of the scene's paints.
import type { Paint, Scene } from "../scene.ts";

export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly tie: string;
  readonly untied: string;
  readonly accent: string;
  readonly disputed: string;
  readonly land: string;
  readonly border: string;
  readonly paints: readonly string[];
  readonly isDark: boolean;
}

/** What is drawn with where the page defines no such property: SVG and tests have no style sheet. */
const LIGHT = {
  stage: "#ffffff", text: "#1b2530", muted: "#5a6876", tie: "#8593a3", untied: "#9aa6b2",
  accent: "#1f5f9e", disputed: "#c2500a", land: "#e9eef1", border: "#b7c2cc",
};
const DARK: typeof LIGHT = {
  stage: "#171d24", text: "#e6ebf0", muted: "#9fadba", tie: "#74859a", untied: "#66737f",
  accent: "#7db8ee", disputed: "#f08a45", land: "#222c36", border: "#465463",
};

export const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Choose one of the two values of each paint. */
export function paintsOf(paints: readonly Paint[], isDark: boolean): string[] {
  return paints.map((paint) => (isDark ? paint.dark : paint.light));
}

/** Read the theme of a scene: custom properties of the host, where it is in a page. */
export function readTheme(scene: Scene, host: HTMLElement | null): Theme {
  const style = host && getComputedStyle(host);
  const own = scene.isDark ? DARK : LIGHT;
  const read = (name: keyof typeof LIGHT): string => style?.getPropertyValue(`--${name}`).trim() || own[name];
  return {
    background: read("stage"), text: read("text"), muted: read("muted"), tie: read("tie"), untied: read("untied"),
    accent: read("accent"), disputed: read("disputed"), land: read("land"), border: read("border"),
    paints: paintsOf(scene.paints, scene.isDark), isDark: scene.isDark,
  };
}

/** The theme for paper: always light, whatever the screen shows. */
export function paperTheme(scene: Scene): Theme {
  const { stage, ...rest } = LIGHT;
  return { ...rest, background: stage, paints: paintsOf(scene.paints, false), isDark: false };
}
