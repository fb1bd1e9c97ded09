"""Movement orders as an actor may see them: those of the own unit and of the units below it, on whichever side; nothing of them to a neighbouring unit, another force, or whoever licenses civilians.

The receiving unit sees what it received and what it looked for in vain, so that what is on the road is found by scan and not by list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.placement.roads import crates as boxes
from ifar.registry.models import Firearm
from ifar.rights import UNITS, Actor, may
from ifar.stocks import labels
from ifar.stocks.models import Crate, Movement
from ifar.stocks.movements.acts import ON_THE_ROAD
from ifar.stocks.selectors import READ

LISTS: Final = ("road", "open", "all")
"""What is on the road; what is ordered and not sent yet; all."""
_STATES: Final = {"road": ON_THE_ROAD, "open": ("ordered",)}


def movements_for(actor: Actor) -> QuerySet[Movement]:
    """Movement orders."""
    return Movement.objects.filter(_seen(actor)).select_related("agency")


def _seen(actor: Actor) -> Q:
    if not may(actor, READ) or not actor.agency:
        return Q(pk__in=())
    if may(actor, "oversight:inspection:read"):
        return Q(compartment__in=actor.compartments)
    below = Agency.objects.filter(pk__in=agencies.below(actor.agency_id))
    codes = below.values("public_id")
    return Q(agency_id__in=below.values("pk")) | Q(sender__in=codes) | Q(receiver__in=codes)


def movement_for(actor: Actor, public_id: str) -> Movement:
    """One movement order; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(movements_for(actor).filter(public_id=public_id).first())


def crate_for(actor: Actor, public_id: str) -> Crate:
    """One crate of a movement that the actor sees; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    seen = Crate.objects.filter(movement__in=movements_for(actor).order_by(), public_id=public_id)
    return _only(seen.select_related("agency", "movement", "movement__agency").first())


def listed_for(actor: Actor, which: str) -> QuerySet[Movement]:
    """Those of one of `LISTS`."""
    rows = movements_for(actor)
    return rows.filter(state__in=_STATES[which]) if which in _STATES else rows


def units_for(actor: Actor) -> QuerySet[Agency]:
    """The units to which an actor may order something."""
    known = agencies.agencies_for(actor).filter(closed=False, kind__in=UNITS)
    return known.filter(kind=actor.agency_kind)


def force_of(actor: Actor) -> dict[str, str]:
    """What the units of an actor's own force are called, by identifier: those to which it may order something."""
    above = Agency.objects.filter(pk__in=agencies.chain(actor.agency_id or 0), kind=actor.agency_kind)
    units = Q(pk__in=())
    for key in above.values_list("pk", flat=True):
        units |= Q(pk__in=agencies.below(key))
    named = units_for(actor).filter(units).values_list("public_id", agencies.called())
    return dict(sorted(named, key=lambda pair: pair[1])[:500])


def is_of_force(sender: Agency, receiver: Agency) -> bool:
    """Whether two units stand below one office of their own kind."""
    above = agencies.chain(sender.pk) & agencies.chain(receiver.pk)
    return sender.kind == receiver.kind and Agency.objects.filter(pk__in=above, kind=sender.kind).exists()


def named_to(actor: Actor, movement: Movement) -> list[str]:
    """The arms of a movement that an actor is told: the sending unit and who stands above it all, the receiving one those that it received or looked for in vain."""
    if _sees_all(actor, movement):
        return boxes.packed(movement.contents)
    return [
        arm
        for crate in movement.contents
        for arm in crate["firearms"]
        if arm in {*crate["received"], *crate["missing"], *crate["lost"]}
    ]


def _sees_all(actor: Actor, movement: Movement) -> bool:
    if may(actor, "oversight:inspection:read"):
        return True
    below = Agency.objects.filter(pk__in=agencies.below(actor.agency_id))
    return below.filter(Q(public_id=movement.sender) | Q(pk=movement.agency_id)).exists()


def on_road(arms: Iterable[str]) -> list[str]:
    """Those of some arms that are still on the road by their own records."""
    rows = Firearm.objects.filter(public_id__in=list(arms), state="under_escort").order_by("id")
    return list(rows.values_list("public_id", flat=True))


def names_of(some: Iterable[Movement]) -> Mapping[str, str]:
    """What the offices of some movements are called. One query."""
    asked = {text for each in some for text in (each.agency.public_id, each.sender, each.receiver)}
    return dict(Agency.objects.filter(public_id__in=asked).values_list("public_id", agencies.called()))


def late(day: dt.date) -> QuerySet[Movement]:
    """Those that should have arrived before a day."""
    return (
        Movement.objects.filter(state__in=ON_THE_ROAD, due_on__lt=day).select_related("agency").order_by("id")
    )


def counted(some: Iterable[Movement]) -> dict[int, dict[str, int]]:
    """How many arms of each of some movements are packed, received, looked for in vain, reported and on the road. One query."""
    contents: dict[int, list[dict[str, Any]]] = {movement.pk: [] for movement in some}
    for crate in Crate.objects.filter(movement__in=list(contents), state="packed").order_by("id"):
        contents[crate.movement_id].append(crate.told)
    return {key: boxes.counts(crates) for key, crates in contents.items()}


_HISTORY: Final = """
SELECT e.kind, coalesce(p.value #>> '{}', ''), l.agency, l.recorded_at FROM stocks_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field IN ('note', 'remark')
WHERE e.record_type = 'movement' AND e.subject = %s ORDER BY e.n DESC
"""


def history_of(movement: Movement) -> list[tuple[str, str, str, Any]]:
    """What was done with a movement that the caller was shown, the latest first: act, reason or remark, office, moment. Nobody is named: each unit knows the other's office."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [movement.public_id])
        return list(cursor.fetchall())


def _only[T](result: T | None) -> T:
    if result is None:
        raise NotFound("stocks.not_found", labels.of("stocks.not_found"))
    return result
