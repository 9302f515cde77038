// The form of a saved query: a field for each parameter, by its type.
import { h } from "./dom.ts";
import { t } from "./page.ts";
import { suggest } from "./suggest.ts";
import type { Parameter, Vocabulary } from "./terms.ts";
import type { Fault } from "./asking.ts";

const CLASSES: Record<string, string> = {
  organisation: "org:Organization",
  person: "foaf:Person",
  place: "schema:Place",
  event: "schema:Event",
  project: "saite:Project",
  agreement: "saite:Agreement",
  document: "foaf:Document",
};

export interface Form {
  element: HTMLElement;
  values(): Record<string, string>;
  tell(faults: Fault[]): void;
}

function field(parameter: Parameter, vocabulary: Vocabulary, value: string): HTMLInputElement | HTMLSelectElement {
  const id = `field-${parameter.name}`;
  const [kind, scheme] = parameter.type.split(":", 2);
  if (kind === "concept") {
    const known = vocabulary.concepts.filter((concept) => concept.scheme === scheme);
    const notation = (iri: string): string => iri.slice(iri.lastIndexOf("/") + 1);
    return h("select", { id, name: parameter.name }, h("option", { value: "" }, t("form.any")),
      ...known.map((concept) => h("option", { value: notation(concept.iri), selected: notation(concept.iri) === value }, concept.label)));
  }
  const type = kind === "date" ? "date" : "text";
  return h("input", { id, name: parameter.name, type, value, autocomplete: "off", inputmode: kind === "integer" || kind === "decimal" ? "decimal" : null });
}

/** Make the form of a saved query. */
export function makeForm(parameters: Parameter[], vocabulary: Vocabulary, given: Record<string, string>, run: () => void): Form {
  const chosen = new Map<string, string>();
  const messages = new Map<string, HTMLElement>();
  const inputs = parameters.map((parameter) => field(parameter, vocabulary, given[parameter.name] ?? parameter.default));
  const fields = parameters.map((parameter, place) => {
    const input = inputs[place];
    const message = h("span", { class: "fault", id: `fault-${parameter.name}`, role: "alert", hidden: true });
    messages.set(parameter.name, message);
    const box = h("div", { class: "field" }, h("label", { for: `field-${parameter.name}` }, parameter.label), input, message);
    if (input instanceof HTMLInputElement && parameter.type in CLASSES) {
      input.addEventListener("input", () => chosen.delete(parameter.name));
      suggest(input, (hit) => { input.value = hit.label; chosen.set(parameter.name, hit.iri); }, CLASSES[parameter.type]);
    }
    return box;
  });
  const element = h("form", { class: "asked", "aria-label": t("form") }, ...fields, h("button", { type: "submit", class: "unseen", tabindex: "-1" }, t("run")));
  element.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  return {
    element,
    values: () => Object.fromEntries(inputs.map((input) => [input.name, chosen.get(input.name) ?? input.value.trim()])),
    tell: (faults) => {
      for (const input of inputs) {
        const fault = faults.find((each) => each.name === input.name);
        const message = messages.get(input.name);
        if (message) [message.textContent, message.hidden] = [fault?.detail ?? "", !fault];
        if (fault) input.setAttribute("aria-describedby", `fault-${input.name}`);
        input.toggleAttribute("aria-invalid", !!fault);
      }
    },
  };
}
