"""Fees, payments and tills over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Status

from ifar.acts.edges import DecisionProposedOut, operations, proposed_of
from ifar.cashier import selectors
from ifar.cashier.api.shapes import (
    CashierAsked,
    FeeOut,
    Identifier,
    PaymentOut,
    TillOut,
    TillPage,
    TillWholeOut,
    amount_of,
    payment_of,
    till_of,
)
from ifar.cashier.inputs import OpenTill, PayFee, WaiveFee
from ifar.cashier.services import payments, tills
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["cashier"])


# Fees and payments ------------------------------------------------------------------------------------------------------


@router.get(
    "/fees/{about}",
    response=FeeOut,
    summary="What is due for a record, or for an act on a licence",
    operation_id="open_fee",
)
def fee(
    request: HttpRequest, about: Identifier, act: Annotated[str, Field(max_length=60)] = ""
) -> dict[str, Any]:
    """Whether it is paid or waived stands with it."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
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
    response={202: DecisionProposedOut},
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
    require(actor, "cashier:fee:read")
    return payment_of(selectors.payment_for(actor, payment))


operations(router, payments.PAYMENT, PaymentOut, payment_of)


# Tills ------------------------------------------------------------------------------------------------------------------


@router.get("/tills", response=TillPage, summary="The tills of your office", operation_id="list_tills")
def list_tills(request: HttpRequest, asked: Query[CashierAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
    result = page(selectors.tills_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [till_of(till) for till in result.items], "after": result.after}


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
    require(actor, "cashier:fee:read")
    record = selectors.till_for(actor, till)
    lines = [
        {
            "n": line.n,
            "payment": line.payment,
            "way": line.way,
            "amount": amount_of(line.amount, record.currency),
        }
        for line in selectors.lines_of(record)
    ]
    return {**till_of(record), "lines": lines}


operations(router, tills.TILL, TillOut, till_of)
