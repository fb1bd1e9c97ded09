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
    Counted,
    Identified,
    Known,
    Seen,
    SeenMark,
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


TABLES = Known(
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
    first = recognise(Seen(marks=(seen,)), TABLES)[0]
    assert (first.sign.code, first.country, first.year) == expected


@pytest.mark.parametrize(
    "seen",
    [mark("GP"), mark("10")],
)
def test_letters_whose_symbol_nobody_saw_are_believed_less(seen):
    whole = mark(seen.text, "crown", "two_circles")
    assert recognise(Seen(marks=(seen,)), TABLES)[0].trust < recognise(Seen(marks=(whole,)), TABLES)[0].trust


@pytest.mark.parametrize(
    "seen", [mark("XY"), mark("GP", "lion"), mark("", "lion"), mark(""), mark("?", "crown")]
)
def test_what_looks_like_nothing_is_taken_for_nothing(seen):
    assert recognise(Seen(marks=(seen,)), TABLES) == ()


def test_letters_that_begin_as_the_code_of_a_country_are_not_it():
    """A star and PSF is an Italian proof mark, and no stock of Palestine."""
    found = recognise(Seen(marks=(mark("PSF", "star"),)), TABLES)
    assert "PS" not in {one.country for one in found}


def test_the_code_of_a_country_alone_is_no_stock_of_a_state():
    found = recognise(Seen(marks=(mark("KE"),)), TABLES)
    assert {one.sign.code for one in found} == {"import", "made"}


def test_a_sign_in_another_place_or_of_another_time_is_believed_less():
    here = recognise(Seen(marks=(mark("BN", "box", place="frame"),)), TABLES)[0].trust
    there = recognise(Seen(marks=(mark("BN", "box", place="stock"),)), TABLES)[0].trust
    assert there < here
    late = TABLES.signs[0]._replace(until=1900)
    tables = Known((late,), (), TABLES.makes, TABLES.models, TABLES.wider, TABLES.countries)
    before = recognise(Seen(marks=(mark("", "perron"),)), tables)[0].trust
    after = recognise(Seen(year=1980, marks=(mark("", "perron"),)), tables)[0].trust
    assert after < before


def test_the_readings_of_one_mark_never_add_up_to_more_than_one():
    for text in ("BE", "KE", "GP", "10", "BN"):
        found = recognise(Seen(marks=(mark(text, "star", "crown", "box"),)), TABLES)
        assert sum(one.trust for one in found) < 1


# What it may be ---------------------------------------------------------------------------------------------------------


def test_nothing_seen_gives_nothing():
    assert identify(Seen(), TABLES) == Identified()
    assert identify(Seen(marks=(SeenMark(),)), TABLES) == Identified()


def test_a_factory_mark_type_and_calibre_lead_to_maker_and_model_with_reasons():
    found = identify(Seen("pistol", "9x18", marks=(mark("10", "two_circles"),)), TABLES)
    assert found.makes[0].code == "arsenal"
    assert found.models[0].code == "arsenal/pm"
    assert codes(found.models[0].reasons) == {"factory.agrees", "type.agrees", "calibre.agrees"}
    assert found.countries[0].code == "BG"
    assert [one.country for one in found.ask] == ["BG"]
    assert found.ask[0].why == "made"
    less = identify(Seen("pistol", "9x19", marks=(mark("10", "two_circles"),)), TABLES)
    assert "factory.differs" in codes(next(one for one in less.makes if one.code == "beretta").reasons)
    assert "calibre.unknown" in codes(next(one for one in less.makes if one.code == "arsenal").reasons)


def test_a_proof_mark_leads_to_a_country_but_does_not_exclude_others():
    found = identify(Seen("pistol", marks=(mark("", "perron"),)), TABLES)
    assert found.countries[0].code == "BE"
    assert found.makes[0].code == "fn"
    assert any(one.code == "IT" and "proof.differs" in codes(one.reasons) for one in found.countries)


def test_made_elsewhere_speaks_against_the_country_of_proof():
    found = identify(Seen("pistol", marks=(mark("NOT ENGLISH MAKE"),)), TABLES)
    without = identify(Seen("pistol"), TABLES)

    def chance(answer):
        return next((one.probability for one in answer.countries if one.code == "GB"), 0.0)

    assert chance(found) < chance(without) / 3


def test_the_form_of_a_serial_number_speaks_for_who_uses_it_and_against_whose_forms_do_not_fit():
    fits = identify(Seen("pistol", serial="AB123456"), TABLES)
    assert "serial.agrees" in codes(next(one for one in fits.makes if one.code == "arsenal").reasons)
    other = identify(Seen("pistol", serial="123"), TABLES)
    assert "serial.differs" in codes(next(one for one in other.makes if one.code == "arsenal").reasons)
    spanish = identify(Seen("shotgun", serial="28-03-9-02"), TABLES)
    assert spanish.countries[0].code == "ES"
    half = identify(Seen("pistol", serial="AB*"), TABLES)
    assert all("serial.differs" not in codes(one.reasons) for one in half.makes)


def test_what_the_register_holds_speaks_for_makes_whose_serials_look_like_this():
    counted = [Counted("beretta", "beretta/92fs", 90, 100), Counted("tula", "tula/tt", 1, 100)]
    found = identify(Seen("pistol", serial="AB123456"), TABLES, counted)
    by_make = {one.code: one for one in found.makes}
    assert by_make["beretta"].probability > by_make["tula"].probability
    assert "register.agrees" in codes(by_make["beretta"].reasons)
    assert "register.differs" in codes(by_make["tula"].reasons)
    assert found.records == 200


def test_few_records_say_little():
    few = identify(
        Seen(serial="AB123456"), TABLES, [Counted("beretta", None, 1, 1), Counted("tula", None, 0, 1)]
    )
    many = identify(
        Seen(serial="AB123456"), TABLES, [Counted("beretta", None, 90, 90), Counted("tula", None, 0, 90)]
    )

    def evidence(answer):
        reasons = next(one for one in answer.makes if one.code == "beretta").reasons
        return sum(reason.evidence for reason in reasons if reason.code.startswith("register."))

    assert evidence(few) < evidence(many)


def test_whom_to_ask_names_each_state_once_the_freshest_knowledge_first():
    marks = (
        mark("GH 2004", kind="import"),
        mark("SN 09", kind="import"),
        mark("*KE", kind="classification"),
        mark("", "perron"),
    )
    found = identify(Seen("pistol", marks=marks), TABLES)
    assert [(one.country, one.why, one.year) for one in found.ask] == [
        ("KE", "held", None), ("SN", "imported", 2009), ("GH", "imported", 2004), ("BE", "made", None),
    ]  # fmt: skip


def test_type_alone_sends_nobody_anywhere():
    assert identify(Seen("pistol"), TABLES).ask == ()


# Properties ---------------------------------------------------------------------------------------------------------------

MARKS = st.builds(
    SeenMark,
    st.sampled_from(["", "GP", "10", "KE 09", "BE", "XY", "B?", "*KE", "NOT ENGLISH MAKE"]),
    st.sampled_from(["", "proof", "import", "country", "classification"]),
    st.sampled_from(["", "frame", "barrel"]),
    st.frozensets(st.sampled_from(["crown", "perron", "star", "two_circles", "box", "lion"]), max_size=3),
)
SEENS = st.builds(
    Seen,
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
        Counted,
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
    found = identify(seen, TABLES, counted)
    for listed in (found.countries, found.makes, found.models):
        assert sum(one.probability for one in listed) <= CEILING + 1e-9
        assert [one.probability for one in listed] == sorted(
            (one.probability for one in listed), reverse=True
        )
        for one in listed:
            assert 0 < one.probability < 1
            for reason in one.reasons:
                assert reason.code in REASONS
                assert "%(" not in words.reason_words(reason.code, reason.params, {})
    assert len({one.country for one in found.ask}) == len(found.ask)
    assert [WHYS.index(one.why) for one in found.ask] == sorted(WHYS.index(one.why) for one in found.ask)


@settings(max_examples=60, deadline=None)
@given(SEENS)
def test_the_order_of_the_marks_does_not_matter(seen):
    shuffled = list(seen.marks)
    random.Random(7).shuffle(shuffled)
    one, other = (
        identify(seen, TABLES),
        identify(
            Seen(seen.type, seen.calibre, seen.make, seen.country, seen.year, seen.serial, tuple(shuffled)),
            TABLES,
        ),
    )
    assert [(m.code, pytest.approx(m.probability)) for m in one.makes] == [
        (m.code, m.probability) for m in other.makes
    ]


@settings(max_examples=60, deadline=None)
@given(SEENS)
def test_a_makers_own_sign_never_makes_it_less_likely(seen):
    def chance(answer):
        return next((one.probability for one in answer.makes if one.code == "arsenal"), 0.0)

    marked = Seen(
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
        (Seen("pistol", "9x18", marks=(mark("10", "two_circles"),)), "arsenal-bg"),
        (Seen("pistol", "9x18", serial="АВ 1234", marks=(mark("", "triangle", "circle"),)), "baikal"),
        (Seen("pistol", "9x18", marks=(mark("", "diamond", "circle"),)), "suhl"),
        (Seen("rifle", "7.92x57", marks=(mark("bnz"),)), "steyr"),
        (Seen("rifle", "7.92x57", marks=(mark("byf"),)), "mauser"),
    ],
)
def test_the_documented_examples_of_the_sources_are_identified(db, alice, seen, make):
    assert identify_for(alice, seen).makes[0].code == make


@pytest.mark.parametrize(
    ("seen", "ask"),
    [
        # The design's examples of marks (G9): import mark with country and year; logo, country, agency, date and serial.
        (Seen(marks=(mark("SN 09", kind="import"),)), ("SN", "imported", 2009)),
        (
            Seen(marks=(mark("SLE RSLAF 2014 00123", "regional_logo", kind="classification"),)),
            ("SL", "held", None),
        ),
        (Seen(marks=(mark("*KE KP 004512", kind="classification"),)), ("KE", "held", None)),
    ],
)
def test_marks_of_the_design_lead_to_whom_to_ask(db, alice, seen, ask):
    first = identify_for(alice, seen).ask[0]
    assert (first.country, first.why, first.year) == ask


def test_the_register_counts_only_what_the_actor_may_see(db, alice, frank, bob):
    for n in range(12):
        a_firearm(alice, f"AB{n:05}")
    tables = known()
    seen = Seen("pistol", "9x19", serial="AB?0001")
    counted = {(one.make, one.fits, one.all) for one in held(alice, seen, tables)}
    assert counted == {("beretta", 12, 12)}
    assert held(frank, seen, tables) == []
    assert {(one.make, one.fits) for one in held(alice, Seen("pistol", serial="123"), tables)} == {
        ("beretta", 0)
    }
    assert held(alice, Seen("rifle"), tables) == []


def test_what_is_asked_of_the_database_does_not_grow(db, alice, django_assert_num_queries):
    a_firearm(alice, "AB12345")
    seen = Seen("pistol", "9x19", serial="AB?2345", marks=(mark("ELG", "oval"),))
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
