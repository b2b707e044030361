"""Write a file, or a folder, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import OutputError

__all__ = ["CREDITS_SUFFIX", "MOST_TIMES", "check_writable", "replacing", "replacing_folder"]

CREDITS_SUFFIX = ".credits.txt"
"""End of the name of a file that credits the data of the file beside it."""

# Prose and sheets are a third to a tenth of their size when they are compressed, a text copied
# over and over a hundredth; what is smaller still expands without end.
MOST_TIMES = 250
"""How many times its size a file may expand to."""


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


@contextmanager
def replacing_folder(path: str | Path, *, known: Collection[str]) -> Iterator[Path]:
    """Give a folder to write to, which takes the place of `path` once all is written.

    Parameters
    ----------
    path
        The folder to be made or replaced.
    known
        Names of the files that such a folder may hold; one that holds others is not replaced.

    Yields
    ------
    An empty folder beside it.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds other things.
    """
    target = Path(path).resolve()
    _check_folder(target, given=path, known=known)
    folder = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = _folder_beside(target)
        scratch = folder / "new"
        scratch.mkdir()
        yield scratch
        for file in scratch.iterdir():
            with file.open("rb") as written:
                os.fsync(written.fileno())
        if target.exists():
            target.replace(folder / "old")
        scratch.replace(target)
    except OutputError:
        raise
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _check_folder(target: Path, *, given: str | Path, known: Collection[str]) -> None:
    try:
        if target.exists() and not target.is_dir():
            raise OutputError(f"{given}: is a file; give the name of a folder")
        held = {one.name for one in target.iterdir()} if target.exists() else set()
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise _refusal(given, error) from error
    if others := sorted(held - set(known)):
        raise OutputError(f"{given}: holds other things ({others[0]!r}); give an empty folder")


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
