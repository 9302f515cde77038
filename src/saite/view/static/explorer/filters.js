// Filters and legend: what is shown, and what the picture's signs mean.

const filterPanel = document.getElementById("filters");
const openFiltersButton = document.getElementById("open-filters");
const legend = document.getElementById("legend");

/** Build the filters anew; the page does so when its language changes. */
function buildFilters() {
  filterPanel.replaceChildren(
    make("div", { class: "filters-head" },
      make("h2", {}, say("filters")),
      make("button", { type: "button", class: "plain", id: "reset", on: { click: showEverything } }, say("filter.reset")),
      make("button", {
        type: "button", class: "plain close", id: "close-filters", "aria-label": say("filters.close"),
        on: { click: () => toggleFilters(false) },
      }, "×")),
    checkList("tieKind", tieKinds, (key) => nameConcept(key)),
    checkList("status", statuses, (key) => nameConcept(key, "unknown.status")),
    yearFields(),
    checkList("organisationKind", organisationKinds, (key) => nameConcept(key)),
    make("fieldset", {}, make("legend", {}, say("legend.organisations")), checkBox("untied")),
    make("fieldset", {},
      make("legend", {}, say("colour")),
      colourChoice("organisations", ["group", "kind"]),
      colourChoice("ties", ["status", "kind"])),
  );
}

function checkList(name, counts, nameValue) {
  const values = [...counts].sort((a, b) => (name === "status" ? 0 : b[1] - a[1]));
  return make("fieldset", { class: values.length > 8 ? "long" : "" },
    make("legend", {}, say(`filter.${name}`)),
    ...values.map(([value, count]) => make("label", { class: "check" },
      checkInput(`${name}:${value}`, state.filters[name].has(value), (checked) => {
        state.filters[name][checked ? "add" : "delete"](value);
      }),
      name === "tieKind" ? dot(KIND_COLOURS[value] ?? theme.tie, "line") : null,
      make("span", {}, nameValue(value)),
      make("span", { class: "amount" }, String(count)))));
}

function checkInput(name, checked, change) {
  const input = make("input", { type: "checkbox", name });
  input.checked = checked;
  input.addEventListener("change", () => { change(input.checked); refresh(); });
  return input;
}

function checkBox(name) {
  return make("label", { class: "check" },
    checkInput(name, state.filters[name], (checked) => { state.filters[name] = checked; }),
    make("span", {}, say(`filter.${name}`)));
}

function yearFields() {
  return make("fieldset", {},
    make("legend", {}, say("filter.years")),
    make("div", { class: "years" }, yearField("from", firstYear), yearField("to", lastYear)),
    make("p", { class: "notice", id: "years-wrong", role: "alert", hidden: !yearsAreTurned() }, say("filter.yearsTurned")),
    certaintyChoice(false), certaintyChoice(true),
    checkBox("undated"));
}

function yearField(name, hint) {
  const input = make("input", {
    type: "number", name, min: "1", max: "9999", step: "1", placeholder: hint === null ? "" : String(hint),
  });
  input.value = state.filters[name] ?? "";
  input.addEventListener("input", () => {
    const year = Number.parseInt(input.value, 10);
    state.filters[name] = Number.isNaN(year) ? null : year;
    showYears();
    refresh();
  });
  return make("label", {}, make("span", {}, say(`filter.${name}`)), input);
}

function yearsAreTurned() {
  const { from, to } = state.filters;
  return from !== null && to !== null && from > to;
}

/** Say it where the last year comes before the first one. */
function showYears() {
  const turned = yearsAreTurned();
  document.getElementById("years-wrong").hidden = !turned;
  filterPanel.querySelectorAll(".years input").forEach((input) => {
    input.setAttribute("aria-invalid", String(turned));
    input[turned ? "setAttribute" : "removeAttribute"]("aria-describedby", "years-wrong");
  });
}

function certaintyChoice(certainly) {
  const name = certainly ? "certainly" : "possibly";
  const input = make("input", { type: "radio", name: "certainty", value: name });
  input.checked = state.filters.certainly === certainly;
  input.addEventListener("change", () => { state.filters.certainly = certainly; refresh(); });
  return make("label", { class: "check" }, input,
    make("span", {}, say(`filter.${name}`), " ", make("span", { class: "aside" }, `(${say(`filter.${name}Help`)})`)));
}

