"""Renew the vendored assets: `python -m geo.maps.vendor FOLDER`.

Takes each file of `manifest.toml` from the package that `npm pack PACKAGE@VERSION` makes, and
writes it, its licence and its checksum. Needs npm; reads no other registry.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from geo.errors import MissingComponentError
from geo.resources import Vendored, read_vendored

__all__ = ["renew"]

_HEADER = """\
# Files taken unchanged from npm packages; renewed by `make assets`.
"""


def renew(folder: Path) -> None:
    """Fetch every file of the manifest anew and write the manifest with its checksums.

    Parameters
    ----------
    folder
        Where the assets stand: `geo/assets` of a checkout.

    Raises
    ------
    MissingComponentError
        If npm is not installed, or does not give a package.
    """
    rows = [_fetch(vendored, folder) for vendored in read_vendored().values()]
    parts = [_HEADER]
    for row in sorted(rows, key=lambda row: row.file):
        lines = "\n".join(f'{key} = "{value}"' for key, value in asdict(row).items())
        parts.append(f"[[vendored]]\n{lines}\n")
    (folder / "manifest.toml").write_text("\n".join(parts), encoding="utf-8", newline="\n")


def _fetch(vendored: Vendored, folder: Path) -> Vendored:
    with tempfile.TemporaryDirectory() as scratch:
        archive = _pack(f"{vendored.package}@{vendored.version}", Path(scratch))
        with tarfile.open(archive) as package:
            data = _member(package, vendored.source)
            licence = _member(package, vendored.licence_file)
    (folder / vendored.file).write_bytes(data)
    (folder / f"{vendored.package}.LICENSE.txt").write_bytes(licence)
    return replace(vendored, sha256=hashlib.sha256(data).hexdigest())


def _pack(specification: str, scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise MissingComponentError("npm is not installed; it is needed to renew the assets")
    done = subprocess.run(  # noqa: S603 - a fixed program, arguments from our own manifest
        [npm, "pack", "--silent", specification], cwd=scratch, capture_output=True, check=False
    )
    archives = list(scratch.glob("*.tgz"))
    if done.returncode != 0 or not archives:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise MissingComponentError(f"npm does not give {specification}: {' '.join(reason)}")
    return archives[0]


def _member(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(f"package/{name}")
    if member is None:
        raise MissingComponentError(f"the package has no file {name!r}")
    return member.read()


if __name__ == "__main__":
    renew(Path(sys.argv[1]))
