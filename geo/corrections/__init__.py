"""An analyst's corrections: a table that is replayed on every run.

`corrections.csv` is a journal: lines are added to it, by hand or from the map's flags, and never
taken away; a later line wins over an earlier one about the same thing. Its header names columns
of `COLUMNS`, in any order; docs/corrections.md says what each action means.

    action,report_id,document_id,surface,entry_id,status,note
    place,,000_088637ec20ba536d,Homs,geonames:169577,,the city
    place,,,Tripoli,geonames:448149,,always the Lebanese one
    no-place,,,Reading,,,a newspaper's column
    event,9f0c3b7a1d2e4f56,,,,denied,
    no-event,53a1c0de77a0b1c2,,,,,"sport, not war"

Ids of reports and places are made of what they name, so that lines hold when documents are added.
"""

from __future__ import annotations

from geo.corrections.journal import COLUMNS, Action, Correction, Corrections, read_corrections
from geo.corrections.replay import Changes, FindActor, Outcome, Replayed, conclude, replay

__all__ = [
    "COLUMNS",
    "Action",
    "Changes",
    "Correction",
    "Corrections",
    "FindActor",
    "Outcome",
    "Replayed",
    "conclude",
    "read_corrections",
    "replay",
]
