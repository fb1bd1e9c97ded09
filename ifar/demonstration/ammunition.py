"""Ammunition of the demonstration country: what the maker made and sent to a dealer, what the armoury keeps, moved and spent; a lot that is suspended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from ifar.ammunition import selectors
from ifar.ammunition.inputs import LineIn
from ifar.ammunition.models import Lot
from ifar.ammunition.services import lots, movements
from ifar.placement.selectors import people_of
from ifar.placement.services import places
from ifar.rights import Actor, may

READY: Final = "M 3 / 1"
"""Magazines go by the numbers of their building and room, which are the same in every language."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Register lots and what became of them, where none is registered yet."""
    if Lot.objects.exists():
        return
    _made(officers["maker"], officers["dealer"])
    stopped = _kept(officers["armourer"])
    head = officers.get("commander")
    lot = Lot.objects.get(public_id=stopped)
    if head and may(head, "ammunition:lot:suspend") and selectors.looks_after(head, lot):
        lots.suspend_lot(actor=head, lot_id=stopped, ground="unstable")


def _record(actor: Actor, move: str, place: str, lot: str, quantity: int, **said: Any) -> str:
    line = LineIn(lot=lot, quantity=quantity)
    return str(movements.record_movement(actor=actor, move=move, place=place, lines=[line], **said))


def _made(maker: Actor, dealer: Actor) -> None:
    """Two lots of the maker's; a dealer received some of the first, and some of it is on the road."""
    store = places.open_place(actor=maker, kind="store", name="Magazine 1", code="MAG-1")
    shop = places.open_place(actor=dealer, kind="room", name="Ammunition safe", code="AMM-S")
    for number, calibre, made in (("AW 26-014", "9x19", 40_000), ("AW 26-015", "308-win", 12_000)):
        lot = lots.register_lot(
            actor=maker,
            kind="cartridge",
            maker="Arms Works",
            number=number,
            calibre=calibre,
            year=2026,
            pieces=50,
            packages=20,
            mark=number,
            hazard="1.4S",
        )
        _record(maker, "manufactured", store, lot, made)
        came = _record(maker, "sent", store, lot, 2_000, to_office=dealer.agency, reference="DN-2026-31")
        movements.receive_movement(actor=dealer, movement_id=came, to_place=shop, counted={lot: 2_000})
    _record(maker, "sent", store, lot, 500, to_office=dealer.agency, reference="DN-2026-40")


def _kept(armourer: Actor) -> str:
    """What the armoury counted in, moved and spent; gives a lot of it that is old."""
    bunker = places.open_place(actor=armourer, kind="store", name="M 3", code="AB")
    ready = places.open_place(actor=armourer, kind="room", name=READY, code="AB-R", inside=bunker)
    results = [
        lots.register_lot(
            actor=armourer, kind="cartridge", maker="State Arsenal", number=number, calibre="9x19", year=year
        )
        for number, year in (("SA-98-3", 1998), ("SA-24-117", 2024))
    ]
    for lot, quantity in zip(results, (8_000, 60_000), strict=True):
        _record(armourer, "opened", bunker, lot, quantity)
    _record(armourer, "moved", bunker, results[1], 5_000, to_place=ready)
    witness = people_of(armourer).exclude(public_id=armourer.id).first()
    if witness:
        values = {"occasion": "training", "witness": witness.public_id, "reference": "FR-2026-7"}
        _record(armourer, "spent", ready, results[1], 1_200, **values)
    return results[0]
