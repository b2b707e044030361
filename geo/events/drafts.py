"""An act on its way to a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.events.figures import Toll

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

    from geo.events.operators import Reading
    from geo.events.predicates import Act
    from geo.model import EventPlace, Participant, Span, When

__all__ = ["Draft"]


@dataclass(slots=True, kw_only=True)
class Draft:
    """An act on its way to a report.

    `trigger` is the first phrase that tells of it; `number` is that of its sentence;
    `paragraph` is where its line starts in the text; `front` says that its place is only the part
    of a front; `border` is the border that it happened at; `elsewhere` that its words name a
    place which is not known, so that no other will do; `place_words` are those words, where they
    are a name.
    """

    act: Act
    trigger: Span
    reading: Reading
    sentence: Sentence
    number: int
    paragraph: int
    participants: tuple[Participant, ...] = ()
    place: EventPlace | None = None
    place_score: float = 0.0
    border: EventPlace | None = None
    when: When | None = None
    front: bool = False
    elsewhere: bool = False
    place_words: Span | None = None
    continuing: bool = False
    background: bool = False
    accused: bool = False
    lemmas: set[str] = field(default_factory=set)
    toll: Toll = field(default_factory=lambda: Toll(killed=None, injured=None))
