"""What the register is told of an exhibit that goes from one office to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from ifar.errors import NotFound, Refused
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.models import Chain
from ifar.registry.lifecycle import possible
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, record_event, snapshot_of
from ifar.rights import Actor, may

KEEPERS: Final[Mapping[str, str]] = {
    "police": "police",
    "customs": "customs",
    "military": "military",
    "court": "court",
    "licensing_authority": "licensing_authority",
}
"""Kind of office -> the custody that the register's events name."""


def tell_register(actor: Actor, chain: Chain, seal: str) -> None:
    """Record a hand-over between offices in the life of the firearm, where it has one and the life cycle knows such an event.

    What the receiving office may not see of the register it cannot record there: the chain of custody tells it all the same.
    """
    firearm = chain.firearm or firearm_of(chain.public_id)
    if not firearm or not may(actor, "registry:event:record"):
        return
    try:
        snapshot = snapshot_of(actor, firearm)
    except NotFound:
        return
    event = _event(actor, chain, seal)
    if (
        event is None
        or snapshot.facts is None
        or event.kind not in possible(snapshot.facts, actor.agency_kind)
    ):
        return
    try:
        with transaction.atomic():
            record_event(actor=actor, firearm=firearm, event=replace(event, occurred=instant(snapshot.now)))
    except Refused:
        return


def firearm_of(exhibit: str) -> str:
    """The register's firearm that an exhibit is, whoever may see it; empty where it is none."""
    return next(iter([item.firearm for item in kept.items_of([exhibit]).values()]), "")


def _event(actor: Actor, chain: Chain, seal: str) -> NewEvent | None:
    details: dict[str, Any] = {"handed_by": chain.handed_by, "received_by": actor.agency}
    if actor.agency_kind == "forensic_laboratory":
        values = {**details, "seal": seal, "laboratory": actor.agency, "exhibit": chain.public_id}
        return NewEvent("sent_to_forensics", values)
    keeper = KEEPERS.get(actor.agency_kind)
    if keeper is None:
        return None
    if chain.agency.kind == "forensic_laboratory":
        return NewEvent("forensics_returned", {**details, "seal": seal, "kept_by": keeper})
    values = {**details, "kept_by": keeper, "exhibit": chain.public_id}
    return NewEvent("custody_handed_over", values | ({"seal": seal} if seal else {}))
