"""What is due stands on the first page, with the days that are left, for those whose office must do it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from ifar.accounts.services import people
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.factories import a_firearm


def in_days(days):
    return timezone.localdate() + dt.timedelta(days=days)


def deadlines(signed_in, name):
    return [(str(row["words"]), row["left"]) for row in signed_in(name).get("/").context["deadlines"]]


def lend(alice, back):
    made = a_firearm(alice, owner_kind="private").firearm
    event = NewEvent(
        "loaned", {"return_date": str(in_days(back)), "borrower": alice.agency}, day(in_days(-60))
    )
    record_event(actor=alice, firearm=made, event=event)
    return made


def test_a_loan_is_due_until_it_is_back_and_only_at_the_office_that_keeps_the_record(signed_in, alice, nina):
    late, soon = lend(alice, -2), lend(alice, 5)
    lend(alice, 200)
    words = "See that it comes back from the borrower"
    assert deadlines(signed_in, "alice") == [(words, -2), (words, 5)]
    page = signed_in("alice").get("/").content.decode()
    assert "overdue by 2 days" in page
    assert "5 days left" in page
    assert deadlines(signed_in, "nina") == []
    assert deadlines(signed_in, "frank") == []
    record_event(actor=alice, firearm=late, event=NewEvent("loan_returned", {}, day(in_days(-1))))
    assert deadlines(signed_in, "alice") == [(words, 5)]
    assert signed_in("alice").get(f"/firearms/{soon}/events/2/").status_code == 200


def test_a_loss_is_passed_on_and_a_trace_is_answered(signed_in, alice):
    made = a_firearm(alice, owner_kind="private").firearm
    record_event(
        actor=alice,
        firearm=made,
        event=NewEvent("trace_requested", {"purpose": "criminal_investigation"}, day(in_days(-3))),
    )
    assert deadlines(signed_in, "alice") == [("Acknowledge the trace request", 4)]
    record_event(
        actor=alice, firearm=made, event=NewEvent("trace_answered", {"outcome": "legitimate_owner_national"})
    )
    assert deadlines(signed_in, "alice") == []


def test_proposals_show_when_they_end_to_who_asked_and_who_decides(signed_in):
    cast.a_proposal()
    (asked,), (decide,) = deadlines(signed_in, "ken"), deadlines(signed_in, "laura")
    assert asked[0].startswith("You asked for it")
    assert decide[0].startswith("Decide: ")
    assert asked[1] == decide[1] > 0


def test_whoever_can_mend_it_learns_that_too_few_hold_a_role(signed_in, ken):
    assert signed_in("ken").get("/").context["stewards"] == []
    people.lock(actor=ken, user=cast.user("oscar").public_id, reason="left", understood=True)
    assert signed_in("laura").get("/").context["stewards"] == ["Security officer"]
    assert signed_in("alice").get("/").context["stewards"] == []
