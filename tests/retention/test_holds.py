"""Legal holds: ordered by those with authority, lifted by two people of the office; an erasure waits, and nothing else changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from ifar.accounts.services import proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.licensing.services import licences, notices
from ifar.licensing.services.notices import NewNotice
from ifar.parties import erasing
from ifar.parties import selectors as parties
from ifar.parties.services import merge_parties, propose_erasure
from ifar.parties.services.bars import NewBar, enter_bar
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.services.papers import issue_about_firearm
from ifar.retention import selectors
from ifar.retention.models import Hold
from ifar.retention.services import RECORDER, place_hold, propose_lifting
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.databases import Database
from tests.factories import a_firearm, a_licence, a_person
from tests.logs import ORIGIN, Log
from tests.registry.test_events import NewEvent, record_event


def held(actor: Actor, object: str, **said: object) -> Hold:
    return place_hold(actor=actor, object=object, ground="criminal_proceedings", case="C-12/2026", **said)  # type: ignore[arg-type]


def erase(actor: Actor, second: Actor, party: str) -> None:
    asked = propose_erasure(
        actor=actor, public_id=party, fields=["name"], ground="court_order", reason="order 7"
    )
    proposals.decide(actor=second, proposal=asked.public_id, verdict="approve")


def past_owner(bob: Actor, name: str = "Zenobia Quist") -> tuple[str, str]:
    """Somebody who sold the firearm that they had, and that firearm."""
    party = a_person(bob, name)
    made = a_firearm(bob, owner=party, owner_kind="private")
    buyer = {"owner_kind": "private", "owner": a_person(bob, "A Buyer")}
    record_event(actor=bob, firearm=made.firearm, event=NewEvent("privately_transferred", buyer, paper="P-1"))
    return party, made.firearm


@pytest.mark.django_db
@pytest.mark.parametrize("on", ["party", "firearm", "joined record"])
def test_a_hold_stops_every_erasure_until_two_people_lift_it(
    bob: Actor, nina: Actor, judy: Actor, on: str
) -> None:
    party, firearm = past_owner(bob)
    joined = a_person(bob, "Z. Quist")
    merge_parties(actor=bob, public_id=joined, into=party, reason="same card")
    hold = held(judy, {"party": party, "firearm": firearm, "joined record": joined}[on])
    for ground in erasing.GROUNDS:
        assert "retention.erasure.held" in [r.code for r in erasing.objections(bob, party, ground)]
    with pytest.raises(Refused) as caught:
        erase(bob, nina, party)
    assert "C-12/2026" not in str(caught.value.message), "the case is not told"
    asked = propose_lifting(actor=judy, hold_id=hold.public_id, ground="proceedings_ended", reason="judgment")
    with pytest.raises(Forbidden):
        proposals.decide(actor=judy, proposal=asked.public_id, verdict="approve")
    assert selectors.is_standing(hold)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert not selectors.is_standing(hold)
    with pytest.raises(Conflict):
        propose_lifting(actor=judy, hold_id=hold.public_id, ground="proceedings_ended", reason="again")
    erase(bob, nina, party)
    assert parties.party_for(bob, party).name is None


@pytest.mark.django_db
def test_a_hold_that_came_after_the_proposal_stops_the_erasure(bob: Actor, nina: Actor, judy: Actor) -> None:
    party = a_person(bob)
    asked = propose_erasure(
        actor=bob, public_id=party, fields=["name"], ground="court_order", reason="order 7"
    )
    held(judy, party)
    with pytest.raises(Refused):
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")


@pytest.mark.django_db
def test_the_last_day_of_a_hold_is_inside_it(bob: Actor, judy: Actor) -> None:
    party, day = a_person(bob), selectors.today()
    held(judy, party, until=day)
    assert selectors.holds_against(party)
    with pytest.raises(Invalid):
        held(judy, party, until=day - dt.timedelta(days=1))


@pytest.mark.django_db
def test_who_may_order_and_lift(
    alice: Actor, bob: Actor, dave: Actor, erin: Actor, judy: Actor, nina: Actor, grace: Actor
) -> None:
    party = a_person(bob)
    for actor in (alice, dave, erin, grace):
        with pytest.raises(Forbidden):
            held(actor, party)
    hold = held(bob, party)
    with pytest.raises(Refused) as caught:
        propose_lifting(actor=nina, hold_id=hold.public_id, ground="order_revoked", reason="x")
    assert caught.value.code == "retention.hold.other_office"
    with pytest.raises(Forbidden):
        propose_lifting(actor=erin, hold_id=hold.public_id, ground="order_revoked", reason="x")
    with pytest.raises(NotFound):
        held(judy, "P0000000000000")
    assert [record.public_id for record in selectors.holds_for(erin)] == [hold.public_id]
    assert not selectors.holds_for(alice).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [("ground", "a whim"), ("case", "Amina Diallo"), ("case", ""), ("until", dt.date(2999, 1, 1))],
)
def test_what_cannot_be_ordered(bob: Actor, field: str, value: object) -> None:
    values = {"ground": "inspection", "case": "I-4", "until": None, field: value}
    with pytest.raises(Invalid) as caught:
        place_hold(actor=bob, object=a_person(bob), **values)  # type: ignore[arg-type]
    assert [reason.field for reason in caught.value.reasons] == [field]
    assert all(reason.message for reason in caught.value.reasons)


@pytest.mark.django_db
def test_a_hold_extends_nothing_else(bob: Actor, judy: Actor, dave: Actor) -> None:
    _, firearm = past_owner(bob)
    before = [list(firearms_for(actor).values_list("state", "n")) for actor in (bob, judy, dave)]
    held(judy, firearm)
    assert before == [list(firearms_for(actor).values_list("state", "n")) for actor in (bob, judy, dave)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forgery", ["lift alone", "lift without a yes", "lift by another office", "erase", "delete"]
)
def test_the_database_refuses_what_the_service_would(
    bob: Actor, nina: Actor, judy: Actor, forgery: str
) -> None:
    """As the runtime role, with the service's own statements and none of its checks."""
    party = a_person(bob)
    asked = propose_erasure(
        actor=bob, public_id=party, fields=["name"], ground="court_order", reason="order 7"
    )
    hold = held(judy, party)
    with pytest.raises((DatabaseError, Refused)):
        forge(forgery, bob, judy, hold, lambda: erasing_anyway(nina, asked))
    assert selectors.is_standing(hold)
    assert parties.party_for(bob, party).name


