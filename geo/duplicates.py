"""Which documents copy one text: wire copies, and updates of one article.

A text is told by its runs of eight words. Of the hashes of its runs the lowest 256 are kept (a
bottom-k MinHash, the theta sketch of Apache DataSketches): all those of an ordinary article, a fair
sample of those of a longer text. Two sketches say how much of the shorter text stands in the
longer one. That is asked, rather than how alike two texts are, for a copy may have a lead-in of
its own and lose its end.

References
----------
A. Z. Broder, "On the resemblance and containment of documents" (1997).
A. Dasgupta, K. Lang, L. Rhodes and J. Thaler, "A framework for estimating stream expression
cardinalities" (2016): the theta sketch.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import struct
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from datasketches import update_theta_sketch
from numpy.typing import NDArray

__all__ = ["Signature", "group_documents", "group_ordered", "sign"]

# Two newsrooms that tell one act share names and figures, seldom eight words on end; and a daily
# bulletin puts a new number or name into most eight words of yesterday's.
_RUN_WORDS = 8
# Of so few words most runs are of a dateline or a stock phrase.
_FEWEST_WORDS = 20
# The binary logarithm of how many hashes are kept.
_SKETCH_SIZE = 8
# What stands in the first million characters says enough of what a longer text copies.
_MOST_CHARACTERS = 1 << 20

# Most of the first half of a copy stands in its source, or the other way round: news is cut from
# its end, and an update has a new lead, which is seldom a quarter of it. Texts that only end alike
# have one publisher's address and terms of use below them.
_HEAD_PART = 2
_LEAST_HEAD = 0.5
# Wires are reprinted, and articles updated, within days; bulletins that repeat themselves come
# daily, with new numbers throughout, or weekly.
_MOST_DAYS = 3
# An article that was rewritten in every other sentence keeps over half of its runs, a daily
# bulletin on one pattern less than a fifth of yesterday's.
_LEAST_SHARED = 0.4
# Without days, issues of one bulletin cannot be told from updates by what lies between them.
_LEAST_SHARED_UNDATED = 0.8
# Fewer hashes of a sample say nothing of a text; of its beginning, of which there are fewer.
_FEWEST_COMPARED, _FEWEST_COMPARED_OF_HEAD = 12, 4

# Of the hashes of every text the lowest eighth is looked up, and the lowest few of a short text.
_LOOKED_UP_BELOW = 1 << 29
_FEWEST_LOOKED_UP = 8
# A text is compared with so many groups, and with so many texts of each: what all pages of a
# publisher have in common would else be compared with itself for ever.
_MOST_COMPARED = 16
# So many hashes are told apart when it is noted which come twice, in two bits each (128 MB, where
# they are used). Of 1,000,000 articles every fourteenth comes twice by chance: that costs memory.
_PLACES = 1 << 29

# Scripts that write without spaces (Thai to Khmer, kana, ideographs) have a word in each character.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")

# The digest of the text, its words, the bound below which it has all hashes, the number of hashes.
_HEADER = struct.Struct("<16sIIH")
# Of the 63 bits of a hash the upper 32 tell the runs of a text apart.
_BITS_DROPPED = 31

# Documents without a day come after all others, and far from them.
_NO_DAY = dt.date.max.toordinal()


class Signature(NamedTuple):
    """What is compared of a document: when it was published, and what `sign` made of its text."""

    document_id: str
    published: dt.date | None
    sketch: bytes

    @property
    def order(self) -> tuple[int, str]:
        """Earliest published first, those without a day last; then by id."""
        return (self.published.toordinal() if self.published else _NO_DAY, self.document_id)


def sign(text: str) -> bytes:
    """Return what tells a text from others, in at most 1.1 kB.

    Neither case nor punctuation nor line breaks count. Equal texts have equal signatures, on all
    machines. Takes time in proportion to the text, up to a bound.

    Parameters
    ----------
    text
        The text of a document, without its title.
    """
    start, rest = text[:_MOST_CHARACTERS], text[_MOST_CHARACTERS:]
    words = _WORD.findall(unicodedata.normalize("NFKC", start).casefold())
    plain = " ".join(words)
    digest = hashlib.blake2b(f"{plain}{rest}".encode(), digest_size=16).digest()
    if len(words) < _FEWEST_WORDS:
        return _HEADER.pack(digest, len(words), 0, 0)
    whole, head = update_theta_sketch(_SKETCH_SIZE), update_theta_sketch(_SKETCH_SIZE)
    head_runs = (len(words) - _RUN_WORDS + 1) // _HEAD_PART
    for number, run in enumerate(_runs(words, plain)):
        whole.update(run)
        if number < head_runs:
            head.update(run)
    whole.trim()
    hashes, of_head = sorted(whole), set(head)
    below = min(whole.theta64 >> _BITS_DROPPED, (1 << 32) - 1)
    return (
        _HEADER.pack(digest, len(words), below, len(hashes))
        + (np.array(hashes) >> _BITS_DROPPED).astype("<u4").tobytes()
        + np.packbits([number in of_head for number in hashes]).tobytes()
    )


def _runs(words: list[str], plain: str) -> Iterator[str]:
    """Yield each run of words, as a stretch of the text that they are joined to."""
    start = 0
    end = sum(map(len, words[:_RUN_WORDS])) + _RUN_WORDS - 1
    yield plain[start:end]
    for first, last in zip(words, words[_RUN_WORDS:], strict=False):
        start += len(first) + 1
        end += len(last) + 1
        yield plain[start:end]


def group_documents(signatures: Iterable[Signature]) -> dict[str, str]:
    """Group the documents that copy one text.

    Copies are documents of equal text, and those published within three days of which two fifths
    of the shorter, and half of the first half of either, stand in the other word by word. Where
    neither day is known four fifths must; where one is not, or of under twenty words, nothing less
    than the whole text. So short a text that comes again after more than three days, as a stock
    phrase does, is no copy. All documents of a group are copies of each other: a digest of two
    articles is a copy of one.

    Parameters
    ----------
    signatures
        Those of documents with ids of their own, in any order; what was not signed (an empty
        sketch) is left out.

    Returns
    -------
    The id of its group for each document that has a copy, made from the group's first document.

    Examples
    --------
    >>> text = "Shells fell on the market of the old town at noon. " * 2
    >>> days = (dt.date(2024, 5, 1), dt.date(2024, 5, 2), None)
    >>> signed = [Signature(f"d{n}", day, sign(text)) for n, day in enumerate(days)]
    >>> groups = group_documents([*signed, Signature("other", days[0], sign("The talks ended."))])
    >>> sorted(groups), len(set(groups.values()))
    (['d0', 'd1', 'd2'], 1)
    """
    signed = (item for item in signatures if item.sketch)
    return dict(group_ordered(sorted(signed, key=lambda item: item.order)))


def group_ordered(signatures: Iterable[Signature]) -> Iterator[tuple[str, str]]:
    """Yield what `group_documents` returns, with no more in memory than a few days have.

    Parameters
    ----------
    signatures
        In their `order`, none empty; gone through twice.
    """
    shared, groups = _Shared(signatures), _Groups()
    for item in signatures:
        text = _read(item)
        hashes = shared.hashes_of(text)
        if hashes or shared.has_equal(text):
            yield from groups.add(text, hashes)


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A signature read: `hashes` are those of the text that are lower than `below`, in order."""

    document_id: str
    day: int
    digest: bytes
    words: int
    below: int
    hashes: NDArray[np.uint32]
    head_bits: NDArray[np.uint8]

    @property
    def looked_up(self) -> NDArray[np.uint32]:
        """The hashes by which other texts that have them are found."""
        low = int(self.hashes.searchsorted(_LOOKED_UP_BELOW))
        return self.hashes[: max(low, _FEWEST_LOOKED_UP)]

    def share_with(self, other: _Text) -> tuple[float, float]:
        """Return which share of this text, and of its beginning, stands in another one.

        Those hashes are compared that both sketches would have kept.
        """
        compared = self.hashes[: int(self.hashes.searchsorted(min(self.below, other.below)))]
        if len(compared) < _FEWEST_COMPARED:
            return 0.0, 0.0
        met = other.hashes.take(other.hashes.searchsorted(compared), mode="clip") == compared
        in_head = np.unpackbits(self.head_bits, count=len(compared)).astype(bool)
        heads = int(np.count_nonzero(in_head))
        met_heads = int(np.count_nonzero(met & in_head))
        return (
            int(np.count_nonzero(met)) / len(compared),
            met_heads / heads if heads >= _FEWEST_COMPARED_OF_HEAD else 0.0,
        )


