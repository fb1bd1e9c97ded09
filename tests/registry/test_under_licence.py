"""What several events in one statement, a firearm opened meanwhile and an annulment taken back may not do."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest

from ifar.accounts.services import proposals as approvals
from ifar.errors import Refused
from ifar.registry import occurred
from ifar.registry.models import Event, Firearm
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.factories import SEEN, a_firearm, a_licence, a_person

LATE = """
INSERT INTO registry_event (id, firearm_id, n, kind, schema, occurred_from, occurred_to, precision, zone, place, paper, proposal, details,
    checks, changes)
SELECT gen_random_uuid(), %s, 2, 'destroyed', 'destroyed/1', NULL, NULL, 'unknown', 'UTC', '', '', '', '{}', '{}',
    '{"state": "destroyed", "physical": "destroyed"}' FROM (VALUES (1), (2)) AS v (i) WHERE v.i = 1 OR pg_sleep(2)::text = 'never'"""


def bought(actor, firearm, buyer, licence):
    details = {"owner_kind": "private", "owner": buyer, "licence": licence}
    attested = dict.fromkeys(("counterparty_confirmed", "background_check"), SEEN)
    event = NewEvent(
        "privately_transferred", details, occurred.parse("2026-03-01"), paper="P-1", attested=attested
    )
    return record_event(actor=actor, firearm=firearm, event=event)


def test_an_event_of_a_firearm_that_is_opened_meanwhile_is_refused(peopled_db):
    alice, values = cast.actor("alice"), []
    a_firearm(alice)
    following = Firearm.objects.latest("id").id + 1

    def attack():
        with peopled_db.connect("default") as connection:
            try:
                connection.execute(LATE, (following,))
                values.append("accepted")
            except psycopg.errors.IntegrityError as error:
                values.append(str(error))

    attacker = threading.Thread(target=attack)
    attacker.start()
    time.sleep(0.8)
    made = a_firearm(alice, "AB5678").firearm
    attacker.join()
    assert Firearm.objects.get(public_id=made).id == following, "the attack met this firearm"
    assert "is about no firearm" in values[0]
    assert record_event(actor=alice, firearm=made, event=NewEvent("noted", {"text": "x"})).n == 2
    assert not Event.objects.filter(kind="destroyed").exists()


def test_a_spent_permit_is_not_won_back_by_taking_an_annulment_back(peopled_db):
    alice, bob = cast.actor("alice"), cast.actor("bob")
    amina, old = a_person(alice), a_person(alice, "Old Owner")
    licence = a_licence(alice, bob, amina, "acquisition", quota=1)
    pistol = a_firearm(alice, owner=old, owner_kind="private").firearm
    bought(alice, pistol, amina, licence)

    def annul():
        last = Event.objects.filter(firearm__public_id=pistol).latest("n")
        event = NewEvent("annulled", {"event": str(last.id), "reason": "x"})
        return proposals.propose_event(actor=alice, firearm=pistol, event=event, reason="x").public_id

    approvals.decide(actor=bob, proposal=annul(), verdict="approve")
    assert Firearm.objects.get(public_id=pistol).owner == old
    with pytest.raises(Refused) as refused:
        annul()
    assert refused.value.code == "registry.annulment.licence_given_back"
    assert bought(alice, pistol, amina, licence).n == 4, "it is recorded anew instead"
