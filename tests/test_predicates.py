"""Each row of the predicate lexicon codes the example it gives, and codes it as it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from spacy.tokens import Token

from geo.language import Language
from geo.lexicon import read_rows
from geo.model import Parsed

# Where a word begins in its line, and the word.
Word = tuple[int, Token]


def _parse_lines(lines: Sequence[str], language: Language) -> list[list[Word]]:
    """Return the words of each line; lines parsed together take a third of the time."""
    found: defaultdict[int, list[Word]] = defaultdict(list)
    number = start = 0
    for token in language.parse("\n".join(lines)).doc:
        while token.idx > start + len(lines[number]):
            start += len(lines[number]) + 1
            number += 1
        found[number].append((token.idx - start, token))
    return [found[number] for number in range(len(lines))]


def _places_of(lemma: str, words: Sequence[Word]) -> list[int]:
    """Return where a lemma stands; of "call-up", which is split at its hyphen, the last part."""
    last = lemma.rpartition("-")[2]
    return [place for place, token in words if last in {token.lemma_.lower(), token.lower_}]


def _find_fault(
    row: Mapping[str, str], words: Sequence[Word], parse: Callable[..., Parsed]
) -> str | None:
    """Return what is wrong with a row's example, `None` if nothing is."""
    places = _places_of(row["lemma"], words)
    lacking = [
        group
        for group in row["words"].split()
        if not any(_places_of(word, words) for word in group.split("|"))
    ]
    if not places or lacking:
        return f"lacks {lacking or row['lemma']}"
    found = [
        f"{report.event_type} {report.mode or ''}".strip()
        for report in parse(row["example"]).reports
        if (trigger := report.trigger) is not None
        and any(trigger.start <= place < trigger.end for place in places)
    ]
    if row["event_type"] == "NONE":
        return f"is coded as {found}" if found else None
    wanted = f"{row['event_type']} {row['mode']}".strip()
    # A row of speech without a mode leaves it to what the demand, refusal or threat is about.
    if row["mode"] or row["event_type"] not in {"REJECT", "REQUEST", "THREATEN"}:
        fits = wanted in found
    else:
        fits = row["event_type"] in {kind.split()[0] for kind in found}
    return None if fits else f"is coded as {found or 'nothing'}, not as {wanted}"


def test_each_predicate_codes_its_example(parse: Callable[..., Parsed], language: Language) -> None:
    rows = read_rows("event_predicates")
    parsed = _parse_lines([row["example"] for row in rows], language)
    faults = [
        f"{row['lemma']} ({row['pos']}, {row['words']}): {row['example']!r} {fault}"
        for row, words in zip(rows, parsed, strict=True)
        if (fault := _find_fault(row, words, parse)) is not None
    ]
    assert not faults, "\n".join([f"{len(faults)} rows", *faults])


def test_no_two_predicates_share_an_example() -> None:
    examples = [row["example"] for row in read_rows("event_predicates")]
    assert len(set(examples)) == len(examples)
    assert all(examples)
