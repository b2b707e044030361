"""Flags on a still map: who was last reported to hold each place, as the page's `control.js`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.looks import Look, colour, look
from geo.maps.control import control_of
from geo.maps.phrases import Phrases
from geo.maps.rows import Tables, documents_of
from geo.maps.still.canvas import Canvas
from geo.maps.still.columns import Column
from geo.maps.still.frame import Frame
from geo.model import Control, Status

__all__ = ["MOST_HOLDERS", "Flag", "box_of", "draw_flag", "read_flags", "write_holders"]

_HOLDS = frozenset({Control.TAKES, Control.HOLDS})
_OPEN = frozenset({Control.CONTESTED, Control.BESIEGES})

# As on the page: so many colours, and more actors share them.
_COLOURS = 8

MOST_HOLDERS = 8
"""The key names so many actors, those that hold most."""

# Of a flag in the key, relative to one on the map.
_SAMPLE = 0.75

_POLE = ((0.0, 0.0), (0.0, -20.0))
_PENNANT = ((0.0, -20.0), (18.0, -20.0), (14.0, -14.5), (18.0, -9.0), (0.0, -9.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Who was last said to hold a place.

    `kind` is `held`, `disputed` where claims conflict or it is fought over, or `lost`; `holder`
    names who holds it or claims to, if anyone does, and `shade` is the number of their colour.
    """

    latitude: float
    longitude: float
    kind: str
    holder: str | None
    shade: int | None


def read_flags(tables: Tables) -> tuple[Flag, ...]:
    """Return a flag for each place of which claims say who holds it, by the last of them."""
    found = control_of(tables, documents_of(tables))
    names: list[str] = found["actors"]
    shades = _shades(found["claims"], names)
    told: dict[int, list[Sequence[Any]]] = {}
    for claim in found["claims"]:
        if claim[4] == Status.ACTUAL:
            told.setdefault(claim[0], []).append(claim)
    flags = []
    for place, claims in sorted(told.items()):
        _, latitude, longitude = found["places"][place]
        kind, holder = _standing(claims)
        if latitude is not None:
            name = None if holder is None else names[holder]
            shade = None if holder is None else shades[holder]
            flags.append(
                Flag(latitude=latitude, longitude=longitude, kind=kind, holder=name, shade=shade)
            )
    return tuple(flags)


def draw_flag(canvas: Canvas, frame: Frame, flag: Flag) -> None:
    """Draw a flag, its pole on its place."""
    _draw(canvas, *frame.at(flag.latitude, flag.longitude), flag.kind, flag.shade)


def box_of(frame: Frame, flag: Flag) -> tuple[float, float, float, float]:
    """Return the room that a flag takes: left, top, right and bottom."""
    x, y = frame.at(flag.latitude, flag.longitude)
    return x - 1, y - 21, x + 19, y + 1


def write_holders(
    column: Column,
    flags: Sequence[Flag],
    phrases: Phrases,
    *,
    most: int = MOST_HOLDERS,
    brief: bool = False,
) -> None:
    """Write whose flag is whose, with the number of places that each is said to hold."""
    column.text(phrases.say("control.title"), size_px=14, bold=True)
    column.skip(4)
    held = Counter((flag.holder, flag.shade) for flag in flags if flag.kind == "held")
    ordered = sorted(held.items(), key=lambda item: (-item[1], str(item[0][0])))
    for (holder, shade), count in ordered[:most]:

        def draw(canvas: Canvas, x: float, y: float, shade: int | None = shade) -> None:
            _draw(canvas, x - 7, y + 7, "held", shade, scale=_SAMPLE)

        column.row(draw, str(holder), phrases.number(count), size_px=12, name="count-held")
    if not brief:
        column.text(phrases.say("control.note"), size_px=11, ink=colour("--quiet"))
        column.skip(8)


def _standing(claims: Sequence[Sequence[Any]]) -> tuple[str, int | None]:
    """Return what the last claims about a place say, and who holds it or else is named first.

    A claim without a date counts only where none has one.
    """
    days = [claim[3] for claim in claims if claim[3] is not None]
    last = max(days, default=None)
    told = [claim for claim in claims if claim[3] == last]
    holders = dict.fromkeys(claim[1] for claim in told if claim[2] in _HOLDS)
    losers = {claim[1] for claim in told if claim[2] == Control.LOSES}
    sure = [actor for actor in holders if actor not in losers]
    disputed = any(claim[2] in _OPEN for claim in told)
    if len(sure) == 1 and not disputed:
        return "held", sure[0]
    return "disputed" if sure or disputed else "lost", sure[0] if sure else None


def _shades(claims: Sequence[Sequence[Any]], names: Sequence[str]) -> Mapping[int, int]:
    """Return the number of each actor's colour, those first who are said to hold most often."""
    counts = Counter(claim[1] for claim in claims if claim[2] in _HOLDS)
    order = sorted(range(len(names)), key=lambda actor: (-counts[actor], names[actor]))
    return {actor: rank % _COLOURS for rank, actor in enumerate(order)}


def _draw(
    canvas: Canvas, x: float, y: float, kind: str, shade: int | None, *, scale: float = 1.0
) -> None:
    ink = colour("--f", ".c-none" if shade is None else f".c-{shade}")
    paper = colour("--paper")
    looks = {
        "held": Look(fill=ink, stroke=paper),
        "disputed": Look(fill=paper, stroke=ink, width_px=2, dashes_px=(4, 2)),
        "lost": Look(fill=paper, stroke=ink, width_px=1.5),
    }
    at = np.array([x, y])
    pole = shapely.LineString(np.array(_POLE) * scale + at)
    canvas.geometry(pole, look(".geo-pole"))
    pennant = shapely.Polygon(np.array(_PENNANT) * scale + at)
    canvas.geometry(pennant, looks[kind], name=f"flag-{kind}")
