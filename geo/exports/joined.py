"""Events with their actors, reports and documents, for forms whose rows hold all of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.exports.shapes import normalise
from geo.exports.values import Row, rows_of
from geo.lexicon import read_rows
from geo.model import Role
from geo.schema import TABLES

__all__ = ["Joined", "Party", "Telling", "country_codes", "country_names", "joined_events"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An actor in its role in an event."""

    actor_id: str
    name: str
    surface: str
    type: str
    country_code: str | None
    sector: str | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A report of an event, with its document."""

    report_id: str
    sentence: str | None
    coder: str
    document_id: str
    title: str | None
    publisher: str | None
    published: pd.Timestamp | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An event with all that its row refers to; the earliest report is the first."""

    row: Row
    geometry: BaseGeometry | None
    sources: tuple[Party, ...]
    targets: tuple[Party, ...]
    tellings: tuple[Telling, ...]
    admin2: str | None

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude of the event, where it has a point; an area has none."""
        shape = normalise(self.geometry) if isinstance(self.geometry, Point) else None
        return None if shape is None else (shape.x, shape.y)

    @property
    def marker(self) -> tuple[float, float] | None:
        """Its point, or one within its area, for forms that mark areas by points."""
        if self.geometry is None or self.geometry.is_empty:
            return None
        inside = normalise(self.geometry.representative_point())
        return None if inside is None else (inside.x, inside.y)

    def told(self, field: str) -> list[str]:
        """Return what its documents say of themselves, such as `publisher`, each once."""
        values = (getattr(telling, field) for telling in self.tellings)
        return list(dict.fromkeys(str(value) for value in values if value))


def joined_events(atlas: Atlas) -> Iterator[Joined]:
    """Yield the events of an atlas, in their order."""
    parties = _parties(atlas)
    tellings = _tellings(atlas)
    divisions = dict(_columns(atlas.places, "place_id", "admin2"))
    for row, geometry in rows_of(atlas.events, TABLES["events"]):
        identity = row["event_id"]
        told = sorted(tellings[identity], key=lambda one: one.report_id != identity)
        yield Joined(
            row=row,
            geometry=geometry,
            sources=tuple(parties[str(Role.SOURCE), identity]),
            targets=tuple(parties[str(Role.TARGET), identity]),
            tellings=tuple(told),
            admin2=divisions.get(row["place_id"]),
        )


def _columns(frame: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield cells of columns, null as `None`."""
    columns = [
        frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in names
    ]
    return zip(*columns, strict=True)


def _parties(atlas: Atlas) -> Mapping[tuple[str, str], Sequence[Party]]:
    known = {
        actor_id: rest
        for actor_id, *rest in _columns(
            atlas.actors, "actor_id", "name", "type", "country_code", "sector", "code"
        )
    }
    parties: dict[tuple[str, str], list[Party]] = defaultdict(list)
    for event_id, role, actor_id, surface in _columns(
        atlas.event_actors, "event_id", "role", "actor_id", "surface"
    ):
        name, kind, country, sector, code = known.get(
            actor_id, [surface, "unknown", None, None, None]
        )
        parties[role, event_id].append(
            Party(
                actor_id=actor_id,
                name=name,
                surface=surface,
                type=kind,
                country_code=country,
                sector=sector,
                code=code,
            )
        )
    return parties


def _tellings(atlas: Atlas) -> Mapping[str, Sequence[Telling]]:
    documents = {
        document_id: rest
        for document_id, *rest in _columns(
            atlas.documents, "document_id", "title", "publisher", "published", "url"
        )
    }
    tellings: dict[str, list[Telling]] = defaultdict(list)
    for event_id, report_id, document_id, sentence, coder in _columns(
        atlas.reports, "event_id", "report_id", "document_id", "sentence", "coder"
    ):
        title, publisher, published, url = documents.get(document_id, [None] * 4)
        tellings[event_id].append(
            Telling(
                report_id=report_id,
                sentence=sentence,
                coder=coder,
                document_id=document_id,
                title=title,
                publisher=publisher,
                published=published,
                url=url,
            )
        )
    return tellings


@cache
def country_names() -> Mapping[str, str]:
    """Return names of countries by their ISO 3166-1 alpha-3 codes."""
    return {
        row["country_code"]: row["name"]
        for row in read_rows("country_codes")
        if row["scheme"] == "iso-alpha2"
    }


@cache
def country_codes(scheme: str) -> Mapping[str, str]:
    """Return codes of a scheme of `country_codes.csv` by those of ISO 3166-1 alpha-3."""
    codes: dict[str, str] = {}
    names = country_names()
    for row in read_rows("country_codes"):
        if row["scheme"] == scheme:
            # Where a country has several codes, the one that bears its own name is meant.
            of, own = row["country_code"], row["name"] == names.get(row["country_code"])
            codes[of] = row["code"] if own else codes.get(of, row["code"])
    return codes
