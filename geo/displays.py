"""How things show themselves in a notebook.

A thing knows nothing of the rooms above that can draw it: it asks here, and the package's front
(`geo/__init__.py`) says who answers. What answers is loaded when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["give", "show"]

_VIEWS: dict[str, Callable[[Any], str]] = {}


def give(name: str, view: Callable[[Any], str]) -> None:
    """Say how things of a class are shown.

    Parameters
    ----------
    name
        Of the class.
    view
        Takes the thing and returns HTML in which no text of it is markup.
    """
    _VIEWS[name] = view


def show(thing: object) -> str:
    """Return a thing as HTML.

    Raises
    ------
    LookupError
        If nobody said how things of its class are shown.
    """
    try:
        view = _VIEWS[type(thing).__name__]
    except KeyError:
        raise LookupError(f"nothing shows a {type(thing).__name__}") from None
    return view(thing)
