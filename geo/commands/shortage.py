"""Want of memory, which libraries tell in many ways."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator

__all__ = ["is_limited", "is_shortage"]

# What loaders and libraries say that raise errors of other kinds for it.
_WORDS = re.compile(r"\bmemory\b|failed to map segment|can't start new thread", re.IGNORECASE)

# Under a limit of so much (`ulimit -v`) libraries and the language model do not load, and each
# fails in its own way: the projections of maps are not found, a module lacks a part.
_LEAST_BYTES = 1_600_000_000


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
    try:
        import resource
    except ImportError:
        return False
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return limit not in {resource.RLIM_INFINITY, -1} and limit < _LEAST_BYTES


def _is_refusal(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno == errno.ENOMEM


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
