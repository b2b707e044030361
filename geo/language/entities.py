"""Named entities by spaCy's own weights, all words of a batch at once.

spaCy's recogniser asks its network at one word after the other, for what is begun is part of
the question. But outside of an entity the answer depends on the word alone, and inside of one
all that is open is whether it ends here; so all words are asked at once what begins there, and
the entities that begin are gone through together. The sums are made in spaCy's order, so that
the answers are the same to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language as Pipeline
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc
from spacy.tokens import Span as Phrase

__all__ = ["find_entities_at_once"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# What the network is asked with: the word, the first of the open entity, the word before.
_FEATURES = 3
_PIECES = 2


def find_entities_at_once(pipeline: Pipeline) -> None:
    """Let a pipeline find the entities of many words at once.

    A pipeline without spaCy's usual recogniser stays as it is.
    """
    if "ner" not in pipeline.pipe_names:
        return
    recogniser: Any = pipeline.get_pipe("ner")
    if type(recogniser) is not EntityRecognizer or recogniser.cfg["beam_width"] != 1:
        return
    model = recogniser.model
    if not model.attrs["has_upper"] or model.attrs["unseen_classes"]:
        return
    lower = model.get_ref("lower")
    if (lower.get_dim("nF"), lower.get_dim("nP")) == (_FEATURES, _PIECES):
        pipeline.add_pipe("geo_entities", after="ner")
        pipeline.disable_pipe("ner")


class _Entities:
    """Finds entities with the weights of spaCy's recogniser."""

    def __init__(self, recogniser: Any) -> None:
        model = recogniser.model
        self._tok2vec = model.get_ref("tok2vec")
        self._lower = model.get_ref("lower")
        self._upper = model.get_ref("upper")
        names = [recogniser.moves.get_class_name(at) for at in range(self._upper.get_dim("nO"))]
        places = {name: at for at, name in enumerate(names)}
        self._labels = [name[2:] for name in names]
        self._begins = np.array([name.startswith("B-") for name in names])
        self._is_unit = np.array([name.startswith("U-") and name != "U-" for name in names])
        self._opens = self._begins | self._is_unit | np.array([name == "O" for name in names])
        # For each way to begin an entity, the ways to go on and to end it.
        self._inner = np.array([places.get(f"I-{label}", 0) for label in self._labels])
        self._last = np.array([places.get(f"L-{label}", 0) for label in self._labels])

    def __call__(self, doc: Doc) -> Doc:
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterator[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Yield documents with their entities."""
        stream = iter(stream)
        while batch := list(islice(stream, batch_size)):
            self._annotate(batch)
            yield from batch

    def _annotate(self, batch: Sequence[Doc]) -> None:
        docs = [doc for doc in batch if len(doc)]
        if not docs:
            return
        starts = np.concatenate([doc.to_array("SENT_START") == 1 for doc in docs])
        # An entity ends with its sentence, and with its text.
        ends = np.append(starts[1:], True)
        ends[np.cumsum([len(doc) for doc in docs]) - 1] = True
        # A document has no white space, or nothing else.
        is_space = np.concatenate([np.full(len(doc), doc[0].is_space) for doc in docs])
        found = iter(self._find(self._tok2vec.predict(docs), ends, is_space))
        entity = next(found, None)
        offset = 0
        for doc in docs:
            phrases = []
            while entity is not None and entity[0] < offset + len(doc):
                first, last, label = entity
                phrases.append(Phrase(doc, first - offset, last + 1 - offset, label))
                entity = next(found, None)
            doc.set_ents(phrases)
            offset += len(doc)

    def _find(
        self, vectors: Floats, ends: Flags, is_space: Flags
    ) -> Iterator[tuple[int, int, str]]:
        """Yield first word, last word and label of each entity, in order."""
        hidden: Floats = self._lower.predict(vectors)
        nothing, features = hidden[0], hidden[1:]
        moves = self._first_moves(features, nothing, ends, is_space)
        begun = np.flatnonzero(self._begins[moves])
        lasts = dict(zip(begun.tolist(), self._lasts(features, begun, moves, ends), strict=True))
        free = 0
        for at in np.flatnonzero(self._begins[moves] | self._is_unit[moves]).tolist():
            if at >= free:
                last = lasts.get(at, at)
                yield at, last, self._labels[moves[at]]
                free = last + 1

    def _first_moves(self, features: Floats, nothing: Floats, ends: Flags, is_space: Flags) -> Ints:
        """Return what each word does where no entity is open: begin, be one, or neither."""
        scores = self._scores(features[:, 0] + nothing[1] + nothing[2])
        scores[:, ~self._opens] = -np.inf
        scores[np.ix_(ends | is_space, self._begins)] = -np.inf
        scores[np.ix_(is_space, self._is_unit)] = -np.inf
        moves: Ints = scores.argmax(axis=1)
        return moves

    def _lasts(self, features: Floats, begun: Ints, moves: Ints, ends: Flags) -> list[int]:
        """Return the last word of the entity that each of some words begins."""
        lasts = begun.copy()
        inner, last = self._inner[moves[begun]], self._last[moves[begun]]
        alive = np.arange(len(begun))
        while len(alive):
            first, at = begun[alive], lasts[alive] + 1
            scores = self._scores(features[at, 0] + features[first, 1] + features[at - 1, 2])
            row = np.arange(len(alive))
            goes_on = scores[row, inner[alive]] >= scores[row, last[alive]]
            lasts[alive] = at
            alive = alive[goes_on & ~ends[at]]
        return [int(at) for at in lasts]

    def _scores(self, sums: Floats) -> Floats:
        sums = sums + self._lower.get_param("b")
        scores: Floats = self._upper.predict(np.maximum(sums[..., 0], sums[..., 1]))
        return scores


@Pipeline.factory("geo_entities")
def _make_entities(nlp: Pipeline, name: str) -> _Entities:  # noqa: ARG001 - spaCy gives it
    return _Entities(nlp.get_pipe("ner"))
