"""Spans of a text that are place names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo.datelines import DATELINE
from geo.model import Span
from geo.text import plural_of
from geo.toponyms.names import words_of_class
from geo.toponyms.patterns import CLOCK, HYPHENATED, LABEL, LIST, MEMBERS, WAY
from geo.toponyms.texts import TextFacts
from geo.toponyms.wording import (
    CONNECTORS,
    LOCATIVE_PREPOSITIONS,
    NUMBER_LABELS,
    STRICTLY_LOCATIVE,
    trim,
    word_before,
)

if TYPE_CHECKING:
    from spacy.tokens import Span as Sentence
    from spacy.tokens import Token

__all__ = ["Mention", "find_mentions", "has_kind_after"]

# Scores of recognition by what speaks for a span: two independent witnesses (the parser's entity
# and the gazetteer), one of them, or a name carried over from elsewhere in the document.
_BOTH, _ENTITY_ONLY, _NAME_ONLY, _CARRIED = 0.97, 0.75, 0.85, 0.8

_PLACE_LABELS = {"GPE", "LOC", "FAC"}
_CLOSED_LABELS = {"PERSON", "ORG", "WORK_OF_ART", "LAW", "PRODUCT", "EVENT", "LANGUAGE"}

# A name looked up by itself, without an entity, is at most this many words ("Central African
# Republic", "Democratic Republic of the Congo").
_LONGEST_SWEEP_WORDS = 6

# The words that say which site is meant ("international airport") stand this near after a name.
_SITE_REACH = 40

_COUNTY = {"co", "co."}
# Words after which a name is a place only where other signs say so: "an assault on El Obeid".
_HINTS = {"on", "between", "via", "through"}

# "Goma fell in May", but not "fell from a ladder".
_WHEN = {"after", "before", "in", "on"}

# Parts of speech that begin sentences before a name, and no name.
_OPENING = {"ADP", "ADV", "CCONJ", "SCONJ"}

# At most so many stand between two capitalised words of a name.
_MOST_LINKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names a place, with what speaks for it."""

    span: Span
    score: float
    evidence: str


def find_mentions(facts: TextFacts) -> tuple[Mention, ...]:
    """Return the place names in the prose of a text, in its order, none overlapping.

    Where two rules find overlapping spans the earlier rule wins: datelines and labels, ends of
    ways, abbreviated names, names after times of day, entities, names inside hyphenated words
    and institutions, names of the gazetteer, names carried over.
    """
    found: list[Mention] = []
    taken = _Taken()
    for rule in (
        _datelines,
        _labels,
        _ways,
        _abbreviated,
        _after_clocks,
        _entities,
        _hyphenated,
        _institutions,
        _known_names,
        _before_sites,
        _listed,
        _after_prepositions,
    ):
        found += [mention for mention in rule(facts) if taken.add(mention.span)]
    for spread in (
        _coordinated(facts, list(found)),
        _members(facts, list(found)),
        _carried(facts, list(found)),
    ):
        found += [mention for mention in spread if taken.add(mention.span)]
    found = [mention for mention in found if not facts.persons.own(mention.span)]
    return tuple(sorted(found, key=lambda mention: mention.span))


class _Taken:
    """Spans in use, by character, so that each test is as cheap as the span is short."""

    def __init__(self) -> None:
        self._characters: set[int] = set()

    def add(self, span: Span) -> bool:
        characters = range(span.start, span.end)
        if not characters or any(at in self._characters for at in characters):
            return False
        self._characters.update(characters)
        return True


def _datelines(facts: TextFacts) -> Iterator[Mention]:
    for match in DATELINE.finditer(facts.text):
        for group in ("place", "country"):
            if match[group] is None or not facts.is_prose(match.start(group)):
                continue
            start, end = trim(facts.text, match.start(group), match.end(group))
            # Capitals are the style of datelines, not the sign of an acronym.
            if facts.names.kind(facts.text[start:end].title()).known:
                yield _mention(start, end, _NAME_ONLY, "dateline")


