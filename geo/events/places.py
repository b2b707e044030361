"""Where an act happened, as exactly as its text allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, complements, dependants
from geo.events.linking import Anchor, find_anchor, relation, root_of
from geo.events.relative import find_site, place_relative
from geo.geodesy import distance_km
from geo.model import Entry, EventPlace, Geoprecision, Resolution

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act
    from geo.gazetteer import Gazetteer

__all__ = [
    "VERBAL",
    "PlaceLink",
    "are_near",
    "find_capital",
    "grade_link",
    "is_frame",
    "lies_in",
    "link_border",
    "link_place",
    "make_place",
    "names_unknown_place",
    "place_of",
]

# What is said or agreed, and need not be said at any place.
VERBAL = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT"})
_SITED = frozenset(
    {"AID", "ASSAULT", "COERCE", "CONCEDE", "MOBILIZE", "PROTEST", "RETREAT", "SANCTION"}
)
_WHERE = frozenset(
    {
        "across", "along", "around", "at", "beside", "between", "in", "inside", "into", "near",
        "off", "on", "onto", "outside", "over", "through", "throughout", "under", "within",
        "opposite", "above", "below", "round", "towards", "toward", "upon", "of", "to", "for",
        "aboard", "against",
    }
)  # fmt: skip
_WHERE_MET = frozenset({"around", "at", "in", "inside", "near", "outside"})
# What the parser takes names of places for that it does not know; "" is no entity at all.
_NAMES_OF_PLACES = frozenset({"", "FAC", "GPE", "LOC", "ORG", "PERSON"})
_PARTS = frozenset(
    {"approach", "edge", "fringe", "outskirt", "outskirts", "road", "side", "suburb"}
)
_SEATS = frozenset({"PPLC", "PPLG"})
_UNITS = frozenset({"hour", "hours", "km", "kilometers", "kilometres", "miles", "minutes"})
_ORIGIN = frozenset({"AID", "RETREAT", "COERCE", "CONCEDE"})
# What happened farther off than this was not there; a wide town's suburbs lie within it.
_THERE_KM = 25.0
# Relations closer than this are the act's own: its complements and adjuncts.
_OWN = 2


def are_near(one: Entry, two: Entry) -> bool:
    """Return whether two entries lie so near each other that what happens in one is in both."""
    away_km = distance_km(
        latitude_a=one.latitude,
        longitude_a=one.longitude,
        latitude_b=two.latitude,
        longitude_b=two.longitude,
    )
    return float(away_km) <= _THERE_KM


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLink:
    """A toponym that may be the place of an act, how strongly, and why.

    `frame` marks what only says which part of a front is meant ("in the Liman direction").
    """

    resolution: Resolution
    score: float
    reason: str
    frame: bool = False

    @property
    def is_loose(self) -> bool:
        """Whether it is named elsewhere in the sentence, not with the act."""
        return self.score < _OWN - 0.5


def names_unknown_place(act: Act, clause: Token, context: Context) -> bool:
    """Return whether an act's own words name a place that is in no gazetteer.

    "Bombed Qwertina while diplomats in Geneva talked" is not of Geneva.
    """
    heads = {clause.i: clause, act.token.i: act.token}.values()
    nouns = [noun for head in heads for noun in _placed(head)]
    for word in (word for head in heads for word in dependants(head, "dobj", "nsubjpass")):
        nouns += _placed(word)
        if "place" in context.lexicon.classes.get(word.lemma_.lower(), ()):
            nouns += [noun for preposition, noun in complements(word) if preposition == "of"]
    return any(_is_unknown(noun, context) for noun in nouns)


def _placed(head: Token) -> Iterator[Token]:
    for preposition, noun in complements(head):
        if preposition in _WHERE_MET:
            yield noun
            yield from (inner for word, inner in complements(noun) if word == "of")


def find_capital(
    act: Act, clause: Token, sentence: Sentence, context: Context
) -> EventPlace | None:
    """Return the capital that an act's own words leave unnamed ("met in the Belarusian capital").

    It is known where the text names it elsewhere.

    Parameters
    ----------
    act
        The act.
    clause
        The verb that tells of it.
    sentence
        Its sentence.
    context
        Lexicon, actors and places.
    """
    heads = {clause.i: clause, act.token.i: act.token}.values()
    nouns = [noun for head in heads for noun in _placed(head)]
    if "place" in act.predicate.object:
        nouns += dependants(act.token, "dobj", "nsubjpass")
    for noun in (noun for noun in nouns if noun.lemma_ == "capital"):
        owners = {word.idx for word in dependants(noun, "amod", "compound", "nmod", "poss")}
        for item in context.named_in(sentence):
            if item.toponym.span.start in owners and (seat := _seat_of(item, context)):
                words = f"{item.toponym.surface} {noun.text}"
                return place_of(seat, reason=f"'{words}' stands for {seat.toponym.surface}")
    return None


def _seat_of(whole: Resolution, context: Context) -> Resolution | None:
    """Return the first mention of the capital of a country or a division."""
    area = whole.entry
    if area is None:
        return None
    for item in context.literal:
        town = item.entry
        if town is None or town.country_code != area.country_code:
            continue
        national = area.geoprecision is Geoprecision.COUNTRY and town.feature_code in _SEATS
        if national or (town.feature_code == "PPLA" and town.admin1 == area.entry_id):
            return item
    return None


def _is_unknown(noun: Token, context: Context) -> bool:
    named = noun.pos_ == "PROPN" and noun.text[0].isupper()
    known = context.place_at(noun) is not None or context.mentions_at(noun)
    return named and not known and noun.ent_type_ in _NAMES_OF_PLACES


def link_place(
    act: Act, clause: Token, *, sentence: Sentence, acts: Mapping[int, Act], context: Context
) -> PlaceLink | None:
    """Return the toponym of an act's own sentence that says where it happened.

    Parameters
    ----------
    act
        The act.
    clause
        The verb that tells of it.
    sentence
        Its sentence.
    acts
        All acts of the document by token index.
    context
        Lexicon, actors and places.

    Returns
    -------
    The best link; `None` where no toponym of the sentence fits.
    """
    links = [
        grade_link(resolution, act, clause, acts=acts, context=context)
        for resolution in context.literal_in(sentence)
        if not context.is_dateline(resolution.toponym.span)
    ]
    found = [link for link in links if link is not None]
    best = max(found, key=lambda link: _rank(link, act), default=None)
    if best is None:
        return None
    # "Shelled Tyre in Lebanon": what contains the place is there to tell readers where it is.
    inside = [
        link
        for link in found
        if not link.frame
        and lies_in(link.resolution, best.resolution)
        and link.score >= best.score - 0.5
    ]
    return max(inside, key=lambda link: _rank(link, act), default=best)


def lies_in(inner: Resolution, outer: Resolution) -> bool:
    """Return whether one place is a part of a country or division that is another."""
    part, whole = inner.entry, outer.entry
    if part is None or whole is None:
        return False
    if whole.geoprecision is Geoprecision.COUNTRY:
        return part.country_code == whole.country_code and part.geoprecision < whole.geoprecision
    return whole.entry_id in {part.admin1, part.admin2}


def link_border(
    act: Act, clause: Token, *, sentence: Sentence, acts: Mapping[int, Act], context: Context
) -> Resolution | None:
    """Return the country for whose border an act's sentence says that it happened there.

    The parameters are those of `link_place`.
    """
    links = [
        grade_link(resolution, act, clause, acts=acts, context=context)
        for resolution in context.borders_in(sentence)
    ]
    best = max(filter(None, links), key=lambda link: link.score, default=None)
    return best.resolution if best is not None and best.score >= _OWN - 0.5 else None


def grade_link(
    resolution: Resolution,
    act: Act,
    clause: Token,
    *,
    acts: Mapping[int, Act],
    context: Context,
) -> PlaceLink | None:
    """Return what the rules make of a toponym as the place of an act; `None` for nothing."""
    root = root_of(clause.doc, resolution.toponym.span)
    if root is None:
        return None
    score, reason = _score(act, clause, root, acts, context)
    if score <= 0:
        return None
    return PlaceLink(resolution=resolution, score=score, reason=reason, frame=is_frame(root))


def is_frame(root: Token) -> bool:
    """Return whether a toponym only says which part of a front is meant ("the Liman direction")."""
    return root.head.lemma_.lower() in {"direction", "sector", "axis"}


def _rank(link: PlaceLink, act: Act) -> tuple[float, int, bool, int]:
    """Order links: closer, then more exact; behind the verb before the phrase that opens it."""
    entry = link.resolution.entry
    precision = entry.geoprecision if entry else Geoprecision.INTERNATIONAL
    if link.frame:
        precision = Geoprecision.FUZZY_AREA
    gap = link.resolution.toponym.span.start - act.token.idx
    return (link.score, -int(precision), gap > 0, -abs(gap))


def _score(
    act: Act, clause: Token, root: Token, acts: Mapping[int, Act], context: Context
) -> tuple[float, str]:
    if _is_described_by(act, clause, root):
        return 3.0, "the act is told of this place"
    anchor = find_anchor(root, acts)
    if anchor is None or not _is_where(anchor, act) or _is_journey(anchor):
        return 0.0, ""
    closeness = relation(act, clause, anchor.owner, context.lexicon)
    if closeness == 0:
        return _loose(act, clause, anchor, context)
    verbal = act.predicate.event_type in VERBAL
    if verbal and not _is_stated(anchor, act, closeness):
        return 0.0, ""
    adjunct = _is_adjunct(anchor, act)
    by = "the words that tell the act" if closeness > _OWN else "the clause that tells the act"
    part = "" if adjunct else ", as part of who or what takes part"
    return closeness - (0.0 if adjunct else 0.5), f"named with {by}{part}"


def _is_described_by(act: Act, clause: Token, root: Token) -> bool:
    """Return whether the act stands in a clause about the place ("Bakhmut, where ...")."""
    for child, head in ancestors(clause, limit=4):
        if child.dep_ == "relcl":
            return head.i == root.i and act.predicate.event_type not in VERBAL
        if child.dep_ not in {"conj", "xcomp", "advcl"}:
            return False
    return False


def _is_where(anchor: Anchor, act: Act) -> bool:
    """Return whether the way up from a toponym leads through words of place."""
    prepositions = anchor.prepositions
    if not prepositions:
        return anchor.path[-1].dep_ in {
            "dobj", "nsubjpass", "poss", "compound", "amod", "npadvmod", "nsubj", "advmod", "nmod",
            "pobj",
        }  # fmt: skip
    outermost = prepositions[-1]
    if outermost == "from":
        return act.predicate.event_type in _ORIGIN | VERBAL or _is_distance(anchor)
    if outermost == "by" or (outermost == "with" and act.predicate.event_type == "ASSAULT"):
        # "Shot dead by gunmen in Quetta", "clashed with rebels on the outskirts of Goma": the
        # parser hangs the town on who was there.
        inner = [word for word in prepositions[:-1] if word != "of"]
        return inner[:1] == ["on"] if _names_part(anchor) else bool(_WHERE_MET & {*inner[:1]})
    if outermost == "to" and act.predicate.frame.get("to") == "none":
        return False
    return outermost in _WHERE or outermost in {"including", "like"}


def _names_part(anchor: Anchor) -> bool:
    """Return whether a toponym says of what something is a part ("the outskirts of Goma")."""
    return any(word.lemma_.lower() in _PARTS for word in anchor.path)


def _is_distance(anchor: Anchor) -> bool:
    """Return whether a toponym says how far off something is ("60 km from Timbuktu")."""
    first = min(word.i for word in anchor.path)
    before = anchor.owner.doc[max(0, first - 2) : first]
    return any(word.lower_ in _UNITS for word in before)


def _is_stated(anchor: Anchor, act: Act, closeness: int) -> bool:
    """Return whether a verbal act is said to be made at a place ("agreed in Havana")."""
    if not anchor.path or not _is_adjunct(anchor, act):
        return False
    if anchor.prepositions[-1:] not in {("in",), ("at",), ("from",)}:
        return False
    if _speaks_there(anchor.owner):
        return True
    opens = anchor.path[-1].i < anchor.owner.i and anchor.path[-1].i == anchor.path[-1].sent.start
    return closeness == 3 or (closeness == 2 and opens)  # noqa: PLR2004 - see `relation`


def _speaks_there(verb: Token) -> bool:
    """Return whether a participle says where somebody spoke ("speaking in Tehran, he vowed")."""
    return (
        verb.dep_ == "advcl"
        and verb.tag_ == "VBG"
        and verb.lemma_ in {"speak", "visit", "address", "talk", "meet", "attend"}
    )


def _is_journey(anchor: Anchor) -> bool:
    """Return whether a toponym is where somebody travels ("on his flight to Geneva")."""
    return any(word.lemma_ in {"flight", "journey", "route", "trip", "way"} for word in anchor.path)


def _is_adjunct(anchor: Anchor, act: Act) -> bool:
    """Return whether a toponym is the act's own place, not part of one of its actors."""
    last = anchor.path[-1]
    if last.dep_ in {"dobj", "nsubjpass"} and anchor.prepositions:
        return anchor.prepositions[-1] not in {"of", "from", "with"}
    if last.dep_ == "prep":
        depth = sum(word.dep_ in {"prep", "pobj"} for word in anchor.path)
        return depth <= 2 or "place" in act.predicate.object  # noqa: PLR2004 - preposition, noun
    return last.dep_ in {"npadvmod", "advmod"} or (
        act.predicate.control is not None and last.dep_ in {"dobj", "nsubjpass"}
    )


