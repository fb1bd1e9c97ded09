"""Fees, payments and tills over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Status

from ifar.answers import actor_of
from ifar.counter import selectors
from ifar.counter.api.shapes import (
    CounterAsked,
    CounterProposedOut,
    FeeOut,
    Identifier,
    PaymentOut,
    TillOut,
    TillPage,
    TillWholeOut,
    amount_of,
    payment_of,
    proposed_of,
    till_of,
)
from ifar.counter.edges import TILL
from ifar.counter.inputs import CloseTill, CountTill, OpenTill, PayBack, PayFee, WaiveFee
from ifar.counter.services import payments, tills
from ifar.cursors import page
from ifar.rights import require

router = Router(tags=["counter"])


# Fees and payments ------------------------------------------------------------------------------------------------------


@router.get(
    "/fees/{about}",
    response=FeeOut,
    summary="What is due for an application, or for an act on a licence",
    operation_id="open_fee",
)
def fee(
    request: HttpRequest, about: Identifier, act: Annotated[str, Field(max_length=60)] = ""
) -> dict[str, Any]:
    """Whether it is paid or waived stands with it."""
    actor = actor_of(request)
    require(actor, "counter:fee:read")
    charge = payments.charge_for(actor, about, act)
    paid = payments.settled(charge)
    rule = charge.rule
    return {
        "act": rule.act,
        "amount": amount_of(rule.amount, rule.currency),
        "currency": rule.currency,
        "article": rule.article,
        "stops": rule.stops,
        "rule_version": rule.version,
        "state": paid.state if paid else "due",
        "payment": paid.public_id if paid else "",
    }


@router.post(
    "/fees/{about}/payments",
    response={201: PaymentOut},
    summary="Take a fee at the counter",
    operation_id="take_payment",
)
def pay(request: HttpRequest, about: Identifier, body: PayFee) -> Status[dict[str, Any]]:
    """The whole fee, through your open till; the receipt is a paper that verifies on the public page."""
    actor = actor_of(request)
    made = payments.take_payment(actor=actor, about=about, **body.model_dump())
    return Status(201, payment_of(selectors.payment_for(actor, made)))


@router.post(
    "/fees/{about}/waiver",
    response={202: CounterProposedOut},
    summary="Propose to waive a fee",
    operation_id="propose_waiver",
)
def waive(request: HttpRequest, about: Identifier, body: WaiveFee) -> Status[dict[str, Any]]:
    """Another person decides."""
    return proposed_of(payments.propose_waiver(actor=actor_of(request), about=about, **body.model_dump()))


@router.get("/payments/{payment}", response=PaymentOut, summary="Open a payment", operation_id="open_payment")
def open_payment(request: HttpRequest, payment: Identifier) -> dict[str, Any]:
    """A payment, or a waiver."""
    actor = actor_of(request)
    require(actor, "counter:fee:read")
    return payment_of(selectors.payment_for(actor, payment))


@router.post(
    "/payments/{payment}/refund",
    response={202: CounterProposedOut},
    summary="Propose to pay a fee back",
    operation_id="propose_refund",
)
def refund(request: HttpRequest, payment: Identifier, body: PayBack) -> Status[dict[str, Any]]:
    """Out of your open till; another person decides, who did not take the money."""
    asked = payments.propose_refund(actor=actor_of(request), payment_id=payment, **body.model_dump())
    return proposed_of(asked)


# Tills ------------------------------------------------------------------------------------------------------------------


@router.get("/tills", response=TillPage, summary="The tills of your office", operation_id="list_tills")
def list_tills(request: HttpRequest, asked: Query[CounterAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, "counter:fee:read")
    found = page(selectors.tills_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [till_of(one) for one in found.items], "after": found.after}


@router.post("/tills", response={201: TillOut}, summary="Begin your day's till", operation_id="open_day_till")
def open_till(request: HttpRequest, body: OpenTill) -> Status[dict[str, Any]]:
    """With what lies in it."""
    actor = actor_of(request)
    made = tills.open_till(actor=actor, **body.model_dump())
    return Status(201, till_of(selectors.till_for(actor, made)))


@router.get("/tills/{till}", response=TillWholeOut, summary="Open a till", operation_id="open_till")
def one_till(request: HttpRequest, till: Identifier) -> dict[str, Any]:
    """With its lines."""
    actor = actor_of(request)
    require(actor, "counter:fee:read")
    found = selectors.till_for(actor, till)
    lines = [
        {
            "n": one.n,
            "payment": one.payment,
            "way": one.way,
            "amount": amount_of(one.amount, found.currency),
        }
        for one in selectors.lines_of(found)
    ]
    return {**till_of(found), "lines": lines}


@router.post(
    "/tills/{till}/count",
    response=TillOut,
    summary="Say what is in your till",
    operation_id="count_till",
)
def count_till(request: HttpRequest, till: Identifier, body: CountTill) -> dict[str, Any]:
    """Once, before it is told what should be; it takes no more money."""
    return till_of(tills.count_till(actor=actor_of(request), till_id=till, **body.model_dump()))


@router.post(
    "/tills/{till}/closing",
    response={202: CounterProposedOut},
    summary="Propose to close a till",
    operation_id="propose_closing",
)
def close_till(request: HttpRequest, till: Identifier, body: CloseTill) -> Status[dict[str, Any]]:
    """Another person decides, whose till it is not."""
    return proposed_of(tills.propose_closing(actor=actor_of(request), till_id=till, **body.model_dump()))


TILL.operations(router, "/tills/{till}", TillOut, till_of)
