"""How an act and a place named in its sentence stand to each other, as features.

They are what `geo/models/siting.json` was fitted with, on sentences whose acts have their places
marked.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors, is_passive
from geo.events.linking import find_anchor, relation
from geo.events.places import lies_in
from geo.events.unlisted import UNLISTED, find_unlisted
from geo.model import ActorType, Resolution

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.predicates import Act

__all__ = ["Features", "Site", "find_sites", "siting_features"]

Features = dict[str, float]

# How far up a tree two words are looked for under one head.
_REACH = 20
_FAR = 60  # tokens
# How many words around a name say what it is.
_LOOK = 4
_PREPOSITIONS = frozenset(
    {
        *(
            "against",
            "around",
            "at",
            "between",
            "by",
            "for",
            "from",
            "in",
            "inside",
            "into",
            "near",
        ),
        *("of", "off", "on", "outside", "over", "through", "to", "toward", "towards", "with"),
        *("after", "across", "along", "during", "including", "within", "throughout"),
    }
)
_CLAUSES = frozenset({"acl", "advcl", "appos", "ccomp", "conj", "parataxis", "relcl", "xcomp"})
_LABELS = frozenset(
    {
        *("amod", "appos", "attr", "compound", "conj", "dobj", "nmod", "npadvmod", "nsubj"),
        *("nsubjpass", "pobj", "poss", "ROOT"),
    }
)
# What the nouns around a name say that it is, or that the name is only a part of.
_NOUNS: Mapping[str, frozenset[str]] = {
    "settled": frozenset(
        {"camp", "city", "enclave", "hamlet", "neighborhood", "neighbourhood", "outskirts",
         "settlement", "suburb", "suburbs", "town", "towns", "village", "villages"}
    ),
    "area": frozenset(
        {"area", "areas", "capital", "countryside", "county", "district", "governorate",
         "province", "provinces", "region", "state"}
    ),
    "site": frozenset(
        {"airport", "base", "bridge", "checkpoint", "crossing", "hospital", "mosque", "prison",
         "station", "street", "university"}
    ),
    "line": frozenset({"axis", "border", "front", "highway", "road"}),
    "distance": frozenset({"km", "kilometers", "kilometres", "miles"}),
    "side": frozenset(
        {"central", "east", "eastern", "north", "northeast", "northeastern", "northern",
         "northwest", "northwestern", "rural", "south", "southeast", "southeastern", "southern",
         "southwest", "southwestern", "west", "western"}
    ),
}  # fmt: skip
_KINDS = frozenset({"FAC", "GPE", "LOC", "NORP", "ORG", "PERSON"})
_JOURNEYS = frozenset({"flight", "journey", "route", "trip", "voyage", "way"})
# Towns are called so, too; what is said "in Congress" is said in none of them.
_ASSEMBLIES = frozenset({"Congress", "Parliament", "Senate"})
_PEOPLE = frozenset({ActorType.CIVILIAN, ActorType.PERSON, ActorType.STATE, ActorType.UNKNOWN})
_SPOKEN = frozenset({"ACCUSE", "AGREE", "CONSULT", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place that a sentence names, and how it stands there, or to an act of it."""

    resolution: Resolution
    root: Token
    features: Features


def find_sites(sentence: Sentence, context: Context) -> list[Site]:
    """Return what a sentence names that may be the place of an act, in order.

    Parameters
    ----------
    sentence
        The sentence.
    context
        Lexicon, actors and places.

    Returns
    -------
    The toponyms that are meant literally and names that no gazetteer has, with what does not
    depend on the act.
    """
    named = [
        item
        for item in context.literal_in(sentence)
        if not context.is_dateline(item.toponym.span) and item.toponym.surface not in _ASSEMBLIES
    ]
    named += find_unlisted(sentence, context)
    found = []
    for item in sorted(named, key=attrgetter("toponym.span")):
        span = item.toponym.span
        words = sentence.doc.char_span(span.start, span.end, alignment_mode="expand")
        if words is not None and len(words):
            features = {**_around(words, sentence), **_entry(item)}
            features["name:actor"] = float(_is_in_actor(item, words.root, context))
            found.append(Site(resolution=item, root=words.root, features=features))
    for site in found:
        others = [other.resolution for other in found]
        site.features["among:count"] = float(len(found))
        site.features["among:part"] = float(any(lies_in(site.resolution, it) for it in others))
        site.features["among:whole"] = float(any(lies_in(it, site.resolution) for it in others))
    return found


def siting_features(
    act: Act,
    clause: Token,
    sites: Sequence[Site],
    *,
    acts: Mapping[int, Act],
    context: Context,
) -> list[Features]:
    """Describe how each place that a sentence names stands to an act of it.

    Parameters
    ----------
    act
        The act.
    clause
        The verb that tells of it.
    sites
        What its sentence names.
    acts
        The acts of the sentence by token index.
    context
        Lexicon, actors and places.
    """
    if not sites:
        return []
    told = _told(act, clause)
    gaps = sorted(abs(site.root.i - act.token.i) for site in sites)
    following = next((site.root.i for site in sites if site.root.i > act.token.i), None)
    return [
        {
            **told,
            **site.features,
            **_ways(act, clause, site.root, acts, context),
            **_tree(act.token, site.root),
            **_order(act, site.root, acts),
            "among:rank": float(bisect_left(gaps, abs(site.root.i - act.token.i))),
            "among:next": float(site.root.i == following),
        }
        for site in sites
    ]


