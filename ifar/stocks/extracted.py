"""What an armourer may read without a line: the armouries of the own unit with what lies in each and is out, lots, and who may carry until when. It names nobody."""

from __future__ import annotations

from typing import Any

from ifar.ammunition.accounts import HELD
from ifar.ammunition.models import Balance, Lot
from ifar.documents.things import named
from ifar.placement.models import Placement
from ifar.placement.selectors import with_all_inside
from ifar.rights import Actor, may
from ifar.stocks import selectors
from ifar.stocks.fitness import unfit
from ifar.stocks.models import Armoury, Issue
from ifar.stocks.services import reading, sent_pins
from ifar.stocks.services.writing import ISSUE, today


def _own(actor: Actor) -> list[Armoury]:
    """The armouries of the actor's own unit."""
    if not may(actor, ISSUE):
        return []
    own = selectors.armouries_for(actor).filter(agency_id=actor.agency_id, state="kept")
    return list(own.order_by("id"))


def _open(actor: Actor) -> list[Armoury]:
    """Those of which the actor reads what lies there: none while the unit is counted, which stays blind."""
    return [] if actor.agency in selectors.closed_to(actor) else _own(actor)


def armouries(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The own armouries by name, each with the key for which a device seals PINs."""
    records = _own(actor)[:most]
    names = selectors.names_of([armoury.public_id for armoury in records])
    key = sent_pins.public_key() if records else ""
    return [
        {
            "id": armoury.public_id,
            "what": names.get(armoury.public_id, ""),
            "order": bool(armoury.standing_order),
            "key": key,
        }
        for armoury in records
    ]


def arms(actor: Actor, most: int) -> list[dict[str, Any]]:
    """What lies in them, and what is out of them and by whose card."""
    own = _open(actor)
    where: dict[str, tuple[str, str]] = {}
    for armoury in own:
        within = with_all_inside([armoury.public_id])
        there = Placement.objects.filter(place__in=within, state="placed").order_by("id")
        lying = list(there.values_list("public_id", flat=True)[:most])
        known = selectors.lying_in(armoury, lying)
        where |= {arm: (armoury.public_id, "") for arm in lying if arm in known}
    issues = Issue.objects.filter(
        armoury__in=[armoury.public_id for armoury in own], state="out", officer__gt=""
    )
    for issue in issues.order_by("id"):
        where |= {arm: (issue.armoury, issue.officer) for arm in issue.arms if arm not in issue.back}
    some = dict(list(where.items())[:most])
    things = named(actor, list(some))
    return [
        {
            "id": arm,
            "armoury": armoury,
            "out": officer,
            "what": str(things[arm].what) if arm in things else "",
            "mark": things[arm].mark if arm in things else "",
        }
        for arm, (armoury, officer) in some.items()
    ]


def lots(actor: Actor, most: int) -> list[dict[str, Any]]:
    """Lots that lie in them, and how many rounds."""
    result = []
    for armoury in _open(actor):
        within = with_all_inside([armoury.public_id])
        held = Balance.objects.filter(holder__in=within, account=HELD, quantity__gt=0)
        rows: dict[str, int] = {}
        for lot, quantity in held.values_list("lot", "quantity")[:most]:
            rows[lot] = rows.get(lot, 0) + quantity
        numbers = dict(Lot.objects.filter(public_id__in=rows).values_list("public_id", "number"))
        result += [
            {"id": lot, "armoury": armoury.public_id, "mark": numbers.get(lot, ""), "quantity": quantity}
            for lot, quantity in sorted(rows.items())
        ]
    return result[:most]


def roster(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The cards and service numbers of those who serve in the unit, until when each may carry, or what stands against it; and no name."""
    if not _own(actor):
        return []
    day = today()
    officers = list(selectors.own_serving(actor).order_by("id")[:most])
    reading.note_extract(actor, officers)
    rows = []
    for officer in officers:
        until = min((text for text in (officer.trained_until, officer.medical_until) if text), default=day)
        rows.append(
            {
                "id": officer.public_id,
                "mark": officer.number,
                "until": until.isoformat(),
                "unfit": unfit(officer, day),
                "pin": officer.pinned_at is not None,
            }
        )
    return rows
