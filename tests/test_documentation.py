"""The documentation says what the code and the tables say."""

from __future__ import annotations

import csv
from pathlib import Path

from geo.exports import FORMS
from geo.exports import describe as describe_forms
from geo.schema import describe

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "gazetteer" / "tables"


def counts() -> list[tuple[str, int, int]]:
    """Rows, and rows without a second reader, of each table that tells them apart."""
    found = []
    for path in sorted(TABLES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if "verified" in rows[0]:
            unverified = sum(row["verified"] == "false" for row in rows)
            found.append((path.name, len(rows), unverified))
    return found


def test_data_dictionary_is_current() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == describe()


def test_page_of_exports_says_what_the_forms_keep_and_lose() -> None:
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    assert page.endswith("## Forms\n\n" + describe_forms(FORMS))


def test_readme_counts_the_unverified_rows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, rows, unverified in counts():
        assert f"| `{name}` | {rows:,} | {unverified:,} |" in readme, name


def test_readme_opens_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[2].startswith("    make map ")
    assert lines[3].startswith("    make test ")


def test_credits_name_every_dataset() -> None:
    credits_text = (ROOT / "CREDITS.md").read_text(encoding="utf-8")
    with (TABLES / "datasets.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["dataset"].startswith("geo"):
                assert row["name"].split(" (")[0] in credits_text, row["name"]
            elif row["dataset"] == "geonames":
                assert "GeoNames" in credits_text


def test_nothing_speaks_of_the_place_it_was_made() -> None:
    """No registry address and no absolute path of a machine in what is tracked as text."""
    suspicious = ("index" + "-url", "/pypi" + "/simple", "/root" + "/", "/home" + "/")
    for path in ROOT.rglob("*"):
        relative = path.relative_to(ROOT)
        if relative.parts[0] in {".git", ".venv", "build", "dist"} or not path.is_file():
            continue
        if path.suffix in {".py", ".md", ".toml", ".txt", ".csv", ".js", ".css"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [word for word in suspicious if word in text], relative
