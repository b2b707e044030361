"""Give the acts of a document the places that their own sentences name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from geo.events.borders import find_border
from geo.events.grammar import ESCAPES, ancestors, complements, dependants, is_passive
from geo.events.jurisdictions import find_jurisdiction
from geo.events.linking import find_anchor
from geo.events.places import (
    VERBAL,
    PlaceLink,
    find_capital,
    grade_link,
    is_frame,
    link_border,
    link_place,
    make_place,
    names_unknown_place,
    place_of,
)
from geo.events.siting import Features, Site, find_sites, siting_features
from geo.model import EventPlace, Geoprecision

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.drafts import Draft
    from geo.events.predicates import Act
    from geo.gazetteer import Gazetteer
    from geo.trees import Trees

__all__ = ["Ground", "pick_site", "place_drafts"]

# A place less likely than this is not an act's; where F1 is best on sentences left out. What is
# said need not be said at any place that is named.
_LIKELY, _LIKELY_SAID = 0.35, 0.45
# What a place that no gazetteer has is said to lie in need not be likely as the place itself.
_AROUND = 0.05
# The rules' scores, which merging compares, go up to three.
_SCALE = 3.0
# After these stands what a protest is about.
_TOPICAL = frozenset({"about", "against", "over"})
_NAMED_AFTER = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_ONWARD = frozenset({"for", "into", "to", "toward", "towards"})
# "Qwertina, 12 km west of Homs" names the place that it is told by within this many characters.
_REACH = 80
# Where those speak who tell of what happens elsewhere.
_SEATS = frozenset({"command", "embassy", "headquarter", "headquarters", "ministry"})
# No sentence of prose names as many; lists and nonsense do.
_MOST_SITES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known of a document when its acts are given places."""

    text: str
    acts: Mapping[int, Act]
    context: Context
    geography: Gazetteer


def place_drafts(drafts: Sequence[Draft], ground: Ground, siting: Trees | None) -> None:
    """Give acts the places that their own sentences name; failing that, the border.

    Parameters
    ----------
    drafts
        The acts told, in text order.
    ground
        What is known of the document.
    siting
        The trees that weigh the places; `None` for rules alone.
    """
    if siting is not None:
        _place_likely(drafts, ground, siting)
    else:
        for draft in drafts:
            _place_by_rule(draft, ground)
    for draft in drafts:
        capital = find_capital(draft.act, draft.reading.clause, draft.sentence, ground.context)
        capital = capital or _find_namesake(draft, ground.context)
        if capital is not None:
            draft.place, draft.place_score = capital, _SCALE
            draft.place_words, draft.elsewhere, draft.front = None, False, False
        if draft.place is None and not draft.elsewhere:
            draft.place = find_jurisdiction(draft, ground.context)
        _find_border(draft, ground)


def _find_namesake(draft: Draft, context: Context) -> EventPlace | None:
    """Return the town that an act is called by ("the Beslan siege", "the Pulwama attack").

    A capital may stand for its government there ("the Moscow strike on Lviv").
    """
    noun = draft.act.token
    if not draft.act.is_noun or draft.act.predicate.event_type not in _NAMED_AFTER:
        return None
    aimed = any(link in {"against", "of", "on"} for link, _ in complements(noun))
    modifiers = dependants(noun, "compound", "nmod")
    for item in context.named_in(draft.sentence):
        entry, span = item.entry, item.toponym.span
        called = any(span.start <= word.idx < span.end for word in modifiers)
        if called and entry is not None and entry.feature_class in {"P", "S"}:
            seat = aimed and entry.feature_code == "PPLC"
            return None if seat else place_of(item, reason="the act is called by it")
    return None


def _place_by_rule(draft: Draft, ground: Ground) -> None:
    clause, context = draft.reading.clause, ground.context
    link = link_place(draft.act, clause, sentence=draft.sentence, acts=ground.acts, context=context)
    if (link is None or link.is_loose) and names_unknown_place(draft.act, clause, context):
        link, draft.elsewhere = None, True
    if link is not None:
        _adopt(draft, link, ground)


def _adopt(draft: Draft, link: PlaceLink, ground: Ground) -> None:
    draft.place = make_place(link, ground.text, ground.context.literal, ground.geography)
    draft.place_score, draft.front = link.score, link.frame


