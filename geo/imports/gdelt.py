"""GDELT 2.0 and 1.0 events: as they are published, without a header, or with one.

References
----------
The GDELT Event Database Data Format Codebook V2.0: `ActionGeo_Type`, `ActionGeo_CountryCode`
(FIPS 10-4), `EventCode` (CAMEO). Its countries of actors are CAMEO's, mostly those of ISO.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.imports.cells import Rows
from geo.imports.codes import (
    TEXT,
    actor_codes,
    arrow,
    change_each,
    countries,
    event_codes,
    map_codes,
    map_each,
    series,
)
from geo.imports.coding import Coded, actor_of, joined, located, precision_of, typed
from geo.imports.sources import Head

__all__ = ["SIGNATURE", "bare_columns", "read_gdelt"]

_ACTOR = (
    "code name countrycode knowngroupcode ethniccode religion1code religion2code type1code "
    "type2code type3code"
)
_GEO = "type fullname countrycode adm1code adm2code lat long featureid"
_PLACES = ("actor1geo", "actor2geo", "actiongeo")
_HEAD = ("globaleventid", "sqldate", "monthyear", "year", "fractiondate")
_EVENT = (
    "isrootevent eventcode eventbasecode eventrootcode quadclass goldsteinscale nummentions "
    "numsources numarticles avgtone"
)
_TAIL = ("dateadded", "sourceurl")


def _columns(*, with_adm2: bool) -> tuple[str, ...]:
    actors = [f"actor{number}{part}" for number in "12" for part in _ACTOR.split()]
    parts = [part for part in _GEO.split() if with_adm2 or part != "adm2code"]
    places = [f"{place}_{part}" for place in _PLACES for part in parts]
    return (*_HEAD, *actors, *_EVENT.split(), *places, *_TAIL)


# Version 2.0 has the second-order divisions that 1.0 lacks; the oldest files have no address.
_FORMS = {
    len(form): form
    for form in (
        _columns(with_adm2=True),
        _columns(with_adm2=False),
        _columns(with_adm2=False)[:-1],
    )
}
SIGNATURE = frozenset({"globaleventid", "eventcode", "actiongeo_type"})
"""Columns that every table with a header has, and no other dataset."""
_HOST = r"^https?://(?:www\.)?(?P<host>[^/:?#]+)"
_PARTS = 3
_DAY_DIGITS = 8
_STATEMENT = "01"
_LENGTHS = (4, 3, 2)
_ROOTS = [f"{number:02}" for number in range(1, 21)]


def bare_columns(head: Head) -> tuple[str, ...] | None:
    """Return the columns of a table as GDELT publishes them: without a header."""
    cells = head.cells
    is_bare = (
        head.delimiter == "\t"
        and len(cells) in _FORMS
        and cells[0].isdigit()
        and cells[1].isdigit()
        and len(cells[1]) == _DAY_DIGITS
    )
    return _FORMS[len(cells)] if is_bare else None


def read_gdelt(rows: Rows) -> Coded:
    """Turn rows of GDELT events into coded events.

    The place is that of the action. GDELT names texts by their address alone: there is no
    sentence to show, and no count of the dead. What CAMEO calls a public statement has no type
    in PLOVER, so these rows are refused.
    """
    code = rows.text("eventcode")
    known = event_codes("cameo")
    is_statement = code.str.startswith(_STATEMENT).fillna(value=False)
    rows.leave_out(is_statement, "public statements (CAMEO 01), for which PLOVER has no event type")
    key = _known_part(code, frozenset(known))
    _check_codes(rows, code, key, is_statement)
    precision, meaning = precision_of(rows, "actiongeo_type", scheme="gdelt-geo", absent={"0"})
    name = rows.text("actiongeo_fullname")
    parts = _parts(name)
    day = rows.date("sqldate", "day", forms=("%Y%m%d", "%Y-%m-%d"))
    url = rows.text("sourceurl")
    return Coded(
        dataset="gdelt",
        columns={
            "identity": rows.identity("globaleventid"),
            **typed(key, "cameo"),
            "cameo": code,
            "date_start": day,
            "date_end": day,
            "date_precision": pd.Series(1, index=day.index).where(day.notna()),
            **located(
                rows,
                place=parts[0],
                precision=precision,
                latitude="actiongeo_lat",
                longitude="actiongeo_long",
            ),
            "country_code": map_codes(rows.text("actiongeo_countrycode"), countries("fips")),
            "admin1": _division(parts, rows.text("actiongeo_type")),
            "place_reason": joined([meaning, name], ": "),
            "document": url,
            "title": url,
            "publisher": _host(url),
            "url": url.where(url.str.match(r"https?://").fillna(value=False)),
            "coder": pd.Series("GDELT", index=day.index, dtype=TEXT),
            **_actor(rows, "1"),
            **_actor(rows, "2"),
        },
    )


def _parts(names: pd.Series) -> list[pd.Series]:
    """Return the parts of "Homs, Hims, Syria", without the spaces around them."""
    coded = arrow(names).combine_chunks().dictionary_encode()
    split = [_split(name) for name in coded.dictionary.to_pylist()]
    columns = zip(*split, strict=True) if split else [()] * _PARTS
    parts = [pc.take(pa.array(part, pa.large_string()), coded.indices) for part in columns]
    return [series(pa.chunked_array([part]), names.index) for part in parts]


@lru_cache(100_000)
def _split(name: str) -> tuple[str | None, ...]:
    parts = [part.strip() or None for part in name.split(",", _PARTS - 1)]
    return (*parts, *[None] * (_PARTS - len(parts)))


def _host(urls: pd.Series) -> pd.Series:
    """Return the servers that addresses name."""

    def hosts(texts: pa.Array) -> pa.Array:
        return pc.struct_field(pc.extract_regex(texts, _HOST), "host")

    return change_each(urls, hosts)


def _check_codes(rows: Rows, code: pd.Series, key: pd.Series, is_statement: pd.Series) -> None:
    """Refuse codes that are none of CAMEO's, or that a spreadsheet took for numbers."""
    start = code.str.slice(0, len(_STATEMENT))
    root = rows.text("eventrootcode").fillna(start)
    is_whole = (start.fillna("") == root.fillna("")) & root.isin(_ROOTS)
    rows.refuse(
        (key.isna() | ~is_whole) & ~is_statement,
        lambda index: (
            f"eventcode is {code[index]!r} with the root {root[index]!r}, expected "
            "codes of CAMEO with their leading zeros; read the file as text"
        ),
    )


