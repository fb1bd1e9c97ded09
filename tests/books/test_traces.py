"""A trader hears of no trace of what stands in its book: no duty, no notice, whoever recorded it (domain.md 9.2; decision 0025)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.registry.occurred import day
from ifar.registry.selectors.duties import duties_of, overdue_in_book
from ifar.registry.services import overdue
from ifar.registry.services.events import NewEvent, record_event
from tests.books.story import stocked

pytestmark = pytest.mark.django_db


def test_no_duty_and_no_notice_tells_a_trader_of_a_trace(ivan, alice, dave, signed_in):
    gun, today = stocked(ivan, "TRACE001"), timezone.localdate()
    traced = NewEvent(
        "trace_requested", {"purpose": "criminal_investigation"}, day(today - dt.timedelta(days=10))
    )
    record_event(actor=dave, firearm=gun, event=traced)
    for reader in (ivan, alice):
        assert overdue_in_book(reader, ivan.agency, today, 9) == []
    assert duties_of(ivan, today, 9) == []
    for address in ("/", "/book/"):
        assert "Acknowledge the trace request" not in signed_in("ivan").get(address).content.decode()
    overdue.tell_overdue(today)
    [told] = Notice.objects.filter(object=gun)
    assert told.agency.public_id == dave.agency, "the office that recorded it"
