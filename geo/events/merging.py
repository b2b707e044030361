"""One event for each act of a document, however often it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events.figures import Count, Toll, find_toll, find_victims
from geo.events.grammar import ancestors, dependants, is_passive, text_of
from geo.model import Geoprecision, Role, Status

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.drafts import Draft

__all__ = ["merge_drafts"]

# What these verbs tell is the outcome of an act: where the act is named too, it is the event.
_OUTCOMES = frozenset(
    {"burn", "damage", "destroy", "die", "eliminate", "exchange", "execute", "hurt", "injure",
     "kill", "maim", "wound"}
)  # fmt: skip
# "Overran the base after a battle": what stands after these is how ground was gained.
_FIGHTING = frozenset({"after", "amid", "during", "following", "in"})
# A denial answers what was told at most this many sentences before.
_DENIAL_REACH = 2
# How many acts back a text may come back to one; bounds the time on very long texts.
_MEMORY = 200
# The two steps of one act are told within this many words.
_STEP_TOKENS = 60
# A sentence of more acts than this is a list.
_NEIGHBOURS = 20
# What an act led to is told within this many sentences of its paragraph.
_RETOLD_REACH = 3
# Words of somebody who gives a count of his own, and of one that goes on from another.
_TELLS = re.compile(
    r"\b(?:says?|said|put|puts|claims?|claimed|counted|according to)\b", re.IGNORECASE
)
_FURTHER = re.compile(
    r"\b(?:also|another|elsewhere|earlier|further|later|more|others?)\b", re.IGNORECASE
)
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "such"})


def merge_drafts(drafts: Sequence[Draft], sentences: Sequence[Sentence], text: str) -> list[Draft]:
    """Return one draft for each act, its roles, place, date and figures completed.

    Parameters
    ----------
    drafts
        The acts told, in text order.
    sentences
        The sentences of the document.
    text
        Its text.
    """
    _part_tolls(drafts)
    kept: list[Draft] = []
    for draft in _without_outcomes(drafts):
        if _is_empty_denial(draft):
            continue
        doubted = next((k for k in reversed(kept[-_MEMORY:]) if _is_contradicted(k, draft)), None)
        if doubted is not None:
            if _denies_act(draft):
                doubted.reading = replace(doubted.reading, status=Status.DENIED)
            continue
        earlier = _best_match(kept[-_MEMORY:], draft)
        if earlier is None:
            kept.append(draft)
        else:
            _complete(earlier, draft)
    _add_tolls(kept, sentences, text)
    return kept


def _part_tolls(drafts: Sequence[Draft]) -> None:
    """Leave the dead and the place of an earlier act to it.

    "Raided camps days after the attack on a base in which 19 soldiers were killed."
    """
    for number, before in enumerate(drafts):
        for draft in drafts[max(0, number - _NEIGHBOURS) : number]:
            if not _is_before(before, draft):
                continue
            words = list(before.act.token.subtree)
            start, end = words[0].idx, words[-1].idx + len(words[-1])
            victims = find_victims(draft.sentence)
            if victims and all(start <= victim.idx < end for victim in victims):
                draft.toll = Toll(killed=None, injured=None)
            place = draft.place.resolution.toponym.span if draft.place else None
            if place is not None and start <= place.start < end:
                draft.place = None


def _best_match(kept: Sequence[Draft], draft: Draft) -> Draft | None:
    """Return the act told before that a mention comes back to: by its word, else the last."""
    matches = [(number, other) for number, other in enumerate(kept) if _is_same(other, draft)]
    if not matches:
        return None
    return max(matches, key=lambda match: (bool(match[1].lemmas & draft.lemmas), match[0]))[1]


def _without_outcomes(drafts: Sequence[Draft]) -> list[Draft]:
    """Drop "killing two" beside the strike that killed them, keeping what it adds.

    The first of the words that tell of it is the trigger ("were killed in a raid").
    """
    found = []
    for number, draft in enumerate(drafts):
        near = drafts[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS]
        causes = [other for other in near if _is_cause(other, draft)]
        # "The attack in which 19 soldiers were killed", whatever was done before it.
        nearest = [one for one in causes if one.act.token.is_ancestor(draft.act.token)]
        nearest = [one for one in nearest if one.act.is_noun] or causes
        cause = nearest[0] if nearest else None
        if cause is None:
            found.append(draft)
        else:
            _complete(cause, draft)
            cause.trigger = min(cause.trigger, draft.trigger)
    return found


def _is_cause(cause: Draft, outcome: Draft) -> bool:
    if cause is outcome or cause.number != outcome.number:
        return False
    if {cause.act.predicate.event_type, outcome.act.predicate.event_type} != {"ASSAULT"}:
        return False
    return _is_won(cause, outcome) or _is_outcome_of(cause, outcome)


def _is_outcome_of(cause: Draft, outcome: Draft) -> bool:
    """Return whether a verb of killing or damage tells what an act led to."""
    if outcome.act.token.lemma_.lower() not in _OUTCOMES or _doers_differ(cause, outcome):
        return False
    if _came_before(cause, outcome):
        return False
    if cause.act.token.lemma_.lower() in _OUTCOMES:
        return cause.act.token.i < outcome.act.token.i
    return True


def _is_won(gain: Draft, fight: Draft) -> bool:
    """Return whether ground was gained in a fight: "overran a village after a battle with M"."""
    noun = fight.act.token
    return (
        fight.act.is_noun
        and gain.act.predicate.control is not None
        and noun.dep_ == "pobj"
        and noun.head.lower_ in _FIGHTING
        and noun.head.head.i == gain.act.token.i
    )


def _came_before(cause: Draft, outcome: Draft) -> bool:
    """Return whether somebody killed after a fight: "soldiers shot civilians after clashes".

    Who only was killed after it ("two died after shelling") died of it.
    """
    noun, verb = cause.act.token, outcome.act.token
    after = noun.dep_ == "pobj" and noun.head.lower_ in {"after", "following"}
    active = bool(dependants(verb, "nsubj")) and bool(_actors(outcome, Role.TARGET))
    return after and noun.head.head.i == verb.i and active and bool(_actors(outcome, Role.SOURCE))


def _doers_differ(one: Draft, two: Draft) -> bool:
    """Return whether two acts are of different people ("killed the men who stormed the town").

    A participle has the doer of its verb, whatever the parser hangs on it ("ambushed, killing").
    """
    if two.act.token.tag_ == "VBG":
        return False
    first, second = _actors(one, Role.SOURCE), _actors(two, Role.SOURCE)
    return bool(first and second and not first & second)


def _is_same(earlier: Draft, later: Draft) -> bool:
    """Return whether a later mention is of the act told earlier."""
    agree = (
        earlier.act.predicate.event_type == later.act.predicate.event_type
        and earlier.reading.status is later.reading.status
        and earlier.background == later.background
        and _meet(earlier, later)
        and not _is_before(later, earlier)
        and not _places_differ(earlier, later)
        and not _roles_differ(earlier, later, outcome=_is_outcome(later) or _was_hit(later))
    )
    return agree and (
        (later.act.is_noun and _is_definite(later))
        or _is_same_move(earlier, later)
        or _is_resumed_talk(earlier, later)
        or _is_retold(earlier, later)
        or _is_repeated(earlier, later)
    )


def _is_repeated(earlier: Draft, later: Draft) -> bool:
    """Return whether the same people are said again to have done the same."""
    if later.when not in {None, earlier.when} or (later.act.is_noun and _is_singled_out(later)):
        return False
    shared = _shared(earlier, later)
    if later.act.predicate.event_type == "CONSULT" and len(shared) > 1:
        return True
    nobody = not earlier.participants and not later.participants
    same_word = earlier.act.token.lemma_ == later.act.token.lemma_
    return same_word and (nobody or bool(shared))


def _is_retold(earlier: Draft, later: Draft) -> bool:
    """Return whether an assault is told again by its outcome, its weapons or its dead.

    "Artillery fired on a village. Two farmers were killed." "Rounds fell on the market at
    noon." A summary line at the head and the full account below have a place and a toll in
    common.
    """
    if later.act.predicate.event_type != "ASSAULT":
        return False
    near = later.number - earlier.number <= _RETOLD_REACH and (
        _in_one_paragraph(earlier, later) or _are_of_one_place(earlier, later)
    )
    outcome = _is_outcome(later) or _was_hit(later)
    here = bool(earlier.place and later.place) and not _actors(later, Role.SOURCE)
    close = near or (
        later.number - earlier.number <= _RETOLD_REACH and not _actors(later, Role.SOURCE)
    )
    if outcome and ((close and later.when is None and later.place is None) or here):
        return True
    bare = not later.participants and later.place is None and later.number - earlier.number == 1
    if bare and later.act.predicate.mode and later.act.predicate.mode == earlier.act.predicate.mode:
        return True
    if not here or not (earlier.when is None or later.when is None):
        return False
    same_toll = earlier.toll.killed is not None and earlier.toll.killed == later.toll.killed
    same_mode = later.act.predicate.mode == earlier.act.predicate.mode
    return same_toll or (near and same_mode and not _is_one_of_many(earlier, later))


def _is_one_of_many(earlier: Draft, later: Draft) -> bool:
    """Return whether a place is told of a wave that went over a country ("a missile hit Lviv")."""
    first, second = earlier.place, later.place
    return (
        first is not None
        and second is not None
        and first.geoprecision >= Geoprecision.COUNTRY
        and second.geoprecision <= Geoprecision.NEAR
    )


def _was_hit(draft: Draft) -> bool:
    """Return whether something is said to have been hit, not by whom ("a clinic was struck")."""
    verb = draft.act.token
    return verb.lemma_ in {"hit", "strike"} and is_passive(verb) and not draft.act.is_noun


def _are_of_one_place(one: Draft, two: Draft) -> bool:
    """Return whether two acts are at the very same small place."""
    if one.place is None or two.place is None:
        return False
    first, second = one.place.resolution.entry, two.place.resolution.entry
    exact = max(one.place.geoprecision, two.place.geoprecision) <= Geoprecision.NEAR
    return exact and first is not None and second is not None and first.entry_id == second.entry_id


def _in_one_paragraph(one: Draft, two: Draft) -> bool:
    return one.paragraph == two.paragraph


def _is_same_move(earlier: Draft, later: Draft) -> bool:
    """Return whether one sentence tells an act in two steps ("moved in and took up positions")."""
    return (
        earlier.number == later.number
        and later.act.predicate.event_type in {"ASSAULT", "MOBILIZE", "RETREAT"}
        and not _actors(later, Role.TARGET)
        and (_actors(later, Role.SOURCE) <= _actors(earlier, Role.SOURCE))
        and (later.when is None or later.when == earlier.when)
        and _depends(later, earlier)
    )


def _depends(one: Draft, two: Draft) -> bool:
    first, second = one.act.token, two.act.token
    if abs(first.i - second.i) > _STEP_TOKENS:
        return False
    return second.is_ancestor(first) or first.is_ancestor(second)


def _is_resumed_talk(earlier: Draft, later: Draft) -> bool:
    """Return whether a meeting is spoken of again ("the sides discussed")."""
    return (
        later.act.predicate.event_type == "CONSULT"
        and later.number - earlier.number == 1
        and later.when is None
        and later.place is None
    )


def _is_empty_denial(draft: Draft) -> bool:
    """Return whether a denied act is of nobody and nowhere ("no shot was fired")."""
    if draft.reading.status is not Status.DENIED or draft.participants or draft.place:
        return False
    clause = draft.reading.clause
    return not any(
        word.pos_ in {"PRON", "PROPN"} or word.ent_type_ or dependants(word, "poss", "amod")
        for word in dependants(clause, "nsubj", "nsubjpass", "agent", "dobj")
    )


def _is_contradicted(earlier: Draft, later: Draft) -> bool:
    """Return whether a denial is of an act told just before, not an act of its own."""
    return (
        later.reading.status is Status.DENIED
        and not later.accused
        and earlier.reading.status is Status.ACTUAL
        and earlier.act.predicate.event_type == later.act.predicate.event_type
        and later.number - earlier.number <= _DENIAL_REACH
        and not _places_differ(earlier, later)
        and not _doers_differ(earlier, later)
    )


def _denies_act(draft: Draft) -> bool:
    """Return whether the act is denied, not its author ("no such conversation took place")."""
    return draft.act.is_noun and any(
        child.lower_ in {"no", "any", "such", "the"} for child in draft.act.token.children
    )


def _is_definite(draft: Draft) -> bool:
    noun = draft.act.token
    children = list(noun.children)
    if any(child.dep_ == "relcl" or _is_singling(child) for child in children):
        return False
    return any(
        child.lower_ in _DEFINITE or child.ent_type_ == "DATE"
        for child in children
        if child.dep_ in {"det", "poss"}
    )


def _is_singled_out(draft: Draft) -> bool:
    return any(_is_singling(child) for child in draft.act.token.children)


def _is_singling(word: Token) -> bool:
    """Return whether an adjective picks out one act among others ("the longest talks")."""
    return word.dep_ == "amod" and (
        (word.tag_ == "JJS" and word.lower_ not in {"latest", "last"})
        or word.lower_ in {"another", "further", "next", "other", "previous", "separate", "similar"}
        or word.ent_type_ == "ORDINAL"
    )


def _meet(one: Draft, two: Draft) -> bool:
    if one.when is None or two.when is None:
        return True
    one_end, two_end = one.when.end, two.when.end
    return (two_end is None or one.when.start <= two_end) and (
        one_end is None or two.when.start <= one_end
    )


def _places_differ(one: Draft, two: Draft) -> bool:
    if one.place is None or two.place is None:
        return False
    first, second = one.place.resolution.entry, two.place.resolution.entry
    if first is None or second is None or first.entry_id == second.entry_id:
        return False
    if first.country_code and second.country_code and first.country_code != second.country_code:
        return True
    # The parts of a front lie apart, however vaguely each is drawn.
    return all(
        draft.front or draft.place.geoprecision < Geoprecision.FIRST_DIVISION
        for draft in (one, two)
        if draft.place is not None
    )


def _actors(draft: Draft, role: Role) -> set[str]:
    return {p.mention.actor.actor_id for p in draft.participants if p.role is role}


def _names_place(draft: Draft) -> bool:
    """Return whether a noun's own phrase names where its act was ("the attack on Uri")."""
    if draft.place is None:
        return False
    words = list(draft.act.token.subtree)
    at = draft.place.resolution.toponym.span.start
    return words[0].idx <= at < words[-1].idx + len(words[-1])


