"""Code the events of a document: acts, how they are put, roles, place, date, figures, merging."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.events.aftermath import add_tolls
from geo.events.chronicles import set_years
from geo.events.claims import claim_places
from geo.events.combatants import find_combatants
from geo.events.context import Context
from geo.events.contexts import find_contexts
from geo.events.dating import carry_dates, carry_narrative, date_drafts, last_date
from geo.events.discourse import carry_place
from geo.events.drafts import Draft
from geo.events.figures import count_bodies, find_named_toll, find_toll
from geo.events.forms import date_forms
from geo.events.grammar import ancestors, complements, dependants, is_habitual
from geo.events.incidents import site_incidents
from geo.events.items import Items, find_items
from geo.events.legs import add_legs
from geo.events.merging import merge_drafts
from geo.events.modes import find_mode
from geo.events.movements import find_movement
from geo.events.operators import find_quotations, is_first_person, read_act
from geo.events.opponents import find_opponents
from geo.events.phrases import describe_act, find_trigger
from geo.events.places import are_near
from geo.events.placing import Ground, place_drafts
from geo.events.predicates import find_acts
from geo.events.reactions import address_reactions, find_harmed, find_speakers
from geo.events.relevance import is_forecast, is_private
from geo.events.roles import find_participants
from geo.events.shares import part_shares
from geo.events.totals import find_totals
from geo.gazetteer import Gazetteer
from geo.model import (
    ActorMention,
    DatePrecision,
    Document,
    EventPlace,
    Geoprecision,
    Report,
    Resolution,
    Role,
    Span,
    Status,
    When,
)

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

    from geo.events.lexicon import EventLexicon
    from geo.events.predicates import Act
    from geo.language import Parse
    from geo.trees import Trees

__all__ = ["find_events"]

CODER = "geo.events"
# An act that ended longer ago than this is context, not news.
_NEWS_DAYS = 14
# The act before, in the same scene, is at most this many acts back.
_SCENE_ACTS = 20
# Acts in so many places have no one scene.
_SEVERAL = 2
_MATERIAL = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT"})
# What is done by saying it; to agree or to protest may take more.
_SPEECH_ACTS = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
_DENIALS = frozenset(
    {
        "baseless",
        "deny",
        "dismiss",
        "fabrication",
        "false",
        "refute",
        "reject",
        "unfounded",
        "untrue",
    }
)


def find_events(
    document: Document,
    parse: Parse,
    resolutions: Sequence[Resolution],
    mentions: Sequence[ActorMention],
    *,
    lexicon: EventLexicon,
    geography: Gazetteer,
    siting: Trees | None,
) -> tuple[Report, ...]:
    """Find the events that a document tells of.

    Parameters
    ----------
    document
        The document; dates are resolved against its day of publication.
    parse
        Its parse.
    resolutions
        Its toponyms with their entries; those meant literally can be places of events.
    mentions
        Its actors.
    lexicon
        The event lexicon.
    geography
        The gazetteer, for the borders of countries.
    siting
        The trees that weigh where an act happened; `None` for rules alone.

    Returns
    -------
    One report for each act, however often the document tells of it, in text order.
    """
    context = Context.of(lexicon, mentions, resolutions, document.text)
    acts = find_acts(parse.sentences, context)
    reader = _Reader(
        document=document,
        context=context,
        acts={act.token.i: act for act in acts},
        quotations=find_quotations(document.text),
    )
    items = find_items(document.text, context.resolutions, document.published)
    drafts: list[Draft] = []
    last: When | None = None
    for number, sentence in enumerate(parse.sentences):
        last = None if items.begins(sentence) else last
        told, total = _drafts(reader, sentence, number, last), find_totals(sentence)
        if not told:
            _add_bodies(drafts, sentence, number, document.text)
        drafts += [draft for draft in told if draft.act.token.i not in total or _is_said(draft)]
        last = last if total else last_date(sentence, document.published, last)
    ground = Ground(text=document.text, acts=reader.acts, context=context, geography=geography)
    place_drafts(drafts, ground, siting)
    site_incidents(drafts, parse.sentences, ground, document.published)
    _adopt_sources(drafts)
    items.date(drafts)
    set_years(drafts, document.text, document.published)
    carry_dates(drafts, document.text, document.published)
    _deny_accused(drafts, parse.sentences)
    merged = merge_drafts(drafts, items)
    date_forms(merged, document.text, document.published)
    add_tolls(merged, parse.sentences, context, document.text, document.published)
    merged = add_legs(part_shares(merged, context, document.published), context)
    _carry_places(merged, context, document.text, items)
    carry_narrative(merged, document.published)
    _place_agreements(merged)
    find_speakers(merged, context)
    address_reactions(merged, context)
    find_harmed(merged, parse.sentences, context)
    find_combatants(merged, parse.sentences, context)
    find_opponents(merged, context)
    told = [d for d in merged if not (is_private(d, context) or is_forecast(d))]
    return tuple(_report(draft, reader) for draft in told)


def _add_bodies(drafts: Sequence[Draft], sentence: Sentence, number: int, text: str) -> None:
    """Add to the attack of the sentence before the bodies that somebody counted after it."""
    last = drafts[-1] if drafts else None
    if last is None or last.act.predicate.event_type != "ASSAULT" or last.toll.killed is not None:
        return
    near = number - last.number == 1 and "\n" not in text[last.paragraph : sentence.start_char]
    if near and (bodies := count_bodies(sentence)) is not None:
        last.toll = replace(last.toll, killed=bodies)


def _is_said(draft: Draft) -> bool:
    """Return whether an act is what a sentence says first, whatever totals it goes on to name.

    "Demanded an inquiry into the murder of 15,000 prisoners."
    """
    return draft.act.token.dep_ == "ROOT" and draft.act.predicate.event_type in _SPEECH_ACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """What is known of a document while its sentences are read."""

    document: Document
    context: Context
    acts: Mapping[int, Act]
    quotations: Sequence[Span]


def _drafts(reader: _Reader, sentence: Sentence, number: int, last: When | None) -> list[Draft]:
    """Return the acts of a sentence that the text tells as events."""
    told = [
        Draft(
            act=act,
            trigger=find_trigger(act, reading.clause, reader.context),
            reading=reading,
            sentence=sentence,
            number=number,
            paragraph=reader.document.text.rfind("\n", 0, sentence.start_char) + 1,
        )
        for token in sentence
        if (act := reader.acts.get(token.i)) is not None
        and not _is_quoted(act, reader.quotations, reader.context)
        and (reading := read_act(act, reader.acts, reader.context)) is not None
    ]
    if not told:
        return []
    date_drafts(
        told,
        acts=reader.acts,
        context=reader.context,
        published=reader.document.published,
        last=last,
    )
    toll = find_toll(sentence)
    named = [find_named_toll(draft.act.token) for draft in told]
    earlier = [one for one, draft in zip(named, told, strict=True) if one and _is_prior(draft)]
    rest = replace(toll, killed=None) if toll.killed in earlier else toll
    for draft, own in zip(told, named, strict=True):
        draft.toll = rest if own is None else replace(toll, killed=own)
        draft.lemmas = {draft.act.token.lemma_.lower()}
        draft.participants = find_participants(draft.act, draft.reading.clause, reader.context)
        draft.background = _is_background(draft, reader.document.published)
    return told


def _is_prior(draft: Draft) -> bool:
    """Return whether a noun tells what was before, or why ("after the killing of two guards")."""
    noun = draft.act.token
    return noun.dep_ == "pobj" and noun.head.lower_ in {"after", "following", "for", "over"}


def _carry_places(drafts: Sequence[Draft], known: Context, text: str, items: Items) -> None:
    """Give acts without a place of their own the one that the text around them gives."""
    for number, draft in enumerate(drafts):
        if draft.place is None and not (draft.elsewhere or items.is_elsewhere(draft)):
            earlier = items.beside(draft, drafts[max(0, number - _SCENE_ACTS) : number])
            others, context = items.beside(draft, drafts), items.context_of(draft, known)
            draft.place = items.place_of(draft) or carry_place(
                draft,
                earlier=_alike(draft, earlier) if _resumes(draft) else earlier,
                others=others,
                context=context,
                text=text,
            )
            if _is_desk(draft.place, others, context):
                draft.place = None
        # "The town" that stands for one named before is nearer the truth than a border.
        if draft.border is not None and (draft.place is None or _is_vague(draft.place)):
            draft.place = draft.border


def _resumes(draft: Draft) -> bool:
    """Return whether an act is told of one told before ("were killed in the assault")."""
    return any(
        any(word.lower_ == "the" for word in dependants(noun, "det"))
        for preposition, noun in complements(draft.reading.clause)
        if preposition in {"during", "in"}
    )


def _alike(draft: Draft, earlier: Sequence[Draft]) -> list[Draft]:
    event_type = draft.act.predicate.event_type
    return [other for other in earlier if other.act.predicate.event_type == event_type]


def _is_desk(place: EventPlace | None, drafts: Sequence[Draft], context: Context) -> bool:
    """Return whether a text is only written where its dateline says.

    "PARIS - Armed men killed 98 people in Rais, near Algiers": what it goes on to tell is not of
    Paris, as nothing that it places is in France. Nor is it of a town that no act is placed in
    where others are placed in two other places.
    """
    home = context.dateline
    if place is None or home is None or place.resolution is not home or home.entry is None:
        return False
    told = [
        draft.place.resolution.entry
        for draft in drafts
        if draft.place is not None
        and not draft.place.inferred
        and draft.place.resolution.entry is not None
    ]
    places = {entry.entry_id for entry in told}
    abroad = home.entry.country_code not in {entry.country_code for entry in told}
    elsewhere = len(places) >= _SEVERAL and not any(are_near(home.entry, one) for one in told)
    return bool(places) and (abroad or elsewhere)


def _is_vague(place: EventPlace) -> bool:
    return place.inferred or place.geoprecision >= Geoprecision.COUNTRY


def _place_agreements(drafts: Sequence[Draft]) -> None:
    """Draw an agreement without a place of its own where what is agreed to is to happen.

    "Gave its blessing to a 48-hour pause in the city" is of the city, wherever it was given.
    """
    by_token = {draft.act.token.i: draft for draft in drafts}
    for draft in drafts:
        outer = by_token.get(draft.reading.content_of or -1)
        agreed = outer is not None and outer.act.predicate.event_type == "AGREE"
        if outer is not None and agreed and outer.place is None and draft.place is not None:
            outer.place = replace(
                draft.place,
                geoprecision=max(draft.place.geoprecision, Geoprecision.NEAR),
                reason="the place of what is agreed to; where it was agreed is not stated",
                inferred=True,
            )


def _adopt_sources(drafts: Sequence[Draft]) -> None:
    """Let who agrees to a pause, or demands one, be its source where the text names no other."""
    by_token = {draft.act.token.i: draft for draft in drafts}
    for draft in drafts:
        outer = by_token.get(draft.reading.content_of or -1)
        if outer is not None and not any(p.role is Role.SOURCE for p in draft.participants):
            sources = [p for p in outer.participants if p.role is Role.SOURCE]
            draft.participants = (*sources, *draft.participants)


def _deny_accused(drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """Mark what somebody is accused of as denied where the text goes on to say so."""
    accusations = {d.act.token.i: d for d in drafts if d.act.predicate.event_type == "ACCUSE"}
    for draft in drafts:
        charged = any(head.i in accusations for _, head in ancestors(draft.act.token, limit=3))
        draft.accused = charged
        if not charged or draft.act.predicate.event_type not in _MATERIAL | {"AID"}:
            continue
        after = [
            token
            for sentence in sentences[draft.number : draft.number + 2]
            for token in sentence
            if token.i > draft.act.token.i
        ]
        if any(word.lemma_.lower() in _DENIALS for word in after):
            draft.reading = replace(draft.reading, status=Status.DENIED)


def _is_quoted(act: Act, quotations: Sequence[Span], context: Context) -> bool:
    """Return whether an act is only spoken of by somebody quoted, of himself or at large."""
    if not any(quotation.contains(act.span) for quotation in quotations):
        return False
    return is_first_person(act, context) or not any(
        mention.span.start <= token.idx < mention.span.end
        for mention in context.mentions
        for token in act.token.subtree
        if not mention.implied
    )


def _is_background(draft: Draft, published: dt.date | None) -> bool:
    """Return whether an act is told as context, not as this document's news."""
    reading = draft.reading
    # "Denied that it had struck" is in the past of the denial, not of the news.
    told = reading.reported or reading.status is Status.DENIED
    if reading.past_perfect and not told:
        return True
    forcible = draft.act.predicate.event_type in {"ASSAULT", "COERCE"}
    if draft.when is None and forcible and is_habitual(reading.clause):
        return True
    if published is None or draft.when is None or reading.future:
        return False
    if draft.continuing and (published - draft.when.start).days > _NEWS_DAYS:
        return True
    if draft.when.precision is DatePrecision.LONGER:
        return (published - draft.when.start).days > _NEWS_DAYS
    end = draft.when.end or draft.when.start
    return (published - end).days > _NEWS_DAYS


