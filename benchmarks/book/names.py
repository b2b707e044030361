"""Look-ups in the gazetteer, and a loop of geopy over the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from book.figures import Figure, measure
from geo.gazetteer import Gazetteer
from geo.gazetteer.geocoder import Geocoder
from geo.gazetteer.store import Store
from geo.gazetteer.survey import shipped_folder

__all__ = ["measure_names"]

_TYPOS = 200
_POINTS = 5_000
_SHORTEST_TYPO = 6


def measure_names(sizes: Sequence[int], limit_s: float) -> Iterator[Figure]:  # noqa: ARG001
    """Yield look-ups of names drawn evenly from all, the worst case for every cache."""
    chance = Random(1)  # noqa: S311 - no secret
    store = Store(shipped_folder())
    gazetteer = Gazetteer.open()
    for size in sizes:
        numbers = chance.sample(range(len(store.trie)), min(size, len(store.trie)))
        keys = [store.trie.restore_key(number) for number in numbers]
        plain = {key: store.entry_ids(key) for key in keys}
        peer = measure(lambda keys=keys, plain=plain: [plain[key] for key in keys])  # type: ignore[misc]
        yield Figure(what="plain dict of the keys", size=len(keys), unit="name", seconds=peer)
        ids = measure(lambda keys=keys: [store.entry_ids(key) for key in keys])  # type: ignore[misc]
        yield Figure(what="key to entries", size=len(keys), unit="name", seconds=ids, peer_s=peer)
    few = keys[:1_000]
    found = measure(lambda: [gazetteer.candidates(key) for key in few])
    yield Figure(what="name to ranked candidates", size=len(few), unit="name", seconds=found)
    geocoder = Geocoder(gazetteer)
    loop = measure(lambda: [geocoder.geocode(key) for key in few])
    note = "geopy's interface, the same gazetteer: one best entry a name, whatever the text"
    yield Figure(what="Geocoder, a plain loop", size=len(few), unit="name", seconds=loop, note=note)
    typos = [key[:2] + key[3:] for key in keys if key.isascii() and len(key) >= _SHORTEST_TYPO][
        :_TYPOS
    ]
    fuzzy = measure(lambda: [gazetteer.candidates(one, fuzzy=True) for one in typos])
    yield Figure(what="misspelt name", size=len(typos), unit="name", seconds=fuzzy)
    gazetteer.nearest(latitude=0, longitude=0)
    points = [store.point(chance.randrange(len(store))) for _ in range(_POINTS)]
    near = measure(lambda: [gazetteer.nearest(latitude=y, longitude=x) for y, x in points])
    yield Figure(what="point to nearest settlement", size=_POINTS, unit="point", seconds=near)
