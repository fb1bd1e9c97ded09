"""Recording events: what is written, what is refused, what two people do together."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest
from django.db import DatabaseError, connection, transaction

from ifar.accounts.services import proposals as approvals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refused
from ifar.ledger import entry as ledger_entry
from ifar.ledger.models import Entry, Personal
from ifar.registry import occurred
from ifar.registry.models import Event, Firearm, Holding, Mark
from ifar.registry.selectors import firearm_for, firearms_for
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.services.proposals import propose_event
from ifar.rights import NOBODY, Actor
from tests.factories import a_firearm, a_person

pytestmark = pytest.mark.django_db


def test_a_registration_makes_the_firearm_its_marks_and_one_ledger_entry(alice: Actor) -> None:
    owner = a_person(alice)
    made = a_firearm(alice, "AB1234", owner=owner, owner_kind="private")
    firearm = firearm_for(alice, made.firearm)
    assert (firearm.state, firearm.ownership, firearm.owner) == ("held_civilian", "private", owner)
    assert (firearm.custody, firearm.custodian) == ("holder", owner)
    assert [(mark.kind, mark.text) for mark in firearm.marks.all()] == [("serial", "AB1234")]
    entry = Entry.objects.get(entry=made.entry)
    assert (entry.act, entry.actor, entry.object) == ("registry.registered", alice.id, made.firearm)
    assert Holding.objects.filter(firearm=firearm, holder=owner).count() == 2


def test_a_transfer_moves_owner_and_custodian_and_says_what_nobody_verified(alice: Actor) -> None:
    made = a_firearm(alice, owner=a_person(alice), owner_kind="private")
    buyer = a_person(alice, "Jean Mbeki")
    event = NewEvent(
        "privately_transferred",
        {"owner_kind": "private", "owner": buyer},
        occurred.parse("2026-03-01"),
        paper="P-1",
    )
    done = record_event(actor=alice, firearm=made.firearm, event=event, expected_n=1)
    firearm = firearm_for(alice, made.firearm)
    assert (firearm.n, firearm.owner, firearm.custodian) == (2, buyer, buyer)
    assert str(firearm.ownership_event) == str(done.entry)
    assert "background_check" in done.unverified
    assert Event.objects.get(pk=done.entry).checks["unverified"] == list(done.unverified)


def test_a_remark_enters_the_log_as_a_commitment_only(alice: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_firearm(alice)
    done = record_event(
        actor=alice, firearm=made.firearm, event=NewEvent("noted", {"text": "seen at the range"})
    )
    entry = Entry.objects.get(entry=done.entry)
    assert b"range" not in bytes(entry.canonical)
    assert set(entry.commitments) == {"text"}
    assert Personal.objects.get(entry=done.entry).value == "seen at the range"
    # No value comes to lie beside an entry that does not commit to it, alone or among others, nor with a salt that can be guessed.
    insert = "INSERT INTO ledger_personal (entry, field, salt, value) VALUES "
    for fields in (["text"], ["other", "text"]):
        values = [value for field in fields for value in (made.entry, field, bytes(32))]
        with (
            pytest.raises(DatabaseError, match="commits to no"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert + ", ".join("(%s, %s, %s, '1')" for _ in fields), values)
    monkeypatch.setattr(ledger_entry, "SALT_BYTES", 31)
    with pytest.raises(DatabaseError, match="commits to no"), transaction.atomic():
        record_event(actor=alice, firearm=made.firearm, event=NewEvent("noted", {"text": "again"}))


def test_the_officer_who_looked_before_somebody_else_recorded_gets_a_conflict(alice: Actor) -> None:
    made = a_firearm(alice)
    record_event(actor=alice, firearm=made.firearm, event=NewEvent("noted", {"text": "one"}), expected_n=1)
    with pytest.raises(Conflict) as caught:
        record_event(
            actor=alice, firearm=made.firearm, event=NewEvent("noted", {"text": "two"}), expected_n=1
        )
    assert caught.value.code == "registry.firearm.changed_meanwhile"


def test_a_sale_of_a_lost_firearm_is_refused_with_its_article_in_words(alice: Actor) -> None:
    made = a_firearm(alice, state="lost", owner_kind="private")
    with pytest.raises(Refused) as caught:
        record_event(
            actor=alice,
            firearm=made.firearm,
            event=NewEvent("privately_transferred", {"owner_kind": "private"}),
        )
    assert caught.value.code == "registry.transition.impossible"
    assert caught.value.article
    assert str(caught.value.message)


def test_details_of_the_wrong_form_are_named_by_field(alice: Actor) -> None:
    made = a_firearm(alice)
    with pytest.raises(Invalid) as caught:
        record_event(actor=alice, firearm=made.firearm, event=NewEvent("lost", {"grounds": "crime"}))
    assert caught.value.reasons


def test_nobody_and_the_powerless_record_nothing(alice: Actor, mallory: Actor) -> None:
    made = a_firearm(alice)
    with pytest.raises(NotSignedIn):
        record_event(actor=NOBODY, firearm=made.firearm, event=NewEvent("noted", {"text": "x"}))
    with pytest.raises(Forbidden):
        record_event(actor=mallory, firearm=made.firearm, event=NewEvent("noted", {"text": "x"}))


def test_defence_stock_does_not_exist_for_a_licensing_clerk(alice: Actor, frank: Actor) -> None:
    made = a_firearm(frank, "MIL-0001", state="in_stock_state", owner_kind="state")
    assert Firearm.objects.get(public_id=made.firearm).compartment == "defence"
    with pytest.raises(NotFound) as unseen:
        firearm_for(alice, made.firearm)
    with pytest.raises(NotFound) as unknown:
        firearm_for(alice, "F0000000000000")
    assert unseen.value.code == unknown.value.code
    with pytest.raises(NotFound):
        record_event(actor=alice, firearm=made.firearm, event=NewEvent("noted", {"text": "x"}))
    assert not firearms_for(alice).filter(public_id=made.firearm).exists()


def test_a_dealer_sees_its_own_book_alone(alice: Actor, ivan: Actor) -> None:
    held = a_firearm(alice)
    stock = a_firearm(ivan, "D-77", state="in_stock_retail", owner_kind="retailer", owner=ivan.agency)
    assert [f.public_id for f in firearms_for(ivan)] == [stock.firearm]
    sold = NewEvent("retail_sold", {"owner_kind": "private", "owner": a_person(alice)}, attested={})
    record_event(actor=ivan, firearm=stock.firearm, event=sold)
    assert firearm_for(ivan, stock.firearm).custody == "holder", "what was in the book stays in the book"
    assert held.firearm not in {f.public_id for f in firearms_for(ivan)}


def test_a_dealer_asks_for_what_takes_two_people_and_an_authority_agrees(ivan: Actor, bob: Actor) -> None:
    made = a_firearm(ivan, "D-78", state="in_stock_retail", owner_kind="retailer", owner=ivan.agency)
    marks = ({"kind": "symbol", "text": "star"}, {"kind": "code", "text": "XX-26-000178"})
    anew = NewEvent("re_marked", {"order": "L-5/2026", "reason": "marks_worn"}, marks=marks)
    with pytest.raises(Refused) as caught:
        record_event(actor=ivan, firearm=made.firearm, event=anew)
    assert caught.value.code == "registry.precondition.second_person"
    asked = propose_event(actor=ivan, firearm=made.firearm, event=anew, reason="the frame is worn")
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    assert "XX-26-000178" in {mark.text for mark in firearm_for(ivan, made.firearm).marks.all()}
    with pytest.raises(Refused) as caught:
        propose_event(
            actor=ivan, firearm=made.firearm, event=NewEvent("corrected", {"reason": "typo"}), reason="typo"
        )
    assert caught.value.code == "registry.recorder.not_allowed"


def test_a_correction_takes_a_second_person_and_keeps_the_old_value(alice: Actor, bob: Actor) -> None:
    made = a_firearm(alice, "AB1234")
    event = NewEvent(
        "corrected",
        identity={"make": "beretta", "make_raw": "P. Beretta"},
        marks=({"n": 1, "text": "AB1284"},),
    )
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=made.firearm, event=NewEvent("corrected", {"reason": "typo"}))
    asked = propose_event(actor=alice, firearm=made.firearm, event=event, reason="misread at registration")
    assert Mark.objects.get(firearm__public_id=made.firearm, n=1).text == "AB1234"
    with pytest.raises((Forbidden, NotFound)):
        approvals.decide(actor=alice, proposal=asked.public_id, verdict="approve")
    outcome = approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert outcome.executed
    firearm = firearm_for(alice, made.firearm)
    assert (firearm.marks.all()[0].text, firearm.make_raw) == ("AB1284", "P. Beretta")
    assert Event.objects.get(firearm=firearm, n=1).changes["marks"][0]["text"] == "AB1234"
    keys = list(firearm.mark_keys.values_list("plain", flat=True))
    assert sorted(keys) == ["AB1234", "AB1284"], (
        "a corrected mark is found under what it says now, and under what it said"
    )


def test_the_database_refuses_a_correction_that_nobody_approved(alice: Actor) -> None:
    made = a_firearm(alice, "AB1234")
    event = NewEvent("corrected", marks=({"n": 1, "text": "AB9999"},))
    asked = propose_event(actor=alice, firearm=made.firearm, event=event, reason="typo")
    from ifar.registry.services import proposals

    with pytest.raises(DatabaseError, match="takes 2 people"), transaction.atomic():
        proposals.carry_out(alice, asked)


def test_annulling_the_latest_event_brings_back_what_stood_before(alice: Actor, bob: Actor) -> None:
    owner, wrong = a_person(alice), a_person(alice, "Wrong Buyer")
    made = a_firearm(alice, owner=owner, owner_kind="private")
    sale = record_event(
        actor=alice,
        firearm=made.firearm,
        event=NewEvent("privately_transferred", {"owner_kind": "private", "owner": wrong}, paper="P-1"),
    )
    event = NewEvent("annulled", {"event": str(sale.entry)})
    asked = propose_event(
        actor=alice, firearm=made.firearm, event=event, reason="recorded on the wrong firearm"
    )
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    firearm = firearm_for(alice, made.firearm)
    assert (firearm.owner, firearm.custodian, firearm.n) == (owner, owner, 3)


def test_annulling_what_said_something_first_brings_back_that_nothing_was_said(
    alice: Actor, bob: Actor
) -> None:
    """What no event had set before stood as the database opens a record: not asked, not as an empty text."""
    made = a_firearm(alice, "AB1234")
    columns = [
        "model",
        "model_status",
        "model_raw",
        "year",
        "year_status",
        "country_made",
        "category",
        "national_security",
    ]
    bare = Firearm.objects.filter(public_id=made.firearm).values(*columns)[0]
    assert (bare["year"], bare["year_status"], bare["model_status"]) == (None, "not_asked", "not_asked")
    values = {"model": "beretta/92", "year": 1992, "country_made": "IT", "category": "B"}

    def agreed(event: NewEvent) -> None:
        asked = propose_event(actor=alice, firearm=made.firearm, event=event, reason="the certificate came")
        assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed

    agreed(NewEvent("corrected", identity=values))
    now = Firearm.objects.filter(public_id=made.firearm).values(*columns)[0]
    assert (now["year"], now["category"]) == (1992, "B")
    latest = Event.objects.get(firearm__public_id=made.firearm, n=2)
    agreed(NewEvent("annulled", {"event": str(latest.id)}))
    assert Firearm.objects.filter(public_id=made.firearm).values(*columns)[0] == bare


@pytest.mark.parametrize("precision", ["week", "unknown"])
def test_the_database_takes_no_moment_that_does_not_hold_together(alice: Actor, precision: str) -> None:
    """Neither with a first event, nor with a later one: the programme's own check is stepped over here."""
    when = copy.copy(occurred.parse("2026-03-01"))
    object.__setattr__(when, "precision", precision)
    made = a_firearm(alice, owner_kind="private")
    wrong = "form that holds together"
    first = NewEvent("registered", {"state": "held_civilian"}, when, identity={"make": "beretta"})
    with pytest.raises(DatabaseError, match=wrong), transaction.atomic():
        register_firearm(actor=alice, event=first)
    sale = NewEvent(
        "privately_transferred", {"owner_kind": "private", "owner": a_person(alice)}, when, paper="P-1"
    )
    with pytest.raises(DatabaseError, match=wrong), transaction.atomic():
        record_event(actor=alice, firearm=made.firearm, event=sale)
    assert Event.objects.filter(firearm__public_id=made.firearm).count() == 1


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        (("2026-03-01", "2026-03-02", "day"), True),
        (("2026-03-01", "2026-03-01", "instant"), True),
        ((None, None, "unknown"), True),
        (("2026-03-02", "2026-03-01", "range"), False),
        (("2026-03-01", "2026-03-01", "unknown"), False),
        ((None, "2026-03-01", "unknown"), False),
        ((None, None, ""), False),
    ],
)
def test_when_a_moment_holds_together(said: tuple[str | None, str | None, str], holds: bool) -> None:
    row = json.dumps(dict(zip(("occurred_from", "occurred_to", "precision"), said, strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registry_event_is_formed(jsonb_populate_record(NULL::registry_event, %s))", [row]
        )
        assert cursor.fetchone() == (holds,)


def test_a_change_dated_before_a_later_one_takes_a_second_person(alice: Actor, bob: Actor) -> None:
    made = a_firearm(alice, owner_kind="private")
    borrower = a_person(alice)
    for day in ("2026-05-01", "2026-02-01"):
        event = NewEvent("loaned", {"return_date": "2027-01-01", "borrower": borrower}, occurred.parse(day))
        if day == "2026-05-01":
            record_event(actor=alice, firearm=made.firearm, event=event)
            record_event(
                actor=alice,
                firearm=made.firearm,
                event=NewEvent("loan_returned", {}, occurred.parse("2026-06-01")),
            )
            continue
        with pytest.raises(Refused) as caught:
            record_event(actor=alice, firearm=made.firearm, event=event)
        assert caught.value.code == "registry.precondition.second_person"
        asked = propose_event(actor=alice, firearm=made.firearm, event=event, reason="paper came late")
        assert asked.act == "registry.late"
        assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    assert Event.objects.get(firearm__public_id=made.firearm, n=4).checks["flags"] == ["late_assertion"]


def test_two_firearms_with_one_serial_and_different_makers_live_side_by_side(alice: Actor) -> None:
    item = a_firearm(alice, "123456", identity={"make": "beretta"})
    two = a_firearm(alice, "123456", identity={"make": "glock"})
    assert item.firearm != two.firearm
    assert Mark.objects.filter(text="123456").count() == 2


def test_the_future_is_refused(alice: Actor) -> None:
    made = a_firearm(alice)
    tomorrow = occurred.day(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2))
    with pytest.raises(Refused) as caught:
        record_event(actor=alice, firearm=made.firearm, event=NewEvent("noted", {"text": "x"}, tomorrow))
    assert caught.value.code == "registry.occurred.future"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_firearm SET state = 'lost'",
        "UPDATE registry_mark SET text = 'X'",
        "DELETE FROM registry_firearm",
        "INSERT INTO registry_holding VALUES (1, 'P', 'custody', gen_random_uuid())",
        "UPDATE registry_event SET place = 'elsewhere'",
        "DELETE FROM registry_event",
        "TRUNCATE registry_event CASCADE",
        "UPDATE ledger_entry SET actor = 'U'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "DELETE FROM ledger_personal",
        "UPDATE parties_party SET name = 'X'",
        "DELETE FROM accounts_grant",
        "UPDATE accounts_decision SET verdict = 'approve'",
    ],
)
@pytest.mark.parametrize(
    "setting", ["", "SET LOCAL session_replication_role = replica;", "SET LOCAL row_security = off;"]
)
def test_the_runtime_role_changes_no_regulated_row_whatever_it_sets(
    alice: Actor, statement: str, setting: str
) -> None:
    a_firearm(alice)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(setting + statement)


@pytest.mark.parametrize(
    ("identity", "marks", "is_something"),
    [
        ({}, (), False),
        ({"make": "", "year": 1943}, (), False),
        ({}, ({"kind": "serial", "text": ""},), False),
        ({"type": "pistol"}, (), True),
        ({"make": None, "make_status": "unknown"}, (), True),
        ({"make_raw": "?eretta"}, (), True),
        ({}, ({"kind": "serial", "text": "AB1234"},), True),
        ({}, ({"kind": "serial", "text_status": "none"},), True),
    ],
)
def test_a_record_is_not_opened_with_nothing_on_it(alice: Actor, identity, marks, is_something) -> None:
    event = NewEvent("registered", {"state": "held_civilian"}, identity=identity, marks=marks)
    if is_something:
        assert register_firearm(actor=alice, event=event).n == 1
        return
    with pytest.raises(Invalid) as refused:
        register_firearm(actor=alice, event=event)
    assert refused.value.code == "registry.description.nothing"
    assert Firearm.objects.count() == 0
