"""The tables of an atlas, made of what was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiction.actors import NOBODY
from fiction.claims import control_rows, figure_rows
from fiction.events import FIRST_DAY
from fiction.ledger import Ledger, digest
from fiction.places import NOWHERE
from fiction.story import Story
from fiction.tables import read_table, read_words
from fiction.texts import Text, Told, write_text
from geo.atlas import Atlas
from geo.lexicon import read_rows
from geo.schema import CRS, TABLES, arrange, build

__all__ = ["assemble"]

CODER = "fictional demo 1"
_NOTE = (
    "Fictional: every place, actor, publisher and event is invented; "
    "made by maps/demo.py, CC0, no source"
)
_MERGED = "the same act, actors, place and day as an earlier report"
_NO_DOUBT = 0.97

# Kinds of actors that are at home where their government sits.
_SEATED = frozenset({"government", "military", "state"})


def assemble(story: Story, rng: np.random.Generator) -> Atlas:
    """Write the documents of a story and join them into an atlas."""
    texts = _texts(story)
    first = np.flatnonzero(np.diff(story.reports.document, prepend=-1))
    keys = [
        digest(f"{publisher}|{text.text}")
        for publisher, text in zip(story.reports.publisher[first].tolist(), texts, strict=True)
    ]
    ledger = Ledger(story, texts, keys)
    frames = {
        "documents": _documents(story, texts, keys),
        "places": _places(story, ledger, rng),
        "events": _events(story, ledger),
        "reports": _reports(story, ledger),
        "event_actors": _event_actors(story, ledger),
    }
    rows = {
        "actors": _actors(story),
        "control": control_rows(story, ledger),
        "figures": figure_rows(story, texts, keys),
        "rejected": [
            {
                "document_id": "fiction-0",
                "stage": "read",
                "reason": "fictional: a text without words; give one with text",
            }
        ],
        "provenance": [
            {"component": "coder", "version": CODER, "detail": _NOTE},
            {"component": "demo", "version": "1", "detail": _NOTE},
            {"component": "gazetteer", "version": "fiction 1", "detail": _NOTE},
        ],
    }
    tables = {name: arrange(frame, TABLES[name]) for name, frame in frames.items()}
    return Atlas.of(tables | {name: build(TABLES[name], given) for name, given in rows.items()})


def _texts(story: Story) -> list[Text]:
    """Write every document, in the order of the reports."""
    reports = story.reports
    bounds = np.flatnonzero(np.diff(reports.document, prepend=-1, append=reports.document[-1] + 1))
    written: dict[int, Told] = {}
    texts = []
    for first, last in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        text = write_text(story, range(first, last), written)
        written |= {told.report: told for told in text.told}
        texts.append(text)
    return texts


def _days(numbers: np.ndarray, known: np.ndarray) -> pd.Series[Any]:
    """Return days as dates, null where they are not known."""
    days = pd.Series(FIRST_DAY + numbers.astype("timedelta64[D]")).astype("datetime64[ms]")
    return days.where(pd.Series(known))


def _documents(story: Story, texts: Sequence[Text], keys: Sequence[str]) -> pd.DataFrame:
    reports = story.reports
    first = np.flatnonzero(np.diff(reports.document, prepend=-1))
    publisher = reports.publisher[first].tolist()
    days = _days(reports.day[first], np.ones(len(first), dtype=bool))
    return pd.DataFrame(
        {
            "document_id": keys,
            "title": [text.title for text in texts],
            "publisher": [story.publishers[number] for number in publisher],
            "published": days,
            "url": [
                f"https://publisher-{number}.example/{day:%Y/%m/%d}/{key}"
                for number, day, key in zip(publisher, days, keys, strict=True)
            ],
            "language": "en",
            "characters": [len(text.text) for text in texts],
        }
    )


def _places(story: Story, ledger: Ledger, rng: np.random.Generator) -> pd.DataFrame:
    """Return a row for each mention; register those of the reports before."""
    for told, document in zip(ledger.told, ledger.documents, strict=True):
        ledger.mention(document, told.place)
        ledger.mention(document, told.origin)
    mentions = list(ledger.mentions.items())
    number = np.array([mention.place for _, (_, mention) in mentions])
    rows = story.places.rows
    points = np.array([row.point for row in rows])[number]
    score = np.round(np.clip(rng.beta(9.0, 1.1, len(number)), 0.2, 0.999), 3)
    towns = np.flatnonzero(story.places.country >= 0)
    others = rng.choice(towns, len(number))
    reasons = rng.choice(read_words("reason"), len(number))

    def column(name: str) -> Any:
        return np.array([getattr(row, name) for row in rows], dtype=object)[number]

    return pd.DataFrame(
        {
            "place_id": [place_id for place_id, _ in mentions],
            "document_id": [document for _, (document, _) in mentions],
            "start": [mention.start for _, (_, mention) in mentions],
            "end": [mention.end for _, (_, mention) in mentions],
            "surface": column("name"),
            "sense": "literal",
            "sense_score": score,
            "recogniser": "fiction",
            **{
                name: column(name)
                for name in (
                    "entry_id", "name", "feature_class", "feature_code", "country_code",
                    "admin1", "admin2", "geoprecision",
                )
            },
            "latitude": points[:, 1],
            "longitude": points[:, 0],
            "score": score,
            "margin": np.round(2 * score - 1, 3).clip(0.01),
            "reason": reasons,
            "alternatives": [
                f"{rows[other].name}, {rows[other].country_code} ({1 - sure:.2f})"
                if other != own and sure < _NO_DOUBT
                else None
                for other, own, sure in zip(others, number.tolist(), score, strict=True)
            ],
            "sentence": [mention.sentence for _, (_, mention) in mentions],
            "geometry": gpd.GeoSeries(column("geometry"), crs=CRS),
        }
    )  # fmt: skip


def _events(story: Story, ledger: Ledger) -> pd.DataFrame:
    events, places = story.events, story.places.rows
    counts = np.bincount(story.reports.event, minlength=len(events))
    copies = np.bincount(
        story.reports.event, weights=story.reports.copy_of >= 0, minlength=len(events)
    ).astype(int)
    dated = events.date_precision > 0
    open_end = (events.status == "planned") & (events.day % 2 == 0)
    toll = [pd.Series(column).where(column >= 0) for column in (*events.toll.T, events.injured)]
    return pd.DataFrame(
        {
            "event_id": ledger.event_ids,
            **_codes(story),
            "status": events.status,
            "headline": _headlines(story, ledger),
            "date_start": _days(events.day, dated),
            "date_end": _days(events.day + events.lasts, dated & ~open_end),
            "date_precision": pd.Series(events.date_precision).where(dated),
            "place_id": [
                ledger.mention(ledger.documents[at], ledger.told[at].place)
                for at in ledger.earliest
            ],
            "place_name": [None if one < 0 else places[one].name for one in events.place],
            "country_code": [None if one < 0 else places[one].country_code for one in events.place],
            "admin1": [None if one < 0 else places[one].admin1 for one in events.place],
            **_geometries(story),
            "place_reason": _place_reasons(story),
            "place_inferred": events.inferred,
            "fatalities_low": toll[0],
            "fatalities_best": toll[1],
            "fatalities_high": toll[2],
            "injured": toll[3],
            "report_count": counts,
            "independent_report_count": counts - copies,
            "background": events.background,
            "score": events.score,
        }
    )


def _codes(story: Story) -> dict[str, list[Any]]:
    """Return type, mode and codes of each event, as the toolkit's own tables have them."""
    modes = {(row["event_type"], row["mode"]): row for row in read_rows("event_modes")}
    quads = {row["event_type"]: int(row["quad_code"]) for row in read_rows("event_types")}
    civilian = np.array([one.type == "civilian" for one in story.cast.rows])
    codes: dict[str, list[Any]] = defaultdict(list)
    acts = read_table("acts")
    for act, target in zip(story.events.act.tolist(), story.events.target.tolist(), strict=True):
        row = acts[act]
        mode = modes[row["event_type"], row["mode"]]
        suffix = "_civilian" if target != NOBODY and civilian[target] else ""
        codes["event_type"].append(row["event_type"])
        codes["mode"].append(row["mode"] or None)
        codes["quad_class"].append(quads[row["event_type"]])
        codes["contexts"].append(row["contexts"] or None)
        codes["cameo"].append(mode["cameo"] or None)
        codes["acled_event_type"].append(mode["acled_event_type" + suffix] or None)
        codes["acled_sub_event_type"].append(mode["acled_sub_event_type" + suffix] or None)
    return codes


