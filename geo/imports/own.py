"""A user's own table of events, by a map of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from geo.errors import SettingsError
from geo.imports.cells import Rows, read_days
from geo.imports.codes import (
    TEXT,
    EventCode,
    alpha3_codes,
    countries,
    event_codes,
    map_codes,
)
from geo.imports.coding import Coded, joined, typed
from geo.imports.columns import ColumnMap, guess_columns
from geo.imports.vectors import AREA, LATITUDE, LONGITUDE, PRECISION
from geo.model import DatePrecision, Geoprecision

__all__ = ["read_own"]

_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y")
_MONTHS = ("%Y-%m", "%B %Y", "%b %Y")
_YEARS = ("%Y",)
_CLOCK = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*$"
_DAYS_OF_WEEK, _DAYS_OF_MONTH = 7, 31

_UNSAID = "the table gives a point and does not say how exact it is"


def read_own(rows: Rows, mapping: ColumnMap | None) -> Coded:
    """Turn rows of a user's table into coded events.

    A point of which the table does not say how exact it is, is taken as near, not as exact; a row
    without a point is its first-order division, or its country. A shape of a map layer stands for
    itself. A month or a year as a date is a span, as are two days.

    Parameters
    ----------
    rows
        The rows.
    mapping
        What the columns hold; `None` to tell by their names.
    """
    known = mapping or guess_columns(rows.names)
    if known is None:
        raise SettingsError(
            "no column is plainly a date or a type of event; name them (--column date=COLUMN)"
        )
    return _Own(rows=rows, mapping=known).coded()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    rows: Rows
    mapping: ColumnMap

    def coded(self) -> Coded:
        text = self.text
        spans = self._spans()
        place = self._place()
        title = text("title")
        url = text("url")
        return Coded(
            dataset="table",
            columns={
                "identity": self._identity(),
                **self._act(),
                **spans,
                **place,
                "fatalities_low": self.rows.count(self._column("fatalities_low")),
                "fatalities_best": self.rows.count(self._column("fatalities")),
                "fatalities_high": self.rows.count(self._column("fatalities_high")),
                "injured": self.rows.count(self._column("injured")),
                "document": url,
                "title": title.fillna(url),
                "publisher": text("publisher"),
                "published": read_days(_without_clock(text("published")), forms=self._forms(_DAYS)),
                "url": url.where(url.str.match(r"https?://").fillna(value=False)),
                "sentence": text("notes"),
                "coder": pd.Series(self.rows.file or "table", index=url.index, dtype=TEXT),
                **self._actor("source"),
                **self._actor("target"),
            },
        )

    def _column(self, name: str) -> str:
        """Return the column that holds something; one that no table has where none does."""
        return self.mapping.columns.get(name, "\x00").strip().lower()

    def text(self, name: str) -> pd.Series[str]:
        cells = self.rows.text(self._column(name))
        return cells.fillna(self.mapping.constants.get(name, pd.NA))

    def _identity(self) -> pd.Series[str]:
        if "id" in self.mapping.columns:
            return self.rows.identity(self._column("id"))
        numbers = self.rows.numbers.astype(str).astype(TEXT)
        return (self.rows.file + ":" + numbers).astype(TEXT)

    def _act(self) -> dict[str, pd.Series]:
        words = self.text("type")
        # A table of ours, and some of others, have the mode in a column of its own.
        both = joined([words, self.text("mode")], "-")
        cells = both.where(both.str.lower().isin(sorted(_all_codes())), words).str.lower()
        given = {word: code.lower() for word, code in self.mapping.types.items()}
        codes = map_codes(cells, given).fillna(cells)
        self.rows.refuse(
            ~codes.isin(sorted(_all_codes())), lambda index: self._unknown_type(words[index])
        )
        columns = typed(codes, "all")
        if given:
            columns["label"] = words
        return columns

    def _unknown_type(self, word: object) -> str:
        name = self.mapping.columns.get("type", "type")
        shown = "empty" if pd.isna(word) else repr(str(word)[:60])  # type: ignore[call-overload]
        told = ", ".join(sorted(self.mapping.types)[:12])
        said = f"under [type] ({told})" if told else "such as ASSAULT-aerial, Armed clash or 193"
        return (
            f"{name} is {shown}, expected a type of PLOVER, ACLED or CAMEO or a word {said}; "
            "add it to [type] in the file of --columns"
        )

    def _forms(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        return forms if self.mapping.date_format is None else (self.mapping.date_format,)

    def _spans(self) -> dict[str, pd.Series]:
        name = "date" if self._says("date") else "date_start"
        start, end = self._span(name)
        self.rows.refuse(
            start.isna(),
            lambda index: (
                f"{self.mapping.columns.get(name, name)} is {_shown(self.text(name)[index])}, "
                'expected a day as YYYY-MM-DD; say how it is written: date_format = "%d/%m/%Y"'
            ),
        )
        if self._says("date_end"):
            _, last = self._span("date_end")
            cells = self.text("date_end")
            self.rows.refuse(
                last.isna() & cells.notna(),
                lambda index: f"date_end is {_shown(cells[index])}, expected a day as YYYY-MM-DD",
            )
            end = last.fillna(end)
        self.rows.refuse(
            end < start, lambda index: f"date_end {end[index]:%Y-%m-%d} is before date_start"
        )
        return {"date_start": start, "date_end": end, "date_precision": _date_precision(start, end)}

    def _says(self, name: str) -> bool:
        return name in self.mapping.columns or name in self.mapping.constants

    def _span(self, name: str) -> tuple[pd.Series, pd.Series]:
        """Return first and last day of what a column gives: a day, a month or a year."""
        cells = _without_clock(self.text(name))
        day = read_days(cells, forms=self._forms(_DAYS))
        if self.mapping.date_format is not None:
            return day, day
        month = read_days(cells.where(day.isna()), forms=_MONTHS)
        year = read_days(cells.where(day.isna() & month.isna()), forms=_YEARS)
        last_of_month = month + pd.to_timedelta(month.dt.days_in_month - 1, unit="D")
        last_of_year = year + pd.to_timedelta(365 + year.dt.is_leap_year.astype(int) - 1, unit="D")
        ends = day.fillna(last_of_month.astype(day.dtype)).fillna(last_of_year.astype(day.dtype))
        return day.fillna(month).fillna(year), ends

    def _place(self) -> dict[str, pd.Series]:
        rows = self.rows
        latitude_name = LATITUDE if LATITUDE in rows.names else self._column("latitude")
        longitude_name = LONGITUDE if LATITUDE in rows.names else self._column("longitude")
        latitude = rows.number(latitude_name, minimum=-90, maximum=90)
        longitude = rows.number(longitude_name, minimum=-180, maximum=180)
        nowhere = (latitude == 0) & (longitude == 0)
        area = rows.text(AREA)
        outside = (rows.text(PRECISION) == "0").fillna(value=False)
        rows.refuse(outside, lambda _: "has a shape beyond 180 or 90 degrees; check its projection")
        code, country = self._country()
        precision, reason = self._precision(
            has_point=latitude.notna() & longitude.notna() & ~nowhere, has_area=area.notna()
        )
        return {
            "place_name": self.text("place"),
            "country_name": country,
            "country_code": code,
            "admin1": self.text("admin1"),
            "latitude": latitude.mask(nowhere),
            "longitude": longitude.mask(nowhere),
            "area": area,
            "geoprecision": precision,
            "place_reason": reason,
        }

    def _country(self) -> tuple[pd.Series[str], pd.Series[str]]:
        """Return codes, and names for those that have none; FIPS only where it is said so."""
        cells = self.text("country")
        upper = cells.str.upper()
        code = map_codes(upper, alpha3_codes())
        code = code.fillna(map_codes(upper, countries("iso-alpha2")))
        code = code.fillna(map_codes(cells.str.zfill(3), countries("iso-numeric")))
        code = code.fillna(map_codes(self.text("country_fips").str.upper(), countries("fips")))
        return code, cells.where(code.isna())

    def _precision(
        self, *, has_point: pd.Series[bool], has_area: pd.Series[bool]
    ) -> tuple[pd.Series[int], pd.Series[str]]:
        cells = self.text("precision").str.lower()
        given = map_codes(cells, self.mapping.precisions).fillna(cells).str.removesuffix(".0")
        known = _precisions()
        numbers = map_codes(given, known)
        column = self.mapping.columns.get("precision", "precision")
        self.rows.refuse(
            numbers.isna() & cells.notna(),
            lambda index: (
                f"{column} is {_shown(cells[index])}, expected 1 to 7 or a word under [precision] "
                "in the file of --columns"
            ),
        )
        said = numbers.notna()
        by_shape = self.rows.text(PRECISION).where(has_area)
        default = by_shape.fillna(_where(has_point, Geoprecision.NEAR))
        default = default.fillna(_where(self.text("admin1").notna(), Geoprecision.FIRST_DIVISION))
        country = self.text("country").notna() | self.text("country_fips").notna()
        default = default.fillna(_where(country, Geoprecision.COUNTRY))
        reason = ("precision " + cells).where(said)
        reason = reason.mask(~said & has_point & ~has_area, _UNSAID)
        return pd.to_numeric(numbers.fillna(default)).astype("Int64"), reason

    def _actor(self, role: str) -> dict[str, pd.Series]:
        name = self.text(role)
        return {f"{role}_{part}": name for part in ("key", "name", "surface")}


def _where(mask: pd.Series[bool], precision: Geoprecision) -> pd.Series[str]:
    return pd.Series(str(int(precision)), index=mask.index, dtype=TEXT).where(
        mask.fillna(value=False).astype(bool)
    )


@cache
def _all_codes() -> Mapping[str, EventCode]:
    return event_codes("all")


@cache
def _precisions() -> Mapping[str, str]:
    numbers = {str(int(precision)): str(int(precision)) for precision in Geoprecision}
    return numbers | {
        precision.name.lower().replace("_", " "): str(int(precision)) for precision in Geoprecision
    }


def _without_clock(cells: pd.Series[str]) -> pd.Series[str]:
    """Return days without the time of day: the day holds as it is written, in its own zone."""
    return cells.str.replace(_CLOCK, r"\1", regex=True)


def _date_precision(start: pd.Series, end: pd.Series) -> pd.Series:
    days = (end - start).dt.days + 1
    found = pd.Series(pd.NA, index=days.index, dtype="Int64").mask(days.notna(), DatePrecision.DAY)
    found = found.mask((days > 1).fillna(value=False), int(DatePrecision.DAYS))
    found = found.mask((days >= _DAYS_OF_WEEK).fillna(value=False), int(DatePrecision.WEEK))
    found = found.mask((days > _DAYS_OF_WEEK).fillna(value=False), int(DatePrecision.MONTH))
    return found.mask((days > _DAYS_OF_MONTH).fillna(value=False), int(DatePrecision.LONGER))


def _shown(value: object) -> str:
    return "empty" if pd.isna(value) else repr(str(value)[:60])  # type: ignore[call-overload]
