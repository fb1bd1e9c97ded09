"""The receipt of a movement by scan: what came is the receiving unit's and lies in its place, what differs is a matter of the office that ordered it.

A receipt is recorded whatever it shows. What the life cycle refuses, such as an arm that was reported stolen on the way, is not received: it is named to whoever scans it, and a matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.placement.inputs import MOST as PLACED
from ifar.placement.roads import crates as boxes
from ifar.placement.roads import writing
from ifar.placement.roads.reading import Packed, lines_of
from ifar.placement.roads.reconciling import Finding
from ifar.placement.services.placing import Placing, place_many
from ifar.registry.occurred import instant
from ifar.registry.selectors.serials import serials_of
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent
from ifar.registry.services.events.alike import Deciding
from ifar.rights import Actor
from ifar.stocks import selectors as stocks
from ifar.stocks.models import Movement
from ifar.stocks.movements import inputs, labels, selectors
from ifar.stocks.movements.services import telling
from ifar.stocks.movements.services.ordering import (
    ORDERED,
    ROAD,
    fetch,
    fetch_alone,
    is_orderer,
    sender_of,
    taker_of,
    takes_in,
)
from ifar.stocks.services.writing import MANAGE, RECORDER, check_account

_TAKEN_IN: Final = {"sent": ("received", "received"), "returning": ("taken_back", "back")}
"""State of a movement -> the act by which somebody says what came, and the list of a crate in which that stands."""
LATE: Final = "stocks.movement_late"


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt came to: how many were received, what was not and why, what differs, how many are still on the road."""

    received: int
    refused: tuple[Packed, ...]
    differs: tuple[Finding, ...]
    road: int


def places_for(actor: Actor, movement: Movement) -> list[tuple[str, str]]:
    """Where somebody may put what came: the open places of their unit's armouries; but of the one from which it was sent only what is turned back."""
    own = stocks.armouries_for(actor).filter(agency_id=actor.agency_id)
    if movement.state != "returning":
        own = own.exclude(public_id=movement.store)
    within = placement.with_all_inside(list(own.values_list("public_id", flat=True)))
    places = placement.own_open(actor).filter(public_id__in=within).order_by("name", "id")
    return list(places.values_list("public_id", "name")[:500])


@transaction.atomic
def receive(
    *,
    actor: Actor,
    movement_id: str,
    into: str,
    crate: str = "",
    seals: Sequence[str] = (),
    seal_broken: bool = False,
    things: str | Sequence[str] = "",
    complete: bool = False,
    remark: str = "",
    expected_n: int | None = None,
) -> Received:
    """Record what was scanned of a movement; what came is the receiving unit's from now on. What was turned back the sending unit records in the same way: it
    lies in its stock as before.

    Args:
        into: the place in which it lies then.
        crate: number of the one that was opened; empty for all of them.
        seals: as they were read, before it was opened.
        seal_broken: whether one of them was broken or not there, whatever number was read.
        things: what was typed, scanned or read from a file.
        complete: whether everything that came was scanned, so that what was packed there and not scanned is missing.
        remark: said where nothing came at all.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: it goes to another unit, or back to another one, or the actor ordered it, packed it, handed it over or bore it, under whichever account.
        Invalid: nothing is given, there is no such crate, or the place is none of the unit.
    """
    movement = fetch_alone(actor, movement_id, expected_n)
    kind, column = _TAKEN_IN.get(movement.state, _TAKEN_IN["sent"])
    RECORDER.state_after("movement", kind, movement.state)
    check_account(actor, movement.escort)
    lines = lines_of(things)
    writing.check_scanned(ROAD, movement.contents, lines, crate=crate, complete=complete, remark=remark)
    if takes_in(actor, movement) and into not in dict(places_for(actor, movement)):
        again = "into_again" if movement.state == "returning" else "into"
        raise RECORDER.invalid(ROAD.reason(again, "into"))
    receipt = writing.take_in(
        ROAD,
        actor,
        movement,
        lines,
        serials_of(boxes.packed(movement.contents)),
        partial(_taken, actor, movement),
        kind=kind,
        into=column,
        crate=crate,
        seals=seals,
        seal_broken=seal_broken,
        complete=complete,
        remark=remark,
    )
    for some in batched(receipt.came, PLACED):
        place_many(actor=actor, placements=[Placing(arm, into) for arm in some])
    differs = [finding for finding, _whose in receipt.report.differing()]
    _matters(actor, movement, receipt.written.n, differs, bool(receipt.refused))
    writing.complete(ROAD, actor, receipt.written, receipt.after)
    if receipt.came:
        telling.received(actor, movement, receipt.written.n, road=receipt.road)
    return Received(len(receipt.came), tuple(receipt.answers(ROAD)), tuple(differs), receipt.road)


