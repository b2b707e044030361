"""How a layer of QGIS looks and behaves: its renderer, labels, time, and what is told of a row."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from geo.exports.qgis.elements import add, column, literal, millimetres, rgba
from geo.exports.qgis.rules import Rule
from geo.exports.qgis.symbols import Symbol, count, middle
from geo.looks import colour

__all__ = ["Label", "Style", "fill_style", "key_of"]

# Made ids must be the same on every run; the namespace is one of our own.
_NAMESPACE = uuid.UUID("8f3f9d63-6f0e-5c8e-9a62-7f5d0b1c2a11")

# What lies no further apart is drawn as one place.
_TOLERANCE_MM = "0.5"

# An undated event is seen at all times: QGIS has no null in expressions of time.
_EVER = ("0001-01-01", "9999-12-31")

# `QgsVectorLayerTemporalProperties::ModeFeatureDateTimeStartAndEndFromExpressions`.
_BY_EXPRESSIONS = "4"

# `QgsPalLayerSettings::OverPoint`: one position, so that what lies at one place is named once.
_AT_POINT = "1"
# `QgsPalLayerSettings::QuadrantOver` and `QuadrantBelow`.
_OVER, _BELOW = "4", "7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is written beside features, seen at scales from 1 to `largest` downwards.

    Parameters
    ----------
    expression
        The text.
    largest
        Denominator of the smallest scale at which it is written.
    smallest
        Denominator of the largest scale, or 0.
    """

    expression: str
    largest: int
    smallest: int = 0
    size_pt: float = 8.0
    bold: bool = False
    quiet: bool = False
    below_px: float = 0.0
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Style:
    """How a layer looks and behaves.

    Parameters
    ----------
    rules
        Its symbols.
    arrangement
        What becomes of points at one place: `none`, `around` for a ring of them, `counted` for
        a dot with their number.
    labels
        What is written beside its features.
    timed
        Whether its rows have a first and a last day.
    title
        Expression for the name of a row.
    tip
        HTML with expressions in `[% %]`, shown where the pointer rests.
    opacity
        Of the layer as a whole.
    """

    rules: tuple[Rule, ...] = ()
    arrangement: str = "none"
    labels: tuple[Label, ...] = ()
    timed: bool = False
    title: str = ""
    tip: str = ""
    opacity: float = 1.0


def key_of(*parts: object) -> str:
    """Return an id in the form of QGIS; equal parts give an equal one."""
    return "{" + str(uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, parts)))) + "}"


def fill_style(parent: ET.Element, style: Style, *, name: str) -> None:
    """Add to the element of a layer, or of a style, how the layer looks and behaves.

    Parameters
    ----------
    name
        Of the layer, for the ids of its rules.
    """
    if style.timed:
        _add_time(parent)
    if style.rules:
        _add_renderer(parent, style, name)
        _add_labels(parent, style.labels, name)
        add(parent, "blendMode", "0")
        add(parent, "featureBlendMode", "0")
        add(parent, "layerOpacity", f"{style.opacity:g}")
    add(parent, "previewExpression", style.title)
    add(parent, "mapTip", style.tip)


def _add_time(parent: ET.Element) -> None:
    """Add the time of rows: from the first day's first instant to the last day's last.

    A last day is a date, its midnight is its beginning: given as the end, a window that opens on
    that day would leave the row out.
    """
    start, end = (column(name) for name in ("date_start", "date_end"))
    first = f"coalesce(to_datetime(coalesce({start}, {end})), to_datetime({literal(_EVER[0])}))"
    last = (
        f"coalesce(to_datetime({end}) + to_interval('86399 seconds'), "
        f"to_datetime({literal(_EVER[1])}))"
    )
    temporal = add(
        parent,
        "temporal",
        enabled="1",
        mode=_BY_EXPRESSIONS,
        startField="date_start",
        endField="date_end",
        startExpression=first,
        endExpression=last,
        durationField="",
        durationUnit="d",
        fixedDuration="0",
        accumulate="0",
        limitMode="0",
    )
    fixed = add(temporal, "fixedRange")
    add(fixed, "start", "")
    add(fixed, "end", "")


