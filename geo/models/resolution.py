"""Examples of which entry a name means."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice
from typing import Any

import numpy as np

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.lexicon import read_rows
from geo.model import Bounds, Document, Entry, Match, Sense, Span, Toponym
from geo.models.boosting import fit_choice, trees_of
from geo.models.corpora import Annotated, balance, span_of
from geo.resolution.mentions import Mentioned, prepare
from geo.resolution.resolver import WEIGHED_CANDIDATES
from geo.resolution.weighing import Evidence, choices
from geo.toponyms import adopt_toponyms
from geo.trees import Floats

Columns = Mapping[str, Floats]

_FIRST_ROUNDS, _SECOND_ROUNDS = 120, 200

# The second pass learns from first passes that did not see the document.
_FOLDS = 4

# How many of the biggest places are known to all, and how many of them one text names at most.
_BIGGEST, _MOST_TOGETHER = 1_500, 3
_PLACE, _ADJECTIVE = ("It was seen in {}. ",), ("The {} army was seen. ",)
_DIVISION, _PARENT = ("It was seen in {} province. ",), ("It was seen in {}, ", "{}. ")
_OWNED = ("It was seen in the {} city of ", "{}. ")
_OWNER_SENSES = (Sense.MODIFIER, Sense.LITERAL)
_AT_HOME = ("It was seen in {}. ", "The {} army was seen. ")
_AT_HOME_SENSES = (Sense.LITERAL, Sense.MODIFIER)
_SETTLEMENT = ("It was seen in {} city. ",)
_DIVISIONS = ("It was seen in the {} and ", "{} provinces. ")
_DIVISIONS_OF = ("It was seen in the provinces of {} and ", "{}. ")
_SEATS = ("It was seen in {} and ", "{}. ")

# Where the gold id is not among the candidates but one of them lies this near, the gold entry has
# only another id: such a mention teaches nothing about "no entry".
_SAME_PLACE_KM = 15.0
_SAME_AREA_KM = 200.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A document with its names, their features, and the right rows (`None`: not known)."""

    corpus: str
    mentioned: tuple[Mentioned, ...]
    evidence: Evidence
    targets: tuple[int | None, ...]


def prepare_document(document: Annotated, gazetteer: Gazetteer) -> Prepared:
    """Return the names of a document, which has at least one, with the right answers."""
    answers = {item["start"]: item for item in document.geocoded}
    spans = [span_of(item) for item in answers.values()]
    toponyms = adopt_toponyms(document.document, document.parse, gazetteer, spans)
    mentioned, context = prepare(document.document, toponyms, gazetteer, limit=WEIGHED_CANDIDATES)
    return Prepared(
        corpus=document.corpus,
        mentioned=mentioned,
        evidence=Evidence(mentioned, context, gazetteer),
        targets=tuple(_target(item, answers[item.toponyms[0].span.start]) for item in mentioned),
    )


def well_known(gazetteer: Gazetteer) -> list[Prepared]:
    """Return texts with the biggest places, or an adjective, and nothing that speaks for any.

    What a reader knows stands in no annotated article: "Police in London made arrests" is said
    of the capital, though a corpus of local news may hold more of another London; and the Somali
    army is Somalia's, not that of the region of Ethiopia.
    """
    documents = [
        _told_of([(row["name"], row["entry_id"])], _ADJECTIVE, (Sense.MODIFIER,), gazetteer)
        for row in read_rows("names")
        if row["kind"] == "adjective" and _is_held(row["name"], row["entry_id"], gazetteer)
    ]
    world = Bounds(west=-180.0, south=-90.0, east=180.0, north=90.0)
    entries = gazetteer.biggest_places(world, limit=_BIGGEST)
    usual = [entry for entry in entries if _is_usual(entry, gazetteer)]
    usual.sort(key=lambda entry: hashlib.sha256(entry.entry_id.encode()).hexdigest())
    for entry in usual:
        documents += _told_apart(entry, gazetteer)
    documents += _divisions_listed(usual, gazetteer)
    while usual:
        size = 1 + len(documents) % _MOST_TOGETHER
        named = [(entry.name, entry.entry_id) for entry in usual[:size]]
        documents.append(_told_of(named, _PLACE, (Sense.LITERAL,), gazetteer))
        del usual[:size]
    return documents


