"""The command `resolve`: toponyms whose spans are given."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo.commands import Commands, add_command, add_resolution_options, settings_of
from geo.commands.extract import write_found

__all__ = ["add"]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "resolve",
        _run_resolve,
        about="resolve toponyms whose spans are given",
        examples="  geo resolve spans.jsonl -o resolved.jsonl",
    )
    parser.add_argument("input", metavar="SPANS.jsonl", help="documents with `text`, `toponyms`")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.jsonl")
    add_resolution_options(parser)


def _run_resolve(options: argparse.Namespace) -> int:
    from geo.documents import read_documents
    from geo.files import check_writable
    from geo.model import Rejected
    from geo.pipeline import Components, resolve_spans

    check_writable(options.output)
    settings = settings_of(options)
    components = Components.open(settings)
    documents = read_documents(options.input, settings=settings)
    return write_found(
        (
            item if isinstance(item, Rejected) else resolve_spans(item, components)
            for item in documents
        ),
        options.output,
        credit=components.gazetteer.credit,
    )
