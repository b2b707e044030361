"""Part of speech, morphology and lemma of words, worked out once for each kind of word.

spaCy's attribute ruler tries all of its patterns at each token, and its lemmatizer all of its
rules; what they give a word depends on its letters, its tag and its dependency alone, but for the
few words that begin a pattern of several ("gon" of "gon na"), which are given it together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language as Pipeline
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens.morphanalysis import MorphAnalysis
from spacy.vocab import Vocab

from geo.lexicon import read_rows

__all__ = ["remember_words"]

# What a pattern may ask of a token so that its letters, its tag and its dependency tell.
_TOLD = frozenset({"DEP", "IS_SPACE", "LOWER", "ORTH", "TAG", "TEXT"})
_LONGEST_PATTERN = 2

# Kinds of words kept at hand; a corpus of many languages, or of noise, has no end of them.
_KEPT = 200_000

_Kind = tuple[int, int, int]


class _Traits(NamedTuple):
    pos: int
    morph: MorphAnalysis
    lemma: int


def remember_words(pipeline: Pipeline) -> None:
    """Let a pipeline work out the attributes of each kind of word once, and mend its lemmas.

    A pipeline with other components, or whose ruler asks for more than a word, asks them for
    each word.
    """
    if _is_usual(pipeline):
        pipeline.add_pipe("geo_words", after="lemmatizer")
        pipeline.disable_pipe("attribute_ruler")
        pipeline.disable_pipe("lemmatizer")
    else:
        pipeline.add_pipe("geo_lemmas", before="geo_spaces")


def _is_usual(pipeline: Pipeline) -> bool:
    found: dict[str, Any] = dict(pipeline.pipeline)
    ruler, lemmatizer = found.get("attribute_ruler"), found.get("lemmatizer")
    names = pipeline.pipe_names
    return (
        type(ruler) is AttributeRuler
        and type(lemmatizer) is EnglishLemmatizer
        and not lemmatizer.overwrite
        and names.index("lemmatizer") == names.index("attribute_ruler") + 1
        and _is_told(ruler.patterns)
    )


def _is_told(rules: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether letters, tag and dependency of a word and the next tell what rules give."""
    patterns = [pattern for rule in rules for pattern in rule["patterns"]]
    return all(
        len(pattern) <= _LONGEST_PATTERN and all(word.keys() <= _TOLD for word in pattern)
        for pattern in patterns
    ) and all(rule["attrs"].keys() <= {"DEP", "LEMMA", "MORPH", "POS", "TAG"} for rule in rules)


class _Words:
    """Gives words what the ruler and the lemmatizer would.

    Parameters
    ----------
    vocabulary
        Of the pipeline.
    ruler, lemmatizer
        Asked once for each kind of word.
    """

    def __init__(self, vocabulary: Vocab, ruler: Any, lemmatizer: Any) -> None:
        self._vocabulary = vocabulary
        self._ruler = ruler
        self._lemmatizer = lemmatizer
        self._single = Matcher(vocabulary)
        self._first = Matcher(vocabulary)
        for number, rule in enumerate(ruler.patterns):
            for pattern in rule["patterns"]:
                if len(pattern) == 1:
                    self._single.add(str(number), [pattern])
                else:
                    self._first.add("first", [pattern[:1]])
        self._known: dict[_Kind, tuple[_Traits, bool]] = {}
        self._together: dict[tuple[_Kind, ...], tuple[_Traits, ...]] = {}

    def __call__(self, doc: Doc) -> Doc:
        # A document has no white space, or nothing else.
        if len(doc) and doc[0].is_space:
            return self._finish(self._ruler(doc))
        kinds = [tuple(kind) for kind in doc.to_array(["ORTH", "TAG", "DEP"]).tolist()]
        if len(self._known) >= _KEPT:
            self._known.clear()
        if new := [kind for kind in dict.fromkeys(kinds) if kind not in self._known]:
            self._learn(new)
        token: Any
        for token, traits in zip(doc, self._traits(kinds), strict=True):
            token.pos = traits.pos
            token.set_morph(traits.morph)
            token.lemma = traits.lemma
        return doc

    def _traits(self, kinds: Sequence[_Kind]) -> Iterator[_Traits]:
        run: list[_Kind] = []
        for kind in kinds:
            traits, begins = self._known[kind]
            if begins or run:
                run.append(kind)
            else:
                yield traits
            if run and not begins:
                yield from self._joined(tuple(run))
                run = []
        if run:
            yield from self._joined(tuple(run))

    def _learn(self, kinds: Sequence[_Kind]) -> None:
        """Ask for words each of which stands for itself."""
        doc = self._write(kinds)
        found = self._single(doc, allow_missing=True)
        matches = [(int(self._vocabulary.strings[rule]), rule, at, end) for rule, at, end in found]
        self._ruler.set_annotations(doc, sorted(matches))
        begins = {at for _, at, _ in self._first(doc, allow_missing=True)}
        for at, traits in enumerate(self._read(doc)):
            self._known[kinds[at]] = (traits, at in begins)

    def _joined(self, kinds: tuple[_Kind, ...]) -> tuple[_Traits, ...]:
        """Ask for words that may together be one pattern."""
        found = self._together.get(kinds)
        if found is None:
            if len(self._together) >= _KEPT:
                self._together.clear()
            found = self._together[kinds] = self._read(self._ruler(self._write(kinds)))
        return found

    def _write(self, kinds: Sequence[_Kind]) -> Doc:
        strings = self._vocabulary.strings
        doc = Doc(self._vocabulary, words=[strings[kind[0]] for kind in kinds])
        for token, (_, tag, dependency) in zip(doc, kinds, strict=True):
            token.tag, token.dep = tag, dependency
        return doc

    def _finish(self, doc: Doc) -> Doc:
        self._lemmatizer(doc)
        _mend_lemmas(doc)
        return doc

    def _read(self, doc: Doc) -> tuple[_Traits, ...]:
        return tuple(_Traits(token.pos, token.morph, token.lemma) for token in self._finish(doc))


@Pipeline.factory("geo_words")
def _make_words(nlp: Pipeline, name: str) -> _Words:  # noqa: ARG001 - spaCy gives it
    return _Words(nlp.vocab, nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer"))


@cache
def _lemmas() -> Mapping[tuple[str, str], str]:
    return {(row["form"], row["pos"]): row["lemma"] for row in read_rows("lemmas")}


@Pipeline.component("geo_lemmas")
def _mend_lemmas(doc: Doc) -> Doc:
    """Give forms the lemma that the pipeline's rules miss: "raped" of "rap", "bases" of "basis"."""
    lemmas = _lemmas()
    for token in doc:
        if token.pos_ in {"NOUN", "VERB"}:
            token.lemma_ = lemmas.get((token.lower_, token.pos_.lower()), token.lemma_)
    return doc