def _known_part(codes: pd.Series, known: frozenset[str]) -> pd.Series:
    """Return the longest beginning of each code that is known: 1951 is a kind of 195."""

    def part(code: str) -> str | None:
        return next((code[:length] for length in _LENGTHS if code[:length] in known), None)

    return map_each(codes, part)


def _division(parts: Sequence[pd.Series], kind: pd.Series) -> pd.Series:
    """Return the first-order division: of "Homs, Hims, Syria" the second part, else the first."""
    is_town = kind.isin(["3", "4"])
    is_division = kind.isin(["2", "5"])
    return parts[1].where(is_town & parts[2].notna(), parts[0].where(is_division))


def _actor(rows: Rows, number: str) -> dict[str, pd.Series]:
    code = rows.text(f"actor{number}code")
    name = rows.text(f"actor{number}name").fillna(code)
    country = rows.text(f"actor{number}countrycode")
    kind = rows.text(f"actor{number}type1code")
    # An actor that is a country and nothing more is the state.
    is_state = (code == country).fillna(value=False).astype(bool)
    kind = kind.mask(kind.isna() & is_state, "STA")
    return actor_of(
        "source" if number == "1" else "target",
        key=joined([code, name], "/"),
        name=change_each(name, pc.utf8_title),
        kind=kind,
        known=actor_codes("cameo-actor"),
        country=map_codes(country, countries("cameo")),
        surface=name,
    )
