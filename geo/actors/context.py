"""What is known of a document before its actors are looked for."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.actors.lexicon import ActorLexicon, fold
from geo.actors.visits import Visit, find_visits, is_host
from geo.datelines import find_datelines
from geo.model import Actor, Resolution, Sense

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from geo.language import Parse
    from geo.model import Document

__all__ = ["Context", "Found", "make_context"]

# A country whose towns are named is where the news is; adjectives say less, capitals that stand
# for governments nothing.
_WEIGHTS = {Sense.LITERAL: 3, Sense.MODIFIER: 1, Sense.METONYMIC: 0}
# What only somebody with a mind of his own is.
_MINDED = frozenset(
    {"committed", "determined", "eager", "keen", "opposed", "prepared", "ready", "reluctant",
     "unwilling", "willing"}
)  # fmt: skip
# Whose ministers are meant, a government that is named says as much as a nationality, and so does
# the town that a text is written in.
_HOME_WEIGHTS = {**_WEIGHTS, Sense.METONYMIC: 1}

_COUNTRY_CODES = ("PCL", "TERR")
_FORMER_STATE = "PCLH"

# GeoNames codes of a capital and of the seat of government where that is another town.
_CAPITAL_CODES = frozenset({"PPLC", "PPLG"})

# What follows a hyphen after a name and does not make the whole belong to it: "Turkish-backed".
_FOREIGN_LINKS = frozenset(
    {"affiliated", "aligned", "allied", "armed", "backed", "controlled", "held", "inspired"}
    | {"linked", "mediated", "occupied", "sponsored", "supported", "trained", "brokered"}
)


# A year that is told, not counted: "in 2014", "since August 2015", "on 3 May 2016".
_YEAR = re.compile(
    r"\b(?:in|since|of|from|by|until|till|before|after|during|early|late|mid|year|"
    r"Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?(?: \d{1,2},)?[ -]((?:19|20)\d\d)\b",
    re.IGNORECASE,
)

# Words from a noun up to its verb: "the leaders of the miners of Oruro met".
_CLAUSE_REACH = 8

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OBJECTS = frozenset({"dobj", "iobj", "dative", "pobj"})

_PARTNER_WORDS = frozenset({"with", "by", "against"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mention by tokens `start` to `end` (excluded), with the token that heads it.

    `words` are the tokens that name whom a word points back to ("the guerrillas" for "they").
    """

    start: int
    end: int
    head: int
    actor: Actor
    implied: bool = False
    kind: str = "name"
    noun: str = ""
    words: tuple[int, int] | None = None

    @property
    def naming(self) -> tuple[int, int]:
        """Return the tokens that name the actor: its own, or those that it points back to."""
        return self.words or (self.start, self.end)

    def covers(self, other: Found) -> bool:
        """Return whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A document, its parse and its resolved toponyms by token."""

    document: Document
    doc: Doc
    folded: str
    lexicon: ActorLexicon
    places: Mapping[int, Resolution]
    sentence_of: Mapping[int, int]
    sentence_countries: Mapping[int, str]
    sentence_homes: Mapping[int, str]
    sentence_capitals: Mapping[int, str]
    country: str | None
    home: str | None
    homes: Mapping[str, int]
    visited: frozenset[int]
    comings: Mapping[int, bool]
    countries: frozenset[str]
    years: Mapping[int, int]
    starts: Sequence[int]

    @property
    def published(self) -> dt.date | None:
        """Day of publication."""
        return self.document.published

    def day_at(self, offset: int) -> dt.date | None:
        """Return the day that what stands at an offset is told of, to tell namesakes apart.

        It is the day of publication, or the end of the earliest year that the sentence names.
        """
        year = self.years.get(bisect_right(self.starts, offset) - 1)
        published = self.published
        if year is None or (published is not None and published.year <= year):
            return published
        return dt.date(year, 12, 31)

    def local_country(self, token: int) -> str | None:
        """Return the country of the places that a token's sentence names, else the document's.

        Who talks in a town is not of its country for that.
        """
        if self.is_guest(token):
            return self.office_country(token)
        return self.sentence_countries.get(self.sentence_of.get(token, -1)) or self.country

    def office_country(self, token: int) -> str | None:
        """Return the country whose minister or parliament is meant where the text names none.

        It is that of the sentence's places, else the one that the document is mostly of; places
        that are only visited count for nothing.
        """
        if self.is_guest(token, travelling=True):
            return self._guest_country(token)
        return self.sentence_homes.get(self.sentence_of.get(token, -1)) or self.home

    def capital_country(self, token: int) -> str | None:
        """Return the country whose capital a token's sentence names, else that of the document."""
        if self.is_guest(token, travelling=True):
            return self._guest_country(token)
        return self.sentence_capitals.get(self.sentence_of.get(token, -1)) or self.home

    def _guest_country(self, token: int) -> str | None:
        """Return the country of who comes to meet others: of none that is named after him.

        "The president met Chad's foreign minister in Tunis" tells of no president of Chad.
        """
        counts = Counter(self.homes)
        seen: set[int] = set()
        for index in range(token + 1, self.doc[token].sent.end):
            met = self.places.get(index)
            code = met.entry.country_code if met and met.entry else None
            start = met.toponym.span.start if met else -1
            if met is not None and code is not None and start not in seen | self.visited:
                seen.add(start)
                counts[code] -= _HOME_WEIGHTS[met.toponym.sense]
        country, count = counts.most_common(1)[0] if counts else (None, 0)
        return country if count > 0 else None

    def home_country(self, token: int) -> str | None:
        """Return the document's country; none for a sentence set in another.

        Troops there may be anybody's.
        """
        here = self.sentence_countries.get(self.sentence_of.get(token, -1), self.country)
        return self.country if here == self.country else None

    def is_guest(self, token: int, *, travelling: bool = False) -> bool:
        """Return whether somebody takes part in talks that are held where they are just held.

        With `travelling`, also whether he only travels to where his clause says.
        """
        word = self.doc[token]
        for _ in range(_CLAUSE_REACH):
            if word.i in self.comings:
                return travelling or self.comings[word.i]
            if word.pos_ in {"AUX", "VERB"} or word.head.i == word.i:
                return False
            word = word.head
        return False

    def is_linked(self, start: int, end: int) -> bool:
        """Return whether tokens only qualify: "pro-Russian", "Turkish-backed", "IS-held"."""
        doc = self.doc
        if start >= 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_:
            return True
        if end + 1 < len(doc) and doc[end].text == "-" and not doc[end - 1].whitespace_:
            return doc[end + 1].lower_ in _FOREIGN_LINKS
        return False

    def is_hyphenated(self, start: int, end: int) -> bool:
        """Return whether tokens are part of a hyphenated word."""
        doc = self.doc
        before = start >= 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_
        return before or (end < len(doc) and doc[end].text == "-" and not doc[end - 1].whitespace_)

    def is_ethnic(self, token: int) -> bool:
        """Return whether a name is that of a people wherever it lives: "ethnic Hungarians"."""
        return _is_after_ethnic(self.document.text, self.doc[token].idx)

    def is_local(self, resolution: Resolution) -> bool:
        """Return whether a place that acts is no country, capital or other seat of a state."""
        toponym, entry = resolution.toponym, resolution.entry
        if entry is None or is_seat(resolution):
            return False
        return not (self.lexicon.metonym(toponym.surface) or self.lexicon.metonym(entry.name))

    def state_of(self, resolution: Resolution) -> Actor | None:
        """Return the actor that a place name stands for: its state, or a body by convention."""
        toponym, entry = resolution.toponym, resolution.entry
        if entry is None:
            return self.lexicon.metonym(toponym.surface)
        former = entry.feature_code == _FORMER_STATE
        return (
            self.lexicon.metonym(toponym.surface)
            or self.lexicon.metonym(entry.name)
            or (self.lexicon.named_state(entry.name) if former else None)
            or self.lexicon.state(entry.country_code)
        )


