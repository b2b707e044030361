"""What the sign of an event says beside what kind of act it is: how sure it is."""

from __future__ import annotations

import numpy as np

from geo.looks import LOW_SCORE
from geo.maps.columns import Coded, Columns
from geo.model import Status

__all__ = ["styles_of"]

_STYLES = ("solid", "hollow", "dashed")


def styles_of(events: Columns) -> Coded:
    """Return how events are drawn: `solid`, `hollow` where unsure, `dashed` where not done."""
    status = events.coded("status")
    actual = [value == Status.ACTUAL for value in status.distinct]
    done = np.array([*actual, False])[status.of]
    unsure = np.less(events.numbers("score"), LOW_SCORE) | (events.counts("place_inferred") > 0)
    drawn = np.where(done, np.where(unsure, _STYLES.index("hollow"), 0), _STYLES.index("dashed"))
    return Coded(of=drawn.astype(np.int64), distinct=_STYLES)
