"""How many rows a query has, asked as a query."""

from saite.sparql.datasets import dataset_iris
from saite.sparql.tokens import tokenize


def counting(text: str) -> str:
    r"""Write the query whose one row, ``?n``, tells how many rows a SELECT has.

    :returns: empty if there is none: the text is no SELECT, or names graphs, which a SELECT inside
        of another cannot

    >>> counting("PREFIX x: <urn:x:> SELECT DISTINCT ?s { ?s x:p ?o } LIMIT 5").replace("\n", " ")
    'PREFIX x: <urn:x:> SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s { ?s x:p ?o } LIMIT 5 }'
    """
    if dataset_iris(text):
        return ""
    for token in tokenize(text):
        if token.kind == "mark":
            return ""
        if token.kind == "word" and token.text.upper() == "SELECT":
            # The line breaks end a comment.
            before, query = text[: token.start], text[token.start :]
            return f"{before}SELECT (COUNT(*) AS ?n) WHERE {{\n{query}\n}}"
    return ""
