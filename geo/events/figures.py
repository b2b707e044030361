"""Numbers of people killed and injured by an act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.events.amounts import AMOUNT, Count, read_amount
from geo.events.grammar import (
    complements,
    coordinated,
    dependants,
    enumerated,
    is_passive,
    next_word,
    text_of,
)
from geo.events.mishaps import find_mishaps
from geo.events.numbers import NUMBER, parse_number
from geo.events.people import DIE, INJURE, KILL, NO_FEWER, sum_people
from geo.events.totals import PERIOD, find_totals, told_text
from geo.events.valency import objects

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = [
    "Count",
    "Toll",
    "count_bodies",
    "find_named_toll",
    "find_toll",
    "find_victims",
    "is_listed_toll",
    "meant_objects",
]

_KILLINGS = frozenset(
    {"assassination", "beheading", "execution", "killing", "lynching", "massacre", "murder",
     "slaughter"}
)  # fmt: skip
_SEEN_BODIES = re.compile(
    rf"\b(?:count(?:ed|s)|saw|seen)\s+(?P<n>(?:at least |some )?{NUMBER})\s+"
    r"(?:[\w-]+\s+)?(?:bodies|corpses)\b",
    re.IGNORECASE,
)
# "Nine bodies were brought in after a raid": the dead of what the sentence names.
_BODIES_OF = re.compile(
    rf"\b(?P<n>(?:at least |some )?{NUMBER})\s+(?:[\w-]+\s+)?(?:bodies|corpses)\b[^.;]{{0,80}}?"
    r"\b(?:after|following|from)\b",
    re.IGNORECASE,
)
# Nobody of those who were there was harmed; one who survived was alone, as far as is told.
_SAFE = re.compile(
    r"\b(?:all|both|the|its|their)\s+(?:[\w-]+\s+){0,3}?(?:crew|crewmen|members|passengers|people|"
    r"sailors|seamen|staff|students|workers)\s+(?:is|are|was|were)\s+(?:all\s+)?(?:reported\s+)?"
    r"(?:safe|uninjured|unharmed|unhurt)\b|(?:^|[,;]\s)(?:but\s+)?(?:he|she)\s+survived\b|"
    r"\bwithout\s+(?:any\s+|causing\s+)*(?:casualties|deaths|injuries|victims)\b",
    re.IGNORECASE,
)
# What ends "to death" with those who do it.
_END = frozenset({"bleed", "burn", "choke", "freeze", "starve", "suffocate"})
_NO_HARM = re.compile(
    r"\b(?:no|not an?|not one|nobody|none)\b[^.;,]{0,40}?\b(?:harmed|hurt)\b", re.IGNORECASE
)
_RESULTING = frozenset({"culminate", "end", "lead", "result"})
# "Threatened to kill ten", "was meant to kill ten": nobody has died of it.
_PURPOSES = frozenset(
    {"aim", "attempt", "conspire", "decline", "design", "fail", "intend", "mean", "plan", "plot",
     "prepare", "promise", "refuse", "swear", "threat", "threaten", "try", "vow", "want"}
)  # fmt: skip
_ALMOST = frozenset({"almost", "nearly"})
_NO_ONE = re.compile(r"\s*(?:no[ -]one|nobody|none|no [a-z]+)\b", re.IGNORECASE)
# Of two speakers the second: "a toll of 45; hospital staff said 60 died".
_RIVAL = re.compile(
    r"(?:;|,? (?:but|while|whereas|though))\s[^.;\d]{2,60}?\b"
    rf"(?:said|says?|put|counted|reported|claimed)\b (?:that |it was |the (?:toll|figure) at )?"
    rf"(?P<n>{NUMBER})(?: (?:people|persons|civilians|soldiers))?"
    r"(?: (?:were|had|was|have)(?: been)?)?(?: (?:killed|died|dead|deaths?))?\s*[.;]?$",
    re.IGNORECASE,
)
# Words between a verb and what says that it killed ("beat a young shopkeeper to death").
_DEATH_REACH = 8
_PLAIN_AMOUNT = re.sub(r"\?P<(?:between|low|high)>", "", AMOUNT.pattern)
_TOLL = re.compile(
    r"\b(?:toll|number of (?:[\w-]+ ){0,4}?(?:killed|dead|deaths|fatalities))\b[^.]{0,40}?"
    rf"\b(?:at|to|of|reached|is|was)\s+(?P<n>{_PLAIN_AMOUNT})",
    re.IGNORECASE,
)
_DEATHS = re.compile(
    r"\b(?P<n>no|\w[\w.,-]*)\s+(?P<what>deaths?|dead|fatalities|casualties)\b", re.IGNORECASE
)
_LEFT_DEAD = re.compile(
    r"\b(?:left|leaves|leaving|leave) (?P<people>[^.;:]{3,80}?) dead\b", re.IGNORECASE
)
_TAKEN_LIVES = re.compile(
    r"\b(?:claim\w*|cost\w*|took|taking|taken) (?:the )?lives of (?P<of>[^.;:,]{3,60})"
    r"|\b(?:claim\w*|cost\w*|took|taking|taken) (?P<n>[^.;:,]{1,40}?) lives\b"
    r"|(?P<who>[^.;:,]{1,60}?) (?:had |have )?lost their lives\b"
    r"|\b(?P<one>(?:claim\w*|cost\w*|took|taking|taken) the life of|lost (?:his|her) life)\b",
    re.IGNORECASE,
)


_WHO = r"(?:\s+[a-z]+){0,2}?\s+"
# "Car bomb, Gao; 4 dead, 7 wounded.", "(2 killed, 5 injured)": as lists and headlines put it.
_LISTED = re.compile(
    rf"(?:^|[;:,–—]\s+|\()(?P<k>(?:at least |up to )?{_PLAIN_AMOUNT}){_WHO}(?:killed|dead)"
    rf"(?:\s*(?:,|;|and|/)\s*(?P<i>(?:at least )?{NUMBER}){_WHO}(?:wounded|injured|hurt))?"
    r"\s*(?=[;,.)\n]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a sentence says of the dead and the injured."""

    killed: Count | None
    injured: Count | None


