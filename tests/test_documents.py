from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.documents import SUFFIXES, read_documents
from geo.documents.dates import read_date
from geo.documents.encodings import NotTextError, decode
from geo.documents.markdown import mask_markup
from geo.errors import SettingsError
from geo.model import Document, Rejected, Span
from geo.settings import Settings

SEEDS = Path(__file__).parent.parent / "seeds"
SENTENCE = "Rebels seized the border town of Jarabulus on Friday."


def documents(*inputs: str | Path, **options: Any) -> list[Document]:
    items = list(read_documents(inputs, **options))
    assert all(isinstance(item, Document) for item in items), items
    return [item for item in items if isinstance(item, Document)]


def rejections(*inputs: str | Path, **options: Any) -> list[Rejected]:
    return [item for item in read_documents(inputs, **options) if isinstance(item, Rejected)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_lines(path: Path, records: Sequence[object]) -> Path:
    return write(path, "\n".join(json.dumps(record) for record in records) + "\n")


# Seeds


def test_the_seeds_are_read_with_the_metadata_of_their_sidecar() -> None:
    first, second = documents(SEEDS)
    assert (first.document_id, first.published) == ("000_088637ec20ba536d", dt.date(2016, 9, 9))
    assert (second.document_id, second.published) == ("002_1926a4a375c692f5", dt.date(2016, 8, 26))
    assert (first.language, second.language) == ("en", "en")
    assert second.publisher == "Middle East Eye"
    assert second.title in second.text
    assert first.title in first.text


def test_the_seeds_are_given_to_the_letter() -> None:
    for document in documents(SEEDS):
        path = SEEDS / f"{document.document_id}.txt"
        assert document.text.encode() == path.read_bytes()


def test_a_file_named_alone_still_has_the_metadata_of_the_sidecar_beside_it() -> None:
    (document,) = documents(SEEDS / "002_1926a4a375c692f5.txt")
    assert document.published == dt.date(2016, 8, 26)


# Forms


def test_line_ends_are_kept(tmp_path: Path) -> None:
    text = "Kobani\r\n\r\nShelling  went on.\n\u2028end\r"
    assert documents(write(tmp_path / "a.txt", text))[0].text == text
    assert documents(write(tmp_path / "a.md", text))[0].text == text


def test_only_the_main_text_of_a_page_is_read(tmp_path: Path) -> None:
    paragraph = "Government forces shelled the rebel-held town of Douma on Monday. " * 4
    page = f"""<html lang="en"><head><title>Shelling of Douma</title>
    <meta property="og:title" content="Shelling of Douma">
    <meta property="article:published_time" content="2016-08-26T10:00:00Z">
    </head><body><nav><a href="/">Home</a> <a href="/sport">Sport pages</a></nav>
    <article><h1>Shelling of Douma</h1><p>{paragraph}</p><p>{paragraph}</p></article>
    <footer>Subscribe to our newsletter</footer><script>alert("x")</script></body></html>"""
    (document,) = documents(write(tmp_path / "page.html", page))
    assert "rebel-held town of Douma" in document.text
    assert "newsletter" not in document.text
    assert "alert" not in document.text
    assert document.title == "Shelling of Douma"
    assert document.language == "en"
    assert document.published == dt.date(2016, 8, 26)


def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    text = "Российские войска нанесли удар по городу Алеппо в пятницу, сообщили власти. " * 5
    page = (
        f'<html><head><meta charset="koi8-r"></head><body><article><p>{text}</p></article></body>'
    )
    (document,) = documents(write(tmp_path / "page.htm", page.encode("koi8-r")))
    assert text.strip() in document.text


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson"])
def test_json_lines_keep_their_ids_with_their_type(tmp_path: Path, suffix: str) -> None:
    records = [
        {"id": 7, "text": SENTENCE},
        {"id": "b", "text": SENTENCE},
        {"id": 1.5, "text": SENTENCE},
        {"text": SENTENCE},
        {"id": None, "text": SENTENCE},
    ]
    found = documents(write_lines(tmp_path / f"news{suffix}", records))
    assert [item.given_id for item in found] == [7, "b", 1.5, None, None]
    assert [item.document_id for item in found] == [
        "7",
        "b",
        "1.5",
        f"news{suffix}:4",
        f"news{suffix}:5",
    ]


def test_json_lines_give_metadata_under_each_of_its_names(tmp_path: Path) -> None:
    records = [
        {"text": SENTENCE, "title": "T", "date": "26 August 2016", "source": "Wire"},
        {
            "text": SENTENCE,
            "published": "2016-08-26",
            "domain": "wire.example",
            "language": "en-GB",
        },
        {"text": SENTENCE, "publisher": "P", "source": "S", "url": "https://wire.example/1"},
    ]
    first, second, third = documents(write_lines(tmp_path / "a.jsonl", records))
    assert (first.title, first.published, first.publisher) == ("T", dt.date(2016, 8, 26), "Wire")
    assert (second.published, second.publisher) == (dt.date(2016, 8, 26), "wire.example")
    assert second.language == "en"
    assert (third.publisher, third.url) == ("P", "https://wire.example/1")


def test_spans_of_given_toponyms_are_kept(tmp_path: Path) -> None:
    toponyms = [{"start": 30, "end": 39}, {"start": 0, "end": 6, "kind": "literal"}]
    (document,) = documents(
        write_lines(tmp_path / "a.jsonl", [{"text": SENTENCE, "toponyms": toponyms}])
    )
    assert document.spans == (Span(start=30, end=39), Span(start=0, end=6))


@pytest.mark.parametrize(
    "toponym",
    [
        {},
        {"start": 0},
        {"start": 0, "end": 999},
        {"start": 5, "end": 5},
        {"start": -1, "end": 2},
        7,
    ],
)
def test_spans_outside_the_text_reject_the_record(tmp_path: Path, toponym: object) -> None:
    record = {"id": "a", "text": SENTENCE, "toponyms": [toponym]}
    (rejected,) = rejections(write_lines(tmp_path / "a.jsonl", [record]))
    assert "whole numbers inside the text" in rejected.reason


def test_a_repeated_id_is_rejected_the_second_time(tmp_path: Path) -> None:
    records = [{"id": "a", "text": SENTENCE}, {"id": "a", "text": "Other."}]
    first, second = read_documents(write_lines(tmp_path / "a.jsonl", records))
    assert isinstance(first, Document)
    assert isinstance(second, Rejected)
    assert "repeats the id" in second.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_its_delimiter(tmp_path: Path, delimiter: str) -> None:
    header = delimiter.join(["id", "Text", "date"])
    body = delimiter.join(["9", '"A ""b"", c;\n|\td"', "2016-08-26"])
    path = write(tmp_path / "a.csv", f"{header}\r\n{body}\r\n")
    (document,) = documents(path)
    assert document.text == 'A "b", c;\n|\td'
    assert document.document_id == "9"
    assert document.published == dt.date(2016, 8, 26)


def test_a_csv_column_of_another_name_holds_the_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", f"key\tbody\tday\nk1\t{SENTENCE}\t2016-08-26\n")
    (document,) = documents(path, text_column="body", id_column="key", date_column="day")
    assert (document.document_id, document.text) == ("k1", SENTENCE)
    assert document.published == dt.date(2016, 8, 26)


def test_csv_without_the_text_column_names_the_columns_found(tmp_path: Path) -> None:
    (rejected,) = rejections(write(tmp_path / "a.csv", "id,body\n1,x\n"))
    assert "'text'" in rejected.reason
    assert "'body'" in rejected.reason


def test_a_csv_row_with_too_many_cells_is_rejected_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"id,text\n1,{SENTENCE},more\n2,{SENTENCE}\n")
    bad, good = read_documents(path)
    assert isinstance(bad, Rejected)
    assert bad.document_id == "a.csv:2"
    assert isinstance(good, Document)


