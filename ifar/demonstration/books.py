"""The bound book of a dealer in the demonstration country: what the law wants by when, a line that was entered late, one that was corrected, one that was annulled.

The terms come last: what stands in the books before is of earlier years, when nobody asked for a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import proposals
from ifar.demonstration.recoveries import on_duty
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.registry.lateness import CHECK
from ifar.registry.models import BookLine, Event, Firearm, Mark
from ifar.registry.occurred import day
from ifar.registry.selectors import terms
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor

FOLDER: Final = Path(__file__).parent / "facts_of_books"
ORIGIN: Final = "kestria books"
LATE: Final = 12
"""So many days after it left a firearm stands in the book: five more than the law lets."""
BEFORE: Final = 30
"""Firearms that came so many days ago or earlier: nothing else happened to them meanwhile."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Load the terms of the country's books, and what a dealer entered since, where they are not there yet."""
    if Event.objects.filter(checks__has_key=CHECK).exists():
        return
    load_folder(actor=JOB, folder=FOLDER, origin=ORIGIN)
    terms._of_books.cache_clear()
    with ExitStack() as shifts:
        dealer, clerk, head = (
            shifts.enter_context(on_duty(officers[name])) for name in ("dealer", "clerk", "head")
        )
        others = Agency.objects.filter(kind__in=("dealer", "maker"), closed=False).exclude(
            public_id=dealer.agency
        )
        other = others.order_by("kind", "id").first()
        firearms = _stock(dealer)
        if other is None or len(firearms) < 3:
            return
        late, wrong, undone = firearms[:3]
        _sent(dealer, late, other, timezone.localdate() - dt.timedelta(days=LATE), "no_power")
        _corrected(clerk, head, wrong)
        _sent(dealer, wrong, other, timezone.localdate())
        _sent(dealer, undone, other, timezone.localdate())
        undone.refresh_from_db()
        reason = "It was another pistol of the same make; this one never left the shop."
        details = {"reason": reason, "event": str(undone.last_event)}
        _by_two(clerk, head, undone, NewEvent("annulled", details), reason)


def _stock(dealer: Actor) -> list[Firearm]:
    """What the dealer has had in stock for some time, as far as it bears a serial number."""
    some = timezone.localdate() - dt.timedelta(days=BEFORE)
    lines = BookLine.objects.filter(Q(came_on__lt=some), holder=dealer.agency, until=None)
    keys = lines.filter(firearm__marks__kind="serial").values("firearm")
    return list(
        Firearm.objects.filter(
            pk__in=keys, owner=dealer.agency, custodian=dealer.agency, state="in_stock_retail", merged_into=""
        ).order_by("id")[:3]
    )


def _sent(dealer: Actor, thing: Firearm, other: Agency, on: dt.date, ground: str = "") -> None:
    kind = "retailer" if other.kind == "dealer" else "maker"
    details: dict[str, Any] = {"owner_kind": kind, "owner": other.public_id}
    event = NewEvent(
        "wholesale_transferred", details, day(on, str(timezone.get_current_timezone())), lateness=ground
    )
    record_event(actor=dealer, firearm=thing.public_id, event=event)


def _corrected(clerk: Actor, head: Actor, thing: Firearm) -> None:
    """The last digit of its serial number was misread."""
    mark = Mark.objects.filter(firearm=thing, kind="serial", retired=False).order_by("n").first()
    if mark is None or not mark.text:
        return
    text = mark.text[:-1] + ("7" if mark.text[-1] != "7" else "1")
    reason = "The last digit of the serial number was misread when it was entered."
    event = NewEvent("corrected", {"reason": reason}, marks=({"n": mark.n, "text": text},))
    _by_two(clerk, head, thing, event, reason)


def _by_two(clerk: Actor, head: Actor, thing: Firearm, event: NewEvent, reason: str) -> None:
    asked = propose_event(actor=clerk, firearm=thing.public_id, event=event, reason=reason)
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve", reason=reason)
