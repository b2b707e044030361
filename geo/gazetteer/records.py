"""What is known of places before they become the entries of a gazetteer."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.gazetteer.store import NameKind
from geo.model import Bounds

__all__ = ["Dataset", "NameRecord", "Record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Where records come from; every map and export credits it.

    `prefix` begins the ids of its entries; it is empty for a dataset that has none, such as one
    of names or areas alone.
    """

    name: str
    prefix: str
    licence: str
    url: str
    version: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a place before it becomes an entry.

    `entry_id` is `PREFIX:ID`; `parent` is the entry id of the smallest division or country that
    contains it; `country_code` is ISO 3166-1 alpha-3; `names` are further names, each with its
    kind; latitude and longitude are degrees, WGS 84; `source` and `line` say where it was read.
    """

    entry_id: str
    name: str
    latitude: float
    longitude: float
    feature_class: str
    feature_code: str
    country_code: str | None = None
    parent: str | None = None
    population: int = 0
    bounds: Bounds | None = None
    names: tuple[tuple[str, NameKind], ...] = field(default=())
    source: str = ""
    line: int = 0

    @property
    def prefix(self) -> str:
        """The part of the id that says the dataset."""
        return self.entry_id.partition(":")[0]

    @property
    def local_id(self) -> str:
        """The id within the dataset."""
        return self.entry_id.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecord:
    """A further name of a place, read apart from the place."""

    entry_id: str
    name: str
    kind: NameKind
