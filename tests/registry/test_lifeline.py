"""The life-line as a rule: gaps stay gaps, the band is in true proportion, and it mirrors."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ifar.registry.lifecycle import Custody as LifeCustody
from ifar.registry.lifeline import CUSTODIES, NARROWEST, STROKES, LifeEvent, band, row
from ifar.registry.views.lifeline import gap_words
from ifar.templatetags.accounts import since_words
from ifar.templatetags.pieces import age_words

TODAY = dt.date(2026, 6, 1)


def a_life(*events):
    return [
        LifeEvent(n, at, custody, holder, elsewhere)
        for n, (at, custody, holder, elsewhere) in enumerate(events, 1)
    ]


LIVES = st.lists(
    st.tuples(
        st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2027, 1, 1)),
        st.sampled_from(CUSTODIES),
        st.sampled_from(["", "Beretta", "J. Okello", "Police"]),
        st.booleans(),
    ),
    max_size=45,
).map(lambda events: a_life(*events))


def percent(text):
    assert text.endswith("%")
    return float(text[:-1])


def test_every_custody_of_the_life_cycle_has_a_stroke():
    assert set(STROKES) == {str(custody) for custody in LifeCustody}
    assert set(STROKES.values()) == set(CUSTODIES)


def test_a_theft_leaves_a_gap_until_the_find():
    life = a_life(
        (dt.date(2004, 1, 1), "holder", "J. Okello", False),
        (dt.date(2017, 8, 19), "gap", "", False),
        (dt.date(2018, 10, 27), "state", "Police", False),
    )
    items = row(life, TODAY)
    assert [item.kind for item in items] == ["event", "event", "gap", "event", "now"]
    assert items[2].days == (dt.date(2018, 10, 27) - dt.date(2017, 8, 19)).days
    assert [stretch.custody for stretch in band(life, TODAY).stretches] == ["holder", "gap", "state"]


def test_what_is_found_elsewhere_breaks_only_the_custody_since_the_event_before():
    life = a_life(
        (dt.date(2000, 1, 1), "holder", "A", False),
        (dt.date(2005, 1, 1), "holder", "A", False),
        (dt.date(2010, 1, 1), "state", "Police", True),
    )
    stretches = band(life, TODAY).stretches
    assert [(stretch.custody, stretch.holder) for stretch in stretches] == [
        ("holder", "A"),
        ("gap", ""),
        ("state", "Police"),
    ]
    assert [item.kind for item in row(life, TODAY)] == ["event", "event", "gap", "event", "now"]


def test_a_life_that_ended_has_no_today():
    life = a_life((dt.date(2000, 1, 1), "holder", "A", False), (dt.date(2005, 1, 1), "ended", "", False))
    assert [item.kind for item in row(life, TODAY)] == ["event", "event"]
    assert band(life, TODAY).years[-1].text == "2005"


def test_nothing_is_drawn_of_a_life_without_dates():
    assert band(a_life((None, "holder", "A", False)), TODAY) is None
    assert band([], TODAY) is None
    assert row([], TODAY) == ()


@given(LIVES)
def test_every_event_is_in_the_row_once_and_in_recorded_order(life):
    assert [item.n for item in row(life, TODAY) if item.kind == "event"] == [event.n for event in life]


@given(LIVES)
def test_an_event_whose_custody_is_lost_is_always_followed_by_a_gap(life):
    items = row(life, TODAY)
    for item, following in zip(items, (*items, None)[1:], strict=True):
        if item.kind == "event":
            assert (item.custody == "gap") == (following is not None and following.kind == "gap")


@given(LIVES, st.booleans())
def test_the_band_lies_between_its_ends_and_is_never_too_thin_to_see(life, mirrored):
    drawn = band(life, TODAY, mirrored=mirrored)
    if drawn is None:
        return
    for stretch in drawn.stretches:
        assert percent(stretch.width) >= NARROWEST - 0.01
        assert percent(stretch.x) >= 0
        assert percent(stretch.x) + percent(stretch.width) <= 100.02
    for tick in (*drawn.events, *drawn.years):
        assert 0 <= percent(tick.x) <= 100


@given(LIVES)
def test_right_to_left_is_the_mirror_of_left_to_right(life):
    left, right = band(life, TODAY), band(life, TODAY, mirrored=True)
    assert (left is None) == (right is None)
    if left and right:
        for event, other in zip(left.events, right.events, strict=True):
            assert abs(percent(event.x) + percent(other.x) - 100) < 0.02
        for event, other in zip(left.stretches, right.stretches, strict=True):
            assert abs(percent(event.x) + percent(event.width) + percent(other.x) - 100) < 0.05


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2006-02-28", "2026-11-28", "20 years"),
        ("2006-11-28", "2026-11-28", "20 years"),
        ("2023-03-01", "2026-03-01", "3 years"),
        ("2024-03-01", "2026-02-27", "23 months"),
        ("2026-01-01", "2026-03-20", "2 months"),
        ("2026-11-28", "2026-11-28", "today"),
    ],
)
def test_years_and_months_are_counted_once_they_are_full(first, last, words):
    assert age_words((dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days) == words


def test_what_began_today_lasts_no_today_and_no_zero_minutes():
    assert gap_words(0) == "Nobody knows where it was since today."
    assert gap_words(12) == "Nobody knows where it was for 12 days."
    now = timezone.now()
    assert since_words(now) == "less than a minute"
    assert since_words(now - dt.timedelta(minutes=3, seconds=5)).replace("\xa0", " ") == "3 minutes"
