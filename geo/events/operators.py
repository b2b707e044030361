"""Operators over an act: negation, modals, plans, demands, denials, conditions, quotation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.events.conditions import has_condition, is_conditional, is_supposed
from geo.events.denials import is_forestalled, is_negated, is_rebutted, is_regretted, is_untrue
from geo.events.depictions import is_depicted
from geo.events.grammar import (
    ancestors,
    auxiliaries,
    carrier,
    dependants,
    is_passive,
    is_perfect,
    is_pluperfect,
    is_reduced,
)
from geo.events.valency import subjects
from geo.model import Span, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.context import Context
    from geo.events.lexicon import EventLexicon
    from geo.events.predicates import Act

__all__ = ["Reading", "find_quotations", "read_act"]

_VERBAL = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONSULT"})
_SWALLOWING = frozenset({"REQUEST", "THREATEN", "REJECT", "AGREE"})
_TRANSPARENT = frozenset(
    {"acl", "advcl", "appos", "attr", "ccomp", "conj", "csubj", "dobj", "nsubj", "nsubjpass",
     "oprd", "pcomp", "pobj", "prep", "xcomp"}
)  # fmt: skip
_COMPLEMENT = frozenset({"acl", "ccomp", "dobj", "pcomp", "pobj", "prep", "xcomp", "conj", "oprd"})
# Verbs whose past form is that of their present: "the two sides hit" tells of the past.
_SAME_PAST = frozenset({"hit", "shut", "cut", "beat", "set", "quit", "let", "split", "hurt"})
# Verbs whose infinitive or participle tells what is done ("kept shelling").
_ASPECTS = frozenset({"begin", "continue", "go", "keep", "manage", "proceed", "resume", "start"})
_FORCING = frozenset({"compel", "force", "oblige"})
# Prepositions whose phrase is not part of what is planned, considered or denied.
_ASIDE = frozenset({"after", "at", "before", "by", "during", "from", "since", "with"})
# Verbs that in the present tense tell of a lasting attitude, not of an act.
_STATIVE = frozenset({"back", "see", "support"})
# Nouns and verbs of trying: the assault tried is under way, what it is for is not reached.
_TRIED = frozenset(
    {"attempt", "bid", "campaign", "drive", "effort", "operation", "push", "struggle", "try"}
)
_ATTEMPTS = _TRIED | {"battle", "fight", "offensive", "seek"}
_AVERTING = frozenset({"block", "deter", "discourage", "dissuade", "keep", "prevent", "stop"})
# Adjectives of an act that was tried and not done ("an attempted capture").
_UNDONE = frozenset({"abortive", "attempted", "failed", "thwarted", "unsuccessful"})
_QUOTATION = re.compile(r"“[^”\n]{1,1500}”|\"[^\"\n]{1,1500}\"|«[^»\n]{1,1500}»")
# A quotation of fewer words is a scare quote or a fragment inside the reporter's own sentence.
_QUOTED_SENTENCE_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the text puts an act.

    `clause` is the verb whose tense tells of it: the act's own, or the one that governs its
    noun. `reported` says that it stands under a verb of saying. `attempted` says that it is told
    as tried, not as achieved. `content_of` is the token index of the agreement or demand that
    the act is the content of.
    """

    status: Status
    clause: Token
    past_perfect: bool
    reported: bool
    future: bool
    attempted: bool = False
    content_of: int | None = None


def find_quotations(text: str) -> tuple[Span, ...]:
    """Return the stretches of direct speech of a sentence or more."""
    return tuple(
        Span(start=match.start(), end=match.end())
        for match in _QUOTATION.finditer(text)
        if len(match.group().split()) >= _QUOTED_SENTENCE_WORDS
    )


def read_act(act: Act, acts: Mapping[int, Act], context: Context) -> Reading | None:
    """Return how the text puts an act, or `None` where it does not tell it.

    Parameters
    ----------
    act
        The act.
    acts
        All acts of the document by token index.
    context
        Lexicon, actors and places.

    Returns
    -------
    `None` for what is demanded, promised, threatened or refused by another act, for duties,
    conditions, purposes and habits, and for what a work of art shows; else the status and what
    it rests on.
    """
    if is_depicted(act.token, context.lexicon):
        return None
    chain = _chain(act.token)
    rebutted = (
        is_rebutted(chain, context.lexicon)
        or is_untrue(chain)
        or (_is_preventable(act) and is_forestalled(chain, context.lexicon))
    )
    outer = None if rebutted else _container(act, chain, acts)
    if outer is not None and (_is_lifted(act, outer) or not _is_located(act, context)):
        return None
    clause = _clause(act, context.lexicon)
    status = Status.DENIED if rebutted else _status(act, clause, chain, context)
    if status is None or _came_to_nothing(act, chain) or _is_averted(act, chain):
        return None
    if outer is not None and status is Status.ACTUAL:
        status = Status.PLANNED
    return Reading(
        status=status,
        content_of=outer.token.i if outer is not None else None,
        clause=clause,
        past_perfect=is_pluperfect(clause),
        reported=_is_reported(chain, context.lexicon),
        future=status in {Status.PLANNED, Status.HYPOTHETICAL},
        attempted=_is_attempted(act, chain),
    )


