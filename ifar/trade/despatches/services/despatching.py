"""A despatch from one trader to another: offered, accepted, packed, handed to a carrier.

Packing asks of each firearm what handing over asks, so that whoever packs hears of it while it is in their hands; handing over asks again and stops the whole
where anything stands against it. The life of each firearm says then that it is with the carrier (`despatched`); it stays its owner's until it is received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.books.selectors import closed_among
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.placement.roads import writing
from ifar.placement.roads.acts import LONGEST
from ifar.placement.roads.reading import Packed
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, Snapshot
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor, require
from ifar.trade.despatches import inputs, labels
from ifar.trade.despatches import selectors as kept
from ifar.trade.despatches.acts import OWNER_KINDS, OWNER_KINDS_OF
from ifar.trade.despatches.selectors import CARRY, SEND
from ifar.trade.despatches.services import telling
from ifar.trade.models import Despatch
from ifar.trade.services.writing import RECORDER, today

DESPATCH: Final = Offers(RECORDER, "despatch", kept.despatch_for, page="trade:despatch")
_ALONE: Final = "SELECT acts_lock('trade', 'despatch', '', %s, '{}', '{}')"
ROAD: Final = writing.Road(
    RECORDER,
    "despatch",
    "box",
    "trade.despatch",
    lambda despatch: despatch.boxes.filter(state="packed"),
    nothing="trade.nothing_packed",
)


def fetch(actor: Actor, despatch_id: str, permission: str, expected_n: int | None = None) -> Despatch:
    """A despatch for an act on it."""
    require(actor, permission)
    despatch = kept.despatch_for(actor, despatch_id)
    RECORDER.check_expected(despatch, expected_n)
    return despatch


def fetch_alone(actor: Actor, despatch_id: str, permission: str, expected_n: int | None = None) -> Despatch:
    """The same where several people do the act at once, each with a scanner: nobody else changes it meanwhile, and of two the second finds what the first did."""
    despatch = fetch(actor, despatch_id, permission, expected_n)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [despatch.public_id])
    return fetch(actor, despatch_id, permission, expected_n)


def is_sender(actor: Actor, despatch: Despatch) -> bool:
    """Whether it is the actor's office that sends it."""
    return despatch.agency_id == actor.agency_id


def takes_in(actor: Actor, despatch: Despatch) -> bool:
    """Whether it is the actor's office that says what came: the receiver's, or the sender's of what is turned back."""
    return is_sender(actor, despatch) if despatch.state == "returning" else is_receiver(actor, despatch)


def is_receiver(actor: Actor, despatch: Despatch) -> bool:
    """Whether it goes to the actor's office."""
    return bool(actor.agency) and despatch.receiver == actor.agency


def with_closed(despatch: Despatch) -> bool:
    """Whether the book of its sender or of its receiver is closed."""
    return bool(closed_among((despatch.agency.public_id, despatch.receiver)))


def _closed() -> Reason:
    return Reason("trade.despatch.closed", field="receiver")


def not_on_these_terms(despatch: Despatch, owner: str) -> str:
    """Why what belongs to somebody does not go on the terms of a despatch: the sender sells and consigns its own; it returns what is the receiver's, or sells its own back."""
    if owner == despatch.agency.public_id or (despatch.terms == "return" and owner == despatch.receiver):
        return ""
    return "trade.despatch.not_owners" if despatch.terms == "return" else "trade.despatch.not_owned"


@transaction.atomic
def offer(*, actor: Actor, receiver: str, carrier: str, terms: str, quantity: int, due_on: dt.date) -> str:
    """Offer so many firearms to another trader, to come with a carrier; returns the despatch's public identifier.

    Raises:
        Refused: the actor's office is no maker or dealer.
        Invalid: there is no such receiver, no such carrier whose licence is in force, or the day has passed.
    """
    require(actor, SEND)
    if actor.agency_kind not in kept.TRADERS:
        raise RECORDER.refused(Reason("trade.despatch.trader"))
    if not kept.traders_for(actor).filter(public_id=receiver).exists():
        raise RECORDER.invalid(Reason("trade.despatch.receiver", field="receiver"))
    if closed_among((receiver,)):
        raise RECORDER.invalid(_closed())
    if carrier not in {agency.public_id for agency in kept.carriers(today())}:
        raise RECORDER.invalid(Reason("trade.despatch.carrier", field="carrier"))
    if due_on < today():
        raise RECORDER.invalid(Reason("trade.despatch.due_on", field="due_on"))
    if due_on > today() + dt.timedelta(days=LONGEST):
        raise RECORDER.invalid(ROAD.reason("due_far", "due_on", days=LONGEST))
    sets = {
        "receiver": receiver,
        "carrier": carrier,
        "terms": terms,
        "quantity": quantity,
        "due_on": due_on,
    }
    made = RECORDER.record(actor, "despatch", "offered", changes=sets).subject
    telling.offered(made, receiver)
    return made