def _place_likely(drafts: Sequence[Draft], ground: Ground, siting: Trees) -> None:
    told = [*_told(drafts, ground)]
    rows = [features for _, _, described in told for features in described]
    chances = siting.chances(rows).tolist()
    first = 0
    for draft, sites, described in told:
        likely = [
            0.0 if _is_of_others(draft, site, ground) else chance
            for site, chance in zip(sites, chances[first : first + len(sites)], strict=True)
        ]
        first += len(sites)
        likely = _pass_on(likely, sites)
        best = None if _is_here(draft) else _best(draft, sites, described, likely)
        if best is not None and _is_replaced(draft, described[best], ground):
            draft.elsewhere = True
        elif best is not None:
            _choose(draft, sites, likely, best, ground)
        elif draft.act.predicate.event_type in VERBAL:
            # Few of the acts that the trees saw are said; the rules know more of those.
            _place_by_rule(draft, ground)


def _pass_on(chances: Sequence[float], sites: Sequence[Site]) -> list[float]:
    """Give the chance of a place that only says where another lies to that one.

    "The Black Sea port of Odesa", "the Lake Chad district of Bosso".
    """
    passed = [*chances]
    for number, site in enumerate(sites):
        noun = site.root.head
        if site.root.dep_ not in {"compound", "nmod"} or site.root.i > noun.i:
            continue
        named = {word.i for link, word in complements(noun) if link == "of"}
        for other, inner in enumerate(sites):
            if inner.root.i in named:
                passed[other] = max(passed[other], passed[number])
                passed[number] = 0.0
    return passed


def _is_replaced(draft: Draft, row: Features, ground: Ground) -> bool:
    """Return whether a place of another clause would stand for an unknown one of the act's own.

    "Bombed positions at Qwertina while envoys in Geneva talked" is not of Geneva.
    """
    loose = row.get("way:closeness", 0.0) == 0
    return loose and names_unknown_place(draft.act, draft.reading.clause, ground.context)


def _best(
    draft: Draft, sites: Sequence[Site], rows: Sequence[Features], chances: Sequence[float]
) -> int | None:
    """Return which site is an act's place; what a protest is about is so only failing others.

    "Protests against the war in Gaza took place in London."
    """
    if draft.act.predicate.event_type == "PROTEST":
        aside = [
            0.0 if _is_topic(site.root, draft) else chance
            for site, chance in zip(sites, chances, strict=True)
        ]
        if (best := pick_site(draft.act, rows, aside)) is not None:
            return best
    return pick_site(draft.act, rows, chances)


def _is_topic(root: Token, draft: Draft) -> bool:
    heads = {draft.act.token.i, draft.reading.clause.i}
    return any(
        head.lower_ in _TOPICAL and head.head.i in heads and head.dep_ == "prep"
        for _, head in ancestors(root)
    )


def _is_of_others(draft: Draft, site: Site, ground: Ground) -> bool:
    """Return whether a place is only where somebody else was, spoke, came from or fled to.

    "Began their offensive when the premier was in Nairobi"; "were led away, the mayor said in
    Bogota"; "an officer at headquarters in Goma said the clash was over"; "residents fled to Mubi
    as rebels moved in"; "officers sent from Montelíbano were ambushed".
    """
    anchor = find_anchor(site.root, ground.acts)
    if anchor is None or draft.act.predicate.event_type in VERBAL | {"CONSULT"}:
        return False
    owner, clause = anchor.owner, draft.reading.clause
    if owner.i in {draft.act.token.i, clause.i}:
        return False
    if owner.lemma_ == "be" and owner.dep_ == "advcl":
        return bool(dependants(owner, "nsubj"))
    words = anchor.prepositions[-1:]
    if words and words[0] in _ONWARD and owner.lemma_ in ESCAPES:
        return True
    if words == ("from",) and owner.dep_ == "acl" and is_passive(owner):
        return True
    # "In Debaltseve, the army said six had been killed" opens with where that was.
    lexicon = ground.context.lexicon
    spoken = lexicon.is_operator(owner.lemma_.lower(), pos="verb", kind="speech")
    seated = any(word.lemma_.lower() in _SEATS for word in anchor.path)
    return spoken and (seated or site.root.i > owner.i)


def _told(
    drafts: Sequence[Draft], ground: Ground
) -> Iterator[tuple[Draft, Sequence[Site], Sequence[Features]]]:
    """Yield each act with what its sentence names, and how that stands to it."""
    for _, group in groupby(drafts, key=attrgetter("number")):
        together = [*group]
        sentence = together[0].sentence
        sites = find_sites(sentence, ground.context)
        acts = {token.i: ground.acts[token.i] for token in sentence if token.i in ground.acts}
        for draft in together:
            act, clause = draft.act, draft.reading.clause
            near = _nearest(sites, act)
            rows = siting_features(act, clause, near, acts=acts, context=ground.context)
            yield draft, near, rows


