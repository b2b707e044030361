"""Read Who's On First: the SQLite distribution, meta files (CSV) and bundles of GeoJSON.

The columns and properties are those of Who's On First's own schema: `spr` (standard places
response) and `names` in SQLite, `wof:`, `geom:`, `lbl:` and `name:` properties in GeoJSON.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer.records import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.reading import check_name, parse_degrees
from geo.gazetteer.sources.tabular import read_table
from geo.gazetteer.sources.territories import country_code_of
from geo.gazetteer.store import NameKind
from geo.lexicon import read_rows
from geo.model import Bounds

__all__ = ["WhosOnFirst", "is_meta"]

_SQLITE_SUFFIXES = frozenset({".sqlite", ".db", ".sqlite3"})
_LARGEST_FEATURE_BYTES = 200_000_000
_BOX = 4

_SPR = """
SELECT id, parent_id, name, placetype, country, latitude, longitude,
       min_longitude, min_latitude, max_longitude, max_latitude
FROM spr
WHERE coalesce(is_current, -1) <> 0 AND coalesce(is_deprecated, 0) <= 0
  AND coalesce(is_superseded, 0) <= 0
ORDER BY id
"""
_NAMES = "SELECT id, name FROM names ORDER BY id, name"


def is_meta(header: Sequence[str]) -> bool:
    """Return whether a table is a meta file."""
    return {"id", "name", "placetype", "parent_id"} <= set(header)


@cache
def _features() -> Mapping[str, tuple[str, str]]:
    return {
        row["placetype"]: (row["feature_class"], row["feature_code"])
        for row in read_rows("placetypes")
    }


@dataclass(slots=True, kw_only=True)
class WhosOnFirst:
    """A distribution, a meta file, or a folder of features.

    Places that are deprecated, superseded or no longer current, and venues and other kinds that
    name no place of news, are passed over.
    """

    path: Path
    dataset: Dataset

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read; a bundle has too many to name."""
        return (self.path,) if self.path.is_file() else ()

    def datasets(self) -> list[Dataset]:
        """Return the dataset."""
        return [self.dataset]

    def records(self) -> Iterator[Record | RejectedRow]:
        """Yield the places."""
        if self.path.is_dir():
            yield from self._read_bundle()
        elif self.path.suffix.lower() in _SQLITE_SUFFIXES:
            yield from self._read_database()
        else:
            yield from self._read_meta()

    def further_names(self) -> Iterator[NameRecord | RejectedRow]:
        """Yield the names of a SQLite distribution; those of features stand with the places."""
        if self.path.suffix.lower() not in _SQLITE_SUFFIXES or self.path.is_dir():
            return
        for number, (place, name) in enumerate(self._query(_NAMES), start=1):
            text = str(name or "")
            if fault := check_name(text):
                yield RejectedRow(source=f"{self.path.name}[names]", line=number, reason=fault)
                continue
            entry_id = f"{self.dataset.prefix}:{place}"
            yield NameRecord(entry_id=entry_id, name=text, kind=NameKind.ALTERNATE)

    def _query(self, statement: str) -> Iterator[tuple[Any, ...]]:
        try:
            connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)
            try:
                yield from connection.execute(statement)
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise GazetteerError(
                f"{self.path}: not a distribution of Who's On First ({error}); expected the "
                "tables 'spr' and 'names'"
            ) from error

    def _read_database(self) -> Iterator[Record | RejectedRow]:
        for number, row in enumerate(self._query(_SPR), start=1):
            place, parent, name, placetype, country, latitude, longitude, *box = row
            yield from self._record(
                RejectedRow(source=f"{self.path.name}[spr]", line=number, reason=""),
                {
                    "id": place,
                    "parent": parent,
                    "name": name,
                    "placetype": placetype,
                    "country": country,
                    "latitude": latitude,
                    "longitude": longitude,
                    "box": box,
                },
            )

    def _read_meta(self) -> Iterator[Record | RejectedRow]:
        for row in read_table(self.path):
            if isinstance(row, RejectedRow):
                yield row
                continue
            cells = row.cells
            if cells.get("superseded_by") or cells.get("deprecated") not in {"", None, "u", "uuuu"}:
                continue
            yield from self._record(
                row.rejected(""),
                {
                    **cells,
                    "parent": cells["parent_id"],
                    "country": cells.get("iso_country") or cells.get("wof_country") or "",
                    "latitude": cells.get("lbl_latitude") or cells.get("geom_latitude"),
                    "longitude": cells.get("lbl_longitude") or cells.get("geom_longitude"),
                    "box": (cells.get("bbox") or "").split(","),
                },
            )

    def _read_bundle(self) -> Iterator[Record | RejectedRow]:
        paths = sorted(self.path.rglob("*.geojson"))
        if not paths:
            raise GazetteerError(f"{self.path}: holds no .geojson files")
        for path in paths:
            if "-alt-" in path.name:
                continue
            place = RejectedRow(source=str(path.relative_to(self.path)), line=0, reason="")
            try:
                feature = json.loads(_read_feature(path))
                fields = _properties(feature["properties"], feature.get("bbox"))
            except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                yield _because(place, f"no feature of Who's On First ({error})")
                continue
            if fields:
                yield from self._record(place, fields)

    def _record(
        self, place: RejectedRow, fields: Mapping[str, Any]
    ) -> Iterator[Record | RejectedRow]:
        feature = _features().get(str(fields["placetype"]))
        if feature is None:
            return
        name = str(fields["name"] or "")
        try:
            latitude, longitude = parse_degrees(str(fields["latitude"]), str(fields["longitude"]))
        except ValueError as error:
            yield _because(place, str(error))
            return
        if fault := check_name(name):
            yield _because(place, fault)
            return
        parent = str(fields["parent"] or "")
        yield Record(
            entry_id=f"{self.dataset.prefix}:{fields['id']}",
            name=name,
            latitude=latitude,
            longitude=longitude,
            feature_class=feature[0],
            feature_code=feature[1],
            country_code=country_code_of(str(fields["country"] or "")),
            # Ids below nought say that the parent is not known, or that there are several.
            parent=f"{self.dataset.prefix}:{parent}" if parent.isdecimal() else None,
            population=fields.get("population", 0),
            bounds=_bounds(fields["box"]),
            names=fields.get("names", ()),
            source=place.source,
            line=place.line,
        )


