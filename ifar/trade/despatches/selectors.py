"""Despatches as an actor may see them: each trader those of its own side, a carrier those on its road, the authority those of the traders below it.

A carrier sees crates, seals and numbers of pieces, and no firearm; a receiver sees what it received, and what it looked for in vain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.licensing.selectors import records
from ifar.placement.roads import crates as boxes
from ifar.registry.models import Firearm
from ifar.rights import Actor, may
from ifar.trade import selectors
from ifar.trade.despatches.acts import ON_THE_ROAD
from ifar.trade.models import Box, Despatch

READ: Final = "trade:despatch:read"
SEND: Final = "trade:despatch:send"
REPORT: Final = "trade:despatch:report"
CARRY: Final = "trade:despatch:carry"
TRADERS: Final = ("maker", "dealer")
"""Kinds of office that send and receive."""
CARRIER: Final = "partner"
"""The kind of office that a carrier is."""
LISTS: Final = ("road", "open", "all")
"""What is despatched and not received; what is offered or being packed; all."""
_SHIPPED: Final = (*ON_THE_ROAD, "completed")


def despatches_for(actor: Actor) -> QuerySet[Despatch]:
    """Despatches."""
    return Despatch.objects.filter(_seen(actor)).select_related("agency")


def _seen(actor: Actor) -> Q:
    if not may(actor, READ) or not actor.agency:
        return Q(pk__in=())
    if actor.own_book_only:
        return Q(agency_id=actor.agency_id) | Q(receiver=actor.agency)
    if actor.agency_kind == CARRIER:
        return Q(carrier=actor.agency, state__in=_SHIPPED)
    if may(actor, "oversight:inspection:read"):
        return Q(compartment__in=actor.compartments)
    offices = agencies.looked_after(actor.agency_id)
    received = Agency.objects.filter(pk__in=offices, kind__in=TRADERS).values("public_id")
    mine = Q(agency_id__in=offices) | Q(receiver__in=received)
    return mine & Q(compartment__in=actor.compartments)


def despatch_for(actor: Actor, public_id: str) -> Despatch:
    """One despatch; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return selectors.only(despatches_for(actor).filter(public_id=public_id).first(), "despatch")


def open_for(actor: Actor) -> QuerySet[Despatch]:
    """Those of which something is despatched and not received."""
    return despatches_for(actor).filter(state__in=ON_THE_ROAD)


def offered_to(actor: Actor) -> QuerySet[Despatch]:
    """Those that wait for the actor's office to accept or decline them."""
    return despatches_for(actor).filter(state="offered", receiver=actor.agency)


def listed_for(actor: Actor, which: str) -> QuerySet[Despatch]:
    """Those of one of `LISTS`."""
    if which == "road":
        return open_for(actor)
    despatches = despatches_for(actor)
    return despatches.filter(state__in=("offered", "accepted")) if which == "open" else despatches


def sees_firearms(actor: Actor, despatch: Despatch) -> bool:
    """Whether somebody is told which firearms were packed: the sender and those who look after traders."""
    return actor.agency_kind != CARRIER and (not actor.own_book_only or despatch.agency_id == actor.agency_id)


def named_to(actor: Actor, despatch: Despatch) -> list[str]:
    """The firearms of a despatch that an actor is told: all of them, or those that it received or looked for in vain; a carrier none."""
    if sees_firearms(actor, despatch):
        return boxes.packed(despatch.crates)
    if actor.agency_kind == CARRIER:
        return []
    return [
        firearm
        for box in despatch.crates
        for firearm in box["firearms"]
        if firearm in {*box["received"], *box["missing"], *box["lost"]}
    ]


def traders_for(actor: Actor) -> QuerySet[Agency]:
    """The traders to whom an actor may send."""
    return agencies.agencies_for(actor).filter(kind__in=TRADERS, closed=False).exclude(pk=actor.agency_id)


def carriers(day: dt.date) -> list[Agency]:
    """The offices that may carry firearms on a day, by name: those of which a licence to transport is in force."""
    licensed = records.allowed_at("transport", day)
    results = Agency.objects.filter(kind=CARRIER, closed=False, public_id__in=licensed)
    return list(results.order_by("name")[:200])


def names_of(some: Iterable[Despatch]) -> Mapping[str, str]:
    """What senders, receivers and carriers of some despatches are called. One query."""
    asked = {text for each in some for text in (each.agency.public_id, each.receiver, each.carrier)}
    results = Agency.objects.filter(public_id__in=asked)
    return dict(results.values_list("public_id", agencies.called()))


def gone_of(firearms: Collection[str]) -> list[str]:
    """Those of some firearms that still lie with a carrier by their records."""
    results = Firearm.objects.filter(public_id__in=list(firearms), state="despatched").order_by("id")
    return list(results.values_list("public_id", flat=True))


@dataclass(frozen=True, slots=True)
class Age:
    """Since how many days a despatch is on the road, and by how many it is late."""

    days: int
    late: int


def age_of(despatch: Despatch, day: dt.date) -> Age | None:
    """None where nothing is on the road."""
    if despatch.sent_at is None or despatch.state not in ON_THE_ROAD:
        return None
    sent = timezone.localdate(despatch.sent_at)
    return Age((day - sent).days, max((day - despatch.due_on).days, 0))


_AUTHORITY: Final = """
SELECT registry_authority_over(a.id) FROM accounts_agency a WHERE a.public_id = %s
"""


def authority_over(trader: str) -> Agency | None:
    """The licensing authority over a trader."""
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORITY, [trader])
        row = cursor.fetchone()
    return Agency.objects.filter(public_id=row[0]).first() if row and row[0] else None


_SUMMARIES: Final = """
SELECT b.despatch_id, count(*), sum(jsonb_array_length(b.firearms)), sum(jsonb_array_length(b.received)), sum(jsonb_array_length(b.back)), sum(jsonb_array_length(b.missing)),
       sum(jsonb_array_length(b.lost))
FROM trade_box b WHERE b.despatch_id = ANY(%s) AND b.state = 'packed' GROUP BY b.despatch_id
"""
_NAMES: Final = ("crates", "firearms", "received", "back", "missing", "lost")


def summaries_of(some: Iterable[Despatch]) -> dict[int, dict[str, int]]:
    """How many crates and firearms some despatches have, and what became of them. One query."""
    despatches = list(some)
    result = {despatch.pk: dict.fromkeys((*_NAMES, "road"), 0) for despatch in despatches}
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARIES, [list(result)])
        for key, *counted in cursor.fetchall():
            values = dict(zip(_NAMES, map(int, counted), strict=True))
            result[key] = {
                **values,
                "road": values["firearms"] - values["received"] - values["back"] - values["lost"],
            }
    return result


def box_for(actor: Actor, public_id: str) -> Box:
    """One crate of a despatch that the actor sees; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    seen = Box.objects.filter(despatch__in=despatches_for(actor).order_by(), public_id=public_id)
    return selectors.only(seen.select_related("agency", "despatch", "despatch__agency").first(), "box")


_HISTORY: Final = """
SELECT e.kind, coalesce(p.value #>> '{}', ''), l.agency, l.recorded_at FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field IN ('note', 'remark')
WHERE e.record_type = 'despatch' AND e.subject = %s ORDER BY e.n DESC
"""


def history_of(despatch: Despatch) -> list[tuple[str, str, str, Any]]:
    """What was done with a despatch that the caller was shown, the latest first: act, reason or remark, office, moment. Nobody is named: each side knows the other's office."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [despatch.public_id])
        return list(cursor.fetchall())
