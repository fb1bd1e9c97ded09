"""What the consignment that an event of a firearm names answers to the life cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection, transaction

from ifar import identifiers
from ifar.ledger import services as ledger
from ifar.licensing.selectors.facts import Answered
from ifar.registry.facts import Supplied, Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor, require
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
_MAY_STAY: Final = "SELECT f.public_id FROM registry_firearm f WHERE f.public_id = ANY(%s) AND trade_may_stay(f.id, %s::date)"
_ANSWERED: ContextVar[dict[str, tuple[Any, ...]] | None] = ContextVar("trade_carried", default=None)
_REGISTERING: ContextVar[str] = ContextVar("trade_registering", default="")
_STAYING: ContextVar[frozenset[str] | None] = ContextVar("trade_staying", default=None)


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
        staying = _STAYING.get()
        if staying is None:
            staying = _may_stay([thing.public_id], str(event.details.get("return_date") or ""))
        return Answered({"stay_allowed": thing.public_id in staying})
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


def _may_stay(firearms: Sequence[str], until: str) -> frozenset[str]:
    """Those of some firearms that may stay until a day."""
    if not until:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_MAY_STAY, [list(firearms), until])
        return frozenset(firearm for (firearm,) in cursor.fetchall())


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


@transaction.atomic
def extend(actor: Actor, firearms: Iterable[Firearm], until: dt.date) -> int:
    """Let firearms stay here or abroad until a day, those that may and whose records say that they are there; how many it is. Asked and written once for all."""
    require(actor, "registry:event:record")
    day = until.isoformat()
    there = [firearm for firearm in firearms if firearm.state in EXTENDED]
    may = _may_stay([firearm.public_id for firearm in there], day)
    token = _STAYING.set(may)
    try:
        composed = [
            item
            for state, kind in EXTENDED.items()
            for item in _extended(
                actor,
                NewEvent(kind, {"return_date": day}, occurred=instant(ledger.now())),
                [
                    firearm.public_id
                    for firearm in there
                    if firearm.state == state and firearm.public_id in may
                ],
            )
        ]
    finally:
        _STAYING.reset(token)
    write_each(composed)
    return len(composed)


def _extended(actor: Actor, event: NewEvent, firearms: Sequence[str]) -> Iterator[Composed]:
    """The event of each firearm, as its life cycle lets it be.

    Raises:
        NotFound: one is unseen.
        Refused: the life cycle says no of one.
    """
    if not firearms:
        return
    kind = events.checked(event)
    snapshots = events.snapshots_of(actor, firearms, event)
    for firearm in firearms:
        snapshot = snapshots.get(firearm) or events.snapshot_of(actor, firearm, event)
        events.check_recordable(snapshot, event)
        outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
        yield events.compose(actor, snapshot, event, kind, outcome)


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
