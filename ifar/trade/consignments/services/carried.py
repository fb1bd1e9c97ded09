"""What the consignment that an event of a firearm names answers to the life cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection

from ifar import identifiers
from ifar.licensing.selectors.facts import Answered
from ifar.registry.facts import Supplied, Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor
from ifar.trade.models import Authorisation, Item
from ifar.trade.selectors import is_for_a_time
from ifar.trade.services.writing import today

_CARRIED: Final = """
SELECT c.state, a.kind, a.state = 'in_force' AND %s BETWEEN a.valid_from AND a.valid_to, a.valid_to, a.purpose,
       EXISTS (SELECT FROM trade_paper p WHERE p.authorisation_id = a.id AND p.kind = 'end_use_certificate' AND p.state = 'verified')
FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id WHERE c.public_id = %s
"""
_LISTED: Final = """
SELECT EXISTS (SELECT FROM trade_item i JOIN trade_consignment c ON c.id = i.consignment_id
               WHERE c.public_id = %s AND i.firearm = %s AND i.firearm <> '' AND i.state = 'packed')
"""
_NAMED: Final = {
    **dict.fromkeys(("export_licensed", "exported", "imported"), "consignment"),
    "temporarily_imported": "permit",
}
"""Event of a firearm -> the detail in which it names a consignment."""
EXTENDED: Final = {"temp_imported": "stay_extended", "temp_exported": "absence_extended"}
"""State of a firearm -> the event by which it stays there longer."""
_MAY_STAY: Final = "SELECT trade_may_stay(f.id, %s::date) FROM registry_firearm f WHERE f.public_id = %s"
_ANSWERED: ContextVar[dict[str, tuple[Any, ...]] | None] = ContextVar("trade_carried", default=None)
_REGISTERING: ContextVar[str] = ContextVar("trade_registering", default="")


@contextmanager
def asked_once() -> Iterator[None]:
    """Within one act, whose transaction holds the consignment as it is, ask of it once and not for each firearm."""
    token = _ANSWERED.set({})
    try:
        yield
    finally:
        _ANSWERED.reset(token)


@contextmanager
def registering(consignment: str) -> Iterator[None]:
    """Within the act that registers what came in with a consignment, what it says of one is the consignment's."""
    token = _REGISTERING.set(consignment)
    try:
        yield
    finally:
        _REGISTERING.reset(token)


def supplied(_actor: Actor, thing: Thing, event: Proposed) -> Supplied:
    """What the consignment that an event names answers to the life cycle; that the firearm stands on its packing list the database asks."""
    if event.kind in EXTENDED.values():
        return Answered(
            {"stay_allowed": _may_stay(thing.public_id, str(event.details.get("return_date") or ""))}
        )
    typed = str(event.details.get(_NAMED.get(event.kind, "")) or "")
    if not typed:
        return Answered({})
    consignment = identifiers.parse(typed) or typed
    state, kind, holds, until, purpose, end_use = _stands(consignment)
    if event.kind == "temporarily_imported":
        if not state:
            return Answered({})  # a paper of another State, or a journey
        is_listed = _REGISTERING.get() == consignment or _is_listed(consignment, thing.public_id)
        fits = kind == "import" and is_for_a_time(purpose) and event.details.get("return_date") == str(until)
        return Answered({"temporary_permit": is_listed and fits})
    if event.kind == "imported":
        if state and _REGISTERING.get() != consignment and not _is_listed(consignment, thing.public_id):
            # Whose identifier somebody types answers for nothing that does not stand on its packing list.
            return Answered({"import_authorised": False})
        # What came in is registered whatever became of the authorisation since; packing asked what its lines allow.
        return Answered({"import_authorised": True, "quota_left": True} if holds and kind == "import" else {})
    holds = holds and kind == "export"
    if event.kind == "exported":
        return Answered({"licence_in_force": bool(holds and state == "left")})
    is_found = bool(holds and state == "packing")
    gates = ("import_licence", "transit_no_objections", "licence_document_complete")
    return Answered(dict.fromkeys(gates, is_found) | ({"end_user_document": True} if end_use else {}))


def _is_listed(consignment: str, firearm: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, [consignment, firearm])
        (is_listed,) = cursor.fetchone()
    return bool(is_listed)


def _may_stay(firearm: str, until: str) -> bool:
    if not until:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_MAY_STAY, [until, firearm])
        row = cursor.fetchone()
    return bool(row and row[0])


def extend_stays(actor: Actor, authorisation: Authorisation) -> int:
    """Let what came in for a time under an authorisation stay as long as it holds now; how many firearms it is."""
    if (
        authorisation.kind != "import"
        or not authorisation.valid_to
        or not is_for_a_time(authorisation.purpose)
    ):
        return 0
    packed = Item.objects.filter(consignment__authorisation=authorisation, state="packed").exclude(firearm="")
    here = Firearm.objects.filter(public_id__in=packed.values("firearm"), state="temp_imported").order_by(
        "id"
    )
    return extend(actor, here, authorisation.valid_to)


def extend(actor: Actor, firearms: Iterable[Firearm], until: dt.date) -> int:
    """Let firearms stay here or abroad until a day, those that may and whose records say that they are there; how many it is."""
    day = until.isoformat()
    staying = [
        firearm for firearm in firearms if firearm.state in EXTENDED and _may_stay(firearm.public_id, day)
    ]
    for firearm in staying:
        event = NewEvent(EXTENDED[firearm.state], {"return_date": day})
        record_event(actor=actor, firearm=firearm.public_id, event=event)
    return len(staying)


def _stands(consignment: str) -> tuple[Any, ...]:
    known = _ANSWERED.get()
    if known is not None and consignment in known:
        return known[consignment]
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED, [today(), consignment])
        row = cursor.fetchone() or ("", "", False, None, "", False)
    if known is not None:
        known[consignment] = row
    return tuple(row)
