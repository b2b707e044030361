"""Random files and mutated articles through the whole pipeline: a result, or a named rejection.

    python benchmarks/nonsense.py FOLDER [--files 10000] [--articles 10000] [--workers 1]
    python benchmarks/nonsense.py FOLDER --shapes

Files hold random bytes, or pieces of what their suffix promises put together at random. Articles
are the seeds and short texts of war that were cut, doubled, shuffled, written in capitals or
without spaces, saved in other encodings, and strewn with what texts should not hold. All are made
in FOLDER, the same of the same `--seed`, and given to `geo extract --parts`; a run that was
stopped goes on where it was. A failure is an exception, a document that the pipeline gives up on,
and a file that is neither read nor rejected; the exit status then is 1.

`--shapes` instead times documents of one thing over and over, at two lengths: seconds a kB, and
by how much four times the text takes longer a kB, which is 1 where time is linear.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from geo.cli import main as geo
from geo.corpus.parts import rejected_in
from geo.documents import SUFFIXES
from geo.imports import read_atlas
from geo.model import Document
from geo.pipeline import join_parsed, parse_documents

_SEEDS = Path(__file__).parent.parent / "seeds"
_TEXTS = (
    "Russian jets bombed Aleppo on Thursday, killing 12 people and wounding dozens more.",
    "- 3 May: shelling in Kharkiv, 2 killed.\n- 4 May: 1,200 people fled from Bakhmut to Dnipro.",
    "“We deny it,” the minister said in Geneva. Talks between the U.S. and Iran failed again.",
)
_PIECES = (
    "\x00", "\u202e", "\u2066", "\ufeff", "\u2028", "\U0001f4a3", "é", "ß", "العربية", "平和",
    "\t", "\r\n", "\x07", "\x85", "<script>", "&amp;", '"', "'", "((((", "{{", "}}", "%s", "=1+1",
    "1e309", "-0", "12 000", "between 10 and", "at least", "from", "to", "on Friday", "31 February",
    "0 km north of", "a" * 400, " " * 400, "\n" * 400, "A. " * 50, "and " * 60, "not " * 40,
    "said that " * 30,
)  # fmt: skip
_FORMS = {
    ".jsonl": ('{"text": "', '"}', "\n", "[", "]", '"date": "2016-13-01"', "null", "{", "}", ","),
    ".csv": ("text,date\n", '"', ",", "\n", ";", "2016-02-30", "=cmd()", "\r"),
    ".html": ("<html>", "<p>", "</p>", "<!--", "<table>", "&#0;", "<script>", "<a href=", ">"),
    ".md": ("---\n", "title: x\n", "# ", "**", "[a](b)", "```", "\n\n", "date: never\n"),
}
_ENCODINGS = ("utf-8",) * 12 + ("utf-16", "utf-32-be", "cp1251", "cp1252", "cp437", "shift_jis")
_COMMONEST_CHARACTERS, _MOST_CHARACTERS = 250, 6_000
_SENTENCE_WORDS = 50_000
_GIVEN_UP = "report this"

_SHAPES: Mapping[str, str] = {
    "prose": _TEXTS[0] + " ",
    "capitals": _TEXTS[0].upper() + " ",
    "no spaces": _TEXTS[0].replace(" ", ""),
    "one sentence": "rebels shelled Homs and killed 12 people in Idlib, ",
    "names": "Aleppo, ",
    "names in lines": "Aleppo\n",
    "single letters": "A ",
    "list": "- 3 May: shelling in Kharkiv, 2 killed.\n",
    "datelines": "ALEPPO, Syria — ",
    "clauses": "said that ",
    "numbers": "1,000,",
    "spaces": " ",
    "line breaks": "\n",
    "no-break spaces": "\u00a0",
    "one word": "a",
    "full stops": ".",
    "brackets": "()",
    "quotation marks": "“",
    "hyphens": "Aleppo-",
    "accents": "e\u0301",
    "direction marks": "\u202eAleppo\u202c ",
    "Arabic": "حلب ",
    "Chinese": "阿勒颇",
    "emoji": "\U0001f4a3",
    "copyright lines": "Copyright 2016 The Agency. All rights reserved.\n",
}
_SHAPE_CHARACTERS = (12_500, 50_000)


def main() -> int:
    """Make nonsense and extract it, or time shapes; print what came of it."""
    parser = argparse.ArgumentParser(description="Feed nonsense to the whole pipeline.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shapes", action="store_true")
    given = parser.parse_args()
    if given.shapes:
        return _time_shapes()
    chance = random.Random(given.seed)  # noqa: S311 - no secret
    made = given.folder / "made"
    made.mkdir(parents=True, exist_ok=True)
    for number in range(given.files):
        suffix, data = _random_file(chance)
        (made / f"file{number:06}{suffix}").write_bytes(data)
    for number in range(given.articles):
        (made / f"text{number:06}.txt").write_bytes(_mutated(chance))
    (made / "sentence.txt").write_text(_endless_sentence(chance), encoding="utf-8")
    return _extract(given.folder, made, given.workers)


def _extract(folder: Path, made: Path, workers: int) -> int:
    out, parts = folder / "out.gpkg", folder / "parts"
    start = time.monotonic()
    options = ["--parts", str(parts), "--workers", str(workers), "--published", "2016-08-26"]
    status = geo(["extract", str(made), "-o", str(out), *options])
    seconds = time.monotonic() - start
    if status not in {0, 1}:
        print(f"failed with status {status}")
        return 1
    # The atlas tells rejections of one kind and id once; the parts tell all.
    rejected = [item for part in sorted((parts / "parts").iterdir()) for item in rejected_in(part)]
    read = read_atlas(out).documents["document_id"]
    told = {_file_of(name) for name in (*read, *(item.document_id for item in rejected))}
    silent = {_file_of(path.name) for path in made.iterdir()} - told
    given_up = [item for item in rejected if _GIVEN_UP in item.reason]
    for item in given_up:
        print(f"failed: {item.document_id}: {item.reason}")
    for name in sorted(silent):
        print(f"failed: {name} is neither read nor rejected")
    print(f"{len(read):,} documents, {len(rejected):,} named rejections, "
          f"{len(given_up) + len(silent)} failures, {seconds:.0f} s")  # fmt: skip
    kinds = Counter(_kind(item.reason) for item in rejected)
    for kind, count in kinds.most_common(40):
        print(f"{count:7,} {kind}")
    return int(bool(given_up or silent))


def _file_of(name: str) -> str:
    """Return the name, without suffix, of the file that a document or rejection is of."""
    return re.split(r"[.:]", name)[0]


def _kind(reason: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"'[^']*'|\([^)]*\)", "…", reason))[:90]


def _time_shapes() -> int:
    day = dt.date(2016, 8, 26)

    def seconds_a_kb(shape: str, characters: int) -> float:
        text = "Homs. " + (shape * (characters // len(shape)))
        start = time.process_time()
        join_parsed(parse_documents([Document(document_id="a", text=text, published=day)]))
        return (time.process_time() - start) / (len(text) / 1_000)

    seconds_a_kb(_TEXTS[0], 2_000)
    for name, shape in _SHAPES.items():
        few, many = (seconds_a_kb(shape, characters) for characters in _SHAPE_CHARACTERS)
        print(f"{name:18} {many:8.4f} s a kB, {many / few:5.2f}", flush=True)
    return 0


def _random_file(chance: random.Random) -> tuple[str, bytes]:
    suffix = chance.choice(SUFFIXES)
    plain = next((end for end in _FORMS if suffix.startswith(end)), None)
    if plain is None or chance.random() < 1 / 2:
        return suffix, chance.randbytes(chance.randrange(2_000))
    pieces = (*_FORMS[plain], *_PIECES, *_TEXTS)
    text = "".join(chance.choices(pieces, k=chance.randrange(60)))
    return suffix, text.encode("utf-8", "surrogatepass")


def _mutated(chance: random.Random) -> bytes:
    texts = [*_TEXTS, *(path.read_text(encoding="utf-8") for path in _seed_files())]
    text = chance.choice(texts)
    most = int(min(_COMMONEST_CHARACTERS / max(chance.random(), 1e-9), _MOST_CHARACTERS))
    start = chance.randrange(max(len(text) - most, 0) + 1)
    text = text[start : start + most]
    for _ in range(chance.randrange(1, 12)):
        text = chance.choice(_MUTATIONS)(text, chance)
    data = text[: 2 * most].encode(chance.choice(_ENCODINGS), "replace")
    return data if chance.random() < 9 / 10 else _broken(data, chance)


def _seed_files() -> Iterator[Path]:
    yield from sorted(_SEEDS.glob("*.txt"))


def _endless_sentence(chance: random.Random) -> str:
    words = re.findall(r"[\w-]+", " ".join(path.read_text("utf-8") for path in _seed_files()))
    return " ".join(chance.choices(words, k=_SENTENCE_WORDS))


def _broken(data: bytes, chance: random.Random) -> bytes:
    """Lose, shuffle or change bytes."""
    at = chance.randrange(len(data) + 1)
    piece = bytearray(data[at : at + chance.randrange(1, 40)])
    chance.shuffle(piece)
    return data[:at] + bytes(piece) + data[at + len(piece) * chance.randrange(2) :]


def _lose(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(1, 80) :]


def _double(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randrange(1, 200)]
    return text[:start] + piece * chance.randrange(1, 6) + text[start:]


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


def _join_words(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start : start + 300].replace(" ", "") + text[start + 300 :]


def _misread(text: str, chance: random.Random) -> str:
    """Read text as another encoding than it was saved in, as careless programs do."""
    return text.encode("utf-8", "replace").decode(chance.choice(("cp1252", "cp437")), "replace")


_MUTATIONS = (_lose, _double, _put_in, _put_in, _shuffle, _change_case, _join_words, _misread)

if __name__ == "__main__":
    sys.exit(main())
