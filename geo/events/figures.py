"""Numbers of people killed and injured: those of an act, and totals of a war or a period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.events.amounts import AMOUNT, Count, read_amount
from geo.events.attributions import find_counter
from geo.events.grammar import coordinated, dependants, is_passive, is_perfect, objects, text_of
from geo.events.lexicon import EventLexicon
from geo.events.numbers import NUMBER, parse_number
from geo.model import Document, Figure, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.language import Parse

__all__ = [
    "Count",
    "Toll",
    "count_bodies",
    "count_people",
    "find_figures",
    "find_toll",
    "find_victims",
    "is_total",
]

_KILL = frozenset(
    [
        "kill",
        "slay",
        "massacre",
        "execute",
        "behead",
        "murder",
        "assassinate",
        "eliminate",
        "slaughter",
        "lynch",
    ]
)
_KILLINGS = frozenset({"assassination", "beheading", "execution", "lynching", "murder"})
_DIE = frozenset({"die", "perish", "succumb"})
_INJURE = frozenset({"wound", "injure", "hurt", "maim"})
_SEEN_BODIES = re.compile(
    rf"\b(?:count(?:ed|s)|saw|seen)\s+(?P<n>(?:at least |some )?{NUMBER})\s+"
    r"(?:[\w-]+\s+)?(?:bodies|corpses)\b",
    re.IGNORECASE,
)
# What ends "to death" with those who do it.
_END = frozenset({"bleed", "burn", "choke", "freeze", "starve", "suffocate"})
_NO_HARM = re.compile(
    r"\b(?:no|not an?|not one|nobody|none)\b[^.;,]{0,40}?\b(?:harmed|hurt)\b", re.IGNORECASE
)
_DISPLACE = frozenset({"displace", "uproot", "flee"})
_MEASURES = {
    **dict.fromkeys(_KILL | _DIE, "killed"),
    **dict.fromkeys(_INJURE, "injured"),
    **dict.fromkeys(_DISPLACE, "displaced"),
}
_PEOPLE = frozenset({"person", "armed"})
_NONE_WORDS = frozenset({"nobody", "none", "no"})
# What is counted beside a verb of killing and is no people: "killed 300 sheep", "40 percent".
_NO_PEOPLE = frozenset(
    {"%", "animal", "camel", "cattle", "chicken", "cow", "donkey", "fish", "goat", "horse",
     "kilometer", "kilometre", "km", "livestock", "metre", "mile", "per", "percent", "pig",
     "sheep"}
)  # fmt: skip
# "Threatened to kill ten", "was meant to kill ten": nobody has died of it.
_PURPOSES = frozenset(
    {"aim", "attempt", "conspire", "decline", "design", "fail", "intend", "mean", "plan", "plot",
     "prepare", "promise", "refuse", "swear", "threat", "threaten", "try", "vow", "want"}
)  # fmt: skip
_ALMOST = frozenset({"almost", "nearly"})
_NO_ONE = re.compile(r"\s*(?:no[ -]one|nobody|none|no [a-z]+)\b", re.IGNORECASE)
_NO_FEWER = re.compile(r"\bno (?:fewer|less|more) than\b", re.IGNORECASE)
# Of two speakers the second: "a toll of 45; hospital staff said 60 died".
_RIVAL = re.compile(
    r"(?:;|,? (?:but|while|whereas|though))\s[^.;\d]{2,60}?\b"
    rf"(?:said|says?|put|counted|reported|claimed)\b (?:that |it was |the (?:toll|figure) at )?"
    rf"(?P<n>{NUMBER})(?: (?:people|persons|civilians|soldiers))?"
    r"(?: (?:were|had|was|have)(?: been)?)?(?: (?:killed|died|dead|deaths?))?\s*[.;]?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
# Words between a verb and what says that it killed ("beat a young shopkeeper to death").
_DEATH_REACH = 8
# Singular nouns of more than one person, or of a number that is not told.
_BODIES = frozenset(
    {"band", "crew", "crowd", "family", "group", "handful", "number", "patrol", "team", "unit"}
)
# "Between", two numbers of three words each, "and".
_BEFORE_TOKENS = 8
# The parser hangs "between 3 and 5" on the verb, not on the noun that it counts.
_DETACHED = re.compile(rf"\b(?:between|from) {NUMBER} (?:and|to) {NUMBER} $", re.IGNORECASE)
_TOLL = re.compile(
    rf"\b(?:death toll|number of dead|toll)\b[^.]{{0,30}}?\b(?:at|to|of|reached|is)\s+(?P<n>{AMOUNT.pattern.replace('?P<between>', '').replace('?P<low>', '?P<l>').replace('?P<high>', '?P<h>')})",  # noqa: E501
    re.IGNORECASE,
)
_DEATHS = re.compile(
    r"\b(?P<n>no|\w[\w.,-]*)\s+(?P<what>deaths?|dead|fatalities|casualties)\b", re.IGNORECASE
)
_LEFT_DEAD = re.compile(
    r"\b(?:left|leaves|leaving|leave) (?P<people>[^.;:]{3,80}?) dead\b", re.IGNORECASE
)
_TAKEN_LIVES = re.compile(
    r"\b(?:claim\w*|cost\w*|took|taking|taken) (?:the )?lives of (?P<of>[^.;:,]{3,60})"
    r"|\b(?:claim\w*|cost\w*|took|taking|taken) (?P<n>[^.;:,]{1,40}?) lives\b"
    r"|(?P<who>[^.;:,]{1,60}?) (?:had |have )?lost their lives\b"
    r"|\b(?P<one>(?:claim\w*|cost\w*|took|taking|taken) the life of|lost (?:his|her) life)\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    rf"(?P<n>{NUMBER})\b[^.;]{{0,40}}?\b(?:lost|lose)\s+their\s+(?P<what>lives|homes)\b"
    rf"|\bclaim\w*\s+(?:[^.;]{{0,20}}?\s)?(?P<m>{NUMBER})\s+lives\b",
    re.IGNORECASE,
)
_WAR = frozenset(
    ["war", "conflict", "crisis", "insurgency", "uprising", "revolt", "violence", "genocide"]
)
_PERIOD = re.compile(
    r"\bsince\b|\b(?:over|in|during) the (?:past|last) (?:\w+ )?(?:months?|years?|decades?)\b|"
    r"\bso far\b|\bthis year\b|\b(?:since|during) the (?:start|beginning|war|conflict)\b",
    re.IGNORECASE,
)
# Figures this large are of a war, whatever the sentence says.
_TOTAL_FROM = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a sentence says of the dead and the injured."""

    killed: Count | None
    injured: Count | None


