"""Links between the documents of the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

__all__ = ["GEOJSON", "JSON", "SCHEMA", "item_links", "own_links", "page_links"]

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"

# Relations that pygeoapi names and this service does not have.
_UNSERVED = (
    "http://www.opengis.net/def/rel/ogc/1.0/processes",
    "http://www.opengis.net/def/rel/ogc/1.0/job-list",
    "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
    "about",
    "service-doc",
)
_UNSERVED_KINDS = ("application/ld+json", "text/html")

Link = dict[str, str]


def own_links(links: Iterable[Link], url: str) -> list[Link]:
    """Return those links of pygeoapi that this service answers, and the licence.

    Parameters
    ----------
    links
        As pygeoapi made them.
    url
        Where the document is, for its link to itself; empty to leave that as it is.
    """
    kept = [
        link
        for link in links
        if link["rel"] == "license"
        or (link["rel"] not in _UNSERVED and link["type"] not in _UNSERVED_KINDS)
    ]
    return [link | {"href": url} if url and link["rel"] == "self" else link for link in kept]


def page_links(
    url: str, name: str, arguments: Mapping[str, str], page: Mapping[str, Any]
) -> list[Link]:
    """Return the links of a page of features: itself, the next, the one before, its collection.

    Parameters
    ----------
    url
        Of the service.
    name
        Of the collection.
    arguments
        The query; its `limit` and `offset` are numbers.
    page
        The page; fewer features than `limit` may be on it though more follow.
    """
    offset, limit = int(arguments["offset"]), int(arguments["limit"])

    def at(start: int, count: int = limit) -> str:
        asked = dict(arguments) | {"limit": str(count), "offset": str(start)}
        return f"{url}/collections/{name}/items?{urlencode(asked, quote_via=quote, safe=',:/')}"

    links = [_link("self", GEOJSON, at(offset), "This page")]
    after = offset + int(page["numberReturned"])
    if after < int(page["numberMatched"]):
        links.append(_link("next", GEOJSON, at(after), "The next page"))
    if offset > 0:
        start = max(0, min(offset, int(page["numberMatched"])) - limit)
        links.append(_link("prev", GEOJSON, at(start), "The page before"))
    return [*links, _link("collection", JSON, f"{url}/collections/{name}", "Its collection")]


def item_links(url: str, name: str, key: str) -> list[Link]:
    """Return the links of a feature: itself and its collection."""
    collection = f"{url}/collections/{name}"
    return [
        _link("self", GEOJSON, f"{collection}/items/{quote(key, safe='')}", "This feature"),
        _link("collection", JSON, collection, "Its collection"),
    ]


def _link(relation: str, kind: str, href: str, title: str) -> Link:
    return {"rel": relation, "type": kind, "title": title, "href": href}
