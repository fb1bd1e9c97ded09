"""The acts of the counter: payments, tills, deliveries of blank cards, cards, counts of them, and likenesses of holders. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ifar.acts import Act, Acts, Another, Condition, Filled, Record, Same, to

WAYS: Final = ("cash", "card", "transfer")
"""How money is handed over; all but cash name a reference of the card terminal or of the bank."""
WHAT: Final = ("photo", "signature")
"""What is taken of a holder."""

_CHARGED: Final = ("about", "act", "rule", "rule_version", "payer", "amount", "currency", "paid_on")
_TAKE: Final = "counter:payment:take"
_MONEY: Final = "UNCAC art. 9, 10"

ACTS: Final = Acts(
    "counter",
    words="ifar.counter.words",
    records=[Record(name, "J") for name in ("payment", "till", "delivery", "card", "count", "likeness")],
    acts=[
        Act(
            "payment",
            "paid",
            to("paid", ""),
            (*_CHARGED, "way", "reference", "till", "line", "receipt"),
            permission=_TAKE,
            article=_MONEY,
        ),
        Act(
            "payment",
            "waived",
            to("waived", ""),
            (*_CHARGED, "ground"),
            people=2,
            computed=("paid_on",),
            article=_MONEY,
        ),
        Act(
            "payment",
            "reduced",
            to("paid", "paid"),
            ("refunded",),
            people=2,
            computed=("refunded",),
            guards=(Another(code="counter.taken_by_you", than_whoever=("paid",), article=_MONEY),),
            article=_MONEY,
        ),
        Act(
            "payment",
            "refunded",
            to("refunded", "paid"),
            ("refunded",),
            people=2,
            computed=("refunded",),
            guards=(Another(code="counter.taken_by_you", than_whoever=("paid",), article=_MONEY),),
            article=_MONEY,
        ),
        Act(
            "till",
            "opened",
            to("open", ""),
            ("person", "day", "currency", "opening"),
            guards=(Same(code="counter.till.not_yours", as_column="person"),),
            permission=_TAKE,
            article=_MONEY,
        ),
        Act(
            "till",
            "counted",
            to("counted", "open"),
            ("counted", "expected", "difference"),
            guards=(
                Same(code="counter.till.not_yours", as_column="person"),
                Filled(code="counter.amount", column="counted", field="counted"),
            ),
            permission=_TAKE,
            article=_MONEY,
        ),
        Act(
            "till",
            "closed",
            to("closed", "counted"),
            ("explanation",),
            people=2,
            guards=(
                Another(code="counter.till.yours", than="person", article=_MONEY),
                Filled(
                    code="counter.till.explanation",
                    column="explanation",
                    field="explanation",
                    when=(Condition("difference", (Decimal(0),), differs=True),),
                ),
            ),
            article=_MONEY,
        ),
        Act("delivery", "received", to("received", ""), ("prefix", "first", "last", "width", "paper")),
        Act("card", "issued", to("issued", ""), ("prefix", "number", "delivery", "paper")),
        Act(
            "card",
            "spoiled",
            to("spoiled", "", "issued"),
            ("prefix", "number", "delivery", "ground"),
            people=2,
            article=_MONEY,
        ),
        Act("count", "taken", to("taken", ""), ("prefix", "counted", "missing", "extra")),
        Act(
            "likeness",
            "taken",
            to("current", ""),
            ("party", "what"),
            personal={"photo": "file", "signature": "file"},
        ),
        Act("likeness", "replaced", to("replaced", "current")),
    ],
    checks=True,
    follows=True,
)
"""Who takes money, or counts it, waives, pays back and closes nothing alone."""
