"""The only module that knows the order: read, recognise, resolve, actors, events, join."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TypeVar

from geo.actors import ActorLexicon, find_actors
from geo.atlas import Atlas, Verdicts, join
from geo.casing import find_capitals, restore_case, write_small
from geo.corrections import Corrections, replay
from geo.duplicates import sign
from geo.errors import CoderError
from geo.events import (
    EventCoder,
    EventLexicon,
    LexiconCoder,
    check_coder,
    code_safely,
    find_claims,
    find_figures,
)
from geo.gazetteer import Gazetteer
from geo.language import ENGLISH, Language, Parse, detect_language, name_language
from geo.model import Document, Parsed, Provenance, Rejected, Span
from geo.resolution import Resolver
from geo.settings import Settings
from geo.toponyms import adopt_toponyms, recognise_toponyms
from geo.toponyms.foreign import find_names
from geo.transcript import Transcript, transcribe
from geo.trees import Trees
from geo.version import __version__

__all__ = ["Components", "geoparse", "join_parsed", "parse_documents"]

_LOG = logging.getLogger(__name__)

# Documents whose sentences are parsed together. More would hold more at once and gain nothing;
# fewer make short documents dear.
_BATCH_DOCUMENTS = 64
_BATCH_CHARACTERS = 50_000

_Made = TypeVar("_Made")

# Characters of a line that stands for a sentence.
_LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """What the stages work with, loaded once."""

    settings: Settings
    gazetteer: Gazetteer
    language: Language
    resolver: Resolver
    actors: ActorLexicon
    coder: EventCoder

    @staticmethod
    @cache
    def open(settings: Settings) -> Components:
        """Load the components that settings name.

        Raises
        ------
        MissingComponentError
            If the language model is not installed.
        GazetteerError
            If the gazetteer is missing or damaged.
        """
        gazetteer = Gazetteer.open(*settings.gazetteer_folders)
        return Components(
            settings=settings,
            gazetteer=gazetteer,
            language=Language.open(settings.language_model),
            resolver=Resolver.open(gazetteer, settings),
            actors=ActorLexicon.open(),
            coder=LexiconCoder(
                lexicon=EventLexicon.open(),
                geography=gazetteer,
                siting=Trees.open("siting", "sites") if settings.trained_weights else None,
            ),
        )

    def provenance(self) -> tuple[Provenance, ...]:
        """Return the components with their versions, for the atlas."""
        return (
            Provenance(component="coder", version=self.coder.version),
            Provenance(component="gazetteer", version=self.gazetteer.version, detail=_CREDIT),
            Provenance(component="geo", version=__version__),
            Provenance(component="language", version=self.language.version),
            Provenance(component="resolver", version=self.resolver.version),
            Provenance(component="settings", version=self.settings.fingerprint),
        )


_CREDIT = "GeoNames (CC BY 4.0); Natural Earth (public domain); geo's own tables (CC BY 4.0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A document as it is read, and how what is found is told of it as it was given."""

    given: Document
    read: Document
    language: str
    transcript: Transcript | None = None
    is_small: bool = False

    @property
    def is_prose(self) -> bool:
        return self.language == ENGLISH


def parse_document(document: Document, components: Components) -> Parsed:
    """Find the places, actors, events and figures of one document.

    Where it is no English prose, the names of well-known places are all that is found. What
    is written in capitals alone is read as if it were not, and so is what hides names: marks
    that are not seen, and line breaks inside them.
    """
    return _find_all(_make_readable(document, components), None, document, components)


def _open_document(document: Document, components: Components) -> _Reading | Rejected:
    """Make a document readable, unless the settings refuse its language."""
    if components.settings.other_languages == "refuse":
        language = detect_language(document.text, document.language)
        if language != ENGLISH:
            return Rejected(
                document_id=document.document_id,
                stage="parse",
                reason=f"{_describe_language(language)}; translate it, or let the names in it "
                "be read (--other-languages names)",
            )
    return _make_readable(document, components)


def _make_readable(document: Document, components: Components) -> _Reading:
    transcript = transcribe(document, is_name=components.gazetteer.has_name)
    read = transcript.document if transcript else document
    language = detect_language(read.text, read.language)
    capitals = find_capitals(read.text) if language == ENGLISH else ()
    if capitals:
        read = write_small(read, capitals, components.gazetteer, components.language)
    return _Reading(
        given=document,
        read=read,
        language=language,
        transcript=transcript,
        is_small=bool(capitals),
    )


