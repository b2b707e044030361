"""Who does what a verb tells, and what it is done to: its subjects and objects.

The labels are those of spaCy's English pipelines (ClearNLP's scheme).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.grammar import (
    DONE_TO,
    ESCAPES,
    WITNESSING,
    coordinated,
    dependants,
    enumerated,
    find_counted,
    is_clipped,
    is_passive,
    is_reduced,
    is_severed,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.lexicon import EventLexicon

__all__ = ["objects", "subjects"]

_PEOPLE = frozenset({"armed", "crowd", "office", "person", "worker"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_NAMES = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_CAPTIVES = frozenset({"captive", "hostage", "prisoner"})
# "The day they came", "the way they fought": clauses of these tell when, how and why.
_CIRCUMSTANCES = frozenset({"day", "hour", "moment", "place", "reason", "time", "way", "year"})
_HARMING = DONE_TO | {"ambush", "attack", "bomb", "capture", "seize", "shoot"}
# Two verbs this many words apart share their object ("shot and killed two men").
_PAIRED = 2
# A chain of controlled clauses longer than this is a misparse.
_MAX_CHAIN = 6


def _antecedent(word: Token, verb: Token) -> Token:
    """Return what a relative pronoun stands for, else the word itself.

    "A man who police said had stabbed a guard": what somebody says of him comes between.
    """
    if word.lower_ not in _RELATIVE:
        return word
    if verb.dep_ == "ccomp" and verb.head.dep_ == "relcl" and word.i < verb.head.i:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else word


def _first_joined(noun: Token, pronoun: Token) -> Token:
    """Return the first of those that a clause after a comma tells of ("Iran and Iraq, who").

    A singular verb, and a name beside the last, leave the clause to that one alone.
    """
    several = pronoun.lower_ == "who" and pronoun.i > 0 and pronoun.nbor(-1).text == ","
    single = any(word.tag_ == "VBZ" for word in (pronoun.head, *pronoun.head.children))
    apart = several and not single and not dependants(noun, "appos")
    while apart and noun.i != pronoun.i and noun.dep_ == "conj" and noun.head.pos_ in _NAMES:
        noun = noun.head
    return noun


def subjects(verb: Token, lexicon: EventLexicon, *, depth: int = 0) -> list[Token]:
    """Return the heads of a verb's subject, those inherited from a governing verb included."""
    labels = ("nsubjpass",) if is_passive(verb) else ("nsubj", "csubj")
    own = dependants(verb, *labels)
    if own and not _is_recipient(own[-1], verb):
        found = _listed(own) or coordinated(_first_joined(_antecedent(own[-1], verb), own[-1]))
        return _hunted(verb) or found
    if depth > _MAX_CHAIN or (not own and dependants(verb, "nsubj", "nsubjpass")):
        return []
    return _inherited(verb, lexicon, depth=depth)


def _is_recipient(noun: Token, verb: Token) -> bool:
    """Return whether the parser makes a subject of whom something goes to.

    In "sent a letter to the general demanding a halt" the general demands nothing.
    """
    before = noun.left_edge.i - 1
    return (
        verb.tag_ == "VBG"
        and verb.dep_ in {"acl", "advcl"}
        and before >= 0
        and noun.doc[before].lower_ == "to"
        and not [*noun.doc[before].children]
    )


def _hunted(verb: Token) -> list[Token]:
    """Return whom others killed "as they fled": not those who killed them."""
    main = verb.head
    escapes = verb.lemma_ in ESCAPES or any(w.lemma_ in ESCAPES for w in dependants(verb, "xcomp"))
    they = [word for word in dependants(verb, "nsubj") if word.lower_ in {"he", "she", "they"}]
    harmed = main.lemma_ in _HARMING and verb.dep_ == "advcl" and not is_passive(main)
    return objects(main) if escapes and they and harmed else []


def _listed(own: Sequence[Token]) -> list[Token]:
    """Return the members of a list of which the parser made subjects or another name of the first.

    "Peru, the union's mission in Chad, Cuba and Oslo condemned it": no comma closes the list, as
    one would close an apposition. Else, of two subjects, the one beside the verb is right.
    """
    first, last, doc = own[0], own[-1], own[0].doc
    named = dependants(first, "appos")
    if first.i != last.i:
        apart = doc[last.left_edge.i - 1].text == "," and dependants(last, "cc")
        return [first, *named, *coordinated(last)] if apart else []
    for name in named[-1:]:
        joined = [w for w in name.subtree if w.dep_ == "conj" and w.pos_ in _NAMES]
        after = doc[name.right_edge.i + 1 : name.right_edge.i + 2].text
        if joined and after != "," and any(w.dep_ == "cc" for w in name.subtree):
            return [first, *named, *joined]
    return []


