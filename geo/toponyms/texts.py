"""What is known of a text before any of its names is weighed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from geo.language import Parse
from geo.lexicon import read_rows
from geo.model import Span, span_at
from geo.toponyms.names import NameFacts, NameKind
from geo.toponyms.wording import (
    LOCATIVE_PREPOSITIONS,
    STRICTLY_LOCATIVE,
    Persons,
    countries_named,
    trim,
)

if TYPE_CHECKING:
    from spacy.tokens import Span as Entity
    from spacy.tokens import Token

__all__ = ["Features", "Stretch", "TextFacts", "end_of", "kinds_of_word"]

Features = Mapping[str, float]

_DIGIT = re.compile(r"\d")

_PLACE_LABELS = {"GPE", "LOC"}
_LABELS = {"GPE", "LOC", "FAC", "NORP", "ORG", "PERSON"}
_LABELS |= {"EVENT", "WORK_OF_ART", "PRODUCT", "LAW"}

# Words and marks whose very presence beside a name tells something.
_BEFORE = {"the", "of", "in", "at", "from", "to", "near", "on", "by", "for", "with", "and"}
_BEFORE |= {",", "(", "-"}
_AFTER = {",", "-", "'s", ".", ")", "(", ":", "and", "--", "of"}


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    """Return the classes of every word of `sense_words.csv`, and which words are generic."""
    found: dict[str, set[str]] = {}
    for row in read_rows("sense_words"):
        found.setdefault(row["lemma"], set()).add(row["class"])
    for row in read_rows("generics"):
        found.setdefault(row["word"], set()).add("generic")
    return {word: frozenset(kinds) for word, kinds in found.items()}


def kinds_of_word(word: str) -> frozenset[str]:
    """Return the classes of a lower-case word or lemma."""
    return _classes().get(word, frozenset())


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A span with the numbers of its first token and of the one after its last."""

    span: Span
    first: int
    end: int


