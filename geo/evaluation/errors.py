"""Errors by class, with examples: what is wrong, and where to look for the cause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.errors import UnknownEntryError
from geo.evaluation.counts import Doc, overlaps, span
from geo.evaluation.results import ErrorClass, Example, Misplaced
from geo.evaluation.toponyms import (
    ASSOCIATIVE,
    LITERAL,
    NEAR_KM,
    Toponym,
    distance_km,
    is_geocodable,
    is_same_entry,
    toponyms,
)
from geo.gazetteer import Gazetteer
from geo.language import Language
from geo.model import Entry

__all__ = ["CLASSES", "Fault", "Judge", "classify", "misplaced"]

CLASSES: Mapping[str, str] = {
    # Recognition.
    "false_mention": "found, but no place name is annotated there",
    "wrong_boundaries": "found with other boundaries",
    "unknown_name": "not found; the gazetteer does not know the name",
    "inside_other_name": "not found; inside the name of an organisation, facility or work",
    "called_a_person": "not found; the parser took it for a person",
    "not_recognised": "not found, for another reason",
    # Resolution.
    "abstained_rightly": "left without an entry; the gazetteer lacks the entry",
    "abstained": "left without an entry, which the gazetteer has, or may have under another id",
    "not_in_gazetteer_near": "the gazetteer lacks the entry; placed within 161 km",
    "not_in_gazetteer": "the gazetteer lacks the entry; placed elsewhere",
    "not_a_candidate": "the entry is in the gazetteer, but not under this name",
    "division_or_settlement": "a division for the settlement of its name, or the other way",
    "nearby": "another entry of the name within 161 km",
    "wrong_country": "an entry of the name in another country",
    "wrong_division": "an entry of the name in another division of the country",
    "same_division": "another entry of the name in the division, over 161 km away",
    "elsewhere": "over 161 km away, where gold or prediction names no entry",
    # Kinds.
    "literal_as_associative": "a place was meant, a government, people or attribute was said",
    "associative_as_literal": "a government, people or attribute was meant, a place was said",
}
"""What each class of error means."""

_EXAMPLES = 5

# As much of a sentence as is read at a glance, on each side of the mention.
_CONTEXT = 160
_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")

_OTHER_NAMES = frozenset(("EVENT", "FAC", "LAW", "ORG", "PRODUCT", "WORK_OF_ART"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One error: its class, gold, prediction, and the sentence."""

    name: str
    example: Example
    gold: Toponym
    guess: Toponym


