"""The texts of the fiction, and where in them each word stands."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from fiction.actors import NOBODY, Cast
from fiction.events import FIRST_DAY, Events
from fiction.places import NOWHERE, Places
from fiction.story import Story
from fiction.tables import read_table, read_words

__all__ = ["Mention", "Text", "Told", "day_of", "write_text"]

_FIRST: dt.date = pd.Timestamp(FIRST_DAY).date()

_SAID_SHARE = 0.55
_ALIAS_SHARE = 0.45
_WEEKDAY_SHARE = 0.5
_BEFORE_NAMES = (" near ", " in the ", " in ", " at ")


@dataclass(slots=True)
class Mention:
    """A place's name in a text: the place, where it stands, the sentence around it."""

    place: int
    start: int
    end: int
    sentence: str


@dataclass(slots=True)
class Told:
    """A report as written: its sentence, and where trigger, places and date stand in it."""

    report: int
    sentence_start: int
    sentence: str
    start: int
    trigger: str
    date_words: str | None
    surfaces: tuple[str | None, str | None, str | None]
    place: Mention | None
    origin: Mention | None


@dataclass(slots=True)
class Text:
    """A document as written."""

    title: str
    text: str
    dateline: Mention
    told: list[Told]


@dataclass(slots=True)
class _Sentence:
    """Words, where each field of the template stands in them, and who joins in."""

    text: str
    spans: dict[str, tuple[int, int]]
    event: int
    joined: str | None


@cache
def day_of(number: int) -> dt.date:
    """Return the day of a number."""
    return _FIRST + dt.timedelta(days=number)


def write_text(story: Story, numbers: Sequence[int], written: Mapping[int, Told]) -> Text:
    """Return a document of some reports; what was written before can be copied."""
    events, reports, places = story.events, story.reports, story.places
    town = int(events.town[reports.event[numbers[0]]])
    name = places.rows[town].name
    day = day_of(int(reports.day[numbers[0]]))
    lead = f"{name}, {day.day} {day:%B %Y}, fictional dispatch."
    parts = [lead]
    at = len(lead) + 1
    told = []
    for number in numbers:
        event = int(reports.event[number])
        mention = None
        if events.inferred[event]:
            before = f"Reporters have reached {places.rows[events.place[event]].name}."
            start = at + before.rindex(" ") + 1
            mention = Mention(int(events.place[event]), start, at + len(before) - 1, before)
            parts.append(before)
            at += len(before) + 1
        origin = written.get(int(reports.copy_of[number]))
        one = _write(story, number, at) if origin is None else _move(origin, number, at)
        if mention is not None:
            one.place = mention
        told.append(one)
        parts.append(one.sentence)
        at += len(one.sentence) + 1
    noun = read_table("acts")[reports.act[numbers[0]]]["noun"]
    title = f"{noun} near {name}" + (f", and {len(told) - 1} more" if len(told) > 1 else "")
    return Text(title, " ".join(parts), Mention(town, 0, len(name), lead), told)


def _move(told: Told, report: int, at: int) -> Told:
    """Return what was written elsewhere, copied to a place in another text."""
    shift = at - told.sentence_start
    place, origin = (
        None
        if one is None
        else Mention(one.place, one.start + shift, one.end + shift, one.sentence)
        for one in (told.place, told.origin)
    )
    return Told(
        report, at, told.sentence, told.start + shift, told.trigger, told.date_words,
        told.surfaces, place, origin,
    )  # fmt: skip


@cache
def _pieces(act: int) -> tuple[tuple[str, str | None], ...]:
    """Return the template of an act as pairs of words and the field after them."""
    template = read_table("acts")[act]["template"]
    return tuple((words, key) for words, key, _, _ in string.Formatter().parse(template))


