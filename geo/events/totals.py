"""Totals of a war or a period, and the words of a sentence that tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.events.amounts import read_amount
from geo.events.attributions import find_counter
from geo.events.grammar import complements, coordinated, dependants, is_passive, is_perfect, text_of
from geo.events.movements import find_ends
from geo.events.numbers import NUMBER, parse_number
from geo.events.people import DETAIN, DIE, DISPLACE, MEASURES, count_people, sum_people
from geo.events.valency import objects
from geo.model import Document, Figure, Resolution, Sense, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.amounts import Count
    from geo.language import Parse

__all__ = ["PERIOD", "find_figures", "find_totals", "is_total", "told_text"]

# Clauses that count in passing, and clauses of their own beside another.
_INNER = frozenset({"acl", "ccomp", "relcl"})
_BESIDE = frozenset({"ccomp", "conj", "parataxis"})
_MEANWHILE = frozenset({"as", "when", "while"})
# With "lives" these count the dead, with "homes" those who fled.
_LOSING = frozenset({"claim", "lose"})

_LIVES = re.compile(
    rf"(?P<n>{NUMBER})\b[^.;]{{0,40}}?\b(?:lost|lose)\s+their\s+(?P<what>lives|homes)\b"
    rf"|\bclaim\w*\s+(?:[^.;]{{0,20}}?\s)?(?P<m>{NUMBER})\s+lives\b",
    re.IGNORECASE,
)
_WAR = frozenset(
    ["war", "conflict", "crisis", "insurgency", "uprising", "revolt", "violence", "genocide"]
)
PERIOD = re.compile(
    r"\bsince\b|\b(?:over|in|during) the (?:past|last) (?:\w+ )?(?:months?|years?|decades?)\b|"
    r"\bso far\b|\bthis year\b|"
    r"\b\w+-year(?:-long|-old)? (?:civil )?(?:campaign|conflict|insurgency|rebellion|war)\b|"
    r"\b(?:since|during) the (?:start|beginning|war|conflict)\b",
    re.IGNORECASE,
)
"""Words that say that a number is of a period."""

# "Died in various attacks this week": of none of them.
_SUNDRY = frozenset({"different", "many", "multiple", "numerous", "several", "various"})
_SPELL = re.compile(r"\b(?:week|month|year|fortnight)s?\b", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b\.?"
# "Thirteen people were killed each day", "from May until August": a rate or a sum, not an act.
_RATE = re.compile(
    r"\b(?:each|every|per) (?:day|hour|month|night|week|year)\b|\bon average\b|"
    rf"\bfrom {_MONTH}[^,;:]{{0,12}} (?:until|till|to|through) {_MONTH}",
    re.IGNORECASE,
)
_VAST = frozenset({"millions", "thousands"})

_AFFECTED = {
    **dict.fromkeys(DETAIN, "detained"),
    **{verb: MEASURES[verb] for verb in DISPLACE},
}
# Figures this large are of a war, whatever the sentence says.
_TOTAL_FROM = 5_000


def is_total(sentence: Sentence) -> bool:
    """Return whether any numbers of a sentence are of a war or a period, not of one act."""
    return bool(find_totals(sentence))


@lru_cache(maxsize=256)
def find_totals(sentence: Sentence) -> frozenset[int]:
    """Return the tokens of the clauses of a sentence that count the dead of a war or a period.

    "Shelling killed two on Friday in a conflict that has claimed 13,000 lives": the clause of the
    conflict alone; of "fighting has killed 3,000 since May" all.
    """
    found: set[int] = set()
    # What is counted in passing first: its "since" says nothing of the clause around it.
    verbs = _counting(sentence)
    for verb in sorted(verbs, key=lambda verb: verb.dep_ not in _INNER):
        clause = _clause(verb)
        words = [word for word in clause if word.i not in found]
        if _is_of_many(verb, " ".join(word.text for word in words)):
            found |= {word.i for word in words} - _asides(verb)
            # Of "attacks that have killed 300 since May" the attacks are many too.
            found |= {verb.head.i} if verb.dep_ == "relcl" else set()
    return frozenset(found)


def _counting(sentence: Sentence) -> list[Token]:
    """Return the verbs of a sentence that say how many died, were hurt, fled or lost homes."""
    text, offset = text_of(sentence), sentence.start_char
    lost = "lives" in text or "homes" in text
    spans = [match.span() for match in _LIVES.finditer(text)] if lost else []
    return [
        token
        for token in sentence
        if token.pos_ != "NOUN"
        and (
            (lemma := token.lemma_.lower()) in MEASURES
            or (lemma in _LOSING and any(start <= token.idx - offset < end for start, end in spans))
        )
    ]


def _is_of_many(verb: Token, clause: str) -> bool:
    """Return whether a verb's number is of a war or a period."""
    if verb.lemma_.lower() in MEASURES:
        if _is_of_war(verb) or (is_perfect(verb) and PERIOD.search(clause)):
            return True
        if _RATE.search(clause) or _is_of_thousands(verb):
            return True
        if _is_of_sundry(verb) and _SPELL.search(clause):
            return True
        count = sum_people(_victims(verb))
        return count is not None and (count.low or 0) >= _TOTAL_FROM
    lives = _LIVES.search(clause)
    number = parse_number(lives["n"] or lives["m"]) if lives else None
    return bool(lives) and ((number or 0) >= _TOTAL_FROM or PERIOD.search(clause) is not None)


