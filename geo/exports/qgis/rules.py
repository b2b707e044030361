"""Which symbol an event or a place has: rules as QGIS's legend shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from geo.exports.qgis.elements import column, literal
from geo.exports.qgis.symbols import Symbol, area, diamond, halo, mark, plain_area, region
from geo.looks import LOW_SCORE, group_of, look, types_by_group
from geo.model import Geoprecision, Status
from geo.resources import read_table

__all__ = [
    "FEATURE_CLASS",
    "Rule",
    "area_rules",
    "halo_rules",
    "mark_rules",
    "mention_rules",
    "say",
]

FEATURE_CLASS = "place_feature_class"
"""Column with the class of an event's place, which the project joins to the events."""

_PRECISION = f"coalesce({column('geoprecision')}, {Geoprecision.EXACT:d})"
_IS_COUNTRY = f"({_PRECISION} >= {Geoprecision.COUNTRY:d})"
_IS_WIDE = f"({_PRECISION} >= {Geoprecision.SECOND_DIVISION:d})"
_INFERRED = f"coalesce({column('place_inferred')}, false)"
_DONE = f"{column('status')} = {literal(Status.ACTUAL)}"
_UNSURE = f"(coalesce({column('score')}, 1) < {LOW_SCORE} OR {_INFERRED})"

_STYLES: Mapping[str, tuple[str, str]] = {
    "solid": (f"{_DONE} AND NOT {_UNSURE}", ""),
    "hollow": (f"{_DONE} AND {_UNSURE}", "key.hollow"),
    "dashed": (f"NOT {_DONE}", "key.status"),
}
"""Filter of each style, and the key of what the legend adds to the name of the type."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """Which features have a symbol, what the legend calls them, and the rules among them.

    A rule applies to the features that its own filter and those of the rules around it let
    through; without a filter to all, with `ELSE` to those that no rule beside it draws.
    """

    label: str
    filter: str = ""
    symbol: Symbol | None = None
    rules: tuple[Rule, ...] = field(default=())


def say(key: str) -> str:
    """Return a text of the map's interface, in English."""
    return _words()[key]


@cache
def _words() -> Mapping[str, str]:
    return {row["key"]: row["en"] for row in read_table("words.csv")}


def mark_rules(points: pd.DataFrame) -> tuple[Rule, ...]:
    """Return the rules of events at points: by group and type, and by how sure they are.

    A point that stands for a country is not drawn: it would say "here" where the text says
    "somewhere in".

    Parameters
    ----------
    points
        The rows of the events that are drawn so; the legend holds what they have.
    """
    types = set(points["event_type"])
    rules = []
    for group, of_group in types_by_group().items():
        kinds = tuple(
            rule
            for one in of_group
            if one in types
            for rule in _styles(
                points[points["event_type"] == one],
                group,
                label=say(f"type.{one}"),
                filter_=f"{column('event_type')} = {literal(one)} AND ",
            )
        )
        if kinds:
            rules.append(Rule(label=say(f"group.{group}"), filter=_is_any(of_group), rules=kinds))
    others = points[points["event_type"].map(group_of) == "other"]
    if len(others):
        label = say("group.other")
        kinds = _styles(others, "other", label=label)
        rules.append(Rule(label=label, filter="ELSE", rules=kinds))
    return tuple(rules)


def area_rules(areas: pd.DataFrame) -> tuple[Rule, ...]:
    """Return the rules of events in areas: divisions and regions hatched, countries outlined."""
    groups = set(areas["event_type"].map(group_of))
    rules = [
        Rule(label=say(f"group.{group}"), filter=_is_any(types), rules=_kinds_of_area(group))
        for group, types in types_by_group().items()
        if group in groups
    ]
    if "other" in groups:
        rules.append(Rule(label=say("group.other"), filter="ELSE", rules=_kinds_of_area("other")))
    return tuple(rules)


def halo_rules(*, joined: bool) -> tuple[Rule, ...]:
    """Return the rules of how exactly the place of an event at a point is known.

    Parameters
    ----------
    joined
        Whether the class of the place is joined to the events; without it no place is taken for
        an exact site.
    """
    settled = f"coalesce({column(FEATURE_CLASS)}, 'P') = 'P'" if joined else "true"
    site = f"({_PRECISION} <= {Geoprecision.EXACT:d} AND NOT {settled})"
    filters = {
        "settlement": f"NOT {site} AND NOT {_INFERRED} AND NOT {_IS_WIDE}",
        "wide": f"NOT {_INFERRED} AND {_IS_WIDE}",
        "inferred": f"NOT {site} AND {_INFERRED}",
        "exact": site,
    }
    return tuple(
        Rule(label=say(f"key.{kind}"), filter=f"NOT {_IS_COUNTRY} AND {one}", symbol=halo(kind))
        for kind, one in filters.items()
        if joined or kind != "exact"
    )


def mention_rules(*, areas: bool) -> tuple[Rule, ...]:
    """Return the rule of places that texts name."""
    symbol = plain_area(look(".geo-area-sample")) if areas else diamond()
    return (Rule(label="A place that the texts name", symbol=symbol),)


def _styles(events: pd.DataFrame, group: str, *, label: str, filter_: str = "") -> tuple[Rule, ...]:
    """Return the rules of how sure some events are: of the styles that they have."""
    done = (events["status"] == Status.ACTUAL).to_numpy(dtype=bool)
    unsure = (
        events["score"].fillna(1).lt(LOW_SCORE) | events["place_inferred"].fillna(value=False)
    ).to_numpy(dtype=bool)
    found = {"solid": done & ~unsure, "hollow": done & unsure, "dashed": ~done}
    return tuple(
        Rule(
            label=f"{label}: {_small(say(word))}" if word else label,
            filter=f"{filter_}NOT {_IS_COUNTRY} AND {one}",
            symbol=mark(group, style),
        )
        for style, (one, word) in _STYLES.items()
        if np.any(found[style])
    )


def _kinds_of_area(group: str) -> tuple[Rule, ...]:
    kinds: Mapping[str, tuple[str, Callable[[str], Symbol]]] = {
        "A division or region as a whole": (f"NOT {_IS_COUNTRY}", area),
        "A country as a whole": (_IS_COUNTRY, region),
    }
    return tuple(
        Rule(label=label, filter=one, symbol=symbol(group))
        for label, (one, symbol) in kinds.items()
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _is_any(types: tuple[str, ...]) -> str:
    return f"{column('event_type')} IN ({', '.join(map(literal, types))})"
