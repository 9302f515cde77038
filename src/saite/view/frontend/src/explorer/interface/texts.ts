// Words: the page's own in three languages, labels of things, numbers, dates.
import { NEVER_BEGAN, NEVER_ENDS, type Day, type Labels } from "../network.ts";

/** Language -> name -> text, or its forms by the classes of plurals of that language. */
export type Strings = Readonly<Record<string, Readonly<Record<string, string | Readonly<Record<string, string>>>>>>;

export interface Words {
  readonly text: string;
  /** Tag of the language it is in; "" if that is not known. */
  readonly language: string;
}

type Values = Readonly<Record<string, string | number>>;

/** Everything that is said in one language. */
export class Texts {
  private plurals: Intl.PluralRules | null = null;
  private readonly numbers = new Map<number, Intl.NumberFormat>();
  private order: Intl.Collator | null = null;
  private readonly strings: Strings;
  readonly language: string;

  constructor(strings: Strings, language: string) {
    this.strings = strings;
    this.language = language in strings ? language : "en";
  }

  /** Compare names; what sorts nothing does not wait for the rules of the language. */
  get collator(): Intl.Collator {
    return (this.order ??= new Intl.Collator(this.language, { numeric: true }));
  }

  get languages(): string[] {
    return Object.keys(this.strings);
  }

  /** Tell what a language calls itself. */
  nameOfLanguage(tag: string): string {
    const name = this.strings[tag]?.["name"];
    return typeof name === "string" ? name : tag;
  }

  has(key: string): boolean {
    return key in (this.strings[this.language] ?? {}) || key in (this.strings["en"] ?? {});
  }

  /** Say something; `{name}` stands for a value, and `n` chooses the form of a plural. */
  say(key: string, values: Values = {}): string {
    const found = this.strings[this.language]?.[key] ?? this.strings["en"]?.[key] ?? key;
    const text = typeof found === "string" ? found : this.form(found, Number(values["n"] ?? 0));
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? this.number(value, 3) : value;
    });
  }

  private form(forms: Readonly<Record<string, string>>, count: number): string {
    this.plurals ??= new Intl.PluralRules(this.language);
    return forms[this.plurals.select(count)] ?? forms["other"] ?? "";
  }

  /** Choose a label: in this language, else in another, with the language it is in. */
  pick(labels: Labels | undefined): Words {
    const all = labels ?? {};
    const tag = [this.language, "en", "lt", "lv", "", ...Object.keys(all)].find((each) => each in all);
    return tag === undefined ? { text: "", language: "" } : { text: all[tag] ?? "", language: tag };
  }

  /** Name a class of things or statements; one that has no words by itself. */
  type(name: string): string {
    const key = `type.${name}`;
    return this.has(key) ? this.say(key) : name;
  }

  number(value: number, digits = 2): string {
    let format = this.numbers.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(this.language, { maximumFractionDigits: digits });
      this.numbers.set(digits, format);
    }
    return format.format(value);
  }

  /** Say when something was; a whole year or month reads as such. */
  period(earliest: Day, latest: Day): string {
    const [begins, ends] = [earliest > NEVER_BEGAN, latest > 0 && latest < NEVER_ENDS];
    if (!begins && !ends) return this.say("when.unknown");
    if (!ends) return this.say("when.from", { date: startText(earliest) });
    if (!begins) return this.say("when.until", { date: endText(latest) });
    return span(earliest, latest);
  }

  /** Say which row of which file a record is: its IRI ends in `source/NAME/FILE#row=12`. */
  row(iri: string): string {
    const found = /(?:^|\/)source\/[^/]+\/([^#]+)#(?:sheet=([^&]*)&)?row=(\d+)$/.exec(iri);
    if (!found) return iri;
    const [file, sheet] = [decode(found[1] ?? ""), decode(found[2] ?? "")];
    return this.say(sheet ? "record.sheet" : "record.row", { file, sheet, row: found[3] ?? "" });
  }

  /** Name a section: a number gets its word, what is words already stays as it is. */
  section(written: string): string {
    return /^[\p{N}.]*\p{N}\.?$|^[IVXLC]+$/u.test(written)
      ? this.say("evidence.section", { section: written.replace(/\.$/, "") }) : written;
  }
}

const year = (day: Day): number => Math.floor(day / 10_000);
const month = (day: Day): number => Math.floor(day / 100) % 100;
const dayOf = (day: Day): number => day % 100;

function isMonthEnd(day: Day): boolean {
  const date = new Date(Date.UTC(2000, month(day), 0));
  date.setUTCFullYear(year(day), month(day), 0);
  return dayOf(day) === date.getUTCDate();
}

function inMonth(day: Day): string {
  return `${String(year(day)).padStart(4, "0")}-${String(month(day)).padStart(2, "0")}`;
}

function inFull(day: Day): string {
  return `${inMonth(day)}-${String(dayOf(day)).padStart(2, "0")}`;
}

const isYearStart = (day: Day): boolean => day % 10_000 === 101;
const isYearEnd = (day: Day): boolean => day % 10_000 === 1231;

function startText(day: Day): string {
  return isYearStart(day) ? String(year(day)) : dayOf(day) === 1 ? inMonth(day) : inFull(day);
}

function endText(day: Day): string {
  return isYearEnd(day) ? String(year(day)) : isMonthEnd(day) ? inMonth(day) : inFull(day);
}

function span(earliest: Day, latest: Day): string {
  if (isYearStart(earliest) && isYearEnd(latest)) {
    return year(earliest) === year(latest) ? String(year(earliest)) : `${year(earliest)}–${year(latest)}`;
  }
  if (dayOf(earliest) === 1 && isMonthEnd(latest)) {
    return inMonth(earliest) === inMonth(latest) ? inMonth(earliest) : `${inMonth(earliest)} – ${inMonth(latest)}`;
  }
  return earliest === latest ? inFull(earliest) : `${inFull(earliest)} – ${inFull(latest)}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Choose the first language asked for that is spoken, whatever its region; undefined if none is. */
export function preferred(asked: readonly string[], spoken: readonly string[]): string | undefined {
  return asked.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find((tag) => spoken.includes(tag));
}
