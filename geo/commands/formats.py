"""The command `formats`: what can be written, and what each form keeps and loses."""

from __future__ import annotations

import argparse
import textwrap

from geo.commands import Commands, add_command

__all__ = ["add"]

_SHAPE = textwrap.TextWrapper(
    width=100, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "formats",
        _run,
        about="list the forms that `geo extract` writes, with what each keeps and loses",
        examples="  geo formats\n  geo formats csv hxl",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="forms; default all")


def _run(options: argparse.Namespace) -> int:
    from geo.errors import SettingsError
    from geo.exports import FORMS

    unknown = sorted(set(options.names) - {form.name for form in FORMS})
    if unknown:
        known = ", ".join(form.name for form in FORMS)
        raise SettingsError(f"no form {unknown[0]!r}; known are {known}")
    for form in FORMS:
        if form.name in options.names or not options.names:
            print(f"{form.name} ({' '.join(form.suffixes)})")
            for line in form.lines():
                print(_SHAPE.fill(line))
    return 0
