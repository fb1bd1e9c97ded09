"""Ordering a movement, packing it and handing it to its escort.

Packing asks of each arm what handing over asks, so that whoever packs hears of it while it is in their hands; handing over asks again and stops the whole where
anything stands against it. The life of each arm says then that it is on the road, and its placement that the escort has it; it stays the sender's until it is received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import batched
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.placement.inputs import MOST as PLACED
from ifar.placement.roads import crates as boxes
from ifar.placement.roads import writing
from ifar.placement.roads.acts import LONGEST
from ifar.placement.roads.reading import Packed
from ifar.placement.services.placing import Placing, place_many
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor, require
from ifar.stocks import selectors as stocks
from ifar.stocks.fitness import unfit
from ifar.stocks.models import Movement
from ifar.stocks.movements import inputs, selectors
from ifar.stocks.movements.services import telling
from ifar.stocks.services import reading
from ifar.stocks.services.issues import place_of
from ifar.stocks.services.writing import ISSUE, MANAGE, RECORDER, check_account, today
from ifar.typed import is_case_number

ORDERED: Final = Offers(
    RECORDER, "movement", selectors.movement_for, page="stocks:movement", name="stocks_movement"
)
CRATES: Final = Offers(
    RECORDER,
    "crate",
    selectors.crate_for,
    page="stocks:movement",
    on=lambda record: record.movement.public_id,
    name="stocks_crate",
)
_ALONE: Final = "SELECT acts_lock('stocks', 'movement', '', %s, '{}', '{}')"
ROAD: Final = writing.Road(
    RECORDER, "movement", "crate", "stocks.movement", lambda movement: movement.crates.filter(state="packed")
)


@transaction.atomic
def order_movement(
    *, actor: Actor, order: str, store: str, receiver: str, quantity: int, due_on: dt.date
) -> str:
    """Order that so many arms go from an armoury to another unit of the force, or to another store of the same one; returns the public identifier of the movement.

    Raises:
        Invalid: there is no such armoury for this actor, no such unit of the force, it is no number of an order, or the day is over.
    """
    require(actor, MANAGE)
    armoury = stocks.armouries_for(actor).filter(public_id=store).first()
    unit = selectors.units_for(actor).filter(public_id=receiver).first()
    number = " ".join(order.split())
    reasons = []
    if not is_case_number(number):
        reasons.append(Reason("stocks.order", field="order"))
    if armoury is None:
        reasons.append(Reason("stocks.armoury", field="store"))
    if unit is None or (armoury is not None and not selectors.is_of_force(armoury.agency, unit)):
        reasons.append(Reason("stocks.movement.receiver", field="receiver"))
    if due_on < today():
        reasons.append(Reason("stocks.movement.due_on", field="due_on"))
    if due_on > today() + dt.timedelta(days=LONGEST):
        reasons.append(ROAD.reason("due_far", "due_on", days=LONGEST))
    if reasons or armoury is None:
        raise RECORDER.invalid(*reasons)
    sets = {
        "order": number,
        "store": store,
        "sender": armoury.agency.public_id,
        "receiver": receiver,
        "quantity": quantity,
        "due_on": due_on,
    }
    made = RECORDER.record(actor, "movement", "ordered", changes=sets).subject
    telling.ordered(made, armoury.agency.public_id, receiver)
    return made


def fetch(actor: Actor, movement_id: str, permission: str, expected_n: int | None = None) -> Movement:
    """A movement for an act on it."""
    require(actor, permission)
    movement = selectors.movement_for(actor, movement_id)
    RECORDER.check_expected(movement, expected_n)
    return movement


def fetch_alone(actor: Actor, movement_id: str, expected_n: int | None = None) -> Movement:
    """The same where several people do the act at once, each with a scanner: of two the second finds what the first did."""
    movement = fetch(actor, movement_id, ISSUE, expected_n)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [movement.public_id])
    return fetch(actor, movement_id, ISSUE, expected_n)


def is_orderer(actor: Actor, movement: Movement) -> bool:
    """Whether it is the actor's office that ordered it."""
    return movement.agency_id == actor.agency_id


def is_sender(actor: Actor, movement: Movement) -> bool:
    """Whether it is the actor's unit that sends it."""
    return bool(actor.agency) and movement.sender == actor.agency


@ORDERED.act(
    "cancelled",
    inputs.CancelMovementOrder,
    _("Cancel the movement"),
    permission=MANAGE,
    danger=True,
    when=is_orderer,
)
@transaction.atomic
def cancel(*, actor: Actor, movement_id: str, reason: str, expected_n: int | None = None) -> None:
    """Cancel a movement before it is handed to its escort.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: another office ordered it.
    """
    movement = fetch(actor, movement_id, MANAGE, expected_n)
    RECORDER.record(actor, "movement", "cancelled", movement, note=reason)
    telling.gone_on(actor, movement)


# Packing ----------------------------------------------------------------------------------------------------------------


def _event(movement: Movement, crate: str) -> NewEvent:
    details = {
        "order": movement.order,
        "carrier": movement.sender,
        "receiver": movement.receiver,
        "crate": crate,
    }
    return NewEvent("state_stock_sent", details, instant(ledger.now()), paper=movement.public_id)