def _is_before(one: Draft, two: Draft) -> bool:
    """Return whether an act is told as what another came after ("raided it after the attack")."""
    dated = one.when is not None and two.when is not None and one.when != two.when
    if one.number != two.number or not one.act.is_noun or not (dated or _names_place(one)):
        return False
    for child, head in ancestors(one.act.token, limit=4):
        if head.i == two.act.token.i:
            return False
        if child.dep_ == "pobj" and head.lower_ in {"after", "following", "since"}:
            return True
    return False


def _is_outcome(draft: Draft) -> bool:
    return draft.act.token.lemma_.lower() in _OUTCOMES


def _roles_differ(one: Draft, two: Draft, *, outcome: bool = False) -> bool:
    """Return whether others did it, or to others; an outcome may have hit others than the act."""
    for role in (Role.SOURCE, Role.TARGET)[: 1 if outcome else 2]:
        first, second = _actors(one, role), _actors(two, role)
        if first and second and not first & second:
            return True
    return False


def _shared(one: Draft, two: Draft) -> set[str]:
    return _actors(one, Role.SOURCE) & _actors(two, Role.SOURCE)


def _complete(kept: Draft, other: Draft) -> None:
    """Give a kept act what another mention of it knows beyond it."""
    # Who died in a clash is not the other side of it.
    clashed = kept.act.predicate.frame.get("among") == "source" and (
        _is_outcome(other) or _was_hit(other)
    )
    for role in (Role.SOURCE, Role.TARGET)[: 1 if clashed else 2]:
        if not _actors(kept, role):
            known = {p.mention.actor.actor_id for p in kept.participants}
            kept.participants += tuple(
                p
                for p in other.participants
                if p.role is role and p.mention.actor.actor_id not in known
            )
    kept.lemmas |= other.lemmas
    if kept.when is None:
        kept.when, kept.continuing = other.when, other.continuing
    unplaced = kept.place is None and kept.place_words is None
    if unplaced or (other.place and other.place_score > kept.place_score + 1):
        kept.place, kept.place_score = other.place, other.place_score
        kept.front, kept.place_words = other.front, other.place_words
    kept.toll = Toll(
        killed=kept.toll.killed or other.toll.killed,
        injured=kept.toll.injured or other.toll.injured,
    )


