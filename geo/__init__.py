"""Reporting on armed conflict in, maps that can be checked out."""

from __future__ import annotations

import logging

from geo.version import __version__

__all__ = ["__version__"]

logging.getLogger(__name__).addHandler(logging.NullHandler())