def _inherited(verb: Token, lexicon: EventLexicon, *, depth: int) -> list[Token]:
    """Return the subject that a verb without one takes from the clause that governs it."""
    if is_reduced(verb):
        return [verb.doc[verb.i - 1]]
    if is_severed(verb):
        return _any_subject(verb.head.head, lexicon, depth=depth + 1)
    if verb.dep_ in {"ROOT", "acl", "relcl"}:
        return _beside(verb) if verb.dep_ == "ROOT" else _described(verb, lexicon)
    if verb.dep_ in {"xcomp", "ccomp"} and (controlled := _controllers(verb.head, lexicon)):
        return coordinated(controlled[0])
    if verb.dep_ in {"conj", "xcomp", "advcl", "pcomp", "ccomp"}:
        return _from_governor(verb, lexicon, depth=depth)
    return []


def _beside(verb: Token) -> list[Token]:
    """Return the noun before a main verb that the parser gave to the clause before it.

    In "speaking in Lagos, the minister vowed" he is no other name of Lagos.
    """
    opening = [clause for clause in dependants(verb, "advcl") if clause.i < verb.i]
    lost = [
        word
        for clause in opening[:1]
        for word in clause.subtree
        if word.dep_ == "appos" and word.pos_ in _NAMES and word.right_edge.i == clause.right_edge.i
    ]
    return lost if verb.tag_ in _FINITE else []


def _described(verb: Token, lexicon: EventLexicon) -> list[Token]:
    """Return the noun that a clause follows, or whose plan or statement it is."""
    head = verb.head
    if verb.dep_ == "relcl":
        named = head.pos_ in {"NOUN", "PROPN"}
        return [head] if named and not objects(verb) else []
    if verb.tag_ == "VBG" and head.dep_ == "pobj" and head.head.lower_ == "to":
        # "Handed a note to the ambassador demanding a ransom".
        verb_or_note = head.head.head
        for note in (verb_or_note, *dependants(verb_or_note, "dobj")):
            if lexicon.is_operator(note.lemma_, pos="noun", kind="utterance"):
                return _planners(note)
    if verb.tag_ in {"VBG", "VB"} and head.pos_ in {"NOUN", "PROPN"}:
        told = any(
            lexicon.is_operator(head.lemma_, pos="noun", kind=kind)
            for kind in ("plan", "utterance")
        )
        return _planners(head) if told else [head]
    return [head] if is_passive(verb) else []


def _controllers(verb: Token, lexicon: EventLexicon) -> list[Token]:
    """Return whom a verb makes do something ("urged Paris to", "called on Paris to")."""
    if not lexicon.is_operator(verb.lemma_, pos="verb", kind="object_control"):
        return []
    if is_passive(verb):
        return dependants(verb, "nsubjpass")
    return [*dependants(verb, "dobj", "dative"), *_prepositional(verb, "on", "to", "for")]


def _from_governor(verb: Token, lexicon: EventLexicon, *, depth: int) -> list[Token]:
    aside = verb.head.dep_ == "prep" or verb.head.lower_ in {"able", "unable"}
    governor = verb.head.head if aside else verb.head
    if governor.pos_ not in {"VERB", "AUX"}:
        return []
    if verb.tag_ == "VBG" and governor.lemma_ in WITNESSING:
        return []  # "The mission reported shelling"
    if verb.dep_ == "pcomp" and lexicon.is_operator(
        governor.lemma_, pos="verb", kind="object_control"
    ):
        return coordinated_first(objects(governor))
    if verb.dep_ == "pcomp" and verb.head.lower_ == "for":
        # "Arrested nine men for attacking a bus": the nine attacked it.
        called = [word for word in objects(governor) if _is_somebody(word, lexicon)]
        if called:
            return called
    if verb.dep_ == "conj" and is_passive(verb) != is_passive(governor):
        same = dependants(governor, "nsubj", "nsubjpass")
        return coordinated(_antecedent(same[0], governor)) if same else []
    return _any_subject(governor, lexicon, depth=depth + 1)


def _is_somebody(word: Token, lexicon: EventLexicon) -> bool:
    """Return whether a word is of people, not of a thing that is used for something."""
    kinds = lexicon.classes.get(word.lemma_.lower(), frozenset())
    return bool(kinds & _PEOPLE) or word.like_num or word.pos_ in {"PRON", "PROPN"}


def _planners(noun: Token) -> list[Token]:
    """Return whose plan, decision or effort a noun names ("Ankara's decision to send")."""
    owners = dependants(noun, "poss") or _prepositional(noun, "of", "by")
    if not owners and noun.dep_ == "dobj":
        owners = dependants(noun.head, "nsubj")
    return coordinated_first(owners)


def coordinated_first(words: list[Token]) -> list[Token]:
    """Return the coordination of the first of the words."""
    return coordinated(words[0]) if words else []


