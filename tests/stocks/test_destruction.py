"""An arm of the State that was written off stands on a sealed list itself; whoever counted it, has it in charge or wrote it off has no part in its destruction."""

from __future__ import annotations

import pytest
from django.db import transaction

from ifar.accounts.services import proposals as deciding
from ifar.documents.models import Paper
from ifar.errors import IfarError, Invalid, Refused
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import destruction
from ifar.recoveries.models import Batch
from ifar.registry.models import Event, Firearm
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor
from ifar.stocks.services import counts
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.recoveries.test_destruction import a_batch, a_photo
from tests.stocks.making import a_counter, works_at
from tests.stocks.test_writing_off import done

OFF = without_triggers("registry_event", "stocks_event", "recoveries_custodyevent", "ledger_entry_p0")


def seal(actor: Actor, batch: str, other: Actor) -> None:
    """The list sealed by two."""
    asked = destruction.propose_seal(actor=actor, batch_id=batch, reason="Ready.")
    deciding.decide(actor=other, proposal=asked.public_id, verdict="approve")


def concerned(actor: Actor, batch: str, other: Actor) -> None:
    """That one of the two counted the arm, has it in charge or wrote it off."""
    with cast.undone():
        asked = destruction.propose_seal(actor=actor, batch_id=batch, reason="Ready.")
        with pytest.raises(Refused) as refused, transaction.atomic():
            deciding.decide(actor=other, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "custody.batch.stands_for"


def fill() -> None:
    """Three arms: one is to be destroyed, one to be sold, one stays."""
    at, harbour, dave, erin = a_counter(3), cast.agency("harbour"), cast.actor("dave"), cast.actor("erin")
    second = works_at("quentin", "officer_in_charge", harbour)
    third = works_at("nina", "police_supervisor", harbour, "investigation", "P-2026-17")
    judge = works_at("bob", "judge", cast.agency("court"), "court", "P-2026-17")
    gone, sold, stays = at.arms
    for arm, method in ((gone, "destruction"), (sold, "sale")):
        done(second, arm, NewEvent("written_off", {"order": "B-7", "method": method}))
    assert [arm.public_id for arm in kept.listable_arms(dave)] == [gone]
    assert not kept.listable_arms(cast.actor("frank"))
    # What is to be sold needs no list, so nobody is told that it is not ready for one.
    assert kept.not_ready(dave) == []
    for arm in (sold, stays):
        with pytest.raises(Invalid) as wrong:
            a_batch(dave, [arm])
        assert [reason.code for reason in wrong.value.reasons] == ["custody.batch.item"]
    batch = a_batch(dave, [], scanned="HB00001")
    (line,) = Batch.objects.get(public_id=batch).lines
    assert (line["exhibit"], line["firearm"], line["serial"]) == (gone, gone, "HB00001")
    with pytest.raises(Invalid, match="stands on the list"):
        a_batch(third, [gone])
    # Who is in charge; who wrote it off, as proposer and as approver; who counted it.
    concerned(at.chief, batch, third)
    concerned(second, batch, third)
    concerned(dave, batch, erin)
    with cast.undone():
        made = counts.begin(
            actor=works_at("nina", "officer_in_charge", harbour), armoury=at.armoury, kind="serial"
        )
        counts.note(actor=cast.actor("nina"), count_id=made, seen="HB00001\nHB00002\nHB00003")
        counts.close(actor=cast.actor("nina"), count_id=made)
        concerned(dave, batch, third)
    past_the_lists(dave, third, batch, sold)
    seal(dave, batch, third)
    destruction.check_items(actor=dave, batch_id=batch, readings="HB00001")
    with pytest.raises(IfarError) as refused, transaction.atomic():
        destruction.witness(actor=erin, batch_id=batch)
    assert refused.value.code == "custody.batch.stands_for"
    for witness in (cast.actor("judy"), judge):
        destruction.witness(actor=witness, batch_id=batch)
    said = {"weight_grams": 3_000, "counted": 1, "photos": [a_photo(dave)]}
    with pytest.raises(IfarError), transaction.atomic():
        destruction.record(actor=at.chief, batch_id=batch, **said)
    paper = destruction.record(actor=dave, batch_id=batch, **said)
    assert Firearm.objects.get(public_id=gone).state == "destroyed"
    assert Event.objects.get(kind="destroyed").details["list"] == batch
    (row,) = Paper.objects.get(public_id=paper.public_id).content["firearms"]
    assert "HB00001" in row


def past_the_lists(dave: Actor, third: Actor, batch: str, sold: str) -> None:
    """What the database itself says of a list with an arm that was written off for something else."""
    with cast.undone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "listable_arms", lambda _actor: Firearm.objects.filter(public_id=sold))
        patch.setattr(destruction, "_at_hand", lambda _batch: {sold})
        destruction.list_items(actor=dave, batch=batch, exhibits=[sold])
        asked = destruction.propose_seal(actor=dave, batch_id=batch, reason="Ready.")
        with pytest.raises(Refused) as refused, transaction.atomic():
            deciding.decide(actor=third, proposal=asked.public_id, verdict="approve")
        assert "in the custody of this office" in str(refused.value.__cause__)


country = filled_once(fill)


def test_an_honest_register_is_found_to_be_one(country: Register) -> None:
    assert country.says(of=("stocks", "registry", "acts", "custody", "recoveries")) == []


@pytest.mark.parametrize(
    "alteration",
    [
        "UPDATE stocks_event SET changes = changes || '{{\"charge\": \"{judy}\"}}' WHERE kind = 'taken_over'",
        "UPDATE ledger_entry_p0 SET actor = '{judy}' WHERE entry = (SELECT id FROM registry_event WHERE kind = 'written_off' ORDER BY id LIMIT 1)",
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str) -> None:
    batch = Batch.objects.get()
    says = country.says(*OFF, alteration.format(judy=cast.user("judy").public_id), of=("stocks_destroyed",))
    assert any(f"batch {batch.public_id}" in text for text in says), says
