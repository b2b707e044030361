"""Who does an act and who receives it, from syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.events.addressees import find_addressees
from geo.events.figures import meant_objects
from geo.events.grammar import (
    ESCAPES,
    agents,
    complements,
    coordinated,
    dependants,
    is_passive,
    next_word,
)
from geo.events.nominals import accusers, noun_slots
from geo.events.valency import objects, subjects
from geo.model import ActorMention, ActorType, Participant, Role, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act

__all__ = ["find_participants"]

# Heads that act for whoever stands before them: "a Turkish drone", "the group's leader".
_STANDS_FOR_OTHERS = frozenset({"armed", "weapon", "vehicle", "office"})
# Places and things that are attacked for whose they are: "a rebel position".
_HELD = frozenset({"holding"})
_FORCIBLE = frozenset({"ASSAULT", "COERCE"})
# Acts of speech and their like have a thing for an object, and whose it is for a target.
_ADDRESSED = frozenset(
    {
        *("ACCUSE", "AGREE", "AID", "CONCEDE", "CONSULT", "COOPERATE", "PROTEST", "REJECT"),
        *("REQUEST", "SANCTION", "SUPPORT", "THREATEN"),
    }
)
# Of these, what somebody's own words are about; aid and envoys are the doer's own.
_WORDED = frozenset({"ACCUSE", "CONCEDE", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN"})
_SEVERAL = re.compile(
    r"[-\u2013/,]|\b(?:all|and|both|countries|delegations|leaders|neighbours|parties|rivals|sides|"
    r"states|three|two|warring)\b",
    re.IGNORECASE,
)
_KILLED = frozenset({"hurt", "injure", "kill", "wound"})
_PAIRING = frozenset({"among", "between"})
_BORDERS = frozenset({"border", "boundary", "frontier", "highway", "line", "road", "route"})
_ON_PLACES = frozenset({"bombard", "overrun", "raid", "ransack", "raze", "shell", "storm", "torch"})
_LEFT = ("amod", "compound", "nmod", "poss", "nummod")


def find_participants(act: Act, clause: Token, context: Context) -> tuple[Participant, ...]:
    """Return the actors of an act, sources first, each actor once.

    Parameters
    ----------
    act
        The act.
    clause
        The verb that governs a noun act ("carried out air strikes"), or the act's own token.
    context
        Lexicon, actors and places.
    """
    roles: dict[str, list[ActorMention]] = {Role.SOURCE: [], Role.TARGET: []}
    things: list[Token] = []
    for slot, words in _slots(act, clause, context):
        role = _role(act, slot)
        # "Authorised the deployment of 300 soldiers": who deploys them is told already.
        named = slot == "of" and role == Role.SOURCE and roles[Role.SOURCE]
        if role == "none" or named:
            continue
        promised = slot == "object" and _is_promised(act)
        for number, word in enumerate(words):
            if promised and word.pos_ != "PRON":
                continue
            actual = role
            if role == "both":
                actual = Role.SOURCE if number == 0 else Role.TARGET
            found = _mentions(word, context, held=_holders(act, word, actual, context))
            found = found or _hosted(act, slot, word, context)
            if _is_denied(word) or _is_left_out(act, slot, word, found):
                continue
            # "Retook the palace from the rebels": who lost it is hit, not whose seat it is.
            lost = act.predicate.control and slot == "from" and actual == Role.TARGET and found
            roles[actual] = found if lost else roles[actual] + found
            # What is discussed is nobody's: "discussed the training of troops".
            topic = slot == "object" and act.predicate.event_type == "CONSULT"
            things += [word] if actual == Role.TARGET and not found and not topic else []
    if not roles[Role.TARGET]:
        roles[Role.TARGET] = _further_targets(act, clause, things, roles[Role.SOURCE], context)
    return _unique(roles)


def _role(act: Act, slot: str) -> str:
    """Return the role of a slot; whoever an effigy that is burned is of does not burn it."""
    role = act.predicate.frame.get(slot, "none")
    depicted = slot == "of" and not act.is_noun and act.predicate.event_type == "PROTEST"
    return Role.TARGET if depicted and role == Role.SOURCE else role


def _hosted(act: Act, slot: str, talks: Token, context: Context) -> list[ActorMention]:
    """Return those between whom the talks are that somebody hosts."""
    if slot != "object" or act.predicate.mode != "third-party":
        return []
    parties = [noun for link, noun in complements(talks) if link in _PAIRING | {"of", "with"}]
    return [item for noun in parties for item in _mentions(noun, context, held=frozenset())]


def _further_targets(
    act: Act,
    clause: Token,
    things: list[Token],
    sources: list[ActorMention],
    context: Context,
) -> list[ActorMention]:
    """Return whom an act is directed at that none of its own arguments is."""
    if act.predicate.event_type in _ADDRESSED:
        # "Accepted the demands of the miners": the demands are a part of the act's own words.
        of_words = act.predicate.event_type in _WORDED
        named = [word for word in act.words if of_words and word.dep_ in {"dobj", "nsubjpass"}]
        return find_addressees(act, clause, [*named, *things], sources, context)
    if act.predicate.event_type in _FORCIBLE:
        foes = [] if is_passive(clause) else _fought(clause, context)
        found = [item for foe in foes for item in _mentions(foe, context, held=_HELD)]
        taken = act.predicate.event_type == "COERCE"
        return found or (_robbed(things, sources, context) if taken else [])
    return []


def _robbed(
    things: list[Token], sources: list[ActorMention], context: Context
) -> list[ActorMention]:
    """Return whose the things are that somebody else takes: "seized two of their barges".

    "Shut its clinic" tells of the doer's own.
    """
    own = {mention.actor.actor_id for mention in sources}
    wholes = [noun for word in things for link, noun in complements(word) if link == "of"]
    return [
        mention
        for word in (*things, *wholes)
        for owner in dependants(word, "poss")
        if own and owner.pos_ == "PRON"
        for mention in context.mentions_at(owner)
        if mention.actor.actor_id not in own
    ]


def _is_left_out(act: Act, slot: str, word: Token, mentions: list[ActorMention]) -> bool:
    """Return whether a word is no target: the doer's own envoy, whom a complaint is made to.

    Nobody raids a person: the "San Ramiro" that is raided is a village, whatever it sounds like.
    """
    if slot == "object" and act.token.lemma_ in _ON_PLACES and word.pos_ == "PROPN":
        return all(item.actor.type is ActorType.PERSON for item in mentions)
    if act.predicate.event_type == "ACCUSE" and slot in {"to", "with"}:
        # "Complained to the United Nations": that body judges, it is not accused.
        return bool(mentions) and all(item.actor.type is ActorType.IGO for item in mentions)
    return act.predicate.event_type == "SANCTION" and _is_own(word)


def _is_denied(word: Token) -> bool:
    """Return whether somebody is said not to be meant: "by Russia, not by Turkey"."""
    link = word.head if word.dep_ == "pobj" else word
    marks = [*dependants(word, "neg"), *link.doc[max(0, link.i - 1) : link.i]]
    return any(
        mark.lower_ == "not" and next_word(mark) not in {"just", "merely", "only"} for mark in marks
    )


def _is_own(word: Token) -> bool:
    """Return whether a word is of the doer's own: "recalled its ambassador"."""
    return any(owner.pos_ == "PRON" for owner in dependants(word, "poss"))


