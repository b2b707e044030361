"""Who is said to hold which place: every claim with its day, its report and its status."""

from __future__ import annotations

from typing import Any

from geo.maps.columns import NO_DAY, nullable, positions
from geo.maps.quotes import TRIGGER, quotation_of
from geo.maps.rows import NAME_CHARACTERS, Documents, Numbering, Tables, clip
from geo.maps.shapes import point_of
from geo.model import Status

__all__ = ["control_of"]

# Stands for who is not named, as in "the town remains contested".
_NOBODY = "–"

_COLUMNS = ("place_id", "entry_id", "actor_id", "claim", "document_id", "sentence", "surface")


def control_of(tables: Tables, documents: Documents) -> dict[str, list[Any]]:
    """Return the claims of the table `control` as the page reads them.

    Parameters
    ----------
    tables
        The tables of the atlas.
    documents
        Numbers of the documents.

    Returns
    -------
    `places` with name, latitude and longitude (null for what is no better known than a country),
    `actors` by name, and `claims`: numbers of place and actor, claim, day or null, status, number
    of the document, and the quotation. A place stands once, by its entry.
    """
    claimed, reports = tables.table("control"), tables.table("reports")
    told = positions(claimed.column("report_id"), reports.column("report_id"))
    statuses = reports.coded("status").taken(told).filled(str(Status.ACTUAL)).listed()
    names = {row["actor_id"]: row["name"] for row in tables.rows("actors")}
    keys, actors = Numbering(), Numbering()
    found: list[list[Any]] = []
    claims = []
    days = nullable(claimed.days("date"), NO_DAY)
    for row, day, status in zip(claimed.mappings(_COLUMNS), days, statuses, strict=True):
        place = tables.named_places.get(row["place_id"])
        if place is None:
            continue
        number = keys.number(row["entry_id"] or row["place_id"])
        if number == len(found):
            name = clip(place["name"] or place["surface"], NAME_CHARACTERS)
            found.append([name, *point_of(place["geometry"], place["geoprecision"])])
        who = names.get(row["actor_id"], row["actor_id"]) or _NOBODY
        actor = actors.number(clip(who, NAME_CHARACTERS))
        claims.append(
            [
                number,
                actor,
                row["claim"],
                day,
                status,
                documents.numbers.get(row["document_id"]),
                quotation_of(row["sentence"], [(TRIGGER, row["surface"])]),
            ]
        )
    return {"places": found, "actors": list(actors.numbers), "claims": claims}