def _stock(actor: Actor, despatch: Despatch) -> Mapping[str, Any]:
    kinds = OWNER_KINDS_OF.get(actor.agency_kind, OWNER_KINDS)
    among = [(code, labels.OWNERS[code]) for code in kinds]
    return {"initial": {"owner_kind": kinds[-1]}, "among": {"owner_kind": among}}


@DESPATCH.act(
    "accepted",
    inputs.AcceptDespatch,
    _("Accept the despatch"),
    permission=SEND,
    done=_("Accepted. The sender packs it now."),
    leads=True,
    asks=_stock,
)
@transaction.atomic
def accept(*, actor: Actor, despatch_id: str, owner_kind: str, expected_n: int | None = None) -> None:
    """Accept a despatch that was offered to the actor's office.

    Raises:
        NotFound: there is no such despatch for this actor.
        Forbidden: it goes to another office.
        Invalid: it is another kind of stock than the actor's office has.
        Refused: the book of the sender is closed.
    """
    despatch = fetch(actor, despatch_id, SEND, expected_n)
    if with_closed(despatch):
        raise RECORDER.refused(_closed())
    if is_receiver(actor, despatch) and owner_kind not in OWNER_KINDS_OF.get(actor.agency_kind, ()):
        raise RECORDER.invalid(Reason("trade.despatch.owner_kind", field="owner_kind"))
    RECORDER.record(actor, "despatch", "accepted", despatch, changes={"owner_kind": owner_kind})
    telling.answered(actor, despatch, telling.ACCEPTED)


@DESPATCH.act("declined", inputs.DeclineDespatch, _("Decline the despatch"), permission=SEND, danger=True)
@transaction.atomic
def decline(*, actor: Actor, despatch_id: str, reason: str, expected_n: int | None = None) -> None:
    """Decline a despatch that was offered to the actor's office."""
    despatch = fetch(actor, despatch_id, SEND, expected_n)
    RECORDER.record(actor, "despatch", "declined", despatch, note=reason)
    telling.answered(actor, despatch, telling.DECLINED)


@DESPATCH.act("cancelled", inputs.CancelDespatch, _("Cancel the despatch"), permission=SEND, danger=True)
@transaction.atomic
def cancel(*, actor: Actor, despatch_id: str, reason: str, expected_n: int | None = None) -> None:
    """Cancel a despatch before it is handed to the carrier."""
    despatch = fetch(actor, despatch_id, SEND, expected_n)
    RECORDER.record(actor, "despatch", "cancelled", despatch, note=reason)
    telling.gone_on(actor, despatch)


# Packing ----------------------------------------------------------------------------------------------------------------


def _event(despatch: Despatch, crate: str) -> NewEvent:
    details = {
        "despatch": despatch.public_id,
        "carrier": despatch.carrier,
        "receiver": despatch.receiver,
        "crate": crate,
    }
    return NewEvent("despatched", details, occurred=instant(ledger.now()), paper=despatch.public_id)


def _against(
    actor: Actor, despatch: Despatch, firearms: Sequence[str], snapshots: Mapping[str, Snapshot]
) -> Mapping[str, str]:
    """What of some firearms is not in the sender's hands, or does not go on the terms of the despatch."""
    held = {text: row for text, row in snapshots.items() if row.keeping.custodian == actor.agency}
    wrong = {text: not_on_these_terms(despatch, row.keeping.owner) for text, row in held.items()}
    return {text: wrong.get(text, "not_held") for text in firearms if wrong.get(text, "not_held")}


@transaction.atomic
def pack(
    *,
    actor: Actor,
    despatch_id: str,
    number: str,
    seals: Sequence[str] = (),
    things: str | Sequence[str] = "",
    expected_n: int | None = None,
) -> list[Packed]:
    """Pack a crate; what stands against one firearm is its answer, and the others are packed.

    Args:
        things: what was typed, scanned or read from a file: labels, serial numbers, identifiers, ranges.

    Raises:
        NotFound: there is no such despatch for this actor.
        Forbidden: another office sends it.
        Invalid: nothing is given, the crate is packed already, or more than was offered.
    """
    despatch = fetch_alone(actor, despatch_id, SEND, expected_n)
    _packing(actor, despatch)
    against, event = partial(_against, actor, despatch), partial(_event, despatch)
    return writing.pack(ROAD, actor, despatch, event, against, number=number, seals=seals, things=things)


