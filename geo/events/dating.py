"""Give the acts of a document the dates that its words, or those told before, give them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.events.dated import Dated, find_dated, is_day
from geo.events.grammar import ancestors, auxiliaries, dependants, is_perfect, text_of
from geo.events.linking import relation
from geo.events.numbers import UNITS
from geo.events.spells import find_spell
from geo.events.timing import note_conflict, times_of
from geo.model import DatePrecision, Status, When

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.events.predicates import Act

__all__ = ["carry_dates", "carry_narrative", "date_drafts", "last_date"]

_MATERIAL = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT"})
# What is done by saying it; to agree or to protest may take more.
_SPEECH_ACTS = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
# What these open happens together with what the sentence tells.
_MEANWHILE = frozenset({"as", "when", "while"})
_DAYS_APART = re.compile(
    r"\b(?P<count>an?|\d{1,2}|" + "|".join(w for w in UNITS if w.isalpha()) + r")\s+days?\s+"
    r"(?P<side>after|before)\b",
    re.IGNORECASE,
)
# "18.40 Drones hit ...": an hour at the start of a line, as live pages have it.
_STAMP = re.compile(
    r"^[ \t]*(?:[-–•*][ \t]*)?(?:[01]?\d|2[0-3])[.:h][0-5]\d\b(?![.,]?\d|\s*%)", re.MULTILINE
)
_STAMPS = 2
# What goes on from what was told just before.
_NEXT = re.compile(
    r"\b(?:(?:within|in|after|for) (?:an?|\w+) ?(?:few )?(?:minutes?|hours?)|within (?:minutes|"
    r"hours)|(?:minutes|hours|moments) (?:later|after)|soon after(?:wards?)?|then|afterwards?|"
    r"(?:at|by|before|around|until) (?:noon|midday|dawn|dusk|nightfall|sunset|midnight|evening))\b",
    re.IGNORECASE,
)
# A day's prayers and its daybreak are of that day; a vote that was to come need not be.
_AHEAD = re.compile(
    r"\b(?:before|ahead of)\s+(?:the|an?|its|their)\s+"
    r"(?!(?:[\w-]+\s+)?(?:dawn|prayers?|sunrise|sunset|sermon)\b)(?:[\w-]+\s+){1,3}"
    r"(?:due\s+|planned\s+|scheduled\s+)?(?:on|for)\s+$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"he", "it", "she", "they"})


def date_drafts(
    drafts: Sequence[Draft],
    *,
    acts: Mapping[int, Act],
    context: Context,
    published: dt.date | None,
    last: When | None,
) -> None:
    """Give each act of a sentence the expression of time that belongs to it most closely.

    Parameters
    ----------
    drafts
        The acts of one sentence.
    acts
        All acts of the document by token index.
    context
        Lexicon, actors and places.
    published
        Day of publication; without one nothing is dated.
    last
        The last date that the text gave before.
    """
    if published is None:
        return
    found = find_dated(drafts[0].sentence, acts, context, published, last)
    for draft in drafts:
        _date_closest(draft, found, context, last)
        if draft.when and draft.when.start > published and draft.act.is_noun:
            draft.reading = replace(draft.reading, status=Status.PLANNED, future=True)
        draft.when = draft.when or _subordinate_date(draft, found, context, last)
    _count_days(drafts, found, last)
    dated = [(item.owner, when) for item in found if (when := item.time.told(last)) is not None]
    for draft in drafts:
        draft.when = (
            find_spell(draft, dated, published)
            or draft.when
            or _antecedent_date(draft, drafts, found, last)
            or _announced_date(draft, found, last)
            or _coarse_date(draft, found, last)
            or _spoken_date(draft, published)
        )
        _flag_future(draft, published)


def _flag_future(draft: Draft, published: dt.date) -> None:
    """Note that an act told as done is dated after the text that tells it."""
    when, reading = draft.when, draft.reading
    if when is None or when.start <= published or reading.future or draft.act.is_noun:
        return
    if reading.status is Status.ACTUAL and _is_past(reading.clause):
        told = f"{when.start} is after publication on {published}, of an act told as past"
        draft.when = note_conflict(when, told)


def _date_closest(
    draft: Draft, found: Sequence[Dated], context: Context, last: When | None
) -> None:
    best = 0
    for item in found:
        apart = _is_parted(draft, item) or _is_of_other(draft, item)
        score = 0 if apart else _score(draft, item, context)
        future = draft.reading.future and not _is_over(item.owner, draft)
        if score > best and (when := item.time.resolve(future, last)):
            best, draft.when, draft.continuing = score, when, item.time.continuing


def _is_over(owner: Token, draft: Draft) -> bool:
    """Return whether a time is that of a participle ("the raid, begun in May, will go on")."""
    return owner.tag_ == "VBN" and owner.dep_ == "acl" and owner.i != draft.reading.clause.i


def _is_parted(draft: Draft, item: Dated) -> bool:
    """Return whether a semicolon stands between what tells an act and a time."""
    clause, root = draft.reading.clause, item.root
    between = clause.doc[min(clause.i, root.i) : max(clause.i, root.i)]
    return any(word.text == ";" for word in between)


def _is_of_other(draft: Draft, item: Dated) -> bool:
    """Return whether a time is that of what was still to come ("before the vote on Sunday")."""
    text, offset = text_of(draft.sentence), draft.sentence.start_char
    match = _AHEAD.search(text[: item.time.span.start - offset])
    return match is not None and draft.act.token.idx < offset + match.start()


def _score(draft: Draft, item: Dated, context: Context) -> int:
    return relation(draft.act, draft.reading.clause, item.owner, context.lexicon)


def _subordinate_date(
    draft: Draft, found: Sequence[Dated], context: Context, last: When | None
) -> When | None:
    """Return the date that an act shares with the clause that it is told together with.

    "Since May 1998, when tanks crossed the river"; "were killed when a bomb went off on Friday".
    """
    if draft.reading.future or draft.reading.status is not Status.ACTUAL:
        return None
    clause = _leader(draft.reading.clause)
    for item in found:
        if (verb := _verb_of_when(item)) is not None and verb.i == clause.i:
            return item.time.told_since(last)
        together = item.owner.head.i == clause.i and _is_past(clause) and not draft.act.is_noun
        if together and not item.time.continuing and _is_meanwhile(item.owner, context):
            return item.time.told(last)
    return None


def _is_meanwhile(verb: Token, context: Context) -> bool:
    """Return whether a clause tells what happened together with the one it hangs on."""
    return (
        verb.dep_ == "advcl"
        and _is_simple_past(verb)
        and any(word.lower_ in _MEANWHILE for word in dependants(verb, "advmod", "mark"))
        and not context.lexicon.is_operator(verb.lemma_.lower(), pos="verb", kind="speech")
    )


def _leader(verb: Token) -> Token:
    """Return the first of coordinated verbs that share their subject."""
    for child, head in ancestors(verb, limit=4):
        if child.dep_ != "conj" or dependants(child, "nsubj", "nsubjpass"):
            return child
        if head.pos_ not in {"AUX", "VERB"}:
            return child
        verb = head
    return verb


def _verb_of_when(item: Dated) -> Token | None:
    """Return the verb of the clause that says what happened at a time ("in May, when ...")."""
    doc, end = item.root.doc, item.time.span.end
    following = [word for word in doc[item.root.i : item.root.i + 8] if word.idx >= end][:2]
    words = [word for word in following if word.text != ","]
    if not words or words[0].lower_ != "when":
        return None
    verb = words[0].head
    return verb if verb.pos_ in {"AUX", "VERB"} and verb.i > words[0].i else None


def _is_past(verb: Token) -> bool:
    return _is_simple_past(verb) or any(
        w.lower_ in {"had", "was", "were"} for w in auxiliaries(verb)
    )


def _is_simple_past(verb: Token) -> bool:
    """Return whether a verb tells what was done, then and not since ("struck", "was struck")."""
    words = {word.lower_ for word in auxiliaries(verb)}
    if not words:
        return verb.tag_ == "VBD"
    return words <= {"being", "did", "was", "were"}


def _count_days(drafts: Sequence[Draft], found: Sequence[Dated], last: When | None) -> None:
    """Date what is told as so many days before or after something of a known day."""
    sentence = drafts[0].sentence
    for match in _DAYS_APART.finditer(text_of(sentence)):
        at = sentence.start_char + match.start("side")
        word = next((token for token in sentence if token.idx == at), None)
        if word is None or word.dep_ not in {"mark", "prep"}:
            continue
        inner = word.head if word.dep_ == "mark" else next(iter(dependants(word, "pcomp")), None)
        if inner is None or inner.i < word.i or inner.head.i == inner.i:
            continue
        outer = inner.head if word.dep_ == "mark" else word.head
        count = match["count"].lower()
        days = 1 if count in {"a", "an"} else UNITS.get(count) or int(count)
        shift = dt.timedelta(days=days if match["side"].lower() == "after" else -days)
        _shift_date(drafts, found, last, (inner, outer, shift))
        _shift_date(drafts, found, last, (outer, inner, -shift))


def _shift_date(
    drafts: Sequence[Draft],
    found: Sequence[Dated],
    last: When | None,
    way: tuple[Token, Token, dt.timedelta],
) -> None:
    """Give the acts of a clause the day so long after that of another one."""
    known, sought, shift = way
    days = [
        when for item in found if item.owner.i == known.i and is_day(when := item.time.told(last))
    ]
    if not days or days[0] is None:
        return
    day = days[0].start + shift
    for draft in drafts:
        if draft.when is None and _leader(draft.reading.clause).i == sought.i:
            draft.when = When(start=day, end=day, precision=DatePrecision.DAY, surface="")


def _antecedent_date(
    draft: Draft, drafts: Sequence[Draft], found: Sequence[Dated], last: When | None
) -> When | None:
    """Return the date of the act that an act's own clause describes.

    "Last week's bombing, in which 71 were killed", "the 2018 bombing that killed 71".
    """
    clause = draft.reading.clause
    if clause.dep_ != "relcl":
        return None
    words = {"in", "during"} & {word.lower_ for word in dependants(clause, "prep")}
    subject = dependants(clause, "nsubj")
    if not words and not (subject and subject[0].lower_ in {"that", "which"}):
        return None
    for other in drafts:
        if other.act.token.i == clause.head.i and other.act.is_noun:
            return other.when
    owned = (item for item in found if _is_of(item, clause.head))
    return next((item.time.told(last) for item in owned), None)


def _is_of(item: Dated, noun: Token) -> bool:
    """Return whether a time is a noun's own: "the 2020 war", "the war of 2020"."""
    if item.time.nominal:
        return item.owner.i == noun.i
    link = item.root if item.root.lower_ == "of" else item.root.head
    return link.lower_ == "of" and link.head.i == noun.i