def test_a_csv_header_alone_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"text,date\n")
    (refused,) = read_documents(path)
    assert isinstance(refused, Rejected)
    assert "no rows under its header" in refused.reason


def test_csv_lines_are_counted_over_line_breaks_in_cells(tmp_path: Path) -> None:
    found = documents(write(tmp_path / "a.csv", 'text\n"one\ntwo"\nthree\n'))
    assert [item.document_id for item in found] == ["a.csv:2", "a.csv:4"]


def test_csv_of_windows_1252_is_read(tmp_path: Path) -> None:
    data = "id,text\n1,Le président a parlé à Genève\n".encode("cp1252")
    assert documents(write(tmp_path / "a.csv", data))[0].text == "Le président a parlé à Genève"


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "text": [SENTENCE, "Shelling went on."],
            "date": [dt.date(2016, 8, 26), None],
            "unused": [[1], [2]],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    first, second = documents(tmp_path / "a.parquet")
    assert (first.given_id, first.text, first.published) == (1, SENTENCE, dt.date(2016, 8, 26))
    assert (second.document_id, second.published) == ("2", None)


def test_parquet_without_the_text_column_names_the_columns_found(tmp_path: Path) -> None:
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "a.parquet")
    (rejected,) = rejections(tmp_path / "a.parquet")
    assert "'body'" in rejected.reason


