"""Draw an atlas as a still picture, for reports: PNG, SVG or PDF, without a browser.

The signs, the ground and the words are those of the page.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import SettingsError
from geo.files import check_writable, replacing
from geo.gazetteer import Gazetteer
from geo.maps.credits import credits_of_events
from geo.maps.ground import credit_of_places, draw_ground, windows_around
from geo.maps.lands import Lands, lands_of
from geo.maps.phrases import LANGUAGES, Phrases
from geo.maps.rows import Tables
from geo.maps.scene import read_scene
from geo.maps.still.arcs import read_arcs
from geo.maps.still.canvas import Canvas
from geo.maps.still.divisions import read_divisions
from geo.maps.still.flags import read_flags
from geo.maps.still.frame import fit_frame
from geo.maps.still.movements import read_movements
from geo.maps.still.sheet import OVERVIEWS, Sheet
from geo.maps.views import view_of

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["FORMS", "OVERVIEWS", "check_size", "draw_picture", "draw_pictures"]

_LOG = logging.getLogger(__name__)

FORMS = ("pdf", "png", "svg")
"""The forms of a picture, which are also the suffixes of its file."""

_A4_MM = (297.0, 210.0)

# What a sheet may measure, and how finely a PNG may be drawn: A0 at 150 dots is 35 megapixels.
_SIDES_MM = (100.0, 1300.0)
_DPI = (50.0, 1200.0)
_MOST_PIXELS = 150_000_000

_MM_PER_INCH = 25.4
_ROOM_PX = 64.0


def draw_picture(
    atlas: Atlas,
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    gazetteer: Gazetteer | None = None,
    borders: Lands | str | os.PathLike[str] | None = None,
    language: str = LANGUAGES[0],
    size_mm: tuple[float, float] = _A4_MM,
    dpi: float = 150.0,
    control: bool = False,
    overview: str = OVERVIEWS[0],
    arcs: bool = False,
    movements: bool = False,
) -> Path:
    """Draw an atlas as a still picture.

    Parameters
    ----------
    atlas
        The tables of a run.
    path
        A file whose suffix says the form: `.png`, `.svg` or `.pdf`.
    title
        Headline; by default one is made from what the atlas holds.
    gazetteer
        What the basemap is drawn from; by default the shipped one.
    borders
        Polygons of the user's own to draw land and borders from; see `draw_map`.
    language
        Of what the picture says beside names, as an ISO 639-1 code.
    size_mm
        Width and height of the sheet, in millimetres; by default A4 across.
    dpi
        Dots per inch of a PNG.
    control
        Whether a flag stands at each place of which reports say who holds it: by the last claim,
        hollow where claims conflict or the place is fought over.
    overview
        What tells where events are: `marks`, `density` (hexagons), `divisions` (first-order
        divisions, shaded), or by default `auto`: hexagons where marks would crowd.
    arcs
        Whether arcs lead from the seats of who acts to where it was done, or to whom it was said.
    movements
        Whether arrows say what moved from where to where.

    Returns
    -------
    The path. Equal input gives an equal file, with equal fonts.

    Raises
    ------
    SettingsError
        If the suffix, the size, the overview, the language or the borders will not do.
    OutputError
        If the path cannot be written.
    """
    return draw_pictures(
        atlas, [path], title=title, gazetteer=gazetteer, borders=borders, language=language,
        size_mm=size_mm, dpi=dpi, control=control, overview=overview, arcs=arcs,
        movements=movements,
    )[0]  # fmt: skip


def draw_pictures(
    atlas: Atlas,
    paths: Sequence[str | os.PathLike[str]],
    *,
    title: str | None = None,
    gazetteer: Gazetteer | None = None,
    borders: Lands | str | os.PathLike[str] | None = None,
    language: str = LANGUAGES[0],
    size_mm: tuple[float, float] = _A4_MM,
    dpi: float = 150.0,
    control: bool = False,
    overview: str = OVERVIEWS[0],
    arcs: bool = False,
    movements: bool = False,
) -> list[Path]:
    """Draw an atlas once, and write it in several forms; see `draw_picture`."""
    forms = [_form_of(Path(path)) for path in paths]
    check_size(size_mm, dpi)
    if overview not in OVERVIEWS:
        raise SettingsError(f"overview is {overview!r}; give one of {', '.join(OVERVIEWS)}")
    for path in paths:
        check_writable(Path(path))
    gazetteer = gazetteer if gazetteer is not None else Gazetteer.open()
    lands = lands_of(borders, gazetteer)
    canvas = Canvas(width_mm=size_mm[0], height_mm=size_mm[1], scale=_scale(size_mm))
    phrases, tables = Phrases(language), Tables(atlas)
    sheet = Sheet(
        canvas=canvas,
        scene=read_scene(atlas, phrases, title=title),
        phrases=phrases,
        credits=[*credits_of_events(atlas), *lands.credits(), credit_of_places(gazetteer)],
        flags=read_flags(tables) if control else (),
        overview=overview,
        divisions=read_divisions(lands, tables.events) if overview == "divisions" else None,
        arcs=read_arcs(tables, gazetteer) if arcs else None,
        movements=read_movements(tables) if movements else None,
    )
    _draw(sheet, lands, gazetteer)
    if canvas.replaced:
        _LOG.warning(
            "no installed font has all letters of these names: some were written in Latin letters; "
            "install Noto Sans for their scripts (Debian: fonts-noto-core, fonts-noto-cjk)"
        )
    for path, form in zip(paths, forms, strict=True):
        data = canvas.data(form, dpi=dpi, title=sheet.scene.title)
        with replacing(Path(path)) as scratch:
            scratch.write_bytes(data)
    return [Path(path) for path in paths]


def check_size(size_mm: tuple[float, float], dpi: float) -> None:
    """Refuse a sheet that no picture can be made of.

    Raises
    ------
    SettingsError
        If a side or the number of dots is out of its range.
    """
    least, most = _SIDES_MM
    if not all(least <= side <= most for side in size_mm):
        raise SettingsError(
            f"a picture of {size_mm[0]:g} by {size_mm[1]:g} mm: give sides from {least:g} to "
            f"{most:g} mm"
        )
    if not _DPI[0] <= dpi <= _DPI[1]:
        raise SettingsError(f"{dpi:g} dots per inch: give a number from {_DPI[0]:g} to {_DPI[1]:g}")
    pixels = size_mm[0] * size_mm[1] * (dpi / _MM_PER_INCH) ** 2
    if pixels > _MOST_PIXELS:
        raise SettingsError(
            f"a picture of {pixels / 1e6:.0f} megapixels: give fewer dots per inch, or write PDF"
        )


def _draw(sheet: Sheet, lands: Lands, gazetteer: Gazetteer) -> None:
    scene = sheet.scene
    windows = windows_around((*scene.event_points, *scene.mention_points), scene.geometries)
    view = view_of(
        event_points=scene.event_points,
        mention_points=scene.mention_points,
        areas=scene.geometries,
    )
    frame = fit_frame(view, sheet.map_box(), margin_px=_ROOM_PX)
    sheet.draw(frame, draw_ground(lands, gazetteer, windows, view=frame.bounds))


def _form_of(path: Path) -> str:
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        known = ", ".join(f".{one}" for one in FORMS)
        raise SettingsError(f"{path}: a picture is one of {known}")
    return form


def _scale(size_mm: tuple[float, float]) -> float:
    """Return how large all is drawn, relative to A4.

    On a smaller sheet all is smaller. A larger one shows more, and all a little larger, since it
    is looked at from farther away.
    """
    ratio = min(max(size_mm) / max(_A4_MM), min(size_mm) / min(_A4_MM))
    return ratio if ratio < 1 else ratio**0.5