def _is_promised(act: Act) -> bool:
    """Return whether the object of an act is what is promised, not who is ("offered a truce").

    "Promised the rebels to leave" is said to the rebels: a clause tells what is promised.
    """
    return (
        act.predicate.event_type == "AGREE"
        and not act.is_noun
        and not dependants(act.token, "xcomp", "ccomp")
    )


def _unique(roles: dict[str, list[ActorMention]]) -> tuple[Participant, ...]:
    """Return each actor once; civilians twice where other civilians did it to them."""
    seen: dict[str, Span] = {}
    found = []
    for role in (Role.SOURCE, Role.TARGET):
        own: set[str] = set()
        for mention in roles[role]:
            key, known = mention.actor.actor_id, seen.get(mention.actor.actor_id)
            others = (
                role == Role.TARGET
                and mention.actor.type is ActorType.CIVILIAN
                and not mention.implied
                and known != mention.span
            )
            if key not in own and (known is None or others):
                own.add(key)
                found.append(Participant(role=role, mention=mention))
        seen = {p.mention.actor.actor_id: p.mention.span for p in found}
    return tuple(found)


def _slots(act: Act, clause: Token, context: Context) -> Iterator[tuple[str, list[Token]]]:
    if act.is_noun:
        yield from noun_slots(act, clause, context)
    else:
        yield from _verb_slots(act.token, act.words, context)
    if act.predicate.event_type in {"CONCEDE", "REQUEST"}:
        yield from _demanded_of(act)
    if act.predicate.event_type == "ACCUSE" and not act.is_noun:
        yield from _charged(act.token)


