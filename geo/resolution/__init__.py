"""Resolve toponyms to entries of the gazetteer, from the context of their document."""

from __future__ import annotations

from geo.resolution.resolver import Resolver

__all__ = ["Resolver"]
