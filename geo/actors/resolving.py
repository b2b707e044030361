"""Whom a noun phrase means: a named actor's part, a country's office or force, an antecedent."""

from __future__ import annotations

from collections.abc import Sequence

from geo.actors.context import Context, Found, is_own_subject
from geo.actors.lexicon import ActorNoun, words_of
from geo.actors.names import noun_at
from geo.actors.phrases import COUNTERPART, LENT_TO, Phrase
from geo.model import Actor, ActorType, Entry, Resolution

__all__ = ["describe", "resolve_phrase"]

# Degrees: the lands of most peoples span less, continents and cultural areas more.
_HOMELAND = 25

_OF_PEOPLES = {"military": "militia", "state": "civilian"}

_FORMER = frozenset({"former", "ex"})

# Words that take an office away from its present holder.
_NOT_THE_HOLDER = _FORMER | frozenset(
    {"then", "deputy", "vice", "acting", "late", "caretaker", "exiled", "counterpart"}
)

# Words that say that a phrase is not of the country written of.
_FOREIGN = frozenset({"foreign", "international", "allied", "western", "neighbouring"})

_NOT_LENDING = frozenset({ActorType.CIVILIAN, ActorType.PERSON, ActorType.MEDIA})

_SAYS = frozenset({"acknowledge", "add", "admit", "announce", "claim", "report", "say", "state"})

_ANTECEDENT_KINDS = frozenset({"name", "phrase"})

# "The army" after "the Israeli army" is that one only close by; else it is the country's own.
_ARMY_REACH = 1


def resolve_phrase(
    context: Context, phrase: Phrase, history: Sequence[Found], owners: Sequence[Actor]
) -> tuple[Actor, ...]:
    """Return whom a phrase means: usually one actor, several where it joins their names.

    Parameters
    ----------
    context
        The document.
    phrase
        The phrase.
    history
        What was found before it, in order.
    owners
        Whom its possessive pronoun or unnamed owner stands for.
    """
    noun = _effective(context, phrase)
    if phrase.named:
        actors = [_of_actor(context, phrase, noun, item.actor) for item in phrase.named]
        actors += [
            _of_place(context, phrase, noun, place)
            for place in phrase.places
            if _is_joined(context, place, phrase.named)
        ]
    elif phrase.places:
        actors = [_of_place(context, phrase, noun, place) for place in phrase.places]
        if _joins_government(context, phrase):
            actors.append(describe(context, noun, context.country))
    elif noun.noun == COUNTERPART:
        actors = [describe(context, noun, None)]
    elif owners:
        actors = [_of_actor(context, phrase, noun, actor) for actor in owners]
    else:
        actors = _unowned(context, phrase, noun, history)
    return tuple(dict.fromkeys(actors))


def _is_joined(context: Context, place: Resolution, named: Sequence[Found]) -> bool:
    """Return whether a place is joined to a named actor: "envoys of Ukraine and the OSCE"."""
    joined = {other.i for item in named for other in context.doc[item.head].conjuncts}
    return any(context.places.get(index) is place for index in joined)


def _joins_government(context: Context, phrase: Phrase) -> bool:
    """Return whether the home government is joined to a country: "government and X forces"."""
    words = {token.lower_ for token in context.doc[phrase.start : phrase.head]}
    return "and" in words and any(inner.acts == "state" for inner in phrase.inner)


def _of_actor(context: Context, phrase: Phrase, noun: ActorNoun, owner: Actor) -> Actor:
    """Return the part of a named actor that a phrase means: "Assad's air force"."""
    principal = context.lexicon.principal(owner, on=context.published)
    if principal.type is ActorType.STATE:
        return _of_country(context, phrase, noun, principal.country_code)
    belongs = bool(noun.acts) or noun.weak or noun.type in LENT_TO
    if belongs and noun.acts != "against" and principal.type not in _NOT_LENDING:
        return principal
    country = principal.country_code or context.local_country(phrase.head)
    return describe(context, noun, country)


