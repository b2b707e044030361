"""Write a file whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import OutputError

__all__ = ["check_writable", "replacing"]


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `path` once all is written.

    The new file is made in a folder of its own beside the old one, so that programs may put
    their working files there, and an interrupted run leaves the old file or none.

    Parameters
    ----------
    path
        The file to be made or replaced; a symbolic link is followed.

    Yields
    ------
    A path of the same file name.

    Raises
    ------
    OutputError
        If the file cannot be written; the message names it and says what to do.
    """
    target = Path(path).resolve()
    _check(target, given=path)
    folder = None
    try:
        folder = _folder_beside(target)
        scratch = folder / target.name
        yield scratch
        with scratch.open("rb") as file:
            os.fsync(file.fileno())
        scratch.replace(target)
    except OutputError:
        raise
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def check_writable(path: str | Path) -> None:
    """Refuse a path that could not be written, before the work for it is done.

    Raises
    ------
    OutputError
        As `replacing` does.
    """
    target = Path(path).resolve()
    _check(target, given=path)
    try:
        _folder_beside(target).rmdir()
    except OSError as error:
        raise _refusal(path, error) from error


def _folder_beside(target: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=".geo-", dir=target.parent))


def _refusal(path: str | Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"{path}: cannot be written ({reason}); check the folder, its permissions and its space"
    )


def _check(target: Path, *, given: str | Path) -> None:
    """Refuse a path at which no file can stand."""
    try:
        if target.is_dir():
            raise OutputError(f"{given}: is a folder; give the name of a file in it")
        if target.exists() and not target.is_file():
            raise OutputError(f"{given}: is no regular file; give another name")
        if not target.parent.is_dir():
            raise OutputError(f"{given}: its folder does not exist; create {target.parent.name!r}")
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{given}: cannot be written ({error.strerror})") from error
