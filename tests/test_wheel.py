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

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


def test_wheel_holds_code_tables_and_assets_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "geo/tables/regions.csv" in names
    assert any(name.startswith("geo/tables/gazetteer/") for name in names)
    assert any(name.startswith("geo/assets/leaflet") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"geo"}
    assert not [name for name in names if "seeds" in name or "tests" in name]


def test_every_package_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "geo").rglob("*.py"):
        relative = str(path.relative_to(ROOT))
        assert relative in names or relative.startswith("geo/models/"), relative


def test_sdist_holds_no_articles(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    assert not [
        name for name in names if "/seeds/" in name or ("/maps/" in name and "geo/" not in name)
    ]


def test_wheel_answers_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
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
