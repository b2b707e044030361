"""Want of memory, which libraries tell in many ways."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator

try:
    import resource
except ImportError:  # It is of Unix alone.
    resource = None  # type: ignore[assignment]

__all__ = ["is_limited", "is_shortage", "refuse_limit"]

# What loaders and libraries say that raise errors of other kinds for it.
_WORDS = re.compile(r"\bmemory\b|failed to map segment|can't start new thread", re.IGNORECASE)

# Under a limit of so much (`ulimit -v`) libraries and the language model do not load, and each
# fails in its own way: the projections of maps are not found, a module lacks a part.
_LEAST_BYTES = 1_600_000_000

# Under a limit of so much the language model cannot work: 1.26 GB were too little for a text of
# one sentence, 1.36 GB enough for two articles (`ulimit -v` and `geo extract`).
_MODEL_BYTES = 1_300_000_000


def is_shortage(error: BaseException) -> bool:
    """Return whether a failure comes of too little memory.

    Parameters
    ----------
    error
        What was raised.
    """
    chain = list(_chain(error))
    if any(isinstance(one, MemoryError) or _is_refusal(one) for one in chain):
        return True
    return isinstance(error, ImportError | ValueError | OSError) and any(
        _WORDS.search(str(one)) for one in chain
    )


def is_limited() -> bool:
    """Return whether this process may not have what the libraries and the model need."""
    limit_bytes = _limit_bytes()
    return limit_bytes is not None and limit_bytes < _LEAST_BYTES


def refuse_limit() -> None:
    """Refuse to load the language model where it may not have the memory that it needs.

    Its libraries end the whole process, with no error to catch, when they find that out
    themselves.

    Raises
    ------
    MemoryError
        If this process is limited to less.
    """
    limit_bytes = _limit_bytes()
    if limit_bytes is not None and limit_bytes < _MODEL_BYTES:
        raise MemoryError(
            f"the language model needs {_MODEL_BYTES / 1e6:,.0f} MB and this process may have "
            f"{limit_bytes / 1e6:,.0f} MB"
        )


def _limit_bytes() -> int | None:
    if resource is None:
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit in {resource.RLIM_INFINITY, -1} else limit


def _is_refusal(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno == errno.ENOMEM


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
