"""Actors: names, place names that stand for states, phrases, and words that point back."""

import datetime as dt

import pytest

from geo.actors import ActorLexicon, find_actors
from geo.errors import GazetteerError
from geo.language import Language
from geo.lexicon import read_rows
from geo.model import (
    Actor,
    ActorMention,
    ActorType,
    Document,
    Entry,
    Parsed,
    Resolution,
    Role,
    Sense,
    Span,
    Toponym,
)
from geo.pipeline import parse_documents

PUBLISHED = dt.date(2016, 8, 26)

COUNTRIES = {
    "Syria": "SYR",
    "Syrian": "SYR",
    "Jarabulus": "SYR",
    "Aleppo": "SYR",
    "Turkey": "TUR",
    "Turkish": "TUR",
    "Ankara": "TUR",
    "Russia": "RUS",
    "Russian": "RUS",
    "Moscow": "RUS",
    "US": "USA",
    "United States": "USA",
    "Washington": "USA",
    "German": "DEU",
    "Geneva": "CHE",
}


CAPITALS = {"Ankara", "Moscow", "Washington"}


def resolved(text: str, surface: str, sense: Sense, *, occurrence: int = 0) -> Resolution:
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(surface, start + 1)
    span = Span(start=start, end=start + len(surface))
    is_town = surface in {"Jarabulus", "Aleppo", "Geneva", "Ankara", "Moscow", "Washington"}
    entry = Entry(
        entry_id=f"test:{surface}",
        name=surface,
        latitude=0,
        longitude=0,
        feature_class="P" if is_town else "A",
        feature_code=("PPLC" if surface in CAPITALS else "PPL") if is_town else "PCLI",
        country_code=COUNTRIES[surface],
        admin1=None,
        admin2=None,
        population=0,
        dataset="test",
    )
    toponym = Toponym(
        document_id="d", span=span, surface=surface, sense=sense, score=1, recogniser="test"
    )
    return Resolution(
        toponym=toponym,
        entry=entry,
        candidates=(),
        score=1,
        margin=1,
        reason="given",
        geoprecision=None,
    )


def read(
    text: str, *places: tuple[str, Sense], published: dt.date | None = PUBLISHED
) -> tuple[ActorMention, ...]:
    document = Document(document_id="d", text=text, published=published)
    resolutions = [resolved(text, surface, sense) for surface, sense in places]
    return find_actors(document, Language.open().parse(text), resolutions, ActorLexicon.open())


def ids(mentions: tuple[ActorMention, ...]) -> dict[str, str]:
    return {mention.surface: mention.actor.actor_id for mention in mentions}


def test_longest_name_with_its_abbreviation_is_one_mention() -> None:
    found = ids(read("They fought Islamic State (IS) group militants near the river."))
    assert found["Islamic State (IS) group militants"] == "group:islamic-state"


def test_abbreviation_needs_its_capitals() -> None:
    text = "The fight against IS went on."
    assert "group:islamic-state" not in ids(read("He is there, and it is late.")).values()
    assert ids(read(text))["IS"] == "group:islamic-state"


def test_metonym_is_the_state() -> None:
    found = ids(read("Washington wants a truce.", ("Washington", Sense.METONYMIC)))
    assert found == {"Washington": "state:USA"}


def test_literal_place_is_no_actor() -> None:
    assert read("A bomb fell in Aleppo.", ("Aleppo", Sense.LITERAL)) == ()


def test_backed_by_is_not_of() -> None:
    text = "Turkish-backed rebel fighters seized Jarabulus."
    (mention,) = read(text, ("Turkish", Sense.MODIFIER), ("Jarabulus", Sense.LITERAL))
    assert mention.surface == "Turkish-backed rebel fighters"
    assert (mention.actor.type, mention.actor.country_code) == (ActorType.REBEL, "SYR")


def test_forces_of_a_country_are_its_military() -> None:
    found = ids(read("Turkish forces shelled the town.", ("Turkish", Sense.MODIFIER)))
    assert found["Turkish forces"] == "military:TUR"


def test_government_of_a_country_is_its_state() -> None:
    found = ids(read("The Syrian government denied it.", ("Syrian", Sense.MODIFIER)))
    assert found["Syrian government"] == "state:SYR"


def test_possessor_gives_the_country() -> None:
    found = ids(read("Washington wants Assad's air force grounded."))
    assert found["Assad's air force"] == "military:SYR"
    assert ids(read("Assad regime forces left."))["Assad regime forces"] == "military:SYR"


