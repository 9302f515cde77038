"""Any mapping run over the files and databases that it names, with no workspace around it.

``mappings`` reads and checks them, ``running`` runs them on DuckDB or on a ``cluster``,
``materializing`` is the whole.
"""

from saite.engine.cluster import ENGINES
from saite.engine.materializing import FORMATS, materialize

__all__ = ["ENGINES", "FORMATS", "materialize"]
