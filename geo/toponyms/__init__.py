"""Recognise the place names of a text and how each is used."""

from __future__ import annotations

from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.language import Parse
from geo.model import Document, Span, Toponym
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import Mention, find_mentions
from geo.toponyms.texts import TextFacts
from geo.toponyms.usage import find_usages
from geo.toponyms.weighing import weigh_mentions
from geo.trees import Trees

__all__ = ["adopt_toponyms", "recognise_toponyms"]


def recognise_toponyms(
    document: Document, parse: Parse, gazetteer: Gazetteer, *, trained: bool = True
) -> tuple[Toponym, ...]:
    """Find every mention of a place name in the prose of a document.

    Demonyms and adjectives made from a place count as mentions, and so do names inside the name
    of an organisation or building ("Aleppo University"), whose `recogniser` is "embedded".
    Nothing in boilerplate does.

    Parameters
    ----------
    document
        The document.
    parse
        Its parse.
    gazetteer
        Where names are looked up.
    trained
        Whether the trained model (`geo/models/README.md`) weighs what the rules, the parser
        and the gazetteer say, or the rules decide alone, which leave names in organisations out.

    Returns
    -------
    The toponyms in the order of the text; no two overlap.
    """
    facts = TextFacts(document.text, parse, NameFacts.of(gazetteer))
    ruled = find_mentions(facts)
    if trained:
        trees = Trees.open("recognition", "spans")
        mentions = weigh_mentions(ruled, facts, gazetteer, trees=trees)
    else:
        mentions = ruled
    return _toponyms(document, facts, mentions, trained=trained)


def adopt_toponyms(
    document: Document,
    parse: Parse,
    gazetteer: Gazetteer,
    spans: Sequence[Span],
    *,
    trained: bool = True,
) -> tuple[Toponym, ...]:
    """Take spans as given, say how each is used, and find no others.

    Parameters
    ----------
    document, parse, gazetteer, trained
        As for `recognise_toponyms`.
    spans
        The spans, in any order; they may overlap.

    Returns
    -------
    A toponym for each span, in the given order.
    """
    mentions = [Mention(span=span, score=1.0, evidence="given") for span in spans]
    facts = TextFacts(document.text, parse, NameFacts.of(gazetteer))
    return _toponyms(document, facts, mentions, trained=trained)


def _toponyms(
    document: Document, facts: TextFacts, mentions: Sequence[Mention], *, trained: bool
) -> tuple[Toponym, ...]:
    usages = find_usages(mentions, facts, trained=trained)
    return tuple(
        Toponym(
            document_id=document.document_id,
            span=mention.span,
            surface=document.text[mention.span.start : mention.span.end],
            sense=usage.sense,
            sense_score=usage.score,
            score=mention.score,
            recogniser=mention.evidence,
        )
        for mention, usage in zip(mentions, usages, strict=True)
    )
