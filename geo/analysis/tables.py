"""What the tables of an analysis are: their columns, declared once."""

from __future__ import annotations

from geo.schema import Column, Table
from geo.schema.declarations import Kind

__all__ = ["COUNTS", "MATCHES", "NEAREST"]


def _column(name: str, kind: Kind, meaning: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=kind, meaning=meaning, nullable=not required)


_EVENT_ID = _column("event_id", "text", "The event.", required=True)

COUNTS = Table(
    name="counts",
    row="an area, period and type with an event",
    key=("area_id", "period_start", "event_type"),
    columns=(
        _column("area_id", "text", "The area; null for events that are not known to one."),
        _column("area_name", "text", "Its name."),
        _column("country_code", "text", "ISO 3166-1 alpha-3 code of its country."),
        _column("period_start", "date", "First day; null for events not known to one period."),
        _column("period_end", "date", "Last day."),
        _column("event_type", "text", "PLOVER event type, or `all`.", required=True),
        _column("events", "integer", "How many events.", required=True),
        _column("reports", "integer", "How many reports tell of them.", required=True),
        _column("fatalities_low", "integer", "Sum of the lower bounds that are given."),
        _column("fatalities_best", "integer", "Sum of the best counts that are given."),
        _column("fatalities_high", "integer", "Sum of the upper bounds that are given."),
        _column("geometry", "geometry", "The area."),
    ),
)

NEAREST = Table(
    name="nearest",
    row="an event",
    key=("event_id",),
    columns=(
        _EVENT_ID,
        _column("nearest_place_id", "text", "Gazetteer entry of the nearest settlement."),
        _column("nearest_place", "text", "Its name."),
        _column("nearest_place_km", "number", "How far it is, in kilometres."),
        _column("in_country_code", "text", "The country whose land holds the event."),
        _column("border_country_code", "text", "The nearest other country, over sea too."),
        _column("border_km", "number", "How far its land is, in kilometres; null past 500."),
        _column("geometry", "geometry", "Where the event is; null if it has no point."),
    ),
)


def _told(prefix: str, whose: str) -> tuple[Column, ...]:
    kinds: dict[str, tuple[Kind, str]] = {
        "event_id": ("text", "The event"),
        "event_type": ("text", "PLOVER event type"),
        "acled_event_type": ("text", "ACLED's event type"),
        "headline": ("text", "Who did what to whom"),
        "date_start": ("date", "First day"),
        "date_end": ("date", "Last day"),
        "place_name": ("text", "Where"),
        "country_code": ("text", "ISO 3166-1 alpha-3 code of the country"),
        "fatalities_best": ("integer", "Best count of the dead"),
    }
    return tuple(
        _column(f"{prefix}_{name}", kind, f"{meaning}, in {whose} data.")
        for name, (kind, meaning) in kinds.items()
    )


MATCHES = Table(
    name="matches",
    row="two events that may be the same, or one without another",
    key=("our_event_id", "their_event_id"),
    columns=(
        _column("found_in", "text", "`both`, `ours` or `theirs`.", required=True),
        _column("days_apart", "integer", "Days between the two."),
        _column("distance_km", "number", "Kilometres between them; 0 if an area holds both."),
        _column("is_same_type", "boolean", "Whether PLOVER or ACLED types are the same."),
        *_told("our", "our"),
        *_told("their", "their"),
        _column("geometry", "geometry", "Where ours is, or theirs if we have none."),
    ),
)
