"""Questions about a dependency parse: the words around a verb, its voice and its tense.

The labels are those of spaCy's English pipelines (ClearNLP's scheme).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

    from geo.events.lexicon import EventLexicon

__all__ = [
    "DONE_TO",
    "ESCAPES",
    "WITNESSING",
    "agents",
    "ancestors",
    "auxiliaries",
    "carrier",
    "complements",
    "coordinated",
    "dependants",
    "determiners_reached",
    "enumerated",
    "find_counted",
    "is_clipped",
    "is_habitual",
    "is_passive",
    "is_perfect",
    "is_pluperfect",
    "is_reduced",
    "is_severed",
    "next_word",
    "text_of",
]

ESCAPES = frozenset({"escape", "evade", "flee"})
"""Verbs of those who get away from what others do."""
WITNESSING = frozenset(
    {"cite", "confirm", "detect", "document", "film", "follow", "hear", "investigate", "mention",
     "monitor", "note", "observe", "record", "report", "see", "verify", "watch", "witness"}
)  # fmt: skip
"""Verbs of those who know of what others did."""
DONE_TO = frozenset({"abduct", "arrest", "detain", "injure", "kidnap", "kill", "wound"})
"""What is done to somebody whom an active clause has to name."""
_SUBJECTS = frozenset({"nsubj", "csubj"})
_OFTEN = frozenset({"frequently", "occasionally", "often", "regularly", "repeatedly", "sometimes"})
# A list has more members than this.
_PAIR = 2
# A chain of controlled clauses longer than this is a misparse.
_MAX_CHAIN = 6


def dependants(token: Token, *labels: str) -> list[Token]:
    """Return the children of a token that have one of the labels, in text order."""
    return [child for label, child in _children(token.doc, token.i) if label in labels]


@lru_cache(maxsize=4096)
def _children(doc: Doc, at: int) -> tuple[tuple[str, Token], ...]:
    """Return the children of a token with their labels: each is asked for again and again."""
    return tuple((child.dep_, child) for child in doc[at].children)


def next_word(token: Token) -> str:
    """Return the word after a token in lower case; nothing at the end of a text."""
    after = token.i + 1
    return str(token.doc[after].lower_) if after < len(token.doc) else ""


def text_of(sentence: Sentence) -> str:
    """Return the words of a sentence as the text has them."""
    return _text(sentence.doc, sentence.start, sentence.end)


@lru_cache(maxsize=256)
def _text(doc: Doc, start: int, end: int) -> str:
    return str(doc[start:end].text)


def coordinated(token: Token) -> list[Token]:
    """Return a token and what is coordinated with it as a noun phrase, in text order."""
    found, queue = [token], [token]
    while queue:
        for child in dependants(queue.pop(), "conj"):
            # "The bishop but not the captors": who is excepted takes no part.
            if dependants(child, "neg"):
                continue
            if child.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}:
                found.append(child)
                queue.append(child)
    return found


def enumerated(first: Token) -> list[Token]:
    """Return what is coordinated with a noun, and lists that the parser takes for other names.

    "A guard, a nurse and two clerks": one person is not several, and who is brought up anew is
    nobody of whom the text told.
    """
    for name in dependants(first, "appos"):
        members = [first, *coordinated(name)]
        if len(members) > _PAIR and _is_one(first) and all(map(_is_new, members)):
            return members
    return coordinated(first)


def _is_one(noun: Token) -> bool:
    return any(word.lower_ in {"a", "an", "another"} for word in dependants(noun, "det"))


def _is_new(noun: Token) -> bool:
    return _is_one(noun) or bool(dependants(noun, "nummod"))


def carrier(noun: Token, lexicon: EventLexicon) -> Token:
    """Return the noun that says how much there is of another, else the noun itself.

    In "a wave of air strikes hit the port" the wave is the subject, and the strikes are told.
    """
    measure = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or measure.pos_ != "NOUN":
        return noun
    measures = lexicon.is_operator(measure.lemma_.lower(), pos="noun", kind="measure")
    return measure if measures else noun


def ancestors(token: Token, *, limit: int = 12) -> Iterator[tuple[Token, Token]]:
    """Yield pairs of a token and its head, from a token up to the root of its sentence."""
    for _ in range(limit):
        if token.head.i == token.i:
            return
        yield token, token.head
        token = token.head


def is_passive(verb: Token) -> bool:
    """Return whether a verb is passive, a bare participle after its noun included."""
    if dependants(verb, "nsubjpass", "auxpass", "csubjpass") or is_reduced(verb):
        return True
    if is_clipped(verb) or _is_joined_passive(verb) or _is_gapped(verb):
        return True
    # "Reports that forces had shelled a town": a participle with a subject is a perfect.
    bare = verb.tag_ == "VBN" and not dependants(verb, "nsubj")
    # "Beaten by the army, the rebels fled"; "nine were reported killed".
    left = verb.dep_ == "xcomp" and not dependants(verb, "aux")
    return bare and (verb.dep_ in {"acl", "oprd"} or left or _is_suffered(verb))


def _is_joined_passive(verb: Token) -> bool:
    """Return whether a participle shares the auxiliary of a passive: "was seized and beaten"."""
    joined = verb.dep_ == "conj" and verb.tag_ in {"VBD", "VBN"} and verb.head.tag_ == "VBN"
    if not joined or dependants(verb, "aux", "dobj", "nsubj", "ccomp", "xcomp"):
        return False
    # "Was freed and fled" tells in the past tense what he did himself.
    return (verb.tag_ == "VBN" or bool(dependants(verb, "agent"))) and is_passive(verb.head)


def _is_gapped(verb: Token) -> bool:
    """Return whether a passive leaves out what the one before says: "two were shot and six taken".

    What is counted without its noun is of those who the first clause tells of.
    """
    joined = verb.dep_ == "conj" and verb.tag_ == "VBN" and not dependants(verb, "aux")
    counted = [word for word in dependants(verb, "nsubj") if word.like_num]
    return joined and bool(counted) and is_passive(verb.head)


def _is_suffered(verb: Token) -> bool:
    """Return whether a participle stands beside its clause with a doer of its own."""
    return verb.dep_ == "advcl" and bool(dependants(verb, "agent")) and not dependants(verb, "aux")


def is_clipped(verb: Token) -> bool:
    """Return whether a headline or a list leaves out the auxiliary: "Six officers shot dead".

    "2 killed, 5 injured": nobody harms without harming somebody, and those who are only counted
    are the ones harmed.
    """
    if verb.tag_ not in {"VBD", "VBN"} or dependants(verb, "dobj", "aux", "dative"):
        return False
    if verb.lemma_ == "shoot":
        return any(child.lower_ == "dead" for child in verb.children)
    if verb.lemma_ not in DONE_TO or verb.dep_ in {"advcl", "relcl"}:
        return False
    shares = any(dependants(other, "dobj") for other in dependants(verb, "conj"))
    counted = dependants(verb, "nsubj")[-1:]
    return not shares and any(w.like_num or dependants(w, "nummod") for w in counted)


def is_reduced(verb: Token) -> bool:
    """Return whether a "coordinated" verb is a participle of the noun right before it.

    "The collapse of a ceasefire agreed in May" comes out of the parser as two clauses joined by
    nothing.
    """
    if verb.dep_ != "conj" or verb.tag_ not in {"VBD", "VBN"} or verb.i == 0:
        return False
    # "Hours after raiders stormed a bank": a clause with a subject tells what that one did.
    if dependants(verb, "nsubj"):
        return False
    # The word before is asked first: a head may have hundreds of dependants.
    return verb.doc[verb.i - 1].pos_ in {"NOUN", "PROPN"} and not dependants(verb.head, "cc")


def is_severed(verb: Token) -> bool:
    """Return whether a second verb came out of the parser as describing its own object.

    "Imposed a curfew and banned motorcycles": no noun is coordinated with a verb, so that one
    which seems to be is the object of what stands before it.
    """
    return (
        verb.dep_ == "amod"
        and verb.tag_ in {"VBD", "VBN"}
        and verb.head.dep_ == "conj"
        and verb.head.head.pos_ == "VERB"
        and verb.doc[verb.i - 1].dep_ == "cc"
    )


def auxiliaries(verb: Token) -> list[Token]:
    """Return the auxiliaries of a verb, or those of the verb it is coordinated with."""
    for _ in range(_MAX_CHAIN):
        own = dependants(verb, "aux", "auxpass")
        if own or verb.dep_ != "conj" or dependants(verb, "nsubj", "nsubjpass"):
            return own
        if verb.head.tag_ != verb.tag_:
            return []
        verb = verb.head
    return []


def is_perfect(verb: Token) -> bool:
    """Return whether a verb is in a perfect tense."""
    return any(word.lemma_ == "have" for word in auxiliaries(verb))


def is_habitual(verb: Token) -> bool:
    """Return whether a verb tells what was done time and again: "has often been attacked"."""
    return is_perfect(verb) and any(word.lower_ in _OFTEN for word in dependants(verb, "advmod"))


def is_pluperfect(verb: Token) -> bool:
    """Return whether a verb is in the past perfect ("had seized")."""
    return any(word.lower_ in {"had", "'d"} for word in auxiliaries(verb))


def find_counted(part: Token) -> list[Token]:
    """Return what "between 800 and 3,500 refugees" counts, hung on a verb like a pair of sides."""
    nouns = dependants(part, "pobj") if part.lower_ == "between" else []
    if len(nouns) > 1:
        return nouns[-1:] if nouns[0].like_num else []
    numbers = [n for noun in nouns for n in dependants(noun, "nummod") if dependants(n, "conj")]
    return nouns if numbers else []


def determiners_reached(verb: Token) -> list[Token]:
    """Return the articles after a verb's prepositions ("received in neither capital")."""
    return [
        child
        for word in dependants(verb, "prep")
        for noun in dependants(word, "pobj")
        for child in dependants(noun, "det", "preconj")
    ]


def agents(verb: Token) -> list[Token]:
    """Return the heads of the by-phrase of a passive verb, or of one that it is joined to.

    "Were seized, beaten and shot by guards": the guards did all three.
    """
    own = [
        noun
        for word in dependants(verb, "agent")
        for head in dependants(word, "pobj")
        for noun in coordinated(head)
    ]
    joined = [] if own else [w for w in dependants(verb, "conj") if _is_joined_passive(w)]
    return own or [noun for word in joined for noun in agents(word)]


def complements(token: Token) -> Iterator[tuple[str, Token]]:
    """Yield the preposition and the heads of each prepositional phrase of a token."""
    for word in dependants(token, "prep", "agent", "dative", "prt"):
        if find_counted(word):
            continue
        for noun in dependants(word, "pobj"):
            for head in coordinated(noun):
                yield word.lower_, head
        for inner in dependants(word, "prep"):
            for noun in dependants(inner, "pobj"):
                for head in coordinated(noun):
                    yield inner.lower_, head
