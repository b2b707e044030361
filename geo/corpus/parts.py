"""The unit of work: a file of documents in, a folder of tables out."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from geo.atlas import Geography
from geo.atlas.rows import Row, Rows, rows_of
from geo.atlas.traits import Traits, traits_of
from geo.corpus.columns import columns_of, traits_columns
from geo.corpus.cutting import hash_file, read_cut
from geo.corrections import Changes, Corrections
from geo.duplicates import Signature
from geo.errors import OutputError
from geo.files import replacing_folder
from geo.model import Parsed, Rejected
from geo.pipeline import Components, parse_documents
from geo.schema import TABLES
from geo.settings import Settings

__all__ = [
    "ACCOUNT",
    "PERSONS",
    "SKETCHES",
    "TRAITS",
    "Account",
    "Contents",
    "process_part",
    "read_account",
    "rejected_in",
]

ACCOUNT = "part.json"
TRAITS = "traits"
PERSONS = "persons"
SKETCHES = "sketches"

_NO_CORRECTIONS = Corrections()
_PERSONS = pa.schema([("name", pa.string())])
_SKETCHES = pa.schema(
    [("document_id", pa.string()), ("published", pa.date32()), ("sketch", pa.binary())]
)
_TABLES = tuple(name for name in TABLES if name != "provenance")
_FILES = (ACCOUNT, *(f"{name}.parquet" for name in (*_TABLES, TRAITS, PERSONS, SKETCHES)))


_FORM = {
    **dict.fromkeys(("part", "input_sha256"), str),
    **dict.fromkeys(("made_with", "counts", "types", "countries", "files"), dict),
    "characters": int,
    "applied": list,
}
"""The columns of an account, and what stands in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a part was made from and holds: its row of the manifest.

    Parameters
    ----------
    part
        Name of its folder.
    input_sha256
        Checksum of the file of documents.
    made_with
        Version of each component.
    counts
        Rows of each table.
    characters
        Length of all texts.
    types
        Reports of each type of event and month of their first day, as `TYPE YYYY-MM`.
    countries
        Resolved names of places of each country.
    applied
        Lines of the corrections that changed something.
    files
        Checksum of each file of the part.
    """

    part: str
    input_sha256: str
    made_with: Mapping[str, str]
    counts: Mapping[str, int]
    characters: int
    types: Mapping[str, int]
    countries: Mapping[str, int]
    applied: Sequence[int]
    files: Mapping[str, str]

    @property
    def documents(self) -> int:
        """Documents that were read and parsed."""
        return self.counts["documents"]

    @property
    def rejected(self) -> int:
        """Documents, or records, that were not used."""
        return self.counts["rejected"]


def process_part(
    source: Path,
    target: Path,
    *,
    settings: Settings | None = None,
    corrections: Corrections = _NO_CORRECTIONS,
) -> Account:
    """Parse a file of documents into a folder of tables.

    A folder that was made from the same documents by the same components is left as it is, so
    that a run that was stopped can be run again.

    Parameters
    ----------
    source
        Documents: Parquet, JSON lines, or any other file that `read_documents` takes.
    target
        The folder, made or replaced as a whole. It holds the tables of an atlas, in which each
        report is an event of its own, as Parquet; `traits.parquet`, by which reports are
        merged; `sketches.parquet`, by which copies are found; and `part.json`.
    settings
        Choices of the run.
    corrections
        An analyst's corrections, replayed.

    Returns
    -------
    The account that `part.json` holds.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    DocumentError
        If the documents cannot be read at all.
    CorrectionError
        If a correction names an entry that the gazetteer does not have.
    """
    settings = settings or Settings()
    components = Components.open(settings)
    made_with = {item.component: item.version for item in components.provenance()}
    if corrections.items:
        made_with["corrections"] = corrections.checksum
    checksum = hash_file(source)
    known = read_account(target)
    if (
        known is not None
        and (known.input_sha256, known.made_with) == (checksum, made_with)
        and _is_whole(target, known)
    ):
        return known
    changes = Changes(
        corrections, gazetteer=components.gazetteer, find_actor=components.actors.find
    )
    contents = _parse(source, components, changes)
    rows = contents.rows
    with replacing_folder(target, known=_FILES) as scratch:
        contents.write(scratch)
        account = Account(
            part=target.name,
            input_sha256=checksum,
            made_with=made_with,
            counts={name: len(rows[name]) for name in _TABLES},
            characters=sum(row["characters"] for row in rows["documents"]),
            types=_count(map(_type_and_month, rows["events"])),
            countries=_count(row.get("country_code") for row in rows["places"]),
            applied=sorted(changes.applied),
            files={path.name: hash_file(path) for path in sorted(scratch.iterdir())},
        )
        text = json.dumps(asdict(account), indent=1, sort_keys=True) + "\n"
        (scratch / ACCOUNT).write_text(text, encoding="utf-8")
    return account


@dataclass(frozen=True, slots=True)
class Contents:
    """What a part holds of its documents, before it is written.

    Parameters
    ----------
    rows
        Of each table, each report as an event of its own.
    traits
        What is compared of each report.
    persons
        Names of persons.
    signatures
        What tells copies of each document.
    """

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    traits: list[Traits] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)
    signatures: list[Signature] = field(default_factory=list)

    def add(self, parsed: Parsed, geography: Geography) -> None:
        """Take in what was found in a document."""
        for name, given in rows_of(parsed, geography).items():
            self.rows[name] += given
        self.traits.extend(traits_of(parsed))
        self.persons.update(parsed.persons)
        document = parsed.document
        self.signatures.append(Signature(document.document_id, document.published, parsed.sketch))

    def reject(self, item: Rejected) -> None:
        """Take in what was not used."""
        self.rows["rejected"].append(
            {"document_id": item.document_id, "stage": item.stage, "reason": item.reason}
        )

    def write(self, folder: Path) -> None:
        """Write all files of the part but its account."""
        for name in _TABLES:
            _write(columns_of(self.rows[name], TABLES[name]), folder, name)
        _write(traits_columns(self.traits), folder, TRAITS)
        _write(pa.table({"name": sorted(self.persons)}, schema=_PERSONS), folder, PERSONS)
        signed = [item._asdict() for item in self.signatures]
        _write(pa.Table.from_pylist(signed, schema=_SKETCHES), folder, SKETCHES)


def _parse(source: Path, components: Components, changes: Changes) -> Contents:
    contents = Contents()
    documents = read_cut(source, settings=components.settings)
    for item in parse_documents(documents, settings=components.settings):
        if isinstance(item, Rejected):
            contents.reject(item)
        else:
            contents.add(changes.apply(item), components.gazetteer)
    return contents


def _write(columns: pa.Table, folder: Path, name: str) -> None:
    pq.write_table(columns, folder / f"{name}.parquet", compression="zstd")


def _type_and_month(row: Row) -> str:
    start = row["date_start"]
    return f"{row['event_type']} {start:%Y-%m}" if start is not None else f"{row['event_type']} ?"


def _count(values: Iterator[str | None]) -> dict[str, int]:
    counted = Counter(value for value in values if value is not None)
    return dict(sorted(counted.items()))


def read_account(folder: Path) -> Account | None:
    """Return what a part says of itself; `None` where that is missing or cannot be read."""
    try:
        told = json.loads((folder / ACCOUNT).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return Account(**told) if _is_account(told) else None


def _is_account(told: object) -> bool:
    """Return whether an account has the form that this version writes."""
    return (
        isinstance(told, dict)
        and told.keys() == _FORM.keys()
        and all(isinstance(told[name], kind) for name, kind in _FORM.items())
        and told["counts"].keys() == set(_TABLES)
        and told["files"].keys() == set(_FILES) - {ACCOUNT}
        and all(type(count) is int for count in told["counts"].values())
    )


def rejected_in(folder: Path) -> Iterator[Rejected]:
    """Yield what a part holds of documents that were not used.

    Raises
    ------
    OutputError
        If it is damaged.
    """
    try:
        rows = pq.read_table(folder / "rejected.parquet").to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise OutputError(f"{folder}: is damaged; run again, which makes it anew") from error
    for row in rows:
        yield Rejected(**row)


def _is_whole(folder: Path, account: Account) -> bool:
    """Return whether all files of a part are as they were written."""
    try:
        return all(hash_file(folder / name) == digest for name, digest in account.files.items())
    except OSError:
        return False