def _report(draft: Draft, reader: _Reader) -> Report:
    act, document, context = draft.act, reader.document, reader.context
    event_type, mode = act.predicate.event_type, find_mode(act, reader.acts)
    codes = context.lexicon.codes(event_type, mode, draft.participants)
    sentence = Span(start=draft.sentence.start_char, end=draft.sentence.end_char)
    killed, injured = _tolls(draft)
    origin, destination = find_movement(act, draft.reading.clause, context)
    return Report(
        report_id=report_id(document.document_id, draft.trigger, act.predicate.event_type),
        document_id=document.document_id,
        trigger=draft.trigger,
        surface=document.text[draft.trigger.start : draft.trigger.end],
        phrase=describe_act(act, document.text, context),
        sentence=sentence,
        contexts=find_contexts(document.text, sentence),
        event_type=event_type,
        mode=mode or None,
        cameo=codes.cameo,
        acled_event_type=codes.acled_event_type,
        acled_sub_event_type=codes.acled_sub_event_type,
        status=draft.reading.status,
        participants=draft.participants,
        place=draft.place,
        place_reason=_place_reason(draft, document.text),
        place_words=draft.place_words,
        origin=origin,
        destination=destination,
        when=draft.when,
        fatalities_low=killed[0],
        fatalities_best=killed[0] if killed[0] is not None and killed[0] == killed[1] else None,
        fatalities_high=killed[1],
        injured=injured,
        claims=claim_places(draft, context),
        background=draft.background,
        score=_confidence(draft),
        coder=CODER,
    )


