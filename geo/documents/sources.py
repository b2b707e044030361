"""From the inputs of a command to the files that are read, each with the id it will have."""

# os.path answers False where pathlib raises, and keeps the names of symbolic links.
# ruff: noqa: PTH100, PTH112, PTH113, PTH207

from __future__ import annotations

import glob
import logging
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from geo.documents.metadata import Metadata, one_line
from geo.documents.sidecars import SIDECAR, Listed, read_sidecar
from geo.documents.streams import full_suffix
from geo.errors import SettingsError
from geo.files import CREDITS_SUFFIX
from geo.model import Rejected

__all__ = ["Source", "find_sources", "refuse"]

logger = logging.getLogger(__name__)

# What earlier runs leave in a folder: they hold no texts, and are no fault of the folder.
_OUTPUTS = frozenset(
    (".fgb", ".geojson", ".geojsonl", ".geojsons", ".gpkg", ".gpx", ".kml", ".kmz", ".xlsx")
)
_MAGIC = frozenset("*?[")


_NOTHING_KNOWN = Metadata()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to be read: its id, which for a table is its name, and what a sidecar says."""

    path: Path
    document_id: str
    metadata: Metadata = _NOTHING_KNOWN

    @property
    def file_name(self) -> str:
        """The id with its suffix: what a message calls the file."""
        suffix = one_line(self.path.suffix)
        return self.document_id.removesuffix(suffix) + suffix


def refuse(document_id: str, reason: str, *, source: Path | str) -> Rejected:
    """Make the record of something that was not read; the reason is one line."""
    return Rejected(
        document_id=one_line(document_id, limit=300) or "?",
        stage="read",
        reason=one_line(reason, limit=1_000),
        source=one_line(source),
    )


def find_sources(
    inputs: Iterable[str | Path],
    *,
    suffixes: Iterable[str],
    tables: Iterable[str],
    exclude: Iterable[str | Path] = (),
) -> Iterator[Source | Rejected]:
    """List the files of the inputs.

    Parameters
    ----------
    inputs
        Files, folders (read with their subfolders, in order of name) and glob patterns.
    suffixes
        Suffixes that can be read, in lower case.
    tables
        Those of them that hold many documents; their id keeps its suffix, but for that of
        compression.
    exclude
        Files that are no documents, such as the outputs of the same command.

    Yields
    ------
    Sources in the order of the inputs, each file once, and what cannot be read.
    """
    finder = _Finder(frozenset(suffixes), frozenset(Path(os.path.abspath(p)) for p in exclude))
    found = [item for entry in inputs for item in finder.find(entry)]
    sources = _once([item for item in found if isinstance(item, Source)])
    names = _names({source.path: full_suffix(source.path) in tables for source in sources})
    for item in found:
        if isinstance(item, Rejected):
            yield item
        elif item.path in names:
            yield replace(item, document_id=names.pop(item.path))


def _once(sources: list[Source]) -> list[Source]:
    return list({source.path: source for source in sources}.values())


def _names(paths: dict[Path, bool]) -> dict[Path, str]:
    """Name each file as shortly as tells it from the others: `a`, `x/a`, `x/a.txt`, ...

    A pair of files in one folder, such as `a.txt` and `a.md`, needs the suffix; a compressed
    table beside itself, such as `a.csv` and `a.csv.gz`, needs that too.
    """
    names: dict[Path, str] = {}
    groups: dict[str, list[Path]] = defaultdict(list)
    plain = {path: _plain(path) if is_table else path for path, is_table in paths.items()}
    twins = Counter(plain.values())
    for path, is_table in paths.items():
        groups[_name(plain[path], 0, suffix=is_table)].append(path)
    for name, group in groups.items():
        if len(group) == 1:
            names[group[0]] = name
            continue
        siblings = Counter((path.parent, path.stem) for path in group)
        for path in group:
            suffix = paths[path] or siblings[path.parent, path.stem] > 1
            shown = plain[path] if twins[plain[path]] == 1 else path
            names[path] = _name(shown, _depth(path, group), suffix=suffix)
    return names


def _plain(path: Path) -> Path:
    """Return what a table would be called if it were not compressed."""
    return path if full_suffix(path) == path.suffix.lower() else path.with_suffix("")


def _depth(path: Path, group: list[Path]) -> int:
    """Return how many folders tell a path from its namesakes."""
    others = [other for other in group if other.parent != path.parent]
    depth = 0 if len(others) < len(group) - 1 and not others else 1
    while any(path.parts[-1 - depth : -1] == other.parts[-1 - depth : -1] for other in others):
        depth += 1
    return depth


def _name(path: Path, depth: int, *, suffix: bool) -> str:
    folders = path.parts[len(path.parts) - 1 - depth : -1]
    parts = [*folders, path.name if suffix else path.stem]
    return one_line("/".join(parts).lstrip("/"), limit=300) or "?"


class _Finder:
    """Walks the inputs; holds what it was told to leave out and the sidecars it has read."""

    def __init__(self, suffixes: frozenset[str], excluded: frozenset[Path]) -> None:
        self._suffixes = suffixes
        self._excluded = excluded
        self._sidecars: dict[Path, tuple[Listed, ...] | str] = {}

    def find(self, entry: str | Path) -> Iterator[Source | Rejected]:
        """Yield the files of one input."""
        if "\x00" in str(entry):
            yield refuse(str(entry), "is no path (NUL)", source=str(entry))
            return
        path = Path(os.path.abspath(entry))
        if os.path.isdir(path):
            yield from self._find_in_folder(path, str(entry))
        elif os.path.lexists(path):
            yield from self._find_file(path)
        elif _MAGIC & set(str(entry)):
            yield from self._find_matches(str(entry))
        else:
            reason = "does not exist; check the spelling and the folder"
            yield refuse(path.name, reason, source=str(entry))

    def _find_matches(self, pattern: str) -> Iterator[Source | Rejected]:
        matches = sorted(glob.glob(pattern, recursive=True))
        files = [match for match in matches if os.path.isfile(match)]
        if not files:
            yield refuse(pattern, "matches no file; check the pattern", source=pattern)
        for match in files:
            yield from self._find_file(Path(os.path.abspath(match)))

    def _find_file(self, path: Path) -> Iterator[Source | Rejected]:
        """Yield a file that was named, with what a sidecar beside it knows of it."""
        if path in self._excluded:
            return
        yield from self._check_sidecar(path.parent)
        if path.name == SIDECAR:
            return
        listed = self._listed(path.parent)
        match = next((item for item in listed if path == path.parent / item.file), None)
        if match is not None and match.fault is not None:
            yield refuse(path.name, f"{SIDECAR}: {match.fault}", source=path)
        else:
            metadata = _NOTHING_KNOWN if match is None else match.metadata
            yield Source(path=path, document_id=path.stem, metadata=metadata)

    def _check_sidecar(self, folder: Path) -> Iterator[Rejected]:
        """Read the sidecar of a folder, once; yield its fault."""
        path = folder / SIDECAR
        if folder in self._sidecars or not os.path.lexists(path):
            return
        try:
            self._sidecars[folder] = read_sidecar(path)
        except SettingsError as error:
            self._sidecars[folder] = str(error)
            reason = f"{error}; correct it: its files are read without what it says"
            yield refuse(f"{folder.name}/{SIDECAR}", reason, source=path)

    def _listed(self, folder: Path) -> tuple[Listed, ...]:
        listed = self._sidecars.get(folder, ())
        return () if isinstance(listed, str) else listed

    def _find_in_folder(self, folder: Path, given: str) -> Iterator[Source | Rejected]:
        count = 0
        for item in self._walk(folder):
            count += 1
            yield item
        if not count:
            suffixes = " ".join(sorted(self._suffixes))
            yield refuse(folder.name, f"holds no file that can be read ({suffixes})", source=given)

    def _walk(self, folder: Path) -> Iterator[Source | Rejected]:
        """Yield the files of a folder and its subfolders, hidden ones left out."""
        faults: list[OSError] = []
        for name, folders, files in os.walk(folder, onerror=faults.append):
            here = Path(name)
            yield from self._check_sidecar(here)
            if isinstance(self._sidecars.get(here), tuple):
                folders.clear()
                yield from self._find_listed(here)
            else:
                folders[:] = sorted(part for part in folders if not part.startswith("."))
                yield from self._find_unlisted(here, sorted(files))
        for fault in faults:
            reason = f"cannot be read ({fault.strerror}); check its permissions"
            yield refuse(Path(fault.filename).name, reason, source=fault.filename)

    def _find_unlisted(self, folder: Path, files: list[str]) -> Iterator[Source | Rejected]:
        for file in files:
            path = folder / file
            is_beside = file == SIDECAR or file.endswith(CREDITS_SUFFIX)
            if file.startswith(".") or is_beside or path in self._excluded:
                continue
            if path.suffix.lower() in _OUTPUTS:
                logger.warning("%s: is an output, not read as a document", path.name)
                continue
            yield Source(path=path, document_id=path.stem)

    def _find_listed(self, folder: Path) -> Iterator[Source | Rejected]:
        seen = set()
        for listed in self._listed(folder):
            path = folder / listed.file
            fault = "lists the file twice; remove one" if path in seen else listed.fault
            seen.add(path)
            if fault is None and not os.path.lexists(path):
                fault = f"lists {listed.file!r}, which is not there; correct or remove it"
            if fault is not None:
                yield refuse(path.name, f"{SIDECAR} {fault}", source=path)
            elif path not in self._excluded:
                yield Source(path=path, document_id=path.stem, metadata=listed.metadata)
