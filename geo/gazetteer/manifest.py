"""The manifest of an artefact: what it is, what it was made from, and the checksum of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError

__all__ = [
    "AREA_FILES",
    "FILES",
    "FORMAT",
    "MANIFEST",
    "OLD_FILES",
    "find_damage",
    "find_damaged_areas",
    "read_manifest",
    "sha256_of",
    "write_area_manifest",
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

AREA_FILES = ("areas.arrow", "lines.arrow")
"""What a folder of areas consists of, beside its manifest."""

OLD_FILES = ("counts.arrow", "details.arrow")
"""What artefacts of older formats had besides."""

# What says of a manifest what it is and where it came from, and is no part of its content.
_UNHASHED = frozenset({"sources", "version"})

_BLOCK_BYTES = 1 << 20

# Files up to this size are compared with their checksum at every opening, which takes a
# millisecond; the others, gigabytes in a gazetteer of the world, when a user asks.
_CHECKED_BYTES = 1 << 20


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
        "files": _measure(folder, FILES),
    }
    version = _version(manifest)
    manifest |= {"version": version, "sources": list(sources)}
    (folder / MANIFEST).write_text(_serialise(manifest), encoding="utf-8")
    return version


def write_area_manifest(folder: Path) -> None:
    """Write the manifest of a folder of areas whose other files are written."""
    manifest = {"files": _measure(folder, AREA_FILES)}
    (folder / MANIFEST).write_text(_serialise(manifest), encoding="utf-8")


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read the manifest and check what can be checked in a few milliseconds.

    That is the manifest itself, which its version is a hash of, the size of every file, and the
    checksum of each that is small; `find_damage` compares all.

    Raises
    ------
    GazetteerError
        If it is missing, damaged or of another format, or a file is missing, of another size, or
        small and of another checksum.
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
    content = {name: value for name, value in manifest.items() if name not in _UNHASHED}
    if _version(content) != manifest.get("version"):
        raise _damaged(path, "its version is not that of its content")
    for name in FILES:
        _check_file(folder, name, manifest)
    return manifest  # type: ignore[no-any-return]


def find_damage(folder: Path) -> tuple[str, ...]:
    """Return the names of the files whose checksum is not the manifest's.

    Raises
    ------
    GazetteerError
        As `read_manifest` does.
    """
    manifest = read_manifest(folder)
    return tuple(name for name in FILES if _is_damaged(folder, name, manifest))


def find_damaged_areas(folder: Path) -> tuple[str, ...]:
    """Return the names of the files of areas that are missing, or whose checksum is another.

    Raises
    ------
    GazetteerError
        If the manifest is missing or damaged.
    """
    path = folder / MANIFEST
    try:
        manifest: Any = json.loads(path.read_bytes())
        return tuple(
            name
            for name in AREA_FILES
            if not (folder / name).is_file() or _is_damaged(folder, name, manifest)
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise GazetteerError(f"{path}: not a manifest of areas; reinstall geo") from error


def _measure(folder: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {
        name: {"bytes": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)}
        for name in names
    }


def _is_damaged(folder: Path, name: str, manifest: Mapping[str, Any]) -> bool:
    return bool(sha256_of(folder / name) != manifest["files"][name]["sha256"])


def _version(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_serialise(content).encode()).hexdigest()[:16]


def _check_file(folder: Path, name: str, manifest: Mapping[str, Any]) -> None:
    path = folder / name
    try:
        expected = int(manifest["files"][name]["bytes"])
        size = path.stat().st_size
        is_damaged = size <= _CHECKED_BYTES and _is_damaged(folder, name, manifest)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(folder / MANIFEST, f"it does not tell the size of {name}") from error
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    if size != expected:
        raise _damaged(path, f"{size:,} bytes, expected {expected:,}")
    if is_damaged:
        raise _damaged(path, "its checksum is not that of the manifest")


def _damaged(path: Path, cause: str) -> GazetteerError:
    return GazetteerError(
        f"{path}: not a gazetteer file ({cause}); reinstall geo, or rebuild it with "
        "'geo gazetteer build'"
    )


def _is_old(folder: Path) -> bool:
    return (folder / "details.arrow").is_file()


def _serialise(manifest: Mapping[str, Any]) -> str:
    return json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
