"""What is due stands on the first page, with the days that are left, for those whose office must do it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from ifar.accounts.descriptions import names_of
from ifar.accounts.services import people
from ifar.page_context import areas_of
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.factories import a_firearm, a_person, an_application


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


def test_a_deadline_says_which_firearm_and_that_there_are_more(signed_in, alice):
    made = [lend(alice, days) for days in range(1, 10)]
    browser = signed_in("alice")
    page = browser.get("/")
    shown = page.context["deadlines"]
    assert len(shown) == 8
    assert not any(row["thing"].replace("-", "") in made for row in shown), "a number tells nobody which one"
    assert 'href="?deadlines=all#deadlines"' in page.content.decode()
    whole = browser.get("/?deadlines=all")
    assert len(whole.context["deadlines"]) == 9
    assert "?deadlines=all#" not in whole.content.decode()


def test_approvals_stand_in_the_menu_of_whoever_answers_them_and_name_what_they_are_about(
    signed_in, alice, bob
):
    asked = [an_application(alice, a_person(alice), kind) for kind in ("hunting", "sport")]
    places = {
        who.id: [item.url for area in areas_of(who, "/").areas for item in area.items] for who in (alice, bob)
    }
    assert places[bob.id].count("/proposals/") == places[bob.id].count("/imports/") == 1
    assert not {"/proposals/", "/imports/"} & set(places[alice.id])
    names = names_of(bob, asked)
    assert sorted(names) == sorted(asked)
    assert len(set(names.values())) == 2, "two applications are told apart"
