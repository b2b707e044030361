"""Who takes part in a reported act, and whether two reports name the same sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from geo.model import Actor, ActorType, Participant

__all__ = ["Parties", "Party", "contradict", "parties_of", "parties_of_sides", "share"]

# Who counts as source and who as target of these is a matter of wording: all sides take part.
_MUTUAL_TYPES = frozenset({"CONSULT", "AGREE", "COOPERATE"})
_EVERY_SIDE = "all"
# Of talks between several, one report names some and another others: two they share are enough.
_FEWEST_TALKING = 2

_COUNTRY_ACTORS = frozenset(
    {ActorType.STATE, ActorType.GOVERNMENT, ActorType.PERSON, ActorType.MILITARY}
)
_ARMED = frozenset({ActorType.REBEL, ActorType.MILITIA, ActorType.TERRORIST})
# Who these are is not said: they may be anybody that another report names.
_VAGUE = frozenset({ActorType.CIVILIAN, ActorType.UNKNOWN, ActorType.MEDIA})
# "Men", "people", "residents": that two reports name them says nothing at all.
_ANYBODY = "text:civilian:"
# Services of one state that reports tell apart (PLOVER sectors): army, police, intelligence.
_SERVICES = frozenset({"MIL", "COP", "SPY"})


class Party(NamedTuple):
    """One who takes part in an act, as far as it tells acts apart."""

    side: str
    actor_id: str
    kind: ActorType
    country_code: str | None
    service: str | None

    @property
    def is_named(self) -> bool:
        """Whether it is an actor of the lexicon, not words of the text."""
        return not self.actor_id.startswith("text:")

    @property
    def key(self) -> str | None:
        """What another report of the act would have too: a minister and his state are one side."""
        if self.actor_id.startswith(_ANYBODY):
            return None
        if self.kind in _COUNTRY_ACTORS and self.country_code:
            return f"{self.side}:country:{self.country_code}"
        return f"{self.side}:{self.actor_id}"


@dataclass(frozen=True, slots=True, eq=False)
class Parties:
    """The sides of an act; `keys` are what identifies those who are somebody in particular."""

    sides: tuple[tuple[str, tuple[Party, ...]], ...]
    keys: frozenset[str]

    @property
    def roles(self) -> frozenset[str]:
        """The sides of which somebody is identified."""
        return frozenset(key.partition(":")[0] for key in self.keys)


def parties_of(participants: Iterable[Participant], event_type: str) -> Parties:
    """Return the sides of an act."""
    mutual = event_type in _MUTUAL_TYPES
    return parties_of_sides(
        _party(item.mention.actor, _EVERY_SIDE if mutual else str(item.role))
        for item in participants
    )


def parties_of_sides(parties: Iterable[Party]) -> Parties:
    """Return the sides that parties stand on."""
    return _parties(frozenset(parties))


def _party(actor: Actor, side: str) -> Party:
    service = actor.sector if actor.sector in _SERVICES else None
    return Party(side, actor.actor_id, actor.type, actor.country_code, service)


@lru_cache(maxsize=65_536)
def _parties(parties: frozenset[Party]) -> Parties:
    sides = {party.side for party in parties}
    ordered = sorted(parties, key=lambda party: (party.actor_id, party.country_code or ""))
    return Parties(
        sides=tuple(
            (side, tuple(party for party in ordered if party.side == side))
            for side in sorted(sides)
        ),
        keys=frozenset(key for party in parties if (key := party.key) is not None),
    )


@lru_cache(maxsize=65_536)
def share(one: Parties, other: Parties) -> int:
    """Return how many of those who are somebody in particular take part in both acts."""
    return len(one.keys & other.keys)


@lru_cache(maxsize=65_536)
def contradict(one: Parties, other: Parties) -> bool:
    """Return whether two acts cannot be one, as both name a side and nobody of it can be the same.

    "The U.S. and Iran met", "the U.S. and Russia met"; "the army arrested men", "the police
    arrested men". Unnamed people may be anybody, a person stands for his country, and rebels of
    a country may be any group of it.
    """
    others = dict(other.sides)
    return any(_differ(side, parties, others.get(side, ())) for side, parties in one.sides)


def _differ(side: str, first: tuple[Party, ...], second: tuple[Party, ...]) -> bool:
    if side != _EVERY_SIDE:
        met = any(_may_be_one(a, b) for a, b in product(first, second))
        return bool(first and second) and not met
    alone = [a for a in first if not any(_may_be_one(a, b) for b in second)]
    rest = [b for b in second if not any(_may_be_one(a, b) for a in first)]
    return bool(alone and rest) and len(first) - len(alone) < _FEWEST_TALKING


def _may_be_one(one: Party, other: Party) -> bool:
    if one.actor_id == other.actor_id or one.kind in _VAGUE or other.kind in _VAGUE:
        return True
    if one.kind in _COUNTRY_ACTORS and other.kind in _COUNTRY_ACTORS:
        services = {one.service, other.service} - {None}
        return _are_of_one_country(one, other) and len(services) < 2  # noqa: PLR2004 - not two that differ
    if ActorType.PERSON in {one.kind, other.kind}:
        return _are_of_one_country(one, other)
    alike = one.kind is other.kind or (one.kind in _ARMED and other.kind in _ARMED)
    generic = not (one.is_named and other.is_named)
    return alike and generic and _are_of_one_country(one, other)


def _are_of_one_country(one: Party, other: Party) -> bool:
    countries = {one.country_code, other.country_code} - {None}
    return len(countries) < 2  # noqa: PLR2004 - of an unknown country, or of the same