class TextFacts:
    """A parsed text, what the gazetteer says of its names, and what stands around each.

    Parameters
    ----------
    text, parse
        The document.
    names
        What the gazetteer says of names.
    """

    def __init__(self, text: str, parse: Parse, names: NameFacts) -> None:
        self.text = text
        self.parse = parse
        self.names = names
        self.tokens = list(parse.doc)
        self.entities = {token.i: entity for entity in parse.entities for token in entity}
        self._bounds = {
            at: (sentence.start, sentence.end)
            for sentence in parse.sentences
            for at in range(sentence.start, sentence.end)
        }
        self._sentences: dict[int, Features] = {}
        self._around: dict[Stretch, Features] = {}
        self._stretches: dict[Span, Stretch | None] = {}

    @cached_property
    def countries(self) -> set[str]:
        """The countries that the text names, ISO 3166-1 alpha-3."""
        return countries_named(self.text, self.parse, self.names)

    @cached_property
    def persons(self) -> Persons:
        """Where names stand that are persons'."""
        return Persons.of(self.text, self.parse, self.tokens)

    @cached_property
    def _counts(self) -> _Counts:
        return _Counts(self.text, self.parse)

    def kind_at(self, start: int, end: int) -> NameKind:
        """Return what the words from an offset to before another can stand for."""
        return self.names.kind(self.text[start:end])

    def is_prose(self, offset: int) -> bool:
        """Return whether an offset lies outside boilerplate."""
        return span_at(offset, self.parse.boilerplate) is None

    def stretch_of(self, span: Span) -> Stretch | None:
        """Return a span with its tokens; `None` where it lies outside of all."""
        if span not in self._stretches:
            words = self.parse.doc.char_span(span.start, span.end, alignment_mode="expand")
            whole = Stretch(span, words.start, words.end) if words is not None else None
            self._stretches[span] = whole
        return self._stretches[span]

    def root_of(self, span: Span) -> Token | None:
        """Return the syntactic head of the words of a span."""
        stretch = self.stretch_of(span)
        if stretch is None:
            return None
        if stretch.end - stretch.first <= 1:  # a given span may hold no word
            return self.tokens[min(stretch.first, len(self.tokens) - 1)]
        return self.parse.doc[stretch.first : stretch.end].root

    def name(self, stretch: Stretch) -> str:
        """Return the words of a stretch."""
        return self.text[stretch.span.start : stretch.span.end]

    def entity_at(self, stretch: Stretch) -> Entity | None:
        """Return the entity that a stretch begins or ends in."""
        return self.entities.get(stretch.first) or self.entities.get(stretch.end - 1)

    def bounds_at(self, token: int) -> tuple[int, int]:
        """Return the first token of a token's sentence and the one after its last.

        What stands in no prose is a sentence of its own.
        """
        return self._bounds.get(token, (token, token + 1))

    def surroundings(self, stretch: Stretch) -> Features:
        """Return the features of what stands around a stretch, whatever else may be a name."""
        if stretch not in self._around:
            self._around[stretch] = {
                **self._of_name(self.name(stretch), stretch),
                **self._of_entity(stretch),
                **self._of_words_around(stretch),
                **self._of_sentence(stretch),
                **self._counts.features(self.name(stretch)),
            }
        return self._around[stretch]

    def _of_name(self, name: str, stretch: Stretch) -> dict[str, float]:
        """Return what the name is made of, and what the gazetteer says of it."""
        first, last = self.tokens[stretch.first], self.tokens[stretch.end - 1]
        result = {
            "words": float(stretch.end - stretch.first),
            "characters": float(len(name)),
            "all capitals": float(name.isupper()),
            "has digit": float(_DIGIT.search(name) is not None),
            "has full stop": float("." in name),
            "part of token": float(
                first.idx != stretch.span.start or end_of(last) != stretch.span.end
            ),
            "first stop word": float(first.is_stop),
            "first determiner": float(first.pos_ == "DET"),
        }
        for kind in kinds_of_word(last.lower_):
            result[f"last {kind}"] = 1.0
        for kind in kinds_of_word(first.lower_):
            result[f"first {kind}"] = 1.0
        known = self.names.numbers(name)
        if known is not None:
            result.update(known)
            named = self.names.countries(name) & self.countries
            result["country named"] = float(bool(named))
        return result

    def _of_entity(self, stretch: Stretch) -> dict[str, float]:
        """Return how the stretch lies to the entity that it shares a word with."""
        entity = self.entity_at(stretch)
        if entity is None:
            return {"entity none": 1.0}
        start, end = _bare(entity, stretch.first, self.tokens)
        relation = _relation(stretch, start, end)
        label = _label(entity)
        result = {
            "entity words left": float(stretch.first - start),
            "entity words right": float(end - stretch.end),
            f"entity {relation}": 1.0,
            f"entity {label}": 1.0,
            f"entity {relation} {label}": 1.0,
        }
        for token in self.tokens[stretch.end : end]:
            result.update({f"entity rest {kind}": 1.0 for kind in kinds_of_word(token.lower_)})
        if end > stretch.end:
            last = self.tokens[end - 1].lower_
            result.update({f"entity last {kind}": 1.0 for kind in kinds_of_word(last)})
        return result

    def _of_words_around(self, stretch: Stretch) -> dict[str, float]:
        tokens, (start, end) = self.tokens, self.bounds_at(stretch.first)
        result: dict[str, float] = {}
        for where, at in (
            ("2 before", stretch.first - 2),
            ("before", stretch.first - 1),
            ("after", stretch.end),
            ("2 after", stretch.end + 1),
        ):
            token = tokens[at] if start <= at < end else None
            result.update(self._of_neighbour(where, token))
        after = self.text[stretch.span.end : stretch.span.end + 2]
        result["possessive"] = float(after in {"'s", "’s"})
        last = tokens[stretch.end - 1]
        result[f"dependency {last.dep_}"] = 1.0
        result[f"head {last.head.pos_}"] = 1.0
        result.update({f"head {kind}": 1.0 for kind in kinds_of_word(last.head.lemma_.lower())})
        return result

    def _of_neighbour(self, where: str, token: Token | None) -> Features:
        if token is None:
            return {f"{where} none": 1.0}
        entity = self.entities.get(token.i)
        label = _label(entity) if entity is not None else "none"
        return _of_word(where, token.text, token.lemma_.lower(), token.pos_, label)

    def _of_sentence(self, stretch: Stretch) -> Features:
        start, end = self.bounds_at(stretch.first)
        if start not in self._sentences:
            words = [token for token in self.tokens[start:end] if token.is_alpha]
            count = max(1, len(words))
            self._sentences[start] = {
                "capitalised share": sum(token.text[0].isupper() for token in words) / count,
                "capitals share": sum(token.is_upper for token in words) / count,
                "sentence words": float(end - start),
            }
        return dict(self._sentences[start]) | {"begins sentence": float(stretch.first == start)}


