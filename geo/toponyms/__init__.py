"""Recognise the place names of a text and how each is used."""

from __future__ import annotations

from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.language import Parse
from geo.model import Document, Span, Toponym
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import Mention, find_mentions
from geo.toponyms.senses import find_sense

__all__ = ["adopt_toponyms", "recognise_toponyms"]


def recognise_toponyms(
    document: Document, parse: Parse, gazetteer: Gazetteer
) -> tuple[Toponym, ...]:
    """Find every mention of a place name in the prose of a document.

    Demonyms and adjectives made from a place count as mentions. Names inside the formal name of
    an organisation do not, nor does anything in boilerplate.

    Parameters
    ----------
    document
        The document.
    parse
        Its parse.
    gazetteer
        Where names are looked up.

    Returns
    -------
    The toponyms in the order of the text; no two overlap.
    """
    facts = NameFacts(gazetteer)
    mentions = find_mentions(document.text, parse, facts)
    return _toponyms(document, parse, facts, mentions)


def adopt_toponyms(
    document: Document, parse: Parse, gazetteer: Gazetteer, spans: Sequence[Span]
) -> tuple[Toponym, ...]:
    """Take spans as given, say how each is used, and find no others.

    Parameters
    ----------
    document, parse, gazetteer
        As for `recognise_toponyms`.
    spans
        The spans, in any order; they may overlap.

    Returns
    -------
    A toponym for each span, in the given order.
    """
    mentions = [Mention(span=span, score=1.0, evidence="given") for span in spans]
    return _toponyms(document, parse, NameFacts(gazetteer), mentions)


def _toponyms(
    document: Document, parse: Parse, facts: NameFacts, mentions: Sequence[Mention]
) -> tuple[Toponym, ...]:
    return tuple(
        Toponym(
            document_id=document.document_id,
            span=mention.span,
            surface=document.text[mention.span.start : mention.span.end],
            sense=find_sense(mention, document.text, parse, facts),
            score=mention.score,
            recogniser=mention.evidence,
        )
        for mention in mentions
    )
