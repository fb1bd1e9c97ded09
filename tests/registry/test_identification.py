"""Help to identify: what marks are taken for, what follows from them, and that no answer claims too much."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.registry.identification import (
    CEILING,
    REASONS,
    WHYS,
    Built,
    Identified,
    ModelCount,
    ReferenceTables,
    SeenMark,
    Sighting,
    Sign,
    Style,
    identify,
    recognise,
)
from ifar.registry.labels import identification as words
from ifar.registry.selectors.identification import form_of, held, identify_for, known
from tests.factories import a_firearm


def sign(
    code,
    kind,
    symbols=(),
    reads="",
    country=None,
    make=None,
    confidence="high",
    places=(),
    since=None,
    until=None,
):
    return Sign(
        code, kind, frozenset(symbols), reads, frozenset(places), country, make, since, until, confidence
    )


TABLES = ReferenceTables(
    signs=(
        sign("liege", "proof", ["perron"], country="BE"),
        sign("london", "proof", ["crown"], "GP", "GB"),
        sign("circle-10", "factory", ["two_circles"], "10", "BG", "arsenal"),
        sign("import", "import", reads="{country}|{country}{year}"),
        sign("made", "made_in", reads="{country}", confidence="medium"),
        sign("recsa", "regional", ["star"], "{country}|{country} *|{country}-*|{country}#*"),
        sign("star", "factory", ["star"], country="RU", make="tula", confidence="medium"),
        sign("abroad", "made_elsewhere", reads="NOTENGLISHMAKE", country="GB"),
        sign("year", "proof_date", ["box"], "BN=2000", "IT", places=["frame"]),
    ),
    styles=(Style("ar", "@@######", "arsenal", None, None, None, "high"), Style("es", "##-##-#-##", None, None, None, "ES", "high")),
    makes={"arsenal": "BG", "tula": "RU", "fn": "BE", "webley": "GB", "beretta": "IT", "star": "ES", "lost": None},
    models=(
        Built("arsenal/pm", "arsenal", "pistol_semi_automatic", "9x18"),
        Built("tula/tt", "tula", "pistol_semi_automatic", "7.62x25"),
        Built("tula/sks", "tula", "rifle_semi_automatic", "7.62x39"),
        Built("fn/hp", "fn", "pistol_semi_automatic", "9x19"),
        Built("beretta/92fs", "beretta", "pistol_semi_automatic", "9x19"),
        Built("beretta/s682", "beretta", "shotgun_double", None),
    ),
    wider={"pistol_semi_automatic": "pistol", "pistol": "handgun", "rifle_semi_automatic": "rifle", "shotgun_double": "shotgun"},
    countries={"KE": "KE", "KEN": "KE", "PS": "PS", "SN": "SN", "SEN": "SN", "GH": "GH", "BE": "BE", "DE": "DE"},
)  # fmt: skip


def mark(text="", *symbols, kind="", place=""):
    return SeenMark(text, kind, place, frozenset(symbols))


def codes(reasons):
    return {reason.code for reason in reasons}


# What a mark is taken for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (mark("", "perron"), ("liege", "BE", None)),
        (mark("GP", "crown"), ("london", "GB", None)),
        (mark("10", "two_circles"), ("circle-10", "BG", None)),
        (mark("SN 09", kind="import"), ("import", "SN", 2009)),
        (mark("SEN2009"), ("import", "SN", 2009)),
        (mark("BE", kind="country"), ("made", "BE", None)),
        (mark("*KE", kind="classification"), ("recsa", "KE", None)),
        (mark("KE AF 123", "star"), ("recsa", "KE", None)),
        (mark("KE0123", "star"), ("recsa", "KE", None)),
        (mark("", "star"), ("star", "RU", None)),
        (mark("Not English Make"), ("abroad", "GB", None)),
        (mark("BN", "box"), ("year", "IT", 2000)),
    ],
)
def test_a_mark_is_taken_for_the_sign_that_it_looks_like(seen, expected):
    first = recognise(Sighting(marks=(seen,)), TABLES)[0]
    assert (first.sign.code, first.country, first.year) == expected


@pytest.mark.parametrize(
    "seen",
    [mark("GP"), mark("10")],
)
def test_letters_whose_symbol_nobody_saw_are_believed_less(seen):
    whole = mark(seen.text, "crown", "two_circles")
    assert (
        recognise(Sighting(marks=(seen,)), TABLES)[0].trust
        < recognise(Sighting(marks=(whole,)), TABLES)[0].trust
    )


@pytest.mark.parametrize(
    "seen", [mark("XY"), mark("GP", "lion"), mark("", "lion"), mark(""), mark("?", "crown")]
)
def test_what_looks_like_nothing_is_taken_for_nothing(seen):
    assert recognise(Sighting(marks=(seen,)), TABLES) == ()


def test_letters_that_begin_as_the_code_of_a_country_are_not_it():
    """A star and PSF is an Italian proof mark, and no stock of Palestine."""
    marks = recognise(Sighting(marks=(mark("PSF", "star"),)), TABLES)
    assert "PS" not in {recognised.country for recognised in marks}


def test_the_code_of_a_country_alone_is_no_stock_of_a_state():
    marks = recognise(Sighting(marks=(mark("KE"),)), TABLES)
    assert {recognised.sign.code for recognised in marks} == {"import", "made"}


def test_a_sign_in_another_place_or_of_another_time_is_believed_less():
    here = recognise(Sighting(marks=(mark("BN", "box", place="frame"),)), TABLES)[0].trust
    there = recognise(Sighting(marks=(mark("BN", "box", place="stock"),)), TABLES)[0].trust
    assert there < here
    late = TABLES.signs[0]._replace(until=1900)
    tables = ReferenceTables((late,), (), TABLES.makes, TABLES.models, TABLES.wider, TABLES.countries)
    before = recognise(Sighting(marks=(mark("", "perron"),)), tables)[0].trust
    after = recognise(Sighting(year=1980, marks=(mark("", "perron"),)), tables)[0].trust
    assert after < before


def test_the_readings_of_one_mark_never_add_up_to_more_than_one():
    for text in ("BE", "KE", "GP", "10", "BN"):
        marks = recognise(Sighting(marks=(mark(text, "star", "crown", "box"),)), TABLES)
        assert sum(recognised.trust for recognised in marks) < 1


# What it may be ---------------------------------------------------------------------------------------------------------


def test_nothing_seen_gives_nothing():
    assert identify(Sighting(), TABLES) == Identified()
    assert identify(Sighting(marks=(SeenMark(),)), TABLES) == Identified()


def test_a_factory_mark_type_and_calibre_lead_to_maker_and_model_with_reasons():
    identified = identify(Sighting("pistol", "9x18", marks=(mark("10", "two_circles"),)), TABLES)
    assert identified.makes[0].code == "arsenal"
    assert identified.models[0].code == "arsenal/pm"
    assert codes(identified.models[0].reasons) == {"factory.agrees", "type.agrees", "calibre.agrees"}
    assert identified.countries[0].code == "BG"
    assert [ask.country for ask in identified.ask] == ["BG"]
    assert identified.ask[0].why == "made"
    less = identify(Sighting("pistol", "9x19", marks=(mark("10", "two_circles"),)), TABLES)
    assert "factory.differs" in codes(next(make for make in less.makes if make.code == "beretta").reasons)
    assert "calibre.unknown" in codes(next(make for make in less.makes if make.code == "arsenal").reasons)


def test_a_proof_mark_leads_to_a_country_but_does_not_exclude_others():
    identified = identify(Sighting("pistol", marks=(mark("", "perron"),)), TABLES)
    assert identified.countries[0].code == "BE"
    assert identified.makes[0].code == "fn"
    assert any(
        country.code == "IT" and "proof.differs" in codes(country.reasons) for country in identified.countries
    )


def test_made_elsewhere_speaks_against_the_country_of_proof():
    identified = identify(Sighting("pistol", marks=(mark("NOT ENGLISH MAKE"),)), TABLES)
    without = identify(Sighting("pistol"), TABLES)

    def chance(answer):
        return next((country.probability for country in answer.countries if country.code == "GB"), 0.0)

    assert chance(identified) < chance(without) / 3


def test_the_form_of_a_serial_number_speaks_for_who_uses_it_and_against_whose_forms_do_not_fit():
    fits = identify(Sighting("pistol", serial="AB123456"), TABLES)
    assert "serial.agrees" in codes(next(make for make in fits.makes if make.code == "arsenal").reasons)
    other = identify(Sighting("pistol", serial="123"), TABLES)
    assert "serial.differs" in codes(next(make for make in other.makes if make.code == "arsenal").reasons)
    spanish = identify(Sighting("shotgun", serial="28-03-9-02"), TABLES)
    assert spanish.countries[0].code == "ES"
    half = identify(Sighting("pistol", serial="AB*"), TABLES)
    assert all("serial.differs" not in codes(make.reasons) for make in half.makes)


def test_what_the_register_holds_speaks_for_makes_whose_serials_look_like_this():
    counted = [ModelCount("beretta", "beretta/92fs", 90, 100), ModelCount("tula", "tula/tt", 1, 100)]
    identified = identify(Sighting("pistol", serial="AB123456"), TABLES, counted)
    by_make = {make.code: make for make in identified.makes}
    assert by_make["beretta"].probability > by_make["tula"].probability
    assert "register.agrees" in codes(by_make["beretta"].reasons)
    assert "register.differs" in codes(by_make["tula"].reasons)
    assert identified.records == 200


def test_few_records_say_little():
    few = identify(
        Sighting(serial="AB123456"),
        TABLES,
        [ModelCount("beretta", None, 1, 1), ModelCount("tula", None, 0, 1)],
    )
    many = identify(
        Sighting(serial="AB123456"),
        TABLES,
        [ModelCount("beretta", None, 90, 90), ModelCount("tula", None, 0, 90)],
    )

    def evidence(answer):
        reasons = next(make for make in answer.makes if make.code == "beretta").reasons
        return sum(reason.evidence for reason in reasons if reason.code.startswith("register."))

    assert evidence(few) < evidence(many)


def test_whom_to_ask_names_each_state_once_the_freshest_knowledge_first():
    marks = (
        mark("GH 2004", kind="import"),
        mark("SN 09", kind="import"),
        mark("*KE", kind="classification"),
        mark("", "perron"),
    )
    identified = identify(Sighting("pistol", marks=marks), TABLES)
    assert [(ask.country, ask.why, ask.year) for ask in identified.ask] == [
        ("KE", "held", None), ("SN", "imported", 2009), ("GH", "imported", 2004), ("BE", "made", None),
    ]  # fmt: skip


def test_type_alone_sends_nobody_anywhere():
    assert identify(Sighting("pistol"), TABLES).ask == ()


# Properties ---------------------------------------------------------------------------------------------------------------

MARKS = st.builds(
    SeenMark,
    st.sampled_from(["", "GP", "10", "KE 09", "BE", "XY", "B?", "*KE", "NOT ENGLISH MAKE"]),
    st.sampled_from(["", "proof", "import", "country", "classification"]),
    st.sampled_from(["", "frame", "barrel"]),
    st.frozensets(st.sampled_from(["crown", "perron", "star", "two_circles", "box", "lion"]), max_size=3),
)
SEENS = st.builds(
    Sighting,
    st.sampled_from([None, "pistol", "rifle", "nonsense"]),
    st.sampled_from([None, "9x18", "9x19"]),
    st.sampled_from([None, "beretta", "nobody"]),
    st.sampled_from([None, "IT", "QQ"]),
    st.sampled_from([None, 1900, 2020]),
    st.sampled_from(["", "AB123456", "28-03-9-02", "A?*", "123"]),
    st.lists(MARKS, max_size=3).map(tuple),
)
COUNTS = st.lists(
    st.builds(
        ModelCount,
        st.sampled_from(["beretta", "tula", "gone"]),
        st.none(),
        st.integers(0, 50),
        st.integers(50, 900),
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(SEENS, COUNTS)
def test_probabilities_never_saturate_and_every_reason_has_its_words(seen, counted):
    identified = identify(seen, TABLES, counted)
    for listed in (identified.countries, identified.makes, identified.models):
        assert sum(item.probability for item in listed) <= CEILING + 1e-9
        assert [item.probability for item in listed] == sorted(
            (item.probability for item in listed), reverse=True
        )
        for likely in listed:
            assert 0 < likely.probability < 1
            for reason in likely.reasons:
                assert reason.code in REASONS
                assert "%(" not in words.reason_words(reason.code, reason.params, {})
    assert len({ask.country for ask in identified.ask}) == len(identified.ask)
    assert [WHYS.index(ask.why) for ask in identified.ask] == sorted(
        WHYS.index(ask.why) for ask in identified.ask
    )


@settings(max_examples=60, deadline=None)
@given(SEENS)
def test_the_order_of_the_marks_does_not_matter(seen):
    shuffled = list(seen.marks)
    random.Random(7).shuffle(shuffled)
    identified, other = (
        identify(seen, TABLES),
        identify(
            Sighting(
                seen.type, seen.calibre, seen.make, seen.country, seen.year, seen.serial, tuple(shuffled)
            ),
            TABLES,
        ),
    )
    assert [(m.code, pytest.approx(m.probability)) for m in identified.makes] == [
        (m.code, m.probability) for m in other.makes
    ]


@settings(max_examples=60, deadline=None)
@given(SEENS)
def test_a_makers_own_sign_never_makes_it_less_likely(seen):
    def chance(answer):
        return next((make.probability for make in answer.makes if make.code == "arsenal"), 0.0)

    marked = Sighting(
        seen.type,
        seen.calibre,
        seen.make,
        seen.country,
        seen.year,
        seen.serial,
        (*seen.marks, mark("10", "two_circles")),
    )
    assert chance(identify(marked, TABLES)) >= chance(identify(seen, TABLES)) - 1e-9


def test_every_reason_and_every_why_has_its_words():
    assert set(words.REASONS) == set(REASONS)
    assert set(words.WHYS) == set(WHYS)
    assert set(words.MEANINGS) == set(words.DATED)


# With the real tables and the register ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "make"),
    [
        (Sighting("pistol", "9x18", marks=(mark("10", "two_circles"),)), "arsenal-bg"),
        (Sighting("pistol", "9x18", serial="АВ 1234", marks=(mark("", "triangle", "circle"),)), "baikal"),
        (Sighting("pistol", "9x18", marks=(mark("", "diamond", "circle"),)), "suhl"),
        (Sighting("rifle", "7.92x57", marks=(mark("bnz"),)), "steyr"),
        (Sighting("rifle", "7.92x57", marks=(mark("byf"),)), "mauser"),
    ],
)
def test_the_documented_examples_of_the_sources_are_identified(db, alice, seen, make):
    assert identify_for(alice, seen).makes[0].code == make


@pytest.mark.parametrize(
    ("seen", "ask"),
    [
        # The design's examples of marks (G9): import mark with country and year; logo, country, agency, date and serial.
        (Sighting(marks=(mark("SN 09", kind="import"),)), ("SN", "imported", 2009)),
        (
            Sighting(marks=(mark("SLE RSLAF 2014 00123", "regional_logo", kind="classification"),)),
            ("SL", "held", None),
        ),
        (Sighting(marks=(mark("*KE KP 004512", kind="classification"),)), ("KE", "held", None)),
    ],
)
def test_marks_of_the_design_lead_to_whom_to_ask(db, alice, seen, ask):
    first = identify_for(alice, seen).ask[0]
    assert (first.country, first.why, first.year) == ask


def test_the_register_counts_only_what_the_actor_may_see(db, alice, frank, bob):
    for n in range(12):
        a_firearm(alice, f"AB{n:05}")
    tables = known()
    seen = Sighting("pistol", "9x19", serial="AB?0001")
    counted = {(row.make, row.fits, row.all) for row in held(alice, seen, tables)}
    assert counted == {("beretta", 12, 12)}
    assert held(frank, seen, tables) == []
    assert {(row.make, row.fits) for row in held(alice, Sighting("pistol", serial="123"), tables)} == {
        ("beretta", 0)
    }
    assert held(alice, Sighting("rifle"), tables) == []


def test_what_is_asked_of_the_database_does_not_grow(db, alice, django_assert_num_queries):
    a_firearm(alice, "AB12345")
    seen = Sighting("pistol", "9x19", serial="AB?2345", marks=(mark("ELG", "oval"),))
    identify_for(alice, seen)
    with django_assert_num_queries(3):  # versions of the lists, size of the register, the one statement on it
        identify_for(alice, seen)


@pytest.mark.parametrize(
    ("serial", "form"),
    [
        ("AB?1234", "AA_0000"),
        ("AB*", ""),
        ("A1*9", "A0%0"),
        ("АВ1234", "__0000"),
        ("x-12", "A00"),
        ("", ""),
        ("%_1234", "0000"),
    ],
)
def test_the_form_of_a_serial_number(serial, form):
    assert form_of(serial) in (form, form.replace("0000", "_0000"))