def _is_of_sundry(verb: Token) -> bool:
    """Return whether a verb counts the dead of several acts ("died in various attacks")."""
    return any(
        word.lower_ in _SUNDRY
        for link, noun in complements(verb)
        for word in dependants(noun, "amod")
        if link in {"by", "during", "in"}
    )


def _is_of_thousands(verb: Token) -> bool:
    """Return whether somebody has killed or driven out thousands, nobody says when."""
    vast = any(word.lower_ in _VAST for noun in _victims(verb) for word in noun.subtree)
    dated = any(word.ent_type_ in {"DATE", "TIME"} for word in _clause(verb))
    return vast and is_perfect(verb) and not dated


def _clause(verb: Token) -> list[Token]:
    """Return the words of a verb's clause, up to a semicolon and to other clauses beside it."""
    # "Since May 400 were reported killed": the time is that of the report.
    verb = verb.head if verb.dep_ == "xcomp" and is_passive(verb.head) else verb
    others = {
        word.i
        for child in verb.children
        if child.dep_ in _BESIDE and dependants(child, "nsubj", "nsubjpass", "expl")
        for word in child.subtree
    }
    words = [word for word in verb.subtree if word.i not in others]
    stops = [word.i for word in verb.sent if word.text == ";"]
    first = max((stop for stop in stops if stop < verb.i), default=-1)
    last = min((stop for stop in stops if stop > verb.i), default=len(verb.doc))
    return [word for word in words if first < word.i < last]


def _asides(verb: Token) -> set[int]:
    """Return the words of what happened meanwhile, or when it all began.

    "The war has killed 9,000 as jets bombed", "40,000 have fled since May, when Bor was seized".
    """
    since = [
        clause
        for preposition, date in complements(verb)
        if preposition == "since"
        for clause in dependants(date, "relcl")
    ]
    return {
        word.i
        for child in (*dependants(verb, "advcl"), *since)
        if dependants(child, "nsubj", "nsubjpass")
        and any(mark.lower_ in _MEANWHILE for mark in dependants(child, "mark", "advmod"))
        for word in child.subtree
    }


def told_text(sentence: Sentence, apart: frozenset[int]) -> str:
    """Return a sentence with blanks for the tokens of totals and the like, all else in place."""
    if not apart:
        return text_of(sentence)
    return "".join(
        " " * len(word.text_with_ws) if word.i in apart else word.text_with_ws for word in sentence
    )


def _victims(token: Token) -> list[Token]:
    # Who flees is told first; what is fled, after it.
    found = [] if token.lemma_ == "flee" else objects(token)
    # "1,100 were displaced and 40 detained": the number is all that stands for them.
    if not found and token.dep_ == "conj" and is_passive(token.head):
        found = [word for word in dependants(token, "nsubj") if word.like_num]
    if not found and token.lemma_ in DIE | {"flee"}:
        found = [w for s in dependants(token, "nsubj") for w in coordinated(s)]
    return found