def _place_reason(draft: Draft, text: str) -> str:
    if draft.place is not None:
        return draft.place.reason
    words = draft.place_words
    if words is None:
        return "no place is named for it"
    return f"'{text[words.start : words.end]}' is named for it, which no gazetteer has"


def _tolls(draft: Draft) -> tuple[tuple[int | None, int | None], int | None]:
    """Return the dead and injured of an assault; of other acts the text's numbers say nothing."""
    if draft.act.predicate.event_type not in {"ASSAULT", "PROTEST"}:
        return (None, None), None
    killed, injured = draft.toll.killed, draft.toll.injured
    dead = (killed.low, killed.high) if killed else (None, None)
    hurt = (injured.low if injured.low is not None else injured.high) if injured else None
    return dead, hurt


def report_id(document_id: str, trigger: Span, event_type: str) -> str:
    """Return the id of a report: twelve hexadecimal digits made from what it is of."""
    text = f"{document_id}\x1f{trigger.start}\x1f{trigger.end}\x1f{event_type}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _confidence(draft: Draft) -> float:
    """Return how sure the coder is: lower for nouns, for acts without actors or a place."""
    score = 0.9 - 0.1 * draft.act.is_noun - 0.15 * (not draft.participants)
    if draft.act.predicate.words or draft.act.predicate.object:
        score += 0.05
    return round(score, 3)
