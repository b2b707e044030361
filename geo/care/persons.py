"""Redact persons from an atlas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from geo.atlas import Atlas
from geo.care.choices import Redaction
from geo.care.names import Names, hide_contacts, words_of
from geo.care.reading import NO_NAMES, find_entities, texts_of
from geo.care.rows import Row, Rows, atlas_of, has_care, note_care, quoted, rename, rows_of
from geo.errors import SettingsError
from geo.language import Language
from geo.lexicon import read_rows
from geo.model import ActorType

__all__ = ["PERSON_MARK", "redact"]

PERSON_MARK = "[person]"

# Parts of names that many bear and that stand in other words too.
_PARTICLES = frozenset({
    "abd", "abdel", "abdul", "abu", "al", "an", "ar", "as", "ash", "at", "az", "bin", "bint",
    "da", "de", "del", "della", "den", "der", "di", "dos", "du", "ed", "el", "haj", "hajj", "ibn",
    "la", "le", "lo", "ould", "san", "st", "the", "um", "umm", "und", "van", "von", "y",
})  # fmt: skip

# A shorter part alone, such as an initial, is no name.
_SHORTEST_PART = 3

# Ids of actors that a text describes ("rebels", "officials") instead of naming them.
_DESCRIBED = "text:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Public:
    """Persons of the lexicon: their ids by each word of their names, and all of their names."""

    names: Mapping[str, tuple[str, ...]]
    surnames: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]
    by_word: Mapping[str, frozenset[str]]


def redact(
    atlas: Atlas,
    who: str = "persons",
    *,
    also: Iterable[str] = (),
    language: Language | None = None,
) -> Atlas:
    """Return an atlas in which persons are not named.

    Names, with each of their parts, are replaced by a mark in every cell that quotes a text:
    sentences, titles, headlines, the words for actors and places. Redacted actors become one
    actor for each country and sector. Ids that hold a name become numbers; of addresses the site
    is left; mail addresses, handles and telephone numbers are masked too.

    Parameters
    ----------
    atlas
        From a run or read from a file.
    who
        `persons`: all but the public office-holders and leaders of the shipped table of actors;
        `all-persons`: those too.
    also
        Further names, such as `Parsed.persons` of the whole texts, or nicknames that an analyst
        knows of; office-holders among them stay as `who` says.
    language
        Finds the names; by default the shipped pipeline.

    Returns
    -------
    The redacted atlas; its provenance says so under `care`. Redacting it again changes nothing.
    Offsets still index the original text, so the length of a masked name can be told from them.

    Raises
    ------
    SettingsError
        If `who` is neither.
    MissingComponentError
        If the language pipeline is not installed: names are never left in for want of it.

    Examples
    --------
    >>> redact(Atlas.of({})).provenance["version"].tolist()
    ['redact=persons']
    """
    if who not in get_args(Redaction):
        raise SettingsError(f"redact is {who!r}; known are {', '.join(get_args(Redaction))}")
    choice = f"redact={who}"
    if has_care(atlas, choice):
        return atlas
    rows = rows_of(atlas)
    names = _names(rows, who, sorted(set(also)), language or Language.open())
    rows = rename(_without_persons(rows, who), names)
    masked = quoted(rows, lambda text: hide_contacts(names.mask(text)), names.is_spelt_by)
    return atlas_of(note_care(masked, choice))


def _names(rows: Rows, who: str, also: Sequence[str], language: Language) -> Names:
    """Return the names to hide and those to keep."""
    public = _public()
    texts = texts_of(rows)
    present = _present(rows, [*texts, *also], public)
    found = [
        *also,
        *find_entities(texts, language, labels=("PERSON",)),
        *(row["name"] for row in rows["actors"] if _is_named(row)),
    ]
    places = [row["surface"] for row in rows["places"] if row["entry_id"] is not None]
    known = Names([], _organisations(), mark=PERSON_MARK)
    everyone = [name for names in public.names.values() for name in names]
    surnames = [name for person in present for name in public.surnames.get(person, ())]
    taken = Names([], [*places, *surnames], mark=PERSON_MARK)
    private = [
        name
        for name in found
        if not known.is_kept(name)
        and not _is_public(name, public, present)
        and not _is_covered(name, taken)
    ]
    plain = {word for place in places for word in words_of(place)} | _common()
    hidden = [form for name in private for form in _forms(name, plain)]
    kept = [*places, *_organisations()]
    if who == "persons":
        return Names(hidden, [*kept, *everyone, *surnames], mark=PERSON_MARK)
    return Names([*hidden, *everyone, *surnames], kept, mark=PERSON_MARK)


def _is_named(actor: Row) -> bool:
    is_person = actor["type"] == ActorType.PERSON
    return is_person and not actor["actor_id"].startswith(_DESCRIBED)


def _forms(name: str, plain: Collection[str]) -> list[str]:
    """Return a name and those of its parts, none of them plain, that may stand for it alone."""
    words = words_of(name)
    parts = [
        word
        for word in words
        if len(word) >= _SHORTEST_PART
        and word not in plain
        and word not in _PARTICLES
        and not word.isdigit()
    ]
    core = [word for word in words if word not in _common()]
    return [" ".join(form) for form in (words, core) if set(form) - _PARTICLES - _common()] + parts


@cache
def _common() -> frozenset[str]:
    """Return words that are no names by themselves: offices, groups, days and months."""
    nouns = {word for row in read_rows("actor_nouns") for word in words_of(row["noun"])}
    return frozenset(nouns | NO_NAMES)


@cache
def _organisations() -> tuple[str, ...]:
    """Return the names of the lexicon's actors that are no persons."""
    persons = {row["actor_id"] for row in read_rows("actors") if row["type"] == ActorType.PERSON}
    return tuple(row["name"] for row in read_rows("actor_names") if row["actor_id"] not in persons)


