// The panel beside the picture: one organisation, one tie (evidence.js), or a first overview.

const panel = document.getElementById("panel");

/** Choose an organisation or a tie; nothing chosen closes the panel. */
function select(selected, { remember = true, focus = false } = {}) {
  if (remember && state.selected && selected) {
    state.history.push(state.selected);
  }
  if (!selected) {
    state.history = [];
  } else if (!state.selected) {
    state.opener = document.activeElement;
  }
  state.selected = selected;
  showPanel();
  showSelection();
  if (selected && focus) {
    panel.querySelector("h2").focus();
  }
}

function closePanel() {
  const { opener } = state;
  state.opener = null;
  select(null);
  if (opener && opener.isConnected && opener !== document.body) {
    opener.focus();
  } else {
    document.getElementById(state.view === "picture" ? "mynetwork" : `tab-${state.view}`).focus();
  }
}

function goBack() {
  const before = state.history.pop();
  select(before ?? null, { remember: false, focus: true });
}

function openOrganisation(number) {
  select({ kind: "organisation", number }, { focus: true });
}

function openTie(number) {
  select({ kind: "tie", number }, { focus: true });
}

function showPanel() {
  const { selected } = state;
  document.body.classList.toggle("has-selection", Boolean(selected));
  panel.replaceChildren(...(
    !selected ? describeOverview()
      : selected.kind === "tie" ? describeTie(selected.number)
        : describeOrganisation(selected.number)));
  panel.scrollTop = 0;
}

function panelHead(kicker, ...title) {
  const back = state.history.length
    ? make("button", { type: "button", class: "plain", id: "back", on: { click: goBack } }, `← ${say("panel.back")}`)
    : null;
  const close = make("button", {
    type: "button", class: "plain close", id: "close", "aria-label": say("panel.close"),
    title: say("panel.close"), on: { click: closePanel },
  }, "×");
  return make("div", { class: "panel-head" },
    make("div", { class: "panel-ways" }, make("span", { class: "kicker" }, kicker), back, close),
    make("h2", { tabindex: "-1" }, ...title));
}

/** A list of terms and what stands for them; empty ones are left out. */
function describeList(rows, classes = "facts") {
  const list = make("dl", { class: classes });
  for (const [term, ...values] of rows) {
    const filled = values.filter((value) => value !== null && value !== undefined && value !== "");
    if (filled.length) {
      list.append(make("dt", {}, term), make("dd", {}, ...filled));
    }
  }
  return list.childElementCount ? list : null;
}

function statusBadge(key) {
  const name = (key ?? "").split("/").pop() || "unknown";
  return make("span", { class: `badge status-${name.replace(/[^a-z]/g, "")}` }, nameConcept(key, "unknown.status"));
}

/* ---- Overview ------------------------------------------------------------------------------ */

function describeOverview() {
  const ranked = shownOrganisations
    .map((each, number) => ({ ...each, number }))
    .filter((each) => each.shown && each.ties.length)
    .sort((a, b) => b.strength - a.strength || a.number - b.number).slice(0, 8);
  const most = ranked[0]?.strength ?? 1;
  return [
    make("p", { class: "lead" }, say("panel.empty")),
    ...describeShown(),
    make("h3", {}, say("panel.strongest")),
    make("ol", { class: "bars" }, ...ranked.map((each) => make("li", {},
      organisationButton(each.number),
      bar(each.strength / most),
      make("span", { class: "amount" }, say("ties.count", { n: each.ties.length }))))),
  ];
}

/** A bar as a drawing: its length is an attribute, for the page allows no style inside elements. */
function bar(share) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const rectangle = document.createElementNS(space, "rect");
  const attributes = { class: "bar-line", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" };
  Object.entries(attributes).forEach(([name, value]) => svg.setAttribute(name, value));
  rectangle.setAttribute("width", String(Math.max(1, share * 100)));
  rectangle.setAttribute("height", "4");
  svg.append(rectangle);
  return svg;
}

