"""Say what a gazetteer holds."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from geo.gazetteer.manifest import FORMAT, find_damage
from geo.gazetteer.store import Store

__all__ = ["areas_folder", "describe", "shipped_folder", "survey"]

_MOST_COUNTRIES = 12


def shipped_folder() -> Path:
    """Return the folder of the gazetteer that is shipped."""
    return Path(str(files("geo.tables"))) / "gazetteer"


def areas_folder() -> Path:
    """Return the folder of the areas that are shipped."""
    return Path(str(files("geo.tables"))) / "areas"


def survey(folder: Path | None = None) -> dict[str, Any]:
    """Return what a gazetteer holds: datasets, counts, files and whether they are whole.

    Parameters
    ----------
    folder
        Folder of an artefact; `None` is the shipped one.

    Raises
    ------
    GazetteerError
        If it cannot be opened.
    """
    store = Store(folder or shipped_folder())
    counts = np.bincount(store.feature, minlength=len(store.features)).tolist()
    kinds: dict[str, int] = {}
    for (kind, code), count in zip(store.features, counts, strict=True):
        kinds[f"{kind}.{code}"] = count
    many = np.bincount(store.country, minlength=len(store.countries) + 1).tolist()
    codes = [code for code, _ in store.countries]
    countries = dict(zip(codes, many, strict=False))
    return {
        "folder": str(folder) if folder else "shipped",
        "version": store.version,
        "format": FORMAT,
        "entries": len(store),
        "name_keys": len(store.trie),
        "datasets": dict(store.metadata["datasets"]),
        "entries_by_dataset": {
            spread["dataset"]: spread["last"] - spread["first"]
            for spread in store.metadata["spreads"]
        },
        "entries_by_feature": dict(sorted(kinds.items())),
        "entries_by_country": {code: count for code, count in countries.items() if count},
        "entries_without_country": many[len(codes)],
        "sources": list(store.metadata["sources"]),
        "bytes": sum(file["bytes"] for file in store.metadata["files"].values()),
        "damaged": list(find_damage(store.folder)),
    }


def describe(found: Mapping[str, Any]) -> str:
    """Return a survey as text, for people."""
    lines = [
        f"{found['folder']}: gazetteer {found['version']}, format {found['format']}",
        f"  {found['entries']:,} entries, {found['name_keys']:,} names, {_megabytes(found)}",
    ]
    for name, dataset in found["datasets"].items():
        count = found["entries_by_dataset"].get(name)
        entries = "" if count is None else f"; {count:,} entries"
        lines.append(
            f"  {name}: {dataset['title']}, {dataset['licence']}, {dataset['version']}{entries}"
        )
    classes: dict[str, int] = {}
    for feature, count in found["entries_by_feature"].items():
        classes[feature[0]] = classes.get(feature[0], 0) + count
    lines.append("  by class: " + ", ".join(f"{name} {count:,}" for name, count in classes.items()))
    ranked = sorted(found["entries_by_country"].items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{code} {count:,}" for code, count in ranked[:_MOST_COUNTRIES])
    lines.append(
        f"  {len(ranked)} countries: {shown}{', ...' if len(ranked) > _MOST_COUNTRIES else ''}"
    )
    lines += [
        f"  made from {source['name']}, {source['bytes']:,} bytes, SHA-256 {source['sha256']}"
        for source in found["sources"]
    ]
    lines.append(
        f"  damaged: {', '.join(found['damaged'])}; build it again, or reinstall geo"
        if found["damaged"]
        else "  checksums: all files are whole"
    )
    return "\n".join(lines)


def _megabytes(found: Mapping[str, Any]) -> str:
    return f"{found['bytes'] / 1e6:,.1f} MB"
