"""Documents, places and figures of a knowledge graph as the tables of an atlas."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.atlas import Atlas
from geo.atlas.accounts import provenance_table, rejected_table
from geo.imports.gkg import Mentions
from geo.model import Provenance, Rejected
from geo.schema import TABLES, arrange

__all__ = ["graph_atlas", "join_graphs"]


def graph_atlas(
    mentions: Mentions | None,
    documents: pd.Series[str] | None = None,
    *,
    rejected: Sequence[Rejected] = (),
    provenance: Sequence[Provenance] = (),
) -> Atlas:
    """Return an atlas of what documents mention, of some documents only."""
    frames = {"rejected": rejected_table(rejected), "provenance": provenance_table(provenance)}
    if mentions is None or documents is None:
        return Atlas.of(frames)
    parts = {
        "documents": mentions.documents,
        "places": mentions.places,
        "figures": mentions.figures,
    }
    kept = set(documents)
    for name, frame in parts.items():
        chosen = frame[frame["document_id"].isin(kept)]
        chosen = chosen.drop_duplicates("document_id") if name == "documents" else chosen
        if len(chosen):
            frames[name] = arrange(chosen, TABLES[name])
    return Atlas.of(frames)


def join_graphs(parts: Sequence[Atlas]) -> Atlas:
    """Return pieces of a graph as one atlas; no document may be in two of them."""
    frames = {}
    for name, table in TABLES.items():
        filled = [frame for part in parts if len(frame := part.tables()[name])]
        if filled:
            frames[name] = arrange(pd.concat(filled, ignore_index=True), table)
    return Atlas.of(frames)
