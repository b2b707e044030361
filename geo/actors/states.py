"""Place names that stand for a state, a government or a people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, is_agent, is_country, is_partner, is_seat
from geo.actors.phrases import describe
from geo.model import Actor, Resolution, Sense

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_states"]


def find_states(context: Context) -> Iterator[Found]:
    """Find the place names that stand for a state or government.

    A metonymic name does; so does a country or capital that does something ("Russia has
    insisted") or with which something is done ("a deal with Doha"), and a country or demonym
    that qualifies a noun ("Russian air strikes").
    """
    seen: set[int] = set()
    for index, resolution in sorted(context.places.items()):
        if id(resolution) in seen or index not in context.sentence_of:
            continue
        seen.add(id(resolution))
        span = resolution.toponym.span
        tokens = context.doc.char_span(span.start, span.end, alignment_mode="expand")
        if tokens is None or not _stands_for_state(context, resolution, tokens.root):
            continue
        actor = _people_or_state(context, resolution, tokens.root)
        if actor is not None:
            yield Found(
                start=tokens.start,
                end=tokens.end,
                head=tokens.root.i,
                actor=actor,
                kind="state" if resolution.toponym.sense is Sense.METONYMIC else "attribute",
            )


def _stands_for_state(context: Context, resolution: Resolution, root: Token) -> bool:
    sense = resolution.toponym.sense
    if sense is Sense.METONYMIC:
        return True
    if context.is_linked(root.i, root.i + 1):
        return False
    if sense is Sense.LITERAL:
        owns = is_country(resolution) and root.dep_ in {"poss", "dobj"}
        return owns or (is_seat(resolution) and (is_agent(root) or is_partner(root)))
    return is_country(resolution)


def _people_or_state(context: Context, resolution: Resolution, root: Token) -> Actor | None:
    """Return the state; a people without an article is a population: "Syrians fled"."""
    entry = resolution.entry
    if resolution.toponym.sense is Sense.MODIFIER and root.tag_ in {"NNS", "NNPS"}:
        definite = any(child.lower_ == "the" for child in root.children)
        noun = context.lexicon.noun("civilian")
        if not definite and noun is not None and entry is not None:
            return describe(context, noun, entry.country_code)
    local = context.lexicon.noun("local authority")
    if local is not None and entry is not None and context.is_local(resolution):
        return describe(context, local, entry.country_code)
    return context.state_of(resolution)
