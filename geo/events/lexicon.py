"""The event lexicon: predicates, frames, modes, noun classes and operators from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from geo.errors import GazetteerError
from geo.lexicon import read_rows
from geo.model import Control, Participant
from geo.ontology import is_against_civilians

__all__ = ["Codes", "EventLexicon", "Predicate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A word that names an act.

    `words` are the further words that must depend on it, each a set of alternatives;
    `subject` and `object` are the noun classes that those arguments must belong to, empty for
    any; a subject "named" must be told of, also in the passive. `frame` maps a syntactic slot to
    `source`, `target`, `both` or `none`.
    """

    lemma: str
    pos: str
    words: tuple[frozenset[str], ...]
    event_type: str
    mode: str
    frame: Mapping[str, str]
    subject: frozenset[str]
    object: frozenset[str]
    control: Control | None

    @property
    def weight(self) -> int:
        """How specific the entry is: the more it asks for, the earlier it is tried."""
        return 4 * len(self.words) + 2 * bool(self.object) + bool(self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What an act is called in CAMEO and ACLED."""

    cameo: str | None
    acled_event_type: str | None
    acled_sub_event_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLexicon:
    """The tables that `find_events` reads, indexed by lemma."""

    predicates: Mapping[tuple[str, str], tuple[Predicate, ...]]
    classes: Mapping[str, frozenset[str]]
    operators: Mapping[tuple[str, str], frozenset[str]]
    modes: Mapping[tuple[str, str], Mapping[str, str]]

    @staticmethod
    @cache
    def open() -> EventLexicon:
        """Read the shipped tables.

        Raises
        ------
        GazetteerError
            If a predicate names a frame or a mode that is not in its table.
        """
        modes = {(row["event_type"], row["mode"]): row for row in read_rows("event_modes")}
        return EventLexicon(
            predicates=_predicates(modes),
            classes=_grouped("event_nouns", "noun", "noun_class"),
            operators=_operators(),
            modes=modes,
        )

    def candidates(self, lemma: str, *, pos: str) -> tuple[Predicate, ...]:
        """Return the predicates of a lemma, the most specific first."""
        return self.predicates.get((lemma, pos), ())

    def is_operator(self, lemma: str, *, pos: str, kind: str) -> bool:
        """Return whether a word is an operator of the kind."""
        return kind in self.operators.get((lemma, pos), frozenset())

    def codes(self, event_type: str, mode: str, participants: Iterable[Participant]) -> Codes:
        """Return the CAMEO and ACLED names of an act.

        Parameters
        ----------
        event_type, mode
            Of PLOVER; a mode may be empty.
        participants
            Who takes part; where all targets are civilians ACLED calls an attack otherwise.
        """
        row = self.modes[event_type, mode]
        suffix = "_civilian" if is_against_civilians(participants) else ""
        return Codes(
            cameo=row["cameo"] or None,
            acled_event_type=row["acled_event_type" + suffix] or None,
            acled_sub_event_type=row["acled_sub_event_type" + suffix] or None,
        )


def _grouped(table: str, key: str, value: str) -> Mapping[str, frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_rows(table):
        groups[row[key]].add(row[value])
    return {name: frozenset(values) for name, values in groups.items()}


def _operators() -> Mapping[tuple[str, str], frozenset[str]]:
    groups: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_rows("event_operators"):
        groups[row["word"], row["pos"]].add(row["kind"])
    return {key: frozenset(kinds) for key, kinds in groups.items()}


def _frames() -> Mapping[str, Mapping[str, str]]:
    frames: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows("event_frames"):
        frames[row["frame"]][row["slot"]] = row["role"]
    return frames


def _predicates(
    modes: Mapping[tuple[str, str], Mapping[str, str]],
) -> Mapping[tuple[str, str], tuple[Predicate, ...]]:
    frames = _frames()
    found: defaultdict[tuple[str, str], list[Predicate]] = defaultdict(list)
    for row in read_rows("event_predicates"):
        mode = (row["event_type"], row["mode"])
        if row["frame"] not in frames or mode not in modes:
            raise GazetteerError(
                f"table 'event_predicates': {row['lemma']!r} names frame {row['frame']!r} and "
                f"mode {mode!r}, of which one is not declared; correct the row"
            )
        predicate = Predicate(
            lemma=row["lemma"],
            pos=row["pos"],
            words=tuple(frozenset(word.split("|")) for word in row["words"].split()),
            event_type=row["event_type"],
            mode=row["mode"],
            frame=frames[row["frame"]],
            subject=frozenset(row["subject"].split()),
            object=frozenset(row["object"].split()),
            control=Control(row["control"]) if row["control"] else None,
        )
        found[predicate.lemma, predicate.pos].append(predicate)
    return {
        key: tuple(sorted(entries, key=lambda entry: -entry.weight))
        for key, entries in found.items()
    }