def _add_tolls(drafts: Sequence[Draft], sentences: Sequence[Sentence], text: str) -> None:
    """Give an assault the dead and injured of the sentences after it, up to the next assault.

    "Artillery fired on a village. Two farmers were killed."
    """
    violent = [d for d in drafts if d.act.predicate.event_type in {"ASSAULT", "PROTEST"}]
    # "A thousand died in the siege" is of the siege, not of the strike told before.
    taken = {
        draft.number
        for draft in drafts
        if draft.act.predicate.event_type in {"ASSAULT", "COERCE", "PROTEST"}
    }
    for draft in violent:
        for number in range(draft.number + 1, draft.number + 1 + _RETOLD_REACH):
            if number in taken or number >= len(sentences):
                break
            between = text[draft.sentence.end_char : sentences[number].start_char]
            if "\n" in between.strip(" "):
                break
            more = find_toll(sentences[number])
            rival = _rival(draft.toll.killed, more.killed, sentences[number])
            draft.toll = replace(
                draft.toll,
                killed=rival or draft.toll.killed or more.killed,
                injured=draft.toll.injured or more.injured,
            )


def _rival(first: Count | None, second: Count | None, sentence: Sentence) -> Count | None:
    """Return the range of two counts of the same dead, where somebody else gives the second.

    "Four people were killed, the ministry said. The union says that six have died."
    """
    if first is None or second is None or first.low is None or second.low is None:
        return None
    if (
        first == second
        or not _TELLS.search(text_of(sentence))
        or _FURTHER.search(text_of(sentence))
    ):
        return None
    exact = first.low == first.high and second.low == second.high
    low, high = sorted((first.low, second.low))
    return Count(low=low, high=high) if exact and low else None
