// The texts of the page: those that it shares with the page made with pyvis, and its own.
import shared from "../../../../static/strings.json";
import own from "./strings.json";
import type { Strings } from "./texts.ts";

export const STRINGS: Strings = {
  en: { ...shared.en, ...own.en },
  lt: { ...shared.lt, ...own.lt },
  lv: { ...shared.lv, ...own.lv },
};
