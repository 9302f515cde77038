-- The mapping of the benchmark, planned by hand by one who knows the records: which columns are keys,
-- which have empty cells, which tables have rows twice. It is the limit that the engine is held to.
-- A string for each row of a table; a line break before every statement but the first.
-- enc(x): x percent-encoded; lit(x): x escaped as a literal.
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/org#Organization> .
', s, ' <http://purl.org/dc/terms/type> <https://example.org/id/organisation-kind/', enc(kind), '> .
', s, ' <http://www.w3.org/2004/02/skos/core#prefLabel> "', lit(name), '"@lt .
', CASE WHEN short IS NOT NULL THEN concat(s, ' <http://www.w3.org/2004/02/skos/core#altLabel> "', lit(short), '"@lt .
') END, CASE WHEN part_of IS NOT NULL THEN concat(s, ' <http://www.w3.org/ns/org#subOrganizationOf> <https://example.org/id/organisation/', enc(part_of), '> .
') END, s, ' <https://schema.org/location> <https://example.org/id/place/', enc(country), '/', enc(town), '> .
', s, ' <https://schema.org/addressCountry> "', lit(country), '" .
', s, ' <https://schema.org/foundingDate> "', lit(founded), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
', s, ' <https://schema.org/url> <', web, '> .
', s, ' <https://schema.org/email> "', lit(mail), '" .
', s, ' <http://purl.org/dc/terms/identifier> "', lit(id), '" .') AS lines
FROM (SELECT *, concat('<https://example.org/id/organisation/', enc(id), '>') AS s FROM organisations)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Person> .
', s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/prov#Agent> .
', s, ' <https://schema.org/name> "', lit(name), '" .
', s, ' <http://www.w3.org/2004/02/skos/core#prefLabel> "', lit(name), '"@lt .
', s, ' <http://purl.org/dc/terms/identifier> "', lit(id), '" .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/people> .')
FROM (SELECT *, concat('<https://example.org/id/person/', enc(id), '>') AS s FROM people)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/org#Membership> .
', s, ' <http://www.w3.org/ns/org#member> <https://example.org/id/', enc(member_kind), '/', enc(member), '> .
', s, ' <http://www.w3.org/ns/org#organization> <https://example.org/id/organisation/', enc(organisation), '> .
', s, ' <http://www.w3.org/ns/org#role> <https://example.org/id/role/', enc(role), '> .
', s, ' <https://example.org/terms/since> "', lit(since), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
', CASE WHEN until IS NOT NULL THEN concat(s, ' <https://example.org/terms/until> "', lit(until), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
') END, s, ' <https://example.org/terms/memberKind> "', lit(member_kind), '" .
', s, ' <http://purl.org/dc/terms/identifier> "', lit(id), '" .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/memberships> .')
FROM (SELECT *, concat('<https://example.org/id/membership/', enc(id), '>') AS s FROM memberships)
UNION ALL
SELECT concat('<https://example.org/id/', enc(member_kind), '/', enc(member),
  '> <http://www.w3.org/ns/org#memberOf> <https://example.org/id/organisation/', enc(organisation), '> .')
FROM (SELECT DISTINCT member_kind, member, organisation FROM memberships)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Event> .
', s, ' <http://www.w3.org/2004/02/skos/core#prefLabel> "', lit(title), '"@lt .
', s, ' <http://purl.org/dc/terms/type> <https://example.org/id/event-kind/', enc(kind), '> .
', s, ' <https://schema.org/startDate> "', lit(begins), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
', CASE WHEN ends IS NOT NULL THEN concat(s, ' <https://schema.org/endDate> "', lit(ends), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
') END, s, ' <https://schema.org/location> <https://example.org/id/place/', enc(country), '/', enc(town), '> .
', s, ' <https://schema.org/addressCountry> "', lit(country), '" .
', CASE WHEN project IS NOT NULL THEN concat(s, ' <https://example.org/terms/underProject> <https://example.org/id/project/', enc(project), '> .
') END, s, ' <http://purl.org/dc/terms/identifier> "', lit(id), '" .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/events> .')
FROM (SELECT *, concat('<https://example.org/id/event/', enc(id), '>') AS s FROM events)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/terms/Participation> .
', s, ' <https://example.org/terms/event> <https://example.org/id/event/', enc(event), '> .
', s, ' <https://example.org/terms/participant> <https://example.org/id/organisation/', enc(organisation), '> .
', s, ' <https://example.org/terms/role> <https://example.org/id/role/', enc(role), '> .
', s, ' <http://www.w3.org/2000/01/rdf-schema#label> "', lit(role), '"@en .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/participations> .')
FROM (SELECT *, concat('<https://example.org/id/participation/', enc(event), '/', enc(organisation), '/', enc(role), '>') AS s
  FROM (SELECT DISTINCT event, organisation, role FROM participations))