def _loose(act: Act, clause: Token, anchor: Anchor, context: Context) -> tuple[float, str]:
    """Score a toponym elsewhere in the sentence, for acts that must happen somewhere."""
    lexicon = context.lexicon
    owner_speaks = lexicon.is_operator(anchor.owner.lemma_.lower(), pos="verb", kind="speech")
    if act.predicate.event_type not in _SITED or owner_speaks:
        return 0.0, ""
    if any(head.i == anchor.owner.i for _, head in ancestors(clause, limit=8)):
        return 1.0, "named in the clause that the act depends on"
    if any(head.i in {clause.i, act.token.i} for _, head in ancestors(anchor.owner, limit=8)):
        return 0.8, "named in a clause that goes with the act"
    return 0.3, "named elsewhere in the sentence"


def place_of(resolution: Resolution, *, reason: str = "") -> EventPlace | None:
    """Return a resolved toponym as the place of an event."""
    entry = resolution.entry
    if entry is None:
        return None
    return EventPlace(
        resolution=resolution,
        name=entry.name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        geoprecision=resolution.geoprecision or entry.geoprecision,
        reason=reason,
    )


def make_place(
    link: PlaceLink, text: str, others: Sequence[Resolution], geography: Gazetteer
) -> EventPlace | None:
    """Return the place of a link, moved where the words around it say so."""
    place = place_of(link.resolution, reason=link.reason)
    if place is None:
        return None
    if link.frame:
        reason = f"{link.reason}; it names only a part of the front"
        precision = max(place.geoprecision, Geoprecision.FUZZY_AREA)
        return replace(place, geoprecision=precision, reason=reason)
    return find_site(place_relative(place, text, others), text, geography)