def test_surname_after_full_name() -> None:
    found = ids(read("Jane Doe spoke. Later Doe left."))
    assert found["Doe"] == found["Jane Doe"] == "person:jane-doe"


def test_person_with_an_office_of_a_state_acts_for_it() -> None:
    text = "German Foreign Minister Karl Hoffmann spoke in Berlin."
    (mention,) = read(text, ("German", Sense.MODIFIER))
    assert mention.actor.actor_id == "person:karl-hoffmann"
    assert ActorLexicon.open().principal(mention.actor).actor_id == "state:DEU"


def test_office_is_held_on_a_day() -> None:
    lexicon = ActorLexicon.open()
    putin = lexicon.holder("head_of_state", "state:RUS", on=PUBLISHED)
    assert putin is not None
    assert putin.actor_id == "person:vladimir-putin"
    before = lexicon.holder("head_of_state", "state:RUS", on=dt.date(2010, 1, 1))
    assert before is not None
    assert before.actor_id == "person:dmitry-medvedev"


def test_principal_of_a_person_is_that_of_the_day() -> None:
    lexicon = ActorLexicon.open()
    annan = lexicon.actor("person:donald-tusk")
    assert lexicon.principal(annan, on=PUBLISHED).actor_id == "igo:european-council"
    assert lexicon.principal(annan, on=dt.date(2024, 1, 1)).actor_id == "state:POL"


def test_name_of_the_future_is_not_found() -> None:
    text = "The Rapid Support Forces attacked."
    assert "group:rapid-support-forces" in ids(read(text)).values()
    old = ids(read(text, published=dt.date(2003, 1, 1))).values()
    assert "group:rapid-support-forces" not in old


@pytest.mark.parametrize(
    ("text", "published", "actor_id"),
    [
        ("The Nusra Front shelled the town.", dt.date(2014, 5, 1), "group:al-nusra-front"),
        (
            "Jabhat Fatah al-Sham shelled the town.",
            dt.date(2016, 9, 1),
            "group:jabhat-fatah-al-sham",
        ),
        ("HTS shelled the town.", dt.date(2018, 5, 1), "group:hayat-tahrir-al-sham"),
        ("Al-Qaeda in Iraq claimed it.", dt.date(2005, 5, 1), "group:al-qaeda-in-iraq"),
        (
            "The Islamic State of Iraq claimed it.",
            dt.date(2009, 5, 1),
            "group:islamic-state-of-iraq",
        ),
        ("ISIS claimed it.", dt.date(2013, 9, 1), "group:islamic-state"),
        (
            "The Islamic State of Iraq and Syria claimed it.",
            dt.date(2014, 1, 1),
            "group:islamic-state",
        ),
        ("Ansar Beit al-Maqdis claimed it.", dt.date(2013, 9, 1), "group:ansar-beit-al-maqdis"),
        ("Sinai Province claimed it.", dt.date(2016, 9, 1), "group:sinai-province"),
        ("The Taliban attacked.", dt.date(2015, 9, 1), "group:taliban"),
        ("The Taliban attacked.", dt.date(2023, 9, 1), "government:taliban"),
        ("FMLN fighters attacked.", dt.date(1990, 1, 1), "group:fmln"),
        ("The FMLN won the vote.", dt.date(2014, 3, 9), "group:fmln-party"),
        ("Al-Qassam Brigades fired rockets.", dt.date(2023, 11, 1), "group:al-qassam-brigades"),
        ("SPLA soldiers fired.", dt.date(1998, 5, 1), "group:spla"),
        ("SPLA soldiers fired.", dt.date(2014, 5, 1), "military:SSD"),
        ("South Sudan People's Defence Forces fired.", dt.date(2022, 5, 1), "military:SSD"),
    ],
)
def test_names_mean_the_group_of_their_day(text: str, published: dt.date, actor_id: str) -> None:
    assert actor_id in ids(read(text, published=published)).values()


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("HTS shelled the town.", dt.date(2014, 5, 1)),
        ("Jabhat Fatah al-Sham shelled the town.", dt.date(2014, 5, 1)),
        ("ISIS claimed it.", dt.date(2009, 5, 1)),
        ("IS claimed it.", dt.date(2013, 5, 1)),
        ("The Africa Corps moved in.", dt.date(2015, 5, 1)),
    ],
)
def test_successors_are_not_found_before_their_day(text: str, published: dt.date) -> None:
    found = ids(read(text, published=published)).values()
    assert not [actor_id for actor_id in found if actor_id.startswith("group:")]