def _headlines(story: Story, ledger: Ledger) -> list[str]:
    """Return who did what to whom, in the toolkit's short form."""
    names = [actor.name for actor in story.cast.rows]
    found = []
    for number, at in enumerate(ledger.earliest):
        source, target = int(story.events.source[number]), int(story.events.target[number])
        patient = "" if target == NOBODY else f" \u2192 {names[target]}"
        found.append(f"{names[source]}: {ledger.told[at].trigger}{patient}")
    return found


def _geometries(story: Story) -> dict[str, Any]:
    """Return precision, position and geometry of each event: its place's, or its own point."""
    events, rows = story.events, story.places.rows
    placed = events.place != NOWHERE
    number = np.where(placed, events.place, 0)
    precision = np.array([row.geoprecision for row in rows])[number]
    precision = np.where(events.near, 2, precision)
    points = np.array([row.point for row in rows])[number]
    points[events.near] = events.point[events.near]
    geometry = np.array([row.geometry for row in rows], dtype=object)[number]
    geometry[events.near] = shapely.points(events.point[events.near])
    geometry[~placed] = None
    return {
        "latitude": pd.Series(points[:, 1]).where(placed),
        "longitude": pd.Series(points[:, 0]).where(placed),
        "geoprecision": pd.Series(precision).where(placed),
        "geometry": gpd.GeoSeries(geometry, crs=CRS),
    }