def _came_to_nothing(act: Act, chain: list[tuple[Token, Token]]) -> bool:
    """Return whether an act was tried in vain: no talks were held where "attempts to talk failed".

    An assault that fails was made all the same.
    """
    return act.predicate.event_type != "ASSAULT" and any(
        head.lemma_ in _ATTEMPTS
        and head.dep_ == "nsubj"
        and head.head.lemma_ in {"collapse", "fail", "founder", "stall"}
        for _, head in chain
    )


def _is_averted(act: Act, chain: list[tuple[Token, Token]]) -> bool:
    """Return whether somebody is only to be kept from an act ("to prevent them from attacking")."""
    return any(
        child.lower_ == "from"
        and head.lemma_ in _AVERTING
        and (head.tag_ == "VB" or not _is_preventable(act))
        for child, head in chain
    )


def _is_attempted(act: Act, chain: list[tuple[Token, Token]]) -> bool:
    """Return whether an act is told as tried ("efforts to retake", "a bid to seize")."""
    if any(child.lower_ in _UNDONE for child in dependants(act.token, "amod")):
        return True
    return any(
        head.lemma_.lower() in _ATTEMPTS and child.dep_ in {"acl", "pcomp", "prep", "xcomp"}
        for child, head in chain
    )


def _chain(token: Token) -> list[tuple[Token, Token]]:
    """Return the links up from a token, as far as an outer word can bear on its status."""
    links = []
    for child, head in ancestors(token):
        if child.dep_ not in _TRANSPARENT:
            break
        if child.dep_ == "conj" and dependants(child, "nsubj", "nsubjpass"):
            break
        links.append((child, head))
    return links


def _clause(act: Act, lexicon: EventLexicon) -> Token:
    """Return the verb whose tense tells of the act."""
    token = act.token
    if not act.is_noun:
        return _aspect_of(token)
    for child, head in ancestors(carrier(token, lexicon), limit=4):
        if head.pos_ in {"NOUN", "PROPN", "NUM"} and child.dep_ != "conj":
            return token
        if head.pos_ in {"VERB", "AUX"}:
            governs = child.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj", "prep", "attr"}
            kind = "light" if child.dep_ in {"dobj", "nsubjpass"} else "occur"
            lemma = head.lemma_.lower()
            if governs and (
                lexicon.is_operator(lemma, pos="verb", kind=kind)
                or lexicon.is_operator(lemma, pos="verb", kind="suffer")
                or lexicon.is_operator(lemma, pos="verb", kind="plan")
                or head.lemma_ == "be"
            ):
                return head
            return token
    return token


def _aspect_of(verb: Token) -> Token:
    """Return the verb that tells of an infinitive's act ("would continue to meet")."""
    found = verb
    for child, head in ancestors(verb):
        if child.dep_ == "xcomp" and head.lower_ == "able" and head.head.tag_ in {"VBD", "VBN"}:
            # "Were able to expel": they did.
            found = head.head
        if child.dep_ != "xcomp" or head.pos_ != "VERB":
            break
        # "Was forced to withdraw", "did not fail to shell": it was done.
        made = head.lemma_ in _FORCING and is_passive(head)
        done = head.lemma_ == "fail" and bool(dependants(head, "neg"))
        if head.lemma_ not in _ASPECTS and not made and not done:
            break
        found = head
    return found


def _container(act: Act, chain: list[tuple[Token, Token]], acts: Mapping[int, Act]) -> Act | None:
    """Return the demand, promise, threat, refusal or lifting that an act is the content of."""
    for child, head in chain:
        outer = acts.get(head.i)
        if is_reduced(head):
            return None
        if outer is not None and _is_lifted(act, outer):
            return outer
        if outer is not None and outer.predicate.event_type in _SWALLOWING:
            inside = child.dep_ in _COMPLEMENT and child.dep_ != "conj"
            return outer if inside else None
        if child.dep_ == "advcl" and child.tag_ != "VBG":
            return None
    return None


def _is_lifted(act: Act, outer: Act) -> bool:
    """Return whether another act only lifts, imposes or ends it ("freed from house arrest")."""
    if act.token.dep_ == "pobj" and act.token.head.lower_ == "from":
        freed = outer.predicate.event_type == "CONCEDE" and act.predicate.event_type == "COERCE"
        return freed and act.token.head.head.i == outer.token.i
    return (
        outer.predicate.event_type in {"CONCEDE", "SANCTION", "COERCE"}
        and act.token.dep_ in {"dobj", "nsubjpass"}
        and act.token.head.i == outer.token.i
        and act.is_noun
    )


