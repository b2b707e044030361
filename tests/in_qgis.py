"""Runs in the Python of QGIS: opens the project in a GeoPackage, tells what is there, draws it.

Called with the GeoPackage, the picture to draw and windows of time as JSON: their first day and
the day after their last, by name. Writes one line of JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsLayerTreeModel,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime


def main(path: str, picture: str, windows: str) -> None:
    application = QgsApplication([], False)  # noqa: FBT003 - has no names for them
    application.initQgis()
    warnings: list[str] = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: warnings.append(f"{tag}: {text}") if level else None
    )
    project = QgsProject.instance()
    opened = project.read(f"geopackage:{path}?projectName=map")
    told = {
        "opened": opened,
        "crs": project.crs().authid(),
        "abstract": project.metadata().abstract(),
        "period": [
            moment.toString(Qt.ISODate)
            for moment in (
                project.timeSettings().temporalRange().begin(),
                project.timeSettings().temporalRange().end(),
            )
        ],
        "layers": {
            layer.name(): tell(layer, json.loads(windows)) for layer in project.mapLayers().values()
        },
        "order": [layer.name() for layer in shown(project)],
        "relations": relations(project),
        "unstyled": unstyled(path),
        "colours": draw(project, picture),
        "warnings": warnings,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    application.exitQgis()


def shown(project: Any) -> list[Any]:
    root = project.layerTreeRoot()
    return [layer for layer in root.layerOrder() if root.findLayer(layer.id()).isVisible()]


def tell(layer: Any, windows: dict[str, list[str]]) -> dict[str, Any]:
    told = {
        "valid": layer.isValid(),
        "kind": QgsWkbTypes.displayString(layer.wkbType()),
        "count": layer.featureCount(),
        "fields": [field.name() for field in layer.fields()],
        "active": layer.temporalProperties().isActive(),
    }
    if layer.renderer() is not None:
        renderer = layer.renderer()
        told["renderer"] = renderer.type()
        rules = renderer.embeddedRenderer() or renderer
        told["rules"] = [tell_rule(rule) for rule in rules.rootRule().children()]
        told["labels"] = (
            [
                [rule.settings().fieldName, rule.minimumScale(), rule.maximumScale()]
                for rule in layer.labeling().rootRule().children()
            ]
            if layer.labelsEnabled()
            else []
        )
        told["windows"] = {name: within(layer, *days) for name, days in windows.items()}
        told["legend"] = legend(layer)
    return told


def tell_rule(rule: Any) -> dict[str, Any]:
    symbol = rule.symbol()
    return {
        "label": rule.label(),
        "filter": rule.filterExpression(),
        "wrong": rule.filter().parserErrorString() if rule.filter() else "",
        "colours": [part.color().name() for part in symbol.symbolLayers()] if symbol else [],
        "strokes": [
            [part.strokeColor().name(), int(part.strokeStyle())]
            for part in (symbol.symbolLayers() if symbol else [])
            if part.layerType() == "SimpleMarker"
        ],
        "kinds": [part.layerType() for part in symbol.symbolLayers()] if symbol else [],
        "rules": [tell_rule(one) for one in rule.children()],
    }


def legend(layer: Any) -> list[str]:
    """Return what the legend says of a layer; its nodes live as long as their model."""
    root = QgsProject.instance().layerTreeRoot()
    model = QgsLayerTreeModel(root)
    nodes = model.layerOriginalLegendNodes(root.findLayer(layer.id()))
    return [node.data(Qt.DisplayRole) for node in nodes]


def moment(day: str) -> Any:
    return QDateTime(QDate.fromString(day, Qt.ISODate), QTime(0, 0), Qt.UTC)


def within(layer: Any, first: str, last: str) -> int | None:
    """Return how many features are seen in a window, its last instant left out."""
    if not layer.temporalProperties().isActive():
        return None
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    span = QgsDateTimeRange(moment(first), moment(last), True, False)  # noqa: FBT003
    wanted = layer.temporalProperties().createFilterString(context, span)
    return len(list(layer.getFeatures(QgsFeatureRequest().setFilterExpression(wanted))))


def relations(project: Any) -> list[dict[str, Any]]:
    return [
        {
            "valid": one.isValid(),
            "from": one.referencingLayer().name(),
            "to": one.referencedLayer().name(),
            "fields": dict(one.fieldPairs()),
            "related": sum(
                len(list(one.getRelatedFeatures(row)))
                for row in one.referencedLayer().getFeatures()
            ),
        }
        for one in project.relationManager().relations().values()
    ]


def unstyled(path: str) -> dict[str, Any]:
    """Return how tables look that are opened without the project."""
    told = {}
    for table in ("events", "places", "land"):
        for kind in ("Point", "Polygon"):
            layer = QgsVectorLayer(f"{path}|layername={table}|geometrytype={kind}", table, "ogr")
            told[f"{table} {kind}"] = layer.renderer().type() if layer.renderer() else None
    return told


def draw(project: Any, picture: str) -> list[str]:
    """Draw what the project shows at first; return the colours of the picture."""
    settings = QgsMapSettings()
    settings.setDestinationCrs(project.crs())
    settings.setOutputSize(QSize(900, 700))
    settings.setOutputDpi(96)
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setBackgroundColor(project.backgroundColor())
    settings.setLayers(shown(project))
    context = settings.expressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.projectScope(project))
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    return sorted(
        {
            image.pixelColor(x, y).name()
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        }
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