def test_name_of_the_past_keeps_its_group() -> None:
    found = ids(read("The Nusra Front killed them in 2013.", published=dt.date(2020, 1, 1)))
    assert "group:al-nusra-front" in found.values()
    assert "group:hayat-tahrir-al-sham" not in found.values()


def test_name_that_many_share_needs_its_country() -> None:
    text = "The Northern Alliance attacked Aleppo. The Army of Islam left."
    found = ids(read(text, ("Aleppo", Sense.LITERAL)))
    assert found["Northern Alliance"] == "group:northern-alliance"
    assert found["Army of Islam"] == "group:jaysh-al-islam"


@pytest.mark.parametrize(
    "phrase",
    [
        "a government of national unity",
        "a group of seven soldiers",
        "civil protection units",
        "popular mobilisation",
        "the southern front",
        "their lions' den",
        "western states",
    ],
)
def test_phrase_in_small_letters_is_no_named_group(phrase: str) -> None:
    found = ids(read(f"They spoke of {phrase}."))
    assert not [key for key in found.values() if key.startswith(("group:", "government:", "igo:"))]


def test_two_sides_are_the_last_pair() -> None:
    text = "Officials from the United States and Russia met. The two sides made progress."
    found = read(text, ("United States", Sense.METONYMIC), ("Russia", Sense.METONYMIC))
    pair = [mention for mention in found if mention.surface == "two sides"]
    assert [mention.actor.actor_id for mention in pair] == ["state:RUS", "state:USA"]
    assert all(mention.implied for mention in pair)


@pytest.mark.parametrize(
    "text",
    [
        "Washington and Moscow spoke on Friday. The countries both withdrew their troops.",
        "Washington and Moscow spoke on Friday. Sides two have agreed to talk.",
        "Washington and Moscow spoke on Friday. Countries both, they agreed to talk.",
    ],
)
def test_a_pair_is_told_before_its_noun(text: str) -> None:
    found = read(text, ("Washington", Sense.METONYMIC), ("Moscow", Sense.METONYMIC))
    assert {"Washington", "Moscow"} <= {mention.surface for mention in found}


def test_group_is_the_last_armed_group() -> None:
    found = ids(read("Hezbollah fired rockets. The group said so."))
    assert found["group"] == "group:hezbollah"


def test_pronoun_is_implied() -> None:
    mentions = read("Lavrov met Kerry. He left.")
    (pronoun,) = [mention for mention in mentions if mention.surface == "He"]
    assert pronoun.implied
    assert pronoun.actor.actor_id == "person:sergei-lavrov"


def test_both_of_a_pair_are_they() -> None:
    text = "Washington and Moscow signed a deal. They praised it."
    found = read(text, ("Washington", Sense.METONYMIC), ("Moscow", Sense.METONYMIC))
    they = [mention.actor.actor_id for mention in found if mention.surface == "They"]
    assert they == ["state:RUS", "state:USA"]


def test_object_of_a_verb_is_not_its_subject() -> None:
    text = "The Russian air force struck the town. The Houthis accused it of a massacre."
    found = read(text, ("Russian", Sense.MODIFIER))
    (pronoun,) = [mention for mention in found if mention.surface == "it"]
    assert pronoun.actor.actor_id == "military:RUS"


def test_it_may_stand_for_nobody() -> None:
    assert "it" not in ids(read("Hezbollah fired. It was late."))


def test_owner_of_a_phrase_is_resolved_first() -> None:
    found = ids(read("Hezbollah fired rockets. A spokesman for the group said so."))
    assert found["spokesman for the group"] == "group:hezbollah"


def test_named_opponents_are_not_the_named() -> None:
    found = ids(read("Hezbollah and its enemies met."))
    assert found["its enemies"] != "group:hezbollah"


def test_joined_countries_share_a_phrase() -> None:
    text = "US and Russian officials met."
    found = read(text, ("US", Sense.MODIFIER), ("Russian", Sense.MODIFIER))
    assert [mention.actor.actor_id for mention in found] == ["state:RUS", "state:USA"]
    assert {mention.surface for mention in found} == {"US and Russian officials"}


def test_country_that_acts_is_its_state_even_where_it_was_taken_for_the_place() -> None:
    found = ids(read("Russia has insisted on a truce.", ("Russia", Sense.LITERAL)))
    assert found == {"Russia": "state:RUS"}


