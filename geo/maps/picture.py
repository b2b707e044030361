"""Take a picture of a saved map: `python -m geo.maps.picture MAP.html -o MAP.png`.

Needs Chromium. Without it nothing is written, what is left out is said, and the old picture
stays: a map is complete without its picture.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from geo.errors import GeoError, MissingComponentError
from geo.files import replacing
from geo.maps.browser import Browser

__all__ = ["save_picture"]

_LOG = logging.getLogger(__name__)


def save_picture(
    page: Path, path: Path, *, width_px: int = 1280, height_px: int = 800, scale: float = 1.0
) -> Path:
    """Write what a browser shows of a saved map to a PNG file.

    Parameters
    ----------
    page
        A saved map.
    path
        Where to write.
    width_px, height_px
        Size of the window, in pixels of the page.
    scale
        Pixels of the picture per pixel of the page.

    Returns
    -------
    The path of the picture.

    Raises
    ------
    MissingComponentError
        If no Chromium is installed.
    OutputError
        If the page draws no map, or the path cannot be written.
    """
    with Browser(width_px=width_px, height_px=height_px, scale=scale) as browser:
        browser.open(page)
        data = browser.picture()
    with replacing(path) as scratch:
        scratch.write_bytes(data)
    return path


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description="Take a picture of a saved map.")
    parser.add_argument("page", type=Path, help="a map that was saved as HTML")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the PNG file to write")
    given = parser.parse_args(arguments)
    try:
        save_picture(given.page, given.output)
    except MissingComponentError as error:
        _LOG.warning("%s is left as it is: %s", given.output, error)
    except GeoError as error:
        _LOG.error("%s", error)
        return 3
    return 0


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    sys.exit(main())
