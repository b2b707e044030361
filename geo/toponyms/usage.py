"""How likely a name is used for something other than the place, by boosted trees.

The rules of `geo.toponyms.senses` tell the government from the attribute; whether it is either
is what trees fitted to annotated news weigh, with the rules' own answer among their features.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from geo.model import Sense
from geo.toponyms.evidence import Evidence
from geo.toponyms.names import words_of_class
from geo.toponyms.recognition import Mention
from geo.toponyms.senses import find_sense, is_scolded
from geo.toponyms.texts import Features, Stretch, TextFacts, kinds_of_word
from geo.trees import Floats, Trees

if TYPE_CHECKING:
    from spacy.tokens import Token
    from spacy.vocab import Vocab

__all__ = ["Usage", "WordSpace", "add_company", "find_usages", "usage_features"]

# Half the names of news are used associatively, so neither answer is favoured.
_THRESHOLD = 0.5
# What a rule decides against the trees is no surer than this.
_HALF = 0.5

# What stands between the members of a list, and how far apart names tell nothing of each other.
_BETWEEN_MEMBERS = {",", "and", ", and", "or", "—"}
_FAR = 200  # characters

# Where a name stands as an attribute: "the Aleppo front", "Syrian", "U.S.-led".
_ATTRIBUTES = {"compound", "amod", "nmod", "npadvmod", "poss"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How a name is used, and how sure that is, from 0 to 1."""

    sense: Sense
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordSpace:
    """A few directions of the word vectors of a spaCy pipeline, in which words differ most."""

    mean: Floats
    axes: Floats

    @staticmethod
    @cache
    def open() -> WordSpace:
        """Read the directions that the trees of `senses.json` were fitted with."""
        path = files("geo") / "models" / "senses.json"
        content = json.loads(path.read_text(encoding="utf-8"))["words"]
        return WordSpace(mean=np.array(content["mean"]), axes=np.array(content["axes"]))

    def features(self, where: str, token: Token) -> Features:
        """Return where a word lies, as the features of a word that stands somewhere."""
        return _placed(self, where, token.lower_, token.vocab)

    def place(self, word: str, vocab: Vocab) -> Floats:
        """Return where a word lies; the origin for a word without a vector of that length."""
        vector = vocab.get_vector(word)
        length = float(np.linalg.norm(np.asarray(vector)))
        if not length or len(vector) != len(self.mean):
            return np.zeros(self.axes.shape[1])
        result: Floats = (vector / length - self.mean) @ self.axes
        return result


@lru_cache(maxsize=20_000)
def _placed(words: WordSpace, where: str, word: str, vocab: Vocab) -> Features:
    place = words.place(word, vocab).tolist()
    return {f"{where} word {axis}": value for axis, value in enumerate(place)}


def find_usages(
    mentions: Sequence[Mention], facts: TextFacts, *, trained: bool
) -> tuple[Usage, ...]:
    """Return how each name is used.

    Parameters
    ----------
    mentions
        The names.
    facts
        The document.
    trained
        Whether trees decide between the place and what it stands for, or the rules alone. An
        adjective or a people ("Syrian") is an attribute in any case: nothing lies in it.
    """
    ruled = [find_sense(mention, facts) for mention in mentions]
    if not trained or not mentions:
        return tuple(Usage(sense=sense, score=1.0) for sense in ruled)
    rows = usage_features(mentions, ruled, facts, words=WordSpace.open())
    likely = Trees.open("senses", "first").chances(rows).tolist()
    rows = add_company(rows, mentions, likely, facts.text)
    chances = Trees.open("senses", "second").chances(rows).tolist()
    return tuple(
        _decide(mention, sense, chance, facts)
        if not facts.kind_at(mention.span.start, mention.span.end).demonym
        else Usage(sense=Sense.MODIFIER, score=1.0)
        for mention, sense, chance in zip(mentions, ruled, chances, strict=True)
    )


def _decide(mention: Mention, ruled: Sense, chance: float, facts: TextFacts) -> Usage:
    if chance <= _THRESHOLD:
        if is_scolded(mention, facts):
            return Usage(sense=Sense.METONYMIC, score=_HALF)
        return Usage(sense=Sense.LITERAL, score=round(1.0 - chance, 4))
    sense = ruled
    if ruled is Sense.LITERAL:
        root = facts.root_of(mention.span)
        if root is not None and _is_taken(root, mention, facts):
            return Usage(sense=Sense.LITERAL, score=_HALF)
        is_attribute = root is not None and root.dep_ in _ATTRIBUTES and root.dep_ != "poss"
        embedded = mention.evidence == "embedded"
        sense = Sense.MODIFIER if is_attribute or embedded else Sense.METONYMIC
    return Usage(sense=sense, score=round(chance, 4))


