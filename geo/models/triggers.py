"""Acts whose places are marked: sentences with one trigger each, and our own documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.actors import ActorLexicon, find_actors
from geo.events.context import Context
from geo.events.lexicon import EventLexicon, Predicate
from geo.events.operators import read_act
from geo.events.predicates import Act, find_acts
from geo.events.siting import Features, Site, find_sites, siting_features
from geo.gazetteer import Gazetteer
from geo.language import Language, Parse
from geo.model import ActorMention, Document, Resolution, Span
from geo.models.corpora import read_files
from geo.resolution import Resolver
from geo.settings import Settings
from geo.toponyms import recognise_toponyms

if TYPE_CHECKING:
    from spacy.tokens import Token

# Trigger-place sentences, and our own articles, dispatches and sentences.
TRIGGER_FILES = (
    "events/event_location.*.jsonl",
    "events/articles.*.jsonl",
    "events/dispatches.*.jsonl",
    "events/sentences_*.jsonl",
)


# The triggers of a text, each with the mentions that say where it happened.
Gold = list[tuple[Span, tuple[Span, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text read up to its actors."""

    document: Document
    parse: Parse
    resolutions: tuple[Resolution, ...]
    mentions: tuple[ActorMention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """An act whose place is marked, with what its sentence names.

    `places` are the mentions that say where it happened: none where the text does not say.
    `rows` say how each of the `sites` that the sentence names stands to it. `is_found` says that
    the event lexicon knows the act; a trigger that it does not know is taken for an assault.
    """

    corpus: str
    document_id: str
    act: Act
    places: tuple[Span, ...]
    sites: tuple[Site, ...]
    rows: tuple[Features, ...]
    is_found: bool

    def is_at(self, site: Site) -> bool:
        """Return whether a site is where the act happened."""
        return any(site.resolution.toponym.span.overlaps(span) for span in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What reads a text up to its acts."""

    gazetteer: Gazetteer
    language: Language
    resolver: Resolver
    actors: ActorLexicon
    lexicon: EventLexicon

    @staticmethod
    def open() -> Tools:
        """Load the shipped components."""
        gazetteer, settings = Gazetteer.open(), Settings()
        return Tools(
            gazetteer=gazetteer,
            language=Language.open(settings.language_model),
            resolver=Resolver.open(gazetteer, settings),
            actors=ActorLexicon.open(),
            lexicon=EventLexicon.open(),
        )

    def read(self, document: Document) -> Read:
        """Return the parse, the toponyms and the actors of a text."""
        parse = self.language.parse(document.text)
        toponyms = recognise_toponyms(document, parse, self.gazetteer)
        resolutions = self.resolver.resolve_toponyms(document, toponyms)
        mentions = find_actors(document, parse, resolutions, self.actors)
        return Read(
            document=document, parse=parse, resolutions=resolutions, mentions=tuple(mentions)
        )


def read_triggers(
    folder: Path, patterns: Iterable[str], tools: Tools
) -> tuple[list[Trigger], dict[str, str]]:
    """Read texts with marked places of acts.

    Parameters
    ----------
    folder
        Where the JSON lines files are.
    patterns
        Which files to read, as globs.
    tools
        What reads a text.

    Returns
    -------
    The triggers in the order of files and lines, and the SHA-256 of each file by its name.
    """
    found: list[Trigger] = []
    files, sources = read_files(folder, patterns)
    for path, content in files.items():
        corpus = "triggers" if path.name.startswith("event_location") else "events"
        for document, gold in documents_of(content):
            found += triggers_of(corpus, tools.read(document), gold, tools.lexicon)
    return found, sources


def documents_of(content: bytes) -> Iterator[tuple[Document, Gold]]:
    """Yield each text once with its triggers and their places, in the order of the file."""
    texts: dict[str, tuple[Document, Gold]] = {}
    for line in content.split(b"\n"):
        if line.strip():
            record = json.loads(line)
            document = Document(document_id=str(record["id"]), text=record["text"])
            _, gold = texts.setdefault(record["text"], (document, []))
            gold += [(_trigger(event), _places(event, record)) for event in record["events"]]
    yield from texts.values()


def _trigger(event: Mapping[str, Any]) -> Span:
    words = event.get("trigger", event)
    return Span(start=words["start"], end=words["end"])


def _places(event: Mapping[str, Any], record: Mapping[str, Any]) -> tuple[Span, ...]:
    """Return the mentions that an event's place is marked by."""
    place = event.get("place")
    found = event.get("places", [place] if place and "start" in place else [])
    if place and "place_start" in place:
        found = [item for item in record["places"] if item["start"] == place["place_start"]]
    return tuple(Span(start=item["start"], end=item["end"]) for item in found)


def triggers_of(corpus: str, read: Read, gold: Gold, lexicon: EventLexicon) -> Iterator[Trigger]:
    """Yield the triggers of one text with what their sentences name.

    Parameters
    ----------
    corpus
        What the text is of.
    read
        The text, read.
    gold
        Its triggers.
    lexicon
        Which acts are known.
    """
    parse = read.parse
    context = Context.of(lexicon, read.mentions, read.resolutions, read.document.text)
    acts = {act.token.i: act for act in find_acts(parse.sentences, context)}
    for span, places in gold:
        known = next((act for act in acts.values() if act.span.overlaps(span)), None)
        act = known or _given(span, parse, lexicon)
        if act is None:
            continue
        every = {**acts, act.token.i: act}
        reading = read_act(act, every, context)
        token = act.token
        sentence = next((s for s in parse.sentences if s.start <= token.i < s.end), token.sent)
        sites = find_sites(sentence, context)
        here = {at: every[at] for at in every if sentence.start <= at < sentence.end}
        clause = reading.clause if reading else token
        yield Trigger(
            corpus=corpus,
            document_id=read.document.document_id,
            act=act,
            places=places,
            sites=tuple(sites),
            rows=tuple(siting_features(act, clause, sites, acts=here, context=context)),
            is_found=known is not None,
        )


def _given(span: Span, parse: Parse, lexicon: EventLexicon) -> Act | None:
    """Return a trigger that the lexicon does not know as an act."""
    words = parse.doc.char_span(span.start, span.end, alignment_mode="expand")
    if words is None or not len(words):
        return None
    token: Token = words.root
    spoken = lexicon.is_operator(token.lemma_.lower(), pos="verb", kind="speech")
    predicate = Predicate(
        lemma=token.lemma_.lower(),
        pos="verb" if token.pos_ in {"VERB", "AUX"} else "noun",
        words=(),
        event_type="ACCUSE" if spoken else "ASSAULT",
        mode="",
        frame={},
        subject=frozenset(),
        object=frozenset(),
        control=None,
    )
    return Act(token=token, predicate=predicate, span=span)
