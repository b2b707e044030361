"""The language of a text, by its function words and its script."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import spacy.about

__all__ = ["ENGLISH", "UNDETERMINED", "detect_language", "function_words", "name_language"]

# English prose has a function word in every two or three words, headlines in every four; French
# and German text shows English ones in fewer than one of ten, names alone in none. Of 9,000
# English sentences and articles of news, five fall below the first, none below the second.
_FUNCTION_WORDS = 0.15
_FEWEST_FUNCTION_WORDS = 0.05
_FEWEST_WORDS = 15
_SAMPLE_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]+")

# Languages of news that spaCy has lists of function words for.
_LANGUAGES = (
    *("af", "am", "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "fa", "fi", "fr"),
    *("he", "hi", "hr", "hu", "hy", "id", "is", "it", "ky", "lt", "lv", "mk", "ms", "nb", "ne"),
    *("nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ti", "tl", "tr", "uk", "ur"),
)

_LANGUAGE_FOLDER = Path(spacy.about.__file__).parent / "lang"
_LANGUAGE_CLASS = re.compile(r"^class (\w+)\(Language\)", re.MULTILINE)

# Neighbouring languages share function words: one that leads by less is not named.
_CLEAR_LEAD = 1.2

# Scripts of one language of news, and scripts that part words by no spaces.
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

# A table has the same marks in nearly all of its lines.
_CELLS = re.compile(r"\t|\||;|,(?=\S)|(?<=\S) {3,}(?=\S)")
_FEWEST_ROWS = 2
_ROWS = 0.8

ENGLISH = "en"
UNDETERMINED = "und"
"""ISO 639-2: a language that is not known, or no language at all."""


def detect_language(text: str, given: str | None = None) -> str:
    """Return the language of a text, by the function words and the script of its beginning.

    Parameters
    ----------
    text
        The text. Where it is partly English, the rest in another script, it is English.
    given
        What its metadata says, ISO 639-1; believed where the text is too short to tell.

    Returns
    -------
    A code of ISO 639-1; `und` for a table, and for words of no language that is known. A text
    too short to tell, in Latin letters, is taken to be English.

    Examples
    --------
    >>> detect_language("Les forces ont repris lundi la ville de Palmyre, ont annoncé des "
    ...                 "responsables à Damas; au moins trente soldats ont été tués près de Homs.")
    'fr'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    words = [word.lower() for word in _WORD.findall(sample)]
    letters = sum(map(len, words))
    latin = [word for word in words if _LATIN.match(word)]
    english = _share(latin, ENGLISH) if len(latin) >= _FEWEST_WORDS else 0.0
    if english >= _FUNCTION_WORDS:
        return ENGLISH
    if _is_table(sample):
        return UNDETERMINED
    if len(latin) < _FEWEST_WORDS and 2 * sum(map(len, latin)) >= letters:
        return given[:2].lower() if given else ENGLISH
    for code, script in _SCRIPTS.items():
        if 2 * len(script.findall(sample)) > letters:
            return code
    return _likeliest(words, english)


def _likeliest(words: Sequence[str], english: float) -> str:
    """Return the language with the most function words, where it leads the others clearly."""
    shares = sorted(((_share(words, code), code) for code in _LANGUAGES), reverse=True)
    (share, language), (next_share, _) = shares[:2]
    if share >= _FUNCTION_WORDS and share > english + _FEWEST_FUNCTION_WORDS:
        return language if share >= _CLEAR_LEAD * next_share else UNDETERMINED
    return ENGLISH if english >= _FEWEST_FUNCTION_WORDS else UNDETERMINED


def name_language(code: str) -> str | None:
    """Return the English name of a language, where spaCy knows it."""
    try:
        source = (_LANGUAGE_FOLDER / code / "__init__.py").read_text(encoding="utf-8")
    except OSError:
        return None
    found = _LANGUAGE_CLASS.search(source)
    return None if found is None else found.group(1)


def function_words(code: str) -> frozenset[str]:
    """Return the function words of a language; none where they are not known."""
    return _function_words(code) if code in {ENGLISH, *_LANGUAGES} else frozenset()


@cache
def _function_words(code: str) -> frozenset[str]:
    # Importing the language would make its whole tokeniser, which takes a hundred times as long.
    path = _LANGUAGE_FOLDER / code / "stop_words.py"
    words: set[str] = runpy.run_path(str(path))["STOP_WORDS"]
    return frozenset(word.lower() for word in words)


def _share(words: Sequence[str], code: str) -> float:
    known = _function_words(code)
    return sum(word in known for word in words) / len(words)


def _is_table(sample: str) -> bool:
    """Return whether nearly all lines are rows of equally many cells."""
    counts = [len(_CELLS.findall(line)) for line in sample.splitlines() if line.strip()]
    if len(counts) < _FEWEST_ROWS:
        return False
    commonest, rows = Counter(counts).most_common(1)[0]
    return commonest > 0 and rows >= _ROWS * len(counts)
