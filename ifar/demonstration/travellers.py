"""Travellers with firearms in the demonstration country: announced, under way, due back today with one missing, and a visitor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db.models import Count

from ifar.demonstration.recoveries import on_duty
from ifar.registry.models import Firearm
from ifar.rights import Actor
from ifar.trade.journeys.inputs import ForeignFirearm, OwnFirearm, Rounds, ShownPaper
from ifar.trade.journeys.services import journeys
from ifar.trade.models import Journey
from ifar.trade.services.writing import today

ARMS: Final = 3
INVITED: Final = (ShownPaper(kind="invitation", number="Cup 2026/14"),)


def load(officers: Mapping[str, Actor]) -> None:
    """Load them, where no journey is there yet."""
    if Journey.objects.exists():
        return
    with on_duty(officers["clerk"]) as clerk, on_duty(officers["customs"]) as customs:
        owners = _owners(clerk)
        if len(owners) < 2:
            return
        day = today()
        # Three rifles out to a competition, two back, and today is the day.
        short = _out(clerk, owners[0], day, day)
        journeys.cross(actor=customs, journey_id=short)
        journeys.take_back(actor=customs, journey_id=short, arms=[1, 2])
        _out(clerk, owners[1], day, day + dt.timedelta(days=6))
        for name, serials in (("Maja Lind", ("S411207", "S411208")), ("Joren Baas", ("RB20931",))):
            visit = journeys.announce_entering(
                actor=customs,
                name=name,
                document=f"XV {len(name)}04417",
                country="XV",
                purpose="sport",
                crosses_on=day,
                return_by=day + dt.timedelta(days=4),
                arms=[
                    ForeignFirearm(type="rifle", serial=serial, make="Sako", calibre="308 Win")
                    for serial in serials
                ],
                papers=INVITED,
                ammunition=[Rounds(calibre="308 Win", quantity=60)],
            )
            if name == "Maja Lind":
                journeys.cross(actor=customs, journey_id=visit)


def _owners(clerk: Actor) -> list[str]:
    """Holders of the office who have three firearms at home."""
    there = Firearm.objects.filter(
        agency_id=clerk.agency_id,
        state="held_civilian",
        legal="lawful",
        merged_into="",
        owner__startswith="P",
    )
    results = there.values("owner").annotate(count=Count("pk")).filter(count__gte=ARMS).order_by("owner")
    return list(results.values_list("owner", flat=True)[:2])


def _out(clerk: Actor, owner: str, crosses_on: dt.date, return_by: dt.date) -> str:
    """A holder goes to a competition with three firearms; the journey's identifier."""
    theirs = Firearm.objects.filter(owner=owner, state="held_civilian", legal="lawful", merged_into="")
    arms = [
        OwnFirearm(firearm=text) for text in theirs.order_by("id").values_list("public_id", flat=True)[:ARMS]
    ]
    return journeys.announce_leaving(
        actor=clerk,
        holder=owner,
        country="XV",
        purpose="sport",
        crosses_on=crosses_on,
        return_by=return_by,
        arms=arms,
        papers=INVITED,
    )
