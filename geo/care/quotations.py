"""Leave out of an atlas what quotes a text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.atlas import Atlas
from geo.care.rows import Row, atlas_of, has_care, note_care, quoted, rows_of

__all__ = ["OMITTED_MARK", "omit_sentences"]

OMITTED_MARK = "[omitted]"

_CHOICE = "omit=sentences"

# What stands in the place of each cell that quotes; the words for the act itself stay.
_INSTEAD: Mapping[str, Row] = {
    "documents": {"title": None},
    "places": {"surface": OMITTED_MARK, "sentence": None, "alternatives": None},
    "reports": {
        "sentence": None,
        "place_surface": None,
        "date_surface": None,
        "context_words": None,
    },
    "event_actors": {"surface": OMITTED_MARK},
    "control": {"sentence": None},
    "figures": {"sentence": None, "attribution": None},
}


def omit_sentences(atlas: Atlas) -> Atlas:
    """Return an atlas without the sentences, titles and words of the texts.

    What a mask cannot know stays in a sentence: the only school of a valley, a nickname. Without
    its sentences a map cannot be checked by its reader; keep the atlas that it was made from.
    Headlines keep the word for the act, its actors and its place, and no more of the text.

    Returns
    -------
    The atlas; its provenance says so under `care`. Of addresses the site is left.

    Examples
    --------
    >>> omit_sentences(Atlas.of({})).provenance["version"].tolist()
    ['omit=sentences']
    """
    if has_care(atlas, _CHOICE):
        return atlas
    rows = rows_of(atlas)
    bare = {name: [row | _INSTEAD.get(name, {}) for row in table] for name, table in rows.items()}
    words = {row["event_id"]: row["surface"] for row in reversed(rows["reports"])}
    bare["events"] = [
        row | {"headline": _shorten(row["headline"], words.get(row["event_id"]))}
        for row in bare["events"]
    ]
    return atlas_of(note_care(quoted(bare, str), _CHOICE))


def _shorten(headline: str, act: str | None) -> str:
    """Return a headline with the word for the act alone: "shelled", not "shelled the school"."""
    if not act:
        return headline
    pattern = rf"(^|: )[^:→(]*?{re.escape(act)}[^→(]*"
    return re.sub(pattern, lambda match: f"{match[1]}{act} ", headline, count=1).strip()
