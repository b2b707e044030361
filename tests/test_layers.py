"""A module imports only from the levels below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import geo

ROOT = Path(geo.__file__).parent

LEVELS = (
    {"errors", "model", "settings", "version"},
    {"datelines", "text", "geodesy", "schema", "lexicon", "files", "escape", "lineage", "looks"}
    | {
        "chains",
        "combinations",
        "displays",
        "duplicates",
        "loading",
        "ontology",
        "pages",
        "resources",
        "selection",
        "shortage",
        "trees",
    },
    {"gazetteer", "language", "wrapping"},
    {"casing", "documents", "toponyms", "resolution", "actors", "events", "corrections"}
    | {"transcript"},
    {"atlas", "care"},
    {"analysis", "maps", "exports", "imports", "evaluation", "runs"},
    {"pipeline", "server"},
    {"corpus"},
    {"cli", "commands", "__init__", "__main__"},
)

# By the design: rooms that may not use all of the levels below them.
ALLOWED = {
    "atlas": {0, 1},
    "care": {0, 1, 2, 4},
    "analysis": {0, 1, 2, 4},
    "maps": {0, 1, 2, 4},
    "exports": {0, 1, 2, 4},
    "imports": {0, 1, 2, 4},
    "evaluation": {0, 1, 2, 4},
    "runs": {0, 1, 2, 4},
    "pipeline": {0, 1, 2, 3, 4},
    "server": {0, 1, 2, 4, 5},
}

LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}

FILES = sorted(path for path in ROOT.rglob("*.py") if path.parent.name != "models")


def room_of(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
        for name in names:
            parts = name.split(".")
            if parts[0] == "geo" and len(parts) > 1 and parts[1] != "tables":
                rooms.add(parts[1])
    return rooms


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_from_lower_levels(path: Path) -> None:
    room = room_of(path)
    allowed = ALLOWED.get(room, set(range(LEVEL_OF[room])))
    for other in imported_rooms(path) - {room}:
        level = LEVEL_OF[other]
        same_foundation = LEVEL_OF[room] == level and level in {0, 1, 8}
        assert level in allowed or same_foundation, f"{room} may not import {other}"


def test_every_room_has_a_level() -> None:
    rooms = {room_of(path) for path in FILES}
    assert rooms <= set(LEVEL_OF), sorted(rooms - set(LEVEL_OF))
    assert set(LEVEL_OF) <= rooms, sorted(set(LEVEL_OF) - rooms)


def test_spacy_is_loaded_in_one_place() -> None:
    loaders = {
        room_of(path)
        for path in FILES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import) and any(a.name.startswith("spacy") for a in node.names)
    }
    assert loaders == {"language"}