function describeShown() {
  const { organisations, ties } = data.shown;
  const told = data.cuts.map(({ rule, value, ties: [n, m] }) => say(`cut.${rule}`, { n, m, value }));
  if (organisations[0] < organisations[1]) {
    told.push(say("shown.organisations", { n: organisations[0], m: organisations[1] }));
  }
  if (ties[0] < (data.cuts.at(-1)?.ties[0] ?? ties[1])) {
    told.push(say("shown.ties", { n: ties[0], m: ties[1] }));
  }
  return told.map((text) => make("p", { class: "notice" }, text));
}

function organisationButton(number) {
  return make("button", {
    type: "button", class: "link", on: { click: () => openOrganisation(number) },
  }, showOrganisation(data.organisations[number]));
}

/* ---- Organisation -------------------------------------------------------------------------- */

function describeOrganisation(number) {
  const organisation = data.organisations[number];
  const places = (organisation.places ?? []).map(describePlace);
  const facts = describeList([
    [say("organisation.kind"), nameConcept(organisation.kind)],
    [say("organisation.places"), places.join("; ")],
    [say("organisation.names"), describeNames(organisation)],
    [say("organisation.address"), organisation.address && quoteText(organisation.address)],
    [say("organisation.website"), organisation.website && showAddress(organisation.website)],
    [say("organisation.email"), organisation.email && quoteText(organisation.email)],
    [say("organisation.group"), organisation.group >= 0 ? quoteText(nameGroup(organisation.group)) : ""],
    [say("statement.note"), organisation.note && quoteText(organisation.note)],
    [say("statement.record"), recordText(organisation.row)],
  ]);
  return [
    panelHead(say("organisation"), showOrganisation(organisation)),
    organisation.unnamed ? make("p", { class: "notice" }, say("organisation.unnamed")) : null,
    facts,
    make("h3", {}, say("organisation.partners")),
    describePartners(number),
    make("h3", {}, say("organisation.measures")),
    describeMeasures(organisation),
  ].filter(Boolean);
}

function describePlace(place) {
  const around = (place.within ?? []).map((labels) => choose(labels).text);
  return [choose(place.labels).text, ...around].filter(Boolean).join(", ");
}

function describeNames(organisation) {
  if (!organisation.names?.length) {
    return null;
  }
  return make("ul", { class: "names" }, ...organisation.names.map((name) => make("li", {},
    quoteText(name.text, name.language), " ",
    make("span", { class: "aside" }, [
      nameConcept(name.kind), name.unresolved ? say("name.unresolved") : "",
    ].filter(Boolean).join("; ")))));
}

function describePartners(number) {
  const ties = [...shownOrganisations[number].ties]
    .sort((a, b) => shownTies[b].weight - shownTies[a].weight || a - b);
  const hidden = tiesOf[number].length - ties.length;
  const told = make("div", {});
  if (!tiesOf[number].length) {
    told.append(make("p", { class: "aside" }, say("organisation.noPartners")));
  }
  told.append(make("ul", { class: "partners" }, ...ties.map((tie) => make("li", {},
    make("button", { type: "button", class: "row", on: { click: () => openTie(tie) } },
      make("span", { class: "partner" }, showOrganisation(data.organisations[otherEnd(tie, number)])),
      make("span", { class: "aside" }, describeKinds(shownTies[tie])),
      statusBadge(shownTies[tie].status))))));
  if (hidden) {
    told.append(make("p", { class: "aside" }, say("organisation.hiddenPartners", { n: hidden })));
  }
  return told;
}

function describeKinds(tie) {
  return tie.kinds.map(([kind]) => nameConcept(kind)).join(", ");
}

function describeMeasures(organisation) {
  const sampled = data.measures.betweenness === "sampled"
    ? ` (${say("measure.sampled", { n: data.measures.sample })})` : "";
  const help = (key) => make("span", { class: "aside" }, ` ${say(key)}`);
  return describeList([
    [say("measure.degree"), formatNumber(organisation.degree)],
    [say("measure.strength"), formatNumber(organisation.strength), help("measure.strengthHelp")],
    [say("measure.betweenness"), formatNumber(organisation.betweenness, 3) + sampled, help("measure.betweennessHelp")],
    [say("measure.pagerank"), formatNumber(organisation.pagerank, 3), help("measure.pagerankHelp")],
  ], "facts measures");
}

function recordText(row) {
  return row ? make("span", { class: "record", title: row }, describeRow(row)) : null;
}
