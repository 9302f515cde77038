// Turtle (https://www.w3.org/TR/turtle/): terms with every text escaped, subjects in their order.

export const PREFIXES = [
  ["dcterms", "http://purl.org/dc/terms/"],
  ["edtf", "http://id.loc.gov/datatypes/edtf/"],
  ["foaf", "http://xmlns.com/foaf/0.1/"],
  ["oa", "http://www.w3.org/ns/oa#"],
  ["org", "http://www.w3.org/ns/org#"],
  ["saite", "https://w3id.org/saite/ns#"],
  ["schema", "https://schema.org/"],
  ["skos", "http://www.w3.org/2004/02/skos/core#"],
  ["xsd", "http://www.w3.org/2001/XMLSchema#"],
].map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .\n`).join("");

/** Write an IRI; what IRIREF does not allow is percent-encoded. */
export function iri(text: string): string {
  return `<${whole(text).replace(/[\u0000-\u0020<>"{}|^`\\]/g, (letter) => encodeURIComponent(letter))}>`;
}

/** Write a text, with its language if it has one. */
export function literal(text: string, language = ""): string {
  const escaped = whole(text).replace(/[\u0000-\u001f"\\\u007f]/g, (letter) => ESCAPES[letter] ?? unicode(letter));
  return `"${escaped}"${/^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(language) ? `@${language}` : ""}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function unicode(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`;
}

/** Half of a character can be written nowhere. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

type Pair = readonly [property: string, object: string];

/** Statements by subject and property, each once, in the order in which they were added. */
export class Subjects {
  readonly #subjects = new Map<string, Map<string, Set<string>>>();

  add(subject: string, property: string, object: string): void {
    const properties = this.#subjects.get(subject) ?? new Map<string, Set<string>>();
    this.#subjects.set(subject, properties);
    const objects = properties.get(property) ?? new Set<string>();
    properties.set(property, objects);
    objects.add(object);
  }

  /** Write a node without a name; pairs that are empty are left out. */
  blank(pairs: readonly (Pair | "" | undefined)[]): string {
    const written = pairs.filter((pair): pair is Pair => Boolean(pair)).map(([property, object]) => `${property} ${object}`);
    return `[ ${written.join(" ; ")} ]`;
  }

  toString(): string {
    return [...this.#subjects].map(([subject, properties]) => {
      const lines = [...properties].map(([property, objects]) => `${property} ${[...objects].join(" , ")}`);
      return `${iri(subject)}\n    ${lines.join(" ;\n    ")} .\n`;
    }).join("\n");
  }
}