def _nearest(sites: Sequence[Site], act: Act) -> Sequence[Site]:
    """Return the sites nearest to an act: lists of places must not cost the square of them."""
    if len(sites) <= _MOST_SITES:
        return sites
    nearest = sorted(sites, key=lambda site: abs(site.root.i - act.token.i))[:_MOST_SITES]
    return sorted(nearest, key=lambda site: site.root.i)


def pick_site(act: Act, rows: Sequence[Features], chances: Sequence[float]) -> int | None:
    """Return which of the sites of a sentence is an act's place; `None` where none is likely.

    What is said was not said where another act of its sentence happened ("welcomes the plan
    signed in Nairobi"); nothing happens where somebody is only bound for ("en route to Geneva").

    Parameters
    ----------
    act
        The act.
    rows
        How each site stands to it.
    chances
        How likely each is.
    """
    said = act.predicate.event_type in VERBAL
    fit = [
        number
        for number, row in enumerate(rows)
        if not row.get("way:journey") and not (said and row.get("way:closeness", 0.0) == 0)
    ]
    for likely in (chances, _either(rows, chances)):
        best = max(((likely[number], -number) for number in fit), default=(0.0, 0))
        if best[0] > (_LIKELY_SAID if said else _LIKELY):
            return -best[1]
    return None


def _either(rows: Sequence[Features], chances: Sequence[float]) -> list[float]:
    """Return how likely each site is, if one between two places is as likely as either."""
    following = [*chances, 0.0][1:]
    return [
        chance + other * bool(row.get("word:between"))
        for row, chance, other in zip(rows, chances, following, strict=True)
    ]


def _is_here(draft: Draft) -> bool:
    """Return whether an act is told of the place of the text ("marched here, as in Lyon")."""
    heads = {draft.act.token.i: draft.act.token, draft.reading.clause.i: draft.reading.clause}
    return any(child.lower_ == "here" for head in heads.values() for child in head.children)


def _choose(
    draft: Draft, sites: Sequence[Site], chances: Sequence[float], best: int, ground: Ground
) -> None:
    """Give an act the best of its sites, or what an unknown one is told by."""
    site = sites[best]
    score = _SCALE * chances[best]
    if site.resolution.entry is not None:
        told = grade_link(
            site.resolution,
            draft.act,
            draft.reading.clause,
            acts=ground.acts,
            context=ground.context,
        )
        reason = told.reason if told else "the likeliest by the words around it"
        link = PlaceLink(
            resolution=site.resolution, score=score, reason=reason, frame=is_frame(site.root)
        )
        _adopt(draft, link, ground)
        return
    span = site.resolution.toponym.span
    draft.elsewhere, draft.place_words, draft.place_score = True, span, score
    around = _around(site, sites, chances)
    if around is not None:
        draft.place = _inside(around, site, ground)


def _around(site: Site, sites: Sequence[Site], chances: Sequence[float]) -> Site | None:
    """Return the known place that a text tells an unknown one by ("Qwertina, in Homs province")."""
    end = site.resolution.toponym.span.end
    known = [
        (other, chance)
        for other, chance in zip(sites, chances, strict=True)
        if other.resolution.entry is not None
    ]
    for other, _ in known:
        gap = other.resolution.toponym.span.start - end
        if 0 <= gap <= _REACH and site.root in {*other.root.ancestors}:
            return other
    areas = [
        (chance, other)
        for other, chance in known
        if chance > _AROUND
        and other.resolution.entry is not None
        and other.resolution.entry.geoprecision is not Geoprecision.EXACT
    ]
    return max(areas, key=lambda item: item[0])[1] if areas else None


def _inside(around: Site, site: Site, ground: Ground) -> EventPlace | None:
    """Return the place that an unknown one lies in or by, no better than near it."""
    name = site.resolution.toponym.surface
    link = PlaceLink(
        resolution=around.resolution,
        score=_SCALE,
        reason=f"'{name}' is named, which no gazetteer has; the place that it is told by",
    )
    place = make_place(link, ground.text, ground.context.literal, ground.geography)
    if place is None:
        return None
    return replace(place, geoprecision=max(place.geoprecision, Geoprecision.NEAR))


def _find_border(draft: Draft, ground: Ground) -> None:
    """Give an act whose place is no better than a country the border it is told to be at."""
    if draft.place is not None and draft.place.geoprecision < Geoprecision.COUNTRY:
        return
    country = link_border(
        draft.act,
        draft.reading.clause,
        sentence=draft.sentence,
        acts=ground.acts,
        context=ground.context,
    )
    if country is not None:
        draft.border = find_border(
            country, ground.context.resolutions, ground.geography, ground.text
        )
