"""Invented names: syllables of five languages that nobody speaks."""

from __future__ import annotations

import numpy as np

__all__ = ["Namer", "demonym"]

# Onsets, nuclei and last consonants of each language; made so that hardly any name of three
# syllables is in a gazetteer.
_TONGUES = (
    (("qu", "v", "l", "thr", "m", "z", "r"), ("e", "u", "ae", "o", "a"), ("", "lm", "r", "x", "")),
    (
        ("k", "sk", "v", "d", "br", "j", "n"),
        ("ö", "i", "ie", "a", "e"),
        ("", "vik", "sk", "n", ""),
    ),
    (("p", "ny", "x", "t", "l", "w", "s"), ("a", "oo", "ei", "u", "i"), ("", "mb", "l", "zz", "")),
    (
        ("f", "gw", "s", "r", "b", "dh", "l"),
        ("y", "ea", "o", "i", "a"),
        ("", "rth", "n", "dd", ""),
    ),
    (("č", "r", "z", "št", "m", "h", "v"), ("á", "e", "u", "í", "o"), ("", "vl", "j", "kš", "")),
)
_LONGEST = 12
_VOWELS = "aeiouyöáí"


class Namer:
    """Gives names, none twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def name(self, tongue: int, *, syllables: int = 3) -> str:
        """Return a new name in one of the languages, by its number."""
        while True:
            name = "".join(self._sounds(tongue, syllables)).capitalize()
            if name not in self._given and len(name) <= _LONGEST:
                self._given.add(name)
                return name

    def _sounds(self, tongue: int, syllables: int) -> list[str]:
        onsets, nuclei, codas = _TONGUES[tongue % len(_TONGUES)]
        kinds = (onsets, nuclei) * syllables + (codas,)
        return [kind[self._rng.integers(len(kind))] for kind in kinds]


def demonym(name: str) -> str:
    """Return what the people and things of a land are called."""
    return name.rstrip(_VOWELS) + "ian"
