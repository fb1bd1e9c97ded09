"""Two holders of the demonstration country with accounts of their own: one is offered a firearm, one has to give theirs away."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from django.db import transaction

from ifar.demonstration import country
from ifar.demonstration.licences import on_duty
from ifar.errors import Refused
from ifar.licensing.kind import covers
from ifar.licensing.models import Licence
from ifar.licensing.selectors import records
from ifar.licensing.services import offers
from ifar.portal import selectors
from ifar.portal.models import Binding
from ifar.portal.services import accounts
from ifar.portal.services.accounts import NewAccount
from ifar.registry.lifecycle.rule import HELD_BY_CIVILIANS
from ifar.registry.selectors.holdings import held_by
from ifar.rights import Actor

OFFERED: Final = "holder"
STOPPED: Final = "holder-stopped"


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Open the two accounts, where there are none yet."""
    if Binding.objects.exists():
        return
    with on_duty(officers["clerk"]) as clerk:
        removal = records.open_removals(clerk, "storage").first()
        if removal is not None:
            open_for(clerk, removal.holder, STOPPED, "fr")
        buyer = _in_force(clerk)
        if buyer is not None:
            open_for(clerk, buyer.holder, OFFERED, "en")
            _offer(clerk, buyer)


def _in_force(clerk: Actor) -> Licence | None:
    """A licence of somebody who keeps a firearm and has nothing to fear."""
    licences = records.licences_for(clerk).filter(state="in_force", holder_kind="person").order_by("id")
    may_buy = [licence for licence in licences if "possess" in licence.allows]
    return next((licence for licence in may_buy if held_by(clerk, [licence.holder]).exists()), None)


def open_for(clerk: Actor, party: str, called: str, language: str, name: str = "") -> None:
    """Open an account and set its password: a person's own, or that of somebody by name who acts for a body."""
    relation = "acts_for" if name else "self"
    new = NewAccount(party, relation, "national_id", name=name, language=language, called=called)
    opened = accounts.open_account(actor=clerk, new=new)
    accounts.accept(link=opened.link, code=opened.code, password=country.PASSWORD)


def _offer(clerk: Actor, buyer: Licence) -> None:
    """A firearm of somebody else, offered by the desk for its owner."""
    sellers = (
        records.licences_for(clerk)
        .filter(state="in_force", holder_kind="person")
        .exclude(holder=buyer.holder)
    )
    for seller in sellers.order_by("id"):
        for thing in held_by(clerk, [seller.holder]).filter(owner=seller.holder, state__in=HELD_BY_CIVILIANS):
            if not covers(buyer.categories, thing.category):
                continue
            with suppress(Refused), transaction.atomic():
                offers.make(
                    actor=clerk,
                    firearm=thing.public_id,
                    firearm_n=thing.n,
                    seller=thing.owner,
                    buyer=buyer.holder,
                    licence=buyer.public_id,
                    transfer="privately_transferred",
                )
                return


def sign_ins() -> list[tuple[str, str]]:
    """Names by which holders sign in, and their own."""
    result = selectors.accounts(set(Binding.objects.values_list("user", flat=True)))
    return sorted((user.username, user.name) for user in result.values())
