import assert from "node:assert/strict";
import { test } from "node:test";
import { missingPrefixes, positionAt, variablesOf, withPrefixes } from "../src/position.ts";

const at = (text: string): string => positionAt(text).place;

test("a triple is followed from subject to object", () => {
  assert.equal(at("SELECT * WHERE { "), "subject");
  assert.equal(at("SELECT * WHERE { ?s "), "predicate");
  assert.equal(at("SELECT * WHERE { ?s saite:sta"), "predicate");
  assert.equal(at("SELECT * WHERE { ?s saite:status "), "object");
  assert.equal(at("SELECT * WHERE { ?s saite:status ?x . "), "subject");
  assert.equal(at("SELECT * WHERE { ?s saite:status ?x ; "), "predicate");
  assert.equal(at("SELECT * WHERE { ?s saite:status ?x , "), "object");
  assert.equal(at("SELECT * WHERE { OPTIONAL { ?s "), "predicate");
  assert.equal(at("SELECT * WHERE { ?s saite:when/sa"), "predicate");
});

test("after a and after rdf:type stands a class", () => {
  assert.equal(at("SELECT * { ?s a "), "class");
  assert.equal(at("SELECT * { ?s a org:Org"), "class");
  assert.equal(at("SELECT * { ?s rdf:type "), "class");
  assert.equal(at("SELECT * { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "), "class");
});

test("variables are told by their mark", () => {
  assert.deepEqual(positionAt("SELECT ?na"), { place: "variable", word: "?na", from: 7 });
  assert.equal(at("SELECT ?"), "variable");
});

test("nothing is offered inside of texts, comments, IRIs and declarations", () => {
  assert.equal(at('SELECT * { ?s ?p "sa'), "nothing");
  assert.equal(at("SELECT * { # sa"), "nothing");
  assert.equal(at("SELECT * { ?s <http://exa"), "nothing");
  assert.equal(at("PREFIX sa"), "nothing");
});

test("a comment that has ended and a text that is closed are no hindrance", () => {
  assert.equal(at('# it\'s a "comment"\nSELECT * { ?s '), "predicate");
  assert.equal(at('SELECT * { ?s ?p "x" ; '), "predicate");
  assert.equal(at('SELECT * { ?s ?p """x " y""" . '), "subject");
});

test("variables are listed once, those in texts and comments are none", () => {
  assert.deepEqual(variablesOf('SELECT ?a $b { ?a ?c "?no" } # ?never'), ["a", "b", "c"]);
});

test("only prefixes that are used and not declared are missing", () => {
  const known = { saite: "https://w3id.org/saite/ns#", org: "http://www.w3.org/ns/org#", a: "urn:a" };
  const query = 'PREFIX org: <http://www.w3.org/ns/org#>\nSELECT * { ?s a org:X ; saite:y "skos:no" } # owl:no';
  assert.deepEqual(missingPrefixes(query, known), ["saite"]);
  assert.equal(withPrefixes("SELECT * { ?s saite:y ?o }", known), "PREFIX saite: <https://w3id.org/saite/ns#>\nSELECT * { ?s saite:y ?o }");
  assert.equal(withPrefixes(query.replace("saite:y", "org:y"), known), query.replace("saite:y", "org:y"));
});