def _of_place(context: Context, phrase: Phrase, noun: ActorNoun, place: Resolution) -> Actor:
    if _is_of_people(context, place):
        return _of_people(context, phrase, noun)
    body = context.state_of(place)
    if noun.acts and body is not None and body.type is not ActorType.STATE:
        return body
    regional = context.lexicon.noun("local authority")
    if regional is not None and _is_regional(context, phrase, noun, place):
        return describe(context, regional, place.entry.country_code if place.entry else None)
    country = place.entry.country_code if place.entry else None
    # Lawmakers in Westminster are British, whichever town of the name was found.
    if body is not None and body.type is ActorType.STATE:
        country = body.country_code
    if country is None and place.entry is not None and _is_homeland(place.entry):
        # "Kurdish militants" of a text on Iraq are Iraq's: the land of a people has no state.
        country = context.local_country(phrase.head)
    return _of_country(context, phrase, noun, country)


def _is_regional(context: Context, phrase: Phrase, noun: ActorNoun, place: Resolution) -> bool:
    """Return whether an office is one of a part of a country: "the Chechen leader"."""
    entry = place.entry
    if entry is None or entry.country_code is None or noun.acts != "state":
        return False
    if not context.is_local(place):
        return False
    before = place.toponym.span.start < context.doc[phrase.head].idx
    return noun.noun == COUNTERPART or (before and entry.feature_class != "P")


def _is_of_people(context: Context, place: Resolution) -> bool:
    return any(context.is_ethnic(i) for i, item in context.places.items() if item is place)


def _of_people(context: Context, phrase: Phrase, noun: ActorNoun) -> Actor:
    """Return those of a people who live where the text is set: "ethnic Albanian fighters".

    Their leaders are no government, and their forces no army.
    """
    kind = context.lexicon.noun(_OF_PEOPLES.get(noun.acts, noun.noun)) or noun
    return describe(context, kind, context.local_country(phrase.head))


def _is_homeland(entry: Entry) -> bool:
    """Return whether an entry is the land of one people rather than a part of the world."""
    bounds = entry.bounds
    if entry.feature_class != "L" or bounds is None:
        return False
    return bounds.north - bounds.south < _HOMELAND and (bounds.east - bounds.west) % 360 < _HOMELAND


def _of_country(context: Context, phrase: Phrase, noun: ActorNoun, country: str | None) -> Actor:
    words = {token.lower_ for token in context.doc[phrase.start : phrase.end]}
    if noun.acts == "state" and noun.bare == "capital" and words & _FORMER:
        return _former_official(context, country)
    other = words & _NOT_THE_HOLDER or _is_of_another_office(context, phrase)
    if noun.office and context.published and not other:
        holder = context.lexicon.holder(noun.office, f"state:{country}", on=context.published)
        if holder is not None:
            return holder
    return describe(context, noun, country)


def _is_of_another_office(context: Context, phrase: Phrase) -> bool:
    """Return whether an office is told apart: "the secretary of state for defence"."""
    after = context.doc[phrase.head + 1 : phrase.head + 2].text.lower()
    return phrase.noun_start < phrase.head and after == "for"


def _former_official(context: Context, country: str | None) -> Actor:
    state = context.lexicon.state(country)
    return Actor(
        actor_id=f"text:former-official:{country or 'unknown'}",
        name=f"Former officials ({state.name})" if state else "Former officials",
        type=ActorType.PERSON,
        country_code=country,
        sector="CVL",
    )


def _unowned(
    context: Context, phrase: Phrase, noun: ActorNoun, history: Sequence[Found]
) -> list[Actor]:
    actor = _antecedent(context, phrase, noun, history)
    if actor is not None:
        return [actor]
    if noun.bare == "skip" and not phrase.inner:
        return []
    words = {token.lower_ for token in context.doc[phrase.start : phrase.noun_start]}
    country = None if words & _FOREIGN else _bare_country(context, phrase, noun, history)
    return [_of_country(context, phrase, noun, country)]


def _bare_country(
    context: Context, phrase: Phrase, noun: ActorNoun, history: Sequence[Found]
) -> str | None:
    """Return the country of whom nothing says of which country they are."""
    head = phrase.head
    if noun.bare == "local":
        return context.local_country(head)
    if noun.bare == "capital":
        return context.capital_country(head)
    if noun.bare == "none":
        return None
    if noun.acts == "state" or context.is_guest(head, travelling=_is_single(context, noun, head)):
        guest = context.is_guest(head, travelling=True)
        return context.office_country(head) if guest or noun.bare == "skip" else context.home
    if noun.bare == "skip" or phrase.definite:
        return context.country
    country = context.home_country(head)
    return None if _is_told_abroad(context, phrase, country, history) else country


