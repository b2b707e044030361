"""Sources of gazetteers: dumps, tables and layers that are read into records.

Which kind a file is of, its name and its header say; a user may say so as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, get_args

from geo.errors import GazetteerError, SettingsError
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.records import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.cod import CodTables, is_cod
from geo.gazetteer.sources.geonames import GeoNames, is_dump, role_of
from geo.gazetteer.sources.known import KnownDivisions
from geo.gazetteer.sources.table import PlaceTable
from geo.gazetteer.sources.tabular import read_header
from geo.gazetteer.sources.whosonfirst import WhosOnFirst, is_meta

__all__ = ["KINDS", "Kind", "Options", "Source", "kind_of", "open_sources"]

Kind = Literal["geonames", "cod", "whosonfirst", "table"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SQLITE_SUFFIXES = frozenset({".sqlite", ".sqlite3", ".db"})
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")

_ORIGINS: Mapping[str, tuple[str, str, str, str]] = {
    "cod": (
        "cod",
        "OCHA Common Operational Datasets: administrative boundaries",
        "CC-BY-3.0-IGO",
        "https://data.humdata.org/dashboards/cod",
    ),
    "whosonfirst": (
        "wof",
        "Who's On First",
        "see https://whosonfirst.org/docs/licenses/",
        "https://whosonfirst.org/",
    ),
}


class Source(Protocol):
    """Files that make one dataset."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""

    def datasets(self) -> list[Dataset]:
        """Return the datasets of the records."""

    def records(self) -> Iterator[Record | RejectedRow]:
        """Yield the places, in the order of the files."""

    def further_names(self) -> Iterator[NameRecord | RejectedRow]:
        """Yield names that are kept apart from the places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user says of the sources.

    Parameters
    ----------
    kind
        What all files are; by default each says so itself.
    classes
        Feature classes of GeoNames to keep; empty keeps all.
    columns
        Column of each field of a table, where it does not bear the field's own name.
    feature
        Class and code of rows of a table that give none.
    dataset, title, licence, url, version
        Of a table, of Common Operational Datasets or Who's On First.
    """

    kind: Kind | None = None
    classes: Collection[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    feature: tuple[str, str] = ("P", "PPL")
    dataset: str | None = None
    title: str | None = None
    licence: str | None = None
    url: str | None = None
    version: str | None = None

    def describe(self, kind: str) -> Dataset:
        """Return the dataset of a source that does not tell its own."""
        name, title, licence, url = _ORIGINS.get(kind, ("own", "", "not stated", ""))
        name = self.dataset or name
        if not _PREFIX.fullmatch(name):
            raise SettingsError(
                f"--dataset {name!r}: expected small letters, digits and hyphens, such as 'own'"
            )
        return Dataset(
            name=name,
            prefix=name,
            title=self.title or title or name,
            licence=self.licence or licence,
            url=self.url or url,
            version=self.version or "not stated",
        )


def kind_of(path: Path) -> Kind:
    """Return what a file, or a folder, is.

    Raises
    ------
    GazetteerError
        If it cannot be read.
    """
    if path.is_dir() or path.suffix.lower() in _SQLITE_SUFFIXES:
        return "whosonfirst"
    if not path.exists():
        raise GazetteerError(f"{path}: no such file; check the path")
    if is_dump(path):
        return "geonames"
    header = read_header(path)
    if is_cod(header):
        return "cod"
    return "whosonfirst" if is_meta(header) else "table"


def open_sources(paths: Sequence[Path], options: Options | None = None) -> list[Source]:
    """Return the sources that files make.

    Raises
    ------
    GazetteerError
        If a file cannot be read, or what goes with places comes without them.
    SettingsError
        If what the user says does not fit.
    """
    options = options or Options()
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        kinds[options.kind or kind_of(path)].append(path)
    sources: list[Source] = []
    if kinds["geonames"]:
        sources.append(_open_dump(kinds["geonames"], options))
    if kinds["cod"]:
        sources.append(CodTables(paths=kinds["cod"], dataset=options.describe("cod")))
    sources += [
        WhosOnFirst(path=path, dataset=options.describe("whosonfirst"))
        for path in kinds["whosonfirst"]
    ]
    sources += [
        PlaceTable(
            path=path,
            dataset=options.describe("table"),
            columns=options.columns,
            feature=options.feature,
        )
        for path in kinds["table"]
    ]
    return sources


def _open_dump(paths: Sequence[Path], options: Options) -> GeoNames:
    roles: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        roles[role_of(path)].append(path)
    if not roles["places"]:
        raise GazetteerError(
            f"{paths[0]}: names, codes or hierarchy without places; add allCountries.zip or a "
            "country's"
        )
    known = KnownDivisions(Gazetteer.open())
    return GeoNames(**roles, classes=options.classes, known=known)
