"""Options of the command `map` for still pictures."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.maps.lands import Lands

__all__ = ["add_pictures", "check_pictures", "draw_pictures", "is_picture", "pictures_of"]

_FORMS = ("png", "svg", "pdf")

# As `geo.maps.still` has them, which the other commands need not load.
_OVERVIEWS = ("auto", "marks", "density", "divisions")

# Across; ISO 216, and ANSI A.
_PAPERS_MM = {
    "a2": (594.0, 420.0),
    "a3": (420.0, 297.0),
    "a4": (297.0, 210.0),
    "a5": (210.0, 148.0),
    "letter": (279.4, 215.9),
}


def add_pictures(parser: argparse.ArgumentParser) -> None:
    """Add the options to the command."""
    pictures = parser.add_argument_group(
        "pictures", "Still pictures of the same map for reports, drawn without a browser."
    )
    for form in _FORMS:
        pictures.add_argument(
            f"--{form}", type=Path, metavar="FILE", help=f"also draw the map as {form.upper()}"
        )
    pictures.add_argument(
        "--size",
        default="a4",
        metavar="SIZE",
        help="of the sheet: a2, a3, a4, a5, letter; upright as a4-upright; or WIDTHxHEIGHT "
        "in mm; default a4",
    )
    pictures.add_argument(
        "--dpi", type=float, default=150.0, metavar="N", help="dots per inch of PNG; default 150"
    )
    pictures.add_argument(
        "--flags", action="store_true", help="draw who was last reported to hold each place"
    )
    pictures.add_argument(
        "--overview",
        choices=_OVERVIEWS,
        default=_OVERVIEWS[0],
        help="tell where events are by marks, by hexagons (density) or by shaded first-order "
        "divisions; default auto: hexagons where marks would crowd",
    )
    pictures.add_argument(
        "--arcs", action="store_true", help="draw arcs from who acts to where, or to whom"
    )
    pictures.add_argument(
        "--movements", action="store_true", help="draw what moved from where to where"
    )


def is_picture(path: Path) -> bool:
    """Return whether a file is a still picture by its suffix."""
    return path.suffix.lower().removeprefix(".") in _FORMS


def check_pictures(options: argparse.Namespace) -> None:
    """Check the options before the long work begins.

    Raises
    ------
    SettingsError
        If a size or a suffix is wrong, or two outputs have one name.
    OutputError
        If a file cannot be written.
    """
    from geo.files import check_writable

    for form in _FORMS:
        path: Path | None = getattr(options, form)
        if path is not None and path.suffix.lower() != f".{form}":
            raise SettingsError(f"--{form} {path}: give a file that ends in .{form}")
    paths = pictures_of(options)
    if len({path.resolve() for path in paths}) < len(paths):
        raise SettingsError("two pictures have one name: give each a file of its own")
    if not paths:
        return
    from geo.maps.still import check_size

    check_size(_size_mm(options.size), options.dpi)
    for path in paths:
        check_writable(path)


def draw_pictures(
    atlas: Atlas, options: argparse.Namespace, *, borders: Lands | None
) -> list[Path]:
    """Draw the pictures that were asked for; returns their paths."""
    paths = pictures_of(options)
    if not paths:
        return []
    from geo.maps.still import draw_pictures as draw

    return draw(
        atlas,
        paths,
        borders=borders,
        language=options.map_language,
        size_mm=_size_mm(options.size),
        dpi=options.dpi,
        control=options.flags,
        overview=options.overview,
        arcs=options.arcs,
        movements=options.movements,
    )


def pictures_of(options: argparse.Namespace) -> list[Path]:
    """Return the files of the pictures that were asked for."""
    given = [getattr(options, form) for form in _FORMS]
    first = [options.output] if is_picture(options.output) else []
    return first + [path for path in given if path is not None]


def _size_mm(told: str) -> tuple[float, float]:
    name, _, turned = told.lower().partition("-")
    if name in _PAPERS_MM and turned in {"", "upright"}:
        width, height = _PAPERS_MM[name]
        return (height, width) if turned else (width, height)
    sides = re.fullmatch(r"(\d{1,5}(?:\.\d+)?)x(\d{1,5}(?:\.\d+)?)", told.lower())
    if sides is None:
        known = ", ".join(sorted(_PAPERS_MM))
        raise SettingsError(
            f"--size {told[:40]}: give {known}, one of them with -upright, or WIDTHxHEIGHT in mm"
        )
    return float(sides.group(1)), float(sides.group(2))
