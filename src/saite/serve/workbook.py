"""The answer to a query in SPARQL as a workbook: for people, so with labels."""

from io import BytesIO

import pyoxigraph as ox

from saite.errors import UsageError
from saite.query import label_answer, store_ask
from saite.results import Answer, Results, Truth, write_answer
from saite.serve.output import Output
from saite.serve.problems import RefusedError
from saite.serve.snapshot import Snapshot


def write_sheet(
    found: ox.QuerySolutions | ox.QueryBoolean, snapshot: Snapshot, output: Output
) -> None:
    """Write what the store found as ``saite query -f xlsx`` does, in the workspace's language.

    :raises RefusedError: if there are more rows than an answer may have, or a worksheet has
    """
    answer: Answer
    if isinstance(found, ox.QueryBoolean):
        answer = Truth(bool(found))
    else:
        names = tuple(variable.value for variable in found.variables)
        rows = tuple(tuple(solution) for solution in output.counted(found))
        answer = label_answer(
            Results(names, rows),
            ask=store_ask(snapshot.store),
            language=snapshot.plan.language,
            concepts=snapshot.concepts,
        )
    stream = BytesIO()
    try:
        write_answer(answer, stream, form="xlsx")
    except UsageError as error:
        raise RefusedError("answer", str(error)) from None
    output.write(stream.getvalue())
