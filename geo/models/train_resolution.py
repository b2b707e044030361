"""Train the weights of the resolver: `python geo/models/train_resolution.py --data FOLDER`.

FOLDER holds JSON lines with gold toponyms (`start`, `end`, `geonameid`, `lat`, `lon`). The
weights are those of a conditional logit with a ridge penalty, found by Newton's method: the
problem is convex, so the result depends on the data alone. Prints the checksums of what it read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer import Gazetteer
from geo.geodesy import distance_km
from geo.language import Language
from geo.model import Document, Entry, Span
from geo.resolution.features import (
    FEATURES,
    Context,
    Floats,
    Mentioned,
    Votes,
    add_votes,
    features_of,
    prepare,
)
from geo.resolution.resolver import WEIGHED_CANDIDATES, probabilities
from geo.toponyms import adopt_toponyms

# Strength of the ridge penalty; chosen on the development files among 0.3, 1, 3 and 10.
_RIDGE = 1.0

_STEPS = 25

# The public corpora, and our own annotated dispatches and articles.
_FILES = ("toponyms/*.train.jsonl", "events/articles.*.jsonl", "events/dispatches.*.jsonl")

# Where the gold id is not among the candidates but one of them lies this near, the gold entry has
# only another id: such a mention teaches nothing about "no entry".
_SAME_PLACE_KM = 15.0
_SAME_AREA_KM = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A surface of a document, the row that is right, and how often the surface occurs."""

    corpus: str
    rows: Floats
    target: int
    weight: float


def main() -> None:
    """Read the files, train both passes, write the weights beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of JSON lines files")
    parser.add_argument(
        "--pattern", nargs="+", default=_FILES, help="which files in it to read, as globs"
    )
    arguments = parser.parse_args()
    documents = []
    sources = {}
    paths = {path for pattern in arguments.pattern for path in arguments.data.glob(pattern)}
    for path in sorted(paths):
        content = path.read_bytes()
        sources[path.name] = hashlib.sha256(content).hexdigest()
        print(sources[path.name], path.name)
        corpus = path.stem.split(".")[0] if path.parent.name == "toponyms" else path.parent.name
        lines = [line for line in content.split(b"\n") if line.strip()]
        documents += [(corpus, json.loads(line)) for line in lines]
    gazetteer = Gazetteer.open()
    prepared = [_prepare(corpus, document, gazetteer) for corpus, document in documents]
    first = _fit(_balance(_examples(prepared, gazetteer, None)))
    second = _fit(_balance(_examples(prepared, gazetteer, first)))
    _write(first, second, sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document with its answers by the start of the mention."""

    corpus: str
    answers: dict[int, dict[str, Any]]
    mentioned: tuple[Mentioned, ...]
    context: Context


def _prepare(corpus: str, gold: dict[str, Any], gazetteer: Gazetteer) -> Prepared:
    document = Document(document_id=str(gold["id"]), text=gold["text"])
    answers = {
        item["start"]: item
        for item in gold.get("toponyms", gold.get("places", []))
        if item.get("lat") is not None
    }
    spans = [Span(start=item["start"], end=item["end"]) for item in answers.values()]
    parse = Language.open().parse(document.text)
    toponyms = adopt_toponyms(document, parse, gazetteer, spans)
    mentioned, context = prepare(document, toponyms, gazetteer, limit=WEIGHED_CANDIDATES)
    return Prepared(corpus=corpus, answers=answers, mentioned=mentioned, context=context)


def _balance(examples: Iterable[Example]) -> list[Example]:
    """Let a corpus weigh with the root of its size, so that local news does not decide for all.

    The weights keep their sum, so that the ridge penalty means the same.
    """
    known = list(examples)
    totals: dict[str, float] = defaultdict(float)
    for example in known:
        totals[example.corpus] += example.weight
    scale = {corpus: total**-0.5 for corpus, total in totals.items()}
    norm = sum(totals.values()) / sum(scale[name] * total for name, total in totals.items())
    return [
        replace(example, weight=example.weight * norm * scale[example.corpus]) for example in known
    ]


def _examples(
    prepared: Iterable[Prepared],
    gazetteer: Gazetteer,
    first: Floats | None,
) -> Iterator[Example]:
    for document in prepared:
        mentioned, context = document.mentioned, document.context
        features = [features_of(item, context, gazetteer) for item in mentioned]
        if first is not None:
            votes = Votes(mentioned, [probabilities(rows, first) for rows in features])
            features = [
                add_votes(rows, item, votes.without(number))
                for number, (rows, item) in enumerate(zip(features, mentioned, strict=True))
            ]
        for item, rows in zip(mentioned, features, strict=True):
            target = _target(item, document.answers[item.toponyms[0].span.start])
            if target is None or not item.candidates:
                continue
            yield Example(
                corpus=document.corpus,
                rows=rows,
                target=target,
                weight=float(len(item.toponyms)) ** 0.5,
            )


def _target(item: Mentioned, gold: dict[str, Any]) -> int | None:
    """Return the row that is right; `None` where that cannot be told.

    Where the gazetteer lacks the gold id, an entry of our own tables at the gold place is right:
    they hold what GeoNames' settlements and divisions lack. Where the gold place has no id, the
    nearest entry at it is.
    """
    entries = [candidate.entry for candidate in item.candidates]
    for index, entry in enumerate(entries):
        if entry.entry_id == f"geonames:{gold['geonameid']}":
            return index
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


def _is_at(entry: Entry, gold: dict[str, Any]) -> bool:
    is_point = entry.feature_class in "PS"
    return _distance_km(entry, gold) < (_SAME_PLACE_KM if is_point else _SAME_AREA_KM)


def _distance_km(entry: Entry, gold: dict[str, Any]) -> float:
    return float(
        distance_km(
            latitude_a=entry.latitude,
            longitude_a=entry.longitude,
            latitude_b=gold["lat"],
            longitude_b=gold["lon"],
        )
    )


def _fit(examples: Iterable[Example]) -> Floats:
    """Return the weights that make the right rows likeliest."""
    known = list(examples)
    weights = np.zeros(len(FEATURES))
    for _ in range(_STEPS):
        gradient = -_RIDGE * weights
        curvature = _RIDGE * np.eye(len(FEATURES))
        for example in known:
            chances = probabilities(example.rows, weights)
            mean = chances @ example.rows
            gradient += example.weight * (example.rows[example.target] - mean)
            centred = example.rows - mean
            curvature += example.weight * (centred.T * chances) @ centred
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:  # noqa: PLR2004 - far below the four decimals kept
            break
    right = sum(int(np.argmax(example.rows @ weights)) == example.target for example in known)
    print(f"{len(known)} surfaces, {right / len(known):.4f} right in training")
    return weights


def _write(first: Floats, second: Floats, sources: dict[str, str]) -> None:
    content = {
        "first": {
            name: round(float(value), 4) for name, value in zip(FEATURES, first, strict=True)
        },
        "second": {
            name: round(float(value), 4) for name, value in zip(FEATURES, second, strict=True)
        },
        "trained_on": sources,
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    path = Path(__file__).with_name("resolution.json")
    path.write_text(json.dumps({"version": digest, **content}, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path.name} {digest}")


if __name__ == "__main__":
    main()
