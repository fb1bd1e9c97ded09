"""Free text to codes: the spellings that registers really hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN
from ifar.reference.naming import answer_status, calibre_key, gauge, make_keys, model_key


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("9x19", "9x19"),
        ("9 mm Para", "9x19"),
        ("9mm Luger", "9x19"),
        ("9x19 mm Parabellum", "9x19"),
        ("9 мм Парабеллум", "9x19"),
        ("٩x١٩", "9x19"),
        (".223 Rem", "223rem"),
        ("5,56x45", "5.56x45"),
        ("7.62х39", "7.62x39"),
        ("7,62 × 39", "7.62x39"),
        ("٧٫٦٢×٣٩", "7.62x39"),
        ("762x39", "7.62x39"),
        ("12/70", "12ga"),
        ("12 ga", "12ga"),
        ('12GA 3"', "12ga"),
        ("12 Gauge 3 1/2", "12ga"),
        ("Cal. 12", "12ga"),
        ("кал. 12", "12ga"),
        ("عيار 12", "12ga"),
        ("12x76", "12ga"),
        ("36 gauge", "410"),
        (".410/76", "410"),
        (".30-06", "30-06"),
        ("30.06", "30-06"),
        ("7.62x63", "30-06"),
        (".22 L.R.", "22lr"),
        ("22 lfB", "22lr"),
        ("5,6 мм", "22lr"),
        ("6,35", "6.35x16"),
        ("7.65 Browning", "7.65x17"),
        ("9 mm kurz", "9x17"),
        (".45", "45acp"),
        ("4,5 мм", "4.5mm"),
        ("8x57 IS", "7.92x57"),
        ("300 Win. Mag.", "300winmag"),
        ("9 mm P.A.K.", "9mm-pak"),
        ("308 Win (7.62x51)", "308win"),
        ("10 mm", "10mmauto"),
        (".38 Spez.", "38special"),
        (".44 Rem.Mag.", "44mag"),
        ("7.62x54 R", "7.62x54r"),
    ],
)
def test_calibres_as_registers_write_them(resolver, raw, code):
    answer = resolver.resolve_calibre(raw)
    assert (answer.code, answer.is_certain) == (code, True)


@pytest.mark.parametrize("raw", ["9mm Parabelllum", ".357 Magnun", ".308 Winchestre"])
def test_a_wrong_letter_in_a_calibre_is_forgiven_and_said(resolver, raw):
    answer = resolver.resolve_calibre(raw)
    assert answer.code in {"9x19", "357mag", "308win"}
    assert answer.how == "fuzzy"
    assert not answer.is_certain


def test_a_wrong_digit_in_a_calibre_is_never_forgiven(resolver):
    assert resolver.resolve_calibre("5.57x45").code is None
    assert resolver.resolve_calibre(".309 Win").code is None


def test_a_bore_alone_names_all_its_cartridges_and_chooses_none(resolver):
    answer = resolver.resolve_calibre("7,62 mm")
    assert answer.code is None
    assert answer.how == "ambiguous"
    assert {"7.62x39", "7.62x51", "7.62x54r"} <= set(answer.alternatives)


def test_magnum_behind_a_known_name_makes_another_cartridge_of_it(resolver):
    answer = resolver.resolve_calibre(".284 Win Magnum X")
    assert answer.code is None
    assert answer.alternatives == ("284win",)


def test_45_is_not_4_5_mm(resolver):
    assert resolver.resolve_calibre("45").code == "45acp"
    assert not resolver.resolve_calibre("45").is_certain


@pytest.mark.parametrize(
    ("text", "number"), [("12", "12ga"), ("10", None), ("32", None), ("32 ga", "32ga"), ("28 Nosler", None)]
)
def test_bare_numbers_are_gauges_only_where_nothing_else_is_called_so(text, number):
    assert gauge(text) == number


@pytest.mark.parametrize(
    ("raw", "code", "how"),
    [
        ("BERETTA", "beretta", "alias"),
        ("Beretta S.p.A.", "beretta", "folded"),
        ("Беретта", "beretta", "alias"),
        ("بيريتا", "beretta", "alias"),
        ("berreta", "beretta", "fuzzy"),
        ("S & W", "smith-wesson", "alias"),
        ("Smith and Wesson Inc.", "smith-wesson", "folded"),
        ("HECKLER & KOCH, INC", "hk", "folded"),
        ("STURM, RUGER & COMPANY, INC", "ruger", "alias"),
        ("BEEMILLER INC", "hi-point", "alias"),
        ("Ижмаш", "kalashnikov", "alias"),
        ("CZ-USA", "cz", "alias"),
        ("Walther Ulm/Do", "walther", "partial"),
        ("Norinco (China)", "norinco", "partial"),
    ],
)
def test_makers_in_several_scripts_and_legal_forms(resolver, raw, code, how):
    answer = resolver.resolve_make(raw)
    assert (answer.code, answer.how) == (code, how)


def test_an_unknown_maker_is_not_guessed(resolver):
    assert resolver.resolve_make("Xyzzy & Sons").code is None


@pytest.mark.parametrize(
    ("make", "raw", "code"),
    [
        ("beretta", "92 FS", "beretta/92fs"),
        ("beretta", "Beretta 92FS", "beretta/92fs"),
        ("beretta", "Mod. 92FS Inox", "beretta/92fs"),
        ("glock", "Glock 17 Gen4", "glock/17"),
        ("glock", "G19 Gen 5 MOS", "glock/19"),
        ("kalashnikov", "АК-74М", "kalashnikov/ak-74m"),
        ("kalashnikov", "AK 47", "kalashnikov/ak-47"),
        ("tula", "ТТ", "tula/tt-33"),
        ("cz", "ČZ 83", "cz/83"),
        ("ruger", "10-22", "ruger/10-22"),
        ("taurus", "PT-92 AF", "taurus/pt92"),
        ("zastava", "М70 АБ2", "zastava/m70"),
    ],
)
def test_models_within_their_make(resolver, make, raw, code):
    assert resolver.resolve_model(make, raw).code == code


def test_a_model_without_a_make_is_only_suggested(resolver):
    answer = resolver.resolve_model(None, "92FS")
    assert answer.code is None
    assert "beretta/92fs" in answer.alternatives


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("FRG", "DE"),
        ("Allemagne", "DE"),
        ("Россия", "RU"),
        ("СССР", "SUHH"),
        ("ČSSR", "CSHH"),
        ("مصر", "EG"),
        ("Turkiye", "TR"),
    ],
)
def test_countries_of_manufacture_former_states_included(resolver, raw, code):
    assert resolver.resolve_country(raw).code == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Pistolet", "pistol"),
        ("пистолет", "pistol"),
        ("مسدس", "pistol"),
        ("Fusil à pompe", "shotgun_pump_action"),
        ("Bockflinte", "shotgun_double"),
        ("автомат", "rifle_automatic"),
    ],
)
def test_types_in_the_languages_of_registers(resolver, raw, code):
    assert resolver.resolve_type(raw).code == code


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("Inconnu", UNKNOWN),
        ("неизвестно", UNKNOWN),
        ("غير معروف", UNKNOWN),
        ("ohne", NONE),
        ("нет", NONE),
        ("", NOT_ASKED),
        (" - ", NOT_ASKED),
        ("Colt", KNOWN),
    ],
)
def test_unknown_none_and_nothing_are_three_answers(resolver, raw, status):
    assert answer_status(raw) == status
    assert resolver.resolve_make(raw).status == status


@given(st.text(max_size=60))
def test_no_text_breaks_a_key(text):
    for key in (calibre_key(text), model_key(text), *make_keys(text)):
        assert key == key.casefold()
        assert " " not in key
    gauge(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_resolver_and_answers_hold_together(resolver, text):
    for answer in (
        resolver.resolve_make(text),
        resolver.resolve_model("beretta", text),
        resolver.resolve_calibre(text),
        resolver.resolve_type(text),
        resolver.resolve_country(text),
    ):
        assert (answer.code is None) == (answer.how in ("unresolved", "ambiguous"))


def test_many_asks_each_distinct_value_once(resolver):
    asked = []

    def resolve(text):
        asked.append(text)
        return resolver.resolve_calibre(text)

    answers = resolver.many(resolve, ["9x19", "12/70", "9x19", "9x19"])
    assert [answer.code for answer in answers] == ["9x19", "12ga", "9x19", "9x19"]
    assert asked == ["9x19", "12/70"]