# Folders, globs, ids


def test_a_folder_is_read_in_order_of_name_with_its_subfolders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.md", ".hidden/d.txt", ".e.txt"):
        write(tmp_path / name, SENTENCE)
    assert [item.document_id for item in documents(tmp_path)] == ["a", "b", "c"]


def test_a_glob_gives_its_matches(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        write(tmp_path / name, SENTENCE)
    assert [item.document_id for item in documents(f"{tmp_path}/*.txt")] == ["a", "b"]


def test_a_sidecar_among_the_matches_is_no_document(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", SENTENCE)
    write(tmp_path / "documents.toml", '[[document]]\nfile = "a.txt"\ntitle = "T"\n')
    assert [item.title for item in documents(f"{tmp_path}/*")] == ["T"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", SENTENCE)
    assert len(documents(path, tmp_path, f"{tmp_path}/*")) == 1


def test_ids_are_no_longer_than_tells_files_apart(tmp_path: Path) -> None:
    for name in ("x/a.txt", "y/a.txt", "z/b.txt", "z/b.md", "c.txt"):
        write(tmp_path / name, SENTENCE)
    ids = {item.document_id for item in documents(tmp_path)}
    assert ids == {"x/a", "y/a", "b.txt", "b.md", "c"}


def test_excluded_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", SENTENCE)
    out = write(tmp_path / "map.html", "<html>")
    assert [item.document_id for item in documents(tmp_path, exclude=[out])] == ["a"]


def test_earlier_outputs_in_a_folder_are_no_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "a.txt", SENTENCE)
    write(tmp_path / "map.geojson", "{}")
    assert [item.document_id for item in documents(tmp_path)] == ["a"]
    assert "map.geojson" in caplog.text


def test_a_sidecar_says_which_files_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", SENTENCE)
    write(tmp_path / "draft.txt", SENTENCE)
    write(tmp_path / "documents.toml", '[[document]]\nfile = "a.txt"\ntitle = "T"\n')
    (document,) = documents(tmp_path)
    assert (document.document_id, document.title) == ("a", "T")


def test_options_stand_over_the_sidecar(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", SENTENCE)
    write(tmp_path / "documents.toml", '[[document]]\nfile = "a.txt"\ntitle = "T"\nurl = "u"\n')
    (document,) = documents(path, title="Other", published="2016-08-26")
    assert (document.title, document.url) == ("Other", "u")
    assert document.published == dt.date(2016, 8, 26)


def test_an_option_that_is_no_date_is_refused() -> None:
    with pytest.raises(SettingsError, match="2016-08-26"):
        list(read_documents(SEEDS, published="last week"))


# Bad input: one line that names what was wrong, and the rest is read

BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\n", "empty"),
    "binary.txt": (bytes(range(256)) * 10, "binary"),
    "picture.md": (b"\x89PNG\r\n\x1a\n" + bytes(50), "binary"),
    "bad.jsonl": (b"", "empty"),
    "noise.csv": (b"\x00\x01\x02", "binary"),
    "noise.parquet": (b"PAR1 no parquet PAR1", "Parquet"),
    "page.html": (b"<html><body></body></html>", "main text"),
    "spans.html": (b"<i>x</i> " * 60_000, "tags"),
    "paper.pdf": (b"%PDF-1.7", "suffix"),
    "cut.txt": (b"\xff\xfeA\x00B", "utf-16"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_line_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    content, word = BAD_FILES[name]
    bad = write(tmp_path / name, content)
    good = write(tmp_path / "zz.txt", SENTENCE)
    rejected, document = read_documents([bad, good])
    assert isinstance(rejected, Rejected)
    assert rejected.source == str(bad)
    assert rejected.document_id == name
    assert word in rejected.reason
    assert "\n" not in rejected.reason
    assert isinstance(document, Document)


def test_a_text_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    (rejected,) = rejections(path)
    assert "200,000,000" in rejected.reason
    assert "20,000,000" in rejected.reason


def test_a_record_over_the_limit_is_rejected_alone(tmp_path: Path) -> None:
    records = [{"id": 1, "text": "x" * 5_000}, {"id": 2, "text": SENTENCE}]
    limit = Settings(max_document_bytes=1_000)
    for path in (
        write_lines(tmp_path / "a.jsonl", records),
        write(tmp_path / "b.csv", f"id,text\n1,{'x' * 3_000}\n2,{SENTENCE}\n"),
    ):
        rejected, document = read_documents(path, settings=limit)
        assert isinstance(rejected, Rejected)
        assert "limit" in rejected.reason
        assert isinstance(document, Document)


def test_unbalanced_quotes_end_the_file_and_say_where(tmp_path: Path) -> None:
    rows = "".join(f"{number},{SENTENCE}\n" for number in range(20_000))
    path = write(tmp_path / "a.csv", f'id,text\na,{SENTENCE}\nb,"open\n{rows}')
    first, second = read_documents(path, settings=Settings(max_document_bytes=100_000))
    assert isinstance(first, Document)
    assert isinstance(second, Rejected)
    assert second.document_id == "a.csv:3"


BAD_LINES = [
    '{"text": ',
    "[1, 2]",
    '"text"',
    '{"text": 5}',
    '{"body": "x"}',
    '{"text": ""}',
    '{"text": "half \\ud800"}',
    '{"text": "nul \\u0000"}',
    '{"text": "x", "id": NaN}',
    '{"text": "x", "id": 1e999}',
    '{"text": "x", "id": true}',
    '{"text": "x", "id": [1]}',
    '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}",
    '{"text": "x", "id": ' + "9" * 10_000 + "}",
]


@pytest.mark.parametrize("line", BAD_LINES, ids=lambda line: line[:30])
def test_a_bad_json_line_is_rejected_and_the_next_is_read(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl", f'{line}\n{{"text": "{SENTENCE}"}}\n')
    rejected, document = read_documents(path)
    assert isinstance(rejected, Rejected)
    assert rejected.document_id == "a.jsonl:1"
    assert rejected.source.endswith("a.jsonl:1")
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[[document]]\nfile = "a.txt"\npublished = \n', "line 3"),
        ("title = 1", "[[document]]"),
        ("document = 1", "[[document]]"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_broken_sidecar_says_where_and_its_files_are_read(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    write(tmp_path / "a.txt", SENTENCE)
    write(tmp_path / "documents.toml", content)
    rejected, document = read_documents(tmp_path)
    assert isinstance(rejected, Rejected)
    assert rejected.source.endswith("documents.toml")
    assert words in rejected.reason
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('title = "T"', "names no file"),
        ('file = "missing.txt"', "not there"),
        ('file = "../a.txt"', "outside"),
        ('file = "/etc/hosts"', "outside"),
        ('file = "a.txt"\npublishd = 2016-08-26', "publishd"),
        ('file = "a.txt"\npublished = "03/04/2016"', "two ways|can be read as"),
        ('file = "a.txt"\nlanguage = "English"', "English"),
    ],
)
def test_a_faulty_entry_of_a_sidecar_is_rejected_alone(
    tmp_path: Path, entry: str, words: str
) -> None:
    write(tmp_path / "a.txt", SENTENCE)
    write(tmp_path / "b.txt", SENTENCE)
    write(tmp_path / "documents.toml", f'[[document]]\n{entry}\n[[document]]\nfile = "b.txt"\n')
    rejected, document = read_documents(tmp_path)
    assert isinstance(rejected, Rejected)
    assert any(word in rejected.reason for word in words.split("|"))
    assert isinstance(document, Document)
    assert document.document_id == "b"


def test_missing_files_and_empty_folders_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    missing, none, empty = rejections(
        tmp_path / "gone.txt", f"{tmp_path}/*.nothing", tmp_path / "empty"
    )
    assert "does not exist" in missing.reason
    assert "matches no file" in none.reason
    assert "holds no file" in empty.reason


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.csv")
    assert len(rejections(tmp_path)) == 2


def test_a_name_that_is_not_unicode_gives_an_id_that_is(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/n\xe4me.txt"
    Path(os.fsdecode(path)).write_text(SENTENCE)
    (document,) = documents(tmp_path)
    document.document_id.encode()


# Encodings

ENGLISH = "The rebels’ “advance” on Idlib – said Mr Müller, was over. " * 3
RUSSIAN = "Российские войска нанесли удар по городу Алеппо в пятницу, сообщили власти. " * 3
ARABIC = "قال مسؤول إن القوات قصفت مدينة حلب يوم الجمعة وقتلت عشرة أشخاص. " * 3
CHINESE = (
    "叙利亚政府军星期五空袭了阿勒颇市，造成至少十人死亡。反对派武装表示，停火协议已经破裂。" * 3
)
CZECH = "Žádné oběti nebyly hlášeny, řekl mluvčí české vlády ve čtvrtek při příležitosti jednání."
POLISH = "Rząd w Warszawie ogłosił, że wojska zajęły miasto w czwartek. Żołnierze weszli do Łodzi."
KOREAN = "시리아 정부군이 금요일 알레포를 공습해 최소 10명이 숨졌다고 당국이 밝혔다."
JAPANESE = "シリア政府軍は金曜日にアレッポを空爆した。少なくとも十人が死亡したと当局者が述べた。"
TURKISH = "Türk ordusu Suriye sınırında tank konuşlandırdı, dedi Dışişleri Bakanlığı. " * 3


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        ("A short café scene.", "latin-1"),
        ("Le président a déclaré à Genève que l’accord était signé.", "cp1252"),
        (CZECH, "cp1250"),
        (POLISH, "cp1250"),
        (KOREAN, "euc-kr"),
        (JAPANESE, "shift-jis"),
        (ARABIC, "iso8859-6"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (CHINESE, "gb18030"),
        (TURKISH, "cp1254"),
        (ARABIC, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-32"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("data", ["Москва".encode("cp1251"), "hello".encode("utf-16-le")])
def test_an_encoding_that_cannot_be_told_is_not_guessed(data: bytes) -> None:
    with pytest.raises(NotTextError, match="UTF-8"):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except NotTextError:
        return
    text.encode()
    assert text.strip()


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1))
def test_utf_8_is_never_taken_for_another_encoding(text: str) -> None:
    try:
        assert decode(text.encode()) == text.removeprefix("\ufeff")
    except NotTextError as error:
        assert "empty" in str(error)  # noqa: PT017 - the only reason to refuse it


# Dates


@pytest.mark.parametrize(
    "value",
    [
        "2016-08-26",
        "2016/8/26",
        "20160826",
        "2016-08-26T23:59:59+02:00",
        "2016-08-26 10:00",
        "Fri, 26 Aug 2016 10:00:00 +0000",
        "26 August 2016",
        "26th of August 2016",
        "August 26, 2016",
        "Aug. 26, 2016",
        "Friday, 26 August 2016",
        "26-Aug-2016",
        "26/08/2016",
        "08/26/2016",
        "26.08.2016",
        dt.date(2016, 8, 26),
        dt.datetime(2016, 8, 26, 23, 0, tzinfo=dt.UTC),
        20160826,
    ],
)
def test_plain_dates_are_read(value: object) -> None:
    assert read_date(value) == dt.date(2016, 8, 26)


def test_a_date_with_equal_numbers_is_plain() -> None:
    assert read_date("04/04/2016") == dt.date(2016, 4, 4)


@pytest.mark.parametrize(
    "value",
    ["03/04/2016", "3.4.2016", "2016", "2016-08", "Wed Nov 23", "2016-02-30", "", "x" * 500, 1.5],
)
def test_other_dates_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"date|day|can be read"):
        read_date(value)


def test_a_document_with_an_ambiguous_date_is_kept_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"text": SENTENCE, "date": "03/04/2016"}])
    (document,) = documents(path)
    assert document.published is None
    assert "a.jsonl:1" in caplog.text
    assert "2016-03-04" in caplog.text


@given(st.one_of(st.text(max_size=40), st.dates().map(str), st.from_regex(r"\d+/\d+/\d+")))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        day = read_date(text)
    except ValueError:
        return
    assert isinstance(day, dt.date)


# Any file at all


_ANYTHING = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "id", "date", "title", "source", "language", "x"]),
            st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.lists(st.integers())),
        ),
        max_size=4,
    ).map(lambda rows: "\n".join(map(json.dumps, rows)).encode()),
    st.text(st.sampled_from('text,"\n\r;<p>ab\t'), max_size=100).map(str.encode),
)


