"""An atlas as a notebook shows it: a small table of what it holds, and its map in a frame."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.escape import embed, escape
from geo.maps import draw_map
from geo.maps.phrases import Phrases
from geo.maps.scene import Scene, read_scene, type_name

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["show_atlas"]

# A notebook keeps what it shows, each time anew: a larger map stands there as a picture.
_MOST_BYTES = 6_000_000

_MOST_TYPES = 6
_HEIGHT_PX = 540

# Scripts in a frame of no origin: they reach neither the notebook nor its server.
_FRAME = (
    '<iframe srcdoc="{page}" title="{title}" sandbox="allow-scripts allow-popups allow-downloads" '
    'referrerpolicy="no-referrer" style="width:100%;height:{height}px;border:1px solid #d8d9d6">'
    "</iframe>"
)


def show_atlas(atlas: Atlas, *, most_bytes: int = _MOST_BYTES) -> str:
    """Return an atlas as HTML for a notebook.

    Parameters
    ----------
    atlas
        The tables of a run.
    most_bytes
        Size of a map above which a still picture of it is shown instead.
    """
    phrases = Phrases()
    scene = read_scene(atlas, phrases)
    page = draw_map(atlas).get_root().render()
    if len(page.encode()) > most_bytes:
        shown = _picture(atlas, scene, phrases)
    else:
        shown = _FRAME.format(page=embed(page), title=escape(scene.title), height=_HEIGHT_PX)
    return f"<div>{_table(atlas, scene, phrases)}{shown}</div>"


def _table(atlas: Atlas, scene: Scene, phrases: Phrases) -> str:
    rows = {
        scene.title: scene.lede[0],
        phrases.say("time.title"): scene.period,
        phrases.say("layers.type"): _types(scene, phrases),
        phrases.say("time.undated"): _number(scene.undated, phrases),
        phrases.say("unlocated.title"): _number(scene.unlocated, phrases),
        phrases.say("notebook.rejected"): _number(len(atlas.rejected), phrases),
    }
    cells = "".join(
        f'<tr><th style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(text)}</td></tr>'
        for name, text in rows.items()
        if text
    )
    return f"<table>{cells}</table>"


def _types(scene: Scene, phrases: Phrases) -> str:
    """Return the most frequent event types with their counts."""
    ordered = sorted(scene.types.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{type_name(one, phrases)} {phrases.number(n)}" for one, n in ordered[:_MOST_TYPES]]
    return " \u00b7 ".join(told) + (" \u2026" if len(ordered) > _MOST_TYPES else "")


def _number(number: int, phrases: Phrases) -> str:
    return phrases.number(number) if number else ""


def _picture(atlas: Atlas, scene: Scene, phrases: Phrases) -> str:
    from geo.maps.still import draw_picture  # noqa: PLC0415 - matplotlib is slow to load

    with tempfile.TemporaryDirectory() as folder:
        data = draw_picture(atlas, Path(folder) / "map.png", dpi=110).read_bytes()
    picture = base64.b64encode(data).decode("ascii")
    return (
        f'<img src="data:image/png;base64,{picture}" alt="{escape(scene.title)}" '
        f'style="max-width:100%"><p>{escape(phrases.say("notebook.large"))}</p>'
    )
