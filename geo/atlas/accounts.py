"""The tables in which a run gives account of itself: what it did not use, what made it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from geo.model import Provenance, Rejected
from geo.schema import TABLES, build

__all__ = ["provenance_table", "rejected_table"]


def rejected_table(rejected: Iterable[Rejected]) -> pd.DataFrame:
    """Return the table of what was not used."""
    return build(
        TABLES["rejected"],
        [
            {"document_id": item.document_id, "stage": item.stage, "reason": item.reason}
            for item in rejected
        ],
    )


def provenance_table(provenance: Iterable[Provenance]) -> pd.DataFrame:
    """Return the table of what the others were made from."""
    return build(
        TABLES["provenance"],
        [
            {"component": item.component, "version": item.version, "detail": item.detail}
            for item in provenance
        ],
    )
