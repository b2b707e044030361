"""The lexicon of actors: tables of actors, their names, offices, and nouns for unnamed actors."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geo.errors import GazetteerError
from geo.lexicon import read_rows
from geo.lineage import ActorRelation, Relation, read_day, relations_of
from geo.model import Actor, ActorType

__all__ = ["ActorLexicon", "ActorName", "ActorNoun", "Office", "fold", "slug", "words_of"]

_WORD = re.compile(r"[^\W_]+")

# Sectors whose members speak for the state of their country (PLOVER's GOV, LEG and SPY).
_STATE_SECTORS = frozenset({"GOV", "LEG", "SPY"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorName:
    """A name of an actor.

    `kind` is `name`, `alias`, `abbreviation`, `surname`, `organ` (a named body of the actor),
    `description` (words that mean it in reporting), `generic` (a name that others have too, taken
    where the actor's country is named) or `metonym` (a place that stands for it).
    An `exact` name is found only letter for letter: "IS" is not "is".
    """

    actor_id: str
    text: str
    words: tuple[str, ...]
    kind: str
    exact: bool
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorNoun:
    """A noun for unnamed actors.

    `acts` is `state` or `military` where the noun, with a country, means that country's state or
    armed forces, and `against` where its owner is whom it opposes: "its opponents". A `weak`
    noun takes its type from a noun before it ("rebel fighters"), a `collective` one also from
    one after it ("a column of soldiers"). `antecedents` are the types that it can stand for
    when definite: "the group". `office` is what a holder of it holds. `bare` says of which
    country it is when nothing says so: `local` of that of the places in its sentence,
    `document` of the country most written of, `capital` of that whose capital the sentence
    names, `none` unknown, `skip` no actor at all.
    """

    noun: str
    type: ActorType
    sector: str
    key: str
    label: str
    acts: str
    weak: bool
    collective: bool
    antecedents: frozenset[str]
    office: str
    bare: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office that a person held, for the actor `acts_for`, from and to a day."""

    actor_id: str
    office: str
    acts_for: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    def is_held(self, on: dt.date | None) -> bool:
        """Return whether it was held on a day; with no day, whether it has no known end."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from or dt.date.min) <= on <= (self.valid_to or dt.date.max)


class ActorLexicon:
    """The shipped actors, with what finds them in a text.

    Examples
    --------
    >>> lexicon = ActorLexicon.open()
    >>> kerry = lexicon.actor("person:john-kerry")
    >>> lexicon.principal(kerry, on=dt.date(2016, 8, 26)).actor_id
    'state:USA'
    """

    def __init__(
        self,
        *,
        actors: Iterable[Actor],
        names: Iterable[ActorName],
        offices: Iterable[Office],
        nouns: Iterable[ActorNoun],
    ) -> None:
        self._actors = {actor.actor_id: actor for actor in actors}
        self._names = _group_names(names)
        self._offices: dict[str, list[Office]] = {}
        self._holders: dict[tuple[str, str], list[Office]] = {}
        for office in offices:
            self._offices.setdefault(office.actor_id, []).append(office)
            self._holders.setdefault((office.office, office.acts_for), []).append(office)
        self._nouns = {noun.noun: noun for noun in nouns}

    @staticmethod
    @cache
    def open() -> ActorLexicon:
        """Load the shipped tables.

        Raises
        ------
        GazetteerError
            If a table is missing, or a row names an actor that is not in the table of actors.
        """
        actors = [_read_actor(row) for row in read_rows("actors")]
        known = {actor.actor_id for actor in actors}
        names = [_read_name(row) for row in read_rows("actor_names")]
        offices = [_read_office(row) for row in read_rows("actor_offices")]
        named = {name.actor_id for name in names} | {office.actor_id for office in offices}
        named |= {office.acts_for for office in offices}
        if unknown := sorted(named - known):
            raise GazetteerError(f"tables name actors missing from actors.csv: {unknown[0]}")
        nouns = [_read_noun(row) for row in read_rows("actor_nouns")]
        return ActorLexicon(actors=actors, names=names, offices=offices, nouns=nouns)

    def actor(self, actor_id: str) -> Actor:
        """Return the actor of an id.

        Raises
        ------
        GazetteerError
            If the lexicon has no such actor.
        """
        try:
            return self._actors[actor_id]
        except KeyError as error:
            raise GazetteerError(f"the lexicon has no actor {actor_id!r}") from error

    def find(self, actor_id: str) -> Actor | None:
        """Return the actor of an id, or `None`."""
        return self._actors.get(actor_id)

    def state(self, country_code: str | None) -> Actor | None:
        """Return the state of an ISO 3166-1 alpha-3 code, or `None`."""
        return self._actors.get(f"state:{country_code}")

    def military(self, country_code: str | None) -> Actor | None:
        """Return the armed forces of an ISO 3166-1 alpha-3 code, or `None`."""
        return self._actors.get(f"military:{country_code}")

    def names_from(self, word: str) -> Sequence[ActorName]:
        """Return the names whose first folded word is `word`, longest first."""
        return self._names.get(word, ())

    def named_state(self, name: str) -> Actor | None:
        """Return the state that bears a name, those that are no more included."""
        words = words_of(name)
        for known in self.names_from(words[0] if words else ""):
            actor = self._actors[known.actor_id]
            if known.words == words and known.kind == "name" and actor.type is ActorType.STATE:
                return actor
        return None

    def metonym(self, place: str) -> Actor | None:
        """Return the actor that a place name stands for by convention: "Brussels", "Erbil"."""
        words = words_of(place)
        for name in self.names_from(words[0] if words else ""):
            if name.kind == "metonym" and name.words == words:
                return self._actors[name.actor_id]
        return None

    def noun(self, noun: str) -> ActorNoun | None:
        """Return what a noun, in lower case and singular, says about an actor, or `None`."""
        return self._nouns.get(noun)

    def holder(self, office: str, acts_for: str, *, on: dt.date | None) -> Actor | None:
        """Return who held an office on a day, or `None` where that is not known or not one."""
        held = [item for item in self._holders.get((office, acts_for), ()) if item.is_held(on)]
        people = sorted({item.actor_id for item in held})
        return self._actors[people[0]] if len(people) == 1 else None

    def principal(self, actor: Actor, *, on: dt.date | None = None) -> Actor:
        """Return the state or body that an actor acts for, or the actor itself.

        Parameters
        ----------
        actor
            Any actor; persons of the lexicon act for the body whose office they held.
        on
            The day that decides between offices; without it, or where none was held on it, the
            office held last before it.
        """
        if actor.type is not ActorType.PERSON:
            return actor
        if offices := self._offices.get(actor.actor_id):
            return self._actors[_office_on(offices, on).acts_for]
        if actor.sector in _STATE_SECTORS:
            return self.state(actor.country_code) or actor
        if actor.sector == "MIL":
            return self.military(actor.country_code) or actor
        return actor

    def relations(self, actor_id: str, *, on: dt.date | None = None) -> tuple[ActorRelation, ...]:
        """Return what an actor split from, merged into, was renamed to or is part of.

        Parameters
        ----------
        actor_id
            Of the lexicon; relations of others to it are returned as well.
        on
            Where given, only what held or had happened on that day.

        Raises
        ------
        GazetteerError
            If the lexicon has no such actor.

        Examples
        --------
        >>> lexicon = ActorLexicon.open()
        >>> for item in lexicon.relations("group:m23"):
        ...     print(item.actor_id, item.relation, item.other_id, item.since)
        group:m23 split_from group:cndp 2012-05
        """
        found = relations_of(self.actor(actor_id).actor_id)
        return tuple(item for item in found if on is None or item.is_true(on=on))

    def successor(self, actor: Actor, *, on: dt.date) -> Actor:
        """Return under which name an actor went on to a day; itself if it had not ended by then.

        Only new names are followed: what has merged into another is no longer itself.

        Examples
        --------
        >>> lexicon = ActorLexicon.open()
        >>> gspc = lexicon.actor("group:gspc")
        >>> lexicon.successor(gspc, on=dt.date(2004, 5, 1)).actor_id
        'group:gspc'
        >>> lexicon.successor(gspc, on=dt.date(2010, 5, 1)).actor_id
        'group:aqim'
        """
        seen = {actor.actor_id}
        while actor.valid_to is not None and actor.valid_to < on:
            after = [
                item.other_id
                for item in relations_of(actor.actor_id)
                if item.actor_id == actor.actor_id and item.relation is Relation.RENAMED_TO
                if item.is_true(on=on) and item.other_id not in seen
            ]
            if len(after) != 1:
                break
            seen.add(after[0])
            actor = self.actor(after[0])
        return actor

    def has_begun(self, name: ActorName, *, on: dt.date | None) -> bool:
        """Return whether a name could be used on a day: what has ended can still be spoken of."""
        if on is None:
            return True
        begin = name.valid_from or self._actors[name.actor_id].valid_from
        if name.kind == "surname":
            starts = [item.valid_from for item in self._offices.get(name.actor_id, ())]
            begin = min((start for start in starts if start), default=begin)
        return begin is None or begin <= on

    def is_current(self, name: ActorName, *, on: dt.date) -> bool:
        """Return whether a name had begun and not ended on a day."""
        return self.has_begun(name, on=on) and not self.has_ended(name, on=on)

    def has_ended(self, name: ActorName, *, on: dt.date | None) -> bool:
        """Return whether the actor of a name, or all offices of a person, had ended by a day."""
        if on is None:
            return False
        if offices := self._offices.get(name.actor_id):
            return not any(item.is_held(on) for item in offices)
        end = name.valid_to or self._actors[name.actor_id].valid_to
        return end is not None and end < on


def _office_on(offices: Sequence[Office], on: dt.date | None) -> Office:
    """Return the office held on a day, else the last before it, else the first."""
    held = [item for item in offices if item.is_held(on)]
    begun = [item for item in offices if on is None or (item.valid_from or dt.date.min) <= on]
    choice = held or begun
    if not choice:
        return min(offices, key=lambda item: item.valid_from or dt.date.min)
    return max(choice, key=lambda item: item.valid_from or dt.date.min)


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text; punctuation inside and between words does not count.

    Examples
    --------
    >>> words_of("Al-Qa'ida"), words_of("Séléka")
    (('al', 'qa', 'ida'), ('seleka',))
    """
    if text.isascii():
        return tuple(_WORD.findall(text.lower()))
    return tuple(fold(match.group()) for match in _WORD.finditer(text))


def fold(word: str) -> str:
    """Return a word without case and accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug(text: str) -> str:
    """Return a text as a part of an id: folded words joined by hyphens."""
    return "-".join(words_of(text))


def _group_names(names: Iterable[ActorName]) -> Mapping[str, tuple[ActorName, ...]]:
    groups: dict[str, list[ActorName]] = {}
    for name in names:
        groups.setdefault(name.words[0], []).append(name)
    return {
        word: tuple(sorted(group, key=lambda name: (-len(name.words), name.text, name.actor_id)))
        for word, group in groups.items()
    }


def _read_actor(row: Mapping[str, str]) -> Actor:
    return Actor(
        actor_id=row["actor_id"],
        name=row["name"],
        type=ActorType(row["type"]),
        country_code=row["country_code"] or None,
        sector=row["sector"] or None,
        entry_id=row["entry_id"] or None,
        valid_from=read_day(row["valid_from"]),
        valid_to=read_day(row["valid_to"], last=True),
    )


def _read_name(row: Mapping[str, str]) -> ActorName:
    return ActorName(
        actor_id=row["actor_id"],
        text=row["name"],
        words=words_of(row["name"]),
        kind=row["kind"],
        exact=row["case_sensitive"] == "true",
        valid_from=read_day(row["valid_from"]),
        valid_to=read_day(row["valid_to"], last=True),
    )


def _read_office(row: Mapping[str, str]) -> Office:
    return Office(
        actor_id=row["actor_id"],
        office=row["office"],
        acts_for=row["acts_for"],
        valid_from=read_day(row["valid_from"]),
        valid_to=read_day(row["valid_to"], last=True),
    )


def _read_noun(row: Mapping[str, str]) -> ActorNoun:
    return ActorNoun(
        noun=row["noun"],
        type=ActorType(row["type"]),
        sector=row["sector"],
        key=row["key"],
        label=row["label"],
        acts=row["acts"],
        weak=row["weak"] != "",
        collective=row["weak"] == "collective",
        antecedents=frozenset(row["antecedents"].split()),
        office=row["office"],
        bare=row["bare"],
    )