def _read_feature(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST_FEATURE_BYTES:
        raise ValueError(f"larger than {_LARGEST_FEATURE_BYTES:,} bytes")
    return path.read_bytes()


def _because(place: RejectedRow, reason: str) -> RejectedRow:
    return RejectedRow(source=place.source, line=place.line, reason=reason)


def _bounds(box: Sequence[Any] | None) -> Bounds | None:
    """Return a bounding box, if it is one and more than a point."""
    try:
        sides = [float(side) for side in box or ()]
    except (TypeError, ValueError):
        return None
    if len(sides) != _BOX or sides[0] == sides[2] or not all(abs(side) <= 180 for side in sides):  # noqa: PLR2004
        return None
    return Bounds(west=sides[0], south=sides[1], east=sides[2], north=sides[3])


def _properties(properties: Mapping[str, Any], box: Any) -> dict[str, Any] | None:
    """Return the fields of a feature; nothing for one that is out of date."""
    if (
        properties.get("mz:is_current") == 0
        or properties.get("wof:superseded_by")
        or properties.get("edtf:deprecated") not in {None, "", "u", "uuuu"}
    ):
        return None
    names = {
        str(name)
        for key, values in properties.items()
        if key.startswith("name:") and isinstance(values, list)
        for name in values
        if check_name(str(name)) is None
    }
    people = properties.get("wof:population") or properties.get("gn:population") or 0
    return {
        "id": properties["wof:id"],
        "parent": properties.get("wof:parent_id"),
        "name": properties["wof:name"],
        "placetype": properties["wof:placetype"],
        "country": properties.get("iso:country") or properties.get("wof:country"),
        "latitude": properties.get("lbl:latitude") or properties.get("geom:latitude"),
        "longitude": properties.get("lbl:longitude") or properties.get("geom:longitude"),
        "box": box,
        "population": people if isinstance(people, int) and people > 0 else 0,
        "names": tuple(
            (name, NameKind.ALTERNATE) for name in sorted(names - {properties["wof:name"]})
        ),
    }
