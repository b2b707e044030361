"""What the page of an evaluation does in a real browser: nothing but to be read."""

from __future__ import annotations

from pathlib import Path

from geo.evaluation import Corpus, evaluate_corpora
from geo.evaluation.errors import Judge
from geo.evaluation.page import write_page
from geo.gazetteer import Gazetteer
from geo.language import Language
from geo.maps.browser import Browser

PAYLOADS = (
    "<script>window.PWN=1</script>",
    "</title></style><script>window.PWN=2</script>",
    "<img src=x onerror=\"window.PWN=3\"><svg onload='window.PWN=4'>",
    '<img src="https://attacker.example/x.png"><link rel=stylesheet href=//attacker.example>',
    "\"'><b onmouseover=window.PWN=5>",
    "\u202egnp.exe\u202c \u2066x\u2069 \x00\x07\u2028",
)


def test_a_page_requests_nothing_and_runs_nothing(
    browser: Browser, tmp_path: Path, gazetteer: Gazetteer, language: Language
) -> None:
    corpora = []
    for number, payload in enumerate(PAYLOADS):
        place = {"start": 0, "end": len(payload), "lat": 36.2, "lon": 37.2}
        doc = {"id": payload, "text": f"{payload} is a town.", "toponyms": [place]}
        guess = {**place, "lat": -30.0, "lon": -170.0, "confidence": 0.4, "recognition": 0.6}
        corpora.append(
            Corpus(
                name=f"{number} {payload}",
                gold={payload: doc},
                found={payload: {"toponyms": [guess]}},
            )
        )
    results = evaluate_corpora(corpora, Judge(gazetteer, language))
    page = tmp_path / "evaluation.html"
    provenance = {payload: payload for payload in PAYLOADS}
    text = write_page(results, provenance=provenance, gazetteer=gazetteer)
    page.write_text(text, encoding="utf-8")
    browser.open(page)
    browser.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    assert browser.requests == [page.as_uri()]
    assert browser.messages == []
    assert browser.evaluate("String(window.PWN)") == "undefined"
    assert browser.evaluate("document.scripts.length + document.images.length") == 0
    assert browser.evaluate("document.querySelectorAll('mark').length") == len(PAYLOADS)
    assert browser.evaluate("document.querySelectorAll('path.way').length") >= len(PAYLOADS)
    width = browser.evaluate("document.querySelector('.map').getBoundingClientRect().width")
    assert width > 300
    assert browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
