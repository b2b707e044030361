"""What speaks for a stretch of text as a place name, as numbers for boosted trees.

A feature is named by what it says; what is not named is 0. The names stand in the models of
`geo/models`, which ignore those they have no use for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from geo.language import Parse
from geo.lexicon import read_rows
from geo.model import Span
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import Mention
from geo.toponyms.spans import Stretch
from geo.toponyms.wording import (
    LOCATIVE_PREPOSITIONS,
    STRICTLY_LOCATIVE,
    countries_named,
    trim,
    word_before,
)

if TYPE_CHECKING:
    from spacy.tokens import Span as Entity
    from spacy.tokens import Token

__all__ = ["Evidence", "Features", "Ground", "kinds_of_word"]

Features = Mapping[str, float]

_PLACE_LABELS = {"GPE", "LOC"}
_LABELS = {"GPE", "LOC", "FAC", "NORP", "ORG", "PERSON"}
_LABELS |= {"EVENT", "WORK_OF_ART", "PRODUCT", "LAW"}

# Words and marks whose very presence beside a name tells something.
_BEFORE = {"the", "of", "in", "at", "from", "to", "near", "on", "by", "for", "with", "and"}
_BEFORE |= {",", "(", "-"}
_AFTER = {",", "-", "'s", ".", ")", "(", ":", "and", "--", "of"}

_SAYS_OF_PARENT = 3  # the words after a comma that may be the parent's name


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


class Ground:
    """What all evidence of a document rests on, gathered once."""

    def __init__(self, text: str, parse: Parse, facts: NameFacts) -> None:
        self.text = text
        self.parse = parse
        self.facts = facts
        self.tokens = list(parse.doc)
        self.bounds = {
            at: (sentence.start, sentence.end)
            for sentence in parse.sentences
            for at in range(sentence.start, sentence.end)
        }
        self.entities = {token.i: entity for entity in parse.entities for token in entity}
        self.counts = _Counts(text, parse)
        self.countries = countries_named(text, parse, facts)


class Evidence:
    """Tells the features of the stretches of one document."""

    def __init__(
        self, ground: Ground, *, stretches: Sequence[Stretch], mentions: Sequence[Mention]
    ) -> None:
        self._text = ground.text
        self._tokens = ground.tokens
        self._bounds = ground.bounds
        self._facts = ground.facts
        self._entities = ground.entities
        self._counts = ground.counts
        self._countries = ground.countries
        self._mentions = {mention.span: mention for mention in mentions}
        self._ruled = [mention.span for mention in mentions]
        self._spans = {stretch.span: stretch for stretch in stretches}
        self._longest = self._longest_names(stretches)
        self._strict = self._strictly_placed(stretches)
        self._sentences: dict[int, Features] = {}

    def features(self, stretch: Stretch) -> dict[str, float]:
        """Return the features of a stretch."""
        name = self._name(stretch)
        result: dict[str, float] = {}
        result.update(self._of_rules(stretch.span))
        result.update(self._of_entity(stretch))
        result.update(self._of_name(name, stretch))
        result.update(self._of_words_around(stretch))
        result.update(self._of_sentence(stretch))
        result.update(self._counts.features(name))
        result["strictly placed"] = math.log1p(self._strict[name])
        return result

    def is_embedded(self, stretch: Stretch) -> bool:
        """Return whether a stretch is a part of a longer entity: "Aleppo" of its university."""
        entity = self._entity_at(stretch)
        if entity is None or entity.label_ in _PLACE_LABELS:
            return False
        start, end = trim(self._text, entity.start_char, entity.end_char)
        return stretch.span.end - stretch.span.start < end - start

    def _bounds_at(self, token: int) -> tuple[int, int]:
        """Return the first token of a token's sentence and the one after its last.

        What stands in no prose is a sentence of its own.
        """
        return self._bounds.get(token, (token, token + 1))

    def _name(self, stretch: Stretch) -> str:
        return self._text[stretch.span.start : stretch.span.end]

    def _entity_at(self, stretch: Stretch) -> Entity | None:
        return self._entities.get(stretch.first) or self._entities.get(stretch.end - 1)

    def _longest_names(self, stretches: Sequence[Stretch]) -> dict[int, int]:
        """Return how many words the longest known name at each token has."""
        longest: dict[int, int] = {}
        for stretch in stretches:
            size = stretch.end - stretch.first
            if self._facts.numbers(self._name(stretch)):
                for at in range(stretch.first, stretch.end):
                    longest[at] = max(longest.get(at, 0), size)
        return longest

    def _strictly_placed(self, stretches: Sequence[Stretch]) -> Counter[str]:
        """Count how often each name follows "in", "near" and the like."""
        return Counter(
            self._name(stretch)
            for stretch in stretches
            if word_before(self._tokens[stretch.first]) in STRICTLY_LOCATIVE
        )

    def _of_rules(self, span: Span) -> dict[str, float]:
        mention = self._mentions.get(span)
        if mention is None:
            return {"rule overlaps": float(any(span.overlaps(other) for other in self._ruled))}
        return {"rule": mention.score, f"rule: {mention.evidence}": 1.0}

    def _of_entity(self, stretch: Stretch) -> dict[str, float]:
        """Return how the stretch lies to the entity that it shares a word with."""
        entity = self._entity_at(stretch)
        if entity is None:
            return {"entity none": 1.0}
        start, end = _bare(entity, stretch.first)
        relation = _relation(stretch, start, end)
        label = _label(entity)
        result = {
            "entity words left": float(stretch.first - start),
            "entity words right": float(end - stretch.end),
            f"entity {relation}": 1.0,
            f"entity {label}": 1.0,
            f"entity {relation} {label}": 1.0,
        }
        for token in entity.doc[stretch.end : end]:
            result.update({f"entity rest {kind}": 1.0 for kind in kinds_of_word(token.lower_)})
        if end > stretch.end:
            last = entity.doc[end - 1].lower_
            result.update({f"entity last {kind}": 1.0 for kind in kinds_of_word(last)})
        return result

    def _of_name(self, name: str, stretch: Stretch) -> dict[str, float]:
        """Return what the name is made of, and what the gazetteer says of it."""
        first, last = self._tokens[stretch.first], self._tokens[stretch.end - 1]
        size = stretch.end - stretch.first
        longest = max(
            (self._longest.get(at, 0) for at in range(stretch.first, stretch.end)), default=0
        )
        result = {
            "words": float(size),
            "characters": float(len(name)),
            "all capitals": float(name.isupper()),
            "has digit": float(any(character.isdigit() for character in name)),
            "has full stop": float("." in name),
            "part of longer name": float(longest - size),
            "part of token": float(
                first.idx != stretch.span.start or _end(last) != stretch.span.end
            ),
            "first stop word": float(first.is_stop),
            "first determiner": float(first.pos_ == "DET"),
        }
        for kind in kinds_of_word(last.lower_):
            result[f"last {kind}"] = 1.0
        for kind in kinds_of_word(first.lower_):
            result[f"first {kind}"] = 1.0
        known = self._facts.numbers(name)
        if known is not None:
            result.update(known)
            named = self._facts.countries(name) & self._countries
            result["country named"] = float(bool(named))
        return result

    def _of_words_around(self, stretch: Stretch) -> dict[str, float]:
        tokens, (start, end) = self._tokens, self._bounds_at(stretch.first)
        result: dict[str, float] = {}
        for where, at in (
            ("2 before", stretch.first - 2),
            ("before", stretch.first - 1),
            ("after", stretch.end),
            ("2 after", stretch.end + 1),
        ):
            token = tokens[at] if start <= at < end else None
            result.update(self._of_neighbour(where, token))
        after = self._text[stretch.span.end : stretch.span.end + 2]
        result["possessive"] = float(after in {"'s", "’s"})
        result.update(self._of_parent(stretch, end))
        last = tokens[stretch.end - 1]
        result[f"dependency {last.dep_}"] = 1.0
        result[f"head {last.head.pos_}"] = 1.0
        result.update({f"head {kind}": 1.0 for kind in kinds_of_word(last.head.lemma_.lower())})
        return result

    def _of_neighbour(self, where: str, token: Token | None) -> Features:
        if token is None:
            return {f"{where} none": 1.0}
        entity = self._entities.get(token.i)
        label = _label(entity) if entity is not None else "none"
        return _of_word(where, token.text, token.lemma_.lower(), token.pos_, label)

    def _of_parent(self, stretch: Stretch, sentence_end: int) -> dict[str, float]:
        """Return whether a known name stands after a comma, or before one."""
        tokens, at = self._tokens, stretch.end
        result = {}
        if at < sentence_end and tokens[at].text == ",":
            for size in range(_SAYS_OF_PARENT, 0, -1):
                if at + size < sentence_end:
                    span = Span(start=tokens[at + 1].idx, end=_end(tokens[at + size]))
                    known = self._facts.numbers(self._text[span.start : span.end])
                    if span in self._spans and known:
                        divides = known["first division"] or known["country"]
                        return {"parent after": 1.0, "division after": divides}
        before = stretch.first - 1
        if before > 0 and tokens[before].text == ",":
            result["name before"] = float(self._longest.get(before - 1, 0) > 0)
        return result

    def _of_sentence(self, stretch: Stretch) -> Features:
        start, end = self._bounds_at(stretch.first)
        if start not in self._sentences:
            words = [token for token in self._tokens[start:end] if token.is_alpha]
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


def _end(token: Token) -> int:
    return int(token.idx) + len(token)


def _bare(entity: Entity, first: int) -> tuple[int, int]:
    """Return the tokens of an entity without "the" or "north" before, and possessive after."""
    start, end = entity.start, entity.end
    while start < first and (
        entity.doc[start].lower_ == "the" or entity.doc[start].text[0].islower()
    ):
        start += 1
    if end - 1 > first and entity.doc[end - 1].text in {"'s", "’s", "'"}:
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
