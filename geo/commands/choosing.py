"""Options of every output for a part of the events."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from geo.errors import SettingsError

if TYPE_CHECKING:
    from geo.selection import Selection

__all__ = ["add_choosing", "selection_of"]


def add_choosing(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command that writes events."""
    choosing = parser.add_argument_group("choice", "Which events to keep; by default all.")
    choosing.add_argument(
        "--since", metavar="DATE", help="events from this day on, YYYY-MM-DD; needs a date"
    )
    choosing.add_argument("--until", metavar="DATE", help="events up to this day; needs a date")
    choosing.add_argument(
        "--country",
        action="append",
        default=[],
        metavar="CODE",
        help="events in this country, ISO 3166-1 alpha-3 such as SYR; may be repeated",
    )
    choosing.add_argument(
        "--type",
        dest="types",
        action="append",
        default=[],
        metavar="TYPE",
        help="events of this PLOVER type, such as ASSAULT; may be repeated",
    )


def selection_of(options: argparse.Namespace) -> Selection:
    """Return the events that the options choose.

    Raises
    ------
    SettingsError
        If one is none.
    """
    from geo.selection import Selection

    return Selection(
        since=_day(options.since, "--since"),
        until=_day(options.until, "--until"),
        countries=frozenset(code.upper() for code in options.country),
        event_types=frozenset(name.upper() for name in options.types),
    )


def _day(text: str | None, option: str) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"{option} is {text!r}, expected a day as YYYY-MM-DD") from error
