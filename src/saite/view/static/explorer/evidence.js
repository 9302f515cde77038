// Ties in the panel: why two organisations are tied, who says so, and where it is written.

// The document that the panel named last: it is named in full once for a run of evidence from it.
let namedDocument = null;
const SHORT_TITLE = 36;

function describeTie(number) {
  namedDocument = null;
  const { a, b, supports: all } = data.ties[number];
  const tie = shownTies[number];
  const rank = (support) => STATUSES.indexOf(support.status);
  const listed = [...(tie ? tie.supports : all)].sort((x, y) => rank(x) - rank(y) || y.weight - x.weight);
  const sum = tie ?? summarise(all);
  const hidden = all.length - (tie ? tie.supports.length : 0);
  return [
    panelHead(say("tie"), organisationButton(a), make("span", { class: "and" }, "↔"), organisationButton(b)),
    describeList([
      [say("tie.when"), formatPeriod(sum.earliest, sum.latest)],
      [say("tie.weight"), formatNumber(sum.weight)],
      [say("tie.status"), statusBadge(sum.status)],
    ]),
    make("h3", {}, `${say("tie.supports")}: ${say("tie.count", { n: listed.length })}`),
    ...(hidden ? [make("p", { class: "aside" }, say("tie.hidden", { n: hidden }))] : []),
    make("ol", { class: "supports" }, ...listed.map((support) => make("li", {}, describeSupport(support)))),
  ];
}

function describeSupport(support) {
  const thing = data.things[support.thing] ?? {};
  const label = choose(thing.labels);
  const kindWord = thing.kind_as_written || (thing.kind ? nameConcept(thing.kind) : "");
  const places = (thing.places ?? []).map(describePlace).join("; ");
  return make("article", { class: "support" },
    make("header", {},
      make("span", { class: "kind" }, nameConcept(support.kind)),
      statusBadge(support.status)),
    label.text ? make("h4", {}, quoteText(label.text, label.language)) : null,
    describeList([
      [say("organisation.kind"), label.text && kindWord ? quoteText(kindWord) : ""],
      [say("tie.when"), ...(label.text ? describeWhen(thing.when, support) : [])],
      [say("organisation.places"), places && quoteText(places)],
      [say("thing.number"), thing.number && quoteText(thing.number)],
      [say("statement.note"), label.text && thing.note ? quoteText(thing.note) : ""],
    ]),
    make("ul", { class: "statements" },
      // A membership is both the thing and its statement: its head would say the same twice.
      ...support.statements.map((n) => make("li", {}, describeStatement(data.statements[n], Boolean(label.text))))),
    label.text && thing.evidence?.length ? describeEvidence(thing.evidence) : null);
}

/** When it was as written, and what that means; a date that the recorder derived is no quote. */
function describeWhen(when, bounds) {
  const period = formatPeriod(when?.earliest ?? bounds?.earliest, when?.latest ?? bounds?.latest);
  if (when?.derivation) {
    const how = say("when.derived", { how: when.derivation });
    return [period, make("span", { class: "aside" }, " ", quoteText(how))];
  }
  if (!when?.written || when.written === period) {
    return [period];
  }
  return [
    quoteText(when.written, when.language, "q"),
    make("span", { class: "aside" }, ` ${period}`),
  ];
}

// Who first, then as what, then the rest.
const PARTS = [
  "participant", "partyOrganization", "member", "organization", "unit", "affiliatedWith", "declaredBy",
  "cooperatesWith", "originalOrganization", "resultingOrganization", "funder", "heldBy", "postIn",
  "group", "onBehalfOf", "role", "share", "signatory", "capacityAsWritten", "inCapacity", "contribution",
  "topic", "participantCount", "countUnit", "countReading", "amount", "currency",
];

function describeStatement(statement, headed) {
  const order = (part) => PARTS.indexOf(part.property);
  const rows = [...(statement.parts ?? [])].sort((a, b) => order(a) - order(b))
    .map((part) => [say(`property.${part.property}`), showPart(part)]);
  return make("div", { class: "statement" },
    headed ? make("p", { class: "statement-head" },
      make("span", {}, say(`type.${statement.type}`)), statusBadge(statement.status)) : null,
    describeList([
      ...rows,
      [say("tie.when"), ...(statement.when ? describeWhen(statement.when) : [])],
      [say("statement.note"), statement.note && quoteText(statement.note)],
      ["…", statement.open_list ? say("statement.openList") : ""],
      [say("statement.record"), recordText(statement.row)],
    ]),
    describeEvidence(statement.evidence ?? []));
}

function showPart(part) {
  if (part.organisation !== undefined) {
    return organisationButton(part.organisation);
  }
  if (part.concept) {
    return nameConcept(part.concept);
  }
  if (part.iri) {
    return showLabel(data.people[part.iri], part.iri.split(/[/#]/).pop());
  }
  return quoteText(part.text ?? "", part.language);
}

function describeEvidence(numbers) {
  if (!numbers.length) {
    return make("p", { class: "aside" }, say("evidence.none"));
  }
  return make("ul", { class: "evidence", "aria-label": say("evidence") },
    ...numbers.map((number) => make("li", {}, describeOneEvidence(data.evidence[number]))));
}

function describeOneEvidence(evidence) {
  const document_ = data.documents[evidence.document] ?? {};
  const where = [
    nameSection(evidence.section),
    evidence.start !== undefined ? say("evidence.characters", { start: evidence.start, end: evidence.end }) : "",
  ].filter(Boolean).join(" · ");
  const url = evidence.url || document_.url;
  return make("div", { class: "source" },
    nameDocument(evidence.document, document_),
    evidence.quote ? quoteText(evidence.quote, evidence.language, "blockquote") : null,
    make("p", { class: "where" }, where, where && evidence.row ? " · " : null, recordText(evidence.row)),
    evidence.note ? make("p", { class: "where" }, quoteText(evidence.note)) : null,
    url ? make("p", { class: "where" }, showAddress(url, say("evidence.link"))) : null);
}

/** Name a section: a number gets its word, what is words already stays as it is. */
function nameSection(section) {
  if (!section) {
    return "";
  }
  return /^[\p{N}.]*\p{N}\.?$|^[IVXLC]+$/u.test(section)
    ? say("evidence.section", { section: section.replace(/\.$/, "") }) : section;
}

/** Name a document in full, or in short where the evidence before it was from the same one. */
function nameDocument(number, document_) {
  const { text, language } = choose(document_.labels);
  const title = text || say("evidence.document");
  const again = namedDocument === number;
  namedDocument = number;
  return again
    ? make("p", { class: "document again", title }, quoteText(shorten(title, SHORT_TITLE), language))
    : make("p", { class: "document" }, quoteText(title, language));
}
