"""The public face of the package."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

import geo

HEAVY = ("spacy", "folium", "geopandas", "pandas", "pyarrow", "dask", "matplotlib", "numpy")

ROOMS = (
    "actors",
    "atlas",
    "cli",
    "corpus",
    "corrections",
    "documents",
    "errors",
    "evaluation",
    "events",
    "exports",
    "gazetteer",
    "geodesy",
    "imports",
    "language",
    "lexicon",
    "maps",
    "model",
    "pipeline",
    "resolution",
    "schema",
    "settings",
    "text",
    "toponyms",
)


def test_import_is_light() -> None:
    code = f"import geo, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_help_is_light() -> None:
    code = f"""
import sys
from geo.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip().endswith("[]")


def test_public_names_exist() -> None:
    for name in geo.__all__:
        assert getattr(geo, name) is not None
    assert dir(geo) == sorted(geo.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = geo.no_such_name


@pytest.mark.parametrize("room", ROOMS)
def test_names_of_a_room_are_sorted_and_documented(room: str) -> None:
    module = importlib.import_module(f"geo.{room}")
    assert module.__doc__
    # Constants, then classes, then functions: the order in which ruff sorts `__all__`.
    names = list(module.__all__)
    assert len(set(names)) == len(names)
    for name in names:
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), f"geo.{room}.{name} has no docstring"


@pytest.mark.parametrize("room", ROOMS)
def test_public_functions_say_what_they_raise(room: str) -> None:
    """A function whose own body raises an error of ours names it in its docstring."""
    module = importlib.import_module(f"geo.{room}")
    for name in module.__all__:
        value = getattr(module, name)
        if not inspect.isfunction(value):
            continue
        for line in inspect.getsource(value).splitlines():
            stripped = line.strip()
            if stripped.startswith("raise ") and "Error(" in stripped:
                error = stripped.removeprefix("raise ").split("(")[0].split(".")[-1]
                assert error in (inspect.getdoc(value) or ""), f"geo.{room}.{name}: {error}"
