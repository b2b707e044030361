"""Who is said to hold a place, where no act is told: "the Houthis control Hodeidah"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from geo.events.claims import find_places, is_unnamed_site, places_meant
from geo.events.context import Context
from geo.events.dating import date_drafts
from geo.events.drafts import Draft
from geo.events.grammar import agents, auxiliaries, complements, dependants, is_passive, text_of
from geo.events.holders import find_holders, possessors
from geo.events.lexicon import EventLexicon
from geo.events.operators import Reading, read_act
from geo.events.predicates import Act, find_entry
from geo.events.timing import times_of
from geo.events.valency import objects, subjects
from geo.model import Claim, Control, DatePrecision, Span, Status, When

if TYPE_CHECKING:
    import datetime as dt

    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.lexicon import Predicate
    from geo.language import Parse
    from geo.model import ActorMention, Document, Resolution

__all__ = ["find_claims"]

# Words without which nothing is said of who holds a place; sentences without them are not read.
_TELLING = re.compile(
    r"\b(?:administer\w*|blockade|cling\w*|clung|control\w*|contested|disputed|hands|held|holds?|"
    r"holding|occupied|retain\w*|rule|siege)\b",
    re.IGNORECASE,
)
# "Rebel-held Darayya": participles that say by whom.
_EPITHETS = frozenset({"administered", "controlled", "held", "occupied"})
_POWER = frozenset({"control", "hand", "occupation", "rule"})
# "Both claim to hold the town": each by his own word.
_CLAIMS = frozenset({"claim", "profess"})
_WITHIN = frozenset({"in", "under"})
_UNSIGNED = frozenset({Control.BESIEGES, Control.CONTESTED})
_IN_PASSING = frozenset({"acl", "advcl", "relcl"})
_PRESENT = frozenset({"VBP", "VBZ"})
_NOW = frozenset({"am", "are", "has", "have", "is", "'s", "'ve"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """A sentence, what is known of its document, and the day of publication."""

    sentence: Sentence
    number: int
    context: Context
    published: dt.date | None


def find_claims(
    document: Document,
    parse: Parse,
    resolutions: Sequence[Resolution],
    mentions: Sequence[ActorMention],
) -> tuple[Claim, ...]:
    """Find who is said to hold places, or that they are contested, where no act is told.

    Nothing is said by what is denied, planned or supposed, nor by who holds a part of a place.
    "No longer controls" says that it is lost.

    Parameters
    ----------
    document
        The document; dates are resolved against its day of publication.
    parse
        Its parse.
    resolutions
        Its toponyms with their entries.
    mentions
        Its actors.

    Returns
    -------
    The claims in text order.
    """
    if _TELLING.search(document.text) is None:
        return ()
    context = Context.of(EventLexicon.open(), mentions, resolutions, document.text)
    found = [
        claim
        for number, sentence in enumerate(parse.sentences)
        if _TELLING.search(text_of(sentence))
        for claim in _claims(
            _Scene(sentence=sentence, number=number, context=context, published=document.published)
        )
    ]
    return tuple(_unique(found))


def _unique(claims: Sequence[Claim]) -> Iterator[Claim]:
    seen: set[tuple[Span, Control, str, Span]] = set()
    for claim in claims:
        actor = claim.mention.actor.actor_id if claim.mention is not None else ""
        key = (claim.sentence, claim.control, actor, claim.resolution.toponym.span)
        if key not in seen:
            seen.add(key)
            yield claim


def _claims(scene: _Scene) -> Iterator[Claim]:
    """Yield what the words of a sentence say of who holds a place; a question says nothing."""
    if text_of(scene.sentence).rstrip().endswith("?"):
        return
    for token in scene.sentence:
        if token.pos_ in {"VERB", "AUX"} and token.dep_ != "amod":
            yield from _said(token, scene)
        elif token.lower_ in _EPITHETS and token.dep_ == "amod":
            yield from _epithet(token, scene)
        elif token.lemma_.lower() in _POWER and token.dep_ == "pobj" and token.head.dep_ == "prep":
            yield from _aside(token, scene)


def _said(verb: Token, scene: _Scene) -> Iterator[Claim]:
    """Yield what a verb says: "control", "hold", "remain in the hands of", "be contested"."""
    context = scene.context
    entry = find_entry(verb, context)
    if entry is None or entry[0].control is None or entry[0].event_type != "NONE":
        return
    predicate, words = entry
    act = Act(token=verb, predicate=predicate, span=_span(verb, words), words=tuple(words))
    reading = read_act(act, {}, context)
    bid = _bid(verb)
    control = _control(predicate, reading, words, verb) if bid is None else predicate.control
    if control is None:
        return
    clause = bid or (verb if reading is None else reading.clause)
    when = _date(act, reading, scene)
    passing = clause.dep_ in _IN_PASSING or (reading is not None and reading.past_perfect)
    claim = _Said(span=act.span, control=control, when=when, background=passing)
    for place in _places(predicate, words, verb, context):
        holders = _holders(predicate, words, verb, place, context)
        # Who "both sides" are is not said.
        holders = [] if bid is not None and _are_both(bid) and len(holders) == 1 else holders
        for mention in holders:
            yield _claim(claim, mention, place, scene)
        # Who is not named may be anybody; that a place is contested is told all the same.
        if not holders and control in _UNSIGNED:
            yield _claim(claim, None, place, scene)
        # What several claim at once is contested between them.
        if bid is not None and (len(holders) > 1 or _are_both(bid)):
            yield _claim(replace(claim, control=Control.CONTESTED), None, place, scene)
    if control is Control.HOLDS and not _is_of_place(predicate):
        yield from _parts_held(replace(claim, control=Control.CONTESTED), verb, scene)


def _bid(verb: Token) -> Token | None:
    """Return the verb by which somebody says that he holds a place ("claim to control Rutba")."""
    head = verb.head
    if verb.dep_ != "xcomp" or head.lemma_.lower() not in _CLAIMS:
        return None
    doubted = dependants(head, "neg") or any(w.tag_ == "MD" for w in dependants(head, "aux"))
    return None if doubted else head


def _are_both(bid: Token) -> bool:
    """Return whether sides that are not named say the same of one place ("both sides claim")."""
    return any(
        word.lower_ in {"both", "two"}
        for noun in dependants(bid, "nsubj")
        for word in (noun, *dependants(noun, "det", "nummod", "predet"))
    )


def _parts_held(claim: _Said, verb: Token, scene: _Scene) -> Iterator[Claim]:
    """Yield that a town just taken is contested by who still holds a part of it.

    "The army recaptured Tikrit, but the militants said they still held the university."
    """
    for site in objects(verb)[:1]:
        if not is_unnamed_site(site, scene.context):
            continue
        for place in places_meant(verb, scene.context):
            for noun in subjects(verb, scene.context.lexicon):
                for mention in find_holders(noun, place, scene.context):
                    yield _claim(claim, mention, place, scene)


def _control(
    predicate: Predicate, reading: Reading | None, words: Sequence[Token], verb: Token
) -> Control | None:
    if predicate.control is Control.HOLDS and _is_over(verb, words):
        return Control.LOSES
    if reading is None or reading.status is not Status.ACTUAL or reading.attempted:
        return None
    return predicate.control


def _is_over(verb: Token, words: Sequence[Token]) -> bool:
    """Return whether something is so no longer ("no longer controls")."""
    return any(
        child.lower_ == "longer" and child.i > 0 and child.nbor(-1).lower_ == "no"
        for head in (verb, *words)
        for child in dependants(head, "advmod", "npadvmod", "neg")
    )


def _span(verb: Token, words: Sequence[Token]) -> Span:
    """Return the words that claim it, where they stand together; else the verb."""
    last = max((verb, *words), key=lambda word: word.i)
    near = last.i - verb.i <= len(words) + 2
    return Span(start=verb.idx, end=(last if near else verb).idx + len(last if near else verb))


def _is_of_place(predicate: Predicate) -> bool:
    """Return whether the subject is the place ("the town is in rebel hands")."""
    return "place" in predicate.subject


def _power(words: Sequence[Token]) -> list[Token]:
    return [word for word in words if word.lemma_.lower() in _POWER]


def _places(
    predicate: Predicate, words: Sequence[Token], verb: Token, context: Context
) -> Iterator[Resolution]:
    if _is_of_place(predicate):
        nouns = subjects(verb, context.lexicon)
    elif power := _power(words):
        nouns = [
            noun
            for word in power
            for preposition, noun in complements(word)
            if preposition in {"of", "over"}
        ]
    else:
        # "Held on to Bouake".
        nouns = objects(verb) or [noun for word in words for noun in dependants(word, "pobj")]
    for noun in nouns[:1]:
        yield from find_places(noun, context)


def _holders(
    predicate: Predicate, words: Sequence[Token], verb: Token, place: Resolution, context: Context
) -> list[ActorMention]:
    if _is_of_place(predicate):
        nouns = [noun for word in _power(words) for noun in possessors(word)]
        nouns += [noun for part, noun in complements(verb) if part in {"by", "between"}]
    else:
        nouns = agents(verb) if is_passive(verb) else subjects(verb, context.lexicon)
    return [mention for noun in nouns for mention in find_holders(noun, place, context)]


def _epithet(participle: Token, scene: _Scene) -> Iterator[Claim]:
    """Yield what an adjective says in passing ("rebel-held Darayya")."""
    at = participle.i
    if at - scene.sentence.start < 2 or participle.nbor(-1).text != "-":  # noqa: PLR2004
        return
    holder = participle.nbor(-2)
    claim = _passing(holder, participle, scene)
    # Of "rebel-held Homs and Hama" the first is; whether the second is too is not said.
    for place in islice(find_places(participle.head, scene.context), 1):
        for mention in find_holders(holder, place, scene.context):
            yield _claim(claim, mention, place, scene)


def _aside(power: Token, scene: _Scene) -> Iterator[Claim]:
    """Yield what stands beside a place ("Bor, under rebel control since May, was shelled")."""
    preposition, context = power.head, scene.context
    noun = preposition.head
    if preposition.lower_ not in _WITHIN or noun.pos_ not in {"NOUN", "PROPN"}:
        return
    claim = _passing(preposition, power, scene)
    for place in find_places(noun, context):
        for word in possessors(power):
            for mention in find_holders(word, place, context):
                yield _claim(claim, mention, place, scene)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is claimed, before it is known of whom and of which place."""

    span: Span
    control: Control
    when: When | None
    background: bool


