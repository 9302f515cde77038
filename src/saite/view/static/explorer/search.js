// Search: a combobox over names, abbreviations and other names, without regard to accents.

const searchBox = document.getElementById("search");
const foundList = document.getElementById("found");
const MOST_FOUND = 12;

const searchable = data.organisations.map((organisation, number) => ({
  number,
  names: [...new Set([
    ...Object.values(organisation.labels ?? {}), organisation.label, organisation.short,
    ...(organisation.names ?? []).map((name) => name.text), organisation.identifier,
  ].filter(Boolean))].map((text) => ({ text, folded: fold(text) })),
}));

let found = [];
let active = -1;

/** How well a name fits: the smaller the better; Infinity if it does not. */
function fitOf(folded, query, words) {
  if (folded === query) {
    return 0;
  }
  if (folded.startsWith(query)) {
    return 1;
  }
  if (` ${folded} `.includes(` ${query} `)) {
    return 2;
  }
  if (folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query))) {
    return 3;
  }
  return words.every((word) => folded.includes(word)) ? 4 : Infinity;
}

function findOrganisations(text) {
  const query = fold(text);
  const words = query.split(" ");
  if (!query) {
    return [];
  }
  return searchable.map(({ number, names }) => {
    const fits = names.map((name) => ({ ...name, fit: fitOf(name.folded, query, words) }));
    const best = fits.reduce((a, b) => (b.fit < a.fit ? b : a));
    return { number, fit: best.fit, name: best.text };
  }).filter((each) => each.fit < Infinity)
    .sort((a, b) => a.fit - b.fit || data.organisations[b.number].strength - data.organisations[a.number].strength
      || a.number - b.number);
}

function showFound() {
  found = findOrganisations(searchBox.value);
  active = -1;
  const listed = found.slice(0, MOST_FOUND).map(({ number, name }, n) => {
    const organisation = data.organisations[number];
    const other = name !== nameOf(organisation) && name !== organisation.identifier ? name : "";
    return make("li", {
      role: "option", id: `found-${n}`, "aria-selected": "false",
      on: { mousedown: (event) => { event.preventDefault(); takeFound(n); } },
    }, showOrganisation(organisation), other ? make("span", { class: "aside" }, " ", say("search.also", { name: other })) : null);
  });
  if (!listed.length && searchBox.value.trim()) {
    listed.push(make("li", { class: "aside none" }, say("search.none")));
  }
  foundList.replaceChildren(...listed);
  foundList.hidden = !listed.length;
  searchBox.setAttribute("aria-expanded", String(!foundList.hidden));
  searchBox.removeAttribute("aria-activedescendant");
  if (searchBox.value.trim()) {
    announce(say("search.found", { n: found.length }));
  }
}

function closeFound() {
  foundList.hidden = true;
  active = -1;
  searchBox.setAttribute("aria-expanded", "false");
  searchBox.removeAttribute("aria-activedescendant");
}

function takeFound(n) {
  const { number } = found[n];
  searchBox.value = nameOf(data.organisations[number]);
  closeFound();
  if (!shownOrganisations[number].shown) {
    resetFilters();
  }
  select({ kind: "organisation", number });
  searchBox.focus();
}

function moveFound(by) {
  const count = Math.min(found.length, MOST_FOUND);
  if (!count) {
    return;
  }
  active = (active + by + count + (active < 0 && by < 0 ? 1 : 0)) % count;
  [...foundList.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
  foundList.children[active].scrollIntoView({ block: "nearest" });
  searchBox.setAttribute("aria-activedescendant", `found-${active}`);
}

function steerSearch(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (foundList.hidden) {
      showFound();
    }
    moveFound(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && found.length && !foundList.hidden) {
    takeFound(Math.max(0, active));
  } else if (event.key === "Escape") {
    if (foundList.hidden) {
      searchBox.value = "";
    }
    closeFound();
    event.stopPropagation();
  } else {
    return;
  }
  event.preventDefault();
}

searchBox.addEventListener("input", showFound);
searchBox.addEventListener("keydown", steerSearch);
searchBox.addEventListener("blur", closeFound);
