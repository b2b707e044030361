"""Who is said to have counted a number of people."""

from __future__ import annotations

import re

__all__ = ["find_counter"]

_ATTRIBUTION = re.compile(
    r"\baccording to (?P<a>[^,.;]{2,60}?)(?= estimates| figures| counts?|[,.;]|$| and more)|"
    r"\bby (?P<b>[^,.;]{2,60}?['’]s?) count\b",
    re.IGNORECASE,
)
_SAYING = r"(?:says?|said|estimates?|estimated|reports?|reported)"
_SPEAKER = re.compile(
    rf"^(?!(?:it|he|she|they)\b)(?P<a>[^,.;\d]{{2,60}}?) {_SAYING} (?:that )?(?=[^,.;]*?\d)"
    rf"|, (?!(?:it|he|she|they)\b)(?P<b>[^,.;\d]{{2,60}}?) {_SAYING}\b[^,;\d]*$",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"[,;:]\s+(?:and|but|while|whereas)\s", re.IGNORECASE)


def find_counter(sentence: str, at: int) -> str | None:
    """Return who is said to have counted a number; not where a clause begins between the two.

    Examples
    --------
    >>> find_counter("The war has killed 9,000 people, the ministry says.", 19)
    'the ministry'
    """
    match = _ATTRIBUTION.search(sentence) or _SPEAKER.search(sentence)
    if match is None or _NEW_CLAUSE.search(sentence[match.end() : at]):
        return None
    return str(match["a"] or match["b"]).strip()
