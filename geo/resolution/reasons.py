"""Say in words why an entry was chosen: what set it apart from the runner-up."""

from __future__ import annotations

from geo.model import Match
from geo.resolution.features import FEATURES, Floats, Mentioned

__all__ = ["NOT_IN_GAZETTEER", "explain"]

NOT_IN_GAZETTEER = "no entry of the gazetteer has this name"

# A reason lists this many grounds at most; further ones add little.
_MOST_GROUNDS = 3

# A weighted difference smaller than this did not decide anything.
_LEAST_DIFFERENCE = 0.25

_MATCHES = {
    Match.NAME: "its main name",
    Match.ALTERNATE: "another of its names",
    Match.FOLDED: "its name in another spelling",
    Match.DEMONYM: "its adjective or people",
    Match.TRANSLITERATED: "its name in another transliteration",
    Match.PART: "the place inside a longer name",
    Match.FUZZY: "a name spelt almost so",
    Match.ALIAS: "a short form of its name",
}

_GROUNDS = {
    "population": "it has more inhabitants",
    "population lead": "it is by far the largest of the name",
    "names": "it is known by many names",
    "names lead": "it is by far the best known of the name",
    "country acts": "the government or people of its country act in the text",
    "acts": "it acts like a government",
    "acting country": "its government or people act in the text",
    "prior": "the name usually means it",
    "country": "it is a country",
    "capital": "it is a capital",
    "obscure": "nothing in the text speaks for a smaller one",
    "first division": "it is a first-order division",
    "second division": "it is a second-order division",
    "own area": "it is a region or site that news names",
    "continent": "it is a continent",
    "exact name": "the name is its main name",
    "named as division": "the text calls it a division",
    "named as settlement": "the text calls it a settlement",
    "parent follows": "the text names its parent right after it",
    "division named": "the text names its division",
    "country named": "the text names its country",
    "dominant country": "the text is mostly about its country",
    "dominant division": "other places of the text lie in its division",
    "near others": "other places of the text are near",
}


def explain(
    item: Mentioned,
    best: int,
    chosen: Floats,
    second: Floats | None,
    weights: Floats,
) -> str:
    """Return the reason for a decision in one line.

    Parameters
    ----------
    item
        The surface and its candidates.
    best
        Index of the chosen candidate.
    chosen, second
        Features of the chosen candidate and of the runner-up, if there is one.
    weights
        The weights that decided.
    """
    matched = _MATCHES[item.candidates[best].match]
    if second is None:
        return f"the only entry of this name ({matched})"
    differences = (chosen - second) * weights
    ranked = sorted(range(len(FEATURES)), key=lambda index: (-differences[index], index))
    grounds = [
        _GROUNDS[FEATURES[index]]
        for index in ranked[:_MOST_GROUNDS]
        if differences[index] > _LEAST_DIFFERENCE and FEATURES[index] in _GROUNDS
    ]
    ground = "; ".join(grounds) or "it is the likelier by a little of everything"
    return f"{matched}; of {len(item.candidates)} entries: {ground}"
