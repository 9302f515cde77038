// The page itself: its views, its language, and the first picture.

const VIEWS = ["picture", "ties", "organisations", "gaps", "about"];
const views = document.getElementById("views");
const languages = document.getElementById("languages");

/** Bring everything in line with the filters. */
function refresh() {
  applyFilters();
  restyle();
  showPanel();
  showTables();
  showCounts();
}

function showTables() {
  if (state.view === "ties" || state.view === "organisations") {
    showTable(state.view);
  }
}

function showCounts() {
  document.getElementById("counts").textContent = [
    say("count.organisations", { n: countShown(shownOrganisations), m: data.shown.organisations[1] }),
    say("count.ties", { n: countShown(shownTies), m: data.shown.ties[1] }),
  ].join(" · ");
  document.body.classList.toggle("is-filtered", isFiltered());
}

function showView(name) {
  state.view = name;
  for (const each of VIEWS) {
    document.getElementById(`view-${each}`).hidden = each !== name;
    const tab = document.getElementById(`tab-${each}`);
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
  }
  document.body.dataset.view = name;
  showTables();
  if (name === "picture") {
    network.redraw();
  }
}

function buildViews() {
  views.replaceChildren(...VIEWS.map((name) => make("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`,
    on: { click: () => showView(name) },
  }, say(`view.${name}`))));
}

views.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) {
    const next = VIEWS[(VIEWS.indexOf(state.view) + by + VIEWS.length) % VIEWS.length];
    showView(next);
    document.getElementById(`tab-${next}`).focus();
    event.preventDefault();
  }
});

function buildLanguages() {
  languages.replaceChildren(...data.languages.map((tag) => make("button", {
    type: "button", lang: tag, "aria-pressed": String(tag === state.language),
    "aria-label": data.strings[tag].name, title: data.strings[tag].name,
    on: { click: () => speak(tag) },
  }, tag.toUpperCase())));
}

/** Put the whole page into a language. */
function speak(language) {
  state.language = language;
  sayAll();
  buildLanguages();
  buildViews();
  buildFilters();
  showLegend();
  showGaps();
  showAbout();
  showView(state.view);
  showPanel();
  showCounts();
  network.redraw();
  languages.querySelector(`[lang="${language}"]`).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  if (document.body.classList.contains("filters-open")) {
    toggleFilters(false);
  } else if (state.selected) {
    closePanel();
  }
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  showView("ties");
  document.getElementById("view-ties").focus();
});

applyFilters();
sayAll();
buildLanguages();
buildViews();
drawPicture();
buildFilters();
legend.open = window.matchMedia("(min-width: 1000px) and (min-height: 640px)").matches;
showLegend();
showPanel();
showGaps();
showAbout();
showView("picture");
showCounts();
document.body.classList.add("is-ready");
