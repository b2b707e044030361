"""Read Markdown: its marks become spaces, so that offsets stay those of the file."""

from __future__ import annotations

import re

from geo.documents.metadata import Metadata, metadata_of

__all__ = ["mask_markup", "read_front_matter"]

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z][\w-]{0,40})[ \t]*:[ \t]*(.{1,1000}?)[ \t]*\r?$", re.MULTILINE)

# Each pattern is masked as a whole but for its first group, if it has one. Bounds keep the time
# linear on hostile text.
_MARKS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)",  # image
        r"^[ ]{0,3}\[[^\]\n]{1,300}\]:[ \t]{0,8}\S{1,2000}.{0,300}$",  # target of a reference
        r"\[([^\]\n]{1,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,300}\])",  # link
        r"</?[A-Za-z][^<>\n]{0,500}>",  # HTML
        r"<https?://[^<>\s]{1,2000}>",  # bare address
        r"^[ ]{0,3}#{1,6}[ \t]+",  # heading
        r"^[ ]{0,3}(?:>[ \t]?){1,6}",  # quotation
        r"^[ \t]{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]+",  # item of a list
        r"^[ ]{0,3}(?:[-*_=][ \t]*){3,100}$",  # rule
        r"(?<![\w*_~`])[*_~`]{1,3}(?=[^\s*_~`])",  # emphasis opens
        r"(?<=[^\s*_~`])[*_~`]{1,3}(?![\w*_~`])",  # emphasis closes
        r"^[ \t]{0,12}(?:`{3,20}|~{3,20})[^\n]{0,200}$",  # fence of code
    )
)


def read_front_matter(text: str, *, where: str) -> Metadata:
    """Return what the fields between dashes at the head of a file say of it.

    Parameters
    ----------
    text
        The text of the file.
    where
        The file, for the log.
    """
    head = _FRONT_MATTER.match(text)
    fields = _FIELD.findall(head[1]) if head else []
    return metadata_of({key.casefold(): value.strip("\"'") for key, value in fields}, where=where)


def mask_markup(text: str) -> str:
    """Return a text of the same length in which marks and addresses are spaces.

    >>> mask_markup("**Rebels** seized [Jarabulus](http://x.y).")
    '  Rebels   seized  Jarabulus              .'
    """
    head = _FRONT_MATTER.match(text)
    if head is not None:
        text = _blank(head[0]) + text[head.end() :]
    for pattern in _MARKS:
        text = pattern.sub(_mask, text)
    return text


def _mask(match: re.Match[str]) -> str:
    if not match.re.groups:
        return _blank(match[0])
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return _blank(match[0][:start]) + match[1] + _blank(match[0][end:])


def _blank(text: str) -> str:
    """Return spaces for all but line ends."""
    return re.sub(r"[^\r\n]", " ", text)
