// Answers of the server as tables: SPARQL 1.1 Query Results JSON Format.

export interface Cell {
  kind: "iri" | "literal" | "blank" | "none";
  value: string;
  language: string;
  datatype: string;
}

export interface Answer {
  columns: string[];
  rows: Cell[][];
  truth: boolean | null;
}

interface JsonTerm {
  type: string;
  value: unknown;
  "xml:lang"?: string;
  datatype?: string;
}

interface JsonAnswer {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, JsonTerm>[] };
}

const NONE: Cell = { kind: "none", value: "", language: "", datatype: "" };
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((name) => XSD + name));
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((name) => XSD + name));

function cellOf(term: JsonTerm | undefined): Cell {
  if (!term) return NONE;
  const kind = term.type === "uri" ? "iri" : term.type === "bnode" ? "blank" : "literal";
  const value = typeof term.value === "string" ? term.value : JSON.stringify(term.value);
  return { kind, value, language: term["xml:lang"] ?? "", datatype: term.datatype ?? "" };
}

/** Read an answer: rows, or yes or no. */
export function readAnswer(json: JsonAnswer): Answer {
  const columns = json.head.vars ?? [];
  const rows = (json.results?.bindings ?? []).map((row) => columns.map((name) => cellOf(row[name])));
  return { columns, rows, truth: json.boolean ?? null };
}

/** Tell whether every filled cell of a column is of a kind, and at least one is. */
function isAll(answer: Answer, column: number, fits: (cell: Cell) => boolean): boolean {
  const cells = answer.rows.map((row) => row[column]).filter((cell): cell is Cell => !!cell && cell.kind !== "none");
  return cells.length > 0 && cells.every(fits);
}

/** List the columns of numbers. */
export function numberColumns(answer: Answer): number[] {
  return answer.columns.map((_, place) => place).filter((place) => isAll(answer, place, (cell) => NUMBERS.has(cell.datatype)));
}

/** List the columns of dates; a text that begins as a date does counts too. */
export function dateColumns(answer: Answer): number[] {
  return answer.columns.map((_, place) => place).filter((place) => isAll(answer, place, (cell) => dayOf(cell) !== null));
}

/** List the columns of things. */
export function thingColumns(answer: Answer): number[] {
  return answer.columns.map((_, place) => place).filter((place) => isAll(answer, place, (cell) => cell.kind === "iri"));
}

/** Give the day that a cell tells as a number of milliseconds; null if it tells none. */
export function dayOf(cell: Cell): number | null {
  if (cell.kind !== "literal") return null;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:$|T|Z|[+-]\d{2}:)/.exec(cell.value);
  if (!match || (!DATES.has(cell.datatype) && !match[2])) return null;
  const day = Date.UTC(Number(match[1]), Number(match[2] ?? 1) - 1, Number(match[3] ?? 1));
  return Number.isNaN(day) ? null : day;
}

/** List the concepts of a text that is nothing but their IRIs, as grouping makes it. */
export function listedIris(cell: Cell): string[] {
  if (cell.kind !== "literal" || !cell.value.startsWith("https://w3id.org/saite/concepts/")) return [];
  const parts = cell.value.split(" ");
  return parts.every((part) => /^https:\/\/w3id\.org\/saite\/concepts\/[\w.-]+\/[\w.-]+$/.test(part)) ? parts : [];
}

/** Collect the IRIs that an answer shows, each once. */
export function irisOf(rows: Cell[][]): string[] {
  const cells = rows.flat();
  return [...new Set(cells.flatMap((cell) => (cell.kind === "iri" ? [cell.value] : listedIris(cell))))];
}

/** Where in a text something went wrong. */
export interface Spot {
  from: number;
  to: number;
  line: number;
  column: number;
}

/** Find the place that a message of the server tells of: its line, and there what it quotes. */
export function spotOf(message: string, text: string): Spot | null {
  const told = /\bline (\d+)(?:, column (\d+))?/i.exec(message) ?? /\b(\d+):(\d+)\b/.exec(message);
  if (!told) return null;
  const lines = text.split("\n");
  const line = Math.min(Math.max(Number(told[1]), 1), lines.length);
  const content = lines[line - 1] ?? "";
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const quoted = /'((?:[^'\\]|\\.)+)'/.exec(message.slice(told.index))?.[1] ?? "";
  const found = quoted ? findWord(content, quoted) : -1;
  const place = told[2] ?? /\bat character (\d+) of the line/.exec(message)?.[1];
  const column = place ? Math.min(Number(place) - 1, content.length) : Math.max(found, content.search(/\S|$/));
  const length = found === column && quoted ? quoted.length : Math.max(content.length - column, 0);
  return { from: start + Math.min(column, content.length), to: start + Math.min(column + length, content.length), line, column: column + 1 };
}

/** Find a word that is not a part of a longer one; else the first place where it stands. */
function findWord(content: string, word: string): number {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const alone = new RegExp(`(?<![\\p{L}\\p{N}_?])${escaped}(?![\\p{L}\\p{N}_])`, "u").exec(content);
  return alone ? alone.index : content.indexOf(word);
}

/** Take one column of an answer, as rows of one cell. */
export function columnOf(rows: Cell[][], place: number): Cell[][] {
  return rows.map((row) => row.slice(place, place + 1));
}
