"""The OpenAPI description of the service: what pygeoapi writes, held to what is served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.server.layers import Layer
from geo.server.links import GEOJSON, JSON
from geo.server.provider import fields_of
from geo.server.queries import CRS84, DEFAULT_LIMIT, MOST_ITEMS

__all__ = ["describe_api"]

Document = dict[str, Any]

_RESPONSES = {
    "LandingPage": ("The document", JSON),
    "Collection": ("The collection", JSON),
    "Feature": ("The feature", GEOJSON),
    "Features": ("A page of features", GEOJSON),
    "InvalidParameter": ("A parameter that cannot be answered", JSON),
    "NotFound": ("There is no such thing", JSON),
    "ServerError": ("A fault of the service", JSON),
    "Queryables": ("What can be asked for", "application/schema+json"),
    "200": ("The document", JSON),
    "default": ("A fault", JSON),
}


def describe_api(written: Document, layers: Mapping[str, Layer]) -> Document:
    """Return an OpenAPI document whose every part is served, and which refers to none elsewhere.

    Parameters
    ----------
    written
        What pygeoapi wrote; it refers to schemas on the network, and lists what is not served.
    layers
        By the name of their table.
    """
    described = dict(written)
    paths = {
        path: {"get": _held(path, methods["get"], layers)}
        for path, methods in written["paths"].items()
        if _is_served(path, layers)
    }
    described["paths"] = paths
    described["tags"] = [tag for tag in written["tags"] if tag["name"] in {"server", *layers}]
    described["components"] = {
        "parameters": _parameters(),
        "responses": {
            name: {"description": said, "content": {kind: {"schema": {"type": "object"}}}}
            for name, (said, kind) in _RESPONSES.items()
        },
    }
    return described


def _is_served(path: str, layers: Mapping[str, Layer]) -> bool:
    if path in {"/", "/openapi", "/conformance", "/collections"}:
        return True
    parts = path.split("/")
    return parts[1] == "collections" and parts[2] in layers


def _held(path: str, method: Document, layers: Mapping[str, Layer]) -> Document:
    """Return a method with the parameters that it takes, and answers that are defined here."""
    names = ["f"]
    columns: list[Document] = []
    if path.endswith("/items"):
        layer = layers[path.split("/")[2]]
        names += ["bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "skipGeometry"]
        columns = [_of_names(layer), *_of_columns(layer)]
    elif path.endswith("/items/{featureId}"):
        names += ["featureId", "crs"]
    refer = [{"$ref": f"#/components/parameters/{name}"} for name in names]
    return method | {
        "parameters": [*refer, *columns],
        "responses": {
            status: {"$ref": f"#/components/responses/{_name_of(path, status)}"}
            for status in method["responses"]
        },
    }


def _name_of(path: str, status: str) -> str:
    if status != "200":
        return {"400": "InvalidParameter", "404": "NotFound", "500": "ServerError"}.get(
            status, "default"
        )
    if path.endswith("/items"):
        return "Features"
    if path.endswith("/items/{featureId}"):
        return "Feature"
    return "Queryables" if path.endswith(("/schema", "/queryables")) else "200"


def _of_columns(layer: Layer) -> list[Document]:
    return [
        _parameter(name, said["description"], {k: v for k, v in said.items() if k in _SCHEMA})
        for name, said in fields_of(layer).items()
    ]


_SCHEMA = {"type", "format", "enum", "minimum", "maximum"}


def _of_names(layer: Layer) -> Document:
    names = {"type": "string", "enum": [column.name for column in layer.columns()]}
    return _parameter("properties", "The properties to return.", {"type": "array", "items": names})


def _parameter(name: str, said: str, schema: Document, *, place: str = "query") -> Document:
    parameter = {"name": name, "in": place, "description": said, "schema": schema}
    if place == "path":
        return parameter | {"required": True}
    return parameter | {"required": False, "style": "form", "explode": False}


def _parameters() -> Document:
    count = {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_LIMIT}
    system = {"type": "string", "format": "uri", "enum": [CRS84], "default": CRS84}
    box = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    parameters = [
        _parameter("f", "The form of the answer.", {"type": "string", "enum": ["json"]}),
        _parameter(
            "bbox",
            "Features whose geometry meets west,south,east,north; west is greater "
            "than east across the antimeridian.",
            box,
        ),
        _parameter("bbox-crs", "The reference system of bbox.", system),
        _parameter("crs", "The reference system of the answer.", system),
        _parameter(
            "datetime",
            "Features one of whose days may lie in a day, a moment or an "
            "interval such as 2016-08-01/..",
            {"type": "string"},
        ),
        _parameter("limit", "How many features a page has at most.", count),
        _parameter(
            "offset",
            "How many features to pass over.",
            {"type": "integer", "minimum": 0, "default": 0},
        ),
        _parameter(
            "skipGeometry",
            "Whether to leave geometries out.",
            {"type": "boolean", "default": False},
        ),
        _parameter(
            "featureId",
            "The key of a row; parts of a compound key stand with / between.",
            {"type": "string"},
            place="path",
        ),
    ]
    return {parameter["name"]: parameter for parameter in parameters}
