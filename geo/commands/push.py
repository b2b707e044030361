"""The command `push`: what documents and tables say, into a PostGIS database."""

from __future__ import annotations

import argparse
import sys

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing
from geo.commands.inputs import add_inputs, atlas_of
from geo.commands.reporting import report_rejected, say

__all__ = ["add"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "push",
        _run_push,
        about="write events, places and actors to a PostGIS database, or bring it up to date",
        examples="  geo push postgresql://analyst@localhost/conflict atlas.gpkg\n"
        "  PGPASSWORD=... geo push postgresql://analyst@db.example/conflict news.jsonl\n"
        "  geo push postgresql:///conflict ucdp.csv --schema ucdp\n"
        "  geo push postgresql:///conflict atlas.gpkg --prune",
    )
    parser.add_argument(
        "address",
        metavar="DATABASE",
        help="postgresql://USER@HOST:PORT/NAME; a password is better given in PGPASSWORD or "
        "~/.pgpass, since others on the machine can see a command",
    )
    add_inputs(parser)
    parser.add_argument(
        "--schema", default="geo", metavar="NAME", help="schema of the tables; default geo"
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="remove what the database holds of other documents, too",
    )
    add_choosing(parser)
    add_care(parser)
    parser.set_defaults(output=None)


def _run_push(options: argparse.Namespace) -> int:
    from geo.exports.postgis import check_database, push, say_database

    check_care(options)
    check_database(options.address, schema=options.schema)
    atlas = atlas_of(options)
    if atlas.documents.empty and atlas.events.empty:
        print("geo: nothing could be read, so the database was left as it was", file=sys.stderr)
        return report_rejected(atlas)
    changes = push(
        take_care(atlas, options), options.address, schema=options.schema, prune=options.prune
    )
    told = "; ".join(
        f"{name} {one.added} added, {one.changed} changed, {one.removed} removed"
        for name, one in changes.items()
        if not one.is_none
    )
    say(f"{say_database(options.address)}, schema {options.schema}: {told or 'nothing changed'}")
    return report_rejected(atlas)