def _find_all(
    reading: _Reading, parse: Parse | None, given: Document, components: Components
) -> Parsed:
    """Find the places, actors, events and figures of one document."""
    read = reading.read
    if reading.is_prose:
        found = _parse_prose(read, parse or components.language.parse(read.text), components)
    else:
        found = _parse_names(read, components, reading.language)
    if reading.transcript:
        if reading.is_small:
            found = restore_case(found, reading.transcript.document)
        found = reading.transcript.place(found)
    if reading.transcript or reading.is_small:
        found = restore_case(found, given)
    return replace(found, sketch=sign(given.text))


def _parse_prose(document: Document, parse: Parse, components: Components) -> Parsed:
    toponyms = recognise_toponyms(
        document, parse, components.gazetteer, trained=components.settings.trained_weights
    )
    resolutions = components.resolver.resolve_toponyms(document, toponyms)
    mentions = find_actors(document, parse, resolutions, components.actors)
    return Parsed(
        document=document,
        sentences=tuple(
            Span(start=sentence.start_char, end=sentence.end_char) for sentence in parse.sentences
        ),
        resolutions=resolutions,
        mentions=mentions,
        reports=code_safely(components.coder, document, parse, resolutions, mentions),
        figures=find_figures(document, parse, resolutions),
        claims=find_claims(document, parse, resolutions, mentions),
        persons=tuple(sorted({item.text for item in parse.entities if item.label_ == "PERSON"})),
    )


def _parse_names(document: Document, components: Components, language: str) -> Parsed:
    _LOG.warning(
        "%s: %s; only the names of well-known places in it are read",
        document.document_id,
        _describe_language(language),
    )
    toponyms = find_names(document, components.gazetteer, language=language)
    return Parsed(
        document=document,
        sentences=tuple(_lines(document.text)),
        resolutions=components.resolver.resolve_toponyms(document, toponyms),
    )


def _describe_language(language: str) -> str:
    name = name_language(language)
    return "is no English prose" if name is None else f"looks like {name}, not like English"


def _lines(text: str) -> Iterator[Span]:
    """Yield the lines of a text, which stand for its sentences where nothing is parsed.

    Long ones are parted, for each name of a place is told with its line.
    """
    start = 0
    for line in text.splitlines(keepends=True):
        for first in range(0, len(line), _LONGEST_LINE):
            piece = line[first : first + _LONGEST_LINE].rstrip()
            if piece.strip():
                yield Span(start=start + first, end=start + first + len(piece))
        start += len(line)


def resolve_spans(document: Document, components: Components) -> Parsed | Rejected:
    """Resolve the toponyms whose spans a document gives, and find no others."""
    if document.spans is None:
        return Rejected(
            document_id=document.document_id,
            stage="resolve",
            reason="has toponyms that are no list; write a list of objects with start and end",
        )
    if transcript := transcribe(document, is_name=components.gazetteer.has_name):
        spans = [transcript.read(span) for span in document.spans]
        if None not in spans:
            given = tuple(span for span in spans if span is not None)
            found = _resolve_given(transcript.document, given, components)
            return restore_case(transcript.place(found), document)
    return _resolve_given(document, document.spans, components)


def _resolve_given(document: Document, spans: tuple[Span, ...], components: Components) -> Parsed:
    parse = components.language.parse(document.text)
    toponyms = adopt_toponyms(
        document,
        parse,
        components.gazetteer,
        spans,
        trained=components.settings.trained_weights,
    )
    return Parsed(
        document=document,
        resolutions=components.resolver.resolve_toponyms(document, toponyms),
    )


def parse_documents(
    documents: Iterable[Document | Rejected],
    *,
    settings: Settings | None = None,
    coder: EventCoder | None = None,
) -> Iterator[Parsed | Rejected]:
    """Parse documents, a few at a time; one that fails is rejected and never stops the rest.

    Parameters
    ----------
    documents
        Documents, and what reading rejected, which passes through.
    settings
        Choices of the run.
    coder
        What codes events instead of the shipped coder.

    Yields
    ------
    In the order of the input, what was found in each document, or why it was rejected.
    """
    components = _components(settings, coder)
    for batch in _batches(documents):
        yield from _parse_batch(batch, components)


