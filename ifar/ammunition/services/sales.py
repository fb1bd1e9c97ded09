"""Ammunition sold at the counter to whoever bears a licence or its card: refused alike, after the same statements, whatever stands against the buyer."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from ifar.accounts.services import reads
from ifar.ammunition import limits, selectors
from ifar.ammunition.inputs import LineIn, Packed
from ifar.ammunition.limits import Bought
from ifar.ammunition.models import Lot
from ifar.ammunition.services.movements import against, pieces_of
from ifar.ammunition.services.writing import RECORDER, SELL
from ifar.errors import Reason
from ifar.licensing import offer
from ifar.licensing.kind import POSSESSING
from ifar.licensing.models import Licence
from ifar.licensing.selectors import facts
from ifar.licensing.selectors.bearers import licence_behind
from ifar.licensing.services.writing import RECORDER as LICENSING
from ifar.rights import Actor, require

ASKED: Final = "ammunition.sale.asked"
_ASKS: Final = ("seller_licence", "buyer_permit_covers_category", "background_check")
_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268776, hashtext(%s))"
_ASK_DESK: Final = Reason("ammunition.ask_desk", article="Directive (EU) 2021/555 art. 10", field="buyer")
"""The one answer to a trader whose buyer may not buy."""


def sell(
    *, actor: Actor, lot: str, quantity: int, buyer: str, packed: Packed = "single", place: str = ""
) -> str:
    """Sell some of a lot of the actor's own stock to whoever bears a licence or its card; the movement's identifier.

    What is the trader's own is refused in plain words: no such lot there, less of it, suspended, or of loose rounds. Whatever stands against the buyer (no
    such number, a licence that is not in force, a bar, no arm of the calibre, a limit of the State) is refused alike, after the same statements, and the
    look is logged either way.

    Args:
        lot: as it was scanned or typed: identifier, the code on a package, or number.
        buyer: identifier of a licence or of its card.
        place: where it lies, where it lies at several places.

    Raises:
        Invalid: what is the trader's own stands against it.
        Refused: the same, or it may not be sold to this licence; or no purpose of reading is stated.
    """
    require(actor, SELL)
    record, where, amount = _own(actor, LineIn(lot=lot, quantity=quantity, packed=packed), place)
    reads.log(actor, ASKED, buyer)
    return _sold(actor, record, where, amount, buyer)


def _own(actor: Actor, line_in: LineIn, place: str) -> tuple[Lot, str, int]:
    """The lot, the place at which it lies and how many pieces or grams."""
    about = {"lot": line_in.lot[:60]}
    fits = selectors.lots_at(actor, place, {line_in.lot})[line_in.lot]
    lying = selectors.lying_with(actor.agency, [record.public_id for record in fits])
    here = [record for record in fits if record.public_id in lying]
    if len(here) != 1:
        raise RECORDER.invalid(
            Reason("ammunition.several" if here else "ammunition.lot", field="lot", params=about)
        )
    lot, places = here[0], lying[here[0].public_id]
    if place not in places and (place or len(places) > 1):
        raise RECORDER.invalid(Reason("ammunition.sale.place", field="place"))
    if lot.place:
        raise RECORDER.refused(Reason("ammunition.mixed_stays", field="lot"))
    if wrong := against([lot.public_id], field="lot"):
        raise RECORDER.refused(*wrong)
    if not (amount := pieces_of(lot, line_in)):
        raise RECORDER.invalid(Reason("ammunition.packed", field="quantity", params=about))
    where = place or places[0]
    if selectors.held(where, [lot.public_id]).get(lot.public_id, 0) < amount:
        raise RECORDER.invalid(Reason("ammunition.short", field="quantity", params={"lots": lot.number}))
    return lot, where, amount


@transaction.atomic
def _sold(actor: Actor, lot: Lot, place: str, amount: int, buyer: str) -> str:
    held = licence_behind(buyer)
    licence = held.public_id if held else buyer
    # Two traders who sell to one holder at once would each find room under the limit.
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [licence])
    stands = _against(actor, lot, amount, held, licence)
    if stands or held is None:
        raise RECORDER.refused(_ASK_DESK)
    return RECORDER.record(
        actor,
        "movement",
        "sold",
        changes={"move": "sold", "place": place, "reference": ""},
        personal={"licence": held.public_id},
        details={"lines": [{"lot": lot.public_id, "quantity": amount}]},
    ).subject


def _against(actor: Actor, lot: Lot, amount: int, held: Licence | None, licence: str) -> bool:
    """Whether anything stands against the buyer; all of it is asked, whatever is found first."""
    today = timezone.localdate()
    asked = facts.EventFacts(
        firearm="", buyer=held.holder if held else "", recorder=actor.agency, named=licence
    )
    denied = offer.denied(facts.answers(actor, asked, _ASKS, today).answers)
    if offer.OWN in denied:
        raise LICENSING.refused(*offer.against({offer.OWN: False}, ()))
    has_arm = selectors.has_arm(licence, lot)
    before, now = selectors.bought(licence), Bought(lot.kind, amount, today)
    kind = held.kind if held else ""
    over = limits.beyond(selectors.limits(), kind, before, now)
    allows = bool(held and POSSESSING & set(held.allows))
    return bool(denied) or not has_arm or over or not allows