def test_shared_name_needs_its_country() -> None:
    text = "RSF fighters left Aleppo."
    assert "group:rapid-support-forces" not in ids(read(text, ("Aleppo", Sense.LITERAL))).values()


def test_organisation_that_explains_its_abbreviation() -> None:
    found = ids(read("Lowland Health Volunteers (LHV) sent two nurses. LHV has no more."))
    assert found["LHV"] == "org:lowland-health-volunteers"


def test_former_official_is_not_the_state() -> None:
    found = ids(read("A former Turkish minister spoke.", ("Turkish", Sense.MODIFIER)))
    assert found["former Turkish minister"] == "text:former-official:TUR"


def test_office_means_its_holder_on_the_day() -> None:
    text = "The Russian foreign minister left."
    found = ids(read(text, ("Russian", Sense.MODIFIER)))
    assert found["Russian foreign minister"] == "person:sergei-lavrov"


def test_weapons_of_nobody_are_no_actor() -> None:
    assert read("Two tanks stood there.") == ()


def test_agencies_are_media() -> None:
    (mention,) = read("The shelling went on, Reuters reported.")
    assert mention.actor.type is ActorType.MEDIA


def test_surfaces_are_the_text_and_spans_are_sorted() -> None:
    text = "The army said 12 soldiers died. Its commander met Kerry, and they talked."
    mentions = read(text)
    assert all(text[m.span.start : m.span.end] == m.surface for m in mentions)
    assert [m.span for m in mentions] == sorted(m.span for m in mentions)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "!" * 500,
        "of " * 300,
        "the leader of the group of " * 200,
        "𝔘𝔑 \u202eIS\u202c <b>UN</b>",
    ],
)
def test_odd_text_does_no_harm(text: str) -> None:
    assert all(text[m.span.start : m.span.end] == m.surface for m in read(text))


def test_unknown_actor_is_refused() -> None:
    with pytest.raises(GazetteerError, match="no actor"):
        ActorLexicon.open().actor("group:none")


def test_unknown_person_is_its_own_principal() -> None:
    nobody = Actor(actor_id="person:x", name="X", type=ActorType.PERSON, sector="CVL")
    assert ActorLexicon.open().principal(nobody) == nobody


def test_every_office_ends_after_it_begins() -> None:
    rows = [row for row in read_rows("actor_offices") if row["valid_from"] and row["valid_to"]]
    assert all(row["valid_from"] <= row["valid_to"] for row in rows)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("actors", ("actor_id",)),
        ("actor_names", ("actor_id", "name", "kind")),
        ("actor_nouns", ("noun",)),
        ("actor_offices", ("actor_id", "office", "acts_for", "valid_from")),
        ("actor_relations", ("actor_id", "relation", "other_id", "valid_from")),
    ],
)
def test_tables_are_sorted_and_say_where_they_come_from(table: str, key: tuple[str, ...]) -> None:
    rows = read_rows(table)
    keys = [tuple(row[name] for name in key) for row in rows]
    assert keys == sorted(set(keys))
    assert all(row["dataset"] and row["source"] and row["verified"] for row in rows)


@pytest.mark.parametrize(
    ("text", "published", "person", "principal"),
    [
        ("President Yeltsin signed it.", dt.date(1995, 5, 1), "boris-yeltsin", "state:RUS"),
        ("President Bush signed it.", dt.date(1991, 2, 1), "george-h-w-bush", "state:USA"),
        ("President Bush signed it.", dt.date(2005, 2, 1), "george-w-bush", "state:USA"),
        ("President Kabila left.", dt.date(1999, 7, 1), "laurent-desire-kabila", "state:COD"),
        ("President Traore left.", dt.date(2013, 1, 11), "dioncounda-traore", "state:MLI"),
        ("Kobler met them.", dt.date(2016, 8, 1), "martin-kobler", "igo:un"),
    ],
)
def test_surname_is_that_of_who_held_office_then(
    text: str, published: dt.date, person: str, principal: str
) -> None:
    (mention,) = (item for item in read(text, published=published) if not item.implied)
    assert mention.actor.actor_id == f"person:{person}"
    assert ActorLexicon.open().principal(mention.actor, on=published).actor_id == principal


def test_predecessor_is_not_taken_for_the_successor() -> None:
    lexicon = ActorLexicon.open()
    days = {"boris-yeltsin": dt.date(1999, 12, 30), "vladimir-putin": dt.date(2000, 1, 2)}
    for person, day in days.items():
        holder = lexicon.holder("head_of_state", "state:RUS", on=day)
        assert holder is not None
        assert holder.actor_id == f"person:{person}"


