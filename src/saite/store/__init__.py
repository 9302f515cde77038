"""Builds on disk: where they are, how they come and go, and the Oxigraph store inside each.

A build is a folder of its own, written while nobody reads it and never changed afterwards. The
one-line file ``current`` names the build that readers open; it is replaced at once, so that a
reader sees the old build or the new one and nothing between.
"""

from saite.store.builds import (
    NewBuild,
    build_ids,
    count_failures,
    find_build,
    latest_build,
    mark_failed,
    new_build,
    publish,
)
from saite.store.durable import replace_text
from saite.store.guarded import ReadOnlyStore
from saite.store.locks import FileLock
from saite.store.reading import as_rdflib, count_triples, open_store, release_stores
from saite.store.sorting import write_sorted
from saite.store.writing import copy_store, write_store

__all__ = [
    "FileLock",
    "NewBuild",
    "ReadOnlyStore",
    "as_rdflib",
    "build_ids",
    "copy_store",
    "count_failures",
    "count_triples",
    "find_build",
    "latest_build",
    "mark_failed",
    "new_build",
    "open_store",
    "publish",
    "release_stores",
    "replace_text",
    "write_sorted",
    "write_store",
]
