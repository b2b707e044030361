"""Read the dump of GeoNames: allCountries, one country or cities; names, hierarchy and codes.

The forms are those of GeoNames' own readme: tab-separated UTF-8 without quotes or header.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geo.errors import GazetteerError
from geo.gazetteer.records import Dataset, NameRecord, Record
from geo.gazetteer.rejections import RejectedRow
from geo.gazetteer.sources.known import Codes, KnownDivisions, geonames_id
from geo.gazetteer.sources.reading import (
    check_name,
    parse_degrees,
    parse_population,
    read_lines,
    read_rows,
)
from geo.gazetteer.sources.territories import check_country_code, country_code_of
from geo.gazetteer.store import NameKind

__all__ = ["GeoNames", "is_dump", "is_name", "role_of"]

_COLUMNS: Mapping[str, frozenset[int]] = {
    "places": frozenset({19}),
    "names": frozenset({10}),
    "hierarchy": frozenset({2, 3}),
    "divisions": frozenset({4}),
    "countries": frozenset({19}),
}

# Of several entries of one country code: the state itself first, then dependent territories.
_STATES = ("PCLI", "PCLS", "PCLF", "PCLD", "PCLIX", "PCL", "TERR")

# What alternateNamesV2 calls a language and is none: links, codes, postcodes.
_NO_LANGUAGES = frozenset(
    {"link", "post", "iata", "icao", "faac", "tcid", "unlc", "wkdt", "phon", "piny", "fr_1793"}
)

# A name without any capital letter in ASCII is a machine's transliteration of another script
# ("a lei po", "hlb"), which no text uses; three capitals are an airport's code.
_MACHINE_NAME = re.compile(r"[^A-Z]*[a-z][^A-Z]*", re.ASCII)
_AIRPORT = re.compile(r"[A-Z]{3}")

_FILES = {
    "names": re.compile(r"alternatenames(v2)?([_-].*)?", re.IGNORECASE),
    "hierarchy": re.compile(r"hierarchy.*", re.IGNORECASE),
    "divisions": re.compile(r"admin[12]codes.*", re.IGNORECASE),
    "countries": re.compile(r"countryinfo.*", re.IGNORECASE),
}
_COMMENT = b"#"

# Files whose rows begin with the id of a place; those of the others begin with a code.
_BY_ID = frozenset({"places", "names", "hierarchy"})
_CODE = re.compile(rb"[A-Z]{2}(\.[^\t]+)?$")

_LONGEST_ID = 10

# Of divisions and continents a row is kept in mind: it need not be taken from elsewhere.
_DIVISION = "A"
_CONTINENT = "CONT"

_SETTLEMENT = b"\tP\t"


def is_name(name: str) -> bool:
    """Return whether an alternate name of GeoNames is one, not a code or a machine's work."""
    if not name.isascii():
        return True
    return not _MACHINE_NAME.fullmatch(name) and not _AIRPORT.fullmatch(name)


def is_dump(path: Path) -> bool:
    """Return whether a file is of the dump: tables of tabs without a header, ids or codes first."""
    if path.suffix.lower() not in {".txt", ".zip", ".gz"}:
        return False
    lines = (line for _, line in read_lines(path))
    role = role_of(path)
    if role == "countries":
        lines = (line for line in lines if not line.startswith(_COMMENT))
    cells = next(lines, b"").rstrip(b"\r\n").split(b"\t")
    begins = cells[0].isdigit() if role in _BY_ID else _CODE.match(cells[0]) is not None
    return len(cells) in _COLUMNS[role] and begins


def role_of(path: Path) -> str:
    """Return what a file of the dump holds, by its name.

    Returns
    -------
    `places`, `names`, `hierarchy`, `divisions` (codes and names of divisions) or `countries`.
    """
    stem = path.name.partition(".")[0]
    return next((role for role, name in _FILES.items() if name.fullmatch(stem)), "places")


