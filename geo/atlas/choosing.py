"""Part of an atlas: chosen events, and what belongs to them."""

from __future__ import annotations

import pandas as pd

from geo.atlas import Atlas
from geo.atlas.accounts import provenance_table
from geo.schema import TABLES, arrange
from geo.selection import Selection

__all__ = ["choose"]


def choose(atlas: Atlas, selection: Selection) -> Atlas:
    """Return the chosen events of an atlas with their reports, actors, documents and places.

    Parameters
    ----------
    atlas
        The atlas; it is not changed.
    selection
        Which events to keep.

    Returns
    -------
    An atlas whose documents are those that tell of a chosen event; names of places, claims and
    figures are those of these documents. What was rejected stays; the provenance says what was
    chosen.
    """
    if not selection:
        return atlas
    tables = atlas.tables()
    events = atlas.events[selection.mask(atlas.events)]
    reports = _of(tables["reports"], "event_id", events["event_id"])
    told = reports["document_id"]
    event_actors = _of(tables["event_actors"], "event_id", events["event_id"])
    parts = {
        "events": events,
        "reports": reports,
        "event_actors": event_actors,
        **{
            name: _of(tables[name], "document_id", told)
            for name in ("documents", "places", "control", "figures")
        },
    }
    named = [event_actors["actor_id"], parts["control"]["actor_id"]]
    parts["actors"] = _of(tables["actors"], "actor_id", pd.concat(named))
    parts["rejected"] = tables["rejected"]
    kept = {name: frame.reset_index(drop=True) for name, frame in parts.items()}
    return Atlas.of({**kept, "provenance": _provenance(atlas, selection)})


def _of(table: pd.DataFrame, name: str, values: pd.Series[str]) -> pd.DataFrame:
    return table[table[name].isin(values.dropna().unique())]


def _provenance(atlas: Atlas, selection: Selection) -> pd.DataFrame:
    """Return the provenance with the choice, in the place of one that was made before."""
    chosen = provenance_table(selection.provenance())
    before = atlas.provenance[~atlas.provenance["component"].isin(chosen["component"])]
    return arrange(pd.concat([before, chosen]), TABLES["provenance"])