def make_context(
    document: Document,
    parse: Parse,
    resolutions: Sequence[Resolution],
    lexicon: ActorLexicon,
) -> Context:
    """Gather what the rules look at."""
    places = _by_token(parse.doc, resolutions)
    resolved = _unethnic(parse.doc, resolutions)
    told = _told(document.text, resolved)
    visits = list(find_visits(parse.doc, resolutions))
    own = _unvisited(told, visits)
    homes = _count_countries(_unvisited(resolved, visits), _HOME_WEIGHTS)
    told = _unhosted(parse.doc, told)
    country = _dominant_country(told) or _dominant_country(resolved)
    sited = _by_token(parse.doc, told)
    starts = tuple(sentence.start_char for sentence in parse.sentences)
    sentence_of = {
        token.i: number for number, sentence in enumerate(parse.sentences) for token in sentence
    }
    return Context(
        document=document,
        doc=parse.doc,
        folded=fold(document.text),
        lexicon=lexicon,
        places=places,
        sentence_of=sentence_of,
        sentence_countries=_sentence_countries(sited, sentence_of, country),
        sentence_homes=_sentence_countries(_by_token(parse.doc, own), sentence_of, _first(homes)),
        sentence_capitals=_sentence_capitals(_by_token(parse.doc, own), sentence_of),
        country=country,
        home=_first(homes),
        homes=homes,
        visited=frozenset(visit.resolution.toponym.span.start for visit in visits),
        comings=_comings(visits),
        countries=frozenset(
            item.entry.country_code
            for item in resolutions
            if item.entry is not None and item.entry.country_code is not None
        ),
        years=_years(document.text, starts),
        starts=starts,
    )


