"""The manifest of an artefact: what it is, what it was made from, and the checksum of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError

__all__ = [
    "FILES",
    "FORMAT",
    "MANIFEST",
    "OLD_FILES",
    "find_damage",
    "read_manifest",
    "sha256_of",
    "write_manifest",
]

FORMAT = 2
"""Version of the artefact's format; an artefact of another version is refused."""

MANIFEST = "manifest.json"

FILES = (
    "bearers.arrow",
    "bounds.arrow",
    "entries.arrow",
    "ids.arrow",
    "names.marisa",
    "postings.arrow",
)
"""What an artefact consists of, beside the manifest."""

OLD_FILES = ("counts.arrow", "details.arrow")
"""What artefacts of older formats had besides."""

_BLOCK_BYTES = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            sha.update(block)
    return sha.hexdigest()


def write_manifest(
    folder: Path, content: Mapping[str, Any], *, sources: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Write the manifest of a folder whose other files are written; return the version.

    Parameters
    ----------
    folder
        Folder of the artefact.
    content
        Datasets, features, countries, spreads.
    sources
        Name, size and checksum of each file it was made from; they do not make the version,
        which is a hash of the content alone.
    """
    manifest: dict[str, Any] = {
        **content,
        "format": FORMAT,
        "files": {
            name: {"bytes": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)}
            for name in FILES
        },
    }
    version = hashlib.sha256(_serialise(manifest).encode()).hexdigest()[:16]
    manifest |= {"version": version, "sources": list(sources)}
    (folder / MANIFEST).write_text(_serialise(manifest), encoding="utf-8")
    return version


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read the manifest and check that the files are there, in their size.

    Raises
    ------
    GazetteerError
        If it is missing, damaged or of another format, or a file is missing or of another size.
    """
    path = folder / MANIFEST
    try:
        manifest: Any = json.loads(path.read_bytes())
        found = manifest["format"]
    except FileNotFoundError as error:
        old = "a gazetteer of format 1, expected 2" if _is_old(folder) else "no gazetteer"
        raise GazetteerError(
            f"{folder}: {old} ({MANIFEST} is missing); build one with 'geo gazetteer build'"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, "not a manifest") from error
    if found != FORMAT:
        raise GazetteerError(
            f"{folder}: gazetteer of format {str(found)[:20]}, expected {FORMAT}; rebuild it "
            "with 'geo gazetteer build'"
        )
    _check_sizes(folder, manifest)
    return manifest  # type: ignore[no-any-return]


def find_damage(folder: Path) -> tuple[str, ...]:
    """Return the names of the files whose checksum is not the manifest's.

    Raises
    ------
    GazetteerError
        As `read_manifest` does.
    """
    files = read_manifest(folder)["files"]
    return tuple(name for name in FILES if sha256_of(folder / name) != files[name]["sha256"])


def _check_sizes(folder: Path, manifest: Mapping[str, Any]) -> None:
    for name in FILES:
        path = folder / name
        try:
            expected = int(manifest["files"][name]["bytes"])
            size = path.stat().st_size
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(folder / MANIFEST, f"it does not tell the size of {name}") from error
        except OSError as error:
            raise _damaged(path, error.strerror or str(error)) from error
        if size != expected:
            raise _damaged(path, f"{size:,} bytes, expected {expected:,}")


def _damaged(path: Path, cause: str) -> GazetteerError:
    return GazetteerError(
        f"{path}: not a gazetteer file ({cause}); reinstall geo, or rebuild it with "
        "'geo gazetteer build'"
    )


def _is_old(folder: Path) -> bool:
    return (folder / "details.arrow").is_file()


def _serialise(manifest: Mapping[str, Any]) -> str:
    return json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