def _write(story: Story, report: int, at: int) -> Told:
    """Write the sentence of a report."""
    events, reports, places = story.events, story.reports, story.places
    event = int(reports.event[report])
    act = int(reports.act[report])
    voice = float(reports.voice[report])
    words = _when(events, event, voice)
    place = NOWHERE if events.inferred[event] else int(events.place[event])
    filled = {
        "trigger": read_table("acts")[act]["trigger"],
        "when": words or "",
        "toll": _toll(events, event),
        "said": _said(voice),
        "at": "" if place == NOWHERE else _at(places, place, near=bool(events.near[event])),
        "place": "" if place == NOWHERE else places.rows[place].name,
        "origin": places.rows[events.origin[event]].name,
        "source": _call(story.cast, int(events.source[event]), voice),
        "target": _call(story.cast, int(events.target[event]), voice * 7 % 1),
    }
    second = int(events.second[event])
    joined = None if second == NOBODY else _call(story.cast, second, voice * 3 % 1)
    if joined is not None:
        filled["source"] += f" and {joined}"
    sentence, spans = "", {}
    for before, key in _pieces(act):
        sentence += before
        if key is not None:
            piece = filled[key] if sentence else _capital(filled[key])
            spans[key] = (len(sentence), len(sentence) + len(piece))
            sentence += piece
    return _told(events, report, at, _Sentence(sentence, spans, event, joined))


def _told(events: Events, report: int, at: int, written: _Sentence) -> Told:
    sentence, spans, joined = written.text, written.spans, written.joined

    def words(key: str) -> str | None:
        return sentence[slice(*spans[key])] if key in spans else None

    def mention(place: int, key: str) -> Mention | None:
        if place == NOWHERE or key not in spans:
            return None
        start, end = spans[key]
        return Mention(place, at + start, at + end, sentence)

    if "at" in spans:
        spans["place"] = _name_span(sentence, spans["at"])
    source = words("source")
    if source is not None and joined is not None:
        source = source[: -len(f" and {joined}")]
    first, last = spans.get("place", (0, 0))
    place = NOWHERE if first == last else int(events.place[written.event])
    return Told(
        report,
        at,
        sentence,
        at + spans["trigger"][0],
        sentence[slice(*spans["trigger"])],
        (words("when") or "").strip() or None,
        (_bare(source), _bare(joined), _bare(words("target"))),
        mention(place, "place"),
        mention(int(events.origin[written.event]), "origin"),
    )


def _bare(surface: str | None) -> str | None:
    """Return what an actor is called without the article."""
    return surface and surface.removeprefix("the ").removeprefix("The ")


def _name_span(sentence: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return where the name stands in words such as ` near the Hills`."""
    words = sentence[slice(*span)]
    skipped = next((len(one) for one in _BEFORE_NAMES if words.startswith(one)), 0)
    return span[0] + skipped, span[1]


def _at(places: Places, number: int, *, near: bool) -> str:
    place = places.rows[number]
    return f" near {place.name}" if near else f"{place.at}{place.name}"


def _call(cast: Cast, number: int, voice: float) -> str:
    """Return what a text calls an actor: mostly its name."""
    if number == NOBODY:
        return "nobody"
    surfaces = cast.rows[number].surfaces
    if voice > _ALIAS_SHARE or len(surfaces) == 1:
        return surfaces[0]
    return surfaces[1 + int(voice * 100) % (len(surfaces) - 1)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _said(voice: float) -> str:
    if voice > _SAID_SHARE:
        return ""
    speakers = read_words("speaker")
    return f", {speakers[int(voice * 1000) % len(speakers)]} said"


def _toll(events: Events, event: int) -> str:
    low, best, high = events.toll[event].tolist()
    if best < 0:
        return ""
    killed = str(best) if low == high else f"{low} to {high}"
    injured = int(events.injured[event])
    people = "person" if killed == "1" else "people"
    return f", killing {killed} {people}" + (f" and wounding {injured}" if injured > 0 else "")


def _when(events: Events, event: int, voice: float) -> str | None:
    """Return the words that date an act no more exactly than it is known."""
    day = day_of(int(events.day[event]))
    last = day_of(int(events.day[event] + events.lasts[event]))
    named = f" on {day:%A}" if voice < _WEEKDAY_SHARE else f" on {day.day} {day:%B}"
    return (
        None,
        named,
        f" between {day.day} {day:%B} and {last.day} {last:%B}",
        f" in the week of {day.day} {day:%B}",
        f" in {day:%B}",
        f" since {day:%B %Y}",
    )[int(events.date_precision[event])]
