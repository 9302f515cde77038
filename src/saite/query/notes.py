"""What is told beside an answer that is empty: why it is, as far as that can be seen cheaply."""

from typing import Final

TEXTS: Final = {
    "en": {
        "near": "{term} is not in this graph; did you mean {near}?",
        "unknown": "{term} is not in this graph, and no term of the ontology.",
        "unused": "{term} is a term of the ontology, but it is not in this graph.",
        "graphs.hidden": "the endpoint has named graphs that its default graph does not show: start"
        " it so that it does (oxigraph serve-read-only --union-default-graph)",
        "path.same": "The chain begins and ends with the same organisation: {one}.",
        "path.alone": "{one} has no ties, so no chain leads to it.",
        "path.left": "{one} has no ties with {filters}.",
        "path.narrow": "No chain joins {one} and {other} with {filters}; without that there is one"
        " of {n} ties.",
        "path.none": "No chain of ties joins {one} and {other}: from {one} {n} organisations can be"
        " reached, and {other} is none of them.",
    },
    "lt": {
        "near": "{term} šiame grafe nėra; gal turėjote omenyje {near}?",
        "unknown": "{term} šiame grafe nėra, tai ir ne ontologijos terminas.",
        "unused": "{term} yra ontologijos terminas, bet šiame grafe jo nėra.",
        "graphs.hidden": "SPARQL prieigoje yra vardinių grafų, kurių jos numatytasis grafas nerodo:"
        " paleiskite ją taip, kad rodytų (oxigraph serve-read-only --union-default-graph)",
        "path.same": "Grandinė prasideda ir baigiasi ta pačia organizacija: {one}.",
        "path.alone": "{one} neturi ryšių, todėl jokia grandinė iki jos neveda.",
        "path.left": "{one} neturi ryšių, kuriems galioja {filters}.",
        "path.narrow": "Kai galioja {filters}, {one} ir {other} nejungia jokia grandinė; be šios"
        " sąlygos ji yra, ryšių joje: {n}.",
        "path.none": "{one} ir {other} nejungia jokia ryšių grandinė: iš {one} pasiekiamų"
        " organizacijų yra {n}, ir {other} nėra tarp jų.",
    },
    "lv": {
        "near": "{term} šajā grafā nav; vai domājāt {near}?",
        "unknown": "{term} šajā grafā nav, un tas nav arī ontoloģijas termins.",
        "unused": "{term} ir ontoloģijas termins, bet šajā grafā tā nav.",
        "graphs.hidden": "SPARQL piekļuves punktā ir nosaukti grafi, kurus tā noklusējuma grafs"
        " nerāda: palaidiet to tā, lai rādītu (oxigraph serve-read-only --union-default-graph)",
        "path.same": "Ķēde sākas un beidzas ar vienu un to pašu organizāciju: {one}.",
        "path.alone": "{one} nav saišu, tāpēc neviena ķēde līdz tai neved.",
        "path.left": "{one} nav saišu, uz kurām attiecas {filters}.",
        "path.narrow": "Ja attiecas {filters}, {one} un {other} nesavieno neviena ķēde; bez šī"
        " nosacījuma tāda ir, saišu tajā: {n}.",
        "path.none": "{one} un {other} nesavieno neviena saišu ķēde: no {one} sasniedzamo"
        " organizāciju ir {n}, un {other} nav starp tām.",
    },
}


def say(language: str, name: str, /, **parts: object) -> str:
    """Give a note in a language; English stands in for one that has none.

    >>> say("en-GB", "near", term="org:mamber", near="org:member")
    'org:mamber is not in this graph; did you mean org:member?'
    """
    texts = TEXTS.get(language.partition("-")[0].lower(), TEXTS["en"])
    return texts[name].format_map(parts)
