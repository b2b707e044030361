"""The command `serve`: events, places and actors for GIS over HTTP."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from geo.commands import Commands, add_command
from geo.commands.care import add_care, check_care, take_care
from geo.commands.choosing import add_choosing
from geo.commands.inputs import add_inputs, atlas_of
from geo.commands.reporting import report_rejected

if TYPE_CHECKING:
    from geo.server import Server

__all__ = ["add"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "serve",
        _run,
        about="publish events, places and actors by OGC API Features, for this machine's GIS",
        examples="  geo serve atlas.gpkg\n"
        "  geo serve GEDEvent_v25_1.csv --country SYR --since 2016-01-01 --port 8080\n"
        "  geo serve atlas.gpkg --coarsen division --redact persons --host 0.0.0.0 "
        "--url http://192.0.2.7:5000",
    )
    add_inputs(parser)
    serving = parser.add_argument_group("service", "Where it answers; see docs/serve.md.")
    serving.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen on; default 127.0.0.1: only this machine can ask",
    )
    serving.add_argument(
        "--port", type=int, default=5000, metavar="N", help="default 5000; 0 for any that is free"
    )
    serving.add_argument(
        "--url", help="address that clients use, where it is another; links are made from it"
    )
    add_choosing(parser)
    add_care(parser)
    parser.set_defaults(output=None)


def _run(options: argparse.Namespace) -> int:
    from geo.server import check_server, open_server

    check_care(options)
    check_server()
    server = open_server(options.host, options.port, url=options.url)
    try:
        return _serve(server, options)
    finally:
        server.close()


def _serve(server: Server, options: argparse.Namespace) -> int:
    atlas = atlas_of(options)
    status = report_rejected(atlas)
    if atlas.documents.empty and not atlas.rejected.empty:
        print("geo: nothing could be read, so nothing is published", file=sys.stderr)
        return status
    if not server.is_local:
        print(
            f"geo: warning: {options.host} is not this machine alone: whoever can reach it reads "
            "the atlas, without a password and unencrypted",
            file=sys.stderr,
        )
    published = server.publish(take_care(atlas, options))
    signal.signal(signal.SIGTERM, _end)
    print(f"{server.url}/ publishes {len(atlas.events)} events; Ctrl-C ends it", flush=True)
    published.run()
    return status


def _end(*_: object) -> NoReturn:
    raise KeyboardInterrupt