def _told(act: Act, clause: Token) -> Features:
    """Return what the act is and how it is told."""
    token = act.token
    return {
        f"type:{act.predicate.event_type}": 1.0,
        "act:spoken": float(act.predicate.event_type in _SPOKEN),
        "act:noun": float(token.pos_ == "NOUN"),
        "act:clause": float(clause.i != token.i),
        "act:passive": float(token.pos_ == "VERB" and is_passive(token)),
        "act:root": float(clause.dep_ == "ROOT"),
        f"act:dep:{clause.dep_}" if clause.dep_ in _CLAUSES else "act:dep": 1.0,
        "act:control": float(act.predicate.control is not None),
        "act:place": float("place" in act.predicate.object),
    }


def _ways(
    act: Act, clause: Token, root: Token, acts: Mapping[int, Act], context: Context
) -> Features:
    """Return what leads from a name up to the verb or act that it belongs to."""
    anchor = find_anchor(root, acts)
    if anchor is None:
        return {"way:none": 1.0}
    words = anchor.prepositions
    found = {
        "way:closeness": float(relation(act, clause, anchor.owner, context.lexicon)),
        "way:act": float(anchor.owner.i in acts and anchor.owner.i != act.token.i),
        "way:steps": float(len(anchor.path)),
        "way:prepositions": float(len(words)),
        "way:spoken": float(
            context.lexicon.is_operator(anchor.owner.lemma_.lower(), pos="verb", kind="speech")
        ),
    }
    for name, word in (("first", words[:1]), ("last", words[-1:])):
        if word and word[0] in _PREPOSITIONS:
            found[f"way:{name}:{word[0]}"] = 1.0
    found["way:journey"] = float(_is_destination(root))
    label = anchor.path[-1].dep_
    found[f"way:last:{label}" if label in _LABELS | {"prep", "agent"} else "way:last"] = 1.0
    return found


def _is_destination(root: Token) -> bool:
    """Return whether a name only says where somebody was bound for ("en route to Geneva")."""
    to = root.head
    return (
        root.dep_ == "pobj"
        and to.lower_ in {"for", "to", "toward", "towards"}
        and to.head.lemma_.lower() in _JOURNEYS
    )


def _tree(token: Token, root: Token) -> Features:
    """Return the way through the tree from an act to a name."""
    up = [token, *(head for _, head in ancestors(token, limit=_REACH))]
    steps = {word.i: number for number, word in enumerate(up)}
    labels: list[str] = []
    word = root
    for number in range(_REACH + 1):
        if word.i in steps:
            above = [item.dep_ for item in up[: steps[word.i]]]
            return {
                "tree:up": float(steps[word.i]),
                "tree:down": float(number),
                **{f"tree:up:{label}": 1.0 for label in _CLAUSES & set(above)},
                **{f"tree:down:{label}": 1.0 for label in _CLAUSES & set(labels)},
            }
        labels.append(word.dep_)
        if word.head.i == word.i:
            break
        word = word.head
    return {"tree:none": 1.0}


def _around(span: Sentence, sentence: Sentence) -> Features:
    """Return what stands around a name."""
    doc, root = span.doc, span.root
    before = doc[max(0, span.start - _LOOK) : span.start]
    after = doc[span.end : span.end + 2]
    found: Features = {f"label:{root.dep_}" if root.dep_ in _LABELS else "label": 1.0}
    found["order:start"] = float(root.i - sentence.start < _LOOK)
    if root.ent_type_ in _KINDS:
        found[f"kind:{root.ent_type_}"] = 1.0
    for name, nouns in _NOUNS.items():
        found[f"before:{name}"] = float(any(word.lower_ in nouns for word in before))
        found[f"after:{name}"] = float(any(word.lower_ in nouns for word in after))
    if len(after):
        found["word:comma"] = float(after[0].text == ",")
        found["word:owner"] = float(after[0].tag_ == "POS")
        found["word:noun"] = float(after[0].pos_ in {"NOUN", "PROPN"})
        found["word:bracket"] = float(after[0].text in {"(", ")", "-", "--", "–"})
    if len(before):
        last = before[-1].lower_
        found[f"word:{last}" if last in _PREPOSITIONS else "word"] = 1.0
        found["word:list"] = float(last in {",", "and", "or"})
    return found


def _order(act: Act, root: Token, acts: Mapping[int, Act]) -> Features:
    """Return how far apart act and name stand, and what is between them."""
    here, there = act.token.i, root.i
    first, last = min(here, there), max(here, there)
    between = root.doc[first + 1 : min(last, first + _FAR)]
    nearer = [other for other in acts if other != here and abs(other - there) < last - first]
    return {
        "order:after": float(there > here),
        "order:gap": math.log1p(last - first),
        "order:commas": float(sum(word.text in {",", ";", ":"} for word in between)),
        "order:verbs": float(sum(word.pos_ == "VERB" for word in between)),
        "order:nearer": float(len(nearer)),
        "order:between": float(sum(first < other < last for other in nearer)),
    }


def _is_in_actor(resolution: Resolution, root: Token, context: Context) -> bool:
    """Return whether a name is a part of who acts ("the Organisation for Security in Europe")."""
    span = resolution.toponym.span
    return any(
        mention.span != span and mention.span.contains(span) and mention.actor.type not in _PEOPLE
        for mention in context.mentions_at(root)
    )


def _entry(resolution: Resolution) -> Features:
    """Return what is known of the place itself."""
    entry, toponym = resolution.entry, resolution.toponym
    return {
        "name:score": toponym.score,
        "name:literal": toponym.sense_score,
        "name:known": float(entry is not None),
        "name:precision": float(entry.geoprecision) if entry else 0.0,
        "name:class:" + (entry.feature_class if entry else "-"): 1.0,
        "name:embedded": float(toponym.recogniser == "embedded"),
        "name:unlisted": float(toponym.recogniser == UNLISTED),
    }