def _is_located(act: Act, context: Context) -> bool:
    """Return whether the text gives a noun's act a length and a place of its own.

    "Agreed to a 48-hour pause in the city" tells of the pause; "agreed to a truce" only of the
    agreement.
    """
    if not act.is_noun:
        return False
    measured = any(
        word.pos_ == "NUM" or any(char.isdigit() for char in word.lower_)
        for word in act.token.subtree
        if word.i < act.token.i
    )
    return measured and any(
        "place" in context.classes(word)
        for word in act.token.subtree
        if word.i > act.token.i and word.dep_ == "pobj"
    )


def _is_reported(chain: list[tuple[Token, Token]], lexicon: EventLexicon) -> bool:
    return any(
        child.dep_ in {"ccomp", "advcl", "xcomp"}
        and lexicon.is_operator(head.lemma_.lower(), pos="verb", kind="speech")
        for child, head in chain
    )


def _status(
    act: Act, clause: Token, chain: list[tuple[Token, Token]], context: Context
) -> Status | None:
    if is_conditional(clause, chain):
        return None
    supposed = is_supposed(act, chain, context.lexicon)
    if supposed or (
        act.is_noun and clause.lemma_ in {"begin", "start"} and dependants(clause, "neg")
    ):
        return Status.HYPOTHETICAL if supposed else Status.PLANNED
    outer = _outer_status(act, chain, context)
    if outer is Status.DENIED or is_negated(act, clause):
        return Status.DENIED
    modal = _modal_status(act, clause, chain, context.lexicon)
    if modal == "untold":
        return None
    ahead = outer or (Status(modal) if modal else None)
    if ahead is None:
        return _tense_status(act, clause, chain)
    return Status.HYPOTHETICAL if has_condition(clause) else ahead


def _outer_status(act: Act, chain: list[tuple[Token, Token]], context: Context) -> Status | None:
    """Return the status that a governing verb or noun gives: a plan, a thought, a denial."""
    lexicon = context.lexicon
    for child, head in chain:
        pos = "verb" if head.pos_ in {"VERB", "AUX", "ADJ"} else "noun"
        lemma = head.lemma_.lower()
        if child.dep_ in _COMPLEMENT and lexicon.is_operator(lemma, pos=pos, kind="deny"):
            return Status.DENIED
        if child.dep_ in {"nsubjpass", "advcl"} and not _is_plan(child, head, lexicon):
            continue
        if _is_provided(child, head, context):
            return Status.PLANNED
        if child.dep_ == "prep" and child.lower_ in _ASIDE:
            return None
        if lexicon.is_operator(lemma, pos=pos, kind="consider") and _is_content(child):
            return Status.HYPOTHETICAL
        if _is_plan(child, head, lexicon):
            # "No plans to deploy", "has no intention of sending".
            none = any(word.lower_ == "no" for word in dependants(head, "det"))
            return Status.DENIED if none else _plan_status(head, act)
    return None


def _is_provided(child: Token, head: Token, context: Context) -> bool:
    """Return whether what is agreed upon is to come.

    "An accord for the deployment of", "the deal provides for a release".
    """
    if child.lower_ == "for" and "agreement" in context.classes(head):
        return True
    return (
        (child.dep_ in {"ccomp", "dobj"} or child.lower_ == "for")
        and context.lexicon.is_operator(head.lemma_.lower(), pos="verb", kind="provide")
        and any(
            context.lexicon.classes.get(word.lemma_.lower(), frozenset()) & {"agreement", "plan"}
            for word in dependants(head, "nsubj")
        )
    )


def _is_content(child: Token) -> bool:
    """Return whether a phrase is what is considered ("the risk of war", "mull a strike").

    "Feared more dead after a town was hit": the parser takes a clause of time for what is feared.
    """
    before = child.doc[max(child.sent.start, child.left_edge.i - 1) : child.left_edge.i]
    if child.dep_ == "ccomp" and before.text.lower() in {"after", "because", "since", "when"}:
        return False
    return child.dep_ != "nsubj" and (child.dep_ != "prep" or child.lower_ in {"of", "on", "about"})


def _is_plan(child: Token, head: Token, lexicon: EventLexicon) -> bool:
    if head.lemma_ == "be" and child.dep_ == "xcomp" and child.tag_ == "VB":
        return True
    pos = "noun" if head.pos_ == "NOUN" else "verb"
    if child.dep_ in {"dobj", "nsubjpass"} and head.lemma_ in {"postpone", "delay"}:
        return True
    infinitive = child.dep_ in {"xcomp", "acl", "advcl", "ccomp"} and any(
        word.lower_ == "to" for word in dependants(child, "aux")
    )
    # "Its intention of sending troops".
    infinitive |= head.pos_ == "NOUN" and child.dep_ == "prep" and child.lower_ == "of"
    scheduled = child.dep_ in {"dobj", "nsubjpass", "pobj", "prep"} and head.lemma_ in {
        "authorise",
        "authorize",
        "plan",
        "schedule",
        "expect",
        "prepare",
        "intend",
    }
    return (infinitive or scheduled) and lexicon.is_operator(
        head.lemma_.lower(), pos=pos, kind="plan"
    )