def _labels(facts: TextFacts) -> Iterator[Mention]:
    for match in LABEL.finditer(facts.text):
        for group in ("place", "country"):
            start, end = match.span(group)
            if start >= 0 and facts.is_prose(start) and facts.names.kind(match[group]).known:
                yield _mention(start, end, _NAME_ONLY, "dateline")


def _ways(facts: TextFacts) -> Iterator[Mention]:
    for match in WAY.finditer(facts.text):
        first, _ = trim(facts.text, *match.span("one"))
        if facts.kind_at(first, match.end("other")).known:  # "the Wilkes-Barre road"
            continue
        for start, end in ((first, match.end("one")), match.span("other")):
            if facts.is_prose(start) and facts.kind_at(start, end).known:
                yield _mention(start, end, _NAME_ONLY, "gazetteer")


def _abbreviated(facts: TextFacts) -> Iterator[Mention]:
    """Yield counties and provinces as newspapers shorten them: "Co Mayo", "Kingston, Ont."."""
    for token in facts.parse.capitalised:
        if not (0 < token.i < len(token.doc) - 1):
            continue
        before, after = token.nbor(-1), token.nbor()
        start, end = token.idx, after.idx + len(after)
        name = facts.text[start:end]
        if token.lower_ in _COUNTY:
            is_company = before.pos_ == "PROPN"
            is_name = _begins_high(after) and not is_company and facts.names.kind(name).division
        else:
            is_listed = before.text == "," and name == f"{token.text}."
            is_name = is_listed and _keeps_full_stop(name, facts)
        if is_name:
            yield _mention(start, end, _NAME_ONLY, "gazetteer")


def _keeps_full_stop(name: str, facts: TextFacts) -> bool:
    """Return whether the full stop after a name is a part of it, not the end of a sentence."""
    whole, bare = facts.names.numbers(name), facts.names.numbers(name[:-1])
    if whole is None or not facts.names.kind(name).division:
        return False
    return not whole["folded name"] and (bare is None or bool(bare["folded name"]))


def _entities(facts: TextFacts) -> Iterator[Mention]:
    for entity in facts.parse.entities:
        if entity.label_ in _PLACE_LABELS:
            for start, end in _named(entity, facts):
                name = facts.text[start:end]
                known = facts.names.kind(name).known
                if known or (name[:1].isupper() and facts.names.is_plausible(name)):
                    yield _mention(start, end, _BOTH if known else _ENTITY_ONLY, "entity")
        elif entity.label_ == "NORP":
            start, end = trim(facts.text, entity.start_char, entity.end_char)
            if facts.kind_at(start, end).demonym:
                yield _mention(start, end, _BOTH, "entity")


def _after_clocks(facts: TextFacts) -> Iterator[Mention]:
    for entity in facts.parse.entities:
        if entity.label_ in NUMBER_LABELS and (clock := CLOCK.match(entity.text)):
            start, end = trim(facts.text, entity.start_char + clock.end(), entity.end_char)
            if facts.kind_at(start, end).known:
                yield _mention(start, end, _NAME_ONLY, "clock")


def _named(entity: Sentence, facts: TextFacts) -> list[tuple[int, int]]:
    """Return the longer name that an entity is part of ("Umm Ruwaba"), else its own parts."""
    first_word, after_last = facts.bounds_at(entity.start)
    low = max(first_word, entity.end - _LONGEST_SWEEP_WORDS)
    high = min(after_last, entity.start + _LONGEST_SWEEP_WORDS)
    tokens = facts.tokens[low:high]
    for size in range(_LONGEST_SWEEP_WORDS, len(entity), -1):
        for at in range(max(low, entity.end - size), min(entity.start, high - size) + 1):
            first, last = tokens[at - low], tokens[at - low + size - 1]
            if not (_begins_high(first) and _begins_high(last)) or first.pos_ == "DET":
                continue
            start, end = first.idx, last.idx + len(last)
            if facts.kind_at(start, end).known:
                return [(start, end)]
    return list(_split(entity.start_char, entity.end_char, facts))