def count_people(noun: Token) -> Count | None:
    """Return how many people a noun phrase stands for; `None` for "dozens" and bare plurals."""
    words = [word for word in noun.subtree if word.i <= noun.i and word.pos_ != "PUNCT"]
    if not words or noun.lemma_.lower() in _NO_PEOPLE:
        return None
    text = noun.doc[words[0].i : noun.i + 1].text
    if _is_none(noun, text):
        return Count(low=0, high=0)
    if noun.lower_ == "one" and noun.pos_ in {"NUM", "PRON", "NOUN"} and words == [noun]:
        return Count(low=1, high=1)
    before = noun.doc[max(0, words[0].i - _BEFORE_TOKENS) : words[0].i].text_with_ws
    if noun.lemma_ in {"family", "group", "crew"} and (size := _of_number(noun)):
        return size
    own = {word.i for word in dependants(noun, "nummod")} | {noun.i}
    if any(
        (word.like_num or word.lower_ == "dozen")
        and (word.i in own or word.ent_type_ not in {"DATE", "TIME"})
        for word in words
    ):
        return read_amount(before[-8:] + text if _BETWEEN.search(before) else text, before=before)
    detached = _DETACHED.search(before)
    return read_amount(detached.group()) if detached else _single(noun)


def _is_none(noun: Token, text: str) -> bool:
    """Return whether a noun phrase is of nobody: "no soldiers", but not "no fewer than 12"."""
    if noun.lower_ in _NONE_WORDS:
        return True
    denied = any(word.lower_ in _NONE_WORDS for word in dependants(noun, "det"))
    return denied and _NO_FEWER.search(text) is None


