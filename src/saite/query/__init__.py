"""Running queries on the store: saved or typed in, with parameters, labels and a limit.

A query only reads (`gate`), its parameters become terms and never text of it (`parameters`), names
that people write are looked up among everything that a thing is called (`names`), and what comes
back is shown by its `labels`. What a server of the workspace's own list may add to an answer is
asked beforehand (`federation`).
"""

from saite.query.catalogue import by_subject, find_query, read_subjects, saved_queries
from saite.query.dataset import check_graphs, dataset_options
from saite.query.gate import check_query
from saite.query.labels import choose_label, find_labels
from saite.query.names import CLASSES, name_anything, resolve_name
from saite.query.parameters import Fault, ParameterError, bind_parameters
from saite.query.running import (
    Askable,
    Beside,
    Limits,
    answer_query,
    as_ask,
    count_rows,
    label_answer,
    run_query,
    store_ask,
)
from saite.query.searching import index_names, search_names

__all__ = [
    "CLASSES",
    "Askable",
    "Beside",
    "Fault",
    "Limits",
    "ParameterError",
    "answer_query",
    "as_ask",
    "bind_parameters",
    "by_subject",
    "check_graphs",
    "check_query",
    "choose_label",
    "count_rows",
    "dataset_options",
    "find_labels",
    "find_query",
    "index_names",
    "label_answer",
    "name_anything",
    "read_subjects",
    "resolve_name",
    "run_query",
    "saved_queries",
    "search_names",
    "store_ask",
]