UNION ALL
SELECT concat('<https://example.org/id/event/', enc(event),
  '> <https://schema.org/attendee> <https://example.org/id/organisation/', enc(organisation), '> .')
FROM (SELECT DISTINCT event, organisation FROM participations)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/terms/Agreement> .
', s, ' <http://www.w3.org/2004/02/skos/core#prefLabel> "', lit(title), '"@lt .
', s, ' <http://purl.org/dc/terms/type> <https://example.org/id/agreement-kind/', enc(kind), '> .
', s, ' <https://example.org/terms/signed> "', lit(signed), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
', CASE WHEN event IS NOT NULL THEN concat(s, ' <https://example.org/terms/signedAt> <https://example.org/id/event/', enc(event), '> .
') END, s, ' <http://purl.org/dc/terms/identifier> "', lit(id), '" .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/agreements> .')
FROM (SELECT *, concat('<https://example.org/id/agreement/', enc(id), '>') AS s FROM agreements)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/terms/AgreementParty> .
', s, ' <https://example.org/terms/agreement> <https://example.org/id/agreement/', enc(agreement), '> .
', s, ' <https://example.org/terms/organisation> <https://example.org/id/organisation/', enc(organisation), '> .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/parties> .')
FROM (SELECT *, concat('<https://example.org/id/party/', enc(agreement), '/', enc(organisation), '>') AS s
  FROM (SELECT DISTINCT agreement, organisation FROM parties))
UNION ALL
-- The signatory is not told by agreement and organisation, so it has rows of its own.
SELECT concat('<https://example.org/id/party/', enc(agreement), '/', enc(organisation),
  '> <https://example.org/terms/signatory> <https://example.org/id/person/', enc(person), '> .')
FROM (SELECT DISTINCT agreement, organisation, person FROM parties WHERE person IS NOT NULL)
UNION ALL
SELECT concat('<https://example.org/id/agreement/', enc(agreement),
  '> <https://example.org/terms/party> <https://example.org/id/organisation/', enc(organisation), '> .')
FROM (SELECT DISTINCT agreement, organisation FROM parties)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Project> .
', s, ' <http://www.w3.org/2004/02/skos/core#prefLabel> "', lit(title), '"@lt .
', s, ' <https://example.org/terms/number> "', lit(number), '" .
', s, ' <https://example.org/terms/since> "', lit(begins), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
', s, ' <https://example.org/terms/until> "', lit(ends), '"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
', s, ' <https://schema.org/funder> <https://example.org/id/organisation/', enc(funder), '> .
', s, ' <https://example.org/terms/amount> "', lit(amount), '"^^<http://www.w3.org/2001/XMLSchema#integer> .
', s, ' <http://purl.org/dc/terms/identifier> "', lit(id), '" .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/projects> .')
FROM (SELECT *, concat('<https://example.org/id/project/', enc(id), '>') AS s FROM projects)
UNION ALL
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/terms/ProjectPartner> .
', s, ' <https://example.org/terms/project> <https://example.org/id/project/', enc(project), '> .
', s, ' <https://example.org/terms/organisation> <https://example.org/id/organisation/', enc(organisation), '> .
', s, ' <https://example.org/terms/role> <https://example.org/id/role/', enc(role), '> .
', s, ' <http://www.w3.org/2000/01/rdf-schema#label> "', lit(role), '"@en .
', s, ' <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/source/partners> .')
FROM (SELECT *, concat('<https://example.org/id/partner/', enc(project), '/', enc(organisation), '/', enc(role), '>') AS s
  FROM (SELECT DISTINCT project, organisation, role FROM partners))
UNION ALL
SELECT concat('<https://example.org/id/project/', enc(project),
  '> <https://example.org/terms/partner> <https://example.org/id/organisation/', enc(organisation), '> .')
FROM (SELECT DISTINCT project, organisation FROM partners)
UNION ALL
-- Organisations and events have the same places.
SELECT concat(s, ' <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Place> .
', s, ' <http://www.w3.org/2004/02/skos/core#prefLabel> "', lit(town), '"@lt .
', s, ' <https://schema.org/addressCountry> "', lit(country), '" .')
FROM (SELECT *, concat('<https://example.org/id/place/', enc(country), '/', enc(town), '>') AS s
  FROM (SELECT country, town FROM organisations UNION SELECT country, town FROM events))
