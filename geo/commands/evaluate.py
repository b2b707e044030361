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
    from geo.evaluation import Corpus, CorpusResult, Gold
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
    from geo.evaluation import evaluate_corpora, read_gold, read_lines
    from geo.evaluation.errors import Judge
    from geo.evaluation.wording import describe
    from geo.files import check_writable
    from geo.gazetteer import Gazetteer
    from geo.language import Language

    for path in filter(None, (options.json, options.html)):
        check_writable(path)
    settings = settings_of(options)
    _refuse_repeats(options.gold)
    golds = [read_gold(path) for path in options.gold]
    predicted = _Predicted()
    for one in golds:
        predicted.tell_rejected(one.rejected)
    if options.predictions is None:
        gold = _predict(options, settings, golds, predicted)
    else:
        gold = [one.docs for one in golds]
        predicted.found = [read_lines(options.predictions)] * len(gold)
        _check_predictions(options, gold, predicted.found[0])
    corpora = _corpora(options, gold, predicted)
    if not corpora:
        print("geo: no document is left to score", file=sys.stderr)
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


def _refuse_repeats(paths: Sequence[Path]) -> None:
    """Refuse gold that is named twice: its documents would count twice."""
    from geo.errors import SettingsError

    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            raise SettingsError(f"{path}: is named twice; name each file of gold once")
        seen.add(path.resolve())


def _check_predictions(options: argparse.Namespace, gold: Sequence[Docs], found: Docs) -> None:
    """Refuse predictions of other texts than gold's, and say where no document is the same."""
    from collections import Counter

    from geo.evaluation import check_spans

    files_with = Counter(key for docs in gold for key in docs)
    for docs in gold:
        # Two files may use the same ids for different texts.
        own = {key: doc for key, doc in docs.items() if files_with[key] == 1}
        check_spans(found, own, source=str(options.predictions))
    names = {str(key) for key in found}
    for path, docs in zip(options.gold, gold, strict=True):
        if docs and not docs.keys() & found.keys():
            is_type = any(str(key) in names for key in docs)
            why = "; ids are numbers in one and text in the other" if is_type else ""
            print(
                f"geo: {options.predictions} has none of the ids of {path}{why}; all of its "
                "documents count as if nothing was found in them",
                file=sys.stderr,
            )


def _predict(
    options: argparse.Namespace, settings: Settings, golds: Sequence[Gold], predicted: _Predicted
) -> list[Docs]:
    """Find what this program finds in the raw text, and for the spans that gold gives.

    Returns
    -------
    The gold of each file without documents that were rejected.
    """
    from geo.corpus import parse_corpus
    from geo.documents import read_documents
    from geo.pipeline import Components, resolve_spans

    components = Components.open(settings)
    kept = []
    for path, gold in zip(options.gold, golds, strict=True):
        read = list(_sound(read_documents(path, settings=settings), gold))
        parsed = parse_corpus(read, workers=options.workers, settings=settings)
        found = predicted.keep(parsed)
        resolved = (resolve_spans(item, components) for item in _with_spans(read, gold.docs))
        given = predicted.keep(resolved)
        docs = {key: doc for key, doc in gold.docs.items() if _is_kept(key, doc, found, given)}
        kept.append(docs)
        predicted.found.append(found)
        predicted.given.append(given)
    return kept


def _sound(read: Iterable[Document | Rejected], gold: Gold) -> Iterator[Document | Rejected]:
    """Yield what was read, without records that gold rejects and has told already."""
    from geo.model import Rejected

    told = {Path(item.source).resolve() for item in gold.rejected}
    ids = {item.document_id for item in gold.rejected}
    seen: set[Any] = set()
    for item in read:
        if isinstance(item, Rejected):
            # A repeated id is told with the file alone, all else with the line.
            is_repeat = (
                Path(item.source).is_file() and {item.document_id, repr(item.document_id)} & ids
            )
            if Path(item.source).resolve() not in told and not is_repeat:
                yield item
        elif item.given_id in gold.docs and item.given_id not in seen:
            seen.add(item.given_id)
            yield item


def _is_kept(key: Any, doc: Mapping[str, Any], found: Docs, given: Docs) -> bool:
    """Return whether a document was rejected at no stage; each that was not has predictions."""
    from geo.evaluation.toponyms import toponyms

    return key in found and (key in given or not toponyms(doc))


class _Predicted:
    """Predictions from raw text and for given spans, of each file; and what was rejected."""

    def __init__(self) -> None:
        self.found: list[Docs] = []
        self.given: list[Docs] = []
        self.rejected: set[tuple[str, str]] = set()

    def tell_rejected(self, items: Iterable[Rejected]) -> None:
        """Name what was rejected, each once: it is left out of all figures."""
        for item in items:
            if (item.source, item.document_id) not in self.rejected:
                self.rejected.add((item.source, item.document_id))
                place = Path(item.source).name
                at = "" if item.document_id.startswith(place) else f" ({place})"
                print(
                    f"geo: rejected {item.document_id}{at}: {item.reason}; it is left out of "
                    "all figures",
                    file=sys.stderr,
                )

    def keep(self, items: Iterable[Parsed | Rejected]) -> Docs:
        """Return predictions by document id, and name what was rejected."""
        from geo.exports import predictions
        from geo.model import Rejected

        docs: Docs = {}
        for item in items:
            if isinstance(item, Rejected):
                self.tell_rejected([item])
            else:
                doc = predictions(item)
                docs[doc["id"]] = doc
        return docs


def _with_spans(read: Iterable[Document | Rejected], gold: Docs) -> Iterator[Document]:
    """Give documents the spans of gold's toponyms, whatever gold calls them."""
    from geo.evaluation.toponyms import toponyms
    from geo.model import Document, Span

    for document in read:
        if not isinstance(document, Document):
            continue
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