def _batches(documents: Iterable[Document | Rejected]) -> Iterator[list[Document | Rejected]]:
    """Part documents into batches, whose sentences are parsed together."""
    batch: list[Document | Rejected] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += 0 if isinstance(document, Rejected) else len(document.text)
        if len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _parse_batch(
    batch: Sequence[Document | Rejected], components: Components
) -> Iterator[Parsed | Rejected]:
    readings = [
        item if isinstance(item, Rejected) else _safely(_open_document, item, components)
        for item in batch
    ]
    prose = [item.read.text for item in readings if isinstance(item, _Reading) and item.is_prose]
    try:
        parses = iter(list(components.language.parse_all(prose)))
    except Exception:  # noqa: BLE001 - each by itself, in `_find_all`, tells which it was
        parses = iter(())
    for item in readings:
        if isinstance(item, Rejected):
            yield item
            continue
        parse = next(parses, None) if item.is_prose else None
        yield _safely(partial(_find_all, item, parse), item.given, components)


def _components(settings: Settings | None, coder: EventCoder | None) -> Components:
    components = Components.open(settings or Settings())
    if coder is None:
        return components
    return replace(components, coder=check_coder(coder))


def _safely(
    work: Callable[[Document, Components], _Made], document: Document, components: Components
) -> _Made | Rejected:
    try:
        return work(document, components)
    except CoderError as error:
        _LOG.debug("document %s: the coder failed", document.document_id, exc_info=True)
        return Rejected(document_id=document.document_id, stage="events", reason=str(error))
    except MemoryError as error:
        # No fault of the document: another run, with more of it, would read it.
        raise MemoryError(f"while {document.document_id} was parsed") from error
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the rest
        _LOG.exception("document %s failed", document.document_id)
        return Rejected(
            document_id=document.document_id,
            stage="parse",
            reason=f"{type(error).__name__}: {error}; please report this with the text",
        )


def _first_of_each(parsed: Iterable[Parsed | Rejected]) -> Iterator[Parsed | Rejected]:
    """Yield the first document of each id, and why others of it are not used."""
    seen: set[str] = set()
    for item in parsed:
        if isinstance(item, Parsed) and item.document.document_id in seen:
            yield Rejected(
                document_id=item.document.document_id,
                stage="read",
                reason="repeats the id of a document before it; give each its own",
            )
            continue
        if isinstance(item, Parsed):
            seen.add(item.document.document_id)
        yield item


def join_parsed(
    parsed: Iterable[Parsed | Rejected],
    *,
    settings: Settings | None = None,
    corrections: Corrections | None = None,
    coder: EventCoder | None = None,
) -> Atlas:
    """Join parsed documents into an atlas, after an analyst's corrections.

    Raises
    ------
    CorrectionError
        If a correction cannot be applied.
    """
    components = _components(settings, coder)
    items = list(_first_of_each(parsed))
    replayed = replay(
        corrections or Corrections(),
        [item for item in items if isinstance(item, Parsed)],
        gazetteer=components.gazetteer,
        find_actor=components.actors.find,
    )
    outcome = replayed.outcome
    return join(
        replayed.parsed,
        geography=components.gazetteer,
        rejected=[*(item for item in items if isinstance(item, Rejected)), *outcome.failed],
        provenance=(*components.provenance(), *outcome.provenance),
        verdicts=Verdicts(same=outcome.same, apart=outcome.apart),
    )


def geoparse(
    documents: Iterable[Document | Rejected],
    *,
    settings: Settings | None = None,
    corrections: Corrections | None = None,
    coder: EventCoder | None = None,
) -> Atlas:
    """Turn documents into an atlas.

    Parameters
    ----------
    documents
        As `read_documents` gives them.
    settings
        Choices of the run.
    corrections
        An analyst's corrections, replayed.
    coder
        What codes events instead of the shipped coder; see docs/coders.md.

    Returns
    -------
    The joined tables; a document that failed is a row of `rejected`.

    Raises
    ------
    MissingComponentError
        If the language model is not installed.
    CorrectionError
        If a correction cannot be applied.

    Examples
    --------
    >>> import datetime as dt
    >>> text = "Rebels seized the Syrian town of Jarabulus on Wednesday."
    >>> document = Document(document_id="a", text=text, published=dt.date(2016, 8, 26))
    >>> atlas = geoparse([document])
    >>> list(atlas.places["name"])
    ['Syria', 'Jarabulus']
    """
    return join_parsed(
        parse_documents(documents, settings=settings, coder=coder),
        settings=settings,
        corrections=corrections,
        coder=coder,
    )