function colourChoice(of, ways) {
  const choice = make("select", { name: `colour-${of}` },
    ...ways.map((way) => make("option", { value: way, selected: state.colours[of] === way }, say(`colour.${way}`))));
  choice.addEventListener("change", () => {
    state.colours[of] = choice.value;
    restyle();
    showLegend();
  });
  return make("label", { class: "choice" }, make("span", {}, say(`colour.${of}`)), choice);
}

function resetFilters() {
  state.filters = openFilters();
  buildFilters();
  refresh();
}

/** Take back the filters and whatever moved the picture. */
function showEverything() {
  resetFilters();
  showWhole(true);
}

function toggleFilters(open) {
  document.body.classList.toggle("filters-open", open);
  openFiltersButton.setAttribute("aria-expanded", String(open));
  if (open) {
    filterPanel.querySelector("input, button").focus();
  } else if (filterPanel.contains(document.activeElement)) {
    openFiltersButton.focus();
  }
}

openFiltersButton.addEventListener("click", () => toggleFilters(!document.body.classList.contains("filters-open")));

/* ---- Legend -------------------------------------------------------------------------------- */

/** A sign of the legend, drawn as SVG: the page allows no style inside elements. */
function dot(colour, shape = "dot", { dashes = "", hollow = false } = {}) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const sign = document.createElementNS(space, shape === "dot" ? "circle" : "line");
  const set = (element, attributes) => Object.entries(attributes)
    .forEach(([name, value]) => element.setAttribute(name, String(value)));
  set(svg, { class: `sign ${shape}`, viewBox: shape === "dot" ? "0 0 14 14" : "0 0 26 14", "aria-hidden": "true" });
  if (shape === "dot") {
    set(sign, { cx: 7, cy: 7, r: 5, fill: hollow ? "none" : colour, stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes });
  } else {
    set(sign, { x1: 1, y1: 7, x2: 25, y2: 7, stroke: colour, "stroke-width": 3, "stroke-dasharray": dashes });
  }
  svg.append(sign);
  return svg;
}

function legendRow(sign, ...texts) {
  return make("li", {}, sign, make("span", {}, ...texts));
}

function showLegend() {
  const grouped = state.colours.organisations === "group";
  const names = grouped
    ? data.groups.map((group, number) => group.size && quoteText(nameGroup(number)))
    : kindOrder.map((kind) => nameConcept(kind));
  const organisations = names.slice(0, PALETTE.length)
    .map((name, n) => name && legendRow(dot(colourOfGroup(n)), name)).filter(Boolean);
  if (names.length > PALETTE.length) {
    organisations.push(legendRow(dot(theme.untied), say(grouped ? "legend.otherGroups" : "legend.otherKinds")));
  }
  if (data.organisations.some((each) => each.unnamed)) {
    organisations.push(legendRow(dot(theme.muted, "dot", { dashes: "3 2", hollow: true }), say("legend.unnamed")));
  }
  if (tiesOf.some((ties) => !ties.length)) {
    organisations.push(legendRow(dot(theme.untied, "dot", { hollow: true }), say("legend.untied")));
  }
  legend.replaceChildren(
    make("summary", {}, say("legend")),
    make("div", { class: "legend-body" },
      make("ul", { "aria-label": say("legend.organisations") }, ...organisations,
        make("li", { class: "aside" }, say("legend.size"))),
      make("ul", { "aria-label": say("legend.ties") }, ...legendTies(),
        make("li", { class: "aside" }, say("legend.width"))),
      ...describeShown(),
      ...describeLargeEvents()));
}

/** Which pairs are left out: those of one or two events are told, of more there is a list to open. */
function describeLargeEvents() {
  const told = data.largeEvents.map((event) =>
    quoteText(say("legend.large", { title: choose(event.labels).text, n: event.organisations })));
  if (told.length <= 2) return told.map((each) => make("p", { class: "aside large-event" }, each));
  return [make("details", { class: "aside left-out" },
    make("summary", {}, say("legend.largeMany", { n: told.length })),
    make("ul", {}, ...told.map((each) => make("li", {}, each))))];
}

function legendTies() {
  const dashes = { "status/implied": "7 4", "status/derived": "2 4" };
  const byKind = state.colours.ties === "kind";
  const rows = STATUSES.filter((status) => statuses.has(status)).map((status) => legendRow(
    dot(status === "status/disputed" && !byKind ? theme.disputed : theme.tie, "line", { dashes: dashes[status] ?? "" }),
    nameConcept(status)));
  if (byKind) {
    rows.push(...[...tieKinds.keys()].map((kind) => legendRow(dot(KIND_COLOURS[kind] ?? theme.tie, "line"), nameConcept(kind))));
  }
  return rows;
}
