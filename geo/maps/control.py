"""Who is said to hold which place: every claim with its day, its report and its status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.maps.quotes import TRIGGER, quotation_of
from geo.maps.rows import NAME_CHARACTERS, Documents, Numbering, Row, Tables, clip, day_number
from geo.maps.shapes import point_of
from geo.model import Status

__all__ = ["control_of"]

# Stands for who is not named, as in "the town remains contested".
_NOBODY = "–"


def control_of(
    tables: Tables, *, places: Mapping[str, Row], documents: Documents
) -> dict[str, list[Any]]:
    """Return the claims of the table `control` as the page reads them.

    Parameters
    ----------
    tables
        The tables, as plain rows.
    places
        The rows of the places, by id.
    documents
        Numbers of the documents.

    Returns
    -------
    `places` with name, latitude and longitude (null for what is no better known than a country),
    `actors` by name, and `claims`: numbers of place and actor, claim, day or null, status, number
    of the document, and the quotation. A place stands once, by its entry.
    """
    reports, told = (tables.column("reports", name) for name in ("report_id", "status"))
    statuses = dict(zip(reports, told, strict=True))
    names = {row["actor_id"]: row["name"] for row in tables.rows("actors")}
    keys, actors = Numbering(), Numbering()
    found: list[list[Any]] = []
    claims = []
    for row in tables.rows("control"):
        place = places.get(row["place_id"])
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
                day_number(row["date"]),
                statuses.get(row["report_id"], str(Status.ACTUAL)),
                documents.numbers.get(row["document_id"]),
                quotation_of(row["sentence"], [(TRIGGER, row["surface"])]),
            ]
        )
    return {"places": found, "actors": list(actors.numbers), "claims": claims}
