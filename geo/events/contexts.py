"""Contexts of an event: what else its sentence is about, by words that a reader can check.

PLOVER parts an event into what was done (type), how (mode) and in which matter (context): "police
detained two editors" is COERCE, arrest, in the contexts `legal` and `rights_freedoms`. Contexts
are its 37 general ones (`event_contexts.csv`); each is coded from cues (`event_context_cues.csv`)
and from nothing else, so that no event has a context without words of its own sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from geo.lexicon import read_rows
from geo.model import ContextCue, Span
from geo.text import plural_of

__all__ = ["find_contexts"]

_WORD = re.compile(r"[^\W_]+")

# What may stand between two words of one cue: "cease-fire", "women's rights", "coup d'état".
_GAP = re.compile(r"[\s'’\-–]{1,3}")

# A cue of this context only keeps the shorter ones inside it from counting ("tennis court").
_NONE = "none"

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue as words in lower case; `letters` where the case of the text counts."""

    words: tuple[str, ...]
    letters: tuple[str, ...] | None
    contexts: tuple[str, ...]


def find_contexts(text: str, sentence: Span) -> tuple[ContextCue, ...]:
    """Find the contexts of a sentence, each with the words that show it.

    Of cues that share a word the longest counts; what is written as a name or abbreviation has to
    be so in the text ("ICC", "Congress").

    Parameters
    ----------
    text
        The text of the document.
    sentence
        The sentence, by its offsets in the text.

    Returns
    -------
    Cues in text order; two of one span where the words show two contexts.

    References
    ----------
    PLOVER, draft 0.8, "Context codes that can be used with any category", and the list of the
    POLECAT dataset; see docs/ontology.md.

    Examples
    --------
    >>> text = "Police detained two editors over a cartoon of the president."
    >>> for cue in find_contexts(text, Span(start=0, end=len(text))):
    ...     print(cue.context, text[cue.span.start : cue.span.end])
    legal detained
    """
    cues = _cues()
    words = list(_WORD.finditer(text, sentence.start, sentence.end))
    lower = [word.group().lower() for word in words]
    found: list[ContextCue] = []
    index = 0
    while index < len(words):
        cue = _longest(cues.get(lower[index], ()), text, words[index:], lower[index:])
        if cue is None:
            index += 1
            continue
        span = Span(start=words[index].start(), end=words[index + len(cue.words) - 1].end())
        found += [
            ContextCue(context=context, span=span) for context in cue.contexts if context != _NONE
        ]
        index += len(cue.words)
    return tuple(found)


def _longest(
    cues: Sequence[_Cue], text: str, words: Sequence[re.Match[str]], lower: Sequence[str]
) -> _Cue | None:
    """Return the longest cue that begins with the first of the words."""
    for cue in cues:
        length = len(cue.words)
        if cue.words != tuple(lower[:length]):
            continue
        stretch = words[:length]
        if not all(_GAP.fullmatch(text, a.end(), b.start()) for a, b in pairwise(stretch)):
            continue
        if cue.letters is None or cue.letters == tuple(word.group() for word in stretch):
            return cue
    return None


@cache
def _cues() -> Mapping[str, tuple[_Cue, ...]]:
    """Return the cues by their first word, the longest first."""
    contexts: defaultdict[tuple[tuple[str, ...], tuple[str, ...] | None], set[str]]
    contexts = defaultdict(set)
    for row in read_rows("event_context_cues"):
        letters = tuple(_WORD.findall(row["cue"]))
        as_written = letters if row["form"] in {"exact", "lower"} else None
        for words in _forms(tuple(word.lower() for word in letters), row["form"]):
            contexts[words, as_written].add(row["context"])
    groups: defaultdict[str, list[_Cue]] = defaultdict(list)
    for (words, letters_of), names in contexts.items():
        groups[words[0]].append(_Cue(words, letters_of, tuple(sorted(names))))
    return {
        word: tuple(sorted(group, key=lambda cue: (-len(cue.words), cue.letters is None)))
        for word, group in groups.items()
    }


def _forms(words: tuple[str, ...], form: str) -> Iterator[tuple[str, ...]]:
    """Return the words with the plural of the last, or the forms of a verb that comes first."""
    yield words
    if form == "noun":
        yield (*words[:-1], plural_of(words[-1]))
    elif form == "verb":
        for inflected in _inflected(words[0]):
            yield (inflected, *words[1:])


def _inflected(verb: str) -> tuple[str, ...]:
    """Return "jails", "jailed" and "jailing" of "jail"."""
    if verb.endswith("e"):
        return plural_of(verb), verb + "d", (verb if verb.endswith("ee") else verb[:-1]) + "ing"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return plural_of(verb), verb[:-1] + "ied", verb + "ing"
    return plural_of(verb), verb + "ed", verb + "ing"
