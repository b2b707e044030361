"""Whose coding a map shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.lexicon import read_rows
from geo.maps.rows import SENTENCE_CHARACTERS, clip

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["credits_of_events"]


def credits_of_events(atlas: Atlas) -> list[dict[str, str]]:
    """Say whose coding the map shows, and under which terms, where its events were imported."""
    datasets = {row["event_dataset"] for row in read_rows("event_datasets")}
    rows = atlas.provenance[atlas.provenance["component"].isin(datasets)]
    return [
        {"what": "events", "text": clip(detail, SENTENCE_CHARACTERS)} for detail in rows["detail"]
    ]
