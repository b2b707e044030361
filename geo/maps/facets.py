"""What events can be sorted by beside type, actor and place: one list of values for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from geo.errors import UnknownEntryError
from geo.maps.phrases import Phrases
from geo.maps.rows import NAME_CHARACTERS, Numbering, Row, Tables, clip

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = ["facets_of"]


def facets_of(
    tables: Tables, events: Sequence[Row], gazetteer: Gazetteer, phrases: Phrases
) -> dict[str, dict[str, list[Any]]]:
    """Return the facets by key, those by which nothing can be told apart left out.

    Parameters
    ----------
    tables
        The tables, as plain rows.
    events
        The rows of its events, in the order of the page.
    gazetteer
        Names the countries.
    phrases
        Names contexts and precisions.

    Returns
    -------
    For each facet `values`, the names, and `of`, the numbers of each event's values; an event
    without any has none.
    """
    publishers = _publishers(tables)
    told = {
        "country": [_country(row["country_code"], gazetteer) for row in events],
        "publisher": [sorted(publishers[row["event_id"]]) for row in events],
        "context": [_contexts(row["contexts"], phrases) for row in events],
        "precision": [_precision(row["geoprecision"], phrases) for row in events],
    }
    facets = {key: _numbered(values) for key, values in told.items()}
    return {key: facet for key, facet in facets.items() if _parts(facet["of"])}


def _parts(numbers: Sequence[Sequence[int]]) -> bool:
    """Return whether a facet tells any two events apart."""
    return len({tuple(own) for own in numbers}) > 1


def _numbered(values: Iterable[Sequence[str]]) -> dict[str, list[Any]]:
    numbering = Numbering()
    numbers = [[numbering.number(clip(one, NAME_CHARACTERS)) for one in own] for own in values]
    return {"values": list(numbering.numbers), "of": numbers}


def _publishers(tables: Tables) -> dict[str, set[str]]:
    """Return who published the reports of each event."""
    documents = {row["document_id"]: row["publisher"] for row in tables.rows("documents")}
    publishers: dict[str, set[str]] = defaultdict(set)
    for report in tables.rows("reports"):
        if publisher := documents.get(report["document_id"]):
            publishers[report["event_id"]].add(str(publisher))
    return publishers


def _country(code: str | None, gazetteer: Gazetteer) -> list[str]:
    if not code:
        return []
    try:
        return [gazetteer.country(code).name]
    except UnknownEntryError:
        return [code]


def _contexts(told: str | None, phrases: Phrases) -> list[str]:
    named = [part for part in (told or "").split("; ") if part]
    return [_context(part, phrases) for part in named]


def _context(code: str, phrases: Phrases) -> str:
    """Return the name of a context; one of an imported table is its own name."""
    key = f"context.{code}"
    return phrases.say(key) if key in phrases.words else code.replace("_", " ")


def _precision(step: int | None, phrases: Phrases) -> list[str]:
    return [] if step is None else [phrases.say(f"precision.{step}")]
