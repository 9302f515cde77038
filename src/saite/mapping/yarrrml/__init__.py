"""YARRRML: mappings written in YAML, read into the same graph of RML as Turtle.

In the order of the work: ``nodes`` (YAML that knows its lines), ``keys`` (which keys stand where,
with their shortcuts), ``names`` and ``values`` (prefixes, references, suffixes), ``sources``,
``targets``, ``functions`` and ``terms`` (parts of a mapping), ``mappings`` (triples maps),
``document`` (what the parser of mappings asks).

Source: https://w3id.org/yarrrml/spec/
"""
