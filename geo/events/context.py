"""What is known of a document before its events are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from geo.datelines import find_datelines
from geo.events.borders import is_at_border
from geo.events.grammar import dependants
from geo.events.lexicon import EventLexicon
from geo.model import ActorMention, ActorType, Geoprecision, Resolution, Sense, Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = ["Context"]

_ARMED = frozenset({ActorType.MILITARY, ActorType.REBEL, ActorType.MILITIA, ActorType.TERRORIST})
_STATE = frozenset({ActorType.STATE, ActorType.GOVERNMENT, ActorType.IGO})
# Classes that say how a word stands to others, not what it is.
_ASPECTS = frozenset({"holding", "part"})
_CAPITALS = frozenset({"PPLA", "PPLC", "PPLG"})
_CITY = re.compile(r"\b(?:the|this) (?:city|capital)\b(?!'s| of| city)", re.IGNORECASE)
_ENTITIES = {"PERSON": "person", "GPE": "state", "NORP": "person", "ORG": "office", "FAC": "place"}

_ANYTHING = frozenset({"anything", "everything", "nothing", "something"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about a document before its events: actors, places, the lexicon."""

    lexicon: EventLexicon
    mentions: tuple[ActorMention, ...]
    resolutions: tuple[Resolution, ...]
    literal: tuple[Resolution, ...]
    borders: tuple[Resolution, ...]
    actors_by_offset: Mapping[int, tuple[ActorMention, ...]]
    places_by_offset: Mapping[int, Resolution]
    dateline: Resolution | None = None
    dateline_end: int = 0
    is_bureau: bool = False

    @staticmethod
    def of(
        lexicon: EventLexicon,
        mentions: Sequence[ActorMention],
        resolutions: Sequence[Resolution],
        text: str,
    ) -> Context:
        """Sort the actors by span and keep the places that are meant literally."""
        known = sorted(
            (item for item in resolutions if item.entry is not None),
            key=lambda item: item.toponym.span,
        )
        borders = [item for item in known if is_at_border(item, text)]
        literal = [
            item for item in known if item.toponym.sense is Sense.LITERAL and item not in borders
        ]
        dateline, dateline_end = _dateline(text, literal)
        return Context(
            lexicon=lexicon,
            mentions=tuple(sorted(mentions, key=lambda item: (item.span, item.actor.actor_id))),
            resolutions=tuple(sorted(resolutions, key=attrgetter("toponym.span"))),
            literal=tuple(literal),
            borders=tuple(borders),
            actors_by_offset=_by_offset(mentions),
            places_by_offset={
                offset: item
                for item in reversed(literal)
                for offset in range(item.toponym.span.start, item.toponym.span.end)
            },
            dateline=dateline,
            dateline_end=dateline_end,
            is_bureau=dateline is not None and _is_bureau(dateline, dateline_end, literal, text),
        )

    def is_dateline(self, span: Span) -> bool:
        """Return whether a toponym stands before the text, to say where it was written."""
        return self.dateline is not None and span.end <= self.dateline_end

    def literal_in(self, sentence: Sentence) -> Sequence[Resolution]:
        """Return the literal toponyms that begin in a sentence, in order."""
        return _within(self.literal, sentence)

    def named_in(self, sentence: Sentence) -> Sequence[Resolution]:
        """Return the toponyms of every sense that begin in a sentence, known or not, in order."""
        return _within(self.resolutions, sentence)

    def borders_in(self, sentence: Sentence) -> Sequence[Resolution]:
        """Return the countries that a sentence names for their borders, in order."""
        return _within(self.borders, sentence)

    def mentions_at(self, token: Token) -> list[ActorMention]:
        """Return the actor mentions that cover a token, the shortest first."""
        return list(self.actors_by_offset.get(token.idx, ()))

    def place_at(self, token: Token) -> Resolution | None:
        """Return the literal toponym that covers a token."""
        return self.places_by_offset.get(token.idx)

    def classes(self, token: Token) -> frozenset[str]:
        """Return the noun classes of a word, from the tables and from who it stands for."""
        found = set(self.lexicon.classes.get(token.lemma_.lower(), ()))
        found |= self.lexicon.classes.get(token.lower_, frozenset())
        for mention in self.mentions_at(token):
            found.add("actor")
            found |= {"armed"} if mention.actor.type in _ARMED else set()
            found |= {"state", "office"} if mention.actor.type in _STATE else set()
            found |= {"person", "crowd"} if mention.actor.type is ActorType.CIVILIAN else set()
        place = self.place_at(token)
        if place:
            found.add("place")
        # Towns that few texts name are often taken for persons.
        if token.ent_type_ in _ENTITIES and not (place and token.ent_type_ == "PERSON"):
            found.add(_ENTITIES[token.ent_type_])
        if token.pos_ == "PRON" and token.lower_ not in _ANYTHING:
            found.add("pronoun")
        if token.pos_ == "NUM" or "part" in found:
            counted = _counted(token)
            for noun in counted:
                found |= self.classes(noun)
            # "Two were captured", "the remaining four fled": of people nothing more need be said.
            if token.pos_ == "NUM" and not counted and token.dep_ in {"nsubj", "nsubjpass"}:
                found.add("person")
        return frozenset(found if found - _ASPECTS else found | {"thing"})


def _within(resolutions: Sequence[Resolution], sentence: Sentence) -> Sequence[Resolution]:
    start = attrgetter("toponym.span.start")
    first = bisect_left(resolutions, sentence.start_char, key=start)
    return resolutions[first : bisect_left(resolutions, sentence.end_char, key=start)]


def _counted(token: Token) -> list[Token]:
    """Return what a quantity or a part is of ("dozens of rebels", "M23 elements")."""
    counted = [
        noun
        for word in dependants(token, "prep")
        if word.lower_ == "of"
        for noun in dependants(word, "pobj")
    ]
    return counted or dependants(token, "compound")


def _by_offset(mentions: Sequence[ActorMention]) -> Mapping[int, tuple[ActorMention, ...]]:
    """Index actor mentions by each character they cover, the shortest mention first."""
    found: defaultdict[int, list[ActorMention]] = defaultdict(list)
    key = attrgetter("span.start", "actor.actor_id")
    for item in sorted(mentions, key=lambda item: (item.span.end - item.span.start, key(item))):
        for offset in range(item.span.start, item.span.end):
            found[offset].append(item)
    return {offset: tuple(items) for offset, items in found.items()}


def _dateline(text: str, literal: Sequence[Resolution]) -> tuple[Resolution | None, int]:
    """Return the place before the text that says where it was written, and where that ends."""
    for match in find_datelines(text):
        for item in literal:
            if match.start() <= item.toponym.span.start < match.end():
                return item, match.end()
    return None, 0


def _is_bureau(dateline: Resolution, end: int, literal: Sequence[Resolution], text: str) -> bool:
    """Return whether a dateline says where the agency has its office, not where the news is.

    Agencies write from the capital what happens in the provinces: "BOGOTA - Rebels bombarded a
    police station in the village of Tierradentro". It is the scene where it is named before any
    other place, or as "the city".
    """
    home = dateline.entry
    if home is None or home.feature_code not in _CAPITALS:
        return False
    told = [
        (item.toponym.span.start, item.entry.entry_id)
        for item in literal
        if item.toponym.span.start >= end
        and item.entry is not None
        and item.entry.geoprecision < Geoprecision.COUNTRY
    ]
    city = _CITY.search(text, end)
    start, first = told[0] if told else (len(text), home.entry_id)
    return first != home.entry_id and not (city and city.start() < start)
