// XML: text escaped, and without what XML 1.0 cannot hold.

// Everything outside the production Char of XML 1.0.
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const MARKS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;" };

/** Replace what XML cannot hold; an end of line is one newline, as XML reads it anyway. */
export function legal(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(NOT_XML, "\ufffd");
}

/** Escape a text for a place between tags or in an attribute. */
export function escapeXml(text: string): string {
  return legal(text).replace(/[&<>"\n\t]/g, (mark) => MARKS[mark] ?? mark);
}

export type Attributes = Readonly<Record<string, string | number>>;

/** Write an element with what stands inside it, each part on a line of its own. */
export function element(name: string, attributes: Attributes, children: readonly string[] | string = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`).join("");
  if (typeof children === "string") {
    return `<${name}${written}>${escapeXml(children)}</${name}>`;
  }
  const inside = children.map((child) => `  ${child.replaceAll("\n", "\n  ")}\n`).join("");
  return inside ? `<${name}${written}>\n${inside}</${name}>` : `<${name}${written} />`;
}