def find_toll(sentence: Sentence) -> Toll:
    """Return the dead and injured that a sentence tells of.

    Totals of a war are left out, and those who died by mishap.
    """
    text = told_text(sentence, _apart(sentence))
    if (listed := _listed_toll(text)) is not None:
        return listed
    killed = _left_dead(text) or _first(_verb_counts(sentence, KILL, DIE))
    injured = _first(_verb_counts(sentence, INJURE, frozenset()))
    killed = _with_rival(killed or _named_toll(text) or _bodies(_BODIES_OF.search(text)), text)
    unhurt = injured is None and any(words.search(text) for words in (_NO_HARM, _SAFE))
    if killed is None and (unhurt or injured == Count(low=0, high=0)):
        killed = Count(low=0, high=0)
    return Toll(killed=killed, injured=injured)


def is_listed_toll(text: str) -> bool:
    """Return whether a toll stands for itself between marks, as it does in lists."""
    return _LISTED.search(text) is not None


def _listed_toll(text: str) -> Toll | None:
    """Return the toll that stands for itself between marks ("Raid on Bor, 4 dead, 7 hurt")."""
    match = _LISTED.search(text)
    if match is None:
        return None
    injured = read_amount(match["i"]) if match["i"] else None
    return Toll(killed=read_amount(match["k"]), injured=injured)


def _apart(sentence: Sentence) -> frozenset[int]:
    """Return the tokens that tell of other deaths than those of an act."""
    return find_totals(sentence) | find_mishaps(sentence)


def count_bodies(sentence: Sentence) -> Count | None:
    """Return how many dead of the act told before somebody counted ("counted seven bodies")."""
    return _bodies(_SEEN_BODIES.search(text_of(sentence)))


def _bodies(match: re.Match[str] | None) -> Count | None:
    number = AMOUNT.search(match["n"]) if match else None
    if match is None or number is None:
        return None
    return read_amount(match["n"], before=match["n"][: number.start()])


def _with_rival(killed: Count | None, text: str) -> Count | None:
    """Return the range of what two speakers of a sentence count."""
    match = _RIVAL.search(text)
    if killed is None or killed.low is None or match is None:
        return killed
    # The verb's own number is the second one where the first is only a toll.
    first = _named_toll(text[: match.start()]) or killed
    number = parse_number(match["n"])
    if number is None or first.low is None or first.high is None or killed.high is None:
        return killed
    return Count(low=min(first.low, number), high=max(first.high, number))


def _first(counts: Iterator[Count]) -> Count | None:
    return next(counts, None)


