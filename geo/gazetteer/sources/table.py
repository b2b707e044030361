"""Read any table or layer of places by a map of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from geo.errors import SettingsError
from geo.gazetteer.records import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.reading import check_name, parse_degrees, parse_population
from geo.gazetteer.sources.tabular import TableRow, read_header, read_table
from geo.gazetteer.sources.territories import check_country_code, country_code_of
from geo.gazetteer.store import NameKind

__all__ = ["FIELDS", "PlaceTable"]

FIELDS = (
    "id",
    "name",
    "names",
    "latitude",
    "longitude",
    "feature_class",
    "feature_code",
    "country_code",
    "parent",
    "population",
)
"""What a column may stand for."""

_MANY = re.compile(r"[|;]")


@dataclass(kw_only=True)
class PlaceTable:
    """A table of places.

    Parameters
    ----------
    path
        CSV, TSV, spreadsheet, GeoPackage or another map layer.
    dataset
        Whose places they are.
    columns
        Column of each field, where it does not bear the field's own name.
    feature
        Class and code of rows that give none.
    """

    path: Path
    dataset: Dataset
    columns: Mapping[str, str]
    feature: tuple[str, str] = ("P", "PPL")

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        return (self.path,)

    def datasets(self) -> list[Dataset]:
        """Return the dataset."""
        return [self.dataset]

    def records(self) -> Iterator[Record | RejectedRow]:
        """Yield the places.

        Raises
        ------
        SettingsError
            If a column that is named, or that of the names of the places, is not there.
        """
        for row in read_table(self.path):
            yield row if isinstance(row, RejectedRow) else self._record(row)

    def further_names(self) -> Iterator[NameRecord | RejectedRow]:
        """Yield nothing: the names stand in the rows."""
        yield from ()

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        header = read_header(self.path)
        wanted = {field: column.lower() for field, column in self.columns.items()}
        for field, column in wanted.items():
            if field not in FIELDS:
                raise SettingsError(f"--columns: no field {field!r}; known: {', '.join(FIELDS)}")
            if column not in header:
                raise SettingsError(
                    f"--columns: {self.path} has no column {column!r}; it has {', '.join(header)}"
                )
        found = {field: field for field in FIELDS if field in header} | wanted
        if "name" not in found:
            raise SettingsError(
                f"{self.path} has no column 'name'; say which it is: --columns name=COLUMN "
                f"(columns: {', '.join(header)})"
            )
        return found

    def _cell(self, row: TableRow, field: str) -> str:
        column = self._columns.get(field)
        return row.cells.get(column, "") if column else ""

    def _record(self, row: TableRow) -> Record | RejectedRow:
        name = self._cell(row, "name")
        try:
            latitude, longitude = self._point(row)
            population = parse_population(self._cell(row, "population"))
        except ValueError as error:
            return row.rejected(str(error))
        country = self._cell(row, "country_code")
        if fault := check_name(name) or check_country_code(country):
            return row.rejected(fault)
        others = (other.strip() for other in _MANY.split(self._cell(row, "names")))
        parent = self._cell(row, "parent")
        return Record(
            entry_id=f"{self.dataset.prefix}:{self._cell(row, 'id') or row.line}",
            name=name,
            latitude=latitude,
            longitude=longitude,
            feature_class=self._cell(row, "feature_class") or self.feature[0],
            feature_code=self._cell(row, "feature_code") or self.feature[1],
            country_code=country_code_of(country),
            parent=self._full(parent) if parent else None,
            population=population,
            bounds=row.bounds,
            names=tuple((one, NameKind.ALTERNATE) for one in others if check_name(one) is None),
            source=row.source,
            line=row.line,
        )

    def _full(self, entry_id: str) -> str:
        return entry_id if ":" in entry_id else f"{self.dataset.prefix}:{entry_id}"

    def _point(self, row: TableRow) -> tuple[float, float]:
        if self._columns.get("latitude") and self._columns.get("longitude"):
            return parse_degrees(self._cell(row, "latitude"), self._cell(row, "longitude"))
        if row.latitude is None or row.longitude is None:
            raise ValueError("no coordinates; name their columns by --columns")
        return row.latitude, row.longitude