ENTRIES = {
    "its own": "SELECT id FROM parties_event WHERE subject = %s",
    "a paper": "SELECT issued FROM documents_paper WHERE holder = %s",
    "a bar": "SELECT a.id FROM parties_event a JOIN parties_bar b ON b.public_id = a.subject WHERE b.party = %s",
    "an application": "SELECT e.id FROM licensing_event e JOIN licensing_application a ON a.public_id = e.subject WHERE a.applicant = %s",
    "a licence": "SELECT e.id FROM licensing_event e JOIN licensing_licence l ON l.public_id = e.subject WHERE l.holder = %s",
    "a notice": "SELECT e.id FROM licensing_event e JOIN licensing_notice n ON n.public_id = e.subject WHERE n.party = %s",
}
"""Where personal values of a party stand -> the entries that they stand beside."""


def told_of(alice: Actor, bob: Actor, dave: Actor) -> tuple[str, str]:
    """Somebody with personal values beside entries of every kind, and their firearm."""
    number = {"kind": "national_id", "number": "ZQ-1984-77"}
    party = a_person(alice, "Zenobia Quist", born="1984-03-02", identity_numbers=[number])
    firearm = a_firearm(alice, owner=party, owner_kind="private").firearm
    issue_about_firearm(actor=alice, firearm=firearm, kind="registration_certificate", language="en")
    licence = a_licence(alice, bob, party)
    licences.suspend(actor=alice, licence_id=licence, ground="storage", reason="Her son Omar has the key.")
    described = {"name": "Zenobia Quist", "born": "1984-03-02", "identity_numbers": [number]}
    new_notice = NewNotice("protection_order", "court", "C-17/26", described)
    assert notices.take(actor=dave, new=new_notice).notice
    today = selectors.today().isoformat()
    bar = NewBar(
        "refused", "storage", today, issuer="Office", country="NO", paper="R-1", party=party, note="Omar"
    )
    enter_bar(actor=alice, new=bar)
    return party, firearm


