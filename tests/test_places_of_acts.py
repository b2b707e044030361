"""Places of acts in a whole document: theirs, not those that are only named nearby."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geo.model import Parsed

Parse = Callable[..., Parsed]

_ASSAULT = (
    "Gunmen attacked the palace in Goma on Friday, while the army flew marines into Bukavu. "
    "Three officers were killed in the assault."
)


def place(parsed: Parsed, surface: str) -> str | None:
    found = next(item for item in parsed.reports if item.surface == surface)
    return found.place.name if found.place else None


@pytest.mark.parametrize(
    ("text", "surface", "name"),
    [
        (
            # Who was killed in the assault died where it was, not where others flew to.
            _ASSAULT,
            "attacked",
            "Goma",
        ),
        (
            "When the premier was in Nairobi, the gangs began their offensive.",
            "began their offensive",
            None,
        ),
        ("Militiamen burned the house of Bishop Carlos Belo on Monday.", "burned the house", None),
        ("Critics in Congress demanded a vote.", "demanded", None),
        # What a protest is about is not where it is.
        ("Protests against the war in Gaza took place in London.", "Protests", "London"),
        ("In Lyon, nurses protested over the raid in Aleppo.", "protested", "Lyon"),
        (
            "NAIROBI - Rebels seized Jarabulus.\n\nA leader was placed under house arrest.",
            "placed",
            None,
        ),
        (
            "ALEPPO - Rebels seized Jarabulus on Thursday.\n\nPolice detained a rebel leader.",
            "detained",
            "Aleppo",
        ),
    ],
)
def test_place_is_that_of_the_act(parse: Parse, text: str, surface: str, name: str | None) -> None:
    assert place(parse(text), surface) == name
