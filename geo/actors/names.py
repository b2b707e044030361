"""Named actors: names of the lexicon, abbreviations, persons and organisations of a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.actors.context import Context, Found, is_agent
from geo.actors.lexicon import ActorName, ActorNoun, fold, slug
from geo.model import Actor, ActorType, Sense

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens

__all__ = ["find_names", "noun_at"]

_WORD = re.compile(r"[^\W_]+")

# What may stand between two words of one name: "al-Nusra", "U.N.", "People's", "SLM/A".
_GAP = re.compile(r"[ \u00a0.'’‘`´\-–/()&]{0,3}")

# "Islamic State (IS)", "the Kurdistan Workers' Party, or PKK".
_ABBREVIATION = re.compile(
    r"\s?(?:\(|, or )(?:the |or )?(?P<short>[A-Z][\w.&-]{1,11})(?P<close>\)?)"
)

# A capitalised name, then its abbreviation in brackets; bounded, as text is hostile.
_EXPLAINED = re.compile(
    r"(?P<name>[A-Z][\w’'-]{1,30}(?: (?:of |for |and |the |in )*[A-Z][\w’'-]{1,30}){1,7})"
    r" \((?P<short>[A-Z][A-Za-z-]{1,9})\)"
)

# Plurals that spaCy takes for singulars: "servicemen".
_MEN = re.compile(r"men$")

_HONORIFICS = frozenset(
    {"mr", "mrs", "ms", "dr", "sir", "sheikh", "ayatollah", "gen", "col", "prof"}
)

_MINIMUM_SURNAME = 3

# Places have surroundings, people have not; one may have trust "in" somebody, who is kept.
_WHERE = frozenset({"around", "inside", "into", "near", "outside", "toward", "towards"})

# Done to places, hardly ever to one person.
_GROUND_VERBS = frozenset({"besiege", "bomb", "bombard", "encircle", "overrun", "shell"})


def find_names(context: Context) -> tuple[Found, ...]:
    """Find named actors, in order of the text, without overlaps.

    Names of the lexicon come first, then abbreviations that the text itself explains, then
    persons and organisations that only the text names, then the surnames of all of those.
    """
    found = list(_find_lexicon_names(context))
    found += _find_explained(context, found)
    found += _find_entities(context, found)
    aliases = _aliases(context, found)
    found = [_with_abbreviation(context, _with_adjectives(context, item)) for item in found]
    found += _find_aliases(context, aliases, found)
    return tuple(sorted(found, key=lambda item: (item.start, item.end)))


def noun_at(context: Context, token: int, *, since: int = 0) -> tuple[str, int] | None:
    """Return the longest noun of the lexicon that ends at a token, and where it starts.

    It starts at `since` or later.
    """
    doc = context.doc
    last = doc[token]
    lower = last.lower_
    forms = sorted({last.lemma_.lower(), lower, lower.removesuffix("s"), _MEN.sub("man", lower)})
    for start in range(max(since, token - 4), token + 1):
        before = context.document.text[doc[start].idx : last.idx].lower().replace("’", "'")
        for form in forms:
            if context.lexicon.noun(before + form):
                return before + form, start
    return None


def _find_lexicon_names(context: Context) -> Iterator[Found]:
    text = context.document.text
    words = list(_WORD.finditer(text))
    folded = [fold(word.group()) for word in words]
    index = 0
    while index < len(words):
        match = _match(context, words, folded, index)
        if match is None:
            index += 1
            continue
        name, length = match
        start, end = words[index].start(), words[index + length - 1].end()
        found = _make_found(context, name, start, end)
        if found is not None:
            yield found
        index += length if found else 1


def _match(
    context: Context, words: list[re.Match[str]], folded: list[str], index: int
) -> tuple[ActorName, int] | None:
    """Return the best name that starts at a word: the longest, alive, of the country at issue."""
    fits = [
        name
        for name in context.lexicon.names_from(folded[index])
        if tuple(folded[index : index + len(name.words)]) == name.words
        and _is_meant(context, name)
        and _is_written(context.document.text, words, index, name)
        and context.lexicon.has_begun(name, on=context.published)
    ]
    if not fits:
        return None
    day = context.day_at(words[index].start())
    best = min(fits, key=lambda name: _rank(context, name, day))
    return best, len(best.words)


def _is_meant(context: Context, name: ActorName) -> bool:
    """Return whether a name may be looked for: one that many share needs its country named."""
    if name.kind == "generic":
        return context.lexicon.actor(name.actor_id).country_code in context.countries
    return name.kind != "metonym"


def _rank(context: Context, name: ActorName, day: dt.date | None) -> tuple[int, bool, bool, str]:
    """Rank a name: the longest first, of namesakes who was there on the day, and of the country.

    Where no day is known, who has ended by now comes after who has not.
    """
    lexicon = context.lexicon
    actor = lexicon.actor(name.actor_id)
    known = name.valid_to or actor.valid_to
    absent = known is not None if day is None else not lexicon.is_current(name, on=day)
    abroad = actor.country_code not in {None, context.country}
    return -len(name.words), absent, abroad, name.actor_id


def _is_written(text: str, words: list[re.Match[str]], index: int, name: ActorName) -> bool:
    """Return whether words that are those of a name stand as a name: together, in its letters."""
    stretch = words[index : index + len(name.words)]
    gaps = (text[a.end() : b.start()] for a, b in pairwise(stretch))
    if not all(_GAP.fullmatch(gap) for gap in gaps):
        return False
    if name.exact:
        return _letters(text[stretch[0].start() : stretch[-1].end()]) == _letters(name.text)
    capitals = (word.group()[0].isupper() for word in _WORD.finditer(name.text))
    return all(
        word.group()[0].isupper() or not capital
        for word, capital in zip(stretch, capitals, strict=True)
    )


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _make_found(context: Context, name: ActorName, start: int, end: int) -> Found | None:
    tokens = context.doc.char_span(start, end, alignment_mode="expand")
    if tokens is None or tokens.start not in context.sentence_of:
        return None
    is_short = name.kind == "surname" or len(name.words) == 1
    if is_short and _is_part_of_person(context, tokens):
        return None
    if name.kind != "abbreviation" and _is_place(context, tokens):
        return None
    actor = context.lexicon.actor(name.actor_id)
    if (day := context.day_at(start)) is not None:
        actor = context.lexicon.successor(actor, on=day)
    # An old office-holder's bare surname may be anybody's; the full name has to be there.
    doubtful = name.kind == "surname" and context.lexicon.has_ended(name, on=context.published)
    if doubtful and not _has_full_name(context, name.actor_id):
        return None
    return _found(context, tokens, actor)


def _has_full_name(context: Context, actor_id: str) -> bool:
    return fold(context.lexicon.actor(actor_id).name) in context.folded


def _is_part_of_person(context: Context, tokens: Tokens) -> bool:
    """Return whether a one-word name belongs to a longer name of a person."""
    before = tokens.start - 1
    if before < 0:
        return False
    token = context.doc[before]
    if token.ent_type_ != "PERSON" or tokens[0].ent_type_ != "PERSON":
        return False
    if tokens[0].ent_iob_ != "I" or not token.text[0].isupper():
        return False
    return fold(token.text).rstrip(".") not in _HONORIFICS and noun_at(context, before) is None


def _is_place(context: Context, tokens: Tokens) -> bool:
    """Return whether a name is, in this place, only that of a place: "the Sea of Azov"."""
    resolution = context.places.get(tokens.start)
    if resolution is None or resolution.toponym.sense is not Sense.LITERAL:
        return False
    span = resolution.toponym.span
    start, end = tokens.start_char, tokens.end_char
    return span.start <= start and end <= span.end and not is_agent(tokens.root)


def _found(context: Context, tokens: Tokens, actor: Actor) -> Found:
    start, end = tokens.start, tokens.end
    while end - 1 > start and context.doc[end - 1].text in {"'s", "’s", "'", "’", "."}:
        end -= 1
    return Found(start=start, end=end, head=_head(tokens), actor=actor)


def _head(tokens: Tokens) -> int:
    """Return the first token that hangs on one outside; a parse may cut long names in two."""
    for token in tokens:
        if not tokens.start <= token.head.i < tokens.end or token.head == token:
            return int(token.i)
    return int(tokens.root.i)


def _find_entities(context: Context, found: Iterable[Found]) -> Iterator[Found]:
    """Find the persons and organisations that spaCy sees and the lexicon does not know."""
    taken = {index for item in found for index in range(item.start, item.end)}
    for entity in context.doc.ents:
        if entity.start not in context.sentence_of or entity.label_ not in {"PERSON", "ORG"}:
            continue
        tokens = _trimmed(entity)
        if tokens is None or any(token.i in taken or token.i in context.places for token in tokens):
            continue
        if entity.label_ == "PERSON" and (_is_make(context, tokens) or _is_where(tokens)):
            continue
        actor = (_person if entity.label_ == "PERSON" else _organisation)(context, tokens)
        if actor is not None:
            yield _found(context, tokens, actor)


def _is_make(context: Context, tokens: Tokens) -> bool:
    """Return whether a name only says of which make things are ("Katyusha rockets").

    "Assad loyalists" are somebody's people.
    """
    head = tokens.root.head
    return (
        tokens.root.dep_ == "compound" and head.tag_ == "NNS" and noun_at(context, head.i) is None
    )


def _is_where(tokens: Tokens) -> bool:
    """Return whether a name is that of a place that the gazetteer lacks ("around Lay Kay Kaw").

    So is a lone one of what was besieged or shelled, or fell to somebody.
    """
    root, before = tokens.root, tokens.root.head
    if len(tokens) == 1 and root.dep_ in {"dobj", "nsubjpass"}:
        return before.lemma_ in _GROUND_VERBS
    if len(tokens) == 1 and root.dep_ == "nsubj" and before.lemma_ == "fall":
        return any(child.lower_ == "to" for child in before.children)
    return root.dep_ == "pobj" and before.lower_ in _WHERE


def _trimmed(entity: Tokens) -> Tokens | None:
    """Return an entity without articles, honorifics, titles in lower case and possessive."""
    start, end = entity.start, entity.end
    doc = entity.doc
    while start < end and (
        doc[start].lower_.rstrip(".") in _HONORIFICS
        or not doc[start].text[:1].isupper()
        or doc[start].lower_ == "the"
    ):
        start += 1
    while end > start and not doc[end - 1].text[0].isupper():
        end -= 1
    if start == end or "\n" in doc[start:end].text:
        return None
    return doc[start:end]


def _person(context: Context, tokens: Tokens) -> Actor | None:
    if not all(
        token.is_alpha or token.text in {"-", "'", "."} or token.text[0].isupper()
        for token in tokens
    ):
        return None
    name = tokens.text
    identifier = slug(name)
    if not identifier or noun_at(context, tokens.end - 1) is not None:
        return None
    return Actor(actor_id=f"person:{identifier}", name=name, type=ActorType.PERSON, sector="CVL")


def _organisation(context: Context, tokens: Tokens) -> Actor | None:
    """Return an actor for an organisation whose own name says of what kind it is."""
    noun = _kind_of(context, tokens)
    if len(tokens) == 1 or noun is None or noun.acts:
        return None
    if noun.type in {ActorType.CIVILIAN, ActorType.UNKNOWN}:
        return None
    return _make_organisation(context, tokens, noun.type, noun.sector)


def _kind_of(context: Context, tokens: Tokens) -> ActorNoun | None:
    matches = [match for token in tokens if (match := noun_at(context, token.i))]
    inside = [match[0] for match in matches if tokens.start <= match[1]]
    return context.lexicon.noun(inside[-1]) if inside else None


def _make_organisation(
    context: Context, tokens: Tokens, kind: ActorType, sector: str | None
) -> Actor:
    return Actor(
        actor_id=f"org:{slug(tokens.text)}",
        name=tokens.text,
        type=kind,
        country_code=_country_of(context, tokens),
        sector=sector,
    )


def _find_explained(context: Context, found: Iterable[Found]) -> Iterator[Found]:
    """Find organisations that the text names with their abbreviation: "Aid Now Group (ANG)"."""
    taken = {index for item in found for index in range(item.start, item.end)}
    for match in _EXPLAINED.finditer(context.document.text):
        start = _start_of_initials(match)
        tokens = context.doc.char_span(start, match.end("name"), alignment_mode="expand")
        if start < 0 or tokens is None or tokens.start not in context.sentence_of:
            continue
        if any(token.i in taken for token in tokens):
            continue
        noun = _kind_of(context, tokens)
        kind = noun.type if noun else ActorType.UNKNOWN
        if kind in {ActorType.CIVILIAN, ActorType.STATE}:
            kind = ActorType.NGO if kind is ActorType.CIVILIAN else ActorType.GOVERNMENT
        actor = _make_organisation(context, tokens, kind, "NGO" if noun is None else noun.sector)
        yield _found(context, tokens, actor)


def _start_of_initials(match: re.Match[str]) -> int:
    """Return where the words begin whose initials are the abbreviation, or -1."""
    short = fold(_letters(match.group("short")))
    words = list(_WORD.finditer(match.string, match.start("name"), match.end("name")))
    for index, word in enumerate(words):
        capitals = [item.group()[0] for item in words[index:] if item.group()[0].isupper()]
        if word.group()[0].isupper() and fold("".join(capitals)) == short:
            return word.start()
    return -1


def _country_of(context: Context, tokens: Tokens) -> str | None:
    for token in tokens:
        resolution = context.places.get(token.i)
        if resolution and resolution.entry:
            return resolution.entry.country_code
    return context.local_country(tokens.start)


def _with_adjectives(context: Context, found: Found) -> Found:
    """Stretch a mention over the adjectives before it: "US-backed Syrian Kurdish militia"."""
    head = context.doc[found.head]
    start = found.start
    for child in reversed(list(head.lefts)):
        if child.i >= start:
            continue
        if child.dep_ not in {"amod", "nmod", "compound"} or child.right_edge.i + 1 != start:
            break
        if child.dep_ != "amod" and child.i not in context.places:
            break
        start = child.left_edge.i
    return replace(found, start=start)


def _with_abbreviation(context: Context, found: Found) -> Found:
    """Stretch a mention over the abbreviation that follows it in brackets."""
    match = _abbreviation_after(context, found)
    if match is None or not match.group("close"):
        return found
    tokens = context.doc.char_span(
        context.doc[found.start].idx, match.end(), alignment_mode="expand"
    )
    return found if tokens is None else replace(found, end=tokens.end)


def _abbreviation_after(context: Context, found: Found) -> re.Match[str] | None:
    last = context.doc[found.end - 1]
    match = _ABBREVIATION.match(context.document.text, last.idx + len(last))
    if match is None or found.end - found.start == 1:
        return None
    letters = fold(_letters(match.group("short")))
    initials = fold(
        "".join(token.text[0] for token in context.doc[found.start : found.end] if token.is_alpha)
    )
    return match if letters[0] in initials else None


def _aliases(context: Context, found: Iterable[Found]) -> Mapping[str, Actor]:
    """Return the short forms that the document gives its actors: abbreviations and surnames."""
    aliases: dict[str, Actor] = {}
    for item in found:
        match = _abbreviation_after(context, item)
        if match is not None:
            aliases.setdefault(match.group("short").rstrip("."), item.actor)
        last = context.doc[item.end - 1].text
        full = item.actor.type is ActorType.PERSON and item.end - item.start > 1
        if full and len(last) >= _MINIMUM_SURNAME and last[0].isupper():
            aliases.setdefault(last, item.actor)
    return aliases


def _find_aliases(
    context: Context, aliases: Mapping[str, Actor], found: list[Found]
) -> list[Found]:
    """Find further uses of the document's own short forms; drop what they replace."""
    by_start = {item.start: item for item in found}
    taken = {index for item in found for index in range(item.start, item.end)}
    more = []
    for token in context.doc:
        actor = aliases.get(token.text)
        if actor is None or token.i not in context.sentence_of:
            continue
        single = by_start.get(token.i)
        if (
            single
            and single.end == token.i + 1
            and single.actor.actor_id == f"person:{slug(token.text)}"
        ):
            found.remove(single)
        elif token.i in taken or token.i in context.places:
            continue
        if _is_part_of_person(context, context.doc[token.i : token.i + 1]):
            continue
        more.append(Found(start=token.i, end=token.i + 1, head=token.i, actor=actor))
    return more
