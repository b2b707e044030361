"""Make the committed extract of GeoNames' postal codes of the United States.

    python gazetteer/sources/geonames_postal/reduce.py US.txt

`source.toml` says where the original comes from.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent

# The columns of GeoNames' postal tables that are read.
NAME, STATE, COUNTY, LATITUDE, LONGITUDE, ACCURACY = 2, 4, 6, 9, 10, 11

# GeoNames' mark of a point that is a place of its own tables, not an estimate.
OF_A_PLACE = "4"


def main(original: Path) -> None:
    """Check the original, reduce it and write it beside this file."""
    source = tomllib.loads((HERE / "source.toml").read_text(encoding="utf-8"))
    content = original.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != source["sha256"]:
        sys.exit(f"{original}: SHA-256 is {digest}, expected {source['sha256']}")
    codes: dict[tuple[str, str], list[Sequence[str]]] = defaultdict(list)
    for line in content.decode("utf-8").splitlines():
        row = line.split("\t")
        if row[ACCURACY] == OF_A_PLACE and row[STATE] and row[COUNTY]:
            codes[row[STATE], row[NAME]].append(row)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["state", "name", "county", "latitude", "longitude"])
    for (state, name), rows in sorted(codes.items()):
        counties = Counter(row[COUNTY] for row in rows)
        county = min(counties, key=lambda code: (-counties[code], code))
        point = [f"{median(float(row[at]) for row in rows):.4f}" for at in (LATITUDE, LONGITUDE)]
        writer.writerow([state, name, county, *point])
    packed = gzip.compress(text.getvalue().encode(), 9, mtime=0)
    (HERE / "places.csv.gz").write_bytes(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
