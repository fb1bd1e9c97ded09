"""What tests of marking campaigns need: an order over an armoury, sheets that come back, and the second person's word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from ifar.bulk.models import Batch
from ifar.bulk.services import proposing, running
from ifar.placement.services.placing import Placing, place_many
from ifar.rights import Actor
from ifar.stocks.campaigns.services import ordering, striking
from ifar.stocks.services.writing import today
from tests import cast
from tests.factories import a_firearm
from tests.placement.making import a_place
from tests.registry.waiting import STOCK
from tests.stocks.making import Counter, an_armoury, works_at


def a_campaign(at: Counter, **said: Any) -> str:
    """A campaign that an officer in charge ordered; its identifier."""
    asked: dict[str, Any] = {
        "order": "MO-7",
        "stores": [at.armoury],
        "machine": "LM-2",
        "symbol": "*",
        "prefix": "kst-",
        "first": 1,
        "last": 900,
        "place": "receiver",
        "method": "laser",
        "begins_on": today(),
        "ends_on": today() + dt.timedelta(days=30),
        "responsible": at.chief.id,
        **said,
    }
    return ordering.order_campaign(actor=at.chief, **asked)


def handed(who: Actor, campaign: str, lines: Sequence[str]) -> striking.HandedIn:
    """A sheet that somebody hands in; what was struck is approved by another person."""
    made = striking.hand_in(actor=who, campaign_id=campaign, lines=lines)
    if made.batch:
        proposing.propose(actor=who, batch_id=made.batch)
        proposing.decide(actor=cast.actor("erin"), batch_id=made.batch, verdict="approve")
        if Batch.objects.get(public_id=made.batch).state == "running":  # a long list is the worker's
            running.work(made.batch)
    return made


def a_finished_campaign(at: Counter) -> None:
    """Two arms of a second armoury, of which one was marked with the second number of a campaign and the other cannot be; what became of the first number is said."""
    room = an_armoury(at.armourer, at.chief, "Second armoury")
    rack = a_place(at.armourer, "Rack 9", inside=room, code="R9")
    arms = [a_firearm(at.armourer, f"HC{number:05}", **STOCK).firearm for number in range(1, 3)]
    place_many(actor=at.armourer, placements=[Placing(arm, rack) for arm in arms])
    made = a_campaign(at, stores=[room])
    handed(at.chief, made, [f"{arms[0]} KST-002"])
    handed(at.armourer, made, [f"{arms[1]} cannot"])
    ordering.finish(actor=at.armourer, campaign_id=made, gaps="KST-001 spoiled")
    ordering.close(actor=works_at("quentin", "officer_in_charge", cast.agency("harbour")), campaign_id=made)
