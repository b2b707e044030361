"""What pairs make one thing: whatever is one with the same is one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["chain"]


def chain(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each name in pairs the first, by the alphabet, of all that are one with it.

    Examples
    --------
    >>> chain([("b", "c"), ("a", "c"), ("x", "y")])
    {'b': 'a', 'c': 'a', 'a': 'a', 'x': 'x', 'y': 'x'}
    """
    found: dict[str, str] = {}

    def first_of(one: str) -> str:
        while found.setdefault(one, one) != one:
            one = found[one]
        return one

    for pair in pairs:
        low, high = sorted(map(first_of, pair))
        found[high] = low
    return {one: first_of(one) for one in found}
