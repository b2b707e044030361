"""The names of a document, each with its mentions and its candidates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geo.gazetteer import Gazetteer
from geo.lexicon import read_rows
from geo.model import Candidate, Document, Entry, Match, Sense, Span, Toponym
from geo.text import name_key

__all__ = [
    "Context",
    "Mentioned",
    "count_mentions",
    "find_parent",
    "generic_words",
    "is_division",
    "prepare",
    "says_owner",
    "share_of_sense",
    "shares_of",
]

# "Zamzam camp": the words after a name that is in no gazetteer may make it one.
_AFTER_REACH = 40
_AFTER = re.compile(r"^['’]?s?\s+(\w+)")
_BEFORE = re.compile(r"(\w+)\s+(?:of\s+)?$")
# "Santiago, a small village near Ica": what follows a comma tells the kind as well.
_APPOSITION = re.compile(r"^,\s+(?:an?|the)((?:\s+[a-z-]{1,20}){1,4})")
_APPOSITION_REACH = 80

# "Paris, Texas", "Tripoli (Lebanon)", "Goma in North Kivu", "Taba, a town in Egypt": what stands
# between a place and its parent; and "the Libyan capital Tripoli", "the Syrian town of Taba".
_PARENT_JOIN = re.compile(
    r"(?:,\s*|\s*\(|\s+in\s+(?:the\s+)?|\s+of\s+(?:the\s+)?|"
    r",\s+(?:an?|the)(?:\s+[a-z-]{1,20}){1,4}?\s+(?:in|near|of)\s+(?:the\s+)?)(?=[A-Z])"
)
_PARENT_REACH = 80
_BEFORE_CHILD = re.compile(r"^\s+(?:[a-z-]{1,20}\s+){1,3}$")
_CHILD_REACH = 30
_SEATS = {"bastion", "capital", "enclave", "port", "stronghold"}
_CONSIDERED_PARENTS = 3

_LONGEST_ACRONYM = 3

_LookUp = Callable[[str], tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """A name of a document with its mentions and its candidates, best prior first.

    `wording` is what generic words around it call it: `division`, `settlement`, `site` where they
    are a part of its name, or nothing; "Idlib province" and "Idlib city" are two names.
    """

    surface: str
    wording: str
    toponyms: tuple[Toponym, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a document says that bears on every name in it.

    `countries` are those it names as places, `acting` those it names as governments or by
    adjective, each with its share of all such mentions. `keys` says where each name stands;
    `places` are the names used for the place itself.
    """

    text: str
    countries: Mapping[str, float]
    acting: Mapping[str, float]
    keys: Mapping[str, tuple[int, ...]]
    places: frozenset[str]


def prepare(
    document: Document, toponyms: Sequence[Toponym], gazetteer: Gazetteer, *, limit: int
) -> tuple[tuple[Mentioned, ...], Context]:
    """Group the mentions of a document by name and look each up once.

    Mentions of one name share one meaning, the heuristic "one sense per discourse" of Gale,
    Church and Yarowsky (1992), but for those that are told apart by their parents: "Birmingham,
    England, and Birmingham, Alabama".
    """
    groups: dict[tuple[str, str, str], list[Toponym]] = {}

    @cache
    def look_up(surface: str) -> tuple[Candidate, ...]:
        return gazetteer.candidates(surface, limit=limit, loose=not surface.islower())

    parents = _parents(toponyms, document.text, look_up)
    for toponym in toponyms:
        wording = _wording(toponym, document.text)
        key = (toponym.surface, wording, parents.get(toponym.span, ""))
        groups.setdefault(key, []).append(toponym)
    mentioned = tuple(
        _mentioned(tuple(members), wording, document.text, gazetteer=gazetteer, look_up=look_up)
        for (_, wording, _), members in groups.items()
    )
    return mentioned, Context(
        text=document.text,
        countries=_countries(mentioned, literal=True),
        acting=_countries(mentioned, literal=False),
        keys=_keys(mentioned),
        places=frozenset(
            name_key(item.surface) for item in mentioned if count_mentions(item, literal=True)
        ),
    )


def _parents(toponyms: Sequence[Toponym], text: str, look_up: _LookUp) -> Mapping[Span, str]:
    """Return the parent of each mention of a name that is told apart by parents in a text.

    It is where the name stands with two parents, or without any before the first: writers add
    the parent when they first name a place. A mention without a parent has that of the one before.
    """
    ordered = sorted(toponyms, key=lambda toponym: toponym.span)
    by_surface: dict[str, list[tuple[Span, str]]] = {}
    for number, toponym in enumerate(ordered):
        around = (ordered[max(0, number - 1) : number], ordered[number + 1 : number + 2])
        parent = _parent(toponym, *around, text, look_up)
        by_surface.setdefault(toponym.surface, []).append((toponym.span, parent))
    found: dict[Span, str] = {}
    for told in by_surface.values():
        current = ""
        for span, parent in told:
            current = parent or current
            found[span] = current
    return found


def _parent(
    toponym: Toponym,
    before: Sequence[Toponym],
    after: Sequence[Toponym],
    text: str,
    look_up: _LookUp,
) -> str:
    """Return the name beside a mention, in small letters, that says where it lies, or nothing."""
    span = toponym.span
    for other in after:
        if find_parent(text, span.end) == other.span.start:
            return _area(other.surface, toponym.surface, look_up)
    for other in before:
        gap = text[other.span.end : span.start]
        if other.sense is Sense.MODIFIER and says_owner(gap):
            return _area(other.surface, toponym.surface, look_up)
        if gap == ", " and (area := _area(toponym.surface, other.surface, look_up)):
            return area  # "Georgia" of "Atlanta, Georgia" is what contains Atlanta
    return ""


