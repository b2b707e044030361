"""Whom an act is directed at by what the text tells around it.

Who condemns an attack accuses the attacker; who takes a town takes it from whom he fights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.figures import find_victims
from geo.events.grammar import complements, dependants
from geo.events.outcomes import is_interception
from geo.events.valency import objects, subjects
from geo.model import ActorMention, ActorType, Participant, Role, Status

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft

__all__ = ["address_reactions", "find_harmed", "find_speakers", "imply"]

# What a text tells of last is what the reactions in it are to; further back it is not.
_REACH_SENTENCES = 6
_MEMORY = 40
# A refusal answers a demand of the same sentence or the one before.
_ANSWER_SENTENCES = 1
_UTTERED = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
_OFFERS = frozenset({"REQUEST"})
# What a state does in answer to what another has just done, and what it answers.
_RETORTS = frozenset({"SANCTION", "THREATEN"})
_PROVOCATIONS = frozenset(
    {"ACCUSE", "ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "REJECT", "REQUEST", "SANCTION"}
)
_DEEDS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "SANCTION", "PROTEST"})
_DEFINITE = frozenset({"the", "this", "these"})
_KILLINGS = frozenset({"killing", "massacre", "murder", "slaying"})
_FORCES = frozenset(
    {
        *(ActorType.MILITARY, ActorType.MILITIA, ActorType.REBEL, ActorType.STATE),
        *(ActorType.TERRORIST,),
    }
)
_HOSTILE = frozenset({"ASSAULT", "COERCE"})
_VIOLENT = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# Whom an assault harmed is told in its own sentence or one of the next two.
_HARM_REACH = 3
# Acts told this many acts before may be of the same sentence.
_SCENE = 6
_SILENT = frozenset({"investigate"})


def address_reactions(drafts: Sequence[Draft], context: Context) -> None:
    """Give reactions without a target the doer of what they are to.

    Parameters
    ----------
    drafts
        The acts of a document in text order; those that react are completed.
    context
        Lexicon, actors and places.
    """
    for number, draft in enumerate(drafts):
        if _has(draft, Role.TARGET):
            continue
        earlier = drafts[max(0, number - _MEMORY) : number]
        kind = draft.act.predicate.event_type
        if kind == "ACCUSE" and (deed := _deed(draft, context)) is not None:
            own = next((d for d in drafts if d.act.token.i == deed.i), None)
            _aim(draft, own or _deed_before(earlier, draft, deed, _kinds(deed, context)))
        elif kind == "REJECT" or (kind == "AGREE" and draft.act.token.lemma_ == "accept"):
            _aim(draft, _last(earlier, draft, _OFFERS, _ANSWER_SENTENCES))
        elif kind in _RETORTS and any(_is_state(p) for p in draft.participants):
            _aim(draft, _last(earlier, draft, _PROVOCATIONS, _ANSWER_SENTENCES))


def find_speakers(drafts: Sequence[Draft], context: Context) -> None:
    """Let who speaks in a statement be the source of what "we" do in it.

    "The Kindu Relief Committee condemns the raid. ... We call on both parties to stop."

    Parameters
    ----------
    drafts
        The acts of a document in text order.
    context
        Lexicon, actors and places.
    """
    speaker: Participant | None = None
    for draft in drafts:
        sources = [item for item in draft.participants if item.role is Role.SOURCE]
        if speaker is None and len(sources) == 1 and draft.act.predicate.event_type in _UTTERED:
            speaker = sources[0]
        elif speaker is not None and not sources and not draft.act.is_noun:
            doers = subjects(draft.act.token, context.lexicon)
            if any(word.lower_ == "we" for word in doers):
                mention = imply(speaker.mention)
                draft.participants += (Participant(role=Role.SOURCE, mention=mention),)


def find_harmed(drafts: Sequence[Draft], sentences: Sequence[Sentence], context: Context) -> None:
    """Give assaults that hit nobody by their own words those whom the text says they harmed.

    "Seven people died when a tram stop was shelled." "Rockets fell on the market. Two porters
    were wounded."

    Parameters
    ----------
    drafts
        The acts of a document in text order.
    sentences
        Its sentences.
    context
        Lexicon, actors and places.
    """
    violent = [draft for draft in drafts if draft.act.predicate.event_type in _VIOLENT]
    told = {draft.number for draft in violent}
    news = {draft.number for draft in violent if not draft.background}
    nouns = _nouns(drafts)
    for order, draft in enumerate(drafts):
        if draft.act.predicate.event_type != "ASSAULT" or _has(draft, Role.TARGET):
            continue
        # Of those who clash nobody is the harmed side, and who brings missiles down harms none.
        clashed = draft.act.predicate.frame.get("among") == "source"
        harmless = clashed or is_interception(draft.act)
        if harmless or draft.reading.status is not Status.ACTUAL:
            continue
        own = _sources(draft)
        others: list[ActorMention] = []
        # "Stormed a market that militants have often attacked. Nine died": of the news alone.
        reach = 1 if draft.background and draft.number in news else _HARM_REACH
        for number in range(draft.number, min(draft.number + reach, len(sentences))):
            if others or (number > draft.number and number in told):
                break
            found = _harmed(sentences[number], draft, nouns.get(number, []), context)
            others = [mention for mention in found if mention.actor.actor_id not in own]
        draft.participants += tuple(
            Participant(role=Role.TARGET, mention=mention)
            for mention in others or _fired_at(draft, drafts[max(0, order - _SCENE) : order])
        )


def _fired_at(draft: Draft, earlier: Sequence[Draft]) -> list[ActorMention]:
    """Return who protested in the sentence in which forces open fire: "marched until police shot".

    Protesters who throw stones have others for targets.
    """
    doers = [p.mention.actor for p in draft.participants if p.role is Role.SOURCE]
    forces = any(actor.type in _FORCES or actor.sector == "COP" for actor in doers)
    own_words = {word.i for word in draft.act.words}
    hit = [word for word in objects(draft.act.token) if word.i not in own_words]
    if not forces or draft.act.is_noun or hit:
        return []
    own = _sources(draft)
    return [
        imply(p.mention)
        for other in earlier
        if other.number == draft.number and other.act.predicate.event_type == "PROTEST"
        for p in other.participants
        if p.role is Role.SOURCE and p.mention.actor.actor_id not in own
    ]


def _nouns(drafts: Sequence[Draft]) -> Mapping[int, list[Token]]:
    """Return the nouns that name acts, by the number of their sentence."""
    found: defaultdict[int, list[Token]] = defaultdict(list)
    for draft in drafts:
        if draft.act.is_noun:
            found[draft.number].append(draft.act.token)
    return found


def _harmed(
    sentence: Sentence, draft: Draft, nouns: Sequence[Token], context: Context
) -> list[ActorMention]:
    """Return who was harmed in a sentence, those left out who were by another act named in it."""
    own = draft.act.token
    others = {word.i for noun in nouns if noun.i != own.i for word in noun.subtree}
    if own.i in others:
        others = set()
    found: dict[str, ActorMention] = {}
    for victim in find_victims(sentence):
        if victim.i in others:
            continue
        for mention in context.mentions_at(victim)[:1]:
            found.setdefault(mention.actor.actor_id, mention)
    return list(found.values())


def imply(mention: ActorMention) -> ActorMention:
    """Return a mention as one of somebody whom another place of the text names."""
    named = mention.naming if mention.implied else mention.span
    return replace(mention, implied=True, naming=named)


def _has(draft: Draft, role: Role) -> bool:
    return any(item.role is role for item in draft.participants)


def _is_state(participant: Participant) -> bool:
    return participant.mention.actor.type is ActorType.STATE


def _deed(draft: Draft, context: Context) -> Token | None:
    """Return the noun of the act that is condemned ("condemned the killings")."""
    if draft.act.is_noun or draft.act.predicate.mode in _SILENT:
        return None
    for word in objects(draft.act.token):
        known = context.lexicon.candidates(word.lemma_.lower(), pos="noun")
        definite = any(child.lower_ in _DEFINITE for child in dependants(word, "det"))
        if known and definite:
            return word
    return None


def _kinds(deed: Token, context: Context) -> frozenset[str]:
    """Return the types of acts that a noun may come back to."""
    known = context.lexicon.candidates(deed.lemma_.lower(), pos="noun")
    return _DEEDS & {one.event_type for one in known} or _DEEDS


def _deed_before(
    earlier: Sequence[Draft], draft: Draft, deed: Token, kinds: frozenset[str]
) -> Draft | None:
    """Return the act told before that a noun comes back to; a killing has its dead.

    "The storming of an office by gunmen" says itself who did it, and comes back to nothing.
    """
    if any(preposition == "by" for preposition, _ in complements(deed)):
        return None
    deadly = [other for other in earlier if other.toll.killed or deed.lemma_ not in _KILLINGS]
    # "Condemned the strike" is of what the text called one, whatever else was done since.
    called = [other for other in deadly if other.act.token.lemma_.lower() == deed.lemma_.lower()]
    return _last(called, draft, kinds, _REACH_SENTENCES) or _last(
        deadly, draft, kinds, _REACH_SENTENCES
    )


def _last(
    earlier: Sequence[Draft], draft: Draft, kinds: frozenset[str], reach: int
) -> Draft | None:
    """Return the last act of the kinds, near before, that somebody else did."""
    own = _sources(draft)
    for other in reversed(earlier):
        if draft.number - other.number > reach:
            return None
        if (
            other.act.predicate.event_type in kinds
            and other.reading.status is Status.ACTUAL
            and not other.background
            and _sources(other)
        ):
            return None if own & _sources(other) else other
    return None


def _sources(draft: Draft) -> set[str]:
    return {p.mention.actor.actor_id for p in draft.participants if p.role is Role.SOURCE}


def _aim(draft: Draft, at: Draft | None) -> None:
    """Make the doers of an act the targets of a reaction to it; the words do not name them."""
    if at is None:
        return
    draft.participants += tuple(
        Participant(role=Role.TARGET, mention=imply(p.mention))
        for p in at.participants
        if p.role is Role.SOURCE
    )
