"""Whether two reports may be of one event, and what speaks for it."""

from __future__ import annotations

from geo.atlas.parties import contradict, share
from geo.atlas.traits import TELLING_DEAD, Traits, words_of
from geo.geodesy import distance_km
from geo.model import Geoprecision, Status

__all__ = ["MOST_APART", "agree", "places_agree"]

# Two settlements nearer than this are one place to reporters who name the town or its suburb.
# It is the radius within which UCDP GED codes a location as known (where_prec 2).
_SAME_PLACE_KM = 25.0
# A degree of latitude in kilometres, less than any.
_LEAST_KM_PER_DEGREE = 110.5

MOST_APART = 5
"""First and last counts of one attack differ by two or three times; beyond this, two attacks."""

# News that gives no day is of the day before or two; the wires tell it again within one more.
_NEWS_DAYS = 2
_RETOLD_DAYS = 1
# Two reports that give no day, or nobody, are of one act only if the shorter has most of its
# words in common with the other; fewer words than this could be of anything.
_SHARED_WORDS = 0.6
_FEWEST_WORDS = 4
# Act, day and place are in both anyway: with nobody in common the others must be, too.
_SHARED_WORDS_OF_ANYBODY = 0.75
# What these tell of is another act of the kind.
_ANOTHER = frozenset({"again", "another", "fresh", "further", "new", "other", "second", "third"})


def agree(one: Traits, other: Traits) -> bool:
    """Return whether two reports tell one act, their days and counts of the dead agreeing.

    Whatever speaks for it, sides that contradict each other or places that differ are of two.
    """
    if one.event_type != other.event_type or not _statuses_agree(one, other):
        return False
    places = places_agree(one, other)
    if places is False or contradict(one.parties, other.parties):
        return False
    return _have_one_toll(one, other) or _have_in_common(one, other, at_one_place=places is True)


def _have_in_common(one: Traits, other: Traits, *, at_one_place: bool) -> bool:
    """Return whether actors, or words, speak for one act of two that do not contradict."""
    if one.mode != other.mode and "phone" in {one.mode, other.mode}:
        return False
    shared = share(one.parties, other.parties)
    if not shared:
        return at_one_place and _name_nobody(one, other) and _tell_alike(one, other)
    if not (one.dated and other.dated):
        return at_one_place and _is_retold(one, other)
    # Where a text does not state the place, two shared actors must stand in for it, or that the
    # place of the text, the day and the manner are the same.
    return at_one_place or shared > 1 or (bool(one.mode) and _are_of_one_scene(one, other))


def places_agree(one: Traits, other: Traits) -> bool | None:
    """Return whether both happened in one place; `None` where that is not said."""
    if one.place is None or other.place is None:
        return None
    entry, latitude, longitude, precision = one.place
    other_entry, other_latitude, other_longitude, other_precision = other.place
    if entry is not None and entry == other_entry:
        return True
    if max(precision, other_precision) > Geoprecision.NEAR:
        return False
    if abs(latitude - other_latitude) * _LEAST_KM_PER_DEGREE > _SAME_PLACE_KM:
        return False
    if (latitude, longitude) == (other_latitude, other_longitude):
        return True
    distance = distance_km(
        latitude_a=latitude,
        longitude_a=longitude,
        latitude_b=other_latitude,
        longitude_b=other_longitude,
    )
    return float(distance) <= _SAME_PLACE_KM


def _statuses_agree(one: Traits, other: Traits) -> bool:
    """Return whether both are told alike, or one as planned and the later one as done."""
    if one.status is other.status:
        return True
    plan, deed = (one, other) if one.status is Status.PLANNED else (other, one)
    if (plan.status, deed.status) != (Status.PLANNED, Status.ACTUAL):
        return False
    exact = plan.of_week and deed.of_week
    told, done = plan.published, deed.published
    return exact and told is not None and done is not None and told <= done


def _have_one_toll(one: Traits, other: Traits) -> bool:
    """Return whether as many died in one place and manner, by and of nobody that differs."""
    if one.dead is None or one.dead < TELLING_DEAD or one.dead != other.dead:
        return False
    if one.entry_id is None or one.entry_id != other.entry_id:
        return False
    # Where both give the day, one need not say how they died ("a bomb killed 12").
    unsaid = one.dated and other.dated and None in {one.mode, other.mode}
    if one.mode != other.mode and not unsaid:
        return False
    first, second = one.parties, other.parties
    return bool(share(first, second)) or not first.roles & second.roles


def _name_nobody(one: Traits, other: Traits) -> bool:
    """Return whether one of two reports tells of nobody in particular ("men were arrested")."""
    return not (one.parties.keys and other.parties.keys)


def _tell_alike(one: Traits, other: Traits) -> bool:
    """Return whether two reports tell what befell anybody in like words and numbers."""
    if _numbers(one) != _numbers(other):
        return False
    if not _share_words(one, other, _SHARED_WORDS_OF_ANYBODY):
        return False
    if not (one.dated and other.dated):
        return _is_retold(one, other)
    return _are_of_one_scene(one, other)


def _are_of_one_scene(one: Traits, other: Traits) -> bool:
    """Return whether two acts are of one manner, day and exact place, be it that of the text."""
    same_day = one.day is not None and one.day == other.day
    same_place = one.entry_id is not None and one.entry_id == other.entry_id
    return same_day and same_place and one.mode == other.mode


def _is_retold(one: Traits, other: Traits) -> bool:
    """Return whether two reports, one of which gives no day, tell one act in like words."""
    if not (one.dated or other.dated) and not _are_of_one_news(one, other):
        return False
    if one.mode != other.mode or one.vague:
        return False
    words, others = words_of(one.sentence), words_of(other.sentence)
    # "Shelled the town again" in both may be a copy; in one of them it is another act.
    if bool(words & _ANOTHER) != bool(others & _ANOTHER) or not _are_near(one, other):
        return False
    return bool(one.dead and one.dead == other.dead) or _share_words(one, other, _SHARED_WORDS)


def _share_words(one: Traits, other: Traits, least_share: float) -> bool:
    words, others = words_of(one.sentence), words_of(other.sentence)
    least = min(len(words), len(others))
    return least >= _FEWEST_WORDS and len(words & others) >= least_share * least


def _numbers(item: Traits) -> frozenset[str]:
    return frozenset(word for word in words_of(item.sentence) if word.isdigit())


def _are_near(one: Traits, other: Traits) -> bool:
    """Return whether no dated act lies further back than news that gives no day does."""
    for dated, news in ((one, other), (other, one)):
        if dated.dated and dated.last is not None and not news.dated and news.published is not None:
            return dated.last - news.published >= -_NEWS_DAYS
    return True


def _are_of_one_news(one: Traits, other: Traits) -> bool:
    """Return whether two documents bring news of the same day.

    One publisher's words of the next day are of what happened next: "the army shelled the town"
    stands in each of its reports.
    """
    if one.published is None or other.published is None:
        return False
    daily = one.publisher is not None and one.publisher == other.publisher
    return abs(one.published - other.published) <= (0 if daily else _RETOLD_DAYS)
