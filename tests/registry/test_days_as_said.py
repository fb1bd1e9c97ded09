"""A day is told as it was said where it happened, whatever clock the reader's office goes by."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.html import strip_tags

from ifar.recoveries.models import Case
from ifar.registry.models import Event
from ifar.registry.occurred import Occurred, day, instant, parse
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.views.when import OccurredWidget
from tests.factories import a_case, a_firearm

FAR: tuple[str, ...] = ("Africa/Tunis", "Pacific/Auckland", "America/Lima")
"""Zones before and behind the register's own, which is UTC in tests."""


@pytest.mark.parametrize("zone", FAR)
def test_the_pages_of_a_firearm_and_of_a_case_tell_the_day_that_was_said(signed_in, alice, dave, zone):
    on = dt.date(2026, 3, 14)
    firearm = a_firearm(alice).firearm
    record_event(
        actor=alice, firearm=firearm, event=NewEvent("stolen", {}, occurred=day(on, zone), paper="P-1")
    )
    case = a_case(dave, occurred=day(on, zone))
    life = strip_tags(signed_in("alice").get(f"/firearms/{firearm}/").content.decode())
    assert "14 Mar 2026" in life
    assert "13 Mar 2026" not in life
    assert "15 Mar 2026" not in life
    assert "14 Mar 2026" in strip_tags(signed_in("dave").get(f"/recoveries/{case}/").content.decode())
    event = Event.objects.get(firearm__public_id=firearm, kind="stolen")
    assert (event.first_day, event.last_day) == (on, on)
    assert Case.objects.get(public_id=case).first_day == on


@pytest.mark.parametrize("zone", FAR)
def test_a_form_that_is_opened_again_shows_the_day_that_was_said(zone):
    assert OccurredWidget().decompress(day(dt.date(2026, 3, 14), zone))[1] == dt.date(2026, 3, 14)
    assert OccurredWidget().decompress(parse("2026-03", zone))[1] == dt.date(2026, 3, 1)


def test_a_moment_is_told_by_the_clock_of_the_reader():
    at = dt.datetime(2026, 3, 14, 23, 30, tzinfo=dt.UTC)
    event = _happened(instant(at, "Africa/Tunis"))
    assert event.began == at
    assert event.first_day == dt.date(2026, 3, 15)


def _happened(when: Occurred) -> Event:
    return Event(occurred_from=when.start, occurred_to=when.end, precision=when.precision, zone=when.zone)