def _taken(actor: Actor, movement: Movement, arms: Sequence[str]) -> tuple[list[Composed], list[Packed]]:
    """The events of what is received, and what is not with every reason.

    Until it is received it is of the sending unit's stock: it is read as that unit reads it, which is told nobody.
    """
    details = {"order": movement.order, "sender": movement.sender, "owner": taker_of(movement)}
    event = NewEvent("state_stock_arrived", details, instant(ledger.now()), paper=movement.public_id)
    deciding = Deciding(actor, event)
    sender = sender_of(movement)
    reader = replace(actor, agency_id=sender.pk, agency=sender.public_id) if sender else actor
    snapshots = events.snapshots_of(reader, arms, event)
    on_road = set(selectors.on_road(arms))
    composed, refused = [], []
    for arm in arms:
        try:
            if arm not in snapshots or arm not in on_road:
                raise RECORDER.refused(Reason("stocks.movement.not_on_road"))
            composed.append(deciding.composed(snapshots[arm]))
        except IfarError as error:
            refused.append(Packed(arm, arm, tuple(error.reasons)))
    return composed, refused


def _matters(actor: Actor, movement: Movement, n: int, differs: Collection[Finding], refused: bool) -> None:
    """What differs is a matter of the office that ordered it, or of one above it where everybody there has a side; the unit that sent it is asked."""
    barred = sorted({actor.id, *movement.hands})
    causes = [f"stocks.movement_{finding.code}" for finding in differs]
    for cause in (*causes, *(["stocks.movement_refused"] if refused else [])):
        _raise(movement, "consignment", f"{cause} {n}", barred)


def _raise(movement: Movement, kind: str, cause: str, barred: Collection[str]) -> str:
    office = stocks.settler_of(movement.agency, barred)
    sender = sender_of(movement)
    asks = sender is not None and sender != office
    return matters.open_matter(
        kind,
        movement.public_id,
        cause,
        office,
        compartment=movement.compartment,
        explainer=movement.sender if asks else "",
        question=str(labels.QUESTION) if asks else "",
        barred=sorted(barred),
    )


# What is missing ----------------------------------------------------------------------------------------------------------


@ORDERED.act(
    "reported",
    inputs.ReportArms,
    _("Report the missing firearms"),
    permission=MANAGE,
    done=_("Reported. They are searched for from now on."),
    hint=_("What the receiving unit did not find is searched for at once, also at quick checks."),
    leads=lambda record: bool(boxes.looked_for(record.contents)),
    when=lambda actor, record: is_orderer(actor, record) and bool(boxes.looked_for(record.contents)),
)
@transaction.atomic
def report(*, actor: Actor, movement_id: str, expected_n: int | None = None) -> None:
    """Record as missing on the way what the receiver of a movement looked for in vain; each is wanted from then on.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: another office ordered it, or the actor stands on one of its sides.
        Refused: nothing is missing that was not reported, or the life cycle says no of an arm.
    """
    movement = fetch(actor, movement_id, MANAGE, expected_n)
    check_account(actor, movement.escort)
    gone = boxes.looked_for(movement.contents)
    writing.report_missing(ROAD, actor, movement, gone, selectors.on_road)


def raise_taken(movement: Movement, event: UUID) -> None:
    """Raise a matter that something else became of an arm on the road than that it arrived."""
    _raise(movement, "consignment", f"stocks.movement_taken {event}", movement.hands)


def raise_late(day: dt.date) -> int:
    """Raise a matter of each movement whose day passed before everything was received, and again where the last was closed and its day passed. How many it raised."""
    result = 0
    for movement in selectors.late(day):
        with transaction.atomic():
            cause = matters.next_cause(movement.public_id, LATE, day)
            result += bool(cause and _raise(movement, "overdue_transit", cause, movement.hands))
    return result
