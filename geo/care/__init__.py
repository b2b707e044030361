"""Care for the people in a map: persons redacted, places coarsened, quotations left out."""

from __future__ import annotations

from geo.care.choices import Redaction, read_level
from geo.care.persons import PERSON_MARK, redact
from geo.care.places import PLACE_MARK, coarsen
from geo.care.quotations import OMITTED_MARK, omit_sentences

__all__ = [
    "OMITTED_MARK",
    "PERSON_MARK",
    "PLACE_MARK",
    "Redaction",
    "coarsen",
    "omit_sentences",
    "read_level",
    "redact",
]
