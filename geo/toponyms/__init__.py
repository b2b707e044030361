"""Recognise the place names of a text and how each is used."""

from __future__ import annotations

from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.language import Parse
from geo.model import Document, Span, Toponym
from geo.toponyms.evidence import Evidence
from geo.toponyms.names import NameFacts
from geo.toponyms.recognition import Mention, find_mentions
from geo.toponyms.spans import choose_spans, find_stretches
from geo.toponyms.usage import find_usages
from geo.trees import Trees

__all__ = ["THRESHOLD", "adopt_toponyms", "recognise_toponyms"]

# A span likelier than this is a name of a place; the best on the training files, by
# cross-validation, between .35 and .5, where little changes.
THRESHOLD = 0.4

# "Syrian rebels": corpora differ on whether adjectives and peoples are names of places. Here all
# are, for actors are told by them; one that the model doubts is this likely.
_ADJECTIVE = 0.5


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
    facts = NameFacts.of(gazetteer)
    ruled = find_mentions(document.text, parse, facts)
    mentions = _weighed(document.text, parse, facts, gazetteer, ruled) if trained else ruled
    return _toponyms(document, parse, facts, mentions, trained=trained)


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
    return _toponyms(document, parse, NameFacts.of(gazetteer), mentions, trained=trained)


def _weighed(
    text: str, parse: Parse, facts: NameFacts, gazetteer: Gazetteer, ruled: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Return the spans that the trained model takes for names."""
    stretches = find_stretches(text, parse, gazetteer, (mention.span for mention in ruled))
    evidence = Evidence(text, parse, facts, stretches=stretches, mentions=ruled)
    rows = [evidence.features(stretch) for stretch in stretches]
    chances = Trees.open("recognition", "spans").chances(rows)
    adjectives = {mention.span for mention in ruled if _is_adjective(mention, text, facts)}
    by_stretch = {
        stretch: max(chance, _ADJECTIVE) if stretch.span in adjectives else chance
        for stretch, chance in zip(stretches, chances.tolist(), strict=True)
    }
    chosen = choose_spans(
        {stretch.span: chance for stretch, chance in by_stretch.items()}, THRESHOLD
    )
    rules = {mention.span: mention.evidence for mention in ruled}
    return tuple(
        Mention(
            span=stretch.span,
            score=round(chance, 4),
            evidence="embedded"
            if evidence.is_embedded(stretch)
            else rules.get(stretch.span, "trained"),
        )
        for stretch, chance in by_stretch.items()
        if stretch.span in chosen
    )


def _is_adjective(mention: Mention, text: str, facts: NameFacts) -> bool:
    """Return whether the parser and the gazetteer agree on a people or an adjective."""
    name = text[mention.span.start : mention.span.end]
    return mention.evidence == "entity" and facts.kind(name).demonym


def _toponyms(
    document: Document,
    parse: Parse,
    facts: NameFacts,
    mentions: Sequence[Mention],
    *,
    trained: bool,
) -> tuple[Toponym, ...]:
    usages = find_usages(mentions, document.text, parse, facts, trained=trained)
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
