"""Every reader, and every function that escapes, on bytes that lead it along new paths.

    python benchmarks/fuzz.py [--seconds 600] [--only NAME ...] [--keep FOLDER]

Atheris (libFuzzer) mutates small samples of each form and keeps what reaches new code; what has
a shape, such as rows under the columns of a dataset, Hypothesis builds from the same bytes. Each
target has an equal share of the time, in a process of its own. It fails by an exception that is
no error of `geo`, by a promise that is broken, or by an input that takes half a minute or 3 GB.
Inputs of failures are kept in `--keep`, and the exit status then is 1.

Needs the extra `fuzz`, which Linux on x86-64 can install.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import logging
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr
from functools import partial
from html.parser import HTMLParser
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import atheris
from hypothesis import given
from hypothesis import strategies as st

_INSTRUMENTED = [
    *("geo.corpus", "geo.corrections", "geo.documents", "geo.escape", "geo.gazetteer"),
    *("geo.imports", "geo.exports.spreadsheets"),
]
with redirect_stderr(StringIO()), atheris.instrument_imports(include=_INSTRUMENTED):
    from geo.corpus.cutting import read_cut
    from geo.corpus.parts import ACCOUNT, Account, read_account
    from geo.corpus.timing import TIMINGS, Timings
    from geo.corrections import read_corrections
    from geo.documents import SUFFIXES, read_documents
    from geo.documents.records import TABLES
    from geo.documents.sidecars import SIDECAR, read_sidecar
    from geo.errors import GeoError
    from geo.escape import embed, escape, json_bytes, link, script_json
    from geo.exports.spreadsheets import is_formula, neutralise
    from geo.gazetteer.manifest import MANIFEST, read_manifest
    from geo.gazetteer.sources import open_sources
    from geo.imports import is_atlas, read_atlas, read_events
    from geo.imports.columns import read_column_map
    from geo.imports.datasets import IMPORTERS
    from geo.model import Document
    from geo.settings import Settings

_SLOW_SECONDS = 30
_MOST_MB = 3_000
_LONGEST_BYTES = 4_096

Check = Callable[[bytes], object]
"""Puts an input to use; what it raises is a failure."""

_TABLES = tuple(sorted(TABLES))
_PAGES = tuple(sorted(set(SUFFIXES) - set(TABLES)))
_LAYERS = (".csv", ".tab", ".txt", ".zip", ".geojson", ".geojsonl", ".kml", ".gpkg", ".parquet")
_PLACES = (".csv", ".tsv", ".txt", ".zip", ".geojson", ".txt.gz")


def main() -> int:
    """Run all targets, or as a process of the run, one; tell what came of them."""
    parser = argparse.ArgumentParser(description="Lead the readers along new paths.")
    parser.add_argument("--seconds", type=int, default=600, help="of all targets together")
    parser.add_argument("--only", nargs="+", choices=sorted(_TARGETS), default=sorted(_TARGETS))
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="for inputs that fail")
    parser.add_argument("--target", help=argparse.SUPPRESS)
    options, flags = parser.parse_known_args()
    if options.target is not None:
        _fuzz(options.target, flags)
    seconds = max(options.seconds // len(options.only), 1)
    return int(sum(_run(name, seconds, options.keep) for name in options.only) > 0)


def _run(name: str, seconds: int, keep: Path) -> bool:
    """Fuzz a target in a process of its own; say how that went, and return whether it failed."""
    with tempfile.TemporaryDirectory() as folder:
        for number, sample in enumerate(_TARGETS[name][1]):
            (Path(folder) / f"{number}").write_bytes(sample)
        command = [sys.executable, __file__, "--target", name, folder, f"-max_total_time={seconds}"]
        done = subprocess.run(
            [*command, f"-artifact_prefix={folder}/failure-"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        cases = sorted(Path(folder).glob("failure-*"))
        if cases:
            keep.mkdir(parents=True, exist_ok=True)
        kept = [case.rename(keep / f"{name}-{case.name}") for case in cases]
    runs = re.findall(r"number_of_executed_units: (\d+)", done.stdout)
    reached = re.findall(r"cov: (\d+)", done.stdout)
    outcome = "failed" if done.returncode else "no failure"
    print(
        f"{name:12} {int((runs or ['0'])[-1]):9,} inputs, {(reached or ['0'])[-1]:>6} branches, "
        f"{outcome}",
        flush=True,
    )
    if done.returncode:
        print(done.stdout[-4_000:], *kept, sep="\n", flush=True)
    return done.returncode != 0


def _fuzz(name: str, flags: Sequence[str]) -> None:
    """Fuzz a target until the time is over or it fails; this ends the process."""
    logging.disable()
    warnings.simplefilter("ignore")
    limits = [
        f"-timeout={_SLOW_SECONDS}",
        f"-rss_limit_mb={_MOST_MB}",
        f"-max_len={_LONGEST_BYTES}",
    ]
    atheris.Setup([__file__, *flags, *limits, "-print_final_stats=1"], _TARGETS[name][0])
    atheris.Fuzz()


# What reads files


def _reads(read: Callable[[Path], object], *names: str) -> Check:
    """Return what writes an input to a file, named by its first byte, and reads it."""

    def check(data: bytes) -> None:
        name = names[data[0] % len(names)] if data else names[0]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data[1:])
            _refusable(partial(read, path))

    return check


def _refusable(act: Callable[[], object]) -> None:
    """Do something that may be refused, but only as `geo` refuses things."""
    try:
        act()
    except GeoError as error:
        reason = str(error).strip()
    else:
        return
    assert reason, "refused without a reason"


def _read_documents(path: Path) -> None:
    for item in read_documents(path, settings=Settings(max_document_bytes=100_000)):
        item.document_id.encode()
        assert item.document_id
        if isinstance(item, Document):
            item.text.encode()
            assert item.text.strip()
        else:
            assert item.reason.isprintable()
            assert item.reason


def _read_compressed(path: Path) -> None:
    """Read a table both whole and cut off within its compressed form."""
    packed = gzip.compress(path.read_bytes(), mtime=0)
    for data in (packed, packed[: len(packed) * 2 // 3]):
        path.with_name(f"{path.name}.gz").write_bytes(data)
        _read_documents(path.with_name(f"{path.name}.gz"))


def _read_tables(path: Path) -> None:
    kinds = (None, "table", *IMPORTERS)
    read_events(path, kind=kinds[path.stat().st_size % len(kinds)])


def _read_atlas(path: Path) -> None:
    if is_atlas(path):
        read_atlas(path)


def _read_places(path: Path) -> None:
    for source in open_sources([path]):
        for _ in chain(source.datasets(), source.records(), source.further_names()):
            pass


def _read_run(path: Path) -> None:
    """Read what a folder of a run holds of what it has done, and of its documents."""
    folder = path.parent
    assert isinstance(read_account(folder), Account | None)
    Timings(folder)
    for _ in read_cut(path, settings=Settings()):
        pass


# What escapes


class _Parser(HTMLParser):
    """Reads a page, and takes note of what is in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _parsed(page: str) -> list[Any]:
    parser = _Parser()
    parser.feed(page)
    parser.close()
    return parser.found


