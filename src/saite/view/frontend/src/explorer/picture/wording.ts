// How a name is written in the picture: in short lines, whole or cut.

const LETTERS = 20;
const LINES = 3;

/** Characters that would turn the direction of what follows, and those that draw nothing. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Break a name into at most three short lines. */
export function wrap(text: string, lines = LINES, letters = LETTERS): string[] {
  const broken: string[] = [];
  for (const word of text.replace(/\s+/g, " ").replace(UNSEEN, "").trim().split(" ")) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  const kept = broken.slice(0, lines).map((line) => shorten(line, letters + 6));
  if (broken.length > lines) kept[lines - 1] = `${kept[lines - 1]!.replace(/\u2026$/, "")}…`;
  return kept;
}

export function shorten(text: string, letters: number): string {
  const characters = [...text];
  return characters.length > letters ? `${characters.slice(0, letters - 1).join("").trimEnd()}…` : text;
}

/** Pixels that a name may stand from its dot, so that one still sees whose it is. */
const AWAY = 12;

/** Ways to write one of few names: whole if it finds room somewhere, else cut at a word, in two lines, in one. */
export function wordingsOf(text: string): { readonly lines: string[]; readonly away: number }[] {
  const [wide, narrow] = [wrap(text), wrap(text, LINES + 1, 12)];
  const whole = [wide, ...(isCut(narrow) || narrow.length === wide.length ? [] : [narrow])];
  const cut = [wrap(text, 2, 18), wrap(text, 2, 12), wrap(text, 1, 16), [shorten(wrap(text, 1, 9)[0]!, 9)]];
  return [
    ...whole.map((lines) => ({ lines, away: 0 })), ...whole.map((lines) => ({ lines, away: AWAY })),
    ...cut.flatMap((lines) => [{ lines, away: 0 }, { lines, away: AWAY }]),
  ];
}

/** Tell whether some of a name is left out. */
export function isCut(lines: readonly string[]): boolean {
  return lines.some((line) => line.endsWith("…"));
}
