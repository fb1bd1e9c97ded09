"""The stock of blank cards: delivered by number, given to papers, written off by two people, counted blind."""

from __future__ import annotations

from django.db import connection, transaction

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.cashier import labels, numbers, selectors
from ifar.cashier.models import Card, Count, Delivery
from ifar.cashier.services.writing import RECORDER
from ifar.documents import selectors as documents
from ifar.documents.kinds import KINDS
from ifar.errors import NotFound, Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

LONGEST_PAPER = 60


@transaction.atomic
def receive_delivery(
    *, actor: Actor, prefix: str = "", first: int, last: int, width: int = 6, paper: str
) -> str:
    """Enter blank cards that arrived, by their first and last number; returns the delivery's public identifier.

    Args:
        prefix: what stands before the number, the same for a whole series.
        width: how many digits the number is printed with.
        paper: number of the delivery note.

    Raises:
        Invalid: no range, no prefix, no delivery note.
        Refused: some of these numbers were delivered before: cards of one number must not be two.
    """
    require(actor, "cashier:card:manage")
    prefix, paper = prefix.strip().upper(), " ".join(paper.split())
    reasons = []
    if not numbers.is_prefix(prefix):
        reasons.append(Reason("cashier.card.prefix", field="prefix"))
    if not 0 <= first <= last < numbers.LARGEST or last - first >= numbers.MOST:
        reasons.append(Reason("cashier.card.range", field="last", params={"most": numbers.MOST}))
    if not 1 <= width <= 15 or len(str(last)) > width:
        reasons.append(Reason("cashier.card.width", field="width"))
    if not 0 < len(paper) <= LONGEST_PAPER:
        reasons.append(Reason("cashier.card.note", field="paper"))
    if reasons:
        raise RECORDER.invalid(*reasons)
    if Delivery.objects.filter(prefix=prefix, first__lte=last, last__gte=first).exists():
        raise RECORDER.refused(Reason("cashier.card.delivered"))
    sets = {"prefix": prefix, "first": first, "last": last, "width": width, "paper": paper}
    return RECORDER.record(actor, "delivery", "received", changes=sets).subject


def _delivery_of(actor: Actor, prefix: str, number: int) -> Delivery:
    deliveries = selectors.deliveries_for(actor).filter(
        agency=actor.agency_id, prefix=prefix.strip().upper(), first__lte=number, last__gte=number
    )
    delivery = deliveries.first()
    if delivery is None:
        raise RECORDER.refused(Reason("cashier.card.none"))
    return delivery


@transaction.atomic
def issue_card(*, actor: Actor, paper: str, prefix: str = "", number: int) -> str:
    """Give one blank card of the office to one card paper, on which it is printed; returns the card's public identifier.

    Raises:
        NotFound: there is no such paper for this actor.
        Refused: the paper is no card or does not stand, has a card already, or the number is not a blank of this office.
        Conflict: somebody else used the number, or gave the paper a card, meanwhile.
    """
    require(actor, "cashier:card:manage")
    record = documents.paper_for(actor, paper)
    delivery = _delivery_of(actor, prefix, number)
    if not KINDS[record.kind].card or record.withdrawn_at is not None:
        raise RECORDER.refused(Reason("cashier.card.paper"))
    if Card.objects.filter(prefix=delivery.prefix, number=number).exists():
        raise RECORDER.refused(Reason("cashier.card.used"))
    if Card.objects.filter(paper=paper, state="issued").exists():
        raise RECORDER.refused(Reason("cashier.card.has_one"))
    sets = {
        "prefix": delivery.prefix,
        "number": number,
        "delivery": delivery.public_id,
        "paper": record.public_id,
    }
    return RECORDER.record(actor, "card", "issued", changes=sets).subject


@transaction.atomic
def propose_write_off(*, actor: Actor, prefix: str = "", number: int, ground: str, reason: str) -> Proposal:
    """Propose to write off a card, blank or given to a paper, on a ground of the list `card_ground`; another person decides.

    Raises:
        Refused: no such card of this office, or written off already.
        Invalid: no ground of the list.
    """
    require(actor, "cashier:decision:propose")
    delivery = _delivery_of(actor, prefix, number)
    card = Card.objects.filter(prefix=delivery.prefix, number=number).first()
    if card is not None and card.state != "issued":
        raise RECORDER.refused(Reason("cashier.card.gone"))
    if ground not in {choice.code for choice in reference.choices("card_ground")}:
        raise RECORDER.invalid(Reason("cashier.ground", field="ground"))
    details = {
        "prefix": delivery.prefix,
        "number": number,
        "delivery": delivery.public_id,
        "ground": ground,
    }
    return proposals.propose(
        actor=actor,
        act="cashier.card_spoiled",
        object=card.public_id if card else RECORDER.new_id("card"),
        payload={"details": details},
        reason=reason,
        compartment=delivery.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Write off a card as it was approved."""
    decided = proposal.payload["details"]
    card = Card.objects.filter(prefix=decided["prefix"], number=decided["number"]).first()
    if card is not None and (card.public_id != proposal.object or card.state != "issued"):
        raise RECORDER.changed_meanwhile()
    RECORDER.record(
        actor,
        "card",
        "spoiled",
        card or proposal.object,
        changes=decided if card is None else {"ground": decided["ground"]},
        details=decided,
        proposal=proposal.public_id,
        keeper=(proposal.agency.public_id, proposal.compartment),
    )


@transaction.atomic
def count_stock(*, actor: Actor, prefix: str = "", counted: str) -> Count:
    """Say which blank cards of a series lie in the office's safe; only then is it told which should.

    Args:
        counted: numbers and ranges as one types them: `100-149 160`.

    Raises:
        NotFound: no such series was ever delivered to this office.
        Invalid: it is no list of numbers, or names one twice.
        Conflict: a card was given out or delivered meanwhile.
    """
    require(actor, "cashier:card:manage")
    prefix = prefix.strip().upper()
    if not selectors.deliveries_for(actor).filter(agency=actor.agency_id, prefix=prefix).exists():
        raise NotFound("cashier.card.series", labels.of("cashier.card.series"))
    typed = numbers.parse(counted, prefix)
    if typed is None:
        raise RECORDER.invalid(Reason("cashier.card.counted", field="counted"))
    if twice := numbers.doubles(typed):
        raise RECORDER.invalid(
            Reason("cashier.card.twice", field="counted", params={"numbers": numbers_words(twice)})
        )
    there = numbers.joined(typed)
    _lock(prefix)
    expected = selectors.on_hand(actor.agency_id, prefix)
    sets = {
        "prefix": prefix,
        "counted": there,
        "missing": numbers.without(expected, there),
        "extra": numbers.without(there, expected),
    }
    made = RECORDER.record(actor, "count", "taken", changes=sets).subject
    return selectors.counts_for(actor).get(public_id=made)


def _lock(prefix: str) -> None:
    """Have a series to oneself until the transaction ends: deliveries, cards and counts of it wait (the triggers take the same lock)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1767268729, hashtext(%s))", [prefix])


def numbers_words(ranges: list[numbers.Range]) -> str:
    """Ranges as one reads them."""
    return " ".join(f"{first}–{last}" if last > first else str(first) for first, last in ranges)
