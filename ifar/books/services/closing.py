"""The closing of a trader's book, when the trader ceases, dies, fails or loses the licence: one act of the authority, decided by two.

With it the trader enters nothing any more, the book is with the authority, what was offered and a count that runs end, and the stock goes into deposit as a bulk act that shows how far it is:
each firearm by the life cycle's own event, so that somebody has custody of each at every moment. What lies elsewhere (lent, in repair, under way, abroad) stays with
who has it, and in the book as what the trader owns.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ifar.accounts.models import Agency, Proposal
from ifar.accounts.services import notices, proposals
from ifar.books import selectors
from ifar.books.acts import DEPOSITS
from ifar.books.models import Closing, Count
from ifar.books.services.writing import RECORDER
from ifar.bulk.given import MOST
from ifar.bulk.models import Batch
from ifar.bulk.services import batches
from ifar.errors import Reason
from ifar.licensing.services import offers
from ifar.registry.models import BookLine
from ifar.rights import Actor, require

CLOSE: Final = "books:book:close"
CLOSED: Final = "books.closing_closed"
DEPOSITED: Final = "registry.deposited"


@transaction.atomic
def propose(
    *,
    actor: Actor,
    book_id: str,
    ground: str,
    since: dt.date,
    reason: str,
    depositary: str = "",
    order: str = "",
) -> Proposal:
    """Propose that the book of a trader is closed; another person of the authority decides.

    Args:
        ground: one of `acts.GROUNDS`.
        since: the day from which the trader no longer trades.
        depositary: the office that takes the stock; the actor's own where none is named.
        order: reference of the order or decision.

    Raises:
        NotFound: there is no such book for this actor.
        Refused: another authority is over the trader, or the book is closed.
        Invalid: the day lies in the future, or no such office takes the stock.
    """
    require(actor, CLOSE)
    book = selectors.book_for(actor, book_id)
    details = {
        "ground": ground,
        "since": str(since),
        "depositary": depositary or actor.agency,
        "order": order,
    }
    _check(actor, book, since, details["depositary"])
    return proposals.propose(
        actor=actor,
        act=CLOSED,
        object=book.public_id,
        payload={"details": details},
        reason=reason,
        compartment=book.compartment,
    )


def _check(actor: Actor, book: Agency, since: dt.date, depositary: str) -> None:
    if Closing.objects.filter(public_id=book.public_id).exists():
        raise RECORDER.refused(Reason("books.closing.closed"))
    if selectors.authority_of(book.pk) != actor.agency:
        raise RECORDER.refused(Reason("books.closing.office"))
    if since > timezone.localdate():
        raise RECORDER.invalid(Reason("books.closing.future", field="since"))
    if not selectors.depositaries().filter(public_id=depositary).exists():
        raise RECORDER.invalid(Reason("books.closing.depositary", field="depositary"))


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Close the book that was decided about: what is offered ends, and the stock begins to go into deposit.

    Raises:
        Refused: it was closed meanwhile, or another authority is over the trader now.
    """
    details = proposal.payload["details"]
    book = Agency.objects.get(public_id=proposal.object)
    _check(actor, book, dt.date.fromisoformat(details["since"]), details["depositary"])
    # Once before the book is closed, while nothing waits for it, and once for what was offered in between.
    offers.end_all(actor=actor, trader=book.public_id)
    RECORDER.record(
        actor,
        "closing",
        "closed",
        book.public_id,
        changes=details,
        details=details,
        note=proposal.reason,
        proposal=proposal.public_id,
        keeper=(actor.agency, book.compartment),
    )
    offers.end_all(actor=actor, trader=book.public_id)
    notices.tell(
        kind=CLOSED,
        object=book.public_id,
        agency_id=book.pk,
        once=f"closed {book.public_id}",
        permission=selectors.READ,
    )
    for running in Count.objects.filter(agency=book, state="counting"):
        RECORDER.record(actor, "count", "ended", running)
    _deposit(actor, Closing.objects.get(public_id=book.public_id))


@transaction.atomic
def deposit(*, actor: Actor, book_id: str) -> list[str]:
    """Begin to put into deposit what a trader with a closed book still has in hand, as bulk acts of the actor's office; returns them. None where nothing is left.

    Raises:
        NotFound: there is no such closed book for this actor.
        Refused: nothing of it can be put into deposit.
    """
    require(actor, CLOSE)
    closing = selectors.closing_for(actor, book_id)
    begun = _deposit(actor, closing)
    if not begun and in_hand(closing.public_id):
        raise RECORDER.refused(Reason("books.closing.nothing"))
    return begun


def _deposit(actor: Actor, closing: Closing) -> list[str]:
    """Begin it with whatever the life cycle lets into deposit. What stays with the trader stands on the page of the closed book: what is not finished, wanted or blocked."""
    values = {"ground": DEPOSITS[closing.ground], "depositary": closing.depositary}
    if closing.order:
        values["order"] = closing.order
    things = list(in_hand(closing.public_id))
    begun = []
    for first in range(0, len(things), MOST):
        batch = batches.preview(actor=actor, act=DEPOSITED, said=values, things=things[first : first + MOST])
        if Batch.objects.filter(public_id=batch, refused__lt=F("total")).exists():
            batches.begin(actor=actor, batch_id=batch)
            begun.append(batch)
    return begun


def in_hand(trader: str) -> list[str]:
    """The firearms that stand in a trader's book and lie with it."""
    lines = BookLine.objects.filter(holder=trader, until=None, firearm__custodian=trader)
    return list(lines.order_by("entered").values_list("firearm__public_id", flat=True))