def test_bare_surname_of_a_former_president_may_be_anybodys() -> None:
    found = ids(read("Clinton left.", published=dt.date(2016, 8, 1)))
    assert "person:bill-clinton" not in found.values()


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        # Renamed in July 2016, joined with others under a new name in January 2017.
        ("The Nusra Front shelled Idlib.", dt.date(2014, 5, 1), "group:al-nusra-front"),
        ("The Nusra Front shelled Idlib.", dt.date(2016, 9, 5), "group:jabhat-fatah-al-sham"),
        ("The Nusra Front shelled Idlib.", dt.date(2018, 5, 1), "group:hayat-tahrir-al-sham"),
        ("HTS shelled Idlib.", dt.date(2018, 5, 1), "group:hayat-tahrir-al-sham"),
        # A rebel group until the state whose army it became was independent.
        ("The SPLA seized Malakal.", dt.date(2004, 3, 1), "group:spla"),
        ("The SPLA seized Malakal.", dt.date(2014, 3, 1), "military:SSD"),
        # A movement that became a government, under the same name.
        ("The Taliban seized the town.", dt.date(2019, 3, 1), "group:taliban"),
        ("The Taliban closed the school.", dt.date(2022, 3, 1), "government:taliban"),
        # Under a new name since 2007.
        ("The GSPC attacked the barracks.", dt.date(2005, 6, 4), "group:gspc"),
        ("The GSPC attacked the barracks.", dt.date(2009, 6, 4), "group:aqim"),
    ],
)
def test_a_name_means_the_group_that_bore_it_on_the_day(
    text: str, published: dt.date, expected: str
) -> None:
    assert expected in ids(read(text, published=published)).values()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2014 the Nusra Front shelled the town.", "group:al-nusra-front"),
        ("Since August 2013, the Nusra Front has held it.", "group:al-nusra-front"),
        ("On 5 September 2016, the Nusra Front lost it.", "group:jabhat-fatah-al-sham"),
        ("The Nusra Front killed 2013 men.", "group:hayat-tahrir-al-sham"),
        ("In 2022 the Nusra Front held it.", "group:hayat-tahrir-al-sham"),
        ("The Taliban fell in 2001.", "group:taliban"),
    ],
)
def test_a_year_in_the_sentence_says_which_group_is_meant(text: str, expected: str) -> None:
    assert expected in ids(read(text, published=dt.date(2020, 1, 1))).values()


def test_without_a_day_a_name_means_who_bears_it_still() -> None:
    found = ids(read("The Taliban closed the school.", published=None))
    assert "government:taliban" in found.values()


def test_relations_are_told_by_the_day() -> None:
    lexicon = ActorLexicon.open()
    nusra, hts = "group:al-nusra-front", "group:hayat-tahrir-al-sham"

    def told(on: dt.date | None) -> set[tuple[str, str]]:
        return {
            (str(item.relation), item.other_id)
            for item in lexicon.relations(nusra, on=on)
            if item.actor_id == nusra
        }

    assert ("faction_of", "group:al-qaeda") in told(dt.date(2015, 6, 1))
    assert ("faction_of", "group:al-qaeda") not in told(dt.date(2017, 6, 1))
    assert ("renamed_to", "group:jabhat-fatah-al-sham") not in told(dt.date(2015, 6, 1))
    assert told(None) >= told(dt.date(2015, 6, 1)) | told(dt.date(2017, 6, 1))
    assert lexicon.relations("state:FRA") == ()
    with pytest.raises(GazetteerError, match="no actor 'group:nobody'"):
        lexicon.relations("group:nobody")
    front = lexicon.actor(nusra)
    assert lexicon.successor(front, on=dt.date(2015, 1, 1)) is front
    # What has merged into another has no successor of its own.
    assert lexicon.successor(front, on=dt.date(2018, 1, 1)).actor_id != hts