def _of_number(noun: Token) -> Count | None:
    """Read "a family of five"."""
    for word in dependants(noun, "prep"):
        for number in dependants(word, "pobj"):
            if word.lower_ == "of" and number.like_num:
                return read_amount(number.text)
    return None


def _single(noun: Token) -> Count | None:
    if noun.lemma_ == "couple":
        return Count(low=2, high=2)
    if noun.lower_ in {"he", "she", "him", "her"}:
        return Count(low=1, high=1)
    if noun.tag_ == "NNP" and noun.ent_type_ == "PERSON":
        return Count(low=1, high=1)
    if noun.tag_ == "NN" and EventLexicon.open().classes.get(noun.lemma_, frozenset()) & _PEOPLE:
        return Count(low=1, high=1)
    return None


def _one(noun: Token) -> Count | None:
    """Return one for "a shopkeeper", whatever his trade, where something killed him."""
    known = EventLexicon.open().classes.get(noun.lemma_.lower(), frozenset())
    single = any(word.lower_ in {"a", "an", "another"} for word in dependants(noun, "det"))
    other = noun.lemma_ in _BODIES | _NO_PEOPLE or "nature" in known
    if noun.tag_ != "NN" or not single or other:
        return None
    return Count(low=1, high=1)


def _sum(nouns: list[Token]) -> Count | None:
    counts = [count for noun in nouns if (count := count_people(noun) or _one(noun)) is not None]
    if not counts:
        return None
    # "Seven civilians and an unknown number of combatants" sets no upper bound.
    if len(counts) < len(nouns) and all(noun.pos_ == "NOUN" for noun in nouns):
        counts.append(Count(low=0, high=None))
    low = None if any(c.low is None for c in counts) else sum(c.low or 0 for c in counts)
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    return Count(low=low, high=high)


def find_toll(sentence: Sentence) -> Toll:
    """Return the dead and injured that a sentence tells of, totals of a war left out."""
    if is_total(sentence):
        return Toll(killed=None, injured=None)
    killed = _left_dead(sentence) or _first(_verb_counts(sentence, _KILL, _DIE))
    injured = _first(_verb_counts(sentence, _INJURE, frozenset()))
    killed = _with_rival(killed or _named_toll(text_of(sentence)), text_of(sentence))
    unhurt = injured is None and _NO_HARM.search(text_of(sentence)) is not None
    if killed is None and (unhurt or injured == Count(low=0, high=0)):
        killed = Count(low=0, high=0)
    return Toll(killed=killed, injured=injured)


def count_bodies(sentence: Sentence) -> Count | None:
    """Return how many dead of the act told before somebody counted ("counted seven bodies")."""
    match = _SEEN_BODIES.search(text_of(sentence))
    if match is None:
        return None
    number = AMOUNT.search(match["n"])
    return read_amount(match["n"], before=match["n"][: number.start()]) if number else None


def _with_rival(killed: Count | None, text: str) -> Count | None:
    """Return the range of what two speakers of a sentence count."""
    match = _RIVAL.search(text)
    if killed is None or killed.low is None or match is None:
        return killed
    # The verb's own number is the second one where the first is only a toll.
    first = _named_toll(text[: match.start()]) or killed
    number = parse_number(match["n"])
    if number is None or first.low is None or first.high is None or killed.high is None:
        return killed
    return Count(low=min(first.low, number), high=max(first.high, number))


def _first(counts: Iterator[Count]) -> Count | None:
    return next(counts, None)


def _verb_counts(
    sentence: Sentence, transitive: frozenset[str], intransitive: frozenset[str]
) -> Iterator[Count]:
    for token in sentence:
        lemma = token.lemma_.lower()
        if token.pos_ == "NOUN" or lemma not in transitive | intransitive or _is_unreal(token):
            continue
        victims = [word for word in _suffering(token, intransitive) if not _begins(word, token)]
        victims = victims or [word for word in token.children if word.lower_ == "between"]
        victims = [noun for word in victims for noun in dependants(word, "pobj")[-1:] or [word]]
        if token.dep_ == "conj" and not victims:
            victims = _elliptic(token)
        if (count := _sum(victims)) is not None:
            yield count
    yield from _lethal_shots(sentence, transitive)


