"""Entries of several stores, those of one id as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from geo.errors import UnknownEntryError
from geo.gazetteer.store import NO_ROW, Store
from geo.model import Entry

__all__ = ["Union", "entry_of"]

_CACHED_ENTRIES = 1 << 15
_LEVELS = {"ADM1": "admin1", "ADM2": "admin2"}


class Union:
    """What the gazetteers of a stack know of an entry, together.

    What several say, the first one's word counts; what it leaves open (a population, the
    division, the bounds) the next one that knows it says.

    Parameters
    ----------
    stores
        The stack, first one first.
    """

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = tuple(stores)
        self._only = self._stores[0] if len(self._stores) == 1 else None

    def entry(self, entry_id: str) -> Entry:
        """Return an entry by its id.

        Raises
        ------
        UnknownEntryError
            If no store has it.
        """
        if self._only is None:
            return _united(self, entry_id)
        return entry_of(self._only, self._only_row(self._only, entry_id))

    def entry_at(self, number: int, row: int) -> Entry:
        """Return the entry in a row of one of the stores, as all of them know it."""
        store = self._stores[number]
        return (
            entry_of(store, row) if self._only is not None else _united(self, store.entry_id(row))
        )

    def count_names(self, entry_id: str) -> int:
        """Return how many names an entry bears where it bears most.

        Raises
        ------
        UnknownEntryError
            If no store has it.
        """
        return max(int(store.name_counts[row]) for store, row in self.bearers(entry_id))

    def parents(self, entry_id: str) -> tuple[Entry, ...]:
        """Return what contains an entry, smallest first.

        Raises
        ------
        UnknownEntryError
            If no store has it.
        """
        if self._only is None:
            return tuple(self.entry(parent) for parent in _chain(self, entry_id))
        row = self._only_row(self._only, entry_id)
        return tuple(entry_of(self._only, parent) for parent in _ancestors(self._only, row))

    def bearers(self, entry_id: str) -> list[tuple[Store, int]]:
        """Return the stores that have an entry, with its row.

        Raises
        ------
        UnknownEntryError
            If none has it.
        """
        found = [(store, store.row(entry_id)) for store in self._stores]
        rows = [(store, row) for store, row in found if row is not None]
        if not rows:
            raise UnknownEntryError(entry_id)
        return rows

    @staticmethod
    def _only_row(store: Store, entry_id: str) -> int:
        row = store.row(entry_id)
        if row is None:
            raise UnknownEntryError(entry_id)
        return row


@lru_cache(maxsize=_CACHED_ENTRIES)
def entry_of(store: Store, row: int) -> Entry:
    """Return the entry in a row of a store, as that store alone knows it."""
    latitude, longitude = store.point(row)
    feature_class, feature_code = store.features[int(store.feature[row])]
    divisions = {
        code: store.entry_id(parent)
        for parent in _ancestors(store, row)
        if (code := store.features[int(store.feature[parent])][1]) in _LEVELS
    }
    return Entry(
        entry_id=store.entry_id(row),
        name=store.name(row),
        latitude=latitude,
        longitude=longitude,
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=store.country_code(row),
        admin1=divisions.get("ADM1"),
        admin2=divisions.get("ADM2"),
        population=int(store.population[row]),
        dataset=store.dataset(row),
        bounds=store.bounds(row),
    )


@lru_cache(maxsize=_CACHED_ENTRIES)
def _united(union: Union, entry_id: str) -> Entry:
    first, *others = (entry_of(store, row) for store, row in union.bearers(entry_id))
    divisions: dict[str, str] = {}
    for parent in _chain(union, entry_id):
        store, row = union.bearers(parent)[0]
        code = store.features[int(store.feature[row])][1]
        if code in _LEVELS:
            divisions[_LEVELS[code]] = parent
    known = [first, *others]
    return replace(
        first,
        country_code=next((one.country_code for one in known if one.country_code), None),
        population=next((one.population for one in known if one.population), 0),
        bounds=next((one.bounds for one in known if one.bounds), None),
        admin1=divisions.get("admin1"),
        admin2=divisions.get("admin2"),
    )


@lru_cache(maxsize=_CACHED_ENTRIES)
def _chain(union: Union, entry_id: str) -> tuple[str, ...]:
    """Return the ids of what contains an entry, smallest first.

    That of the first store, unless another's has all of it and says it more finely; where it
    ends, it goes on as other stores know its last link.
    """
    chains = (
        tuple(store.entry_id(parent) for parent in _ancestors(store, row))
        for store, row in union.bearers(entry_id)
    )
    best = next(chains)
    for other in chains:
        if set(best) < set(other):
            best = other
    chain = [*best]
    links = {entry_id, *chain}
    while chain and (further := _link(union, chain[-1], links)):
        chain.append(further)
        links.add(further)
    return tuple(chain)


def _link(union: Union, entry_id: str, seen: set[str]) -> str | None:
    """Return what directly contains an entry, as the first store knows it that does."""
    for store, row in union.bearers(entry_id):
        parent = int(store.parent[row])
        if parent != NO_ROW and (found := store.entry_id(parent)) not in seen:
            return found
    return None


def _ancestors(store: Store, row: int) -> Iterator[int]:
    seen = {row}
    parent = int(store.parent[row])
    while parent != NO_ROW and parent not in seen:
        seen.add(parent)
        yield parent
        parent = int(store.parent[parent])
