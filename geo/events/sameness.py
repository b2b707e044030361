"""Whether two acts of a document can be one: by day, place, doers and the words that tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, complements, dependants, is_passive
from geo.model import ActorType, Geoprecision, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.drafts import Draft
    from geo.model import Entry

__all__ = [
    "FIGHTING",
    "OUTCOMES",
    "actors_of",
    "are_of_one_place",
    "can_come_back",
    "comes_back",
    "dates_meet",
    "is_before",
    "is_definite",
    "is_of_others",
    "is_outcome",
    "is_singled_out",
    "is_sited_apart",
    "places_differ",
    "roles_differ",
    "shared_doers",
    "was_hit",
]

# What these verbs tell is the outcome of an act: where the act is named too, it is the event.
OUTCOMES = frozenset(
    {"burn", "damage", "destroy", "die", "eliminate", "exchange", "execute", "hurt", "injure",
     "kill", "maim", "wound"}
)  # fmt: skip
# The ids of actors that a text calls only by what they are ("rebels", "a militia").
_KINDS_OF_ACTORS = "text:"
_INSURGENT = frozenset({ActorType.MILITIA, ActorType.REBEL, ActorType.TERRORIST})
# "Overran the base after a battle": what stands after these is how ground was gained.
FIGHTING = frozenset({"after", "amid", "during", "following", "in"})
_REPRISALS = frozenset({"avenge", "reprisal", "response", "retaliate", "retaliation", "revenge"})
# Names of an act by which a text comes back to it.
_DEEDS = frozenset(
    {"ambush", "assault", "attack", "blast", "bombardment", "bombing", "explosion", "firefight",
     "gunbattle", "gunfight", "gunfire", "raid", "shelling", "shooting", "shootout", "strike"}
)  # fmt: skip
# Those of them by which nobody is carried off.
_FIREPOWER = frozenset({"blast", "bombardment", "bombing", "explosion", "shelling", "strike"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "such"})


def comes_back(draft: Draft) -> bool:
    """Return whether those harmed are told by the name of an act ("were killed in the assault")."""
    word = draft.act.token
    if draft.act.is_noun:
        link = word.head
        within = word.dep_ == "pobj" and link.lower_ in FIGHTING and link.head.lemma_ in OUTCOMES
        return within and _is_known(word)
    return draft.act.token.lemma_ in OUTCOMES and any(
        preposition in FIGHTING and noun.lemma_ in _DEEDS and _is_known(noun)
        for preposition, noun in complements(word)
    )


def can_come_back(earlier: Draft, later: Draft) -> bool:
    """Return whether a name of an act can be of one told before: no bombing carries people off."""
    if earlier.act.predicate.mode != "abduct":
        return True
    words = [later.act.token, *(noun for _, noun in complements(later.act.token))]
    return not any(word.lemma_ in _FIREPOWER for word in words)


def _is_known(noun: Token) -> bool:
    """Return whether a noun is of what was told, and nothing of its own ("the attack on Uri")."""
    children = list(noun.children)
    definite = any(child.lower_ in _DEFINITE for child in children if child.dep_ == "det")
    return definite and not any(child.dep_ in {"prep", "relcl", "acl"} for child in children)


def is_sited_apart(draft: Draft) -> bool:
    """Return whether an act's place hangs on another verb ("were killed, he said in Kampala")."""
    if draft.place is None:
        return False
    word, at = draft.act.token, draft.place.resolution.toponym.span.start
    verb = word.head.head if draft.act.is_noun else word
    return all(part.idx != at for part in verb.subtree)


def was_hit(draft: Draft) -> bool:
    """Return whether something is said to have been hit, not by whom ("a clinic was struck")."""
    verb = draft.act.token
    return verb.lemma_ in {"hit", "strike"} and is_passive(verb) and not draft.act.is_noun


def are_of_one_place(one: Draft, two: Draft) -> bool:
    """Return whether two acts are at the very same small place."""
    if one.place is None or two.place is None:
        return False
    first, second = one.place.resolution.entry, two.place.resolution.entry
    exact = max(one.place.geoprecision, two.place.geoprecision) <= Geoprecision.NEAR
    return exact and first is not None and second is not None and first.entry_id == second.entry_id


def is_of_others(draft: Draft) -> bool:
    """Return whether a noun tells what befell further people ("the freeing of four others")."""
    return draft.act.is_noun and any(
        word.lemma_ == "other" and word.tag_ == "NNS"
        for link, noun in complements(draft.act.token)
        if link == "of"
        for word in (noun, *noun.children)
    )


def is_definite(draft: Draft) -> bool:
    """Return whether a noun says that its act is known ("the attack", "Monday's talks")."""
    noun = draft.act.token
    children = list(noun.children)
    if draft.act.predicate.mode == "massacre" and _followed(noun):
        return True
    if any(child.dep_ == "relcl" or _is_singling(child) for child in children):
        return False
    return any(
        child.lower_ in _DEFINITE or child.ent_type_ == "DATE"
        for child in children
        if child.dep_ in {"det", "poss"}
    )


