"""How long merging takes, against the number of reports.

    python benchmarks/merging.py [--reports 1000 10000 100000] [--days 3650]

Reports are generated: so many days, ten years if not told, of one to three day acts of 60 actors
at 800 places in 20 countries, a third of them told by two documents, as the dates and places of
a busy conflict are.
Prints seconds, reports a second, and the events that came out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections.abc import Iterator

from geo.atlas.merging import merge_reports
from geo.atlas.traits import Traits, traits_of
from geo.model import (
    Actor,
    ActorMention,
    ActorType,
    DatePrecision,
    Document,
    EventPlace,
    Geoprecision,
    Parsed,
    Participant,
    Report,
    Resolution,
    Role,
    Sense,
    Span,
    Status,
    Toponym,
    When,
)

_TYPES = ("ASSAULT", "ASSAULT", "ASSAULT", "COERCE", "CONSULT", "REQUEST", "PROTEST", "AID")
_ACTORS, _PLACES, _DAYS = 60, 800, 3_650
_FIRST = dt.date(2015, 1, 1)
_SPAN = Span(start=0, end=4)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the merging of reports.")
    parser.add_argument("--reports", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--days", type=int, default=_DAYS)
    given = parser.parse_args()
    for count in given.reports:
        told = make_reports(count, given.days)
        start = time.perf_counter()
        events = merge_reports(told)
        seconds = time.perf_counter() - start
        print(f"{count} reports: {seconds:.1f} s, {count / seconds:.0f}/s, {len(events)} events")


def make_reports(count: int, days: int = _DAYS) -> list[Traits]:
    """Return what is compared of generated reports, the same for the same count."""
    return [one for parsed in make_documents(count, days) for one in traits_of(parsed)]


def make_documents(count: int, days: int = _DAYS) -> Iterator[Parsed]:
    """Yield documents of one generated report each, the same for the same count."""
    chance = random.Random(count)  # noqa: S311 - no secret
    made = 0
    while made < count:
        act = _act(chance, days)
        for _ in range(min(1 + (chance.random() < 1 / 3), count - made)):
            yield _told(made, act)
            made += 1


def _act(chance: random.Random, span: int) -> tuple[str, dt.date, int, int, int, int]:
    start = _FIRST + dt.timedelta(days=chance.randrange(span))
    place, source, target = (chance.randrange(n) for n in (_PLACES, _ACTORS, _ACTORS))
    return chance.choice(_TYPES), start, chance.randrange(3), place, source, target


def _told(number: int, act: tuple[str, dt.date, int, int, int, int]) -> Parsed:
    event_type, start, days, place, source, target = act
    end = start + dt.timedelta(days=days)
    document = Document(document_id=f"d{number}", text="text", published=end)
    report = Report(
        report_id=f"r{number}",
        document_id=document.document_id,
        trigger=_SPAN,
        surface="text",
        sentence=_SPAN,
        event_type=event_type,
        mode=None,
        cameo=None,
        acled_event_type=None,
        acled_sub_event_type=None,
        status=Status.ACTUAL,
        participants=(
            _participant(Role.SOURCE, source, document.document_id),
            _participant(Role.TARGET, target, document.document_id),
        ),
        place=_place(place, document.document_id),
        place_reason="generated",
        when=When(start=start, end=end, precision=DatePrecision.DAY, surface=""),
        fatalities_low=None,
        fatalities_best=None,
        fatalities_high=None,
        injured=None,
        background=False,
        score=0.9,
        coder="generated",
    )
    return Parsed(document=document, reports=(report,))


def _participant(role: Role, number: int, document_id: str) -> Participant:
    actor = Actor(actor_id=f"group:{number}", name=f"Group {number}", type=ActorType.REBEL)
    mention = ActorMention(document_id=document_id, span=_SPAN, surface="text", actor=actor)
    return Participant(role=role, mention=mention)


def _place(number: int, document_id: str) -> EventPlace:
    toponym = Toponym(
        document_id=document_id,
        span=_SPAN,
        surface=f"Town {number}",
        sense=Sense.LITERAL,
        score=1.0,
        recogniser="generated",
    )
    resolution = Resolution(
        toponym=toponym,
        entry=None,
        candidates=(),
        score=1.0,
        margin=1.0,
        reason="generated",
        geoprecision=Geoprecision.EXACT,
    )
    return EventPlace(
        resolution=resolution,
        name=f"Town {number}",
        latitude=-30.0 + number // 40 * 3,
        longitude=number % 40 * 1.5,
        geoprecision=Geoprecision.EXACT,
        reason="generated",
    )


if __name__ == "__main__":
    main()