def _verb_counts(
    sentence: Sentence, transitive: frozenset[str], intransitive: frozenset[str]
) -> Iterator[Count]:
    apart = _apart(sentence)
    for token in sentence:
        lemma = token.lemma_.lower()
        if token.pos_ == "NOUN" or lemma not in transitive | intransitive:
            continue
        if token.i in apart or _is_unreal(token) or _is_mixed(token):
            continue
        victims = [word for word in _suffering(token, intransitive) if not _begins(word, token)]
        victims = meant_objects(token) if _are_they(victims) else victims
        victims = victims or [word for word in token.children if word.lower_ == "between"]
        victims = [noun for word in victims for noun in dependants(word, "pobj")[-1:] or [word]]
        if token.dep_ == "conj" and not victims:
            victims = _elliptic(token)
        if (count := sum_people(victims)) is not None:
            yield count
    yield from _lethal_shots(sentence, transitive)


def _is_mixed(verb: Token) -> bool:
    """Return whether one number is of the dead and the injured ("80 killed and wounded")."""
    pair = verb.head if verb.dep_ == "conj" else next(iter(dependants(verb, "conj")), None)
    if pair is None or pair.pos_ == "NOUN" or not _are_both(verb.lemma_, pair.lemma_):
        return False
    second = max(verb, pair, key=lambda word: word.i)
    between = verb.doc[min(verb.i, pair.i) + 1 : second.i]
    own = dependants(second, "nsubj", "nsubjpass", "nummod", "advmod")
    return not own and all(word.lower_ in {"and", "or", "/"} for word in between)


def _are_both(one: str, other: str) -> bool:
    return (one in KILL and other in INJURE) or (one in INJURE and other in KILL)


def _is_unreal(verb: Token) -> bool:
    """Return whether nobody came to harm: "was meant to kill ten", "almost killed ten"."""
    first = verb
    while first.dep_ == "conj" and first.head.pos_ == "VERB":
        first = first.head
    if first.dep_ in {"xcomp", "acl"} and first.head.lemma_.lower() in _PURPOSES:
        return True
    beside = [child for child in verb.children if child.i == verb.i - 1]
    denied = [w for w in dependants(verb, "neg") if next_word(w) not in {"only", "just"}]
    return bool(denied) or any(child.lower_ in _ALMOST for child in beside)


def _begins(noun: Token, verb: Token) -> bool:
    """Return whether a noun after a verb begins another clause: "killed 7 and 8 were missing"."""
    after = noun.i + 1
    return noun.i > verb.i and after < len(noun.doc) and noun.doc[after].lower_ in {"was", "were"}


def _suffering(verb: Token, intransitive: frozenset[str]) -> list[Token]:
    """Return who died or was killed, injured: the subject of a verb that takes no object."""
    if verb.lemma_.lower() in intransitive:
        return [w for s in dependants(verb, "nsubj") for w in coordinated(s)]
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and is_passive(verb.head):
        # "Seven were killed and 12 others wounded."
        own = dependants(verb, "nsubj")
        return [w for s in own for w in coordinated(s)] or objects(verb)
    return objects(verb)


def find_victims(sentence: Sentence) -> list[Token]:
    """Return the heads of those who a sentence says were killed or injured, in text order."""
    apart = _apart(sentence)
    return [victim for token in sentence if token.i not in apart for victim in _victims_of(token)]


def _victims_of(token: Token) -> list[Token]:
    if token.pos_ == "NOUN":
        dead = complements(token) if _is_outcome(token) else ()
        return [noun for link, noun in dead if link == "of"]
    return _suffering(token, DIE) if token.lemma_.lower() in KILL | DIE | INJURE else []


def _elliptic(token: Token) -> list[Token]:
    """Return the number that stands alone before a participle ("six killed and 16 wounded")."""
    return [child for child in token.children if child.like_num and child.i < token.i]


def _lethal_shots(sentence: Sentence, transitive: frozenset[str]) -> Iterator[Count]:
    """Yield who was "shot dead" or "stabbed to death", or the "murder of" whom is told."""
    if "kill" not in transitive:
        return
    for token in sentence:
        if token.pos_ == "NOUN" and token.lemma_ in _KILLINGS:
            victims = [n for w in dependants(token, "prep") if w.lower_ == "of" for n in w.children]
        elif _is_outcome(token):
            victims = [noun for link, noun in complements(token) if link == "of"]
        elif _is_deadly(token):
            victims = _ended(token) if token.lemma_ in _END else meant_objects(token)
        else:
            continue
        if (count := sum_people([w for noun in victims for w in coordinated(noun)])) is not None:
            yield count