def _is_taken(root: Token, mention: Mention, facts: TextFacts) -> bool:
    """Return whether a town is what troops take or strike: that is the place, not its council.

    A capital that is struck may be its government ("Damascus was attacked over its stance"); one
    that is captured is the city ("Delhi was captured by the Afghans").
    """
    if facts.kind_at(mention.span.start, mention.span.end).governs:
        verbs = words_of_class("conquered_verb")
    else:
        verbs = words_of_class("taken_verb") | words_of_class("struck_verb")
    return root.dep_ in {"dobj", "nsubjpass"} and root.head.lemma_.lower() in verbs


def usage_features(
    mentions: Sequence[Mention],
    ruled: Sequence[Sense],
    facts: TextFacts,
    *,
    words: WordSpace,
) -> list[dict[str, float]]:
    """Return the features of each name: its surroundings, its syntax, the rules' answer.

    Parameters
    ----------
    mentions, ruled
        The names, and how the rules say each is used.
    facts
        The document.
    words
        Where words lie.
    """
    stretches = [facts.stretch_of(mention.span) for mention in mentions]
    known = [stretch for stretch in stretches if stretch is not None]
    evidence = Evidence(facts, stretches=known, mentions=())
    return [
        {f"ruled {sense}": 1.0}
        | (
            evidence.features(stretch) | _of_syntax(stretch, facts, words)
            if stretch is not None
            else {}
        )
        for stretch, sense in zip(stretches, ruled, strict=True)
    ]


def add_company(
    rows: Sequence[Mapping[str, float]],
    mentions: Sequence[Mention],
    likely: Sequence[float],
    text: str,
) -> list[dict[str, float]]:
    """Return the features with how the other names of the document are likely to be used.

    The members of a list are used alike, and so, more often than not, is a name throughout.
    """
    names = [text[mention.span.start : mention.span.end] for mention in mentions]
    sums: dict[str, float] = {}
    for name, chance in zip(names, likely, strict=True):
        sums[name] = sums.get(name, 0.0) + chance
    counts, total = Counter(names), sum(likely)
    order = sorted(range(len(mentions)), key=lambda number: mentions[number].span)
    result = [dict(row) for row in rows]
    for place, number in enumerate(order):
        own, name = likely[number], names[number]
        same, others = counts[name] - 1, len(mentions) - 1
        features = {
            "so far": own,
            "others": (total - own) / others if others else 0.5,
            "same name": (sums[name] - own) / same if same else -1.0,
            "same names": float(same),
        }
        for where, at in (("previous", place - 1), ("next", place + 1)):
            if 0 <= at < len(order):
                other = order[at]
                gap = _gap(mentions[number], mentions[other], text)
                features[f"{where} name"] = likely[other]
                features[f"{where} name away"] = float(min(len(gap), _FAR))
                if gap.strip() in _BETWEEN_MEMBERS:
                    features["of list"] = max(features.get("of list", 0.0), likely[other])
        result[number].update(features)
    return result


def _gap(one: Mention, other: Mention, text: str) -> str:
    first, second = sorted((one.span, other.span))
    return text[first.end : max(first.end, second.start)]


def _of_syntax(stretch: Stretch, facts: TextFacts, words: WordSpace) -> dict[str, float]:
    root = facts.root_of(stretch.span) or facts.tokens[stretch.first]
    head = root.head
    above = head.head
    result = {
        f"root dependency {root.dep_}": 1.0,
        f"root {root.pos_}": 1.0,
        f"head dependency {head.dep_}": 1.0,
        f"above {above.pos_}": 1.0,
        "head follows": float(head.i > root.i),
        "words to head": float(head.i - root.i),
    }
    result |= {f"above {kind}": 1.0 for kind in kinds_of_word(above.lemma_.lower())}
    if root.dep_ == "pobj":
        result[f"preposition {head.lower_}"] = 1.0
    if head.dep_ == "pobj":
        result[f"head after {above.lower_}"] = 1.0
    for where, at in (
        ("head", head.i),
        ("above", above.i),
        ("after", stretch.end),
        ("before", stretch.first - 1),
    ):
        if 0 <= at < len(facts.tokens):
            result |= words.features(where, facts.tokens[at])
    return result