@dataclass(slots=True, kw_only=True)
class GeoNames:
    """The files of a dump that make one gazetteer.

    Parameters
    ----------
    places
        Files of 19 columns.
    names
        Files of alternate names (10 columns); where there is one, the column `alternatenames` of
        the places is not used: it holds the same names, and codes among them.
    hierarchy
        Files of parent and child ids.
    divisions
        `admin1CodesASCII`, `admin2Codes`: which division a code stands for, and its English name.
    countries
        `countryInfo`: which entry is the country of a code, its English name and its people.
    classes
        Feature classes to keep; empty keeps all.
    known
        Divisions of another gazetteer, for codes that no row of the dump stands for: a dump of
        settlements has no rows of divisions.
    """

    places: Sequence[Path]
    names: Sequence[Path] = ()
    hierarchy: Sequence[Path] = ()
    divisions: Sequence[Path] = ()
    countries: Sequence[Path] = ()
    classes: Collection[str] = ()
    known: KnownDivisions | None = None
    _divisions: dict[Codes, int] = field(default_factory=dict, init=False)
    _countries: dict[str, tuple[int, int]] = field(default_factory=dict, init=False)
    _parents: dict[int, int] = field(default_factory=dict, init=False)
    _populations: dict[int, int] = field(default_factory=dict, init=False)
    _english: dict[int, str] = field(default_factory=dict, init=False)
    """English names of divisions and countries, as the files of codes have them."""
    _changed: bytes = field(default=b"", init=False)
    _containers: set[int] = field(default_factory=set, init=False)
    """Ids that places have named as what contains them."""
    _written: set[int] = field(default_factory=set, init=False)
    """Ids of the divisions and continents of the dump."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        return (
            *self.places,
            *self.names,
            *self.hierarchy,
            *self.divisions,
            *self.countries,
        )

    def datasets(self) -> list[Dataset]:
        """Return the dataset; its version is the date of the last change in it."""
        self._survey()
        return [
            Dataset(
                name="geonames",
                prefix="geonames",
                title="GeoNames",
                licence="CC-BY-4.0",
                url="https://www.geonames.org/",
                version=self._changed.decode(),
            )
        ]

    def records(self) -> Iterator[Record | RejectedRow]:
        """Yield the places, in the order of the files, then divisions that are known without."""
        self._survey()
        for path in self.places:
            for row in read_rows(path, columns=_COLUMNS["places"]):
                if isinstance(row, RejectedRow):
                    yield row
                elif not self.classes or row[1][6] in self.classes:
                    yield from self._place(path.name, *row)
        if self.known is not None:
            yield from self.known.records(self._containers, self._written)

    def further_names(self) -> Iterator[NameRecord | RejectedRow]:
        """Yield the alternate names; those of places that are not in the dump are passed over."""
        for path in self.names:
            for row in read_rows(path, columns=_COLUMNS["names"]):
                if isinstance(row, RejectedRow):
                    yield row
                    continue
                line, (_, number, language, name, *marks) = row
                if language in _NO_LANGUAGES or (not language and not is_name(name)):
                    continue
                fault = check_name(name) or ("" if _is_number(number) else "no id of a place")
                if fault:
                    yield RejectedRow(source=path.name, line=line, reason=fault)
                    continue
                kind = NameKind.HISTORIC if marks[3] == "1" else NameKind.ALTERNATE
                kind = NameKind.ABBREVIATION if language == "abbr" else kind
                yield NameRecord(entry_id=geonames_id(number), name=name, kind=kind)

    def _place(self, source: str, line: int, cells: list[str]) -> Iterator[Record | RejectedRow]:
        try:
            latitude, longitude = parse_degrees(cells[4], cells[5])
            number = _number(cells[0])
            population = parse_population(cells[14])
        except ValueError as error:
            yield RejectedRow(source=source, line=line, reason=str(error))
            return
        if fault := check_name(cells[1]) or check_country_code(cells[8]):
            yield RejectedRow(source=source, line=line, reason=fault)
            return
        parent = self._parent(number, cells)
        if parent:
            self._containers.add(parent)
        if cells[6] == _DIVISION or cells[7] == _CONTINENT:
            self._written.add(number)
        yield Record(
            entry_id=geonames_id(number),
            name=cells[1],
            latitude=latitude,
            longitude=longitude,
            feature_class=cells[6] or "U",
            feature_code=cells[7] or cells[6] or "U",
            country_code=country_code_of(cells[8]),
            parent=geonames_id(parent) if parent else None,
            population=population or self._populations.get(number, 0),
            names=self._names(number, cells),
            source=source,
            line=line,
        )

    def _names(self, number: int, cells: list[str]) -> tuple[tuple[str, NameKind], ...]:
        found = [] if self.names or not cells[3] else cells[3].split(",")
        kept = [name for name in found if is_name(name) and check_name(name) is None]
        if cells[2] and cells[2] != cells[1] and check_name(cells[2]) is None:
            kept.append(cells[2])
        if number in self._english:
            kept.append(self._english[number])
        return tuple((name, NameKind.ALTERNATE) for name in kept)

    def _parent(self, number: int, cells: list[str]) -> int | None:
        """Return the smallest division that contains a place: as stated, or by its codes."""
        stated = self._parents.get(number)
        if stated:
            return stated
        codes = (cells[8], *cells[10:14])
        for count in range(len(codes), 1, -1):
            division = self._division(codes[:count])
            if division and division != number:
                return division
        country = self._countries.get(cells[8])
        return country[1] if country and country[1] != number else None

    def _division(self, codes: Codes) -> int | None:
        if (own := self._divisions.get(codes)) or self.known is None:
            return own
        return self.known.find(codes)

    def _survey(self) -> None:
        """Find the divisions and countries, which rows name by their codes alone."""
        if self._changed:
            return
        for path in self.hierarchy:
            self._survey_hierarchy(path)
        for path in self.divisions:
            self._survey_codes(path)
        for path in self.countries:
            self._survey_countries(path)
        for path in self.places:
            self._survey_places(path)
        if not self._changed:
            raise GazetteerError(
                f"{', '.join(path.name for path in self.places)}: no row of a GeoNames dump; "
                "expected 19 columns, tab-separated, the last one a date"
            )

    def _survey_places(self, path: Path) -> None:
        for _, line in read_lines(path):
            changed = line.rstrip()[-10:]
            if changed > self._changed and _is_date(changed):
                self._changed = changed
            if b"\tA\t" in line:
                self._survey_division(line)
            elif self.known is not None and _SETTLEMENT in line:
                self._survey_settlement(line, self.known)

    def _survey_hierarchy(self, path: Path) -> None:
        for row in read_rows(path, columns=_COLUMNS["hierarchy"]):
            if isinstance(row, RejectedRow):
                raise GazetteerError(f"{row}: not a hierarchy of GeoNames")
            parent, child, kind = (*row[1], "")[:3]
            if _is_number(parent) and _is_number(child) and parent != child:
                # Of several parents the administrative one counts.
                if kind == "ADM":
                    self._parents[int(child)] = int(parent)
                else:
                    self._parents.setdefault(int(child), int(parent))

    def _survey_codes(self, path: Path) -> None:
        """Take which division each code stands for, such as `SY.09`."""
        for row in read_rows(path, columns=_COLUMNS["divisions"]):
            if isinstance(row, RejectedRow):
                raise GazetteerError(f"{row}: no codes of GeoNames' divisions")
            code, name, _, number = row[1]
            if _is_number(number) and check_name(name) is None:
                self._divisions[tuple(code.split("."))] = int(number)
                self._english[int(number)] = name

    def _survey_countries(self, path: Path) -> None:
        for row in read_rows(path, columns=_COLUMNS["countries"], comment=_COMMENT):
            if isinstance(row, RejectedRow):
                raise GazetteerError(f"{row}: not GeoNames' table of countries")
            code, name, people, number = (row[1][at] for at in (0, 4, 7, 16))
            if _is_number(number) and check_name(name) is None:
                self._countries[code] = (-1, int(number))
                self._english[int(number)] = name
                self._populations[int(number)] = int(people) if people.isdecimal() else 0

    def _survey_division(self, line: bytes) -> None:
        cells = line.decode("utf-8", "replace").split("\t")
        if len(cells) not in _COLUMNS["places"] or not _is_number(cells[0]):
            return
        code = cells[7]
        if code in {"ADM1", "ADM2", "ADM3", "ADM4"}:
            codes = (cells[8], *cells[10 : 10 + int(code[3])])
            self._divisions.setdefault(codes, int(cells[0]))
        elif code in _STATES:
            rank = (_STATES.index(code), int(cells[0]))
            self._countries[cells[8]] = min(self._countries.get(cells[8], rank), rank)

    def _survey_settlement(self, line: bytes, known: KnownDivisions) -> None:
        cells = line.decode("utf-8", "replace").split("\t")
        if len(cells) not in _COLUMNS["places"] or not _is_number(cells[0]):
            return
        try:
            latitude, longitude = parse_degrees(cells[4], cells[5])
        except ValueError:
            return
        codes = (cells[8], *cells[10:12])
        known.observe(int(cells[0]), codes, latitude=latitude, longitude=longitude)


def _number(text: str) -> int:
    """Return the id of a place: GeoNames' are positive and of ten digits at most."""
    if not _is_number(text):
        raise ValueError(f"{text[:20]!r} is no id of a place")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID


def _is_date(text: bytes) -> bool:
    return re.fullmatch(rb"\d{4}-\d\d-\d\d", text) is not None
