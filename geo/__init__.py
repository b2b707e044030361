"""Reporting on armed conflict in, maps that can be checked out.

>>> import geo
>>> documents = geo.read_documents("seeds")            # doctest: +SKIP
>>> atlas = geo.geoparse(documents)                    # doctest: +SKIP
>>> geo.draw_map(atlas)                                # doctest: +SKIP
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from geo.displays import give
from geo.loading import load_from
from geo.version import __version__

if TYPE_CHECKING:
    from geo.analysis import compare_events, count_events, find_nearest
    from geo.atlas import Atlas
    from geo.atlas.choosing import choose
    from geo.care import coarsen, omit_sentences, redact
    from geo.corrections import Corrections, read_corrections
    from geo.documents import read_documents
    from geo.errors import GeoError
    from geo.exports import write
    from geo.gazetteer import Gazetteer
    from geo.gazetteer.geocoder import Geocoder
    from geo.imports import read_atlas, read_events, stream_events
    from geo.maps import draw_map, save_map
    from geo.maps.still import draw_picture
    from geo.model import Document
    from geo.pipeline import geoparse
    from geo.selection import Selection
    from geo.settings import Settings

__all__ = [
    "Atlas",
    "Corrections",
    "Document",
    "Gazetteer",
    "GeoError",
    "Geocoder",
    "Selection",
    "Settings",
    "__version__",
    "choose",
    "coarsen",
    "compare_events",
    "count_events",
    "draw_map",
    "draw_picture",
    "find_nearest",
    "geoparse",
    "omit_sentences",
    "read_atlas",
    "read_corrections",
    "read_documents",
    "read_events",
    "redact",
    "save_map",
    "stream_events",
    "write",
]

# Where each public name lives; it is loaded when first asked for, so that `import geo` stays light.
_HOMES = {
    "Atlas": "geo.atlas",
    "Corrections": "geo.corrections",
    "Document": "geo.model",
    "Gazetteer": "geo.gazetteer",
    "GeoError": "geo.errors",
    "Geocoder": "geo.gazetteer.geocoder",
    "Selection": "geo.selection",
    "Settings": "geo.settings",
    "choose": "geo.atlas.choosing",
    "coarsen": "geo.care",
    "compare_events": "geo.analysis",
    "count_events": "geo.analysis",
    "draw_map": "geo.maps",
    "draw_picture": "geo.maps.still",
    "find_nearest": "geo.analysis",
    "geoparse": "geo.pipeline",
    "omit_sentences": "geo.care",
    "read_atlas": "geo.imports",
    "read_corrections": "geo.corrections",
    "read_documents": "geo.documents",
    "read_events": "geo.imports",
    "redact": "geo.care",
    "save_map": "geo.maps",
    "stream_events": "geo.imports",
    "write": "geo.exports",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def _show_atlas(atlas: Atlas) -> str:
    from geo.maps.notebook import show_atlas

    return show_atlas(atlas)


give("Atlas", _show_atlas)


__getattr__ = load_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