@transaction.atomic
def pack(
    *,
    actor: Actor,
    movement_id: str,
    number: str,
    seals: Sequence[str] = (),
    things: str | Sequence[str] = "",
    expected_n: int | None = None,
) -> list[Packed]:
    """Pack a crate; what stands against one arm is its answer, and the others are packed.

    Args:
        things: what was typed, scanned or read from a file: labels, serial numbers, identifiers, ranges.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: another unit sends it.
        Invalid: nothing is given, the crate is packed already, or more than was ordered.
    """
    movement = fetch_alone(actor, movement_id, expected_n)
    _packing(actor, movement)
    armoury = stocks.armoury_for(actor, movement.store)

    def against(arms: Sequence[str], _snapshots: object) -> Mapping[str, str]:
        lying = stocks.lying_in(armoury, arms)
        return {arm: "not_held" for arm in arms if arm not in lying}

    event = partial(_event, movement)
    return writing.pack(ROAD, actor, movement, event, against, number=number, seals=seals, things=things)


def _packing(actor: Actor, movement: Movement) -> None:
    if not is_sender(actor, movement):
        raise RECORDER.refused(Reason("stocks.movement.sender_alone"))
    RECORDER.state_after("movement", "sent", movement.state)


@CRATES.act(
    "unpacked",
    inputs.UnpackArms,
    _("Take a crate off"),
    permission=ISSUE,
    when=lambda actor, crate: crate.movement.state == "ordered" and is_sender(actor, crate.movement),
)
@transaction.atomic
def unpack(*, actor: Actor, crate_id: str, expected_n: int | None = None) -> None:
    """Take a crate off a movement that was not handed over yet.

    Raises:
        NotFound: there is no such crate for this actor.
        Refused: another unit sends it, or it is on the road.
    """
    require(actor, ISSUE)
    crate = selectors.crate_for(actor, crate_id)
    RECORDER.check_expected(crate, expected_n)
    _packing(actor, crate.movement)
    RECORDER.record(actor, "crate", "unpacked", crate)


# Handing over -------------------------------------------------------------------------------------------------------------


def _what_goes(movement: Movement) -> str:
    words = gettext(
        "Arms: %(firearms)s. They are in the escort's hands then, and your unit's until they are received."
    )
    return words % boxes.counts(movement.contents)


def _escorts(actor: Actor, _movement: Movement) -> Mapping[str, Any]:
    officers = stocks.own_serving(actor).order_by("name", "id")[:500]
    fit = [each for each in officers if not unfit(each, today())]
    called = reading.names_of(actor, [each.public_id for each in fit])
    escorts = [(each.public_id, f"{called.get(each.public_id, '')} {each.number}".strip()) for each in fit]
    return {"among": {"escort": escorts}}


@ORDERED.act(
    "sent",
    inputs.SendArms,
    _("Hand over to the escort"),
    permission=ISSUE,
    done=_("Handed over. Both units see it on the road."),
    hint=_what_goes,
    asks=_escorts,
    leads=lambda record: bool(record.contents),
    when=lambda actor, record: bool(record.contents) and is_sender(actor, record),
)
@transaction.atomic
def send(*, actor: Actor, movement_id: str, escort: str, expected_n: int | None = None) -> None:
    """Hand a movement to its escort: each arm in it is on the road from now on, with that officer.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: another unit sends it, or the actor ordered it or is the escort.
        Invalid: the officer is none of the unit, or may not carry.
        Refused: nothing is packed, a crate bears no seal, or something stands against an arm.
    """
    movement = fetch(actor, movement_id, ISSUE, expected_n)
    officer = stocks.own_serving(actor).filter(public_id=escort).first()
    if is_sender(actor, movement) and (officer is None or unfit(officer, today())):
        raise RECORDER.invalid(Reason("stocks.movement.escort", field="escort"))
    bearer = officer.account if officer else ""
    check_account(actor, escort)
    writing.check_sealed(ROAD, movement.contents)
    packers = movement.crates.filter(state="packed").values_list("packed_by", flat=True)
    sets = {"escort": escort, "bearer": bearer, "hands": sorted({*packers, bearer} - {""})}
    RECORDER.record(actor, "movement", "sent", movement, changes=sets)
    write_each(writing.leaving(ROAD, actor, movement.contents, partial(_event, movement)))
    if officer is not None:
        placings = [Placing(arm, place_of(actor, officer)) for arm in boxes.packed(movement.contents)]
        for some in batched(placings, PLACED):
            place_many(actor=actor, placements=some, with_officer=True)
    telling.sent(actor, movement, bearer)


@ORDERED.act(
    "turned_back",
    inputs.TurnMovementBack,
    _("Turn the movement back"),
    permission=MANAGE,
    done=_("Turned back. Somebody of the unit that sent it takes it in again by scan."),
    hint=_(
        "The receiving unit takes nothing of it in any more. Until the sending unit has scanned it, it stays on the road with its escort."
    ),
    danger=True,
    when=is_orderer,
)
@transaction.atomic
def turn_back(*, actor: Actor, movement_id: str, reason: str, expected_n: int | None = None) -> None:
    """Turn back what is on the road, because its receiver cannot take it. What was received stays received.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: another office ordered it.
    """
    movement = fetch(actor, movement_id, MANAGE, expected_n)
    RECORDER.record(actor, "movement", "turned_back", movement, note=reason)
    telling.turned_back(actor, movement)


def takes_in(actor: Actor, movement: Movement) -> bool:
    """Whether it is the actor's unit that says what came: the receiving one, or the sending one of what is turned back."""
    return bool(actor.agency) and taker_of(movement) == actor.agency


def taker_of(movement: Movement) -> str:
    """The unit that takes in what comes."""
    return movement.sender if movement.state == "returning" else movement.receiver


def sender_of(movement: Movement) -> Agency | None:
    """The unit that sends a movement."""
    return Agency.objects.filter(public_id=movement.sender).first()
