"""Whom an act of speech is directed at where its object is a thing: whose thing it is.

"Rejected a request by the envoy" answers the envoy, "threatened to shell Iraqi towns" threatens
Iraq, "protested against Sweden's decision" protests against Sweden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from geo.events.grammar import agents, ancestors, coordinated, dependants, is_passive
from geo.events.valency import objects
from geo.model import ActorMention

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.lexicon import Predicate
    from geo.events.predicates import Act

__all__ = ["find_addressees"]

# Who made, owns or is meant by a thing stands in these phrases, the nearest kinship first; where
# and when something is ("in", "at", "after") tells of nobody.
_BY_AUTHOR = ("by", "from")
_BY_PARTY = ("of", "with", "against", "to", "for", "between", "on", "over")
_LEFT = ("poss", "amod", "compound", "nmod")
_REACTIONS = frozenset({"ACCUSE", "PROTEST", "REJECT", "SUPPORT"})
# Verbs that say what a protest is about.
_AIMS = frozenset(
    {"call", "condemn", "decry", "demand", "denounce", "express", "oppose", "protest", "reject",
     "seek", "show", "voice"}
)  # fmt: skip
_OCCASIONS = frozenset({"defiance", "demonstration", "march", "opposition", "protest", "rally"})
# Acts of speech that are made to whom the speaker has just dealt with.
_TURNED = frozenset({"REQUEST", "THREATEN"})
# Who demands a release demands it of those who hold the prisoners.
_DEMANDS = frozenset({"PROTEST", "REQUEST"})
_HOLDING = frozenset(
    {"abduct", "arrest", "capture", "detain", "hold", "imprison", "jail", "kidnap", "seize"}
)
# "A right of troops to fire on militants in the north": further in, other things are told of.
_DEPTH = 3


def find_addressees(
    act: Act,
    clause: Token,
    things: Sequence[Token],
    sources: Sequence[ActorMention],
    context: Context,
) -> list[ActorMention]:
    """Return the actors that the things an act is about belong to.

    Parameters
    ----------
    act
        An act whose own objects are no actors.
    clause
        The verb that governs a noun act, or the act's own token.
    things
        Those objects.
    sources
        Who acts; nobody addresses himself.
    context
        Lexicon, actors and places.

    Returns
    -------
    The mentions in the first thing that belongs to somebody else; none where nothing does.
    """
    own = {mention.actor.actor_id for mention in sources}
    reacts = act.predicate.event_type in _REACTIONS
    told = [(word, reacts) for word in (*things, *_aims(act, clause), *_partners(act, clause))]
    done = [(word, False) for word in _done(act)]
    if act.predicate.event_type in _DEMANDS:
        demanded = [*things, *_phrases(act.token, ("for",)), *_aims(act, clause)]
        demanded += [noun for word in act.words for noun in dependants(word, "pobj")]
        keepers = [keeper for word in demanded for keeper in _keepers(word)]
        if asked := [item for word in keepers for item in context.mentions_at(word)[:1]]:
            return asked
    for word, answers in (*told[: len(things)], *done, *told[len(things) :]):
        for found in _owners(word, context, depth=_DEPTH, reacts=answers):
            others = [mention for mention in found if mention.actor.actor_id not in own]
            if others:
                return others
    return []


def _keepers(word: Token) -> Iterator[Token]:
    """Yield who holds those whose release is demanded: "the release of monks jailed by police"."""
    for noun in (word, *_phrases(word, ("of",))):
        for clause in dependants(noun, "acl"):
            if clause.lemma_ in _HOLDING:
                yield from agents(clause)


def _done(act: Act) -> Iterator[Token]:
    """Yield whom and what the act that is promised, threatened or refused is done to."""
    if act.is_noun:
        clauses = dependants(act.token, "acl")
    else:
        # "Is prepared to lift the ban on the party": the clause hangs on the adjective.
        clauses = [
            c for word in (act.token, *act.words) for c in dependants(word, "xcomp", "ccomp")
        ]
    for clause in clauses:
        if is_passive(clause):
            continue
        yield from objects(clause)
        for preposition in ("with", "against", "on", "to", "from"):
            yield from _phrases(clause, (preposition,))


def _aims(act: Act, clause: Token) -> Iterator[Token]:
    """Yield what a protest is for or against, as a clause of it says.

    "Began a hunger strike to protest against the minister's ruling", "a march calling for the
    release of detainees held by the rebels".
    """
    if act.predicate.event_type != "PROTEST":
        return
    for base in (act.token, *act.words, clause, *_occasions(clause)):
        for aim in dependants(base, "acl", "advcl", "conj", "relcl", "xcomp"):
            if aim.lemma_ in _AIMS:
                yield from objects(aim)
                yield from _phrases(aim, ("for", "against", "at", "over"))
        if base.pos_ == "NOUN":
            yield from _phrases(base, ("of", "against", "at", "over"))


def _occasions(clause: Token) -> Iterator[Token]:
    """Yield the protest that a riot was part of: "threw stones during a march", "in defiance"."""
    for child in dependants(clause, "prep"):
        if child.lower_ in {"after", "during", "following", "in"}:
            yield from (noun for noun in dependants(child, "pobj") if noun.lemma_ in _OCCASIONS)


def _partners(act: Act, clause: Token) -> Iterator[Token]:
    """Yield whom the same sentence says that the speaker has just turned to.

    "Summoned the ambassador and demanded an end", "furnished the ministry with a list and asked
    for a pause".
    """
    own = [word for word in dependants(clause, "nsubj") if word.tag_ not in {"WDT", "WP"}]
    if act.predicate.event_type == "REJECT" and clause.dep_ in {"acl", "relcl"} and own:
        # "The rebels said that they had a plan, an idea that the army rejected."
        heads = [head for _, head in ancestors(clause, limit=_DEPTH + 2)]
        yield from (noun for head in reversed(heads) for noun in dependants(head, "nsubj"))
    if act.predicate.event_type not in _TURNED:
        return
    if act.predicate.event_type == "THREATEN":
        yield from _conditioned(clause)
    yield from _recipients(clause)
    verb = clause
    while verb.dep_ == "conj" and not dependants(verb, "nsubj", "nsubjpass"):
        verb = verb.head
        if verb.pos_ == "VERB" and not is_passive(verb):
            yield from dependants(verb, "dative")
            yield from objects(verb)
            yield from _phrases(verb, ("to",))


def _recipients(clause: Token) -> Iterator[Token]:
    """Yield whom something was sent to: "sent a letter to the general demanding a halt"."""
    if clause.tag_ != "VBG" or clause.dep_ not in {"acl", "advcl"}:
        return
    if clause.head.dep_ == "pobj" and clause.head.head.lower_ == "to":
        yield clause.head
        return
    letter = clause.head if clause.head.dep_ == "dobj" else None
    verb = letter.head if letter is not None else clause.head
    yield from (noun for noun in dependants(clause, "nsubj") if noun.left_edge.i > verb.i)
    for word in (verb, letter):
        if word is not None:
            yield from _phrases(word, ("to",))


def _conditioned(clause: Token) -> Iterator[Token]:
    """Yield who can avert what is threatened: "threatened a strike unless Lima yields"."""
    for verb in (clause, *dependants(clause, "xcomp", "ccomp")):
        for condition in dependants(verb, "advcl"):
            if any(mark.lower_ == "unless" for mark in dependants(condition, "mark")):
                yield from dependants(condition, "nsubj")


def _owners(
    word: Token, context: Context, *, depth: int, reacts: bool
) -> Iterator[list[ActorMention]]:
    """Yield the actors in a noun phrase, those nearest to its head first.

    Who reacts to an act addresses its doer: "condemned the arrest of two ministers by police".
    """
    if found := context.mentions_at(word):
        yield [item for item in found if item.span == found[0].span]
        return
    if not depth:
        return
    parts = _parts(word)
    known = context.lexicon.candidates(word.lemma_.lower(), pos="noun")
    deed = next((one for one in known if one.event_type != "NONE"), None)
    if reacts and deed is not None:
        parts = _doers(word, deed)
    for part in parts:
        yield from _owners(part, context, depth=depth - 1, reacts=reacts)


def _doers(deed: Token, predicate: Predicate) -> Iterator[Token]:
    """Yield who did a deed, or the other party of an agreement."""
    frame = predicate.frame
    yield from _phrases(deed, _BY_AUTHOR)
    for clause in dependants(deed, "acl"):
        yield from agents(clause)
    for label, slot in (("poss", "possessive"), ("amod", "modifier"), ("compound", "modifier")):
        if frame.get(slot) == "source":
            yield from (child for child in dependants(deed, label) if child.pos_ != "PRON")
    # "The proposal of the envoy" is the envoy's; "the arrest of the envoy" is not.
    authored = predicate.event_type == "REQUEST" or frame.get("of") == "source"
    authors = ("of",) if authored else ()
    yield from _phrases(deed, (*authors, "with", "between"))


def _parts(word: Token) -> Iterable[Token]:
    yield from _phrases(word, _BY_AUTHOR)
    for clause in dependants(word, "acl"):
        yield from agents(clause)
    for child in dependants(word, *_LEFT):
        if child.pos_ != "PRON":
            yield from coordinated(child)
    yield from _phrases(word, _BY_PARTY)
    for clause in dependants(word, "acl"):
        if not is_passive(clause):
            yield from objects(clause)


def _phrases(word: Token, prepositions: Sequence[str]) -> Iterator[Token]:
    for child in dependants(word, "prep", "agent", "dative"):
        if child.lower_ in prepositions:
            for noun in dependants(child, "pobj"):
                yield from coordinated(noun)
