"""The speed book: figures as JSON with the machine, and one table of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

BOOK = Path(__file__).parent.parent / "benchmarks" / "book"


def run(*arguments: object) -> str:
    command = [sys.executable, "-W", "ignore", str(BOOK), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def measure(*arguments: object) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(*arguments, "--one"))
    return told


def test_a_chapter_is_json_with_the_machine_and_a_figure_for_each_size() -> None:
    told = measure("joining", "--sizes", 10, 20)
    assert {"processor", "cores", "load_1_min", "python"} <= told["machine"].keys()
    assert [(item["size"], item["unit"]) for item in told["figures"]] == [
        (10, "report"),
        (20, "report"),
        (10, "document"),
        (20, "document"),
    ]
    assert all(item["seconds"] > 0 for item in told["figures"])


def test_what_would_take_long_is_told_and_not_run() -> None:
    told = measure("joining", "--sizes", 10, 1_000_000, "--limit", 0.1)
    assert [item["seconds"] is None for item in told["figures"]] == [False, True] * 2
    assert told["figures"][1]["note"] == "would take long"


def test_chapters_are_one_table_and_are_kept_where_told(tmp_path: Path) -> None:
    lines = run("names", "--sizes", 20, "--json", tmp_path).splitlines()
    assert lines[0].startswith("| chapter | what | size |")
    assert sum(line.startswith("| names |") for line in lines) == len(lines) - 4
    kept = json.loads((tmp_path / "names.json").read_text(encoding="utf-8"))
    assert [item["what"] for item in kept["figures"]][:2] == [
        "plain dict of the keys",
        "key to entries",
    ]


def test_every_form_that_is_written_is_measured() -> None:
    from geo.exports.registry import FORMS  # noqa: PLC0415 - heavy

    told = measure("exports", "--sizes", 5)
    measured = {item["what"].split(",")[0] for item in told["figures"]}
    assert measured == {form.name for form in FORMS if form.writer is not None}
