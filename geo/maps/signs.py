"""What the signs of a map say of an event: how sure it is, and how exactly its place is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from geo.lexicon import read_rows
from geo.model import Geoprecision, Status

__all__ = ["GROUPS", "group_of", "kind_of", "style_of", "types_by_group"]

GROUPS = (
    "material_conflict",
    "verbal_conflict",
    "verbal_cooperation",
    "material_cooperation",
)
"""The groups of event types in the order of every list: PLOVER's quad classes."""

# Below this the coder is more likely wrong than right.
_LOW_SCORE = 0.5


@cache
def types_by_group() -> Mapping[str, tuple[str, ...]]:
    """Return the event types of each group, sorted."""
    types: dict[str, list[str]] = defaultdict(list)
    for row in read_rows("event_types"):
        types[row["quad_class"].replace(" ", "_")].append(row["event_type"])
    return {group: tuple(sorted(types[group])) for group in GROUPS}


def group_of(event_type: str) -> str:
    """Return the group of an event type; `other` for what PLOVER does not know."""
    return _groups().get(event_type, "other")


def style_of(row: Mapping[str, Any]) -> str:
    """Return how an event is drawn: `solid`, `hollow` where unsure, `dashed` where not done."""
    if row["status"] != Status.ACTUAL:
        return "dashed"
    unsure = row["score"] is not None and row["score"] < _LOW_SCORE
    return "hollow" if unsure or row["place_inferred"] else "solid"


def kind_of(row: Mapping[str, Any], feature_class: str | None) -> str | None:
    """Return how the place of an event is marked.

    Parameters
    ----------
    row
        The event.
    feature_class
        That of its place in GeoNames; `None` where it is not known.

    Returns
    -------
    `site`, `settlement` or `wide` for a point, `area` for an area, and `None` for what is not
    drawn: a point that stands for a country would say "here" where the text says "somewhere in".
    """
    geometry = row["geometry"]
    if geometry is None or geometry.is_empty:
        return None
    if geometry.geom_type != "Point":
        return "area"
    precision = row["geoprecision"] or Geoprecision.EXACT
    if precision >= Geoprecision.COUNTRY:
        return None
    if precision >= Geoprecision.SECOND_DIVISION:
        return "wide"
    settlement = feature_class in {None, "P"} or precision > Geoprecision.EXACT
    return "settlement" if settlement else "site"


@cache
def _groups() -> Mapping[str, str]:
    return {one: group for group, types in types_by_group().items() for one in types}