def refused_for(party: str, entries: str) -> list[str]:
    """What the database says to erasing each personal value beside these entries, as the runtime role, by no lawful erasure."""
    texts = []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT entry, field FROM ledger_personal WHERE entry IN ({entries})", [party])
        for entry, field in cursor.fetchall():
            values = [entry, field, ledger.new_entry_id()]
            with pytest.raises(DatabaseError) as caught, transaction.atomic():
                cursor.execute(
                    "INSERT INTO ledger_erasure (entry, field, erasure) VALUES (%s, %s, %s)", values
                )
            texts.append(str(caught.value))
    return texts


@pytest.mark.django_db
@pytest.mark.parametrize("on", ["party", "firearm"])
def test_a_hold_keeps_what_papers_bars_and_licensing_keep_of_a_party(
    alice: Actor, bob: Actor, dave: Actor, judy: Actor, on: str
) -> None:
    party, firearm = told_of(alice, bob, dave)
    for where, entries in ENTRIES.items():
        assert {"legal hold" in text for text in refused_for(party, entries)} == {False}, where
    held(judy, party if on == "party" else firearm)
    for where, entries in ENTRIES.items():
        assert {"legal hold" in text for text in refused_for(party, entries)} == {True}, where


@transaction.atomic
def forge(forgery: str, bob: Actor, judy: Actor, hold: Hold, erase_anyway: Callable[[], None]) -> None:
    if forgery == "delete":
        Hold.objects.all().delete()
    elif forgery == "erase":
        erase_anyway()
    else:
        lifting_anyway(bob, judy, hold, forgery)


def erasing_anyway(actor: Actor, asked: object) -> None:
    kept = list(erasing._objections)
    erasing._objections.clear()
    try:
        proposals.decide(actor=actor, proposal=asked.public_id, verdict="approve")  # type: ignore[attr-defined]
    finally:
        erasing._objections.extend(kept)


def lifting_anyway(bob: Actor, judy: Actor, hold: Hold, forgery: str) -> None:
    proposal = ""
    if forgery == "lift without a yes":
        proposal = propose_lifting(
            actor=judy, hold_id=hold.public_id, ground="order_revoked", reason="x"
        ).public_id
    if forgery == "lift by another office":
        asked = proposals.propose(
            actor=bob,
            act="retention.hold_lifted",
            object=hold.public_id,
            payload={"details": {"ending": "order_revoked"}},
            reason="x",
        )
        proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")
        return
    ending = {"ending": "order_revoked"}
    with without_guards(RECORDER):
        RECORDER.record(judy, "hold", "lifted", hold, changes=ending, details=ending, proposal=proposal)


def test_the_log_verifies_with_holds_and_names_what_is_altered(
    peopled_db: Database, settings: Settings, tmp_path: Path
) -> None:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, bob, judy = Log(peopled_db, tmp_path), cast.actor("bob"), cast.actor("judy")
    hold, other = held(judy, a_person(bob)), held(bob, a_person(bob, "B"), until=selectors.today())
    asked = propose_lifting(actor=judy, hold_id=hold.public_id, ground="order_revoked", reason="x")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    log.sequence()
    assert log.verify().good, log.verify().differences
    log.tamper("UPDATE retention_hold SET until = '2026-01-01' WHERE public_id = %s", other.public_id)
    log.tamper("DELETE FROM retention_event WHERE kind = 'lifted'")
    text = " ".join(f"{difference.kind}: {difference.place}" for difference in log.verify().differences)
    assert f"hold {other.public_id}, until" in text, text
    assert len(log.verify().differences) >= 2
