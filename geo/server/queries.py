"""Query strings of OGC API Features, read strictly: what is asked for, or why it cannot be."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from geo.schema import Column, Table

__all__ = [
    "CRS84",
    "DEFAULT_LIMIT",
    "MOST_ITEMS",
    "Bounds",
    "Period",
    "QueryError",
    "check_collection_query",
    "check_item_query",
    "check_plain_query",
    "read_arguments",
    "read_bounds",
    "read_period",
    "read_value",
]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude, latitude, WGS 84: the one reference system that is served."""

DEFAULT_LIMIT = 100
MOST_ITEMS = 10_000
"""Features on a page where none are asked for, and at most."""

_MOST_ARGUMENTS = 100
_HALF_TURN, _FULL_TURN = 180.0, 360.0
_MOST_LATITUDE = 90.0
_FLAT, _SOLID = 4, 6

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
# 18 digits fit the integers of every client.
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_OPEN = ("", "..")
_BOOLEANS = {"true": True, "false": False}
_MOST_SHOWN = 60


class QueryError(ValueError):
    """A query that cannot be answered: what was found, and what is expected."""


class Bounds(NamedTuple):
    """A box in degrees; west is greater than east where it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


class Period(NamedTuple):
    """The first and the last day of a time; `None` where it is open."""

    first: dt.date | None
    last: dt.date | None


def read_arguments(query: str) -> dict[str, str]:
    """Return the arguments of a query string.

    Raises
    ------
    QueryError
        If it is no UTF-8, names an argument twice, or has over a hundred.
    """
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_ARGUMENTS
        )
    except UnicodeDecodeError as error:
        raise QueryError("the query string is no UTF-8") from error
    except ValueError as error:
        raise QueryError(f"the query string has more than {_MOST_ARGUMENTS} parameters") from error
    arguments: dict[str, str] = {}
    for name, value in pairs:
        if name in arguments:
            raise QueryError(f"{_show(name)} is given twice; give it once")
        arguments[name] = value
    return arguments


def check_plain_query(arguments: Mapping[str, str]) -> None:
    """Refuse all but `f=json` where a document takes no parameters.

    Raises
    ------
    QueryError
        If there is another.
    """
    _check_names(arguments, {"f"})
    _check_format(arguments)


def check_item_query(arguments: Mapping[str, str]) -> None:
    """Refuse all but `f=json` and `crs=` CRS84, which a single feature takes.

    Raises
    ------
    QueryError
        If there is another.
    """
    _check_names(arguments, {"f", "crs"})
    _check_format(arguments)
    _check_crs(arguments)


def check_collection_query(arguments: Mapping[str, str], table: Table) -> dict[str, str]:
    """Return the arguments of a query of many features, each sound and in its plain form.

    Raises
    ------
    QueryError
        If one is unknown (OGC 17-069r4, `/req/core/query-param-unknown`) or unsound
        (`/req/core/query-param-invalid`).

    Notes
    -----
    A `limit` beyond the greatest is no error but means the greatest
    (`/req/core/fc-limit-response-1`).
    """
    columns = {column.name: column for column in table.columns if column.kind != "geometry"}
    known = {"f", "bbox", "bbox-crs", "crs", "datetime", "limit", "offset"}
    _check_names(arguments, known | {"properties", "skipGeometry"} | columns.keys())
    _check_format(arguments)
    _check_crs(arguments)
    sound = {name: value for name, value in arguments.items() if name in columns}
    for name, value in sound.items():
        read_value(value, columns[name])
    sound |= _paging(arguments)
    if "bbox" in arguments:
        sound["bbox"] = ",".join(map(repr, read_bounds(arguments["bbox"].split(","))))
    if "datetime" in arguments:
        read_period(arguments["datetime"])
        sound["datetime"] = arguments["datetime"]
    return sound | _shape(arguments, columns)


def _paging(arguments: Mapping[str, str]) -> dict[str, str]:
    limit = _count(arguments, "limit", DEFAULT_LIMIT)
    if limit < 1:
        raise QueryError("limit is 0, expected a number of features from 1 on")
    offset = _count(arguments, "offset", 0)
    return {"limit": str(min(limit, MOST_ITEMS)), "offset": str(offset)}


def _shape(arguments: Mapping[str, str], columns: Mapping[str, Column]) -> dict[str, str]:
    """Return which parts of features are asked for."""
    shape = {}
    if "properties" in arguments:
        for name in arguments["properties"].split(","):
            if name not in columns:
                raise QueryError(f"properties names {_show(name)}, expected {_listed(columns)}")
        shape["properties"] = arguments["properties"]
    if "skipGeometry" in arguments:
        given = arguments["skipGeometry"].lower()
        if given not in _BOOLEANS:
            raise QueryError(f"skipGeometry is {_show(given)}, expected true or false")
        shape["skipGeometry"] = given
    return shape


def _check_names(arguments: Mapping[str, str], known: set[str]) -> None:
    for name in arguments:
        if name not in known:
            raise QueryError(f"unknown parameter {_show(name)}, expected {_listed(known)}")


def _check_format(arguments: Mapping[str, str]) -> None:
    if arguments.get("f", "json") != "json":
        raise QueryError(f"f is {_show(arguments['f'])}: only json is served")


def _check_crs(arguments: Mapping[str, str]) -> None:
    for name in ("crs", "bbox-crs"):
        if arguments.get(name, CRS84) != CRS84:
            raise QueryError(f"{name} is {_show(arguments[name])}: only {CRS84} is served")


def _count(arguments: Mapping[str, str], name: str, default: int) -> int:
    given = arguments.get(name)
    if given is None:
        return default
    if not _COUNT.fullmatch(given):
        raise QueryError(f"{name} is {_show(given)}, expected a whole number that is not negative")
    return int(given)


def read_bounds(values: Sequence[str]) -> Bounds:
    """Return the box of four numbers, or of six, whose heights mean nothing here.

    West greater than east crosses the antimeridian (OGC 17-069r4, 7.15.3). Longitudes beyond
    180 go on around the globe; latitudes beyond the poles end there.

    Raises
    ------
    QueryError
        If these are no such numbers.
    """
    wanted = "four numbers: west,south,east,north, or six with heights"
    if len(values) not in {_FLAT, _SOLID}:
        raise QueryError(f"bbox has {len(values)} values, expected {wanted}")
    for value in values:
        if not _NUMBER.fullmatch(value) or not math.isfinite(float(value)):
            raise QueryError(f"bbox has {_show(value)}, expected {wanted}")
    numbers = [float(value) for value in values]
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    if len(numbers) == _SOLID and numbers[2] > numbers[5]:
        raise QueryError("bbox has its lowest height above its highest")
    if south > north:
        raise QueryError(f"bbox has its south, {south}, north of its north, {north}")
    if west > east and max(abs(west), abs(east)) > _HALF_TURN:
        raise QueryError("bbox crosses the antimeridian with longitudes beyond 180 or -180")
    return Bounds(*_around(west, east, _latitude(south), _latitude(north)))


def _latitude(value: float) -> float:
    return max(-_MOST_LATITUDE, min(_MOST_LATITUDE, value))


def _around(
    west: float, east: float, south: float, north: float
) -> tuple[float, float, float, float]:
    if east - west >= _FULL_TURN:
        return -_HALF_TURN, south, _HALF_TURN, north
    if max(abs(west), abs(east)) <= _HALF_TURN:
        return west, south, east, north
    return _wrap(west), south, _wrap(east), north


def _wrap(longitude: float) -> float:
    return (longitude + _HALF_TURN) % _FULL_TURN - _HALF_TURN


def read_period(text: str) -> Period:
    """Return the days that an instant or an interval touches, in Universal Time.

    Raises
    ------
    QueryError
        If it is no day or moment of RFC 3339, nor two of them with `/` between, of which one
        may be `..` or empty.
    """
    ends = text.split("/")
    if len(ends) == 1:
        day = _day(text, text)
        return Period(day, day)
    if len(ends) != len(Period._fields) or all(end in _OPEN for end in ends):
        raise _no_period(text)
    first, last = (None if end in _OPEN else _day(end, text) for end in ends)
    if first is not None and last is not None and last < first:
        raise QueryError(f"datetime is {_show(text)}, which ends before it begins")
    return Period(first, last)


def _day(end: str, text: str) -> dt.date:
    try:
        if _DAY.fullmatch(end):
            return dt.date.fromisoformat(end)
        if _MOMENT.fullmatch(end):
            return dt.datetime.fromisoformat(end.upper()).astimezone(dt.UTC).date()
    except (ValueError, OverflowError) as error:
        raise _no_period(text) from error
    raise _no_period(text)


def _no_period(text: str) -> QueryError:
    return QueryError(
        f"datetime is {_show(text)}, expected 2016-08-24, 2016-08-24T12:00:00Z, or an interval "
        "such as 2016-08-01/2016-08-31, 2016-08-01/.. or ../2016-08-31"
    )


def read_value(text: str, column: Column) -> Any:
    """Return the value that a column is asked to have.

    Raises
    ------
    QueryError
        If the column cannot have it.
    """
    kind = column.kind
    try:
        if kind == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "number" and _NUMBER.fullmatch(text):
            return float(text)
        if kind == "boolean" and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        if kind == "date" and _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError as error:
        raise QueryError(f"{column.name} is {_show(text)}, expected {_KINDS[kind]}") from error
    if kind == "text":
        return text
    raise QueryError(f"{column.name} is {_show(text)}, expected {_KINDS[kind]}")


_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a day as YYYY-MM-DD",
}


def _listed(names: Mapping[str, Any] | set[str]) -> str:
    return "one of " + ", ".join(sorted(names))


def _show(text: str) -> str:
    return repr(text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…")
