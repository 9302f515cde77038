"""Rules that add to the graph what follows from it: shortcuts, ties and what supports them.

Each rule is a SPARQL CONSTRUCT query of its own file, so that it can be read, and run elsewhere.
What they make stands in one graph of its own: it can be thrown away and made again.

``rules`` runs them on a store, one by one. ``tables`` runs the same rules as SQL, over the files of
the graph, many times faster and in less memory: ``patterns`` and ``expressions`` translate the part
of SPARQL that the rules use, ``joins`` puts SELECTs together, ``terms`` writes terms in SQL.
"""

from saite.derivation.rules import bound_text, derive, derived_graph, read_rules
from saite.derivation.tables import Tables
from saite.derivation.terms import Untranslated

__all__ = ["Tables", "Untranslated", "bound_text", "derive", "derived_graph", "read_rules"]
