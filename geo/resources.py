"""Scripts, styles and words that are shipped, ours and vendored: read, and checked."""

from __future__ import annotations

import base64
import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from geo.errors import MissingComponentError

__all__ = [
    "Vendored",
    "read_asset",
    "read_data_url",
    "read_table",
    "read_vendored",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendored:
    """A file taken unchanged from another project's release."""

    file: str
    package: str
    version: str
    licence: str
    licence_file: str
    source: str
    sha256: str


@cache
def read_asset(name: str) -> str:
    """Return a shipped text asset.

    Parameters
    ----------
    name
        File name in `geo/assets`.

    Raises
    ------
    MissingComponentError
        If it is not installed, or is a vendored file that is not the one of the manifest.
    """
    data = _read_bytes(name)
    vendored = read_vendored().get(name)
    if vendored is not None and hashlib.sha256(data).hexdigest() != vendored.sha256:
        raise MissingComponentError(
            f"asset {name!r} differs from its manifest; reinstall the package"
        )
    return data.decode("utf-8")


@cache
def read_data_url(name: str) -> str:
    """Return a shipped PNG as a `data:` address."""
    return "data:image/png;base64," + base64.b64encode(_read_bytes(name)).decode("ascii")


@cache
def read_vendored() -> Mapping[str, Vendored]:
    """Return the manifest of vendored files, by file name."""
    manifest = tomllib.loads(_read_bytes("manifest.toml").decode("utf-8"))
    return {row["file"]: Vendored(**row) for row in manifest["vendored"]}


@cache
def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a shipped CSV asset, in file order."""
    return tuple(csv.DictReader(_read_bytes(name).decode("utf-8").splitlines()))


def _read_bytes(name: str) -> bytes:
    try:
        return (files("geo") / "assets" / name).read_bytes()
    except FileNotFoundError as error:
        raise MissingComponentError(
            f"asset {name!r} is not installed; reinstall the package"
        ) from error
