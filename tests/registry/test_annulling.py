"""An annulment takes back the event that it names and no other: in the service, in the database, and on the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.services import proposals as approvals
from ifar.accounts.services import shifts
from ifar.errors import Conflict
from ifar.registry import annulment
from ifar.registry.models import Duplicate, Event, Firearm
from ifar.registry.occurred import day
from ifar.registry.services import proposals
from ifar.registry.services.duplicates import Pair, note_pairs
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.factories import a_firearm, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(alice):
    """A pistol that was passed on, and the entry of that event."""
    made = a_firearm(alice, "AB1234", owner=a_person(alice), owner_kind="private").firearm
    event = NewEvent(
        "privately_transferred",
        {"owner_kind": "private", "owner": a_person(alice, "Wrong Buyer")},
        day(dt.date(2026, 3, 1)),
        paper="P-1",
    )
    return made, str(record_event(actor=alice, firearm=made, event=event).entry)


def _asked(alice, firearm, entry, **more):
    event = NewEvent("annulled", {"event": entry})
    return proposals.propose_event(actor=alice, firearm=firearm, event=event, reason="wrong", **more)


def _corrected(alice, bob, firearm):
    event = NewEvent("corrected", identity={"year": 1999})
    asked = proposals.propose_event(actor=alice, firearm=firearm, event=event, reason="misread")
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed


def _today(browser, firearm) -> str:
    """What the end of its life says of today."""
    [now] = [
        item
        for item in browser.get(f"/firearms/{firearm}/").context["life"]["items"]
        if item["kind"] == "now"
    ]
    return str(now["words"])


def test_w01_what_a_correction_or_an_annulment_leaves_stands_since_the_event_that_gave_it(
    alice, bob, signed_in
):
    made = a_firearm(alice, "AB1234", owner=a_person(alice), owner_kind="private", since="2016-03-01").firearm
    browser = signed_in("alice")
    before = _today(browser, made)
    assert before.startswith("for 10 years")
    event = NewEvent("corrected", identity={"year": 1999}, occurred=day(timezone.localdate()))
    asked = proposals.propose_event(actor=alice, firearm=made, event=event, reason="misread")
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    assert _today(browser, made) == before
    event = NewEvent(
        "privately_transferred",
        {"owner_kind": "private", "owner": a_person(alice, "Wrong Buyer")},
        day(timezone.localdate()),
        paper="P-1",
    )
    sale = str(record_event(actor=alice, firearm=made, event=event).entry)
    assert _today(browser, made) == "since today"
    asked = _asked(alice, made, sale)
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    assert _today(browser, made) == before


def test_what_was_recorded_meanwhile_is_not_undone_in_its_stead(alice, bob, sold):
    firearm, sale = sold
    asked = _asked(alice, firearm, sale)
    _corrected(alice, bob, firearm)
    with pytest.raises(Conflict) as refused:
        approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "registry.annulment.not_latest"
    assert (Firearm.objects.get(public_id=firearm).year, Firearm.objects.get(public_id=firearm).n) == (
        1999,
        3,
    )
    assert (
        approvals.decide(actor=bob, proposal=asked.public_id, verdict="refuse", reason="late").state
        == "refused"
    )


def test_another_event_than_the_latest_is_not_proposed_to_be_taken_back(alice, bob, sold):
    firearm, sale = sold
    _corrected(alice, bob, firearm)
    other = a_firearm(alice, "CD5678")
    for entry in (sale, str(other.entry)):
        with pytest.raises(Conflict) as refused:
            _asked(alice, firearm, entry)
        assert refused.value.code == "registry.annulment.not_latest"
    with pytest.raises(Conflict) as refused:
        _asked(alice, firearm, sale, expected_n=2)
    assert refused.value.code == "registry.firearm.changed_meanwhile"


def test_a_proposal_that_names_no_event_is_not_carried_out(alice, bob, sold):
    asked = _asked(alice, *sold)
    asked.payload["details"].pop("event")
    with pytest.raises(Conflict) as refused:
        proposals.carry_out(bob, asked)
    assert refused.value.code == "registry.annulment.not_latest"


def test_the_database_undoes_no_other_event_either(alice, bob, sold, monkeypatch):
    firearm, sale = sold
    asked = _asked(alice, firearm, sale)
    _corrected(alice, bob, firearm)
    monkeypatch.setattr(annulment, "names_latest", lambda details, latest: True)
    with (
        pytest.raises(IntegrityError, match="takes back another event than the latest"),
        transaction.atomic(),
    ):
        approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Firearm.objects.get(public_id=firearm).year == 1999


def test_the_page_offers_only_to_refuse_what_cannot_be_carried_out_any_more(alice, bob, sold, signed_in):
    firearm, sale = sold
    asked = _asked(alice, firearm, sale)
    path = f"/proposals/{asked.public_id}/"
    browser = signed_in("bob")
    assert 'value="approve"' in browser.get(path).content.decode()
    _corrected(alice, bob, firearm)
    page = browser.get(path).content.decode()
    assert 'value="approve"' not in page
    assert 'value="refuse"' in page
    assert "Something was recorded after the event that this takes back" in page
    own = signed_in("alice").get(path).content.decode()
    assert "Take it back" in own
    assert "Something was recorded after the event that this takes back" in own
    approvals.decide(actor=bob, proposal=asked.public_id, verdict="refuse", reason="late")
    assert (
        "Something was recorded after the event that this takes back"
        not in browser.get(path).content.decode()
    )


def test_a_page_that_was_filled_in_before_the_change_proposes_nothing(alice, bob, sold, signed_in):
    firearm, _ = sold
    _corrected(alice, bob, firearm)
    values = {
        "occurred_precision": "day",
        "occurred_from": "2026-03-02",
        "seen": "2",
        "record": "1",
        "proposal-reason": "The wrong pistol.",
    }
    answer = signed_in("alice").post(f"/firearms/{firearm}/record/?kind=annulled", values)
    assert answer.status_code == 200
    assert "Somebody else changed the record meanwhile" in answer.content.decode()


def test_the_life_and_the_event_say_in_words_what_was_annulled(alice, bob, sold, signed_in):
    firearm, sale = sold
    asked = _asked(alice, firearm, sale)
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    assert Event.objects.get(firearm__public_id=firearm, n=3).details["event"] == sale
    browser = signed_in("alice")
    words = "It went from one holder to another. (event 2, 1 Mar 2026)"
    for path in (f"/firearms/{firearm}/", f"/firearms/{firearm}/events/3/"):
        page = browser.get(path).content.decode()
        link = page.partition(words)[0].rpartition("<a ")[2]
        assert words in page, path
        assert f'href="/firearms/{firearm}/events/2/"' in link, path
        assert sale not in page, path
    life = signed_in("alice").get(f"/firearms/{firearm}/").context["life"]["items"]
    assert [item["n"] for item in life if item.get("annulled")] == [2], (
        "and the event itself, that it was annulled"
    )


def test_who_stated_no_purpose_is_told_why_no_name_stands_there_and_still_sees_the_change(
    alice, bob, sold, signed_in
):
    firearm, sale = sold
    asked = _asked(alice, firearm, sale)
    proposal, event = f"/proposals/{asked.public_id}/", f"/firearms/{firearm}/events/2/"
    left_out = "Names hidden: state first for what purpose you read them."
    browser = signed_in("bob")
    assert left_out not in browser.get(proposal).content.decode()
    shifts.end(actor=bob)
    page = browser.get(proposal)
    assert left_out in page.content.decode()
    assert f'href="/me/purpose/?next={proposal}"' in page.content.decode()
    result = {
        str(line.label): (str(line.now), str(line.value)) for line in page.context["lines"] if line.group
    }
    was, becomes = (
        dict(Event.objects.filter(firearm__public_id=firearm).values_list("n", "changes"))[n] for n in (2, 1)
    )
    assert result["Ownership"] == tuple(
        f"Private person, {identifiers.shown(item['owner'])}" for item in (was, becomes)
    )
    shown = browser.get(event)
    assert left_out in shown.content.decode()
    rows = {str(row["name"]): row for row in shown.context["changes"]}
    assert rows["Ownership"]["changed"]
    assert identifiers.shown(was["owner"]) in rows["Ownership"]["becomes"]


def test_two_records_side_by_side_say_why_no_name_stands_there(alice, bob, signed_in):
    item, other = (a_firearm(alice, "AB1234", owner=a_person(alice), owner_kind="private") for _ in range(2))
    ids = dict(Firearm.objects.values_list("public_id", "id"))
    note_pairs([Pair(ids[item.firearm], ids[other.firearm], 90, [])])
    path = f"/duplicates/{Duplicate.objects.get().public_id}/"
    assert "Names hidden" not in signed_in("carol").get(path).content.decode()
    shifts.end(actor=cast.actor("carol"))
    assert "Names hidden" in signed_in("carol").get(path).content.decode()