def _plan_status(head: Token, act: Act) -> Status:
    """Return `actual` for a decision told as the cause of what happened, and for an attempt.

    "The conflict was complicated by the decision to send tanks" takes the sending for done;
    "announced a decision to send tanks" does not.
    """
    done = (
        head.pos_ == "NOUN"
        and act.token.tag_ == "VB"
        and head.dep_ == "pobj"
        and head.head.lower_ in {"by", "after", "since", "following"}
    )
    tried = head.lemma_ in _TRIED and _is_preventable(act)
    done = done or tried
    return Status.ACTUAL if done else Status.PLANNED


def _is_preventable(act: Act) -> bool:
    """Return whether an act takes force or a crowd: who fails to agree only goes on talking."""
    return _is_forceful(act) or act.predicate.event_type == "PROTEST"


def _is_forceful(act: Act) -> bool:
    """Return whether an act is an assault, or gives or takes a place."""
    return act.predicate.event_type == "ASSAULT" or act.predicate.control is not None


def _modal_status(
    act: Act, clause: Token, chain: list[tuple[Token, Token]], lexicon: EventLexicon
) -> str | None:
    """Return the status of a modal, `untold` for a duty or an ability, `None` without one."""
    # "Shelling of the town could resume": what may be is told of the subject.
    is_subject = clause.tag_ == "VBG" and clause.dep_ in {"csubj", "nsubj"}
    telling = clause.head if is_subject else clause
    modals = {word.lower_ for word in auxiliaries(telling) if word.tag_ == "MD"}
    if not modals or is_regretted(clause):
        return None
    if modals & {"should", "must", "can", "ca", "need"}:
        return "untold"
    if modals & {"will", "shall", "'ll", "’ll", "wo"}:
        return Status.PLANNED
    if modals & {"would", "'d"} and (_is_reported(chain, lexicon) or clause.dep_ == "relcl"):
        return Status.PLANNED
    return "untold" if is_perfect(clause) and not act.is_noun else Status.HYPOTHETICAL


def _tense_status(act: Act, clause: Token, chain: list[tuple[Token, Token]]) -> Status | None:
    if clause.i == act.token.i and act.is_noun:
        return _noun_status(chain)
    helpers = auxiliaries(clause)
    if clause.tag_ == "VB" and not any(word.lemma_ in {"do", "let"} for word in helpers):
        return None
    if act.is_noun:
        return Status.ACTUAL
    # Who controls a town does so now: a state is told in the present tense.
    if act.predicate.event_type == "NONE":
        return Status.ACTUAL
    lasting = clause.lemma_ in _STATIVE or act.predicate.event_type not in _VERBAL
    habitual = (lasting and _is_present(clause)) or _is_present_passive(clause)
    return None if habitual and not _is_headline(clause) else Status.ACTUAL


def _is_present(clause: Token) -> bool:
    if clause.tag_ == "VBP" and clause.lower_ in _SAME_PAST:
        return False
    return clause.tag_ in {"VBZ", "VBP"} and clause.lemma_ != "be" and not auxiliaries(clause)


def _is_present_passive(clause: Token) -> bool:
    tense = {word.lower_ for word in auxiliaries(clause)}
    return (
        is_passive(clause)
        and bool(tense & {"is", "are", "'s"})
        and not tense & {"being", "been", "has", "have"}
    )


def _noun_status(chain: list[tuple[Token, Token]]) -> Status | None:
    """Return the status of a noun that no verb of happening governs."""
    for child, head in chain:
        if head.pos_ not in {"VERB", "AUX"}:
            continue
        modals = {word.lower_ for word in auxiliaries(head) if word.tag_ == "MD"}
        if modals & {"should", "must", "can", "would", "could", "may", "might"}:
            return None
        if head.tag_ == "VB" and child.dep_ == "dobj" and not auxiliaries(head):
            return None
        break
    return Status.ACTUAL


def _is_headline(clause: Token) -> bool:
    """Return whether a clause stands in a line without a full stop."""
    return clause.sent.text.strip()[-1:].isalnum()


def is_first_person(act: Act, context: Context) -> bool:
    """Return whether the doer is the one who speaks ("we have rifles")."""
    doers = subjects(act.token, context.lexicon) if not act.is_noun else []
    return any(word.lower_ in {"i", "we", "you"} for word in doers)