@given(data=_ANYTHING, suffix=st.sampled_from([s for s in SUFFIXES if s not in {".html", ".htm"}]))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_gives_documents_and_rejections(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = write(tmp_path / f"any{suffix}", data)
    _check(list(read_documents(path)))


@given(
    body=st.text(st.sampled_from("<>/ pdivatblerw='\"&;#x\n!-"), max_size=200)
    | st.text(max_size=100).map(lambda text: f"<article><p>{text}</p></article>")
)
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_page_gives_a_document_or_a_rejection(tmp_path: Path, body: str) -> None:
    path = write(tmp_path / "any.html", body.encode("utf-8", "replace"))
    _check(list(read_documents(path)))


def _check(items: list[Document | Rejected]) -> None:
    for item in items:
        item.document_id.encode()
        assert item.document_id
        if isinstance(item, Rejected):
            assert item.reason
            assert item.reason.isprintable()
        else:
            assert item.text.strip()
            item.text.encode()
    ids = [item.document_id for item in items if isinstance(item, Document)]
    assert len(ids) == len(set(ids))


MARKDOWN = """---
title: "A border town falls"
date: 2016-08-26
publisher: The Test
---
# News

* **Rebels** seized the town of [Jarabulus](http://example.org/a_b) on _Wednesday_.
"""


def test_marks_of_markdown_are_spaces_and_offsets_those_of_the_file(tmp_path: Path) -> None:
    (document,) = documents(write(tmp_path / "a.md", MARKDOWN))
    assert len(document.text) == len(MARKDOWN)
    assert " ".join(document.text.split()) == (
        "News Rebels seized the town of Jarabulus on Wednesday ."
    )
    start = document.text.index("Jarabulus")
    assert MARKDOWN[start : start + 9] == "Jarabulus"
    assert (document.title, document.publisher) == ("A border town falls", "The Test")
    assert document.published == dt.date(2016, 8, 26)


@given(st.text(alphabet="*_~`[]()!#>-=\n ab<>:/", max_size=200))
def test_masking_keeps_every_offset(text: str) -> None:
    masked = mask_markup(text)
    assert len(masked) == len(text)
    assert all(new in {old, " "} for new, old in zip(masked, text, strict=True))
