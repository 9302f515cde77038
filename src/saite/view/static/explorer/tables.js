// The same facts as tables, for those who read or steer by keyboard: ties, organisations, gaps.

const ROWS_AT_ONCE = 200;

const sorting = {
  ties: { column: "weight", down: true },
  organisations: { column: "strength", down: true },
};
const rowsShown = { ties: ROWS_AT_ONCE, organisations: ROWS_AT_ONCE };

const COLUMNS = {
  ties: [
    { name: "one", title: "table.one", value: (n) => nameOf(data.organisations[data.ties[n].a]) },
    { name: "other", title: "table.other", value: (n) => nameOf(data.organisations[data.ties[n].b]) },
    { name: "kinds", title: "table.kinds", value: (n) => describeKinds(shownTies[n]) },
    { name: "when", title: "table.when", value: (n) => shownTies[n].earliest || shownTies[n].latest || "9" },
    { name: "status", title: "table.status", value: (n) => STATUSES.indexOf(shownTies[n].status) },
    { name: "weight", title: "table.weight", value: (n) => shownTies[n].weight },
    { name: "evidence", title: "evidence" },
  ],
  organisations: [
    { name: "name", title: "organisation", value: (n) => nameOf(data.organisations[n]) },
    { name: "kind", title: "organisation.kind", value: (n) => nameConcept(data.organisations[n].kind) },
    { name: "places", title: "organisation.places", value: (n) => placesOf(data.organisations[n]) },
    { name: "ties", title: "measure.degree", value: (n) => shownOrganisations[n].ties.length },
    { name: "strength", title: "measure.strength", value: (n) => shownOrganisations[n].strength },
    { name: "betweenness", title: "measure.betweenness", value: (n) => data.organisations[n].betweenness },
    { name: "pagerank", title: "measure.pagerank", value: (n) => data.organisations[n].pagerank },
  ],
};

const CELLS = {
  ties: (n) => {
    const tie = data.ties[n];
    const shown = shownTies[n];
    const [one, other] = [tie.a, tie.b].map((end) => data.organisations[end]);
    return [
      make("th", { scope: "row" }, organisationButton(tie.a)),
      make("td", { class: "name" }, organisationButton(tie.b)),
      make("td", {}, describeKinds(shown)),
      make("td", { class: "when" }, formatPeriod(shown.earliest, shown.latest)),
      make("td", {}, statusBadge(shown.status)),
      make("td", { class: "number" }, formatNumber(shown.weight)),
      make("td", {}, make("button", {
        type: "button", class: "link evidence-link", on: { click: () => openTie(n) },
        "aria-label": `${say("evidence.show")}: ${say("tie.between", { a: nameOf(one), b: nameOf(other) })}`,
      }, say("tie.count", { n: shown.supports.length }))),
    ];
  },
  organisations: (n) => {
    const organisation = data.organisations[n];
    const { ties, strength } = shownOrganisations[n];
    return [
      make("th", { scope: "row" }, organisationButton(n)),
      make("td", {}, nameConcept(organisation.kind)),
      make("td", { class: "place" }, quoteText(placesOf(organisation))),
      make("td", { class: "number" }, formatNumber(ties.length)),
      make("td", { class: "number" }, formatNumber(strength)),
      make("td", { class: "number" }, formatNumber(organisation.betweenness, 3)),
      make("td", { class: "number" }, formatNumber(organisation.pagerank, 3)),
    ];
  },
};

function placesOf(organisation) {
  return (organisation.places ?? []).map((place) => choose(place.labels).text).join("; ");
}

function sortRows(which, rows) {
  const { column, down } = sorting[which];
  const { value } = COLUMNS[which].find((each) => each.name === column);
  const collator = new Intl.Collator(state.language);
  const compare = (a, b) => (typeof a === "string" ? collator.compare(a, b) : a - b);
  const keyed = rows.map((n) => ({ n, key: value(n) }));
  keyed.sort((a, b) => (down ? -1 : 1) * compare(a.key, b.key) || a.n - b.n);
  return keyed.map(({ n }) => n);
}

function showTable(which) {
  const list = which === "ties" ? shownTies : shownOrganisations;
  const all = list.map((each, number) => number).filter((n) => list[n] && list[n].shown !== false);
  const rows = sortRows(which, all);
  const listed = rows.slice(0, rowsShown[which]);
  const table = make("table", { "aria-describedby": which === "organisations" ? "measures-explained" : null },
    make("caption", {}, say(`table.${which}`), " ", make("span", { class: "aside" }, say(`count.${which}`, { n: rows.length, m: list.length }))),
    make("thead", {}, make("tr", {}, ...COLUMNS[which].map((column) => headCell(which, column)))),
    make("tbody", {}, ...listed.map((n, place) => tableRow(which, n, place))));
  const rest = rows.length - listed.length;
  const more = rest > 0 ? make("button", {
    type: "button", class: "plain more",
    on: { click: () => { rowsShown[which] += ROWS_AT_ONCE * 5; showTable(which); } },
  }, say("table.more", { n: rest })) : null;
  const none = rows.length ? null : make("p", { class: "aside" }, say("table.none"));
  document.getElementById(`view-${which}`).replaceChildren(
    ...[which === "organisations" ? explainMeasures() : null, make("div", { class: "table-box" }, table), more, none].filter(Boolean));
}

