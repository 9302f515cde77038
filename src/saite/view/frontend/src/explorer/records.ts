// What is recorded of organisations and ties, out of the tables that a page carries.
import { type Column, firstOf, readColumn, readLists, type Table } from "./columns.ts";
import type {
  DetailSource, Document, Episode, Evidence, Gap, Name, OrganisationDetails, Part, Place, Statement,
  SupportDetails, Thing, TieDetails, When,
} from "./details.ts";
import type { Labels, Network } from "./network.ts";

/** What `view/records.py` collects. */
export interface Records {
  readonly organisations: Table & { readonly names: Table };
  readonly ties: Table;
  readonly supports: Table;
  readonly things: Table;
  readonly statements: Table;
  readonly parts: Table & { readonly counts: readonly number[] };
  readonly evidence: Table;
  readonly documents: Table;
  readonly concepts: Readonly<Record<string, Labels>>;
  readonly people: Readonly<Record<string, Labels>>;
  readonly gaps: readonly GapTable[];
}

interface GapTable {
  readonly kind: string;
  readonly title: Labels;
  readonly advice: Labels;
  readonly gaps: Table;
}

/** What a statement tells of an organisation, by the statement's class. */
const EPISODES: Readonly<Record<string, string>> = {
  Membership: "membership",
  Post: "post",
  Affiliation: "chapter",
  AgreementParty: "agreement",
  ProjectParticipation: "project",
  Funding: "project",
  Participation: "event",
  DeclaredCooperation: "cooperation",
  ChangeEvent: "change",
};

/** Make a source of details that reads the tables row by row, when somebody asks. */
export function readRecords(network: Network, records: Records): DetailSource {
  const reader = new RecordReader(network, records);
  return {
    organisation: async (iri) => reader.organisation(iri),
    tie: async (a, b) => reader.tie(a, b),
    gaps: async () => records.gaps.map((list) => ({ ...list, gaps: readGaps(network, list.gaps) })),
  };
}

type Rows = (name: string, row: number) => unknown;

/** Read a table's columns once each. */
function rowsOf(table: Table, lists: readonly string[] = []): Rows {
  const columns = new Map<string, readonly unknown[]>();
  return (name, row) => {
    let column = columns.get(name);
    if (!column) {
      const written: Column = table[name];
      column = lists.includes(name) ? readLists(written, table.length) : readColumn(written, table.length);
      columns.set(name, column);
    }
    return column[row];
  };
}

/** Leave out what is not there, so that a record holds only what is recorded. */
function full<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

function readGaps({ organisations, ties }: Network, table: Table): readonly Gap[] {
  const rows = rowsOf(table);
  return Array.from({ length: table.length }, (_, row) => {
    const organisation = rows("organisation", row) as number | undefined;
    const tie = rows("tie", row) as number | undefined;
    return full<Gap>({
      labels: organisation === undefined ? ((rows("labels", row) ?? {}) as Labels) : labelsOf(organisations, organisation),
      detail: rows("detail", row) as Labels | undefined,
      file: rows("file", row) as string | undefined,
      row: rows("row", row) as number | undefined,
      organisation: organisation === undefined ? undefined : organisations.iri[organisation],
      tie: tie === undefined ? undefined : [organisations.iri[ties.a[tie]!]!, organisations.iri[ties.b[tie]!]!],
    });
  });
}

function labelsOf({ label, labelLanguage, labels }: Network["organisations"], place: number): Labels {
  const others = Object.entries(labels).flatMap(([tag, texts]) => (texts[place] ? [[tag, texts[place]] as const] : []));
  return Object.fromEntries([[labelLanguage[place] ?? "", label[place] ?? ""], ...others]);
}

class RecordReader {
  readonly #network: Network;
  readonly #records: Records;
  readonly #number: ReadonlyMap<string, number>;
  readonly #organisation: Rows;
  readonly #name: Rows;
  readonly #tie: Rows;
  readonly #support: Rows;
  readonly #thing: Rows;
  readonly #statement: Rows;
  readonly #part: Rows;
  readonly #evidence: Rows;
  readonly #document: Rows;
  readonly #firstPart: Int32Array;
  readonly #firstName: Int32Array;
  readonly #documents = new Map<number, Document>();
  #mentions: ReadonlyMap<number, readonly number[]> | null = null;
  #tieNumbers: ReadonlyMap<string, number> | null = null;