def _verb_slots(
    verb: Token, words: tuple[Token, ...], context: Context
) -> Iterator[tuple[str, list[Token]]]:
    used = {word.i for word in words}
    yield "subject", _doers(verb, context)
    hit = objects(verb)
    # "Tied up 50 men and shot them": whom the verb before is done to, where nobody else is known.
    known = any(context.mentions_at(word) for word in hit)
    yield "object", [w for w in (hit if known else meant_objects(verb)) if w.i not in used]
    if is_passive(verb):
        yield "object", [w for w in coordinated_objects(verb) if w.i not in used]
    else:
        for word in dependants(verb, "dative"):
            if word.pos_ != "ADP":
                yield "dative", coordinated(word)
    for base in (verb, *words):
        if base.pos_ in {"ADP", "SCONJ"}:
            yield from ((base.lower_, coordinated(n)) for n in dependants(base, "pobj"))
            continue
        for preposition, noun in complements(base):
            # "Between three and five people were killed", "fired along the border between A and
            # B" name no two sides.
            counted = preposition == "between" and (noun.i < verb.i or _is_of_border(noun))
            if not counted and (preposition != "by" or not is_passive(verb)):
                yield preposition, [noun]


def _is_of_border(noun: Token) -> bool:
    """Return whether what lies between two places is a border or a road, not an act."""
    while noun.dep_ == "conj":
        noun = noun.head
    before = noun.doc[max(0, noun.head.i - 1)]
    return before.i < noun.head.i and before.lemma_.lower() in _BORDERS


def _doers(verb: Token, context: Context) -> list[Token]:
    """Return who does what a verb tells; not who suffers from it ("killed by shelling")."""
    if is_passive(verb):
        return agents(verb) or accusers(verb) or _abettors(verb)
    fled = verb.tag_ == "VBG" and verb.head.lemma_ in ESCAPES
    if fled or _is_cause(verb) or _is_dangling(verb, context):
        return []
    return subjects(verb, context.lexicon)


def _is_dangling(verb: Token, context: Context) -> bool:
    """Return whether a participle tells what killed the people of its clause, not what they did.

    "After setting fire to houses, 12 people were killed": they are no arsonists.
    """
    while verb.dep_ == "conj" and verb.tag_ == verb.head.tag_:
        verb = verb.head
    main = verb.head.head if verb.dep_ == "pcomp" else verb.head
    if verb.tag_ != "VBG" or verb.dep_ not in {"advcl", "pcomp"} or verb.i > main.i:
        return False
    suffered = main.lemma_ in _KILLED and is_passive(main)
    return suffered and any(
        "person" in context.classes(word) and "armed" not in context.classes(word)
        for word in dependants(main, "nsubjpass")
    )


def _abettors(verb: Token) -> list[Token]:
    """Return the agent that hangs on another noun: "was left without a fight by the rebels"."""
    return [
        doer
        for preposition, noun in complements(verb)
        if preposition in {"during", "in", "without"} and noun.pos_ == "NOUN"
        for link, doer in complements(noun)
        if link == "by"
    ]


def _is_cause(verb: Token) -> bool:
    """Return whether a verb is what others suffered from: "were killed by shelling"."""
    by = verb.head
    return verb.dep_ == "pcomp" and by.dep_ in {"agent", "prep"} and is_passive(by.head)


def coordinated_objects(verb: Token) -> list[Token]:
    """Return the retained object of a passive ("were refused entry", "was handed a list")."""
    return [noun for word in dependants(verb, "dobj") for noun in coordinated(word)]


def _charged(verb: Token) -> Iterator[tuple[str, list[Token]]]:
    """Yield who did what somebody charges: "complained that police had beaten a boy"."""
    if dependants(verb, "dobj", "dative", "nsubjpass"):
        return
    for clause in dependants(verb, "ccomp"):
        own = agents(clause) if is_passive(clause) else dependants(clause, "nsubj")
        yield "object", [doer for word in own for doer in coordinated(word)]


def _demanded_of(act: Act) -> Iterator[tuple[str, list[Token]]]:
    """Yield who is to do what is demanded: "insisted that the rebels must leave"."""
    own = {word.i for word in act.words}
    asked = [word for word in dependants(act.token, "dobj", "dative") if word.i not in own]
    if asked and not act.is_noun:
        return
    for first in _demands(act):
        # "That the army leave and that the rebels disarm."
        others = [clause for clause in dependants(first, "conj") if dependants(clause, "mark")]
        for clause in (first, *others):
            for word in dependants(clause, "nsubj", "nsubjpass"):
                if word.i > act.token.i:
                    yield "object", coordinated(word)