def _is_unreal(verb: Token) -> bool:
    """Return whether nobody came to harm: "was meant to kill ten", "almost killed ten"."""
    first = verb
    while first.dep_ == "conj" and first.head.pos_ == "VERB":
        first = first.head
    if first.dep_ in {"xcomp", "acl"} and first.head.lemma_.lower() in _PURPOSES:
        return True
    beside = [child for child in verb.children if child.i == verb.i - 1]
    denied = [w for w in dependants(verb, "neg") if w.nbor().lower_ not in {"only", "just"}]
    return bool(denied) or any(child.lower_ in _ALMOST for child in beside)


def _begins(noun: Token, verb: Token) -> bool:
    """Return whether a noun after a verb begins another clause: "killed 7 and 8 were missing"."""
    after = noun.i + 1
    return noun.i > verb.i and after < len(noun.doc) and noun.doc[after].lower_ in {"was", "were"}


def _suffering(verb: Token, intransitive: frozenset[str]) -> list[Token]:
    """Return who died or was killed, injured: the subject of a verb that takes no object."""
    if verb.lemma_.lower() in intransitive:
        return [w for s in dependants(verb, "nsubj") for w in coordinated(s)]
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and is_passive(verb.head):
        # "Seven were killed and 12 others wounded."
        own = dependants(verb, "nsubj")
        return [w for s in own for w in coordinated(s)] or objects(verb)
    return objects(verb)


def find_victims(sentence: Sentence) -> list[Token]:
    """Return the heads of those who a sentence says were killed or injured, in text order."""
    victims = [
        victim
        for token in sentence
        if token.pos_ != "NOUN" and token.lemma_.lower() in _KILL | _DIE | _INJURE
        for victim in _suffering(token, _DIE)
    ]
    return [] if victims and is_total(sentence) else victims


def _elliptic(token: Token) -> list[Token]:
    """Return the number that stands alone before a participle ("six killed and 16 wounded")."""
    return [child for child in token.children if child.like_num and child.i < token.i]


def _lethal_shots(sentence: Sentence, transitive: frozenset[str]) -> Iterator[Count]:
    """Yield who was "shot dead" or "stabbed to death", or the "murder of" whom is told."""
    if "kill" not in transitive:
        return
    for token in sentence:
        if token.pos_ == "NOUN" and token.lemma_ in _KILLINGS:
            victims = [n for w in dependants(token, "prep") if w.lower_ == "of" for n in w.children]
        elif _is_deadly(token):
            victims = _ended(token) if token.lemma_ in _END else objects(token)
        else:
            continue
        if (count := _sum([w for noun in victims for w in coordinated(noun)])) is not None:
            yield count


def _ended(verb: Token) -> list[Token]:
    """Return who bled or starved to death, be it told of another verb ("was shot and bled")."""
    own = objects(verb) or dependants(verb, "nsubj", "nsubjpass")
    if not own and verb.dep_ == "conj":
        own = dependants(verb.head, "nsubjpass") or dependants(verb.head, "nsubj")
    return own


def _is_deadly(verb: Token) -> bool:
    """Return whether a verb's words say that it killed ("shot dead", "hacked to death")."""
    return (
        any(
            child.lower_ == "dead"
            or (child.lower_ == "to" and any(n.lower_ == "death" for n in child.children))
            for child in verb.children
            if verb.pos_ == "VERB" and child.i - verb.i <= _DEATH_REACH
        )
        and verb.lemma_ != "leave"
    )


def _left_dead(sentence: Sentence) -> Count | None:
    """Read "left 23 militants and nine defenders dead"."""
    match = _LEFT_DEAD.search(text_of(sentence))
    if match is None:
        return None
    before = match["people"]
    if _NO_ONE.match(before) and not _NO_FEWER.match(before.strip()):
        return Count(low=0, high=0)
    counts = [
        count
        for part in re.split(r"\s+and\s+|,\s*", before)
        if (count := read_amount(part)) is not None
    ]
    if not counts:
        return None
    low = sum(count.low or 0 for count in counts)
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    return Count(low=low, high=high)


