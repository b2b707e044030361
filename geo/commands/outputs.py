"""Where commands write to: a page for readers, or a table."""

from __future__ import annotations

from pathlib import Path

__all__ = ["check_page_or_table", "is_page"]

_PAGES = frozenset({".html", ".htm"})


def is_page(path: Path) -> bool:
    """Return whether a file is a page by its name."""
    return path.suffix.lower() in _PAGES


def check_page_or_table(path: Path) -> None:
    """Refuse a page, or a table that was worked out, that could not be written.

    Raises
    ------
    SettingsError
        If its suffix is not known.
    OutputError
        If no file can stand there.
    """
    from geo.exports.derived import check_derived
    from geo.files import check_writable

    if is_page(path):
        check_writable(path)
    else:
        check_derived(path)