def _add_renderer(parent: ET.Element, style: Style, name: str) -> None:
    if style.arrangement == "around":
        parent = _renderer(
            parent,
            "pointDisplacement",
            placement="1",  # `QgsPointDisplacementRenderer::ConcentricRings`
            circleWidth="0.2",
            circleColor=rgba(colour("--rim")),
            circleRadiusAddition="0",
            maxLabelScaleDenominator="0",
            labelAttributeName="",
            labelDistanceFactor="0.5",
            labelColor=rgba(colour("--ink")),
            tolerance=_TOLERANCE_MM,
            toleranceUnit="MM",
        )
        _add_centre(parent, middle())
    elif style.arrangement == "counted":
        parent = _renderer(parent, "pointCluster", tolerance="8", toleranceUnit="MM")
        _add_centre(parent, count())
    renderer = _renderer(parent, "RuleRenderer")
    symbols = ET.Element("symbols")
    _add_rules(add(renderer, "rules", key=key_of(name)), style.rules, symbols, (name,))
    renderer.append(symbols)


def _add_centre(renderer: ET.Element, symbol: Symbol) -> None:
    symbol.set("name", "centerSymbol")
    renderer.append(symbol)


def _renderer(parent: ET.Element, kind: str, **options: str) -> ET.Element:
    return add(
        parent,
        "renderer-v2",
        type=kind,
        symbollevels="0",
        forceraster="0",
        enableorderby="0",
        referencescale="-1",
        **options,
    )


def _add_rules(
    parent: ET.Element, rules: Sequence[Rule], symbols: ET.Element, path: tuple[str, ...]
) -> None:
    for rule in rules:
        known = (*path, rule.label)
        told = add(parent, "rule", key=key_of(*known), label=rule.label)
        if rule.filter:
            told.set("filter", rule.filter)
        if rule.symbol is not None:
            told.set("symbol", str(len(symbols)))
            rule.symbol.set("name", str(len(symbols)))
            symbols.append(rule.symbol)
        _add_rules(told, rule.rules, symbols, known)


def _add_labels(parent: ET.Element, labels: Sequence[Label], name: str) -> None:
    if not labels:
        return
    labeling = add(parent, "labeling", type="rule-based")
    rules = add(labeling, "rules", key=key_of(name, "labels"))
    for label in labels:
        rule = add(rules, "rule", key=key_of(name, "label", label.expression))
        rule.set("scalemaxdenom", str(label.largest))
        rule.set("scalemindenom", str(label.smallest))
        if label.only:
            rule.set("filter", label.only)
        _add_label(add(rule, "settings", calloutType="simple"), label)


def _add_label(settings: ET.Element, label: Label) -> None:
    text = add(
        settings,
        "text-style",
        fieldName=label.expression,
        isExpression="1",
        fontFamily="Open Sans",
        namedStyle="Semibold" if label.bold else "Regular",
        fontWeight="63" if label.bold else "50",
        fontSize=f"{label.size_pt:g}",
        fontSizeUnit="Point",
        textColor=rgba(colour("--quiet" if label.quiet else "--ink")),
        textOpacity="1",
        multilineHeight="1",
        blendMode="0",
        textOrientation="horizontal",
        capitalization="0",
        allowHtml="0",
        useSubstitutions="0",
    )
    families = add(text, "families")
    for family in ("Open Sans", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Arial"):
        add(families, "family", name=family)
    add(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.7",
        bufferSizeUnits="MM",
        bufferColor=rgba(colour("--paper")),
        bufferOpacity="0.85",
        bufferNoFill="1",
        bufferJoinStyle="128",
        bufferBlendMode="0",
    )
    add(settings, "text-format", multilineAlign="3", wrapChar="", autoWrapLength="0")
    add(
        settings,
        "placement",
        placement=_AT_POINT,
        quadOffset=_BELOW if label.below_px else _OVER,
        offsetType="0",
        yOffset=millimetres(label.below_px) if label.below_px else "0",
        xOffset="0",
        offsetUnits="MM",
        centroidInside="1",
        centroidWhole="0",
        fitInPolygonOnly="0",
        priority="7" if label.bold else "4",
        rotationAngle="0",
        dist="0",
        distUnits="MM",
    )
    add(settings, "rendering", obstacle="0", displayAll="0", drawLabels="1", scaleVisibility="0",
        fontLimitPixelSize="0", limitNumLabels="0", minFeatureSize="0", upsidedownLabels="0",
        labelPerPart="0", obstacleFactor="1", obstacleType="1", zIndex="0")  # fmt: skip
