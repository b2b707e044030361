"""Whatever goes wrong while a file is written: a clear error, the old file as it was, no rest."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from export_atlases import HOSTILE, atlas_of, event, of_headline
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, box

from geo.atlas import Atlas
from geo.errors import OutputError
from geo.exports import FORMS, Form, credits_beside, write

WRITTEN = [form for form in FORMS if form.writer is not None]
each_form = pytest.mark.parametrize("form", WRITTEN, ids=lambda form: form.name)

# A limit to the size of files stands for a full disk: the same call fails, with another reason.
FULL_DISK = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from export_atlases import of_many
from geo.errors import OutputError
from geo.exports import FORMS, write

folder, told = Path(sys.argv[1]), {}
atlas = of_many(200)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for form in FORMS:
    if form.writer is not None:
        try:
            write(atlas, folder / f"{form.name}{form.suffixes[0]}", form=form.name)
            told[form.name] = "written"
        except OutputError as error:
            told[form.name] = str(error)
sys.stdout.write(json.dumps(told))
"""


@pytest.fixture(scope="module")
def full_disk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("full")
    for form in WRITTEN:
        (folder / f"{form.name}{form.suffixes[0]}").write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder), str(Path(__file__).parent)],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, str] = json.loads(done.stdout)
    return folder, told


@each_form
def test_a_full_disk_is_told_and_leaves_the_old_file(
    full_disk: tuple[Path, dict[str, str]], form: Form
) -> None:
    folder, told = full_disk
    name = f"{form.name}{form.suffixes[0]}"
    message = told[form.name]
    assert name in message
    assert "space" in message
    assert "\n" not in message
    assert (folder / name).read_text() == "old"


def test_a_full_disk_leaves_nothing_else(full_disk: tuple[Path, dict[str, str]]) -> None:
    folder, _ = full_disk
    assert {path.name for path in folder.iterdir()} == {
        f"{form.name}{form.suffixes[0]}" for form in WRITTEN
    }


@each_form
def test_a_folder_that_cannot_be_written_is_told(form: Form) -> None:
    path = Path("/proc") / f"a{form.suffixes[0]}"
    with pytest.raises(OutputError, match="check the folder, its permissions") as caught:
        write(of_headline("a"), path, form=form.name)
    assert str(path.name) in str(caught.value)


def test_credits_that_cannot_be_written_leave_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    credits_beside(path).mkdir()
    with pytest.raises(OutputError, match=r"a\.csv\.credits\.txt: is a folder"):
        write(of_headline("a"), path)
    assert path.read_text() == "old"
    assert {one.name for one in tmp_path.iterdir()} == {"a.csv", "a.csv.credits.txt"}


MIXED = [
    Point(1, 2),
    None,
    Point(),
    MultiPoint([(1, 2), (3, 4)]),
    LineString([(0, 0), (1, 1)]),
    box(0, 0, 1, 1),
    GeometryCollection([Point(1, 2), box(0, 0, 1, 1)]),
]


@cache
def odd_atlases() -> dict[str, Atlas]:
    return {
        "no place": atlas_of({"events": [event(1, None), event(2, None)]}),
        "mixed": atlas_of({"events": [event(n, shape) for n, shape in enumerate(MIXED)]}),
        "long": of_headline("n" * 10_000),
        "hostile": of_headline(HOSTILE),
        "formula": of_headline("=cmd|' /C calc'!A0"),
        "null": of_headline("a\x00b"),
        "marks": of_headline("\ufeff\u202e\U0001f30d\ufffe"),
        "lines": of_headline("a\r\nb\tc\x1ed\u2028e"),
        "blank": of_headline(" "),
    }


@each_form
def test_odd_atlases_are_written_the_same_twice(form: Form, tmp_path: Path) -> None:
    for name, atlas in odd_atlases().items():
        data = []
        for run in ("one", "two"):
            folder = tmp_path / f"{name} {run}"
            folder.mkdir()
            path = folder / f"a{form.suffixes[0]}"
            write(atlas, path, form=form.name)
            data.append(path.read_bytes())
            assert {one.name for one in folder.iterdir()} <= {path.name, credits_beside(path).name}
        assert data[0] == data[1], name
