"""Rebuild the gallery and compare: `python maps/check.py` fails where a file is out of date."""

from __future__ import annotations

import filecmp
import sys
import tempfile
from pathlib import Path

from geo.cli import main

HERE = Path(__file__).parent


def check() -> int:
    """Make the seed map anew, report what differs, and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        status = main(["map", str(HERE.parent / "seeds"), "-o", str(Path(folder, "seeds.html"))])
        if status:
            return status
        stale = [
            name
            for name in ("seeds.html", "seeds.geojson")
            if not (HERE / name).is_file()
            or not filecmp.cmp(HERE / name, Path(folder, name), shallow=False)
        ]
    for name in stale:
        print(f"maps/{name} is out of date: run `make map` and commit it", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(check())