def _is_outcome(noun: Token) -> bool:
    """Return whether deaths are what came of an act ("which led to the death of two nurses")."""
    if noun.lemma_ != "death" or noun.pos_ != "NOUN":
        return False
    if noun.dep_ == "dobj":
        return noun.head.lemma_ == "cause"
    return noun.dep_ == "pobj" and noun.head.head.lemma_ in _RESULTING


def _are_they(victims: list[Token]) -> bool:
    return bool(victims) and all(word.lower_ in {"them", "they"} for word in victims)


def meant_objects(verb: Token) -> list[Token]:
    """Return whom a verb is done to; those of the verb before, for "them".

    "Tied up 50 men and hacked them to death".
    """
    own = objects(verb)
    joined = verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not dependants(verb, "nsubj")
    return (objects(verb.head) or own) if joined and _are_they(own) else own


def find_named_toll(word: Token) -> Count | None:
    """Return the dead whom a word of killing counts itself.

    "The murder of 64 miners"; "killed nine farmers, and bandits slaughtered four".
    """
    if word.pos_ != "NOUN":
        return None if _is_unreal(word) else _own_victims(word)
    if word.lemma_ not in _KILLINGS:
        return None
    victims = [n for w in dependants(word, "prep") if w.lower_ == "of" for n in w.children]
    return sum_people([w for victim in victims for w in coordinated(victim)])


def _own_victims(verb: Token) -> Count | None:
    """Return how many a verb's own object says that it killed."""
    kills = verb.lemma_ in KILL or (_is_deadly(verb) and verb.lemma_ not in _END)
    told = dependants(verb, "dobj", "nsubjpass")
    return sum_people([w for noun in told for w in enumerated(noun)]) if kills else None


def _ended(verb: Token) -> list[Token]:
    """Return who bled or starved to death, be it told of another verb ("was shot and bled")."""
    own = objects(verb) or dependants(verb, "nsubj", "nsubjpass")
    if not own and verb.dep_ == "conj":
        own = dependants(verb.head, "nsubjpass") or dependants(verb.head, "nsubj")
    return own


def _is_deadly(verb: Token) -> bool:
    """Return whether a verb's words say that it killed ("shot dead", "hacked to death")."""
    if verb.lemma_ == "gun":
        return any(child.lower_ == "down" for child in dependants(verb, "prt", "advmod"))
    return (
        any(
            child.lower_ == "dead"
            or (child.lower_ == "alive" and verb.lemma_ in {"burn", "bury"})
            or (child.lower_ == "to" and any(n.lower_ == "death" for n in child.children))
            for child in verb.children
            if verb.pos_ == "VERB" and child.i - verb.i <= _DEATH_REACH
        )
        and verb.lemma_ != "leave"
    )


def _left_dead(text: str) -> Count | None:
    """Read "left 23 militants and nine defenders dead"."""
    match = _LEFT_DEAD.search(text)
    if match is None:
        return None
    before = match["people"]
    if _NO_ONE.match(before) and not NO_FEWER.match(before.strip()):
        return Count(low=0, high=0)
    counts = [
        count
        for part in re.split(r"\s+and\s+|,\s*", before)
        if (count := read_amount(part)) is not None
    ]
    if not counts:
        return None
    low = None if all(c.low is None for c in counts) else sum(c.low or 0 for c in counts)
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    return Count(low=low, high=high)


def _named_toll(text: str) -> Count | None:
    match = _TOLL.search(text)
    # "The toll rose to 340 since January" is of a period.
    if match and PERIOD.search(text[match.end() :]):
        return None
    if match:
        return read_amount(
            match["n"], before=text[max(0, match.start("n") - 10) : match.start("n")]
        )
    if match := _TAKEN_LIVES.search(text):
        told = match["of"] or match["n"] or match["who"]
        return read_amount(told) if told else Count(low=1, high=1)
    match = _DEATHS.search(text)
    if match and match["n"].lower() == "no":
        return Count(low=0, high=0)
    if match and (number := parse_number(match["n"])) is not None and match["what"] != "casualties":
        return Count(low=number, high=number)
    return None
