"""The dead and injured that the sentences after an act tell of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.figures import Count, Toll, find_toll
from geo.events.grammar import complements, dependants, text_of
from geo.events.mishaps import tells_mishap
from geo.events.people import DIE, KILL
from geo.events.places import are_near
from geo.events.timing import times_of

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.model import Entry

__all__ = ["add_tolls"]

# Whom an act harmed is told within this many sentences after it.
_REACH = 3
# Who is carried off is not killed by it: a death after it needs words that tie it to the act.
_BLOODLESS = frozenset({"abduct"})
_DEEDS = (
    "ambush|assault|attack|battle|blast|bombardment|bombing|clash|clashes|explosion|fighting|"
    "incident|kidnapping|killing|massacre|offensive|operation|raid|shelling|shooting|siege|"
    "strike|violence"
)
# Words of somebody who gives a count of his own, and of one that goes on from another.
_TELLS = re.compile(
    r"\b(?:says?|said|put|puts|claims?|claimed|counted|according to)\b", re.IGNORECASE
)
_FURTHER = re.compile(
    r"\b(?:also|another|elsewhere|earlier|further|later|more|others?)\b", re.IGNORECASE
)
_THE_TOLL = re.compile(r"\bthe (?:death )?toll\b", re.IGNORECASE)
_RISES = re.compile(
    r"\btoll\b[^.;]{0,40}?\b(?:climb(?:ed|s)|grew|grown|increased|jumped|now stands|passed|reached|"
    r"rises?|risen|rising|rose|went up)\b",
    re.IGNORECASE,
)
# Words that come back to an act or to those it harmed.
_TIED = re.compile(
    rf"\b(?:the|this|that|these|those)\s+(?:[\w-]+\s+)?(?:{_DEEDS})s?\b|\btoll\b|"
    r"\bthe (?:dead|wounded|injured|victims?|casualties|captives?|hostages?)\b|"
    r"\bof (?:them|those)\b|\b(?:he|she|they)\b",
    re.IGNORECASE,
)


def add_tolls(
    drafts: Sequence[Draft],
    sentences: Sequence[Sentence],
    context: Context,
    text: str,
    published: dt.date | None,
) -> None:
    """Give an assault the dead and injured of the sentences after it, up to the next assault.

    "Artillery fired on a village. Two farmers were killed." Not those of a mishap told after it,
    nor those who died elsewhere or on another day.

    Parameters
    ----------
    drafts
        One draft for each act, in text order.
    sentences
        The sentences of the document.
    context
        Lexicon, actors and places.
    text
        The text.
    published
        The day of publication, which weekdays count from.
    """
    # "A thousand died in the siege" is of the siege, not of the strike told before.
    taken = {d.number for d in drafts if d.act.predicate.event_type in {"ASSAULT", "COERCE"}}
    violent = [d for d in drafts if d.act.predicate.event_type in {"ASSAULT", "PROTEST"}]
    taken |= {draft.number for draft in violent}
    news = {draft.number for draft in violent if not draft.background}
    for draft in violent:
        if draft.background and draft.number in news:
            # "Stormed a market that militants have often attacked. Nine died."
            continue
        last = min(draft.number + _REACH, len(sentences) - 1)
        for number in range(draft.number + 1, last + 1):
            sentence = sentences[number]
            if number in taken or _is_apart(draft, sentence, text) or tells_mishap(sentence):
                break
            more = find_toll(sentence)
            if (more.killed or more.injured) and _is_tied(draft, sentence, context, published):
                draft.toll = _joined(draft.toll, more, sentence)


def _is_apart(draft: Draft, sentence: Sentence, text: str) -> bool:
    """Return whether another paragraph begins between an act's sentence and another.

    "The death toll" of the next paragraph is that of the act told last.
    """
    first = draft.sentence
    between = text[first.start_char + len(text_of(first).rstrip()) : sentence.start_char]
    return "\n" in between and not _THE_TOLL.search(text_of(sentence))


def _is_tied(draft: Draft, sentence: Sentence, context: Context, published: dt.date | None) -> bool:
    """Return whether the dead of a later sentence are those of an act."""
    if _TIED.search(text_of(sentence)):
        return True
    if draft.act.predicate.mode in _BLOODLESS or _is_kin(sentence):
        return False
    return not (_is_elsewhere(draft, sentence, context) or _is_later(draft, sentence, published))


def _is_later(draft: Draft, sentence: Sentence, published: dt.date | None) -> bool:
    """Return whether a sentence is of a day after an act ("the next day 14 people died")."""
    last = None if draft.when is None else draft.when.end
    if last is None or published is None:
        return False
    died = {part.idx for word in _dying(sentence) for part in word.subtree}
    days = [
        time.told(draft.when)
        for time in times_of(sentence, published=published)
        if time.span.start in died
    ]
    return any(day is not None and day.start > last for day in days)


def _dying(sentence: Sentence) -> list[Token]:
    """Return the verbs of a sentence that tell of deaths, else the one that it is built on."""
    found = [w for w in sentence if w.pos_ == "VERB" and w.lemma_.lower() in DIE | KILL]
    return found or [sentence.root]


def _is_kin(sentence: Sentence) -> bool:
    """Return whether one person died who is told only by whose he was ("the mayor's aunt died")."""
    victims = [
        noun
        for word in _dying(sentence)
        if word.lemma_.lower() in DIE
        for noun in dependants(word, "nsubj")
    ]
    return bool(victims) and all(
        noun.tag_ == "NN" and any(owner.pos_ != "PRON" for owner in dependants(noun, "poss"))
        for noun in victims
    )


def _is_elsewhere(draft: Draft, sentence: Sentence, context: Context) -> bool:
    """Return whether people died far from where an act was, in places that it did not touch."""
    there = draft.place.resolution.entry if draft.place is not None else None
    named = {
        place.entry
        for word in _dying(sentence)
        for _, noun in complements(word)
        if (place := context.place_at(noun)) is not None and place.entry is not None
    }
    return there is not None and bool(named) and all(_lie_apart(there, one) for one in named)


def _lie_apart(one: Entry, two: Entry) -> bool:
    """Return whether two places are different ones, neither a part of the other."""
    if one.country_code and two.country_code and one.country_code != two.country_code:
        return True
    if {one.feature_class, two.feature_class} != {"P"}:
        return False
    return not are_near(one, two)


def _joined(toll: Toll, more: Toll, sentence: Sentence) -> Toll:
    return replace(
        toll,
        killed=_risen(toll.killed, more.killed, sentence)
        or _rival(toll.killed, more.killed, sentence)
        or toll.killed
        or more.killed,
        injured=toll.injured or more.injured,
    )


def _risen(first: Count | None, second: Count | None, sentence: Sentence) -> Count | None:
    """Return the later count of the same dead ("the death toll rose to nine")."""
    if first is None or second is None or not _RISES.search(text_of(sentence)):
        return None
    low, known = second.low or 0, first.low or 0
    return second if low > known else None


def _rival(first: Count | None, second: Count | None, sentence: Sentence) -> Count | None:
    """Return the range of two counts of the same dead, where somebody else gives the second.

    "Four people were killed, the ministry said. The union says that six have died."
    """
    if first is None or second is None or first.low is None or second.low is None:
        return None
    text = text_of(sentence)
    if first == second or not _TELLS.search(text) or _FURTHER.search(text):
        return None
    exact = first.low == first.high and second.low == second.high
    low, high = sorted((first.low, second.low))
    return Count(low=low, high=high) if exact and low else None