def _announced_date(draft: Draft, found: Sequence[Dated], last: When | None) -> When | None:
    """Return the day of what stands before a colon, where what follows tells what happened.

    "It was the suburb's turn on Tuesday: drones hit a bus stop."
    """
    clause = draft.reading.clause
    if draft.reading.status is not Status.ACTUAL or draft.act.is_noun:
        return None
    for item in found:
        between = clause.doc[item.root.i + 1 : clause.i]
        parted = [word for word in between if word.text == ":"]
        if parted and item.owner.i < parted[0].i and item.owner.lemma_ == "be":
            return item.time.told(last)
    return None


def last_date(sentence: Sentence, published: dt.date | None, before: When | None) -> When | None:
    """Return the date that "the day before" in the next sentence counts from.

    Parameters
    ----------
    sentence
        A sentence.
    published
        Day of publication.
    before
        The last date that the text gave before it.
    """
    if published is None:
        return None
    times = times_of(sentence, published=published)
    dates = [
        when
        for time in times
        if (when := time.told(before))
        and not (time.nominal and when.precision is DatePrecision.LONGER)
    ]
    return dates[-1] if dates else before


def _coarse_date(draft: Draft, found: Sequence[Dated], last: When | None) -> When | None:
    """Return the year of the clause that an act led to ("erupted in 2011 after X unleashed")."""
    governors = {head.i for _, head in ancestors(draft.reading.clause, limit=3)}
    if draft.reading.clause.dep_ != "advcl":
        return None
    for item in found:
        if item.owner.i in governors:
            when = item.time.resolve(draft.reading.future, last)
            if when is not None and when.precision is DatePrecision.LONGER:
                return when
    return None


