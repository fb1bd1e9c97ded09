"""How two descriptions are compared: each reason for itself, and what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.parties.labels import LIKENESS, likeness_words
from ifar.parties.likeness import LIKELY, WORTH, compare, identity_key
from ifar.parties.names import folded, skeleton


def codes(ours: dict, theirs: dict) -> list[str]:
    return [reason.code for reason in compare(ours, theirs).reasons]


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        ("Amina Diallo", "AMINA DIALLO", "name.same"),
        ("Amina Diallo", "Diallo, Amina", "name.script"),
        ("Владимир Петров", "Vladimir Petrov", "name.script"),
        ("Al-Haddad Yusuf", "يوسف الحداد", "name.script"),
        ("Amina Diallo", "Amina Dialo", "name.near"),
        ("Amina Diallo", "Amina Fatou Diallo", "name.part"),
        ("Amina Diallo", "Jean Diallo", "name.differs"),
        ("Amina Diallo", "", "name.unknown"),
        ("Yusuf", "Yasef", "name.differs"),
    ],
)
def test_names(ours: str, theirs: str, code: str) -> None:
    assert code in codes({"name": ours}, {"name": theirs})


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        ("1980-02-03", "1980-02-03", "born.same"),
        ("1980-02-03", "1980-03-02", "born.swapped"),
        ("1980-02-03", "1980-02-08", "born.near"),
        ("1980-02-03", "1981-12-03", "born.differs"),
        ("1980-02-03", "", "born.unknown"),
    ],
)
def test_birth_dates(ours: str, theirs: str, code: str) -> None:
    assert code in codes({"born": ours}, {"born": theirs})
    assert not any(text.startswith("born") for text in codes({"kind": "entity"}, {"kind": "entity"}))


def test_numbers_and_codes() -> None:
    number = {"identity_numbers": [{"kind": "passport", "number": "AB-12 34"}]}
    same = {
        "identity_numbers": [{"kind": "national_id", "number": "1"}, {"kind": "passport", "number": "ab1234"}]
    }
    assert "identity.same" in codes(number, same)
    assert "identity.same" not in codes(number, {"identity_numbers": [{"number": "-- --"}]})
    assert "registration.same" in codes({"registration": "RC 1"}, {"registration": "rc-1"})
    assert "registration.differs" in codes({"registration": "RC 1"}, {"registration": "RC 2"})
    assert "sex.differs" in codes({"sex": "male"}, {"sex": "female"})
    assert "sex.differs" not in codes({"sex": "male"}, {"sex": "not_asked"})
    assert "country.differs" in codes({"country": "FR"}, {"country": "DE"})


def test_who_is_offered_as_likely_the_same() -> None:
    me = {"name": "Amina Diallo", "born": "1980-02-03", "identity_numbers": [{"number": "AB12"}]}
    likely = ({"name": "Diallo Amina"}, {"name": "Amina Dialo", "born": "1980-02-03"}, me)
    assert all(compare(me, row).is_likely for row in likely)
    unlikely = ({"name": "Amina Diallo", "born": "1999-09-09"}, {"name": "Zoe Roux"}, {})
    assert not any(compare(me, row).is_likely for row in unlikely)
    other = {"name": "Zoe Roux", "born": "1955-01-01", "identity_numbers": [{"number": "ab 12"}]}
    assert compare(me, other).points < LIKELY
    assert compare(me, other).is_likely, "a number belongs to one person, whatever else differs"


def test_every_reason_has_its_words() -> None:
    assert set(WORTH) == set(LIKENESS)


NAMES = st.text(max_size=40)
DATES = st.dates().map(lambda day: day.isoformat()) | st.just("")
PEOPLE = st.fixed_dictionaries(
    {"name": NAMES, "born": DATES, "sex": st.sampled_from(["male", "female", "unknown"])}
)


@given(PEOPLE, PEOPLE)
def test_whatever_is_compared_the_points_are_the_same_both_ways_and_can_be_said(
    one: dict, other: dict
) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.points == back.points
    assert all(likeness_words(reason) for reason in there.reasons)


@given(NAMES)
def test_a_folded_name_folds_to_itself(name: str) -> None:
    key = folded(name)
    assert folded(key) == key
    assert len(skeleton(key)) <= len(key)


@given(st.text(max_size=30))
def test_a_key_has_only_letters_and_digits(number: str) -> None:
    assert identity_key(identity_key(number)) == identity_key(number)