class _Counts:
    """What the entities of a document say of a name, taken together."""

    def __init__(self, text: str, parse: Parse) -> None:
        self._labels: dict[str, Counter[str]] = {}
        self._surnames: Counter[str] = Counter()
        for entity in parse.entities:
            start, end = trim(text, entity.start_char, entity.end_char)
            name = text[start:end]
            self._labels.setdefault(name, Counter())[entity.label_] += 1
            if entity.label_ == "PERSON":
                self._surnames.update(name.split()[1:])

    def features(self, name: str) -> dict[str, float]:
        labels = self._labels.get(name)
        surname = {"surname": math.log1p(self._surnames[name])}
        if labels is None:
            return surname | {"share place": -1.0, "share person": -1.0, "share organisation": -1.0}
        total = sum(labels.values())
        return surname | {
            "entities": math.log1p(total),
            "share place": sum(labels[label] for label in _PLACE_LABELS) / total,
            "share person": labels["PERSON"] / total,
            "share organisation": labels["ORG"] / total,
        }


def _label(entity: Entity) -> str:
    return str(entity.label_) if entity.label_ in _LABELS else "number"


def end_of(token: Token) -> int:
    """Return the offset after the last character of a word."""
    return int(token.idx) + len(token)


def _bare(entity: Entity, first: int, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the tokens of an entity without "the" or "north" before, and possessive after."""
    start, end = entity.start, entity.end
    while start < first and (tokens[start].lower_ == "the" or tokens[start].text[0].islower()):
        start += 1
    if end - 1 > first and tokens[end - 1].text in {"'s", "’s", "'"}:
        end -= 1
    return start, end


def _relation(stretch: Stretch, start: int, end: int) -> str:
    """Return how a stretch lies to an entity from token `start` to before `end`."""
    if (start, end) == (stretch.first, stretch.end):
        return "equal"
    if stretch.first <= start and end <= stretch.end:
        return "within"
    if start <= stretch.first and stretch.end <= end:
        return "begins" if start == stretch.first else "ends" if end == stretch.end else "has"
    return "crosses"


@lru_cache(maxsize=20_000)
def _of_word(where: str, text: str, lemma: str, pos: str, label: str) -> Features:
    """Return the features of a word beside a name."""
    lower = text.lower().replace("’", "'")
    features = {
        f"{where} {_shape(text)}": 1.0,
        f"{where} {pos}": 1.0,
        f"{where} entity {label}": 1.0,
    }
    if where != "2 before":
        features.update({f"{where} {kind}": 1.0 for kind in kinds_of_word(lemma)})
    if where == "before":
        features["before locative"] = float(lower in LOCATIVE_PREPOSITIONS)
        features["before strictly locative"] = float(lower in STRICTLY_LOCATIVE)
    told = {"before": _BEFORE, "after": _AFTER}.get(where, ())
    if lower in told:
        features[f"{where} '{lower}'"] = 1.0
    return features


def _shape(text: str) -> str:
    if text.isupper() and len(text) > 1:
        return "capitals"
    if text[0].isupper():
        return "capitalised"
    return "lower" if text.islower() else "other"
