"""Where every statement stands, and where every build came from.

* ``texts`` finds the text of a document in a folder of the user's own copies, by its name or by
  its checksum, and never takes one text for another.
* ``spans`` cuts the quotes that evidence points at, and holds every form "as written" and every
  date against the spans that its row cites.
* ``pulled`` says of a file which server its statements are from, and since when.
* ``run`` tells in PROV-O which files a build used, and what it made.

A text that is not at hand is no error: it is told, and what rests on it is left unchecked. A span
that does not hold what the records say is one.
"""

from saite.provenance.pulled import Pulled, provenance_file, read_provenance
from saite.provenance.rows import Row, read_tables
from saite.provenance.run import Run, UsedFile, file_sha256, quote_quads, run_provenance
from saite.provenance.spans import AS_WRITTEN, Quote, TextCheck, check_texts, cut_quotes
from saite.provenance.texts import TextFinding

__all__ = [
    "AS_WRITTEN",
    "Pulled",
    "Quote",
    "Row",
    "Run",
    "TextCheck",
    "TextFinding",
    "UsedFile",
    "check_texts",
    "cut_quotes",
    "file_sha256",
    "provenance_file",
    "quote_quads",
    "read_provenance",
    "read_tables",
    "run_provenance",
]