def _named_toll(text: str) -> Count | None:
    match = _TOLL.search(text)
    if match:
        return read_amount(
            match["n"], before=text[max(0, match.start("n") - 10) : match.start("n")]
        )
    if match := _TAKEN_LIVES.search(text):
        told = match["of"] or match["n"] or match["who"]
        return read_amount(told) if told else Count(low=1, high=1)
    match = _DEATHS.search(text)
    if match and match["n"].lower() == "no":
        return Count(low=0, high=0)
    if match and (number := parse_number(match["n"])) is not None and match["what"] != "casualties":
        return Count(low=number, high=number)
    return None


@lru_cache(maxsize=256)
def is_total(sentence: Sentence) -> bool:
    """Return whether the numbers of a sentence are of a war or a period, not of one act."""
    text = text_of(sentence)
    lives = _LIVES.search(text)
    for token in sentence:
        measure = _MEASURES.get(token.lemma_.lower())
        if measure is None or token.pos_ == "NOUN":
            continue
        if _is_of_war(token) or (is_perfect(token) and _PERIOD.search(text)):
            return True
        count = _sum(_victims(token))
        if count is not None and (count.low or 0) >= _TOTAL_FROM:
            return True
    number = parse_number(lives["n"] or lives["m"]) if lives else None
    return bool(lives and (_PERIOD.search(text) or (number or 0) >= _TOTAL_FROM))


def _victims(token: Token) -> list[Token]:
    found = objects(token)
    if not found and token.lemma_ in _DIE | _DISPLACE:
        found = [w for s in dependants(token, "nsubj") for w in coordinated(s)]
    return found


def _is_of_war(verb: Token) -> bool:
    """Return whether a war, not an act of it, is said to have killed ("a conflict that ...")."""
    doers = [w for w in dependants(verb, "nsubj") if not is_passive(verb)]
    if verb.dep_ == "relcl" and any(word.tag_ == "WDT" for word in doers):
        doers = [verb.head]
    return any(word.lemma_ in _WAR for word in doers)


def find_figures(document: Document, parse: Parse) -> tuple[Figure, ...]:
    """Find the totals that a text states of a war or a period.

    Parameters
    ----------
    document
        The document.
    parse
        Its parse.

    Returns
    -------
    The figures in text order, each with the words that say whose count it is. They are never
    the deaths of an event.
    """
    return tuple(
        figure
        for sentence in parse.sentences
        if is_total(sentence)
        for figure in sorted(_figures(document, sentence), key=lambda item: item.span)
    )


def _figures(document: Document, sentence: Sentence) -> Iterator[Figure]:
    seen: set[int] = set()
    for token in sentence:
        measure = _MEASURES.get(token.lemma_.lower())
        if measure is None or token.pos_ == "NOUN":
            continue
        for noun in _victims(token):
            count = count_people(noun)
            if count is None or not (count.low or count.high):
                continue
            start = min(word.idx for word in noun.subtree if word.i <= noun.i)
            seen.add(start)
            yield _figure_of(document, sentence, (start, noun.idx + len(noun)), measure, count)
    for match in _LIVES.finditer(text_of(sentence)):
        group = "n" if match["n"] else "m"
        start = sentence.start_char + match.start(group)
        count = read_amount(match[group], before=text_of(sentence)[: match.start(group)])
        if count is None or start in seen:
            continue
        measure = "displaced" if (match["what"] or "").lower() == "homes" else "killed"
        end = sentence.start_char + match.end(group)
        yield _figure_of(document, sentence, (start, end), measure, count)


def _figure_of(
    document: Document, sentence: Sentence, stretch: tuple[int, int], measure: str, count: Count
) -> Figure:
    start, end = stretch
    attribution = find_counter(text_of(sentence), start - sentence.start_char)
    return Figure(
        document_id=document.document_id,
        span=Span(start=start, end=end),
        surface=document.text[start:end],
        measure=measure,
        low=count.low if count.low is not None else 0,
        high=count.high,
        attribution=attribution,
        sentence=Span(start=sentence.start_char, end=sentence.end_char),
    )
