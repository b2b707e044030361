"""Embeddings of words, worked out once for each kind of word.

The lowest layer of spaCy's networks looks at each word alone and costs as much as those above it.
A row of its products does not depend on the rows beside it, so what is remembered is the same to
the bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

__all__ = ["remember_embeddings"]

Floats = npt.NDArray[np.float32]
Attributes = npt.NDArray[np.uint64]

# By this attribute of a word its vector is found: spaCy's number of ORTH.
_WORD = 65

# Kinds of words kept at hand, of 0.4 kB each.
_KEPT = 65_536


def remember_embeddings(pipeline: Pipeline) -> None:
    """Let the networks of a pipeline embed each kind of word once.

    Networks that look at more than spaCy's features and vectors of words stay as they are.
    """
    for name in ("tok2vec", "ner"):
        if name not in pipeline.pipe_names:
            continue
        network: Any = pipeline.get_pipe(name)
        for node in list(network.model.walk()):
            if node.has_ref("embed") and _is_of_words(node.get_ref("embed")):
                embed = node.get_ref("embed")
                node.replace_node(embed, _remembering(embed))


def _is_of_words(embed: Model[Any, Any]) -> bool:
    names = [node.name for node in embed.walk()]
    return names.count("extract_features") == 1 and "charembed" not in names


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Words of any texts, as far as an embedding asks a document for them."""

    vocab: Vocab
    columns: Mapping[int | str, Attributes]
    count: int

    def __len__(self) -> int:
        return self.count

    def to_array(self, names: int | str | Sequence[int | str]) -> Attributes:
        if isinstance(names, int | str):
            return self.columns[names]
        return np.stack([self.columns[name] for name in names], axis=1)


def _remembering(embed: Model[Any, Any]) -> Model[Any, Any]:
    (features,) = (node for node in embed.walk() if node.name == "extract_features")
    names = [*features.attrs["columns"], _WORD]
    rows: dict[bytes, int] = {}
    known: Floats = np.zeros((0, 0), dtype=np.float32)

    def learn(kinds: Attributes, new: list[int], vocabulary: Vocab) -> None:
        nonlocal known
        columns = {name: kinds[new, at] for at, name in enumerate(names)}
        (found,) = embed.predict([_Tokens(vocabulary, columns, len(new))])
        known = np.concatenate([known.reshape(-1, found.shape[1]), found])

    def forward(
        model: Model[Any, Any],  # noqa: ARG001 - thinc gives it
        docs: Sequence[Doc],
        is_train: bool,  # noqa: ARG001, FBT001 - thinc gives it
    ) -> tuple[list[Floats], Callable[[Any], Any]]:
        nonlocal known
        lengths = [len(doc) for doc in docs]
        if not sum(lengths):
            return embed(docs, is_train=False)
        kinds = np.concatenate([doc.to_array(names) for doc in docs])
        keys = kinds.view(f"V{kinds.itemsize * kinds.shape[1]}").ravel().tolist()
        if len(rows) >= _KEPT:
            rows.clear()
            known = known[:0]
        new = []
        for at, key in enumerate(keys):
            if key not in rows:
                rows[key] = len(rows)
                new.append(at)
        if new:
            learn(kinds, new, docs[0].vocab)
        found = known[[rows[key] for key in keys]]
        return np.split(found, np.cumsum(lengths)[:-1]), _no_training

    return Model("remembered_embedding", forward)


def _no_training(_: Any) -> Any:
    raise NotImplementedError("remembered embeddings cannot be trained")
