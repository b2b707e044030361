"""Expressions of time of a parsed sentence: ranges joined, names that look like dates left out."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.dates import TimeExpression, find_times
from geo.events.grammar import text_of
from geo.events.periods import precision_of
from geo.model import ActorMention, DatePrecision, Span, When

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = ["note_conflict", "times_of"]

_RANGE = re.compile(r"\s+(?:and|to|until|till|through)\s+|\s?[-–]\s?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_DAY_OF_DATE = re.compile(r",?\s+(?:the\s+)?|\s?\(")
_YEAR = re.compile(r"\b\d{4}\b")
# What stands before a day of the week in the name of a feast, a massacre or a sale.
_EPITHETS = frozenset(
    {"ash", "black", "bloody", "cyber", "easter", "good", "holy", "maundy", "palm", "super"}
)
_NAMES = frozenset({"PERSON", "ORG", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})
# What is named after a day, however it is spelt ("the 17 November group").
_NAMESAKES = frozenset(
    {"airport", "alliance", "army", "battalion", "bloc", "bridge", "brigade", "cell", "coalition",
     "faction", "front", "group", "hospital", "movement", "party", "road", "square", "stadium",
     "street", "university"}
)  # fmt: skip
# "This year's ninth attack" was on one day of it, which this does not tell.
_RANKED = re.compile(
    r"['’]s?\s+(?:[a-z]+[\s-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    r"\d+(?:st|nd|rd|th)|best|deadliest|worst|[a-z]{3,}iest|(?:bigg|great|larg)est)\b",
    re.IGNORECASE,
)
# How many words a name has after its date.
_REACH = 3
_JOINS = frozenset({"amod", "compound", "nmod", "npadvmod", "nummod", "poss"})


def times_of(
    sentence: Sentence, *, published: dt.date, mentions: Iterable[ActorMention] = ()
) -> list[TimeExpression]:
    """Return the expressions of time of a sentence that are no names, in text order.

    Parameters
    ----------
    sentence
        The sentence.
    published
        Day of publication, which relative expressions count from.
    mentions
        Actors of the document: what is a part of their names is no date.
    """
    text, offset = text_of(sentence), sentence.start_char
    times = find_times(text, published=published, offset=offset)
    if not times:
        return []
    named = [item.span for item in mentions if not item.implied]
    dated = [
        time
        for time in times
        if not (_is_long(time) and _RANKED.match(text, time.span.end - offset))
        and not _is_name(time.span, sentence, named)
    ]
    return _join(dated, text, offset)


def _is_long(time: TimeExpression) -> bool:
    when = time.told(None)
    return when is not None and when.precision is DatePrecision.LONGER


def _is_name(span: Span, sentence: Sentence, named: Sequence[Span]) -> bool:
    """Return whether words that look like a date are a part of a name."""
    if any(name.contains(span) and name != span for name in named):
        return True
    words = sentence.doc.char_span(span.start, span.end, alignment_mode="expand")
    if words is None or not len(words):
        return False
    before = words[0].nbor(-1) if words[0].i > sentence.start else None
    after = words[-1].nbor(1) if words[-1].i + 1 < sentence.end else None
    if _has_epithet(words[0], before):
        return True
    last, is_bare = words[-1], len(words) == 1
    if is_bare and before is not None and _belongs(before, last):
        return True
    if after is None or not _leads_to(words, after):
        return False
    head = next(word.head for word in words if word.head.i > last.i)
    is_capital = after.text[:1].isupper() and after.pos_ in {"NOUN", "PROPN"}
    return (is_capital and head.text[:1].isupper()) or head.lemma_.lower() in _NAMESAKES


def _has_epithet(day: Token, before: Token | None) -> bool:
    is_weekday = day.text in calendar.day_name
    return (
        is_weekday and before is not None and before.lower_ in _EPITHETS and before.text.istitle()
    )


def _belongs(before: Token, name: Token) -> bool:
    """Return whether a word before a month or a day is the first part of a name ("Theresa May")."""
    if not before.text.istitle() or before.pos_ != "PROPN" or before.text in calendar.day_name:
        return False
    person = before.ent_type_ == "PERSON" and name.ent_type_ == "PERSON"
    return person or (before.head.i == name.i and before.dep_ == "compound")


def _leads_to(words: Sentence, after: Token) -> bool:
    """Return whether a date is the first part of the name or noun that goes on after it."""
    first = words[0].nbor(-1) if words[0].i else None
    if after.ent_type_ in _NAMES and after.ent_iob_ == "I" and words[-1].ent_type_ in _NAMES:
        return any(word.head.i > words[-1].i for word in words)
    # "On Sunday Turkish jets", "in August US troops": what follows a lone day is the subject.
    if first is not None and first.pos_ == "ADP" and len(words) == 1:
        return False
    return any(
        word.head.i >= after.i
        and word.head.i - after.i <= _REACH
        and word.dep_ in _JOINS
        and word.head.pos_ in {"NOUN", "PROPN"}
        for word in words
    )


def _join(times: Sequence[TimeExpression], text: str, offset: int) -> list[TimeExpression]:
    """Return expressions with the ends of a range, and a day with its date, made one."""
    joined: list[TimeExpression] = []
    for time in times:
        last = joined[-1] if joined else None
        if last is not None and (whole := _joined(last, time, text, offset)):
            joined[-1] = whole
        else:
            joined.append(time)
    return joined


def _joined(
    first: TimeExpression, second: TimeExpression, text: str, offset: int
) -> TimeExpression | None:
    gap = text[first.span.end - offset : second.span.start - offset]
    span = Span(start=first.span.start, end=second.span.end)
    surface = text[span.start - offset : span.end - offset]
    if first.kind == "weekday" and second.kind == "day" and _DAY_OF_DATE.fullmatch(gap):
        if gap.endswith("(") and text[span.end - offset :].startswith(")"):
            span, surface = replace(span, end=span.end + 1), f"{surface})"
        name = re.findall(r"\w+day\b", text[: first.span.end - offset])[-1]
        return replace(
            second,
            span=span,
            resolve=_on_weekday(second.resolve, name, surface),
            point=_on_weekday(second.point, name, surface),
        )
    if not first.kind or first.kind != second.kind or not _RANGE.fullmatch(gap):
        return None
    return replace(
        first,
        span=span,
        resolve=_from_to(first.resolve, second.point, first.kind, surface),
        point=_from_to(first.point, second.point, first.kind, surface),
        nominal=second.nominal,
        kind="",
    )


_Resolve = Callable[[bool, When | None], When | None]


def _on_weekday(date: _Resolve, name: str, surface: str) -> _Resolve:
    def resolve(future: bool, base: When | None) -> When | None:  # noqa: FBT001 - a closure
        when = date(future, base)
        if when is None:
            return None
        day = calendar.day_name[when.start.weekday()]
        told = replace(when, surface=surface)
        if day == name or when.end != when.start:
            return told
        return note_conflict(told, f"{when.start} is a {day}, not a {name}")

    return resolve


def note_conflict(when: When, conflict: str) -> When:
    """Return a date with what it contradicts added to what was noted before."""
    if conflict in when.conflict:
        return when
    return replace(when, conflict="; ".join(filter(None, (when.conflict, conflict))))


def _from_to(first: _Resolve, second: _Resolve, kind: str, surface: str) -> _Resolve:
    def resolve(future: bool, base: When | None) -> When | None:  # noqa: FBT001 - a closure
        opening, closing = first(future, base), second(future, base)
        if opening is None or closing is None or closing.end is None:
            return opening or closing
        try:
            start, end = _ends(opening, closing, kind)
        except ValueError:
            return closing
        if start > end:
            return closing
        return When(start=start, end=end, precision=precision_of(start, end), surface=surface)

    return resolve


def _ends(opening: When, closing: When, kind: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a range, of which one end may name the year of both."""
    start, end = opening.start, closing.end or closing.start
    if kind == "weekday":
        return (start if start <= end else start - dt.timedelta(days=7)), end
    if _YEAR.search(opening.surface):
        if not _YEAR.search(closing.surface):
            end = end.replace(year=start.year)
            end = end if start <= end else end.replace(year=start.year + 1)
        return start, end
    start = start.replace(year=end.year)
    return (start if start <= end else start.replace(year=end.year - 1)), end
