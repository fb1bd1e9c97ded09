"""The pure rules of licensing: states, terms, categories, clocks, eligibility; and the feed of notices."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.errors import Invalid
from ifar.licensing import application, clock, eligibility, licence, notice_feed, offer
from ifar.licensing.acts import ACTS
from ifar.licensing.kind import CheckItem, Kind, covers, ends_after
from ifar.licensing.licence import Licence

DAY = dt.date(2026, 3, 1)


def a_licence(**said):
    given = {
        "public_id": "L", "state": "in_force", "allows": ("possess",), "categories": ("B",), "counts": "held", "quota": 2,
        "valid_from": DAY, "valid_to": dt.date(2031, 2, 28), **said,
    }  # fmt: skip
    return Licence(**given)


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (DAY - dt.timedelta(days=1), "not_yet"),
        (DAY, "in_force"),
        (dt.date(2031, 2, 28), "in_force"),
        (dt.date(2031, 3, 1), "expired"),
    ],
)
def test_in_force_on_both_sides_of_each_limit(day, stands):
    assert licence.stands(a_licence(), day) == stands
    assert licence.in_force(a_licence(), day) is (stands == "in_force")


def test_a_suspended_licence_is_in_force_on_no_day():
    assert not licence.in_force(a_licence(state="suspended"), DAY)
    assert licence.stands(a_licence(state="revoked"), dt.date(2040, 1, 1)) == "revoked"


@pytest.mark.parametrize(
    ("granted", "category", "good"),
    [
        (("B",), "B", True),
        (("B",), "B7", True),
        (("B",), "B.7", True),
        (("B7",), "B", False),
        (("B",), "BX", False),
        ((), "A", True),
    ],
)
def test_categories(granted, category, good):
    assert covers(granted, category) is good


def test_quota_left():
    assert licence.left(a_licence(), 1) == 1
    assert licence.left(a_licence(), 5) == 0
    assert licence.left(a_licence(counts="none", quota=None), 5) is None


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (DAY, 12, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 27)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 27)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 14)),
    ],
)
def test_a_term_ends_the_day_before(day, months, last):
    assert ends_after(day, months) == last


def test_the_clock_counts_no_day_of_a_pause():
    pauses = [(dt.date(2026, 3, 11), dt.date(2026, 3, 31)), (dt.date(2026, 4, 10), None)]
    today = dt.date(2026, 4, 20)
    assert clock.elapsed(DAY, pauses, today) == 20
    assert clock.due(DAY, pauses, 60) is None
    assert clock.due(DAY, pauses[:1], 60) == dt.date(2026, 5, 20)
    assert not clock.read(DAY, pauses[:1], 60, dt.date(2026, 5, 20)).overdue
    assert clock.read(DAY, pauses[:1], 60, dt.date(2026, 5, 21)).overdue


def test_a_check_is_good_to_its_last_day():
    record = CheckItem("criminal_record", "police", 90, "art. 6")
    kind = Kind(
        "sport",
        frozenset({"person"}),
        frozenset({"possess"}),
        ("B",),
        "held",
        2,
        60,
        90,
        (record,),
        90,
        "licensing_head",
    )
    values = {"criminal_record": {"answer": "passed", "on": "2026-03-01"}}
    assert not tuple(eligibility.missing(kind, values, dt.date(2026, 5, 30)))
    assert [reason.code for reason in eligibility.missing(kind, values, dt.date(2026, 5, 31))] == [
        "licensing.check.old"
    ]


@pytest.mark.parametrize(
    ("reasons", "certain", "supported"),
    [
        ({"identity.same", "name.script", "born.same"}, True, True),
        ({"identity.same"}, True, True),
        ({"identity.same", "name.differs"}, False, True),
        ({"identity.same", "born.differs"}, False, True),
        ({"name.same", "born.same"}, False, True),
        ({"name.same", "born.differs"}, False, False),
        ({"name.near", "born.same"}, False, False),
    ],
)
def test_only_a_number_leaves_no_doubt(reasons, certain, supported):
    assert eligibility.is_certain(reasons) is certain
    assert eligibility.is_supported(reasons) is supported


def test_the_published_table_of_states():
    assert ACTS.possible("application", "advised")["granted"]
    assert not ACTS.possible("application", "examination")["granted"]
    assert not ACTS.possible("application", "draft")["checked"]
    transitions = [act.transitions for act in ACTS.acts.values() if act.record_type == "application"]
    assert {before for transition in transitions for before in transition} - {""} == set(
        application.STATES
    ) - {
        "granted",
        "withdrawn",
        "closed",
    }
    assert {after for transition in transitions for after in transition.values()} <= set(application.STATES)


@pytest.mark.parametrize(
    ("state", "good_until", "offered", "n", "answer"),
    [
        ("confirmed", DAY, 1, 1, True),
        ("offered", DAY, 1, 1, False),
        ("declined", DAY, 1, 1, False),
        ("confirmed", DAY, 1, 2, None),
        ("confirmed", DAY - dt.timedelta(days=1), 1, 1, None),
        ("taken_back", DAY, 1, 1, None),
    ],
)
def test_an_offer_holds_for_the_firearm_as_it_stood(state, good_until, offered, n, answer):
    assert offer.answer(state, good_until, offered, n, DAY) is answer


def test_a_feed_is_csv_or_json():
    text = "ground,source,reference,name,born,number\ndeath,registry,7,أمينة,1984-03-02,ID 1\n"
    (row,) = notice_feed.rows_of(text)
    assert notice_feed.described(row) == {
        "name": "أمينة",
        "born": "1984-03-02",
        "identity_numbers": [{"kind": "national_id", "number": "ID 1"}],
    }
    assert (
        notice_feed.rows_of('[{"ground": "death", "source": "registry", "reference": 7}]')[0]["reference"]
        == "7"
    )
    with pytest.raises(Invalid):
        notice_feed.rows_of("ground,salary\ndeath,1\n")
    with pytest.raises(Invalid):
        notice_feed.rows_of("[{]")
