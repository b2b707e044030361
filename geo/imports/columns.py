"""Which columns of a user's own table hold what: a map, written by hand or guessed by names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import SettingsError

__all__ = ["NAMES", "ColumnMap", "guess_columns", "read_column_map"]

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("event_id", "id", "incident_id", "fid"),
    "date": ("date", "event_date", "incident_date", "day"),
    "date_start": ("date_start", "start_date"),
    "date_end": ("date_end", "end_date"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
    "precision": ("geoprecision", "where_prec"),
    "place": ("place_name", "place", "location", "locality"),
    "country": ("country_code", "country", "iso3"),
    "country_fips": (),
    "admin1": ("admin1", "adm1", "adm1_name"),
    "type": ("event_type", "type", "incident_type"),
    "mode": ("mode",),
    "source": (),
    "target": (),
    "fatalities": ("fatalities_best", "fatalities", "killed", "deaths"),
    "fatalities_low": ("fatalities_low",),
    "fatalities_high": ("fatalities_high",),
    "injured": ("injured", "wounded"),
    "title": ("headline", "title"),
    "notes": ("sentence", "notes", "description"),
    "url": ("url", "link", "source_url"),
    "publisher": ("publisher",),
    "published": ("published",),
}
"""Our names of what a table may hold, and columns that hold it beyond doubt where none is named.

Who is a source and who a target is never guessed: in most tables "source" is the publisher.
"""

_TABLES = ("columns", "constants", "type", "precision")
_OTHERS = ("date_format", "absent")
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What the columns of a table hold.

    Parameters
    ----------
    columns
        Columns by our names (`NAMES`); capitals do not count. Others are not read.
    constants
        What holds for all rows, by our names.
    types
        What the table's words for acts are: types and modes of PLOVER ("ASSAULT-aerial"), types
        and sub-event types of ACLED, or codes of CAMEO.
    precisions
        What the table's words for how exact a place is are: 1 to 7, as UCDP's `where_prec`.
    date_format
        How days are written, in the signs of `strptime`, where that is not ISO 8601.
    absent
        What the table writes for "not known".

    Raises
    ------
    SettingsError
        If a name is none of `NAMES`, one is given twice, or no column tells the day or the type.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    precisions: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    absent: tuple[str, ...] = ()
    told_by: str = "columns"

    def __post_init__(self) -> None:
        named = [*self.columns, *self.constants]
        unknown = sorted(set(named) - NAMES.keys())
        if unknown:
            raise SettingsError(
                f"{self.told_by}: {unknown[0]!r} is none of our names; they are {', '.join(NAMES)}"
            )
        twice = sorted(set(self.columns) & set(self.constants))
        if twice:
            raise SettingsError(f"{self.told_by}: {twice[0]} is a column and a constant; keep one")
        for wanted in (("type",), ("date", "date_start")):
            if not set(wanted) & set(named):
                raise SettingsError(
                    f"{self.told_by}: no column is named for {wanted[0]}; say which column it is "
                    f"(--column {wanted[0]}=COLUMN), or one value for all rows under [constants]"
                )

    @property
    def signature(self) -> frozenset[str]:
        """The columns that a table must have, in lower case."""
        return frozenset(name.strip().lower() for name in self.columns.values())


def read_column_map(path: Path | None, given: Sequence[str] = ()) -> ColumnMap | None:
    """Return the map that a file and a command line give.

    Parameters
    ----------
    path
        A TOML file with a table `[columns]`, and where wanted `[constants]`, `[type]`,
        `[precision]`, `date_format` and `absent`, or `None`.
    given
        Columns as `NAME=COLUMN`; they go before those of the file.

    Returns
    -------
    The map, or `None` where neither says anything.

    Raises
    ------
    SettingsError
        If the file cannot be read, or says something else than such maps do.
    """
    if path is None and not given:
        return None
    content = {} if path is None else _content(path)
    told_by = "--column" if path is None else str(path)
    tables = {name: _texts(content.get(name, {}), name, told_by) for name in _TABLES}
    absent = content.get("absent", [])
    if not (isinstance(absent, list) and all(isinstance(item, str) for item in absent)):
        raise SettingsError(f'{told_by}: absent is no list of texts; write absent = ["n/a"]')
    date_format = content.get("date_format")
    if not (date_format is None or (isinstance(date_format, str) and "%" in date_format)):
        raise SettingsError(
            f'{told_by}: date_format is {date_format!r}; write it as "%d/%m/%Y" for 31/01/2024'
        )
    return ColumnMap(
        columns={**tables["columns"], **_pairs(given)},
        constants=tables["constants"],
        types={word.lower(): code for word, code in tables["type"].items()},
        precisions={word.lower(): code for word, code in tables["precision"].items()},
        date_format=date_format,
        absent=tuple(absent),
        told_by=told_by,
    )


def _content(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            raise SettingsError(f"{path}: is no file; give a TOML file with a table [columns]")
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise SettingsError(f"{path}: is over {_MOST_BYTES:,} bytes; is it the table itself?")
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SettingsError(f"{path}: is no TOML ({' '.join(str(error).split())[:200]})") from error
    unknown = sorted(content.keys() - {*_TABLES, *_OTHERS})
    if unknown:
        known = ", ".join([*(f"[{name}]" for name in _TABLES), *_OTHERS])
        raise SettingsError(f"{path}: {unknown[0]!r} is none of {known}")
    return content


def _texts(given: object, name: str, told_by: str) -> dict[str, str]:
    if not isinstance(given, dict):
        raise SettingsError(f"{told_by}: {name} is no table; begin it with a line [{name}]")
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise SettingsError(f"{told_by}: [{name}] {key} is no text; write it within quotes")
    return {str(key): str(value) for key, value in given.items()}


def _pairs(given: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, sign, column = text.partition("=")
        if not (sign and name.strip() and column.strip()):
            raise SettingsError(f"--column {text}: write NAME=COLUMN, such as date=When")
        pairs[name.strip()] = column.strip()
    return pairs


def guess_columns(cells: Iterable[str]) -> ColumnMap | None:
    """Return a map by the names of columns alone; `None` where no day or type has a plain name."""
    present = set(cells)
    found = {
        name: column
        for name, columns in NAMES.items()
        if (column := next((one for one in columns if one in present), None)) is not None
    }
    if "date_start" in found:
        found.pop("date", None)
    if "type" not in found or not {"date", "date_start"} & found.keys():
        return None
    return ColumnMap(columns=found)