class Judge:
    """Says of which class an error is.

    Parameters
    ----------
    gazetteer
        Tells which entries and names are known.
    language
        Tells what the parser takes a name for; only sentences with errors are parsed.
    """

    def __init__(self, gazetteer: Gazetteer, language: Language) -> None:
        self._gazetteer = gazetteer
        self._language = language
        self._entities: dict[str, Sequence[tuple[int, int, str]]] = {}

    def is_known(self, toponym: Toponym) -> bool:
        """Return whether the gazetteer has the GeoNames id of gold."""
        return self._entry(toponym) is not None

    def recognition(self, doc: Doc, predicted: Doc) -> Iterator[Fault]:
        """Yield the mentions that were missed, and those that are none."""
        want = {span(item): item for item in toponyms(doc) if is_geocodable(item)}
        annotated = {span(item) for item in toponyms(doc)}
        got = {span(item): item for item in toponyms(predicted)}
        for place, item in want.items():
            if place not in got:
                name = self._missed(doc, place, got)
                others = [one for one in got if overlaps(one, [place])]
                found = doc["text"][slice(*others[0])] if others else "nothing"
                yield _fault(name, doc, place, found=found, gold=item)
        for place, item in got.items():
            if not overlaps(place, annotated):
                yield _fault("false_mention", doc, place, wanted="nothing", guess=item)

    def _missed(
        self, doc: Doc, place: tuple[int, int], got: Mapping[tuple[int, int], Toponym]
    ) -> str:
        if overlaps(place, got):
            return "wrong_boundaries"
        if not self._gazetteer.candidates(doc["text"][slice(*place)], limit=1):
            return "unknown_name"
        start, end = _sentence(doc["text"], place)
        for first, last, label in self._read(doc["text"][start:end]):
            if not overlaps(place, [(start + first, start + last)]):
                continue
            if label == "PERSON":
                return "called_a_person"
            if label in _OTHER_NAMES and last - first > place[1] - place[0]:
                return "inside_other_name"
        return "not_recognised"

    def _read(self, sentence: str) -> Sequence[tuple[int, int, str]]:
        """Return the named entities that the parser sees in a sentence."""
        if sentence not in self._entities:
            self._entities[sentence] = [
                (entity.start_char, entity.end_char, entity.label_)
                for entity in self._language.parse(sentence).entities
            ]
        return self._entities[sentence]

    def resolution(self, doc: Doc, predicted: Doc) -> Iterator[Fault]:
        """Yield the gold toponyms that were not given their entry."""
        guesses = {span(item): item for item in toponyms(predicted)}
        for want in filter(is_geocodable, toponyms(doc)):
            guess = guesses.get(span(want), {})
            name = self._wrong(doc, want, guess)
            if name is not None:
                yield _fault(
                    name,
                    doc,
                    span(want),
                    wanted=self._describe(want),
                    found=self._describe(guess),
                    gold=want,
                    guess=guess,
                )

    def _wrong(self, doc: Doc, want: Toponym, guess: Toponym) -> str | None:
        """Return the class of the error, `None` where there is none."""
        if is_same_entry(want, guess):
            return None
        error_km = _error_km(want, guess)
        is_near = error_km is not None and error_km <= NEAR_KM
        entry = self._entry(want)
        if not is_geocodable(guess):
            return "abstained_rightly" if _is_lacking(want, entry) else "abstained"
        if want.get("geonameid") is None:
            return None if is_near else "elsewhere"
        if entry is None:
            return "not_in_gazetteer_near" if is_near else "not_in_gazetteer"
        return self._confused(doc, want, guess, entry, is_near=is_near)

    def _confused(
        self, doc: Doc, want: Toponym, guess: Toponym, entry: Entry, *, is_near: bool
    ) -> str:
        """Return for what other entry the entry of gold was taken."""
        surface = doc["text"][slice(*span(want))]
        candidates = self._gazetteer.candidates(surface)
        other = self._entry(guess)
        if entry.entry_id not in {candidate.entry.entry_id for candidate in candidates}:
            return "not_a_candidate"
        if other is None:
            return "nearby" if is_near else "elsewhere"
        is_same_country = other.country_code == entry.country_code
        if {other.feature_class, entry.feature_class} == {"A", "P"} and is_same_country:
            return "division_or_settlement"
        if is_near:
            return "nearby"
        if not is_same_country:
            return "wrong_country"
        return "same_division" if other.admin1 == entry.admin1 else "wrong_division"

    def kinds(self, doc: Doc, predicted: Doc) -> Iterator[Fault]:
        """Yield the toponyms whose use was mistaken."""
        guesses = {span(item): item for item in toponyms(predicted)}
        for want in toponyms(doc):
            kind, guess = want.get("kind"), guesses.get(span(want))
            if guess is None or kind not in LITERAL | ASSOCIATIVE:
                continue
            is_got = guess.get("kind") in ASSOCIATIVE
            if is_got != (kind in ASSOCIATIVE):
                name = "literal_as_associative" if is_got else "associative_as_literal"
                found = str(guess.get("kind"))
                yield _fault(name, doc, span(want), wanted=str(kind), found=found, gold=want)

    def _entry(self, toponym: Toponym) -> Entry | None:
        """Return the entry of gold or of a prediction, where the gazetteer has it."""
        number, entry_id = toponym.get("geonameid"), toponym.get("entry_id")
        if number is not None:
            entry_id = f"geonames:{number}"
        try:
            return self._gazetteer.entry(entry_id) if isinstance(entry_id, str) else None
        except UnknownEntryError:
            return None

    def _describe(self, toponym: Toponym) -> str:
        """Return in words which entry gold or a prediction names."""
        entry = self._entry(toponym)
        if entry is not None:
            within = [one.name for one in self._gazetteer.parents(entry)[:2]]
            return f"{', '.join([entry.name, *within])} ({entry.feature_code}) {entry.entry_id}"
        if not is_geocodable(toponym):
            return "no entry"
        number, latitude = toponym.get("geonameid"), toponym.get("lat")
        named = "" if number is None else f"geonames:{number}"
        at = "" if latitude is None else f"{float(latitude):.3f}, {float(toponym['lon']):.3f}"
        return " at ".join(filter(None, (named, at)))


