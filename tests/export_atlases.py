"""Atlases with what goes wrong in files: hostile text, odd shapes, lone days, joined tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.atlas import Atlas
from geo.schema import TABLES, build

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> ]]> \x08 \u202e & \"é\""
CLOCKWISE = Polygon(
    [(0, 0), (0, 4), (4, 4), (4, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]]
)  # both rings run the wrong way
OVER_THE_EDGE = box(170, -20, 190, -10)

Rows = Mapping[str, list[dict[str, Any]]]


def event(number: int, geometry: Any, **values: Any) -> dict[str, Any]:
    return {
        "event_id": f"e{number}",
        "event_type": "ASSAULT",
        "status": "actual",
        "headline": "Rebels: seized",
        "place_reason": "named beside the trigger",
        "place_inferred": False,
        "report_count": 1,
        "independent_report_count": 1,
        "background": False,
        "geometry": geometry,
        **values,
    }


def atlas_of(rows: Rows) -> Atlas:
    return Atlas.of({name: build(TABLES[name], items) for name, items in rows.items()})


def hostile_atlas() -> Atlas:
    return atlas_of(
        {
            "documents": [
                {"document_id": "d/1", "title": HOSTILE, "characters": 10},
                {"document_id": "d2", "published": dt.date(2016, 8, 26), "characters": 3},
            ],
            "events": [
                event(
                    1,
                    Point(38.0123456789, 36.81),
                    date_start=dt.date(2016, 8, 24),
                    date_end=dt.date(2016, 8, 26),
                    cameo="019",
                    fatalities_low=3,
                    latitude=36.81,
                    longitude=38.0123456789,
                    score=0.5,
                ),
                event(2, None, headline=HOSTILE),
                event(3, CLOCKWISE, date_start=dt.date(1899, 1, 1)),
                event(4, OVER_THE_EDGE),
            ],
            "places": [
                {
                    "place_id": "d2:0-5",
                    "document_id": "d2",
                    "surface": "Jarabulus",
                    "sense": "literal",
                    "reason": "the only one",
                    "geometry": MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)]),
                }
            ],
            "actors": [{"actor_id": "a", "name": "Rebels", "type": "rebel"}],
            "event_actors": [
                {
                    "event_id": "e1",
                    "role": "source",
                    "actor_id": "x/y",
                    "surface": "rebels",
                    "implied": False,
                }
            ],
            "provenance": [{"component": "geo", "version": "0", "detail": "GeoNames (CC BY 4.0)"}],
        }
    )


def of_headline(headline: str, **values: Any) -> Atlas:
    """Return an atlas of one event that every form can hold, all of whose texts are one."""
    told: dict[str, Any] = {
        "headline": headline,
        "date_start": dt.date(2016, 8, 24),
        "cameo": "190",
        "acled_event_type": "Battles",
        "country_code": "SYR",
        "place_name": headline,
        "latitude": 2.0,
        "longitude": 1.0,
        "geoprecision": 1,
        "fatalities_best": 2,
    }
    actor = {"type": "rebel", "name": headline or "-"}
    role = {"event_id": "e1", "surface": headline, "implied": False}
    return atlas_of(
        {
            "documents": [
                {"document_id": "d", "title": headline, "publisher": headline, "characters": 1}
            ],
            "events": [event(1, Point(1, 2), **(told | values))],
            "reports": [
                {
                    "report_id": "e1",
                    "event_id": "e1",
                    "document_id": "d",
                    "status": "actual",
                    "sentence": headline,
                    "background": False,
                    "coder": "test",
                }
            ],
            "actors": [{"actor_id": "a", **actor}, {"actor_id": "b", **actor}],
            "event_actors": [
                {"role": "source", "actor_id": "a", **role},
                {"role": "target", "actor_id": "b", **role},
            ],
        }
    )


def of_many(count: int) -> Atlas:
    """Return so many events that every form can hold, with much to say."""
    one = of_headline("much to say " * 100)
    row = one.events.iloc[0].to_dict()
    events = [row | {"event_id": f"e{number}"} for number in range(count)]
    roles = [
        role._asdict() | {"event_id": f"e{number}"}
        for number in range(count)
        for role in one.event_actors.itertuples(index=False)
    ]
    tables = {"events": events, "event_actors": roles}
    return Atlas.of(
        one.tables() | {name: build(TABLES[name], rows) for name, rows in tables.items()}
    )
