"""What is overdue is told once, on the day after and not on the day; days of duties are data; queues cost no query for each row."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.licensing.models import Licence, Removal, Visit
from ifar.licensing.selectors.reminding import Due, Reach
from ifar.licensing.services import licences, moves, overdue, reminders
from ifar.licensing.services.applications import today
from ifar.matters.models import Matter
from ifar.reference.models import DutyTerm
from ifar.registry.lifecycle.acts import Deadline
from ifar.registry.models import Event
from ifar.registry.occurred import day as on
from ifar.registry.selectors import terms
from ifar.registry.services import overdue as registry_overdue
from ifar.registry.services.events import NewEvent, record_event
from tests.factories import a_firearm, a_licence, a_person

pytestmark = pytest.mark.django_db


def lent(alice, kind="loaned", keeper="borrower", back=0):
    """A firearm that is to be back so many days from now."""
    gun = a_firearm(alice, owner=a_person(alice)).firearm
    day = timezone.localdate()
    details = {"return_date": str(day + dt.timedelta(days=back)), keeper: a_person(alice, "Friend")}
    record_event(actor=alice, firearm=gun, event=NewEvent(kind, details, on(day - dt.timedelta(days=60))))
    return gun


@pytest.mark.parametrize(("kind", "keeper"), [("loaned", "borrower"), ("repair_handed_over", "repairer")])
@pytest.mark.parametrize(("back", "told"), [(0, 0), (-1, 1)])
def test_a_loan_and_a_repair_are_told_the_day_after_and_once(alice, kind, keeper, back, told):
    lent(alice, kind, keeper, back)
    assert registry_overdue.tell_overdue() == told
    assert registry_overdue.tell_overdue() == 0
    assert Matter.objects.filter(kind="overdue_return").count() == told


def test_what_came_back_is_not_told(alice):
    gun = lent(alice, back=-3)
    record_event(actor=alice, firearm=gun, event=NewEvent("loan_returned", {}, on(timezone.localdate())))
    assert registry_overdue.tell_overdue() == 0


@pytest.mark.parametrize(("after", "told"), [(0, 0), (1, 1)])
def test_a_removal_and_a_visit_are_told_the_day_after_and_once(alice, bob, after, told):
    text = a_licence(alice, bob, a_person(alice), kind="collector", quota=3)
    moves._inspect(moves.JOB, [Licence.objects.get(public_id=text)], today())
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    for due in (Removal.objects.get().due_on, Visit.objects.get().due_on):
        assert due == today() + dt.timedelta(days=30)
    day = today() + dt.timedelta(days=30 + after)
    assert overdue.tell_overdue(day) == 2 * told
    assert overdue.tell_overdue(day) == 0


def test_what_another_side_owes_is_a_matter_and_what_one_owes_alone_a_notice(alice, signed_in):
    lent(alice, back=-1)
    gun = a_firearm(alice, "CD5678", owner=a_person(alice)).firearm
    before = on(timezone.localdate() - dt.timedelta(days=40))
    details = {"conversion": ["calibre"], "category_after": "B"}
    record_event(actor=alice, firearm=gun, event=NewEvent("converted", details, before))
    assert registry_overdue.tell_overdue() == 2
    browser = signed_in("alice")
    assert "Overdue: Check the holder" in browser.get("/notices/").content.decode()
    listed = browser.get("/matters/").content.decode()
    assert "See that it comes back from the borrower" in listed
    assert "AB1234" in listed
    deadlines = [str(row["words"]) for row in browser.get("/").context["deadlines"]]
    assert deadlines.count("Overdue return") == 1
    assert "See that it comes back from the borrower" not in deadlines, "it stands there once"


@pytest.mark.parametrize(
    ("kind", "details", "name", "days"),
    [
        ("surrendered", {}, "surrender_disposal", 180),
        ("converted", {"conversion": ["calibre"], "category_after": "B"}, "permit_recheck", 30),
        ("disassembled", {"purpose": "parts_recovery"}, "dismantled_parts", 30),
    ],
)
def test_days_of_duties_come_from_the_list(alice, kind, details, name, days):
    terms._terms.cache_clear()
    gun = a_firearm(alice, owner=a_person(alice)).firearm
    day = timezone.localdate() - dt.timedelta(days=5)
    record_event(actor=alice, firearm=gun, event=NewEvent(kind, details, on(day)))
    result = {deadline["name"]: deadline["due"] for deadline in Event.objects.latest("n").checks["deadlines"]}
    assert result[name] == str(day + dt.timedelta(days=days))


def test_a_states_own_list_replaces_the_rules_days(db):
    terms._terms.cache_clear()
    assert DutyTerm.objects.get(code="international_alert").days == 3
    own = terms.with_terms("loaned", [Deadline("loan_return", on="2030-01-01")])
    assert own == [Deadline("loan_return", on="2030-01-01")], "a day that the event names stays"
    assert terms.with_terms("loaned", []) == [Deadline("loan_return", 90)]
    assert terms.with_terms("converted", [Deadline("permit_recheck", 99)]) == [Deadline("permit_recheck", 30)]
    assert terms.with_terms("sighted", [Deadline("x", 1)]) == [Deadline("x", 1)]


def visited_by(alice, bob, number):
    for _ in range(number):
        text = a_licence(alice, bob, a_person(alice), kind="collector", quota=3)
        moves._inspect(moves.JOB, [Licence.objects.get(public_id=text)], today())
        held = Licence.objects.select_related("agency").get(public_id=text)
        due = Due(text, text, held.holder, held.valid_to, held.agency.public_id, "civilian")
        reminders._queue(reminders.rule_of("licence_30"), due, Reach())


@pytest.mark.parametrize(
    "address", ["/licensing/visits/", "/licensing/rounds/", "/licensing/reminders/?list=all", "/"]
)
def test_a_queue_costs_no_query_for_each_row(alice, bob, signed_in, address):
    browser = signed_in("alice")
    visited_by(alice, bob, 1)
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert browser.get(address).status_code == 200
    visited_by(alice, bob, 3)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200
    assert len(many) <= len(few) + 1
