"""Bytes to text: the encoding is found, and what is not text is refused."""

from __future__ import annotations

import codecs
import contextlib
import re

import charset_normalizer

__all__ = ["NotTextError", "check_text", "decode", "encoding_by_mark", "find_encoding"]

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL_SHARE = 0.01
# More does not make the detection better, only slower.
_SAMPLE_BYTES = 200_000
# What unmarked text is found in; rarer encodings fit too many texts by chance.
_CANDIDATES = (
    [f"cp{number}" for number in (866, 874, 932, 949, *range(1250, 1259))]
    + [f"iso8859_{part}" for part in (2, 4, 5, 6, 7, 8, 9, 13, 15)]
    + ["big5", "euc_jp", "gb18030", "koi8_r", "koi8_u", "mac_cyrillic", "mac_roman", "shift_jis"]
)
# Labels of the WHATWG Encoding Standard that a page may declare; others are no text encodings,
# or ones that a hostile page could make slow.
_DECLARABLE = re.compile(
    r"utf-?8|windows-(125\d|874)|iso-8859-\d{1,2}|koi8-[ru]|gb2312|gbk|gb18030|big5"
    r"|euc-(jp|kr)|shift[_-]jis|ibm866|macintosh"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Icelandic letters are left out: Turkish text read as Windows-1252 is full of them.
_WESTERN_LETTERS = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŠšŽž")
_WESTERN_MARKS = frozenset("\xa0¡¢£§¨©«®°±·»¿‘’“”‚„–—…•€™‹›¼½¾†")
# Czech and Hungarian read as Windows-1252 have letters together that no Western language has.
_NEIGHBOURS_LETTERS = (frozenset("øì"), frozenset("øè"), frozenset("õö"))
_SIGN_IN_WORD = re.compile(r"[^\W\d_][\xa1-\xb6\xb8-\xbf×÷][^\W\d_]")
_WESTERN_SHARE = 0.13
# The commonest characters of Chinese, traditional and simplified, with its full stop and comma.
_COMMON_SIGNS = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會，。"
)
_TELLING_SHARE = 0.08
_ENOUGH_SIGNS = 10
_FEW_LETTERS = 5
_SHORT_SHARE = 0.5


class NotTextError(ValueError):
    """Bytes or characters that are not a text."""


def encoding_by_mark(head: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark names, and the length of the mark."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    return None


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Turn the bytes of a file into text.

    A byte order mark decides; then UTF-8, which other encodings do not match by chance; then
    what the page declares; then what the bytes look like.

    Parameters
    ----------
    data
        All bytes of the file.
    declared
        Encoding that the file names itself, as HTML pages do.

    Returns
    -------
    The text without the mark; line ends are as they were.

    Raises
    ------
    NotTextError
        If the bytes are not text, or their encoding cannot be told.
    """
    marked = encoding_by_mark(data)
    if marked is not None:
        encoding, length = marked
        text = _decode_strictly(data[length:], encoding)
    else:
        text = _decode_unmarked(data, declared)
    check_text(text)
    return text


def _decode_unmarked(data: bytes, declared: str | None) -> str:
    if b"\x00" in data:
        raise NotTextError("is binary, not text (NUL bytes); give text saved as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared is not None and _DECLARABLE.fullmatch(declared.lower()):
        label = declared.lower()
        # As the standard has it, the web's Latin-1 is Windows-1252.
        label = "cp1252" if label == "iso-8859-1" else label
        with contextlib.suppress(UnicodeError):
            return data.decode(label)
    encoding = find_encoding(data)
    return _decode_strictly(data, encoding)


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        position = getattr(error, "start", 0)
        raise NotTextError(
            f"is not valid {encoding} (byte {position}); save it as UTF-8"
        ) from error


def find_encoding(data: bytes) -> str:
    """Find the encoding of text that is not UTF-8.

    Parameters
    ----------
    data
        Bytes of the file, or its beginning.

    Returns
    -------
    Name of a Python codec.

    Raises
    ------
    NotTextError
        If none is plain.
    """
    sample = data[:_SAMPLE_BYTES]
    if _looks_western(sample):
        return "cp1252"
    matches = charset_normalizer.from_bytes(sample, cp_isolation=_CANDIDATES)
    best = next((match for match in matches if not _SIGN_IN_WORD.search(str(match))), None)
    if best is None or (best.coherence == 0 and not _looks_east_asian(str(best))):
        raise NotTextError("is binary, or in an encoding that cannot be told; save it as UTF-8")
    return best.encoding


def _looks_western(sample: bytes) -> bool:
    """Return whether a sample is mostly ASCII with letters and marks of Western Europe.

    Windows-1252 is what the web takes unmarked Western text for (WHATWG Encoding Standard,
    label "latin1"); statistics on short texts mistake it for its neighbours.
    """
    text = sample.decode("cp1252", "replace")
    beyond = _BEYOND_ASCII.findall(text)
    if any(pair.issubset(beyond) for pair in _NEIGHBOURS_LETTERS):
        return False
    letters = [letter for letter in beyond if letter in _WESTERN_LETTERS]
    if any(letter not in _WESTERN_LETTERS and letter not in _WESTERN_MARKS for letter in beyond):
        return False
    ascii_letters = sum(letter.isascii() and letter.isalpha() for letter in text)
    return len(letters) <= min(
        max(_FEW_LETTERS, _WESTERN_SHARE * len(text)), ascii_letters * _SHORT_SHARE
    )


def _looks_east_asian(text: str) -> bool:
    """Return whether a text has what Chinese, Japanese or Korean prose is full of.

    The statistics know no words of these languages, and other texts decode to their rarer signs.
    """
    beyond = _BEYOND_ASCII.findall(text)
    telling = sum(
        "\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7a3" or sign in _COMMON_SIGNS
        for sign in beyond
    )
    return telling >= _TELLING_SHARE * len(beyond) and len(beyond) >= _ENOUGH_SIGNS


def check_text(text: str) -> None:
    """Refuse what cannot be prose.

    Raises
    ------
    NotTextError
        If the text is empty, holds NUL or half characters, or many control characters.
    """
    if not text.strip("\ufeff\u200b \t\r\n\f\v\xa0"):
        raise NotTextError("is empty; give a file that holds text")
    if match := _SURROGATE.search(text):
        raise NotTextError(
            f"holds half a character (U+{ord(match.group()):04X} at {match.start()}); "
            "write whole characters"
        )
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\x00" in text or controls > _CONTROL_SHARE * len(text):
        raise NotTextError(
            f"is binary, not text ({controls} control characters); give text saved as UTF-8"
        )
