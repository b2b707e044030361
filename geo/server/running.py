"""The server: its socket, and its running until it is ended."""

from __future__ import annotations

import ipaddress
import logging
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from geo.atlas import Atlas
from geo.errors import MissingComponentError, OutputError, SettingsError

__all__ = ["Server", "check_server", "open_server"]

_LIBRARIES = ("pygeoapi", "waitress")
_MOST_PORT = 65_535
_THREADS = 4
_MOST_CONNECTIONS = 100
_MOST_SECONDS = 60
_MOST_HEADER_BYTES = 32_768
_MOST_BODY_BYTES = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that holds its port; it answers once it runs.

    Parameters
    ----------
    socket
        Bound, not yet listening.
    url
        The address that clients use.
    is_local
        Whether only this machine can reach it.
    """

    socket: socket.socket
    url: str
    is_local: bool

    def publish(self, atlas: Atlas) -> Any:
        """Return the running part, which answers with what an atlas holds.

        Its method `run` returns when it is interrupted; `close` frees the port.
        """
        import waitress  # noqa: PLC0415 - of the extra

        from geo.server.application import Application  # noqa: PLC0415
        from geo.server.service import make_service  # noqa: PLC0415

        # What it logs of wrong requests are their own words, which are told to who asked.
        logging.getLogger("pygeoapi").setLevel(logging.CRITICAL + 1)
        application = Application(make_service(atlas, url=self.url), hosts=self._hosts())
        return waitress.create_server(
            application,
            sockets=[self.socket],
            threads=_THREADS,
            connection_limit=_MOST_CONNECTIONS,
            channel_timeout=_MOST_SECONDS,
            max_request_header_size=_MOST_HEADER_BYTES,
            max_request_body_size=_MOST_BODY_BYTES,
            ident=None,
        )

    def close(self) -> None:
        """Free the port."""
        self.socket.close()

    def _hosts(self) -> frozenset[str] | None:
        if not self.is_local:
            return None
        named = urlsplit(self.url).hostname or ""
        bound = str(self.socket.getsockname()[0])
        return frozenset({"localhost", "127.0.0.1", "::1", bound, named})


def check_server() -> None:
    """Check that the libraries are installed.

    Raises
    ------
    MissingComponentError
        If one is not.
    """
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise MissingComponentError(
            f"{' and '.join(missing)} not installed; pip install 'conflict-geo[server]'"
        )


def open_server(host: str, port: int, *, url: str | None = None) -> Server:
    """Take a port of this machine.

    Parameters
    ----------
    host
        The address to listen on.
    port
        The port; 0 for any that is free.
    url
        The address that clients use, where it is another; links are made from it.

    Raises
    ------
    SettingsError
        If the port or the URL is none, or if it is not known how clients call the host.
    OutputError
        If the port cannot be had.
    """
    if not 0 <= port <= _MOST_PORT:
        raise SettingsError(f"--port is {port}, expected a number from 0 to {_MOST_PORT}")
    if url is not None:
        url = _checked(url)
    bound = _bind(host, port)
    name, taken = bound.getsockname()[:2]
    address = ipaddress.ip_address(name)
    if address.is_unspecified and url is None:
        bound.close()
        raise SettingsError(
            f"--host {host} has no name; give --url, the address that clients use, such as "
            "http://192.0.2.7:5000, since links are made from it"
        )
    shown = f"[{name}]" if address.version == 6 else name  # noqa: PLR2004 - IPv6
    return Server(socket=bound, url=url or f"http://{shown}:{taken}", is_local=address.is_loopback)


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"--url is {url!r}, expected an address such as http://192.0.2.7:5000")
    return url.rstrip("/")


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"--host {host!r} is no address of this machine ({error})") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
    except OSError as error:
        bound.close()
        raise OutputError(
            f"cannot listen on {host}, port {port} ({error.strerror}); give another --port or "
            "--host"
        ) from error
    return bound
