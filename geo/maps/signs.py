"""What the signs of a map say of an event: what kind of act it is, and how sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from geo.lexicon import read_rows
from geo.model import Status

__all__ = ["GROUPS", "group_of", "style_of", "types_by_group"]

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


@cache
def _groups() -> Mapping[str, str]:
    return {one: group for group, types in types_by_group().items() for one in types}
