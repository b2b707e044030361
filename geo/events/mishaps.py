"""Deaths that no act caused: crashes, collapses, floods, fires, stampedes, illness.

What is said to have killed counts: "in an avalanche", "when a crane collapsed", "of cholera". It
is a mishap no more where the same words tell of force: "in a plane crash after it was shot down".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.events.grammar import agents, complements, coordinated, dependants, is_passive
from geo.events.lexicon import EventLexicon
from geo.events.matching import first_entry, match_words
from geo.events.people import DIE, INJURE, KILL

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = ["find_mishaps", "is_blaze", "is_blown_up", "is_mishap", "tells_mishap"]

# What fire, water and vehicles do to people and things.
_HARM = (
    KILL
    | DIE
    | INJURE
    | {"block", "burn", "bury", "crush", "damage", "destroy", "hit", "strike", "sweep", "trap"}
)
# With "lives" or "dead" these tell of deaths too, and these nouns count them.
_COSTING = frozenset({"claim", "cost", "leave", "lose", "take"})
_COUNTS = frozenset({"casualty", "dead", "death", "fatality", "toll"})
# What stands after these is what somebody died of, or in.
_OF = frozenset({"after", "by", "during", "following", "from", "in", "of"})
_WHEN = frozenset({"after", "as", "because", "once", "when"})
_CLAUSES = frozenset({"acl", "advcl", "relcl"})
# "Fell from a ladder", "a tree fell on him"; cities and prices fall otherwise.
_FALLS = frozenset({"down", "from", "into", "off", "on", "onto", "over", "through"})
# Who drives into these may mean it.
_RAMMED = frozenset({"armed", "crowd", "person"})
_PEOPLE = frozenset({"armed", "crowd", "office", "person", "worker"})
_ARMS = frozenset({"actor", "armed", "state", "vehicle", "warship", "weapon"})
_ARMING = frozenset({"armed", "weapon"})
_OWNERS = frozenset({"GPE", "NORP", "ORG", "PERSON"})
# Nouns of force that are as often of none, and weapons that are as often other things.
_VAGUE = frozenset({"advance", "capture", "destruction", "fall"})
_TOOLS = frozenset(
    {"aerial", "arm", "armor", "armored", "armour", "armoured", "barrel", "battery", "device",
     "fire", "hardware", "mine", "round", "system"}
)  # fmt: skip
_UPON = frozenset({"by", "on", "over"})
# "Boats capsized as people fled fighting": they did not die of it.
_ESCAPES = frozenset({"escape", "flee"})


@lru_cache(maxsize=256)
def find_mishaps(sentence: Sentence) -> frozenset[int]:
    """Return the tokens of the clauses of a sentence that tell of deaths by mishap."""
    lexicon = EventLexicon.open()
    found: set[int] = set()
    for word in sentence:
        lemma = word.lemma_.lower()
        told = lemma in _COUNTS if word.pos_ == "NOUN" else lemma in _HARM | _COSTING
        if told and is_mishap(word, lexicon):
            head = word.head if word.pos_ == "NOUN" and word.head.pos_ == "VERB" else word
            found |= {part.i for part in _clause(head)}
    return frozenset(found)


def tells_mishap(sentence: Sentence) -> bool:
    """Return whether a sentence is of a mishap, be anybody harmed in it or not."""
    root = sentence.root
    lexicon = EventLexicon.open()
    told = root.pos_ == "VERB" and _happens(root, lexicon)
    return bool(find_mishaps(sentence)) or (told and not _has_force(_clause(root), lexicon))


def is_mishap(word: Token, lexicon: EventLexicon) -> bool:
    """Return whether a word of death or damage is told of a mishap, not of an act.

    Parameters
    ----------
    word
        A verb of harm, or a noun that counts the dead.
    lexicon
        The event lexicon: its nouns of class `mishap`, its verbs of kind `mishap`.
    """
    doers = [] if is_passive(word) or word.lemma_ in DIE else _subjects(word)
    doers = doers or agents(word)
    if doers and not all(_is_cause(doer, lexicon) or _is_traffic(doer, lexicon) for doer in doers):
        return False
    causes = doers or [
        cause
        for verb in (word, *_paired(word))
        for cause in _causes(verb)
        if (_happens if cause.pos_ in {"AUX", "VERB"} else _is_cause)(cause, lexicon)
    ]
    if any(part.lower_ == "accidental" for cause in causes for part in cause.children):
        return True
    around = {part.i: part for cause in causes for part in _clause(cause)}
    around |= {part.i: part for part in _clause(word)}
    return bool(causes) and not _has_force(around.values(), lexicon)


def _subjects(verb: Token) -> list[Token]:
    return [noun for word in dependants(verb, "nsubj")[-1:] for noun in _real(word)]


def _real(word: Token) -> list[Token]:
    """Return what a relative pronoun stands for ("a crash that killed 12"), else the word."""
    relative = word.head.dep_ == "relcl" and word.tag_ in {"WDT", "WP"}
    return [word.head.head] if relative else coordinated(word)


def _paired(verb: Token) -> list[Token]:
    """Return the verb of harm that shares its cause ("seven were killed and two hurt in")."""
    pair = dependants(verb, "conj") + ([verb.head] if verb.dep_ == "conj" else [])
    # "And twelve others injured in" comes out of the parser as a noun with a participle.
    pair += [word for noun in pair for word in dependants(noun, "acl")]
    return [word for word in pair if word.lemma_.lower() in _HARM and not agents(word)]


def _causes(word: Token) -> Iterator[Token]:
    """Yield the nouns and verbs that may say what somebody died of."""
    yield from (noun for preposition, noun in complements(word) if preposition in _OF)
    yield from dependants(word, "poss", "compound") if word.pos_ == "NOUN" else ()
    for clause in dependants(word, "advcl"):
        if any(mark.lower_ in _WHEN for mark in dependants(clause, "mark", "advmod")):
            yield clause
            # "When a crane toppled" comes out of the parser as a noun with a participle.
            yield from dependants(clause, "acl")
    # "A bus overturned, killing nine", "a wall collapsed and killed two", "a fire killing two".
    after = word.dep_ in _CLAUSES and not dependants(word, "mark", "advmod", "nsubj")
    shared = word.dep_ == "conj" and not dependants(word, "nsubj", "nsubjpass")
    within = word.dep_ in {"acl", "relcl"} and not is_passive(word)
    if after or shared or within:
        yield word.head


def _is_cause(noun: Token, lexicon: EventLexicon) -> bool:
    """Return whether a noun is of a mishap ("a landslide", "a gas explosion", "a house fire")."""
    if noun.lemma_.lower() == "fire":
        return is_blaze(noun, lexicon)
    if any(
        "mishap" in lexicon.classes.get(name, ()) for name in (noun.lemma_.lower(), noun.lower_)
    ):
        return True
    entry = first_entry(noun, lexicon)
    return entry is not None and entry.event_type == "NONE" and _is_violent(noun, lexicon)


def _is_violent(noun: Token, lexicon: EventLexicon) -> bool:
    """Return whether a noun is by itself of an assault, whatever the words beside it say."""
    return any(
        entry.event_type == "ASSAULT" and not entry.words
        for entry in lexicon.candidates(noun.lemma_.lower(), pos="noun")
    )


def is_blaze(noun: Token, lexicon: EventLexicon) -> bool:
    """Return whether a fire burns: "a market fire", but not "tank fire", "fire from the hill"."""
    beside = dependants(noun, "amod", "compound", "nmod", "poss")
    if any(
        lexicon.classes.get(word.lemma_.lower(), frozenset()) & _ARMS or word.ent_type_ in _OWNERS
        for word in beside
    ):
        return False
    if any(word.lower_ in {"by", "from", "of"} for word in dependants(noun, "prep")):
        return False
    if any(_is_arson(verb, lexicon) for verb in dependants(noun, "acl", "relcl")):
        return False
    single = any(word.dep_ in {"compound", "det"} for word in noun.children)
    alone = noun.dep_ == "nsubj" and not beside
    return single or alone or noun.tag_ == "NNS"


def _is_arson(verb: Token, lexicon: EventLexicon) -> bool:
    """Return whether people are said to have made a fire ("a fire set by guards")."""
    doers = [*dependants(verb, "nsubj"), *agents(verb)]
    return verb.lemma_ in {"ignite", "light", "set", "start"} and any(
        word.pos_ == "PROPN" or lexicon.classes.get(word.lemma_.lower(), frozenset()) & _PEOPLE
        for word in doers
    )


def _is_traffic(noun: Token, lexicon: EventLexicon) -> bool:
    """Return whether a vehicle is nobody's weapon ("a train", not "an army lorry")."""
    return "traffic" in lexicon.classes.get(noun.lemma_.lower(), ()) and not any(
        lexicon.classes.get(word.lemma_.lower(), frozenset()) & _ARMS or word.ent_type_ in _OWNERS
        for word in noun.children
        if word.dep_ in {"amod", "compound", "nmod", "poss"}
    )


