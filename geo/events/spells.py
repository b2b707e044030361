"""How long what a text tells had gone on: "for six weeks", "after two days of fighting"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.grammar import dependants, is_perfect, text_of
from geo.events.periods import NUMBERS, precision_of, read_count
from geo.model import DatePrecision, Status, When

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.drafts import Draft

__all__ = ["find_spell"]

_DAYS = {"day": 1, "night": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_UNITS = "|".join(_DAYS | _MONTHS)
_COUNT = rf"(?P<count>{'|'.join(NUMBERS)}|\d{{1,3}})"
_LASTING = re.compile(
    r"for\s+(?:(?:more|longer|less)\s+than\s+|(?:over|about|around|nearly|almost|some|at\s+least|"
    rf"the\s+(?:last|past))\s+)?{_COUNT}\s+(?:straight\s+)?(?P<unit>{_UNITS})s?\b"
    r"(?!\s+(?:ago|later|in\s+jail|in\s+prison))",
    re.IGNORECASE,
)
_AFTER = frozenset({"after", "following"})
_OPENING = frozenset({"begin", "launch", "open", "start"})


def find_spell(
    draft: Draft, dated: Sequence[tuple[Token, When]], published: dt.date
) -> When | None:
    """Return the days over which something went on that lasts, or that had just ended.

    "The city has been besieged for more than a year" is of the year up to publication; on a
    Monday "after two days of fighting" the fighting was on Saturday and Sunday; "the campaign that
    they launched in May has killed 300" goes on since May. What was done "for two days" at some
    time, without a perfect tense, has no days.

    Parameters
    ----------
    draft
        An act.
    dated
        The words of its sentence that have a date, and that.
    published
        Day of publication.
    """
    if draft.reading.status is not Status.ACTUAL or draft.reading.future:
        return None
    return _lasting(draft, published) or _ended(draft, dated) or _begun(draft, dated, published)


def _lasting(draft: Draft, published: dt.date) -> When | None:
    clause = draft.reading.clause
    if draft.when is not None or clause.pos_ != "VERB" or not is_perfect(clause):
        return None
    sentence = draft.sentence
    for word in dependants(clause, "prep"):
        found = _LASTING.match(text_of(sentence), word.idx - sentence.start_char)
        if found and (start := _before(published, found["count"], found["unit"])) is not None:
            draft.continuing = True
            return When(
                start=start,
                end=published,
                precision=precision_of(start, published),
                surface=found.group(),
            )
    return None


def _ended(draft: Draft, dated: Sequence[tuple[Token, When]]) -> When | None:
    noun = draft.act.token
    unit = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or unit.lemma_ not in _DAYS | _MONTHS:
        return None
    if unit.dep_ != "pobj" or unit.head.lower_ not in _AFTER:
        return None
    counts = [*dependants(unit, "nummod"), *dependants(unit, "det")]
    verb = unit.head.head
    days = [when for owner, when in dated if owner.i == verb.i]
    if not counts or not days or days[0].precision is not DatePrecision.DAY:
        return None
    end = days[0].start - dt.timedelta(days=1)
    start = _before(days[0].start, counts[0].lower_, unit.lemma_)
    if start is None:
        return None
    return When(start=start, end=end, precision=precision_of(start, end), surface=unit.text)


def _begun(draft: Draft, dated: Sequence[tuple[Token, When]], published: dt.date) -> When | None:
    noun, clause = draft.act.token, draft.reading.clause
    if not draft.act.is_noun:
        return None
    opened = [verb for verb in dependants(noun, "acl", "relcl") if verb.lemma_ in _OPENING]
    starts = [when for owner, when in dated if any(owner.i == verb.i for verb in opened)]
    if not starts or starts[0].start > published:
        return None
    start = starts[0].start
    lasts = is_perfect(clause if clause.pos_ == "VERB" else noun.head)
    end = published if lasts else starts[0].end or start
    return When(start=start, end=end, precision=precision_of(start, end), surface=starts[0].surface)


def _before(day: dt.date, count: str, unit: str) -> dt.date | None:
    """Return the day so long before another; nothing where that is beyond the calendar."""
    try:
        number = read_count(count)
        if (months := _MONTHS.get(unit.lower())) is None:
            return day - dt.timedelta(days=number * _DAYS[unit.lower()])
        year, month = divmod(day.year * 12 + day.month - 1 - number * months, 12)
        return dt.date(year, month + 1, min(day.day, 28))
    except (KeyError, OverflowError, ValueError):
        return None
