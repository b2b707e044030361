"""Name keys: the form under which spellings of one name meet.

Keys are for looking names up. They are never shown, and offsets always index the text as given.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

__all__ = ["latin_key", "name_key", "plural_of", "strict_key"]

# Apostrophes, primes, and the letters that stand for hamza and ayn: spellings of one name differ
# in them more than in anything else ("Dar'a", "Darʿā", "Dar`a", "Daraa").
_APOSTROPHES = frozenset("'`´‘’‛′ʹʻʼʽʾʿˈˊˋ׳״՚＇ʺ")

_PLAIN_APOSTROPHES = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))

# Marks that readers leave out. Those of Indic scripts and kana carry sounds, and stay.
_OPTIONAL_MARKS = (
    (0x0300, 0x036F),  # combining diacritical marks
    (0x0483, 0x0487),  # Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
)

# Letters that Arabic, Persian and Urdu keyboards write differently in the same name.
_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ہ": "ه", "ـ": None})

# The Arabic article before each kind of consonant, as English, French and Turkish spellings have
# it; it is left out or written apart at will ("Deir ez-Zor", "Dayr az Zawr", "Al Bab", "el-Bab").
_ARABIC_ARTICLES = frozenset(
    {"al", "el", "ul", "ad", "ed", "adh", "edh", "an", "en", "ar", "er", "as", "es", "ash", "esh"}
    | {"at", "et", "ath", "eth", "az", "ez"}
)

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Return the key under which a name is found, in its own script.

    Case, accents, optional vowel signs, apostrophes, hyphens, full stops and articles (the
    English one at the start, the Arabic one anywhere) do not count; "St." and "Mt." are spelt
    out. The key of a key is itself.

    Parameters
    ----------
    name
        A name in any script.

    Returns
    -------
    Lower-case words parted by single spaces; empty if the name has no letter or digit.

    Examples
    --------
    >>> name_key("Jarābulus"), name_key("Deir ez-Zor"), name_key("The U.S.")
    ('jarabulus', 'deir zor', 'us')
    """
    folded = _fold(name)
    # What is left of ASCII cannot change again; other scripts may need a second folding.
    while not folded.isascii() and (again := _fold(folded)) != folded:
        folded = again
    words = folded.split()
    spelt = [_ABBREVIATIONS.get(word, word) for word in words[:-1]] + words[-1:]
    return " ".join(_without_articles(spelt))


def latin_key(name: str) -> str:
    """Return the key of a name transliterated to Latin letters.

    A rough, context-free transliteration, for names that are not found in their own script.

    Examples
    --------
    >>> latin_key("Джараблус")
    'dzharablus'
    """
    return name_key(anyascii(name))


def strict_key(name: str) -> str:
    """Return a name with only case, spaces and Unicode composition made equal.

    Two names with the same strict key are the same letter for letter.
    """
    return " ".join(unicodedata.normalize("NFC", name.casefold()).split())


def _fold(name: str) -> str:
    if name.isascii():
        folded = name.lower()
    else:
        folded = unicodedata.normalize("NFKD", name.translate(_PLAIN_APOSTROPHES)).casefold()
        folded = unicodedata.normalize("NFKD", folded).translate(_LETTERS)
    characters = _without_initials_stops(folded).translate(_FOLDED)
    plain = " ".join(characters.split())
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


class _Folded(dict[int, str]):
    """What each character becomes; filled as characters come up, of which there are 1.1 million."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()


def _without_initials_stops(text: str) -> str:
    """Drop the full stops of initials ("u.s.a."); all others part words ("st.louis")."""
    if "." not in text:
        return text
    kept = []
    for index, char in enumerate(text):
        is_initial = (
            char == "."
            and index > 0
            and text[index - 1].isalpha()
            and (index == 1 or not text[index - 2].isalnum())
        )
        if not is_initial:
            kept.append(char)
    return "".join(kept)


def _fold_character(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() else "" if char in _APOSTROPHES else _part(char)
    code = ord(char)
    if char in _APOSTROPHES or any(first <= code <= last for first, last in _OPTIONAL_MARKS):
        return ""
    if unicodedata.name(char, "").startswith("LATIN"):
        return "".join(part for part in anyascii(char).lower() if part.isalnum())
    category = unicodedata.category(char)
    if category == "Cf":  # joiners and direction marks are not seen
        return ""
    return char if category[0] in "LMN" else " "


def _part(char: str) -> str:
    return " and " if char == "&" else " "


def _without_articles(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in _ARABIC_ARTICLES]
    while len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return kept or words


def plural_of(noun: str) -> str:
    """Return the regular plural of an English noun in small letters.

    Examples
    --------
    >>> [plural_of(noun) for noun in ("county", "district", "parish", "valley")]
    ['counties', 'districts', 'parishes', 'valleys']
    """
    if noun.endswith("man"):
        return f"{noun[:-2]}en"
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"