def _passing(first: Token, last: Token, scene: _Scene) -> _Said:
    """Return the claim of words that say in passing whose a place is."""
    return _Said(
        span=Span(start=first.idx, end=last.idx + len(last)),
        control=Control.HOLDS,
        when=_publication(scene),
        background=True,
    )


def _claim(said: _Said, mention: ActorMention | None, place: Resolution, scene: _Scene) -> Claim:
    return Claim(
        document_id=place.toponym.document_id,
        span=said.span,
        sentence=Span(start=scene.sentence.start_char, end=scene.sentence.end_char),
        control=said.control,
        mention=mention,
        resolution=place,
        when=said.when,
        background=said.background,
    )


def _date(act: Act, reading: Reading | None, scene: _Scene) -> When | None:
    """Return the time that a sentence gives its claim; of the present, the day of publication."""
    published = scene.published
    if reading is None or published is None:
        return _publication(scene)
    draft = Draft(
        act=act,
        trigger=act.span,
        reading=reading,
        sentence=scene.sentence,
        number=scene.number,
        paragraph=0,
    )
    acts = {act.token.i: act}
    date_drafts([draft], acts=acts, context=scene.context, published=published, last=None)
    if draft.when is None and _is_present(reading.clause):
        return _on(published)
    return draft.when


def _is_present(clause: Token) -> bool:
    helpers = {word.lower_ for word in auxiliaries(clause)}
    return bool(helpers & _NOW) if helpers else clause.tag_ in _PRESENT


def _publication(scene: _Scene) -> When | None:
    """Return the day of publication, unless the sentence is of another time."""
    if scene.published is None or times_of(scene.sentence, published=scene.published):
        return None
    return _on(scene.published)


def _on(day: dt.date) -> When:
    return When(start=day, end=day, precision=DatePrecision.DAY)