def _split(start: int, end: int, facts: TextFacts) -> Iterator[tuple[int, int]]:
    """Cut an entity that lists several places ("Homs, Syria"), unless it is one name."""
    first, last = trim(facts.text, start, end)
    if facts.kind_at(first, last).known:
        yield first, last
        return
    cut = first
    for match in LIST.finditer(facts.text, first, last):
        yield trim(facts.text, cut, match.start())
        cut = match.end()
    start, end = trim(facts.text, cut, last)
    if hyphen := HYPHENATED.match(facts.text[start:end]):
        end = start + hyphen.end("place")
    yield start, end


def _hyphenated(facts: TextFacts) -> Iterator[Mention]:
    for token in facts.parse.capitalised:
        match = HYPHENATED.match(token.text)
        if match and facts.names.kind(match["place"]).certain:
            yield _mention(token.idx, token.idx + match.end("place"), _NAME_ONLY, "compound")


def _institutions(facts: TextFacts) -> Iterator[Mention]:
    """Yield the place before a plain institution: "the Russian Defence Ministry".

    The formal name of an organisation ("Syrian Democratic Forces") holds a word that is not the
    plain name of an institution, and is left whole.
    """
    plain = words_of_class("institution_noun") | words_of_class("affair_noun")
    for entity in facts.parse.entities:
        if entity.label_ not in _CLOSED_LABELS - {"PERSON"}:
            continue
        tokens = [token for token in entity if token.lower_ not in {"the", "'s", "’s"}]
        for size in range(1, min(len(tokens), 4)):
            start, end = tokens[0].idx, tokens[size - 1].idx + len(tokens[size - 1])
            rest = [token for token in tokens[size:] if token.is_alpha]
            if (
                facts.kind_at(start, end).certain
                and rest
                and all(token.lower_ in plain or token.lemma_.lower() in plain for token in rest)
            ):
                yield _mention(start, end, _NAME_ONLY, "institution")
                break


def _known_names(facts: TextFacts) -> Iterator[Mention]:
    """Yield countries, demonyms and regions of our own tables that no entity covers."""
    for run in _capitalised_runs(facts):
        at = 0
        while at < len(run):
            for size in range(min(_LONGEST_SWEEP_WORDS, len(run) - at), 0, -1):
                start, end = run[at].idx, run[at + size - 1].idx + len(run[at + size - 1])
                if run[at].pos_ != "DET" and facts.kind_at(start, end).certain:
                    yield _mention(start, end, _NAME_ONLY, "gazetteer")
                    break
            else:
                size = 1
            at += size


def _before_sites(facts: TextFacts) -> Iterator[Mention]:
    """Yield a name that the words after it make known: "Zamzam camp", "Trehgam village"."""
    for whole in _capitalised_runs(facts, closed=NUMBER_LABELS):
        run = whole[1:] if whole[0].pos_ == "DET" and len(whole) > 1 else whole
        start, end = run[0].idx, run[-1].idx + len(run[-1])
        if has_kind_after(run[-1]) and facts.kind_at(start, end).known:
            yield _mention(start, end, _NAME_ONLY, "told")
        elif facts.names.names_site(facts.text[start:end], facts.text[end : end + _SITE_REACH]):
            yield _mention(start, end, _NAME_ONLY, "gazetteer")


def has_kind_after(token: Token) -> bool:
    """Return whether the word after a name calls it a town, a village or a division.

    "Republican district" is none: its first word is no name of a place, but of a party.
    """
    is_last = token.i + 1 == len(token.doc)
    is_name = token.pos_ == "PROPN" or not token.is_sent_start
    is_party = token.ent_type_ == "NORP"
    return is_name and not (is_party or is_last) and _is_kind(token.nbor().text)


def _is_kind(word: str) -> bool:
    """Return whether a word calls what is named before it a place: "Trehgam village"."""
    return word in words_of_class("kind_noun") or word in _kinds_of_lists()


@cache
def _kinds_of_lists() -> frozenset[str]:
    """Return the words that call the members of a list places: "Sake and Goma districts"."""
    return frozenset(map(plural_of, words_of_class("kind_noun")))


