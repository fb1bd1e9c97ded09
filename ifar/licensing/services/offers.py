"""A transfer that both sides confirm: the seller's side offers, the buyer's side answers; the register then records it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.errors import NotFound, Reason
from ifar.licensing import holding, labels, move, offer
from ifar.licensing.models import Licence
from ifar.licensing.selectors import facts, records, terms
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.rights import Actor, require

OFFER = "licensing:transfer:offer"
_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268766, hashtext(%s))"
"""Of two who offer one firearm at once the second is told of the first's offer."""


@transaction.atomic
def make(
    *,
    actor: Actor,
    firearm: str,
    firearm_n: int,
    buyer: str,
    transfer: str,
    seller: str = "",
    licence: str = "",
    keeper: tuple[str, str] | None = None,
    blind: bool = False,
) -> str:
    """Offer a firearm, as it stands after `firearm_n` events, to a buyer; returns the offer's public identifier.

    The caller has looked up the firearm for this actor: the register stands above.

    Args:
        buyer, seller: public identifiers of a party or an agency; the owner on record sells.
        licence: the buyer's licence, where it is known.
        blind: whoever offers may know nothing of the buyer. Whether there is such a buyer, and what their licences allow, is asked when the
            buyer confirms; until then the answer is the same whoever it is.

    Raises:
        NotFound: no such buyer, where whoever offers may know who there is.
        Invalid: no such kind of transfer.
        Refused: an offer of this firearm waits already, or a licence does not allow the transfer: what stops each side first, with its article.
    """
    require(actor, OFFER)
    if transfer not in offer.TRANSFERS:
        raise RECORDER.invalid(Reason("licensing.offer.transfer", field="transfer"))
    # A trader is told of a number that is nobody's what a trader is told of a buyer without such a licence.
    if not (blind or actor.own_book_only) and not _there(buyer):
        raise NotFound("parties.party.not_found", labels.of("licensing.not_found"))
    day = today()
    require_none_waits(firearm, firearm_n, day)
    if not blind:
        _check_licences(actor, offer.ASKS[transfer], firearm, firearm_n, buyer, licence)
    hand_over_from = day + _waiting(transfer, licence)
    changes = {
        "firearm": firearm,
        "firearm_n": firearm_n,
        "seller": seller,
        "buyer": buyer,
        "licence": licence,
        "transfer": transfer,
        "good_until": hand_over_from + offer.GOOD,
        "hand_over_from": hand_over_from,
    }
    return RECORDER.record(actor, "offer", "made", changes=changes, keeper=keeper).subject


def require_none_waits(firearm: str, firearm_n: int, day: dt.date) -> None:
    """Refuse a second offer of a firearm as it stands; to be asked within the transaction that makes it.

    Raises:
        Refused: one waits already.
    """
    alone(firearm)
    standing = records.standing().filter(
        firearm=firearm, stood=firearm_n, state__in=("offered", "confirmed"), good_until__gte=day
    )
    if standing.exists():
        raise RECORDER.refused(Reason("licensing.offer.waits"))


def alone(firearm: str) -> None:
    """Be the only one, until the transaction ends, who offers a firearm, takes its offer back or hands it over under a sale; whoever else waits."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [firearm])


def _waiting(transfer: str, licence: str) -> dt.timedelta:
    """How long the buyer waits, as the list says it for the kind of the licence; not at all where none is named."""
    held = Licence.objects.filter(public_id=licence).first() if licence and transfer == offer.SALE else None
    term = move.term_for(terms.terms(), move.WAITING, [held.kind]) if held else None
    return dt.timedelta(days=term.days if term else 0)


def _there(buyer: str) -> bool:
    """Whether there is such a party; agencies are looked up by whoever offers to them."""
    return not buyer.startswith("P") or bool(parties.survivors([buyer]))


def _check_licences(
    actor: Actor, wanted: Collection[str], firearm: str, firearm_n: int, buyer: str, licence: str
) -> None:
    """Refuse what could not be recorded: a licence that is suspended, expired, used up, of other categories or another's."""
    category = holding.category(firearm)
    asked = facts.EventFacts(
        firearm=firearm,
        category=category,
        category_after=category,
        n=firearm_n,
        buyer=buyer,
        recorder=actor.agency,
        named=licence,
        used=holding.uses([licence]) if licence else {},
    )
    # Where nobody names the buyer's licence yet, one on record that allows it is enough: it is named when the transfer is recorded.
    held = [] if licence else list(_held(buyer))
    tries = [replace(asked, named=text, used=holding.uses([text])) for text in held] or [asked]
    answers = [facts.answers(actor, item, wanted, today()) for item in tries]
    nearest = min(answers, key=lambda answered: len(offer.denied(answered.answers)))
    if reasons := tuple(offer.against(nearest.answers, nearest.hidden)):
        raise RECORDER.refused(*reasons)


