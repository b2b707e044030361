"""What events can be sorted by beside type, actor and place: one list of values for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.combinations import distinct
from geo.maps.columns import NONE, Coded, Columns, Integers, distinct_texts, positions, said_of
from geo.maps.countries import countries_of
from geo.maps.phrases import Phrases
from geo.maps.rows import NAME_CHARACTERS, Tables, told

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

__all__ = ["facets_of"]

# In which the panel lists them.
_ORDER = ("acled", "country", "division", "sector", "publisher", "context", "precision")


def facets_of(
    tables: Tables,
    gazetteer: Gazetteer,
    phrases: Phrases,
    *,
    divisions: Mapping[str, list[Any]],
) -> dict[str, dict[str, list[Any]]]:
    """Return the facets by key, those by which nothing can be told apart left out.

    Parameters
    ----------
    tables
        The tables of the atlas.
    gazetteer
        Names the countries.
    phrases
        Names contexts, sectors and precisions.
    divisions
        In which division each event lies, as `divisions_of` says it.

    Returns
    -------
    For each facet `values`, the names, and `of`, for each event the number of its value (or null);
    where any event has several, those of event `n` stand from `start[n]` to `start[n + 1]`.
    """
    events = tables.events
    country = countries_of(tables, gazetteer)
    facets = {
        "acled": _numbered(_acled(events)),
        "country": _numbered(events.coded("country_code").said(lambda code: country(code) or None)),
        "publisher": _listed(*_publishers(tables)),
        "context": _listed(*_contexts(events, phrases)),
        "sector": _listed(*_sectors(tables, phrases)),
        "precision": _numbered(
            said_of(partial(_precision, phrases), events.counts("geoprecision"))
        ),
        "division": {"values": divisions["name"], "of": divisions["of"]},
    }
    return {key: facets[key] for key in _ORDER if _parts(facets[key])}


def _parts(facet: Mapping[str, list[Any]]) -> bool:
    """Return whether a facet tells any two events apart."""
    of = facet["of"]
    own = [of[first:last] for first, last in pairwise(facet["start"])] if "start" in facet else of
    return any(one != own[0] for one in own)


def _numbered(values: Coded) -> dict[str, list[Any]]:
    return told(values, limit=NAME_CHARACTERS)


def _listed(values: Coded, start: Integers) -> dict[str, list[Any]]:
    """Return a facet of which an event may have several values: event `n` from `start[n]` on."""
    counts = np.diff(start)
    if not (counts > 1).any():
        own = np.where(counts > 0, start[:-1], NONE)
        return _numbered(values.taken(own))
    return _numbered(values) | {"start": start.tolist()}


def _acled(events: Columns) -> Coded:
    kinds, parts = (events.coded(f"acled_{name}") for name in ("event_type", "sub_event_type"))

    def say(kind: int, part: int) -> str | None:
        named = [column.distinct[at] for column, at in ((kinds, kind), (parts, part)) if at != NONE]
        return None if kind == NONE else ": ".join(filter(None, named))

    return said_of(say, kinds.of, parts.of)


def _publishers(tables: Tables) -> tuple[Coded, Integers]:
    """Return who published the reports of each event."""
    publishers = tables.table("documents").coded("publisher").taken(tables.document_of("reports"))
    return _gathered(tables.event_of("reports"), publishers, len(tables.events))


def _sectors(tables: Tables, phrases: Phrases) -> tuple[Coded, Integers]:
    """Return the sectors of the actors of each event."""
    actors, roles = tables.table("actors"), tables.table("event_actors")
    rows = positions(roles.column("actor_id"), actors.column("actor_id"))
    sectors = actors.coded("sector").taken(rows)
    named = sectors.said(lambda code: _named(f"sector.{code}", code, phrases) if code else None)
    return _gathered(tables.event_of("event_actors"), named, len(tables.events))


def _gathered(events: Integers, values: Coded, count: int) -> tuple[Coded, Integers]:
    """Return for each event the distinct values told of it, in order."""
    named = values.said(lambda value: value or None)
    ordered = sorted(named.distinct)
    ranks = {value: rank for rank, value in enumerate(ordered)}
    rank = np.array([*(ranks[value] for value in named.distinct), NONE], dtype=np.int64)[named.of]
    known = (events != NONE) & (rank != NONE)
    size = max(1, len(ordered))
    pairs = distinct(events[known] * size + rank[known])
    start = np.searchsorted(pairs // size, np.arange(count + 1))
    return Coded(of=pairs % size, distinct=ordered), start


def _contexts(events: Columns, phrases: Phrases) -> tuple[Coded, Integers]:
    """Return the contexts of each event, as it lists them."""
    column = events.coded("contexts")
    lists = [[part for part in value.split("; ") if part] for value in column.distinct]
    parts = distinct_texts([part for own in lists for part in own])
    cuts = np.cumsum([0, *map(len, lists)])
    counts = np.append(np.diff(cuts), 0)[column.of]
    start = np.concatenate([[0], np.cumsum(counts)])
    # The parts of a value stand one after the other: where they start, and how far into them.
    within = np.arange(start[-1]) - np.repeat(start[:-1], counts)
    flat = parts.of[np.repeat(np.append(cuts[:-1], 0)[column.of], counts) + within]
    named = Coded(of=flat, distinct=parts.distinct)
    return named.said(lambda part: _named(f"context.{part}", part, phrases)), start


def _named(key: str, code: str, phrases: Phrases) -> str:
    """Return the name of a code; one of an imported table is its own name."""
    return phrases.say(key) if key in phrases.words else code.replace("_", " ")


def _precision(phrases: Phrases, step: int) -> str | None:
    return None if step == NONE else phrases.say(f"precision.{step}")
