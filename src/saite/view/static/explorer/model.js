// What is shown: the filters, and what is left of every tie and organisation behind them.
// Kinds and years work on single supports, so weights, dates and statuses fit what is shown; the
// status asked for is that of the tie, as far as it is shown.

const STATUSES = ["status/stated", "status/derived", "status/implied", "status/disputed"];

// tie number -> { supports, weight, status, earliest, latest, kinds }, or null if it is hidden
let shownTies = [];
// organisation number -> { shown, ties: [tie numbers], strength }
let shownOrganisations = [];

const tiesOf = data.organisations.map(() => []);
data.ties.forEach((tie, number) => {
  tiesOf[tie.a].push(number);
  tiesOf[tie.b].push(number);
});

const years = data.ties.flatMap((tie) => tie.supports)
  .flatMap((support) => [support.earliest, support.latest])
  .filter(Boolean).map((date) => Number(date.slice(0, 4)));
const firstYear = years.length ? years.reduce((a, b) => Math.min(a, b)) : null;
const lastYear = years.length ? years.reduce((a, b) => Math.max(a, b)) : null;

/** Count how often each value occurs: value -> count, the known ones in their order first. */
function countValues(values, order = []) {
  const counts = new Map(order.map((value) => [value, 0]));
  values.forEach((value) => counts.set(value ?? "", (counts.get(value ?? "") ?? 0) + 1));
  return new Map([...counts].filter(([, count]) => count > 0));
}

/** Count the ties that have a support of each kind: a tie counts once for each of its kinds. */
const tieKinds = countValues(data.ties
  .flatMap((tie) => [...new Set(tie.supports.map((support) => support.kind ?? ""))]));
/** Count the ties by their own status; one that only single supports have is there with none. */
const statuses = countStatuses();
const organisationKinds = countValues(data.organisations.map((each) => each.kind));

function countStatuses() {
  const own = countValues(data.ties.map((tie) => summarise(tie.supports).status));
  const known = countValues(data.ties.flatMap((tie) => tie.supports).map((support) => support.status), STATUSES);
  return new Map([...known.keys()].map((status) => [status, own.get(status) ?? 0]));
}

/** The filters that hide nothing. */
function openFilters() {
  return {
    tieKind: new Set(tieKinds.keys()),
    status: new Set(statuses.keys()),
    organisationKind: new Set(organisationKinds.keys()),
    from: null,
    to: null,
    certainly: false,
    undated: true,
    untied: true,
  };
}

state.filters = openFilters();

/** Whether a support lies in the years asked for: possibly, or certainly with all of its time. */
function isInYears(support, filters) {
  if (filters.from === null && filters.to === null) {
    return true;
  }
  if (!support.earliest && !support.latest) {
    return filters.undated;
  }
  const start = filters.from === null ? "" : `${String(filters.from).padStart(4, "0")}-01-01`;
  const end = filters.to === null ? "9999-12-31" : `${String(filters.to).padStart(4, "0")}-12-31`;
  if (filters.certainly) {
    const startsInside = filters.from === null || (support.earliest && support.earliest >= start);
    const endsInside = filters.to === null || (support.latest && support.latest <= end);
    return Boolean(startsInside && endsInside);
  }
  return (!support.earliest || support.earliest <= end) && (!support.latest || support.latest >= start);
}

function passes(support, filters) {
  return filters.tieKind.has(support.kind ?? "") && isInYears(support, filters);
}

/** First or last day of supports, of those that have dates; "" if one of them leaves that side open. */
function boundOf(supports, name) {
  const days = supports.filter((support) => support.earliest || support.latest)
    .map((support) => support[name] ?? "").sort();
  return days.includes("") ? "" : days[name === "earliest" ? 0 : days.length - 1] ?? "";
}

/** Sum up what is left of a tie. */
function summarise(supportsLeft) {
  const kinds = new Map();
  for (const support of supportsLeft) {
    kinds.set(support.kind ?? "", (kinds.get(support.kind ?? "") ?? 0) + support.weight);
  }
  const rank = (status) => (STATUSES.includes(status) ? STATUSES.indexOf(status) : STATUSES.length);
  return {
    supports: supportsLeft,
    weight: supportsLeft.reduce((sum, support) => sum + support.weight, 0),
    status: supportsLeft.map((support) => support.status ?? "").sort((a, b) => rank(a) - rank(b))[0],
    earliest: boundOf(supportsLeft, "earliest"),
    latest: boundOf(supportsLeft, "latest"),
    kinds: [...kinds].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
  };
}

/** Work out anew what is shown. */
function applyFilters() {
  const { filters } = state;
  const allowed = data.organisations.map((each) => filters.organisationKind.has(each.kind ?? ""));
  shownTies = data.ties.map((tie) => {
    if (!allowed[tie.a] || !allowed[tie.b]) {
      return null;
    }
    const left = tie.supports.filter((support) => passes(support, filters));
    const sum = left.length ? summarise(left) : null;
    return sum && filters.status.has(sum.status) ? sum : null;
  });
  shownOrganisations = data.organisations.map((each, number) => {
    const ties = tiesOf[number].filter((tie) => shownTies[tie]);
    return {
      shown: allowed[number] && (filters.untied || ties.length > 0),
      ties,
      strength: ties.reduce((sum, tie) => sum + shownTies[tie].weight, 0),
    };
  });
}

function otherEnd(tie, number) {
  return data.ties[tie].a === number ? data.ties[tie].b : data.ties[tie].a;
}

function countShown(list) {
  return list.filter((each) => each && each.shown !== false).length;
}

function isFiltered() {
  return shownTies.some((tie, number) => !tie || tie.supports.length < data.ties[number].supports.length)
    || shownOrganisations.some((each) => !each.shown);
}

/** The kind that weighs most in what is left of a tie. */
function mainKind(tie) {
  return tie.kinds[0]?.[0] ?? "";
}
