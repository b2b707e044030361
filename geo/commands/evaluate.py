"""`geo evaluate`: score predictions, or this program, against gold annotation."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.commands import (
    Commands,
    add_command,
    add_resolution_options,
    gazetteer_folders,
    settings_of,
)
from geo.version import __version__

if TYPE_CHECKING:
    from geo.evaluation import Corpus, CorpusResult
    from geo.model import Document, Parsed, Rejected
    from geo.settings import Settings

__all__ = ["add"]

_DONE, _SOME_REJECTED = 0, 1

Docs = dict[Any, Mapping[str, Any]]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "evaluate",
        _run,
        about="score predictions, or this program, against gold annotation",
        examples="  geo evaluate gold.jsonl\n"
        "  geo evaluate lgl.jsonl trnews.jsonl --html report.html\n"
        "  geo evaluate gold.jsonl --predictions other.jsonl --json scores.json",
    )
    parser.add_argument("gold", type=Path, nargs="+", metavar="GOLD.jsonl")
    parser.add_argument("--predictions", type=Path, metavar="P", help="default: made now")
    parser.add_argument("--json", type=Path, metavar="J", help="write all of it as JSON")
    parser.add_argument("--html", type=Path, metavar="H", help="write all of it as a page")
    parser.add_argument(
        "--no-examples", action="store_true", help="count errors, and quote no sentences"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes; default 1")
    add_resolution_options(parser)


def _run(options: argparse.Namespace) -> int:
    from geo.evaluation import evaluate_corpora, read_lines
    from geo.evaluation.errors import Judge
    from geo.evaluation.wording import describe
    from geo.files import check_writable
    from geo.gazetteer import Gazetteer
    from geo.language import Language

    for path in filter(None, (options.json, options.html)):
        check_writable(path)
    settings = settings_of(options)
    gold = [read_lines(path) for path in options.gold]
    if options.predictions is None:
        predicted = _predict(options, settings, gold)
    else:
        predicted = _Predicted()
        predicted.found = [read_lines(options.predictions)] * len(gold)
    corpora = _corpora(options, gold, predicted)
    gazetteer = Gazetteer.open(*gazetteer_folders(options))
    judge = Judge(gazetteer, Language.open(settings.language_model))
    results = evaluate_corpora(corpora, judge)
    if options.no_examples:
        results = tuple(map(_without_examples, results))
    print(describe(results), end="")
    whole = None if options.json is None else _whole(corpora, results, judge)
    _write(options, results, whole, gazetteer)
    return _SOME_REJECTED if predicted.rejected else _DONE


def _without_examples(result: CorpusResult) -> CorpusResult:
    errors = {
        task: tuple(replace(one, examples=()) for one in classes)
        for task, classes in result.errors.items()
    }
    return replace(result, errors=errors)


def _predict(options: argparse.Namespace, settings: Settings, gold: Sequence[Docs]) -> _Predicted:
    """Return what this program finds in the raw text, and for the spans that gold gives."""
    from geo.corpus import parse_corpus
    from geo.documents import read_documents
    from geo.model import Document
    from geo.pipeline import Components, resolve_spans

    predicted = _Predicted()
    components = Components.open(settings)
    for path, docs in zip(options.gold, gold, strict=True):
        read = list(read_documents(path, settings=settings))
        documents = [item for item in read if isinstance(item, Document)]
        parsed = parse_corpus(read, workers=options.workers, settings=settings)
        predicted.found.append(predicted.keep(parsed))
        resolved = (resolve_spans(item, components) for item in _with_spans(documents, docs))
        predicted.given.append(predicted.keep(resolved))
    return predicted


class _Predicted:
    """Predictions from raw text and for given spans, of each file; and how many failed."""

    def __init__(self) -> None:
        self.found: list[Docs] = []
        self.given: list[Docs] = []
        self.rejected = 0

    def keep(self, items: Iterable[Parsed | Rejected]) -> Docs:
        """Return predictions by document id, and name what was rejected."""
        from geo.exports import predictions
        from geo.model import Rejected

        docs: Docs = {}
        for item in items:
            if isinstance(item, Rejected):
                self.rejected += 1
                print(f"geo: rejected {item.document_id}: {item.reason}", file=sys.stderr)
            else:
                doc = predictions(item)
                docs[doc["id"]] = doc
        return docs


def _with_spans(documents: Iterable[Document], gold: Docs) -> Iterator[Document]:
    """Give documents the spans of gold's toponyms, whatever gold calls them."""
    from geo.evaluation.toponyms import toponyms
    from geo.model import Span

    for document in documents:
        wanted = toponyms(gold.get(document.given_id, {}))
        if wanted:
            spans = {Span(start=item["start"], end=item["end"]) for item in wanted}
            yield replace(document, spans=tuple(sorted(spans)))


