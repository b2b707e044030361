"""What events can be: PLOVER's types and contexts, and the quad classes, from the shipped tables.

See docs/ontology.md for the sources of the tables and for what each crosswalk loses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geo.lexicon import read_rows

__all__ = ["context_names", "quad_classes"]


@cache
def quad_classes() -> Mapping[str, int]:
    """Return the quad class of each of PLOVER's event types.

    1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.

    References
    ----------
    PLOVER, draft 0.7b1, the head of each category's section, and its field `quad_code`.

    Examples
    --------
    >>> quad_classes()["CONSULT"], quad_classes()["ASSAULT"]
    (1, 4)
    """
    return {row["event_type"]: int(row["quad_code"]) for row in read_rows("event_types")}


@cache
def context_names() -> frozenset[str]:
    """Return the contexts of PLOVER that an event can have.

    Examples
    --------
    >>> "cyber" in context_names()
    True
    """
    return frozenset(row["context"] for row in read_rows("event_contexts"))