@cache
def _public() -> _Public:
    persons = {row["actor_id"] for row in read_rows("actors") if row["type"] == ActorType.PERSON}
    names: dict[str, list[str]] = defaultdict(list)
    surnames: dict[str, list[str]] = defaultdict(list)
    for row in read_rows("actor_names"):
        if row["actor_id"] in persons:
            kind = surnames if row["kind"] == "surname" else names
            kind[row["actor_id"]].append(row["name"])
    words = {
        person: frozenset(
            word for name in (*names[person], *surnames[person]) for word in words_of(name)
        )
        for person in sorted(persons)
    }
    by_word: dict[str, set[str]] = defaultdict(set)
    for person, its_words in words.items():
        for word in its_words:
            by_word[word].add(person)
    return _Public(
        names={person: tuple(found) for person, found in sorted(names.items())},
        surnames={person: tuple(found) for person, found in sorted(surnames.items())},
        words=words,
        by_word={word: frozenset(found) for word, found in by_word.items()},
    )


def _present(rows: Rows, texts: Iterable[str], public: _Public) -> list[str]:
    """Return the persons of the lexicon who act in the atlas or are named in full in it."""
    owners: dict[tuple[str, ...], str] = {}
    for person, names in public.names.items():
        for name in names:
            owners.setdefault(words_of(name), person)
    finder = Names([], [name for names in public.names.values() for name in names], mark="")
    found = {row["actor_id"] for row in rows["actors"] if row["actor_id"] in public.words}
    found |= {owners[words] for text in texts for words in finder.found_in(text)}
    return sorted(found)


def _is_public(name: str, public: _Public, present: Iterable[str]) -> bool:
    """Return whether all words of a name are of one person of the lexicon.

    A single word is enough only where that person is present: many share a surname.
    """
    core = [word for word in words_of(name) if word not in _common() | _PARTICLES]
    if not core:
        return False
    people = frozenset.intersection(*(public.by_word.get(word, frozenset()) for word in core))
    return bool(people) and (len(core) > 1 or not people.isdisjoint(present))


def _is_covered(name: str, taken: Names) -> bool:
    """Return whether a name is nothing but known places and surnames put side by side."""
    words = [word for word in words_of(name) if word not in _common() | _PARTICLES]
    found = [word for words in taken.found_in(name) for word in words]
    return set(words) <= set(found)


def _without_persons(rows: Rows, who: str) -> Rows:
    """Return rows in which the redacted actors are one for each country and sector."""
    public = _public().words
    redacted = {
        row["actor_id"]: _redacted(row)
        for row in rows["actors"]
        if _is_named(row) and (who == "all-persons" or row["actor_id"] not in public)
    }
    ids = {actor_id: row["actor_id"] for actor_id, row in redacted.items()}
    return rows | {
        "actors": [redacted.get(row["actor_id"], row) for row in rows["actors"]],
        "event_actors": [_relinked(row, ids) for row in rows["event_actors"]],
        "control": [_relinked(row, ids) for row in rows["control"]],
    }


def _redacted(actor: Row) -> Row:
    parts = [part for part in (actor["country_code"], actor["sector"]) if part]
    return actor | {
        "actor_id": ":".join(["redacted:person", *parts]),
        "name": PERSON_MARK,
        "entry_id": None,
    }


def _relinked(row: Row, ids: Mapping[str, str]) -> Row:
    return row | {"actor_id": ids.get(row["actor_id"], row["actor_id"])}
