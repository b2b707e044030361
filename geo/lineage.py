"""Who came from whom: splits, mergers, new names, wings and members of armed groups and bodies.

`actor_relations.csv` holds what was so from and to a day. What is renamed goes on under the other's
name, what is merged goes on inside the other, what splits goes on beside it; these three happen on
a day. The others hold for a time.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from geo.lexicon import read_rows

__all__ = ["ActorRelation", "Relation", "describe_relations", "read_day", "relations_of"]

_DATE_PARTS = 3


class Relation(StrEnum):
    """How one actor stands to another."""

    ALLIED_WITH = "allied_with"
    """By a formal pledge or pact."""
    ARMED_WING_OF = "armed_wing_of"
    FACTION_OF = "faction_of"
    MEMBER_OF = "member_of"
    MERGED_INTO = "merged_into"
    RENAMED_TO = "renamed_to"
    SPLIT_FROM = "split_from"


ENDS = frozenset({Relation.MERGED_INTO, Relation.RENAMED_TO})
PARTS = frozenset({Relation.ARMED_WING_OF, Relation.FACTION_OF, Relation.MEMBER_OF})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRelation:
    """What `actor_id` was, became or did to `other_id`; the dates are as exact as is known.

    `since` and `until` are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, empty where not known.
    """

    actor_id: str
    relation: Relation
    other_id: str
    since: str
    until: str

    @property
    def valid_from(self) -> dt.date | None:
        """The first day on which it held, or the day on which it happened."""
        return read_day(self.since)

    @property
    def valid_to(self) -> dt.date | None:
        """The last day on which it held; `None` where it holds still, or no day is known."""
        return read_day(self.until, last=True)

    def is_true(self, *, on: dt.date) -> bool:
        """Return whether it held, or had happened, on a day."""
        return (self.valid_from or dt.date.min) <= on <= (self.valid_to or dt.date.max)


@lru_cache(maxsize=1 << 14)
def read_day(text: str, *, last: bool = False) -> dt.date | None:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as the first or last day of that time.

    Examples
    --------
    >>> read_day("2016-02", last=True)
    datetime.date(2016, 2, 29)
    """
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    if len(parts) == _DATE_PARTS:
        return dt.date(year, month, parts[2])
    return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)


@cache
def _relations() -> Mapping[str, tuple[ActorRelation, ...]]:
    groups: defaultdict[str, list[ActorRelation]] = defaultdict(list)
    for row in read_rows("actor_relations"):
        relation = ActorRelation(
            actor_id=row["actor_id"],
            relation=Relation(row["relation"]),
            other_id=row["other_id"],
            since=row["valid_from"],
            until=row["valid_to"],
        )
        groups[relation.actor_id].append(relation)
        groups[relation.other_id].append(relation)
    return {actor_id: tuple(relations) for actor_id, relations in groups.items()}


def relations_of(actor_id: str) -> tuple[ActorRelation, ...]:
    """Return all relations that an actor is on either side of, in the order of the table.

    Examples
    --------
    >>> for item in relations_of("group:jabhat-fatah-al-sham"):
    ...     print(item.actor_id, item.relation, item.other_id, item.since)
    group:al-nusra-front renamed_to group:jabhat-fatah-al-sham 2016-07-28
    group:jabhat-fatah-al-sham merged_into group:hayat-tahrir-al-sham 2017-01-28
    """
    return _relations().get(actor_id, ())


def describe_relations(actor_id: str) -> Mapping[str, str | None]:
    """Return whom an actor came from, became, and belongs to, each in words for a table.

    Returns
    -------
    `predecessors`: what was renamed to it, merged into it, or what it split from;
    `successors`: what it was renamed to or merged into; `part_of`: whose armed wing, faction or
    member it is. Ids with the time in brackets, parted by "; "; `None` where there are none.

    Examples
    --------
    >>> describe_relations("group:jabhat-fatah-al-sham")["successors"]
    'group:hayat-tahrir-al-sham (merged_into 2017-01-28)'
    """
    known = relations_of(actor_id)
    own = [item for item in known if item.actor_id == actor_id]
    origin = [(item.other_id, item) for item in own if item.relation is Relation.SPLIT_FROM]
    origin += [
        (item.actor_id, item)
        for item in known
        if item.other_id == actor_id and item.relation in ENDS
    ]
    return {
        "predecessors": _listed(origin),
        "successors": _listed((item.other_id, item) for item in own if item.relation in ENDS),
        "part_of": _listed((item.other_id, item) for item in own if item.relation in PARTS),
    }


def _listed(items: Iterable[tuple[str, ActorRelation]]) -> str | None:
    return "; ".join(f"{actor_id} ({_when(item)})" for actor_id, item in _by_day(items)) or None


def _by_day(
    items: Iterable[tuple[str, ActorRelation]],
) -> list[tuple[str, ActorRelation]]:
    """Return relations from the earliest to the latest; those without a day come first."""
    return sorted(items, key=lambda pair: (pair[1].since, pair[0], pair[1].relation))


def _when(item: ActorRelation) -> str:
    """Say what happened and when: "member_of 2015-03 to 2016-07-28"."""
    until = f"to {item.until}" if item.until else ""
    return " ".join(filter(None, (str(item.relation), item.since, until)))
