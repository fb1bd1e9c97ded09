"""A pistol of a dealer of the demonstration country whose essential parts have records of their own, and whose barrel was exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from ifar.demonstration.recoveries import on_duty
from ifar.registry.models import BookLine, Firearm
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.rights import Actor

PARTS: Final = (
    ("frame_or_receiver", "KF-20714"),
    ("slide_or_cylinder", "KS-20714"),
    ("barrel", "KB-20714"),
    ("barrel", "KB-31102"),
)
"""The last one replaces the barrel before it."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Have the dealer enter the parts of one of its pistols and exchange the barrel, where no part is on record yet."""
    if Firearm.objects.filter(item="part").exists():
        return
    with ExitStack() as shifts:
        dealer = shifts.enter_context(on_duty(officers["dealer"]))
        pistol = _pistol(dealer)
        if pistol is None:
            return
        frame, slide, old, new = (_declared(dealer, pistol, kind, number) for kind, number in PARTS)
        for part in (frame, slide, old):
            _record(dealer, part, "part_fitted", {"firearm": pistol.public_id})
        whose = {"owner_kind": "retailer", "owner": dealer.agency, "firearm": pistol.public_id}
        _record(dealer, old, "part_removed", whose)
        _record(dealer, new, "part_fitted", {"firearm": pistol.public_id})
        exchanged = {"part_kind": "barrel", "part": new, "removed_part": old, "never_used": True}
        _record(dealer, pistol.public_id, "part_exchanged", exchanged)


def _pistol(dealer: Actor) -> Firearm | None:
    """The latest pistol in the dealer's stock of which the maker is known."""
    there = BookLine.objects.filter(holder=dealer.agency, until=None).values("firearm")
    firearms = Firearm.objects.filter(
        pk__in=there, item="firearm", owner=dealer.agency, custodian=dealer.agency, state="in_stock_retail", merged_into="",
    )  # fmt: skip
    return firearms.exclude(make=None).order_by("type", "-id").first()


def _declared(dealer: Actor, pistol: Firearm, kind: str, number: str) -> str:
    identity = {"part_kind": kind, "make": pistol.make, "make_status": "known"}
    marks = ({"kind": "serial", "text": number},)
    event = NewEvent("stock_declared", {"owner_kind": "retailer"}, _today(), identity=identity, marks=marks)
    return register_firearm(actor=dealer, event=event, item="part").firearm


def _record(dealer: Actor, thing: str, kind: str, details: Mapping[str, Any]) -> None:
    record_event(actor=dealer, firearm=thing, event=NewEvent(kind, dict(details), _today()))


def _today() -> Any:
    return day(timezone.localdate(), str(timezone.get_current_timezone()))
