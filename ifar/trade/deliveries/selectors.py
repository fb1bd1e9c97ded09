"""Deliveries and enquiries as an actor may see them, and what holds the next authorisation to a consignee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.registry.marks.reading import keys_of
from ifar.rights import Actor, may
from ifar.trade import gate, labels, selectors
from ifar.trade.models import Authorisation, Consignment, Delivery, Enquiry
from ifar.typed import bare


def deliveries_for(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries of the authorisations that an actor sees, and those about which their office is asked."""
    seen = selectors.authorised(actor, "authorisation__")
    if may(actor, selectors.READ):
        seen |= Q(asks_office=actor.agency)
    return Delivery.objects.filter(seen).select_related("agency", "authorisation")


def delivery_for(actor: Actor, public_id: str) -> Delivery:
    """One delivery; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    delivery = deliveries_for(actor).filter(public_id=public_id).first()
    if delivery is None:
        raise NotFound("trade.delivery.not_found", labels.of("trade.not_found"))
    return delivery


def enquiries_for(actor: Actor) -> QuerySet[Enquiry]:
    """Enquiries of an office and those below it; an inspector sees their whole compartments."""
    if not may(actor, selectors.READ):
        return Enquiry.objects.none()
    seen = Q(compartment__in=actor.compartments)
    if not may(actor, "oversight:inspection:read"):
        seen &= Q(agency_id__in=agencies.below(actor.agency_id))
    return Enquiry.objects.filter(seen).select_related("agency")


def enquiry_for(actor: Actor, public_id: str) -> Enquiry:
    """One enquiry; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    enquiry = enquiries_for(actor).filter(public_id=public_id).first()
    if enquiry is None:
        raise NotFound("trade.enquiry.not_found", labels.of("trade.not_found"))
    return enquiry


def deliveries_of(authorisation: Authorisation) -> list[Delivery]:
    """The deliveries of an authorisation that the caller was shown."""
    return list(authorisation.deliveries.select_related("agency").order_by("id"))


def sent_to(delivery: Delivery) -> str:
    """To whom it was sent: the consignee of its consignment, else of its authorisation."""
    within = Consignment.objects.filter(public_id=delivery.consignment or "-").values_list(
        "consignee", flat=True
    )
    return within.first() or delivery.authorisation.consignee


def states_of(deliveries: Sequence[Delivery]) -> dict[str, str]:
    """Deliveries -> the State to which each was sent. One query."""
    within = Consignment.objects.filter(
        public_id__in=[row.consignment for row in deliveries if row.consignment]
    )
    sent = dict(within.values_list("public_id", "consignee"))
    return {
        delivery.public_id: delivery.authorisation.state_of(sent.get(delivery.consignment, ""))
        for delivery in deliveries
    }


def is_whole(delivery: Delivery) -> bool:
    """Whether it is confirmed that everything arrived."""
    return delivery.state == "confirmed" and gate.covers(delivery.received, delivery.goods)


_SAME: Final = """
SELECT t.public_id FROM trade_party t JOIN trade_party o ON o.public_id = %s
WHERE t.id = o.id OR t.country = o.country AND (
    trade_plain(t.number) = trade_plain(o.number) AND trade_plain(t.number) <> '' OR lower(btrim(t.who ->> 'name')) = lower(btrim(o.who ->> 'name')))
"""


def is_held(consignee: str, day: dt.date) -> bool:
    """Whether an earlier delivery to a consignee, at whichever office, is not confirmed in time, and nobody decided that this is no obstacle.

    The same consignee is the same record, or another one in that State with its number there or its name. What left and of which no delivery is on
    record counts too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [consignee])
        same = [item for (item,) in cursor.fetchall()]
    # What is expected of a consignment was sent to its consignee, of one authorisation that names several too.
    sent = Consignment.objects.filter(consignee__in=same).values("public_id")
    of_whole = Q(consignment="", authorisation__consignee__in=same)
    for party in same:
        of_whole |= Q(consignment="", authorisation__further__contains=[party])
    late = Delivery.objects.filter(Q(consignment__in=sent) | of_whole, released=False, due_on__lt=day)
    unknown = (
        Consignment.objects.filter(consignee__in=same, authorisation__kind="export", left_on__lt=day)
        .exclude(public_id__in=Delivery.objects.exclude(consignment="").values("consignment"))
        .select_related("authorisation")
    )
    return not all(is_whole(delivery) for delivery in late) or any(
        due_on(consignment.authorisation, consignment.left_on, consignment.consignee) < day
        for consignment in unknown
        if consignment.left_on
    )


def due_on(authorisation: Authorisation, left_on: dt.date, consignee: str) -> dt.date:
    """By which day the receipt of what left on an authorisation for one of its consignees is proved."""
    of = gate.as_into(selectors.row_of(authorisation), authorisation.state_of(consignee))
    days = gate.proof_days(of, selectors.regimes(), left_on)
    return left_on + dt.timedelta(days=days)


_IMPORTED: Final = """
SELECT m.text, f.public_id, to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), f.type, f.calibre, f.make, f.model
FROM registry_markkey k JOIN registry_mark m ON m.firearm_id = k.firearm_id AND m.n = k.n AND NOT m.retired JOIN registry_firearm f ON f.id = k.firearm_id
JOIN registry_event v ON v.firearm_id = f.id JOIN ledger_entry e ON e.entry = v.id
WHERE k.folded = ANY(%s) AND k.kind = 'serial' AND k.form = 0 AND f.compartment = ANY(%s)
  AND v.kind IN ('imported', 'temporarily_imported') AND coalesce(v.details ->> 'country', %s) = %s
ORDER BY f.id, v.n
"""


def imported(
    actor: Actor, serials: Sequence[str], country: str
) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Those of some serial numbers that the register holds as imported from a State: the firearm, the day of the entry, and what it is."""
    folded = [keys_of(serial).folded for serial in serials]
    with connection.cursor() as cursor:
        cursor.execute(_IMPORTED, [folded, sorted(actor.compartments), country, country])
        rows = cursor.fetchall()
    named = ("type", "calibre", "make", "model")
    held: dict[str, tuple[str, str, dict[str, str]]] = {}
    for text, firearm, day, *what in rows:
        held.setdefault(
            bare(text), (firearm, day, {code: value or "" for code, value in zip(named, what, strict=True)})
        )
    return {serial: held[bare(serial)] for serial in serials if bare(serial) in held}
