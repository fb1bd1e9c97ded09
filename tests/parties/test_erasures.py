"""Lawful erasure: two people, a ground, objections; the log still verifies, and nothing but the commitment is left."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from ifar.accounts import descriptions
from ifar.accounts.selectors.proposals import proposal_for
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.ledger.models import Entry, Personal
from ifar.parties import erasing, selectors
from ifar.parties.models import NameKey, Party
from ifar.parties.party import PERSONAL
from ifar.parties.services import (
    NewParty,
    correct_party,
    merge_parties,
    move_party,
    propose_erasure,
    register_party,
    split_parties,
)
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor
from tests import cast
from tests.databases import Database
from tests.factories import a_firearm, a_person
from tests.logs import ORIGIN, Log

WHOLE = {
    "name": "Xanthippe Quirke",
    "born": "1980-02-03",
    "identity_numbers": [{"kind": "passport", "number": "ZZ-99"}],
    "contact": {"email": "x@example.org"},
}


def somebody(actor: Actor) -> str:
    address = {"country": "FR", "lines": ["4, rue du Port"], "valid_from": "2019-01-01"}
    return register_party(actor=actor, new=NewParty("person", WHOLE, address))


def erase(
    bob: Actor, nina: Actor, public_id: str, fields=tuple(PERSONAL), ground: str = "court_order"
) -> None:
    asked = propose_erasure(
        actor=bob, public_id=public_id, fields=fields, ground=ground, reason="thirty years have passed"
    )
    done = proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert done.executed


@pytest.mark.django_db
def test_w11_an_erasure_names_whom_it_is_about(bob: Actor, nina: Actor) -> None:
    asked = propose_erasure(
        actor=bob, public_id=somebody(bob), fields=["born"], ground="court_order", reason="order 7"
    )
    assert WHOLE["name"] in [
        line.value for line in descriptions.describe(nina, proposal_for(nina, asked.public_id))
    ]
    unasked = replace(nina, purpose=None)
    assert WHOLE["name"] not in [
        line.value for line in descriptions.describe(unasked, proposal_for(nina, asked.public_id))
    ]
    with pytest.raises(Refused):
        proposals.decide(actor=unasked, proposal=asked.public_id, verdict="approve")


@pytest.mark.django_db
def test_everything_personal_goes_and_the_history_says_so(bob: Actor, nina: Actor) -> None:
    public_id = somebody(bob)
    move_party(actor=bob, public_id=public_id, address={"country": "FR", "lines": ["9, quai Neuf"]})
    correct_party(actor=bob, public_id=public_id, values={"sex": "female"}, reason="Xanthippe said so")
    assert set(selectors.erasable(public_id)) == PERSONAL
    erase(bob, nina, public_id)
    party = selectors.party_for(bob, public_id)
    assert (party.name, party.born, party.identity_numbers, party.contact) == (None, None, None, None)
    assert set(party.erased) == {"name", "born", "identity_numbers", "contact", "note"}
    assert [address.lines for address in party.addresses.all()] == [None, None]
    assert selectors.erasable(public_id) == []
    assert not Personal.objects.filter(
        entry__in=Entry.objects.filter(object=public_id).values("entry")
    ).exists()
    assert not NameKey.objects.filter(party=party).exists()
    assert selectors.find(bob, "Xanthippe Quirke") == [] == selectors.find(bob, "ZZ99")
    registered, moved, corrected, erased = selectors.history_of(party, 1)
    assert registered.values == {"address": ["FR"]}
    assert set(registered.erased) == {"name", "born", "identity_numbers", "contact", "address"}
    assert (moved.erased, corrected.erased) == (("address",), ("note",))
    assert (erased.kind, erased.n, erased.ground, set(erased.erased)) == (
        "erased",
        None,
        "court_order",
        PERSONAL,
    )


@pytest.mark.django_db
def test_only_what_was_named_goes_and_a_value_given_anew_stays(bob: Actor, nina: Actor) -> None:
    public_id = somebody(bob)
    asked = propose_erasure(
        actor=bob, public_id=public_id, fields=["name"], ground="entered_by_mistake", reason="wrong person"
    )
    correct_party(actor=bob, public_id=public_id, values={"name": "Yolande Roux"}, reason="")
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    party = selectors.party_for(bob, public_id)
    assert party.name == "Yolande Roux"
    assert party.identity_numbers == WHOLE["identity_numbers"]
    assert [record.public_id for record in selectors.find(bob, "Yolande Roux")] == [public_id]
    assert not Personal.objects.filter(value="Xanthippe Quirke").exists()
    correct_party(
        actor=bob, public_id=public_id, values={"sex": "female"}, reason="life goes on after an erasure"
    )


@pytest.mark.django_db
def test_what_another_proposal_erased_meanwhile_is_not_erased_again(bob: Actor, nina: Actor) -> None:
    public_id = somebody(bob)
    first, second = (
        propose_erasure(actor=bob, public_id=public_id, fields=fields, ground="court_order", reason="ordered")
        for fields in (["name"], ["name", "born"])
    )
    proposals.decide(actor=nina, proposal=first.public_id, verdict="approve")
    with pytest.raises(Conflict, match="can be proposed anew"), transaction.atomic():
        proposals.decide(actor=nina, proposal=second.public_id, verdict="approve")
    assert str(selectors.party_for(bob, public_id).born) == "1980-02-03"
    erase(bob, nina, public_id, ["born"])


@pytest.mark.django_db
def test_refused_while_the_party_owns_a_firearm_under_any_of_its_records(bob: Actor, nina: Actor) -> None:
    text, other = somebody(bob), a_person(bob, "X. Quirke")
    made = a_firearm(bob, owner=other, owner_kind="private")
    merge_parties(actor=bob, public_id=other, into=text, reason="same card")
    for public_id in (text, other):
        with pytest.raises(Refused) as caught:
            propose_erasure(
                actor=bob, public_id=public_id, fields=["name"], ground="court_order", reason="order 7"
            )
        assert [reason.code for reason in caught.value.reasons] == ["parties.erasure.holds"]
        assert caught.value.article
        assert "firearm" in str(caught.value.message)
    split_parties(actor=bob, public_id=other, reason="two people")
    erase(bob, nina, text)
    buyer = {"owner_kind": "private", "owner": a_person(bob, "A Buyer")}
    record_event(actor=bob, firearm=made.firearm, event=NewEvent("privately_transferred", buyer, paper="P-1"))
    erase(bob, nina, other)


@pytest.mark.django_db
def test_a_firearm_acquired_after_the_proposal_stops_the_erasure(bob: Actor, nina: Actor) -> None:
    public_id = somebody(bob)
    asked = propose_erasure(
        actor=bob, public_id=public_id, fields=["name"], ground="court_order", reason="ended"
    )
    a_firearm(bob, owner=public_id, owner_kind="private")
    with pytest.raises(Refused):
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert Personal.objects.filter(value="Xanthippe Quirke").exists()


@pytest.mark.django_db
def test_what_cannot_be_proposed(alice: Actor, bob: Actor, dave: Actor) -> None:
    public_id = somebody(alice)
    with pytest.raises(Forbidden):
        propose_erasure(actor=alice, public_id=public_id, fields=["name"], ground="court_order", reason="x")
    with pytest.raises(Invalid):
        propose_erasure(actor=bob, public_id=public_id, fields=["name"], ground="a whim", reason="x")
    for fields in ([], ["sex"], ["note"]):
        with pytest.raises(NotFound):
            propose_erasure(actor=bob, public_id=public_id, fields=fields, ground="court_order", reason="x")
    with pytest.raises(NotFound):
        propose_erasure(
            actor=bob, public_id="P0000000000000", fields=["name"], ground="court_order", reason="x"
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forgery",
    ["without a proposal", "not approved", "of another", "more than proposed", "row alone", "delete"],
)
def test_the_database_refuses_a_forged_erasure(bob: Actor, nina: Actor, forgery: str) -> None:
    """As the runtime role, with the service's own statements and none of its checks."""
    public_id, other = somebody(bob), a_person(bob, "Somebody Else")
    first, second = (Entry.objects.get(object=text).entry for text in (public_id, other))
    asked = propose_erasure(
        actor=bob, public_id=public_id, fields=["name"], ground="court_order", reason="ended"
    )
    if forgery in ("of another", "more than proposed"):
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="refuse", reason="no")
    payload = {
        "without a proposal": {"ground": "court_order", "erased": asked.payload["erased"]},
        "of another": {
            **asked.payload,
            "erased": [{"entry": str(second), "field": "name"}],
            "proposal": asked.public_id,
        },
        "more than proposed": {
            **asked.payload,
            "erased": [*asked.payload["erased"], {"entry": str(first), "field": "born"}],
            "proposal": asked.public_id,
        },
    }.get(forgery, {**asked.payload, "proposal": asked.public_id})
    draft = Draft(
        schema="party.erased/1",
        act="parties.erased",
        object=public_id,
        payload=payload,
        entry=ledger.new_entry_id(),
    )
    with pytest.raises(DatabaseError):
        _forge(bob, forgery, draft, first)
    assert Personal.objects.filter(value="Xanthippe Quirke").exists()
    assert Party.objects.get(public_id=public_id).name == "Xanthippe Quirke"


