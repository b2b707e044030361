"""The mode of what is demanded, refused or threatened: the act that the words are about.

PLOVER tells demands, refusals and threats apart by their content: "threatened to shell" is
THREATEN, violence; "demanded the release of" is REQUEST, yield.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from geo.events.grammar import ancestors
from geo.lexicon import read_rows

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.events.predicates import Act

__all__ = ["find_mode"]

# How a word hangs on what it is the content of: "threatened to shell", "demand that it release",
# "calls for talks". Who demands and why ("rebels who shelled", "after shelling") is none of it.
_CONTENT = frozenset(
    {"acl", "ccomp", "conj", "dobj", "nmod", "nsubjpass", "pcomp", "pobj", "prep", "xcomp"}
)
_PREPOSITIONS = frozenset({"against", "for", "of", "on", "to", "with"})
# Further words away, what is told of has changed.
_REACH = 6


def find_mode(act: Act, acts: Mapping[int, Act], *, depth: int = 0) -> str:
    """Return the mode of an act: its predicate's own, else that of what it is about.

    Parameters
    ----------
    act
        The act.
    acts
        All acts of the document by their token.

    Returns
    -------
    A mode of PLOVER for the act's type; empty where nothing gives one.
    """
    own = act.predicate
    modes = _modes().get(own.event_type)
    if own.mode or modes is None:
        return own.mode
    for inner in _contents(act, acts):
        content = inner.predicate
        if content.event_type == "REQUEST" and own.event_type == "REJECT" and depth == 0:
            if mode := find_mode(inner, acts, depth=1):
                return mode
            continue
        keys = ((content.event_type, content.mode), (content.event_type, "*"))
        if mode := next((modes[key] for key in keys if key in modes), ""):
            return mode
    return ""


def _contents(act: Act, acts: Mapping[int, Act]) -> Iterator[Act]:
    """Yield the acts that an act is about, in text order."""
    for token in act.token.sent:
        inner = acts.get(token.i)
        if inner is not None and inner is not act and _is_content(token, act.token):
            yield inner


def _is_content(token: Token, outer: Token) -> bool:
    for child, head in ancestors(token, limit=_REACH):
        if child.dep_ not in _CONTENT:
            return False
        if child.dep_ == "prep" and child.lower_ not in _PREPOSITIONS:
            return False
        if head.i == outer.i:
            # "Demanded and got talks": what is joined to the demand is no part of it.
            return child.dep_ not in {"conj", "nsubjpass"} or outer.tag_ == "VBN"
    return False


@cache
def _modes() -> Mapping[str, Mapping[tuple[str, str], str]]:
    """Return the modes by type, and by type and mode of the content."""
    modes: dict[str, dict[tuple[str, str], str]] = {}
    for row in read_rows("event_content_modes"):
        key = (row["content_type"], row["content_mode"] or "*")
        modes.setdefault(row["event_type"], {})[key] = row["mode"]
    return modes