def _divisions_listed(entries: Iterable[Entry], gazetteer: Gazetteer) -> Iterator[Prepared]:
    """Yield texts that name two divisions of a country called like big places in them.

    And the two places themselves, for what makes them divisions is the word behind them alone.
    """
    waiting: dict[str | None, tuple[Entry, str]] = {}
    for entry in entries:
        candidates = gazetteer.candidates(entry.name, limit=WEIGHED_CANDIDATES)
        ids = {item.entry.entry_id for item in candidates if item.entry.feature_code == "ADM1"}
        if entry.admin1 not in ids:
            continue
        first, division = waiting.pop(entry.country_code, (entry, ""))
        if first.name == entry.name:
            waiting[entry.country_code] = (entry, entry.admin1)
            continue
        divisions = [(first.name, division), (entry.name, entry.admin1)]
        yield _told_of(divisions, _DIVISIONS, (Sense.LITERAL,), gazetteer)
        yield _told_of(divisions, _DIVISIONS_OF, (Sense.LITERAL,), gazetteer)
        seats = [(one.name, one.entry_id) for one in (first, entry)]
        yield _told_of(seats, _SEATS, (Sense.LITERAL,), gazetteer)


def _told_apart(entry: Entry, gazetteer: Gazetteer) -> Iterator[Prepared]:
    """Yield texts whose words say that a big place or a namesake of it is meant.

    "Mopti region" is the division, "Mopti city" the place, "Cairo, Illinois" the town of the
    parent that follows.
    """
    candidates = gazetteer.candidates(entry.name, limit=WEIGHED_CANDIDATES)
    namesakes = [item.entry for item in candidates if item.entry.entry_id != entry.entry_id]
    own = (entry.name, entry.entry_id)
    if home := _adjectives(gazetteer).get(entry.country_code or ""):
        yield _told_of([own, home], _AT_HOME, _AT_HOME_SENSES, gazetteer)
        yield _told_of([home, own], _AT_HOME[::-1], _AT_HOME_SENSES[::-1], gazetteer)
    division = next((one for one in namesakes if one.feature_code == "ADM1"), None)
    if division is not None:
        named = [(entry.name, division.entry_id)]
        yield _told_of(named, _DIVISION, (Sense.LITERAL,), gazetteer)
        yield _told_of([own], _SETTLEMENT, (Sense.LITERAL,), gazetteer)
    towns = [one for one in namesakes if one.feature_class == "P"]
    yield from islice(_told_by_owner(entry.name, towns, gazetteer), 1)
    yield from islice(_told_by_parent(entry.name, towns, gazetteer), 1)


def _told_by_owner(name: str, towns: Iterable[Entry], gazetteer: Gazetteer) -> Iterator[Prepared]:
    for town in towns:
        if adjective := _adjectives(gazetteer).get(town.country_code or ""):
            named = [adjective, (name, town.entry_id)]
            yield _told_of(named, _OWNED, _OWNER_SENSES, gazetteer)


def _told_by_parent(name: str, towns: Iterable[Entry], gazetteer: Gazetteer) -> Iterator[Prepared]:
    for town in towns:
        if town.admin1 is not None:
            parent = gazetteer.entry(town.admin1)
            if parent.name != name and _is_usual(parent, gazetteer):
                named = [(name, town.entry_id), (parent.name, parent.entry_id)]
                yield _told_of(named, _PARENT, (Sense.LITERAL,), gazetteer)


@lru_cache(maxsize=1)
def _adjectives(gazetteer: Gazetteer) -> Mapping[str, tuple[str, str]]:
    """Return the adjective of each country, with the entry of the country."""
    found: dict[str, tuple[str, str]] = {}
    for row in read_rows("names"):
        if row["kind"] == "adjective" and _is_held(row["name"], row["entry_id"], gazetteer):
            entry = gazetteer.entry(row["entry_id"])
            if entry.feature_code.startswith("PCL") and entry.country_code:
                found.setdefault(entry.country_code, (row["name"], row["entry_id"]))
    return found


def _is_usual(entry: Entry, gazetteer: Gazetteer) -> bool:
    candidates = gazetteer.candidates(entry.name, limit=1)
    return bool(candidates) and candidates[0].entry.entry_id == entry.entry_id


def _is_held(name: str, entry_id: str, gazetteer: Gazetteer) -> bool:
    """Return whether an adjective finds its entry: if it is of two, the first is meant."""
    candidates = gazetteer.candidates(name, limit=WEIGHED_CANDIDATES)
    adjectives = [item.entry.entry_id for item in candidates if item.match is Match.DEMONYM]
    return adjectives[:1] == [entry_id]


