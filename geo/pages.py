"""Pages of HTML that load nothing and run nothing."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from geo.escape import escape

__all__ = ["make_page", "make_table"]

# As that of the maps, and stricter: such a page has no script and no picture to load.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

# Control characters, and marks that turn the direction of all that follows them.
_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_PAGE = string.Template("""\
<!DOCTYPE html>
<html lang="en" data-geo="drawn">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>$style</style>
</head>
<body>
$body
</body>
</html>
""")


def make_page(title: str, *, style: str, body: str) -> str:
    """Return a page.

    Parameters
    ----------
    title
        Any text.
    style
        CSS of our own.
    body
        HTML, in which all text has passed through `escape`.
    """
    page = _PAGE.substitute(policy=_POLICY, title=escape(title), style=style, body=body)
    return _INVISIBLE.sub(" ", page)


def make_table(rows: Sequence[Sequence[str]], head: Sequence[str] = (), *, numbers: int = 0) -> str:
    """Return a table of cells that are HTML; all but the first `numbers` columns are numbers."""

    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(
            f'<{tag} class="n">{cell}</{tag}>'
            if numbers and at >= numbers
            else f"<{tag}>{cell}</{tag}>"
            for at, cell in enumerate(row)
        )

    top = f"<thead><tr>{cells(head, 'th')}</tr></thead>" if head else ""
    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<table>{top}<tbody>{body}</tbody></table>"
