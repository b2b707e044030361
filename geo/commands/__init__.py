"""Commands of the program that have a module of their own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from geo.errors import SettingsError
from geo.settings import Settings

__all__ = [
    "Command",
    "Commands",
    "add_command",
    "add_gazetteer_options",
    "add_resolution_options",
    "gazetteer_folders",
    "settings_of",
]

Command = Callable[[argparse.Namespace], int]
"""What runs a command and returns its exit status."""

Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives the type no public name


def add_command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    run: Command | None,
    *,
    about: str,
    examples: str,
) -> argparse.ArgumentParser:
    """Return the parser of a new command.

    Parameters
    ----------
    commands
        Where to add it.
    name
        The word that calls it.
    run
        Called with the parsed options; `None` for a command that has commands of its own.
    about
        What it does, without capital and full stop.
    examples
        Lines of use, each indented by two spaces.
    """
    parser = commands.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog="examples:\n" + examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def add_gazetteer_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose the gazetteers of a command."""
    parser.add_argument(
        "--gazetteer",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="a gazetteer of your own; may be repeated: the first wins, the shipped one is last",
    )
    parser.add_argument(
        "--no-shipped-gazetteer",
        action="store_true",
        help="leave the shipped gazetteer out",
    )


def add_resolution_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose how names are resolved, and with which gazetteers."""
    parser.add_argument(
        "--untrained",
        action="store_true",
        help="resolve names with weights set by hand, not with those fitted to corpora",
    )
    add_gazetteer_options(parser)


def gazetteer_folders(options: argparse.Namespace) -> tuple[Path | None, ...]:
    """Return the folders of the gazetteers that a user chose; `None` is the shipped one.

    Raises
    ------
    SettingsError
        If none is left.
    """
    if options.no_shipped_gazetteer and not options.gazetteer:
        raise SettingsError("--no-shipped-gazetteer: give --gazetteer FOLDER, or no place is known")
    return (*options.gazetteer, *(() if options.no_shipped_gazetteer else (None,)))


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings that the options of a command choose.

    Raises
    ------
    SettingsError
        If one is out of its range.
    """
    megabytes = getattr(options, "max_document_mb", 20.0)
    if not 0 < megabytes < 1e6:  # noqa: PLR2004 - a terabyte is no document
        raise SettingsError(f"--max-document-mb is {megabytes}, expected a size in megabytes")
    folders = gazetteer_folders(options)
    return Settings(
        gazetteers=tuple(folder for folder in folders if folder is not None),
        shipped_gazetteer=None in folders,
        trained_weights=not getattr(options, "untrained", False),
        max_document_bytes=round(megabytes * 1_000_000),
        other_languages=getattr(options, "other_languages", "names"),
    )
