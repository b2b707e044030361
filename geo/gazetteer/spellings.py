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
import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations
from operator import itemgetter
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

_MOST_STEPS = 500
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

_REMEMBERED = 1 << 15
"""Beginnings that are remembered: the families of a key ask for the same ones again."""

_Spelling = tuple[str, float, int]
"""Letters, the price of writing them, and a mask of the families that allow it."""

_price_of = itemgetter(2)

_Move = tuple[int, str, float, int]
"""Where in the key a walk goes on, and the spelling that it writes on the way."""


class _Rule(NamedTuple):
    """That letters of the looked-up key may be spelt otherwise in the gazetteer."""

    letters: str
    place: str
    spellings: tuple[_Spelling, ...]


class Respelling(NamedTuple):
    """A key that spells a name otherwise; only its entries in `countries` are meant."""

    key: str
    likeness: float
    countries: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """The rules of all families of spellings that keys of a script may belong to."""

    by_letter: Mapping[str, tuple[_Rule, ...]]
    """By the first letter that they change; by none where they write something at the start."""
    silent: tuple[_Spelling, ...]
    """What may stand where the key has nothing."""
    vowels: tuple[_Spelling, ...]
    """What may stand so between two consonants."""
    endings: tuple[_Spelling, ...]
    """What may stand so after a consonant at the end of a word."""
    keeps: bool
    """Whether a letter may stay as it is: not where the key is of another script."""
    countries: tuple[frozenset[str], ...]
    """Where the names of each family lie."""

    @property
    def all(self) -> int:
        """The mask of all families."""
        return (1 << len(self.countries)) - 1


@lru_cache(maxsize=1 << 12)
def _script(key: str) -> str:
    first = next((char for char in key if char.isalpha()), " ")
    return unicodedata.name(first, "").partition(" ")[0].lower()