def _spoken_date(draft: Draft, published: dt.date) -> When | None:
    """Return the day of publication for what is said in the present tense ("rejects the claim")."""
    clause = draft.reading.clause
    spoken = draft.act.predicate.event_type in _SPEECH_ACTS and not draft.act.is_noun
    present = clause.tag_ == "VBZ" and not auxiliaries(clause)
    if not (spoken and present and draft.reading.status is Status.ACTUAL):
        return None
    return _on(published)


def _on(day: dt.date) -> When:
    return When(start=day, end=day, precision=DatePrecision.DAY, surface="")


def carry_dates(drafts: Sequence[Draft], text: str, published: dt.date | None) -> None:
    """Give acts without a date of their own the one that the text around them gives.

    Parameters
    ----------
    drafts
        The acts of a document in text order, with the dates and places of their own sentences.
    text
        The document's text.
    published
        Day of publication; without one nothing is dated.
    """
    if published is None:
        return
    _carry_present(drafts, published)
    _date_stamped(drafts, text, published)


def _carry_present(drafts: Sequence[Draft], published: dt.date) -> None:
    """Give what a present perfect tells on the interval of the act told just before.

    "Ankara's decision this week to send tanks ... Rebels have seized Jarabulus."
    """
    for earlier, later in pairwise(drafts):
        if (
            later.when is None
            and earlier.when is not None
            and earlier.when.end == published
            and earlier.when.start != published
            and not earlier.continuing
            and later.number - earlier.number <= 1
            and is_perfect(later.reading.clause)
            and later.act.predicate.event_type in _MATERIAL
        ):
            later.when = replace(earlier.when, surface="", conflict="")