def _happens(verb: Token, lexicon: EventLexicon) -> bool:
    """Return whether a verb tells of a mishap ("capsized", "fell from a ladder", "fire spread")."""
    if verb.lemma_ == "fall":
        known = any(w.lower_ in _FALLS for w in dependants(verb, "prep", "prt", "advmod"))
    else:
        known = lexicon.is_operator(verb.lemma_.lower(), pos="verb", kind="mishap")
        known |= verb.lemma_ == "give" and any(w.lower_ == "way" for w in verb.children)
        known |= is_blown_up(verb, _subjects(verb), lexicon)
        known |= verb.lemma_ == "catch" and any(w.lower_ == "fire" for w in verb.children)
    if known and _is_meant(verb, lexicon):
        return False
    if known and not is_passive(verb):
        return True
    doers = _subjects(verb) or agents(verb)
    inside = [noun for preposition, noun in complements(verb) if preposition in {"by", "in"}]
    hit = verb.lemma_.lower() in _HARM and any(_is_traffic(noun, lexicon) for noun in doers)
    return hit or any(_is_cause(noun, lexicon) for noun in [*doers, *inside])


def is_blown_up(verb: Token, doers: Iterable[Token], lexicon: EventLexicon) -> bool:
    """Return whether what burns by itself explodes ("a fuel tanker", but not one of bombs)."""
    classes = lexicon.classes
    return verb.lemma_ == "explode" and any(
        any("fuelled" in classes.get(part.lemma_, ()) for part in (word, *word.children))
        and not any(_ARMING & classes.get(part.lemma_, frozenset()) for part in word.subtree)
        for word in doers
    )