/** A row of a table: a click anywhere in it opens what it is about, and so does Enter. */
function tableRow(which, n, place) {
  const open = () => (which === "ties" ? openTie(n) : openOrganisation(n));
  const cells = CELLS[which](n);
  // On a narrow screen the cells stand one below the other, each with its column's title.
  cells.forEach((cell, at) => cell.setAttribute("data-title", say(COLUMNS[which][at].title)));
  // One row is reached by Tab, the others from it by the arrow keys.
  const row = make("tr", { tabindex: place ? "-1" : "0" }, ...cells);
  row.addEventListener("click", (event) => {
    if (!event.target.closest("button, a") && !String(window.getSelection())) {
      row.focus();
      open();
    }
  });
  row.addEventListener("keydown", (event) => {
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (event.target === row && event.key === "Enter") {
      open();
    } else if (event.target === row && next) {
      next.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  return row;
}

/** Say what the columns of measures mean. */
function explainMeasures() {
  const measures = ["strength", "betweenness", "pagerank"];
  return make("ul", { class: "aside explained", id: "measures-explained" }, ...measures.map((name) => make("li", {},
    make("b", {}, say(`measure.${name}`)), ` – ${say(`measure.${name}Help`)}`)));
}

function headCell(which, column) {
  if (!column.value) {
    return make("th", { scope: "col" }, say(column.title));
  }
  const { column: by, down } = sorting[which];
  const sorted = by === column.name;
  return make("th", { scope: "col", "aria-sort": sorted ? (down ? "descending" : "ascending") : "none" },
    make("button", {
      type: "button", class: "sort", "data-column": column.name, title: say("table.sortBy", { column: say(column.title) }),
      on: { click: () => sortBy(which, column) },
    }, say(column.title), make("span", { "aria-hidden": "true" }, sorted ? (down ? "\u00a0↓" : "\u00a0↑") : "")));
}

function sortBy(which, column) {
  const before = sorting[which];
  sorting[which] = before.column === column.name
    ? { column: column.name, down: !before.down }
    : { column: column.name, down: typeof column.value(0) !== "string" };
  showTable(which);
  document.querySelector(`#view-${which} [data-column="${column.name}"]`).focus();
}

/* ---- Gaps and About ------------------------------------------------------------------------ */

function showGaps() {
  document.getElementById("view-gaps").replaceChildren(
    make("h2", {}, say("view.gaps")),
    make("p", { class: "lead" }, say("gaps.intro")),
    ...(data.gaps ?? []).map((list) => gapList(
      list.kind, choose(list.title).text, list.gaps.map(describeGap), choose(list.advice).text)),
    ...(data.gaps ? [] : findGaps()));
}

/** What the page finds itself, where no list of gaps was given to it. */
function findGaps() {
  const all = data.organisations.map((organisation, number) => ({ organisation, number }));
  const untied = all.filter(({ number }) => !tiesOf[number].length);
  const unstated = data.ties.map((tie, number) => ({ ...summarise(tie.supports), number }))
    .filter((tie) => tie.status !== "status/stated");
  const unresolved = all.flatMap(({ organisation, number }) => (organisation.names ?? [])
    .filter((name) => name.unresolved).map((name) => ({ name, number })));
  const large = data.largeEvents.map((event) => [
    showLabel(event.labels), make("span", { class: "aside" }, ` ${say("organisations.count", { n: event.organisations })}`)]);
  return [
    gapList("untied", say("gaps.untied"), untied.map(({ number }) => [organisationButton(number)])),
    gapList("unstated", say("gaps.unstated"), unstated.map((tie) => [tieButton(tie.number), " ", statusBadge(tie.status)])),
    gapList("unresolved", say("gaps.unresolved"), unresolved.map(({ name, number }) => [
      quoteText(name.text, name.language), " — ", organisationButton(number)])),
    gapList("large", say("gaps.large"), large),
  ];
}

function describeGap(gap) {
  const row = gap.file
    ? make("span", { class: "aside" }, " · ", say("record.row", { file: gap.file, row: gap.row })) : null;
  if (gap.tie !== undefined) {
    return [tieButton(gap.tie), row];
  }
  const thing = gap.organisation === undefined ? showLabel(gap.labels) : organisationButton(gap.organisation);
  // A record without a name is called by its class: its detail would say that once more.
  const detail = gap.detail && !`${choose(gap.labels).text} `.startsWith(`${choose(gap.detail).text} `);
  return [thing, detail ? make("span", { class: "aside" }, " ", showLabel(gap.detail)) : null, row];
}

function tieButton(number) {
  const [one, other] = [data.ties[number].a, data.ties[number].b].map((end) => showOrganisation(data.organisations[end]));
  return make("button", { type: "button", class: "link", on: { click: () => openTie(number) } }, one, " — ", other);
}

function gapList(name, title, items, advice = "") {
  return make("section", { class: "gap", id: `gap-${name}` },
    make("h3", {}, title, " ", make("span", { class: "amount" }, String(items.length))),
    advice && items.length ? make("p", { class: "aside" }, advice) : null,
    items.length
      ? make("ul", {}, ...items.map((item) => make("li", {}, ...item.filter(Boolean))))
      : make("p", { class: "aside" }, say("gaps.none")));
}

function showAbout() {
  const { about } = data;
  document.getElementById("view-about").replaceChildren(...[
    make("h2", {}, quoteText(data.title || say("title"))),
    make("p", {}, say("about.page")),
    make("p", {}, say("about.tie")),
    data.withPeople ? null : make("p", {}, say("about.people")),
    ...describeShown(),
    describeList([
      [say("about.sources"), (about.sources ?? []).join(", ")],
      [say("about.build"), about.build],
      [say("about.date"), about.date],
      [say("about.version"), about.version],
      [say("about.licence"), about.licence],
    ]),
    make("p", { class: "aside" }, say("about.translations")),
  ].filter(Boolean));
}