def _demands(act: Act) -> list[Token]:
    """Return the clauses of what is demanded: "repeated its demand that Oslo pay"."""
    if not act.is_noun:
        named = [clause for word in act.words for clause in dependants(word, "acl", "ccomp")]
        return [*named, *dependants(act.token, "ccomp")]
    verb = act.token.head if act.token.dep_ == "dobj" else act.token
    apart = [clause for clause in dependants(verb, "ccomp") if clause.tag_ == "VB"]
    return [*dependants(act.token, "acl", "ccomp"), *(apart if verb.i != act.token.i else [])]


def _holders(act: Act, word: Token, role: str, context: Context) -> frozenset[str]:
    """Return the classes of things that are hit or taken for whose they are.

    Whatever is attacked or seized is somebody's ("shelled a Kurdish bakery"); a town is where
    it happens.
    """
    if role != Role.TARGET:
        return frozenset()
    if act.predicate.event_type not in _FORCIBLE or "place" in context.classes(word):
        return _HELD
    return context.classes(word)


def _fought(verb: Token, context: Context) -> list[Token]:
    """Return whom a place was taken from in a fight: "overran a village after a battle with M"."""
    return [
        foe
        for preposition, noun in complements(verb)
        if preposition in {"after", "amid", "during", "following", "in"}
        and any(
            known.event_type == "ASSAULT"
            for known in context.lexicon.candidates(noun.lemma_.lower(), pos="noun")
        )
        for link, foe in complements(noun)
        if link in {"against", "with"}
    ]


def _mentions(word: Token, context: Context, *, held: frozenset[str]) -> list[ActorMention]:
    """Return the actor that a noun phrase stands for, by its head, else by its attributes.

    "Dozens of settlers" and "members of a militia" are those people; who strikes an army camp
    strikes the army.
    """
    for head in (word, *dependants(word, "appos")):
        if found := context.mentions_at(head):
            return _of_same_span(found)
    if held and (keepers := _keepers(word, context)):
        return keepers
    phrases = list(complements(word))
    classes = context.classes(word)
    if word.pos_ == "NUM" or "part" in classes:
        parts = [noun for preposition, noun in phrases if preposition == "of"]
        # "Anti-balaka elements" are of that group.
        named = dependants(word, "amod", "compound", "nmod", "poss")
        parts = parts or [noun for noun in named if context.mentions_at(noun)]
        if parts:
            whole = [word for word in parts if not context.mentions_at(word)]
            if whole == parts:
                return _mentions(parts[0], context, held=held)
            return _first_found(parts, context)
    if not classes & (_STANDS_FOR_OTHERS | held) and word.pos_ != "PROPN":
        return []
    # "Shut its clinic" tells of the doer's own.
    left = [child for child in dependants(word, *_LEFT) if child.pos_ != "PRON"]
    parts = [
        part
        for child in left
        for part in (child, *dependants(child, "amod", "compound", "npadvmod", "poss"))
    ]
    right = [noun for preposition, noun in phrases if preposition in {"of", "from", "for"}]
    # "The Red Cross, whose lorries were turned away".
    whose = [
        word.head.head
        for child in dependants(word, "poss")
        if child.tag_ == "WP$" and word.head.dep_ == "relcl"
    ]
    # "Shells fired by marines", "a car bomb driven by militants".
    sent = [doer for clause in dependants(word, "acl") for doer in agents(clause)]
    return _first_found([*whose, *sent, *parts, *right], context)


def _keepers(word: Token, context: Context) -> list[ActorMention]:
    """Return in whose hands a place is said to be ("shelled rebel-held districts")."""
    for state in dependants(word, "amod"):
        if state.i > 1 and state.nbor(-1).text == "-" and state.lower_ in {"controlled", "held"}:
            return _of_same_span(found) if (found := context.mentions_at(state.nbor(-2))) else []
    return []


def _first_found(words: list[Token], context: Context) -> list[ActorMention]:
    """Return the first actor among words, with those joined to it ("envoys of Peru and Chile")."""
    for word in words:
        if found := context.mentions_at(word):
            others = [other for other in coordinated(word)[1:] if other.dep_ == "conj"]
            return [
                mention
                for mentions in (found, *(context.mentions_at(other) for other in others))
                if mentions
                for mention in _of_same_span(mentions)
            ]
    return []


def _of_same_span(mentions: list[ActorMention]) -> list[ActorMention]:
    """Return the shortest mention and those of its very span ("the two sides" are two)."""
    found = [item for item in mentions if item.span == mentions[0].span]
    # "Iraqi Turkmen militiamen" are of one country, whatever else "Turkmen" may mean.
    several = found[0].implied or _SEVERAL.search(found[0].surface)
    return found if several else found[:1]