def _told(text: str, resolutions: Sequence[Resolution]) -> list[Resolution]:
    """Return the toponyms that say where the news is: not where it was written.

    Of gunmen in a text from Paris on a village of Algeria, none are French.
    """
    written = [match.span() for match in find_datelines(text)]
    return [
        item
        for item in resolutions
        if not any(start <= item.toponym.span.start < end for start, end in written)
    ]


def _unhosted(doc: Doc, told: list[Resolution]) -> list[Resolution]:
    """Return the toponyms without the towns where talks are held, where others are left."""
    left = [item for item in told if not is_host(doc, item)]
    return left if any(item.entry and item.entry.country_code for item in left) else told


def _unethnic(doc: Doc, resolutions: Sequence[Resolution]) -> list[Resolution]:
    """Return the toponyms without the names of peoples: "ethnic Hungarians" are of anywhere."""
    text = doc.text  # spaCy joins it anew each time it is asked for
    return [i for i in resolutions if not _is_after_ethnic(text, i.toponym.span.start)]


def _is_after_ethnic(text: str, start: int) -> bool:
    return text[max(0, start - len("ethnic ")) : start].lower() in {"ethnic ", "ethnic-"}


def _unvisited(told: Sequence[Resolution], visits: Sequence[Visit]) -> list[Resolution]:
    """Return the toponyms without those that people only come to."""
    visited = {id(visit.resolution) for visit in visits}
    return [item for item in told if id(item) not in visited]


def _comings(visits: Sequence[Visit]) -> Mapping[int, bool]:
    """Return, by the words of clauses in which people come somewhere, whether it is to talk."""
    comings: dict[int, bool] = {}
    for visit in visits:
        for index in visit.verbs:
            comings[index] = comings.get(index, False) or visit.talks
    return comings


def _years(text: str, starts: Sequence[int]) -> Mapping[int, int]:
    """Return the earliest year that each sentence names."""
    years: dict[int, int] = {}
    for match in _YEAR.finditer(text):
        number = bisect_right(starts, match.start()) - 1
        years[number] = min(int(match[1]), years.get(number, int(match[1])))
    return years


def is_country(resolution: Resolution) -> bool:
    """Return whether a toponym is resolved to a country or territory."""
    entry = resolution.entry
    return entry is not None and entry.feature_code.startswith(_COUNTRY_CODES)


def is_seat(resolution: Resolution) -> bool:
    """Return whether a toponym is resolved to a country or the capital of one."""
    entry = resolution.entry
    return is_country(resolution) or (entry is not None and entry.feature_code in _CAPITAL_CODES)


