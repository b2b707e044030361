"""Join what was found in documents into the tables of an atlas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.atlas.accounts import provenance_table, rejected_table
from geo.atlas.joining import join_rows
from geo.atlas.rows import Geography, rows_of
from geo.atlas.traits import traits_of
from geo.atlas.verdicts import Verdicts
from geo.displays import show
from geo.duplicates import Signature, group_documents
from geo.model import Parsed, Provenance, Rejected
from geo.schema import TABLES, build, empty, validate

__all__ = ["Atlas", "Geography", "Verdicts", "join"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Atlas:
    """The joined tables of one run, each as declared in `geo.schema.TABLES`.

    Examples
    --------
    >>> Atlas.of({}).events.empty
    True
    """

    documents: pd.DataFrame
    places: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    reports: pd.DataFrame
    actors: pd.DataFrame
    event_actors: pd.DataFrame
    control: pd.DataFrame
    figures: pd.DataFrame
    rejected: pd.DataFrame
    provenance: pd.DataFrame

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Atlas:
        """Make an atlas of tables; those left out are empty.

        Raises
        ------
        SchemaError
            If a table does not have its declared form.
        """
        for name, frame in tables.items():
            validate(frame, TABLES[name])
        return cls(
            **{
                name: tables[name] if name in tables else empty(table)
                for name, table in TABLES.items()
            }
        )

    def __repr__(self) -> str:
        counts = (
            f"{len(getattr(self, name))} {name}" for name in ("events", "places", "documents")
        )
        return f"<Atlas: {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: what the atlas holds, and its map."""
        return show(self)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table by name, in the order of the declarations."""
        return {name: getattr(self, name) for name in TABLES}


def join(
    parsed: Iterable[Parsed],
    *,
    geography: Geography,
    rejected: Sequence[Rejected] = (),
    provenance: Sequence[Provenance] = (),
    verdicts: Verdicts | None = None,
) -> Atlas:
    """Join documents into an atlas, merging reports of one act into one event.

    Parameters
    ----------
    parsed
        What was found in each document, in any order.
    geography
        Gives the names and polygons of entries.
    rejected
        What could not be used.
    provenance
        The components of the run.
    verdicts
        Which reports an analyst holds for one event, and which for two.

    Returns
    -------
    The atlas; equal input gives equal tables, whatever the order of the documents.
    """
    items = tuple(parsed)
    rows = join_rows(
        (rows_of(item, geography) for item in items),
        (one for item in items for one in traits_of(item)),
        verdicts or Verdicts(),
        group_documents(
            Signature(item.document.document_id, item.document.published, item.sketch)
            for item in items
        ),
    )
    once = sorted(set(rejected), key=lambda item: (item.document_id, item.stage, item.reason))
    return Atlas.of(
        {
            **{name: build(TABLES[name], told) for name, told in rows.items()},
            "rejected": rejected_table(once),
            "provenance": provenance_table(provenance),
        }
    )
