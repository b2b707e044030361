"""The annotated documents that the models are fitted to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.language import Language, Parse
from geo.model import Document, Span

# The public corpora, and our own annotated dispatches and articles.
FILES = ("toponyms/*.train.jsonl", "events/articles.*.jsonl", "events/dispatches.*.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A parsed document with its gold toponyms, as the corpus has them."""

    corpus: str
    document: Document
    parse: Parse
    toponyms: tuple[Mapping[str, Any], ...]

    @property
    def geocoded(self) -> tuple[Mapping[str, Any], ...]:
        """The toponyms that have an id or a coordinate; the others teach nothing."""
        return tuple(
            item
            for item in self.toponyms
            if item.get("geonameid") is not None or item.get("lat") is not None
        )


def span_of(item: Mapping[str, Any]) -> Span:
    """Return where a gold toponym stands."""
    return Span(start=item["start"], end=item["end"])


def read_corpora(
    folder: Path, patterns: Iterable[str], *, model: str
) -> tuple[list[Annotated], dict[str, str]]:
    """Read and parse annotated documents.

    Parameters
    ----------
    folder
        Where the JSON lines files are.
    patterns
        Which files to read, as globs.
    model
        Package of the spaCy pipeline.

    Returns
    -------
    The documents in the order of files and lines, and the SHA-256 of each file by its name.
    """
    documents: list[Annotated] = []
    files, sources = read_files(folder, patterns)
    for path, content in files.items():
        corpus = path.stem.split(".")[0] if path.parent.name == "toponyms" else path.parent.name
        documents += _parsed(corpus, content, Language.open(model))
    return documents, sources


def read_files(folder: Path, patterns: Iterable[str]) -> tuple[dict[Path, bytes], dict[str, str]]:
    """Return the content of the files that globs find, and the SHA-256 of each by its name."""
    paths = sorted({path for pattern in patterns for path in folder.glob(pattern)})
    files = {path: path.read_bytes() for path in paths}
    return files, {
        path.name: hashlib.sha256(content).hexdigest() for path, content in files.items()
    }


def _parsed(corpus: str, content: bytes, language: Language) -> Iterator[Annotated]:
    for line in content.split(b"\n"):
        if line.strip():
            gold = json.loads(line)
            yield Annotated(
                corpus=corpus,
                document=Document(document_id=str(gold["id"]), text=gold["text"]),
                parse=language.parse(gold["text"]),
                toponyms=tuple(gold.get("toponyms", gold.get("places", ()))),
            )


def balance(totals: Mapping[str, float]) -> dict[str, float]:
    """Return what an example of each corpus weighs: the inverse fourth root of its size.

    So that the many local newspapers of one corpus do not decide for world news. Over all
    examples the weights have a mean of one.
    """
    scale = {corpus: total**-0.25 for corpus, total in totals.items() if total}
    weighed = sum(scale[corpus] * totals[corpus] for corpus in scale)
    norm = sum(totals.values()) / weighed
    return {corpus: value * norm for corpus, value in scale.items()}
