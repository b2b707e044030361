"""Rebuild the gallery and compare: `python maps/check.py` fails where a file is out of date.

Pages and data must be equal byte for byte; pictures, which depend on the browser and its fonts,
must look alike. Without Chromium they are not compared, which is said.
"""

from __future__ import annotations

import filecmp
import os
import sys
import tempfile
from pathlib import Path

import demo
import matplotlib.image
import numpy as np

from geo.cli import main
from geo.maps.browser import find_chromium
from geo.maps.picture import save_picture

HERE = Path(__file__).parent

PAGES = ("seeds.html", "seeds.geojson", "demo.html")
PICTURES = ("seeds.png", "demo.png")

# Squares of so many pixels are averaged before they are compared, and the average of their
# differences must stay below this share of the full scale: letters may be drawn otherwise by
# another version of the browser, but nothing may be missing or elsewhere.
_SQUARE_PX = 8
_MOST_DIFFERENCE = 0.02


def check() -> int:
    """Make the gallery anew, report what differs, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        status = main(["map", str(HERE.parent / "seeds"), "-o", str(made / "seeds.html")])
        if status:
            return status
        demo.main(["-o", str(made / "demo.html")])
        stale = [name for name in PAGES if not _is_same(HERE / name, made / name)]
        stale += _stale_pictures(made)
    for name in stale:
        print(f"maps/{name} is out of date: run `make map` and commit it", file=sys.stderr)
    return 1 if stale else 0


def _is_same(kept: Path, made: Path) -> bool:
    return kept.is_file() and filecmp.cmp(kept, made, shallow=False)


def _stale_pictures(made: Path) -> list[str]:
    """Return the names of pictures that do not look like the pages do now."""
    if find_chromium() is None:
        print("Chromium is not installed: pictures are not compared", file=sys.stderr)
        return list(PICTURES) if os.environ.get("CI") else []
    stale = []
    for name in PICTURES:
        picture = save_picture((made / name).with_suffix(".html"), made / name)
        if not (HERE / name).is_file() or difference(HERE / name, picture) > _MOST_DIFFERENCE:
            stale.append(name)
    return stale


def difference(first: Path, second: Path) -> float:
    """Return how far two pictures differ on average, square by square: 0 equal, 1 opposite."""
    one, other = (_squares(path) for path in (first, second))
    if one.shape != other.shape:
        return 1.0
    return float(np.abs(one - other).mean())


def _squares(path: Path) -> np.ndarray:
    """Return a picture's colours averaged over squares."""
    pixels = matplotlib.image.imread(path)[..., :3]
    high, wide = (side // _SQUARE_PX for side in pixels.shape[:2])
    cut = pixels[: high * _SQUARE_PX, : wide * _SQUARE_PX]
    squares: np.ndarray = cut.reshape(high, _SQUARE_PX, wide, _SQUARE_PX, 3).mean(axis=(1, 3))
    return squares


if __name__ == "__main__":
    sys.exit(check())
