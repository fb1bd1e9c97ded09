"""The shapes of the counter over HTTP, and how a record becomes one. Amounts are text, never floats."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from ifar.acts.inputs import Day, Input
from ifar.cashier import money
from ifar.cashier.models import Card, Payment, Till
from ifar.cursors import LARGEST, SIZE

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]


class CashierAsked(Schema):
    """How a list is read: page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class LookUpIn(Input):
    """A number of a kind of document, and what was typed of the person, to be compared."""

    document: Code
    number: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(max_length=300)] = ""
    born: Day | None = None
    sex: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(max_length=2)] = ""


class CashierMadeOut(Schema):
    """What was made."""

    id: str


class FeeOut(Schema):
    """What is due for something, and whether it is paid or waived; `stops` is what waits for it: `no`, `completeness`, `decision`, `issuing`."""

    act: str
    amount: str
    currency: str
    article: str
    stops: str
    rule_version: int
    state: Literal["due", "paid", "waived"]
    payment: str


class PaymentOut(Schema):
    """A payment or a waiver."""

    id: str
    about: str
    act: str
    payer: str
    amount: str
    currency: str
    refunded: str
    state: str
    way: str
    reference: str
    till: str
    line: int | None
    receipt: str
    ground: str
    paid_on: dt.date
    agency: str
    n: int


class LineOut(Schema):
    """A line of a till; below zero where money went out."""

    n: int
    payment: str
    way: str
    amount: str


class TillOut(Schema):
    """A till. `expected` and `difference` are told once it was counted."""

    id: str
    person: str
    day: dt.date
    currency: str
    opening: str
    counted: str | None
    expected: str | None
    difference: str | None
    explanation: str
    state: str
    agency: str
    n: int


class TillWholeOut(TillOut):
    """A till with its lines."""

    lines: list[LineOut]


class TillPage(Schema):
    """A page of tills, the newest first."""

    items: list[TillOut]
    after: str | None


class CardOut(Schema):
    """A card that is no longer blank."""

    id: str
    prefix: str
    number: int
    delivery: str
    paper: str
    ground: str
    state: str


class CardPage(Schema):
    """A page of cards, those that were used last first."""

    items: list[CardOut]
    after: str | None


class CountOut(Schema):
    """What a count found, in ranges [first, last]."""

    id: str
    prefix: str
    counted: list[list[int]]
    missing: list[list[int]]
    extra: list[list[int]]


class LikenessOut(Schema):
    """A photo or a signature that stands now."""

    id: str
    party: str
    what: str


class DifferenceOut(Schema):
    """Where what was typed differs."""

    name: str
    typed: str
    said: str


class LookedUpOut(Schema):
    """What the identity register says; `unreachable` stops nobody."""

    state: Literal["found", "nobody", "unreachable"]
    person: dict[str, str]
    differences: list[DifferenceOut]


def amount_of(amount: Decimal | None, currency: str) -> str | None:
    """An amount as text; None stays None."""
    return None if amount is None else money.written(amount, currency)


def payment_of(payment: Payment) -> dict[str, Any]:
    """A payment as it stands."""
    plain = ("about", "act", "payer", "currency", "state", "way", "reference", "till", "line", "receipt")
    return {
        **{name: getattr(payment, name) for name in (*plain, "ground", "paid_on", "n")},
        "id": payment.public_id,
        "amount": amount_of(payment.amount, payment.currency),
        "refunded": amount_of(payment.refunded, payment.currency),
        "agency": payment.agency.public_id,
    }


def till_of(till: Till) -> dict[str, Any]:
    """A till as it stands."""
    sums = ("opening", "counted", "expected", "difference")
    plain = ("person", "day", "currency", "explanation", "state", "n")
    return {
        **{name: getattr(till, name) for name in plain},
        **{name: amount_of(getattr(till, name), till.currency) for name in sums},
        "id": till.public_id,
        "agency": till.agency.public_id,
    }


def card_of(card: Card) -> dict[str, Any]:
    """A card as it stands."""
    plain = ("prefix", "number", "delivery", "paper", "ground", "state")
    return {"id": card.public_id, **{name: getattr(card, name) for name in plain}}
