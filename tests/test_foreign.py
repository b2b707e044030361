"""Texts that are no English prose, and text that is hardly prose: nothing fails or is invented."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.gazetteer import Gazetteer
from geo.lexicon import read_rows
from geo.model import Document, Parsed
from geo.toponyms.foreign import find_names

Parse = Callable[..., Parsed]

PALMYRA, DAMASCUS, HOMS, ALEPPO = 163808, 170654, 169577, 170063
SYRIA, RUSSIA, TURKEY = 163843, 2017370, 298795

FRENCH = (
    "Les forces gouvernementales ont repris lundi la ville de Palmyre après de violents combats, "
    "ont annoncé des responsables à Damas. La Russie a salué une victoire importante."
)
GERMAN = (
    "Die Regierungstruppen haben am Montag die Stadt Palmyra zurückerobert, wie Beamte in Damaskus "
    "mitteilten. Mindestens dreißig Soldaten wurden in der Nähe von Homs getötet."
)
ARABIC = (
    "استعادت القوات الحكومية يوم الاثنين مدينة تدمر بعد معارك عنيفة مع تنظيم الدولة الإسلامية، "
    "حسبما أعلن مسؤولون في دمشق. وقالت روسيا إنها ترحب بالخبر."
)
CHINESE = "叙利亚政府军周一夺回了巴尔米拉市，大马士革官员说。俄罗斯表示欢迎。"
TURKISH = (
    "Türk ordusu Pazartesi günü kuzeydeki Cerablus kentine girdi, yetkililer açıkladı. En az otuz "
    "asker Halep yakınlarında öldürüldü ve çok sayıda kişi daha sonra yaralandı."
)
TABLE = "Date\tPlace\tKilled\tInjured\n2016-08-26\tAleppo\t12\t30\n2016-08-27\tHoms\t3\t4\n"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def surfaces(parsed: Parsed) -> list[str]:
    return [resolution.toponym.surface for resolution in parsed.resolutions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (FRENCH, ["Palmyre", "Damas", "Russie"]),
        (GERMAN, ["Palmyra", "Damaskus", "Homs"]),
        (ARABIC, ["تدمر", "دمشق", "روسيا"]),
        (CHINESE, ["叙利亚", "巴尔米拉", "大马士革", "俄罗斯"]),
        (TURKISH, ["Halep"]),
        (TABLE, ["Aleppo", "Homs"]),
    ],
)
def test_names_alone_are_read(parse: Parse, text: str, names: list[str]) -> None:
    parsed = parse(text)
    assert surfaces(parsed) == names
    assert parsed.reports == ()
    assert parsed.mentions == ()
    assert parsed.figures == ()
    for resolution in parsed.resolutions:
        span = resolution.toponym.span
        assert text[span.start : span.end] == resolution.toponym.surface
        assert any(sentence.contains(span) for sentence in parsed.sentences)


def test_names_of_other_languages_lead_to_their_entries(parse: Parse) -> None:
    entries = [resolution.entry for resolution in parse(FRENCH).resolutions]
    assert [entry.entry_id for entry in entries if entry is not None] == [
        f"geonames:{number}" for number in (PALMYRA, DAMASCUS, RUSSIA)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "La nice tour est à l'est du centre, dans le nord. Nice est belle.",
        "Essen und Lage sind gut, sagte der Halle Hof.",
        "المدينة جميلة",
        "和平",
        "nice, homs and aleppo",
        "12 34 56",
        "",
    ],
)
def test_words_that_are_also_names_are_left_alone(gazetteer: Gazetteer, text: str) -> None:
    document = Document(document_id="a", text=text)
    found = find_names(document, gazetteer, language="fr")
    assert {item.surface for item in found} <= {"Essen", "Halle"}


def test_a_name_of_several_words_is_one_name(gazetteer: Gazetteer) -> None:
    text = "Ein Treffen in New York und Rio de Janeiro"
    found = find_names(Document(document_id="a", text=text), gazetteer, language="de")
    assert [item.surface for item in found] == ["New York", "Rio de Janeiro"]


PERSONS = [
    ("fr", "Le général Paul Bamako a quitté la ville, et Florence Paris a répondu.", []),
    ("fr", "Les combats à Alep et à Damas, Syrie, selon Mme Toulouse.", ["Alep", "Damas", "Syrie"]),
    ("fr", "Hier Beyrouth a été frappée, selon M. Orléans, depuis Lyon.", ["Beyrouth", "Lyon"]),
    ("es", "El presidente Santiago Medellín viajó a Bogotá con Florencia Mercedes.", ["Bogotá"]),
    ("es", "Murieron doce en Caracas, Venezuela, dijo don Salvador.", ["Caracas", "Venezuela"]),
    ("de", "Hans Frankfurt sagte, Frau Halle sei mit Peter Essen nach Berlin gereist.", ["Berlin"]),
    ("de", "Die Provinzhauptstadt Idlib und die Stadt Mossul fielen.", ["Idlib", "Mossul"]),
    ("de", "In Kiew Soldaten, in Warschau Außenminister Hagen.", ["Kiew", "Warschau"]),
    ("it", "Il ministro Aldo Roma ha lasciato Tripoli, in Libia.", ["Tripoli", "Libia"]),
    ("pt", "Jorge Salvador e o presidente Santos saíram de Luanda.", ["Luanda"]),
    ("ru", "Президент Владимир Путин прибыл в Киев.", ["Киев"]),
    ("ru", "Бои продолжаются в городе Киев, сообщил генерал Ростов.", ["Киев"]),
    ("ru", "Город Бахмут разрушен.", ["Бахмут"]),
    ("uk", "Володимир Зеленський відвідав Львів, а пан Полтава залишився.", ["Львів"]),
    ("tr", "Bay Bursa dün Ankara ve İstanbul arasında gitti.", ["Ankara", "İstanbul"]),
    ("ar", "وصل الجنرال دمشق إلى بيروت، لبنان.", ["بيروت", "لبنان"]),
    ("nl", "Minister Jan Utrecht reisde naar Parijs.", ["Parijs"]),
    ("id", "Presiden Indonesia tiba di Jakarta.", ["Indonesia", "Jakarta"]),
    ("id", "Jenderal Budi Medan berada di Kota Surabaya.", ["Kota Surabaya"]),
    ("fr", "J. Nantes a écrit. À Damas, Nantes a parlé. Rien à Nantes.", ["Damas", "Nantes"]),
    ("fr", "COMBATS À ALEP ET DAMAS", ["ALEP", "DAMAS"]),
    ("es", "Ataque en Kiev Ucrania", ["Kiev", "Ucrania"]),
    ("es", "En Bogotá y en El Cairo hubo paz.", ["Bogotá", "El Cairo"]),
    ("it", "Il premier Giorgia Meloni a Kiev.", ["Kiev"]),
]


@pytest.mark.parametrize(("language", "text", "names"), PERSONS)
def test_persons_who_are_called_like_places_are_left_out(
    gazetteer: Gazetteer, language: str, text: str, names: list[str]
) -> None:
    found = find_names(Document(document_id="a", text=text), gazetteer, language=language)
    assert [item.surface for item in found] == names


def test_each_language_has_titles_and_no_word_is_of_two_classes() -> None:
    rows = read_rows("foreign_words")
    assert {row["class"] for row in rows} == {"common", "determiner", "kind", "office", "title"}
    assert len({(row["word"], row["language"]) for row in rows}) == len(rows)
    assert all(row["word"] == row["word"].lower() for row in rows)
    titled = {row["language"] for row in rows if row["class"] == "title"}
    assert titled >= {"ar", "de", "es", "fr", "it", "pt", "ru", "tr", "uk"}


def test_a_long_foreign_text_is_read_in_time(gazetteer: Gazetteer) -> None:
    started = time.process_time()
    text = f"{FRENCH}\n{ARABIC}\n{CHINESE}\n" * 2_000
    found = find_names(Document(document_id="a", text=text), gazetteer, language="fr")
    assert len(found) > 10_000
    assert time.process_time() - started < 20


def test_the_language_is_said_and_may_be_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(FRENCH, encoding="utf-8")
    english = "Rebels seized the Syrian town of Jarabulus on Wednesday."
    (tmp_path / "b.txt").write_text(english, encoding="utf-8")
    output = tmp_path / "o.jsonl"
    files = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert main(["extract", *files, "-o", str(output)]) == 0
    assert [len(line["toponyms"]) for line in lines(output)] == [3, 2]
    capsys.readouterr()
    assert main(["extract", *files, "-o", str(output), "--other-languages", "refuse"]) == 1
    assert [line["id"] for line in lines(output)] == ["b"]
    (line,) = capsys.readouterr().err.splitlines()
    assert "a: looks like French, not like English" in line
    assert "--other-languages names" in line


def test_a_map_of_a_foreign_text_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARABIC, encoding="utf-8")
    output = tmp_path / "a.html"
    assert main(["map", str(tmp_path / "a.txt"), "-o", str(output)]) == 0
    assert "دمشق" in output.read_text(encoding="utf-8")


CAPITALS = (
    "SYRIAN TROOPS RETOOK THE TOWN OF PALMYRA ON MONDAY AFTER HEAVY CLASHES, OFFICIALS IN DAMASCUS "
    "SAID. AT LEAST 30 SOLDIERS WERE KILLED NEAR HOMS."
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (CAPITALS, {"PALMYRA", "DAMASCUS", "HOMS"}),
        (CAPITALS.replace(".", "").replace(",", "").capitalize(), {"damascus", "homs"}),
        ("🚨🚨 Shelling in Aleppo 💥 kills 12 in the town of Al-Bab 🇸🇾.", {"Aleppo", "Al-Bab"}),
        (
            "Rebels seized \u200fJarabulus\u200f. Troops left \u2066Manbij\u2069 on Friday.",
            {"Jarabulus", "Manbij"},
        ),
        ("Rebels seized Dei\u0301r ez-Zo\u0302r on Wednesday. Kyi\u0308v fell.", set()),
        ("💥" * 500, set()),
        ("!?.,;:" * 500, set()),
        ("1234567890 " * 200, set()),
        ("\u202e\u2066\u200f" * 100, set()),
    ],
)
def test_odd_prose_keeps_its_offsets(parse: Parse, text: str, names: set[str]) -> None:
    parsed = parse(text)
    assert names <= set(surfaces(parsed))
    for resolution in parsed.resolutions:
        span = resolution.toponym.span
        assert text[span.start : span.end] == resolution.toponym.surface
    for report in parsed.reports:
        assert report.trigger is not None
        assert text[report.trigger.start : report.trigger.end] == report.surface