def _escape(data: bytes) -> None:
    """Check that what is escaped is text, in an element as in an attribute, and nothing more."""
    text = data.decode("utf-8", "replace")
    shown = escape(text)
    ((tag, ((name, value),)), *rest) = _parsed(f'<p title="{shown}">{shown}</p>')
    assert (tag, name) == ("p", "title")
    assert all(isinstance(one, str) for one in rest)
    assert "".join(rest) == value == html.unescape(shown)
    assert not set("`${}\\\n\r\u2028\u2029") & set(shown)
    page = f"<b>{text}</b>"
    assert _parsed(f'<iframe srcdoc="{embed(page)}">')[0][1][0][1] == page


def _script(data: bytes) -> None:
    """Check that what enters a script says what it said, and cannot end the script."""
    text = data.decode("utf-8", "replace")
    written = script_json({"a": [text]})
    assert not set("<>&\u2028\u2029") & set(written)
    assert "{{" not in written
    assert json.loads(written) == {"a": [text]} == json.loads(json_bytes({"a": [text]}))
    if (address := link(text)) is not None:
        assert re.match(r"https?://[^\s/\\@]", address, re.IGNORECASE)
    assert not is_formula(neutralise(text))


# What has a shape


_ODD_CELLS = (
    *("", "2016-08-26", "20160826", "20160826120000", "26 August 2016", "now", "0", "-1", "33.5"),
    *("1e400", "nan", "inf", "-0", "9" * 40, "SYR", "Syria", "190", "2", "=1+1", "a;b|c", "#;#"),
    *("1#Homs, Hims, Syria#SY#SY11##34.7#36.7#-1#3", "POINT(1 2)", "\ufeff", "\u202e", "\x00"),
)
_CELLS = st.sampled_from(_ODD_CELLS) | st.text(max_size=12)
_RECORDS = st.lists(
    st.dictionaries(
        st.sampled_from(["text", "id", "date", "title", "source", "url", "language", "toponyms"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | _CELLS,
            lambda one: (
                st.lists(one, max_size=3)
                | st.dictionaries(st.sampled_from(["start", "end"]), one, max_size=2)
            ),
            max_leaves=6,
        ),
    ),
    max_size=5,
)


@given(records=_RECORDS)
def _records(records: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        _refusable(partial(_read_documents, path))


@given(kind=st.sampled_from(sorted(IMPORTERS)), cells=st.lists(st.lists(_CELLS), max_size=4))
def _coded(kind: str, cells: list[list[str]]) -> None:
    columns = sorted(IMPORTERS[kind].signatures[0])
    lines = [columns, *((row + ["1"] * len(columns))[: len(columns)] for row in cells)]
    written = ("\t".join(re.sub(r"[\t\r\n\"]", " ", cell) for cell in line) for line in lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tab"
        path.write_text("\n".join(written), encoding="utf-8", errors="replace")
        _refusable(partial(read_events, path, kind=kind))


_JOURNAL = (
    b"\x00action,report_id,event_type,date_start\nevent,1a,PROTEST,2016-08-26\nno-event,2b,,\n"
)
_GEOJSON = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "events/1", '
    b'"properties": {"table": "events", "event_id": "1", "date": "2016-08-26"}, "geometry": '
    b'{"type": "Point", "coordinates": [1, 2]}}]}'
)
_KML = (
    b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>a</name>'
    b"<Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
)
_LINES = b'{"text": "Rebels shelled Homs.", "id": 1, "date": "2016-08-26"}\n{"text": 1}\n'

_TARGETS: Mapping[str, tuple[Check, Sequence[bytes]]] = {
    "coded": (_coded.hypothesis.fuzz_one_input, [b""]),  # type: ignore[attr-defined]
    "columns": (
        _reads(read_column_map, "a.toml"),
        [b'\x00date_format = "%d/%m/%Y"\n[columns]\ndate = "When"\n[type]\na = "X"'],
    ),
    "compressed": (
        _reads(_read_compressed, "a.jsonl", "a.csv"),
        [b"\x00" + _LINES, b'\x01text;date\n"a ""b""";2016-08-26\n'],
    ),
    "corrections": (_reads(read_corrections, "a.csv"), [_JOURNAL]),
    "escape": (_escape, [b'<a href="x">&amp;\'`${1}</a>', "\u2028é\U0001f4a3".encode()]),
    "events": (
        _reads(_read_tables, *(f"a{suffix}" for suffix in _LAYERS)),
        [b"\x00date,type,country\n2016-08-26,PROTEST,Syria\n", b"\x04" + _GEOJSON, b"\x06" + _KML],
    ),
    "atlas": (_reads(_read_atlas, "a.geojson", "a.geojsonl"), [b"\x00" + _GEOJSON]),
    "gazetteer": (
        _reads(_read_places, *(f"a{suffix}" for suffix in _PLACES)),
        [
            b"\x00name,latitude,longitude\nHoms,34.7,36.7\n",
            b"\x04" + _GEOJSON,
            b"\x02" + b"1\tA" * 9,
        ],
    ),
    "manifest": (
        _reads(lambda path: read_manifest(path.parent), MANIFEST),
        [b'\x00{"format": 2, "version": "1a", "files": {"entries.arrow": {"bytes": 1}}}'],
    ),
    "pages": (
        _reads(_read_documents, *(f"a{suffix}" for suffix in _PAGES)),
        [
            bytes([at]) + b"<html lang=en>---\ntitle: a\n---\n# *Rebels* [a](b)\n"
            for at in range(len(_PAGES))
        ],
    ),
    "records": (_records.hypothesis.fuzz_one_input, [b""]),  # type: ignore[attr-defined]
    "run": (
        _reads(_read_run, ACCOUNT, TIMINGS, "000001.parquet"),
        [b'\x00{"part": "1"}', b'\x01["1", "2", "3", 4.5]\n', b"\x02PAR1"],
    ),
    "script": (_script, [b"</script>{{", b"https://a.b/c?d=e", b"=cmd()"]),
    "sidecar": (
        _reads(read_sidecar, SIDECAR),
        [b'\x00[[document]]\nfile = "a.txt"\npublished = 2016-08-26\nlanguage = "en"\n'],
    ),
    "tables": (
        _reads(_read_documents, *(f"a{suffix}" for suffix in _TABLES)),
        [
            bytes([at]) + (_LINES if "json" in suffix else b'text,date\n"a, b",2016-08-26\n')
            for at, suffix in enumerate(_TABLES)
        ],
    ),
}
"""What is fuzzed, and the inputs from which the others are made."""

if __name__ == "__main__":
    sys.exit(main())
