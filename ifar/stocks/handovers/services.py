"""Handing an armoury over: whoever is on duty says that they leave, whoever arrives counts before they are shown what should be there."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.errors import Forbidden, Reason
from ifar.matters.services import matters
from ifar.rights import Actor, may, require
from ifar.stocks import labels
from ifar.stocks import selectors as stocks
from ifar.stocks.handovers import inputs, selectors
from ifar.stocks.handovers.models import Handover
from ifar.stocks.handovers.standing import HOURS, differing
from ifar.stocks.issuing import lines_of
from ifar.stocks.models import Armoury
from ifar.stocks.services import scanning
from ifar.stocks.services.writing import ISSUE, MANAGE, RECORDER

HANDED: Final = Offers(
    RECORDER, "handover", selectors.handover_for, page="stocks:handover", name="stocks_handover"
)
DIFFERS: Final = "stocks.handover_differs"
LATE: Final = "stocks.handover_late"
TO_RECEIVE: Final = "stocks.to_receive"
"""The notice to whoever arrives that an armoury waits for them."""
RELIEVED: Final = "stocks.relieved"
"""The notice to the armourer on duty that the office above orders the handover. Nobody else settles it but by withdrawing the handover."""


def is_own(actor: Actor, handover: Handover) -> bool:
    """Whether somebody is of the office that began it."""
    return handover.office == actor.agency


def own_armouries(actor: Actor) -> list[tuple[str, str]]:
    """The armouries of the actor's unit in which they are on duty themselves, with their names."""
    own = list(stocks.armouries_for(actor).filter(agency_id=actor.agency_id))
    there = [armoury for armoury, who in selectors.on_duty(own).items() if who == actor.id]
    return sorted(stocks.names_of(there).items(), key=lambda pair: pair[1])


def may_order(actor: Actor, armoury: Armoury) -> bool:
    """Whether the actor's office is above the unit of an armoury that they were shown, or is the unit where none is above it."""
    is_above = armoury.agency_id != actor.agency_id or armoury.agency.parent_id is None
    return may(actor, MANAGE) and is_above


def of_another(actor: Actor, armoury: str) -> Armoury:
    """An armoury of which the actor's office may order a handover.

    Raises:
        NotFound: there is no such armoury for this actor.
        Forbidden: another office is above the unit.
    """
    kept = stocks.armoury_for(actor, armoury)
    if not may_order(actor, kept):
        code = "stocks.handover.superior"
        raise Forbidden(code, labels.of(code), article="MOSAIC 05.20")
    return kept


@transaction.atomic
def begin(*, actor: Actor, armoury: str, arriving: str) -> str:
    """Hand an armoury over to another armourer of the unit, as it stands; returns the identifier of the handover.

    Raises:
        NotFound: there is no such armoury for this actor.
        Forbidden: it is another unit's.
        Invalid: whoever arrives does not work in an armoury of the office.
        Refused: somebody else is on duty, it is being handed over, or something moved just now.
    """
    require(actor, ISSUE)
    kept = stocks.armoury_for(actor, armoury)
    return _open(actor, "begun", kept, actor.id, arriving)


@transaction.atomic
def order(*, actor: Actor, armoury: str, arriving: str, reason: str) -> str:
    """Order that an armoury is handed over while whoever is on duty is absent; returns the identifier of the handover.

    Raises:
        NotFound: there is no such armoury for this actor.
        Forbidden: another office is above the unit, or the actor is one of the two armourers.
        Invalid: whoever arrives does not work in an armoury of the unit.
        Refused: it is being handed over, or something moved just now.
    """
    require(actor, MANAGE)
    kept = of_another(actor, armoury)
    leaving = selectors.on_duty([kept])[armoury]
    return _open(actor, "ordered", kept, leaving, arriving, reason)


