"""Read administrative divisions of OCHA's Common Operational Datasets, with their place codes.

Tables and layers have a row for each division of their lowest level, and columns for it and all
above: ADM1_EN, ADM1_AR, ADM1_PCODE; since 2025 adm1_name, adm1_name1, adm1_pcode; before 2018
admin1Name_en, admin1Pcode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo.errors import GazetteerError
from geo.gazetteer.records import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.reading import check_name
from geo.gazetteer.sources.tabular import TableRow, read_header, read_table
from geo.gazetteer.sources.territories import country_code_of
from geo.gazetteer.store import NameKind
from geo.geodesy import find_middle
from geo.model import Bounds

__all__ = ["CodTables", "is_cod"]

_CODE = re.compile(r"adm(?:in)?(\d)_?p_?code")
_NAME = re.compile(r"adm(?:in)?(\d)_?(?!p_?code|type)(.+)")

# Which spelling is the main one; the first that is there.
_LANGUAGES = ("en", "name_en", "name", "fr", "es", "pt", "name_fr", "name_es", "name_pt")
_FORMS = re.compile(r"[a-z]{2}|name\w*|ref\w*|alt\w*|[a-z]{2}_?\d?")


@dataclass(slots=True, kw_only=True)
class _Division:
    """What is known of a division so far."""

    level: int
    name: str
    parent: str | None
    country: str
    row: TableRow
    names: dict[str, None] = field(default_factory=dict)
    point: tuple[float, float] | None = None
    bounds: Bounds | None = None
    members: list[tuple[float, float]] = field(default_factory=list)


def is_cod(header: Sequence[str]) -> bool:
    """Return whether a table has place codes of divisions."""
    return any(_CODE.fullmatch(name) for name in header)


@dataclass(slots=True, kw_only=True)
class CodTables:
    """Tables or layers of the divisions of a country, or of several.

    Parameters
    ----------
    paths
        Spreadsheets, CSV, GeoPackages or other layers; each adds levels, or points to levels.
    dataset
        Their title, licence and version, where the user says.
    """

    paths: Sequence[Path]
    dataset: Dataset
    _divisions: dict[str, _Division] = field(default_factory=dict, init=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        return tuple(self.paths)

    def datasets(self) -> list[Dataset]:
        """Return the dataset."""
        return [self.dataset]

    def further_names(self) -> Iterator[NameRecord | RejectedRow]:
        """Yield nothing: the names stand in the rows."""
        yield from ()

    def records(self) -> Iterator[Record | RejectedRow]:
        """Yield the divisions of all levels.

        A division that has no row of its own lies where the one of its members lies that is
        nearest to the middle of all.
        """
        for path in self.paths:
            columns = _columns(read_header(path))
            if not columns:
                raise GazetteerError(f"{path}: no column of place codes, such as ADM1_PCODE")
            for row in read_table(path):
                if isinstance(row, RejectedRow):
                    yield row
                else:
                    yield from self._take(row, columns)
        for code, division in self._divisions.items():
            # Countries are known already: a second one would compete with the first by name.
            if division.level:
                yield self._record(code, division)

    def _take(
        self, row: TableRow, columns: Mapping[int, tuple[str, Sequence[str]]]
    ) -> Iterator[RejectedRow]:
        parent, country, codes = None, "", []
        for level, (code_column, name_columns) in columns.items():
            code = row.cells.get(code_column, "")
            if not code:
                break
            names = [name for column in name_columns if (name := row.cells.get(column, ""))]
            if fault := next(filter(None, map(check_name, names or [""])), None):
                yield row.rejected(f"{code_column} {code[:20]!r}: {fault}")
                return
            # Codes begin with the country's: SY, SY02, SY0201.
            country = country or (code if country_code_of(code) else code[:2])
            division = self._divisions.setdefault(
                code,
                _Division(level=level, name=names[0], parent=parent, country=country, row=row),
            )
            division.names |= dict.fromkeys(names)
            codes.append(code)
            parent = code
        if not codes:
            yield row.rejected("no place code")
        elif row.latitude is not None and row.longitude is not None:
            point = (row.latitude, row.longitude)
            lowest = self._divisions[codes[-1]]
            lowest.point, lowest.bounds = lowest.point or point, lowest.bounds or row.bounds
            for code in codes[:-1]:
                self._divisions[code].members.append(point)

    def _record(self, code: str, division: _Division) -> Record | RejectedRow:
        point = division.point or _amid(division.members)
        if point is None:
            return division.row.rejected(
                f"{code!r} has no coordinates; add the boundaries as a layer, or a table with "
                "center_lat and center_lon"
            )
        prefix = self.dataset.prefix
        return Record(
            entry_id=f"{prefix}:{code}",
            name=division.name,
            latitude=point[0],
            longitude=point[1],
            feature_class="A",
            feature_code=f"ADM{division.level}",
            country_code=country_code_of(division.country),
            parent=f"{prefix}:{division.parent}" if division.parent else None,
            bounds=division.bounds,
            names=tuple(
                (name, NameKind.ALTERNATE) for name in division.names if name != division.name
            ),
            source=division.row.source,
            line=division.row.line,
        )


def _columns(header: Sequence[str]) -> dict[int, tuple[str, Sequence[str]]]:
    """Return the columns of code and names of each level, the main name first."""
    codes = {int(found[1]): name for name in header if (found := _CODE.fullmatch(name))}
    names: dict[int, list[tuple[int, str]]] = {level: [] for level in codes}
    for name in header:
        found = _NAME.fullmatch(name)
        if found and int(found[1]) in names and _FORMS.fullmatch(found[2]):
            form = found[2]
            rank = _LANGUAGES.index(form) if form in _LANGUAGES else len(_LANGUAGES)
            names[int(found[1])].append((rank, name))
    return {
        level: (codes[level], [name for _, name in sorted(names[level], key=lambda one: one[0])])
        for level in sorted(codes)
    }


def _amid(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the point nearest to the middle of several."""
    return points[find_middle(points)] if points else None