def says_owner(gap: str) -> bool:
    """Return whether words between two names make the first the owner: " port city of "."""
    if len(gap) > _CHILD_REACH or not _BEFORE_CHILD.match(gap):
        return False
    words = gap.lower().split()
    kind = words[-2] if words[-1] == "of" and len(words) > 1 else words[-1]
    return kind in _SEATS or kind in generic_words("settlement") | generic_words("division")


def find_parent(text: str, end: int) -> int | None:
    """Return where the name begins that may say what contains the one that ends at an offset."""
    join = _PARENT_JOIN.match(text, end, end + _PARENT_REACH)
    return join.end() if join else None


def _area(surface: str, child: str, look_up: _LookUp) -> str:
    """Return the country or division that a name means, if an entry of the child lies in it."""
    entries = [item.entry for item in look_up(child)]
    for candidate in look_up(surface)[:_CONSIDERED_PARENTS]:
        area = candidate.entry
        is_country = area.feature_code.startswith("PCL")
        if area.feature_class == "A" and any(
            area.entry_id in {entry.admin1, entry.admin2}
            or (is_country and entry.country_code == area.country_code)
            for entry in entries
        ):
            return area.entry_id
    return ""


def _mentioned(
    toponyms: tuple[Toponym, ...],
    wording: str,
    text: str,
    *,
    gazetteer: Gazetteer,
    look_up: _LookUp,
) -> Mentioned:
    """Look a name up; where it, or nothing, names a site, and the words after it say so, the site.

    "Zamzam camp" is the camp; "Goma airport" is said of the town of Goma.
    """
    surface = toponyms[0].surface
    candidates = look_up(surface)
    if _is_acronym(surface):  # "US" is the country, not the village of Us
        candidates = tuple(c for c in candidates if c.match is not Match.FOLDED) or candidates
    end = toponyms[0].span.end
    sites = gazetteer.sites(surface, text[end : end + _AFTER_REACH])
    known = {candidate.entry.entry_id for candidate in candidates}
    if sites and (not candidates or sites[0].entry.entry_id in known):
        return Mentioned(surface=surface, wording="site", toponyms=toponyms, candidates=sites)
    return Mentioned(surface=surface, wording=wording, toponyms=toponyms, candidates=candidates)


def _is_acronym(surface: str) -> bool:
    return surface.isupper() and len(surface) <= _LONGEST_ACRONYM


def _countries(mentioned: Sequence[Mentioned], *, literal: bool) -> dict[str, float]:
    """Return the share of each country among the mentions that name one outright."""
    counts: Counter[str] = Counter()
    for item in mentioned:
        best = item.candidates[0].entry if item.candidates else None
        if best is not None and best.feature_code.startswith("PCL") and best.country_code:
            counts[best.country_code] += count_mentions(item, literal=literal)
    # Without the countries that are named only in the other way.
    return shares_of(+counts)


def count_mentions(item: Mentioned, *, literal: bool) -> int:
    """Return how often a name is used for the place itself, or otherwise."""
    return sum((toponym.sense is Sense.LITERAL) is literal for toponym in item.toponyms)


def share_of_sense(item: Mentioned, sense: Sense) -> float:
    """Return the share of the mentions of a name that have a sense."""
    return sum(toponym.sense is sense for toponym in item.toponyms) / len(item.toponyms)


def _keys(mentioned: Sequence[Mentioned]) -> dict[str, tuple[int, ...]]:
    """Return where each name stands in the text."""
    keys: dict[str, tuple[int, ...]] = {}
    for item in mentioned:
        key = name_key(item.surface)
        starts = tuple(toponym.span.start for toponym in item.toponyms)
        keys[key] = keys.get(key, ()) + starts
    return keys


_CLASS_OF_WORDING = {"division": ("A", "kind"), "settlement": ("P", "kind")}


@cache
def generic_words(wording: str) -> frozenset[str]:
    """Return the generic words of a kind of place: `division` or `settlement`; or `direction`."""
    kind = _CLASS_OF_WORDING.get(wording, ("", wording))
    rows = read_rows("generics")
    return frozenset(row["word"] for row in rows if (row["feature_class"], row["role"]) == kind)


def _wording(toponym: Toponym, text: str) -> str:
    """Return the kind of place that the words around a mention call it."""
    after = _AFTER.match(text[toponym.span.end : toponym.span.end + 30])
    before = _BEFORE.search(text[max(0, toponym.span.start - 30) : toponym.span.start])
    words = {match[1].lower() for match in (after, before) if match}
    reach = text[toponym.span.end : toponym.span.end + _APPOSITION_REACH]
    if apposition := _APPOSITION.match(reach):
        words |= set(apposition[1].split())
    kinds = [kind for kind in ("division", "settlement") if words & generic_words(kind)]
    return kinds[0] if kinds else ""


def shares_of(counts: Counter[str]) -> dict[str, float]:
    """Return each count divided by their sum."""
    total = sum(counts.values())
    return {key: value / total for key, value in counts.items()} if total else {}


def is_division(entry: Entry) -> bool:
    """Return whether an entry is a division of a country."""
    return entry.feature_class == "A" and not entry.feature_code.startswith("PCL")
