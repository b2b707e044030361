"""What all are given: articles of invented acts at real places, no two alike; invented wars."""

from __future__ import annotations

import datetime as dt
import importlib
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from geo.atlas import Atlas
from geo.gazetteer import Gazetteer
from geo.model import Bounds, Document

__all__ = ["fictional_atlases", "make_articles", "make_dispatches", "make_documents"]

_MAPS = Path(__file__).parent.parent.parent / "maps"

_REGIONS = (
    Bounds(west=35, south=31, east=49, north=38),
    Bounds(west=22, south=44, east=41, north=53),
    Bounds(west=-6, south=9, east=16, north=20),
    Bounds(west=24, south=-12, east=36, north=6),
    Bounds(west=60, south=24, east=78, north=37),
)
_PLACES = 400

_DOERS = ("Government forces", "Rebels", "Gunmen", "Army helicopters", "Militants", "Police")
_VERBS = ("attacked", "shelled", "raided", "bombed", "seized", "left")
_TARGETS = ("a market", "the police station", "a convoy", "two villages", "the bus station")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SENTENCES = (
    "{doers} {verb} {target} in {place} on {day}, killing {number} people, officials said.",
    "The attack near {place} was the {number}th in a month, according to the governor of {other}.",
    "Residents of {place} told reporters that they had heard shooting until late in the evening.",
    "Most of the shops were closed, and the price of bread has doubled since the spring.",
    "At least {number} people were wounded and taken to a hospital in {other}, doctors said.",
    "The ministry of health did not answer questions, and its telephone lines were down.",
    "Aid workers said {number} families had fled from {place} to {other} in the past week.",
    '"Nobody knows who they were," a teacher in {place} said; "we stayed in the cellar."',
    "The two sides signed a truce in {other} in March, which has been broken many times since.",
    "Thousands of people protested in {other} against the delay of the talks on {day}.",
    "It was not clear whether the road between {place} and {other} would be opened again.",
    "Analysts said the winter would make it harder to bring food and fuel to the mountains.",
)


def make_articles(count: int, *, seed: int = 1, sentences: int = 14) -> list[str]:
    """Return so many articles, the same for the same numbers."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    gazetteer = Gazetteer.open()
    regions = [
        [entry.name for entry in gazetteer.biggest_places(bounds, limit=_PLACES)]
        for bounds in _REGIONS
    ]
    return [_article(chance, chance.choice(regions), sentences) for _ in range(count)]


def make_dispatches(count: int, *, seed: int = 2) -> list[str]:
    """Return so many texts of one sentence."""
    return make_articles(count, seed=seed, sentences=1)


def make_documents(texts: Sequence[str]) -> list[Document]:
    """Return documents of texts, a week of days apart."""
    first = dt.date(2016, 1, 4)
    return [
        Document(document_id=f"d{at}", text=text, published=first + dt.timedelta(days=at % 7))
        for at, text in enumerate(texts)
    ]


def _article(chance: random.Random, names: Sequence[str], sentences: int) -> str:
    near = chance.sample(names, k=min(6, len(names)))
    told = [
        chance.choice(_SENTENCES).format(
            doers=chance.choice(_DOERS),
            verb=chance.choice(_VERBS),
            target=chance.choice(_TARGETS),
            place=chance.choice(near),
            other=chance.choice(near),
            day=chance.choice(_DAYS),
            number=chance.randrange(4, 90),
        )
        for _ in range(sentences)
    ]
    paragraphs = [" ".join(told[at : at + 3]) for at in range(0, len(told), 3)]
    return "\n\n".join(paragraphs)


def fictional_atlases(sizes: Sequence[int]) -> Mapping[int, Atlas]:
    """Return the gallery's war on islands that do not exist, of so many events each."""
    sys.path.insert(0, str(_MAPS))
    make = importlib.import_module("fiction.atlas").make_atlas
    return {size: make(size) for size in sizes}
