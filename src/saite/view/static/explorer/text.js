// Words of the page: texts in three languages, labels of things, dates, and the making of elements.
// Whatever comes from the data becomes text, never markup.

const data = JSON.parse(document.getElementById("data").textContent);

const state = {
  language: data.language,
  view: "picture",
  selected: null, // { kind: "organisation" | "tie", number }
  history: [], // what was selected before, for the way back
  opener: null, // what had the focus before the panel was opened
  filters: null, // see model.js
  colours: { organisations: "group", ties: "status" },
};

const plurals = {};

/** Say something in the page's language; `{name}` in a text is replaced by the value of that name. */
function say(key, values = {}) {
  const found = data.strings[state.language][key] ?? data.strings.en[key] ?? key;
  const text = typeof found === "string" ? found : chooseForm(found, values.n);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function chooseForm(forms, count) {
  plurals[state.language] ??= new Intl.PluralRules(state.language);
  return forms[plurals[state.language].select(count)] ?? forms.other;
}

/** Choose a label of a thing: in the page's language, else in another; with the language it is in. */
function choose(labels = {}) {
  const tags = [state.language, "en", "lt", "lv", "", ...Object.keys(labels)];
  const tag = tags.find((each) => each in labels);
  return tag === undefined ? { text: "", language: "" } : { text: labels[tag], language: tag };
}

/** Name a concept, such as "tie-kind/event", in the page's language. */
function nameConcept(key, otherwise = "unknown.kind") {
  if (!key) {
    return say(otherwise);
  }
  return choose(data.concepts[key]).text || key.split("/").pop();
}

function nameOf(organisation) {
  const { text } = choose(organisation.labels);
  return text || organisation.label || organisation.identifier;
}

/** The name that is short enough for the picture. */
function shortNameOf(organisation) {
  return organisation.short || nameOf(organisation);
}

/** Name a group after its strongest members; `cut` may shorten their names. */
function nameGroup(number, cut = (name) => name) {
  const group = data.groups[number];
  const names = group.leads.map((lead) => cut(shortNameOf(data.organisations[lead]))).join(", ");
  const rest = group.size - group.leads.length;
  return rest > 0 ? say("group.rest", { names, n: rest }) : names;
}

/** Fold a text for search: no accents, no case, one space. */
function fold(text) {
  const extra = { ł: "l", đ: "d", ø: "o", ß: "ss", æ: "ae", œ: "oe" };
  return text.normalize("NFD").replace(/\p{M}|\p{Cf}/gu, "").toLowerCase()
    .replace(/[łđøßæœ]/g, (letter) => extra[letter]).replace(/\s+/g, " ").trim();
}

function formatNumber(value, digits = 2) {
  return new Intl.NumberFormat(state.language, { maximumFractionDigits: digits }).format(value);
}

/** Say when something was, from its bounds; a whole year or month reads as such. */
function formatPeriod(earliest, latest) {
  if (!earliest && !latest) {
    return say("when.unknown");
  }
  if (!latest) {
    return say("when.from", { date: earliest });
  }
  if (!earliest) {
    return say("when.until", { date: latest });
  }
  const [start, end] = [earliest.slice(0, 4), latest.slice(0, 4)];
  if (earliest.endsWith("-01-01") && latest.endsWith("-12-31")) {
    return start === end ? start : `${start}–${end}`;
  }
  if (earliest.endsWith("-01") && isMonthEnd(latest)) {
    const [first, last] = [earliest.slice(0, 7), latest.slice(0, 7)];
    return first === last ? first : `${first} – ${last}`;
  }
  return earliest === latest ? earliest : `${earliest} – ${latest}`;
}

function isMonthEnd(date) {
  const [year, month, day] = date.split("-").map(Number);
  return day === new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Make an element. `children` are texts or elements; nothing else ever gets into the page. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") {
      made.className = value;
    } else if (name === "on") {
      Object.entries(value).forEach(([event, handler]) => made.addEventListener(event, handler));
    } else if (value !== false && value !== undefined && value !== null) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Show a text of the data: its direction is its own, and its language is told where it differs. */
function quoteText(text, language = "", tag = "bdi") {
  const differs = language && language !== state.language;
  return make(tag, { dir: "auto", lang: differs ? language : false }, text);
}

function showLabel(labels, otherwise = "") {
  const { text, language } = choose(labels);
  return quoteText(text || otherwise, language);
}

function showOrganisation(organisation) {
  const { text, language } = choose(organisation.labels);
  return quoteText(text || nameOf(organisation), language);
}

/** Show an address as a link only if it is one of the web; else as the text that it is. */
function showAddress(address, text = address) {
  if (!/^https?:\/\/[^\s]+$/i.test(address)) {
    return quoteText(address);
  }
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Say which row of which file a record is: the IRI of a row ends in `source/NAME/FILE#row=12`. */
function describeRow(iri) {
  const found = /(?:^|\/)source\/[^/]+\/([^#]+)#(?:sheet=([^&]*)&)?row=(\d+)$/.exec(iri ?? "");
  if (!found) {
    return iri ?? "";
  }
  const [file, sheet] = [found[1], found[2]].map((part) => decode(part ?? ""));
  return say(sheet ? "record.sheet" : "record.row", { file, sheet, row: found[3] });
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Put the page's words into the elements that the template left for them. */
function sayAll() {
  document.documentElement.lang = state.language;
  document.title = data.title || say("title");
  document.getElementById("title").textContent = document.title;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = say(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    if (element.tagName === "BUTTON") {
      element.title = say(element.dataset.label);
    }
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    element.placeholder = say(element.dataset.hint);
  }
}

/** Tell those who do not see the page what has changed. */
function announce(text) {
  document.getElementById("said").textContent = text;
}