def _is_lacking(want: Toponym, entry: Entry | None) -> bool:
    return want.get("geonameid") is not None and entry is None


def _error_km(want: Toponym, guess: Toponym) -> float | None:
    if want.get("lat") is None or guess.get("lat") is None:
        return None
    return distance_km(want, guess)


def _fault(
    name: str,
    doc: Doc,
    place: tuple[int, int],
    *,
    wanted: str | None = None,
    found: str = "",
    gold: Toponym | None = None,
    guess: Toponym | None = None,
) -> Fault:
    text = doc["text"]
    start, end = _sentence(text, place)
    surface = text[slice(*place)]
    gold, guess = gold or {}, guess or {}
    return Fault(
        name=name,
        example=Example(
            document_id=str(doc["id"]),
            sentence=text[start:end],
            start=place[0] - start,
            end=place[1] - start,
            wanted=surface if wanted is None else wanted,
            found=found or surface,
            error_km=_error_km(gold, guess),
        ),
        gold=gold,
        guess=guess,
    )


def _sentence(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """Return where the sentence around a mention begins and ends, cut where it is long."""
    start, end = max(0, place[0] - _CONTEXT), min(len(text), place[1] + _CONTEXT)
    if start:
        start = text.find(" ", start, place[0]) + 1 or start
    if end < len(text):
        space = text.rfind(" ", place[1], end)
        end = end if space < 0 else space
    for one in _BREAK.finditer(text, start, end):
        if one.end() <= place[0]:
            start = one.end()
        elif one.start() >= place[1]:
            return start, one.start()
    return start, end


def classify(faults: Sequence[Fault]) -> tuple[ErrorClass, ...]:
    """Return the classes of errors, the biggest first, with a few examples of each."""
    by_name: dict[str, list[Fault]] = {}
    for fault in faults:
        by_name.setdefault(fault.name, []).append(fault)
    ordered = sorted(by_name.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        ErrorClass(
            name=name,
            about=CLASSES[name],
            count=len(members),
            share=len(members) / len(faults),
            examples=_examples(members),
        )
        for name, members in ordered
    )


def _examples(faults: Sequence[Fault]) -> tuple[Example, ...]:
    """Return the first of each surface, then others, until they are enough."""
    firsts: dict[str, Example] = {}
    others = []
    for fault in faults:
        example = fault.example
        surface = example.sentence[example.start : example.end]
        if surface in firsts:
            others.append(example)
        else:
            firsts[surface] = example
    return tuple([*firsts.values(), *others][:_EXAMPLES])


def misplaced(faults: Sequence[Fault]) -> tuple[Misplaced, ...]:
    """Return the errors of resolution that a map can show: over 161 km away, or not placed."""
    shown = []
    for fault in faults:
        error_km, gold, guess = fault.example.error_km, fault.gold, fault.guess
        if gold.get("lat") is None or (error_km is not None and error_km <= NEAR_KM):
            continue
        example = fault.example
        shown.append(
            Misplaced(
                surface=example.sentence[example.start : example.end],
                error_class=fault.name,
                latitude=float(gold["lat"]),
                longitude=float(gold["lon"]),
                predicted_latitude=_degrees(guess, "lat"),
                predicted_longitude=_degrees(guess, "lon"),
            )
        )
    return tuple(shown)


def _degrees(toponym: Toponym, key: str) -> float | None:
    value = toponym.get(key)
    return None if value is None else float(value)