def _is_single(context: Context, noun: ActorNoun, head: int) -> bool:
    """Return whether a phrase is of one person, who may travel alone: "the general"."""
    return context.doc[head].tag_ == "NN" and noun.weak and not noun.collective


def _is_told_abroad(
    context: Context, phrase: Phrase, country: str | None, history: Sequence[Found]
) -> bool:
    """Return whether somebody of another country says what troops did; they may be his own.

    "A Danish minister said soldiers had shot a shepherd in Helmand."
    """
    here = context.sentence_of[phrase.head]
    for item in reversed(history):
        if context.sentence_of.get(item.head, -1) != here:
            return False
        verb = context.doc[item.head].head
        says = verb.lemma_ in _SAYS and context.doc[item.head].dep_ == "nsubj"
        if says and verb.is_ancestor(context.doc[phrase.head]):
            return item.actor.country_code not in {None, country}
    return False


def _antecedent(
    context: Context, phrase: Phrase, noun: ActorNoun, history: Sequence[Found]
) -> Actor | None:
    """Return whom "the group" or "the officials" stands for: the last of that word or kind."""
    if not phrase.definite and noun.key != "coalition":
        return None
    here = context.sentence_of[phrase.head]
    reach = _ARMY_REACH if noun.acts == "military" else here
    is_plain = _is_plain(context, phrase)
    if noun.antecedents and not is_plain:
        return None
    kinds = phrase.noun.antecedents
    last: Actor | None = None
    for item in reversed(history):
        if here - context.sentence_of.get(item.head, -1) > reach:
            break
        if item.kind not in _ANTECEDENT_KINDS or is_own_subject(
            context, context.doc[phrase.head], item
        ):
            continue
        if _has_word(item, noun) or (kinds and _is_called(context, item, phrase)):
            return item.actor
        last = last or (item.actor if _is_of(item, kinds) else None)
    return last


def _is_called(context: Context, item: Found, phrase: Phrase) -> bool:
    """Return whether the text has called somebody so: "the paramilitary Qwert Forces"."""
    stem = phrase.noun.noun
    return _is_of(item, phrase.noun.antecedents) and any(
        stem in (token.lemma_.lower(), token.lower_) for token in context.doc[item.start : item.end]
    )


def _is_plain(context: Context, phrase: Phrase) -> bool:
    """Return whether nothing but actor nouns stands before the head: "the militant group"."""
    return all(noun_at(context, index) for index in range(phrase.start, phrase.noun_start))


def _is_of(item: Found, kinds: frozenset[str]) -> bool:
    actor = item.actor
    known = not actor.actor_id.startswith("text:") and actor.sector != "OPP"
    return known and actor.type.value in kinds


def _has_word(item: Found, noun: ActorNoun) -> bool:
    if item.noun:
        return item.noun == noun.noun and item.actor.country_code is not None
    is_body = item.actor.type not in {ActorType.PERSON, ActorType.STATE}
    is_kind = not noun.acts or item.actor.type is noun.type
    return is_body and is_kind and words_of(noun.noun)[-1] in words_of(item.actor.name)


def _effective(context: Context, phrase: Phrase) -> ActorNoun:
    """Return the noun that gives the type: in "rebel fighters" the first, not the weak one.

    "Armed villagers" are no civilians for as long as they bear arms.
    """
    noun = phrase.noun
    for inner in phrase.inner:
        if inner.acts == "state" and noun.acts == "military":
            return noun
        if noun.weak and inner.noun != noun.noun:
            return inner
    head = context.doc[phrase.head]
    armed = any(c.lower_ == "armed" and c.dep_ == "amod" for c in head.lefts)
    if armed and noun.key == "civilian":
        return context.lexicon.noun("militia") or noun
    return noun


def describe(context: Context, noun: ActorNoun, country: str | None) -> Actor:
    """Return the actor for a noun of a country; its id is the same in every document."""
    lexicon = context.lexicon
    known = {"state": lexicon.state, "military": lexicon.military}.get(noun.acts)
    if known is not None and (actor := known(country)) is not None:
        return actor
    state = lexicon.state(country)
    return Actor(
        actor_id=f"text:{noun.key}:{country or 'unknown'}",
        name=f"{noun.label} ({state.name})" if state else noun.label,
        type=noun.type if noun.type is not ActorType.STATE else ActorType.GOVERNMENT,
        country_code=country,
        sector=noun.sector,
    )