def _listed(facts: TextFacts) -> Iterator[Mention]:
    """Yield the members of a list whose kind stands beside it.

    "Sake and Goma districts", "the governorates of Saada, Hajjah and Amran".
    """
    for match in MEMBERS.finditer(facts.text):
        kinds = {match["kind"], match["before"]}
        if not kinds & _kinds_of_lists() or not facts.is_prose(match.start("members")):
            continue
        for start, end in _split(*match.span("members"), facts):
            if facts.kind_at(start, end).known:
                yield _mention(start, end, _NAME_ONLY, "told")


def _after_prepositions(facts: TextFacts) -> Iterator[Mention]:
    """Yield a capitalised name of the gazetteer that a word of place introduces.

    The parser takes many a town that it does not know for a person or an organisation. But
    nobody is "near" or "outside" a person, nor shells or besieges one, and a name in a country
    that the text names is more likely the town.
    """
    named = facts.countries
    for whole in _capitalised_runs(facts, closed=NUMBER_LABELS):
        run = _after_link(whole, facts)
        before = word_before(run[0].i, facts.tokens)
        taken = _is_object(run[-1], "taken_verb")
        ground = _is_ground(run[-1])
        is_hinted = before in _HINTS or _is_object(run[-1], "struck_verb") or ground
        if before not in LOCATIVE_PREPOSITIONS and not (taken or is_hinted):
            continue
        start, end = run[0].idx, run[-1].idx + len(run[-1])
        kind = facts.kind_at(start, end)
        if is_hinted and not taken and not kind.countries & named:
            continue
        is_closed = any(token.ent_type_ in _CLOSED_LABELS for token in run)
        possesses = facts.text[end : end + 2] in {"'s", "’s"}
        if is_closed and (
            possesses
            or not (taken or _is_strictly_a_place(run[0], before) or kind.countries & named)
        ):
            continue
        if kind.known:
            sure = _is_strictly_a_place(run[0], before) or ground
            strict = sure and bool(kind.countries & named)
            is_told = strict or _is_of_settlement(run[0], before)
            yield _mention(start, end, _NAME_ONLY, "told" if is_told else "gazetteer")


def _after_link(run: list[Token], facts: TextFacts) -> list[Token]:
    """Return the name after a link, unless all is one name.

    "The Popular Front on Al Fashir", and where a sentence begins "Residents of Kutum".
    """
    if facts.kind_at(run[0].idx, run[-1].idx + len(run[-1])).known:
        return run
    links = [at for at, token in enumerate(run[:-1]) if token.lower_ in {"of", "on"}]
    return run[links[-1] + 1 :] if links else run


def _is_object(token: Token, verbs: str) -> bool:
    """Return whether a name is what verbs of a class are done to.

    Those of siege and conquest (`taken_verb`) are done to places; those of attack and arrival
    (`struck_verb`) to persons and groups, too.
    """
    is_object = token.dep_ in {"dobj", "nsubjpass"}
    return is_object and token.head.lemma_.lower() in words_of_class(verbs)


def _is_ground(token: Token) -> bool:
    """Return whether a name is of what armies fight over: "held Bor", "Kobani fell to rebels"."""
    verb = token.head
    if token.dep_ != "nsubj" or verb.lemma_ != "fall":
        person = token.ent_type_ == "PERSON" and verb.lemma_ == "hold"
        return not person and _is_object(token, "ground_verb")
    links = [child for child in verb.children if child.dep_ == "prep" and child.lower_ not in _WHEN]
    return all(
        w.tag_ in {"NNS", "NNP"} and w.head.lower_ == "to" for p in links for w in p.children
    )


def _is_strictly_a_place(token: Token, before: str) -> bool:
    """Return whether what stands before a name leaves it no choice: "near", "the town of"."""
    return before in STRICTLY_LOCATIVE or _is_of_settlement(token, before)


def _is_of_settlement(token: Token, before: str) -> bool:
    """Return whether a town or who lives there is said to be of it: "residents of Kutum"."""
    of = token.i - 1
    if before != "of" or of <= 0 or token.doc[of].lower_ != "of":
        return False
    noun = token.doc[of - 1]
    return noun.lower_ in words_of_class("kind_noun") or noun.lemma_.lower() in words_of_class(
        "settled_noun"
    )


