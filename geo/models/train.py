"""Train the models: `python -m geo.models.train --data FOLDER`.

FOLDER holds JSON lines with gold toponyms (`start`, `end`, `geonameid`, `lat`, `lon`), and others
with the triggers and places of events. Prints the checksums of what it read. Needs the extra
`train`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.models.boosting import write_model
from geo.models.corpora import FILES, read_corpora
from geo.models.recognition import fit_recognition
from geo.models.resolution import fit_resolution, prepare_document, well_known
from geo.models.senses import fit_senses, fit_words
from geo.models.siting import fit_siting
from geo.models.triggers import TRIGGER_FILES, Tools, read_triggers
from geo.settings import Settings


def main() -> None:
    """Read the files, fit the models, write the weights beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of JSON lines files")
    parser.add_argument(
        "--pattern", nargs="+", default=FILES, help="which files in it to read, as globs"
    )
    parser.add_argument(
        "--triggers",
        nargs="+",
        default=TRIGGER_FILES,
        help="which files with the places of events to read, as globs",
    )
    parser.add_argument(
        "--only", choices=("names", "siting"), help="fit the models of names, or of places alone"
    )
    arguments = parser.parse_args()
    if arguments.only != "siting":
        _fit_names(arguments.data, arguments.pattern)
    # Last: what it sees of names is what the models just written make of them.
    if arguments.only != "names":
        _fit_siting(arguments.data, arguments.triggers)


def _fit_names(folder: Path, patterns: Sequence[str]) -> None:
    documents, sources = read_corpora(folder, patterns, model=Settings().language_model)
    _print(sources)
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


def _fit_siting(folder: Path, patterns: Sequence[str]) -> None:
    triggers, sources = read_triggers(folder, patterns, Tools.open())
    _print(sources)
    write_model("siting", {"sites": fit_siting(triggers)}, sources)


def _print(sources: Mapping[str, str]) -> None:
    for name, digest in sources.items():
        print(digest, name)


if __name__ == "__main__":
    main()
