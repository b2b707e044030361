"""Names spelt by another transliteration, and names mistyped: which keys of a trie can be meant.

A name that comes from another script has as many Latin spellings as there are systems, tongues
and ears: Deir ez-Zor, Deir al-Zor, Dayr az Zawr; Kyiv, Kiev; Kismaayo, Kismayo. The table
`spellings.csv` holds the classes of letters that stand for one sound, by family of languages,
each with its reason and an example; `spelling_countries.csv` says where the names of a family
lie, so that Slavic rules never touch a name in Texas.

No second index is needed: the trie of names itself prunes. A walk goes through the key from left
to right, cheapest changes first, and gives a path up as soon as no name begins so.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import marisa_trie
from rapidfuzz.distance import OSA

from geo.lexicon import read_rows

__all__ = ["Beginnings", "Respelling", "find_misspelt", "find_respelt"]

_VOWELS = frozenset("aeiou")
_VOCALIC = _VOWELS | {"w", "y", "h"}
"""What diphthongs and endings are spelt with."""

# What a change costs. Consonants tell names apart better than vowels; a doubled letter or an
# article written together with its name tell nothing; a vowel more or less is a syllable.
_CHANGE, _VOWEL, _DOUBLING, _ARTICLE, _HELPING_VOWEL, _SPACE = 1.0, 0.7, 0.5, 0.5, 1.5, 1.0
# Of a letter of another script the first spelling of its row is the usual one.
_UNUSUAL, _UNWRITTEN_VOWEL = 0.5, 0.25

_SHORTEST_KEY = 5
"""Shorter keys have too many neighbours for a change to say anything."""
_SHORTEST_TYPED = 4
_SHORTEST_IN_SCRIPT = 3
"""In scripts without vowels three letters say as much as five; in Cyrillic the gazetteer is
nearly complete."""

_LONGEST_KEY = 40
_DEAREST, _LETTERS_A_CHANGE = 2.5, 4
"""A change for every so many letters: beyond, two different names meet."""

_SPREAD = 0.6
"""How much dearer than the nearest spelling one may be and still be given."""

_MOST_STEPS = 400
"""Bounds the time of a walk to a few milliseconds."""

_LONG_KEY = 9
"""Keys of so many letters may have two mistakes."""

_SURE_LETTERS = 4

_ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "cyrillic": "абвгґдежзийіїєклмнопрстуўфхцчшщъыьэюя",
    "arabic": "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي" + "پچژگ",
    "hebrew": "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "greek": "αβγδεζηθικλμνξοπρσςτυφχψω",
}
"""Letters of keys, which have no capitals or accents. In scripts of syllables or words a slip of
the finger gives another word."""

_SHARED_BEGINNING = 4
"""Beginnings of so many letters are few, and asked for again and again."""


_Step = tuple[int, str, float]


class _Rule(NamedTuple):
    """That letters of the looked-up key may be spelt otherwise in the gazetteer."""

    letters: str
    place: str
    spellings: tuple[tuple[str, float], ...]


class Respelling(NamedTuple):
    """A key that spells a name otherwise; only its entries in `countries` are meant."""

    key: str
    likeness: float
    countries: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """The rules of a family by their first letter, and the countries where its names lie."""

    rules: Mapping[str, tuple[_Rule, ...]]
    silent: tuple[tuple[str, float], ...]
    """What may stand where the key has nothing, at its price."""
    vowels: tuple[tuple[str, float], ...]
    """What may stand so between two consonants."""
    cheapest: float
    """The least price of a change; nothing where the key is of another script."""
    keeps: bool
    """Whether a letter may stay as it is: not where the key is of another script."""
    countries: frozenset[str]


def _families_of(key: str) -> tuple[str, ...]:
    """Return the families of spellings that a key may belong to, by its script."""
    script = _script(key)
    wanted = "" if script == "latin" else f"{script} script"
    known = sorted({row["family"] for row in read_rows("spelling_countries")})
    if wanted:
        return tuple(name for name in known if name == wanted)
    return tuple(name for name in known if not name.endswith(" script"))


@lru_cache(maxsize=1 << 12)
def _script(key: str) -> str:
    first = next((char for char in key if char.isalpha()), " ")
    return unicodedata.name(first, "").partition(" ")[0].lower()


@cache
def _family(name: str) -> _Family:
    rules: dict[str, list[_Rule]] = defaultdict(list)
    vowels: tuple[tuple[str, float], ...] = ()
    silent: tuple[tuple[str, float], ...] = () if name.endswith(" script") else ((" ", _SPACE),)
    scripted = name.endswith(" script")
    for row in (row for row in read_rows("spellings") if row["family"] == name):
        spellings = row["spellings"].split("|")
        if row["place"] == "between" and scripted:
            vowels = tuple((vowel, _UNWRITTEN_VOWEL) for vowel in spellings if vowel)
        elif row["letters"]:
            priced = tuple((s, _UNUSUAL if at else 0.0) for at, s in enumerate(spellings))
            rules[row["letters"][0]].append(_Rule(row["letters"], row["place"], priced))
        else:
            for letters in spellings:
                others = tuple((s, _price(letters, s, row["place"])) for s in spellings)
                others = tuple(other for other in others if other[0] != letters)
                if letters:
                    rules[letters[0]].append(_Rule(letters, row["place"], others))
                elif row["place"] == "start":
                    rules[""].append(_Rule("", row["place"], others))
                elif row["place"] == "between":
                    vowels = others
                else:
                    silent += others
    return _Family(
        rules={first: tuple(found) for first, found in rules.items()},
        silent=silent,
        vowels=vowels,
        cheapest=0.0 if scripted else min(_DOUBLING, _ARTICLE),
        keeps=not scripted,
        countries=frozenset(
            row["country_code"] for row in read_rows("spelling_countries") if row["family"] == name
        ),
    )


def _price(letters: str, other: str, place: str) -> float:
    if place in {"between", "start"}:
        return _HELPING_VOWEL if place == "between" else _ARTICLE
    if letters in {other, other * 2} or other == letters * 2:
        return _DOUBLING
    return _VOWEL if set(letters + other) <= _VOCALIC else _CHANGE


class Beginnings:
    """Which beginnings the names of a trie have, remembered as far as names share them."""

    def __init__(self, trie: marisa_trie.Trie) -> None:
        self.trie = trie
        self._short: dict[str, bool] = {}

    def __contains__(self, path: str) -> bool:
        if len(path) > _SHARED_BEGINNING:
            return next(self.trie.iterkeys(path), None) is not None
        known = self._short.get(path)
        if known is None:
            known = self._short[path] = next(self.trie.iterkeys(path), None) is not None
        return known


def find_respelt(
    key: str, beginnings: Beginnings, fits: Callable[[str, frozenset[str]], bool]
) -> tuple[Respelling, ...]:
    """Return the keys that spell a name by another transliteration.

    Parameters
    ----------
    key
        A name key (`geo.text.name_key`).
    beginnings
        The keys that exist.
    fits
        Says whether a key has an entry in one of some countries, ISO 3166-1 alpha-3.

    Returns
    -------
    Keys other than `key`, nearest first, with their likeness in (0, 1].
    """
    shortest = _SHORTEST_KEY if _script(key) == "latin" else _SHORTEST_IN_SCRIPT
    if not shortest <= len(key) <= _LONGEST_KEY:
        return ()
    found: dict[str, tuple[float, frozenset[str]]] = {}
    dearest = min(_DEAREST, len(key) / _LETTERS_A_CHANGE)
    for name in _families_of(key):
        family = _family(name)
        bound = min([dearest, *(cost + _SPREAD for cost, _ in found.values())])

        def accepts(other: str, countries: frozenset[str] = family.countries) -> bool:
            return other != key and fits(other, countries)

        for other, cost in _walk(key, family, beginnings, bound, accepts):
            known, countries = found.get(other, (cost, family.countries))
            found[other] = min(cost, known), countries | family.countries
    bound = min((cost for cost, _ in found.values()), default=0.0) + _SPREAD
    return tuple(
        Respelling(other, 1 - cost / (len(key) + 2), countries)
        for other, (cost, countries) in sorted(
            found.items(), key=lambda item: (item[1][0], item[0])
        )
        if cost <= bound
    )


def _walk(
    key: str,
    family: _Family,
    beginnings: Beginnings,
    bound: float,
    accepts: Callable[[str], bool],
) -> Iterator[tuple[str, float]]:
    """Yield the accepted keys that the rules lead to, cheapest first, none much dearer."""
    queue: list[tuple[float, int, str]] = [(0.0, 0, "")]
    seen: set[tuple[int, str]] = set()
    steps = [tuple(_steps(key, at, family)) for at in range(len(key))] + [()]
    for _ in range(_MOST_STEPS):
        if not queue or queue[0][0] > bound:
            return
        cost, back, path = heapq.heappop(queue)
        at = -back
        # Asked when its turn comes: most paths are dearer than the first name found.
        if (at, path) in seen or path not in beginnings:
            continue
        seen.add((at, path))
        if at == len(key) and path in beginnings.trie and accepts(path):
            bound = min(bound, cost + _SPREAD)
            yield path, cost
        for end, spelling, price in chain(steps[at], _insertions(path, at, key, family)):
            total, grown = cost + price, path + spelling
            if total + family.cheapest <= bound:
                heapq.heappush(queue, (total, -end, grown))
            elif total <= bound and grown + key[end:] in beginnings.trie:
                # No further change can be paid for: the rest stays as it is.
                heapq.heappush(queue, (total, -len(key), grown + key[end:]))


def _steps(key: str, at: int, family: _Family) -> Iterator[_Step]:
    """Yield how a walk may go on: where to, what is written for the letters passed, its price."""
    letter = key[at]
    if family.keeps or not letter.isalpha():
        yield at + 1, letter, 0.0
    if letter == " ":
        yield at + 1, "", _SPACE
    for rule in (*family.rules.get(letter, ()), *(family.rules.get("", ()) if at == 0 else ())):
        if key.startswith(rule.letters, at) and _stands(key, at, rule):
            for spelling, price in rule.spellings:
                yield at + len(rule.letters), spelling, price


def _insertions(path: str, at: int, key: str, family: _Family) -> tuple[_Step, ...]:
    """Return what may be written where the key has nothing: a space, or a vowel."""
    if not path or at == len(key) or path[-1] == " " or key[at] == " ":
        return ()
    is_vowel = path[-1] in _VOWELS or key[at] in _VOWELS
    inserted = family.silent if is_vowel else (*family.silent, *family.vowels)
    return tuple((at, letter, price) for letter, price in inserted)


def _stands(key: str, at: int, rule: _Rule) -> bool:
    """Return whether a rule applies where it is: everywhere, or at one end of a word."""
    end = at + len(rule.letters)
    if rule.place == "start":
        return at == 0 or key[at - 1] == " "
    if rule.place == "end":
        return at > 0 and (end == len(key) or key[end] == " ")
    if rule.place == "between":
        around = key[max(0, at - 1) : at] + key[end : end + 1]
        return len(around) == 2 and not set(around) & (_VOWELS | {" "})  # noqa: PLR2004
    return True


def find_misspelt(key: str, beginnings: Beginnings) -> tuple[tuple[str, float], ...]:
    """Return the keys within few edits of a key, nearest first, each with its likeness.

    One letter may be wrong, missing, too many, or changed places with the next, the first one
    too: with its neighbours on the keyboard it is mistyped as often as any. From nine letters
    on two may, the second not before the fourth letter.

    Parameters
    ----------
    key
        A name key (`geo.text.name_key`).
    beginnings
        The keys that exist.

    Returns
    -------
    Keys with their likeness in (0, 1): one less the share of the letters that are wrong
    (optimal string alignment).
    """
    if not _SHORTEST_TYPED <= len(key) <= _LONGEST_KEY:
        return ()
    letters = _ALPHABETS.get(_script(key), "") + " "
    found = set(_within_one("", key, letters, beginnings))
    if not found and len(key) >= _LONG_KEY:
        for path, rest in _edited("", key, letters, beginnings):
            if len(path) >= _SURE_LETTERS and path in beginnings:
                found.update(_within_one(path, rest, letters, beginnings))
    found.discard(key)
    alike = {other: 1 - OSA.distance(key, other) / len(key) for other in found}
    return tuple(sorted(alike.items(), key=lambda item: (-item[1], item[0])))


def _within_one(path: str, rest: str, letters: str, beginnings: Beginnings) -> Iterator[str]:
    """Yield the keys that are a path and, but for one edit, the rest."""
    for edited, remaining in _edited(path, rest, letters, beginnings):
        if edited + remaining in beginnings.trie:
            yield edited + remaining


def _edited(
    path: str, rest: str, letters: str, beginnings: Beginnings
) -> Iterator[tuple[str, str]]:
    """Yield each way to make one edit after a path: what it makes, and the rest as it was.

    It ends where no name begins with what comes before the edit.
    """
    for at in range(len(rest) + 1):
        before, letter, after = path + rest[:at], rest[at : at + 1], rest[at + 1 :]
        if before not in beginnings:
            return
        if letter:
            yield before, after
        if after and after[0] != letter:
            yield before + after[0] + letter, after[1:]
        for other in letters:
            yield before + other, rest[at:]
            if letter and other != letter:
                yield before + other, after
