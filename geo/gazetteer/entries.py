"""Write the tables of entries of an artefact from a spool."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geo.gazetteer.spool import Ids, Spool, write_batch
from geo.gazetteer.store import NO_ROW

__all__ = ["write_entries"]

_SIDES = ("west", "south", "east", "north")
_INT32_BYTES = 1 << 31

_Array = npt.NDArray[Any]


def write_entries(
    spool: Spool, ids: Ids, datasets: Mapping[str, str], *, folder: Path
) -> dict[str, Any]:
    """Write entries, their ids and their bounds in the order of rows.

    Parameters
    ----------
    spool
        The entries as they were read.
    ids
        Their order.
    datasets
        Dataset of each prefix.
    folder
        Where to write.

    Returns
    -------
    What the manifest says of them: features, countries, spreads.
    """
    features, feature_ranks = spool.features.sort()
    countries, country_ranks = spool.countries.sort(leave_out="")
    feature = feature_ranks[spool.numbers("feature")][ids.order]
    country = country_ranks[spool.numbers("country")][ids.order]
    columns = {
        "number": _taken(spool, "number", ids).astype(np.uint32),
        "name": _names(spool, ids),
        "latitude": _taken(spool, "latitude", ids),
        "longitude": _taken(spool, "longitude", ids),
        "feature": _narrow(feature, len(features)),
        "country": _narrow(country, len(countries)),
        "parent": _parents(spool, ids),
        "population": _taken(spool, "population", ids),
    }
    write_batch(folder / "entries.arrow", columns)
    _write_bounds(spool, ids, folder)
    local_ids = spool.column("local_id").take(pa.array(ids.order))
    write_batch(folder / "ids.arrow", {"local_id": local_ids.drop_null()})
    return {
        "features": features,
        "countries": _states(features, feature, countries, country),
        "spreads": _spreads(_taken(spool, "prefix", ids), local_ids, spool, datasets),
    }


def _taken(spool: Spool, name: str, ids: Ids) -> _Array:
    return spool.numbers(name)[ids.order]


def _names(spool: Spool, ids: Ids) -> pa.Array:
    names = spool.column("name")
    wide = names.nbytes >= _INT32_BYTES
    return (names.cast(pa.large_string()) if wide else names).take(pa.array(ids.order))


def _narrow(numbers: _Array, largest: int) -> _Array:
    """Return whole numbers in the smallest type that holds them."""
    return numbers.astype(np.min_scalar_type(largest))


def _parents(spool: Spool, ids: Ids) -> _Array:
    _, ranks = spool.prefixes.sort()
    found = ids.rows(
        ranks[spool.numbers("parent_prefix")],
        spool.numbers("parent_number"),
        spool.column("parent_local_id"),
    )
    return found[ids.order]


def _write_bounds(spool: Spool, ids: Ids, folder: Path) -> None:
    is_bounded = spool.column("west").is_valid().to_numpy(zero_copy_only=False)[ids.order]
    rows = np.flatnonzero(is_bounded).astype(np.uint32)
    sides = {side: _taken(spool, side, ids)[is_bounded] for side in _SIDES}
    write_batch(folder / "bounds.arrow", {"row": rows, **sides})


def _states(
    features: list[tuple[str, str]], feature: _Array, countries: list[str], country: _Array
) -> list[tuple[str, int]]:
    """Return each country code with the row of its country, the last where there are several."""
    codes = [number for number, (_, code) in enumerate(features) if code.startswith("PCL")]
    rows = np.flatnonzero(np.isin(feature, codes))
    states = dict(zip(country[rows].tolist(), rows.tolist(), strict=True))
    return [(code, states.get(number, NO_ROW)) for number, code in enumerate(countries)]


def _spreads(
    prefixes: _Array, local_ids: pa.Array, spool: Spool, datasets: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return first and last row of each prefix, where its numbers end, and its texts begin."""
    values = spool.prefixes.values
    borders = [0, *(np.flatnonzero(np.diff(prefixes)) + 1).tolist(), len(prefixes)]
    spreads: list[dict[str, Any]] = []
    texts = 0
    for first, last in pairwise(borders):
        prefix = values[int(prefixes[first])]
        many = last - first - local_ids.slice(first, last - first).null_count
        spreads.append(
            {
                "prefix": prefix,
                "dataset": datasets[prefix],
                "first": first,
                "numbers": last - many,
                "last": last,
                "texts": texts,
            }
        )
        texts += many
    return spreads