def _is_meant(verb: Token, lexicon: EventLexicon) -> bool:
    """Return whether somebody does it to something ("sank the boat", "crashed into a crowd")."""
    if any(word.lower_ not in {"fire", "way"} for word in dependants(verb, "dobj")):
        return True
    return verb.lemma_ == "crash" and any(
        preposition == "into" and lexicon.classes.get(noun.lemma_.lower(), frozenset()) & _RAMMED
        for preposition, noun in complements(verb)
    )


def _clause(word: Token) -> list[Token]:
    """Return the words of a clause, without those of other clauses joined to it."""
    apart = {
        part.i
        for child in dependants(word, "conj", "ccomp", "parataxis")
        if dependants(child, "nsubj", "nsubjpass")
        for part in child.subtree
    }
    return [part for part in word.subtree if part.i not in apart]


def _has_force(words: Iterable[Token], lexicon: EventLexicon) -> bool:
    return any(_is_force(word, lexicon) for word in words)


def _is_force(word: Token, lexicon: EventLexicon) -> bool:
    """Return whether a word is a weapon or names an assault as what happened."""
    if any(head.lemma_ in _ESCAPES for head in (word.head, word.head.head)):
        return False
    if word.lemma_ == "shot":
        return True
    if word.pos_ in {"ADJ", "NOUN", "PROPN"}:
        return _is_armament(word, lexicon)
    return word.pos_ == "VERB" and _is_attack(word, lexicon)


def _is_armament(noun: Token, lexicon: EventLexicon) -> bool:
    """Return whether a noun is of a weapon or an assault ("a mortar", "the shelling")."""
    lemma = noun.lemma_.lower()
    if lemma not in _TOOLS and "weapon" in lexicon.classes.get(lemma, ()):
        return True
    if lemma == "mine":
        # "A car hit a mine", "drove over a mine"; people are also buried in one.
        return noun.dep_ == "dobj" or (noun.dep_ == "pobj" and noun.head.lower_ in _UPON)
    entry = first_entry(noun, lexicon) if lemma not in _VAGUE else None
    return entry is not None and entry.event_type == "ASSAULT" and _is_violent(noun, lexicon)


def _is_attack(verb: Token, lexicon: EventLexicon) -> bool:
    """Return whether a verb tells of an assault, whoever does it to whatever."""
    entries = lexicon.candidates(verb.lemma_.lower(), pos="verb")
    told = next((e for e in entries if match_words(e.words, verb) is not None), None)
    if verb.lemma_.lower() in _HARM or told is None or told.event_type != "ASSAULT":
        return False
    return not told.subject and (bool(told.words) or not told.object)