@cache
def _rules_of(script: str) -> _Rules:
    lands: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("spelling_countries"):
        if (row["family"] == f"{script} script") or (
            script == "latin" and not row["family"].endswith(" script")
        ):
            lands[row["family"]].add(row["country_code"])
    families = sorted(lands)
    masks: dict[tuple[str, str], dict[tuple[str, float], int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for row in read_rows("spellings"):
        if row["family"] in lands:
            for letters, place, spelling, price in _changes(row):
                masks[letters, place][spelling, price] |= 1 << families.index(row["family"])
    merged = {
        of: tuple((*spelling, mask) for spelling, mask in spellings.items())
        for of, spellings in masks.items()
    }
    by_letter: dict[str, list[_Rule]] = defaultdict(list)
    for (letters, place), spellings in merged.items():
        if letters or place == "start":
            by_letter[letters[:1]].append(_Rule(letters, place, spellings))
    everywhere = (1 << len(families)) - 1
    space: tuple[_Spelling, ...] = ((" ", _SPACE, everywhere),) if script == "latin" else ()
    return _Rules(
        by_letter={first: tuple(rules) for first, rules in by_letter.items()},
        silent=space + merged.get(("", ""), ()),
        vowels=merged.get(("", "between"), ()),
        endings=merged.get(("", "end"), ()),
        keeps=script == "latin",
        countries=tuple(frozenset(lands[name]) for name in families),
    )


def _changes(row: Mapping[str, str]) -> Iterator[tuple[str, str, str, float]]:
    """Yield what a row of the table allows: letters, where, what may stand for them, the price."""
    spellings, place = row["spellings"].split("|"), row["place"]
    if place == "between" and row["family"].endswith(" script"):
        yield from (("", place, vowel, _UNWRITTEN_VOWEL) for vowel in spellings if vowel)
    elif row["letters"]:
        for at, spelling in enumerate(spellings):
            yield row["letters"], place, spelling, _UNUSUAL if at else 0.0
    else:
        for letters, other in permutations(spellings, 2):
            yield letters, place, other, _price(letters, other, place)


def _price(letters: str, other: str, place: str) -> float:
    if place in {"between", "start"}:
        return _HELPING_VOWEL if place == "between" else _ARTICLE
    if letters in {other, other * 2} or other == letters * 2:
        return _DOUBLING
    return _VOWEL if set(letters + other) <= _VOCALIC else _CHANGE


class Beginnings:
    """Which beginnings the names of a trie have, remembered while they are asked for again."""

    def __init__(self, trie: marisa_trie.Trie) -> None:
        self.trie = trie
        self._exist = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def __contains__(self, path: str) -> bool:
        return self._exist(path)

    def _look_up(self, path: str) -> bool:
        return next(self.trie.iterkeys(path), None) is not None


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
    rules = _rules_of(_script(key))

    @cache
    def countries(mask: int) -> frozenset[str]:
        chosen = (one for at, one in enumerate(rules.countries) if mask >> at & 1)
        return frozenset().union(*chosen)

    def accepts(other: str, mask: int) -> bool:
        return other != key and fits(other, countries(mask))

    found: dict[str, tuple[float, int]] = {}
    for other, cost, mask in _Walk(key, rules, beginnings).run(accepts):
        first, known = found.get(other, (cost, 0))
        found[other] = first, known | mask
    ranked = sorted(found.items(), key=lambda item: (item[1][0], item[0]))
    return tuple(
        Respelling(other, 1 - cost / (len(key) + 2), countries(mask))
        for other, (cost, mask) in ranked
    )


class _Walk:
    """A walk through a key, which writes what the rules allow and names begin with.

    Most of what one family allows others allow as well, so all of them walk together: with each
    path goes a mask of the families that allow every change in it.
    """

    def __init__(self, key: str, rules: _Rules, beginnings: Beginnings) -> None:
        self._key = key
        self._beginnings = beginnings
        self._moves = _moves(key, rules)
        self._least = _least_prices(self._moves, rules)
        self._queue: list[tuple[float, int, str, int]] = [(0.0, 0, "", rules.all)]

    def run(self, accepts: Callable[[str, int], bool]) -> Iterator[tuple[str, float, int]]:
        """Yield the accepted keys that the rules lead to, cheapest first, none much dearer."""
        queue, length = self._queue, len(self._key)
        bound = min(_DEAREST, length / _LETTERS_A_CHANGE)
        seen: dict[tuple[int, str], int] = {}
        for _ in range(_MOST_STEPS):
            if not queue or queue[0][0] > bound:
                return
            cost, back, path, mask = heapq.heappop(queue)
            known = seen.get((back, path), 0)
            seen[back, path] = known | mask
            mask &= ~known
            if -back == length and mask and path in self._beginnings.trie and accepts(path, mask):
                bound = min(bound, cost + _SPREAD)
                yield path, cost, mask
            self._go_on(cost, -back, path, mask, bound)

    def _go_on(self, cost: float, at: int, path: str, mask: int, bound: float) -> None:
        """Put the ways on from a path into the queue, where names begin so."""
        for end, spelling, price, allowing in self._moves[at][_last(path)]:
            total, grown, allowed = cost + price, path + spelling, mask & allowing
            if total > bound:
                return
            if not allowed:
                continue
            if total + self._least[end] <= bound:
                if grown in self._beginnings:
                    heapq.heappush(self._queue, (total, -end, grown, allowed))
            elif (whole := grown + self._key[end:]) in self._beginnings.trie:
                # No further change can be paid for: the rest stays as it is.
                heapq.heappush(self._queue, (total, -len(self._key), whole, allowed))


def _moves(key: str, rules: _Rules) -> list[tuple[Sequence[_Move], ...]]:
    """Return how a walk may go on at each place of a key, by what was written last (`_last`).

    The cheapest come first.
    """
    found: list[tuple[Sequence[_Move], ...]] = []
    for at in range(len(key) + 1):
        letter = key[at : at + 1].strip()
        silent = rules.silent if letter else ()
        voiced = () if letter in _VOWELS else rules.vowels if letter else rules.endings
        steps = sorted(_steps(key, at, rules), key=_price_of)
        after_vowel = sorted([*steps, *((at, *spelling) for spelling in silent)], key=_price_of)
        after_consonant = [*after_vowel, *((at, *spelling) for spelling in voiced)]
        found.append((steps, after_vowel, sorted(after_consonant, key=_price_of)))
    return found


def _steps(key: str, at: int, rules: _Rules) -> Iterator[_Move]:
    """Yield what may be written for the letters at a place."""
    letter = key[at : at + 1]
    if not letter:
        return
    if rules.keeps or not letter.isalpha():
        yield at + 1, letter, 0.0, rules.all
    if letter == " ":
        yield at + 1, "", _SPACE, rules.all
    by_letter = rules.by_letter
    for rule in (*by_letter.get(letter, ()), *(by_letter.get("", ()) if at == 0 else ())):
        if key.startswith(rule.letters, at) and _stands(key, at, rule):
            for spelling in rule.spellings:
                yield at + len(rule.letters), *spelling


def _last(path: str) -> int:
    """Return what a path ends with: 0 nothing or a space, 1 a vowel, 2 a consonant."""
    if not path or path[-1] == " ":
        return 0
    return 1 if path[-1] in _VOWELS else 2


def _least_prices(moves: Sequence[Sequence[Sequence[_Move]]], rules: _Rules) -> list[float]:
    """Return the least price of a change from each place of a key on.

    Nothing where the key is of another script: there every letter changes.
    """
    if not rules.keeps:
        return [0.0] * len(moves)
    least = [math.inf]
    for *_, choice in reversed(moves):
        least.append(min([least[-1], *(price for _, _, price, _ in choice if price)]))
    return least[:0:-1]


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