def _is_of_war(verb: Token) -> bool:
    """Return whether a war, not an act of it, is said to have killed ("a conflict that ...")."""
    doers = [w for w in dependants(verb, "nsubj") if not is_passive(verb)]
    if verb.dep_ == "relcl" and any(word.tag_ == "WDT" for word in doers):
        doers = [verb.head]
    return any(word.lemma_ in _WAR for word in doers)


def find_figures(
    document: Document, parse: Parse, resolutions: Sequence[Resolution] = ()
) -> tuple[Figure, ...]:
    """Find the totals that a text states of a war or a period, and the people held or displaced.

    Parameters
    ----------
    document
        The document.
    parse
        Its parse.
    resolutions
        Its toponyms with their entries: where the displaced left and went to.

    Returns
    -------
    The figures in text order, each with the words that say whose count it is. They are never
    the deaths of an event; who was detained or displaced by one stands only here.
    """
    places = [
        item.toponym.span
        for item in resolutions
        if item.entry is not None and item.toponym.sense is Sense.LITERAL
    ]
    return tuple(
        _moved(figure, sentence, places)
        for sentence in parse.sentences
        for figure in sorted(_figures_of(document, sentence), key=lambda item: item.span)
    )


def _moved(figure: Figure, sentence: Sentence, places: Sequence[Span]) -> Figure:
    """Return a figure of the displaced with the places that they left and went to."""
    if figure.measure != "displaced":
        return figure
    ends: dict[str, Span] = {}
    for verb in sentence:
        counted = [] if verb.lemma_.lower() not in DISPLACE else _victims(verb)
        if any(figure.span.start <= word.idx < figure.span.end for word in counted):
            for side, noun in find_ends(verb, verb):
                found = (span for span in places if span.start <= noun.idx < span.end)
                if (span := next(found, None)) is not None:
                    ends.setdefault(side, span)
    return replace(figure, origin=ends.get("origin"), destination=ends.get("destination"))


def _figures_of(document: Document, sentence: Sentence) -> Iterator[Figure]:
    """Yield the figures of a sentence, no number twice."""
    seen: set[Span] = set()
    totals = _figures(document, sentence) if is_total(sentence) else iter(())
    for figure in (*totals, *_affected(document, sentence)):
        if figure.span not in seen:
            seen.add(figure.span)
            yield figure


def _affected(document: Document, sentence: Sentence) -> Iterator[Figure]:
    """Yield how many are said to have been detained or displaced, in one act or many."""
    for verb in sentence:
        lemma = verb.lemma_.lower()
        measure = _AFFECTED.get(lemma)
        if measure is None or verb.pos_ != "VERB" or not _has_happened(verb):
            continue
        shares = [word for word in dependants(verb, "conj") if word.tag_ in {"CD", "NNS"}]
        for noun in (*_victims(verb), *shares):
            # Somebody who was arrested is no figure, and may be a name.
            counted = any(word.like_num for word in noun.subtree if word.i <= noun.i)
            count = count_people(noun) if counted else None
            if count is not None and (count.low or count.high):
                start = min(word.idx for word in noun.subtree if word.i <= noun.i)
                stretch = (start, noun.idx + len(noun))
                yield _figure_of(document, sentence, stretch, measure, count)


def _has_happened(verb: Token) -> bool:
    """Return whether a verb tells what was done, not what was not, or may or is to be."""
    helpers = dependants(verb, "aux", "auxpass", "neg")
    return (
        verb.tag_ != "VB"
        and not any(word.tag_ in {"MD", "TO"} for word in helpers)
        and not any(word.dep_ == "neg" for word in helpers)
    )


def _figures(document: Document, sentence: Sentence) -> Iterator[Figure]:
    seen: set[int] = set()
    totals = find_totals(sentence)
    for token in sentence:
        measure = MEASURES.get(token.lemma_.lower())
        if measure is None or token.pos_ == "NOUN" or token.i not in totals:
            continue
        for noun in _victims(token):
            count = count_people(noun)
            if count is None or not (count.low or count.high):
                continue
            start = min(word.idx for word in noun.subtree if word.i <= noun.i)
            seen.add(start)
            yield _figure_of(document, sentence, (start, noun.idx + len(noun)), measure, count)
    told = {word.idx for word in sentence if word.i in totals}
    for match in _LIVES.finditer(text_of(sentence)):
        group = "n" if match["n"] else "m"
        start = sentence.start_char + match.start(group)
        if start not in told:
            continue
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
