"""Which scripts and styles a map holds, in their order."""

from __future__ import annotations

__all__ = ["SCRIPTS", "STYLES"]

# Later scripts use earlier ones.
SCRIPTS = (
    "dom.js",
    "ground.js",
    "marks.js",
    "quotes.js",
    "popups.js",
    "columns.js",
    "reading.js",
    "events.js",
    "search.js",
    "filters.js",
    "spots.js",
    "overview.js",
    "areas.js",
    "places.js",
    "actions.js",
    "evidence.js",
    "lines.js",
    "arcs.js",
    "movements.js",
    "timeline.js",
    "control.js",
    "actors.js",
    "network.js",
    "layers.js",
    "panel.js",
    "address.js",
    "access.js",
    "paper.js",
    "map.js",
)
STYLES = ("map.css",)
