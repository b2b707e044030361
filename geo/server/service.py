"""pygeoapi over the layers of an atlas: its configuration, its answers, and what they say.

pygeoapi has more doors than this service: pages of HTML that load scripts from elsewhere,
JSON-LD, processes, tiles, editing. None is opened, and none is named in what is answered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from pygeoapi.api import (
    API,
    APIRequest,
    conformance,
    describe_collections,
    get_collection_schema,
    landing_page,
)
from pygeoapi.api.itemtypes import (
    get_collection_item,
    get_collection_items,
    get_collection_queryables,
)
from pygeoapi.openapi import get_oas

from geo.atlas import Atlas
from geo.exports.values import credit
from geo.schema import TABLES
from geo.server.descriptions import describe_api
from geo.server.layers import Layer, layers_of
from geo.server.links import GEOJSON, JSON, SCHEMA, item_links, own_links, page_links
from geo.server.provider import fields_of
from geo.server.queries import CRS84, DEFAULT_LIMIT, MOST_ITEMS

__all__ = ["Answer", "Service", "make_service"]

# Which lines of a run failed, and on which files: of no use to those who read the service.
_UNSERVED = {"rejected"}

_CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/core-roles-features",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
)

_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_TITLE = "Reported events of armed conflict"

Document = dict[str, Any]


class Answer(NamedTuple):
    """What is answered: status, media type and body."""

    status: int
    kind: str
    body: bytes


class _Request:
    """What pygeoapi wants to know of a request."""

    def __init__(self, arguments: Mapping[str, str]) -> None:
        self.args = dict(arguments)
        self.headers: dict[str, str] = {}
        self.path_info = ""


class Service:
    """The documents of a service, and its features on demand.

    Parameters
    ----------
    layers
        By the name of their table.
    url
        The address that clients use, without a slash at its end.
    credit
        Whom to credit, and under which licences.
    """

    def __init__(self, layers: Mapping[str, Layer], *, url: str, credit: str) -> None:
        self.layers = dict(layers)
        self.url = url
        self._credit = credit
        configuration = _configuration(self.layers, url=url, credit=credit)
        self._api = API(configuration, describe_api(get_oas(configuration), self.layers))
        self.documents = {
            path: Answer(HTTPStatus.OK, kind, _dump(document))
            for path, kind, document in self._documents()
        }

    def items(self, name: str, arguments: Mapping[str, str]) -> Answer:
        """Answer which features of a layer meet a query that was checked."""
        status, found = self._ask(get_collection_items, name, arguments=arguments)
        if status != HTTPStatus.OK:
            return Answer(status, JSON, _dump(found))
        found["links"] = page_links(self.url, name, arguments, found)
        return Answer(status, GEOJSON, _dump(found))

    def item(self, name: str, key: str) -> Answer:
        """Answer with the feature that has a key."""
        status, found = self._ask(get_collection_item, name, key)
        if status != HTTPStatus.OK:
            return Answer(status, JSON, _dump(found))
        found["links"] = item_links(self.url, name, key)
        return Answer(status, GEOJSON, _dump(found))

    def _ask(
        self, function: Callable[..., Any], *names: str, arguments: Mapping[str, str] | None = None
    ) -> tuple[int, Document]:
        request = APIRequest(_Request(arguments or {}), self._api.locales)
        _, status, body = function(self._api, request, *names)
        return int(status), json.loads(body)

    def _documents(self) -> Iterator[tuple[str, str, Document]]:
        """Yield each document that is the same at every request, with its path."""
        yield "/", JSON, self._landing()
        yield "/openapi", "application/vnd.oai.openapi+json;version=3.0", self._api.openapi
        yield "/conformance", JSON, self._conformance()
        _, collections = self._ask(describe_collections)
        for one in collections["collections"]:
            self._complete(one)
            path = f"/collections/{one['id']}"
            yield path, JSON, one | {"links": own_links(one["links"], self.url + path)}
            yield f"{path}/schema", SCHEMA, self._described(get_collection_schema, one["id"])
            yield (
                f"{path}/queryables",
                SCHEMA,
                self._described(get_collection_queryables, one["id"]),
            )
        collections["links"] = own_links(collections["links"], f"{self.url}/collections")
        yield "/collections", JSON, collections

    def _landing(self) -> Document:
        _, landing = self._ask(landing_page)
        landing["links"] = own_links(landing["links"], self.url)
        landing["attribution"] = self._credit
        return landing

    def _conformance(self) -> Document:
        _, said = self._ask(conformance)
        return {"conformsTo": [name for name in said["conformsTo"] if name in _CONFORMANCE]}

    def _complete(self, collection: Document) -> None:
        """Say what pygeoapi has no words for: whom to credit, and when it was."""
        layer = self.layers[collection["id"]]
        collection["attribution"] = self._credit
        collection["links"] = own_links(collection["links"], "")
        if layer.box() is None:
            del collection["extent"]["spatial"]
        interval = layer.interval()
        if interval is not None:
            collection["extent"]["temporal"] = {"interval": [interval]}
        if not collection["extent"]:
            del collection["extent"]

    def _described(self, function: Callable[..., Any], name: str) -> Document:
        _, schema = self._ask(function, name)
        properties = schema["properties"]
        for field, said in fields_of(self.layers[name]).items():
            properties[field] |= said
        if not self.layers[name].table.has_geometry:
            del properties["geometry"]
        return schema


def make_service(atlas: Atlas, *, url: str) -> Service:
    """Return the service of an atlas at an address."""
    layers = {
        layer.name: layer
        for name, frame in atlas.tables().items()
        if name not in _UNSERVED
        for layer in layers_of(frame, TABLES[name])
    }
    return Service(layers, url=url, credit=credit(atlas))


def _configuration(layers: Mapping[str, Layer], *, url: str, credit: str) -> Document:
    """Return what pygeoapi is told; `links` of its own to pages elsewhere are not among it."""
    return {
        "server": {
            "url": url,
            "languages": ["en-US"],
            "limits": {"default_items": DEFAULT_LIMIT, "max_items": MOST_ITEMS},
        },
        "logging": {"level": "CRITICAL"},
        "metadata": {
            "identification": {
                "title": _TITLE,
                "description": f"Tables of an atlas that geo made of reporting. {credit}",
                "keywords": ["armed conflict", "events"],
                "terms_of_service": credit,
                "url": url,
            },
            "license": {"name": credit, "url": _CC_BY},
            "provider": {"name": "geo", "url": url},
            "contact": {"name": "geo"},
        },
        "resources": {name: _resource(layer, credit=credit) for name, layer in layers.items()},
    }


def _resource(layer: Layer, *, credit: str) -> Document:
    key = layer.table.key
    licence = {"type": "text/html", "rel": "license", "title": credit, "href": _CC_BY}
    return {
        "type": "collection",
        "title": layer.name.replace("_", " ").capitalize(),
        "description": f"Each feature is {layer.about}. {credit}",
        "keywords": [layer.table.name],
        "links": [licence] if "CC BY 4.0" in credit else [],
        "extents": {"spatial": {"bbox": layer.box() or [-180, -90, 180, 90], "crs": CRS84}},
        "providers": [
            {
                "type": "feature",
                "name": "geo.server.provider.LayerProvider",
                "data": layer,
                "id_field": key[0] if len(key) == 1 else None,
                "time_field": layer.times[0] if layer.times else None,
                "crs": [CRS84],
                "storage_crs": CRS84,
            }
        ],
    }


def _dump(document: Document) -> bytes:
    # Half of a surrogate pair, which texts may hold, has no form in UTF-8.
    return json.dumps(document, ensure_ascii=False).encode(errors="replace")
