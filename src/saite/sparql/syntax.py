"""Whether a text is a query, told without running any part of it."""

import re
from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from saite.errors import Problem, nearest
from saite.namespaces import PREFIXES
from saite.sparql.tokens import Token, line_of, tokenize
from saite.sparql.triples import find_lack

# More would end the whole process: the parser of the store recurses on the machine's stack. With
# 8 MB of it 500 nested groups or 5,000 joined patterns are too many; other systems give less.
MAX_DEPTH: Final = 64
MAX_OPERATORS: Final = 500
MAX_LENGTH: Final = 1_000_000
OPERATORS: Final = frozenset(
    {"UNION", "OPTIONAL", "MINUS", "BIND", "FILTER", "VALUES", "GRAPH", "EXISTS", "LATERAL", "AS"}
    | {"!", "||", "&&", "+", "-", "*", "/", "|", "^"}
)

# Every word of the grammar of SPARQL 1.1; case does not matter.
WORDS: Final = frozenset(
    """
    a abs add all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct
    contains copy count create data datatype day default delete desc describe distinct drop
    encode_for_uri exists false filter floor from graph group group_concat having hours if in
    insert into iri isblank isiri isliteral isnumeric isuri lang langmatches lcase limit load max
    md5 min minus minutes month move named not now offset optional order prefix rand reduced regex
    replace round sameterm sample seconds select separator service sha1 sha256 sha384 sha512
    silent str strafter strbefore strdt strends strlang strlen strstarts struuid substr sum
    timezone to true tz ucase undef union uri using uuid values where with year
    """.split()  # noqa: SIM905
)


def query_problems(text: str, *, file: str, base: str | None = None) -> list[Problem]:
    """Check that a text is a SPARQL query, without running any part of it.

    :param file: name of the query for the messages, as the user knows it
    :param base: what relative IRIs are relative to, where the query does not say; without it such
        a query does not parse
    :returns: what is wrong, located by line; empty if the query parses
    """
    tokens = list(tokenize(text))
    problems = _size_problems(text, tokens, file=file)
    problems = problems or _prefix_problems(text, tokens, file=file)
    if problems:
        return problems
    probe = "saite_probe"
    while probe in text:
        probe += "_"
    try:
        # Given a value for a variable that the query lacks, the store parses and then refuses,
        # before it plans or asks anyone anything.
        ox.Store().query(text, base_iri=base, substitutions={ox.Variable(probe): ox.Literal("")})
    except SyntaxError as error:
        unknown = _unknown_word(text, tokens, file=file) or _lack_problem(text, tokens, file=file)
        return [unknown or _syntax_problem(text, str(error), file=file)]
    except RuntimeError as error:
        if probe not in str(error):
            return [Problem(file, message=str(error))]
    return []


def _size_problems(text: str, tokens: Sequence[Token], *, file: str) -> list[Problem]:
    depth = deepest = 0
    for token in tokens:
        if token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")
            deepest = max(deepest, depth)
    operators = sum(token.kind != "string" and token.text.upper() in OPERATORS for token in tokens)
    limits = {
        f"is {len(text):,} characters long, at most {MAX_LENGTH:,} are run": len(text) > MAX_LENGTH,
        f"nests {deepest} brackets, at most {MAX_DEPTH} are run": deepest > MAX_DEPTH,
        f"joins {operators} operators, at most {MAX_OPERATORS} are run": operators > MAX_OPERATORS,
    }
    return [Problem(file, message=message) for message, is_over in limits.items() if is_over]


def _prefix_problems(text: str, tokens: Sequence[Token], *, file: str) -> list[Problem]:
    declared: set[str] = set()
    missing: dict[str, Problem] = {}
    previous = ""
    for token in tokens:
        if token.kind == "word" and ":" in token.text:
            prefix = token.text.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            elif prefix not in (*declared, *missing, "_"):
                known = f"; expected PREFIX {prefix}: <{PREFIXES.get(prefix, '…')}> at the top"
                message = f"is a prefix that is not declared{known}"
                line = line_of(text, token.start)
                near = nearest(prefix, declared) if prefix not in PREFIXES else ""
                missing[prefix] = Problem(
                    file,
                    line=line,
                    value=f"{prefix}:",
                    message=message,
                    nearest=near and near + ":",
                )
        previous = token.text.upper()
    return list(missing.values())


def _unknown_word(text: str, tokens: Sequence[Token], *, file: str) -> Problem | None:
    """Find the first word that SPARQL does not have: the parser stops far behind it at times."""
    previous = ""
    for token in tokens:
        is_bare = token.kind == "word" and token.text.isidentifier() and previous != "@"
        if is_bare and token.text.lower() not in WORDS:
            message = "is no word of SPARQL; expected ?variable, prefix:name, <IRI> or a keyword"
            near = nearest(token.text, WORDS).upper() if len(token.text) > 2 else ""
            line = line_of(text, token.start)
            return Problem(file, line=line, value=token.text, message=message, nearest=near)
        previous = token.text
    return None


def _lack_problem(text: str, tokens: Sequence[Token], *, file: str) -> Problem | None:
    """Tell which part of a triple is missing where; the parser names what could come instead."""
    lack = find_lack(text, tokens)
    if lack is None:
        return None
    line = line_of(text, lack.place)
    column = lack.place - text.rfind("\n", 0, lack.place)
    rest = text[lack.place :].split("\n", 1)[0].strip()
    message = (
        f"does not parse as SPARQL at character {column} of the line; expected {lack.expected}"
    )
    return Problem(file, line=line, value=rest[:40], message=message)


def _syntax_problem(text: str, reason: str, *, file: str) -> Problem:
    """Turn the parser's words, which list every character that could follow, into a sentence."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", reason, re.DOTALL)
    if match is None:
        return Problem(file, message=f"does not parse as SPARQL: {reason}")
    line, column = int(match[1]), int(match[2])
    row = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
    rest = row[max(column - 1, 0) :].strip()
    message = f"does not parse as SPARQL at character {column} of the line"
    expected = re.sub(r"\[('[^\]]*|_)\]", "", match[3])
    parts = [part.strip() for part in expected.split(", ") if part.strip(" \n,")]
    prose = [part for part in parts if " " in part and not part.startswith('"')]
    if prose:
        message += f": {prose[0]}"
    elif parts and "<unreported>" not in parts:
        message += f"; expected {' or '.join(parts[:8])}"
    return Problem(file, line=line, value=rest[:40], message=message)