def _corpora(
    options: argparse.Namespace, gold: Sequence[Docs], predicted: _Predicted
) -> list[Corpus]:
    """Return gold and predictions by what gold calls its corpus, else by its file."""
    from geo.evaluation import Corpus

    source = str(options.predictions or "predictions")
    parts: dict[str, tuple[Docs, Docs, Docs]] = {}
    for number, (path, docs) in enumerate(zip(options.gold, gold, strict=True)):
        for key, doc in docs.items():
            name = str(doc.get("corpus") or path.name.removesuffix(".jsonl"))
            # Two files of one corpus may use the same ids.
            own = (number, key)
            part = parts.setdefault(name, ({}, {}, {}))
            part[0][own] = doc
            part[1][own] = predicted.found[number].get(key, {})
            part[2][own] = predicted.given[number].get(key, {}) if predicted.given else {}
    return [
        Corpus(
            name=name,
            gold=wanted,
            found=raw,
            given=own_spans if predicted.given else None,
            source=source,
        )
        for name, (wanted, raw, own_spans) in parts.items()
    ]


def _whole(
    corpora: Sequence[Corpus], results: Sequence[CorpusResult], judge: Any
) -> CorpusResult | None:
    """Return the result of all documents together."""
    from geo.evaluation import Corpus, evaluate_corpora

    if len(results) <= 1:
        return results[0] if results else None
    given = [corpus.given for corpus in corpora if corpus.given is not None]

    def together(parts: Iterable[Mapping[Any, Any]]) -> Docs:
        return {key: doc for part in parts for key, doc in part.items()}

    pooled = Corpus(
        name="all",
        gold=together(corpus.gold for corpus in corpora),
        found=together(corpus.found for corpus in corpora),
        given=together(given) if given else None,
        source=corpora[0].source,
    )
    return evaluate_corpora([pooled], judge)[0]


def _write(
    options: argparse.Namespace,
    results: Sequence[CorpusResult],
    whole: CorpusResult | None,
    gazetteer: Any,
) -> None:
    from geo.evaluation.page import write_page
    from geo.evaluation.wording import plain_values
    from geo.files import replacing

    provenance = _provenance(options, gazetteer.version)
    if options.json is not None:
        values = plain_values(results, whole=whole, provenance=provenance)
        text = json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)
        with replacing(options.json) as scratch:
            scratch.write_text(f"{text}\n", encoding="utf-8", errors="replace")
    if options.html is not None:
        page = write_page(results, provenance=provenance, gazetteer=gazetteer)
        with replacing(options.html) as scratch:
            scratch.write_text(page, encoding="utf-8", errors="replace")


def _provenance(options: argparse.Namespace, gazetteer_version: str) -> dict[str, str]:
    """Return what was measured and with what, file names without their folders."""
    made_by = "this program, untrained" if options.untrained else "this program"
    files = [*options.gold, *([] if options.predictions is None else [options.predictions])]
    return {
        "geo": __version__,
        "gazetteer": gazetteer_version,
        "predictions": made_by if options.predictions is None else options.predictions.name,
        **{
            f"SHA-256 of {path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }
