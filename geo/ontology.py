"""What events can be: types, modes, contexts, quad classes, and the crosswalks between schemes.

All of it is in the shipped tables; docs/ontology.md tells their sources and what each crosswalk
loses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geo.lexicon import read_rows
from geo.model import Actor, ActorType, Participant, Role

__all__ = [
    "Loss",
    "Meaning",
    "actor_code",
    "context_names",
    "describe_losses",
    "from_acled",
    "from_cameo",
    "is_against_civilians",
    "losses",
    "quad_classes",
    "scheme_codes",
    "to_acled",
    "to_cameo",
    "to_plover",
]

_CAMEO_LENGTHS = (4, 3, 2)
_ARMED = frozenset({ActorType.REBEL, ActorType.MILITIA, ActorType.TERRORIST})
# Whom ACLED counts as civilians: the unarmed, whatever their office or work.
_CIVILIANS = frozenset({ActorType.CIVILIAN, ActorType.PERSON, ActorType.NGO, ActorType.MEDIA})
_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A type of PLOVER and one of its modes; a mode may be empty."""

    event_type: str
    mode: str

    def __str__(self) -> str:
        """Return "COERCE-arrest", or the type alone."""
        return f"{self.event_type}-{self.mode}" if self.mode else self.event_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A code that does not come back as itself: what it becomes, and what comes back."""

    code: str
    becomes: str
    back: str


@cache
def quad_classes() -> Mapping[str, int]:
    """Return the quad class of each of PLOVER's event types.

    1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.

    References
    ----------
    PLOVER, draft 0.8, the section of each category and the summary of event categories. Its table
    of quad categories still has SANCTION among verbal conflict, as older drafts had it.

    Examples
    --------
    >>> quad_classes()["CONSULT"], quad_classes()["ASSAULT"]
    (1, 4)
    """
    return {row["event_type"]: int(row["quad_code"]) for row in read_rows("event_types")}


@cache
def context_names() -> frozenset[str]:
    """Return the contexts of PLOVER that an event can have.

    Examples
    --------
    >>> "cyber" in context_names()
    True
    """
    return frozenset(row["context"] for row in read_rows("event_contexts"))


@cache
def scheme_codes(scheme: str) -> Mapping[str, str]:
    """Return all codes of a scheme, each with the code it is a kind of.

    Parameters
    ----------
    scheme
        `plover` (types and modes, "COERCE-arrest"), `cameo`, `acled` (event types and sub-event
        types) or `ucdp` (types of violence).

    Examples
    --------
    >>> scheme_codes("cameo")["1831"], scheme_codes("acled")["Armed clash"]
    ('183', 'Battles')
    """
    return {
        row["code"]: row["parent"] for row in read_rows("scheme_codes") if row["scheme"] == scheme
    }


@cache
def _modes() -> Mapping[Meaning, Mapping[str, str]]:
    return {
        Meaning(event_type=row["event_type"], mode=row["mode"]): row
        for row in read_rows("event_modes")
        if row["event_type"] != "NONE"
    }


@cache
def _meanings(scheme: str) -> Mapping[str, Meaning]:
    return {
        row["code"]: Meaning(event_type=row["event_type"], mode=row["mode"])
        for row in read_rows("coded_events")
        if row["scheme"] == scheme
    }


def to_plover(event_type: str, mode: str = "") -> str:
    """Return what a type and mode of ours are in PLOVER itself.

    Examples
    --------
    >>> to_plover("CONCEDE", "release"), to_plover("COERCE", "arrest")
    ('RETREAT-release', 'COERCE-arrest')
    """
    return _modes()[Meaning(event_type=event_type, mode=mode)]["plover"]


def to_cameo(event_type: str, mode: str = "") -> str:
    """Return the CAMEO code of a type and mode.

    Examples
    --------
    >>> to_cameo("COERCE", "arrest")
    '173'
    """
    return _modes()[Meaning(event_type=event_type, mode=mode)]["cameo"]


def from_cameo(code: str) -> Meaning | None:
    """Return the type and mode of a CAMEO code; what is not listed is what its beginning is.

    `None` for public statements (01), for which PLOVER has no type, and for what is no code.

    Examples
    --------
    >>> print(from_cameo("1411"), from_cameo("014"))
    PROTEST-demo None
    """
    known = _meanings("cameo")
    if code not in scheme_codes("cameo"):
        return None
    starts = (code[:length] for length in _CAMEO_LENGTHS if length <= len(code))
    return next((known[start] for start in starts if start in known), None)


def to_acled(event_type: str, mode: str = "", *, civilians: bool = False) -> tuple[str, str]:
    """Return ACLED's event type and sub-event type; empty for acts that ACLED does not cover.

    Parameters
    ----------
    event_type, mode
        Of PLOVER.
    civilians
        Whether all targets are civilians.

    Examples
    --------
    >>> to_acled("ASSAULT", "firearms"), to_acled("ASSAULT", "firearms", civilians=True)
    (('Battles', 'Armed clash'), ('Violence against civilians', 'Attack'))
    """
    row = _modes()[Meaning(event_type=event_type, mode=mode)]
    suffix = "_civilian" if civilians else ""
    return row["acled_event_type" + suffix], row["acled_sub_event_type" + suffix]


def is_against_civilians(participants: Iterable[Participant]) -> bool:
    """Return whether there are targets and all are civilians, so that ACLED has other names."""
    targets = [item.mention.actor.type for item in participants if item.role is Role.TARGET]
    return bool(targets) and all(kind in _CIVILIANS for kind in targets)


def actor_code(actor: Actor) -> str | None:
    """Return an actor's code in the manner of CAMEO: its country, then its sector.

    A state is its country alone. Armed groups of no one country are IMG, as in PLOVER.

    References
    ----------
    PLOVER, draft 0.8, "Actor codes" and "Sector Primary Code".

    Examples
    --------
    >>> kind = ActorType.MILITARY
    >>> army = Actor(actor_id="a", name="Army", type=kind, country_code="TUR", sector="MIL")
    >>> actor_code(army)
    'TURMIL'
    """
    country = actor.country_code or ("IMG" if actor.type in _ARMED else "")
    sector = "" if actor.type is ActorType.STATE else actor.sector or ""
    return country + sector or None


def from_acled(code: str) -> Meaning | None:
    """Return the type and mode of a sub-event type of ACLED, or of an event type.

    Examples
    --------
    >>> print(from_acled("Sexual violence"), from_acled("Weather"))
    ASSAULT-sexual None
    """
    return _meanings("acled-sub-event").get(code) or _meanings("acled-event").get(code)


def losses(direction: str) -> tuple[Loss, ...]:
    """Return what does not come back as itself from another scheme.

    Parameters
    ----------
    direction
        `plover` (our modes that PLOVER does not have), `to-cameo` and `to-acled` (our types and
        modes), `from-cameo` and `from-acled` (codes of those schemes).

    Examples
    --------
    >>> [loss.back for loss in losses("to-cameo") if loss.code == "PROTEST-boycott"]
    ['PROTEST-strike']
    """
    found = {
        "plover": _lost_in_plover,
        "to-cameo": _lost_to_cameo,
        "from-cameo": _lost_from_cameo,
        "to-acled": _lost_to_acled,
        "from-acled": _lost_from_acled,
    }[direction]()
    return tuple(loss for loss in found if loss.code != loss.back)


def _lost_in_plover() -> Iterable[Loss]:
    for own in _modes():
        there = to_plover(own.event_type, own.mode)
        yield Loss(code=str(own), becomes=there, back=there)


def _lost_to_cameo() -> Iterable[Loss]:
    for own in _modes():
        code = to_cameo(own.event_type, own.mode)
        yield Loss(code=str(own), becomes=code, back=str(from_cameo(code)))


def _lost_from_cameo() -> Iterable[Loss]:
    for code in scheme_codes("cameo"):
        own = from_cameo(code)
        back = to_cameo(own.event_type, own.mode) if own else ""
        # A code and its ".0" mean the same: 14 and 140.
        if own is None or back != code + "0":
            yield Loss(code=code, becomes=str(own or ""), back=back)


def _lost_to_acled() -> Iterable[Loss]:
    for own in _modes():
        event, sub_event = to_acled(own.event_type, own.mode)
        back = from_acled(sub_event or event)
        yield Loss(code=str(own), becomes=sub_event or event, back=str(back or ""))


def _lost_from_acled() -> Iterable[Loss]:
    for code, parent in scheme_codes("acled").items():
        own = from_acled(code)
        if own is None:
            yield Loss(code=code, becomes="", back="")
            continue
        names = [to_acled(own.event_type, own.mode, civilians=who) for who in (False, True)]
        backs = [sub_event if parent else event for event, sub_event in names]
        yield Loss(code=code, becomes=str(own), back=code if code in backs else backs[0])


def describe_losses() -> str:
    """Return the tables of docs/ontology.md that tell what each crosswalk loses, as Markdown."""
    parts = [
        "### Our modes in PLOVER",
        _table(("ours", "PLOVER"), [(loss.code, loss.becomes) for loss in losses("plover")]),
        "### Our types and modes to CAMEO and back",
        _kept(len(_modes()), losses("to-cameo"), "types and modes"),
        _rows(("ours", "CAMEO", "comes back as"), losses("to-cameo")),
        "### CAMEO to our types and modes and back",
        _kept(len(scheme_codes("cameo")), losses("from-cameo"), "codes"),
        _by_root(losses("from-cameo")),
        "### Our types and modes to ACLED and back",
        _kept(len(_modes()), losses("to-acled"), "types and modes"),
        _grouped(losses("to-acled")),
        "### ACLED to our types and modes and back",
        _kept(len(scheme_codes("acled")), losses("from-acled"), "event and sub-event types"),
        _rows(("ACLED", "ours", "comes back as"), losses("from-acled")),
    ]
    return "\n\n".join(parts) + "\n"


def _kept(total: int, lost: Sequence[Loss], noun: str) -> str:
    return f"{total - len(lost)} of {total} {noun} come back as themselves."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(cell or '-' for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _rows(head: Sequence[str], found: Iterable[Loss]) -> str:
    return _table(head, [(loss.code, loss.becomes, loss.back) for loss in found])


def _by_root(found: Sequence[Loss]) -> str:
    """Return for each root of CAMEO how many codes are lost, with the first of them."""
    codes = Counter(code[:2] for code in scheme_codes("cameo"))
    rows = []
    for root in sorted(codes):
        lost = [loss for loss in found if loss.code.startswith(root)]
        shown = [f"{loss.code} ({loss.becomes or 'no type'})" for loss in lost[:_EXAMPLES]]
        more = [f"and {len(lost) - _EXAMPLES} more"] if len(lost) > _EXAMPLES else []
        rows.append((root, str(codes[root]), str(len(lost)), ", ".join(shown + more)))
    return _table(("root", "codes", "lost", "which, with what they become"), rows)


def _grouped(found: Sequence[Loss]) -> str:
    """Return the losses by what they become and come back as, in one row each."""
    groups: dict[tuple[str, str], list[str]] = {}
    for loss in found:
        groups.setdefault((loss.becomes, loss.back), []).append(loss.code)
    rows = [(", ".join(codes), there, back) for (there, back), codes in groups.items()]
    return _table(("ours", "ACLED", "comes back as"), rows)
