"""Surplus of a State's stock: written off by two who neither counted it nor have it in charge, and sold as was decided, with the transfer mark on record before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.services import proposals as deciding
from ifar.bulk.models import Batch
from ifar.bulk.services import batches, proposing
from ifar.errors import Refused
from ifar.registry import facts
from ifar.registry.attestations import Attestation
from ifar.registry.models import Event, Firearm
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor
from ifar.stocks import writing_off
from ifar.stocks.campaigns.services.striking import STRUCK
from ifar.stocks.services import counts
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.factories import a_person
from tests.stocks.making import Counter, a_counter, works_at

OFF = without_triggers("registry_event", "stocks_event", "ledger_entry_p0", "placement_event")
ACT = "registry.written_off"
SAID = {"order": "B-7", "ground": "surplus", "reason": "More than the unit needs."}
MARKS = tuple({"kind": kind, "text": text} for kind, text in (("maker", "ACME"), ("country", "XXX")))
TRANSFER = {"kind": "transfer", "text": "KST 26"}
SEEN = {"disposal_authority": Attestation("yes", "Minister 12")}
PAPER = {"transfer_mark": Attestation("yes", "Paper 7")}


def codes(actor: Actor, arm: str, event: NewEvent) -> set[str]:
    """Why an event is not proposed; nothing where it is."""
    try:
        proposals.propose_event(actor=actor, firearm=arm, event=event, reason="Surplus.")
    except Refused as refused:
        return {reason.code.rpartition(".")[2] for reason in refused.reasons}
    return set()


def done(actor: Actor, arm: str, event: NewEvent) -> None:
    """An event that another person approved."""
    asked = proposals.propose_event(actor=actor, firearm=arm, event=event, reason="Surplus.")
    deciding.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")


def listed(actor: Actor, act: str, said: Mapping[str, str], arms: Sequence[str]) -> Batch:
    """An act on a list of arms that another person approved."""
    made = batches.preview(actor=actor, act=act, said=said, things=arms)
    proposing.propose(actor=actor, batch_id=made)
    proposing.decide(actor=cast.actor("erin"), batch_id=made, verdict="approve")
    return Batch.objects.get(public_id=made)


def fill() -> None:
    """Four arms: three are surplus, of which one is sold, one goes to another unit and one waits for destruction; the last one stays."""
    at = a_counter(4)
    second = works_at("quentin", "officer_in_charge", cast.agency("harbour"))
    owner = a_person(cast.actor("alice"))
    event = NewEvent("written_off", {"order": "B-7", "method": "destruction"})
    # Neither who is in charge nor who counted.
    assert codes(at.chief, at.arms[0], event) == {"not_the_counter"}
    with cast.undone():
        made = counts.begin(actor=second, armoury=at.armoury, kind="serial")
        counts.note(actor=second, count_id=made, seen="\n".join(f"HB{n:05}" for n in range(1, 5)))
        counts.close(actor=second, count_id=made)
        assert codes(second, at.arms[0], event) == {"not_the_counter"}
        by_hand(second, at, event)
    by_hand(at.chief, at, event)
    for arms, method in ((at.arms[:1], "sale"), (at.arms[1:2], "state_use"), (at.arms[2:3], "destruction")):
        assert listed(second, ACT, {**SAID, "method": method}, arms).written == 1
    sold, given, destroyed, stays = at.arms
    sale = NewEvent(
        "sold_from_disposal", {"order": "D-1", "owner_kind": "private", "owner": owner}, attested=SEEN
    )
    marked = {"order": "R-1", "reason": "other"}
    for arm in at.arms:
        done(second, arm, NewEvent("re_marked", marked, marks=MARKS))
    # What was to be destroyed or kept by the State is not sold, whatever paper somebody saw; no paper takes the place of the mark, nor one that the sale adds.
    for arm in (given, destroyed):
        assert "disposal_authority" in codes(second, arm, sale)
    added = NewEvent(sale.kind, sale.details, marks=(TRANSFER,), attested=SEEN)
    at_once = NewEvent("sold_to_civilians", sale.details, marks=(TRANSFER,))
    papered = NewEvent(sale.kind, sale.details, attested=PAPER)
    assert codes(second, sold, sale) == codes(second, sold, added) == {"transfer_mark", "missing"}
    assert codes(second, sold, papered) == {"transfer_mark"}
    assert "transfer_mark" in codes(second, stays, at_once)
    assert set(Event.objects.filter(kind="written_off").values_list("details__ground", flat=True)) == {
        "surplus"
    }
    unasked(second, sold, sale, "transfer_mark")
    struck = {"order": "R-2", "why": "other", "mark": "transfer", "number": "KST 26", "reason": "For sale."}
    assert listed(second, STRUCK, struck, (sold, destroyed)).written == 2
    unasked(second, destroyed, sale, "disposal_authority")
    done(second, sold, sale)
    assert Firearm.objects.get(public_id=sold).owner == owner
    done(second, given, NewEvent("state_stock_received", {"order": "D-2"}))
    assert set(Firearm.objects.filter(public_id__in=at.arms).values_list("state", flat=True)) == {
        "held_civilian", "in_stock_state", "pending_disposal",
    }  # fmt: skip


def by_hand(who: Actor, at: Counter, event: NewEvent) -> None:
    """What the database itself says of a write-off where the service asks nobody who counted or is in charge."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing_off, "counters_of", lambda _arm: set())
        patch.setattr(writing_off, "in_charge_of", lambda _arm: set())
        refused(who, at.arms[0], event, "not_the_counter")


def unasked(who: Actor, arm: str, event: NewEvent, why: str) -> None:
    """What the database itself says where the service takes everything for granted."""
    gather = facts.gather

    def granted(*some, **said):
        known = gather(*some, **said)
        known.answers.update(dict.fromkeys(("disposal_authority", "transfer_mark"), True))
        return known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "gather", granted)
        refused(who, arm, event, why)


def refused(who: Actor, arm: str, event: NewEvent, why: str) -> None:
    """That two people agreed, and the database refuses it; the proposal is taken back."""
    with cast.undone():
        asked = proposals.propose_event(actor=who, firearm=arm, event=event, reason="Surplus.")
        with pytest.raises(Refused) as raised, transaction.atomic():
            deciding.decide(actor=cast.actor("erin"), proposal=asked.public_id, verdict="approve")
    assert (raised.value.code, type(raised.value.__cause__)) == (
        f"registry.precondition.{why}",
        IntegrityError,
    )


country = filled_once(fill)


def test_an_honest_register_is_found_to_be_one(country: Register) -> None:
    assert country.says(of=("stocks", "registry", "acts")) == []


@pytest.mark.parametrize(
    ("alteration", "place"),
    [
        ("UPDATE registry_event SET changes = jsonb_set(changes, '{{marks}}', '[]') WHERE kind = 're_marked' AND changes::text LIKE '%KST%'", "{sold}"),
        ("UPDATE registry_event SET details = details || '{{\"method\": \"destruction\"}}' WHERE kind = 'written_off'", "{sold}"),
        ("UPDATE stocks_event SET changes = changes || '{{\"charge\": \"{second}\"}}' WHERE kind = 'taken_over'", "{sold}"),
    ],
)  # fmt: skip
def test_each_alteration_is_named(country: Register, alteration: str, place: str) -> None:
    words = {
        "sold": Event.objects.get(kind="sold_from_disposal").firearm.public_id,
        "second": cast.user("quentin").public_id,
    }
    says = country.says(*OFF, alteration.format(**words), of=("stocks_written_off", "registry_sold"))
    assert any(place.format(**words) in text for text in says), says
