"""Small atlases for the tests of maps: every kind of place, status and doubt at least once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shapely.geometry import Point, Polygon

from geo.atlas import Atlas
from geo.schema import TABLES, Column, Table, build

Row = dict[str, Any]

_SYRIA = Polygon(
    [
        (35.9, 35.9), (36.2, 36.6), (37.6, 36.7), (39.8, 36.7), (42.3, 37.2), (41.3, 36.4),
        (41.2, 34.7), (38.8, 33.4), (36.4, 32.4), (35.7, 32.7), (36.0, 33.8), (36.0, 34.6),
    ]
)  # fmt: skip
_DIVISION = Polygon([(36.4, 35.6), (37.0, 36.8), (38.2, 36.7), (38.3, 35.7), (37.3, 35.3)])


def _document(number: int, **given: Any) -> Row:
    return {
        "document_id": f"text-{number}",
        "title": f"Dispatch {number}: envoys meet as shelling goes on",
        "publisher": "The Fictional Courier",
        "published": dt.date(2016, 8, 26 + number),
        "url": f"https://courier.example/{number}",
        "language": "en",
        "characters": 2000,
    } | given


def _place(key: str, name: str, geometry: Any, **given: Any) -> Row:
    sentence = f"Residents of {name} heard the aircraft before dawn."
    return {
        "place_id": f"text-1:{key}",
        "document_id": "text-1",
        "start": 0,
        "end": len(name),
        "surface": name,
        "sense": "literal",
        "entry_id": f"geonames:{key}",
        "name": name,
        "feature_class": "P",
        "feature_code": "PPL",
        "country_code": "SYR",
        "admin1": "Aleppo Governorate",
        "latitude": geometry.centroid.y,
        "longitude": geometry.centroid.x,
        "geoprecision": 1,
        "score": 0.97,
        "margin": 0.6,
        "reason": "the only candidate in the country that the text is about",
        "alternatives": "Aleppo, Pennsylvania, USA (0.02)",
        "sentence": sentence,
        "geometry": geometry,
    } | given


def _event(number: int, event_type: str, headline: str, **given: Any) -> Row:
    geometry = given.get("geometry")
    return {
        "event_id": f"e{number:02d}",
        "event_type": event_type,
        "status": "actual",
        "headline": headline,
        "date_start": dt.date(2016, 8, 20 + number),
        "date_end": dt.date(2016, 8, 20 + number),
        "date_precision": 1,
        "latitude": None if geometry is None else geometry.centroid.y,
        "longitude": None if geometry is None else geometry.centroid.x,
        "geoprecision": None if geometry is None else 1,
        "place_reason": "the place is named in the same clause",
        "place_inferred": False,
        "report_count": 1,
        "independent_report_count": 1,
        "background": False,
        "score": 0.9,
    } | given


def _report(event: Row, number: int, sentence: str, trigger: str, **given: Any) -> Row:
    start = sentence.index(trigger)
    return {
        "report_id": f"r-{event['event_id']}-{number}",
        "event_id": event["event_id"],
        "document_id": f"text-{number}",
        "start": 100 + start,
        "end": 100 + start + len(trigger),
        "surface": trigger,
        "status": event["status"],
        "sentence_start": 100,
        "sentence": sentence,
        "place_surface": event.get("place_name"),
        "date_start": event["date_start"],
        "date_end": event["date_end"],
        "score": event["score"],
        "background": event["background"],
        "coder": "fixture 1",
    } | given


_GENEVA, _ALEPPO, _JARABULUS = Point(6.146, 46.202), Point(37.16, 36.2), Point(38.017, 36.818)

_EVENTS = (
    _event(1, "CONSULT", "Envoys of the two powers meet", place_name="Geneva", place_id="text-1:1",
           geometry=_GENEVA, geoprecision=1, place_inferred=True, country_code="CHE",
           place_reason="inferred: the text names Geneva only as where experts go on meeting",
           report_count=2, independent_report_count=1),
    _event(2, "ASSAULT", "Government aircraft strike a market", place_name="Aleppo",
           place_id="text-1:2", geometry=_ALEPPO, fatalities_low=12, fatalities_best=15,
           fatalities_high=21, injured=40),
    _event(3, "ASSAULT", "Rebels shell the western districts", place_name="Aleppo",
           place_id="text-1:2", geometry=_ALEPPO, score=0.35),
    _event(4, "AGREE", "Russia accepts a 48-hour pause", place_name="Aleppo", place_id="text-1:2",
           geometry=_ALEPPO, status="planned", date_end=None),
    _event(5, "ACCUSE", "Envoy accuses the parties of delay", place_name="Aleppo",
           place_id="text-1:2", geometry=_ALEPPO),
    _event(6, "COERCE", "Rebels seize the border town", place_name="Jarabulus",
           place_id="text-1:3", geometry=_JARABULUS, date_precision=3,
           date_end=dt.date(2016, 8, 28)),
    _event(7, "ASSAULT", "Air strikes across the country", place_name="Syria", place_id="text-1:4",
           geometry=_SYRIA, geoprecision=6, background=True, date_precision=4,
           date_start=dt.date(2015, 9, 1), date_end=dt.date(2016, 8, 31)),
    _event(8, "MOBILIZE", "Army sends tanks into the province", place_name="Aleppo Governorate",
           place_id="text-1:5", geometry=_DIVISION, geoprecision=4),
    _event(9, "REJECT", "Ministry denies hitting civilians", status="denied",
           place_reason="no place is named for the act"),
    _event(10, "AID", "Convoy reaches the district", place_name="Al Bab District",
           place_id="text-1:6", geometry=Point(37.5, 36.37), geoprecision=3),
    _event(11, "ASSAULT", "Depot at the air base burns", place_name="Kuweires air base",
           place_id="text-1:7", geometry=Point(37.57, 36.18), background=True),
)  # fmt: skip

_SENTENCES = {
    "e01": ("Envoys of the two powers met in Geneva on Friday.", "met"),
    "e02": ("Government aircraft struck a market in Aleppo on Monday, medics said.", "struck"),
    "e03": ("Rebels shelled western districts of Aleppo.", "shelled"),
    "e04": ("Russia accepted a 48-hour pause in Aleppo.", "accepted"),
    "e05": ("The envoy accused the parties of delay in Aleppo.", "accused"),
    "e06": ("Rebels seized the border town of Jarabulus this week.", "seized"),
    "e07": ("Russia has carried out air strikes in Syria since September.", "carried out"),
    "e08": ("The army sent tanks into Aleppo Governorate.", "sent"),
    "e09": ("The ministry denied that civilians were hit.", "denied"),
    "e10": ("A convoy reached Al Bab District.", "reached"),
    "e11": ("A depot at the Kuweires air base burned in March.", "burned"),
}

_ACTORS = {
    "a1": ("Russia", "state", "source"),
    "a2": ("Syrian government", "government", "source"),
    "a3": ("Rebels", "rebel", "target"),
    "a4": ("Turkish Armed Forces", "military", "source"),
}

_WHO = {
    "e01": ("a1",), "e02": ("a2", "a3"), "e03": ("a3",), "e04": ("a1",), "e06": ("a3",),
    "e07": ("a1",), "e08": ("a4",), "e09": ("a1",),
}  # fmt: skip


def sample_tables() -> dict[str, list[Row]]:
    """Return the rows of an atlas of eleven fictional events."""
    reports = [_report(event, 1, *_SENTENCES[event["event_id"]]) for event in _EVENTS]
    reports.append(_report(_EVENTS[0], 2, "The longest talks lasted twelve hours.", "talks"))
    return {
        "documents": [_document(1), _document(2, url="javascript:alert(1)")],
        "places": [
            _place("1", "Geneva", _GENEVA, country_code="CHE"),
            _place("2", "Aleppo", _ALEPPO),
            _place("3", "Jarabulus", _JARABULUS),
            _place("4", "Syria", _SYRIA, feature_class="A", feature_code="PCLI", geoprecision=6),
            _place("5", "Aleppo Governorate", _DIVISION, feature_class="A", geoprecision=4),
            _place("6", "Al Bab District", Point(37.5, 36.37), feature_class="A", geoprecision=3),
            _place("7", "Kuweires air base", Point(37.57, 36.18), feature_class="S"),
            _place("8", "Damascus", Point(36.29, 33.51)),
        ],
        "events": list(_EVENTS),
        "reports": reports,
        "actors": [
            {"actor_id": key, "name": name, "type": kind}
            for key, (name, kind, _) in _ACTORS.items()
        ],
        "event_actors": [
            {"event_id": event, "role": _ACTORS[actor][2], "actor_id": actor,
             "surface": _ACTORS[actor][0], "implied": False}
            for event, actors in _WHO.items() for actor in actors
        ],
        "figures": [
            {"figure_id": "text-1:9", "document_id": "text-1", "start": 0, "end": 7,
             "surface": "290,000", "measure": "killed", "low": 290000, "high": None,
             "attribution": "UN estimates",
             "sentence": "The war has killed more than 290,000 people, by UN estimates."}
        ],
        "control": [
            {"claim_id": f"c-{claim}", "document_id": "text-1", "report_id": "r-e06-1",
             "actor_id": actor, "claim": claim, "place_id": "text-1:3", "entry_id": "3",
             "date": dt.date(2016, 8, 28), "background": False}
            for actor, claim in (("a3", "takes"), ("a2", "loses"))
        ],
    }  # fmt: skip


def atlas_of(rows: Mapping[str, list[Row]]) -> Atlas:
    """Make an atlas of rows by table."""
    return Atlas.of({name: build(TABLES[name], found) for name, found in rows.items()})


def sample_atlas() -> Atlas:
    """Return the atlas of eleven fictional events."""
    return atlas_of(sample_tables())


def full_tables() -> dict[str, list[Row]]:
    """Return the sample's rows with every table and every cell of text filled.

    What a cell holds is made of the declaration, so that a new table or column is filled as well.
    Only events keep cells without text: a place or a date that nobody states is a case of its own.
    """
    rows = {name: [dict(row) for row in found] for name, found in sample_tables().items()}
    for name, table in TABLES.items():
        for row in rows.setdefault(name, [{}]):
            for column in table.columns:
                if row.get(column.name) is None:
                    row[column.name] = _filling(name, column, row)
    rows["provenance"] = [
        rows["provenance"][0] | {"component": component} for component in ("acled", "care", "coder")
    ]
    return rows


# Ids that point to a row of another table: the row that they point to where they are left out.
_POINTERS = {
    "document_id": "text-1",
    "report_id": "r-e06-1",
    "origin_place_id": "text-1:1",
    "destination_place_id": "text-1:2",
}


def _filling(table: str, column: Column, row: Row) -> Any:
    """Return what a cell that the sample leaves empty holds."""
    if column.name in _POINTERS:
        return _POINTERS[column.name]
    if column.kind == "text" and not column.name.endswith("place_id"):
        return column.allowed[0] if column.allowed else f"{column.name} of {table}"
    if column.nullable:
        return None
    return {"integer": int(column.minimum or 0), "boolean": False}.get(column.kind, row.get("x"))


def free_texts(table: Table) -> tuple[str, ...]:
    """Return the columns of a table that can hold any text: all but those of fixed values."""
    return tuple(
        column.name for column in table.columns if column.kind == "text" and not column.allowed
    )


def spoil(payload: str, *, ids: bool = True) -> Atlas:
    """Return an atlas with a payload in every cell that can hold any text.

    Ids are spoilt alike in every table, so that what belongs together still does.

    Parameters
    ----------
    payload
        What each such cell begins and ends with; addresses begin with it alone.
    ids
        Whether ids are spoilt, too.
    """
    tables = full_tables()
    keys = {key for table in TABLES.values() for key in table.key}
    for name, rows in tables.items():
        for row in rows:
            for column in free_texts(TABLES[name]):
                is_id = column in keys or column.endswith("_id")
                if row[column] is not None and (ids or not is_id):
                    row[column] = _spoilt(column, row[column], payload, is_id=is_id)
    # The map looks for these words: whose coding it shows, and what was left out for care.
    for row, component in zip(tables["provenance"], ("acled", "care"), strict=False):
        row["component"] = component
    tables["documents"][-1]["url"] = f"https://courier.example/{payload[:2000]}"
    return atlas_of(tables)


def _spoilt(column: str, value: str, payload: str, *, is_id: bool) -> str:
    if column == "url" or (is_id and column != "entry_id"):
        return payload + value
    return f"{payload}{value}{payload}"


def around_tables() -> dict[str, list[dict[str, Any]]]:
    """Return the sample with seats, an act of words at a state, and three movements."""
    rows = sample_tables()
    actors = {row["actor_id"]: row for row in rows["actors"]}
    actors["a1"] |= {"actor_id": "state:RUS", "entry_id": "geonames:2017370", "country_code": "RUS"}
    actors["a2"] |= {"country_code": "SYR", "sector": "GOV"}
    actors["a4"] |= {"country_code": "TUR", "sector": "MIL"}
    rows["event_actors"] = [
        row | {"actor_id": "state:RUS"} if row["actor_id"] == "a1" else row
        for row in rows["event_actors"]
    ]
    rows["event_actors"] += [
        link_row("e05", "source", "a4", "Turkish officers"),
        link_row("e05", "target", "a2", "Damascus"),
        link_row("e11", "source", "a2", "its air force"),
        link_row("e11", "target", "a4", "Turkish Armed Forces"),
    ]
    _move(rows, "e08", origin="text-1:8", destination="text-1:2")
    _move(rows, "e10", destination="text-1:6")
    _move(rows, "e04", origin="text-1:2", destination="text-1:3")
    return rows


def link_row(event: str, role: str, actor: str, surface: str) -> dict[str, Any]:
    """Return a row of who has which role in which event."""
    return {"event_id": event, "role": role, "actor_id": actor, "surface": surface,
            "implied": False}  # fmt: skip


def _move(rows: dict[str, list[dict[str, Any]]], event: str, **ends: str) -> None:
    report = next(row for row in rows["reports"] if row["event_id"] == event)
    report |= {f"{end}_place_id": place for end, place in ends.items()}
