"""Questions about a dependency parse: subjects, objects, the words around a verb.

The labels are those of spaCy's English pipelines (ClearNLP's scheme).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Sentence

    from geo.events.lexicon import EventLexicon

__all__ = [
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
    "is_passive",
    "is_perfect",
    "is_pluperfect",
    "is_reduced",
    "is_severed",
    "next_word",
    "objects",
    "subjects",
    "text_of",
]

ESCAPES = frozenset({"escape", "evade", "flee"})
"""Verbs of those who get away from what others do."""
WITNESSING = frozenset(
    {"cite", "confirm", "detect", "document", "film", "follow", "hear", "investigate", "mention",
     "monitor", "note", "observe", "record", "report", "see", "verify", "watch", "witness"}
)  # fmt: skip
"""Verbs of those who know of what others did."""
_PEOPLE = frozenset({"armed", "crowd", "office", "person", "worker"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_SUBJECTS = frozenset({"nsubj", "csubj"})
_NAMES = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
# A chain of controlled clauses longer than this is a misparse.
_MAX_CHAIN = 6
_CAPTIVES = frozenset({"captive", "hostage", "prisoner"})
# "The day they came", "the way they fought": clauses of these tell when, how and why.
_CIRCUMSTANCES = frozenset({"day", "hour", "moment", "place", "reason", "time", "way", "year"})
# Done to somebody whom an active clause has to name.
_DONE_TO = frozenset({"abduct", "arrest", "detain", "injure", "kidnap", "kill", "wound"})
_HARMING = _DONE_TO | {"ambush", "attack", "bomb", "capture", "seize", "shoot"}
# Two verbs this many words apart share their object ("shot and killed two men").
_PAIRED = 2


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
    if _is_clipped(verb) or _is_joined_passive(verb) or _is_gapped(verb):
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


def _is_clipped(verb: Token) -> bool:
    """Return whether a headline or a list leaves out the auxiliary: "Six officers shot dead".

    "2 killed, 5 injured": nobody harms without harming somebody, and those who are only counted
    are the ones harmed.
    """
    if verb.tag_ not in {"VBD", "VBN"} or dependants(verb, "dobj", "aux", "dative"):
        return False
    if verb.lemma_ == "shoot":
        return any(child.lower_ == "dead" for child in verb.children)
    if verb.lemma_ not in _DONE_TO or verb.dep_ in {"advcl", "relcl"}:
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


def is_pluperfect(verb: Token) -> bool:
    """Return whether a verb is in the past perfect ("had seized")."""
    return any(word.lower_ in {"had", "'d"} for word in auxiliaries(verb))


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
    if own:
        found = _listed(own) or coordinated(_first_joined(_antecedent(own[-1], verb), own[-1]))
        return _hunted(verb) or found
    if depth > _MAX_CHAIN or dependants(verb, "nsubj", "nsubjpass"):
        return []
    return _inherited(verb, lexicon, depth=depth)


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
    own = own or [noun for part in dependants(verb, "prep") for noun in _counted(part)]
    if own:
        return coordinated(_antecedent(_taken(own), verb))
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


def _counted(part: Token) -> list[Token]:
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
    own = own or (dependants(verb, "nsubj")[-1:] if _is_clipped(verb) else [])
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
        if _counted(word):
            continue
        for noun in dependants(word, "pobj"):
            for head in coordinated(noun):
                yield word.lower_, head
        for inner in dependants(word, "prep"):
            for noun in dependants(inner, "pobj"):
                for head in coordinated(noun):
                    yield inner.lower_, head
