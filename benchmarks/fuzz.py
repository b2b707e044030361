"""Random files and mutated articles through the whole pipeline: a result, or a named rejection.

    python benchmarks/fuzz.py [--seconds 600] [--files 10000] [--articles 10000] [--seed 1]

Files hold random bytes, or pieces of what their suffix promises put together at random; articles
are the seeds and short texts of war with characters, words, lines and numbers lost, doubled,
exchanged and put in from elsewhere. Whatever is read is parsed, corrected by nothing, joined and
written as GeoJSON. A failure is an exception that is no error of `geo`, a document that the
pipeline gives up on, or one that takes over a minute; it is printed with its input, and the exit
status is 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from geo.documents import SUFFIXES, read_documents
from geo.errors import GeoError
from geo.exports import write
from geo.model import Document, Rejected
from geo.pipeline import join_parsed, parse_documents

_SEEDS = Path(__file__).parent.parent / "seeds"
_TEXTS = (
    "Russian jets bombed Aleppo on Thursday, killing 12 people and wounding dozens more.",
    "- 3 May: shelling in Kharkiv, 2 killed.\n- 4 May: 1,200 people fled from Bakhmut to Dnipro.",
    "“We deny it,” the minister said in Geneva. Talks between the U.S. and Iran failed again.",
)
_PIECES = (
    "\x00", "\u202e", "\ufeff", "\u2028", "\U0001f4a3", "é", "ß", "العربية", "平和", "\t", "\r\n",
    "<script>", "&amp;", '"', "'", "((((", "{{", "}}", "%s", "=1+1", "1e309", "-0", "12 000",
    "between 10 and", "at least", "from", "to", "on Friday", "31 February", "0 km north of",
    "a" * 300, "A. " * 50, "and " * 60, "not " * 40, "said that " * 30,
)  # fmt: skip
_FORMS = {
    ".jsonl": ('{"text": "', '"}', "\n", "[", "]", '"date": "2016-13-01"', "null", "{", "}", ","),
    ".csv": ("text,date\n", '"', ",", "\n", ";", "2016-02-30", "=cmd()", "\r"),
    ".html": ("<html>", "<p>", "</p>", "<!--", "<table>", "&#0;", "<script>", "<a href=", ">"),
    ".md": ("---\n", "title: x\n", "# ", "**", "[a](b)", "```", "\n\n", "date: never\n"),
}
_SLOW_SECONDS = 60.0
_DAY = dt.date(2016, 8, 26)


def main() -> int:
    """Run until the time, or what was asked for, is over; print what came of it."""
    parser = argparse.ArgumentParser(description="Feed nonsense to the whole pipeline.")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - no secret
    end = time.monotonic() + given.seconds
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tries: list[tuple[str, int, Callable[[], Sequence[Document | Rejected]]]] = [
            ("file", given.files, lambda: _random_file(chance, folder)),
            ("article", given.articles, lambda: [_mutated(chance)]),
        ]
        for number in range(max(given.files, given.articles)):
            for kind, most, make in tries:
                if number < most and time.monotonic() < end:
                    outcomes[f"{kind}: {_try(make, folder)}"] += 1
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:6} {outcome}")
    return int(any("failed" in outcome for outcome in outcomes))


def _try(make: Callable[[], Sequence[Document | Rejected]], folder: Path) -> str:
    start = time.monotonic()
    items: Sequence[Document | Rejected] = []
    try:
        items = make()
        parsed = list(parse_documents(items))
        write(join_parsed(parsed), folder / "out.geojson")
    except GeoError as error:
        return f"refused by {type(error).__name__}"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return _failed(items, f"{type(error).__name__}: {error}")
    if time.monotonic() - start > _SLOW_SECONDS:
        return _failed(items, "took over a minute")
    given_up = [one for one in parsed if isinstance(one, Rejected) and "report this" in one.reason]
    if given_up:
        return _failed(items, given_up[0].reason)
    if any(isinstance(one, Rejected) for one in parsed):
        return "named rejection"
    return "result" if parsed else "nothing in it"


def _failed(items: Sequence[Document | Rejected], reason: str) -> str:
    texts = [item.text for item in items if isinstance(item, Document)]
    print(json.dumps({"failed": reason, "texts": texts})[:20_000], file=sys.stderr, flush=True)
    return "failed"


def _random_file(chance: random.Random, folder: Path) -> Sequence[Document | Rejected]:
    suffix = chance.choice(SUFFIXES)
    path = folder / f"x{suffix}"
    plain = next((end for end in _FORMS if suffix.startswith(end)), None)
    if plain is None or chance.random() < 1 / 2:
        path.write_bytes(chance.randbytes(chance.randrange(2_000)))
    else:
        pieces = (*_FORMS[plain], *_PIECES, *_TEXTS)
        text = "".join(chance.choices(pieces, k=chance.randrange(60)))
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return list(read_documents(path))
    finally:
        path.unlink()


def _mutated(chance: random.Random) -> Document:
    texts = [*_TEXTS, *(path.read_text(encoding="utf-8") for path in _seed_files())]
    text = chance.choice(texts)
    for _ in range(chance.randrange(1, 12)):
        text = chance.choice(_MUTATIONS)(text, chance)
    return Document(document_id="mutated", text=text[:20_000], published=_DAY)


def _seed_files() -> Iterator[Path]:
    yield from sorted(_SEEDS.glob("*.txt"))


def _lose(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(1, 80) :]


def _double(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randrange(1, 200)]
    return text[:start] + piece * chance.randrange(1, 20) + text[start:]


def _put_in(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + chance.choice(_PIECES) + text[start:]


def _shuffle(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    start = chance.randrange(len(words))
    piece = words[start : start + 20]
    chance.shuffle(piece)
    return " ".join([*words[:start], *piece, *words[start + 20 :]])


def _change_case(text: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


_MUTATIONS = (_lose, _double, _put_in, _put_in, _shuffle, _change_case)

if __name__ == "__main__":
    sys.exit(main())
