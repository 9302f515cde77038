// Where in a query the cursor stands: what may be written there.

export type Place = "variable" | "subject" | "predicate" | "object" | "class" | "nothing";

export interface Position {
  place: Place;
  /** What is being written. */
  word: string;
  /** Where it begins. */
  from: number;
}

const TOKEN =
  /#[^\n]*|"""(?:[^\\]|\\.)*?"""|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\s]*>|[?$][\p{L}\p{N}_]*|@[A-Za-z-]+|\^\^|[\p{L}_][\p{L}\p{N}_.-]*:[\p{L}\p{N}_.%:~-]*|:[\p{L}\p{N}_.%:~-]+|[\p{L}_][\p{L}\p{N}_-]*|[+-]?[0-9][0-9.eE]*|[{}()[\].;,|/*+!=<>&^-]|\S/gsu;
const WORD = /(?:[?$]?[\p{L}_][\p{L}\p{N}_.~-]*(?::[\p{L}\p{N}_.%~-]*)?|[?$]|:[\p{L}\p{N}_.%~-]*)$/u;

/** Tell whether a text ends inside of a string, a comment or an IRI. */
function endsInside(text: string): boolean {
  const rest = text.replace(TOKEN, (token, offset: number) => {
    if (token.startsWith("#") && offset + token.length === text.length) return "\u0000";
    return /^["'<]/.test(token) && token.length === 1 ? "\u0001" : " ";
  });
  if (rest.includes("\u0000")) return true;
  const line = text.slice(text.lastIndexOf("\n") + 1);
  if (/<[^<>\s]*$/.test(line) && !/<\s*$/.test(line)) return true;
  // A quote that no token closed stands on the last line.
  const last = rest.lastIndexOf("\u0001");
  const quote = text.lastIndexOf('"', text.length - 1);
  return last >= 0 && quote >= text.lastIndexOf("\n") && (line.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
}

/** Tell what may stand at the end of a text. */
export function positionAt(text: string): Position {
  const word = WORD.exec(text)?.[0] ?? "";
  const from = text.length - word.length;
  if (endsInside(text)) return { place: "nothing", word: "", from: text.length };
  if (/^[?$]/.test(word)) return { place: "variable", word, from };
  return { place: placeAfter(text.slice(0, from)), word, from };
}

/** Follow the triples of a pattern up to its end. */
function placeAfter(text: string): Place {
  let filled = 0; // how many parts of the triple are there
  let last = "";
  let isDeclaration = false;
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith("#")) continue;
    if (/^(prefix|base)$/i.test(token)) isDeclaration = true;
    else if (isDeclaration && token.startsWith("<")) isDeclaration = false;
    else if (token === "{" || token === "}") [depth, filled] = [depth + (token === "{" ? 1 : -1), 0];
    else if (token === ".") filled = 0;
    else if (token === ";") filled = 1;
    else if (token === "," || token === "[") filled = token === "," ? 2 : 1;
    else if (/^[/|^]$/.test(token)) filled = 1;
    else if (/^[*+!(]$/.test(token)) continue;
    else if (/^(optional|filter|minus|union|graph|bind|values|service|exists|not|where|select|distinct|as)$/i.test(token)) filled = 0;
    else filled = Math.min(filled + 1, 3);
    last = token;
  }
  if (isDeclaration) return "nothing";
  if (depth <= 0) return "subject";
  if (filled === 2 && /^(a|rdf:type|<http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#type>)$/.test(last)) return "class";
  return filled === 0 ? "subject" : filled === 1 ? "predicate" : "object";
}

/** List the variables of a query, each once, without question marks. */
export function variablesOf(text: string): string[] {
  const found = [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => /^[?$]./u.test(token));
  return [...new Set(found.map((token) => token.slice(1)))];
}

/** Find the prefixes that a query uses and does not declare, of those that are known. */
export function missingPrefixes(text: string, known: Record<string, string>): string[] {
  const declared = new Set([...text.matchAll(/\bprefix\s+([\p{L}_][\p{L}\p{N}_.-]*)?:/giu)].map((match) => match[1] ?? ""));
  const used = new Set<string>();
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^[#"'<?$]/.test(token)) continue;
    const [prefix, rest] = token.split(":", 2);
    if (rest !== undefined && prefix !== undefined && prefix in known && !declared.has(prefix)) used.add(prefix);
  }
  return [...used].sort();
}

/** Write the declarations of prefixes at the top of a query, below those that are there. */
export function withPrefixes(text: string, known: Record<string, string>): string {
  const lines = missingPrefixes(text, known).map((prefix) => `PREFIX ${prefix}: <${known[prefix] ?? ""}>\n`);
  return lines.length ? lines.join("") + text : text;
}