def _coordinated(facts: TextFacts, found: Iterable[Mention]) -> Iterator[Mention]:
    """Yield a known name that is coordinated with a place: "Fuaa and Kefraya"."""
    seen: set[int] = set()  # a list of places is gone through once, not once for each of them
    for mention in found:
        stretch = facts.parse.doc.char_span(mention.span.start, mention.span.end)
        if stretch is None or stretch.root.i in seen:
            continue
        for token in stretch.root.conjuncts:
            seen.add(token.i)
            first = token
            while (
                first.i > 0 and first.nbor(-1).dep_ == "compound" and first.nbor(-1).head == token
            ):
                first = first.nbor(-1)
            start, end = first.idx, token.idx + len(token)
            if _begins_high(token) and facts.kind_at(start, end).known:
                yield _mention(start, end, _NAME_ONLY, "gazetteer")


def _members(facts: TextFacts, found: Iterable[Mention]) -> Iterator[Mention]:
    """Yield known names in a list with a place of the same country: "Kutum, Nyala and Zalingei".

    The parser often breaks a list of foreign names; and among persons stand some who are called
    like a place, but of one country they hardly are.
    """
    places = {mention.span for mention in found}
    for match in MEMBERS.finditer(facts.text):
        if not facts.is_prose(match.start("members")):
            continue
        spans = [Span(start=a, end=b) for a, b in _split(*match.span("members"), facts)]
        kinds = {span: facts.kind_at(span.start, span.end) for span in spans}
        countries = {code for span in spans if span in places for code in kinds[span].countries}
        for span, kind in kinds.items():
            if span not in places and kind.known and kind.countries & countries:
                yield _mention(span.start, span.end, _NAME_ONLY, "gazetteer")


def _carried(facts: TextFacts, found: Iterable[Mention]) -> Iterator[Mention]:
    """Yield further mentions of names that an entity gave elsewhere in the document."""
    names = {
        facts.text[mention.span.start : mention.span.end]
        for mention in found
        if mention.score == _BOTH
    }
    closed = [
        range(entity.start_char, entity.end_char)
        for entity in facts.parse.entities
        if entity.label_ in _CLOSED_LABELS and entity.text not in names
    ]
    covered = {offset for span in closed for offset in span}
    if not names:
        return
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    for match in pattern.finditer(facts.text):
        if match.start() not in covered and facts.is_prose(match.start()):
            yield _mention(match.start(), match.end(), _CARRIED, "carried over")


def _capitalised_runs(
    facts: TextFacts, closed: AbstractSet[str] = _CLOSED_LABELS | NUMBER_LABELS
) -> Iterator[list[Token]]:
    """Yield runs of capitalised words outside entities of the closed kinds."""
    run: list[Token] = []
    for token in facts.parse.capitalised:
        if token.ent_type_ in closed or _opens(token):
            continue
        if run and token.i - run[-1].i - 1 <= _MOST_LINKS:
            links = facts.tokens[run[-1].i + 1 : token.i]
            if _continues(token, links):
                run += [*links, token]
                continue
        if run:
            yield run
        run = [token]
    if run:
        yield run


def _continues(token: Token, links: Sequence[Token]) -> bool:
    """Return whether a word continues a name, given the words between."""
    return not token.is_sent_start and all(
        link.lower_ in CONNECTORS and not link.is_sent_start for link in links
    )


def _begins_high(token: Token) -> bool:
    return bool(token.text[0].isupper())


def _opens(token: Token) -> bool:
    """Return whether a sentence begins with a word that is no name: "In Pekon", "Near Goma"."""
    return bool(token.is_sent_start) and (
        token.pos_ in _OPENING or token.lower_ in STRICTLY_LOCATIVE
    )


def _mention(start: int, end: int, score: float, evidence: str) -> Mention:
    return Mention(span=Span(start=start, end=end), score=score, evidence=evidence)
