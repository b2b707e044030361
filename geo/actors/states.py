"""Place names that stand for a state, a government or a people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, is_agent, is_country, is_partner, is_seat
from geo.actors.resolving import describe
from geo.model import Actor, Resolution, Sense

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_states"]

# What is given or said to a state; what is sent there need not be ("troops to Mali").
_GIFTS = frozenset(
    {"aid", "ammunition", "apology", "appeal", "arms", "assistance", "assurance", "blow",
     "concession", "credit", "demand", "embargo", "gift", "guarantee", "help", "jet", "letter",
     "loan", "message", "missile", "note", "offer", "pledge", "proposal", "protest", "request",
     "sale", "sanction", "supply", "support", "tank", "threat", "ultimatum", "warning", "weapon"}
)  # fmt: skip
_GIVING = frozenset(
    {"apologise", "apologize", "award", "deliver", "donate", "give", "grant", "hand", "lend",
     "offer", "pledge", "promise", "provide", "sell", "supply"}
)  # fmt: skip
_TOWARDS = frozenset({"against", "on", "to"})
# What is said, lent or sold to a government, in whatever town it sits; what is brought there is
# not.
_MESSAGES = frozenset(
    {"apology", "appeal", "assurance", "credit", "demand", "guarantee", "letter", "loan", "note",
     "offer", "pledge", "proposal", "protest", "request", "sale", "threat", "ultimatum", "warning"}
)  # fmt: skip
# Nobody does this to a town.
_ADDRESSING = frozenset(
    {"accuse", "assure", "berate", "blame", "castigate", "censure", "chide", "criticise",
     "criticize", "denounce", "lambast", "praise", "rebuke", "remind", "reproach", "scold",
     "slam", "thank", "urge"}
)  # fmt: skip
_MISSIONS = frozenset({"consulate", "embassy"})
_KEEPING = frozenset({"close", "establish", "open", "reopen", "shut"})
_JOURNEYS = frozenset({"tour", "trip", "visit"})
_CALLING_OFF = frozenset({"abandon", "call", "cancel", "postpone", "scrap", "suspend"})
# Of a state these are about it: "the recognition of Kosovo".
_REGARDS = frozenset({"condemnation", "criticism", "denunciation", "recognition"})


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
    # "The Iraqi-Turkish border" is as much of one as of the other.
    paired = root.i - 2 in context.places and context.doc[root.i - 1].text == "-"
    if context.is_linked(root.i, root.i + 1) and not paired:
        return False
    if sense is Sense.LITERAL:
        owns = is_country(resolution) and (root.dep_ in {"poss", "dobj"} or _is_given(root))
        met = is_agent(root) or is_partner(root) or _is_addressed(root)
        return owns or (is_seat(resolution) and met)
    return is_country(resolution)


def _is_given(root: Token) -> bool:
    """Return whether a country receives what is given, sent or said to it: "aid to Serbia"."""
    link = root.head
    if root.dep_ == "dative":
        return True
    if root.dep_ != "pobj" or link.lower_ not in _TOWARDS:
        return False
    if link.dep_ in {"dative", "prep"} and link.lower_ == "to" and link.head.lemma_ in _GIVING:
        return True
    given = [link.head, *(child for child in link.head.children if child.dep_ == "dobj")]
    return any(word.lemma_.lower() in _GIFTS for word in given)


def _is_addressed(root: Token) -> bool:
    """Return whether a state is spoken to or about: "an ultimatum to Manila"."""
    link = root.head
    if root.dep_ == "dobj":
        return link.lemma_ in _ADDRESSING
    if root.dep_ != "pobj":
        return False
    said = [link.head, *(child for child in link.head.children if child.dep_ == "dobj")]
    if link.lower_ in {"in", "to"} and link.head.pos_ in {"NOUN", "VERB"}:
        return any(_is_between_states(word, link.lower_) for word in said)
    told = {"from": _MESSAGES, "of": _REGARDS}.get(link.lower_, frozenset())
    return any(word.lemma_.lower() in told for word in said)


def _is_between_states(word: Token, link: str) -> bool:
    """Return whether what is brought, opened or called off is so towards a state.

    "An ultimatum to Manila", "opened an embassy in Tallinn", "cancelled a visit to Quito": who
    attacks an embassy in Tallinn does so there only, and a visit that is made has the state for
    its place.
    """
    verb = word.head.lemma_
    if link == "in":
        return word.lemma_ in _MISSIONS and word.dep_ == "dobj" and verb in _KEEPING
    called_off = word.lemma_ in _JOURNEYS and word.dep_ == "dobj" and verb in _CALLING_OFF
    return word.lemma_.lower() in _MESSAGES or called_off


def _people_or_state(context: Context, resolution: Resolution, root: Token) -> Actor | None:
    """Return the state; a people without an article is a population: "Syrians fled".

    "Ethnic Hungarians" are people of wherever the text is set.
    """
    entry = resolution.entry
    noun = context.lexicon.noun("civilian")
    if noun is not None and context.is_ethnic(root.i):
        return describe(context, noun, context.local_country(root.i))
    if resolution.toponym.sense is Sense.MODIFIER and root.tag_ in {"NNS", "NNPS"}:
        definite = any(child.lower_ == "the" for child in root.children)
        if not definite and noun is not None and entry is not None:
            state = context.state_of(resolution)
            return describe(context, noun, state.country_code if state else entry.country_code)
    local = context.lexicon.noun("local authority")
    if local is not None and entry is not None and context.is_local(resolution):
        return describe(context, local, entry.country_code)
    return context.state_of(resolution)