def _any_subject(verb: Token, lexicon: EventLexicon, *, depth: int) -> list[Token]:
    own = dependants(verb, "nsubj", "nsubjpass")
    if own:
        return _hunted(verb) or coordinated(_antecedent(own[0], verb))
    return subjects(verb, lexicon, depth=depth)


def objects(verb: Token, *, depth: int = 0) -> list[Token]:
    """Return the heads of what a verb acts on; the subject where the verb is passive."""
    if depth > _MAX_CHAIN:
        return []
    if is_passive(verb):
        return _passive_objects(verb, depth=depth)
    own = dependants(verb, "dobj")
    own = own or [noun for part in dependants(verb, "prep") for noun in find_counted(part)]
    if own:
        first = _antecedent(_taken(own), verb)
        return enumerated(first)
    if _is_of_object(verb):
        return [verb.head]
    if verb.lemma_ == "help":
        # "Helped Bangui fight the militia".
        return [w for clause in dependants(verb, "ccomp") for w in dependants(clause, "nsubj")]
    return coordinated(verb.head) if is_severed(verb) else _shared(verb, depth=depth)


def _taken(nouns: Sequence[Token]) -> Token:
    """Return the first of a verb's objects that is not what another becomes.

    "Took hostage 30 police"; in "took 12 teachers hostage" the parser makes one noun of both.
    """
    for noun in nouns:
        if noun.lemma_ not in _CAPTIVES or dependants(noun, "det", "poss"):
            return noun
        if people := [part for part in dependants(noun, "compound") if part.tag_ == "NNS"]:
            return people[-1]
    return nouns[0]


def _shared(verb: Token, *, depth: int) -> list[Token]:
    """Return what a verb acts on together with one beside it ("shot and killed two men")."""
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and verb.i - verb.head.i <= _PAIRED:
        return objects(verb.head, depth=depth + 1)
    shared = [
        noun
        for word in dependants(verb, "conj")
        if word.i - verb.i <= _PAIRED
        for noun in dependants(word, "dobj")
    ]
    return coordinated_first(shared or _so_called(verb))


def _is_of_object(verb: Token) -> bool:
    """Return whether a clause without a pronoun tells what its noun suffered: "men they shot".

    "The night they shot him", "the town they fought for", "where they shot" are of no object.
    """
    noun = verb.head
    if (
        verb.dep_ != "relcl"
        or noun.pos_ == "PRON"
        or noun.ent_type_ in {"DATE", "TIME"}
        or noun.lemma_ in _CIRCUMSTANCES
    ):
        return False
    doers = dependants(verb, "nsubj")
    stranded = any(not list(word.children) for word in dependants(verb, "prep"))
    before = [word for word in verb.doc[noun.i + 1 : verb.i] if word.tag_[:1] == "W"]
    return bool(doers) and not stranded and not before and not dependants(verb, "ccomp", "xcomp")


def _so_called(verb: Token) -> list[Token]:
    """Return what is named in a clause that is an object ("hit what the army called a depot")."""
    return [
        noun
        for clause in dependants(verb, "ccomp")
        if clause.i > verb.i and verb.doc[verb.i + 1].lower_ == "what"
        for word in clause.children
        if word.i > clause.i
        for noun in (dependants(word, "pobj") if word.lower_ == "as" else [word])
        if noun.pos_ in {"NOUN", "PROPN"}
    ]


def _passive_objects(verb: Token, *, depth: int) -> list[Token]:
    own = dependants(verb, "nsubjpass")
    own = own or (dependants(verb, "nsubj")[-1:] if is_clipped(verb) else [])
    if own:
        return coordinated(_antecedent(own[0], verb))
    if is_reduced(verb):
        return [verb.doc[verb.i - 1]]
    if verb.dep_ in {"acl", "relcl"}:
        return [verb.head]
    if verb.dep_ == "advcl":
        return coordinated_first(dependants(verb.head, "nsubj", "nsubjpass"))
    if verb.dep_ == "conj" and is_passive(verb.head):
        return objects(verb.head, depth=depth + 1)
    return _awaiting(verb)


def _awaiting(verb: Token) -> list[Token]:
    """Return who awaits what is done ("were waiting to be flown out", "asked them to be freed")."""
    if verb.dep_ != "xcomp" or verb.head.pos_ != "VERB":
        return []
    governed = dependants(verb.head, "dobj") or dependants(verb.head, "nsubj", "nsubjpass")
    return coordinated(_antecedent(governed[-1], verb.head)) if governed else []


def _prepositional(token: Token, *prepositions: str) -> list[Token]:
    return [
        noun
        for preposition in dependants(token, "prep", "agent", "dative")
        if preposition.lower_ in prepositions
        for noun in dependants(preposition, "pobj")
    ]