def _read(item: Signature) -> _Text:
    digest, words, below, count = _HEADER.unpack_from(item.sketch)
    day, document_id = item.order
    return _Text(
        document_id=document_id,
        day=day,
        digest=digest,
        words=words,
        below=below,
        hashes=np.frombuffer(item.sketch, dtype="<u4", count=count, offset=_HEADER.size),
        head_bits=np.frombuffer(item.sketch, dtype=np.uint8, offset=_HEADER.size + 4 * count),
    )


def _are_copies(one: _Text, other: _Text) -> bool:
    """Return whether one of two texts that are not equal has much of the other, word by word."""
    if abs(one.day - other.day) > _MOST_DAYS:
        return False
    shorter, longer = sorted((one, other), key=lambda text: text.words)
    shared, shared_head = shorter.share_with(longer)
    if shared < (_LEAST_SHARED_UNDATED if one.day == _NO_DAY else _LEAST_SHARED):
        return False
    return max(shared_head, longer.share_with(shorter)[1]) >= _LEAST_HEAD


class _Shared:
    """Which texts and hashes come more than once; of a hash that comes once, seldom wrong."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        seen: set[int] = set()
        self._equal: set[int] = set()
        # Memory that is never written to is never taken.
        self._once, self._twice = (np.zeros(_PLACES // 8, dtype=np.uint8) for _ in range(2))
        for item in signatures:
            text = _read(item)
            digest = _number_of(text)
            if digest in seen:
                self._equal.add(digest)
                continue
            seen.add(digest)
            places, bits = _place(text.looked_up)
            np.bitwise_or.at(self._twice, places, self._once[places] & bits)
            np.bitwise_or.at(self._once, places, bits)

    def has_equal(self, text: _Text) -> bool:
        return _number_of(text) in self._equal

    def hashes_of(self, text: _Text) -> list[int]:
        hashes = text.looked_up
        places, bits = _place(hashes)
        shared: list[int] = hashes[(self._twice[places] & bits) > 0].tolist()
        return shared


def _place(hashes: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return the byte and the bit of each hash."""
    places = (hashes & (_PLACES - 1)).astype(np.intp)
    return places >> 3, (1 << (places & 7)).astype(np.uint8)