def _held(buyer: str) -> Iterable[str]:
    """The licences of a person or company, under any of its records, under which something may be acquired."""
    licences = Licence.objects.filter(holder__in=parties.records_of(buyer) if buyer.startswith("P") else ())
    return licences.filter(allows__overlap=["possess", "trade", "make"]).values_list("public_id", flat=True)


@transaction.atomic
def answer(
    *, actor: Actor, offer_id: str, confirmed: bool, note: str = "", expected_n: int | None = None
) -> None:
    """Confirm or decline an offer for the buyer's side: another person than the one who made it.

    Args:
        note: how the buyer confirmed, where a desk writes it down for a person or company.

    Raises:
        NotFound: there is none that this actor may answer.
        Forbidden: the actor made it.
        Refused: it is no longer open, the buyer's licence does not allow it any more, a desk would confirm for somebody who has an
            account of their own, or does not say how the buyer confirmed. Declining is always possible.
    """
    require(actor, OFFER)
    record = records.offer_for(actor, offer_id)
    RECORDER.check_expected(record, expected_n)
    kind = "confirmed" if confirmed else "declined"
    RECORDER.state_after("offer", kind, record.state)
    records.require_other_side(actor, record)
    if confirmed:
        if not _there(record.buyer):
            raise RECORDER.refused(Reason("licensing.offer.nobody"))
        # Whoever signs in for themselves says yes themselves: no desk says it in their name.
        if "holder" not in actor.roles and holding.with_account([record.buyer]):
            raise RECORDER.refused(Reason("licensing.offer.own_account"))
        if records.asks_how(actor, record) and not note.strip():
            raise RECORDER.refused(
                Reason("licensing.offer.how", article="Directive (EU) 2021/555 art. 4(6)", field="note")
            )
        # The seller's licence is asked of the seller, when the offer is made and when it is recorded.
        wanted = [name for name in offer.ASKS[record.transfer] if name != offer.OWN]
        _check_licences(actor, wanted, record.firearm, record.firearm_n, record.buyer, record.licence)
    RECORDER.record(actor, "offer", kind, record, note=note)
    notices.tell(
        kind=f"licensing.offer_{kind}",
        object=record.public_id,
        agency_id=record.agency_id,
        once=f"offer {record.public_id} {kind}",
        permission=OFFER,
        params={"firearm": record.firearm, "transfer": record.transfer},
    )


@transaction.atomic
def take_back(*, actor: Actor, offer_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Take an offer back, before anything was recorded under it.

    Raises:
        NotFound: the actor's office made none like this.
        Refused: the transfer was recorded.
    """
    require(actor, OFFER)
    record = records.offer_for(actor, offer_id)
    RECORDER.check_expected(record, expected_n)
    if record.agency_id != actor.agency_id:
        raise NotFound("licensing.offer.not_found", labels.of("licensing.not_found"))
    alone(record.firearm)
    followed = holding.followed_by({(record.firearm, record.firearm_n)})
    if record.state == "confirmed" and record.transfer in followed.values():
        raise RECORDER.refused(Reason("licensing.offer.recorded"))
    RECORDER.record(actor, "offer", "taken_back", record, note=note)


def end_all(*, actor: Actor, trader: str) -> int:
    """End what a trader offers and what is offered to it, because its book is closed; both sides are told. In the caller's transaction. How many.

    The caller answers for the decision: there is no permission to do this alone.
    """
    require(actor, OFFER)
    standing = records.standing().filter(state__in=("offered", "confirmed"), good_until__gte=today())
    of_trader = Q(seller=trader) | Q(buyer=trader) | Q(agency__public_id=trader)
    results = list(standing.filter(of_trader).select_related("agency").order_by("id"))
    sides = {value for each in results for value in (each.seller, each.buyer, each.agency.public_id)} - {
        trader
    }
    desks = dict(Agency.objects.filter(public_id__in=sides).values_list("public_id", "pk"))
    for item in results:
        RECORDER.record(actor, "offer", "ended", item)
        for desk in {item.seller, item.buyer, item.agency.public_id} & desks.keys():
            notices.tell(
                kind="licensing.offer_ended",
                object=item.public_id,
                agency_id=desks[desk],
                once=f"offer {item.public_id} ended",
                permission=OFFER,
                params={"firearm": item.firearm, "transfer": item.transfer},
            )
    return len(results)
