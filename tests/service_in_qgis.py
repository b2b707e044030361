"""Runs in the Python of QGIS: opens collections of a service with its OGC API Features client.

Called with the address of the service and questions as JSON: for each name, a collection and, as
is wanted, a `subset` expression, a `box` (west, south, east, north) and an `expression` to filter
by. Writes one line of JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)


def main(url: str, questions: str) -> None:
    application = QgsApplication([], False)  # noqa: FBT003 - has no names for them
    application.initQgis()
    warnings: list[str] = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: warnings.append(f"{tag}: {text}") if level else None
    )
    told = {name: ask(url, question) for name, question in json.loads(questions).items()}
    sys.stdout.write(json.dumps({"answers": told, "warnings": warnings}) + "\n")
    application.exitQgis()


def ask(url: str, question: dict[str, Any]) -> dict[str, Any]:
    source = QgsDataSourceUri()
    source.setParam("url", url)
    source.setParam("typename", question["collection"])
    layer = QgsVectorLayer(source.uri(False), question["collection"], "OAPIF")  # noqa: FBT003
    if not layer.isValid():
        return {"valid": False, "error": layer.error().message()}
    request = QgsFeatureRequest()
    if "subset" in question and not layer.setSubsetString(question["subset"]):
        return {"valid": False, "error": "the subset was refused"}
    if "box" in question:
        request.setFilterRect(QgsRectangle(*question["box"]))
    if "expression" in question:
        request.setFilterExpression(question["expression"])
    features = list(layer.getFeatures(request))
    extent = layer.extent()
    return {
        "valid": True,
        "kind": QgsWkbTypes.displayString(layer.wkbType()),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "found": sorted(feature[question["key"]] for feature in features),
        "located": sum(feature.hasGeometry() for feature in features),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
