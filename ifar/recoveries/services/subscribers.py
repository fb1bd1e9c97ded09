"""What the register says later: a hit of a saved search, a loss or theft that is reported, something that is no more and turns up.

Called by the outbox, at once after the fact; each is idempotent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from ifar.outbox.handlers import Fact
from ifar.recoveries import selectors
from ifar.recoveries.models import Hit, Item
from ifar.recoveries.services.searching import JOB, Met, recorder_of, tell, warn
from ifar.recoveries.services.writing import RECORDER, lock
from ifar.registry.models import Event, Firearm

ALARM: Final = "registry.alarm"
LOSSES: Final = ("registry.stolen", "registry.lost", "registry.missing_in_transit")


@transaction.atomic
def heard_hit(fact: Fact) -> None:
    """Something came into the register, or was corrected, that an open item may be: a retro-hit.

    Raises:
        ValueError: the fact names no search.
    """
    payload = fact.payload
    if not payload["search"]:
        raise ValueError("the fact names no search")
    item = selectors.by_search(payload["search"])
    if item is None:
        return
    lock(item.public_id)
    firearm = Firearm.objects.get(public_id=payload["firearm"])
    known = Hit.objects.filter(item=item, firearm=firearm, mark_n=payload["mark"], plain=payload["plain"])
    if known.exists():
        return
    mark = next((mark for mark, asked in item.question.items() if asked["serial"]), "")
    details = {name: payload[name] for name in ("firearm", "plain", "percent", "reasons")}
    _note(item, {**details, "how": "later", "mark": mark, "mark_n": payload["mark"], "was": firearm.state})


@transaction.atomic
def heard_loss(fact: Fact) -> None:
    """A firearm that an open item may be was reported as lost or stolen: what was one proposal among others is urgent now.

    Raises:
        ValueError: the fact names no firearm.
    """
    if not fact.key:
        raise ValueError("the fact names no firearm")
    firearm = Firearm.objects.get(public_id=fact.key)
    wanted = sorted(selectors.wanted_for(firearm), key=lambda item: (item.case_id, item.public_id))
    for item in wanted:
        # All of them before the first act locks its case: whoever links one waits for the case with the item locked.
        lock(item.public_id)
    for item in wanted:
        before = Hit.objects.filter(item=item, firearm=firearm).order_by("-percent").first()
        if before is None or Hit.objects.filter(item=item, firearm=firearm, how="reported").exists():
            continue
        details = {name: getattr(before, name) for name in ("mark", "mark_n", "plain", "percent", "reasons")}
        _note(item, {**details, "firearm": firearm.public_id, "how": "reported", "was": firearm.state})


def _note(item: Item, details: Mapping[str, Any]) -> None:
    fresh = Item.objects.select_related("case", "case__agency").get(pk=item.pk)
    if fresh.state != "open":
        return
    entry = RECORDER.record(JOB, "item", "hit", fresh, details=details).entry
    met = Met(
        item=fresh.public_id,
        case=fresh.case.public_id,
        agency_id=fresh.agency_id,
        agency=fresh.case.agency.name,
        actor="",
        firearm=details["firearm"],
        percent=details["percent"],
        entry=entry,
        how=details["how"],
    )
    tell([met], personally=False)


def heard_alarm(fact: Fact) -> None:
    """A firearm that was destroyed, deactivated or exported was taken in: every inspector hears of it with its whole life."""
    if "resurrection" not in fact.payload["alarms"]:
        return
    event = Event.objects.select_related("firearm").get(pk=fact.payload["entry"])
    before = event.firearm.events.filter(n__lt=event.n, changes__has_key="state").order_by("-n").first()
    was = before.changes["state"] if before else ""
    exhibit = str(event.details.get("exhibit", ""))
    offices = recorder_of(event.pk) | {event.firearm.agency_id}
    warn(event.firearm.public_id, was, offices, str(event.pk), item=exhibit if exhibit[:1] == "X" else "")