def _told_of(
    named: Sequence[tuple[str, str]],
    sentences: Sequence[str],
    senses: Sequence[Sense],
    gazetteer: Gazetteer,
) -> Prepared:
    """Return a text that names entries, one a sentence."""
    text, toponyms = "", []
    for (name, _), sentence, sense in zip(named, cycle(sentences), cycle(senses), strict=False):
        start = len(text) + sentence.index("{")
        toponyms.append(
            Toponym(
                document_id="known",
                span=Span(start=start, end=start + len(name)),
                surface=name,
                sense=sense,
                score=1.0,
                recogniser="given",
            )
        )
        text += sentence.format(name)
    document = Document(document_id="known", text=text)
    mentioned, context = prepare(document, toponyms, gazetteer, limit=WEIGHED_CANDIDATES)
    ids = dict(named)
    return Prepared(
        corpus="well known",
        mentioned=mentioned,
        evidence=Evidence(mentioned, context, gazetteer),
        targets=tuple(
            [candidate.entry.entry_id for candidate in item.candidates].index(ids[item.surface])
            for item in mentioned
        ),
    )


def fit_resolution(prepared: Sequence[Prepared]) -> dict[str, Any]:
    """Fit both passes."""
    columns = _columns(prepared, [document.evidence.priors() for document in prepared])
    first = _fit(prepared, columns, _FIRST_ROUNDS)
    likely: list[Floats] = [np.zeros(0) for _ in prepared]
    for fold in range(_FOLDS):
        others = [number for number in range(len(prepared)) if number % _FOLDS != fold]
        trees = trees_of(
            _fit([prepared[n] for n in others], [columns[n] for n in others], _FIRST_ROUNDS)
        )
        for number in range(fold, len(prepared), _FOLDS):
            likely[number] = choices(trees, columns[number], prepared[number].evidence.roster)
    second = _fit(prepared, _columns(prepared, likely), _SECOND_ROUNDS)
    return {"first": first, "second": second}


def _columns(prepared: Iterable[Prepared], likely: Iterable[Floats]) -> list[dict[str, Floats]]:
    return [
        document.evidence.columns(chances)
        for document, chances in zip(prepared, likely, strict=True)
    ]


def _fit(prepared: Sequence[Prepared], columns: Sequence[Columns], rounds: int) -> dict[str, Any]:
    groups: list[list[dict[str, float]]] = []
    targets: list[int] = []
    weights: list[float] = []
    corpora: list[str] = []
    for document, named in zip(prepared, columns, strict=True):
        rows = _rows(named, document)
        for item, target, group in zip(document.mentioned, document.targets, rows, strict=True):
            if target is None or not item.candidates:
                continue
            groups.append(group)
            targets.append(target)
            weights.append(len(item.toponyms) ** 0.5)
            corpora.append(document.corpus)
    totals: Counter[str] = Counter()
    for corpus, weight in zip(corpora, weights, strict=True):
        totals[corpus] += weight  # type: ignore[assignment]
    scale = balance(totals)
    weighed = [weight * scale[corpus] for weight, corpus in zip(weights, corpora, strict=True)]
    return fit_choice(groups, targets, weighed, rounds=rounds)


def _rows(columns: Columns, document: Prepared) -> list[list[dict[str, float]]]:
    """Return the rows of each name of a document."""
    parts = document.evidence.roster.split(np.column_stack(list(columns.values())))
    return [[dict(zip(columns, row, strict=True)) for row in part.tolist()] for part in parts]


def _target(item: Mentioned, gold: Mapping[str, Any]) -> int | None:
    """Return the row that is right; `None` where that cannot be told.

    Where the gazetteer lacks the gold id, an entry of our own tables at the gold place is right:
    they hold what GeoNames' settlements and divisions lack. Where the gold place has no id, the
    nearest entry at it is.
    """
    entries = [candidate.entry for candidate in item.candidates]
    for index, entry in enumerate(entries):
        if entry.entry_id == f"geonames:{gold.get('geonameid')}":
            return index
    if gold.get("lat") is None:
        return None
    near = sorted(
        (_distance_km(entry, gold), index)
        for index, entry in enumerate(entries)
        if _is_at(entry, gold)
    )
    right = [
        index
        for _, index in near
        if gold["geonameid"] is None or not entries[index].entry_id.startswith("geonames:")
    ]
    if right:
        return right[0]
    return None if near else len(entries)


def _is_at(entry: Entry, gold: Mapping[str, Any]) -> bool:
    is_point = entry.feature_class in "PS"
    return _distance_km(entry, gold) < (_SAME_PLACE_KM if is_point else _SAME_AREA_KM)


def _distance_km(entry: Entry, gold: Mapping[str, Any]) -> float:
    return float(
        distance_km(
            latitude_a=entry.latitude,
            longitude_a=entry.longitude,
            latitude_b=gold["lat"],
            longitude_b=gold["lon"],
        )
    )
