"""What a run did, as one object: all that its report says, and what machines read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.errors import UnknownEntryError
from geo.gazetteer import Gazetteer
from geo.model import Provenance
from geo.runs.counting import Counts
from geo.settings import Settings
from geo.version import __version__

__all__ = ["Part", "describe_run"]

_SLOWEST = 10
_MOST_REJECTIONS = 100

# Name, whole and meaning of each share.
_SHARES = (
    ("documents_published", "documents", "documents with a day of publication"),
    ("documents_with_event", "documents", "documents with an event"),
    ("documents_with_place", "documents", "documents with an event that has a place"),
    ("documents_with_day", "documents", "documents with an event that has a day"),
    ("documents_with_copies", "documents", "documents that copy another, or are copied"),
    ("toponyms_resolved", "toponyms", "names of places that were resolved"),
    ("events_located", "events", "events with a place"),
    ("events_dated", "events", "events with a day"),
    ("events_confirmed", "events", "events of several independent reports"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a run and how long it took."""

    part: str
    documents: int
    rejected: int
    characters: int
    seconds: float


def describe_run(
    counts: Counts,
    *,
    about: Mapping[str, Any],
    settings: Settings,
    provenance: Iterable[Provenance],
    gazetteer: Gazetteer,
    parts: Sequence[Part] = (),
) -> dict[str, Any]:
    """Return what a run did, as mappings, lists, texts and numbers.

    Parameters
    ----------
    counts
        Figures of its tables.
    about
        What was asked for, when, and how long it took: `command`, `inputs`, `outputs`,
        `started`, `seconds`.
    settings
        Choices of the run.
    provenance
        Its components.
    gazetteer
        Names countries.
    parts
        Those that the documents were cut into.
    """
    return {
        "made_with": f"conflict-geo {__version__}",
        **about,
        "totals": dict(sorted(counts.totals.items())),
        "coverage": list(_coverage(counts)),
        "countries": [
            {"country_code": code, "name": _country(code, gazetteer), "toponyms": number}
            for code, number in sorted(counts.countries.items(), key=lambda one: (-one[1], one[0]))
        ],
        "events": [
            {"event_type": kind, "month": month, "events": number}
            for (kind, month), number in sorted(
                counts.types.items(), key=lambda one: (one[0][0] or "", one[0][1] or "")
            )
        ],
        "rejections": list(_rejections(counts)),
        "parts": _parts(parts),
        "components": [asdict(item) for item in provenance],
        "settings": {name: _plain(value) for name, value in asdict(settings).items()},
    }


def _coverage(counts: Counts) -> Iterable[dict[str, Any]]:
    for name, whole, meaning in _SHARES:
        of = counts.totals[whole]
        yield {
            "name": name,
            "meaning": meaning,
            "count": counts.totals[name],
            "of": of,
            "share": round(counts.totals[name] / of, 4) if of else None,
        }


def _country(code: str, gazetteer: Gazetteer) -> str:
    try:
        return gazetteer.country(code).name
    except UnknownEntryError:
        return code


def _rejections(counts: Counts) -> Iterable[dict[str, Any]]:
    """Yield reasons, the commonest first, and as one what is left."""
    found = sorted(counts.rejections.items(), key=lambda one: (-one[1].count, one[0]))
    told = 0
    for (stage, _), one in found[:_MOST_REJECTIONS]:
        told += one.count
        yield {
            "stage": stage,
            "reason": one.example,
            "count": one.count,
            "first_documents": list(one.documents),
        }
    if (rest := counts.totals["rejected"] - told) > 0:
        yield {"stage": "", "reason": "other reasons", "count": rest, "first_documents": []}


def _parts(parts: Sequence[Part]) -> dict[str, Any]:
    slowest = sorted(parts, key=lambda part: (-part.seconds, part.part))[:_SLOWEST]
    return {
        "count": len(parts),
        "seconds": round(sum(part.seconds for part in parts), 3),
        "slowest": [asdict(part) for part in slowest],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value
