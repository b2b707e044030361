"""Count what the gazetteer holds, for `gazetteer/README.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from geo.gazetteer import Dataset, Record

README = Path(__file__).with_name("README.md")
START, END = "<!-- counts -->", "<!-- end of counts -->"

# What an entry is counted as: the first kind whose codes or class it has; GeoNames' feature codes
# and classes.
KINDS: Sequence[tuple[str, frozenset[str]]] = (
    ("countries and territories", frozenset({"PCLI", "PCL", "PCLD", "PCLF", "PCLS", "PCLIX"})),
    ("continents", frozenset({"CONT"})),
    ("first-order divisions", frozenset({"ADM1", "ADM1H"})),
    ("smaller and informal divisions", frozenset({"A"})),
    ("city districts and quarters", frozenset({"PPLX"})),
    ("settlements", frozenset({"P"})),
    ("waters", frozenset({"H"})),
    ("mountains, deserts, islands, forests", frozenset({"T", "U", "V"})),
    ("crossings, camps, bases, dams, other sites", frozenset({"S", "R"})),
    ("regions and informal areas", frozenset({"L"})),
)

SEVERAL = "several countries or none"


def describe(records: Sequence[Record], datasets: Iterable[Dataset]) -> str:
    """Return the text of `gazetteer/README.md` with its counts made anew."""
    known = list(datasets)
    titles = {dataset.prefix: dataset.name for dataset in known}
    continents = _continents(records)
    kinds = [kind for kind, _ in KINDS]
    by_dataset = Counter((_kind(record), titles[record.prefix]) for record in records)
    by_place = Counter(
        (_kind(record), continents.get(record.country_code or "", SEVERAL)) for record in records
    )
    tables = (_table(kinds, by_dataset), _table(kinds, by_place), _credits(known))
    before, _, rest = README.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n" + "\n\n".join(tables) + f"\n{END}{after}"


def _kind(record: Record) -> str:
    marks = {record.feature_code, record.feature_class}
    return next(kind for kind, codes in KINDS if marks & codes)


def _continents(records: Iterable[Record]) -> dict[str, str]:
    """Return the continent of each country code."""
    by_id = {record.entry_id: record for record in records}
    return {
        record.country_code: by_id[record.parent].name
        for record in by_id.values()
        if record.country_code
        and record.parent in by_id
        and _kind(record) == "countries and territories"
    }


def _table(rows: Sequence[str], counts: Mapping[tuple[str, str], int]) -> str:
    columns = sorted({column for _, column in counts})
    lines = [f"| kind | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for row in rows:
        cells = [f"{counts.get((row, column), 0):,}" for column in columns]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    sums = [f"{sum(n for (_, c), n in counts.items() if c == column):,}" for column in columns]
    return "\n".join([*lines, f"| together | {' | '.join(sums)} |"])


def _credits(datasets: Iterable[Dataset]) -> str:
    lines = ["| dataset | version | licence | address |", "|---|---|---|---|"]
    lines += [
        f"| {one.title} (`{one.name}`) | {one.version} | {one.licence} | {one.url} |"
        for one in datasets
    ]
    return "\n".join(lines)
