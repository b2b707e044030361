"""Fetch a source from an address that the user gives: in pieces, going on where it broke off."""

from __future__ import annotations

import http.client
import shutil
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from geo.errors import GazetteerError, OutputError
from geo.version import __version__

__all__ = ["download", "is_address"]

_TIMEOUT_S = 60
_PIECE_BYTES = 1 << 20
_PARTIAL = 206


def is_address(source: str) -> bool:
    """Return whether a source is to be fetched."""
    return source.lower().startswith(("https://", "http://"))


def download(address: str, folder: Path) -> Path:
    """Fetch a file into a folder; one that is there already is not fetched again.

    What came before a break is kept beside it as `NAME.part`, and the next call goes on from
    there, if the server's mark of the file is still the same.

    Parameters
    ----------
    address
        An http or https address that ends in a file name.
    folder
        It is made if need be.

    Raises
    ------
    GazetteerError
        If the address has no file name, or the server does not give the file whole.
    OutputError
        If the folder cannot be written.
    """
    name = Path(urllib.parse.unquote(urllib.parse.urlsplit(address).path)).name
    if not is_address(address) or not name:
        raise GazetteerError(f"{address}: no address of a file; expected https://.../NAME")
    target = folder / name
    if target.exists():
        return target
    part = folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(address, part, folder / f"{name}.mark")
        part.replace(target)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError) as error:
        raise GazetteerError(
            f"{address}: cannot be fetched ({error}); what came is kept, call again to go on"
        ) from error
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror or error})") from error
    return target


def _fetch(address: str, part: Path, mark: Path) -> None:
    done = part.stat().st_size if part.exists() and mark.exists() else 0
    headers = {"User-Agent": f"conflict-geo/{__version__}"}
    if done:
        headers |= {"Range": f"bytes={done}-", "If-Range": mark.read_text(encoding="utf-8")}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http(s) alone
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310
        continues = answer.status == _PARTIAL
        expected = answer.headers.get("Content-Length")
        # A weak mark does not promise the same bytes.
        stamp = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if stamp and not stamp.startswith("W/"):
            mark.write_text(stamp, encoding="utf-8")
        else:
            mark.unlink(missing_ok=True)
        with part.open("ab" if continues else "wb") as file:
            before = file.tell() if continues else 0
            shutil.copyfileobj(answer, file, _PIECE_BYTES)
            came = file.tell() - before
    if expected is not None and came != int(expected):
        raise http.client.IncompleteRead(b"", int(expected) - came)
    mark.unlink(missing_ok=True)