def test_successors_end_and_do_not_go_in_circles() -> None:
    lexicon = ActorLexicon.open()
    for row in read_rows("actors"):
        actor = lexicon.actor(row["actor_id"])
        for day in (dt.date(1995, 1, 1), dt.date(2005, 1, 1), dt.date(2025, 1, 1)):
            after = lexicon.successor(actor, on=day)
            assert lexicon.successor(after, on=day) == after


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The US secretary of state condemned the raid on Homs.", ["person:john-kerry"]),
        ("The UK secretary of state for defence condemned the raid on Homs.", ["state:GBR"]),
        (
            "The Yemeni government and rebels met in Stockholm.",
            ["state:YEM", "text:rebel:YEM"],
        ),
        ("The Soviet Union invaded Afghanistan in 1979.", ["state:SUN"]),
        ("Lawmakers in Westminster condemned the strike.", ["state:GBR"]),
        ("Homs was bombed by Russia, not by Turkey.", ["state:RUS"]),
        ("Not Russia but Turkey bombed Homs.", ["state:TUR"]),
        ("Not only Russia but Turkey bombed Homs.", ["state:RUS", "state:TUR"]),
    ],
)
def test_nobody_acts_whom_the_text_does_not_say_to(text: str, sources: list[str]) -> None:
    (parsed,) = parse_documents([Document(document_id="d", text=text, published=PUBLISHED)])
    assert isinstance(parsed, Parsed)
    found = [
        participant.mention.actor.actor_id
        for participant in parsed.reports[0].participants
        if participant.role is Role.SOURCE
    ]
    assert found == sources


def identified(text: str, *, published: dt.date = PUBLISHED) -> dict[str, str]:
    """Return the ids of the actors of a raw text by their words."""
    document = Document(document_id="d", text=text, published=published)
    (parsed,) = parse_documents([document])
    assert isinstance(parsed, Parsed)
    return {item.surface: item.actor.actor_id for item in parsed.mentions}


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        # Who only comes to a place, or talks in it, is not of its country.
        ("The ambassador met rebel delegates in Oslo.", "ambassador", "text:official:unknown"),
        ("The chancellor visited Tbilisi on Monday.", "chancellor", "text:government:unknown"),
        ("The general arrived in Rome for talks.", "general", "text:military:unknown"),
        ("Peru closed its border. The interior minister flew to Quito to meet Ecuador's police.",
         "interior minister", "state:PER"),
        ("LIMA, Peru (Wire) - The interior minister travelled to Quito to meet the rebels.",
         "interior minister", "state:PER"),
        # Whom he meets is of elsewhere.
        ("The president met Chad's foreign minister in Tunis.", "president",
         "text:government:unknown"),
        ("The interior minister met Colombian rebels in Quito.", "interior minister",
         "text:government:unknown"),
        # What soldiers did may be told by their own country.
        ("A Danish minister said soldiers had shot a shepherd in Helmand.", "soldiers",
         "text:military:unknown"),
        # Who acts on the ground is of there, and so is a host.
        ("The army shelled Zabadani on Tuesday.", "army", "military:SYR"),
        ("Police detained 40 marchers in Bishkek.", "Police", "text:police:KGZ"),
        ("The king received a Saudi prince in Amman.", "king", "state:JOR"),
        ("Police guarded the talks in Geneva.", "Police", "text:police:CHE"),
        ("A Danish minister said the army had shelled Homs.", "army", "military:SYR"),
    ],
)  # fmt: skip
def test_visitors_are_not_of_the_place_they_visit(text: str, words: str, actor_id: str) -> None:
    assert identified(text)[words] == actor_id


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        ("Serbian police beat ethnic Albanians in Presevo.", "Albanians", "text:civilian:SRB"),
        ("Ethnic Russians marched in Narva.", "Russians", "text:civilian:EST"),
        ("Ethnic Albanian rebels attacked a police post near Tetovo.", "Ethnic Albanian rebels",
         "text:rebel:MKD"),
        ("Ethnic Serb forces shelled Zadar.", "Ethnic Serb forces", "text:militia:HRV"),
        ("Albanians marched in Tirana.", "Albanians", "text:civilian:ALB"),
        ("Albanian police fired at smugglers near Shkoder.", "Albanian police",
         "text:police:ALB"),
        # States that are no more had armies and police of their own.
        ("Soviet paratroopers killed 20 people in Tbilisi in April 1989.",
         "Soviet paratroopers", "military:SUN"),
        ("Yugoslav army units shelled Vukovar in 1991.", "Yugoslav army units", "military:YUG"),
        ("East German border guards shot a man in Berlin in 1986.", "East German border guards",
         "text:police:DDR"),
        ("German soldiers guarded a bridge in Berlin.", "German soldiers", "military:DEU"),
        ("Russian soldiers left Tbilisi.", "Russian soldiers", "military:RUS"),
    ],
)  # fmt: skip
def test_peoples_and_former_states_are_told_apart(text: str, words: str, actor_id: str) -> None:
    assert identified(text)[words] == actor_id
