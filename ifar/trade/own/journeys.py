"""Journeys of hunters and sport shooters from their own accounts: announced with firearms of their own card, and called off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.portal import acting
from ifar.portal import selectors as portal
from ifar.rights import Actor, require
from ifar.trade.journeys.inputs import OwnFirearm
from ifar.trade.journeys.services import journeys
from ifar.trade.own import selectors
from ifar.trade.own.mirrored import mirror
from ifar.trade.own.selectors import ACT, TRAVEL
from ifar.trade.services.writing import RECORDER

JOURNEY: Final = Offers(
    RECORDER, "journey", selectors.journey_for, page="own_trade:journey", name="my_journey"
)


@transaction.atomic
def announce(*, actor: Actor, of: str = "", arms: Sequence[str], authorisation: str = "", **said: Any) -> str:
    """Announce that one takes firearms of one's own abroad for a time; returns the public identifier.

    Args:
        of: for which of the parties for which the account stands; the only one where nothing is said.
        arms: public identifiers of firearms that they own.
        authorisation: one of their own, where the law asks for one.
        said: as `journeys.announce_leaving` takes it.

    Raises:
        NotFound: the account stands for no such party.
        Invalid: a firearm is not theirs, or as `journeys.announce_leaving`.
    """
    require(actor, ACT)
    mine = portal.party_of(portal.own(actor), of)
    owners = dict(selectors.at_home([mine]).filter(public_id__in=arms).values_list("public_id", "owner"))
    if not set(arms) <= owners.keys():
        raise RECORDER.invalid(Reason("trade.journey.not_theirs", field="arms"))
    asked = selectors.authorisations_of([mine]).filter(public_id=authorisation)
    if authorisation and not asked.exists():
        raise RECORDER.invalid(Reason("trade.consignment.authorisation", field="authorisation"))
    return journeys.announce_leaving(
        actor=acting.within(actor, TRAVEL),
        # What was entered before two records were joined names the other one of them as its owner.
        holder=next(iter(owners.values()), mine.public_id),
        arms=[OwnFirearm(firearm=fromkey) for fromkey in dict.fromkeys(arms)],
        authorisation=authorisation,
        **said,
    )


mirror(JOURNEY, journeys.JOURNEY, "withdrawn", TRAVEL)
