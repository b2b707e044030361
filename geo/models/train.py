"""Train the models: `python -m geo.models.train --data FOLDER`.

FOLDER holds JSON lines with gold toponyms (`start`, `end`, `geonameid`, `lat`, `lon`). Prints the
checksums of what it read. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.models.boosting import write_model
from geo.models.corpora import FILES, read_corpora
from geo.models.recognition import fit_recognition
from geo.models.resolution import fit_resolution, prepare_document, well_known
from geo.models.senses import fit_senses, fit_words
from geo.settings import Settings


def main() -> None:
    """Read the files, fit the models, write the weights beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of JSON lines files")
    parser.add_argument(
        "--pattern", nargs="+", default=FILES, help="which files in it to read, as globs"
    )
    arguments = parser.parse_args()
    documents, sources = read_corpora(
        arguments.data, arguments.pattern, model=Settings().language_model
    )
    for name, digest in sources.items():
        print(digest, name)
    gazetteer = Gazetteer.open()
    write_model("recognition", {"spans": fit_recognition(documents, gazetteer)}, sources)
    words = fit_words(documents)
    write_model(
        "senses",
        fit_senses(documents, gazetteer, words),
        sources,
        words={"mean": words.mean.tolist(), "axes": words.axes.tolist()},
    )
    named = [prepare_document(one, gazetteer) for one in documents if one.geocoded]
    write_model("resolution", fit_resolution(named + well_known(gazetteer)), sources)


if __name__ == "__main__":
    main()
