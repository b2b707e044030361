"""Leave out of an atlas what quotes a text."""

from __future__ import annotations

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
    "reports": {"sentence": None, "place_surface": None, "date_surface": None},
    "event_actors": {"surface": OMITTED_MARK},
    "figures": {"sentence": None, "attribution": None},
}


def omit_sentences(atlas: Atlas) -> Atlas:
    """Return an atlas without the sentences, titles and words of the texts.

    What a mask cannot know stays in a sentence: the only school of a valley, a nickname. Without
    its sentences a map cannot be checked by its reader; keep the atlas that it was made from.
    Headlines, which are made of the act, its actors and its place, stay.

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
    return atlas_of(note_care(quoted(bare, str), _CHOICE))
