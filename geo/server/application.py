"""The WSGI application: which requests are let in, and where they go."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from geo.server.links import JSON
from geo.server.queries import (
    QueryError,
    check_collection_query,
    check_item_query,
    check_plain_query,
    read_arguments,
)
from geo.server.service import Answer, Service

__all__ = ["Application"]

_LOG = logging.getLogger(__name__)

_METHODS = ("GET", "HEAD")
_MOST_QUERY = 8_192
"""Characters of a path or of a query string."""

# Nothing of it is a page; whoever opens it in a browser loads nothing from elsewhere.
_HEADERS = (
    ("Cache-Control", "no-cache"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)

Environment = dict[str, Any]


class _Refusal(Exception):  # noqa: N818 - it is no error of the program
    """A request that is not let in."""

    def __init__(self, status: HTTPStatus, said: str) -> None:
        super().__init__(said)
        self.status = status


class Application:
    """Answers requests with the documents and features of a service.

    Parameters
    ----------
    service
        What is published.
    hosts
        Names by which clients may call this machine; `None` for any. Pages of others can make
        a browser ask a service on its own machine, under a name of theirs ("DNS rebinding").
    """

    def __init__(self, service: Service, *, hosts: frozenset[str] | None) -> None:
        self._service = service
        self._hosts = hosts

    def __call__(
        self, environment: Environment, start: Callable[[str, list[tuple[str, str]]], Any]
    ) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        try:
            answer = self._answer(environment)
        except QueryError as error:
            answer = _refuse(HTTPStatus.BAD_REQUEST, str(error))
        except _Refusal as error:
            answer = _refuse(error.status, str(error))
        except Exception:  # noqa: BLE001 - whatever it was, who asks is told no more
            _LOG.exception("a request failed")
            answer = _refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "the service failed")
        headers = [
            ("Content-Type", answer.kind),
            ("Content-Length", str(len(answer.body))),
            *_HEADERS,
        ]
        status = HTTPStatus(answer.status)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", ", ".join(_METHODS)))
        start(f"{status.value} {status.phrase}", headers)
        return [] if environment["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _answer(self, environment: Environment) -> Answer:
        self._let_in(environment)
        path = _path(environment)
        arguments = read_arguments(environment.get("QUERY_STRING", ""))
        document = self._service.documents.get(path)
        if document is not None:
            check_plain_query(arguments)
            return document
        root, _, rest = path.removeprefix("/").partition("/")
        name, _, rest = rest.partition("/")
        items, slash, key = rest.partition("/")
        layer = self._service.layers.get(name)
        if root != "collections" or items != "items" or layer is None:
            raise _Refusal(HTTPStatus.NOT_FOUND, "nothing is here; see /collections")
        if slash and key:
            check_item_query(arguments)
            return self._service.item(name, key)
        return self._service.items(name, check_collection_query(arguments, layer.table))

    def _let_in(self, environment: Environment) -> None:
        if environment["REQUEST_METHOD"] not in _METHODS:
            raise _Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "the service is read-only: use GET")
        host = environment.get("HTTP_HOST", "")
        if host and self._hosts is not None and _name(host) not in self._hosts:
            raise _Refusal(
                HTTPStatus.MISDIRECTED_REQUEST, "the service is not known by this host name"
            )
        for part in ("PATH_INFO", "QUERY_STRING"):
            if len(environment.get(part, "")) > _MOST_QUERY:
                raise _Refusal(
                    HTTPStatus.REQUEST_URI_TOO_LONG,
                    f"the address is longer than {_MOST_QUERY} characters",
                )


def _path(environment: Environment) -> str:
    try:
        path = str(environment.get("PATH_INFO", "")).encode("latin-1").decode()
    except UnicodeError as error:
        raise QueryError("the path is no UTF-8") from error
    is_item = "/items/" in path
    return path if is_item else path.rstrip("/") or "/"


def _name(host: str) -> str:
    """Return the name of a host without its port."""
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[")
    return host.partition(":")[0].lower()


def _refuse(status: HTTPStatus, said: str) -> Answer:
    code = "NotFound" if status == HTTPStatus.NOT_FOUND else "InvalidParameterValue"
    if status not in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}:
        code = "NoApplicableCode"
    body = json.dumps({"code": code, "type": code, "description": said})
    return Answer(status, JSON, body.encode())