def _open(actor: Actor, kind: str, kept: Armoury, leaving: str, arriving: str, note: str = "") -> str:
    armoury = kept.public_id
    if arriving not in dict(selectors.arriving_at(kept.agency_id, {leaving})):
        raise RECORDER.invalid(Reason("stocks.handover.whom", field="arriving"))
    if selectors.open_of([armoury]):
        raise RECORDER.refused(Reason("stocks.handover.running", article="MOSAIC 05.20"))
    if (
        kind == "begun"
        and kept.agency_id == actor.agency_id
        and selectors.on_duty([kept])[armoury] != leaving
    ):
        raise RECORDER.refused(Reason("stocks.handover.on_duty", article="MOSAIC 05.20"))
    sets = {
        "armoury": armoury,
        "leaving": leaving,
        "arriving": arriving,
        "office": actor.agency,
        "due_at": (timezone.now() + dt.timedelta(hours=HOURS)).astimezone(dt.UTC).isoformat(),
        "left": selectors.standing_of(kept),
    }
    keeper = (kept.agency.public_id, kept.compartment)
    made = RECORDER.record(actor, "handover", kind, changes=sets, note=note, keeper=keeper).subject
    told = {TO_RECEIVE: arriving, **({RELIEVED: leaving} if kind == "ordered" else {})}
    for notice, who in told.items():
        notices.tell(kind=notice, object=made, agency_id=kept.agency_id, user=who, once=f"{notice} {made}")
    return made


@transaction.atomic
def receive(*, actor: Actor, handover_id: str, number: int, scanned: str = "") -> Handover:
    """Receive an armoury: so many arms are there, and so many rounds of each lot. Only now it is compared.

    Raises:
        NotFound: there is no such handover for this actor.
        Forbidden: it is handed over to somebody else, or by the actor themselves.
        Invalid: something else than lots was scanned, or not how many of them there are.
        Refused: it is over, or something moved just now.
    """
    require(actor, ISSUE)
    handover = selectors.handover_for(actor, handover_id)
    armoury: Armoury = stocks.armoury_for(actor, handover.armoury)
    stands = selectors.standing_of(armoury)
    counted = {"in": number, "rounds": lines_of(_rounds(actor, handover.armoury, scanned))}
    sets: dict[str, Any] = {"stands": stands, "counted": counted}
    if differences := differing(stands, counted):
        sets["differences"] = differences
    RECORDER.record(actor, "handover", "differed" if differences else "agreed", handover, changes=sets)
    notices.settle(actor=actor, kind=TO_RECEIVE, object=handover_id)
    if differences:
        _raise("count_difference", DIFFERS, handover)
    return selectors.handover_for(actor, handover_id)


def _rounds(actor: Actor, armoury: str, scanned: str) -> dict[str, int]:
    """Lot -> how many, as it was scanned; a lot that is scanned twice lies in two places."""
    result: dict[str, int] = {}
    for line in (text for text in scanned.splitlines() if text.strip()):
        value = scanning.read(actor, line, armoury=armoury)
        if len(value.lots) != 1 or None in value.lots.values():
            raise RECORDER.invalid(Reason("stocks.handover.lots", field="scanned"))
        for lot, many in value.lots.items():
            result[lot] = result.get(lot, 0) + (many or 0)
    return result


@HANDED.act(
    "withdrawn",
    inputs.WithdrawHandover,
    _("Withdraw the handover"),
    permission=ISSUE,
    hint=_("It stays on record, and the armoury can be handed over anew, to somebody else."),
    when=is_own,
)
@transaction.atomic
def withdraw(*, actor: Actor, handover_id: str, expected_n: int | None = None) -> None:
    """Withdraw a handover that nobody received.

    Raises:
        NotFound: there is no such handover for this actor.
        Forbidden: another office began it.
        Refused: it is over.
    """
    require(actor, ISSUE)
    handover = selectors.handover_for(actor, handover_id)
    RECORDER.check_expected(handover, expected_n)
    RECORDER.record(actor, "handover", "withdrawn", handover)
    for kind in (TO_RECEIVE, RELIEVED):
        notices.settle(actor=actor, kind=kind, object=handover_id)


def raise_late(now: dt.datetime) -> int:
    """Raise a matter of each handover that waits for too long, and again where the last was closed and its day passed. How many it raised."""
    late = Handover.objects.filter(state="open", due_at__lt=now).select_related("agency").order_by("id")
    result = 0
    for handover in late:
        with transaction.atomic():
            cause = matters.next_cause(handover.public_id, LATE, timezone.localdate(now))
            result += bool(cause) and _raise("breach", cause, handover)
    return result


def _raise(kind: str, cause: str, handover: Handover) -> bool:
    """A matter of the unit, or of the office above it where nobody else there could settle it; neither of the two closes it."""
    barred = [handover.leaving, handover.arriving]
    office = stocks.settler_of(handover.agency, barred)
    made = matters.open_matter(
        kind, handover.public_id, cause, office, compartment=handover.compartment, barred=barred
    )
    return bool(made)
