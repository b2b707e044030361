"""Names of places among all that may be one: what boosted trees make of the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.toponyms.evidence import Evidence
from geo.toponyms.recognition import Mention, has_kind_after
from geo.toponyms.spans import choose_spans, find_stretches
from geo.toponyms.texts import TextFacts
from geo.trees import Trees

__all__ = ["weigh_mentions"]

# A span likelier than this is a name of a place; the best on the training files, by
# cross-validation, between .35 and .5, where little changes.
_THRESHOLD = 0.4

# "Syrian rebels", "the Syria ceasefire": corpora differ on whether adjectives, peoples and
# countries as attributes are names of places. Here all are, for actors are told by them; one that
# the model doubts is this likely.
_CERTAIN = 0.5


def weigh_mentions(
    ruled: Sequence[Mention], facts: TextFacts, gazetteer: Gazetteer, *, trees: Trees
) -> tuple[Mention, ...]:
    """Return the names of places of a text.

    Parameters
    ----------
    ruled
        What the rules take for names.
    facts
        The document.
    gazetteer
        Where names are looked up.
    trees
        What weighs the evidence for each stretch of the text.

    Returns
    -------
    The names in the order of the text, none overlapping, each with its probability; those the
    rules found keep what they say of it, those inside other names are "embedded".
    """
    stretches = find_stretches(facts, gazetteer, (mention.span for mention in ruled))
    evidence = Evidence(facts, stretches=stretches, mentions=ruled)
    rows = [evidence.features(stretch) for stretch in stretches]
    chances = trees.chances(rows)
    certain = {mention.span for mention in ruled if _is_certain(mention, facts)}
    by_stretch = {
        stretch: max(chance, _CERTAIN) if stretch.span in certain else chance
        for stretch, chance in zip(stretches, chances.tolist(), strict=True)
    }
    chosen = choose_spans(
        {stretch.span: chance for stretch, chance in by_stretch.items()}, _THRESHOLD
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


def _is_certain(mention: Mention, facts: TextFacts) -> bool:
    """Return whether the text calls it a place, or parser and gazetteer agree on a country."""
    kind = facts.kind_at(mention.span.start, mention.span.end)
    if mention.evidence == "told":  # "the town of Siversk"
        return True
    stretch = facts.stretch_of(mention.span)
    if mention.evidence == "entity" and stretch and has_kind_after(facts.tokens[stretch.end - 1]):
        return True  # the parser takes it for a place, and the text calls it a province
    if mention.evidence == "clock":  # the parser takes it for a part of the time of day
        return kind.governs
    return mention.evidence in {"entity", "institution"} and (kind.demonym or kind.country)
