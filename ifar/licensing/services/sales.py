"""A trader's sale to whoever bears a licence or its card: it becomes an offer where nothing stands against it, and is refused alike whatever does."""

from __future__ import annotations

from django.db import transaction

from ifar.errors import Reason
from ifar.licensing import holding, offer
from ifar.licensing.kind import POSSESSING
from ifar.licensing.models import Offer
from ifar.licensing.selectors import facts, records
from ifar.licensing.selectors.bearers import licence_behind
from ifar.licensing.services.applications import today
from ifar.licensing.services.offers import OFFER, make, require_none_waits
from ifar.licensing.services.writing import RECORDER
from ifar.rights import Actor, require

OF_SELLER = (offer.OWN, "category_known")
"""What stands against the seller's own side, who is told it."""


@transaction.atomic
def offer_to_bearer(*, actor: Actor, firearm: str, firearm_n: int, number: str) -> Offer:
    """Offer a firearm of the actor's own book, as it stands after `firearm_n` events, to whoever holds the licence of a number.

    The caller has looked up the firearm for this actor. Whatever stands against the buyer (no such number, a licence that is suspended, over, used up or of
    other categories, a bar), the answer is the same, and the database is asked the same statements.

    Args:
        number: of a licence or of its card.

    Raises:
        Refused: an offer of the firearm waits, or its category or the seller's own licence stands against it, in plain words; or the buyer's licence does not allow it.
    """
    require(actor, OFFER)
    require_none_waits(firearm, firearm_n, today())
    held = licence_behind(number)
    category, named = holding.category(firearm), held.public_id if held else number
    asked = facts.EventFacts(
        firearm=firearm,
        category=category,
        category_after=category,
        n=firearm_n,
        buyer=held.holder if held else "",
        recorder=actor.agency,
        named=named,
        used=holding.uses([named]),
    )
    denied = offer.denied(facts.answers(actor, asked, offer.ASKS[offer.SALE], today()).answers)
    own = [name for name in denied if name in OF_SELLER]
    if own:
        raise RECORDER.refused(*offer.against(dict.fromkeys(own, False), ()))
    if denied or held is None or not POSSESSING & set(held.allows):
        raise RECORDER.refused(ASK_DESK)
    made = make(
        actor=actor,
        firearm=firearm,
        firearm_n=firearm_n,
        buyer=held.holder,
        seller=actor.agency,
        licence=held.public_id,
        transfer=offer.SALE,
        blind=True,
    )
    return records.offer_for(actor, made)


ASK_DESK = Reason("licensing.sale.ask_desk", article="Directive (EU) 2021/555 art. 5, 6", field="buyer")
"""The one answer to a trader whose buyer may not buy."""
