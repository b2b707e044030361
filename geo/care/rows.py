"""Tables of an atlas as rows, and back; ids that would give a name away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from geo.atlas import Atlas
from geo.care.names import Names
from geo.schema import TABLES, build

__all__ = ["Row", "Rows", "atlas_of", "has_care", "note_care", "quoted", "rename", "rows_of"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Cells that hold words of the texts, or words made of them.
_QUOTING: Mapping[str, tuple[str, ...]] = {
    "documents": ("title", "publisher"),
    "places": ("surface", "reason", "alternatives", "sentence"),
    "events": ("headline", "place_reason"),
    "reports": ("surface", "sentence", "place_surface", "date_surface", "context_words"),
    "actors": ("name",),
    "event_actors": ("surface",),
    "control": ("surface", "sentence"),
    "figures": ("surface", "attribution", "sentence"),
    "rejected": ("reason",),
}

_DOCUMENT_TABLES = ("documents", "places", "reports", "control", "figures", "rejected")

_COMPONENT = "care"


def rows_of(atlas: Atlas) -> Rows:
    """Return every table as mappings of column name to plain value; null is `None`."""
    return {name: _plain(frame) for name, frame in atlas.tables().items()}


def _plain(frame: pd.DataFrame) -> list[Row]:
    plain = pd.DataFrame(frame).astype(object)
    names = [str(name) for name in plain.columns]
    rows = plain.where(plain.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(names, row, strict=True)) for row in rows]


def atlas_of(rows: Rows) -> Atlas:
    """Return rows as an atlas; of rows that have become equal in their key the first stays."""
    return Atlas.of({name: build(TABLES[name], _distinct(name, rows[name])) for name in TABLES})


def _distinct(name: str, rows: Iterable[Row]) -> list[Row]:
    kept: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        kept.setdefault(tuple(row[column] for column in TABLES[name].key), row)
    return list(kept.values())


def quoted(
    rows: Rows, change: Callable[[str], str], is_telling: Callable[[str], bool] = lambda _: False
) -> Rows:
    """Return rows with every cell that quotes a text changed, and what else tells of it coarser.

    Of an address the site alone is left, and not that where its name is telling: the rest is the
    title again, and leads to the text. The groups of duplicates, which are hashes of sentences
    or ids, become numbers: whoever knows all but the name in a sentence could find it by trying.
    """
    changed = {
        name: [
            row
            | {
                column: change(row[column])
                for column in _QUOTING.get(name, ())
                if row[column] is not None
            }
            for row in table
        ]
        for name, table in rows.items()
    }
    for row in changed["documents"]:
        site = _site(row["url"])
        row["url"] = None if site is None or is_telling(site) else site
    groups: dict[str, str] = {}
    for row in (*changed["documents"], *changed["reports"]):
        if (group := row["duplicate_group"]) is not None:
            row["duplicate_group"] = groups.setdefault(group, str(len(groups) + 1))
    return changed


def _site(url: str | None) -> str | None:
    """Return scheme and host of an address, or `None` where it has none."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return f"{parts.scheme}://{host}/" if host and parts.scheme else None


def rename(rows: Rows, names: Names) -> Rows:
    """Return rows in which ids of documents and actors that hold a name are numbers instead.

    Reports, events and claims of such a document are numbered too: their ids are hashes of its id.
    """
    documents = _numbered(
        {row["document_id"] for name in _DOCUMENT_TABLES for row in rows[name]},
        names.is_spelt_by,
        "document",
    )
    actors = _numbered({row["actor_id"] for row in rows["actors"]}, names.is_told_by, "actor")
    hashes = _hashed_ids(rows["reports"], "report", documents)
    hashes |= _hashed_ids(rows["control"], "claim", documents)
    return {
        name: [_renamed(row, documents, actors, hashes) for row in table]
        for name, table in rows.items()
    }


def _numbered(
    ids: Iterable[str], is_telling: Callable[[str], bool], stem: str
) -> Mapping[str, str]:
    known = set(ids)
    names: dict[str, str] = {}
    number = 0
    for old in sorted(known):
        if is_telling(old):
            number += 1
            while f"{stem}-{number}" in known:
                number += 1
            names[old] = f"{stem}-{number}"
    return names


def _hashed_ids(rows: Iterable[Row], stem: str, documents: Mapping[str, str]) -> dict[str, str]:
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    key = f"{stem}_id"
    for row in sorted(rows, key=lambda row: (row.get("start") or 0, row[key])):
        document = documents.get(row["document_id"])
        if document is not None:
            numbers[document] = numbers.get(document, 0) + 1
            names[row[key]] = f"{document}:{stem}-{numbers[document]}"
    return names


def _renamed(
    row: Row, documents: Mapping[str, str], actors: Mapping[str, str], hashes: Mapping[str, str]
) -> Row:
    renamed = dict(row)
    for column, names in (
        ("document_id", documents),
        ("actor_id", actors),
        ("report_id", hashes),
        ("event_id", hashes),
        ("claim_id", hashes),
    ):
        if row.get(column) in names:
            renamed[column] = names[row[column]]
    for column in ("place_id", "origin_place_id", "destination_place_id", "figure_id"):
        document, _, span = str(row.get(column) or "").rpartition(":")
        if document in documents:
            renamed[column] = f"{documents[document]}:{span}"
    return renamed


def note_care(rows: Rows, choice: str) -> Rows:
    """Return rows whose provenance says what was done for the people in the texts."""
    others = [row for row in rows["provenance"] if row["component"] != _COMPONENT]
    done = [*_choices(rows["provenance"]), choice]
    detail = ", ".join(dict.fromkeys(map(_phrase, done)))
    note = {
        "component": _COMPONENT,
        "version": "; ".join(dict.fromkeys(done)),
        "detail": detail[:1].upper() + detail[1:],
    }
    return rows | {"provenance": [*others, note]}


_PHRASES: Mapping[str, str] = {
    "coarsen=division": "places coarsened to first-order divisions",
    "coarsen=settlement": "places coarsened to settlements",
    "redact=persons": "private persons redacted",
    "redact=all-persons": "persons redacted",
    "omit=sentences": "quotations omitted",
}


def _phrase(choice: str) -> str:
    """Say a choice in words, for credits and the map."""
    return _PHRASES.get(choice) or f"places coarsened to cells of {choice.partition('=')[2]}"


def has_care(atlas: Atlas, choice: str) -> bool:
    """Return whether the provenance of an atlas says that a choice was applied last of its kind."""
    kind = choice.split("=", maxsplit=1)[0]
    same = [done for done in _choices(_plain(atlas.provenance)) if done.split("=")[0] == kind]
    return same[-1:] == [choice]


def _choices(provenance: Iterable[Row]) -> list[str]:
    return [
        choice
        for row in provenance
        if row["component"] == _COMPONENT
        for choice in row["version"].split("; ")
    ]
