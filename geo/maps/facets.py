"""What events can be sorted by beside type, actor and place: one list of values for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any

from geo.maps.countries import countries_of
from geo.maps.phrases import Phrases
from geo.maps.rows import NAME_CHARACTERS, Row, Tables, coded, grouped

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = ["facets_of"]

# In which the panel lists them.
_ORDER = ("acled", "country", "division", "sector", "publisher", "context", "precision")


def facets_of(
    tables: Tables,
    events: Sequence[Row],
    gazetteer: Gazetteer,
    phrases: Phrases,
    *,
    divisions: Mapping[str, list[Any]],
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
        Names contexts, sectors and precisions.
    divisions
        In which division each event lies, as `divisions_of` says it.

    Returns
    -------
    For each facet `values`, the names, and `of`, for each event the number of its value (or null),
    or the list of their numbers where any event has several.
    """
    country = countries_of(tables, gazetteer)
    contexts = cache(lambda told: _contexts(told, phrases))
    precision = cache(lambda step: _precision(step, phrases))
    told: dict[str, Sequence[Sequence[str]]] = {
        "acled": [_acled(row["acled_event_type"], row["acled_sub_event_type"]) for row in events],
        "country": [(country(code),) if (code := row["country_code"]) else () for row in events],
        "publisher": _of_documents(tables, events),
        "context": [contexts(row["contexts"]) for row in events],
        "sector": _of_actors(tables, events, phrases),
        "precision": [precision(row["geoprecision"]) for row in events],
    }
    facets = {key: _numbered(values) for key, values in told.items()}
    facets["division"] = {"values": divisions["name"], "of": divisions["of"]}
    return {key: facets[key] for key in _ORDER if _parts(facets[key]["of"])}


@cache
def _acled(event_type: str | None, sub_event_type: str | None) -> Sequence[str]:
    return () if event_type is None else (": ".join(filter(None, (event_type, sub_event_type))),)


def _parts(numbers: Sequence[int | Sequence[int] | None]) -> bool:
    """Return whether a facet tells any two events apart."""
    return any(own != numbers[0] for own in numbers)


def _numbered(values: Sequence[Sequence[str]]) -> dict[str, list[Any]]:
    if any(len(own) > 1 for own in values):
        flat = coded(chain.from_iterable(values), limit=NAME_CHARACTERS)
        ends = list(accumulate(map(len, values)))
        lists = [flat["of"][start:end] for start, end in pairwise([0, *ends])]
        return {"values": flat["values"], "of": lists}
    return coded((own[0] if own else None for own in values), limit=NAME_CHARACTERS)


def _of_documents(tables: Tables, events: Sequence[Row]) -> list[Sequence[str]]:
    """Return who published the reports of each event."""
    keys, publishers = (tables.column("documents", name) for name in ("document_id", "publisher"))
    published = dict(zip(keys, publishers, strict=True))
    told = [published.get(key) for key in tables.column("reports", "document_id")]
    return _gathered(tables.column("reports", "event_id"), told, events)


def _of_actors(tables: Tables, events: Sequence[Row], phrases: Phrases) -> list[Sequence[str]]:
    """Return the sectors of the actors of each event."""
    names = cache(lambda code: _named(f"sector.{code}", code, phrases) if code else None)
    keys, codes = (tables.column("actors", name) for name in ("actor_id", "sector"))
    sectors = {key: names(code) for key, code in zip(keys, codes, strict=True)}
    told = [sectors.get(key) for key in tables.column("event_actors", "actor_id")]
    return _gathered(tables.column("event_actors", "event_id"), told, events)


def _gathered(
    keys: Sequence[str], values: Sequence[str | None], events: Sequence[Row]
) -> list[Sequence[str]]:
    """Return for each event the distinct values told of it, in order."""
    order, start = grouped(keys, events)
    told = [values[at] for at in order]
    own = (told[first:last] for first, last in pairwise(start))
    return [sorted({value for value in found if value}) for found in own]


def _contexts(told: str | None, phrases: Phrases) -> Sequence[str]:
    if not told:
        return ()
    return [_named(f"context.{part}", part, phrases) for part in told.split("; ") if part]


def _named(key: str, code: str, phrases: Phrases) -> str:
    """Return the name of a code; one of an imported table is its own name."""
    return phrases.say(key) if key in phrases.words else code.replace("_", " ")


def _precision(step: int | None, phrases: Phrases) -> Sequence[str]:
    return () if step is None else (phrases.say(f"precision.{step}"),)
