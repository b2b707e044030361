"""Components and the atlas of the seeds, opened once for all tests."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.atlas import Atlas
from geo.documents import read_documents
from geo.gazetteer import Gazetteer
from geo.language import Language
from geo.maps import draw_map, save_map
from geo.maps.browser import Browser, find_chromium
from geo.model import Document, Parsed
from geo.pipeline import Components, join_parsed, parse_document, parse_documents
from geo.settings import Settings

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def components() -> Components:
    return Components.open(Settings())


@pytest.fixture(scope="session")
def gazetteer(components: Components) -> Gazetteer:
    return components.gazetteer


@pytest.fixture(scope="session")
def language(components: Components) -> Language:
    return components.language


@pytest.fixture(scope="session")
def parse(components: Components) -> Callable[..., Parsed]:
    """Find all that is in a text, published on 2016-08-26 unless told otherwise."""

    def parse_text(text: str, document_id: str = "text", **metadata: object) -> Parsed:
        metadata.setdefault("published", dt.date(2016, 8, 26))
        document = Document(document_id=document_id, text=text, **metadata)  # type: ignore[arg-type]
        return parse_document(document, components)

    return parse_text


@pytest.fixture(scope="session")
def seed_documents() -> tuple[Document, ...]:
    return tuple(item for item in read_documents(SEEDS) if isinstance(item, Document))


@pytest.fixture(scope="session")
def seed_parsed(seed_documents: tuple[Document, ...]) -> tuple[Parsed, ...]:
    return tuple(item for item in parse_documents(seed_documents) if isinstance(item, Parsed))


@pytest.fixture(scope="session")
def seed_atlas(seed_parsed: tuple[Parsed, ...]) -> Atlas:
    return join_parsed(seed_parsed)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if find_chromium() is None:
        left_out = "Chromium is not installed: pages are not tested in a browser"
        if os.environ.get("CI"):
            pytest.fail(left_out)
        pytest.skip(left_out)
    with Browser() as opened:
        yield opened


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Callable[[Any], Browser]:
    def open_map(given: Any) -> Browser:
        drawn = draw_map(given) if isinstance(given, Atlas) else given
        page = drawn if isinstance(drawn, Path) else save_map(drawn, tmp_path / "map.html")
        browser.open(page)
        return browser

    return open_map