  constructor(network: Network, records: Records) {
    this.#network = network;
    this.#records = records;
    this.#number = new Map(network.organisations.iri.map((iri, number) => [iri, number]));
    this.#organisation = rowsOf(records.organisations, ["places"]);
    this.#name = rowsOf(records.organisations.names);
    this.#tie = rowsOf(records.ties);
    this.#support = rowsOf(records.supports, ["statements"]);
    this.#thing = rowsOf(records.things, ["places", "evidence"]);
    this.#statement = rowsOf(records.statements, ["evidence"]);
    this.#part = rowsOf(records.parts);
    this.#evidence = rowsOf(records.evidence);
    this.#document = rowsOf(records.documents);
    this.#firstPart = firstOf(records.parts.counts, records.statements.length);
    this.#firstName = firstOf(network.organisations.names.map((names) => names.length), network.organisations.length);
  }

  organisation(iri: string): OrganisationDetails {
    const number = this.#number.get(iri);
    if (number === undefined) {
      throw new RangeError(`there is no organisation ${iri} here`);
    }
    const text = (name: string): string | undefined => this.#organisation(name, number) as string | undefined;
    return full<OrganisationDetails>({
      iri,
      names: this.#names(number),
      places: (this.#organisation("places", number) ?? []) as readonly Place[],
      status: text("status"),
      note: text("note"),
      address: text("address"),
      website: text("website"),
      email: text("email"),
      row: text("row"),
      evidence: [],
      episodes: this.#episodes(number),
    });
  }

  tie(a: string, b: string): TieDetails {
    const tie = this.#findTie(a, b);
    if (tie === undefined) {
      throw new RangeError(`there is no tie of ${a} and ${b} here`);
    }
    const { firstSupport } = this.#network.ties;
    const iri = this.#tieIri(tie);
    const supports: SupportDetails[] = [];
    for (let support = firstSupport[tie]!; support < firstSupport[tie + 1]!; support += 1) {
      supports.push(this.#supportDetails(iri, support));
    }
    return { iri: this.#whole(iri), supports };
  }

  #findTie(a: string, b: string): number | undefined {
    const { ties } = this.#network;
    this.#tieNumbers ??= new Map(Array.from({ length: ties.length }, (_, tie) => [`${ties.a[tie]} ${ties.b[tie]}`, tie]));
    const [one = -1, other = -1] = [this.#number.get(a), this.#number.get(b)].map((each) => each ?? -1);
    return this.#tieNumbers.get(`${Math.min(one, other)} ${Math.max(one, other)}`);
  }

  /** The IRI of a tie: the recorded one, or the one it has by rule. */
  #tieIri(tie: number): string {
    const { organisations, ties } = this.#network;
    const recorded = this.#tie("iri", tie) as string | undefined;
    const [a, b] = [ties.a[tie]!, ties.b[tie]!].map((end) => tail(organisations.iri[end] ?? ""));
    return recorded ?? `tie/${a}~${b}`;
  }

  #supportDetails(tie: string, support: number): SupportDetails {
    const thing = this.#thingOfSupport(support);
    const kind = this.#network.kinds.tie[this.#network.supports.kind[support]!]?.key ?? "";
    const through = thing === undefined ? "" : (this.#thing("iri", thing) as string);
    const recorded = this.#support("iri", support) as string | undefined;
    return {
      iri: this.#whole(recorded ?? `support/${tail(tie)}~${tail(kind)}~${tail(through)}`),
      thing: thing === undefined ? null : this.#readThing(thing),
      statements: this.#statementsOf(support, thing).map((number) => this.#readStatement(number)),
    };
  }

  /** The thing of a support: by rule one that both organisations share. */
  #thingOfSupport(support: number): number | undefined {
    const shared = this.#support("shared", support) as number | undefined;
    if (shared === undefined) {
      return this.#support("thing", support) as number | undefined;
    }
    const { ties, supports } = this.#network;
    const tie = supports.tie[support]!;
    const other = new Set(this.#thingsNaming(ties.b[tie]!));
    return this.#thingsNaming(ties.a[tie]!).filter((thing) => other.has(thing))[shared];
  }

  /** The things that statements about name an organisation, by their places. */
  #thingsNaming(organisation: number): readonly number[] {
    const things = this.#mentionsOf(organisation).map((statement) => this.#statement("thing", statement));
    return [...new Set(things.filter((thing): thing is number => typeof thing === "number"))].sort((a, b) => a - b);
  }

  /** The statements of a support: by rule those about its thing that name either organisation. */
  #statementsOf(support: number, thing: number | undefined): readonly number[] {
    const recorded = (this.#support("statements", support) ?? []) as readonly number[];
    if (recorded.length || thing === undefined) {
      return recorded.filter((statement) => statement >= 0);
    }
    const { ties, supports } = this.#network;
    const tie = supports.tie[support]!;
    const named = [ties.a[tie]!, ties.b[tie]!].flatMap((end) => this.#mentionsOf(end))
      .filter((statement) => this.#statement("thing", statement) === thing);
    return [...new Set(named)].sort((a, b) => a - b);
  }

  #mentionsOf(organisation: number): readonly number[] {
    this.#mentions ??= this.#findMentions();
    return this.#mentions.get(organisation) ?? [];
  }

  #names(number: number): readonly Name[] {
    const texts = this.#network.organisations.names[number] ?? [];
    return texts.map((text, place) => {
      const row = this.#firstName[number]! + place;
      return full<Name>({
        text,
        language: this.#name("language", row) as string | undefined,
        kind: this.#concept(this.#name("kind", row)),
        unresolved: this.#name("unresolved", row) as boolean | undefined,
        when: this.#name("when", row) as When | undefined,
      });
    });
  }

  #episodes(number: number): readonly Episode[] {
    return this.#mentionsOf(number).map((row) => {
      const statement = this.#readStatement(row);
      const thing = this.#statement("thing", row) as number | undefined;
      return {
        type: EPISODES[statement.type] ?? "statement",
        statement,
        thing: thing === undefined ? null : this.#readThing(thing),
      };
    });
  }

  /** Which statements name each organisation. */
  #findMentions(): ReadonlyMap<number, readonly number[]> {
    const { parts, statements } = this.#records;
    const organisations = readColumn(parts["organisation"], parts.length);
    const found = new Map<number, number[]>();
    for (let statement = 0; statement < statements.length; statement += 1) {
      for (let part = this.#firstPart[statement]!; part < this.#firstPart[statement + 1]!; part += 1) {
        const organisation = organisations[part];
        if (typeof organisation !== "number") continue;
        const list = found.get(organisation);
        if (!list) found.set(organisation, [statement]);
        else if (list.at(-1) !== statement) list.push(statement);
      }
    }
    return found;
  }

  #readThing(row: number): Thing {
    const text = (name: string): string | undefined => this.#thing(name, row) as string | undefined;
    return full<Thing>({
      iri: this.#whole(text("iri") ?? ""),
      type: text("type") ?? "",
      kind: this.#concept(text("kind")),
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

  #readStatement(row: number): Statement {
    const text = (name: string): string | undefined => this.#statement(name, row) as string | undefined;
    const parts: Part[] = [];
    for (let part = this.#firstPart[row]!; part < this.#firstPart[row + 1]!; part += 1) {
      parts.push(this.#readPart(part));
    }
    return full<Statement>({
      iri: this.#whole(text("iri") ?? ""),
      type: text("type") ?? "",
      kind: this.#concept(text("kind")),
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
      iri: iri === undefined ? undefined : this.#whole(iri),
      concept,
      labels: concept === undefined ? this.#records.people[iri ?? ""] : this.#concept(concept),
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
    const characters = this.#evidence("characters", row) as number | undefined;
    return full<Evidence>({
      iri: this.#whole(text("iri") ?? ""),
      document: typeof document === "number" ? this.#readDocument(document) : null,
      section: text("section"),
      start,
      end: start === undefined || characters === undefined ? undefined : start + characters,
      quote: text("quote"),
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
      iri: this.#whole(text("iri") ?? ""),
      labels: this.#document("labels", row) as Labels | undefined,
      kind: this.#concept(text("kind")),
      language: text("language"),
      url: text("url"),
      when: this.#document("when", row) as When | undefined,
      row: text("row"),
    });
    this.#documents.set(row, document);
    return document;
  }

  #concept(key: unknown): Labels | undefined {
    return typeof key === "string" && key ? (this.#records.concepts[key] ?? { "": tail(key) }) : undefined;
  }

  #whole(iri: string): string {
    return wholeIri(iri, this.#network.base);
  }
}

/** Put the base back before an IRI that was cut. */
export function wholeIri(iri: string, base: string): string {
  return !iri || /^[^/]*:/.test(iri) ? iri : base + iri;
}

function tail(iri: string): string {
  return iri.slice(iri.lastIndexOf("/") + 1);
}