@transaction.atomic
def _forge(actor: Actor, forgery: str, draft: Draft, entry: uuid.UUID) -> None:
    if forgery not in ("row alone", "delete"):
        ledger.append(actor=actor, drafts=[draft])
    with connection.cursor() as cursor:
        if forgery == "delete":
            cursor.execute("DELETE FROM ledger_personal WHERE entry = %s", [entry])
        else:
            cursor.execute(
                "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, 'name')",
                [draft.entry, entry],
            )


def test_the_log_verifies_before_and_after_an_erasure_and_names_what_is_altered(
    peopled_db: Database, settings: Settings, tmp_path: Path
) -> None:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, bob, nina = Log(peopled_db, tmp_path), cast.actor("bob"), cast.actor("nina")
    public_id, other, third = somebody(bob), a_person(bob, "Jean Mbeki"), a_person(bob, "Jean Mbéki")
    for day in ("2024-05-01", "2021-01-01"):
        move_party(
            actor=bob,
            public_id=public_id,
            address={"country": "FR", "lines": ["9, quai Neuf"], "valid_from": day},
        )
    correct_party(actor=bob, public_id=other, values={"name": "Jean Mbeki Diallo"}, reason="second name")
    merge_parties(actor=bob, public_id=third, into=other, reason="same card")
    log.sequence()
    assert log.verify().good
    erase(bob, nina, public_id)
    log.sequence()
    for report in (log.verify(whole=False), log.verify()):
        assert report.good, report.differences
    changes = {
        f"state_differs: party {other}, name": "UPDATE parties_party SET name = 'X' WHERE name = 'Jean Mbeki Diallo'",
        f"state_differs: party {third}, merged_into": "UPDATE parties_party SET merged_into = '' WHERE merged_into <> ''",
        f"keys_differ: search keys of party {other}": "UPDATE parties_namekey SET folded = 'nobody' WHERE folded LIKE '%%diallo%%'",
        "state_differs: address": "UPDATE parties_address SET valid_to = valid_to + 1 WHERE valid_to = '2024-05-01'",
    }
    for statement in changes.values():
        log.tamper(statement)
    results = [f"{difference.kind}: {difference.place}" for difference in log.verify().differences]
    assert len(results) == len(changes)
    assert all(any(line.startswith(named) for line in results) for named in changes)


def test_grounds_are_those_that_the_law_knows() -> None:
    assert erasing.GROUNDS == ("retention_ended", "court_order", "entered_by_mistake")
