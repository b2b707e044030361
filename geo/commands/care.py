"""Options of every output for the care of those whom the texts tell of."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from geo.commands import gazetteer_folders
from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model import Parsed, Rejected

__all__ = ["add_care", "check_care", "is_asked", "note_persons", "take_care"]


def add_care(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command that writes an atlas."""
    care = parser.add_argument_group(
        "care", "What to leave out before a map of violence leaves the house; see the README."
    )
    care.add_argument(
        "--coarsen",
        metavar="LEVEL",
        help="say nowhere more exactly where: division, settlement, or the side of a grid's cells "
        "in km",
    )
    care.add_argument(
        "--redact",
        choices=("persons", "all-persons"),
        help="mask names of persons: all but known office-holders and leaders, or all",
    )
    care.add_argument(
        "--omit-sentences", action="store_true", help="leave out sentences, titles and quotations"
    )
    parser.set_defaults(persons=set())


def check_care(options: argparse.Namespace, *, of_documents: bool = False) -> None:
    """Check the options before the long work begins.

    Parameters
    ----------
    options
        Those of the command.
    of_documents
        Whether the output is predictions on documents.

    Raises
    ------
    SettingsError
        If an option is wrong, or the output is predictions.
    """
    if options.coarsen is not None:
        from geo.care import read_level

        read_level(options.coarsen)
    if of_documents and is_asked(options):
        raise SettingsError(
            f"{options.output}: .jsonl are predictions, points and spans to score against the text "
            "itself, and cannot be coarsened or redacted; write .geojson, .csv or another form"
        )


def note_persons(
    parsed: Iterable[Parsed | Rejected], options: argparse.Namespace
) -> Iterator[Parsed | Rejected]:
    """Yield what was found in documents, noting the persons that the whole texts name."""
    for item in parsed:
        options.persons.update(getattr(item, "persons", ()))
        yield item


def take_care(atlas: Atlas, options: argparse.Namespace) -> Atlas:
    """Return an atlas as the options ask for it: redacted first, while its sentences are whole.

    Raises
    ------
    GeoError
        If a component is missing: nothing is written without the care that was asked for.
    """
    if not is_asked(options):
        return atlas
    from geo.care import coarsen, omit_sentences, redact
    from geo.gazetteer import Gazetteer

    if options.redact is not None:
        atlas = redact(atlas, options.redact, also=options.persons)
    if options.coarsen is not None:
        gazetteer = Gazetteer.open(*gazetteer_folders(options))
        atlas = coarsen(atlas, options.coarsen, gazetteer=gazetteer)
    return omit_sentences(atlas) if options.omit_sentences else atlas


def is_asked(options: argparse.Namespace) -> bool:
    """Return whether an output is to be made with care."""
    return bool(options.coarsen is not None or options.redact or options.omit_sentences)
