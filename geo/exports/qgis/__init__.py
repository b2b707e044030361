"""A project and styles for QGIS, made for each atlas."""

from __future__ import annotations

from geo.exports.qgis.layers import style_of_land, style_of_table
from geo.exports.qgis.project import project_of, qml_of

__all__ = ["project_of", "qml_of", "style_of_land", "style_of_table"]
