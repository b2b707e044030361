"""The fictional atlas, of any size."""

from __future__ import annotations

import numpy as np

from fiction.actors import build_cast
from fiction.assembly import assemble
from fiction.events import build_events
from fiction.land import build_archipelago
from fiction.names import Namer
from fiction.places import build_places
from fiction.reports import build_publishers, build_reports
from fiction.story import Story
from geo.atlas import Atlas

__all__ = ["make_atlas"]

_SEED = 20410101
_FEWEST_TOWNS = 240
_EVENTS_PER_TOWN = 100


def make_atlas(events: int) -> Atlas:
    """Return the atlas of so many fictional events; equal numbers give equal tables.

    Parameters
    ----------
    events
        How many; 100,000 take some ten seconds.
    """
    rng = np.random.Generator(np.random.PCG64(_SEED))
    namer = Namer(rng)
    archipelago = build_archipelago()
    towns = _FEWEST_TOWNS + events // _EVENTS_PER_TOWN
    places = build_places(archipelago, rng, namer, towns=towns)
    cast = build_cast(archipelago, places, rng, namer)
    happened = build_events(places, cast, rng, events)
    publishers = build_publishers(rng, namer)
    story = Story(
        archipelago=archipelago,
        places=places,
        cast=cast,
        events=happened,
        reports=build_reports(happened, rng, publishers=len(publishers)),
        publishers=publishers,
    )
    return assemble(story, rng)
