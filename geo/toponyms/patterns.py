"""The shapes in which news writes names of places: labels, ways, hyphenated words."""

from __future__ import annotations

import re

__all__ = ["CLOCK", "HYPHENATED", "LABEL", "LIST", "MEMBERS", "WAY"]

HYPHENATED = re.compile(r"^(?P<place>[^\W\d_][\w.'’]*?)[-–](?P<rest>[a-z]\w*(?:-\w+)*)$")
"""“U.S.-led”, “Athens-based”, “Turkish-backed”: the place is what stands before the hyphen."""

# A name of up to three words. It begins where a word does and its words have an end, so that a
# run of capitals of any length is gone through once.
_NAME = r"(?<!\w)(?:[A-Z][\w'’.]{0,30}[ ]){0,2}[A-Z][\w'’]{1,30}(?!\w)"

LABEL = re.compile(
    rf"^[ \t]*(?:[-–•*·]|\(?\d{{1,2}}[.)])[ \t]+(?P<place>{_NAME})(?:,[ ](?P<country>{_NAME}))?"
    r"(?:[ ](?:city|county|district|town|village))?"
    r"(?:,?[ ]\(?\d{1,2}[ ][A-Z][a-z]{2,8}(?:[ ]\d{4})?\)?)?:(?=\s)",
    re.MULTILINE,
)
"""“- Sligo town: one lane closed”, “2. Bor, 3 May: shelling”: a list says so where that is true."""

WAY = re.compile(
    rf"(?P<one>{_NAME})[ ]?[-–—][ ]?(?P<other>{_NAME})[ ](?:[a-z]{{1,20}}[ ])?"
    r"(?:border|expressway|ferry|frontier|highway|motorway|pipeline|railway|road|route)\b"
)
"""“The Aleppo-Damascus highway”: ways and borders are named by the places at both sides."""

CLOCK = re.compile(r"\d{1,2}[:.]\d{2}\s+(?=[^\W\d_])")
"""“10:51 Kyiv says”: the parser takes the word after a time of day for a part of it."""

LIST = re.compile(r"\s*(?:,|;|/|\n)\s*|\s+(?:and|or)\s+")
"""What parts the members of a list."""

MEMBERS = re.compile(
    r"(?:(?P<before>[a-z]{5,14})[ ](?:of|such[ ]as|like|including)[ ](?:the[ ])?)?"
    rf"(?P<members>{_NAME}(?:,[ ]{_NAME}){{0,12}},?[ ](?:and|or)[ ]{_NAME})"
    r"(?:[ ](?P<kind>[a-z]{5,14})\b)?"
)
"""“Masisi and Rutshuru territories”, “the provinces of Saada and Amran”: lists and their kinds."""