@dataclass(slots=True, eq=False)
class _Group:
    """Documents that copy one text: the first of them, and their texts that are not equal."""

    first: _Text
    number: int
    texts: list[_Text]
    has_copies: bool = False

    def add(self, text: _Text) -> Iterator[tuple[str, str]]:
        """Take in a copy; yield the documents that are now known to have one."""
        group_id = hashlib.sha256(self.first.document_id.encode()).hexdigest()[:12]
        if not self.has_copies:
            yield self.first.document_id, group_id
        self.has_copies = True
        yield text.document_id, group_id

    def may_have(self, text: _Text) -> bool:
        """Return whether a text is a copy of every one of the group."""
        return all(_are_copies(text, known) for known in self.texts[:_MOST_COMPARED])


_ByHash = dict[int, list[_Group]]


@dataclass(slots=True)
class _Groups:
    """The groups that a document may be of: all by their texts, those of late by their hashes."""

    count: int = 0
    by_digest: dict[bytes, _Group] = field(default_factory=dict)
    by_day: deque[tuple[int, _ByHash]] = field(default_factory=deque)

    def add(self, text: _Text, hashes: list[int]) -> Iterator[tuple[str, str]]:
        """Take in a document that comes after all before it; yield what `_Group.add` does."""
        while self.by_day and self.by_day[0][0] < text.day - _MOST_DAYS:
            self.by_day.popleft()
        group = self._find_equal(text)
        if group is not None:
            yield from group.add(text)
            return
        group = self._find_copied(text, hashes)
        if group is None:
            self.count += 1
            group = _Group(first=text, number=self.count, texts=[text])
        else:
            group.texts.append(text)
            yield from group.add(text)
        self.by_digest[text.digest] = group
        self._index(group, text.day, hashes)

    def _index(self, group: _Group, day: int, hashes: list[int]) -> None:
        """Let a group be found by the hashes of a text; of many by one, the latest."""
        if not self.by_day or self.by_day[-1][0] != day:
            self.by_day.append((day, {}))
        by_hash = self.by_day[-1][1]
        for key in hashes:
            known = by_hash.setdefault(key, [])
            if group not in known:
                known.append(group)
                del known[:-_MOST_COMPARED]

    def _find_equal(self, text: _Text) -> _Group | None:
        group = self.by_digest.get(text.digest)
        is_short = text.words < _FEWEST_WORDS
        if group is not None and is_short and text.day - group.first.day > _MOST_DAYS:
            return None
        return group

    def _find_copied(self, text: _Text, hashes: list[int]) -> _Group | None:
        """Return the group that has most in common with a text, of those it is a copy of."""
        shared = Counter(
            group for _, by_hash in self.by_day for key in hashes for group in by_hash.get(key, ())
        )
        likely = sorted(shared, key=lambda group: (-shared[group], group.number))[:_MOST_COMPARED]
        return next((group for group in likely if group.may_have(text)), None)


def _number_of(text: _Text) -> int:
    """Return half of a digest as a number, which takes less memory."""
    return int.from_bytes(text.digest[:8], "little")