def _date_stamped(drafts: Sequence[Draft], text: str, published: dt.date) -> None:
    """Date what a live page tells under an hour, and no other day, to its day."""
    stamps = [match.start() for match in _STAMP.finditer(text)]
    if len(stamps) < _STAMPS:
        return
    lines = {text.rfind("\n", 0, start) + 1 if start else 0 for start in stamps}
    spoilt: set[int] = set()
    for draft in drafts:
        if draft.paragraph not in lines:
            continue
        if _has_own_time(draft, published):
            spoilt.add(draft.paragraph)
        if draft.when is None and draft.paragraph not in spoilt and _is_fresh(draft):
            draft.when = _on(published)


def _is_fresh(draft: Draft) -> bool:
    """Return whether an act is told as happening now or just before."""
    reading = draft.reading
    bare = draft.act.is_noun and reading.clause.i == draft.act.token.i
    if reading.status is not Status.ACTUAL or reading.future or bare:
        return False
    just = any(word.lower_ == "just" for word in dependants(reading.clause, "advmod"))
    return just or not is_perfect(reading.clause)


def _has_own_time(draft: Draft, published: dt.date) -> bool:
    """Return whether an act's sentence names a day, a month or a year of its own."""
    sentence = draft.sentence
    times = times_of(sentence, published=published)
    return any(time.told(None) for time in times)


def carry_narrative(drafts: Sequence[Draft], published: dt.date | None) -> None:
    """Let the day of an act go on through the past tense that tells what came next.

    Parameters
    ----------
    drafts
        The acts of a document in text order, merged and placed: what goes on is another act.
    published
        Day of publication; without one nothing is dated.
    """
    if published is None:
        return
    scene: tuple[Draft, When] | None = None
    for draft in drafts:
        if draft.when is not None:
            fit = draft.when.precision <= DatePrecision.DAYS and not draft.reading.future
            scene = (draft, draft.when) if fit and _is_past(draft.reading.clause) else None
        elif scene is not None and _goes_on(draft, scene[0], published):
            draft.when = replace(scene[1], surface="", conflict="")
            scene = draft, draft.when


def _goes_on(draft: Draft, scene: Draft, published: dt.date) -> bool:
    """Return whether an act is told as what happened next on the same day."""
    if not _is_narrated(draft):
        return False
    leader = _leader(draft.reading.clause)
    if draft.number == scene.number:
        carried = scene.when is not None and not scene.when.surface
        return carried and leader.i == _leader(scene.reading.clause).i
    if draft.number - scene.number > 1 or _has_own_time(draft, published):
        return False
    if _NEXT.search(text_of(draft.sentence)):
        return True
    subject = dependants(leader, "nsubj", "nsubjpass")
    pronoun = bool(subject) and subject[0].lower_ in _PRONOUNS
    return pronoun and draft.paragraph == scene.paragraph


def _is_narrated(draft: Draft) -> bool:
    """Return whether an act is told in the simple past as having happened."""
    reading = draft.reading
    bare = draft.act.is_noun and reading.clause.i == draft.act.token.i
    told = reading.status is Status.ACTUAL and not (reading.future or draft.background or bare)
    return told and _is_simple_past(reading.clause)
