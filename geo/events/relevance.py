"""Which acts are nobody's politics: companies among themselves, grumbling, forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.events.grammar import auxiliaries, dependants
from geo.model import ActorType, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft

__all__ = ["is_forecast", "is_private"]

# What companies do by word or contract; what they seize or shut is news of the place.
_DEALINGS = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
# Who can threaten with nothing but their own doing, and modals of what only may be.
_UNARMED = frozenset({ActorType.COMPANY, ActorType.IGO, ActorType.NGO})
_POSSIBLE = frozenset({"can", "could", "may", "might"})
_CUSTOMERS = frozenset({ActorType.CIVILIAN, ActorType.COMPANY})


def is_private(draft: Draft, context: Context) -> bool:
    """Return whether an act is among companies and customers, or a complaint about nobody.

    "The two airlines agreed on new fares", "residents complained about the noise"; a complaint
    about shelling, or one that names whom it is against, is an event.

    Parameters
    ----------
    draft
        An act with its participants.
    context
        Lexicon and actors.
    """
    kind = draft.act.predicate.event_type
    sources = [p.mention.actor.type for p in draft.participants if p.role is Role.SOURCE]
    targets = [p.mention.actor.type for p in draft.participants if p.role is Role.TARGET]
    if not sources:
        return False
    if kind in _DEALINGS and all(one is ActorType.COMPANY for one in sources):
        return all(one in _CUSTOMERS for one in targets)
    grumbling = kind == "ACCUSE" and not targets and not draft.act.is_noun
    return grumbling and set(sources) == {ActorType.CIVILIAN} and not _has_issue(draft, context)


def is_forecast(draft: Draft) -> bool:
    """Return whether a warning is of what may come, not of what its speaker will do.

    "Warned that the talks could not go on", "a charity warned that civilians would face
    reprisals"; "warned that it could strike back" and "that any attack would be answered" are
    threats.

    Parameters
    ----------
    draft
        An act with its participants.
    """
    verb = draft.act.token
    if draft.act.predicate.event_type != "THREATEN" or verb.lemma_ != "warn":
        return False
    told = [clause for clause in dependants(verb, "ccomp") if clause.i > verb.i]
    if not told or any(_is_own(clause) for clause in told):
        return False
    sources = [p.mention.actor.type for p in draft.participants if p.role is Role.SOURCE]
    unarmed = bool(sources) and set(sources) <= _UNARMED
    return unarmed or all(
        {word.lower_ for word in auxiliaries(clause)} & _POSSIBLE for clause in told
    )


def _is_own(clause: Token) -> bool:
    """Return whether a clause is of its speaker or of what is his ("it would", "its jets")."""
    doers = dependants(clause, "nsubj", "nsubjpass")
    return any(
        word.pos_ == "PRON" or any(owner.pos_ == "PRON" for owner in dependants(word, "poss"))
        for word in doers
    )


def _has_issue(draft: Draft, context: Context) -> bool:
    """Return whether what is complained of is an act or somebody's."""
    own = {p.mention.span for p in draft.participants}
    return any(
        any(mention.span not in own for mention in context.mentions_at(word))
        or any(
            known.event_type != "NONE"
            for known in context.lexicon.candidates(word.lemma_.lower(), pos="noun")
        )
        for word in draft.act.token.subtree
        if word.i > draft.act.token.i and word.pos_ in {"NOUN", "PROPN"}
    )
