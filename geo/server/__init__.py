"""Publish an atlas by OGC API Features: JSON, read-only, from memory."""

from __future__ import annotations

from geo.server.running import Server, check_server, open_server

__all__ = ["Server", "check_server", "open_server"]
