"""What the signs of a map say of an event: what kind of act it is, and how sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.looks import GROUPS, LOW_SCORE, group_of, types_by_group
from geo.model import Status

__all__ = ["GROUPS", "group_of", "style_of", "types_by_group"]


def style_of(row: Mapping[str, Any]) -> str:
    """Return how an event is drawn: `solid`, `hollow` where unsure, `dashed` where not done."""
    if row["status"] != Status.ACTUAL:
        return "dashed"
    unsure = row["score"] is not None and row["score"] < LOW_SCORE
    return "hollow" if unsure or row["place_inferred"] else "solid"