def is_agent(token: Token) -> bool:
    """Return whether a token is the subject of a verb that acts, or joined to one, or "by" it."""
    joined = token.dep_ == "conj"
    token = _first_of_joined(token)
    if joined and token.dep_ == "pobj" and token.head.head.dep_ == "appos":
        token = _subject_of_list(token.head.head) or token
    if token.dep_ == "pobj":
        return token.head.dep_ == "agent"
    verb = token.head
    plans = any(child.dep_ == "xcomp" for child in verb.children)
    if token.dep_ == "nsubjpass":
        return plans
    acts = plans or verb.lemma_ != "be" or is_minded(verb)
    return token.dep_ == "nsubj" and verb.pos_ in {"VERB", "AUX"} and acts


def is_minded(verb: Token) -> bool:
    """Return whether a verb says what only somebody is: "is willing to", not "is vital to"."""
    return any(word.dep_ == "acomp" and word.lower_ in _MINDED for word in verb.children)


def is_partner(token: Token) -> bool:
    """Return whether a token is whom something is done with, by or against, or between."""
    first = _first_of_joined(token)
    if first.dep_ != "pobj":
        return False
    if first.head.lower_ == "between":
        return bool(first.conjuncts)
    return first.head.lower_ in _PARTNER_WORDS


def is_own_subject(context: Context, token: Token, item: Found) -> bool:
    """Return whether a mention is the subject of the verb whose object a word is.

    "They accused it": the two are not the same.
    """
    # "Police arrested nine of them."
    while token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.pos_ == "NUM":
        token = token.head.head
    if token.dep_ not in _OBJECTS:
        return False
    subject = context.doc[item.head]
    while subject.dep_ == "conj":
        subject = subject.head
    verb = token.head if token.head.pos_ != "ADP" else token.head.head
    # "The group threatened to kill him."
    governor = verb.head if verb.dep_ == "xcomp" else verb
    return subject.dep_ in _SUBJECTS and subject.head in {verb, governor}


def _subject_of_list(name: Token) -> Token | None:
    """Return the subject that begins a list which the parser took for another name of it.

    "Peru, the union's mission in Chad, Cuba and Oslo condemned it": no comma closes the list.
    """
    after = name.doc[name.right_edge.i + 1 : name.right_edge.i + 2].text
    return name.head if name.head.dep_ in _SUBJECTS and after != "," else None


def _first_of_joined(token: Token) -> Token:
    while token.dep_ == "conj":
        token = token.head
    return token


def _by_token(doc: Doc, resolutions: Sequence[Resolution]) -> dict[int, Resolution]:
    places: dict[int, Resolution] = {}
    for resolution in resolutions:
        span = resolution.toponym.span
        tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
        for token in tokens or ():
            places.setdefault(token.i, resolution)
    return places


def _sentence_countries(
    places: Mapping[int, Resolution], sentence_of: Mapping[int, int], country: str | None
) -> dict[int, str]:
    """Return each sentence's country: the document's where it is named, else the commonest."""
    counts: dict[int, Counter[str]] = {}
    for token, code in _literal_countries(places):
        counts.setdefault(sentence_of.get(token, -1), Counter())[code] += 1
    return {
        number: country if country and country in counter else counter.most_common(1)[0][0]
        for number, counter in counts.items()
    }


def _sentence_capitals(
    places: Mapping[int, Resolution], sentence_of: Mapping[int, int]
) -> dict[int, str]:
    capitals: dict[int, str] = {}
    for token, code in _literal_countries(places):
        entry = places[token].entry
        if entry is not None and entry.feature_code in _CAPITAL_CODES:
            capitals.setdefault(sentence_of.get(token, -1), code)
    return capitals


def _literal_countries(places: Mapping[int, Resolution]) -> Iterator[tuple[int, str]]:
    for token, resolution in sorted(places.items()):
        entry = resolution.entry
        if resolution.toponym.sense is Sense.LITERAL and entry and entry.country_code:
            yield token, entry.country_code


def _dominant_country(resolutions: Sequence[Resolution]) -> str | None:
    """Return the country most written of; the first named wins a tie."""
    return _first(_count_countries(resolutions, _WEIGHTS))


def _first(counts: Counter[str]) -> str | None:
    return counts.most_common(1)[0][0] if counts else None


def _count_countries(
    resolutions: Sequence[Resolution], weights: Mapping[Sense, int]
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for resolution in resolutions:
        if resolution.entry and resolution.entry.country_code:
            counts[resolution.entry.country_code] += weights[resolution.toponym.sense]
    return counts
