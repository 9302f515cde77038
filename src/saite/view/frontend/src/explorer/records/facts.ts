// Things, statements and evidence, row by row.
import { firstOf } from "../columns.ts";
import type { Document, Evidence, Part, Place, Statement, Thing, When } from "../details.ts";
import { tail, wholeIri } from "../iris.ts";
import type { Labels, Network } from "../network.ts";
import { full, rowsOf, type Records, type Rows } from "./tables.ts";

export class Facts {
  readonly #network: Network;
  readonly #records: Records;
  readonly #thing: Rows;
  readonly #statement: Rows;
  readonly #part: Rows;
  readonly #evidence: Rows;
  readonly #document: Rows;
  readonly #firstPart: Int32Array;
  readonly #documents = new Map<number, Document>();

  constructor(network: Network, records: Records) {
    this.#network = network;
    this.#records = records;
    this.#thing = rowsOf(records.things, ["places", "evidence"]);
    this.#statement = rowsOf(records.statements, ["evidence"]);
    this.#part = rowsOf(records.parts);
    this.#evidence = rowsOf(records.evidence);
    this.#document = rowsOf(records.documents);
    this.#firstPart = firstOf(records.parts.counts, records.statements.length);
  }

  /** The thing that a statement is about; undefined if it is about none. */
  thingOf(statement: number): number | undefined {
    return this.#statement("thing", statement) as number | undefined;
  }

  /** What a thing is called, without all that is recorded of it; its IRI is without the base. */
  named(thing: number): { readonly iri: string; readonly type: string; readonly labels: Labels; readonly number: string } {
    const text = (name: string): string => (this.#thing(name, thing) ?? "") as string;
    return { iri: text("iri"), type: text("type"), labels: (this.#thing("labels", thing) ?? {}) as Labels, number: text("number") };
  }

  thing(row: number): Thing {
    const text = (name: string): string | undefined => this.#thing(name, row) as string | undefined;
    return full<Thing>({
      iri: this.whole(text("iri") ?? ""),
      type: text("type") ?? "",
      kind: this.concept(text("kind")),
      kindAsWritten: text("kindAsWritten"),
      labels: this.#thing("labels", row) as Labels | undefined,
      number: text("number"),
      unnamed: this.#thing("unnamed", row) as boolean | undefined,
      note: text("note"),
      row: text("row"),
      when: this.#thing("when", row) as When | undefined,
      places: (this.#thing("places", row) ?? []) as readonly Place[],
      evidence: this.#evidenceOf(this.#thing("evidence", row)),
    });
  }

  statement(row: number): Statement {
    const text = (name: string): string | undefined => this.#statement(name, row) as string | undefined;
    const parts: Part[] = [];
    for (let part = this.#firstPart[row]!; part < this.#firstPart[row + 1]!; part += 1) {
      parts.push(this.#readPart(part));
    }
    return full<Statement>({
      iri: this.whole(text("iri") ?? ""),
      type: text("type") ?? "",
      kind: this.concept(text("kind")),
      status: text("status"),
      openList: this.#statement("openList", row) as boolean | undefined,
      note: text("note"),
      row: text("row"),
      when: this.#statement("when", row) as When | undefined,
      parts,
      evidence: this.#evidenceOf(this.#statement("evidence", row)),
    });
  }

  #readPart(row: number): Part {
    const text = (name: string): string | undefined => this.#part(name, row) as string | undefined;
    const organisation = this.#part("organisation", row);
    const iri = text("iri");
    const concept = text("concept");
    return full<Part>({
      property: text("property") ?? "",
      organisation: typeof organisation === "number" ? this.#network.organisations.iri[organisation] : undefined,
      iri: iri === undefined ? undefined : this.whole(iri),
      concept,
      labels: concept === undefined ? this.#records.people[iri ?? ""] : this.concept(concept),
      text: text("text"),
      language: text("language"),
    });
  }

  #evidenceOf(rows: unknown): readonly Evidence[] {
    return ((rows ?? []) as readonly number[]).map((row) => this.#readEvidence(row));
  }

  #readEvidence(row: number): Evidence {
    const text = (name: string): string | undefined => this.#evidence(name, row) as string | undefined;
    const document = this.#evidence("document", row);
    const start = this.#evidence("start", row) as number | undefined;
    const quote = text("quote");
    // As many as the quote has, if nothing else is said: code points, as Python counts them.
    const characters = (this.#evidence("characters", row) as number | undefined) ?? [...(quote ?? "")].length;
    return full<Evidence>({
      iri: this.whole(text("iri") ?? ""),
      document: typeof document === "number" ? this.#readDocument(document) : null,
      section: text("section"),
      start,
      end: start === undefined || characters < 0 ? undefined : start + characters,
      quote,
      language: text("language"),
      note: text("note"),
      url: text("url"),
      row: text("row"),
    });
  }

  #readDocument(row: number): Document {
    const known = this.#documents.get(row);
    if (known) {
      return known;
    }
    const text = (name: string): string | undefined => this.#document(name, row) as string | undefined;
    const document = full<Document>({
      iri: this.whole(text("iri") ?? ""),
      labels: this.#document("labels", row) as Labels | undefined,
      kind: this.concept(text("kind")),
      language: text("language"),
      url: text("url"),
      when: this.#document("when", row) as When | undefined,
      row: text("row"),
    });
    this.#documents.set(row, document);
    return document;
  }

  /** The words of a concept; those of its key if the page does not hold them. */
  concept(key: unknown): Labels | undefined {
    return typeof key === "string" && key ? (this.#records.concepts[key] ?? { "": tail(key) }) : undefined;
  }

  whole(iri: string): string {
    return wholeIri(iri, this.#network.base);
  }
}
