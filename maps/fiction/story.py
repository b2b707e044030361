"""All that is made up, before it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from fiction.actors import Cast
from fiction.events import Events
from fiction.land import Archipelago
from fiction.places import Places
from fiction.reports import Reports

__all__ = ["Story"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Land, places, actors, what happens, and who reports it."""

    archipelago: Archipelago
    places: Places
    cast: Cast
    events: Events
    reports: Reports
    publishers: tuple[str, ...]