def _followed(noun: Token) -> bool:
    """Return whether a massacre is what the act before led to ("a massacre followed")."""
    verbs = [noun.head] if noun.dep_ == "nsubj" else []
    verbs += dependants(noun, "relcl")
    return any(verb.lemma_ in {"ensue", "follow"} for verb in verbs)


def is_singled_out(draft: Draft) -> bool:
    """Return whether a noun's act is picked out among others ("the latest talks" is not)."""
    return any(_is_singling(child) for child in draft.act.token.children)


def _is_singling(word: Token) -> bool:
    """Return whether an adjective picks out one act among others ("the longest talks")."""
    return word.dep_ == "amod" and (
        (word.tag_ == "JJS" and word.lower_ not in {"latest", "last"})
        or word.lower_ in {"another", "further", "next", "other", "previous", "separate", "similar"}
        or word.ent_type_ == "ORDINAL"
    )


def dates_meet(one: Draft, two: Draft) -> bool:
    """Return whether the days of two acts can be the same."""
    if one.when is None or two.when is None:
        return True
    one_end, two_end = one.when.end, two.when.end
    return (two_end is None or one.when.start <= two_end) and (
        one_end is None or two.when.start <= one_end
    )


def places_differ(one: Draft, two: Draft) -> bool:
    """Return whether two acts were at places neither of which is in the other."""
    if one.place is None or two.place is None:
        return False
    first, second = one.place.resolution.entry, two.place.resolution.entry
    if first is None or second is None or first.entry_id == second.entry_id:
        return False
    if first.country_code and second.country_code and first.country_code != second.country_code:
        return True
    if _are_of_two_divisions(first, second):
        return True
    # The parts of a front lie apart, however vaguely each is drawn.
    return all(
        draft.front or draft.place.geoprecision < Geoprecision.FIRST_DIVISION
        for draft in (one, two)
        if draft.place is not None
    )


def _are_of_two_divisions(one: Entry, two: Entry) -> bool:
    """Return whether places lie in two first-order divisions, be one of them the whole of one."""
    first, second = (
        entry.entry_id if entry.feature_code == "ADM1" else entry.admin1 for entry in (one, two)
    )
    return first is not None and second is not None and first != second


def actors_of(draft: Draft, role: Role) -> set[str]:
    """Return the ids of the actors that have a role in an act."""
    return {p.mention.actor.actor_id for p in draft.participants if p.role is role}


def names_place(draft: Draft) -> bool:
    """Return whether a noun's own phrase names where its act was ("the attack on Uri")."""
    if draft.place is None:
        return False
    words = list(draft.act.token.subtree)
    at = draft.place.resolution.toponym.span.start
    return words[0].idx <= at < words[-1].idx + len(words[-1])


def is_before(one: Draft, two: Draft) -> bool:
    """Return whether an act is told as what another came after, or was to avenge.

    "Raided it after the attack", "shelled it in retaliation for the killing of a guard".
    """
    if one.number != two.number or not one.act.is_noun:
        return False
    dated = one.when is not None and two.when is not None and one.when != two.when
    apart = dated or names_place(one)
    for child, head in ancestors(one.act.token, limit=4):
        if head.i == two.act.token.i:
            return False
        if child.dep_ == "pobj" and head.head.lemma_.lower() in _REPRISALS:
            return True
        if apart and child.dep_ == "pobj" and head.lower_ in {"after", "following", "since"}:
            return True
    return False


def is_outcome(draft: Draft) -> bool:
    """Return whether a verb tells what an act led to ("killed", "damaged")."""
    return draft.act.token.lemma_.lower() in OUTCOMES


def roles_differ(one: Draft, two: Draft, *, outcome: bool = False) -> bool:
    """Return whether others did it, or to others; an outcome may have hit others than the act."""
    for role in (Role.SOURCE, Role.TARGET)[: 1 if outcome else 2]:
        first, second = actors_of(one, role), actors_of(two, role)
        if first and second and not first & second and not _are_named_again(one, two, role):
            return True
    return False


def _are_named_again(one: Draft, two: Draft, role: Role) -> bool:
    """Return whether the later words for who has a role may mean those named ("the rebel raid")."""
    named, again = (
        [p.mention.actor for p in draft.participants if p.role is role] for draft in (one, two)
    )
    return any(
        late.actor_id.startswith(_KINDS_OF_ACTORS)
        and late.type in _INSURGENT
        and (late.type, late.country_code) == (early.type, early.country_code)
        for early in named
        for late in again
    )


def shared_doers(one: Draft, two: Draft) -> set[str]:
    """Return who did both of two acts."""
    return actors_of(one, Role.SOURCE) & actors_of(two, Role.SOURCE)