def _place_reasons(story: Story) -> list[str]:
    named, unplaced = read_words("reason"), read_words("unplaced")
    inferred = "inferred: only the sentence before names it"
    return [
        unplaced[number % len(unplaced)]
        if place == NOWHERE
        else inferred
        if guessed
        else named[number % len(named)]
        for number, (place, guessed) in enumerate(
            zip(story.events.place.tolist(), story.events.inferred.tolist(), strict=True)
        )
    ]


def _reports(story: Story, ledger: Ledger) -> pd.DataFrame:
    reports, events = story.reports, story.events
    acts = read_table("acts")
    dated = (events.date_precision > 0)[reports.event]
    moves = [told.origin is not None for told in ledger.told]
    places = [
        ledger.mention(document, told.place)
        for told, document in zip(ledger.told, ledger.documents, strict=True)
    ]
    contexts = [acts[act]["contexts"] for act in reports.act]
    status = np.where(reports.denied, "denied", events.status[reports.event])
    groups = np.where(reports.copy_of >= 0, reports.copy_of, np.arange(len(reports)))
    copied = np.isin(np.arange(len(reports)), reports.copy_of[reports.copy_of >= 0])
    shared = copied | (reports.copy_of >= 0)
    day = events.day[reports.event]
    return pd.DataFrame(
        {
            "report_id": ledger.report_ids,
            "event_id": [ledger.event_ids[event] for event in reports.event],
            "document_id": ledger.documents,
            "start": [told.start for told in ledger.told],
            "end": [told.start + len(told.trigger) for told in ledger.told],
            "surface": [told.trigger for told in ledger.told],
            "status": status,
            "sentence_start": [told.sentence_start for told in ledger.told],
            "sentence": [told.sentence for told in ledger.told],
            "place_surface": [
                None if told.place is None else story.places.rows[told.place.place].name
                for told in ledger.told
            ],
            "origin_place_id": [
                ledger.mention(document, told.origin)
                for told, document in zip(ledger.told, ledger.documents, strict=True)
            ],
            "destination_place_id": [
                place if move else None for place, move in zip(places, moves, strict=True)
            ],
            "date_surface": [told.date_words for told in ledger.told],
            "context_words": [
                f"{context.split(';')[0]}: {told.trigger}" if context else None
                for context, told in zip(contexts, ledger.told, strict=True)
            ],
            "date_start": _days(day, dated),
            "date_end": _days(day + events.lasts[reports.event], dated),
            "score": events.score[reports.event],
            "background": events.background[reports.event],
            "duplicate_group": [
                f"copy-{ledger.report_ids[group]}" if one else None
                for group, one in zip(groups.tolist(), shared.tolist(), strict=True)
            ],
            "merge_reason": [None if first else _MERGED for first in reports.first.tolist()],
            "coder": CODER,
        }
    )


def _seat(story: Story, country: int) -> str:
    """Return the greatest town of a country: there its government sits."""
    places = story.places
    towns = np.flatnonzero(places.country == country)
    return places.rows[int(towns[np.argmax(places.weight[towns])])].entry_id


def _actors(story: Story) -> list[dict[str, Any]]:
    codes = [country.code for country in story.archipelago.countries]
    seats = [_seat(story, number) for number in range(len(codes))]
    rows = []
    for actor in story.cast.rows:
        code = None if actor.country is None else codes[actor.country]
        rows.append(
            {
                "actor_id": actor.actor_id,
                "name": actor.name,
                "type": actor.type,
                "country_code": code,
                "sector": actor.sector,
                "code": f"{code or ''}{actor.sector or ''}" or None,
                "entry_id": seats[actor.country]
                if actor.country is not None and actor.type in _SEATED
                else None,
            }
        )
    return rows


def _event_actors(story: Story, ledger: Ledger) -> pd.DataFrame:
    ids = [actor.actor_id for actor in story.cast.rows]
    columns: dict[str, list[Any]] = defaultdict(list)
    events = story.events
    parts = (("source", events.source), ("source", events.second), ("target", events.target))
    for number, at in enumerate(ledger.earliest):
        for (role, actors), surface in zip(parts, ledger.told[at].surfaces, strict=True):
            actor = int(actors[number])
            if actor == NOBODY:
                continue
            columns["event_id"].append(ledger.event_ids[number])
            columns["role"].append(role)
            columns["actor_id"].append(ids[actor])
            columns["surface"].append(surface or story.cast.rows[actor].name)
            columns["implied"].append(surface is None)
    return pd.DataFrame(columns)
