"""What an evaluation says: figures with intervals, calibration, errors by class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "Bin",
    "Calibration",
    "CorpusResult",
    "ErrorClass",
    "Example",
    "Measure",
    "Misplaced",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure with its 95 % interval; counts, and figures of one document, have none.

    `value` is `None` where nothing was compared.
    """

    value: int | float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Predictions whose scores lie in [`low`, `high`), the last bin closed.

    `mean_score` and `share_right` are in [0, 1], `None` where the bin is empty.
    """

    low: float
    high: float
    count: int
    mean_score: float | None
    share_right: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Whether scores are the probabilities that they claim to be.

    `brier` is the mean square of score minus outcome; `expected_error` the expected calibration
    error: the mean distance of score and share right over the bins, each by its count.
    """

    about: str
    count: int
    brier: Measure
    expected_error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One error, in its sentence: `sentence[start:end]` is the surface."""

    document_id: str
    sentence: str
    start: int
    end: int
    wanted: str
    found: str
    error_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClass:
    """Errors of one kind; `share` is that of all errors of its task, in [0, 1]."""

    name: str
    about: str
    count: int
    share: float
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """A toponym whose gold point and predicted point are more than 161 km apart.

    Latitudes and longitudes in degrees, WGS 84; predicted ones are `None` where the toponym
    was left without a place.
    """

    surface: str
    error_class: str
    latitude: float
    longitude: float
    predicted_latitude: float | None
    predicted_longitude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusResult:
    """All that was measured on one corpus.

    `figures` holds tasks, then names of figures; `errors` tasks, then classes, the biggest
    first.
    """

    corpus: str
    documents: int
    figures: Mapping[str, Mapping[str, Measure]]
    calibration: Mapping[str, Calibration] = field(default_factory=dict)
    errors: Mapping[str, tuple[ErrorClass, ...]] = field(default_factory=dict)
    misplaced: tuple[Misplaced, ...] = ()
