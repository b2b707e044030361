"""The wheel, installed in an environment of its own, answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_what_is_built_holds_all_of_the_code_and_no_articles_and_answers(tmp_path: Path) -> None:
    """One test, for two builds of one folder at a time would be in each other's way."""
    dist = tmp_path / "dist"
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), str(ROOT)],
        check=True,
        capture_output=True,
    )
    wheel = next(dist.glob("*.whl"))
    check_that_it_holds_code_tables_and_assets_only(wheel)
    check_that_every_package_is_in_it(wheel)
    check_that_it_answers_in_a_clean_environment(wheel, tmp_path)
    check_that_it_holds_no_articles(next(dist.glob("*.tar.gz")))


def check_that_it_holds_code_tables_and_assets_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "geo/tables/regions.csv" in names
    assert any(name.startswith("geo/tables/gazetteer/") for name in names)
    assert any(name.startswith("geo/assets/leaflet") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"geo"}
    assert not [name for name in names if "seeds" in name or "tests" in name]


def check_that_every_package_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "geo").rglob("*.py"):
        relative = str(path.relative_to(ROOT))
        assert relative in names or relative.startswith("geo/models/"), relative


def check_that_it_holds_no_articles(source: Path) -> None:
    with tarfile.open(source) as archive:
        names = archive.getnames()
    assert not [
        name for name in names if "/seeds/" in name or ("/maps/" in name and "geo/" not in name)
    ]


def check_that_it_answers_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are lent from this environment by path; the package is the wheel's."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    paths = [
        subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    ]
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), paths[0]], check=True)
    Path(paths[0], "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    result = subprocess.run(
        [str(python), "-m", "geo", "places", "--json", "Jarabulus"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    answer = json.loads(result.stdout)
    assert answer["candidates"][0]["country_code"] == "SYR"
    where = subprocess.run(
        [str(python), "-c", "import geo; print(geo.__file__)"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert str(home) in where
