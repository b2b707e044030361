"""Which entries were chosen for what news names, and which stand in a register with all others."""

from __future__ import annotations

from geo.model import Entry

__all__ = ["is_curated"]

# The datasets that list all places of a kind, however rarely they are named.
_REGISTERS = frozenset({"airportsdata", "geonames", "geonames-postal"})


def is_curated(entry: Entry) -> bool:
    """Return whether an entry is of our own tables, or of a gazetteer that the user adds.

    Examples
    --------
    >>> from geo.gazetteer import Gazetteer
    >>> gazetteer = Gazetteer.open()
    >>> [is_curated(gazetteer.candidates(name)[0].entry) for name in ("Donbas", "Donetsk")]
    [True, False]
    """
    return entry.entry_id.partition(":")[0] not in _REGISTERS