def _packing(actor: Actor, despatch: Despatch) -> None:
    if not is_sender(actor, despatch):
        raise RECORDER.refused(Reason("trade.pack.other"))
    RECORDER.state_after("despatch", "sent", despatch.state)


BOX: Final = Offers(
    RECORDER,
    "box",
    kept.box_for,
    page="trade:despatch",
    on=lambda record: record.despatch.public_id,
    name="despatch_crate",
)


@BOX.act(
    "unpacked",
    inputs.UnpackCrate,
    _("Take a crate off"),
    permission=SEND,
    when=lambda actor, record: record.despatch.state == "accepted" and is_sender(actor, record.despatch),
)
@transaction.atomic
def unpack(*, actor: Actor, box_id: str, expected_n: int | None = None) -> None:
    """Take a crate off a despatch that was not handed over yet.

    Raises:
        NotFound: there is no such crate for this actor.
        Refused: another office sends it, or it is with the carrier.
    """
    require(actor, SEND)
    box = kept.box_for(actor, box_id)
    RECORDER.check_expected(box, expected_n)
    _packing(actor, box.despatch)
    RECORDER.record(actor, "box", "unpacked", box)


# Handing over -------------------------------------------------------------------------------------------------------------


def _what_goes(despatch: Despatch) -> str:
    summary = kept.summaries_of([despatch])[despatch.pk]
    words = gettext(
        "Crates: %(crates)s. Firearms: %(firearms)s. They are in the carrier's hands then, and yours until the receiver has scanned them."
    )
    return words % summary


@DESPATCH.act(
    "sent",
    inputs.SendDespatch,
    _("Hand over to the carrier"),
    permission=SEND,
    done=_("Handed over. The receiver, the carrier and the authority see it on the road."),
    hint=_what_goes,
    leads=lambda record: bool(record.crates),
    when=lambda _actor, record: bool(record.crates),
)
@transaction.atomic
def send(*, actor: Actor, despatch_id: str, expected_n: int | None = None) -> None:
    """Hand a despatch to its carrier: each firearm in it is with the carrier from now on.

    Raises:
        NotFound: there is no such despatch for this actor.
        Forbidden: another office sends it.
        Refused: the receiver has closed, nothing is packed, a crate bears no seal, or something stands against a firearm: its record, or a licence of the sender, the receiver or the carrier.
    """
    despatch = fetch(actor, despatch_id, SEND, expected_n)
    if with_closed(despatch):
        raise RECORDER.refused(_closed())
    writing.check_sealed(ROAD, despatch.crates)
    packers = despatch.boxes.filter(state="packed").values_list("packed_by", flat=True)
    RECORDER.record(actor, "despatch", "sent", despatch, changes={"packers": sorted(set(packers))})
    against, event = partial(_against, actor, despatch), partial(_event, despatch)
    write_each(writing.leaving(ROAD, actor, despatch.crates, event, against))
    telling.gone_on(actor, despatch)


@DESPATCH.act(
    "turned_back",
    inputs.TurnBack,
    _("Turn the despatch back"),
    permission=SEND,
    done=_("Turned back. Take it in again by scan when the carrier brings it."),
    hint=_(
        "The receiver takes nothing of it in any more, and the carrier brings to you what it still has in hand. Until you have scanned it, it stays on the road."
    ),
    danger=True,
)
@transaction.atomic
def turn_back(*, actor: Actor, despatch_id: str, reason: str, expected_n: int | None = None) -> None:
    """Turn back what is on the road, because its receiver cannot take it: closed, suspended, or the wrong one. What was received stays received.

    Raises:
        NotFound: there is no such despatch for this actor.
        Forbidden: another office sends it.
    """
    despatch = fetch(actor, despatch_id, SEND, expected_n)
    RECORDER.record(actor, "despatch", "turned_back", despatch, note=reason)
    telling.turned_back(despatch)


@DESPATCH.act(
    "brought_back",
    inputs.BringBack,
    _("Confirm the hand-over to the sender"),
    permission=CARRY,
    done=_("Confirmed. The sender takes it in by scan."),
    hint=_("Confirm it when you hand over what was turned back. The sender then scans it."),
    leads=True,
    when=lambda actor, record: record.carrier == actor.agency and not record.brought_by,
)
@transaction.atomic
def bring_back(*, actor: Actor, despatch_id: str, expected_n: int | None = None) -> None:
    """Say for the carrier that what was turned back is handed over at its sender's: then one person there may take it in again.

    Raises:
        NotFound: there is no such despatch for this actor.
        Forbidden: another office carries it.
        Refused: it was not turned back, or was confirmed already.
    """
    despatch = fetch(actor, despatch_id, CARRY, expected_n)
    RECORDER.record(actor, "despatch", "brought_back", despatch)
    telling.brought_back(despatch)
