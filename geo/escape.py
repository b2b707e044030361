"""The ways in which text reaches a page: as escaped HTML, as JSON inside a script, as a frame.

Every text is hostile until it has passed through here. What a map shows of an atlas travels as
JSON and enters the page by `textContent` alone; `escape` serves what is written as HTML: the few
constant parts of a map, such as its title, and the page of an evaluation.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlsplit

import orjson

__all__ = ["embed", "escape", "json_bytes", "link", "script_json", "script_safe"]

# A backtick, a dollar sign or a brace would end or open an expression of a template literal,
# and folium writes popups as template literals.
_INERT = {
    ord("\\"): "&#92;",
    ord("`"): "&#96;",
    ord("$"): "&#36;",
    ord("{"): "&#123;",
    ord("}"): "&#125;",
    0x00: "\ufffd",
    0x0A: " ",
    0x0D: " ",
    0x2028: " ",
    0x2029: " ",
}

# "{{", "{%" and "{#" are Jinja's: folium renders what it is given a second time.
_SCRIPT = re.compile("[<>&\x7f\u2028\u2029\ud800-\udfff]|\\{(?=[{%#])")

_LINK_SCHEMES = frozenset({"http", "https"})


# What most addresses are; nothing in it needs a closer look.
_PLAIN_LINK = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?(?:/[!-\[\]-~]*)?"
)

# Longer than any address of an article; browsers and servers begin to refuse them here.
_LONGEST_URL = 2_000


def escape(text: object) -> str:
    """Return text as HTML that is inert in an element, an attribute and a template literal.

    Parameters
    ----------
    text
        Anything; its `str` is used.

    Returns
    -------
    HTML without markup, on one line.

    Examples
    --------
    >>> escape("<b>${1}</b>")
    '&lt;b&gt;&#36;&#123;1&#125;&lt;/b&gt;'
    """
    escaped = html.escape(str(text), quote=True).translate(_INERT)
    return re.sub("[\ud800-\udfff]", "\ufffd", escaped)


def embed(page: str) -> str:
    """Return a whole page as the value of a quoted attribute, such as `srcdoc` of a frame.

    Parameters
    ----------
    page
        HTML that is already safe as a page of its own; the frame shows it to the letter.

    Examples
    --------
    >>> embed('<p title="a">&lt;</p>')
    '&lt;p title=&quot;a&quot;&gt;&amp;lt;&lt;/p&gt;'
    """
    return html.escape(page, quote=True)


def script_json(value: Any) -> str:
    r"""Return a value as JSON that may stand inside a `<script>` element.

    Parameters
    ----------
    value
        Of mappings, lists, texts and numbers; a number that is not finite is written as null.

    Returns
    -------
    JSON in which no `<`, `>`, `&`, line separator or lone surrogate stands as itself.

    Examples
    --------
    >>> script_json({"a": "</script>"})
    '{"a":"\\u003c/script\\u003e"}'
    """
    return script_safe(json_bytes(value))


def json_bytes(value: Any) -> bytes:
    """Return a value as JSON in UTF-8 without spaces, its letters as they are.

    Halves of a letter that stand alone (lone surrogates) are kept, as bytes that are no letter.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")


def script_safe(data: bytes) -> str:
    """Return JSON with what must not stand inside a `<script>` element written as escapes."""
    text = data.decode("utf-8", "surrogatepass")
    return _SCRIPT.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def link(url: str | None) -> str | None:
    """Return a web address that is safe to follow, else `None`.

    Parameters
    ----------
    url
        An address as a document gives it.

    Returns
    -------
    The address where its scheme is http or https and it names a host without user or password.
    """
    if url is None or len(url) > _LONGEST_URL:
        return None
    if _PLAIN_LINK.fullmatch(url):
        return url
    if re.search(r"[\s\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _LINK_SCHEMES or not host or parts.username is not None:
        return None
    return url
