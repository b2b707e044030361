"""Commands of the program that have a module of their own."""

from __future__ import annotations

import argparse
from collections.abc import Callable

__all__ = ["Command", "Commands", "add_command"]

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
