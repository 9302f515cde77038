// IRIs as a page writes them: without what all of a network begin with.

/** Put the base back before an IRI that was cut. */
export function wholeIri(iri: string, base: string): string {
  return !iri || /^[^/]*:/.test(iri) ? iri : base + iri;
}

/** What stands behind the last slash. */
export function tail(iri: string): string {
  return iri.slice(iri.lastIndexOf("/") + 1);
}
