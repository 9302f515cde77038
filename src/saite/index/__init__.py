"""Everything that things are called, in one small file beside the store: found by any part of it.

SQLite's full-text index of trigrams over names without case and accents. It is made with the build,
read by whoever looks for a name (``saite search``, the parameters of queries), and asked with text
as people write it, which is never read as a language of queries.

Source: SQLite FTS5, section 4.3.4 (https://www.sqlite.org/fts5.html#the_trigram_tokenizer).
"""

from saite.index.edited import EditedIndex, renamed
from saite.index.folding import fold_name
from saite.index.names import FILE, OF_FORMS, OWN, Found, Name, NameIndex, Thing
from saite.index.reading import LabelIndex, index_store, open_index
from saite.index.writing import write_index

__all__ = [
    "FILE",
    "OF_FORMS",
    "OWN",
    "EditedIndex",
    "Found",
    "LabelIndex",
    "Name",
    "NameIndex",
    "Thing",
    "fold_name",
    "index_store",
    "open_index",
    "renamed",
    "write_index",
]
